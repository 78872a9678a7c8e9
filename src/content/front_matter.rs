//! The YAML block at the head of a document, by Jekyll's rules for where it begins and ends.
//!
//! The block begins at the first byte (a byte order mark aside) with a line `---` and ends at the first line that is
//! `---` or `...`; blanks may follow either (jekyll/document.rb, `YAML_FRONT_MATTER_REGEXP`). Jekyll takes anything else for
//! a body without a word. Three slips are told here instead, because the page would show its own front matter:
//!
//! - *No closing fence.* A first line `---` may also be a thematic break. It is a fence if the line right below it (past
//!   comments, not past a blank line) reads `key:` or `key: value` with a single word for its key.
//! - *Blank lines or blanks before the first fence*, if such a `key:` follows it and a closing fence after that.
//! - *`+++`*, the fence of TOML, if a line `key = value` follows it.

use std::ops::Range;

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::diagnostic::{Code, Finding};
use crate::yaml::{self, Place, Subject};

/// Front matter as written: every key with its value and its place. [`super::Document`] makes sense of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// Key → value, in the order written, merge keys (`<<`) resolved.
    pub values: IndexMap<String, Value>,
    /// Key → where it and its value stand in the file. Keys that came from a merge have no place.
    pub places: IndexMap<String, Place>,
}

/// A source text taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The front matter, if the text has any; empty front matter counts.
    pub front_matter: Option<FrontMatter>,
    /// Byte at which the body starts: after the closing fence's line end, or after a byte order mark.
    pub body: usize,
}

impl FrontMatter {
    /// Takes `text`, a whole file, apart. Findings count bytes of the file.
    pub fn split(text: &str) -> (Split, Vec<Finding>) {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let none = Split { front_matter: None, body: start };
        let Some(first) = Line::at(text, start) else { return (none, Vec::new()) };
        if !first.is_fence("---") {
            let finding = beginning_elsewhere(text, &first);
            return (none, finding.into_iter().collect());
        }
        if let Some(close) = closing_fence(text, first.next) {
            let (mapping, findings) = yaml::mapping(text, first.next..close.start, Subject::FrontMatter);
            let front_matter = Self { values: mapping.values, places: mapping.places };
            return (Split { front_matter: Some(front_matter), body: close.next }, findings);
        }
        let Some(finding) = unclosed(text, &first) else { return (none, Vec::new()) };
        (none, vec![finding])
    }
}

/// One line of the file.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    next: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn at(text: &'a str, start: usize) -> Option<Self> {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes());
        let line = length.map_or(rest, |length| &rest[..length]);
        let next = length.map_or(text.len(), |length| start + length + 1);
        Some(Self { start, next, text: line.strip_suffix('\r').unwrap_or(line) })
    }

    fn is_fence(&self, fence: &str) -> bool {
        self.text.strip_prefix(fence).is_some_and(|rest| rest.trim().is_empty())
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.trim_end().len()
    }
}

fn lines_from(text: &str, mut at: usize) -> impl Iterator<Item = Line<'_>> {
    std::iter::from_fn(move || {
        let line = Line::at(text, at)?;
        at = line.next;
        Some(line)
    })
}

/// The first line from byte `from` on that closes front matter.
fn closing_fence(text: &str, from: usize) -> Option<Line<'_>> {
    lines_from(text, from).find(|line| line.is_fence("---") || line.is_fence("..."))
}

/// Whether a line reads `key:` or `key: value`, with one word for its key.
fn is_entry(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let word = key.trim_matches(['"', '\'']);
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    is_word && (value.is_empty() || value.starts_with([' ', '\t']))
}

/// Whether the line right below a fence, past comments, is an entry.
fn entry_follows(text: &str, from: usize) -> bool {
    lines_from(text, from).find(|line| !line.text.trim_start().starts_with('#')).is_some_and(|line| is_entry(line.text))
}

/// A first fence that nothing closes, if it is one: where its front matter stops reading like YAML.
fn unclosed(text: &str, first: &Line<'_>) -> Option<Finding> {
    if !entry_follows(text, first.next) {
        return None;
    }
    let belongs = |line: &Line<'_>| {
        let content = line.text.trim_start();
        is_entry(line.text) || content.starts_with("- ") || (line.text.starts_with([' ', '\t']) && !line.is_blank())
    };
    let mut last = *first;
    let mut stop = None;
    for line in lines_from(text, first.next) {
        if belongs(&line) {
            last = line;
        } else if !line.is_blank() && !(line.text.starts_with('#') && line.start == last.next) {
            stop = Some(line);
            break;
        } else if line.is_blank() {
            stop.get_or_insert(line);
            let goes_on = Line::at(text, line.next).is_some_and(|line| is_entry(line.text));
            if !goes_on {
                break;
            }
            stop = None;
        }
    }
    let message = "the front matter that starts in the first line is never closed";
    let near = Line::at(text, last.next).filter(|line| line.text.trim().starts_with(['-', '–', '—']) && !belongs(line));
    let finding = if let Some(near) = near {
        let hint = format!("write `---` instead of `{}`", near.text.trim());
        Finding::new(Code::BadFrontMatter, near.range(), message).hint(hint)
    } else {
        let hint = format!("write `---` on a line of its own below line {}", line_number(text, last.start));
        Finding::new(Code::BadFrontMatter, stop.filter(|line| !line.is_blank()).unwrap_or(last).range(), message)
            .hint(hint)
    };
    Some(finding.hint("write `***` in the first line instead, if it is a rule between paragraphs"))
}

/// Front matter that does not begin where Jekyll looks for it.
fn beginning_elsewhere(text: &str, first: &Line<'_>) -> Option<Finding> {
    if first.is_fence("+++") {
        let second = Line::at(text, first.next)?;
        let (key, _) = second.text.split_once('=')?;
        let word = key.trim();
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let message = "front matter between `+++` is TOML, and only YAML is read";
        return is_word.then(|| {
            Finding::new(Code::BadFrontMatter, first.range(), message)
                .hint(format!("write `---` instead of `+++`, and `{word}: …` instead of `{word} = …`"))
        });
    }
    let fence = lines_from(text, first.start).find(|line| !line.is_blank())?;
    let is_first = fence.start == first.start;
    if fence.text.trim() != "---" || !entry_follows(text, fence.next) {
        return None;
    }
    closing_fence(text, fence.next)?;
    let hint = if is_first { "write `---` without blanks before it" } else { "delete the blank lines above `---`" };
    Some(Finding::new(Code::BadFrontMatter, fence.range(), "front matter must start at the first character").hint(hint))
}

fn line_number(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1
}
