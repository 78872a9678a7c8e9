//! Where the top-level keys of a YAML mapping stand, and how far their values reach.
//!
//! A light scan beside the real parser, which gives no places. It follows YAML's rules as libyaml applies them, and
//! is allowed to be wrong: what it finds and the parser does not know is dropped by the caller.

use std::ops::Range;

/// What YAML takes for blank; a no-break space is a letter to it.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// One `key: value` of the outermost mapping. All ranges count bytes of the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key, quotes included.
    pub(super) key: Range<usize>,
    /// The value without blanks and comment around it; empty where there is none.
    pub(super) value: Range<usize>,
    /// Every line the entry takes, up to the next one.
    pub(super) lines: Range<usize>,
}

/// One line of a text, its line end left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Byte of the file at which it starts.
    pub(super) start: usize,
    /// Byte at which the next line starts.
    pub(super) next: usize,
    /// What stands on it.
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    /// The line of `text` that starts at `start`, cut at `end`.
    pub(super) fn at(text: &'a str, start: usize, end: usize) -> Option<Self> {
        let rest = text.get(start..end).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes());
        let line = length.map_or(rest, |length| &rest[..length]);
        let next = start + length.map_or(rest.len(), |length| length + 1);
        Some(Self { start, next, text: line.strip_suffix('\r').unwrap_or(line) })
    }

    /// Byte of the file after its last character.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// How many blanks it begins with.
    pub(super) fn indent(&self) -> usize {
        self.text.bytes().take_while(|byte| *byte == b' ').count()
    }

    /// Whether there is nothing on it for YAML to read.
    pub(super) fn is_void(&self) -> bool {
        matches!(self.text.trim_start_matches(BLANKS).as_bytes().first(), None | Some(b'#'))
    }

    /// What stands on it after the indentation, without blanks at the end.
    pub(super) fn content(&self) -> &'a str {
        self.text.trim_matches(BLANKS)
    }

    /// Byte of the file at which [`Line::content`] starts.
    pub(super) fn content_start(&self) -> usize {
        self.start + (self.text.len() - self.text.trim_start_matches(BLANKS).len())
    }

    /// The whole content as a range of the file.
    pub(super) fn range(&self) -> Range<usize> {
        let start = self.content_start();
        start..start + self.content().len()
    }
}

/// The lines of `block`, one after the other.
pub(super) fn lines(text: &str, block: Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let mut at = block.start;
    std::iter::from_fn(move || {
        let line = Line::at(text, at, block.end)?;
        at = line.next;
        Some(line)
    })
}

/// A key at the start of a text, and where what follows its colon starts; both count bytes of that text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The key, quotes included.
    pub(super) range: Range<usize>,
    /// Byte after the colon and the blanks behind it.
    pub(super) value: usize,
}

/// The key that `rest` begins with, if it is `key:` followed by a blank or nothing.
pub(super) fn key(rest: &str) -> Option<Key> {
    let bytes = rest.as_bytes();
    let end = match bytes.first()? {
        quote @ (b'"' | b'\'') => {
            let close = closing_quote(rest, 0, *quote)?;
            let colon = close + blanks(&bytes[close..]);
            if bytes.get(colon) != Some(&b':') || !is_blank(bytes.get(colon + 1)) {
                return None;
            }
            (close, colon)
        }
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => return None,
        b'-' | b'?' | b':' if is_blank(bytes.get(1)) => return None,
        _ => {
            let colon = plain_colon(rest)?;
            (rest[..colon].trim_end_matches(BLANKS).len(), colon)
        }
    };
    let (close, colon) = end;
    Some(Key { range: 0..close, value: colon + 1 + blanks(&bytes[colon + 1..]) })
}

/// Byte of the first colon in a plain text that YAML takes for the end of a key; a comment ends the search.
pub(super) fn plain_colon(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let limit = comment_start(rest);
    memchr::memchr_iter(b':', &bytes[..limit]).find(|at| is_blank(bytes.get(at + 1)))
}

