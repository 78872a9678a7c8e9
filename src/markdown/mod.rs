//! Markdown → [`Fragment`]: pulldown-cmark's events with byte ranges, and verbs over them.
//!
//! Knows no site: whatever lies outside the text is asked of a [`Resolver`]. What it understands is what Jekyll posts
//! are written in: `CommonMark` with GitHub's tables, footnotes, task lists and alerts, and kramdown's own syntax.
//!
//! 1. Parse the text once (`events`).
//! 2. Cover what the parser must not see by as many bytes of nothing (`cover`: attribute lists, extensions,
//!    mathematics, `2.` after a paragraph; before them what `html_content`, `html_blocks` and `loose_links` find), parse
//!    again if anything was, and put the pieces back among the events (`restore`). So every range is true of the text.
//! 3. Give attribute lists to their blocks (`attributes`), name headings (`headings`), number footnotes (`footnotes`).
//! 4. Write HTML (`write` and the files beside it): links are led (`links`, `raw_html`, `autolink`), words are set
//!    (`typography`, `emoji`), code is coloured (`code`), the table of contents is filled in (`toc`).
//!
//! [`furnish()`] gives finished HTML what only a page needs.

mod alerts;
mod attributes;
mod autolink;
mod code;
mod cover;
mod emoji;
mod escape;
mod events;
mod excerpt;
mod extensions;
mod footnotes;
mod furnish;
mod headings;
mod html_blocks;
mod html_content;
mod links;
mod loose_links;
mod lost_links;
mod math;
mod raw_html;
mod restore;
mod strong;
#[cfg(test)]
mod testing;
mod toc;
mod typography;
mod write;
mod write_code;
mod write_inserts;
mod write_notes;
mod write_raw;
mod write_words;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::diagnostic::{Fault, Finding};
use crate::highlight::Highlighter;

pub use autolink::mail_addresses;
pub use furnish::furnish;
pub use raw_html::{Meaning, image_set, is_fetched, meaning};
pub use write_raw::decoded;

/// Stands before the number of an [`Insert`] in a text: a noncharacter, which no real text contains.
pub const INSERT_START: char = '\u{FDD0}';
/// Stands after it.
pub const INSERT_END: char = '\u{FDD1}';

/// A finished piece that stands in a text as `START number END`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insert {
    /// A code block, from `{% highlight %}`.
    Code(CodeBlock),
    /// HTML that is written as it is.
    Html(String),
}

/// A block of code and how it wants to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeBlock {
    /// The language as written; empty if none.
    pub language: String,
    /// The code, with a final line end.
    pub text: String,
    /// Whether lines are numbered.
    pub line_numbers: bool,
    /// Lines to mark, counted from 1.
    pub marked: Vec<Range<usize>>,
}

/// What a reference in a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[a](b)`, `<a href>`, `<area href>`.
    Link,
    /// `![a](b)`, `<img src srcset>`, `<video poster>`, `<source>` …
    Image,
    /// `<script src>`, `<link href>`, `<iframe src>` …
    Asset,
}

/// A reference as the author wrote it.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// What it is for.
    pub kind: LinkKind,
    /// The address as written, entities and escapes resolved: `../JacksonRiley.html#top`.
    pub destination: &'a str,
    /// The words that carry it, without markup; empty for images and raw HTML.
    pub text: &'a str,
}

/// A reference understood.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The address to write into the page; nothing means as the author wrote it.
    pub address: Option<String>,
    /// The part after `#`, decoded, if the reference leads into the very page the text is rendered for: whether it is
    /// there is known only when the page is whole.
    pub own_anchor: Option<String>,
    /// What is wrong with it. The caller knows the place.
    pub problems: Vec<Fault>,
    /// Whether it leads to another host.
    pub is_away: bool,
}

/// A reference to another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The address as written, entities and escapes resolved.
    pub destination: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it stands there to the letter.
    pub is_written: bool,
}

/// A reference into the very page that a text is rendered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAnchor {
    /// The decoded part after `#`.
    pub anchor: String,
    /// Where its address stands.
    pub range: Range<usize>,
    /// The address, if it stands there to the letter and another may be written in its place.
    pub written: Option<Box<str>>,
}

