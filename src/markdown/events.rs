//! pulldown-cmark's events with byte ranges, collected, and the few questions every verb asks of them.
//!
//! 1. Neighbouring pieces of text, or of raw HTML, that stand side by side in the source become one.
//! 2. `~x~` is text again: only `~~x~~` strikes out (kramdown-parser-gfm). So is `\__x__`, of which `CommonMark` would
//!    emphasise a part.
//! 3. `# Using {braces}` is text again: a heading's attributes are `#id`, `.class` and `key=value`.
//! 4. `\%` keeps its backslash, and `\\` at the end of a line breaks it (kramdown-parser-gfm, `ESCAPED_CHARS_GFM`; kramdown,
//!    `parser/kramdown/line_break.rb`).
//! 5. Every reference-style link gets the place of its definition.
//! 6. `**` that is left over becomes strong (`strong`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::strong;

/// An event and the bytes of the text it came from.
pub(super) type Spanned<'a> = (Event<'a>, Range<usize>);

/// One text as a list of events.
#[derive(Debug, Default)]
pub(super) struct Parsed<'a> {
    /// The events in order.
    pub(super) events: Vec<Spanned<'a>>,
    /// By the first byte of a reference-style link: the bytes of its definition.
    pub(super) definitions: BTreeMap<usize, Range<usize>>,
}

/// What of Markdown is understood by the parser itself.
pub(super) fn syntax() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// Parses `text` into a list.
pub(super) fn parse(text: &str) -> Parsed<'_> {
    let mut iter = Parser::new_ext(text, syntax()).into_offset_iter();
    let mut events: Vec<Spanned<'_>> = Vec::with_capacity(text.len() / 16 + 8);
    let mut referenced: Vec<(usize, CowStr<'_>)> = Vec::new();
    let (mut single_tildes, mut half_escaped) = (0_usize, 0_usize);
    let mut term = None;
    for (event, range) in iter.by_ref() {
        let event = match event {
            Event::Start(Tag::Strikethrough) if is_single_tilde(text, &range) => {
                single_tildes += 1;
                push_text(&mut events, text, range.start..range.start + 1);
                continue;
            }
            Event::End(TagEnd::Strikethrough) if single_tildes > 0 && is_single_tilde(text, &range) => {
                single_tildes -= 1;
                push_text(&mut events, text, range.end - 1..range.end);
                continue;
            }
            Event::Start(Tag::Emphasis) if is_half_escaped(text, &range) => {
                half_escaped += 1;
                push_text(&mut events, text, range.start..range.start + 1);
                continue;
            }
            Event::End(TagEnd::Emphasis) if half_escaped > 0 && is_half_escaped(text, &range) => {
                half_escaped -= 1;
                push_text(&mut events, text, range.end - 1..range.end);
                continue;
            }
            Event::Start(Tag::Heading { level, attrs, .. }) if attrs.iter().any(|(_, value)| value.is_none()) => {
                refused_heading(text, &range, level, attrs)
            }
            Event::Start(Tag::Link { link_type, ref id, .. } | Tag::Image { link_type, ref id, .. })
                if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) =>
            {
                referenced.push((range.start, id.clone()));
                event
            }
            Event::Text(_) if keeps_backslash(text, &events, &range) => {
                push_text(&mut events, text, range.start - 1..range.end);
                continue;
            }
            Event::SoftBreak if take_double_backslash(text, &mut events, &range) => Event::HardBreak,
            Event::Text(_) | Event::Html(_) if extends_last(&mut events, text, &event, &range) => continue,
            Event::End(TagEnd::Heading(_)) => {
                if let Some(braces) = refused_braces(text, &events, &range) {
                    push_text(&mut events, text, braces);
                }
                event
            }
            Event::SoftBreak if is_between_terms(&events, term) => {
                term = Some(events.len() + 1);
                events.push((Event::End(TagEnd::DefinitionListTitle), range.clone()));
                Event::Start(Tag::DefinitionListTitle)
            }
            Event::Start(Tag::DefinitionListTitle) => {
                term = Some(events.len());
                event
            }
            Event::End(TagEnd::DefinitionListTitle) => {
                term = None;
                event
            }
            event => event,
        };
        events.push((event, range));
    }
    let definitions = referenced
        .into_iter()
        .filter_map(|(start, id)| Some((start, iter.reference_definitions().get(&id)?.span.clone())))
        .collect();
    Parsed { events: strong::complete(text, events), definitions }
}

