//! SARIF 2.1.0, the OASIS standard, for code scanning and editors.
//!
//! 1. every code that was reported is a *rule*, with its explanation as help;
//! 2. every problem is a *result* at its place; a certain replacement is a *fix*; other places are *related locations*;
//! 3. a *partial fingerprint* of code, file and line lets a reader know a problem again when lines above it move.
//!
//! Paths are relative references to `SRCROOT`. A template of the built-in theme lies below `THEME`, which is nowhere on the
//! disk. A problem of the site as a whole is placed at its configuration, since GitHub refuses results without a place.
//!
//! Braces in messages are not doubled as section 3.11.5 has it: readers put arguments in, and halve braces, only where a
//! message has arguments, and none of these has.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::address::SourcePath;
use crate::command::Outcome;
use crate::config::CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, Level, Span};
use crate::explanation::{Explanation, Piece};

use super::root::Root;
use super::text::{Position, Texts};
use super::{Report, word};

/// Of the errata of the standard, where the schema says it lies.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Which way of making fingerprints this is.
const FINGERPRINT: &str = "problem/v1";

/// The whole report.
pub(super) fn render(report: &Report<'_>, texts: &Texts, root: &Root) -> String {
    let mut codes: Vec<Code> = report.problems.iter().map(|problem| problem.code).collect();
    codes.sort();
    codes.dedup();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = report
        .problems
        .iter()
        .map(|problem| {
            let rule = codes.binary_search(&problem.code).unwrap_or_default();
            let mut result = result(problem, rule, texts, root);
            result.insert(
                "partialFingerprints".to_owned(),
                json!({ FINGERPRINT: fingerprint(problem, texts, &mut seen) }),
            );
            Value::Object(result)
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "blogsite",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": true,
                "exitCode": match report.outcome { Outcome::Done => 0, Outcome::SiteHasErrors | Outcome::NotFound => 1 },
            }],
            "originalUriBaseIds": {
                "SRCROOT": { "uri": root.folder_uri(), "description": { "text": "The repository, or the folder of the site." } },
                "THEME": { "description": { "text": "The theme inside blogsite: its files are not on the disk." } },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

/// One code.
fn rule(code: Code) -> Value {
    let level = match code.default_level() {
        Level::Allow => "none",
        Level::Note => "note",
        Level::Warn => "warning",
        Level::Deny => "error",
    };
    let mut rule = json!({ "id": code.as_str(), "defaultConfiguration": { "level": level } });
    if let (Some(page), Value::Object(rule)) = (Explanation::of(code), &mut rule) {
        rule.insert("shortDescription".to_owned(), json!({ "text": page.title }));
        let meaning = in_long_lines(page.meaning());
        rule.insert("fullDescription".to_owned(), json!({ "text": meaning }));
        rule.insert("help".to_owned(), json!({ "text": meaning, "markdown": help(page) }));
    }
    rule
}

/// Paragraphs without the line ends that are there for terminals.
fn in_long_lines(text: &str) -> String {
    text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

/// A page as Markdown, with the names of the files above them.
fn help(page: Explanation) -> String {
    let pieces: Vec<String> = page
        .pieces()
        .into_iter()
        .map(|piece| match piece {
            Piece::Heading(heading) => format!("## {heading}"),
            Piece::Words(words) => words.to_owned(),
            Piece::File { path, language, text } => {
                let fence = if text.contains("```") { "````" } else { "```" };
                format!("`{path}`\n\n{fence}{language}\n{text}{fence}")
            }
            Piece::Commands(lines) => format!("```console\n{lines}```"),
        })
        .collect();
    pieces.join("\n\n")
}

/// One problem.
fn result(problem: &Diagnostic, rule: usize, texts: &Texts, root: &Root) -> Map<String, Value> {
    let text = [&problem.message].into_iter().chain(&problem.hints).cloned().collect::<Vec<_>>().join("\n");
    let place = match &problem.span {
        Some(span) => location(span, texts, root),
        None => json!({ "physicalLocation": { "artifactLocation": artifact(&SourcePath::new(CONFIG_FILE), root) } }),
    };
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(problem.code.as_str()));
    result.insert("ruleIndex".to_owned(), json!(rule));
    result.insert("level".to_owned(), json!(word(problem.severity)));
    result.insert("message".to_owned(), json!({ "text": text }));
    result.insert("locations".to_owned(), json!([place]));
    let related: Vec<Value> = (1_usize..)
        .zip(&problem.related)
        .map(|(id, (span, word))| {
            let mut location = location(span, texts, root);
            if let Value::Object(fields) = &mut location {
                fields.insert("id".to_owned(), json!(id));
                fields.insert("message".to_owned(), json!({ "text": word }));
            }
            location
        })
        .collect();
    if !related.is_empty() {
        result.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    if let Some(fix) = fix(problem, texts, root) {
        result.insert("fixes".to_owned(), json!([fix]));
    }
    result
}

fn location(span: &Span, texts: &Texts, root: &Root) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(&span.path, root) });
    if let (Some(text), Value::Object(physical)) = (texts.get(&span.path), &mut physical) {
        physical.insert("region".to_owned(), region(text.mark(&span.range)));
    }
    json!({ "physicalLocation": physical })
}

fn artifact(path: &SourcePath, root: &Root) -> Value {
    let is_theme = !root.holds(path) && path.as_str() != CONFIG_FILE;
    if is_theme {
        return json!({ "uri": Root::uri_of(path), "uriBaseId": "THEME" });
    }
    json!({ "uri": root.uri(path), "uriBaseId": "SRCROOT" })
}

fn region(Position { line, column, end_line, end_column }: Position) -> Value {
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

/// What is certainly meant, as a change of the file.
fn fix(problem: &Diagnostic, texts: &Texts, root: &Root) -> Option<Value> {
    let (replacement, span) = problem.replacement.as_deref().zip(problem.span.as_ref())?;
    let deleted = region(texts.get(&span.path)?.position(&span.range));
    let description = problem.hints.first().cloned().unwrap_or_else(|| format!("write `{replacement}`"));
    Some(json!({
        "description": { "text": description },
        "artifactChanges": [{
            "artifactLocation": artifact(&span.path, root),
            "replacements": [{ "deletedRegion": deleted, "insertedContent": { "text": replacement } }],
        }],
    }))
}

/// The same for a problem as long as its line stays what it is, wherever the line moves to; several alike are counted.
fn fingerprint(problem: &Diagnostic, texts: &Texts, seen: &mut BTreeMap<String, usize>) -> String {
    let path = problem.span.as_ref().map_or("", |span| span.path.as_str());
    let text = problem.span.as_ref().and_then(|span| Some(texts.get(&span.path)?.line_of(&span.range).0.trim()));
    // Where there is no line, the message says what it is about.
    let line = text.unwrap_or(&problem.message);
    let hash = blake3::hash(format!("{}\0{path}\0{line}", problem.code).as_bytes()).to_hex();
    let hash = hash.get(..32).unwrap_or_default().to_owned();
    let count = seen.entry(hash.clone()).and_modify(|count| *count += 1).or_insert(1);
    format!("{hash}:{count}")
}
