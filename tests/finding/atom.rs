//! RFC 4287, and what jekyll-feed's readers expect of ids.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::{Output, is_iri, is_rfc3339};

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// What the feed at hand does that RFC 4287 forbids; `url` is the site's, or empty.
pub(crate) fn faults(text: &str, url: &str) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("no XML: {error}")],
    };
    let feed = document.root_element();
    let mut faults = Vec::new();
    if !feed.has_tag_name((ATOM, "feed")) {
        return vec!["the root is no feed".to_owned()];
    }
    for (name, least, most) in [
        ("id", 1, 1),
        ("title", 1, 1),
        ("updated", 1, 1),
        ("subtitle", 0, 1),
        ("generator", 0, 1),
        ("icon", 0, 1),
        ("logo", 0, 1),
    ] {
        count(feed, name, least, most, &mut faults);
    }
    times_and_ids(feed, &mut faults);
    links(feed, url, &mut faults);
    let of_feed = count(feed, "author", 0, usize::MAX, &mut faults);
    let mut ids = BTreeSet::new();
    let mut newest = None;
    for entry in children(feed, "entry") {
        for (name, least, most) in [
            ("id", 1, 1),
            ("title", 1, 1),
            ("updated", 1, 1),
            ("published", 0, 1),
            ("summary", 0, 1),
            ("content", 0, 1),
        ] {
            count(entry, name, least, most, &mut faults);
        }
        times_and_ids(entry, &mut faults);
        links(entry, url, &mut faults);
        if count(entry, "author", 0, usize::MAX, &mut faults) + of_feed == 0 {
            faults.push("an entry without an author".to_owned());
        }
        if !ids.insert(words(entry, "id")) {
            faults.push(format!("`{}` is the id of two entries", words(entry, "id")));
        }
        if let Some(content) = children(entry, "content").next()
            && content.attribute("type") != Some("html")
        {
            faults.push("a content of another type".to_owned());
        }
        newest = newest.max(words(entry, "updated").parse::<jiff::Timestamp>().ok());
    }
    if newest.is_some() && newest != words(feed, "updated").parse().ok() {
        faults.push("`updated` is not that of the entry changed last".to_owned());
    }
    for person in document.descendants().filter(|node| node.has_tag_name((ATOM, "author"))) {
        count(person, "name", 1, 1, &mut faults);
        count(person, "email", 0, 0, &mut faults);
        count(person, "uri", 0, 1, &mut faults);
        if words(person, "name").trim().is_empty() {
            faults.push("an author without a name".to_owned());
        }
    }
    for category in document.descendants().filter(|node| node.has_tag_name((ATOM, "category"))) {
        if category.attribute("term").is_none_or(|term| term.trim().is_empty()) {
            faults.push("a category without a term".to_owned());
        }
    }
    faults
}

fn children<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name((ATOM, name)))
}

/// The text of the first child of that name.
pub(crate) fn words(node: Node<'_, '_>, name: &'static str) -> String {
    let child = node.children().find(|child| child.tag_name().name() == name);
    child
        .map(|child| child.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect())
        .unwrap_or_default()
}

fn count(node: Node<'_, '_>, name: &'static str, least: usize, most: usize, faults: &mut Vec<String>) -> usize {
    let count = children(node, name).count();
    if count < least || count > most {
        faults.push(format!("{count} of `{name}` in `{}`", node.tag_name().name()));
    }
    count
}

fn times_and_ids(node: Node<'_, '_>, faults: &mut Vec<String>) {
    for name in ["updated", "published"] {
        for time in children(node, name) {
            let time = time.text().unwrap_or_default();
            if !is_rfc3339(time) {
                faults.push(format!("`{time}` is no time"));
            }
        }
    }
    if !is_iri(&words(node, "id")) {
        faults.push(format!("`{}` is no whole IRI", words(node, "id")));
    }
}

