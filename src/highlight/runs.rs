//! A block's classes as runs, `(class, length)` after one another, and the HTML they give with the code.
//!
//! Runs are what is remembered, not HTML: they are a tenth of its size, and since the text always comes from the code itself,
//! not even damaged runs could show other text than the author's.
//! In memory a run is one byte for its class and one to three for its length in bytes (seven bits a byte, low bits first).

use super::class::Class;

const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// The pieces of one line, gathered while it is parsed.
#[derive(Default)]
pub(super) struct Pieces {
    pieces: Vec<(Class, usize)>,
}

impl Pieces {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// The next piece of the line. White space by itself stands for itself until its neighbours are known.
    pub(super) fn push(&mut self, class: Class, text: &str) {
        let class = class.settled(text);
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some((last, length)) if *last == class => *length += text.len(),
            _ => self.pieces.push((class, text.len())),
        }
    }

    /// Joins what can be joined in this line, and adds the runs to `runs`.
    pub(super) fn finish(&mut self, line: &str, runs: &mut Vec<u8>) {
        let mut at = 0;
        let mut joined: Option<(Class, usize)> = None;
        for (index, (class, length)) in self.pieces.iter().enumerate() {
            let blank = is_blank(line.get(at..at + length).unwrap_or_default());
            at += length;
            let next = self.pieces.get(index + 1).map(|(class, _)| *class);
            let class = match joined {
                // Between two pieces of one class, space joins them to one span; elsewhere it needs none.
                Some((last, _)) if blank && next == Some(last) => last,
                _ if blank => Class::Plain,
                _ => *class,
            };
            match &mut joined {
                Some((last, total)) if *last == class => *total += length,
                Some((last, total)) => {
                    put(*last, *total, runs);
                    joined = Some((class, *length));
                }
                None => joined = Some((class, *length)),
            }
        }
        if let Some((class, total)) = joined {
            put(class, total, runs);
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| BLANK.contains(&c))
}

/// Adds a run.
pub(super) fn put(class: Class, length: usize, runs: &mut Vec<u8>) {
    runs.push(class.number());
    let mut rest = length;
    while rest >= 0x80 {
        runs.push(u8::try_from(rest & 0x7f).unwrap_or(0) | 0x80);
        rest >>= 7;
    }
    runs.push(u8::try_from(rest).unwrap_or(0));
}

/// Adds a run for a whole text.
pub(super) fn put_text(class: Class, text: &str, runs: &mut Vec<u8>) {
    if !text.is_empty() {
        put(class, text.len(), runs);
    }
}

/// Makes the runs end where the code ends: a last line without an end was parsed as if it had one.
pub(super) fn trim(runs: &mut Vec<u8>, code: &str) {
    let total: usize = read(runs).map(|(_, length)| length).sum();
    if total <= code.len() {
        return;
    }
    let mut left = code.len();
    let mut trimmed = Vec::with_capacity(runs.len());
    for (class, length) in read(runs) {
        let length = length.min(left);
        left -= length;
        if length > 0 {
            put(class, length, &mut trimmed);
        }
    }
    *runs = trimmed;
}

/// The runs one after another; ends at the first that is not well formed.
fn read(runs: &[u8]) -> impl Iterator<Item = (Class, usize)> {
    let mut bytes = runs.iter();
    std::iter::from_fn(move || {
        let class = Class::from_number(*bytes.next()?)?;
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = *bytes.next()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some((class, length));
            }
        }
        None
    })
}

/// Whether the runs are well formed and cover exactly `code`, cutting no character.
pub(super) fn fit(runs: &[u8], code: &str) -> bool {
    let mut at = 0;
    for (_, length) in read(runs) {
        at += length;
        if !code.is_char_boundary(at) {
            return false;
        }
    }
    at == code.len()
}

/// The code as HTML, each run that has a class in a span per line.
pub(super) fn html(code: &str, runs: &[u8]) -> String {
    let mut out = String::with_capacity(code.len() * 3 + 64);
    let mut rest = code;
    for (class, length) in read(runs) {
        let Some((text, behind)) = rest.split_at_checked(length) else {
            break;
        };
        rest = behind;
        write_run(class, text, &mut out);
    }
    escape(rest, &mut out);
    out
}

fn write_run(class: Class, text: &str, out: &mut String) {
    let name = class.name();
    if name.is_empty() {
        return escape(text, out);
    }
    for line in text.split_inclusive('\n') {
        // White space needs no colour: a span begins and ends with something to see.
        let inside = line.trim_matches(BLANK);
        let (before, behind) = line.split_at(line.find(|c| !BLANK.contains(&c)).unwrap_or(line.len()));
        out.push_str(before);
        if inside.is_empty() {
            continue;
        }
        out.push_str("<span class=\"");
        out.push_str(name);
        out.push_str("\">");
        escape(inside, out);
        out.push_str("</span>");
        out.push_str(behind.get(inside.len()..).unwrap_or_default());
    }
}

/// Text as HTML text.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>')) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str(match rest.as_bytes().get(at) {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            _ => "&gt;",
        });
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[(Class, &str)], expected: &str) {
        let line: String = pieces.iter().map(|(_, text)| *text).collect();
        let mut gathered = Pieces::default();
        for (class, text) in pieces {
            gathered.push(*class, text);
        }
        let mut runs = Vec::new();
        gathered.finish(&line, &mut runs);
        assert!(fit(&runs, &line));
        assert_eq!(html(&line, &runs), expected);
    }

    #[test]
    fn pieces_become_spans() {
        use Class::{Comment, Keyword, Plain, String};
        check(&[], "");
        check(&[(Plain, "a<b&c>\"\n")], "a&lt;b&amp;c&gt;\"\n");
        check(&[(Keyword, "pub"), (Plain, " "), (Keyword, "fn"), (Plain, " f")], "<span class=\"k\">pub fn</span> f");
        check(&[(Keyword, "pub"), (Comment, " "), (Plain, "f")], "<span class=\"k\">pub</span> f");
        check(&[(String, "'"), (String, " "), (String, "'"), (Plain, "\n")], "<span class=\"s\">' '</span>\n");
        check(&[(Comment, "# c\r\n")], "<span class=\"c\"># c</span>\r\n");
        check(&[(Keyword, " "), (Keyword, ""), (Plain, "x")], " x");
    }

    #[test]
    fn no_span_crosses_a_line_end() {
        let mut runs = Vec::new();
        put(Class::Comment, 6, &mut runs);
        assert_eq!(html("a\n\nb\r\n", &runs), "<span class=\"c\">a</span>\n\n<span class=\"c\">b</span>\r\n");
    }

    #[test]
    fn lengths_round_trip() {
        for length in [0, 1, 127, 128, 16_383, 16_384, 256_000] {
            let mut runs = Vec::new();
            put(Class::Keyword, length, &mut runs);
            assert_eq!(read(&runs).collect::<Vec<_>>(), [(Class::Keyword, length)]);
        }
    }

    #[test]
    fn damaged_runs_do_not_fit() {
        let mut runs = Vec::new();
        put(Class::Keyword, 2, &mut runs);
        assert!(!fit(&runs, "ä!"), "too short");
        assert!(!fit(&runs, "aäb"), "cuts a character");
        assert!(!fit(&[], "a"));
        assert!(!fit(&[0xff, 1], "a"), "no such class");
        assert!(!fit(&[1, 0x80, 0x80, 0x80, 0x80, 1], "a"), "too long a length");
        assert!(fit(&[], ""));
        assert_eq!(html("aä", &[1, 2]), "aä", "what runs do not cover is plain");
    }
}
