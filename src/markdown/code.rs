//! Blocks of code: what the words behind the fence ask for, and Jekyll's markup around the lines.
//!
//! A fence: `div.language-x.highlighter-rouge > div.highlight > pre.highlight > code`; a language no grammar knows:
//! `pre > code.language-x`; the `highlight` tag: `figure.highlight > pre > code.language-x[data-lang]`.
//! A numbered line begins with `<span class="lineno" data-line="1"></span>`, whose number the style sheet shows, so that
//! it is never copied with the code; a marked line stands in `<span class="hll">`.

use std::ops::Range;

use super::{CodeBlock, escape};
use crate::highlight::{Highlighter, Known};

/// What stands behind a fence: `rust {1,3-5} linenos title="src/main.rs"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// The language as written.
    pub(super) language: String,
    /// Its bytes of the words behind the fence.
    pub(super) place: Range<usize>,
    /// Whether lines are numbered.
    pub(super) line_numbers: bool,
    /// Lines to mark, counted from 1.
    pub(super) marked: Vec<Range<usize>>,
    /// A title above the code.
    pub(super) title: Option<String>,
    /// Further classes, in kramdown's and Pandoc's style: `{.ruby .wide}`.
    pub(super) classes: Vec<String>,
}

impl Info {
    /// Reads the words behind a fence.
    pub(super) fn parse(info: &str) -> Self {
        let mut parsed = Self::default();
        let mut at = info.len() - info.trim_start().len();
        let end = info
            .get(at..)
            .and_then(|rest| rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '?')))
            .map_or(info.len(), |end| at + end);
        let word = info.get(at..end).unwrap_or_default();
        if !word.is_empty() && !word.contains('=') {
            word.clone_into(&mut parsed.language);
            parsed.place = at..end;
            at = end;
        }
        while let Some(rest) = info.get(at..).filter(|rest| !rest.trim().is_empty()) {
            let word_start = at + rest.len() - rest.trim_start().len();
            let word = info.get(word_start..).unwrap_or_default();
            let length = match word.strip_prefix('{') {
                Some(inner) => inner.find('}').map_or(word.len(), |end| end + 2),
                None => word_length(word),
            };
            let word = word.get(..length).unwrap_or_default();
            match word.strip_prefix('{') {
                Some(inner) => parsed.braces(inner.trim_end_matches('}'), word_start + 1),
                None => parsed.word(word),
            }
            at = word_start + length.max(1);
        }
        parsed
    }

    /// `{1,3-5}` or `{.ruby .numberLines}`.
    fn braces(&mut self, inner: &str, offset: usize) {
        if let Some(lines) = lines(inner) {
            self.marked.extend(lines);
            return;
        }
        let mut at = 0;
        for word in inner.split_whitespace() {
            let start = at + inner.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0);
            at = start + word.len();
            match word.strip_prefix('.') {
                Some("numberLines" | "linenos" | "line-numbers") => self.line_numbers = true,
                Some(name) if self.language.is_empty() => {
                    name.clone_into(&mut self.language);
                    self.place = offset + start + 1..offset + start + word.len();
                }
                Some(name) => self.classes.push(name.to_owned()),
                None => self.word(word),
            }
        }
    }

    fn word(&mut self, word: &str) {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        let value = value.trim_matches(['"', '\'']);
        match key {
            "linenos" | "numberLines" | "line_numbers" | "linenumbers" if value != "false" => self.line_numbers = true,
            "title" | "name" | "filename" | "file" if !value.is_empty() => self.title = Some(value.to_owned()),
            "hl_lines" | "mark_lines" => self.marked.extend(lines(&value.replace(' ', ",")).unwrap_or_default()),
            _ => {}
        }
    }
}

/// Up to the next blank or brace, quoted blanks included.
fn word_length(word: &str) -> usize {
    let mut quote = None;
    for (at, c) in word.char_indices() {
        match quote {
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace() || c == '{' => return at,
            Some(open) if c == open => quote = None,
            _ => {}
        }
    }
    word.len()
}

