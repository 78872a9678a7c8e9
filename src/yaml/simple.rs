//! A shortcut for the plain lines most front matter is made of. It reads only what it is sure of.
//!
//! That is: `key: value` at the margin, where the value is plain words, a date, a whole number, a text in quotes without
//! escapes, a list of those in brackets on one line, or one below the key with `- `. Whatever else stands in a block, the whole
//! block goes to the parser. A property test holds that both read the same.

use std::ops::Range;

use indexmap::IndexMap;
use serde_yaml::{Number, Value};

use super::entries::{self, Line};
use super::{Mapping, Place, as_psych};

/// The mapping in `block`, if every line of it is of the plainest kind; nothing means: ask the parser.
pub(super) fn mapping(text: &str, block: Range<usize>) -> Option<Mapping> {
    if !is_printable(text.get(block.clone())?) {
        return None;
    }
    let mut mapping = Mapping { values: IndexMap::with_capacity(8), places: IndexMap::with_capacity(8) };
    // The columns before the dash of the list that is being read under the last key.
    let mut list: Option<usize> = None;
    let mut takes_list = false;
    for line in entries::lines(text, block) {
        let bytes = line.text.as_bytes();
        match bytes.first() {
            None | Some(b'#') => {}
            Some(b' ') if line.text.trim_matches(' ').is_empty() => {}
            Some(b' ' | b'-') => {
                let indent = line.indent();
                if !takes_list || list.is_some_and(|list| list != indent) {
                    return None;
                }
                list = Some(indent);
                item(&mut mapping, &line, indent)?;
            }
            Some(_) => {
                list = None;
                takes_list = entry(&mut mapping, &line)?;
            }
        }
    }
    Some(mapping)
}

/// Whether every character is one that YAML reads, and no line end but `\n` and `\r\n`.
fn is_printable(block: &str) -> bool {
    let mut bytes = block.bytes().peekable();
    let mut ascii = true;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\n' | b' '..=b'~' => {}
            b'\r' if bytes.peek() == Some(&b'\n') => {}
            0x80.. => ascii = false,
            _ => return false,
        }
    }
    ascii || block.chars().all(|c| c.is_ascii() || is_plain(c))
}

fn is_plain(c: char) -> bool {
    c >= '\u{a0}' && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Reads `key: value`; the answer is whether a list may follow below.
fn entry(mapping: &mut Mapping, line: &Line<'_>) -> Option<bool> {
    let colon = memchr::memchr(b':', line.text.as_bytes())?;
    let key = &line.text[..colon];
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if !is_word || !key.starts_with(|c: char| c.is_ascii_alphabetic()) || constant(key).is_some() {
        return None;
    }
    let rest = &line.text[colon + 1..];
    let blanks = rest.bytes().take_while(|byte| *byte == b' ').count();
    let written = rest[blanks..].trim_end_matches(' ');
    if !rest.is_empty() && blanks == 0 {
        return None;
    }
    let mut value = match written.as_bytes().first() {
        None => Value::Null,
        Some(b'[') => Value::Sequence(flow(written)?),
        Some(_) => scalar(written)?,
    };
    if !written.starts_with(['"', '\'']) {
        as_psych(&mut value);
    }
    let start = line.start + colon + 1 + blanks;
    let place = Place { key: line.start..line.start + colon, value: start..start + written.len() };
    if mapping.values.insert(key.to_owned(), value).is_some() {
        return None;
    }
    mapping.places.insert(key.to_owned(), place);
    Some(written.is_empty())
}

/// Reads `- item` under the last key.
fn item(mapping: &mut Mapping, line: &Line<'_>, indent: usize) -> Option<()> {
    let rest = line.text[indent..].strip_prefix("- ")?;
    let written = rest.trim_matches(' ');
    let value = scalar(written)?;
    let (_, list) = mapping.values.last_mut()?;
    let (_, place) = mapping.places.last_mut()?;
    match list {
        Value::Sequence(items) => items.push(value),
        list => {
            *list = Value::Sequence(vec![value]);
            place.value.start = line.start + indent;
        }
    }
    place.value.end = line.start + line.text.trim_end_matches(' ').len();
    Some(())
}

/// A value on one line, without blanks around it.
fn scalar(written: &str) -> Option<Value> {
    let bytes = written.as_bytes();
    match bytes.first()? {
        quote @ (b'"' | b'\'') => {
            let inner = written.get(1..written.len().checked_sub(1)?)?;
            let closes = bytes.len() >= 2 && bytes.last() == Some(quote);
            let plain = memchr::memchr2(*quote, b'\\', inner.as_bytes()).is_none()
                || (*quote == b'\'' && !inner.contains('\''));
            (closes && plain).then(|| Value::from(inner))
        }
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'(' | b'_' | b'$' | 0x80.. => {
            let colon = memchr::memchr_iter(b':', bytes).any(|at| matches!(bytes.get(at + 1), None | Some(b' ')));
            if colon || written.contains(" #") { None } else { resolved(written) }
        }
        _ => None,
    }
}

/// A list in brackets of words without commas in them.
fn flow(written: &str) -> Option<Vec<Value>> {
    let inner = written.strip_prefix('[')?.strip_suffix(']')?.trim_matches(' ');
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '+') || is_plain(c);
    let word = |item: &str| {
        let item = item.trim_matches(' ');
        if item.starts_with(['"', '\'']) {
            return scalar(item);
        }
        let plain = item.chars().all(in_word) && item.starts_with(|c: char| c.is_ascii_alphanumeric() || is_plain(c));
        plain.then(|| resolved(item)).flatten()
    };
    inner.split(',').map(word).collect()
}

