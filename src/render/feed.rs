//! The Atom feed (RFC 4287): the newest posts in full, every address absolute.
//!
//! Ids are those of jekyll-feed (`feed.xml` of that plugin), so that a blog that moves here announces nothing twice. All
//! times come from the posts: the same input gives the same feed.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::content::Document;
use crate::site::DocumentId;
use crate::site::route::Route;
use crate::source::SourceError;

use super::body::Purpose;
use super::{Rendered, Renderer};

/// Writing to memory cannot fail; the type of the writer's errors says otherwise.
type Xml = Writer<Vec<u8>>;

impl Renderer<'_> {
    /// The feed of all posts.
    pub(super) fn feed(&self, route: &Route) -> Result<Rendered, SourceError> {
        let config = &self.site.config;
        let newest: Vec<DocumentId> = self.site.post_ids().take(config.feed_limit).collect();
        let mut entries = Vec::with_capacity(newest.len());
        for id in newest {
            entries.push((id, self.body(id, Purpose::Feed)?.fragment.html));
        }
        let own = format!("{}{}", config.url, self.site.href(&route.url));
        let home = format!("{}{}/", config.url, config.base_path);
        let mut xml = Writer::new(Vec::new());
        let written = (|| {
            xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
            let feed = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", config.lang.as_str())];
            xml.create_element("feed").with_attributes(feed).write_inner_content(|xml| {
                element(xml, "id", &[], &own)?;
                let title = if config.title.is_empty() { "Posts" } else { &config.title };
                element(xml, "title", &[("type", "text")], title)?;
                if !config.description.is_empty() {
                    element(xml, "subtitle", &[("type", "text")], &config.description)?;
                }
                let generator = [("uri", env!("CARGO_PKG_REPOSITORY")), ("version", env!("CARGO_PKG_VERSION"))];
                let generator = if generator[0].1.is_empty() { &generator[1..] } else { &generator[..] };
                element(xml, "generator", generator, "blogsite")?;
                empty(xml, "link", &[("href", &own), ("rel", "self"), ("type", "application/atom+xml")])?;
                empty(xml, "link", &[("href", &home), ("rel", "alternate"), ("type", "text/html")])?;
                let updated = entries.iter().filter_map(|(id, _)| updated(self.site.document(*id))).max();
                element(xml, "updated", &[], &updated.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()))?;
                if let Some(author) = &config.author {
                    person(xml, author)?;
                }
                for (id, html) in &entries {
                    self.entry(xml, *id, html)?;
                }
                Ok(())
            })?;
            std::io::Result::Ok(())
        })();
        debug_assert!(written.is_ok(), "writing to memory");
        let mut body = xml.into_inner();
        body.push(b'\n');
        Ok(Rendered { body, problems: Vec::new() })
    }

    fn entry(&self, xml: &mut Xml, id: DocumentId, html: &str) -> std::io::Result<()> {
        let config = &self.site.config;
        let document = self.site.document(id);
        let Some(route) = self.site.route_of(id) else { return Ok(()) };
        let url = format!("{}{}", config.url, self.site.href(&route.url));
        let published = document.date.as_ref().map(rfc3339).unwrap_or_default();
        xml.create_element("entry").write_inner_content(|xml| {
            element(xml, "id", &[], &entry_id(&url, document))?;
            element(xml, "title", &[("type", "text")], &document.title)?;
            empty(
                xml,
                "link",
                &[("href", &url), ("rel", "alternate"), ("type", "text/html"), ("title", &document.title)],
            )?;
            element(xml, "published", &[], &published)?;
            element(xml, "updated", &[], &updated(document).unwrap_or_default())?;
            let fallback = [if config.title.is_empty() { "blogsite".to_owned() } else { config.title.clone() }];
            let needs_one = document.authors.is_empty() && config.author.is_none();
            for author in if needs_one { &fallback[..] } else { &document.authors[..] } {
                person(xml, author)?;
            }
            let tags = document.tags.iter().filter(|tag| !document.categories.contains(tag));
            for term in document.categories.iter().chain(tags) {
                empty(xml, "category", &[("term", term)])?;
            }
            if let Some(summary) = document.description.as_ref().or(document.excerpt.as_ref()) {
                element(xml, "summary", &[("type", "text")], summary)?;
            }
            element(xml, "content", &[("type", "html"), ("xml:base", &url)], html)?;
            Ok(())
        })?;
        Ok(())
    }
}

/// What jekyll-feed calls a post: its address without the last segment, plus its slug.
fn entry_id(url: &str, document: &Document) -> String {
    let folder = url.trim_end_matches('/').rsplit_once('/').map_or(url, |(folder, _)| folder);
    format!("{folder}/{}", crate::address::UrlPath::new(&document.slug).encoded().trim_start_matches('/'))
}

/// When a document last changed, by its own word.
fn updated(document: &Document) -> Option<String> {
    document.updated.as_ref().or(document.date.as_ref()).map(rfc3339)
}

/// `2019-11-04T00:00:00+00:00`, as jekyll-feed writes it.
pub(super) fn rfc3339(date: &jiff::Zoned) -> String {
    date.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn person(xml: &mut Xml, name: &str) -> std::io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| element(xml, "name", &[], name))?;
    Ok(())
}

pub(super) fn element(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], text: &str) -> std::io::Result<()> {
    let text = without_controls(text);
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> std::io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty()?;
    Ok(())
}

/// XML 1.0 has no place for most control characters, not even escaped (section 2.2).
fn without_controls(text: &str) -> std::borrow::Cow<'_, str> {
    let is_forbidden =
        |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if text.contains(is_forbidden) { text.replace(is_forbidden, "").into() } else { text.into() }
}
