//! `blogsite check --fix`: what is certain is written into the sources, and nothing else in them changes.
//!
//! `tests/fix/before/` is a site with everything that can be mended and everything that looks like it; `after/` is what it
//! becomes, byte for byte.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use support::folder::Files;
use support::program::run;
use support::{fail_with, folder, is_updating, tests_folder};

fn files(texts: &[(&str, &str)]) -> Files {
    texts.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// A site in a folder of its own.
fn site(files: &Files) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    folder::write(dir.path(), files);
    dir
}

/// The sources in a folder, without what the program keeps there.
fn sources(root: &Path) -> Files {
    folder::read(root).into_iter().filter(|(path, _)| !path.starts_with('.')).collect()
}

/// Mends `before`, which must become `after`; a second time nothing changes. What the first run said.
#[track_caller]
fn fixed(before: &Files, after: &Files) -> support::program::Ran {
    let dir = site(before);
    let dry = run(dir.path(), ["check", "--fix", "--dry-run", "--no-cache"]);
    fail_with(&folder::differences(before, &sources(dir.path())));
    let first = run(dir.path(), ["check", "--fix", "--no-cache"]);
    fail_with(&folder::differences(after, &sources(dir.path())));
    assert_eq!(dry.stderr, first.stderr, "what is left is the same");
    let second = run(dir.path(), ["check", "--fix", "--no-cache"]);
    fail_with(&folder::differences(after, &sources(dir.path())));
    assert!(second.stdout.starts_with("nothing to fix\n"), "{}", second.stdout);
    assert_eq!(second.stderr, first.stderr);
    first
}

#[test]
fn the_site_of_everything() {
    let root = tests_folder().join("fix");
    let before = folder::read(&root.join("before"));
    if is_updating() {
        let dir = site(&before);
        run(dir.path(), ["check", "--fix", "--no-cache"]);
        folder::replace(&root.join("after"), &sources(dir.path()));
    }
    fixed(&before, &folder::read(&root.join("after")));
}

#[test]
fn only_the_bytes_named_in_the_difference_change() {
    let before = files(&[
        ("content/about.md", "---\ntitle: About\n---\nUs.\n"),
        ("content/posts/2024-01-01-Ada.md", "one\n\n[two](/About.html)\r\nthree"),
    ]);
    let dir = site(&before);
    let dry = run(dir.path(), ["check", "--fix", "--dry-run", "--quiet"]).expect_code(0);
    let expected = "--- a/content/posts/2024-01-01-Ada.md\n+++ b/content/posts/2024-01-01-Ada.md\n@@ -1,4 +1,4 @@\n one\n \n\
                    -[two](/About.html)\r\n+[two](/about.html)\r\n three\n\\ No newline at end of file\n";
    assert_eq!(dry.stdout, expected);
}

#[test]
fn what_is_only_shown_is_still_an_error() {
    let before = files(&[("content/posts/2024-01-01-Ada.md", "[docs](docs.example.org/x)\n")]);
    let dir = site(&before);
    run(dir.path(), ["check", "--fix", "--dry-run"]).expect_code(1);
    run(dir.path(), ["check", "--fix", "--allow", "missing-scheme"]).expect_code(0);
    fail_with(&folder::differences(&before, &sources(dir.path())));
    run(dir.path(), ["check", "--fix"]).expect_code(0);
}

#[test]
fn guesses_are_never_made() {
    let before = files(&[
        ("content/posts/2024-01-01-Ada.md", "---\nauthorz: x\n---\n## One two\n\n## One  Two\n"),
        ("content/posts/2024-01-08-Ada.md", "[a](../07/Ada.html) [b](Ada.html) [c](../01/Ada.html#OneTwo)\n"),
        ("content/posts/2024-01-15-Ada.md", "[last time](../15/Ada.html) [d](lib.rs)\n"),
    ]);
    let ran = fixed(&before, &before).expect_code(1);
    assert!(ran.stdout.starts_with("nothing to fix\n"), "{}", ran.stdout);
}

