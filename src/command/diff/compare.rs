//! How two pages differ.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices_deadline};

use super::page::Page;

/// How long two texts are compared at most before the difference may become coarser.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is another on one page than before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Former and new title.
    pub(super) title: Option<(String, String)>,
    pub(super) headings: Sides,
    pub(super) ids: Sides,
    pub(super) links: Sides,
    /// The lines that differ, as people read them: `- gone`, `+ new`, `  a [-former-]{+new+} word`.
    pub(super) text: Vec<String>,
}

/// What only one of two pages has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    pub(super) lost: Vec<String>,
    pub(super) added: Vec<String>,
}

impl Sides {
    fn of<'a>(old: impl Iterator<Item = &'a String> + Clone, new: impl Iterator<Item = &'a String> + Clone) -> Self {
        let (in_old, in_new): (BTreeSet<&String>, BTreeSet<&String>) = (old.clone().collect(), new.clone().collect());
        Self {
            lost: old.filter(|one| !in_new.contains(one)).cloned().collect(),
            added: new.filter(|one| !in_old.contains(one)).cloned().collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lost.len().max(self.added.len())
    }

    fn json(&self) -> Value {
        json!({"lost": self.lost, "added": self.added})
    }
}

impl Changes {
    /// What makes `new` another page than `old`; nothing if a reader sees the same.
    pub(super) fn between(old: &Page, new: &Page) -> Option<Self> {
        if old == new {
            return None;
        }
        let changes = Self {
            title: (old.title != new.title).then(|| (old.title.clone(), new.title.clone())),
            headings: Sides::of(old.headings.iter(), new.headings.iter()),
            ids: Sides::of(old.ids.iter(), new.ids.iter()),
            links: Sides::of(old.links.iter(), new.links.iter()),
            text: text(&old.lines, &new.lines),
        };
        (changes != Self::default()).then_some(changes)
    }

    /// `title, 2 headings, 3 lines`.
    pub(super) fn describe(&self) -> String {
        let counts = [
            (self.headings.len(), "heading"),
            (self.ids.len(), "id"),
            (self.links.len(), "link"),
            (self.text.len(), "line"),
        ];
        let mut parts: Vec<String> = self.title.iter().map(|_| "title".to_owned()).collect();
        let some = counts.iter().filter(|(count, _)| *count > 0);
        parts.extend(some.map(|(count, noun)| crate::command::report::plural(*count, noun)));
        parts.join(", ")
    }

    /// Everything, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.title.iter().map(|(old, new)| format!("title    [-{old}-]{{+{new}+}}")).collect();
        for (noun, sides) in [("heading", &self.headings), ("id", &self.ids), ("link", &self.links)] {
            lines.extend(sides.lost.iter().map(|one| format!("{noun:8} - {one}")));
            lines.extend(sides.added.iter().map(|one| format!("{noun:8} + {one}")));
        }
        lines.extend(self.text.iter().map(|line| format!("text     {line}")));
        lines
    }

    pub(super) fn json(&self, url: &str) -> Value {
        let title = self.title.as_ref().map(|(old, new)| json!({"old": old, "new": new}));
        json!({
            "url": url,
            "title": title,
            "headings": self.headings.json(),
            "ids": self.ids.json(),
            "links": self.links.json(),
            "text": self.text,
        })
    }
}

/// The lines that differ; where as many lines stand for as many, the words that do.
fn text(old: &[String], new: &[String]) -> Vec<String> {
    // The clock only keeps two endless texts from being compared for ever.
    let ops = capture_diff_slices_deadline(Algorithm::Myers, old, new, None);
    let mut lines = Vec::new();
    for op in ops {
        let (former, now) = (old.get(op.old_range()).unwrap_or_default(), new.get(op.new_range()).unwrap_or_default());
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Replace { .. } if former.len() == now.len() => {
                lines.extend(former.iter().zip(now).map(|(former, now)| words(former, now)));
            }
            _ => {
                lines.extend(former.iter().map(|line| format!("- {line}")));
                lines.extend(now.iter().map(|line| format!("+ {line}")));
            }
        }
    }
    lines
}

/// One line with the words that differ marked, and a few around them.
fn words(old: &str, new: &str) -> String {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_words(old, new);
    let changes: Vec<(ChangeTag, &str)> =
        diff.iter_all_changes().map(|change| (change.tag(), change.value())).collect();
    let mut line = String::from("  ");
    let mut open: Option<ChangeTag> = None;
    let end = |tag: ChangeTag| match tag {
        ChangeTag::Delete => "-]",
        ChangeTag::Insert => "+}",
        ChangeTag::Equal => "",
    };
    for (tag, word) in changes {
        if open != Some(tag) {
            line.push_str(open.map_or("", end));
            line.push_str(match tag {
                ChangeTag::Delete => "[-",
                ChangeTag::Insert => "{+",
                ChangeTag::Equal => "",
            });
            open = Some(tag);
        }
        line.push_str(word);
    }
    line.push_str(open.map_or("", end));
    line
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn page(lines: &str) -> Page {
        Page { lines: lines.split('|').filter(|line| !line.is_empty()).map(str::to_owned).collect(), ..Page::default() }
    }

    #[test]
    fn lines_and_words() {
        for (old, new, expected) in [
            ("a|b|c", "a|c", &["- b"][..]),
            ("a|c", "a|b|c", &["+ b"]),
            ("one two three", "one 2 three", &["  one [-two-]{+2+} three"]),
            ("a|b c", "a|d|e", &["- b c", "+ d", "+ e"]),
            ("", "x", &["+ x"]),
        ] {
            assert_eq!(Changes::between(&page(old), &page(new)).unwrap().text, expected, "{old} to {new}");
        }
        assert_eq!(Changes::between(&page("a"), &page("a")), None);
    }

    #[test]
    fn everything_is_said() {
        let old =
            Page { title: "A".into(), headings: vec!["# X".into()], ids: ["x".to_owned()].into(), ..Page::default() };
        let new = Page { title: "B".into(), links: ["/y".to_owned()].into(), ..page("z") };
        let changes = Changes::between(&old, &new).unwrap();
        assert_eq!(changes.describe(), "title, 1 heading, 1 id, 1 link, 1 line");
        assert_eq!(
            changes.lines(),
            ["title    [-A-]{+B+}", "heading  - # X", "id       - x", "link     + /y", "text     + z"]
        );
        assert_eq!(changes.json("/a")["ids"]["lost"][0], "x");
    }
}