/// Byte at which a comment starts in the rest of a line, or its length.
pub(super) fn comment_start(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    memchr::memchr_iter(b'#', bytes)
        .find(|at| at.checked_sub(1).is_none_or(|before| matches!(bytes.get(before), Some(b' ' | b'\t'))))
        .unwrap_or(bytes.len())
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn is_blank(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Byte after the quote that closes the one at `open`; nothing if the text ends before.
pub(super) fn closing_quote(text: &str, open: usize, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = open + 1;
    loop {
        let rest = bytes.get(at..)?;
        if quote == b'"' {
            at += memchr::memchr2(b'"', b'\\', rest)?;
            if bytes.get(at) == Some(&b'"') {
                return Some(at + 1);
            }
            at += 2;
        } else {
            at += memchr::memchr(b'\'', rest)?;
            if bytes.get(at + 1) != Some(&b'\'') {
                return Some(at + 1);
            }
            at += 2;
        }
    }
}

/// Why brackets do not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unmatched {
    /// The bracket that opens here is never closed.
    Open(usize),
    /// The quote that opens here is never closed.
    Quote(usize),
    /// The bracket that opens at the first is closed by another kind at the second.
    Crossed(usize, usize),
}

/// Byte after the bracket that closes the one at `open`, reading no further than `end`.
pub(super) fn closing_bracket(text: &str, open: usize, end: usize) -> Result<usize, Unmatched> {
    let text = text.get(..end).unwrap_or(text);
    let bytes = text.as_bytes();
    let mut stack: Vec<usize> = Vec::new();
    let mut at = open;
    let mut item_starts = true;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => {
                stack.push(at);
                item_starts = true;
            }
            b']' | b'}' => {
                let opened = stack.pop().unwrap_or(open);
                let fits = matches!((bytes.get(opened), byte), (Some(b'['), b']') | (Some(b'{'), b'}'));
                if !fits {
                    return Err(Unmatched::Crossed(opened, at));
                }
                if stack.is_empty() {
                    return Ok(at + 1);
                }
                item_starts = false;
            }
            quote @ (b'"' | b'\'') if item_starts => {
                at = closing_quote(text, at, *quote).ok_or(Unmatched::Quote(at))?;
                item_starts = false;
                continue;
            }
            b'#' if at > 0 && is_blank(bytes.get(at - 1)) => {
                at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
                continue;
            }
            b',' => item_starts = true,
            b':' if is_blank(bytes.get(at + 1)) => item_starts = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => item_starts = false,
        }
        at += 1;
    }
    Err(Unmatched::Open(stack.first().copied().unwrap_or(open)))
}

/// Whether nothing but a comment stands between `at` and the end of its line.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let line = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest, |length| &rest[..length]);
    let tail = line.trim_start_matches(BLANKS);
    tail.is_empty() || (tail.starts_with('#') && tail.len() < line.len())
}

/// How far a value that starts at `start` reaches, and whether more of it may follow on indented lines.
pub(super) struct Extent {
    /// Byte after its last character, as far as the value can be told from its first character.
    pub(super) end: usize,
    /// Whether lines below that are indented more deeply belong to it.
    pub(super) goes_on: bool,
}

/// How far a quoted or bracketed value is followed over lines; keeps the scan linear on texts full of loose quotes.
const REACH: usize = 32 * 1024;

/// Measures the value that starts at `start` on a line that ends at `line_end`; nothing after `limit` is read.
pub(super) fn extent(text: &str, start: usize, line_end: usize, limit: usize) -> Extent {
    let reach = text.floor_char_boundary(limit.min(line_end.saturating_add(REACH)));
    let whole = text.get(..reach).unwrap_or(text);
    let closed = match text.as_bytes().get(start) {
        Some(quote @ (b'"' | b'\'')) => closing_quote(whole, start, *quote),
        Some(b'[' | b'{') => closing_bracket(text, start, reach).ok(),
        _ => None,
    };
    if let Some(end) = closed.filter(|end| ends_line(whole, *end)) {
        return Extent { end, goes_on: false };
    }
    let rest = text.get(start..line_end).unwrap_or_default();
    let end = start + rest[..comment_start(rest)].trim_end_matches(BLANKS).len();
    Extent { end, goes_on: true }
}

