//! `<div markdown="1">`: raw HTML whose content is Markdown.
//!
//! The tags are covered so that the parser sees only the content; `restore` puts them back. A tag must begin its line.
//! Either both tags have lines to themselves, or the whole element is one paragraph. Content models: kramdown's
//! `parser/html.rb`.

use std::ops::Range;

use pulldown_cmark::Event;

use super::cover::{Cover, Fill, Model, Piece, begins_line, ends_line, next_line};
use super::events::Spanned;
use super::raw_html;

/// Finds every such element among the raw HTML of `events`.
pub(super) fn find(text: &str, events: &[Spanned<'_>]) -> Vec<Cover> {
    let mut covers: Vec<Cover> = Vec::new();
    if memchr::memmem::find(text.as_bytes(), b"markdown=").is_none() {
        return covers;
    }
    for (event, range) in events {
        if !matches!(event, Event::Html(_)) || is_verbatim(text, range) {
            continue;
        }
        let mut line = range.start;
        while line < range.end {
            let start = line + indentation(text, line);
            if let Some(element) = element_at(text, start) {
                covers.extend(element);
            }
            line = next_line(text, line);
        }
    }
    covers
}

fn is_verbatim(text: &str, range: &Range<usize>) -> bool {
    let html = text.get(range.clone()).unwrap_or_default().trim_start();
    html.starts_with("<!")
        || raw_html::tag_at(html, 0).and_then(|tag| html.get(tag.name)).is_some_and(|name| {
            ["pre", "script", "style", "textarea"].iter().any(|known| name.eq_ignore_ascii_case(known))
        })
}

fn indentation(text: &str, line: usize) -> usize {
    text.get(line..).unwrap_or_default().bytes().take_while(|b| matches!(b, b' ' | b'\t' | b'>')).count()
}

/// The covers of both tags of the element at `start`.
fn element_at(text: &str, start: usize) -> Option<[Cover; 2]> {
    if text.as_bytes().get(start) != Some(&b'<') {
        return None;
    }
    let tag = raw_html::tag_at(text, start).filter(|tag| !tag.is_closing && !tag.is_empty)?;
    let name = text.get(tag.name.clone())?;
    let word = tag
        .attributes
        .iter()
        .find(|attribute| text.get(attribute.name.clone()).is_some_and(|name| name.eq_ignore_ascii_case("markdown")))?;
    let model = model(name, text.get(word.value.clone())?)?;
    let close = closing_tag(text, tag.range.end, name)?;
    let open = tag.range;
    let content = text.get(open.end..close.start)?;
    let has_own_lines = ends_line(text, open.end) && begins_line(text, close.start);
    if !ends_line(text, close.end) || content.is_empty() {
        return None;
    }
    let cover = |range: Range<usize>| match model {
        Model::Blocks if has_own_lines => Some(Cover { piece: Piece::Html(range.clone()), range, fill: Fill::Block }),
        _ if !has_blank_line(content) => Some(Cover { piece: Piece::Tag(model), range, fill: Fill::Words }),
        _ => None,
    };
    Some([cover(open)?, cover(close)?])
}

fn has_blank_line(content: &str) -> bool {
    let mut lines = content.lines();
    lines.next();
    let mut lines = lines.peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() && lines.peek().is_some() {
            return true;
        }
    }
    false
}

/// How the content of an element is read that says `markdown="word"`; nothing if it stays raw.
fn model(name: &str, word: &str) -> Option<Model> {
    let name = name.to_ascii_lowercase();
    match word {
        "block" => Some(Model::Blocks),
        "span" => Some(Model::Words),
        "1" if BLOCKS.contains(&name.as_str()) => Some(Model::Blocks),
        "1" if WORDS.contains(&name.as_str()) => Some(Model::Words),
        _ => None,
    }
}

