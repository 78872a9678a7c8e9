//! Footnotes: numbered in the order of their first reference, with a way back from each.
//!
//! Markup and ids as kramdown's HTML converter has them: `fn:name`, `fnref:name`, `fnref:name:1` for the second
//! reference. A definition nobody refers to is left out.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::Spanned;

/// One footnote that is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// Its name, fit for an id.
    pub(super) name: String,
    /// The events of its content.
    pub(super) content: Range<usize>,
    /// How many references lead to it.
    pub(super) references: usize,
}

/// All footnotes of a text.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// In the order of their numbers, which count from 1.
    pub(super) list: Vec<Note>,
    by_label: BTreeMap<String, usize>,
}

impl Notes {
    /// The place in the list of the footnote with that label.
    pub(super) fn position(&self, label: &str) -> Option<usize> {
        self.by_label.get(&key(label)).copied()
    }
}

/// Labels are the same whatever their case.
fn key(label: &str) -> String {
    label.to_lowercase()
}

/// Finds and numbers the footnotes of `events`.
pub(super) fn number(events: &[Spanned<'_>], ends: &[usize]) -> Notes {
    let mut definitions: BTreeMap<String, (String, Range<usize>)> = BTreeMap::new();
    for (index, (event, _)) in events.iter().enumerate() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = event {
            let end = ends.get(index).copied().unwrap_or(index);
            let name = label.split_whitespace().collect::<Vec<_>>().join("-");
            definitions.entry(key(label)).or_insert((name, index + 1..end));
        }
    }
    let mut notes = Notes::default();
    if definitions.is_empty() {
        return notes;
    }
    count(events, 0..events.len(), &definitions, &mut notes);
    // Footnotes may refer to others, which come after all that the text refers to.
    let mut done = 0;
    while let Some(content) = notes.list.get(done).map(|note| note.content.clone()) {
        count(events, content, &definitions, &mut notes);
        done += 1;
    }
    notes
}

/// Counts the references among the events of `range` that are shown there.
fn count(
    events: &[Spanned<'_>],
    range: Range<usize>,
    definitions: &BTreeMap<String, (String, Range<usize>)>,
    notes: &mut Notes,
) {
    let mut hidden = 0_usize;
    for (event, _) in events.get(range).unwrap_or_default() {
        match event {
            Event::Start(Tag::FootnoteDefinition(_) | Tag::Image { .. }) => hidden += 1,
            Event::End(TagEnd::FootnoteDefinition | TagEnd::Image) => hidden = hidden.saturating_sub(1),
            Event::FootnoteReference(label) if hidden == 0 => {
                let key = key(label);
                let Some((name, content)) = definitions.get(&key) else { continue };
                let position = *notes.by_label.entry(key).or_insert_with(|| {
                    notes.list.push(Note { name: name.clone(), content: content.clone(), references: 0 });
                    notes.list.len() - 1
                });
                if let Some(note) = notes.list.get_mut(position) {
                    note.references += 1;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, render_with};
    use super::super::{Options, testing};

    fn note(id: &str, body: &str) -> String {
        format!("<li id=\"fn:{id}\">\n{body}</li>\n")
    }

    fn reference(id: &str, back: &str, number: usize) -> String {
        format!(
            "<sup id=\"fnref:{back}\"><a href=\"#fn:{id}\" class=\"footnote\" rel=\"footnote\" role=\"doc-noteref\">{number}</a></sup>"
        )
    }

    fn back(id: &str) -> String {
        format!("<a href=\"#fnref:{id}\" class=\"reversefootnote\" role=\"doc-backlink\">↩</a>")
    }

    fn check(input: &str, body: &str, notes: &[String]) {
        let list = if notes.is_empty() {
            String::new()
        } else {
            format!("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n{}</ol>\n</div>\n", notes.concat())
        };
        assert_eq!(html(input), format!("{body}{list}"), "{input:?}");
    }

    #[test]
    fn notes() {
        let one = reference("1", "1", 1);
        check(
            "a[^1]\n\n[^1]: one",
            &format!("<p>a{one}</p>\n"),
            &[note("1", &format!("<p>one\u{A0}{}</p>\n", back("1")))],
        );
        check(
            "a[^b] c[^a]\n\n[^a]: A\n\n[^b]: B\n\n[^c]: C",
            &format!("<p>a{} c{}</p>\n", reference("b", "b", 1), reference("a", "a", 2)),
            &[
                note("b", &format!("<p>B\u{A0}{}</p>\n", back("b"))),
                note("a", &format!("<p>A\u{A0}{}</p>\n", back("a"))),
            ],
        );
        let second = "<a href=\"#fnref:1:1\" class=\"reversefootnote\" role=\"doc-backlink\">↩<sup>2</sup></a>";
        check(
            "a[^1] b[^1]\n\n[^1]: x",
            &format!("<p>a{one} b{}</p>\n", reference("1", "1:1", 1)),
            &[note("1", &format!("<p>x\u{A0}{}\u{A0}{second}</p>\n", back("1")))],
        );
        check(
            "a[^1]\n\n[^1]: x\n\n    - y",
            &format!("<p>a{one}</p>\n"),
            &[note("1", &format!("<p>x</p>\n<ul>\n<li>y</li>\n</ul>\n<p>{}</p>\n", back("1")))],
        );
        check("a[^1]", "<p>a[^1]</p>\n", &[]);
        check("a\n\n[^1]: x", "<p>a</p>\n", &[]);
    }

    #[test]
    fn a_note_may_refer_to_another_and_to_itself() {
        let fragment = testing::render("a[^1]\n\n[^1]: x[^2]\n\n[^2]: y[^2]");
        for id in ["fn:1", "fn:2", "fnref:1", "fnref:2", "fnref:2:1"] {
            assert!(fragment.ids.iter().any(|known| known == id), "{id}");
        }
    }

    #[test]
    fn a_prefix_keeps_posts_apart() {
        let options = Options { id_prefix: "p-", ..Options::default() };
        let fragment = render_with("a[^1]\n\n[^1]: x", options);
        assert_eq!(fragment.ids, ["fnref:p-1", "fn:p-1"]);
        assert!(fragment.html.contains("href=\"#fn:p-1\"") && fragment.html.contains("href=\"#fnref:p-1\""));
    }
}
