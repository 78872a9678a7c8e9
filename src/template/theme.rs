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

/// The bytes of one file by its output path or address: `theme/theme.css`, `/theme/theme.css`.
pub fn file(path: &str) -> Option<&'static [u8]> {
    files().find(|(name, _)| *name == path.trim_start_matches('/')).map(|(_, bytes)| bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::site::THEME_FILES;

    #[test]
    fn all_parts_are_there() {
        let names: Vec<&str> = templates().map(|(name, _)| name).collect();
        for name in
            ["404.html", "base.html", "home.html", "includes/figure.html", "page.html", "post.html", "redirect.html"]
        {
            assert!(names.contains(&name), "{name} of {names:?}");
        }
        assert!(names.is_sorted());
        let addresses: Vec<String> = files().map(|(name, _)| format!("/{name}")).collect();
        assert_eq!(addresses, THEME_FILES);
        assert!(THEME_FILES.iter().all(|path| file(path).is_some_and(|bytes| !bytes.is_empty())));
        assert!(files().any(|(name, bytes)| name == "theme/theme.css" && !bytes.is_empty()));
    }

    /// The value of `--name` in the light or the dark part of the style sheet, as red, green, blue.
    fn colour(css: &str, name: &str) -> [f64; 3] {
        let start = css.find(&format!("--{name}: #")).unwrap() + name.len() + 5;
        [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&css[start + at..start + at + 2], 16).unwrap()) / 255.0)
    }

    /// WCAG 2.2, «relative luminance».
    fn luminance(colour: [f64; 3]) -> f64 {
        let [red, green, blue] =
            colour.map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn every_colour_can_be_read() {
        let (_, css) = files().find(|(name, _)| *name == "theme/theme.css").unwrap();
        let css = std::str::from_utf8(css).unwrap();
        let (light, dark) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
        for scheme in [light, dark] {
            let kinds = ["note", "tip", "important", "warning", "caution"].map(|kind| (kind, "tint"));
            let texts = ["ink", "soft", "link"].into_iter().flat_map(|text| [(text, "paper"), (text, "tint")]);
            for (text, ground) in texts.chain(kinds).chain([("ink", "mark"), ("link", "mark")]) {
                let [a, b] = [text, ground].map(|name| luminance(colour(scheme, name)) + 0.05);
                assert!(a.max(b) / a.min(b) >= 4.5, "{text} on {ground}: {:.2}", a.max(b) / a.min(b));
            }
        }
    }

    #[test]
    fn the_style_sheet_is_small_and_asks_no_other_host() {
        for (name, bytes) in files().filter(|(name, _)| *name == "theme/theme.css") {
            let text = String::from_utf8_lossy(bytes);
            assert!(bytes.len() < 12 * 1024, "{name} has {} bytes", bytes.len());
            assert!(!text.contains("//") && !text.contains("@import"), "{name}");
        }
        for (name, text) in templates() {
            assert!(!text.replace("<script type=\"application/ld+json\">", "").contains("<script"), "{name}");
            assert!(!text.contains("http://") && !text.contains("https://"), "{name}");
        }
    }
}
