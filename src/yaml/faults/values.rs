//! One value of an entry the parser refused: what cannot start it, what is open in it, what follows its end.

use std::ops::Range;

use super::{Report, lines};
use crate::yaml::entries::{self, Unmatched};
use crate::yaml::quoting::{self, quoted};

/// What kind of value stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing, or only an anchor or a tag.
    Empty,
    /// Plain words, which may go on below.
    Plain,
    /// The head of a block scalar.
    Block,
    /// A quoted or bracketed value that ends at this byte, or one too broken to go on.
    Closed(usize),
}

const IN_QUOTES: &str = "put the whole value in quotes";

/// Checks the value that starts at `range.start` on a line that ends at `range.end`. `lead` is what stands before it
/// on its line (`title: `), for the hints. Values in quotes and brackets may reach up to `limit`.
pub(super) fn check(report: &mut Report<'_>, lead: &str, range: Range<usize>, limit: usize) -> Value {
    let rest = &report.text[range.clone()];
    let value = rest[..entries::comment_start(rest)].trim_end();
    let bytes = value.as_bytes();
    let Some(first) = bytes.first().copied() else { return Value::Empty };
    let whole = range.start..range.start + value.len();
    let one = range.start..range.start + value.chars().next().map_or(1, char::len_utf8);
    let in_quotes = quoting::write(&format!("{lead}{}", quoted(value)), IN_QUOTES);
    match first {
        b'"' | b'\'' => in_quote(report, lead, range, limit, first),
        b'[' | b'{' => in_brackets(report, lead, range, limit),
        b'@' | b'`' | b'%' | b',' | b']' | b'}' => {
            report.push(one, cannot_start(first), in_quotes);
            Value::Closed(whole.end)
        }
        b'|' | b'>' => {
            let head = value[1..].trim_start_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
            if head.is_empty() {
                return Value::Block;
            }
            let message = format!("nothing may follow `{}` on its line", char::from(first));
            report.push(whole.end - head.trim_start().len()..whole.end, message, in_quotes);
            Value::Closed(whole.end)
        }
        b'&' | b'!' | b'*' => {
            let end = value.find([' ', '\t']).unwrap_or(value.len());
            if end == 1
                || (first == b'*' && !value[end..].trim().is_empty())
                || (first == b'*' && !is_name(&value[1..end]))
            {
                let message = format!("a value that starts with `{}` must be quoted", char::from(first));
                report.push(one, message, in_quotes);
                return Value::Closed(whole.end);
            }
            let more = rest.len() - rest[end..].trim_start().len();
            if first == b'*' {
                Value::Closed(whole.end)
            } else {
                check(report, lead, range.start + more..range.end, limit)
            }
        }
        b'-' if value == "-" || value.starts_with("- ") => {
            let item = value[1..].trim();
            let hint =
                quoting::write(&format!("{lead}[{item}]"), "put each `- item` on a line of its own, below the key");
            report.push(one, "a list cannot start on the line of its key", hint);
            Value::Closed(whole.end)
        }
        _ => plain(report, lead, &range, value),
    }
}

fn cannot_start(byte: u8) -> String {
    match byte {
        b'`' => "a value cannot start with a backtick".to_owned(),
        byte => format!("a value cannot start with `{}`", char::from(byte)),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Plain words: a colon with a blank behind it is the commonest slip of all.
fn plain(report: &mut Report<'_>, lead: &str, range: &Range<usize>, value: &str) -> Value {
    let Some(colon) = entries::plain_colon(value) else { return Value::Plain };
    let at = range.start + colon;
    let (message, hint) = if lead.trim().is_empty() {
        ("a colon and a blank cannot stand in a plain value".to_owned(), quoting::write(&quoted(value), IN_QUOTES))
    } else {
        let key = lead.trim().trim_start_matches(['-', ' ']).trim_end_matches(':').trim_end();
        let whose = if key.is_empty() { "a list item".to_owned() } else { format!("the value of `{key}`") };
        let message = format!("{whose} holds a colon and must be quoted");
        (message, quoting::write(&format!("{lead}{}", quoted(value)), IN_QUOTES))
    };
    report.push(at..at + 1, message, hint);
    Value::Closed(range.start + value.len())
}

/// A value in quotes: whether they close, what follows them, and the escapes between them.
fn in_quote(report: &mut Report<'_>, lead: &str, range: Range<usize>, limit: usize, quote: u8) -> Value {
    let text = report.text;
    let line_end = range.end;
    let mark = char::from(quote);
    let on_line = entries::closing_quote(&text[..line_end], range.start, quote);
    let further =
        || entries::closing_quote(&text[..limit], range.start, quote).filter(|end| entries::ends_line(text, *end));
    let Some(end) = on_line.or_else(further) else {
        let inner = &text[range.start + 1..line_end];
        let hint = quoting::write(&format!("{lead}{}", quoted(inner)), "close it with the same quote");
        report.push(range.start..range.start + 1, format!("the quote `{mark}` that opens here is never closed"), hint);
        return Value::Closed(line_end);
    };
    if !entries::ends_line(&text[..limit], end) {
        let value = text[range.start..line_end].trim_end();
        let after = end + (text[end..line_end].len() - text[end..line_end].trim_start().len());
        let hint = quoting::write(&format!("{lead}{}", requoted(value, mark)), IN_QUOTES);
        let range = after..range.start + value.len();
        report.push(range, format!("the quote `{mark}` is closed before this"), hint);
        return Value::Closed(line_end);
    }
    if quote == b'"' {
        escapes(report, range.start + 1..end.saturating_sub(1));
    }
    Value::Closed(end)
}

/// A value in which the quote around it was used inside too: `'it's'` is `"it's"`, `"say "hi""` is `'say "hi"'`; but
/// `"A" and "B"` is quoted as a whole.
fn requoted(value: &str, mark: char) -> String {
    let around = value.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark));
    match around {
        Some(inner) if is_two_quotations(inner, mark) => quoted(value),
        Some(inner) => quoted(inner),
        None => quoted(value),
    }
}