/// Whether the text begins with a character that kramdown knows no escape of, and a backslash was taken from it.
fn keeps_backslash(text: &str, events: &[Spanned<'_>], range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let Some(before) = range.start.checked_sub(1) else { return false };
    bytes.get(before) == Some(&b'\\')
        && matches!(bytes.get(range.start), Some(b'%' | b',' | b'/' | b';' | b'?' | b'@' | b'^'))
        && events
            .last()
            .is_none_or(|(event, last)| last.end <= before || !matches!(event, Event::Text(_) | Event::Code(_)))
}

/// Takes the `\\` that ends a line, if that is what stands before the line end at `range`.
fn take_double_backslash<'a>(text: &'a str, events: &mut Vec<Spanned<'a>>, range: &Range<usize>) -> bool {
    let line = text.get(..range.start).unwrap_or_default();
    let Some((Event::Text(words), last)) = events.last_mut() else { return false };
    if last.end != line.len() || !line.ends_with("\\\\") || line.ends_with("\\\\\\") || &**words != "\\" {
        return false;
    }
    events.pop();
    true
}

/// Whether every element opened since the term's beginning at `term` is closed.
fn is_between_terms(events: &[Spanned<'_>], term: Option<usize>) -> bool {
    let Some(content) = term.and_then(|term| events.get(term + 1..)) else { return false };
    let count = |is_wanted: fn(&Event<'_>) -> bool| content.iter().filter(|(event, _)| is_wanted(event)).count();
    count(|event| matches!(event, Event::Start(_))) == count(|event| matches!(event, Event::End(_)))
}

fn is_single_tilde(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|slice| !slice.starts_with("~~"))
}

/// Whether the emphasis is the inner half of a double mark whose first character is escaped: `\**x**`.
fn is_half_escaped(text: &str, range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let mark = bytes.get(range.start);
    range.start >= 2
        && bytes.get(range.end) == mark
        && bytes.get(range.start - 1) == mark
        && bytes.get(range.start - 2) == Some(&b'\\')
}

fn push_text<'a>(events: &mut Vec<Spanned<'a>>, text: &'a str, range: Range<usize>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let event = Event::Text(CowStr::Borrowed(slice));
    if !extends_last(events, text, &event, &range) {
        events.push((event, range));
    }
}

/// Lengthens the last event by this one if both are slices of `text` that stand side by side.
fn extends_last<'a>(events: &mut [Spanned<'a>], text: &'a str, event: &Event<'a>, range: &Range<usize>) -> bool {
    let Some((last, last_range)) = events.last_mut() else { return false };
    if last_range.end != range.start {
        return false;
    }
    let ((Event::Text(CowStr::Borrowed(before)), Event::Text(CowStr::Borrowed(after)))
    | (Event::Html(CowStr::Borrowed(before)), Event::Html(CowStr::Borrowed(after)))) = (&*last, event)
    else {
        return false;
    };
    if before.len() != last_range.len() || after.len() != range.len() {
        return false;
    }
    let joined = last_range.start..range.end;
    let Some(slice) = text.get(joined.clone()) else { return false };
    *last = if matches!(event, Event::Html(_)) {
        Event::Html(CowStr::Borrowed(slice))
    } else {
        Event::Text(CowStr::Borrowed(slice))
    };
    *last_range = joined;
    true
}

/// The heading again: with its attributes if each of them is one, else marked by a single attribute without a name, so
/// that its end finds the words to give back.
fn refused_heading<'a>(
    text: &'a str,
    range: &Range<usize>,
    level: pulldown_cmark::HeadingLevel,
    attrs: Vec<(CowStr<'a>, Option<CowStr<'a>>)>,
) -> Event<'a> {
    let braces = brace_range(text, range).and_then(|braces| text.get(braces)).unwrap_or_default();
    // `## Contents {: .no_toc}`: the colon of an attribute list is forgiven on the heading's own line.
    if let Some(list) = braces.trim_start().strip_prefix("{:").and_then(|rest| rest.strip_suffix('}')) {
        let parsed = super::attributes::Attributes::parse(list);
        return Event::Start(Tag::Heading {
            level,
            id: parsed.id.map(CowStr::from),
            classes: parsed.classes.into_iter().map(CowStr::from).collect(),
            attrs: parsed.pairs.into_iter().map(|(key, value)| (key.into(), Some(value.into()))).collect(),
        });
    }
    drop(attrs);
    Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: vec![(CowStr::Borrowed(""), None)] })
}

