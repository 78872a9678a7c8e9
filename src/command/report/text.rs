//! The texts that a report speaks of: where in them a range of bytes lies, and what of it is shown.
//!
//! Lines end with LF or CR LF and are counted from 1. Columns are counted in characters (Unicode code points) from 1, as
//! editors and SARIF (`columnKind`) have them; the mark that some editors write before a text (BOM) is no character.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::address::SourcePath;
use crate::diagnostic::Diagnostic;

/// Stands before a text in some editors' files.
const BOM: char = '\u{feff}';

/// What a report shows of a longer range, and how much of a longer line, in bytes: a minified file is one line.
const LONG: usize = 1_000;
/// What is shown of a long line on either side of the mark.
pub(super) const AROUND: usize = 60;

/// Every text that some problems speak of, read once: there may be thousands of them in one file.
pub(super) struct Texts(BTreeMap<SourcePath, Option<Text>>);

impl Texts {
    /// Reads them with `text_of`, which finds the text of a file that a problem names.
    pub(super) fn of(problems: &[Diagnostic], text_of: &dyn Fn(&SourcePath) -> Option<String>) -> Self {
        let mut texts = BTreeMap::new();
        for problem in problems {
            for span in problem.span.iter().chain(problem.related.iter().map(|(span, _)| span)) {
                texts.entry(span.path.clone()).or_insert_with(|| text_of(&span.path).map(Text::new));
            }
        }
        Self(texts)
    }

    /// The text of a file, if it has one.
    pub(super) fn get(&self, path: &SourcePath) -> Option<&Text> {
        self.0.get(path)?.as_ref()
    }
}

/// A file's text and where its lines begin.
pub(super) struct Text {
    text: String,
    lines: Vec<usize>,
}

