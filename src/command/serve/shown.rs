//! A problem as browsers are told of it.

use std::path::Path;

use crate::command::report;
use crate::diagnostic::{Diagnostic, Severity};
use crate::server::Problem;

use super::version::Version;

/// A problem with its place and its lines.
pub(super) fn problem(problem: &Diagnostic, version: &Version, source: &Path, is_of_page: bool) -> Problem {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let text_of = |path: &_| version.text_of(path);
    let place = problem.span.as_ref();
    let position = place.and_then(|span| Some(position(&version.text_of(&span.path)?, span.range.start)));
    Problem {
        severity,
        code: problem.code.as_str().to_owned(),
        message: problem.message.clone(),
        path: place.map(|span| span.path.to_string()),
        line: position.map(|(line, _)| line),
        column: position.map(|(_, column)| column),
        lines: report::snippet(problem, source, &text_of),
        help: problem.hints.clone(),
        page: is_of_page,
    }
}

/// An error of the site as a whole that has no place in it.
pub(super) fn site_problem(code: &str, message: String, help: Vec<String>) -> Problem {
    let (path, line, column, lines) = (None, None, None, String::new());
    Problem { severity: "error", code: code.to_owned(), message, path, line, column, lines, help, page: false }
}

/// Line and column of a byte, in characters, from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at.min(text.len()))];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions() {
        for (text, at, expected) in
            [("", 0, (1, 1)), ("a\nüb", 4, (2, 2)), ("a\nb", 2, (2, 1)), ("a", 9, (1, 2)), ("ü", 1, (1, 1))]
        {
            assert_eq!(position(text, at), expected, "{text:?} {at}");
        }
    }
}