/// The entries of the outermost mapping of `block`, block style or flow style.
pub(super) fn entries(text: &str, block: Range<usize>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut at = block.start;
    let mut margin = None;
    let mut growing = false;
    while let Some(line) = Line::at(text, at, block.end) {
        at = line.next;
        if line.is_void() || (found.is_empty() && line.text.trim_end_matches(BLANKS) == "---") {
            continue;
        }
        let start = line.content_start();
        let margin = *margin.get_or_insert(line.indent());
        if line.indent() == margin && found.is_empty() && line.content().starts_with('{') {
            return flow_entries(text, start, block.end);
        }
        let here = (line.indent() == margin).then(|| key(&text[start..line.end()])).flatten();
        if let Some(key) = here {
            let value = start + key.value.min(line.end() - start);
            let extent = extent(text, value, line.end(), block.end);
            at = at.max(next_line(text, extent.end, block.end));
            growing = extent.goes_on;
            let key = start + key.range.start..start + key.range.end;
            found.push(Entry { key, value: value..extent.end.max(value), lines: line.start..at });
        } else if let Some(last) = found.last_mut() {
            if growing {
                last.value.end = nested_end(text, &line, block.end);
                at = at.max(next_line(text, last.value.end, block.end));
            }
            last.lines.end = at;
        }
    }
    close_gaps(text, &mut found, block.end);
    found
}

/// Where a line inside a value ends, with quotes and brackets that reach over several lines.
fn nested_end(text: &str, line: &Line<'_>, limit: usize) -> usize {
    let mut start = line.content_start();
    while let Some(rest) = text.get(start..line.end())
        && (rest.starts_with("- ") || rest.starts_with("? "))
    {
        start += rest.len() - rest[1..].trim_start_matches(BLANKS).len();
    }
    if let Some(key) = text.get(start..line.end()).and_then(key) {
        start += key.value;
    }
    extent(text, start, line.end(), limit).end
}

/// Start of the line after the one `at` stands on.
fn next_line(text: &str, at: usize, limit: usize) -> usize {
    let rest = text.get(at..limit).unwrap_or_default();
    memchr::memchr(b'\n', rest.as_bytes()).map_or(limit, |length| at + length + 1)
}

/// Values end where their text ends; each entry's lines reach to the next entry.
fn close_gaps(text: &str, found: &mut [Entry], end: usize) {
    let mut next = end;
    for entry in found.iter_mut().rev() {
        entry.lines.end = next;
        next = entry.lines.start;
        let mut value = text.get(entry.value.clone()).unwrap_or_default().trim_start_matches(BLANKS);
        while value.starts_with('#') {
            value = value.split_once('\n').map_or("", |(_, below)| below.trim_start_matches(BLANKS));
        }
        let start = entry.value.end - value.len();
        entry.value = start..start + value.trim_matches(BLANKS).len();
    }
}

/// The entries of `{a: b, c: d}`.
fn flow_entries(text: &str, open: usize, limit: usize) -> Vec<Entry> {
    let Ok(close) = closing_bracket(text, open, limit) else { return Vec::new() };
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = open + 1;
    while at < close - 1 {
        let start = at + text[at..close - 1].len() - text[at..close - 1].trim_start_matches(BLANKS).len();
        let end = flow_item_end(text, start, close - 1);
        if let Some(key) = key(&text[start..end]) {
            let value = text[start + key.value..end].trim_matches(BLANKS);
            let value_start = end - text[start + key.value..end].trim_start_matches(BLANKS).len();
            found.push(Entry {
                key: start + key.range.start..start + key.range.end,
                value: value_start..value_start + value.len(),
                lines: open..close,
            });
        }
        at = end + usize::from(bytes.get(end) == Some(&b','));
        if at <= start && end <= start {
            break;
        }
    }
    found
}

/// Byte of the comma that ends the flow item at `start`, or `limit`.
fn flow_item_end(text: &str, start: usize, limit: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut item_starts = true;
    while at < limit {
        match bytes[at] {
            b',' => return at,
            b'[' | b'{' => {
                at = closing_bracket(text, at, limit).unwrap_or(limit);
                continue;
            }
            quote @ (b'"' | b'\'') if item_starts => {
                at = closing_quote(text, at, quote).unwrap_or(limit).min(limit);
                item_starts = false;
                continue;
            }
            b':' => item_starts = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => item_starts = false,
        }
        at += 1;
    }
    limit
}

/// The text of a key as the parser gives it: without its quotes.
pub(super) fn key_text(written: &str) -> String {
    match written.as_bytes().first() {
        Some(b'"') if written.len() >= 2 && !written.contains('\\') => written[1..written.len() - 1].to_owned(),
        Some(b'"') => serde_yaml::from_str(written).unwrap_or_else(|_| written.to_owned()),
        Some(b'\'') if written.len() >= 2 => written[1..written.len() - 1].replace("''", "'"),
        _ => written.to_owned(),
    }
}