/// What Markdown may ask of the world.
pub trait Resolver {
    /// Where a reference leads.
    fn resolve(&self, link: &Link<'_>) -> Resolved;

    /// Where the reference stands that was asked about last, in bytes of the text.
    fn stands_at(&self, place: &Range<usize>) {
        let _ = place;
    }

    /// Width and height in pixels of an image of this site, by its address as written.
    fn dimensions(&self, destination: &str) -> Option<(usize, usize)> {
        let _ = destination;
        None
    }
}

/// Leaves every reference as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsWritten;

impl Resolver for AsWritten {
    fn resolve(&self, _: &Link<'_>) -> Resolved {
        Resolved::default()
    }
}

/// How one text is to be rendered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Bare URLs become links.
    pub autolink: bool,
    /// Put before the ids of headings and footnotes, so that several documents can share a page; empty on a document's
    /// own page.
    pub id_prefix: &'a str,
    /// The level of the heading that the text stands under: `1` below the title of its page. HTML has no place for a heading
    /// that skips a level (HTML standard, section 4.3.11): such a one is written at the next. Nothing leaves all as written.
    pub under: Option<u8>,
    /// Whether it is kept where each part of the HTML comes from.
    pub origins: Origins,
}

/// Whether it is kept where each part of the HTML comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Nobody will ask.
    #[default]
    Forgotten,
    /// [`Fragment::origin`] will be asked.
    Kept,
}

/// Where a part of the HTML comes from: it begins here, and ends where the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its first byte in the HTML.
    at: usize,
    /// The bytes of the text that were made into it.
    text: Range<usize>,
    /// Whether they stand there as they are.
    is_copy: bool,
    /// The bytes of the address that it is a link to; they may be a definition far from it.
    address: Option<Range<usize>>,
}

/// One heading of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id; empty if it has none.
    pub id: String,
    /// Its text without markup.
    pub text: String,
}

/// Rendered Markdown without its template.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// The HTML.
    pub html: String,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// Every id in it that a `#anchor` can lead to: headings, attribute lists, raw HTML, footnotes.
    pub ids: Vec<String>,
    /// Every [`Resolved::own_anchor`], to be checked against `ids` and the page around.
    pub own_anchors: Vec<OwnAnchor>,
    /// Every reference to another host.
    pub away: Vec<Away>,
    /// What is wrong; ranges count bytes of the text that was rendered.
    pub findings: Vec<Finding>,
    /// Where its parts come from, in order, if that was asked for.
    origins: Vec<Origin>,
}

impl Fragment {
    /// The bytes of the text that `range` of the HTML comes from.
    pub fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        let at = self.origins.partition_point(|origin| origin.at <= range.start).checked_sub(1)?;
        let Origin { at, text, is_copy, .. } = self.origins.get(at)?;
        if !is_copy {
            return Some(text.clone());
        }
        let start = (text.start + (range.start - at)).min(text.end);
        Some(start..(start + range.len()).min(text.end))
    }

    /// The same of an address in it: of a link that is defined elsewhere (`[a][b]`), where it is defined.
    pub fn origin_of_address(&self, range: Range<usize>) -> Option<Range<usize>> {
        let at = self.origins.partition_point(|origin| origin.at <= range.start).checked_sub(1)?;
        self.origins.get(at)?.address.clone().or_else(|| self.origin(range))
    }
}

/// Renders `text`.
pub fn render(
    text: &str,
    inserts: &[Insert],
    options: Options<'_>,
    resolver: &dyn Resolver,
    highlighter: &Highlighter,
) -> Fragment {
    let text = without_strays(text, inserts.len());
    let text: &str = &text;
    let mut parsed = events::parse(text);
    let mut covered = Cow::Borrowed(text);
    let mut early = html_content::find(text, &parsed.events);
    early.extend(html_blocks::find(text, &parsed.events));
    early.extend(loose_links::find(text, &parsed.events));
    let early = cover::in_order(early);
    let with_early;
    if !early.is_empty() {
        with_early = cover::apply(text, &early);
        parsed = events::parse(&with_early);
        covered = Cow::Borrowed(&with_early);
    }
    let mut covers = cover::find(&covered, &parsed.events);
    let with_all;
    if !covers.list.is_empty() {
        with_all = cover::apply(&covered, &covers.list);
        parsed = events::parse(&with_all);
    }
    covers.list.extend(early);
    covers.list = cover::in_order(covers.list);
    let mut document = prepare(text, parsed, &covers.list);
    let jumps = headings::jumps(&document.headings, &document.events);
    headings::settle(&mut document.headings, options);
    let lost = lost_links::find(text, &document.events);
    let unknown = write::UnknownTags::Shown;
    let with = write::Surroundings { inserts, options, resolver, highlighter, unknown };
    let mut fragment = write::Writer::new(&document, with).finish();
    fragment.findings.extend(lost);
    fragment.findings.extend(jumps);
    fragment
}

