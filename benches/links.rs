//! Where links lead, on a site of 10,000 posts: those that work, those that are repaired, those that are dead.

use blogsite::address::{OutputPath, SourcePath, UrlPath};
use blogsite::config::Config;
use blogsite::content::{Document, Kind};
use blogsite::markdown::{Link, LinkKind};
use blogsite::site::resolve::resolve;
use blogsite::site::route::{Route, RouteKind, Routes};
use blogsite::site::{DocumentId, Site, permalink};

/// Posts of the site.
const POSTS: usize = 10_000;
/// Posts a day: each by another author.
const A_DAY: usize = 20;

fn main() {
    divan::main();
}

fn source(index: usize) -> SourcePath {
    let (day, author) = (index / A_DAY, index % A_DAY);
    let (year, month, day) = (2001 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    SourcePath::new(&format!("content/posts/{year}-{month:02}-{day:02}-Author{author:02}.md"))
}

fn documents(config: &Config) -> Vec<Document> {
    (0..POSTS)
        .filter_map(|index| {
            let text = format!("---\nauthor: Author {}\n---\n", index % A_DAY);
            Document::parse(&source(index), &text, Kind::Post, config).0
        })
        .collect()
}

fn routes(documents: &[Document], config: &Config) -> Vec<Route> {
    let mut routes: Vec<Route> = documents
        .iter()
        .enumerate()
        .filter_map(|(index, document)| {
            let url = permalink::url(document, &config.permalink).ok()?;
            let output = permalink::output(document, &config.permalink, &url);
            Some(Route { url, output, kind: RouteKind::Document(DocumentId(index)) })
        })
        .collect();
    for index in 0..POSTS / 10 {
        let output = OutputPath::new(&format!("images/{index}.jpg"));
        let source = SourcePath::new(&format!("static/{output}"));
        routes.push(Route { url: output.url(), output, kind: RouteKind::Static(source) });
    }
    routes
}

fn site() -> Site {
    let config = Config { url: "https://blog.example".to_owned(), ..Config::default() };
    let documents = documents(&config);
    let (mut routes, _) = Routes::new(routes(&documents, &config), documents.len());
    routes.set_sources(documents.iter().enumerate().map(|(index, d)| (d.source.clone(), DocumentId(index))));
    Site { posts: documents.len(), documents, routes, config, data: serde_yaml::Value::Null }
}

/// Resolves one link on every tenth post.
fn on_many_pages(bencher: divan::Bencher<'_, '_>, link: impl Fn(usize) -> String + Sync) {
    let site = site();
    let links: Vec<(DocumentId, String)> = (0..POSTS).step_by(10).map(|n| (DocumentId(n), link(n))).collect();
    bencher.counter(links.len()).bench(|| {
        for (from, destination) in &links {
            divan::black_box(resolve(&site, *from, &Link { kind: LinkKind::Link, destination, text: "last time" }));
        }
    });
}

#[divan::bench]
fn to_a_post_of_the_day(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("Author{:02}.html", (n + 1) % A_DAY));
}

#[divan::bench]
fn without_extension(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("./Author{:02}#part", (n + 1) % A_DAY));
}

#[divan::bench]
fn to_a_source_file(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| source((n + 100) % POSTS).file_name().to_owned());
}

#[divan::bench]
fn on_the_own_host(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("https://blog.example/images/{}.jpg", n / 10));
}

#[divan::bench]
fn to_another_site(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("https://bugs.python.org/issue{n}"));
}

#[divan::bench]
fn repaired(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("../Author{:02}.html", (n + 1) % A_DAY));
}

#[divan::bench]
fn dead_with_namesakes(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("../../../../31/31/Author{:02}.html", n % A_DAY));
}

#[divan::bench]
fn dead_with_near_names(bencher: divan::Bencher<'_, '_>) {
    on_many_pages(bencher, |n| format!("Auhtor{:02}.html", n % A_DAY));
}

#[divan::bench]
fn indexing_all_routes(bencher: divan::Bencher<'_, '_>) {
    let config = Config::default();
    let documents = documents(&config);
    let all = routes(&documents, &config);
    bencher.counter(all.len()).with_inputs(|| all.clone()).bench_values(|all| Routes::new(all, POSTS));
}

#[divan::bench]
fn all_permalinks(bencher: divan::Bencher<'_, '_>) {
    let config = Config::default();
    let documents = documents(&config);
    bencher.counter(documents.len()).bench(|| {
        let urls = documents.iter().filter_map(|document| permalink::url(document, "date").ok());
        urls.map(|url: UrlPath| url.as_str().len()).sum::<usize>()
    });
}
