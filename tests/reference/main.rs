//! The reference, `content/reference/`: pages of the example blog that say what the code says, and so cannot go stale.
//!
//! 1. Between `<!-- from the code: WHAT -->` and `<!-- end -->` a page holds what [`parts`] makes of the code's own tables,
//!    and nothing else; `BLOGSITE_UPDATE=1 cargo test --test reference` writes it anew.
//! 2. Every key, tag, filter, code, verb and format has its place on a page, and no page names one that does not exist.
//! 3. Every example is read without a problem and is heard: with it something is other than without. Every default, written
//!    out, changes nothing.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod command_line;
mod formats;
mod keys;
mod links;
mod page;
mod parts;
#[path = "../support/mod.rs"]
mod support;
mod tags;

use page::{Page, pages};

#[test]
fn pages_hold_what_the_code_says() {
    let mut faults = Vec::new();
    for page in pages() {
        let filled = match page.filled(parts::part) {
            Ok(filled) => filled,
            Err(fault) => {
                faults.push(format!("{}: {fault}", page.name));
                continue;
            }
        };
        if filled == page.text {
            continue;
        }
        if support::is_updating() {
            page.write(&filled);
        } else {
            faults.extend(support::difference(&page.name, page.text.as_bytes(), filled.as_bytes()));
        }
    }
    support::fail_with(&faults);
}

#[test]
fn the_index_names_every_page() {
    let index = Page::read("index.md");
    for page in pages() {
        let is_named = page.name == "index.md" || index.text.contains(&format!("]({})", page.name));
        assert!(is_named, "`index.md` does not link to `{}`", page.name);
    }
}
