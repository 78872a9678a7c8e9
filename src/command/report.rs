//! How problems are printed: as rustc prints them, with place, line, mark and help.

use std::collections::HashMap;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use crate::address::SourcePath;
use crate::diagnostic::{Diagnostic, Severity, Span};

use super::CommandError;

/// How many problems of each weight there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Problems that keep the site from being published.
    pub errors: usize,
    /// Problems that do not.
    pub warnings: usize,
    /// What is only worth knowing.
    pub notes: usize,
}

impl Count {
    /// Counts.
    pub fn of(problems: &[Diagnostic]) -> Self {
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// `2 errors, 1 warning`; `no problems` if there are none.
    pub fn describe(self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let some: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun)).collect();
        if some.is_empty() { "no problems".to_owned() } else { some.join(", ") }
    }
}

/// `1 post`, `2 posts`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Prints problems to stderr, coloured on a terminal; `text_of` finds the text of a file that a problem names.
pub fn print(problems: &[Diagnostic], source: &Path, text_of: &dyn Fn(&SourcePath) -> Option<String>) {
    let text = render(problems, &Renderer::styled().decor_style(DecorStyle::Ascii), source, text_of);
    // A reader that went away is no reason to fail.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// The same as plain text.
pub fn plain(problems: &[Diagnostic], source: &Path, text_of: &dyn Fn(&SourcePath) -> Option<String>) -> String {
    render(problems, &Renderer::plain(), source, text_of)
}

/// The lines that a problem speaks of with their marks, and nothing else, as plain text.
pub fn snippet(problem: &Diagnostic, source: &Path, text_of: &dyn Fn(&SourcePath) -> Option<String>) -> String {
    let bare = Diagnostic { hints: Vec::new(), ..problem.clone() };
    let text = plain(&[bare], source, text_of);
    // Before them stand the message and the place.
    text.trim_end().lines().skip(2).collect::<Vec<_>>().join("\n")
}

fn render(
    problems: &[Diagnostic],
    renderer: &Renderer,
    source: &Path,
    text_of: &dyn Fn(&SourcePath) -> Option<String>,
) -> String {
    let mut texts: HashMap<SourcePath, Option<Text>> = HashMap::new();
    let mut report = String::new();
    for problem in problems {
        let places = problem.span.iter().chain(problem.related.iter().map(|(span, _)| span));
        for Span { path, .. } in places {
            texts.entry(path.clone()).or_insert_with(|| text_of(path).and_then(Text::new));
        }
        report.push_str(&renderer.render(&groups(problem, source, &texts)));
        report.push_str("\n\n");
    }
    report
}

fn groups<'a>(problem: &'a Diagnostic, source: &Path, texts: &'a HashMap<SourcePath, Option<Text>>) -> Vec<Group<'a>> {
    let level = match problem.severity {
        Severity::Error => Title::ERROR,
        Severity::Warning => Title::WARNING,
        Severity::Note => Title::NOTE,
    };
    let title = level.primary_title(problem.message.as_str()).id(problem.code.as_str());
    let mut group = Group::with_title(title);
    let places = problem.span.iter().map(|span| (span, None));
    let related = problem.related.iter().map(|(span, word)| (span, Some(word.as_str())));
    for (span, word) in places.chain(related) {
        let path = shown_path(source, &span.path);
        let Some(excerpt) = texts.get(&span.path).and_then(Option::as_ref).map(|text| text.excerpt(&span.range)) else {
            group = group.element(Origin::path(path));
            continue;
        };
        let kind = if word.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.line);
        let snippet = snippet.annotation(kind.span(excerpt.range).label(word));
        group = match excerpt.column {
            None => group.element(snippet.path(path)),
            Some(column) => group.element(Origin::path(path).line(excerpt.line).char_column(column)).element(snippet),
        };
    }
    for hint in &problem.hints {
        group = group.element(Title::HELP.message(hint.as_str()));
    }
    vec![group]
}

/// As the reader can open it from where they stand.
pub(super) fn shown_path(source: &Path, path: &SourcePath) -> String {
    if source == Path::new(".") { path.to_string() } else { source.join(path.as_str()).display().to_string() }
}