/// Where a range lies: lines and columns from 1, the end after its last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// The lines that a range touches.
pub(super) struct Excerpt<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
    pub(super) range: Range<usize>,
    /// The column of the mark, from 1, where `text` is only a part of a long line.
    pub(super) column: Option<usize>,
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, lines }
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where `range` lies, to the letter: what is written in its place goes there.
    pub(super) fn position(&self, range: &Range<usize>) -> Position {
        let Range { start, end } = self.within(range);
        let ((line, column), (end_line, end_column)) = (self.place(start), self.place(end));
        Position { line, column, end_line, end_column }
    }

    /// Where the mark of `range` lies: the line end at its end is not marked.
    pub(super) fn mark(&self, range: &Range<usize>) -> Position {
        let Range { start, end } = self.within(range);
        let marked = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        self.position(&(start..start + marked.len()))
    }

    /// The line where `range` begins, or what is near of a long one, and at which column that begins.
    pub(super) fn line_of(&self, range: &Range<usize>) -> (&str, usize) {
        let Range { start, end } = self.within(range);
        let first = self.begin_of(start);
        let last = self.line_end(start).max(first);
        let line = self.text.get(first..last).unwrap_or_default().trim_end_matches('\r');
        if line.len() <= LONG {
            return (line, 1);
        }
        let last = first + line.len();
        let from = self.text.floor_char_boundary(start.saturating_sub(AROUND)).max(first);
        let to = self.text.ceil_char_boundary(end.min(start + LONG).saturating_add(AROUND).min(last)).max(from);
        (self.text.get(from..to).unwrap_or_default(), self.place(from).1)
    }

    /// The bytes of `range` that the text has. Where a file is no UTF-8, a letter of three bytes stands for each byte that
    /// is none.
    fn within(&self, range: &Range<usize>) -> Range<usize> {
        let end = self.text.ceil_char_boundary(range.end.min(self.text.len()));
        self.text.floor_char_boundary(range.start.min(end))..end
    }

    /// Line and column of a byte.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|begin| *begin <= at);
        let before = self.text.get(self.begin_of(at)..at).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// Where the line begins that holds `at`.
    fn begin_of(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|begin| *begin <= at);
        let begin = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or(0);
        if begin == 0 && self.text.starts_with(BOM) { BOM.len_utf8() } else { begin }
    }

    /// Cuts out the lines of `range`.
    pub(super) fn excerpt(&self, range: &Range<usize>) -> Excerpt<'_> {
        let text = &self.text;
        let Range { start, end } = self.within(range);
        let line = self.lines.partition_point(|begin| *begin <= start);
        let first = self.begin_of(start);
        let (start, end) = (start.max(first), end.max(first));
        let end = if end - start <= LONG {
            end
        } else {
            text.floor_char_boundary(self.line_end(start).clamp(start, start + LONG))
        };
        let last = self.line_end(end).max(end);
        if last - first <= 4 * LONG {
            // A mark over the line end would show the next line too.
            let lines = text[first..last].trim_end_matches('\r');
            let range = start - first..(end - first).min(lines.len()).max(start - first);
            return Excerpt { text: lines, line, range, column: None };
        }
        let from = text.floor_char_boundary(start.saturating_sub(AROUND)).max(first);
        let to = text.ceil_char_boundary((end + AROUND).min(last));
        let column = text[first..start].chars().count() + 1;
        Excerpt { text: &text[from..to], line, range: start - from..end - from, column: Some(column) }
    }

    /// Where the line ends that holds `at`.
    fn line_end(&self, at: usize) -> usize {
        let next = self.lines.partition_point(|begin| *begin <= at);
        self.lines.get(next).map_or(self.text.len(), |next| next - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `1:2-3:4`, and the line: of a range of a text.
    fn check(text: &str, range: Range<usize>, place: &str, line: &str) {
        let of = Text::new(text.to_owned());
        let Position { line: first, column, end_line, end_column } = of.mark(&range);
        assert_eq!(format!("{first}:{column}-{end_line}:{end_column}"), place, "{text:?} {range:?}");
        assert_eq!(of.line_of(&range).0, line, "{text:?} {range:?}");
    }

    #[test]
    fn lines_and_columns() {
        check("", 0..0, "1:1-1:1", "");
        check("", 3..9, "1:1-1:1", "");
        check("one\ntwo three\nfour\n", 8..13, "2:5-2:10", "two three");
        check("ä\r\nö b\r\nc", 7..8, "2:3-2:4", "ö b");
        check("a\r\nb\r\n", 0..6, "1:1-2:2", "a");
        check("a\r\nb\r\n", 3..6, "2:1-2:2", "b");
        check("a\n", 1..2, "1:2-1:2", "a");
        check("a\n", 2..2, "2:1-2:1", "");
        check("a\n", 9..12, "2:1-2:1", "");
        check("\u{feff}a b\nc", 5..6, "1:3-1:4", "a b");
        check("\u{feff}a b\nc", 0..0, "1:1-1:1", "a b");
        check("\u{feff}a b\nc", 7..8, "2:1-2:2", "c");
        check("🎉 a", 5..6, "1:3-1:4", "🎉 a");
        check("ü", 1..1, "1:1-1:2", "ü");
        check("\n\n\n", 0..3, "1:1-1:1", "");
    }

    #[test]
    fn what_is_replaced_is_to_the_letter() {
        let position = Text::new("a\r\nb\r\n".to_owned()).position(&(3..6));
        assert_eq!(position, Position { line: 2, column: 1, end_line: 3, end_column: 1 });
    }

    #[test]
    fn of_a_long_line_only_what_is_near() {
        let text = format!("first\n{}HERE{}\nlast", "é".repeat(5_000), "y".repeat(5_000));
        let text = Text::new(text);
        let (shown, column) = text.line_of(&(10_006..10_010));
        assert_eq!((shown, column), (format!("{}HERE{}", "é".repeat(30), "y".repeat(60)).as_str(), 4_971));
        assert_eq!(text.mark(&(10_006..10_010)).column, 5_001);
        assert!(text.line_of(&(6..14_000)).0.len() < 2 * LONG);
    }
}
