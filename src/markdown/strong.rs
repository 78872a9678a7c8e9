//! `**words**` that `CommonMark` leaves as text and kramdown does not.
//!
//! `CommonMark` asks what stands on both sides of the marks, so `**「a」**b` and `(**a)**` stay text, which is most
//! strong words of a text written without blanks. kramdown asks less (`parser/kramdown/emphasis.rb`): no blank behind
//! the mark that opens, none before the one that closes, something in between.
//!
//! 1. Note every `**` in the text events of one element, escaped ones and those in raw `<code>` left out.
//! 2. Take them in pairs, the first that may open with the next that may close.
//! 3. Split the events there.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::events::{Spanned, is_block};
use super::html_content;

/// `**` in an event.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// The index of the event.
    event: usize,
    /// Where in its text it stands.
    offset: usize,
    /// Whether a blank stands behind it, or nothing does.
    opens: bool,
    /// Whether a blank stands before it.
    closes: bool,
}

/// `events` with every pair of `**` that is left in the text made strong.
pub(super) fn complete<'a>(text: &str, events: Vec<Spanned<'a>>) -> Vec<Spanned<'a>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Text(words) if words.contains("**"))) {
        return events;
    }
    let splits = pairs(&marks(text, &events));
    if splits.is_empty() {
        return events;
    }
    let mut completed = Vec::with_capacity(events.len() + splits.len() * 2);
    for (index, (event, range)) in events.into_iter().enumerate() {
        match (event, splits.get(&index)) {
            (Event::Text(words), Some(splits)) => split(&mut completed, &words, &range, splits),
            (event, _) => completed.push((event, range)),
        }
    }
    completed
}

/// The marks of each element by themselves: one list for the words of a paragraph, one for those of a link in it.
fn marks(text: &str, events: &[Spanned<'_>]) -> Vec<Vec<Mark>> {
    let mut done = Vec::new();
    let mut open: Vec<Vec<Mark>> = vec![Vec::new()];
    let (mut verbatim, mut in_code) = (0_usize, false);
    for (index, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                in_code = matches!(tag, Tag::CodeBlock(_));
                open.push(Vec::new());
            }
            Event::End(_) => {
                in_code = false;
                done.extend(open.pop());
            }
            Event::InlineHtml(tag) => html_content::track_verbatim(tag, &mut verbatim),
            Event::Text(words) if verbatim == 0 && !in_code && words.len() == range.len() => {
                if let Some(list) = open.last_mut() {
                    list.extend(marks_in(text, events, index, words));
                }
            }
            _ => {}
        }
        if is_block(event) {
            verbatim = 0;
        }
    }
    done.extend(open);
    done
}

/// The marks in the words of the event at `index`.
fn marks_in(text: &str, events: &[Spanned<'_>], index: usize, words: &str) -> Vec<Mark> {
    let range = events.get(index).map_or(0..0, |(_, range)| range.clone());
    let is_blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = words.get(at..).and_then(|rest| rest.find("**")).map(|offset| at + offset) {
        let start = range.start + offset;
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(start + 2);
        at = offset + 2;
        // Three and more in a row are an ornament, or something the parser has understood better.
        if before == Some(&b'*') || after == Some(&b'*') {
            at = offset + words.get(offset..).map_or(2, |rest| rest.len() - rest.trim_start_matches('*').len());
            continue;
        }
        if before != Some(&b'\\') {
            found.push(Mark { event: index, offset, opens: !is_blank(after), closes: !is_blank(before) });
        }
    }
    found
}

/// Where to split which event; whether the mark opens.
fn pairs(lists: &[Vec<Mark>]) -> BTreeMap<usize, Vec<(usize, bool)>> {
    let mut splits: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
    for list in lists {
        let mut opened: Option<Mark> = None;
        for mark in list {
            match opened {
                Some(open) if mark.closes && (open.event, open.offset + 2) != (mark.event, mark.offset) => {
                    splits.entry(open.event).or_default().push((open.offset, true));
                    splits.entry(mark.event).or_default().push((mark.offset, false));
                    opened = None;
                }
                None if mark.opens => opened = Some(*mark),
                _ => {}
            }
        }
    }
    splits
}

/// The words of one event with the tags in the place of the marks.
fn split<'a>(completed: &mut Vec<Spanned<'a>>, words: &CowStr<'a>, range: &Range<usize>, splits: &[(usize, bool)]) {
    let mut at = 0;
    let text = |from: usize, to: usize, completed: &mut Vec<Spanned<'a>>| {
        let slice: Option<CowStr<'a>> = match words {
            CowStr::Borrowed(words) => words.get(from..to).map(CowStr::Borrowed),
            words => words.get(from..to).map(|slice| CowStr::from(slice.to_owned())),
        };
        if let Some(slice) = slice.filter(|slice| !slice.is_empty()) {
            completed.push((Event::Text(slice), range.start + from..range.start + to));
        }
    };
    for (offset, opens) in splits {
        text(at, *offset, completed);
        let mark = range.start + offset..range.start + offset + 2;
        let event = if *opens { Event::Start(Tag::Strong) } else { Event::End(TagEnd::Strong) };
        completed.push((event, mark));
        at = offset + 2;
    }
    text(at, words.len(), completed);
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn strong_as_kramdown_reads_it() {
        for (input, expected) in [
            ("是**「a」**b", "<p>是<strong>「a」</strong>b</p>\n"),
            ("**a。**b **c**", "<p><strong>a。</strong>b <strong>c</strong></p>\n"),
            ("**a _b_。**c", "<p><strong>a <em>b</em>。</strong>c</p>\n"),
            (
                "**(a)**b **`c`)**d",
                "<p><strong>(a)</strong>b <strong><code class=\"language-plaintext highlighter-rouge\">c</code>)</strong>d</p>\n",
            ),
            ("[**a。**b](http://c.d)", "<p><a href=\"http://c.d\"><strong>a。</strong>b</a></p>\n"),
            ("## **a。**b", "<h2 id=\"ab\"><strong>a。</strong>b</h2>\n"),
            ("a ** b ** c", "<p>a ** b ** c</p>\n"),
            ("** a.**b", "<p>** a.**b</p>\n"),
            ("**a.\nb.**c", "<p><strong>a.\nb.</strong>c</p>\n"),
            ("**a。\n\nb**", "<p>**a。</p>\n<p>b**</p>\n"),
            ("\\**a。\\**b", "<p>**a。**b</p>\n"),
            ("`**「a」**b`", "<p><code class=\"language-plaintext highlighter-rouge\">**「a」**b</code></p>\n"),
            ("<code>**「a」**b</code>", "<p><code>**「a」**b</code></p>\n"),
            ("a****b", "<p>a****b</p>\n"),
            ("**「a」**b{: .c}", "<p><strong>「a」</strong>b{: .c}</p>\n"),
            ("**「$$x$$」**b", "<p><strong>「\\(x\\)」</strong>b</p>\n"),
        ] {
            assert_eq!(html(input), expected, "{input:?}");
        }
    }
}
