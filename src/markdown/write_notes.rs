//! Events → HTML: references to footnotes, and the footnotes.

use pulldown_cmark::{CowStr, Event, TagEnd};

use super::escape;
use super::write::Writer;

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &CowStr<'_>) {
        if self.is_in_contents() {
            return;
        }
        let document = self.document;
        let Some((position, note)) =
            document.notes.position(label).and_then(|at| Some((at, document.notes.list.get(at)?)))
        else {
            self.push("[^");
            escape::text(self.out(), label);
            return self.push("]");
        };
        let nth = self.referred.get_mut(position).map_or(0, |count| {
            *count += 1;
            *count - 1
        });
        let name = format!("{}{}", self.with.options.id_prefix, note.name);
        self.push("<sup");
        self.id(&format!("fnref:{}", numbered(&name, nth)));
        self.push("><a href=\"#fn:");
        escape::address(self.out(), &name);
        self.push("\" class=\"footnote\" rel=\"footnote\" role=\"doc-noteref\">");
        self.push(&(position + 1).to_string());
        self.push("</a></sup>");
    }

    /// The footnotes that were referred to, each with its ways back.
    pub(super) fn footnotes(&mut self) {
        let document = self.document;
        if document.notes.list.is_empty() {
            return;
        }
        self.fresh();
        self.push("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for note in &document.notes.list {
            let name = format!("{}{}", self.with.options.id_prefix, note.name);
            self.push("<li");
            self.id(&format!("fn:{name}"));
            self.push(">\n");
            let last = note.content.end.saturating_sub(1);
            let ends_in_words = last >= note.content.start
                && matches!(document.events.get(last), Some((Event::End(TagEnd::Paragraph), _)));
            if ends_in_words {
                self.walk(note.content.start..last);
                self.push("\u{A0}");
                self.ways_back(&name, note.references);
                self.walk(last..note.content.end);
            } else {
                self.walk(note.content.clone());
                self.fresh();
                self.push("<p>");
                self.ways_back(&name, note.references);
                self.push("</p>\n");
            }
            self.push("</li>\n");
        }
        self.push("</ol>\n</div>\n");
    }

    fn ways_back(&mut self, name: &str, references: usize) {
        for nth in 0..references {
            if nth > 0 {
                self.push("\u{A0}");
            }
            self.push("<a href=\"#fnref:");
            escape::address(self.out(), &numbered(name, nth));
            self.push("\" class=\"reversefootnote\" role=\"doc-backlink\">↩");
            if nth > 0 {
                self.push(&format!("<sup>{}</sup>", nth + 1));
            }
            self.push("</a>");
        }
    }
}

/// `1`, then `1:1`, `1:2` …
fn numbered(name: &str, nth: usize) -> String {
    if nth == 0 { name.to_owned() } else { format!("{name}:{nth}") }
}