/// What plain words stand for, where that is beyond doubt.
fn resolved(plain: &str) -> Option<Value> {
    if !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(constant(plain).unwrap_or_else(|| Value::from(plain)));
    }
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    if digits == plain.len() && digits <= 18 && (digits == 1 || !plain.starts_with('0')) {
        return plain.parse::<u64>().ok().map(|number| Value::Number(Number::from(number)));
    }
    // No number goes on with a dash right behind its digits, and none holds a blank.
    let is_text = (digits < plain.len() && plain[digits..].starts_with('-')) || plain.contains(' ');
    is_text.then(|| Value::from(plain))
}

/// The words that YAML's core schema reads as something else than text.
fn constant(word: &str) -> Option<Value> {
    match word {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        "null" | "Null" | "NULL" => Some(Value::Null),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::yaml::{Subject, parsed_mapping};

    fn check(block: &str, is_simple: bool) {
        let simple = mapping(block, 0..block.len());
        assert_eq!(simple.is_some(), is_simple, "{block:?}");
        if let Some(simple) = simple {
            assert_eq!((simple, Vec::new()), parsed_mapping(block, 0..block.len(), Subject::FrontMatter), "{block:?}");
        }
    }

    #[test]
    fn both_ways_read_the_same() {
        for block in [
            "",
            "\n",
            "# c\n",
            "title: A\n",
            "title: A",
            "title:\n",
            "title: \ndate: 2019-11-04\n",
            "a: 1\nb: 0\nc: true\nd: Null\ne: yes\nf: off\n",
            "title:  \"A: b\"  \r\ntags: [a, b c, 'd']\r\n",
            "tags:\n  - a\n  - 'b'\n  - yes\n  - 1\nx: y\n",
            "tags:\n- a b\n\n- c\n",
            "a: (x) [y] {z}\n",
            "ü: x\n",
            "a: über: x\n",
            "a: http://x/y#z\n",
            "a: 10:30\n",
            "a: 2019-11-04 10:30:00 +0100\n",
            "t: it's \"so\"\n",
            "a: []\n",
            "tags:\n  - 2020-01-01\n  -  a\n",
            "a: é\n",
            "a:\n\n\nb: 1\n",
            "a: '\"'\nb: \"'\"\n",
            "a: \"\"\n",
            "a: 'a\\b'\n",
        ] {
            let simple = mapping(block, 0..block.len());
            let parsed = parsed_mapping(block, 0..block.len(), Subject::FrontMatter);
            if let Some(simple) = simple {
                assert_eq!((simple, Vec::new()), parsed, "{block:?}");
            }
        }
        check("layout: post\ntitle:  \"A: b\"\ndate:   2019-11-04\nauthor: Ada\ntags: [a, b]\n", true);
        for hard in [
            "a: b: c\n",
            "a: b # c\n",
            "a: |\n  b\n",
            "a: b\n  c\n",
            "a: 1.10\n",
            "a: 010\n",
            "a: 1e3\n",
            "a: 1_000\n",
            "a: 0x1F\n",
            "True: 1\n",
            "a:\tb\n",
            "a: b\na: c\n",
            "a: [b, [c]]\n",
            "a: \"b\\n\"\n",
            "a: {b: c}\n",
            "a:\n  b: c\n",
            "- a\n",
            "a:\n  - b\n    c\n",
            "a:\n  - b\n - c\n",
            "a: b\u{85}c\n",
            " a: b\n",
            "a: b\rc: d\n",
            "a: *b\n",
            "a: 'it''s'\n",
            "a: b\n- c\n",
            "a:\n  - b: c\n",
            "a: [b,]\n",
            "x\n",
            "a: [b: c]\n",
        ] {
            check(hard, false);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_block_is_read_as_the_parser_reads_it(words in prop::collection::vec(prop::sample::select(vec![
            "a", "b", "key", "yes", "no", "true", "Null", ": ", ": ", ": ", ":", "\n", "\n", "\n", "\r\n", "  ", "- ", "- ", "\n- ", "\n  - ", "\"", "'", "[", "]", ", ", ",",
            "#", " #", "1", "0", "2020-01-01", "10:30", "1.5", "e", "x", "_", "-", "+", "/", "(", ")", "ü", "你", "\u{a0}", "~", ".", "&", "\\", "{", "}", "<<",
        ]), 0..25)) {
            let block = words.concat();
            if let Some(simple) = mapping(&block, 0..block.len()) {
                prop_assert_eq!((simple, Vec::new()), parsed_mapping(&block, 0..block.len(), Subject::FrontMatter), "{:?}", block);
            }
        }
    }
}
