//! `**words**` that `CommonMark` leaves as text and kramdown does not.
//!
//! `CommonMark` asks what stands on both sides of the marks, so `**「a」**b` and `(**a)**` stay text, which is most
//! strong words of a text written without blanks. kramdown asks less (`parser/kramdown/emphasis.rb`): no blank behind
//! the mark that opens, none before the one that closes, something in between.
//!
//! 1. Note every `**` in one element, escaped ones and those in raw `<code>` left out; those the parser has made strong
//!    too, for it may have taken the end of one for the beginning of the next.
//! 2. Take them in pairs, the first that may open with the next that may close.
//! 3. Put tags there.

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
    /// Where in its text it stands; nothing if the event is the tag itself.
    offset: Option<usize>,
    /// Where in the whole text it stands.
    at: usize,
    /// Whether no blank stands behind it.
    opens: bool,
    /// Whether no blank stands before it.
    closes: bool,
}

/// What a mark becomes.
#[derive(Clone, Copy, Debug)]
enum Role {
    Opens,
    Closes,
    Text,
}

/// What becomes of the marks in an event: where they stand in the whole text, and their roles.
type Roles = BTreeMap<usize, Vec<(usize, Role)>>;

/// `events` with every pair of `**` that is left in the text made strong.
pub(super) fn complete<'a>(text: &'a str, events: Vec<Spanned<'a>>) -> Vec<Spanned<'a>> {
    if !is_doubtful(&events) {
        return events;
    }
    let mut roles = Roles::new();
    for list in marks(text, &events) {
        let is_start = |mark: &Mark| matches!(events.get(mark.event), Some((Event::Start(_), _)));
        let is_nested = list.windows(2).any(|pair| pair.iter().all(is_start));
        if is_nested || list.iter().any(|mark| mark.offset.is_some()) {
            pair(&list, &mut roles);
        }
    }
    if roles.is_empty() {
        return events;
    }
    let mut completed = Vec::with_capacity(events.len() + roles.len() * 2);
    for (index, (event, range)) in events.into_iter().enumerate() {
        match (event, roles.get(&index)) {
            (Event::Text(words), Some(roles)) => split(&mut completed, &words, &range, roles),
            (_, Some(roles)) => completed.extend(roles.iter().filter_map(|(at, role)| mark_event(text, *at, *role))),
            (event, None) => completed.push((event, range)),
        }
    }
    completed
}

/// Whether marks are left in the text, or strong words stand in strong words, which kramdown never makes.
fn is_doubtful(events: &[Spanned<'_>]) -> bool {
    let mut depth = 0_usize;
    events.iter().any(|(event, _)| match event {
        Event::Start(Tag::Strong) => {
            depth += 1;
            depth > 1
        }
        Event::End(TagEnd::Strong) => {
            depth = depth.saturating_sub(1);
            false
        }
        Event::Text(words) => words.contains("**"),
        _ => false,
    })
}

/// The marks of each element by themselves: one list for the words of a paragraph, one for those of a link in it.
fn marks(text: &str, events: &[Spanned<'_>]) -> Vec<Vec<Mark>> {
    let mut done = Vec::new();
    let mut open: Vec<Vec<Mark>> = vec![Vec::new()];
    let (mut verbatim, mut in_code) = (0_usize, false);
    for (index, (event, range)) in events.iter().enumerate() {
        let strong = match event {
            Event::Start(Tag::Strong) => Some(range.start),
            Event::End(TagEnd::Strong) => range.end.checked_sub(2),
            _ => None,
        }
        .filter(|at| text.get(*at..).is_some_and(|rest| rest.starts_with("**")));
        match event {
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) if strong.is_some() => {
                if let (Some(at), Some(list)) = (strong, open.last_mut()) {
                    list.push(mark(text, index, None, at));
                }
            }
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
                    marks_in(text, index, words, range, list);
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

fn mark(text: &str, event: usize, offset: Option<usize>, at: usize) -> Mark {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    Mark { event, offset, at, opens: is_word(bytes.get(at + 2)), closes: is_word(before) }
}

/// Adds the marks in the words of the event at `index`.
fn marks_in(text: &str, index: usize, words: &str, range: &Range<usize>, list: &mut Vec<Mark>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(offset) = words.get(from..).and_then(|rest| rest.find("**")).map(|offset| from + offset) {
        let at = range.start + offset;
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let length = words.get(offset..).map_or(2, |rest| rest.len() - rest.trim_start_matches('*').len());
        from = offset + length;
        // Three and more in a row are an ornament, or something the parser has understood better.
        if length == 2 && !matches!(before, Some(b'*' | b'\\')) && bytes.get(at + 2) != Some(&b'*') {
            list.push(mark(text, index, Some(offset), at));
        }
    }
}

/// Gives the marks of one element their roles.
fn pair(list: &[Mark], roles: &mut Roles) {
    let mut opened: Option<Mark> = None;
    let mut found: BTreeMap<usize, Role> = BTreeMap::new();
    for mark in list {
        match opened {
            Some(open) if mark.closes && open.at + 2 < mark.at => {
                found.insert(open.at, Role::Opens);
                found.insert(mark.at, Role::Closes);
                opened = None;
            }
            None if mark.opens => opened = Some(*mark),
            _ => {}
        }
    }
    for mark in list {
        match (found.get(&mark.at), mark.offset) {
            (Some(role), _) => roles.entry(mark.event).or_default().push((mark.at, *role)),
            (None, None) => roles.entry(mark.event).or_default().push((mark.at, Role::Text)),
            (None, Some(_)) => {}
        }
    }
}

fn mark_event(text: &str, at: usize, role: Role) -> Option<Spanned<'_>> {
    let range = at..at + 2;
    let event = match role {
        Role::Opens => Event::Start(Tag::Strong),
        Role::Closes => Event::End(TagEnd::Strong),
        Role::Text => Event::Text(CowStr::Borrowed(text.get(range.clone())?)),
    };
    Some((event, range))
}

/// The words of one event with the tags in the place of the marks.
fn split<'a>(completed: &mut Vec<Spanned<'a>>, words: &CowStr<'a>, range: &Range<usize>, roles: &[(usize, Role)]) {
    let mut from = 0;
    let text = |from: usize, to: usize, completed: &mut Vec<Spanned<'a>>| {
        let slice: Option<CowStr<'a>> = match words {
            CowStr::Borrowed(words) => words.get(from..to).map(CowStr::Borrowed),
            words => words.get(from..to).map(|slice| CowStr::from(slice.to_owned())),
        };
        if let Some(slice) = slice.filter(|slice| !slice.is_empty()) {
            completed.push((Event::Text(slice), range.start + from..range.start + to));
        }
    };
    for (at, role) in roles {
        let offset = at - range.start;
        text(from, offset, completed);
        completed.extend(mark_event("", *at, *role));
        from = offset + 2;
    }
    text(from, words.len(), completed);
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
            ("**「a」**b**「c」**。", "<p><strong>「a」</strong>b<strong>「c」</strong>。</p>\n"),
            ("**「a」**b**c** **d**", "<p><strong>「a」</strong>b<strong>c</strong> <strong>d</strong></p>\n"),
            ("**a **b**", "<p><strong>a **b</strong></p>\n"),
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
