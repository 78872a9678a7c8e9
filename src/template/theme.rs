//! The built-in theme: templates and files inside the binary.
//!
//! They are this repository's own `templates/` and `static/theme/`. A file of the same name in a site's folder
//! of that name takes their place.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/static/theme");

/// Names with `/` on every platform, in order.
static BY_NAME: LazyLock<[Listed; 2]> = LazyLock::new(|| [listed(&TEMPLATES, ""), listed(&FILES, "theme/")]);

type Listed = Vec<(String, &'static [u8])>;

fn listed(dir: &'static Dir<'static>, prefix: &str) -> Listed {
    let mut found = Vec::new();
    let mut dirs = vec![dir];
    while let Some(dir) = dirs.pop() {
        dirs.extend(dir.dirs());
        for file in dir.files() {
            let name = file.path().to_string_lossy().replace('\\', "/");
            found.push((format!("{prefix}{name}"), file.contents()));
        }
    }
    found.sort();
    found
}

/// The templates by name: `("post.html", "{% extends …")`, `("includes/figure.html", …)`.
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    let [templates, _] = &*BY_NAME;
    templates.iter().filter_map(|(name, bytes)| Some((name.as_str(), std::str::from_utf8(bytes).ok()?)))
}

/// The files by their output path: `("theme/theme.css", b"…")`.
pub fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let [_, files] = &*BY_NAME;
    files.iter().map(|(name, bytes)| (name.as_str(), *bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_are_there() {
        let names: Vec<&str> = templates().map(|(name, _)| name).collect();
        for name in
            ["404.html", "base.html", "home.html", "includes/figure.html", "page.html", "post.html", "redirect.html"]
        {
            assert!(names.contains(&name), "{name} of {names:?}");
        }
        assert!(names.is_sorted());
        assert!(files().any(|(name, bytes)| name == "theme/theme.css" && !bytes.is_empty()));
    }

    #[test]
    fn the_style_sheet_is_small_and_asks_no_other_host() {
        for (name, bytes) in files().filter(|(name, _)| *name == "theme/theme.css") {
            let text = String::from_utf8_lossy(bytes);
            assert!(bytes.len() < 12 * 1024, "{name} has {} bytes", bytes.len());
            assert!(!text.contains("//") && !text.contains("@import"), "{name}");
        }
        for (name, text) in templates() {
            assert!(!text.contains("<script"), "{name}");
            assert!(!text.contains("http://") && !text.contains("https://"), "{name}");
        }
    }
}
