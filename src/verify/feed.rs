//! Feeds and site maps: the addresses in them, and the texts of posts they carry.
//!
//! Atom (RFC 4287), RSS 2.0, site maps (sitemaps.org) and JSON Feed (jsonfeed.org); what is none of these has no addresses here.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use super::html::Role;

/// What a feed holds, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Feed {
    pub(super) addresses: Vec<Address>,
    pub(super) texts: Vec<Text>,
}

/// An address in a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) role: Role,
    pub(super) text: String,
    /// Bytes of the feed; empty where they are not known.
    pub(super) place: Range<usize>,
    /// The post it is said of, by its number in the feed.
    pub(super) entry: Option<usize>,
}

/// A post's text, as HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) html: String,
    pub(super) place: Range<usize>,
    pub(super) entry: Option<usize>,
}

impl Feed {
    /// Where the entry of that number is read on the web.
    pub(super) fn page_of(&self, entry: Option<usize>) -> Option<&str> {
        let mut own = self.addresses.iter().filter(|address| entry.is_some() && address.entry == entry);
        own.find(|address| address.role == Role::Link).map(|address| address.text.as_str())
    }
}

/// The roots of documents that hold addresses to be followed.
const ROOTS: &[&str] = &["feed", "rss", "rdf:RDF", "urlset", "sitemapindex", "opml"];

/// Reads a feed or a site map; what cannot be read on is left at that.
pub(super) fn read_xml(xml: &str) -> Feed {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut reading = Reading::default();
    loop {
        let start = position(&reader);
        let Ok(event) = reader.read_event() else { break };
        let place = start..position(&reader).min(xml.len());
        match event {
            Event::Start(tag) if reading.open(&tag, &place) => {}
            Event::Empty(tag) if reading.open(&tag, &place) => reading.close(),
            // What is no feed from its root on is none.
            Event::Start(_) | Event::Empty(_) | Event::Eof => break,
            Event::End(_) => reading.close(),
            Event::Text(text) => reading.words(&text, &place),
            Event::GeneralRef(name) => reading.words(&format!("&{};", &*name), &place),
            Event::CData(text) => reading.literal(&text, &place),
            _ => {}
        }
    }
    reading.feed
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    is_html: bool,
    text: String,
    place: Option<Range<usize>>,
}

#[derive(Debug, Default)]
struct Reading {
    feed: Feed,
    open: Vec<Open>,
    /// How many posts there were so far.
    entries: usize,
}

impl Reading {
    /// Whether to read on.
    fn open(&mut self, tag: &BytesStart<'_>, place: &Range<usize>) -> bool {
        let name = tag.name().as_ref().to_owned();
        if self.open.is_empty() && !ROOTS.contains(&name.as_str()) {
            return false;
        }
        if matches!(name.as_str(), "entry" | "item") {
            self.entries += 1;
        }
        let value = |wanted: &str| {
            let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted)?;
            Some(unescaped(&found.value))
        };
        let is_of_item = self.open.iter().any(|open| matches!(open.name.as_str(), "entry" | "item"));
        let link = |rel: &str| match rel {
            "alternate" if is_of_item => Role::Link,
            "enclosure" => Role::Asset,
            _ => Role::Name,
        };
        match name.as_str() {
            "link" | "atom:link" => {
                let rel = value("rel").unwrap_or_else(|| "alternate".to_owned());
                self.take(link(&rel), value("href"), place);
            }
            "content" => self.take(Role::Name, value("src"), place),
            "enclosure" | "media:content" | "media:thumbnail" => self.take(Role::Name, value("url"), place),
            "outline" => {
                self.take(Role::Name, value("xmlUrl"), place);
                self.take(Role::Name, value("htmlUrl"), place);
            }
            _ => {}
        }
        let is_html = match name.as_str() {
            "content" | "summary" => value("type").is_some_and(|kind| kind == "html" || kind == "text/html"),
            "description" | "content:encoded" => is_of_item,
            _ => false,
        };
        self.open.push(Open { name, is_html, text: String::new(), place: None });
        true
    }

    fn words(&mut self, text: &str, place: &Range<usize>) {
        self.literal(&unescaped(text), place);
    }

    fn literal(&mut self, text: &str, place: &Range<usize>) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
            let start = open.place.as_ref().map_or(place.start, |known| known.start);
            open.place = Some(start..place.end);
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let place = open.place.unwrap_or_default();
        if open.is_html {
            let entry = self.entry();
            self.feed.texts.push(Text { html: open.text, place, entry });
            return;
        }
        let is_of_item = self.entry().is_some();
        let role = match open.name.as_str() {
            "link" if is_of_item => Role::Link,
            "link" | "icon" | "logo" | "uri" | "loc" | "url" | "image:loc" | "comments" => Role::Name,
            _ => return,
        };
        // An entry's `<uri>` is its author's page, which may be anywhere.
        self.take(role, Some(open.text).filter(|text| !text.trim().is_empty()), &place);
    }

    fn entry(&self) -> Option<usize> {
        let is_open = self.open.iter().any(|open| matches!(open.name.as_str(), "entry" | "item"));
        is_open.then(|| self.entries.saturating_sub(1))
    }

    fn take(&mut self, role: Role, text: Option<String>, place: &Range<usize>) {
        let entry = self.entry();
        let address = text.map(|text| Address { role, text: text.trim().to_owned(), place: place.clone(), entry });
        self.feed.addresses.extend(address);
    }
}

fn unescaped(text: &str) -> String {
    crate::markdown::decoded(text).into_owned()
}

