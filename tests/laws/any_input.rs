//! Law 5: no input panics, and every place that is reported lies in the file it names.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use blogsite::command::report;
use blogsite::diagnostic::{Diagnostic, Levels};
use blogsite::highlight::Highlighter;
use blogsite::render::Renderer;
use blogsite::site::{Options, Site};
use blogsite::source::{MemoryTree, SourceTree as _};
use proptest::prelude::*;

use super::support::folder::Files;

/// Grammars are read once.
static HIGHLIGHTER: LazyLock<Arc<Highlighter>> = LazyLock::new(|| Arc::new(Highlighter::with_memory(None)));

/// Loads, renders and reports a whole site.
fn walk(files: &Files) -> Result<(), String> {
    let mut tree = MemoryTree::default();
    for (path, bytes) in files {
        tree.insert(path, bytes.clone());
    }
    let mut options = Options::at("2025-01-01T00:00:00Z".parse().unwrap());
    (options.drafts, options.future, options.unpublished) = (true, true, true);
    let (site, mut problems) = Site::load(&tree, &options).unwrap();
    let (renderer, found) = Renderer::new(&tree, &site, &HIGHLIGHTER).unwrap();
    problems.extend(found);
    for route in &site.routes {
        problems.extend(renderer.render(route).unwrap().problems);
        check_address(route.output.as_str())?;
    }
    let text_of = |path: &_| match tree.read(path).unwrap() {
        Some(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        None => renderer.template_source(path).map(str::to_owned),
    };
    for problem in &problems {
        check_place(problem, &|path| {
            tree.read(path).unwrap().or_else(|| renderer.template_source(path).map(Into::into))
        })?;
    }
    let _ = report::plain(&Levels::default().apply(problems), Path::new("."), &text_of);
    Ok(())
}

/// What is written stays in the output folder.
fn check_address(output: &str) -> Result<(), String> {
    let is_inside = !output.is_empty()
        && !output.starts_with('/')
        && output.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if is_inside { Ok(()) } else { Err(format!("the output path `{output}` leaves the folder or is empty")) }
}

type TextOf<'a> = &'a dyn Fn(&blogsite::address::SourcePath) -> Option<Vec<u8>>;

fn check_place(problem: &Diagnostic, text_of: TextOf<'_>) -> Result<(), String> {
    let is_said_in_a_line = !problem.message.contains('\n') && !problem.message.is_empty();
    if !is_said_in_a_line {
        return Err(format!("a message is one line: {problem:?}"));
    }
    let Some(span) = &problem.span else { return Ok(()) };
    let bytes = text_of(&span.path).unwrap_or_default();
    let is_inside = span.range.start <= span.range.end && span.range.end <= bytes.len();
    let is_between_letters = std::str::from_utf8(&bytes)
        .map_or(true, |text| text.is_char_boundary(span.range.start) && text.is_char_boundary(span.range.end));
    if is_inside && is_between_letters {
        Ok(())
    } else {
        Err(format!("a place outside its file of {} bytes: {problem:?}", bytes.len()))
    }
}

/// Pieces that mean something to one room or another.
const PIECES: &[&str] = &[
    "---",
    "---\n",
    "\n",
    "\r\n",
    "\u{feff}",
    "title: a: b\n",
    "title: \"x\n",
    "date: 2024-02-30\n",
    "tags: [a, b\n",
    "- a\n",
    "\t",
    "? ",
    "&a ",
    "*a ",
    "<<: *a\n",
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{%- ",
    " -%}",
    "{% raw %}",
    "{% endraw %}",
    "{% highlight c %}",
    "{% endhighlight %}",
    "{% comment %}",
    "{% endcomment %}",
    "{% post_url 2024-01-01-a %}",
    "{% link a.md %}",
    "{% include a.html x=\"y\" %}",
    "{{ page.title | relative_url }}",
    "[a](b.html)",
    "[a](",
    "](",
    "[a]: ",
    "[^1]",
    "[^1]: ",
    "![x](/i.svg)",
    "<a href=\"",
    "<img srcset=\"a 1x,",
    "<div markdown=\"1\">",
    "</div>",
    "<!--",
    "-->",
    "<![CDATA[",
    "```",
    "```rust {1,3-}\n",
    "~~~",
    "    ",
    "# ",
    "## a {#b}",
    "{: .c #i k=\"v\"}",
    "{:toc}",
    "* TOC\n",
    "$$",
    "$",
    ":smile:",
    ":",
    "> [!NOTE]\n",
    "| a | b |\n|---|---|\n",
    "a\n: b\n",
    "==",
    "--",
    "...",
    "\"",
    "'",
    "\\",
    "`",
    "<",
    ">",
    "&",
    "&amp;",
    "&#0;",
    "%",
    "%2e%2e/",
    "../",
    "/",
    "//",
    "#",
    "?",
    "#a",
    "mailto:x@y",
    "https://",
    "bugs.python.org/x",
    "C:\\",
    "ünï",
    "你好",
    "🦀",
    "\u{301}",
    "\u{200b}",
    "\u{202e}",
    "\u{0}",
    "\u{fdd0}",
    "\u{fdd1}",
    "\u{fdd0}0\u{fdd1}",
    "\u{fdd0}99999999999999999999\u{fdd1}",
    "İ",
    "ß",
    "a",
    "b.md",
    " ",
    "  \n",
];

const KEYS: &[&str] = &[
    "title",
    "date",
    "layout",
    "permalink",
    "slug",
    "categories",
    "tags",
    "author",
    "authors",
    "email",
    "published",
    "excerpt",
    "description",
    "image",
    "lang",
    "updated",
    "last_modified_at",
    "redirect_from",
    "athor",
    "x",
    "render_with_liquid",
    "excerpt_separator",
    "sitemap",
];

const CONFIG_KEYS: &[&str] = &[
    "title",
    "url",
    "baseurl",
    "timezone",
    "permalink",
    "paginate",
    "paginate_path",
    "future",
    "defaults",
    "lints",
    "include",
    "exclude",
    "feed",
    "excerpt_separator",
    "lang",
    "author",
    "autolink",
    "header_pages",
    "kramdown",
    "x",
];

const VALUES: &[&str] = &[
    "",
    "a",
    "a: b",
    "\"",
    "[a, b]",
    "{a: b}",
    "true",
    "no",
    "1",
    "-1",
    "1e9",
    "99999999999999999999",
    "~",
    "2024-01-01",
    "2024-02-30 25:61",
    "9999-12-31T23:59:59-12:00",
    "0000-01-01",
    "/:year/:title/",
    "/:nope/",
    "/../../x",
    "/%2e%2e/",
    "..",
    "/",
    "https://x.example/a/",
    "Europe/London",
    "[{scope: {path: \"*\"}, values: {title: x}}]",
    "{self-link: deny, nope: warn}",
    "&a [*a]",
    "!!binary x",
    "ünï 你",
    "|\n  a\n  b",
    "\"\\u0000\"",
    "post",
    "none",
    "\u{202e}",
    "page:num",
    "[\"**/[\", \"{\"]",
    "''",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn mapping(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
    let entry =
        (prop::sample::select(keys), prop::sample::select(VALUES)).prop_map(|(key, value)| format!("{key}: {value}\n"));
    prop::collection::vec(prop_oneof![9 => entry, 1 => text()], 0..6).prop_map(|entries| entries.concat())
}

fn document() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (mapping(KEYS), text()).prop_map(|(head, body)| format!("---\n{head}---\n{body}")),
        1 => (mapping(KEYS), text()).prop_map(|(head, body)| format!("\u{feff}---\r\n{head}...\r\n{body}").replace('\n', "\r\n")),
        2 => text(),
    ]
}

fn document_path() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "content/posts/2024-0[1-3]-0[1-3]-[ab]\\.md",
        1 => "content/(posts|_posts|drafts|a/_posts)/\\PC{0,8}\\.(md|markdown|txt|html|png)",
        2 => "content/(index|about|a/index|404|feed)\\.(md|html|xml)",
        1 => "content/[^/\\pC]{1,6}(/[^/\\pC]{1,6})?",
    ]
    .prop_map(|path| path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect::<Vec<_>>().join("/"))
}