/// `1,3-5` → lines 1, 3, 4 and 5; nothing if it is no such list.
fn lines(list: &str) -> Option<Vec<Range<usize>>> {
    let mut marked = Vec::new();
    for part in list.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let from: usize = from.trim().parse().ok()?;
        let to: usize = to.trim().parse().ok()?;
        marked.push(from..to.checked_add(1)?);
    }
    Some(marked)
}

/// A language no grammar knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnknownLanguage {
    /// The nearest name.
    pub(super) nearest: Option<String>,
}

/// What stands around the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame<'a> {
    /// A fence or an indented block; attributes as they stand in a tag, classes apart; a title.
    Block { classes: &'a str, attributes: &'a str, title: Option<&'a str> },
    /// The `highlight` tag.
    Figure,
}

/// Appends a block of code.
pub(super) fn write(
    out: &mut String,
    block: &CodeBlock,
    frame: Frame<'_>,
    highlighter: &Highlighter,
) -> Option<UnknownLanguage> {
    let known = if block.language.is_empty() { Known::Plain } else { highlighter.language(&block.language) };
    let coloured = match known {
        Known::Language(language) => Some(highlighter.highlight(language, &block.text)),
        Known::Plain | Known::Unknown(_) => None,
    };
    let problem = match known {
        Known::Unknown(nearest) => Some(UnknownLanguage { nearest }),
        _ => None,
    };
    let name = if block.language.is_empty() { "plaintext" } else { &block.language };
    let close = open(out, name, frame, problem.is_some());
    let is_plain_lines = !block.line_numbers && block.marked.is_empty();
    match coloured {
        Some(html) if is_plain_lines => out.push_str(&html),
        Some(html) => write_lines(out, &html, block),
        None if is_plain_lines => escape::text(out, &block.text),
        None => {
            let mut html = String::with_capacity(block.text.len() + 16);
            escape::text(&mut html, &block.text);
            write_lines(out, &html, block);
        }
    }
    out.push_str(close);
    problem
}

