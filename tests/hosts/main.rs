//! Hosts other than GitHub Pages.
//!
//! * [`compressed`]: the copies that `compress: true` lays beside files, for hosts that send them.
//! * [`instructions`]: what README says of other hosts, read from there and tried.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod compressed;
mod instructions;
#[cfg(target_os = "linux")]
#[path = "../action/release.rs"]
#[expect(dead_code, reason = "these tests need a part of it")]
mod release;

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