/// Reads a JSON Feed; nothing if it is none.
pub(super) fn read_json(json: &[u8]) -> Feed {
    let mut feed = Feed::default();
    let Ok(whole) = serde_json::from_slice::<Value>(json) else { return feed };
    let is_feed = whole.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"));
    if !is_feed {
        return feed;
    }
    take(&mut feed, &whole, &["home_page_url", "feed_url", "next_url", "icon", "favicon"], None);
    people(&mut feed, &whole, None);
    for (number, item) in whole.get("items").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let entry = Some(number);
        let url = item.get("url").and_then(Value::as_str);
        let url = url.map(|url| Address { role: Role::Link, text: url.to_owned(), place: 0..0, entry });
        feed.addresses.extend(url);
        take(&mut feed, item, &["image", "banner_image"], entry);
        people(&mut feed, item, entry);
        for attachment in item.get("attachments").and_then(Value::as_array).into_iter().flatten() {
            take(&mut feed, attachment, &["url"], entry);
        }
        if let Some(html) = item.get("content_html").and_then(Value::as_str) {
            feed.texts.push(Text { html: html.to_owned(), place: 0..0, entry });
        }
    }
    feed
}

fn people(feed: &mut Feed, of: &Value, entry: Option<usize>) {
    for author in of.get("authors").and_then(Value::as_array).into_iter().flatten() {
        take(feed, author, &["url", "avatar"], entry);
    }
}

fn take(feed: &mut Feed, of: &Value, keys: &[&str], entry: Option<usize>) {
    for text in keys.iter().filter_map(|key| of.get(*key)?.as_str()) {
        feed.addresses.push(Address { role: Role::Name, text: text.to_owned(), place: 0..0, entry });
    }
}

/// The site maps that a `robots.txt` names (RFC 9309, section 2.2.4), and where.
pub(super) fn read_robots(text: &str) -> Feed {
    let mut feed = Feed::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let place = start..start + line.trim_end().len();
        start += line.len();
        let Some((key, value)) = line.split_once(':') else { continue };
        if key.trim().eq_ignore_ascii_case("sitemap") {
            let text = value.split('#').next().unwrap_or_default().trim().to_owned();
            feed.addresses.push(Address { role: Role::Name, text, place, entry: None });
        }
    }
    feed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(feed: &Feed, addresses: &[(&str, Option<usize>)], texts: &[&str]) {
        let found: Vec<(&str, Option<usize>)> =
            feed.addresses.iter().map(|address| (address.text.as_str(), address.entry)).collect();
        assert_eq!(found, addresses);
        assert_eq!(feed.texts.iter().map(|text| text.html.as_str()).collect::<Vec<_>>(), texts);
    }

    #[test]
    fn atom() {
        let xml = "<?xml version=\"1.0\"?><feed><link href=\"https://a.example/feed.xml\" rel=\"self\"/><icon>/i.png</icon>\
            <entry><link href=\"https://a.example/p?a&amp;b\" rel=\"alternate\"/><content type=\"html\">&lt;p&gt;&amp;amp;</content>\
            </entry><entry><link href='/q'/><summary>a@b &lt;x&gt;</summary></entry></feed>";
        let feed = read_xml(xml);
        let expected = [
            ("https://a.example/feed.xml", None),
            ("/i.png", None),
            ("https://a.example/p?a&b", Some(0)),
            ("/q", Some(1)),
        ];
        check(&feed, &expected, &["<p>&amp;"]);
        assert_eq!(feed.page_of(Some(0)), Some("https://a.example/p?a&b"));
        assert_eq!(feed.page_of(None), None);
        assert_eq!(&xml[feed.addresses[0].place.clone()], "<link href=\"https://a.example/feed.xml\" rel=\"self\"/>");
    }

    #[test]
    fn rss_and_site_maps() {
        let rss = "<rss><channel><link>https://a.example/</link><item><link> /p </link><description><![CDATA[<b>x</b>]]>\
            </description></item></channel></rss>";
        check(&read_xml(rss), &[("https://a.example/", None), ("/p", Some(0))], &["<b>x</b>"]);
        let map = "<urlset><url><loc>https://a.example/x</loc><lastmod>2020</lastmod></url></urlset>";
        check(&read_xml(map), &[("https://a.example/x", None)], &[]);
        check(&read_xml("<svg><link href='x'/></svg>"), &[], &[]);
        check(&read_xml("<feed><link href='x'"), &[], &[]);
        check(&read_xml(""), &[], &[]);
    }

    #[test]
    fn json() {
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","feed_url":"/f","items":[{"url":"/p","content_html":"<p>"}]}"#;
        check(&read_json(json.as_bytes()), &[("/f", None), ("/p", Some(0))], &["<p>"]);
        check(&read_json(b"{\"version\":1}"), &[], &[]);
        check(&read_json(b"["), &[], &[]);
    }

    #[test]
    fn robots() {
        let text = "User-agent: *\nDisallow:\n\nsitemap: https://a.example/s.xml # ours\n";
        let feed = read_robots(text);
        check(&feed, &[("https://a.example/s.xml", None)], &[]);
        assert!(text[feed.addresses[0].place.clone()].starts_with("sitemap"));
    }

    proptest! {
        #[test]
        fn no_text_panics(xml in r#"(<feed>|<entry>|</entry>|<link href="|"/>|<content type="html">|</|&amp;|&|<!\[CDATA\[|\]\]>|é|>){0,30}"#) {
            read_xml(&xml);
        }
    }
}
