//! What templates cost on a site of 10,000 posts: all views at once, one page, all pages.
#![allow(missing_docs, reason = "a benchmark is no library")]
#![expect(clippy::unwrap_used, reason = "a benchmark may fail")]

use std::sync::Arc;

use blogsite::address::{SourcePath, UrlPath};
use blogsite::config::Config;
use blogsite::content::{Document, Format, Kind};
use blogsite::site::route::{Route, RouteKind, Routes};
use blogsite::site::{DocumentId, Site};
use blogsite::template::views::Views;
use blogsite::template::{Services, Templates};
use divan::Bencher;
use indexmap::IndexMap;
use jiff::civil::date;
use jiff::tz::TimeZone;

const POSTS: usize = 10_000;

fn main() {
    divan::main();
}

fn post(number: usize) -> Document {
    let day = date(2000, 1, 1).checked_add(jiff::Span::new().days(i64::try_from(POSTS - number).unwrap())).unwrap();
    let slug = format!("Author{}-{number}", number % 12);
    Document {
        source: SourcePath::new(&format!("content/posts/{day}-{slug}.md")),
        kind: Kind::Post,
        format: Format::Markdown,
        body: 120,
        title: format!("What we did on day {number}, and what we learned"),
        date: day.to_zoned(TimeZone::UTC).ok(),
        slug,
        authors: vec![format!("Author {}", number % 12)],
        email: Some(format!("author{}@blog.example", number % 12)),
        categories: Vec::new(),
        tags: vec!["python".to_owned(), format!("topic {}", number % 30)],
        layout: Some("post".to_owned()),
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
        values: ["title", "layout", "mood"]
            .map(|key| (key.to_owned(), serde_yaml::Value::from("x")))
            .into_iter()
            .collect(),
        keys: IndexMap::new(),
    }
}

fn site() -> Site {
    let documents: Vec<Document> = (0..POSTS).map(post).collect();
    let routes = documents.iter().enumerate().map(|(index, document)| {
        let url = UrlPath::new(&format!("/2019/11/04/{}.html", document.slug));
        Route { output: url.output(".html"), url, kind: RouteKind::Document(DocumentId(index)) }
    });
    let routes = Routes::new(routes.collect(), POSTS).0;
    let config = Config { title: "Blog".to_owned(), url: "https://blog.example".to_owned(), ..Config::default() };
    let mut site = Site::default();
    let documents = documents.into_iter().map(std::sync::Arc::new).collect();
    (site.config, site.documents, site.posts, site.routes) = (config, documents, POSTS, routes);
    site
}

fn templates() -> Templates {
    let services = Services {
        base_path: String::new(),
        url: String::new(),
        time_zone: TimeZone::UTC,
        markdownify: Arc::new(str::to_owned),
    };
    Templates::load(Vec::new(), services).0
}

fn body() -> String {
    "<p>About as much as a post of this blog has to say, with <em>some</em> markup in it &amp; the like.</p>\n"
        .repeat(58)
}

#[divan::bench]
fn load_the_theme(bencher: Bencher) {
    bencher.bench(templates);
}

#[divan::bench]
fn all_views(bencher: Bencher) {
    let site = site();
    bencher.bench(|| Views::new(&site));
}

#[divan::bench]
fn one_context(bencher: Bencher) {
    let (site, body) = (site(), body());
    let views = Views::new(&site);
    bencher.bench(|| views.page_context(DocumentId(POSTS / 2), body.clone(), &[], None));
}

#[divan::bench]
fn one_post(bencher: Bencher) {
    let (site, body, templates) = (site(), body(), templates());
    let views = Views::new(&site);
    bencher.bench(|| {
        let context = views.page_context(DocumentId(POSTS / 2), body.clone(), &[], None);
        templates.render("post.html", &context).unwrap()
    });
}
