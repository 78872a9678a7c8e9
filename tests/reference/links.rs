//! The page about links: every address in its table is put into a post, and what is said of it is what the page says.

use std::collections::BTreeSet;

use crate::page::{Page, pages};
use crate::support::folder::{self, Files};
use crate::support::program::run;

/// The post that the addresses stand in: `/2019/11/04/AdaExample.html`.
const POST: &str = "content/posts/2019-11-04-AdaExample.md";

/// What the addresses lead to, or are near to.
const OTHERS: &[&str] = &[
    "content/posts/2019-11-04-CleoPlaceholder.md",
    "content/posts/2019-11-04-FayInvented.md",
    "content/posts/2019-10-27-AdaExample.md",
    "content/posts/2019-10-27-DoraFictive.md",
    "content/about.md",
];

/// The rows of the first table on a page, cell by cell, without its head.
fn rows(page: &Page) -> Vec<Vec<&str>> {
    let lines = page.text.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

fn spans(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn links_mean_what_the_table_says() {
    let page = Page::read("links.md");
    let mut seen = 0;
    for row in rows(&page) {
        let [rule, addresses, said] = row.as_slice() else { panic!("{row:?}") };
        for address in spans(addresses) {
            let mut files = Files::new();
            files.insert("_config.yml".to_owned(), b"url: https://blog.example\n".to_vec());
            for path in OTHERS {
                files.insert((*path).to_owned(), b"Words.\n".to_vec());
            }
            files.insert(POST.to_owned(), format!("A [link]({address}).\n").into_bytes());
            let dir = tempfile::tempdir().unwrap();
            folder::write(dir.path(), &files);
            // A build says nothing of a link that the host helps with.
            let report = run(dir.path(), ["build", "--format", "short"]).stdout;
            let problems: BTreeSet<&str> = report.lines().filter(|line| line.contains(": ")).collect();
            let expected: Vec<&str> = spans(said).collect();
            match expected.as_slice() {
                [] => assert!(problems.is_empty() && *said == "nothing", "{rule}: `{address}`: {problems:?}"),
                codes => {
                    assert_eq!(problems.len(), 1, "{rule}: `{address}`: {problems:?}");
                    for code in codes {
                        let is_said = problems.iter().any(|line| line.contains(&format!("[{code}]")));
                        assert!(is_said, "{rule}: `{address}` is no `{code}`: {problems:?}");
                    }
                }
            }
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen} addresses");
}

/// A command line within a sentence is one that the program understands.
#[test]
fn commands_in_sentences_are_understood() {
    let dir = tempfile::tempdir().unwrap();
    let mut seen = BTreeSet::new();
    for page in pages() {
        for command in spans(&page.text).filter(|span| span.starts_with("blogsite ") && !span.contains('\n')) {
            if !seen.insert(command.to_owned()) {
                continue;
            }
            // Help comes before everything that is missing, and after everything that is not understood.
            let words = command.replace("VERB", "build").replace("CODE", "broken-link");
            let words = words.split_whitespace().skip(1).map(|word| word.trim_matches(['\'', '"'])).chain(["--help"]);
            let ran = run(dir.path(), words);
            let is_understood = ran.code == Some(0) || ran.stderr.contains("a value is required");
            assert!(is_understood, "{}: `{command}`\n{}", page.name, ran.stderr);
        }
    }
    assert!(seen.len() >= 5, "{seen:?}");
}
