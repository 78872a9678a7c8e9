//! Everything that is wrong with a YAML block the parser refused, each thing at its true place.
//!
//! 1. The block is cut into segments: one for each key (or list item) at its margin, by lines, so that an unclosed
//!    quote in one does not swallow the next.
//! 2. Each segment is parsed alone. What can be read is kept, so that later checks still see it.
//! 3. A segment the parser refuses is gone through line by line ([`lines`]) and value by value ([`values`]).
//! 4. Where that finds nothing, the parser's own words are told in plain ones ([`words`]).
//! 5. Keys written twice, text that is no YAML at all, and a fence that is missing are found among the segments.

mod lines;
mod values;
mod words;

use std::collections::HashMap;
use std::ops::Range;

use serde_yaml::Value;

use super::entries::{self, Line};
use super::merge::BadMerge;
use super::{DEPTH, Subject, quoting};
use crate::diagnostic::{Code, Finding};

/// How many faults of one block are told.
const MOST: usize = 20;

/// Tells what is wrong in `block`, which the parser refused with `error` (or read as something that is no mapping).
/// The values that can be read come along.
pub(super) fn explain(
    text: &str,
    block: Range<usize>,
    error: Option<&serde_yaml::Error>,
    subject: Subject,
) -> (serde_yaml::Mapping, Vec<Finding>) {
    if let Some(fault) = control_character(text, block.clone(), subject) {
        return (serde_yaml::Mapping::new(), vec![fault]);
    }
    let mut report =
        Report { text, block: block.clone(), subject, values: serde_yaml::Mapping::new(), found: Vec::new() };
    let segments = segments(text, block.clone());
    let is_list = segments.first().is_some_and(|segment| matches!(segment.kind, Kind::Item));
    if is_list && subject != Subject::Data {
        let first = segments.first().map_or(block.start..block.start, |segment| first_line(text, segment));
        report.found.push(
            Finding::new(subject.code(), first, format!("{} is a list here, not a mapping", subject.name()))
                .hint("write lines of the form `key: value`"),
        );
        return (report.values, report.found);
    }
    for segment in &segments {
        if report.found.len() >= MOST || report.segment(segment) == Goes::NoFurther {
            break;
        }
    }
    report.repeats(&segments);
    if report.found.is_empty() {
        report.whole(error);
    }
    (report.values, report.found)
}

/// Whether there is a point in looking at what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goes {
    On,
    NoFurther,
}

/// What a stretch of lines starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `key:`.
    Entry,
    /// `- item`.
    Item,
    /// Something else: prose, a fence, a word.
    Stray,
}

/// Lines that belong together, from one key at the margin to the next.
#[derive(Clone, Debug)]
struct Segment {
    kind: Kind,
    lines: Range<usize>,
}

/// Cuts `block` at its margin.
fn segments(text: &str, block: Range<usize>) -> Vec<Segment> {
    let content = || entries::lines(text, block.clone()).filter(|line| !line.is_void());
    let margin =
        content().filter(|line| !line.text.trim_start_matches(' ').starts_with('\t')).map(|l| l.indent()).min();
    let margin = margin.unwrap_or(0);
    let of_items = content().find(|line| line.text.trim_end() != "---").is_some_and(|line| is_item(line.content()));
    let mut found: Vec<Segment> = Vec::new();
    let mut at = block.start;
    while let Some(line) = Line::at(text, at, block.end) {
        let start = at;
        at = line.next;
        if line.is_void() || (found.is_empty() && line.text.trim_end() == "---") {
            continue;
        }
        let starts = line.indent() == margin && !line.content().is_empty() && line.content_start() == start + margin;
        let kind = match entries::key(line.text.trim_start()) {
            _ if !starts => None,
            Some(_) if !of_items => Some(Kind::Entry),
            _ if is_item(line.content()) => of_items.then_some(Kind::Item),
            _ if matches!(line.content().as_bytes().first(), Some(b']' | b'}')) => None,
            _ => Some(Kind::Stray),
        };
        match (kind, found.last_mut()) {
            (Some(kind), _) => found.push(Segment { kind, lines: start..at }),
            (None, Some(_)) => {}
            (None, None) => found.push(Segment { kind: Kind::Stray, lines: start..at }),
        }
        if kind == Some(Kind::Entry)
            && let Some(key) = entries::key(line.text.trim_start())
        {
            let value = line.content_start() + key.value;
            let end = entries::extent(text, value.min(line.end()), line.end(), block.end).end;
            while at < end
                && let Some(line) = Line::at(text, at, block.end)
            {
                at = line.next;
            }
        }
    }
    let mut next = block.end;
    for segment in found.iter_mut().rev() {
        segment.lines.end = next;
        next = segment.lines.start;
    }
    found
}