/// What a report shows of a longer range, and how much of a longer line, in bytes: a minified file is one line.
const LONG: usize = 1_000;
/// What is shown of a long line on either side of the mark.
const AROUND: usize = 60;

/// A file's text and where its lines begin: there may be thousands of problems in it.
struct Text {
    text: String,
    lines: Vec<usize>,
}

/// The lines that a range touches.
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    range: Range<usize>,
    /// The column of the mark, from 1, where `text` is only a part of a long line.
    column: Option<usize>,
}

impl Text {
    /// Nothing if there is nothing to show.
    fn new(text: String) -> Option<Self> {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        (!text.is_empty()).then_some(Self { text, lines })
    }

    /// Cuts out the lines of `range`.
    fn excerpt(&self, range: &Range<usize>) -> Excerpt<'_> {
        let text = &self.text;
        // Where a file is no UTF-8, a letter of three bytes stands for each byte that is none.
        let end = text.ceil_char_boundary(range.end.min(text.len()));
        let start = text.floor_char_boundary(range.start.min(end));
        let line = self.lines.partition_point(|begin| *begin <= start);
        let first = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied().unwrap_or(0);
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

/// Says why a command could not do its work.
pub fn refusal(error: &CommandError) {
    let title = Title::ERROR.primary_title(error.to_string());
    let mut group = Group::with_title(title);
    if let CommandError::NoSite(_) = error {
        group = group.element(
            Title::HELP.message("write `content/posts/2026-01-01-hello.md`, or name a folder: `--source DIR`"),
        );
    }
    let text = Renderer::styled().render(&[group]);
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Says a line of what was done, to stdout.
pub fn say(line: &str) {
    let _ = writeln!(anstream::stdout().lock(), "{line}");
}

/// Says a line about what goes on, to stderr.
pub fn note(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    /// What is reported of `range` of `text`, from the place on.
    fn check(text: &str, range: Range<usize>, shown: &str) {
        let path = SourcePath::new("a.md");
        let problem = Diagnostic::new(Code::BrokenLink, "told").at(&path, range);
        let report = plain(&[problem], Path::new("."), &|_| Some(text.to_owned()));
        let (_, report) = report.split_once("told\n").unwrap_or_default();
        let lines: Vec<&str> = report.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.join("\n"), shown);
    }

    #[test]
    fn the_line_and_the_mark() {
        check("one\ntwo three\nfour\n", 8..13, " --> a.md:2:5\n  |\n2 | two three\n  |     ^^^^^");
        check("ä\r\nö b\r\n", 7..8, " --> a.md:2:3\n  |\n2 | ö b\n  |   ^");
        check("one\n", 0..0, " --> a.md:1:1\n  |\n1 | one\n  | ^");
        check("one", 3..3, " --> a.md:1:4\n  |\n1 | one\n  |    ^");
        check("", 0..0, "--> a.md");
    }

    #[test]
    fn of_a_long_line_only_what_is_near() {
        let text = format!("first\n{}HERE{}\nlast", "é".repeat(5_000), "y".repeat(5_000));
        let (before, after) = ("é".repeat(AROUND / 2), "y".repeat(AROUND));
        let mark = format!("{}^^^^", " ".repeat(AROUND / 2));
        check(&text, 10_006..10_010, &format!(" --> a.md:2:5001\n  |\n :::\n2 | {before}HERE{after}\n  | {mark}"));
    }

    #[test]
    fn thousands_of_problems_in_one_line_are_said() {
        let text = "x ".repeat(50_000);
        let path = SourcePath::new("a.md");
        let one = |at: usize| Diagnostic::new(Code::BrokenLink, "told").at(&path, 2 * at..2 * at + 1);
        let problems: Vec<Diagnostic> = (0..5_000).map(one).collect();
        let report = plain(&problems, Path::new("."), &|_| Some(text.clone()));
        assert_eq!(report.matches("told").count(), 5_000);
        assert!(report.len() < 5_000 * 400, "each in a few lines: {}", report.len());
    }
}
