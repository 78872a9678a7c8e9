//! A [`Channel`] as Atom (RFC 4287).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Channel, Entry, Person};

/// Writing to memory cannot fail; the type of the writer's errors says otherwise.
pub(in crate::render) type Xml = Writer<Vec<u8>>;

/// The namespace of `media:thumbnail`, in which jekyll-feed names a post's picture (Media RSS).
const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// The whole document, with a line end.
pub(super) fn write(channel: &Channel, entries: &[Entry]) -> Vec<u8> {
    document(|xml| {
        let mut names = vec![("xmlns", "http://www.w3.org/2005/Atom")];
        if entries.iter().any(|entry| entry.image.is_some()) {
            names.push(("xmlns:media", MEDIA));
        }
        names.push(("xml:lang", channel.lang.as_str()));
        parent(xml, "feed", &names, |xml| {
            head(xml, channel)?;
            entries.iter().try_for_each(|item| entry(xml, item))
        })
    })
}

/// An XML document of what `content` writes, with a line end.
pub(in crate::render) fn document(content: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    let written = xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    let written = written.and_then(|()| content(&mut xml));
    debug_assert!(written.is_ok(), "writing to memory");
    let mut body = xml.into_inner();
    body.push(b'\n');
    body
}

fn head(xml: &mut Xml, channel: &Channel) -> std::io::Result<()> {
    element(xml, "id", &[], &channel.id)?;
    element(xml, "title", &[("type", "text")], &channel.title)?;
    if !channel.description.is_empty() {
        element(xml, "subtitle", &[("type", "text")], &channel.description)?;
    }
    let generator = [("uri", env!("CARGO_PKG_REPOSITORY")), ("version", env!("CARGO_PKG_VERSION"))];
    let generator = if generator[0].1.is_empty() { &generator[1..] } else { &generator[..] };
    element(xml, "generator", generator, "blogsite")?;
    empty(xml, "link", &[("href", &channel.own), ("rel", "self"), ("type", "application/atom+xml")])?;
    empty(xml, "link", &[("href", &channel.home), ("rel", "alternate"), ("type", "text/html")])?;
    element(xml, "updated", &[], &channel.updated)?;
    for (name, picture) in [("icon", &channel.icon), ("logo", &channel.logo)] {
        picture.as_ref().map_or(Ok(()), |address| element(xml, name, &[], address))?;
    }
    channel.authors.iter().try_for_each(|author| person(xml, author))
}

fn entry(xml: &mut Xml, entry: &Entry) -> std::io::Result<()> {
    let lang = entry.lang.as_deref().map(|lang| ("xml:lang", lang));
    parent(xml, "entry", lang.as_slice(), |xml| {
        element(xml, "id", &[], &entry.id)?;
        element(xml, "title", &[("type", "text")], &entry.title)?;
        let title = entry.title.as_str();
        empty(xml, "link", &[("href", &entry.url), ("rel", "alternate"), ("type", "text/html"), ("title", title)])?;
        element(xml, "published", &[], &entry.published)?;
        element(xml, "updated", &[], &entry.updated)?;
        entry.authors.iter().try_for_each(|author| person(xml, author))?;
        entry.terms.iter().try_for_each(|term| empty(xml, "category", &[("term", term)]))?;
        if let Some(summary) = &entry.summary {
            element(xml, "summary", &[("type", "text")], summary)?;
        }
        if let Some(html) = &entry.html {
            element(xml, "content", &[("type", "html"), ("xml:base", &entry.url)], html)?;
        }
        if let Some(image) = &entry.image {
            empty(xml, "media:thumbnail", &[("url", image)])?;
            empty(xml, "media:content", &[("medium", "image"), ("url", image)])?;
        }
        Ok(())
    })
}

fn person(xml: &mut Xml, person: &Person) -> std::io::Result<()> {
    parent(xml, "author", &[], |xml| {
        element(xml, "name", &[], &person.name)?;
        person.url.as_ref().map_or(Ok(()), |url| element(xml, "uri", &[], url))
    })
}

/// `<name>…</name>` with elements in it.
pub(in crate::render) fn parent(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    content: impl FnOnce(&mut Xml) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let attributes = cleaned(attributes);
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_ref()));
    xml.create_element(name).with_attributes(attributes).write_inner_content(content)?;
    Ok(())
}

/// `<name>text</name>`
pub(in crate::render) fn element(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> std::io::Result<()> {
    let text = without_controls(text);
    let attributes = cleaned(attributes);
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_ref()));
    xml.create_element(name).with_attributes(attributes).write_text_content(BytesText::new(&text))?;
    Ok(())
}

/// `<name/>`
fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> std::io::Result<()> {
    let attributes = cleaned(attributes);
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_ref()));
    xml.create_element(name).with_attributes(attributes).write_empty()?;
    Ok(())
}

fn cleaned<'a>(attributes: &[(&'a str, &'a str)]) -> Vec<(&'a str, std::borrow::Cow<'a, str>)> {
    attributes.iter().map(|(name, value)| (*name, without_controls(value))).collect()
}

/// XML 1.0 has no place for most control characters, not even escaped (section 2.2).
fn without_controls(text: &str) -> std::borrow::Cow<'_, str> {
    let is_forbidden =
        |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if text.contains(is_forbidden) { text.replace(is_forbidden, "").into() } else { text.into() }
}
