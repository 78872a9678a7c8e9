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
}

impl Count {
    /// Counts.
    pub fn of(problems: &[Diagnostic]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        Self { errors, warnings: problems.len() - errors }
    }

    /// `2 errors, 1 warning`; `no problems` if there are none.
    pub fn describe(self) -> String {
        match (self.errors, self.warnings) {
            (0, 0) => "no problems".to_owned(),
            (0, warnings) => plural(warnings, "warning"),
            (errors, 0) => plural(errors, "error"),
            (errors, warnings) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
        }
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

fn render(
    problems: &[Diagnostic],
    renderer: &Renderer,
    source: &Path,
    text_of: &dyn Fn(&SourcePath) -> Option<String>,
) -> String {
    let mut texts: HashMap<SourcePath, Option<String>> = HashMap::new();
    let mut report = String::new();
    for problem in problems {
        let places = problem.span.iter().chain(problem.related.iter().map(|(span, _)| span));
        for Span { path, .. } in places {
            texts.entry(path.clone()).or_insert_with(|| text_of(path));
        }
        report.push_str(&renderer.render(&groups(problem, source, &texts)));
        report.push_str("\n\n");
    }
    report
}

fn groups<'a>(
    problem: &'a Diagnostic,
    source: &Path,
    texts: &'a HashMap<SourcePath, Option<String>>,
) -> Vec<Group<'a>> {
    let level = match problem.severity {
        Severity::Error => Title::ERROR,
        Severity::Warning => Title::WARNING,
    };
    let title = level.primary_title(problem.message.as_str()).id(problem.code.as_str());
    let mut group = Group::with_title(title);
    let places = problem.span.iter().map(|span| (span, None));
    let related = problem.related.iter().map(|(span, word)| (span, Some(word.as_str())));
    for (span, word) in places.chain(related) {
        let path = shown_path(source, &span.path);
        match texts.get(&span.path).and_then(Option::as_deref).and_then(|text| excerpt(text, &span.range)) {
            Some(Excerpt { text, line, range }) => {
                let kind = if word.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
                let mark = kind.span(range).label(word);
                group = group.element(Snippet::source(text).line_start(line).path(path).annotation(mark));
            }
            None => group = group.element(Origin::path(path)),
        }
    }
    for hint in &problem.hints {
        group = group.element(Title::HELP.message(hint.as_str()));
    }
    vec![group]
}

/// As the reader can open it from where they stand.
fn shown_path(source: &Path, path: &SourcePath) -> String {
    if source == Path::new(".") { path.to_string() } else { source.join(path.as_str()).display().to_string() }
}

/// The lines that a range touches.
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    range: Range<usize>,
}

/// Cuts the lines of `range` out of `text`: a page of prose need not be searched again for every problem in it.
fn excerpt<'a>(text: &'a str, range: &Range<usize>) -> Option<Excerpt<'a>> {
    if text.is_empty() {
        return None;
    }
    // Where a file is no UTF-8, a letter of three bytes stands for each byte that is none.
    let end = text.ceil_char_boundary(range.end.min(text.len()));
    let start = text.floor_char_boundary(range.start.min(end));
    let before = text.get(..start)?;
    let first = before.rfind('\n').map_or(0, |at| at + 1);
    let last = text.get(end..)?.find('\n').map_or(text.len(), |at| end + at);
    // The last character of a line may be the mark; a mark over the line end would show the next line too.
    let lines = text[first..last].trim_end_matches('\r');
    let line = before.matches('\n').count() + 1;
    Some(Excerpt { text: lines, line, range: start - first..(end - first).min(lines.len()).max(start - first) })
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
