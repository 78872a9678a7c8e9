//! For people: as rustc prints it, with place, line, mark and help.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};

use crate::address::SourcePath;
use crate::diagnostic::{Diagnostic, Severity};

use super::text::Texts;
use super::{CommandError, note, shown_path};

/// Prints problems to stderr, coloured on a terminal; `text_of` finds the text of a file that a problem names.
pub fn print(problems: &[Diagnostic], source: &Path, text_of: &dyn Fn(&SourcePath) -> Option<String>) {
    let text = render(problems, &Renderer::styled().decor_style(DecorStyle::Ascii), source, text_of);
    // A reader that went away is no reason to fail.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Says on a terminal where more is to be read.
pub(super) fn name_explain(problems: &[Diagnostic]) {
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    codes.dedup();
    let stderr = std::io::stderr();
    if codes.is_empty() || !stderr.is_terminal() {
        return;
    }
    let code = if let [code] = codes.as_slice() { code } else { "CODE" };
    note(&format!("`blogsite explain {code}` says what a problem means, with an example\n"));
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
    let texts = Texts::of(problems, text_of);
    let mut report = String::new();
    for problem in problems {
        report.push_str(&renderer.render(&groups(problem, source, &texts)));
        report.push_str("\n\n");
    }
    report
}

fn groups<'a>(problem: &'a Diagnostic, source: &Path, texts: &'a Texts) -> Vec<Group<'a>> {
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
        let Some(excerpt) = texts.get(&span.path).filter(|text| !text.is_empty()).map(|text| text.excerpt(&span.range))
        else {
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

/// Says why a command could not do its work.
pub fn refusal(error: &CommandError) {
    let title = Title::ERROR.primary_title(error.to_string());
    let mut group = Group::with_title(title);
    if let CommandError::Impossible { hint, .. } = error {
        group = group.element(Title::HELP.message(hint.as_str()));
    }
    let text = Renderer::styled().render(&[group]);
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::command::report::text::AROUND;
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