fn links(node: Node<'_, '_>, url: &str, faults: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for link in children(node, "link") {
        let href = link.attribute("href").unwrap_or_default();
        let rel = link.attribute("rel").unwrap_or("alternate");
        if if url.is_empty() { !href.starts_with('/') } else { !is_iri(href) } {
            faults.push(format!("a link to `{href}`"));
        }
        if !seen.insert((
            rel.to_owned(),
            link.attribute("type").map(str::to_owned),
            link.attribute("hreflang").map(str::to_owned),
        )) {
            faults.push(format!("two links of one kind: {rel}"));
        }
    }
    if !seen.iter().any(|(rel, ..)| rel == "alternate") {
        faults.push("no link to the page".to_owned());
    }
    if node.tag_name().name() == "feed" && !seen.iter().any(|(rel, ..)| rel == "self") {
        faults.push("no link to the feed itself".to_owned());
    }
}

const SITE: &str = "== _config.yml\ntitle: A & B\nurl: https://blog.example\nbaseurl: /repo\nfeed: {posts_limit: 2, icon: /i.png}\n\
                    == content/posts/2024-01-01-first.md\n---\ntitle: One\nauthor: Ada\n---\nA [link](/about.html), a note[^1].\n\n[^1]: N.\n\
                    == content/posts/2024-01-02-second.md\n---\ntitle: Two\npermalink: /2024/two/\nslug: Zwei Ü\nlast_modified_at: 2024-03-01\nimage: /p.png\n---\nB\n\
                    == content/posts/2023-01-02-third.md\n---\ndraft: true\n---\nC\n\
                    == content/posts/2022-01-02-fourth.md\n---\nlast_modified_at: 2024-06-01\n---\nD\n\
                    == content/about.md\n---\n---\nAbout\n\
                    == templates/includes/box.html\n<img src=\"{{ \"/p.png\" | relative_url }}\">\n";

#[test]
fn ids_are_those_of_jekyll_feed() {
    let output = Output::of_text(SITE);
    let feed = Document::parse(output.file("feed.xml")).unwrap();
    let ids: Vec<String> = children(feed.root_element(), "entry").map(|entry| words(entry, "id")).collect();
    // What jekyll-feed writes: the address's folder and the slug, with `absolute_url`.
    assert_eq!(ids, ["https://blog.example/repo/2024/Zwei%20%C3%9C", "https://blog.example/repo/2024/01/01/first"]);
    assert_eq!(words(feed.root_element(), "id"), "https://blog.example/repo/feed.xml");
    assert_eq!(words(feed.root_element(), "updated"), "2024-03-01T00:00:00+00:00");
    assert_eq!(words(feed.root_element(), "icon"), "https://blog.example/repo/i.png");
}

#[test]
fn every_address_in_a_text_is_whole() {
    let output = Output::of_text(&SITE.replace("A [link]", "{% include box.html %} A [link]"));
    let feed = Document::parse(output.file("feed.xml")).unwrap();
    let entry = children(feed.root_element(), "entry").last().unwrap();
    let content = words(entry, "content");
    for piece in [
        "<img src=\"https://blog.example/repo/p.png\">",
        "href=\"https://blog.example/repo/about.html\"",
        "href=\"https://blog.example/repo/2024/01/01/first.html#fn:1\"",
        "href=\"https://blog.example/repo/2024/01/01/first.html#fnref:1\"",
    ] {
        assert!(content.contains(piece), "no {piece} in {content}");
    }
    assert!(!content.contains("=\"/") && !content.contains("=\"#"), "{content}");
}

#[test]
fn without_a_host_ids_are_whole_all_the_same() {
    let text = SITE.replace("url: https://blog.example\n", "");
    let output = Output::of_text(&text);
    assert_eq!(faults(output.file("feed.xml"), ""), Vec::<String>::new());
    assert!(output.file("feed.xml").contains("href=\"/repo/2024/two/\""));
    assert!(!output.files.contains_key("sitemap.xml") && !output.files.contains_key("robots.txt"));
}