fn is_item(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

fn first_line(text: &str, segment: &Segment) -> Range<usize> {
    entries::lines(text, segment.lines.clone())
        .find(|line| !line.is_void())
        .map_or(segment.lines.clone(), |l| l.range())
}

/// Line of the file that byte `at` stands on, counted from 1.
pub(super) fn line_number(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1
}

/// What has been found so far.
struct Report<'a> {
    text: &'a str,
    block: Range<usize>,
    subject: Subject,
    values: serde_yaml::Mapping,
    found: Vec<Finding>,
}

impl Report<'_> {
    fn push(&mut self, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Finding::new(self.subject.code(), range, message).hint(hint));
    }

    /// Reads one segment alone.
    fn segment(&mut self, segment: &Segment) -> Goes {
        if segment.kind == Kind::Stray {
            return self.stray(segment);
        }
        let yaml = &self.text[segment.lines.clone()];
        match serde_yaml::from_str::<Value>(yaml) {
            Ok(Value::Mapping(mapping)) => self.values.extend(mapping),
            Ok(_) => {}
            Err(error) => {
                let before = self.found.len();
                let refers_up = self.unknown_anchors(segment, &error);
                if !refers_up {
                    lines::check(self, segment.lines.clone());
                }
                if self.found.len() == before && !refers_up {
                    self.told_by_parser(segment.lines.clone(), &error);
                }
            }
        }
        Goes::On
    }

    /// Whether the only thing wrong with a segment on its own is that it refers to an anchor in one above.
    fn unknown_anchors(&mut self, segment: &Segment, error: &serde_yaml::Error) -> bool {
        if !error.to_string().starts_with("unknown anchor") {
            return false;
        }
        let mut known = true;
        for range in aliases(self.text, segment.lines.clone()).into_iter().take(MOST) {
            let name = &self.text[range.start + 1..range.end];
            let above = &self.text[self.block.start..range.start];
            if above.match_indices('&').any(|(at, _)| alias_name(&above[at + 1..]) == name) {
                continue;
            }
            known = false;
            let line = line_at(self.text, range.start, self.block.end);
            let written = line.map_or("", |line| line.content());
            let hint = match entries::key(written) {
                Some(key) if written[key.value..].starts_with('*') => {
                    let value = quoting::quoted(&written[key.value..]);
                    quoting::write(&format!("{}: {value}", &written[key.range]), "put the value in quotes")
                }
                _ => format!("write `\"*{name}\"` if the star is part of the text"),
            };
            self.push(range.clone(), format!("`*{name}` refers to an anchor `&{name}` that is not above it"), hint);
        }
        known
    }

    /// A line at the margin that is no `key: value`.
    fn stray(&mut self, segment: &Segment) -> Goes {
        let range = first_line(self.text, segment);
        let line = self.text[range.clone()].to_owned();
        let document = line == "---" || line == "..." || line.starts_with("--- ");
        if document {
            self.push(range, "a second YAML document starts here", "delete this line and what follows, or move it up");
            return Goes::NoFurther;
        }
        let front_matter = self.subject == Subject::FrontMatter;
        if front_matter && is_fence_like(&line) {
            self.push(range, format!("`{line}` does not close the front matter"), "write `---`");
            return Goes::NoFurther;
        }
        if entries::key(&line).is_some() {
            let hint = quoting::write_as_is("", &line, "with no blanks before it");
            self.push(range, "this line is indented, and belongs to no key above it", hint);
            return Goes::On;
        }
        if let Some((message, hint)) = words::nearly_a_key(&line) {
            self.push(range, message, hint);
            return Goes::On;
        }
        let (above, gap) = self.content_above(segment.lines.start);
        let mut finding = Finding::new(self.subject.code(), range, "this line is no `key: value`");
        if front_matter && let Some(above) = above {
            let number = line_number(self.text, above.start);
            if gap {
                finding = finding.hint(format!(
                    "write `---` on a line of its own below line {number}, if the front matter ends there"
                ));
                self.found.push(finding);
                return Goes::NoFurther;
            }
            finding = finding.hint(format!("write `---` on a line of its own below line {number}, if it ends there"));
        }
        if above.is_some() {
            finding = finding.hint(quoting::write_as_is("  ", &line, "if it goes on the value above"));
        } else {
            finding = finding.hint(quoting::write(&format!("title: {}", quoting::quoted(&line)), "write `key: value`"));
        }
        self.found.push(finding);
        Goes::On
    }

    /// The last line with content above byte `at`, and whether a blank line comes between.
    fn content_above(&self, at: usize) -> (Option<Line<'_>>, bool) {
        let mut last = None;
        let mut gap = false;
        for line in entries::lines(self.text, self.block.start..at) {
            if !line.is_void() {
                last = Some(line);
                gap = false;
            } else if line.content().is_empty() {
                gap = true;
            }
        }
        (last, gap && last.is_some())
    }

    /// Keys at the margin that stand there twice.
    fn repeats(&mut self, segments: &[Segment]) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let reached = self.found.last().map_or(usize::MAX, |finding| finding.range.start);
        let stopped = self.found.len() >= MOST;
        let mut told = 0;
        for segment in segments {
            if segment.kind != Kind::Entry || (stopped && segment.lines.start > reached) {
                continue;
            }
            let start = first_line(self.text, segment).start;
            let Some(line) = Line::at(self.text, start, segment.lines.end) else { continue };
            let Some(key) = entries::key(line.text) else { continue };
            let range = start + key.range.start..start + key.range.end;
            let name = entries::key_text(&self.text[range.clone()]);
            match seen.get(&name) {
                Some(first) => {
                    self.found.push(repeated(self.text, &name, range, *first));
                    told += 1;
                    if told >= MOST {
                        return;
                    }
                }
                None => {
                    seen.insert(name, start);
                }
            }
        }
    }

    /// No single segment is to blame: the block as a whole.
    fn whole(&mut self, error: Option<&serde_yaml::Error>) {
        if let Some(error) = error {
            self.told_by_parser(self.block.clone(), error);
        } else {
            let first = entries::lines(self.text, self.block.clone()).find(|line| !line.is_void());
            let range = first.map_or(self.block.start..self.block.start, |line| line.range());
            let message = format!("{} is not a mapping", self.subject.name());
            self.push(range, message, "write lines of the form `key: value`");
        }
    }

    /// The parser's own complaint about `part`, in plain words.
    fn told_by_parser(&mut self, part: Range<usize>, error: &serde_yaml::Error) {
        let told = error.to_string();
        let written = &self.text[part.clone()];
        if told.starts_with("repetition limit") {
            let at = aliases(self.text, part.clone()).into_iter().next().unwrap_or(part.start..part.start);
            self.push(at, "aliases stand for far too much text here", "write out the values instead of `*` aliases");
            return;
        }
        let index = error.location().map_or(0, |location| location.index());
        let at = written.char_indices().nth(index).map_or(part.end, |(at, _)| part.start + at);
        if told.contains("duplicate entry") && lines::repeats(self, at, part.end) {
            return;
        }
        let range = words::visible(self.text, at, part);
        let (message, hint) = words::plain(&told, &self.text[range.clone()]);
        self.push(range, message, hint);
    }
}

