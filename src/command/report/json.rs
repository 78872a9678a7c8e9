//! JSON lines: an object for each problem, and one that sums up. `schema.json` describes both.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::Outcome;
use crate::diagnostic::{Diagnostic, Span};

use super::text::Texts;
use super::{Report, is_on_disk, shown_path, word};

/// What a line of the report holds, as JSON Schema.
pub const SCHEMA: &str = include_str!("schema.json");

/// Of this description; a reader need not know fields that are added, and another number means that some changed.
const VERSION: u32 = 1;

/// The whole report.
pub(super) fn render(report: &Report<'_>, texts: &Texts) -> String {
    let problems = report.problems.iter().map(|problem| of_problem(problem, report.source, texts));
    let mut lines = String::new();
    for line in problems.chain([summary(report)]) {
        let _ = writeln!(lines, "{line}");
    }
    lines
}

fn of_problem(problem: &Diagnostic, source: &Path, texts: &Texts) -> Value {
    let related: Vec<Value> = problem
        .related
        .iter()
        .map(|(span, word)| with(place(Some(span), source, texts), json!({ "message": word })))
        .collect();
    let head = json!({
        "type": "problem",
        "level": word(problem.severity),
        "code": problem.code.as_str(),
        "message": problem.message,
    });
    let tail = json!({ "hints": problem.hints, "replacement": problem.replacement, "guesses": problem.guesses, "related": related });
    with(with(head, place(problem.span.as_ref(), source, texts)), tail)
}

/// Where a span lies, and the line that it begins in.
fn place(span: Option<&Span>, source: &Path, texts: &Texts) -> Value {
    let text = span.and_then(|span| texts.get(&span.path));
    let position = span.zip(text).map(|(span, text)| text.position(&span.range));
    let line = span.zip(text).map(|(span, text)| text.line_of(&span.range));
    json!({
        "path": span.map(|span| shown_path(source, &span.path).replace(std::path::MAIN_SEPARATOR, "/")),
        "built_in": span.is_some_and(|span| !is_on_disk(source, &span.path)),
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
        "end_line": position.map(|position| position.end_line),
        "end_column": position.map(|position| position.end_column),
        "start_byte": span.map(|span| span.range.start),
        "end_byte": span.map(|span| span.range.end),
        "source_line": line.map(|(text, _)| text),
        "source_line_column": line.map(|(_, column)| column),
    })
}

fn summary(report: &Report<'_>) -> Value {
    let count = report.count();
    json!({
        "type": "summary",
        "format_version": VERSION,
        "blogsite": env!("CARGO_PKG_VERSION"),
        "errors": count.errors,
        "warnings": count.warnings,
        "notes": count.notes,
        "outcome": match report.outcome {
            Outcome::Done => "done",
            Outcome::SiteHasErrors | Outcome::NotFound => "site-has-errors",
        },
    })
}

/// The fields of both objects, in order.
fn with(mut object: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut object, more) {
        fields.extend(more);
    }
    object
}