/// Appends the opening tags; gives the closing ones.
fn open(out: &mut String, language: &str, frame: Frame<'_>, is_unknown: bool) -> &'static str {
    match frame {
        Frame::Figure => {
            out.push_str("<figure class=\"highlight\"><pre><code class=\"language-");
            escape::attribute(out, language);
            out.push_str("\" data-lang=\"");
            escape::attribute(out, language);
            out.push_str("\">");
            "</code></pre></figure>\n"
        }
        Frame::Block { classes, attributes, .. } if is_unknown => {
            out.push_str("<pre");
            if !classes.is_empty() {
                out.push_str(" class=\"");
                out.push_str(classes.trim_start());
                out.push('"');
            }
            out.push_str(attributes);
            out.push_str("><code class=\"language-");
            escape::attribute(out, language);
            out.push_str("\">");
            "</code></pre>\n"
        }
        Frame::Block { classes, attributes, title } => {
            out.push_str("<div class=\"language-");
            escape::attribute(out, language);
            out.push_str(classes);
            out.push_str(" highlighter-rouge\"");
            out.push_str(attributes);
            out.push('>');
            if let Some(title) = title {
                out.push_str("<div class=\"code-title\">");
                escape::text(out, title);
                out.push_str("</div>");
            }
            out.push_str("<div class=\"highlight\"><pre class=\"highlight\"><code>");
            "</code></pre></div></div>\n"
        }
    }
}

/// Lines with their numbers and marks. No element of `html` crosses a line end.
fn write_lines(out: &mut String, html: &str, block: &CodeBlock) {
    for (number, line) in (1..).zip(html.split_inclusive('\n')) {
        let is_marked = block.marked.iter().any(|lines| lines.contains(&number));
        if is_marked {
            out.push_str("<span class=\"hll\">");
        }
        if block.line_numbers {
            out.push_str("<span class=\"lineno\" data-line=\"");
            out.push_str(&number.to_string());
            out.push_str("\"></span>");
        }
        out.push_str(line);
        if is_marked {
            out.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{html, render};
    use super::*;

    fn check(info: &str, expected: &str) {
        let found = Info::parse(info);
        let mut words = vec![format!("{}@{}..{}", found.language, found.place.start, found.place.end)];
        if found.line_numbers {
            words.push("numbers".to_owned());
        }
        words.extend(found.marked.iter().map(|lines| format!("{}-{}", lines.start, lines.end - 1)));
        words.extend(found.title);
        words.extend(found.classes.iter().map(|class| format!(".{class}")));
        assert_eq!(words.join(" "), expected, "{info:?}");
        if !found.language.is_empty() {
            assert_eq!(&info[found.place], found.language);
        }
    }

    #[test]
    fn words_behind_a_fence() {
        for (info, expected) in [
            ("", "@0..0"),
            ("rust", "rust@0..4"),
            (" rust ", "rust@1..5"),
            ("rust {1,3-5} linenos title=\"a b.rs\"", "rust@0..4 numbers 1-1 3-5 a b.rs"),
            ("rust{2}", "rust@0..4 2-2"),
            ("rust,ignore", "rust@0..4"),
            ("ruby?x=1", "ruby@0..4"),
            ("{.ruby .numberLines .wide}", "ruby@2..6 numbers .wide"),
            ("{1}", "@0..0 1-1"),
            ("c++", "c++@0..3"),
            ("title=x", "@0..0 x"),
            ("py linenos=false", "py@0..2"),
            ("py hl_lines=\"1 3\"", "py@0..2 1-1 3-3"),
            ("rust {", "rust@0..4"),
            ("rust {1,x}", "rust@0..4"),
            ("rust {18446744073709551615}", "rust@0..4"),
            ("rust {}}{", "rust@0..4"),
            ("é {ü", "é@0..2"),
        ] {
            check(info, expected);
        }
    }

    const OPEN: &str =
        "<div class=\"language-plaintext highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>";
    const CLOSE: &str = "</code></pre></div></div>\n";

    #[test]
    fn blocks() {
        for (input, expected) in [
            ("```\na<b\n```", format!("{OPEN}a&lt;b\n{CLOSE}")),
            ("    a\n\n    b", format!("{OPEN}a\n\nb\n{CLOSE}")),
            ("~~~\n```\n~~~", format!("{OPEN}```\n{CLOSE}")),
            ("```", format!("{OPEN}{CLOSE}")),
            ("```\r\na\r\nb\r\n```\r\n", format!("{OPEN}a\nb\n{CLOSE}")),
            ("- ```\n  a\n    b\n  ```", format!("<ul>\n<li>\n{OPEN}a\n  b\n{CLOSE}</li>\n</ul>\n")),
            ("```\n{: .a}\n$$x$$\n```\n{: .b #c}", format!("{}{{: .a}}\n$$x$$\n{CLOSE}", OPEN.replace("plaintext", "plaintext b").replace("rouge\"", "rouge\" id=\"c\""))),
            (
                "``` {2} linenos\na\nb\n```",
                format!("{OPEN}<span class=\"lineno\" data-line=\"1\"></span>a\n<span class=\"hll\"><span class=\"lineno\" data-line=\"2\"></span>b\n</span>{CLOSE}"),
            ),
            ("``` title=\"x<y\"\na\n```", format!("{}a\n{CLOSE}", OPEN.replace("rouge\">", "rouge\"><div class=\"code-title\">x&lt;y</div>"))),
            ("`a  b` `` ` ``", "<p><code class=\"language-plaintext highlighter-rouge\">a  b</code> <code class=\"language-plaintext highlighter-rouge\">`</code></p>\n".to_owned()),
            ("`a`{: .x #y}", "<p><code class=\"language-plaintext x highlighter-rouge\" id=\"y\">a</code></p>\n".to_owned()),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }

    #[test]
    fn unknown_languages_are_found() {
        let mut out = String::new();
        let block = CodeBlock { language: "nosuch".to_owned(), text: "a<b\n".to_owned(), ..CodeBlock::default() };
        let frame = Frame::Block { classes: " x", attributes: " id=\"y\"", title: None };
        let close = open(&mut out, &block.language, frame, true);
        assert_eq!(out + close, "<pre class=\"x\" id=\"y\"><code class=\"language-nosuch\"></code></pre>\n");
        assert!(render("```text\na\n```").findings.is_empty());
    }
}
