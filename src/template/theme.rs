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
    use std::collections::{BTreeMap, BTreeSet};

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

    /// WCAG 2.2, «relative luminance».
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        let [red, green, blue] = [1, 3, 5]
            .map(part)
            .map(|part| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Each `--name: light-dark(#…, #…);` of a style sheet.
    fn colours(css: &str) -> impl Iterator<Item = (&str, [&str; 2])> {
        css.split("--").filter_map(|part| {
            let (name, rest) = part.split_once(": light-dark(")?;
            let (light, dark) = rest.split_once(");")?.0.split_once(", ")?;
            Some((name, [light, dark]))
        })
    }

    #[test]
    fn every_colour_can_be_read() {
        let colours: BTreeMap<_, _> = colours(text("theme/theme.css")).collect();
        let luminance = |name: &str, side: usize| luminance(colours[name][side]) + 0.05;
        let kinds = ["tip", "important", "warning", "caution"].map(|kind| (kind, "tint"));
        let texts = ["ink", "soft", "accent"].into_iter().flat_map(|text| [(text, "paper"), (text, "tint")]);
        for (text, ground) in texts.chain(kinds).chain([("ink", "mark"), ("accent", "mark")]) {
            for side in [0, 1] {
                let (a, b) = (luminance(text, side), luminance(ground, side));
                assert!(a.max(b) / a.min(b) >= 4.5, "{text} on {ground}: {:.2}", a.max(b) / a.min(b));
            }
        }
    }

    #[test]
    fn the_configuration_knows_what_the_style_sheet_has() {
        let css = text("theme/theme.css");
        for (name, light, dark) in COLOURS {
            let declared = format!("--{name}: light-dark({}, {});", Colour(light), Colour(dark));
            assert!(css.contains(&declared), "{declared}");
        }
        for (_, stack) in STACKS {
            assert!(css.contains(&format!(": {stack};")), "{stack}");
        }
    }

    /// What stands in each `class="…"` of a template; of `level-{{ heading.level }}` the beginning.
    fn classes(template: &str) -> impl Iterator<Item = &str> {
        let values = template.split("class=\"").skip(1).filter_map(|rest| rest.split(['"', '{']).next());
        values.flat_map(str::split_whitespace)
    }

    /// The classes that rules are for.
    fn ruled(css: &str) -> BTreeSet<&str> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let selectors = css.split('{').filter_map(|part| part.rsplit(['}', ';']).next());
        let words = selectors.flat_map(|selector| selector.split('.').skip(1));
        let names = words.filter_map(|rest| rest.split(|c| !is_part(c)).next());
        names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())).collect()
    }

    /// For a site's own rules and for scripts to find: the theme's rules say nothing of them.
    const HOOKS: [&str; 2] = ["gone", "page"];

    /// What Markdown and code are written with, and `lead`, which authors may give to a paragraph.
    const OF_BODIES: [&str; 15] = [
        "anchor",
        "code-title",
        "contains-task-list",
        "footnote",
        "footnotes",
        "highlight",
        "highlighter-rouge",
        "hll",
        "lead",
        "lineno",
        "markdown-alert",
        "reversefootnote",
        "table",
        "task-list",
        "task-list-item-checkbox",
    ];

    #[test]
    fn every_class_has_rules_and_all_rules_their_class() {
        let css = ["theme/theme.css", "theme/search.css"].map(text).concat();
        let ruled = ruled(&css);
        // A class that ends in `-` is one of several.
        let fits = |class: &str, known: &str| known == class || known.ends_with('-') && class.starts_with(known);
        let mut written: BTreeSet<&str> = HOOKS.into_iter().chain(OF_BODIES).chain(["markdown-alert-"]).collect();
        for (name, text) in templates() {
            for class in classes(text) {
                let is_ruled = ruled.iter().any(|rule| fits(rule, class)) || HOOKS.contains(&class);
                assert!(is_ruled, "{name}: no rule for `{class}`");
                written.insert(class);
            }
        }
        let scripts = ["theme/theme.js", "theme/search.js"].map(text).concat();
        let of_scripts: BTreeSet<&str> = scripts.split(['"', '\'', '`', ' ', '.']).collect();
        for rule in ruled {
            let is_written = written.iter().any(|class| fits(rule, class)) || of_scripts.contains(rule);
            assert!(is_written, "nothing writes `{rule}`");
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
