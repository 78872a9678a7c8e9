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
        let content = line.text.trim();
        if content.chars().count() > 1 && content.chars().all(|c| matches!(c, '-' | '–' | '—')) {
            return false;
        }
        is_entry(line.text) || content.starts_with("- ") || (line.text.starts_with([' ', '\t']) && !line.is_blank())
    };
    let mut last = *first;
    let mut stop = None;
    for line in lines_from(text, first.next) {
        let goes_on = line.is_blank() && Line::at(text, line.next).is_some_and(|next| is_entry(next.text));
        if belongs(&line) {
            last = line;
        } else if !goes_on && !line.text.starts_with('#') {
            stop = Some(line);
            break;
        }
    }
    let message = "the front matter that starts in the first line is never closed";
    let near = Line::at(text, last.next).filter(|line| line.text.trim_start().starts_with(['-', '–', '—']));
    let finding = if let Some(near) = near {
        let hint = match near.text.trim() {
            "---" => "write `---` without blanks before it".to_owned(),
            other => format!("write `---` instead of `{other}`"),
        };
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Values as one line of JSON, and the body.
    fn check(text: &str, expected: Option<&str>, body: &str) {
        let (split, findings) = FrontMatter::split(text);
        assert_eq!(findings, [], "{text:?}");
        let values =
            split.front_matter.map(|front_matter| serde_json::to_string(&front_matter.values).unwrap_or_default());
        assert_eq!((values.as_deref(), &text[split.body..]), (expected, body), "{text:?}");
    }

    /// Each fault as `line: code [what it marks] message; hint`, and what could still be read.
    fn refused(text: &str, expected: &[&str], values: &str) {
        for text in [text.to_owned(), format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
            let (split, findings) = FrontMatter::split(&text);
            let found: Vec<String> = findings
                .iter()
                .map(|f| {
                    let line = line_number(&text, f.range.start);
                    format!("{line}: {} [{}] {}; {}", f.code, &text[f.range.clone()], f.message, f.hints.join("; "))
                })
                .collect();
            assert_eq!(found, expected, "{text:?}");
            let read = split
                .front_matter
                .map_or_else(|| "-".to_owned(), |f| serde_json::to_string(&f.values).unwrap_or_default());
            assert_eq!(read, values, "{text:?}");
        }
    }

    #[test]
    fn fences() {
        check("---\ntitle: A\n---\nbody\n", Some(r#"{"title":"A"}"#), "body\n");
        check("---\r\ntitle: A\r\n---\r\nbody\r\n", Some(r#"{"title":"A"}"#), "body\r\n");
        check("\u{feff}---\ntitle: A\n---\nbody", Some(r#"{"title":"A"}"#), "body");
        check("---  \ntitle: A\n...\t\nbody", Some(r#"{"title":"A"}"#), "body");
        check("---\ntitle: A\n---", Some(r#"{"title":"A"}"#), "");
        check("---\n---\nbody", Some("{}"), "body");
        check("---\n...\n", Some("{}"), "");
        check("---\n# only a comment\n\n---\n", Some("{}"), "");
        check("---\ntext: |\n  ---\n  x\n---\n", Some(r#"{"text":"---\nx\n"}"#), "");
        check("---\ntitle: A\n---\n---\nb", Some(r#"{"title":"A"}"#), "---\nb");
        check("", None, "");
        check("\u{feff}body", None, "body");
        check("body\n---\ntitle: A\n---\n", None, "body\n---\ntitle: A\n---\n");
        check("---", None, "---");
        check("----\ntitle: A\n----\n", None, "----\ntitle: A\n----\n");
        check("--- x\ntitle: A\n---\n", None, "--- x\ntitle: A\n---\n");
    }

    #[test]
    fn a_break_is_no_fence() {
        for text in [
            "---\n\ntitle: A\n",
            "---\n# Heading\n\na: b\n",
            "---\nSome words: and more\n",
            "---\nhttp://x\n",
            "\n\n---\n\na: b\n---\n",
            "+++\nx\n+++\n",
        ] {
            check(text, None, text);
        }
    }

    #[test]
    fn values() {
        check("---\na: 1\nb: [x, 'y']\nc:\n  d: ~\n---\n", Some(r#"{"a":1,"b":["x","y"],"c":{"d":null}}"#), "");
        check(
            "---\npublished: no\nx: 'no'\ny: On # c\nz: {w: yes}\n---\n",
            Some(r#"{"published":false,"x":"no","y":true,"z":{"w":"yes"}}"#),
            "",
        );
        check("---\ndate: 2020-05-06\nv: 1.10\n---\n", Some(r#"{"date":"2020-05-06","v":1.1}"#), "");
        check(
            "---\nb: &b {x: 1, y: 1}\nc:\n  <<: *b\n  y: 2\n---\n",
            Some(r#"{"b":{"x":1,"y":1},"c":{"y":2,"x":1}}"#),
            "",
        );
        check(
            "---\na: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: [*b], z: 3}\n---\n",
            Some(r#"{"a":{"x":1},"b":{"y":2,"x":1},"c":{"z":3,"y":2,"x":1}}"#),
            "",
        );
        check(
            "---\n1: a\ntrue: b\n\"q r\": c\n'it''s': d\n---\n",
            Some(r#"{"1":"a","true":"b","q r":"c","it's":"d"}"#),
            "",
        );
        check("---\n{a: 1, \"b\": no}\n---\n", Some(r#"{"a":1,"b":false}"#), "");
        check("---\na: !!str 1\nb: !foo {x: !bar y}\n---\n", Some(r#"{"a":"1","b":{"x":"y"}}"#), "");
        check("---\n  a: 1\n  b: 2\n---\n", Some(r#"{"a":1,"b":2}"#), "");
        check(
            "---\ntitle:  \"A: b\"\nurl: http://x#y\ntime: 10:30\n---\n",
            Some(r#"{"title":"A: b","url":"http://x#y","time":"10:30"}"#),
            "",
        );
    }

    #[test]
    fn places() {
        let check = |text: &str, expected: &str| {
            let (split, findings) = FrontMatter::split(text);
            assert_eq!(findings, [], "{text:?}");
            let places = split.front_matter.unwrap_or_default().places;
            let shown: Vec<String> = places
                .iter()
                .map(|(key, place)| {
                    format!("{key}: {}={}", &text[place.key.clone()], &text[place.value.clone()].replace("\r\n", "\n"))
                })
                .collect();
            assert_eq!(shown.join("|"), expected, "{text:?}");
        };
        check("---\ntitle:  A b # c\nx:\n---\n", "title: title=A b|x: x=");
        check("\u{feff}---\r\nü: 'Ä'\r\n\"q\": [a,\r\n  b]\r\n---\r\n", "ü: ü='Ä'|q: \"q\"=[a,\n  b]");
        check(
            "---\nx: |\n  y: z\nw: \"a\n  b: c\"\nl:\n- m: n\n- o\n---\n",
            "x: x=|\n  y: z|w: w=\"a\n  b: c\"|l: l=- m: n\n- o",
        );
        check("---\n<<: {a: 1}\nb: 2\n---\n", "b: b=2");
        check("---\n{a: [1, 2], 'b': \"c, d\"}\n---\n", "a: a=[1, 2]|b: 'b'=\"c, d\"");
        check("---\n? a\n: 1\nb: 2\n---\n", "b: b=2");
    }

    const RULE: &str = "write `***` in the first line instead, if it is a rule between paragraphs";

    #[test]
    fn missing_fences() {
        let check = |text: &str, marked: &str, hint: &str| {
            let message = "the front matter that starts in the first line is never closed";
            let line = text.lines().position(|line| line == marked).map_or(0, |line| line + 1);
            refused(text, &[&format!("{line}: bad-front-matter [{marked}] {message}; {hint}; {RULE}")], "-");
        };
        check("---\ntitle: A\ndate: B\n\n# Heading\n", "date: B", "write `---` on a line of its own below line 3");
        check("---\ntitle: A\nHello.\n", "Hello.", "write `---` on a line of its own below line 2");
        check("---\ntags:\n  - a\n- b\n\nHi", "- b", "write `---` on a line of its own below line 4");
        check("---\n# comment\ntitle: A\n", "title: A", "write `---` on a line of its own below line 3");
        check("---\ntitle: A\n--\nHello.\n", "--", "write `---` instead of `--`");
        check("---\ntitle: A\n----\nHello.\n", "----", "write `---` instead of `----`");
        check("---\ntitle: A\n ---\nHello.\n", " ---", "write `---` without blanks before it");
        check("---\ntitle: A\n—\nHello.\n", "—", "write `---` instead of `—`");
        let message = "front matter must start at the first character";
        refused(
            "\n\n---\ntitle: A\n---\n",
            &[&format!("3: bad-front-matter [---] {message}; delete the blank lines above `---`")],
            "-",
        );
        refused(
            " ---\ntitle: A\n---\n",
            &[&format!("1: bad-front-matter [ ---] {message}; write `---` without blanks before it")],
            "-",
        );
        refused(
            "+++\ntitle = \"A\"\n+++\n",
            &[
                "1: bad-front-matter [+++] front matter between `+++` is TOML, and only YAML is read; write `---` instead of `+++`, and `title: …` instead of `title = …`",
            ],
            "-",
        );
        refused(
            "---\ntitle: A\n----\n\nHello: world\n---\n",
            &["3: bad-front-matter [----] `----` does not close the front matter; write `---`"],
            r#"{"title":"A"}"#,
        );
        refused(
            "---\ntitle: A\n\nHello world.\nMore: y\n\n---\nb\n",
            &[
                "4: bad-front-matter [Hello world.] this line is no `key: value`; write `---` on a line of its own below line 2, if the front matter ends there",
            ],
            r#"{"title":"A"}"#,
        );
    }

    #[test]
    fn values_that_need_quotes() {
        let colon = |key: &str, hint: &str| {
            format!("2: bad-front-matter [:] the value of `{key}` holds a colon and must be quoted; write `{hint}`")
        };
        refused("---\ntitle: A: b\n---\n", &[&colon("title", "title: \"A: b\"")], "{}");
        refused("---\ntitle: Ünï: b # c\n---\n", &[&colon("title", "title: \"Ünï: b\"")], "{}");
        refused("---\ntitle: Say \"hi\": it's\n---\n", &[&colon("title", "title: \"Say \\\"hi\\\": it's\"")], "{}");
        refused("---\ntitle: Why:\n---\n", &[&colon("title", "title: \"Why:\"")], "{}");
        let start = |line: usize, mark: &str, hint: &str| {
            format!("{line}: bad-front-matter [{mark}] a value cannot start with `{mark}`; write `{hint}`")
        };
        refused(
            "---\ntitle: @foo\na: %z\nb: , c\nd: ]\n---\n",
            &[
                &start(2, "@", "title: \"@foo\""),
                &start(3, "%", "a: \"%z\""),
                &start(4, ",", "b: \", c\""),
                &start(5, "]", "d: \"]\""),
            ],
            "{}",
        );
        refused(
            "---\nx: `a`\n---\n",
            &["2: bad-front-matter [`] a value cannot start with a backtick; write `x: \"`a`\"`"],
            "{}",
        );
        refused(
            "---\ntitle: *foo* b\n---\n",
            &["2: bad-front-matter [*] a value that starts with `*` must be quoted; write `title: \"*foo* b\"`"],
            "{}",
        );
        refused(
            "---\ntitle: *foo\n---\n",
            &[
                "2: bad-front-matter [*foo] `*foo` refers to an anchor `&foo` that is not above it; write `title: \"*foo\"`",
            ],
            "{}",
        );
        refused(
            "---\ntitle: > foo\n---\n",
            &["2: bad-front-matter [foo] nothing may follow `>` on its line; write `title: \"> foo\"`"],
            "{}",
        );
        refused(
            "---\ntags: - foo\n---\n",
            &["2: bad-front-matter [-] a list cannot start on the line of its key; write `tags: [foo]`"],
            "{}",
        );
        refused(
            "---\ntitle: {{ site.title }} x\n---\n",
            &[
                "2: bad-front-matter [{{] a value that starts with `{` is read as a mapping; write `title: \"{{ site.title }} x\"`",
            ],
            "{}",
        );
        refused(
            "---\ntitle: [Foo] bar\n---\n",
            &["2: bad-front-matter [bar] text follows the closing `]`; write `title: \"[Foo] bar\"`"],
            "{}",
        );
        refused(
            "---\nlist:\n  - a: b: c\n  - \"x\" y\n  - @z\nok: 1\n---\n",
            &[
                "3: bad-front-matter [:] the value of `a` holds a colon and must be quoted; write `- a: \"b: c\"`",
                "4: bad-front-matter [y] the quote `\"` is closed before this; write `- '\"x\" y'`",
                "5: bad-front-matter [@] a value cannot start with `@`; write `- \"@z\"`",
            ],
            r#"{"ok":1}"#,
        );
    }

    #[test]
    fn quotes_and_brackets() {
        let unclosed = |hint: &str| {
            format!("2: bad-front-matter [\"] the quote `\"` that opens here is never closed; write `{hint}`")
        };
        let rest = r#"{"date":"2020-01-01","author":"x"}"#;
        refused("---\ntitle: \"abc\ndate: 2020-01-01\nauthor: x\n---\n", &[&unclosed("title: \"abc\"")], rest);
        refused("---\ntitle: \"abc\ndate: 2020-01-01\nauthor: \"x\"\n---\n", &[&unclosed("title: \"abc\"")], rest);
        let closed = |mark: &str, part: &str, hint: &str| {
            format!("2: bad-front-matter [{part}] the quote `{mark}` is closed before this; write `title: {hint}`")
        };
        refused("---\ntitle: 'it's'\n---\n", &[&closed("'", "s'", "\"it's\"")], "{}");
        refused("---\ntitle: \"A\" and \"B\"\n---\n", &[&closed("\"", "and \"B\"", "'\"A\" and \"B\"'")], "{}");
        refused("---\ntitle: \"say \"hi\" now\"\n---\n", &[&closed("\"", "hi\" now\"", "'say \"hi\" now'")], "{}");
        refused(
            "---\ntitle: \"a\\d \\x4 b\"\n---\n",
            &[
                "2: bad-front-matter [\\d] `\\d` is no escape in double quotes; write `\\\\d`, or put the value in single quotes",
                "2: bad-front-matter [\\x4] `\\x` needs 2 hexadecimal digits; write `\\\\x` if no escape is meant",
            ],
            "{}",
        );
        refused(
            "---\ntags: [a, b\ndate: 2020\n---\n",
            &["2: bad-front-matter [[] the `[` that opens here is never closed; write `tags: [a, b]`"],
            r#"{"date":2020}"#,
        );
        refused(
            "---\ntags: [a, b}\ndate: 2020\n---\n",
            &["2: bad-front-matter [}] `}` closes the `[` of line 2; write `]`"],
            r#"{"date":2020}"#,
        );
        refused(
            "---\ntags: [a, @b, \"c\\d\"]\n---\n",
            &[
                "2: bad-front-matter [@] a value cannot start with `@`; write `\"@b\"`",
                "2: bad-front-matter [\\d] `\\d` is no escape in double quotes; write `\\\\d`, or put the value in single quotes",
            ],
            "{}",
        );
    }

    #[test]
    fn lines_that_do_not_fit() {
        refused(
            "---\nauthor:\n\tname: x\n---\n",
            &["3: bad-front-matter [\t] a tab cannot indent YAML; write `  name: x`, with blanks"],
            "{}",
        );
        refused(
            "---\ntitle: x\n\tdate: y\n---\n",
            &["3: bad-front-matter [\t] a tab cannot indent YAML; write `date: y`, without the tab"],
            "{}",
        );
        refused(
            "---\nauthor:\n  name: x\n email: y\n---\n",
            &[
                "4: bad-front-matter [ ] 1 blank before this line fit none of the lines above it; write `email: y`, with no blanks before it",
            ],
            "{}",
        );
        refused(
            "---\ntitle: x\n  foo: y\n---\n",
            &[
                "3: bad-front-matter [foo: y] this line is indented, but `title` above has a value already; write `foo: y`, without blanks before it",
            ],
            "{}",
        );
        refused(
            "---\n title: x\ndate: y\n---\n",
            &[
                "2: bad-front-matter [title: x] this line is indented, and belongs to no key above it; write `title: x`, with no blanks before it",
            ],
            r#"{"date":"y"}"#,
        );
        refused(
            "---\ntitle:x\ndate = y\n---\n",
            &[
                "2: bad-front-matter [title:x] a blank is missing after `title:`; write `title: x`",
                "3: bad-front-matter [date = y] `date =` is not YAML; write `date: y`",
            ],
            "{}",
        );
        refused(
            "---\ndescription: some text\nthat goes on\ndate: 2020\n---\n",
            &[
                "3: bad-front-matter [that goes on] this line is no `key: value`; write `---` on a line of its own below line 2, if it ends there; write `  that goes on`, if it goes on the value above",
            ],
            r#"{"description":"some text","date":2020}"#,
        );
        refused(
            "---\njust words\n---\n",
            &["2: bad-front-matter [just words] this line is no `key: value`; write `title: \"just words\"`"],
            "{}",
        );
        refused(
            "---\n- a\n- b\n---\n",
            &[
                "2: bad-front-matter [- a] front matter is a list here, not a mapping; write lines of the form `key: value`",
            ],
            "{}",
        );
        refused(
            "---\n--- foo\na: b\n---\n",
            &[
                "2: bad-front-matter [--- foo] a second YAML document starts here; delete this line and what follows, or move it up",
            ],
            "{}",
        );
        refused(
            "---\n<<: 3\na: 1\n---\n",
            &[
                "2: bad-front-matter [<<] `<<` merges mappings, and this is a single value; write `<<: *name`, with `&name` before the mapping it stands for",
            ],
            r#"{"a":1}"#,
        );
        refused(
            "---\n? [a]\n: b\n---\n",
            &["2: bad-front-matter [? [a]] a key must be a word; write `key: value`"],
            "{}",
        );
        refused(
            "---\ntitle: a\u{7}b\n---\n",
            &["2: bad-front-matter [\u{7}] the invisible character U+0007 cannot stand in YAML; delete it"],
            "{}",
        );
    }

    #[test]
    fn keys_written_twice() {
        let twice = |line: usize, key: &str, first: usize| {
            format!(
                "{line}: duplicate-key [{key}] `{key}` is written twice; delete this line or line {first}, where `{key}` stands first"
            )
        };
        refused("---\ntitle: a\nx: 1\ntitle: b\n---\n", &[&twice(4, "title", 2)], r#"{"title":"b","x":1}"#);
        refused("---\na:\n  b: 1\n  c: 2\n  b: 3\n---\n", &[&twice(5, "b", 3)], "{}");
        refused("---\na:\n- b: 1\n  b: 3\n---\n", &[&twice(4, "b", 3)], "{}");
        refused(
            "---\na: {b: 1, b: 2}\n---\n",
            &["2: duplicate-key [b] `b` is written twice; delete one of the two `b` in line 2"],
            "{}",
        );
        refused(
            "---\ntitle: a: b\nx: 1\nx: 2\n---\n",
            &[
                "2: bad-front-matter [:] the value of `title` holds a colon and must be quoted; write `title: \"a: b\"`",
                &twice(4, "x", 3),
            ],
            r#"{"x":2}"#,
        );
    }

    #[test]
    fn bombs_are_refused_in_time() {
        let start = std::time::Instant::now();
        let aliases: String = (1..10)
            .flat_map(|n| {
                ["a", &n.to_string(), ": &a", &n.to_string(), " [", &vec![format!("*a{}", n - 1); 9].join(", "), "]\n"]
                    .map(str::to_owned)
            })
            .collect();
        let blocks = [
            format!("a: {}\n", "[".repeat(200_000)),
            format!("a: {}\n", "{b: ".repeat(50_000)),
            format!("a:\n  {}\n", "- ".repeat(100_000)),
            format!("a0: &a0 [x]\n{aliases}"),
            (0..300).flat_map(|n| [" ".repeat(n), "a:\n".to_owned()]).collect(),
            "a: \"b\n".repeat(20_000),
            "a: b: c\n".repeat(20_000),
            "'a\n".repeat(50_000),
            "[\n".repeat(50_000),
            "&a *a: *b\n".repeat(5_000),
        ];
        for block in blocks {
            let text = format!("---\n{block}---\n");
            let (_, findings) = FrontMatter::split(&text);
            assert!(!findings.is_empty(), "{}", &block[..20]);
            assert!(findings.len() <= 60, "{}", &block[..20]);
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    fn yaml_like() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "title",
            "date",
            ": ",
            ":",
            "\n",
            "\r\n",
            "\n  ",
            "\n- ",
            "- ",
            "\"",
            "'",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "#",
            " # ",
            "&a ",
            "*a",
            "!t ",
            "|",
            ">",
            "@",
            "`",
            "%",
            "\t",
            "ü",
            "你",
            "---\n",
            "...\n",
            "? ",
            "<<: ",
            "yes",
            "1.10",
            "2020-01-01",
            "\\",
            "\\x",
            "a",
            "b",
            " ",
            "\u{7}",
            "\u{feff}",
            "\u{85}",
            "\u{2028}",
            "\r",
            "=",
            "~",
        ]);
        prop::collection::vec(words, 0..30).prop_map(|words| words.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn any_text_is_taken_apart_and_every_place_is_true(block in prop_oneof![yaml_like(), "\\PC{0,60}"], fences in 0_usize..4) {
            let text = match fences {
                0 => block,
                1 => format!("---\n{block}"),
                2 => format!("---\n{block}\n---\nbody"),
                _ => format!("\u{feff}---\r\n{block}\r\n...\r\nbody"),
            };
            let (split, findings) = FrontMatter::split(&text);
            prop_assert!(text.get(split.body..).is_some());
            for finding in findings {
                prop_assert!(text.get(finding.range.clone()).is_some(), "{:?}", finding);
                prop_assert!(!finding.hints.is_empty() && !finding.message.contains('\n'), "{:?}", finding);
            }
            for (key, place) in split.front_matter.unwrap_or_default().places {
                prop_assert!(text.get(place.key.clone()).is_some(), "{} {:?}", key, place);
                prop_assert!(text.get(place.value.clone()).is_some(), "{} {:?}", key, place);
            }
        }
    }
}
