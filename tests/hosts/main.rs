//! Hosts other than GitHub Pages.
//!
//! * [`compressed`]: the copies that `compress: true` lays beside files, for hosts that send them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod compressed;

use std::path::Path;

use support::folder::{self, Files};

/// The example blog at the root of the repository, with more lines in its configuration.
fn own_site(config: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    for name in ["content", "static", "templates"] {
        let below = folder::read(&root.join(name)).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes));
        files.extend(below);
    }
    let known = std::fs::read_to_string(root.join("_config.yml")).unwrap();
    files.insert("_config.yml".to_owned(), format!("{known}{config}\n").into_bytes());
    files
}
