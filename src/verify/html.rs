//! A finished page as a browser reads it: its addresses, ids, headings, images and links, each with the bytes it stands at.
//!
//! `lol_html` splits the bytes into tags and text as the HTML standard has it (section 13.2.5) and builds no tree of them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{DocumentContentHandlers, HtmlRewriter, Settings, element};

use crate::markdown::{self, LinkKind, Meaning};

use super::css;

/// What an address is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A visitor may follow it.
    Link,
    /// A visitor is sent on to it.
    Redirect,
    /// It names the page, or tells another program where something is: `canonical`, `og:url`, a feed.
    Name,
    /// What is typed is sent there.
    Form,
    /// It is fetched and shown.
    Image,
    /// It is fetched and used: a script, a style sheet, a frame.
    Asset,
}

impl Role {
    /// What an address in a style sheet is there for.
    pub(super) fn of_style(is_import: bool) -> Self {
        if is_import { Self::Asset } else { Self::Image }
    }

    /// What the address is for, to those who tell what is wrong with it.
    pub(super) fn kind(self) -> LinkKind {
        match self {
            Self::Link | Self::Redirect | Self::Name | Self::Form => LinkKind::Link,
            Self::Image => LinkKind::Image,
            Self::Asset => LinkKind::Asset,
        }
    }

    /// Whether a browser asks for it with the page, or sends what was typed: over `http:` that can be read on the way.
    pub(super) fn is_fetched(self) -> bool {
        matches!(self, Self::Image | Self::Asset | Self::Form)
    }
}

/// One address and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) role: Role,
    /// As a browser reads it: entities resolved.
    pub(super) text: String,
    /// The bytes of the tag or of the style sheet's words.
    pub(super) place: Range<usize>,
}

/// What a page lacks, or has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// An image without a text in its place.
    NoAlt,
    /// A heading two levels or more below the one before.
    Jump { from: u8, to: u8 },
    /// A link without words.
    NoWords,
    /// A link without an address.
    NoAddress,
    /// An e-mail address in plain letters.
    BareEmail,
}

/// Everything in a page that can be wrong.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) addresses: Vec<Address>,
    /// Each id and each `name` of an `<a>`, and the bytes of its tag.
    pub(super) ids: Vec<(String, Range<usize>)>,
    /// The same for ids that stand a second time.
    pub(super) repeated: Vec<(String, Range<usize>)>,
    pub(super) flaws: Vec<(Flaw, Range<usize>)>,
    /// What relative addresses are counted from, if the page says so: `<base href>`.
    pub(super) base: Option<String>,
}

/// Reads a page.
pub(super) fn read(html: &str) -> Page {
    let state = Rc::new(RefCell::new(Reading { html: html.to_owned().into(), ..Reading::default() }));
    let (elements, texts, ends) = (Rc::clone(&state), Rc::clone(&state), Rc::clone(&state));
    let settings = Settings::new()
        .append_element_content_handler(element!("*", move |element| {
            let handlers = Rc::clone(&elements);
            elements.borrow_mut().element(element);
            watch_end(element, handlers);
            Ok(())
        }))
        .append_document_content_handler(
            DocumentContentHandlers::default()
                .text(move |text: &mut TextChunk<'_>| {
                    texts.borrow_mut().text(text);
                    Ok(())
                })
                .end(move |_: &mut lol_html::html_content::DocumentEnd<'_>| {
                    ends.borrow_mut().flush();
                    Ok(())
                }),
        )
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What cannot be read to its end was read as far as that.
    if rewriter.write(html.as_bytes()).is_ok() {
        let _ = rewriter.end();
    }
    let mut state = state.take();
    state.flush();
    state.page
}

/// Elements whose end has to be known.
fn watch_end(element: &mut Element<'_, '_>, state: Rc<RefCell<Reading>>) {
    let name = element.tag_name();
    let is_open = matches!(name.as_str(), "a" | "template") || QUIET.contains(&name.as_str());
    if is_open && element.can_have_content() {
        let closed = name.clone();
        let watched = element.on_end_tag(Box::new(move |_| {
            state.borrow_mut().close(&closed);
            Ok(())
        }));
        debug_assert!(watched.is_ok(), "`{name}` has an end");
    }
}

/// Elements in which an e-mail address is an example, or no text.
const QUIET: &[&str] = &["code", "pre", "kbd", "samp", "button", "select", "svg"];

