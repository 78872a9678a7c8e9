//! What a template of the site's own lacks of the theme's of the same name.
//!
//! Two things are told, each as a warning:
//!
//! 1. a frame of one's own (`base.html`) without blocks that the theme's other templates fill: what they say is shown nowhere;
//! 2. a copy of an older template. Each of the theme's begins with its version, `{#- theme 1. What it is for -#}`, and a copy
//!    carries it along. A version is raised when the rest of the theme begins to need something new of that template.

use super::faults;
use super::references::{self, Kind};
use crate::diagnostic::{Code, Diagnostic};

/// What a template's first comment says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    /// Its version; nothing if it was not made from one of the theme's.
    pub(super) version: Option<u32>,
    /// What it is for.
    pub(super) says: &'a str,
}

/// Reads the first comment.
pub(super) fn heading(text: &str) -> Heading<'_> {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let Some(inner) = text.strip_prefix("{#").and_then(|rest| rest.split("#}").next()) else {
        return Heading::default();
    };
    let inner = inner.trim_matches('-').trim();
    let version = inner.strip_prefix("theme ").and_then(|rest| {
        let (number, says) = rest.split_once('.').unwrap_or((rest, ""));
        Some((number.trim().parse().ok()?, says.trim()))
    });
    match version {
        Some((version, says)) => Heading { version: Some(version), says },
        None => Heading { version: None, says: inner },
    }
}

/// The warning for a copy of an older template, with what the newer one has and the copy has not.
pub(super) fn outdated(name: &str, own: &str, theme: &str) -> Option<Diagnostic> {
    let (from, to) = (heading(own).version?, heading(theme).version?);
    if from >= to {
        return None;
    }
    let own_blocks = references::blocks(own);
    let blocks = references::blocks(theme).into_iter().filter(|block| !own_blocks.contains(block));
    let mut lacks: Vec<String> = blocks.map(|block| format!("the block `{block}`")).collect();
    let includes = |text: &str| -> Vec<String> {
        let all = references::of(text).into_iter().filter(|reference| reference.kind == Kind::Includes);
        all.map(|reference| reference.name).collect()
    };
    let own_includes = includes(own);
    let missing = includes(theme).into_iter().filter(|include| !own_includes.contains(include));
    lacks.extend(missing.map(|include| format!("`{{% include \"{include}\" %}}`")));
    let lacks = if lacks.is_empty() { String::new() } else { format!(", and lacks {}", lacks.join(", ")) };
    let message = format!("`{name}` is a copy of the theme's version {from}, which is now {to}{lacks}");
    let end = own.find("#}").map_or(0, |end| end + 2);
    let start = own.find("{#").filter(|start| *start < end).unwrap_or(end);
    let problem = Diagnostic::new(Code::TemplateGap, message).at(&faults::path_of(name), start..end);
    Some(problem.hint(format!("compare it with `blogsite theme --print {name}`, then write `{{#- theme {to}. … -#}}`")))
}

/// The warning for a frame that has not all blocks which other templates fill.
pub(super) fn without_blocks<'a>(name: &str, blocks: impl IntoIterator<Item = &'a String>) -> Diagnostic {
    let blocks: Vec<&str> = blocks.into_iter().map(String::as_str).collect();
    let word = if blocks.len() == 1 { "the block" } else { "the blocks" };
    let message = format!("`{name}` lacks {word} `{}`, which templates of the theme fill", blocks.join("`, `"));
    let added: Vec<String> = blocks.iter().map(|block| format!("{{% block {block} %}}{{% endblock %}}")).collect();
    Diagnostic::new(Code::TemplateGap, message)
        .at(&faults::path_of(name), 0..0)
        .hint(format!("add `{}`", added.join("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        for (text, version, says) in [
            ("{#- theme 1. A post. With a point -#}\n<p>", Some(1), "A post. With a point"),
            ("\u{FEFF}\n{# theme 12 #}", Some(12), ""),
            ("{#- For a site's own -#}", None, "For a site's own"),
            ("{# theme x. y #}", None, "theme x. y"),
            ("<p>{# theme 1. #}", None, ""),
            ("{# never", None, "never"),
            ("", None, ""),
        ] {
            assert_eq!(heading(text), Heading { version, says }, "{text}");
        }
    }

    #[test]
    fn copies_of_older_templates() {
        let theme = "{#- theme 3. X -#}{% block a %}{% endblock %}{% block b %}{% endblock b %}{% include \"includes/c.html\" %}";
        for (own, expected) in [
            ("{#- theme 3. X -#}", None),
            ("{#- theme 4. X -#}", None),
            ("{% block a %}{% endblock %}", None),
            ("{#- mine -#}", None),
            (
                "{#- theme 1. X -#}{%- block a -%}{% endblock %}",
                Some(
                    "`x.html` is a copy of the theme's version 1, which is now 3, and lacks the block `b`, `{% include \"includes/c.html\" %}`",
                ),
            ),
            (
                "{#- theme 2. X -#}{% block b %}{% block a %}{% include 'includes/c.html' %}",
                Some("`x.html` is a copy of the theme's version 2, which is now 3"),
            ),
            (
                "{#- theme 2. X -#}{# {% block a %} #}{% raw %}{% block b %}{% endraw %}",
                Some(
                    "`x.html` is a copy of the theme's version 2, which is now 3, and lacks the block `a`, the block `b`, `{% include \"includes/c.html\" %}`",
                ),
            ),
        ] {
            let found = outdated("x.html", own, theme);
            assert_eq!(found.as_ref().map(|problem| problem.message.as_str()), expected, "{own}");
            if let Some(range) = found.and_then(|problem| problem.span).map(|span| span.range) {
                assert!(own[range].starts_with("{#- theme"));
            }
        }
    }

    #[test]
    fn every_template_of_the_theme_says_what_it_is_for() {
        for (name, text) in crate::template::theme::templates() {
            assert!(heading(text).version.is_some(), "{name} begins with `{{#- theme 1. What it is for -#}}`");
            assert!(heading(text).says.len() > 5, "{name}");
        }
    }
}
