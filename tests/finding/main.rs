//! What other programs read of a site, held against the rules of its formats: feeds, site maps, redirects, the heads of pages.
//!
//! * [`atom`]: RFC 4287.
//! * [`json_feed`]: jsonfeed.org, version 1.1.
//! * [`sitemap`]: sitemaps.org, protocol 0.9, and RFC 9309 for `robots.txt`.
//! * [`mod@head`]: Open Graph, and what schema.org and Google ask of JSON-LD.
//! * [`redirects`]: jekyll-redirect-from's pages and list.
//!
//! All are read back with a parser that is none of ours, over every site at hand and over titles and texts of any kind.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod any_text;
mod atom;
mod head;
mod json_feed;
mod redirects;
mod sitemap;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use blogsite::diagnostic::{Diagnostic, Severity};
use blogsite::highlight::Highlighter;
use blogsite::render::Renderer;
use blogsite::site::{Options, Site};
use blogsite::source::MemoryTree;

use support::folder::{self, Files};
use support::generator::{self, Edition};
use support::{cases, fail_with, name_of};

/// Grammars are read once.
static HIGHLIGHTER: LazyLock<Arc<Highlighter>> = LazyLock::new(|| Arc::new(Highlighter::with_memory(None)));

/// What a site came out as.
struct Output {
    /// `https://blog.example`, or empty.
    url: String,
    base_path: String,
    /// By output path.
    files: BTreeMap<String, String>,
    problems: Vec<Diagnostic>,
}

impl Output {
    fn of(source: &Files) -> Self {
        let mut tree = MemoryTree::default();
        for (path, bytes) in source {
            tree.insert(path, bytes.clone());
        }
        let (site, mut problems) = Site::load(&tree, &Options::at("2025-01-01T00:00:00Z".parse().unwrap())).unwrap();
        let (renderer, found) = Renderer::new(&tree, &site, &HIGHLIGHTER).unwrap();
        problems.extend(found);
        let mut files = BTreeMap::new();
        for route in &site.routes {
            let page = renderer.render(route).unwrap();
            problems.extend(page.problems);
            if let Ok(text) = String::from_utf8(page.body) {
                files.insert(route.output.as_str().to_owned(), text);
            }
        }
        Self { url: site.config.url.clone(), base_path: site.config.base_path.clone(), files, problems }
    }

    /// A site written down as text: lines `== path` and what the file holds.
    fn of_text(text: &str) -> Self {
        let mut source = Files::new();
        for file in text.split("== ").skip(1) {
            let (path, body) = file.split_once('\n').unwrap();
            source.insert(path.to_owned(), body.as_bytes().to_vec());
        }
        Self::of(&source)
    }

    fn file(&self, path: &str) -> &str {
        self.files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", self.files.keys()))
    }

    fn pages(&self) -> impl Iterator<Item = (&String, &String)> {
        self.files.iter().filter(|(path, _)| Path::new(path).extension().is_some_and(|extension| extension == "html"))
    }

    /// `code: message; hint`, one for each; what is only worth knowing is not among them.
    fn said(&self) -> Vec<String> {
        let said =
            |problem: &Diagnostic| format!("{}: {}; {}", problem.code, problem.message, problem.hints.join("; "));
        self.problems.iter().filter(|problem| problem.severity > Severity::Note).map(said).collect()
    }
}

/// Whether the text is a date and time as RFC 3339 has them.
fn is_rfc3339(text: &str) -> bool {
    let shape = |c: char| if c.is_ascii_digit() { '0' } else { c };
    let shape: String = text.chars().map(shape).collect();
    matches!(shape.as_str(), "0000-00-00T00:00:00Z" | "0000-00-00T00:00:00+00:00" | "0000-00-00T00:00:00-00:00")
        && text.parse::<jiff::Timestamp>().is_ok()
}

/// Whether the text is a whole address or a URN, without what no IRI may hold.
fn is_iri(text: &str) -> bool {
    let is_clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c));
    is_clean && (text.starts_with("https://") || text.starts_with("http://") || text.starts_with("urn:uuid:"))
}

/// Every site at hand: this repository's own, the golden ones, a generated one.
fn sites() -> Vec<(String, Files)> {
    let mut sites = vec![("generated".to_owned(), generator::site(4, Edition::First))];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut own = Files::from([("_config.yml".to_owned(), std::fs::read(root.join("_config.yml")).unwrap())]);
    for folder in ["content", "data", "static"] {
        let files = folder::read(&root.join(folder)).into_iter();
        own.extend(files.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }
    sites.push(("own".to_owned(), own));
    for case in cases("sites") {
        let mut files = folder::read(&case);
        files.retain(|path, _| !path.starts_with("expected/"));
        sites.push((name_of(&case), files));
    }
    sites
}

#[test]
fn every_site_keeps_the_rules() {
    let mut faults = Vec::new();
    let (mut feeds, mut maps) = (0, 0);
    for (name, source) in sites() {
        let output = Output::of(&source);
        for (path, text) in &output.files {
            if source.keys().any(|known| known.ends_with(&format!("/{path}"))) {
                continue;
            }
            let found = if path.ends_with("feed.xml") {
                feeds += 1;
                atom::faults(text, &output.url)
            } else if path.ends_with("feed.json") {
                json_feed::faults(text, &output.url)
            } else if path.starts_with("sitemap") {
                maps += 1;
                sitemap::faults(text, &format!("{}{}", output.url, output.base_path))
            } else {
                continue;
            };
            faults.extend(found.into_iter().map(|fault| format!("{name}: {path}: {fault}")));
        }
        for (path, html) in output.pages() {
            let found = head::faults(html, &output.url);
            faults.extend(found.into_iter().map(|fault| format!("{name}: {path}: {fault}")));
        }
    }
    assert!(feeds > 10 && maps > 3, "{feeds} feeds, {maps} maps");
    fail_with(&faults);
}
