//! A [`Channel`] as JSON Feed, version 1.1 (jsonfeed.org).

use serde::Serialize;

use super::{Channel, Entry, Person};
use crate::render::absolute::is_whole;

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of JSON Feed")]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    language: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// An item must have a content; one that is to be short has its summary for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: &'a str,
    date_modified: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The whole document, with a line end.
pub(super) fn write(channel: &Channel, entries: &[Entry]) -> Vec<u8> {
    // Both must be whole addresses, and may be left out.
    let is_whole = is_whole(&channel.own);
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: Some(channel.home.as_str()).filter(|_| is_whole),
        feed_url: Some(channel.own.as_str()).filter(|_| is_whole),
        description: &channel.description,
        icon: channel.logo.as_deref().or(channel.icon.as_deref()),
        authors: authors(&channel.authors),
        language: &channel.lang,
        items: entries.iter().map(item).collect(),
    };
    let mut body = serde_json::to_vec(&feed).unwrap_or_default();
    body.push(b'\n');
    body
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_html: entry.html.as_deref(),
        content_text: entry.html.is_none().then(|| entry.summary.as_deref().unwrap_or(&entry.title)),
        summary: entry.summary.as_deref(),
        image: entry.image.as_deref(),
        date_published: &entry.published,
        date_modified: &entry.updated,
        authors: authors(&entry.authors),
        tags: &entry.terms,
        language: entry.lang.as_deref(),
    }
}

fn authors(people: &[Person]) -> Vec<Author<'_>> {
    people.iter().map(|person| Author { name: &person.name, url: person.url.as_deref() }).collect()
}
