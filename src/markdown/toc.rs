//! The table of contents that takes the place of a list with `{:toc}`.
//!
//! Nested as the levels are, with ids `markdown-toc-…`, footnotes left out and links unwrapped, as kramdown's HTML
//! converter has it. A heading without an id cannot be led to and is left out.

use super::attributes::Attributes;
use super::escape;
use super::write::{Contents, Writer};

/// One entry of the table: an index into the headings, and those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which heading.
    pub(super) heading: usize,
    /// The entries one level in.
    pub(super) below: Vec<Entry>,
}

/// Nests headings given by index and level.
pub(super) fn nest(headings: &[(usize, u8)]) -> Vec<Entry> {
    let mut roots = Vec::new();
    let mut rest = headings;
    while let [(heading, level), after @ ..] = rest {
        let end = after.iter().position(|(_, other)| other <= level).unwrap_or(after.len());
        let (below, next) = after.split_at(end);
        roots.push(Entry { heading: *heading, below: nest(below) });
        rest = next;
    }
    roots
}

impl Writer<'_> {
    pub(super) fn table_of_contents(&mut self, name: &str, list: Option<&Attributes>) {
        let listed: Vec<(usize, u8)> = self
            .document
            .headings
            .iter()
            .enumerate()
            .filter(|(_, placed)| placed.is_listed && !placed.heading.id.is_empty())
            .map(|(at, placed)| (at, placed.heading.level))
            .collect();
        if listed.is_empty() {
            return;
        }
        let mut attributes = list.cloned().unwrap_or_default();
        let id = attributes.id.get_or_insert_with(|| "markdown-toc".to_owned()).clone();
        self.fresh();
        self.push("<");
        self.push(name);
        self.attributes(Some(&attributes), "");
        self.push(">\n");
        self.toc_entries(name, &id, &nest(&listed));
        self.contents = Contents::Written;
        self.push("</");
        self.push(name);
        self.push(">\n");
    }

    fn toc_entries(&mut self, name: &str, toc_id: &str, entries: &[Entry]) {
        for entry in entries {
            let document = self.document;
            let Some(placed) = document.headings.get(entry.heading) else { continue };
            self.push("<li><a href=\"#");
            escape::address(self.out(), &placed.heading.id);
            self.push("\"");
            self.id(&format!("{toc_id}-{}", placed.heading.id));
            self.push(">");
            let findings = self.fragment.findings.len();
            let anchors = self.fragment.own_anchors.len();
            self.contents = Contents::Writing;
            self.walk(placed.index + 1..self.end(placed.index));
            self.contents = Contents::Written;
            // What is wrong in a heading is said once, where it stands.
            self.fragment.findings.truncate(findings);
            self.fragment.own_anchors.truncate(anchors);
            self.push("</a>");
            if !entry.below.is_empty() {
                self.push("\n<");
                self.push(name);
                self.push(">\n");
                self.toc_entries(name, toc_id, &entry.below);
                self.push("</");
                self.push(name);
                self.push(">\n");
            }
            self.push("</li>\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, render};

    fn entry(id: &str, words: &str) -> String {
        format!("<a href=\"#{id}\" id=\"markdown-toc-{id}\">{words}</a>")
    }

    #[test]
    fn tables() {
        let headings = "# One\n## Two `c` *e* [l](u)[^1]\n## No\n{:.no_toc}\n### Three\n# One\n# ...\n\n[^1]: x";
        let table = format!(
            "<ul id=\"markdown-toc\">\n<li>{}\n<ul>\n<li>{}\n<ul>\n<li>{}</li>\n</ul>\n</li>\n</ul>\n</li>\n<li>{}</li>\n</ul>\n",
            entry("one", "One"),
            entry("two-c-e-l", "Two <code class=\"language-plaintext highlighter-rouge\">c</code> <em>e</em> l"),
            entry("three", "Three"),
            entry("one-1", "One"),
        );
        assert!(html(&format!("* toc\n{{:toc}}\n\n{headings}")).starts_with(&table));
        assert!(html(&format!("{headings}\n\n- toc\n{{:toc}}")).contains(&table));
        let ordered = html(&format!("1. toc\n{{:toc .c #t}}\n\n{headings}"));
        assert!(
            ordered.starts_with("<ol class=\"c\" id=\"t\">\n<li><a href=\"#one\" id=\"t-one\">One</a>"),
            "{ordered}"
        );
        assert!(render(&format!("* toc\n{{:toc}}\n\n{headings}")).ids.contains(&"markdown-toc-three".to_owned()));
    }

    #[test]
    fn without_headings_nothing_is_written() {
        assert_eq!(html("* toc\n{:toc}"), "");
        assert_eq!(html("* toc\n{:toc}\n\na"), "<p>a</p>\n");
    }

    #[test]
    fn levels_may_jump() {
        let found = html("* toc\n{:toc}\n\n### c\n# a\n#### d\n## b");
        assert!(found.starts_with(&format!(
            "<ul id=\"markdown-toc\">\n<li>{}</li>\n<li>{}\n<ul>\n<li>{}</li>\n<li>{}</li>\n</ul>\n</li>\n</ul>\n",
            entry("c", "c"),
            entry("a", "a"),
            entry("d", "d"),
            entry("b", "b"),
        )));
    }
}
