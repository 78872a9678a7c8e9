//! The page on tags in bodies: none is left out, and what it says is not understood is not.

use std::collections::BTreeSet;

use blogsite::content::tags;
use blogsite::diagnostic::Code;

use crate::page::Page;
use crate::parts::Blog;

/// The part of the page below a heading.
fn section(heading: &str) -> String {
    let page = Page::read("tags.md");
    let (_, after) = page.text.split_once(&format!("\n## {heading}\n")).unwrap();
    after.split("\n## ").next().unwrap().to_owned()
}

/// `link` of each `{% link about.md %}` in a text.
fn tags_in(text: &str) -> BTreeSet<&str> {
    text.split("{% ").skip(1).filter_map(|rest| rest.split_whitespace().next()).collect()
}

#[test]
fn every_tag_is_named() {
    let section = section("Tags");
    let mut known: BTreeSet<&str> = tags::names().iter().copied().collect();
    known.insert("#");
    assert_eq!(tags_in(&section), known);
}

#[test]
fn what_is_not_understood() {
    let section = section("What is not understood");
    let named: BTreeSet<&str> = tags_in(&section).into_iter().filter(|name| *name != "include").collect();
    assert!(named.len() > 8, "{named:?}");
    for name in named {
        let body = format!("{{% {name} x %}}");
        let codes: Vec<Code> = tags::expand(&body, &Blog).1.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::UnknownTag], "{name}");
    }
}