fn template() -> impl Strategy<Value = String> {
    const TEMPLATE: &[&str] = &[
        "{{ content }}",
        "{{ page.title }}",
        "{{ page.nope }}",
        "{% if page.date %}",
        "{% endif %}",
        "{% for p in site.posts %}",
        "{% endfor %}",
        "{{ p.title | slugify }}",
        "{{ page.date | date(format=\"%Q %\") }}",
        "{% extends \"base.html\" %}",
        "{% extends \"post.html\" %}",
        "{% block main %}",
        "{% endblock %}",
        "{% include \"includes/a.html\" %}",
        "{{ 1 / 0 }}",
        "{{ \"a\" | where(key=\"x\") }}",
        "{{ site.posts | sort_by(key=\"x\") }}",
        "{{ page | jsonify }}",
        "{{ content | truncate(length=3) }}",
        "{{ content | markdownify }}",
        "{% set x = 1 %}",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "ünï",
        "\n",
        "<p>",
    ];
    prop::collection::vec(prop::sample::select(TEMPLATE), 0..8).prop_map(|pieces| pieces.concat())
}

fn site() -> impl Strategy<Value = Files> {
    let file = prop_oneof![
        12 => (document_path(), document()),
        2 => (Just("_config.yml".to_owned()), mapping(CONFIG_KEYS)),
        1 => ("templates/(post|page|home|base|404|redirect|includes/a)\\.html", template()),
        1 => ("data/[a-c]\\.(yml|json|csv|tsv)", text()),
        1 => ("static/(about\\.html|i\\.svg|feed\\.xml|theme/theme\\.css)", text()),
    ];
    let file = (file, prop::option::weighted(0.02, any::<u8>())).prop_map(|((path, text), torn)| {
        let mut bytes = text.into_bytes();
        bytes.extend(torn);
        (path, bytes)
    });
    prop::collection::vec(file, 1..6).prop_map(|files| files.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_site_is_walked_without_panic(files in site()) {
        prop_assert_eq!(walk(&files), Ok(()));
    }
}

#[test]
fn every_fixture_is_walked() {
    for (name, files) in super::sites() {
        assert_eq!(walk(&files), Ok(()), "{name}");
    }
}

/// A fixture cut off at any byte is a site too.
#[test]
fn every_fixture_cut_short_is_walked() {
    for (name, files) in super::sites() {
        if name == "generated" || name == "own" {
            continue;
        }
        for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("static/")) {
            for cut in [1, bytes.len() / 3, bytes.len() / 2, bytes.len() * 2 / 3, bytes.len().saturating_sub(2)] {
                let mut files = files.clone();
                files.insert(path.clone(), bytes.get(..cut).unwrap_or_default().to_vec());
                assert_eq!(walk(&files), Ok(()), "{name}: {path} cut at {cut}");
            }
        }
    }
}
