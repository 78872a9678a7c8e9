//! A line for each problem, as compilers have it: `path:line:column: error[code]: message`.
//!
//! Editors and `grep` take it apart. A problem without a place begins with its level; one in a file that is no text names
//! the file alone.

use std::fmt::Write as _;
use std::path::Path;

use crate::diagnostic::Diagnostic;

use super::text::Texts;
use super::{shown_path, word};

/// The whole report.
pub(super) fn render(problems: &[Diagnostic], source: &Path, texts: &Texts) -> String {
    let mut report = String::new();
    for problem in problems {
        if let Some(span) = &problem.span {
            report.push_str(&shown_path(source, &span.path));
            if let Some(text) = texts.get(&span.path) {
                let mark = text.mark(&span.range);
                let _ = write!(report, ":{}:{}", mark.line, mark.column);
            }
            report.push_str(": ");
        }
        let _ = writeln!(report, "{}[{}]: {}", word(problem.severity), problem.code, problem.message);
    }
    report
}