/// A key for the second time.
fn repeated(text: &str, name: &str, range: Range<usize>, first: usize) -> Finding {
    let number = line_number(text, first);
    let hint = if number == line_number(text, range.start) {
        format!("delete one of the two `{name}` in line {number}")
    } else {
        format!("delete this line or line {number}, where `{name}` stands first")
    };
    Finding::new(Code::DuplicateKey, range, format!("`{name}` is written twice")).hint(hint)
}

/// Places of `*name` where a value may start.
fn aliases(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let written = &text[part.clone()];
    let starts_value = |at: usize| {
        let before = written[..at].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with([':', '-', ',', '[', '{', '\n', '\r'])
    };
    let stars = written.match_indices('*').map(|(at, _)| (at, alias_name(&written[at + 1..]).len()));
    stars
        .filter(|(at, length)| *length > 0 && starts_value(*at))
        .map(|(at, length)| part.start + at..part.start + at + 1 + length)
        .collect()
}

/// The name an anchor or alias starts with (libyaml: letters, digits, `_`, `-`).
fn alias_name(rest: &str) -> &str {
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    &rest[..length]
}

/// The line that byte `at` stands on.
fn line_at(text: &str, at: usize, end: usize) -> Option<Line<'_>> {
    let start = memchr::memrchr(b'\n', text.as_bytes().get(..at)?).map_or(0, |at| at + 1);
    Line::at(text, start, end)
}

