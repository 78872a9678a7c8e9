//! Documents and YAML → [`tera::Value`].

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Zoned;
use rayon::prelude::*;
use serde::Serialize;
use tera::value::Key;
use tera::{Map, Value};

use super::{Addresses, DocumentView};
use crate::content::{Document, Kind};
use crate::site::{DocumentId, Site};

/// The view as a value. Views hold nothing that cannot be one.
pub(super) fn serialized(view: &impl Serialize) -> Value {
    Value::try_from_serializable(view).unwrap_or_else(|_| Value::none())
}

/// One value for each document, in their order.
pub(super) fn documents(site: &Site, addresses: &Addresses) -> Vec<Value> {
    documents_beside(site, addresses, vec![None; site.documents.len()])
}

/// The same where some are known already.
pub(super) fn documents_beside(site: &Site, addresses: &Addresses, known: Vec<Option<Value>>) -> Vec<Value> {
    let new = site.documents.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(document, _)| document);
    let keys = Keys::of(new);
    let value = |(index, (document, known)): (usize, (&Arc<Document>, Option<Value>))| {
        known.unwrap_or_else(|| value(site, DocumentId(index), document, addresses, &keys))
    };
    site.documents.par_iter().zip(known).enumerate().with_min_len(64).map(value).collect()
}

fn value(site: &Site, id: DocumentId, document: &Document, addresses: &Addresses, keys: &Keys<'_>) -> Value {
    let authors: Vec<&str> = document.authors.iter().map(|name| site.people.name(name)).collect();
    let view = view(site, id, document, &authors, addresses);
    let mut fields = serialized(&view).into_map().unwrap_or_default();
    let others: Vec<(Key<'static>, Value)> =
        document.values.iter().filter_map(|(key, value)| Some((keys.other(key)?, yaml(value)))).collect();
    // One key more would otherwise double the map.
    fields.reserve_exact(others.len());
    fields.extend(others);
    Value::from(fields)
}

fn view<'a>(
    site: &Site,
    id: DocumentId,
    document: &'a Document,
    authors: &'a [&'a str],
    addresses: &Addresses,
) -> DocumentView<'a> {
    let route = site.route_of(id);
    let [url, href, absolute_url] = match route {
        Some(route) => addresses.of(&route.url).map(|(_, value)| value),
        None => [Value::none(), Value::none(), Value::none()],
    };
    let id = match route {
        Some(route) => {
            // Ruby's `File.dirname`: what stands before the last segment, be it a folder's.
            let path = route.url.as_str().trim_end_matches('/');
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            Value::from(format!("{folder}/{}", document.slug))
        }
        None => Value::none(),
    };
    DocumentView {
        title: &document.title,
        kind: match document.kind {
            Kind::Post => "post",
            Kind::Draft => "draft",
            Kind::Page => "page",
        },
        url,
        href,
        absolute_url,
        path: document.source.as_str(),
        id,
        slug: &document.slug,
        date: document.date.as_ref().map_or_else(Value::none, date),
        updated: document.updated.as_ref().map_or_else(Value::none, date),
        author: authors.first().copied(),
        authors,
        author_terms: Value::none(),
        email: document.email.as_deref().filter(|_| site.config.show_email),
        categories: &document.categories,
        category_terms: Value::none(),
        tags: &document.tags,
        tag_terms: Value::none(),
        layout: document.layout.as_deref(),
        excerpt: document.excerpt.as_deref(),
        description: document.description.as_deref(),
        image: document.image.as_deref(),
        lang: document.lang.as_deref(),
        previous: Value::none(),
        next: Value::none(),
        by_authors: Value::none(),
        day: Value::none(),
        same_day: Value::none(),
        related: Value::none(),
        words: None,
        minutes: None,
    }
}

/// RFC 3339 with the offset written out: `2019-11-04T00:00:00+00:00`.
pub(super) fn date(at: &Zoned) -> Value {
    Value::from(at.timestamp().display_with_offset(at.offset()).to_string())
}

/// The names of front matter's keys, each in memory once however many documents have it; nothing for those that are
/// fields of the view.
struct Keys<'a>(HashMap<&'a str, Option<Arc<str>>>);

impl<'a> Keys<'a> {
    fn of(documents: impl Iterator<Item = &'a Arc<Document>>) -> Self {
        let mut keys: HashMap<&str, Option<Arc<str>>> =
            DocumentView::FIELDS.iter().map(|(name, _)| (*name, None)).collect();
        for key in documents.flat_map(|document| document.values.keys()) {
            if !keys.contains_key(key.as_str()) {
                keys.insert(key, Some(Arc::from(key.as_str())));
            }
        }
        Self(keys)
    }

    /// The key, unless it is one of the view's own fields.
    fn other(&self, key: &str) -> Option<Key<'static>> {
        self.0.get(key)?.clone().map(Key::String)
    }
}

/// Any YAML as a value: tags are dropped, and a key that is no text, number or truth value becomes text.
pub(super) fn yaml(value: &serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::none(),
        serde_yaml::Value::Bool(truth) => Value::from(*truth),
        serde_yaml::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::from(number),
            (None, Some(number)) => Value::from(number),
            (None, None) => Value::from(number.as_f64().unwrap_or(f64::NAN)),
        },
        serde_yaml::Value::String(text) => Value::from(text.as_str()),
        serde_yaml::Value::Sequence(items) => Value::from(items.iter().map(yaml).collect::<Vec<_>>()),
        serde_yaml::Value::Mapping(entries) => {
            let entries = entries.iter().map(|(name, value)| (key(name), yaml(value)));
            Value::from(entries.collect::<Map>())
        }
        serde_yaml::Value::Tagged(tagged) => yaml(&tagged.value),
    }
}

fn key(name: &serde_yaml::Value) -> Key<'static> {
    match name {
        serde_yaml::Value::String(text) => Key::from(text.clone()),
        serde_yaml::Value::Bool(truth) => Key::Bool(*truth),
        serde_yaml::Value::Number(number) => match number.as_i64() {
            Some(number) => Key::I64(number),
            None => Key::from(number.to_string()),
        },
        other => Key::from(yaml(other).to_string()),
    }
}
