//! The table of contents that takes the place of a list with `{:toc}`.
//!
//! Nested as the levels are, with ids `markdown-toc-…`, footnotes left out and links unwrapped, as kramdown's HTML
//! converter has it. A heading without an id cannot be led to and is left out.

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
