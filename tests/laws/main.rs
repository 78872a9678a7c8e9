//! The laws of the architecture, over every site at hand: this repository's own, all fixtures, and generated ones.
//!
//! * Law 1, [`served`]: what is served is what is built.
//! * Law 2, [`same_bytes`]: building twice gives the same tree, whatever the threads, the folder, the zone and the locale.
//! * Law 3, [`reload`]: after any changes, a site that was reloaded is the one that is loaded anew.
//! * Law 4, [`links`]: every internal link in the output is a route, or was reported.
//! * Law 5, [`any_input`]: no input panics.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod any_input;
mod links;
mod page;
mod reload;
mod same_bytes;
mod served;

use std::path::Path;

use support::folder::{self, Files};
use support::generator::{self, Edition};
use support::{cases, name_of};

/// Every site the laws are held against: a name and its files.
fn sites() -> Vec<(String, Files)> {
    let mut sites = vec![("generated".to_owned(), generator::site(40, Edition::First)), ("own".to_owned(), own_site())];
    for folder in ["sites", "broken"] {
        for case in cases(folder) {
            let mut files = folder::read(&case);
            files.retain(|path, _| path != "report.txt" && !path.starts_with("expected/"));
            sites.push((format!("{folder}/{}", name_of(&case)), files));
        }
    }
    sites
}

/// The example blog at the root of the repository.
fn own_site() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    for folder in ["content", "data", "static", "templates"] {
        files.extend(
            folder::read(&root.join(folder)).into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)),
        );
    }
    let config = root.join("_config.yml");
    files.extend(std::fs::read(config).ok().map(|bytes| ("_config.yml".to_owned(), bytes)));
    files
}
