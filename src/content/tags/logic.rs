//! Liquid's logic, which bodies here have not: known, so that what is made of it can be named.

use std::ops::Range;

use super::expander::next_tag;

/// Liquid's tags that decide, repeat or remember.
pub(super) const LOGIC: [&str; 11] =
    ["if", "unless", "for", "case", "assign", "capture", "increment", "decrement", "cycle", "tablerow", "ifchanged"];

/// Parts of those that can only follow them.
pub(super) const LOGIC_PARTS: [&str; 12] = [
    "else",
    "elsif",
    "when",
    "break",
    "continue",
    "endif",
    "endunless",
    "endfor",
    "endcase",
    "endcapture",
    "endtablerow",
    "endifchanged",
];

/// Whether `text` decides, repeats or remembers by tags, but for what it only shows: code, and what is `raw`.
pub fn has_logic(text: &str, code: &[Range<usize>]) -> bool {
    let mut from = 0;
    while let Some(at) = next_tag(text, from) {
        from = at + 2;
        let name = name_at(text, at);
        if code.iter().any(|range| range.contains(&at)) {
            continue;
        }
        if LOGIC.contains(&name) {
            return true;
        }
        if matches!(name, "raw" | "comment") {
            let Some(end) = text.get(from..).and_then(|rest| rest.find(&format!("end{name}"))) else { return false };
            from += end;
        }
    }
    false
}

/// The name of the tag whose `{%` is there.
fn name_at(text: &str, at: usize) -> &str {
    let inner = text.get(at..).and_then(|rest| rest.strip_prefix("{%")).unwrap_or_default();
    let inner = inner.strip_prefix('-').unwrap_or(inner).trim_start();
    inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_logic() {
        for (text, expected) in [
            ("", false),
            ("text { % for %}", false),
            ("{{ page.title }}", false),
            ("{% for post in site.posts %}{% endfor %}", true),
            ("{%- if a -%}{%- endif -%}", true),
            ("{%assign a = 1%}", true),
            ("a {% include x.html %} {% link a.md %}", false),
            ("{% formula %}", false),
            ("{% raw %}{% for a in b %}{% endraw %}", false),
            ("{% raw %}{% for a in b %}{% endraw %}{% if c %}", true),
            ("{% comment %}{% for a in b %}{% endcomment %} é", false),
            ("{% raw %}{% for a in b %}", false),
            ("`{% for %}`", false),
            ("{%", false),
        ] {
            assert_eq!(has_logic(text, &crate::markdown::code_ranges(text)), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[{%}a -]{0,20}|(raw|endraw|for|\\{%|%\\}| |é){0,12}") {
            has_logic(&text, &[]);
        }
    }
}