/// `----`, `--`, `—`, `***`: what people write for a fence.
pub(super) fn is_fence_like(line: &str) -> bool {
    let line = line.trim();
    let same = |mark: char, least: usize| line.chars().count() >= least && line.chars().all(|c| c == mark);
    same('-', 2) || same('–', 1) || same('—', 1) || same('*', 3) || same('+', 3) || same('=', 3) || same('_', 3)
}

/// Text that no YAML reader accepts anywhere (yaml.org/spec/1.1, "printable characters").
fn control_character(text: &str, block: Range<usize>, subject: Subject) -> Option<Finding> {
    let printable = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
            || c >= '\u{10000}'
    };
    let (at, c) = text.get(block.clone())?.char_indices().find(|(_, c)| !printable(*c))?;
    let start = block.start + at;
    let message = format!("the invisible character U+{:04X} cannot stand in YAML", u32::from(c));
    Some(Finding::new(subject.code(), start..start + c.len_utf8(), message).hint("delete it"))
}

/// Brackets (or list dashes) in more brackets than anybody means; the parser would take long to refuse them.
pub(super) fn too_deep(text: &str, block: Range<usize>, subject: Subject) -> Option<Finding> {
    let bytes = text.as_bytes().get(block.clone())?;
    if bytes.len() <= DEPTH {
        return None;
    }
    let mut depth = 0_usize;
    let mut dashes = 0_usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' | b'?' if bytes.get(at + 1) == Some(&b' ') => dashes += 1,
            b' ' => {}
            _ => dashes = 0,
        }
        if depth > DEPTH || dashes > DEPTH {
            let at = block.start + at;
            return Some(
                Finding::new(subject.code(), at..at + 1, format!("nested more than {DEPTH} levels deep"))
                    .hint("put quotes around the value if this is text"),
            );
        }
    }
    None
}

/// A merge key over something that is no mapping.
pub(super) fn bad_merge(text: &str, block: Range<usize>, fault: &BadMerge, subject: Subject) -> Finding {
    let at = text.get(block.clone()).and_then(|yaml| yaml.find("<<")).map_or(block.start, |at| block.start + at);
    let range = at..(at + 2).min(block.end.max(at));
    Finding::new(subject.code(), range, format!("`<<` merges mappings, and this is {}", fault.0))
        .hint("write `<<: *name`, with `&name` before the mapping it stands for")
}

/// A key that is itself a list or a mapping.
pub(super) fn complex_key(text: &str, block: Range<usize>, subject: Subject) -> Finding {
    let opens = |line: &Line<'_>| matches!(line.content().as_bytes().first(), Some(b'?' | b'[' | b'{'));
    let range = entries::lines(text, block.clone()).find(opens).map_or(block.start..block.start, |line| line.range());
    Finding::new(subject.code(), range, "a key must be a word").hint("write `key: value`")
}
