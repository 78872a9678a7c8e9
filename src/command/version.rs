//! What `--version` says: which version, of which commit, for which system.

use std::env::consts::{ARCH, OS};
use std::sync::LazyLock;

/// The commit it was built from, as whoever built it said; a packaged crate knows its version alone, and that has a tag.
const COMMIT: Option<&str> = option_env!("BLOGSITE_COMMIT");

/// Everything, for `--version`; `-V` says the first line.
pub(super) fn long() -> &'static str {
    static LONG: LazyLock<String> = LazyLock::new(|| described(COMMIT));
    &LONG
}

fn described(commit: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let short =
        commit.map(str::trim).and_then(|commit| commit.get(..12).or(Some(commit))).filter(|commit| !commit.is_empty());
    let commit = short.map(|commit| format!("commit: {commit}\n")).unwrap_or_default();
    let build = if cfg!(debug_assertions) { "for tests" } else { "release" };
    // The crate has no features to choose from; when it has, they are listed here.
    format!("{version}\n{commit}system: {OS} {ARCH}\nbuild: {build}\nfeatures: all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_said_if_it_is_known() {
        for (commit, expected) in [
            (None, None),
            (Some(""), None),
            (Some("1a2b3c4"), Some("commit: 1a2b3c4")),
            (Some("1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d\n"), Some("commit: 1a2b3c4d5e6f")),
        ] {
            let text = described(commit);
            assert_eq!(text.lines().find(|line| line.starts_with("commit")), expected);
            assert!(text.starts_with(env!("CARGO_PKG_VERSION")) && text.contains(&format!("system: {OS} {ARCH}")));
        }
    }
}
