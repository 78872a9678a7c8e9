//! Which bytes of which file are to become what.

use std::ops::Range;

use crate::address::SourcePath;
use crate::diagnostic::{Diagnostic, Span};

/// Bytes of a file, and what is to stand in their place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    pub(super) path: SourcePath,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: Box<str>,
}

impl Edit {
    pub(super) fn new(span: &Span, text: &str) -> Self {
        Self { path: span.path.clone(), start: span.range.start, end: span.range.end, text: text.into() }
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether both want bytes that are the same, or side by side without anything between.
    fn meets(&self, other: &Self) -> bool {
        self.path == other.path && self.start <= other.end && other.start <= self.end
    }
}

/// What is certain about `problems`. Where two do not agree about the same bytes, the first to be certain of another kind
/// waits for the next look.
pub(super) fn certain<'a>(problems: impl Iterator<Item = &'a Diagnostic>) -> Vec<Edit> {
    let mut sure: Vec<(Edit, &Diagnostic)> = Vec::new();
    for problem in problems {
        let (Some(span), Some(text)) = (&problem.span, &problem.replacement) else { continue };
        let edit = Edit::new(span, text);
        // Of two faults of one address the second is judged when the first is mended.
        let is_second = sure.last().is_some_and(|(last, by)| {
            last.range() == edit.range() && last.path == edit.path && by.code != problem.code
        });
        if !is_second {
            sure.push((edit, problem));
        }
    }
    apart(sure.into_iter().map(|(edit, _)| edit).collect())
}

/// The edits in order, each once; those that overlap others are left out, all of them.
pub(super) fn apart(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort();
    edits.dedup();
    let mut keep = vec![true; edits.len()];
    let mut furthest: Option<usize> = None;
    for (index, edit) in edits.iter().enumerate() {
        if let Some(before) = furthest.filter(|before| edits.get(*before).is_some_and(|other| other.meets(edit))) {
            for lost in [before, index] {
                keep.get_mut(lost).into_iter().for_each(|keep| *keep = false);
            }
        }
        let reaches_further = furthest
            .and_then(|before| edits.get(before))
            .is_none_or(|other| other.path != edit.path || other.end <= edit.end);
        if reaches_further {
            furthest = Some(index);
        }
    }
    edits.into_iter().zip(keep).filter_map(|(edit, keep)| keep.then_some(edit)).collect()
}

/// `bytes` with `edits`, which are in order and apart, from the last to the first; nothing if one does not fit.
pub(super) fn applied(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut text = String::from_utf8(bytes.to_vec()).ok()?;
    for edit in edits.iter().rev() {
        text.get(edit.range())?;
        text.replace_range(edit.range(), &edit.text);
    }
    Some(text.into_bytes())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Code;

    fn edit(path: &str, range: Range<usize>, text: &str) -> Edit {
        Edit::new(&Span { path: SourcePath::new(path), range }, text)
    }

    /// `edits` are `path start end text`, with `, ` between.
    fn edits(edits: &str) -> Vec<Edit> {
        let one = |edit: &str| {
            let words: Vec<&str> = edit.split(' ').collect();
            self::edit(words[0], words[1].parse().unwrap()..words[2].parse().unwrap(), words[3])
        };
        edits.split(", ").filter(|edit| !edit.is_empty()).map(one).collect()
    }

    #[test]
    fn what_overlaps_is_left() {
        for (given, expected) in [
            ("", ""),
            ("a 0 2 x", "a 0 2 x"),
            ("a 5 6 y, a 0 2 x", "a 0 2 x, a 5 6 y"),
            ("a 0 2 x, a 0 2 x", "a 0 2 x"),
            ("a 0 2 x, b 0 2 y", "a 0 2 x, b 0 2 y"),
            ("a 0 2 x, a 0 2 y", ""),
            ("a 0 2 x, a 1 3 y, a 7 8 z", "a 7 8 z"),
            ("a 0 9 x, a 1 2 y, a 4 5 z", ""),
            ("a 0 9 x, a 1 2 y, a 9 10 z, a 12 13 w", "a 12 13 w"),
            ("a 0 2 x, a 2 3 y", ""),
            ("a 4 4 x, a 4 4 y", ""),
        ] {
            assert_eq!(apart(edits(given)), edits(expected), "{given}");
        }
    }

    #[test]
    fn what_is_certain() {
        let path = SourcePath::new("a.md");
        let at = |code: Code, range: Range<usize>, text: &str| {
            Diagnostic::new(code, "m").at(&path, range).replace_with(text)
        };
        let problems = [
            at(Code::LinkRepaired, 0..2, "x"),
            at(Code::LinkRepaired, 0..2, "x"),
            at(Code::BrokenAnchor, 5..6, "y"),
            at(Code::LinkRepaired, 5..6, "z"),
            at(Code::LinkRepaired, 8..9, "v"),
            at(Code::LinkRepaired, 8..9, "w"),
            Diagnostic::new(Code::BrokenLink, "m").at(&path, 20..21),
        ];
        assert_eq!(certain(problems.iter()), edits("a.md 0 2 x, a.md 5 6 y"));
    }

    #[test]
    fn only_what_is_named_changes() {
        for (bytes, given, expected) in [
            ("abc", "", Some("abc")),
            ("abc", "a 0 1 xyz, a 2 3 -", Some("xyzb-")),
            ("\u{feff}a\r\nb\r\n", "a 6 7 c", Some("\u{feff}a\r\nc\r\n")),
            ("abc", "a 2 4 x", None),
            ("aé", "a 2 3 x", None),
        ] {
            let result = applied(bytes.as_bytes(), &edits(given));
            assert_eq!(result.as_deref(), expected.map(str::as_bytes), "{bytes} {given}");
        }
        assert_eq!(applied(b"\xff", &[]), None);
    }

    proptest! {
        #[test]
        fn everything_else_stays(text in "\\PC{0,40}", places in prop::collection::vec((0..50usize, 0..8usize, "[a-z]{0,5}"), 0..8)) {
            let all: Vec<Edit> = places.iter().map(|(at, length, new)| edit("a", *at..at + length, new)).collect();
            let kept = apart(all);
            for pair in kept.windows(2) {
                prop_assert!(pair[0].end < pair[1].start);
            }
            if let Some(result) = applied(text.as_bytes(), &kept) {
                let (mut old, mut new) = (0, 0);
                for edit in &kept {
                    let length = edit.start - old;
                    prop_assert_eq!(&result[new..new + length], &text.as_bytes()[old..edit.start]);
                    new += length;
                    prop_assert_eq!(&result[new..new + edit.text.len()], edit.text.as_bytes());
                    new += edit.text.len();
                    old = edit.end;
                }
                prop_assert_eq!(&result[new..], &text.as_bytes()[old..]);
            }
        }
    }
}