#[test]
fn feeds_can_be_short_or_not_there() {
    let short = SITE.replace("posts_limit: 2", "posts_limit: 2, excerpt_only: true");
    let output = Output::of_text(&short);
    assert!(!output.file("feed.xml").contains("<content"), "{}", output.file("feed.xml"));
    let feed = Document::parse(output.file("feed.xml")).unwrap();
    let summaries: Vec<String> = children(feed.root_element(), "entry").map(|entry| words(entry, "summary")).collect();
    assert_eq!(summaries, ["B", "A link, a note."]);

    let none = Output::of_text(&SITE.replace("feed: {posts_limit: 2, icon: /i.png}", "feed: false"));
    assert!(none.files.keys().all(|path| !path.contains("feed")), "{:?}", none.files.keys());
    assert!(!none.file("index.html").contains("application/atom+xml"));
    assert_eq!(none.said(), Vec::<String>::new());

    let elsewhere =
        Output::of_text(&SITE.replace("posts_limit: 2", "path: atom.xml, json: /f/all.json, posts_limit: 2"));
    assert!(elsewhere.file("atom.xml").contains("<id>https://blog.example/repo/atom.xml</id>"));
    assert!(elsewhere.file("index.html").contains("href=\"/repo/f/all.json\""));
}

#[test]
fn terms_have_feeds_of_their_own() {
    let posts = "== content/posts/2024-01-01-a.md\n---\nauthors: [Ada E, Ben]\ntags: [x y, z]\ncategories: news\n---\na\n\
                 == content/posts/2024-01-02-b.md\n---\nauthor: Ben\ntags: [z]\n---\nb\n";
    let with = |config: &str| {
        Output::of_text(&format!("== _config.yml\ntitle: T\nurl: https://b.example\nbaseurl: /r\n{config}\n{posts}"))
    };
    let feeds = |output: &Output| -> Vec<String> {
        output.files.keys().filter(|path| path.ends_with("xml") && !path.starts_with("sitemap")).cloned().collect()
    };
    let output = with("");
    assert_eq!(
        feeds(&output),
        [
            "authors/ada-e/feed.xml",
            "authors/ben/feed.xml",
            "categories/news/feed.xml",
            "feed.xml",
            "tags/x-y/feed.xml",
            "tags/z/feed.xml"
        ]
    );
    let ada = Document::parse(output.file("authors/ada-e/feed.xml")).unwrap();
    let feed = ada.root_element();
    assert_eq!(
        (words(feed, "id"), words(feed, "title")),
        ("https://b.example/r/authors/ada-e/feed.xml".to_owned(), "Ada E · T".to_owned())
    );
    assert_eq!(words(children(feed, "author").next().unwrap(), "uri"), "https://b.example/r/authors/ada-e/");
    assert_eq!(children(feed, "entry").count(), 1);
    let page = super::head::Head::read(output.file("authors/ada-e/index.html"));
    let alternates: Vec<&str> =
        page.links.iter().filter(|(rel, ..)| rel == "alternate").map(|(_, href, _)| href.as_str()).collect();
    assert_eq!(alternates, ["/r/authors/ada-e/feed.xml", "/r/feed.xml", "/r/feed.json"]);

    // jekyll-feed's own keys mean jekyll-feed's own addresses.
    let theirs = with("feed: {tags: {only: [X Y]}, categories: [news], authors: false}\narchives: false");
    assert_eq!(feeds(&theirs), ["feed.xml", "feed/by_tag/x-y.xml", "feed/news.xml"]);
    assert_eq!(faults(theirs.file("feed/by_tag/x-y.xml"), "https://b.example"), Vec::<String>::new());
    assert_eq!(feeds(&with("feed: false")), Vec::<String>::new());
}

#[test]
fn a_time_zone_with_seconds_has_no_place_in_a_feed() {
    let text = "== _config.yml\ntimezone: Europe/London\n== content/posts/1840-01-01-old.md\nold\n";
    let output = Output::of_text(text);
    assert_eq!(faults(output.file("feed.xml"), ""), Vec::<String>::new());
}
