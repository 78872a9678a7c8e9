//! Sites for the tests of this room, made by hand.

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::date;
use jiff::tz::TimeZone;
use serde_yaml::Value;

use super::Services;
use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::config::Config;
use crate::content::{Document, Format, Kind};
use crate::site::people::People;
use crate::site::route::{Route, RouteKind, Routes};
use crate::site::taxonomy::Taxonomies;
use crate::site::{DocumentId, Site};

/// A document with nothing but a title.
pub(super) fn document(source: &str, kind: Kind, title: &str) -> Document {
    let source = SourcePath::new(source);
    Document {
        slug: source.stem().trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned(),
        source,
        kind,
        format: Format::Markdown,
        body: 0,
        title: title.to_owned(),
        date: None,
        authors: Vec::new(),
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
        keys: IndexMap::new(),
    }
}

/// A post of that day of November 2019 with all that a post can have.
pub(super) fn post(day: i8, slug: &str, title: &str) -> Document {
    let mut post = document(&format!("content/posts/2019-11-{day:02}-{slug}.md"), Kind::Post, title);
    post.date = date(2019, 11, day).to_zoned(TimeZone::UTC).ok();
    post.updated = date(2019, 12, day).to_zoned(TimeZone::UTC).ok();
    post.authors = vec!["Ada Example".to_owned(), "Ben <b> Sample".to_owned()];
    post.email = Some("ada@blog.example".to_owned());
    post.tags = vec!["Rust & C".to_owned(), "linking".to_owned()];
    post.categories = vec!["News".to_owned()];
    post.excerpt = Some("A \"short\" beginning".to_owned());
    post.description = Some("What <it> is about".to_owned());
    post.image = Some("/images/a.png".to_owned());
    post.lang = Some("en-GB".to_owned());
    post.layout = Some("post".to_owned());
    post.values.insert("title".to_owned(), Value::from("not this"));
    post.values.insert("mood".to_owned(), Value::from("good"));
    post
}

/// A site of those documents, posts first; `config` is changed as wanted.
pub(super) fn site(documents: Vec<Document>, configure: impl FnOnce(&mut Config)) -> Site {
    let mut config = Config {
        title: "The Example".to_owned(),
        description: "Days of a hackathon".to_owned(),
        url: "https://blog.example".to_owned(),
        base_path: "/repo".to_owned(),
        ..Config::default()
    };
    configure(&mut config);
    let posts = documents.iter().filter(|document| document.kind != Kind::Page).count();
    let mut routes: Vec<Route> = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let path = match &document.date {
            Some(date) => format!("/{}/{}.html", date.strftime("%Y/%m/%d"), document.slug),
            None if document.slug == "index" => "/".to_owned(),
            None => format!("/{}.html", document.slug),
        };
        let url = UrlPath::new(&path);
        let id = DocumentId(index);
        let kind = if path == "/" { RouteKind::Home { number: 1, index: Some(id) } } else { RouteKind::Document(id) };
        routes.push(Route { output: url.output(".html"), url, kind });
    }
    let image = OutputPath::new("images/a.b.png");
    let kind = RouteKind::Static(SourcePath::new("static/images/a.b.png"));
    routes.push(Route { url: image.url(), output: image, kind });
    let count = documents.len();
    let mut site = Site::default();
    (site.config, site.posts) = (config, posts);
    site.documents = documents.into_iter().map(std::sync::Arc::new).collect();
    let authors = serde_yaml::from_str("authors: {ada: {name: Ada Example, github: ada}}").unwrap_or_default();
    site.people = Arc::new(People::read(&authors, &site.config, std::iter::empty()).0);
    site.taxonomies = Arc::new(Taxonomies::new(&site.documents[..posts], &site.people));
    site.routes = Routes::new(routes, count).0;
    site
}

/// Three posts and two pages.
pub(super) fn blog() -> Site {
    let documents = vec![
        post(21, "Cleo", "Third"),
        post(12, "Ben", "Second & last"),
        post(4, "Ada", "First"),
        document("content/about.md", Kind::Page, "About"),
        document("content/index.md", Kind::Page, "Index"),
    ];
    site(documents, |config| {
        config.values.insert("title".to_owned(), Value::from("not this"));
        config.values.insert("motto".to_owned(), Value::from("onwards"));
    })
}

pub(super) fn services(site: &Site) -> Services {
    Services {
        base_path: site.config.base_path.clone(),
        url: site.config.url.clone(),
        time_zone: site.config.time_zone.clone(),
        markdownify: Arc::new(|text| format!("<p>{text}</p>")),
    }
}