#[test]
fn a_key_that_moves_a_page_is_mended_before_the_links_to_it() {
    let before = files(&[
        ("content/about.md", "---\npremalink: /who/\n---\nUs.\n"),
        ("content/posts/2024-01-01-Ada.md", "[us](/Who/) [them](/ABOUT.html)\n"),
    ]);
    let mut after = before.clone();
    after.insert("content/about.md".into(), b"---\npermalink: /who/\n---\nUs.\n".to_vec());
    after.insert("content/posts/2024-01-01-Ada.md".into(), b"[us](/who/) [them](/ABOUT.html)\n".to_vec());
    let ran = fixed(&before, &after);
    assert!(ran.stderr.contains("error[broken-link]: `/ABOUT.html` does not exist"), "{}", ran.stderr);
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let dir = site(&files(&[("content/posts/2024-01-01-Ada.md", "[docs](docs.example.org/x)\n")]));
    let before = sources(dir.path());
    let ran = run(dir.path(), ["check", "--fix", "--interactive"]).expect_code(2);
    assert!(ran.stderr.contains("there is no terminal to answer them at"), "{}", ran.stderr);
    fail_with(&folder::differences(&before, &sources(dir.path())));
}

#[cfg(unix)]
#[test]
fn links_permissions_and_files_that_may_not_be_written() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let post = "[a](/About.html)\n";
    let dir = site(&files(&[
        ("content/about.md", "Us.\n"),
        ("content/posts/2024-01-01-Ada.md", post),
        ("content/posts/2024-01-02-Ada.md", post),
        ("content/posts/2024-01-03-Ada.md", "[a](../01/ada.html) [b](/About.html)\n"),
        ("notes/2024-01-05-Ada.md", post),
    ]));
    let path = |name: &str| dir.path().join(name);
    let set = |name: &str, mode| fs::set_permissions(path(name), fs::Permissions::from_mode(mode)).unwrap();
    set("content/posts/2024-01-01-Ada.md", 0o640);
    set("content/posts/2024-01-02-Ada.md", 0o444);
    // The same file under two names: what is certain only under one of them stays.
    symlink("2024-01-03-Ada.md", path("content/posts/2024-02-04-Ada.md")).unwrap();
    symlink("../../notes/2024-01-05-Ada.md", path("content/posts/2024-01-05-Ada.md")).unwrap();
    let ran = run(dir.path(), ["check", "--fix"]).expect_code(0);
    let text = |name: &str| fs::read_to_string(path(name)).unwrap();
    assert_eq!(text("content/posts/2024-01-01-Ada.md"), "[a](/about.html)\n");
    assert_eq!(fs::metadata(path("content/posts/2024-01-01-Ada.md")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(text("content/posts/2024-01-02-Ada.md"), post);
    assert!(ran.stderr.contains("left alone: content/posts/2024-01-02-Ada.md: it is read-only\n"), "{}", ran.stderr);
    assert_eq!(text("content/posts/2024-01-03-Ada.md"), "[a](../01/ada.html) [b](/about.html)\n");
    assert!(
        path("content/posts/2024-01-05-Ada.md").is_symlink() && path("content/posts/2024-02-04-Ada.md").is_symlink()
    );
    assert_eq!(text("notes/2024-01-05-Ada.md"), "[a](/about.html)\n");
    assert!(fs::read_dir(path("content/posts")).unwrap().count() == 5, "nothing is left beside the files");
}

/// What stands in a post of the generated site, before and after.
#[derive(Clone, Debug)]
struct Piece {
    before: String,
    after: String,
}

/// Addresses on the page `/2024/01/02/Bert.html`: as written, as they are to be.
const ADDRESSES: &[(&str, &str)] = &[
    ("../01/Ada.html", "../01/Ada.html"),
    ("../../01/Ada.html", "../01/Ada.html"),
    ("../../../01/01/Ada.html", "../01/Ada.html"),
    ("../01/ada.html", "../01/Ada.html"),
    ("../01/Ada/", "../01/Ada.html"),
    ("../01/ada.html#What_I_Did", "../01/Ada.html#what-i-did"),
    ("../01/Ada.html?a=b&c=%20d#WHAT-I-DID", "../01/Ada.html?a=b&c=%20d#what-i-did"),
    ("/2024/01/01/ADA.html#what-i-did", "/2024/01/01/Ada.html#what-i-did"),
    ("https://blog.example/2024/01/01/ada.html", "https://blog.example/2024/01/01/Ada.html"),
    ("docs.example.org/a_(b)", "https://docs.example.org/a_(b)"),
    ("bugs.example.org", "https://bugs.example.org"),
    ("ada@blog.example", "mailto:ada@blog.example"),
    ("#First_Part", "#first-part"),
    ("/Über uns.html", "/Über uns.html"),
    ("../01/Nobody.html", "../01/Nobody.html"),
    ("2024-01-01-Ada.md", "2024-01-01-Ada.md"),
    ("https://elsewhere.example/A.html", "https://elsewhere.example/A.html"),
    ("mailto:ada@blog.example", "mailto:ada@blog.example"),
];

/// Ways to write a link; `@` is the address, `N` a number of its own.
const STYLES: &[&str] = &[
    "Some [words](@) here.",
    "[words](<@> \"a title\")",
    "*[words]( @ 'a title' )*",
    "- [words](@)\n  and more",
    "> quoted [words](@)\n> twice [words](@)",
    "| a | b |\n|---|---|\n| [x](@) | [y](@) |",
    "Words[^N] and [words][rN], [rN] and [again][rN].\n\n[^N]: A [note](@).\n\n[rN]: @",
    "Words with [a definition][dN].\n\n[dN]: <@>\n    \"a title\"",
    "A <a href=\"@\">link</a> in the text.",
    "<p>\n  <a class=x href='@'>raw</a>\n</p>",
    "<div markdown=\"1\">\n[words](@)\n</div>",
    "{% comment %}[words](../../01/Ada.html){% endcomment %}{{ page.slug }} [words](@)",
];

/// What looks like those and must stay as it is.
const DECOYS: &[&str] = &[
    "`[code](../../01/Ada.html)` and \\[none](../../01/Ada.html)",
    "```\n[code](../../01/Ada.html)\n```",
    "<!-- [a](../../01/Ada.html) -->",
    "[escaped](../../01/Ada\\.html)",
    "<a href=\"docs.example.org/?a=1&amp;b\">x</a>",
    "[tag]({{ \"/2024/01/01/ada.html\" | relative_url }})",
    "{% raw %}{{ x }}{% endraw %} plain ../../01/Ada.html text",
    "ü 你好 \u{1f600} \t and trailing blanks  ",
    "",
];

fn piece() -> impl Strategy<Value = Piece> {
    let link = (0..STYLES.len(), 0..ADDRESSES.len()).prop_map(|(style, address)| {
        let (before, after) = ADDRESSES[address];
        let style = STYLES[style];
        Piece { before: style.replace('@', before), after: style.replace('@', after) }
    });
    let decoy = (0..DECOYS.len()).prop_map(|index| {
        let text = DECOYS[index].to_owned();
        Piece { before: text.clone(), after: text }
    });
    prop_oneof![4 => link, 1 => decoy]
}

/// A post of these pieces, before and after.
fn post(pieces: &[Piece], line_end: &str, mark: &str, key: (&str, &str)) -> (Vec<u8>, Vec<u8>) {
    let text = |key: &str, of: fn(&Piece) -> &str| {
        let mut text = format!("---\n{key}: Bert\n---\n## First part\n\n");
        for (number, piece) in pieces.iter().enumerate() {
            text.push_str(
                &of(piece)
                    .replace("^N", &format!("^{number}"))
                    .replace("rN", &format!("r{number}"))
                    .replace("dN", &format!("d{number}")),
            );
            text.push_str("\n\n");
        }
        text.truncate(text.trim_end_matches('\n').len());
        format!("{mark}{}", text.replace('\n', line_end)).into_bytes()
    };
    (text(key.0, |piece| &piece.before), text(key.1, |piece| &piece.after))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_what_was_planted_changes(
        pieces in prop::collection::vec(piece(), 1..14),
        crlf in any::<bool>(),
        bom in any::<bool>(),
        key in prop_oneof![Just(("author", "author")), Just(("athor", "author")), Just(("Author", "author"))],
    ) {
        let (line_end, mark) = (if crlf { "\r\n" } else { "\n" }, if bom { "\u{feff}" } else { "" });
        let (old, new) = post(&pieces, line_end, mark, key);
        let mut before = files(&[
            ("_config.yml", "title: A blog\nurl: https://blog.example\n"),
            ("content/posts/2024-01-01-Ada.md", "## What I did\n\n## What else\n"),
        ]);
        let mut after = before.clone();
        before.insert("content/posts/2024-01-02-Bert.md".into(), old);
        after.insert("content/posts/2024-01-02-Bert.md".into(), new);
        let ran = fixed(&before, &after);
        // What is left is what was left on purpose: nobody's post, and what stands there in other words.
        for code in ["missing-scheme", "misspelt-key", "broken-anchor", "link-repaired"] {
            let left = ran.stderr.split("\n\n").filter(|problem| problem.contains(&format!("[{code}]: ")));
            for problem in left {
                let is_decoy = ["Ada\\.html", "&amp;b", "relative_url"].iter().any(|decoy| problem.contains(decoy));
                prop_assert!(is_decoy, "{}", problem);
            }
        }
    }
}