/// A link that is open.
#[derive(Debug)]
struct OpenLink {
    place: Range<usize>,
    has_words: bool,
    is_shown: bool,
    leads: bool,
}

#[derive(Debug, Default)]
struct Reading {
    html: Rc<str>,
    page: Page,
    seen: std::collections::HashSet<String>,
    last_heading: Option<u8>,
    link: Option<OpenLink>,
    /// How deep in [`QUIET`] elements.
    quiet: usize,
    /// How deep in `<template>`, whose content is not in the page.
    templates: usize,
    /// The text being read, which comes in pieces.
    text: Range<usize>,
    style: bool,
}

impl Reading {
    fn element(&mut self, element: &Element<'_, '_>) {
        self.flush();
        let name = element.tag_name();
        let place = element.source_location().bytes();
        let value = |wanted: &str| {
            let found = element.attributes().iter().find(|attribute| attribute.name() == wanted);
            found.map(lol_html::html_content::Attribute::value)
        };
        self.style = name == "style";
        if self.templates == 0 {
            self.ids(element, &name, &place);
        }
        self.addresses(element, &name, &place);
        match name.as_str() {
            "base" if self.page.base.is_none() => {
                self.page.base = value("href").map(|base| markdown::decoded(&base).into_owned());
            }
            "meta" => self.meta(&place, &value),
            "a" => self.open_link(element, place, &value),
            "img" | "area" | "input" => self.image(&name, place, &value),
            _ => {}
        }
        if let Some(level) = heading_level(&name) {
            self.heading(level, element.source_location().bytes());
        }
        if let Some(link) = &mut self.link {
            let named = ["aria-label", "aria-labelledby", "title"];
            link.has_words |= named.into_iter().filter_map(value).any(|words| !words.trim().is_empty());
        }
        if element.can_have_content() {
            self.quiet += usize::from(QUIET.contains(&name.as_str()));
            self.templates += usize::from(name == "template");
        }
    }

    fn close(&mut self, name: &str) {
        self.flush();
        match name {
            "a" => self.close_link(),
            "template" => self.templates = self.templates.saturating_sub(1),
            _ => self.quiet = self.quiet.saturating_sub(1),
        }
    }

    fn ids(&mut self, element: &Element<'_, '_>, name: &str, place: &Range<usize>) {
        for attribute in element.attributes() {
            let key = attribute.name();
            if key != "id" && (key != "name" || name != "a") {
                continue;
            }
            let id = markdown::decoded(&attribute.value()).into_owned();
            if id.is_empty() {
                continue;
            }
            if self.seen.insert(id.clone()) {
                self.page.ids.push((id, place.clone()));
            } else if key == "id" && self.page.ids.last() != Some(&(id.clone(), place.clone())) {
                // `<a id="x" name="x">` is one.
                self.page.repeated.push((id, place.clone()));
            }
        }
    }

    fn addresses(&mut self, element: &Element<'_, '_>, name: &str, place: &Range<usize>) {
        let attributes = element.attributes();
        let rel = || {
            let rel = attributes.iter().find(|attribute| attribute.name() == "rel");
            rel.map(|rel| rel.value().to_ascii_lowercase()).unwrap_or_default()
        };
        for attribute in attributes {
            let key = attribute.name();
            if key == "style" {
                let value = attribute.value();
                self.style_sheet(&markdown::decoded(&value), place);
                continue;
            }
            let role = match (markdown::meaning(name, &key), name, key.as_str()) {
                (Some(Meaning::Reference(_)), "link", _) => match of_link(&rel()) {
                    Some(role) => role,
                    None => continue,
                },
                (Some(Meaning::ImageSet), ..) | (None, "link", "imagesrcset") => {
                    let value = attribute.value();
                    for place_in_value in markdown::image_set(&value) {
                        let text = value.get(place_in_value).unwrap_or_default();
                        self.address(Role::Image, text, place);
                    }
                    continue;
                }
                (Some(Meaning::Reference(kind)), ..) => of_kind(kind),
                (None, "form", "action") | (None, "button" | "input", "formaction") => Role::Form,
                (None, "input", "src") | (None, "body" | "table" | "td" | "th", "background") => Role::Image,
                (None, "frame", "src") => Role::Asset,
                (None, "use", "href" | "xlink:href") | (None, "a", "xlink:href") => Role::Link,
                (None, "blockquote" | "q" | "ins" | "del", "cite") => Role::Name,
                _ => continue,
            };
            self.address(role, &attribute.value(), place);
        }
    }

