//! The lines of one entry the parser refused: indentation, tabs, colons that are missing, keys written twice.

use std::collections::HashMap;
use std::ops::Range;

use super::{Report, line_number, repeated, values, words};
use crate::yaml::entries::{self, Line};
use crate::yaml::quoting;

/// What the line before leaves to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Before {
    /// A key or dash without a value: something may be nested under it.
    Opens,
    /// A plain value of the named key, which may go on with plain words.
    Plain(String),
    /// A value that has come to its end.
    Closed(String),
    /// A block scalar (`|`, `>`): deeper lines are its text.
    Block,
}

/// Goes through `part` line by line and reports all that is wrong in it.
pub(super) fn check(report: &mut Report<'_>, part: Range<usize>) {
    let text = report.text;
    let mut siblings: Vec<usize> = Vec::new();
    let mut before = Before::Opens;
    let mut base = 0;
    let mut at = part.start;
    while let Some(line) = Line::at(text, at, part.end) {
        at = line.next;
        let indent = line.indent();
        if line.content().is_empty() || (before == Before::Block && !siblings.is_empty() && indent > base) {
            continue;
        }
        if line.is_void() {
            continue;
        }
        if tab(report, &line, &before) {
            continue;
        }
        let nested = !siblings.is_empty() && indent > base;
        if nested && continues(report, &line, &before) {
            continue;
        }
        while siblings.last().is_some_and(|column| *column > indent) {
            siblings.pop();
        }
        if siblings.last() != Some(&indent) {
            let opened = siblings.is_empty() || (nested && before == Before::Opens);
            if !opened {
                misplaced(report, &line, siblings.last().copied().unwrap_or(0));
            }
            siblings.push(indent);
        }
        base = indent;
        let start = dashes(&line, &mut siblings, &mut base);
        let (next, resume) = value_of(report, &line, start, part.end);
        before = next;
        at = at.max(resume);
    }
}

/// A tab before the content of a line.
fn tab(report: &mut Report<'_>, line: &Line<'_>, before: &Before) -> bool {
    let lead = &line.text[..line.content_start() - line.start];
    let Some(first) = lead.find('\t') else { return false };
    let hint = if *before == Before::Opens {
        quoting::write_as_is(&lead.replace('\t', "  "), line.content(), "with blanks")
    } else {
        quoting::write_as_is("", line.content(), "without the tab")
    };
    report.push(line.start + first..line.content_start(), "a tab cannot indent YAML", hint);
    true
}

/// A deeper line under a value: more words of it, or something that cannot stand there.
fn continues(report: &mut Report<'_>, line: &Line<'_>, before: &Before) -> bool {
    let key = match before {
        Before::Plain(key) | Before::Closed(key) => key,
        Before::Opens | Before::Block => return false,
    };
    let is_key = entries::plain_colon(line.content()).is_some();
    if !is_key && matches!(before, Before::Plain(_)) {
        return true;
    }
    let message = if key.is_empty() {
        "this line is indented, but the one above has a value already".to_owned()
    } else {
        format!("this line is indented, but `{key}` above has a value already")
    };
    let hint = quoting::write_as_is("", line.content(), "without blanks before it");
    report.push(line.range(), message, hint);
    true
}

/// A line whose indentation fits none above it.
fn misplaced(report: &mut Report<'_>, line: &Line<'_>, parent: usize) {
    let blanks = |count: usize| match count {
        0 => "no blanks".to_owned(),
        1 => "1 blank".to_owned(),
        more => format!("{more} blanks"),
    };
    let message = format!("{} before this line fit none of the lines above it", blanks(line.indent()));
    let hint = quoting::write_as_is(&" ".repeat(parent), line.content(), &format!("with {} before it", blanks(parent)));
    let start = line.start..line.content_start();
    report.push(if start.is_empty() { line.range() } else { start }, message, hint);
}

/// Steps over `- - `; every dash opens a column of its own.
fn dashes(line: &Line<'_>, siblings: &mut Vec<usize>, base: &mut usize) -> usize {
    let mut start = line.content_start();
    loop {
        let rest = &line.text[start - line.start..];
        if rest.trim_end() == "-" {
            return line.end();
        }
        let Some(inner) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("? ")) else { return start };
        start += rest.len() - inner.trim_start().len();
        let column = start - line.start;
        if entries::key(inner.trim_start()).is_some() {
            siblings.push(column);
            *base = column;
        }
    }
}

/// Checks what stands on a line from `start` on: `key: value`, or a value alone.
fn value_of(report: &mut Report<'_>, line: &Line<'_>, start: usize, limit: usize) -> (Before, usize) {
    let text = report.text;
    let rest = &text[start..line.end()];
    if rest.trim().is_empty() {
        return (Before::Opens, line.next);
    }
    let (key, value) = match entries::key(rest) {
        Some(key) => (rest[key.range.clone()].to_owned(), start + key.value),
        None => (String::new(), start),
    };
    let value = value.min(line.end());
    if key.is_empty()
        && start == line.content_start()
        && let Some((message, hint)) = words::nearly_a_key(rest.trim_end())
    {
        report.push(line.range(), message, hint);
        return (Before::Closed(key), line.next);
    }
    let lead = text[line.content_start()..value].to_owned();
    match values::check(report, &lead, value..line.end(), limit) {
        values::Value::Empty => (Before::Opens, line.next),
        values::Value::Plain => (Before::Plain(key), line.next),
        values::Value::Block => (Before::Block, line.next),
        values::Value::Closed(end) => (Before::Closed(key), end.max(line.next)),
    }
}

/// Reports every key that stands twice in the mapping that starts at `at`; false if it finds none.
pub(super) fn repeats(report: &mut Report<'_>, at: usize, limit: usize) -> bool {
    let text = report.text;
    let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |before| before + 1);
    let column = at - line_start;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    let mut keys: Vec<Range<usize>> = Vec::new();
    if matches!(text.as_bytes().get(at), Some(b'{')) {
        keys = entries::entries(text, at..limit).into_iter().map(|entry| entry.key).collect();
    } else {
        let first = Line::at(text, at, limit).into_iter();
        let more = first.clone().next().map_or(limit, |line| line.next);
        let rest = entries::lines(text, more..limit).filter(|line| !line.is_void());
        let rest = rest.take_while(|line| line.indent() >= column).filter(|line| line.indent() == column);
        for line in first.chain(rest) {
            let start = line.content_start();
            keys.extend(entries::key(&text[start..line.end()]).map(|k| start + k.range.start..start + k.range.end));
        }
    }
    for range in keys {
        if found.len() >= super::MOST {
            break;
        }
        let name = entries::key_text(&text[range.clone()]);
        match seen.get(&name) {
            Some(first) => found.push(repeated(text, &name, range, *first)),
            None => {
                seen.insert(name, range.start);
            }
        }
    }
    let any = !found.is_empty();
    report.found.extend(found);
    any
}

/// "line 3" for a hint.
pub(super) fn named(text: &str, at: usize) -> String {
    format!("line {}", line_number(text, at))
}
