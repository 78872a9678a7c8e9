//! Puts the covered pieces back among the events of the covered text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::attributes::Attached;
use super::cover::{Cover, Fill, Model, Piece};
use super::events::{Spanned, is_block};

/// Events of the text itself, and the attributes of the words among them.
#[derive(Debug, Default)]
pub(super) struct Restored<'a> {
    /// The events in order.
    pub(super) events: Vec<Spanned<'a>>,
    /// Attributes by the index of the event that opens their element.
    pub(super) attached: Attached,
    /// What a raw tag with Markdown in it does to the paragraph being read.
    paragraph: Hoisted<'a>,
}

/// What becomes of the paragraph that a tag with `markdown="1"` stands in.
#[derive(Debug, Default)]
enum Hoisted<'a> {
    #[default]
    No,
    /// The tag takes the paragraph's place.
    Replaced,
    /// The tag stands around the paragraph; its end is still to come, or was met.
    Around(Option<Spanned<'a>>),
}

/// `events` of the covered text as events of `text`.
pub(super) fn restore<'a>(text: &'a str, events: Vec<Spanned<'a>>, covers: &[Cover]) -> Restored<'a> {
    let mut restored = Restored { events: Vec::with_capacity(events.len() + 16), ..Restored::default() };
    let mut skip_heading = false;
    let mut in_code = false;
    for (event, range) in events {
        if skip_heading {
            skip_heading = !matches!(event, Event::End(TagEnd::Heading(_)));
            continue;
        }
        in_code = match event {
            Event::Start(Tag::CodeBlock(_)) => true,
            Event::End(TagEnd::CodeBlock) => false,
            _ => in_code,
        };
        match event {
            Event::Start(Tag::Heading { .. }) if block_cover(covers, &range).is_some() => {
                skip_heading = true;
                restored.block(text, covers, &range);
            }
            Event::Start(Tag::List(Some(number))) => {
                let number = written_number(text, covers, &range).unwrap_or(number);
                restored.events.push((Event::Start(Tag::List(Some(number))), range));
            }
            Event::Text(words) if in_code => {
                let words = uncovered(text, covers, words, &range);
                restored.events.push((Event::Text(words), range));
            }
            Event::Text(words) => restored.words(text, covers, words, range),
            Event::Code(_) if !within(covers, &range).is_empty() => {
                let code = text.get(range.clone()).unwrap_or_default().trim_matches('`');
                restored.events.push((Event::Code(CowStr::Borrowed(code)), range));
            }
            Event::Html(html) => {
                let html = uncovered(text, covers, html, &range);
                restored.events.push((Event::Html(html), range));
            }
            Event::InlineHtml(html) => {
                let html = uncovered(text, covers, html, &range);
                restored.events.push((Event::InlineHtml(html), range));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = written_address(text, covers, &range, dest_url);
                restored.events.push((Event::Start(Tag::Link { link_type, dest_url, title, id }), range));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url = written_address(text, covers, &range, dest_url);
                restored.events.push((Event::Start(Tag::Image { link_type, dest_url, title, id }), range));
            }
            Event::End(TagEnd::Paragraph) => restored.end_paragraph(range),
            Event::SoftBreak if restored.is_at_start_of_item() => {}
            event => restored.events.push((event, range)),
        }
    }
    restored
}

/// The covers that begin within `range`.
fn within<'c>(covers: &'c [Cover], range: &Range<usize>) -> &'c [Cover] {
    let first = covers.partition_point(|cover| cover.range.start < range.start);
    let end = covers.partition_point(|cover| cover.range.start < range.end);
    covers.get(first..end).unwrap_or_default()
}

fn block_cover<'c>(covers: &'c [Cover], range: &Range<usize>) -> Option<&'c Cover> {
    within(covers, range).first().filter(|cover| cover.fill == Fill::Block && cover.range.start <= range.start + 3)
}

/// The number a list begins with in the text, if it is covered there.
fn written_number(text: &str, covers: &[Cover], list: &Range<usize>) -> Option<u64> {
    let marker = list.start..list.end.min(list.start + 4);
    let cover = within(covers, &marker).iter().find(|cover| cover.fill == Fill::One)?;
    text.get(cover.range.clone())?.parse().ok()
}

/// The address of the link, if it was covered; behind it stands at most a title.
fn written_address<'a>(text: &str, covers: &[Cover], link: &Range<usize>, parsed: CowStr<'a>) -> CowStr<'a> {
    let last = within(covers, link).iter().rev().find(|cover| cover.fill == Fill::Joined);
    match last.map(|cover| (&cover.piece, text.get(cover.range.end..link.end))) {
        Some((Piece::Address(address), Some(behind))) if !behind.contains(']') => CowStr::from(address.clone()),
        _ => parsed,
    }
}

/// Raw HTML as it stands in the text, if a cover hid some of it.
fn uncovered<'a>(text: &'a str, covers: &[Cover], html: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
    if within(covers, range).is_empty() || html.len() != range.len() {
        return html;
    }
    text.get(range.clone()).map_or(html, CowStr::Borrowed)
}

impl<'a> Restored<'a> {
    fn block(&mut self, text: &'a str, covers: &[Cover], range: &Range<usize>) {
        let Some(cover) = block_cover(covers, range) else { return };
        match &cover.piece {
            Piece::Math(content) => {
                self.events.push((Event::DisplayMath(CowStr::from(content.clone())), cover.range.clone()));
            }
            Piece::Html(html) => self.html_block(text, html.clone()),
            _ => {}
        }
    }