    /// Takes down an address as it stands in an attribute.
    fn address(&mut self, role: Role, written: &str, place: &Range<usize>) {
        let text = markdown::decoded(written.trim()).into_owned();
        self.page.addresses.push(Address { role, text, place: place.clone() });
    }

    fn style_sheet(&mut self, text: &str, place: &Range<usize>) {
        for found in css::addresses(text) {
            let role = Role::of_style(found.is_import);
            self.page.addresses.push(Address { role, text: found.text, place: place.clone() });
        }
    }

    fn meta(&mut self, place: &Range<usize>, value: &dyn Fn(&str) -> Option<String>) {
        let Some(content) = value("content") else { return };
        if value("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            if let Some(address) = of_refresh(&content) {
                self.address(Role::Redirect, address, place);
            }
            return;
        }
        let Some(name) = value("property").or_else(|| value("name")) else { return };
        let role = match name.to_ascii_lowercase().as_str() {
            "og:url" | "twitter:url" => Role::Name,
            "og:image"
            | "og:image:url"
            | "og:image:secure_url"
            | "og:video"
            | "og:video:url"
            | "og:audio"
            | "twitter:image"
            | "twitter:image:src"
            | "msapplication-tileimage"
            | "msapplication-config" => Role::Image,
            _ => return,
        };
        // What only other programs fetch cannot make a page unsafe.
        let role = if role == Role::Image && content.starts_with("http:") { Role::Name } else { role };
        self.address(role, &content, place);
    }

    fn open_link(&mut self, element: &Element<'_, '_>, place: Range<usize>, value: &dyn Fn(&str) -> Option<String>) {
        let Some(address) = value("href").or_else(|| value("xlink:href")) else { return };
        if element.namespace_uri() == "http://www.w3.org/2000/svg" {
            return;
        }
        if address.trim().is_empty() {
            self.page.flaws.push((Flaw::NoAddress, place.clone()));
        }
        let is_hidden = value("aria-hidden").is_some_and(|hidden| hidden == "true") || value("hidden").is_some();
        // A link ends where another begins.
        self.link = Some(OpenLink { place, has_words: false, is_shown: !is_hidden, leads: !address.trim().is_empty() });
    }

    fn close_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        if !link.has_words && link.is_shown && link.leads {
            self.page.flaws.push((Flaw::NoWords, link.place));
        }
    }

    fn image(&mut self, name: &str, place: Range<usize>, value: &dyn Fn(&str) -> Option<String>) {
        let needs_words = match name {
            "input" => value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image")),
            "area" => value("href").is_some(),
            _ => true,
        };
        let has_other = ["aria-label", "aria-labelledby"].into_iter().any(|name| value(name).is_some());
        let is_hidden = value("aria-hidden").is_some_and(|hidden| hidden == "true")
            || value("role").is_some_and(|role| role == "presentation" || role == "none");
        match value("alt") {
            Some(words) => {
                if let Some(link) = &mut self.link {
                    link.has_words |= !words.trim().is_empty();
                }
            }
            None if needs_words && !has_other && !is_hidden => {
                // What stands in for it is said once.
                if let Some(link) = &mut self.link {
                    link.has_words = true;
                }
                self.page.flaws.push((Flaw::NoAlt, place));
            }
            None => {}
        }
    }

    fn heading(&mut self, level: u8, place: Range<usize>) {
        if let Some(from) = self.last_heading.filter(|last| level > last + 1) {
            self.page.flaws.push((Flaw::Jump { from, to: level }, place));
        }
        self.last_heading = Some(level);
    }

    fn text(&mut self, text: &TextChunk<'_>) {
        let place = text.source_location().bytes();
        if self.text.end != place.start || self.text.is_empty() {
            self.flush();
            self.text = place.start..place.start;
        }
        self.text.end = place.end;
        if !matches!(text.text_type(), TextType::Data | TextType::RawText) {
            // Neither shown as words nor a style sheet.
            self.text = place.end..place.end;
        }
    }

    /// Looks at the text read so far.
    fn flush(&mut self) {
        let place = std::mem::take(&mut self.text);
        if place.is_empty() {
            return;
        }
        let html = Rc::clone(&self.html);
        let text = html.get(place.clone()).unwrap_or_default();
        if std::mem::take(&mut self.style) {
            return self.style_sheet(text, &place);
        }
        if let Some(link) = &mut self.link {
            link.has_words |= !text.trim().is_empty();
        } else if self.quiet == 0 && text.contains('@') {
            for found in markdown::mail_addresses(text) {
                let found = place.start + found.start..place.start + found.end;
                self.page.flaws.push((Flaw::BareEmail, found));
            }
        }
    }
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