/// Renders a text that is HTML already: its references are led where Markdown's are led, and finished pieces put in.
pub fn render_html(
    text: &str,
    inserts: &[Insert],
    origins: Origins,
    resolver: &dyn Resolver,
    highlighter: &Highlighter,
) -> Fragment {
    let text = without_strays(text, inserts.len());
    let events = vec![(Event::Html(text.as_ref().into()), 0..text.len())];
    let document = prepare(&text, events::Parsed { events, ..events::parse("") }, &[]);
    let (options, unknown) = (Options { origins, ..Options::default() }, write::UnknownTags::Kept);
    let with = write::Surroundings { inserts, options, resolver, highlighter, unknown };
    write::Writer::new(&document, with).finish()
}

/// Every address in a piece of HTML as a browser reads it, with what it is for and the bytes it stands at.
pub fn references(html: &str) -> Vec<(LinkKind, Range<usize>, Cow<'_, str>)> {
    let address = |range: &Range<usize>| write_raw::decoded(html.get(range.clone()).unwrap_or_default());
    raw_html::references(html).into_iter().map(|(kind, range)| (kind, range.clone(), address(&range))).collect()
}

/// The document that a parsed text is, its covered pieces put back.
fn prepare<'a>(text: &'a str, parsed: events::Parsed<'a>, covers: &[cover::Cover]) -> write::Document<'a> {
    let (events, mut attached) = if covers.is_empty() {
        (parsed.events, attributes::Attached::new())
    } else {
        let restored = restore::restore(text, parsed.events, covers);
        (restored.events, restored.attached)
    };
    attributes::attach_to_blocks(text, &events, &parsed.definitions, covers, &mut attached);
    let ends = events::ends(&events);
    let headings = headings::name(&events, &ends, &attached);
    let notes = footnotes::number(&events, &ends);
    write::Document { text, events, ends, definitions: parsed.definitions, attached, headings, notes }
}

/// `text` with every noncharacter that is no mark of a finished piece turned into U+FFFD, which is as long.
fn without_strays(text: &str, inserts: usize) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"\xEF\xB7").is_none() {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if !('\u{FDD0}'..='\u{FDEF}').contains(&c) {
            clean.push(c);
        } else if let Some((_, mark)) = write_inserts::insert_number(rest).filter(|(number, _)| *number < inserts) {
            length = mark;
            clean.push_str(rest.get(..mark).unwrap_or_default());
        } else {
            clean.push('\u{FFFD}');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Cow::Owned(clean)
}

/// The parts of `text` that are code: fenced and indented blocks, code spans. Sorted, not overlapping.
pub fn code_ranges(text: &str) -> Vec<Range<usize>> {
    if !text.contains(['`', '\t']) && !text.contains("~~~") && !text.contains("    ") {
        return Vec::new();
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (event, range) in &events::parse(text).events {
        if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))) {
            ranges.push(range.clone());
        }
    }
    ranges
}

/// Text of the first heading, without markup, if the text has one.
pub fn first_heading(text: &str) -> Option<String> {
    if !text.contains(['#', '=', '-']) {
        return None;
    }
    let parsed = events::parse(text);
    let start = parsed.events.iter().position(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. })))?;
    let content = parsed.events.get(start + 1..)?;
    let end = content.iter().position(|(event, _)| matches!(event, Event::End(pulldown_cmark::TagEnd::Heading(_))))?;
    let words = headings::words(content.get(..end)?);
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

/// The text before the first `separator` (`"\n\n"` is any blank line), fit to be rendered alone: the definitions of
/// links, footnotes and attributes that it uses are carried over, and neither code nor HTML is cut in two
/// (`jekyll/excerpt.rb`). An empty separator, or one that does not occur, gives the whole text.
pub fn excerpt_source(text: &str, separator: &str) -> String {
    excerpt::source(text, separator)
}

#[cfg(test)]
mod tests;
