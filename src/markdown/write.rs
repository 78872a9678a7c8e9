//! Events → HTML: the walk, and the blocks. Words are in `write_words`, raw HTML is in `write_raw`.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd};

use super::attributes::{Attached, Attributes};
use super::events::Spanned;
use super::footnotes::Notes;
use super::headings::Placed;
use super::{Fragment, Insert, Options, Origin, Origins, Resolver, alerts, escape};
use crate::highlight::Highlighter;

/// A text made ready to be written.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// The text the events' ranges count in.
    pub(super) text: &'a str,
    /// Its events.
    pub(super) events: Vec<Spanned<'a>>,
    /// For each event that opens something the index of the one that closes it.
    pub(super) ends: Vec<usize>,
    /// By the first byte of a reference-style link: its definition.
    pub(super) definitions: BTreeMap<usize, Range<usize>>,
    /// Attribute lists by the index of the event that opens their element.
    pub(super) attached: Attached,
    /// Headings in order.
    pub(super) headings: Vec<Placed>,
    /// Footnotes in order.
    pub(super) notes: Notes,
}

/// What a document is written with.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// Finished pieces.
    pub(super) inserts: &'a [Insert],
    /// The site's choices.
    pub(super) options: Options<'a>,
    /// Leads references.
    pub(super) resolver: &'a dyn Resolver,
    /// Colours code.
    pub(super) highlighter: &'a Highlighter,
    /// What becomes of `<maintainer>`.
    pub(super) unknown: UnknownTags,
}

/// What becomes of a tag of an element that HTML does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnknownTags {
    /// It stays: the text may be XML.
    Kept,
    /// It was not meant for one, and no browser would show it: it is written as the words it is.
    Shown,
}

/// How far the table of contents is; only the first list that asks for it becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// None was asked for yet.
    Unwritten,
    /// One of its entries is being written.
    Writing,
    /// It stands in the page.
    Written,
}