const BLOCKS: &[&str] = &[
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hgroup",
    "iframe",
    "li",
    "main",
    "map",
    "menu",
    "nav",
    "noscript",
    "object",
    "section",
    "summary",
    "td",
];

const WORDS: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdo", "big", "button", "caption", "cite", "del", "dfn", "dt", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "i", "ins", "label", "legend", "optgroup", "p", "q", "rb", "rbc", "rp", "rt", "rtc", "ruby",
    "select", "small", "span", "strong", "sub", "sup", "th", "tt",
];

/// The tag that closes the element `name` whose content begins at `from`; tags in fences do not count.
pub(super) fn closing_tag(text: &str, from: usize, name: &str) -> Option<Range<usize>> {
    let mut depth = 1_usize;
    let mut fence: Option<&str> = None;
    let mut line = from;
    while line < text.len() {
        let end = next_line(text, line);
        let words = text.get(line..end)?;
        let trimmed = words.trim_start_matches([' ', '\t', '>']);
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(_)) => fence = mark,
            (Some(_), _) => {}
            (None, None) => {
                for tag in raw_html::tags(words).filter(|tag| !tag.is_empty) {
                    if !words.get(tag.name.clone()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                        continue;
                    }
                    depth = if tag.is_closing { depth - 1 } else { depth + 1 };
                    if depth == 0 {
                        return Some(line + tag.range.start..line + tag.range.end);
                    }
                }
            }
        }
        line = end;
    }
    None
}

/// Counts how deep inline tags lead into elements whose words are left alone.
pub(super) fn track_verbatim(html: &str, depth: &mut usize) {
    let Some(tag) = raw_html::tag_at(html, 0) else { return };
    if tag.is_empty || !html.get(tag.name.clone()).is_some_and(raw_html::is_literal) {
        return;
    }
    *depth = if tag.is_closing { depth.saturating_sub(1) } else { *depth + 1 };
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn markdown_in_html() {
        for (input, expected) in [
            ("<div markdown=\"1\">\n*x*\n</div>", "<div>\n<p><em>x</em></p>\n</div>\n"),
            (
                "<div markdown=\"1\" class=\"a\">\n\n- x\n- y\n\n</div>\n\nz",
                "<div class=\"a\">\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n</div>\n<p>z</p>\n",
            ),
            ("<div markdown=\"1\">*x*</div>", "<div>\n<p><em>x</em></p>\n</div>\n"),
            ("<p markdown=\"1\">*x*</p>", "<p><em>x</em></p>\n"),
            ("<div markdown=\"span\">*x*</div>", "<div><em>x</em></div>\n"),
            ("<div markdown=\"0\">\n*x*\n</div>", "<div>\n*x*\n</div>\n"),
            ("<div>\n*x*\n</div>", "<div>\n*x*\n</div>\n"),
            (
                "<div markdown=\"1\">\n<div markdown=\"1\">\n*x*\n</div>\n</div>",
                "<div>\n<div>\n<p><em>x</em></p>\n</div>\n</div>\n",
            ),
            (
                "<div markdown=\"1\">\n```\n</div>\n```\n</div>",
                "<div>\n<div class=\"language-plaintext highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>&lt;/div&gt;\n</code></pre></div></div>\n</div>\n",
            ),
            ("<div markdown=\"1\">\nx\n{: .a}\n</div>", "<div>\n<p class=\"a\">x</p>\n</div>\n"),
            ("<div markdown=\"1\">\n*x*", "<div>\n*x*\n"),
            (
                "<details markdown=\"1\">\n<summary>s</summary>\n\n*x*\n\n</details>",
                "<details>\n<summary>s</summary>\n<p><em>x</em></p>\n</details>\n",
            ),
            ("a <span markdown=\"1\">*x*</span>", "<p>a <span><em>x</em></span></p>\n"),
            ("<DIV markdown='1'>\r\n*x*\r\n</DIV>\r\n", "<DIV>\n<p><em>x</em></p>\n</DIV>\n"),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }
}
