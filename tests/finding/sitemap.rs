//! sitemaps.org, protocol 0.9, and RFC 9309.

use std::collections::BTreeSet;

use roxmltree::Document;

use super::atom::words;
use super::support::folder::Files;
use super::{Output, is_iri, is_rfc3339};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// What the map or index at hand does that the protocol forbids; `home` stands before every address.
pub(crate) fn faults(text: &str, home: &str) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("no XML: {error}")],
    };
    let root = document.root_element();
    let child = match root.tag_name().name() {
        "urlset" => "url",
        "sitemapindex" => "sitemap",
        other => return vec![format!("the root is `{other}`")],
    };
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for node in root.children().filter(roxmltree::Node::is_element) {
        let (address, day) = (words(node, "loc"), words(node, "lastmod"));
        if !node.has_tag_name((NAMESPACE, child)) {
            faults.push(format!("`{}` in it", node.tag_name().name()));
        }
        if !is_iri(&address) || !address.starts_with(&format!("{home}/")) || !address.is_ascii() || address.len() > 2048
        {
            faults.push(format!("the address `{address}`"));
        }
        if !day.is_empty() && !is_rfc3339(&day) {
            faults.push(format!("the day `{day}`"));
        }
        if !seen.insert(address.clone()) {
            faults.push(format!("`{address}` twice"));
        }
    }
    if seen.len() > 50_000 || text.len() > 52_428_800 {
        faults.push(format!("{} addresses, {} bytes", seen.len(), text.len()));
    }
    faults
}

#[test]
fn fifty_thousand_addresses_and_one_are_two_files() {
    let site = |count: usize| {
        let mut files = Files::from([("_config.yml".to_owned(), b"url: https://blog.example\nbaseurl: /r\n".to_vec())]);
        files.extend((0..count).map(|number| (format!("static/p/{number}.html"), Vec::new())));
        Output::of(&files)
    };
    // The home page is one of them.
    let one = site(49_999);
    assert!(one.file("sitemap.xml").contains("<urlset") && !one.files.contains_key("sitemap-1.xml"));
    assert_eq!(faults(one.file("sitemap.xml"), "https://blog.example/r"), Vec::<String>::new());
    let two = site(50_000);
    let names: Vec<&String> = two.files.keys().filter(|path| path.starts_with("sitemap")).collect();
    assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
    let mut found = 0;
    for name in names {
        let text = two.file(name);
        assert_eq!(faults(text, "https://blog.example/r"), Vec::<String>::new(), "{name}");
        found += text.matches("<url>").count();
    }
    assert_eq!(found, 50_001);
    let index = Document::parse(two.file("sitemap.xml")).unwrap();
    let parts: Vec<String> = index.root_element().children().map(|part| words(part, "loc")).collect();
    assert_eq!(parts, ["https://blog.example/r/sitemap-1.xml", "https://blog.example/r/sitemap-2.xml"]);
}

#[test]
fn the_map_can_be_left_out_or_be_ones_own() {
    let with = |config: &str, more: &str| {
        Output::of_text(&format!("== _config.yml\nurl: https://b.example\n{config}\n{more}"))
    };
    let robots = "User-agent: *\nDisallow:\n\nSitemap: https://b.example/r/sitemap.xml\n";
    assert_eq!(with("baseurl: r", "").file("robots.txt"), robots);
    assert_eq!(with("", "== static/robots.txt\nown\n").file("robots.txt"), "own\n");
    assert_eq!(with("", "== content/robots.txt\n---\n---\nown\n").file("robots.txt"), "own\n");
    assert!(!with("robots: false", "").files.contains_key("robots.txt"));
    let none = with("sitemap: false", "");
    assert!(!none.files.contains_key("robots.txt") && !none.files.contains_key("sitemap.xml"));
    let own = with("", "== static/sitemap.xml\nown\n");
    assert_eq!(own.file("sitemap.xml"), "own\n");
    assert!(own.file("robots.txt").contains("https://b.example/sitemap.xml"));
}

#[test]
fn what_has_gone_or_hides_is_not_in_it() {
    let output = Output::of_text(
        "== _config.yml\nurl: https://b.example\n== content/a & ü.md\n---\n---\na\n== content/b.md\n---\nsitemap: false\n---\nb\n\
         == content/c.md\n---\nredirect_to: /d.html\n---\nc\n== content/d.md\n---\nredirect_from: /e\n---\nd\n== static/f.pdf\nf\n== static/g.png\ng\n",
    );
    let map = Document::parse(output.file("sitemap.xml")).unwrap();
    let addresses: Vec<String> = map.root_element().children().map(|url| words(url, "loc")).collect();
    let paths: Vec<&str> = addresses.iter().map(|address| address.trim_start_matches("https://b.example")).collect();
    assert_eq!(paths, ["/a%20&%20%C3%BC.html", "/d.html", "/f.pdf", "/"]);
}
