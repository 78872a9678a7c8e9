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

/// What a template says of itself: `A page: its title and its text`.
pub fn says(text: &str) -> &str {
    super::gaps::heading(text).says
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
    use crate::config::theme::{COLOURS, Colour, STACKS};
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
        let css = text("theme/theme.css");
        let (light, dark) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
        let (dark, chosen) = dark.split_once(":root[data-theme=dark]").unwrap();
        for scheme in [light, dark, chosen] {
            let kinds = ["tip", "important", "warning", "caution"].map(|kind| (kind, "tint"));
            let texts = ["ink", "soft", "accent"].into_iter().flat_map(|text| [(text, "paper"), (text, "tint")]);
            for (text, ground) in texts.chain(kinds).chain([("ink", "mark"), ("accent", "mark")]) {
                let [a, b] = [text, ground].map(|name| luminance(colour(scheme, name)) + 0.05);
                assert!(a.max(b) / a.min(b) >= 4.5, "{text} on {ground}: {:.2}", a.max(b) / a.min(b));
            }
        }
        let values = |scheme: &str| -> Vec<String> {
            let body = scheme.split_once('{').unwrap().1.split('}').next().unwrap().to_owned();
            body.lines().map(str::trim).filter(|line| line.starts_with("--")).map(str::to_owned).collect()
        };
        assert_eq!(values(dark.split_once('{').unwrap().1), values(chosen), "dark is dark, however it was chosen");
    }

    #[test]
    fn the_configuration_knows_what_the_style_sheet_has() {
        let css = text("theme/theme.css");
        let (light, dark) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
        for (name, in_light, in_dark) in COLOURS {
            for (scheme, value) in [(light, in_light), (dark, in_dark)] {
                let declared = format!("--{name}: {};", Colour(value));
                assert!(scheme.contains(&declared), "{declared}");
            }
        }
        for (_, stack) in STACKS {
            assert!(css.contains(&format!(": {stack};")), "{stack}");
        }
    }

    fn text(path: &str) -> &'static str {
        std::str::from_utf8(file(path).unwrap()).unwrap()
    }

    #[test]
    fn it_is_small_and_asks_no_other_host() {
        // What every page loads; search brings its own where somebody searches.
        let frame = templates().find(|(name, _)| *name == "base.html").unwrap().1;
        let size = |ending: &str| -> usize {
            let loaded = files().filter(|(name, _)| name.ends_with(ending) && frame.contains(&format!("/{name}\"")));
            loaded.map(|(_, bytes)| bytes.len()).sum()
        };
        assert!((1..=20_000).contains(&size(".css")), "{} bytes of style sheets", size(".css"));
        assert!((1..=6_000).contains(&size(".js")), "{} bytes of scripts", size(".js"));
        for (name, bytes) in files() {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("://") && !text.contains("@import") && !text.contains("cookie"), "{name}");
        }
        for (name, text) in templates() {
            assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("cookie"), "{name}");
        }
    }
}