/// The `{braces}` at the end of a heading that [`refused_heading`] marked, with the blank before them.
fn refused_braces(text: &str, events: &[Spanned<'_>], range: &Range<usize>) -> Option<Range<usize>> {
    let marked = events.iter().rev().find_map(|(event, _)| match event {
        Event::Start(Tag::Heading { attrs, .. }) => {
            Some(attrs.iter().any(|(key, value)| key.is_empty() && value.is_none()))
        }
        _ => None,
    })?;
    if marked { brace_range(text, range) } else { None }
}

fn brace_range(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let heading = text.get(range.clone())?;
    let end = heading.rfind('}')? + 1;
    let open = heading.get(..end)?.rfind('{')?;
    let start = heading.get(..open)?.trim_end_matches([' ', '\t']).len();
    // A heading that is nothing but braces keeps the blank after its marks to itself.
    let start = if heading.get(..start)?.ends_with('#') && start < open { start + 1 } else { start };
    Some(range.start + start..range.start + end)
}

/// For each event that opens something, the index of the one that closes it; for every other its own index.
pub(super) fn ends(events: &[Spanned<'_>]) -> Vec<usize> {
    let mut ends: Vec<usize> = (0..events.len()).collect();
    let mut open = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => open.push(index),
            Event::End(_) => {
                if let Some(slot) = open.pop().and_then(|start: usize| ends.get_mut(start)) {
                    *slot = index;
                }
            }
            _ => {}
        }
    }
    ends
}

/// Whether the event opens or closes something that is no part of a line of text.
pub(super) fn is_block(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(tag) => !matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Rule => true,
        _ => false,
    }
}

/// The words of inline events, without markup: code and mathematics as written, line ends as blanks.
pub(super) fn plain_text<'e>(events: &'e [Spanned<'_>]) -> Cow<'e, str> {
    if let [(Event::Text(only) | Event::Code(only), _)] = events {
        return without_inserts(Cow::Borrowed(only));
    }
    let mut words = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                words.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    without_inserts(Cow::Owned(words))
}

/// `words` without the marks of finished pieces.
fn without_inserts(words: Cow<'_, str>) -> Cow<'_, str> {
    if !words.contains(super::INSERT_START) {
        return words;
    }
    let mut kept = String::with_capacity(words.len());
    let mut rest = words.as_ref();
    while let Some((before, after)) = rest.split_once(super::INSERT_START) {
        kept.push_str(before);
        rest = after.split_once(super::INSERT_END).map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        let found: Vec<String> = parse(input)
            .events
            .iter()
            .filter_map(|(event, range)| match event {
                Event::Text(text) => Some(format!("{text}@{}..{}", range.start, range.end)),
                Event::Start(Tag::Strikethrough) => Some("<del>".to_owned()),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn text_side_by_side_is_one_event() {
        check("a [b ]c & d!", &["a [b ]c & d!@0..12"]);
        check("a\\*b", &["a@0..1", "*b@2..4"]);
        check("a&amp;b", &["a@0..1", "&@1..6", "b@6..7"]);
        check("", &[]);
    }

    #[test]
    fn only_what_kramdown_escapes_loses_its_backslash() {
        check("$5\\%$ a\\,b", &["$5\\%$ a\\,b@0..10"]);
        check("\\; x", &["\\; x@0..4"]);
        check("a\\*b\\~", &["a@0..1", "*b@2..4", "~@5..6"]);
        check("a\\\\%b", &["a@0..1", "\\%b@2..5"]);
        check("`a`\\%", &["\\%@3..5"]);
        check("*a*\\%", &["a@1..2", "\\%@3..5"]);
        check("a\\\\\nb", &["a@0..1", "b@4..5"]);
        check("a\\\\\\\\\nb", &["a@0..1", "\\@2..3", "\\@4..5", "b@6..7"]);
        check("a\\\\", &["a@0..1", "\\@2..3"]);
    }

    #[test]
    fn one_tilde_is_text() {
        check("a ~b~ c", &["a ~b~ c@0..7"]);
        check("\\__a__ \\**b**", &["__a__ @1..7", "**b**@8..13"]);
        check("a ~~b~~ c", &["a @0..2", "<del>", "b@4..5", " c@7..9"]);
    }

    #[test]
    fn braces_of_a_heading_are_text_unless_attributes() {
        check("# Using {braces}", &["Using {braces}@2..16"]);
        check("# Using {#id .c k=v}", &["Using@2..7"]);
        check("# Using {: .no_toc}", &["Using@2..7"]);
        check("Set {1, 2}\n===", &["Set {1, 2}@0..10"]);
    }

    #[test]
    fn words() {
        let parsed = parse("a *b* `c`\n[d](e) ![f](g)");
        assert_eq!(plain_text(&parsed.events), "a b c d f");
    }
}
