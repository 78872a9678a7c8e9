//! Where links lead, on a site of 10,000 posts: those that work, those that are repaired, those that are dead.

use blogsite::markdown::{Link, LinkKind};
use blogsite::site::resolve::resolve;
use blogsite::site::route::Routes;
use blogsite::site::{DocumentId, Options, Site, permalink};
use blogsite::source::MemoryTree;

/// Posts of the site.
const POSTS: usize = 10_000;
/// Posts a day: each by another author.
const A_DAY: usize = 20;

fn main() {
    divan::main();
}

fn file_name(index: usize) -> String {
    let (day, author) = (index / A_DAY, index % A_DAY);
    let (year, month, day) = (1980 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    format!("{year}-{month:02}-{day:02}-Author{author:02}.md")
}

fn site() -> Site {
    let mut tree = MemoryTree::default();
    tree.insert("_config.yml", "url: https://blog.example\n");
    for index in 0..POSTS {
        let text = format!("---\nauthor: Author {}\n---\n", index % A_DAY);
        tree.insert(&format!("content/posts/{}", file_name(index)), text);
        if index % 10 == 0 {
            tree.insert(&format!("static/images/{}.jpg", index / 10), "");
        }
    }
    let now = "2026-01-01T00:00:00Z".parse().unwrap_or_default();
    Site::load(&tree, &Options::at(now)).map(|(site, _)| site).unwrap_or_default()
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
    on_many_pages(bencher, |n| file_name((n + 100) % POSTS));
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
    let site = site();
    let all: Vec<_> = site.routes.iter().cloned().collect();
    bencher.counter(all.len()).with_inputs(|| all.clone()).bench_values(|all| Routes::new(all, POSTS));
}

#[divan::bench]
fn all_permalinks(bencher: divan::Bencher<'_, '_>) {
    let site = site();
    bencher.counter(site.documents.len()).bench(|| {
        let urls = site.documents.iter().filter_map(|document| permalink::url(document, "date").ok());
        urls.map(|url| url.as_str().len()).sum::<usize>()
    });
}
