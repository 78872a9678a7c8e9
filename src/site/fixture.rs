//! Sites made from a list of file names, for tests: no file is read.

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::address::SourcePath;
use crate::config::Config;
use crate::content::{Document, Format, Kind};

use super::permalink;
use super::route::{Route, RouteKind, Routes};
use super::{DocumentId, Site};

/// A document whose kind, day, slug and author are read off its name: `content/posts/2019-11-04-LewisGaul.md`.
pub(crate) fn document(source: &str) -> Document {
    let source = SourcePath::new(source);
    let folders: Vec<&str> = source.parent().split('/').collect();
    let kind = if folders.iter().any(|name| matches!(*name, "posts" | "_posts")) {
        Kind::Post
    } else if folders.iter().any(|name| matches!(*name, "drafts" | "_drafts")) {
        Kind::Draft
    } else {
        Kind::Page
    };
    let stem = source.stem().to_owned();
    let day = stem.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok()).filter(|_| kind == Kind::Post);
    let slug = if day.is_some() { stem[11..].to_owned() } else { stem };
    let is_markdown = matches!(source.extension(), "md" | "markdown" | "mkd" | "mkdn" | "mkdown");
    Document {
        kind,
        format: if is_markdown { Format::Markdown } else { Format::Verbatim },
        body: 0,
        title: slug.clone(),
        date: day.and_then(|day| DateTime::from(day).to_zoned(TimeZone::UTC).ok()),
        authors: if kind == Kind::Page { Vec::new() } else { vec![slug.clone()] },
        slug,
        email: None,
        categories: Vec::new(),
        tags: Vec::new(),
        layout: None,
        permalink: None,
        published: true,
        excerpt: None,
        excerpt_separator: None,
        description: None,
        image: None,
        lang: None,
        updated: None,
        redirect_from: Vec::new(),
        redirect_to: None,
        in_sitemap: true,
        in_search: true,
        has_tags: true,
        values: IndexMap::new(),
        keys: IndexMap::<String, Range<usize>>::new(),
        source,
    }
}

/// The site of these documents and of these files: `static/x.jpg` is served at `/x.jpg`.
pub(crate) fn site(config: Config, mut documents: Vec<Document>, files: &[&str]) -> Site {
    documents.sort_by(|a, b| {
        let key = |d: &Document| (d.kind == Kind::Page, d.date.as_ref().map(|date| std::cmp::Reverse(date.date())));
        key(a).cmp(&key(b)).then_with(|| a.source.cmp(&b.source))
    });
    let mut routes = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let id = DocumentId(index);
        let url = permalink::url(document, &config.permalink).unwrap_or_else(|fault| panic!("{fault}"));
        let output = permalink::output(document, &config.permalink, &url);
        let kind = match url.as_str() {
            "/" => RouteKind::Home { number: 1, index: Some(id) },
            _ => RouteKind::Document(id),
        };
        routes.push(Route { url, output, kind });
        for from in &document.redirect_from {
            let url = crate::address::UrlPath::new(from);
            routes.push(Route { output: url.output(".html"), url, kind: RouteKind::Redirect(id) });
        }
    }
    for file in files {
        let source = SourcePath::new(file);
        let below = source.under("static").or(source.under("content")).unwrap_or(file);
        let output = crate::address::OutputPath::new(below);
        routes.push(Route { url: output.url(), output, kind: RouteKind::Static(source) });
    }
    site_of(config, documents, routes)
}

/// The site of these documents and routes, whatever order they come in.
pub(crate) fn site_of(config: Config, documents: Vec<Document>, routes: Vec<Route>) -> Site {
    let (mut routes, clashes) = Routes::new(routes, documents.len());
    assert_eq!(clashes, [], "the site of a test has each address once");
    routes.set_sources(documents.iter().enumerate().map(|(index, d)| (d.source.clone(), DocumentId(index))));
    let posts = documents.iter().filter(|document| document.kind != Kind::Page).count();
    let documents: Vec<Arc<Document>> = documents.into_iter().map(Arc::new).collect();
    let taxonomies = Arc::new(super::taxonomy::Taxonomies::new(&documents[..posts], &super::people::People::default()));
    Site { config, documents, posts, taxonomies, routes, ..Site::default() }
}