    fn html_block(&mut self, text: &'a str, html: Range<usize>) {
        let Some(slice) = text.get(html.clone()) else { return };
        self.events.push((Event::Start(Tag::HtmlBlock), html.clone()));
        self.events.push((Event::Html(CowStr::Borrowed(slice)), html.clone()));
        self.events.push((Event::End(TagEnd::HtmlBlock), html));
    }

    fn words(&mut self, text: &'a str, covers: &[Cover], words: CowStr<'a>, range: Range<usize>) {
        let covers = within(covers, &range);
        if covers.is_empty() || words.len() != range.len() {
            self.events.push((Event::Text(words), range));
            return;
        }
        let mut at = range.start;
        for cover in covers {
            self.slice(text, at..cover.range.start);
            self.piece(text, cover);
            at = cover.range.end;
        }
        self.slice(text, at..range.end);
    }

    /// Text as it stands.
    fn slice(&mut self, text: &'a str, mut range: Range<usize>) {
        let Some(mut slice) = text.get(range.clone()) else { return };
        if self.is_at_start_of_item() {
            slice = slice.trim_start();
            range.start = range.end - slice.len();
        }
        if !slice.is_empty() {
            self.events.push((Event::Text(CowStr::Borrowed(slice)), range));
        }
    }

    fn piece(&mut self, text: &'a str, cover: &Cover) {
        match &cover.piece {
            Piece::Math(content) => {
                self.events.push((Event::InlineMath(CowStr::from(content.clone())), cover.range.clone()));
            }
            Piece::Html(html) => {
                if let Some(slice) = text.get(html.clone()) {
                    self.events.push((Event::InlineHtml(CowStr::Borrowed(slice)), html.clone()));
                }
            }
            Piece::SpanAttributes(attributes) => match self.element_before() {
                Some(index) => self.attached.entry(index).or_default().merge(attributes),
                None => self.slice(text, cover.range.clone()),
            },
            Piece::Tag(model) => self.tag(text, *model, cover.range.clone()),
            Piece::Literal | Piece::Address(_) => self.slice(text, cover.range.clone()),
            Piece::Nothing | Piece::BlockAttributes(_) => {}
        }
    }

    /// The index of the element that ends right here, or of the item that begins right here.
    fn element_before(&self) -> Option<usize> {
        let last = self.events.len().checked_sub(1)?;
        match &self.events.get(last)?.0 {
            end @ Event::End(_) if !is_block(end) => {
                let mut depth = 0_usize;
                self.events.iter().enumerate().rev().find_map(|(index, (event, _))| {
                    match event {
                        Event::End(_) => depth += 1,
                        Event::Start(_) => depth -= 1,
                        _ => {}
                    }
                    (depth == 0).then_some(index)
                })
            }
            Event::Code(_) | Event::InlineMath(_) | Event::FootnoteReference(_) => Some(last),
            Event::Start(_) | Event::TaskListMarker(_) => self.item_here(),
            _ => None,
        }
    }

    /// The index of the list item, term or definition whose first words come next.
    fn item_here(&self) -> Option<usize> {
        let skip = self
            .events
            .iter()
            .rev()
            .take_while(|(event, _)| matches!(event, Event::TaskListMarker(_) | Event::Start(Tag::Paragraph)))
            .count();
        let index = self.events.len().checked_sub(skip + 1)?;
        matches!(
            self.events.get(index)?.0,
            Event::Start(Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition)
        )
        .then_some(index)
    }

    /// Whether an attribute list of the item was the only thing in it so far.
    fn is_at_start_of_item(&self) -> bool {
        !self.attached.is_empty() && self.item_here().is_some_and(|index| self.attached.contains_key(&index))
    }

    fn tag(&mut self, text: &'a str, model: Model, range: Range<usize>) {
        let Some(slice) = text.get(range.clone()) else { return };
        let tag = (Event::InlineHtml(CowStr::Borrowed(slice)), range.clone());
        let is_first = matches!(self.events.last(), Some((Event::Start(Tag::Paragraph), _)));
        match (&mut self.paragraph, model) {
            (Hoisted::No, Model::Words) if is_first => {
                self.events.pop();
                self.events.push(tag);
                self.paragraph = Hoisted::Replaced;
            }
            (Hoisted::No, Model::Blocks) if is_first => {
                let paragraph = self.events.pop();
                self.html_block(text, range);
                self.events.extend(paragraph);
                self.paragraph = Hoisted::Around(None);
            }
            (Hoisted::Around(close @ None), Model::Blocks) => *close = Some(tag),
            _ => self.events.push(tag),
        }
    }

    fn end_paragraph(&mut self, range: Range<usize>) {
        match std::mem::take(&mut self.paragraph) {
            Hoisted::No => self.events.push((Event::End(TagEnd::Paragraph), range)),
            // The end of a block of HTML is a line end, which is all that is left of the paragraph.
            Hoisted::Replaced => self.events.push((Event::Html(CowStr::Borrowed("\n")), range.end..range.end)),
            Hoisted::Around(close) => {
                self.events.push((Event::End(TagEnd::Paragraph), range));
                if let Some((Event::InlineHtml(tag), range)) = close {
                    self.events.push((Event::Start(Tag::HtmlBlock), range.clone()));
                    self.events.push((Event::Html(tag), range.clone()));
                    self.events.push((Event::End(TagEnd::HtmlBlock), range));
                }
            }
        }
    }
}