fn of_kind(kind: LinkKind) -> Role {
    match kind {
        LinkKind::Link => Role::Link,
        LinkKind::Image => Role::Image,
        LinkKind::Asset => Role::Asset,
    }
}

/// What a `<link>` is for, by its `rel`; nothing if it only names a host to get ready for.
fn of_link(rel: &str) -> Option<Role> {
    if rel.split_ascii_whitespace().any(|word| matches!(word, "preconnect" | "dns-prefetch")) {
        None
    } else if markdown::is_fetched(rel) {
        Some(Role::Asset)
    } else {
        Some(Role::Name)
    }
}

/// The address in `0; url=/new.html` (HTML, «shared declarative refresh steps»).
fn of_refresh(content: &str) -> Option<&str> {
    let after = content.trim_start().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    let after = after.strip_prefix([';', ',']).unwrap_or(after).trim_start();
    let is_named = after.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url"));
    let named = after.get(3..).filter(|_| is_named).and_then(|rest| rest.trim_start().strip_prefix('='));
    let address = named.map_or(after, str::trim_start);
    let quoted = address.strip_prefix(['"', '\'']).and_then(|rest| {
        let quote = address.chars().next()?;
        rest.split(quote).next()
    });
    Some(quoted.unwrap_or(address).trim()).filter(|address| !address.is_empty())
}