/// Whether `inner`, without the quotes around it, is what is left of `A" and "B`: the first quote in it closes a word
/// and the last one opens a word.
fn is_two_quotations(inner: &str, mark: char) -> bool {
    let Some((first, rest)) = inner.split_once(mark) else { return false };
    let Some((_, last)) = rest.rsplit_once(mark) else { return false };
    let word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    word(first.chars().next_back()) && word(last.chars().next()) && rest.starts_with([' ', ',', '.', ';', ':'])
}

/// Escapes that a text in double quotes does not know (yaml.org/spec/1.1, "escape sequences").
fn escapes(report: &mut Report<'_>, inner: Range<usize>) {
    let text = report.text;
    let bytes = text.as_bytes();
    let mut at = inner.start;
    while let Some(step) = bytes.get(at..inner.end).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += step;
        let Some(c) = text.get(at + 1..).and_then(|rest| rest.chars().next()) else { return };
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '0' | 'a' | 'b' | 't' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N' | '_' | 'L' | 'P'
            | '\t' | '\n' | '\r' => 0,
            _ => usize::MAX,
        };
        let end = at + 1 + c.len_utf8();
        if digits == usize::MAX {
            let message = format!("`\\{c}` is no escape in double quotes");
            report.push(at..end, message, format!("write `\\\\{c}`, or put the value in single quotes"));
        } else if digits > 0 {
            let given = text[end..inner.end].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
            if given < digits {
                let message = format!("`\\{c}` needs {digits} hexadecimal digits");
                report.push(at..end + given, message, format!("write `\\\\{c}` if no escape is meant"));
            }
        }
        at = end;
    }
}

/// A value in brackets or braces.
fn in_brackets(report: &mut Report<'_>, lead: &str, range: Range<usize>, limit: usize) -> Value {
    let text = report.text;
    let value = text[range.clone()].trim_end();
    let in_quotes = quoting::write(&format!("{lead}{}", quoted(value)), IN_QUOTES);
    let at = |byte: usize| byte..byte + 1;
    let bracket = |byte: usize| text[byte..].chars().next().unwrap_or('[');
    match entries::closing_bracket(text, range.start, limit) {
        _ if value.starts_with("{{") || value.starts_with("{%") => {
            let message = "a value that starts with `{` is read as a mapping";
            report.push(range.start..range.start + 2, message, in_quotes);
            Value::Closed(range.end)
        }
        Ok(end) if entries::ends_line(&text[..limit], end) => {
            items(report, range.start..end);
            Value::Closed(end)
        }
        Ok(end) => {
            let closing = bracket(end - 1);
            let line_end = text[end..limit].find(['\n', '\r']).map_or(limit, |length| end + length);
            let tail = text[end..line_end].trim();
            let start = line_end - text[end..line_end].trim_start().len();
            report.push(start..start + tail.len(), format!("text follows the closing `{closing}`"), in_quotes);
            Value::Closed(line_end)
        }
        Err(Unmatched::Open(open)) => {
            let opening = bracket(open);
            let closing = if opening == '{' { '}' } else { ']' };
            let line = text[range.clone()].trim_end();
            let hint = quoting::write(&format!("{lead}{line}{closing}"), &format!("write `{closing}` where it ends"));
            report.push(at(open), format!("the `{opening}` that opens here is never closed"), hint);
            Value::Closed(range.end)
        }
        Err(Unmatched::Quote(quote)) => {
            let mark = bracket(quote);
            let message = format!("the quote `{mark}` that opens here is never closed");
            report.push(at(quote), message, format!("write `{mark}` where the word ends"));
            Value::Closed(range.end)
        }
        Err(Unmatched::Crossed(open, close)) => {
            let (opening, closing) = (bracket(open), bracket(close));
            let right = if opening == '{' { '}' } else { ']' };
            let message = format!("`{closing}` closes the `{opening}` of {}", lines::named(text, open));
            report.push(at(close), message, format!("write `{right}`"));
            Value::Closed(range.end)
        }
    }
}

/// Items of a list in brackets that start with what no plain value may start with.
fn items(report: &mut Report<'_>, range: Range<usize>) {
    let text = report.text;
    let bytes = text.as_bytes();
    let mut item_starts = false;
    let mut at = range.start;
    while at < range.end {
        let byte = bytes[at];
        match byte {
            b'[' | b'{' | b',' => item_starts = true,
            b'"' | b'\'' if item_starts => {
                let end = entries::closing_quote(text, at, byte).unwrap_or(range.end);
                if byte == b'"' {
                    escapes(report, at + 1..end.saturating_sub(1));
                }
                at = end;
                item_starts = false;
                continue;
            }
            b'@' | b'`' | b'%' | b'*' | b'&' | b'!' | b'|' | b'>' if item_starts => {
                let end = text[at..range.end].find([',', ']', '}', '\n']).map_or(range.end, |length| at + length);
                let item = text[at..end].trim_end();
                let refers = matches!(byte, b'*' | b'&' | b'!') && item.len() > 1 && !item.contains(' ');
                if !refers {
                    report.push(at..at + 1, cannot_start(byte), quoting::write(&quoted(item), IN_QUOTES));
                }
                item_starts = false;
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => item_starts = false,
        }
        at += 1;
    }
}