/// The state of the walk.
pub(super) struct Writer<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) with: Surroundings<'a>,
    pub(super) fragment: Fragment,
    /// How many references to each footnote were written.
    pub(super) referred: Vec<usize>,
    /// How many pictures were written.
    pub(super) images: usize,
    /// How deep the walk is in links.
    pub(super) links: usize,
    /// Whether the link's words are its address.
    pub(super) is_autolink: bool,
    /// How deep the walk is in emphasis and the like.
    pub(super) inline: usize,
    /// How deep the walk is in `<svg>` and `<math>`, which have elements of their own.
    pub(super) foreign: usize,
    /// How deep the walk is in raw elements whose words are left alone.
    pub(super) verbatim: usize,
    /// Where the paragraph being written begins, and where its content does.
    pub(super) paragraph: Option<(usize, usize)>,
    pub(super) contents: Contents,
    alignments: &'a [Alignment],
    cell: usize,
    in_head: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(document: &'a Document<'a>, with: Surroundings<'a>) -> Self {
        let mut fragment = Fragment::default();
        fragment.html.reserve(document.text.len() + document.text.len() / 3);
        fragment.headings = document.headings.iter().map(|placed| placed.heading.clone()).collect();
        Self {
            document,
            with,
            fragment,
            referred: vec![0; document.notes.list.len()],
            images: 0,
            links: 0,
            is_autolink: false,
            inline: 0,
            foreign: 0,
            verbatim: 0,
            paragraph: None,
            contents: Contents::Unwritten,
            alignments: &[],
            cell: 0,
            in_head: false,
        }
    }

    /// Writes the whole document, footnotes at its end.
    pub(super) fn finish(mut self) -> Fragment {
        self.walk(0..self.document.events.len());
        self.footnotes();
        self.fragment
    }

    pub(super) fn walk(&mut self, range: Range<usize>) {
        let mut index = range.start;
        while index < range.end {
            index = self.event(index).max(index + 1);
        }
    }

    /// Takes down that what is written from here on comes from `range` of the text, as a copy of it or made of it.
    pub(super) fn origin(&mut self, range: &Range<usize>, is_copy: bool) {
        if self.with.options.origins == Origins::Kept {
            let at = self.fragment.html.len();
            self.fragment.origins.push(Origin { at, text: range.clone(), is_copy, address: None });
        }
    }

    /// Takes down that what [`Writer::origin`] took down last is a link to the address at `place`.
    pub(super) fn origin_of_address(&mut self, place: &Range<usize>) {
        if let Some(origin) = self.fragment.origins.last_mut() {
            origin.address = Some(place.clone());
        }
    }

    /// Whether an entry of the table of contents is being written.
    pub(super) fn is_in_contents(&self) -> bool {
        self.contents == Contents::Writing
    }

    pub(super) fn out(&mut self) -> &mut String {
        &mut self.fragment.html
    }

    pub(super) fn push(&mut self, html: &str) {
        self.fragment.html.push_str(html);
    }

    /// Begins a line.
    pub(super) fn fresh(&mut self) {
        if !self.fragment.html.is_empty() && !self.fragment.html.ends_with('\n') {
            self.fragment.html.push('\n');
        }
    }

    /// Where the element that the event at `index` opens is closed.
    pub(super) fn end(&self, index: usize) -> usize {
        self.document.ends.get(index).copied().unwrap_or(index)
    }

    /// Writes one event; gives the index of the next one to write.
    fn event(&mut self, index: usize) -> usize {
        let Some((event, range)) = self.document.events.get(index) else { return index + 1 };
        self.origin(range, false);
        match event {
            Event::Start(tag) => return self.start(tag, index),
            Event::End(tag) => self.close(*tag, index),
            Event::Text(_) => self.text(index),
            Event::Code(code) => self.code_span(code, index),
            Event::InlineMath(content) => self.math_span(content, index),
            Event::DisplayMath(content) => self.math_block(content, index),
            Event::Html(html) => self.raw(&[(html, range.clone())]),
            Event::InlineHtml(html) => {
                super::html_content::track_verbatim(html, &mut self.verbatim);
                self.raw(&[(html, range.clone())]);
            }
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => self.push("\n"),
            Event::HardBreak => self.push("<br>\n"),
            Event::Rule => {
                self.fresh();
                self.open("hr", index, "");
                self.push("\n");
            }
            Event::TaskListMarker(is_done) => self.push(if *is_done {
                "<input type=\"checkbox\" class=\"task-list-item-checkbox\" disabled checked> "
            } else {
                "<input type=\"checkbox\" class=\"task-list-item-checkbox\" disabled> "
            }),
        }
        index + 1
    }

    fn start(&mut self, tag: &'a Tag<'a>, index: usize) -> usize {
        match tag {
            Tag::Paragraph => self.open_paragraph(index),
            Tag::Heading { .. } => self.open_heading(index),
            Tag::BlockQuote(kind) => self.open_quote(*kind, index),
            Tag::CodeBlock(kind) => return self.code_block(kind, index),
            Tag::HtmlBlock => return self.html_block(index),
            Tag::List(number) => return self.open_list(*number, index),
            Tag::Item => self.open_item(index),
            Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => return self.end(index) + 1,
            Tag::DefinitionList => self.open_block("dl", index),
            Tag::DefinitionListTitle => self.open_line("dt", index),
            Tag::DefinitionListDefinition => self.open_line("dd", index),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.open_block("table", index);
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.push("<thead>\n<tr>\n");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.push("<tr>\n");
            }
            Tag::TableCell => self.open_cell(index),
            Tag::Emphasis => self.open_inline("em", index),
            Tag::Strong => self.open_inline("strong", index),
            Tag::Strikethrough => self.open_inline("del", index),
            Tag::Superscript => self.open_inline("sup", index),
            Tag::Subscript => self.open_inline("sub", index),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(*link_type, dest_url, title, index),
            Tag::Image { link_type, dest_url, title, .. } => return self.image(*link_type, dest_url, title, index),
        }
        index + 1
    }

    fn close(&mut self, tag: TagEnd, index: usize) {
        match tag {
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(_) => {
                let headings = &self.document.headings;
                let opened = headings.partition_point(|placed| placed.index < index).checked_sub(1);
                let level = opened.and_then(|at| headings.get(at)).map_or(6, |placed| placed.heading.level);
                self.push("</");
                self.push(heading_name(level));
                self.push(">\n");
                self.verbatim = 0;
            }
            TagEnd::BlockQuote(None) => self.close_block("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.close_block("</div>\n"),
            TagEnd::List(true) => self.close_block("</ol>\n"),
            TagEnd::List(false) => self.close_block("</ul>\n"),
            TagEnd::Item => self.close_line("</li>\n"),
            TagEnd::DefinitionList => self.close_block("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close_line("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close_line("</dd>\n"),
            TagEnd::Table => {
                self.push(if self.fragment.html.ends_with("</thead>\n") {
                    "</table>\n"
                } else {
                    "</tbody>\n</table>\n"
                });
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.push("</tr>\n</thead>\n");
                if matches!(self.document.events.get(index + 1), Some((Event::Start(Tag::TableRow), _))) {
                    self.push("<tbody>\n");
                }
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                let is_empty_head = self.in_head && self.fragment.html.ends_with("<td>");
                self.push(if self.in_head && !is_empty_head { "</th>\n" } else { "</td>\n" });
                self.cell += 1;
                self.verbatim = 0;
            }
            TagEnd::Emphasis => self.close_inline("</em>"),
            TagEnd::Strong => self.close_inline("</strong>"),
            TagEnd::Strikethrough => self.close_inline("</del>"),
            TagEnd::Superscript => self.close_inline("</sup>"),
            TagEnd::Subscript => self.close_inline("</sub>"),
            TagEnd::Link => self.close_link(),
            TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Image
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// `<name class="…" id="…" …>`, with `class` before the classes of the element's own list.
    pub(super) fn open(&mut self, name: &str, index: usize, class: &str) {
        self.push("<");
        self.push(name);
        let document = self.document;
        self.attributes(document.attached.get(&index), class);
        self.push(">");
    }

    pub(super) fn attributes(&mut self, list: Option<&Attributes>, class: &str) {
        let Some(list) = list else {
            if !class.is_empty() {
                self.push(" class=\"");
                escape::attribute(self.out(), class);
                self.push("\"");
            }
            return;
        };
        if !class.is_empty() || !list.classes.is_empty() {
            self.push(" class=\"");
            escape::attribute(self.out(), class);
            for (nth, own) in list.classes.iter().enumerate() {
                if nth > 0 || !class.is_empty() {
                    self.push(" ");
                }
                escape::attribute(self.out(), own);
            }
            self.push("\"");
        }
        self.id_and_pairs(list);
    }

    pub(super) fn id_and_pairs(&mut self, list: &Attributes) {
        if let Some(id) = list.id.as_deref().filter(|id| !id.is_empty() && !self.is_in_contents()) {
            self.id(id);
        }
        for (key, value) in &list.pairs {
            self.push(" ");
            escape::attribute(self.out(), key);
            self.push("=\"");
            escape::attribute(self.out(), value);
            self.push("\"");
        }
    }

    /// ` id="…"`, remembered.
    pub(super) fn id(&mut self, id: &str) {
        self.push(" id=\"");
        escape::attribute(self.out(), id);
        self.push("\"");
        self.fragment.ids.push(id.to_owned());
    }

    fn open_block(&mut self, name: &str, index: usize) {
        self.open_line(name, index);
        self.push("\n");
    }

    fn open_line(&mut self, name: &str, index: usize) {
        self.fresh();
        self.open(name, index, "");
    }

    fn close_block(&mut self, tag: &str) {
        self.fresh();
        self.push(tag);
    }

    fn close_line(&mut self, tag: &str) {
        self.push(tag);
        self.verbatim = 0;
    }

    fn open_inline(&mut self, name: &str, index: usize) {
        self.inline += 1;
        self.open(name, index, "");
    }

    fn close_inline(&mut self, tag: &str) {
        self.inline = self.inline.saturating_sub(1);
        self.push(tag);
    }

    fn open_heading(&mut self, index: usize) {
        let document = self.document;
        let Ok(at) = document.headings.binary_search_by_key(&index, |placed| placed.index) else { return };
        let Some(placed) = document.headings.get(at) else { return };
        self.fresh();
        self.push("<");
        self.push(heading_name(placed.heading.level));
        self.attributes(Some(&placed.attributes), "");
        if !placed.heading.id.is_empty() {
            self.id(&placed.heading.id);
        }
        self.push(">");
    }

    fn open_quote(&mut self, kind: Option<pulldown_cmark::BlockQuoteKind>, index: usize) {
        let Some(kind) = kind else { return self.open_block("blockquote", index) };
        let (class, title) = alerts::names(kind);
        self.fresh();
        self.open("div", index, &format!("markdown-alert markdown-alert-{class}"));
        self.push("\n<p class=\"markdown-alert-title\">");
        self.push(title);
        self.push("</p>\n");
    }

    fn open_list(&mut self, number: Option<u64>, index: usize) -> usize {
        let document = self.document;
        let list = document.attached.get(&index);
        let name = if number.is_some() { "ol" } else { "ul" };
        if self.contents == Contents::Unwritten && list.is_some_and(|list| list.names("toc")) {
            self.table_of_contents(name, list);
            return self.end(index) + 1;
        }
        self.fresh();
        self.push("<");
        self.push(name);
        if let Some(number) = number.filter(|number| *number != 1) {
            self.push(" start=\"");
            self.push(&number.to_string());
            self.push("\"");
        }
        self.attributes(list, if self.has_tasks(index) { "task-list" } else { "" });
        self.push(">\n");
        index + 1
    }

    fn has_tasks(&self, list: usize) -> bool {
        let end = self.end(list);
        let mut item = list + 1;
        while item < end {
            if self.is_task(item) {
                return true;
            }
            item = self.end(item).max(item) + 1;
        }
        false
    }

    fn is_task(&self, item: usize) -> bool {
        let first = |at: usize| self.document.events.get(at).map(|(event, _)| event);
        match first(item + 1) {
            Some(Event::TaskListMarker(_)) => true,
            Some(Event::Start(Tag::Paragraph)) => matches!(first(item + 2), Some(Event::TaskListMarker(_))),
            _ => false,
        }
    }

    fn open_item(&mut self, index: usize) {
        self.fresh();
        self.open("li", index, if self.is_task(index) { "task-list-item" } else { "" });
    }

    fn open_cell(&mut self, index: usize) {
        let is_empty = self.end(index) == index + 1;
        self.push(match (self.in_head, is_empty) {
            (true, false) => "<th scope=\"col\"",
            _ => "<td",
        });
        self.push(match self.alignments.get(self.cell) {
            Some(_) | None if self.in_head && is_empty => "",
            Some(Alignment::Left) => " style=\"text-align: left\"",
            Some(Alignment::Center) => " style=\"text-align: center\"",
            Some(Alignment::Right) => " style=\"text-align: right\"",
            _ => "",
        });
        self.push(">");
    }

    fn html_block(&mut self, index: usize) -> usize {
        let end = self.end(index);
        let document = self.document;
        let pieces: Vec<(&CowStr<'_>, Range<usize>)> = document
            .events
            .get(index + 1..end)
            .unwrap_or_default()
            .iter()
            .filter_map(|(event, range)| match event {
                Event::Html(html) | Event::InlineHtml(html) | Event::Text(html) => Some((html, range.clone())),
                _ => None,
            })
            .collect();
        self.fresh();
        match document.attached.get(&index).filter(|_| pieces.first().is_some_and(|(html, _)| begins_with_words(html)))
        {
            Some(list) => {
                self.push("<p");
                self.attributes(Some(list), "");
                self.push(">");
                self.raw(&pieces);
                let kept = self.fragment.html.trim_end().len();
                self.fragment.html.truncate(kept);
                self.push("</p>\n");
            }
            None => self.html_with_attributes(&pieces, index),
        }
        self.fresh();
        end + 1
    }
}

/// Whether the HTML begins with an element that stands among words: `<img>`, `<a>`. To kramdown it is a paragraph then.
fn begins_with_words(html: &str) -> bool {
    const NAMES: &[&str] = &[
        "a", "abbr", "b", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "small", "span", "strong",
        "sub", "sup", "u",
    ];
    let html = html.trim_start();
    super::raw_html::tag_at(html, 0)
        .and_then(|tag| html.get(tag.name))
        .is_some_and(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
}

fn heading_name(level: u8) -> &'static str {
    match level {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}