/// The bytes of a page as text; what is no UTF-8 is shown as U+FFFD, and moves what comes after.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(html: &str, addresses: &[(Role, &str)]) {
        let page = read(html);
        let found: Vec<(Role, &str)> =
            page.addresses.iter().map(|address| (address.role, address.text.as_str())).collect();
        assert_eq!(found, addresses, "{html}");
    }

    #[test]
    fn addresses_and_what_they_are_for() {
        use Role::{Asset, Form, Image, Link, Name, Redirect};
        for (html, expected) in [
            ("", &[][..]),
            ("<a href=a?b&amp;c>x</a><A HREF='d e'>y</A>", &[(Link, "a?b&c"), (Link, "d e")]),
            (
                "<img src=a.png srcset=\"b.png 1x, c.png 2x\" alt>",
                &[(Image, "a.png"), (Image, "b.png"), (Image, "c.png")],
            ),
            (
                "<video src=a poster=b><source src=c><track src=d></video>",
                &[(Image, "a"), (Image, "b"), (Image, "c"), (Image, "d")],
            ),
            (
                "<object data=a></object><iframe src=b></iframe><script src=c></script>",
                &[(Asset, "a"), (Asset, "b"), (Asset, "c")],
            ),
            (
                "<form action=a><input type=image src=b alt=x><button formaction=c>x</button>",
                &[(Form, "a"), (Image, "b"), (Form, "c")],
            ),
            (
                "<link rel=canonical href=a><link rel='preload stylesheet' href=b><link rel=preconnect href=c>",
                &[(Name, "a"), (Asset, "b")],
            ),
            (
                "<meta http-equiv=Refresh content=\"0; URL='a b'\"><meta property=og:image content=b>",
                &[(Redirect, "a b"), (Image, "b")],
            ),
            ("<meta name=description content=a><meta http-equiv=refresh content=5>", &[]),
            ("<p style=\"background: url('a.png')\">", &[(Image, "a.png")]),
            ("<style>@import 'a.css'; b{c:url(d.png)}</style>", &[(Asset, "a.css"), (Image, "d.png")]),
            ("<!-- <a href=a> --><script>'<a href=b>'</script><textarea><a href=c></textarea>", &[]),
            ("<pre><a href=a>x</a></pre>", &[(Link, "a")]),
            ("<svg><use xlink:href='#a'/><image href=b /></svg>", &[(Link, "#a"), (Image, "b")]),
            ("<a href=\"a", &[]),
            ("<table><form action=a><td background=b>", &[(Form, "a"), (Image, "b")]),
        ] {
            check(html, expected);
        }
        let page = read("<base href=/x/><base href=/y/><link rel=stylesheet imagesrcset='a.png 1x'>");
        assert_eq!(page.base.as_deref(), Some("/x/"));
        assert_eq!(page.addresses.first().map(|address| address.text.as_str()), Some("a.png"));
    }

    /// Each flaw with the words of the page it stands at.
    fn flaws(html: &str) -> Vec<(Flaw, &str)> {
        read(html).flaws.into_iter().map(|(flaw, place)| (flaw, &html[place])).collect()
    }

    #[test]
    fn what_is_missing_or_too_much() {
        for (html, expected) in [
            ("<img src=a>", &[(Flaw::NoAlt, "<img src=a>")][..]),
            ("<img src=a alt><img src=a alt=\"\"><img aria-hidden=true><img role=presentation><img aria-label=x>", &[]),
            (
                "<area href=a><area><input type=image>",
                &[(Flaw::NoAlt, "<area href=a>"), (Flaw::NoAlt, "<input type=image>")],
            ),
            ("<h1>a</h1><h2>b</h2><h4>c</h4><h2>d</h2>", &[(Flaw::Jump { from: 2, to: 4 }, "<h4>")]),
            ("<h3>a</h3><h4>b</h4><h1>c</h1>", &[]),
            ("<a href=a></a>", &[(Flaw::NoWords, "<a href=a>")]),
            ("<a href=a> <b></b>\n</a>", &[(Flaw::NoWords, "<a href=a>")]),
            ("<a href=''>x</a><a href>y</a>", &[(Flaw::NoAddress, "<a href=''>"), (Flaw::NoAddress, "<a href>")]),
            ("<a href=a>x</a><a id=a></a><a href=a aria-label=x></a><a href=a title=x><i></i></a>", &[]),
            ("<a href=a><img src=b alt=x></a><a href=a aria-hidden=true></a>", &[]),
            ("<a href=a><img src=b alt=''></a>", &[(Flaw::NoWords, "<a href=a>")]),
            ("<a href=a><img src=b></a>", &[(Flaw::NoAlt, "<img src=b>")]),
            ("<a href=a><svg><title>x</title></svg></a>", &[]),
            ("mail x@y.org, or <b>z@y.org</b>", &[(Flaw::BareEmail, "x@y.org"), (Flaw::BareEmail, "z@y.org")]),
            ("<a href='mailto:x@y.org'>x@y.org</a><code>x@y.org</code><pre>x@y.org</pre><p title=x@y.org>", &[]),
            ("<title>x@y.org</title><script>x@y.org</script><style>x@y.org</style>git@y.org:z x@y.org:/z", &[]),
        ] {
            assert_eq!(flaws(html), expected, "{html}");
        }
    }

    #[test]
    fn ids_once_and_again() {
        let page = read(
            "<p id=a><a name=b></a><p id='a'><a id=c name=c></a><template><p id=a></template><p id='&amp;'><p id>",
        );
        let ids: Vec<&str> = page.ids.iter().map(|(id, _)| id.as_str()).collect();
        let repeated: Vec<&str> = page.repeated.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!((ids, repeated), (vec!["a", "b", "c", "&"], vec!["a"]));
    }

    #[test]
    fn ways_to_send_a_visitor_on() {
        for (content, expected) in [
            ("0; url=/a", Some("/a")),
            ("0;URL = '/a b' ", Some("/a b")),
            ("3.5, /a", Some("/a")),
            ("0 url=/a", Some("/a")),
            ("5", None),
            ("", None),
            ("0; url=", None),
        ] {
            assert_eq!(of_refresh(content), expected, "{content:?}");
        }
    }

    proptest! {
        #[test]
        fn no_page_panics(html in r#"(<a href=|<img |alt="|id=x|>|</a>|<style>|</style>|url\(|<svg>|</svg>|<template>|<table>|<select>|<h[1-6]>|"|é|@y\.org|<!--|-->|<title>|</| ){0,40}"#) {
            let page = read(&html);
            for (_, place) in &page.flaws {
                prop_assert!(html.get(place.clone()).is_some());
            }
        }
    }
}
