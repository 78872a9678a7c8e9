//! The heads of pages: Open Graph, Twitter's card, schema.org's words.

use std::cell::RefCell;
use std::collections::BTreeMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use serde_json::{Value, json};

use super::{Output, is_iri, is_rfc3339};

/// What a browser finds in the head of a page.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// `<meta>`: its name or property, and its content.
    pub(crate) meta: BTreeMap<String, Vec<String>>,
    /// `<link>`: relation, address, type.
    pub(crate) links: Vec<(String, String, String)>,
    /// What stands in `<script type="application/ld+json">`, one for each.
    pub(crate) scripts: Vec<String>,
    is_in_script: bool,
}

impl Head {
    pub(crate) fn read(html: &str) -> Self {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    fn one(&self, name: &str) -> Option<&str> {
        let contents = self.meta.get(name)?;
        assert_eq!(contents.len(), 1, "{name}: {contents:?}");
        contents.first().map(String::as_str)
    }

    fn link(&self, relation: &str) -> Option<&str> {
        let mut links = self.links.iter().filter(|(rel, ..)| rel == relation);
        let first = links.next().map(|(_, href, _)| href.as_str());
        assert_eq!(links.next(), None, "{relation} twice");
        first
    }

    pub(crate) fn json_ld(&self) -> Value {
        assert_eq!(self.scripts.len(), 1, "{:?}", self.scripts);
        serde_json::from_str(&self.scripts[0]).unwrap()
    }

    fn take(&mut self, tag: &Tag) {
        let of =
            |name: &str| tag.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| attr.value.to_string());
        match &*tag.name {
            "meta" => {
                // `charset` and `http-equiv` are for the browser.
                let Some(name) = of("name").or_else(|| of("property")) else { return };
                self.meta.entry(name).or_default().push(of("content").unwrap_or_default());
            }
            "link" => self.links.push((
                of("rel").unwrap_or_default(),
                of("href").unwrap_or_default(),
                of("type").unwrap_or_default(),
            )),
            "script" if of("type").as_deref() == Some("application/ld+json") => {
                self.scripts.push(String::new());
                self.is_in_script = true;
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Sink(RefCell<Head>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut head = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if head.is_in_script => {
                if let Some(script) = head.scripts.last_mut() {
                    script.push_str(&text);
                }
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                head.take(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) if &*tag.name == "script" => head.is_in_script = false,
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What the head at hand says that it may not; `url` is the site's, or empty.
pub(crate) fn faults(html: &str, url: &str) -> Vec<String> {
    let head = Head::read(html);
    let mut faults = Vec::new();
    for (name, contents) in &head.meta {
        let may_recur = name == "article:tag";
        if contents.len() > 1 && !may_recur {
            faults.push(format!("`{name}` {} times", contents.len()));
        }
        let is_address = matches!(name.as_str(), "og:url" | "og:image");
        let is_time = name.ends_with("_time");
        for content in contents {
            if content.is_empty() || is_address && !is_iri(content) || is_time && !is_rfc3339(content) {
                faults.push(format!("`{name}` is `{content}`"));
            }
        }
    }
    let canonical: Vec<_> = head.links.iter().filter(|(rel, ..)| rel == "canonical").collect();
    if canonical.len() > 1 || canonical.iter().any(|(_, href, _)| !url.is_empty() && !is_iri(href)) {
        faults.push(format!("canonical: {canonical:?}"));
    }
    for script in &head.scripts {
        match serde_json::from_str::<Value>(script) {
            Ok(value) => faults.extend(json_ld_faults(&value)),
            Err(error) => faults.push(format!("no JSON: {error}: {script}")),
        }
    }
    faults
}

/// What Google asks of an article (<https://developers.google.com/search/docs/appearance/structured-data/article>).
fn json_ld_faults(value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if value["@context"] != "https://schema.org" || !value["@type"].is_string() {
        faults.push("no context or no type".to_owned());
    }
    for key in ["url", "image"] {
        if let Some(address) = value.get(key)
            && !address.as_str().is_some_and(is_iri)
        {
            faults.push(format!("`{key}` is {address}"));
        }
    }
    if value["@type"] == "BlogPosting" {
        for key in ["datePublished", "dateModified"] {
            if !value[key].as_str().is_some_and(is_rfc3339) {
                faults.push(format!("`{key}` is {}", value[key]));
            }
        }
        let authors = match &value["author"] {
            Value::Array(authors) => authors.clone(),
            Value::Null => Vec::new(),
            author => vec![author.clone()],
        };
        let is_person = |author: &Value| {
            author["@type"] == "Person" && author["name"].as_str().is_some_and(|name| !name.is_empty())
        };
        if !authors.iter().all(is_person) {
            faults.push(format!("`author` is {}", value["author"]));
        }
    }
    faults
}

const SITE: &str = "== _config.yml\ntitle: The \"Blog\"\ndescription: About it\nurl: https://b.example\nbaseurl: /r\nlang: en-GB\nlogo: /logo.png\n\
     twitter: {username: \"@blog\"}\nsocial: {links: [https://social.example/blog]}\nwebmaster_verifications: {google: abc}\npaginate: 1\n\
     == data/authors.yml\nAda: {twitter: ada}\n\
     == content/posts/2024-01-01-first.md\n---\ntitle: One </script> & \"two\"\nauthors: [Ada, Ben]\ntags: [x]\nlast_modified_at: 2024-02-01\nimage: {path: /i.svg, alt: A}\n---\n# Head\n\nThe *first* words.\n\nMore.\n\
     == content/posts/2024-01-02-second.md\n---\ntitle: Two\nseo: {type: Article, links: [https://x.example]}\ncanonical_url: https://else.example/two\n---\nText\n\
     == content/about.md\n---\ntitle: About\ndescription: Who we are\nlang: de\n---\nUs\n";

#[test]
fn a_post_says_all_of_itself() {
    let output = Output::of_text(SITE);
    let head = Head::read(output.file("2024/01/01/first.html"));
    for (name, expected) in [
        ("description", Some("The first words. More.")),
        ("author", Some("Ada, Ben")),
        ("og:title", Some("One </script> & \"two\"")),
        ("og:locale", Some("en_GB")),
        ("og:description", Some("The first words. More.")),
        ("og:url", Some("https://b.example/r/2024/01/01/first.html")),
        ("og:site_name", Some("The \"Blog\"")),
        ("og:image", Some("https://b.example/r/i.svg")),
        ("og:image:alt", Some("A")),
        ("og:type", Some("article")),
        ("article:published_time", Some("2024-01-01T00:00:00+00:00")),
        ("article:modified_time", Some("2024-02-01T00:00:00+00:00")),
        ("article:tag", Some("x")),
        ("twitter:card", Some("summary_large_image")),
        ("twitter:site", Some("@blog")),
        ("twitter:creator", Some("@ada")),
        ("google-site-verification", Some("abc")),
        ("robots", None),
    ] {
        assert_eq!(head.one(name), expected, "{name}");
    }
    assert_eq!(head.link("canonical"), Some("https://b.example/r/2024/01/01/first.html"));
    assert_eq!((head.link("prev"), head.link("next")), (None, Some("/r/2024/01/02/second.html")));
    assert_eq!(
        head.json_ld(),
        json!({
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": "One </script> & \"two\"",
            "description": "The first words. More.",
            "url": "https://b.example/r/2024/01/01/first.html",
            "inLanguage": "en-GB",
            "mainEntityOfPage": {"@type": "WebPage", "@id": "https://b.example/r/2024/01/01/first.html"},
            "datePublished": "2024-01-01T00:00:00+00:00",
            "dateModified": "2024-02-01T00:00:00+00:00",
            "keywords": ["x"],
            "author": [{"@type": "Person", "name": "Ada", "url": "https://b.example/r/authors/ada/"}, {"@type": "Person", "name": "Ben", "url": "https://b.example/r/authors/ben/"}],
            "image": "https://b.example/r/i.svg",
            "publisher": {"@type": "Organization", "name": "The \"Blog\"", "logo": {"@type": "ImageObject", "url": "https://b.example/r/logo.png"}},
        })
    );
}

#[test]
fn other_pages_say_what_they_are() {
    let output = Output::of_text(SITE);
    let second = Head::read(output.file("2024/01/02/second.html"));
    assert_eq!(second.link("canonical"), Some("https://else.example/two"));
    let json = second.json_ld();
    assert_eq!((&json["@type"], &json["sameAs"]), (&json!("Article"), &json!(["https://x.example"])));
    assert_eq!(second.one("twitter:card"), Some("summary"));

    let home = Head::read(output.file("index.html"));
    assert_eq!((home.link("prev"), home.link("next")), (None, Some("/r/page2/")));
    let json = home.json_ld();
    assert_eq!(
        (&json["@type"], &json["name"], &json["url"]),
        (&json!("WebSite"), &json!("The \"Blog\""), &json!("https://b.example/r/"))
    );
    assert_eq!((&json["sameAs"], home.one("og:type")), (&json!(["https://social.example/blog"]), Some("website")));
    let feeds: Vec<&str> =
        home.links.iter().filter(|(rel, ..)| rel == "alternate").map(|(_, href, _)| href.as_str()).collect();
    assert_eq!(feeds, ["/r/feed.xml", "/r/feed.json"]);
    assert_eq!(Head::read(output.file("page2/index.html")).link("canonical"), Some("https://b.example/r/page2/"));

    let about = Head::read(output.file("about.html"));
    assert_eq!((about.one("description"), about.one("og:locale")), (Some("Who we are"), Some("de")));
    assert_eq!((&about.json_ld()["@type"], about.one("og:title")), (&json!("WebPage"), Some("About")));

    let gone = Head::read(output.file("404.html"));
    assert_eq!((gone.one("robots"), gone.link("canonical"), gone.scripts.len()), (Some("noindex"), None, 0));
    assert_eq!(gone.one("og:title"), None);
}

#[test]
fn it_can_be_left_out_and_needs_no_host() {
    let off = Output::of_text(&SITE.replace("paginate: 1", "seo: false"));
    let head = Head::read(off.file("2024/01/01/first.html"));
    assert!(head.scripts.is_empty() && head.meta.keys().all(|name| !name.contains(':')), "{head:?}");
    assert_eq!(head.link("canonical"), Some("https://b.example/r/2024/01/01/first.html"));
    let bare = Output::of_text(&SITE.replace("url: https://b.example\n", ""));
    for page in ["index.html", "2024/01/01/first.html"] {
        assert_eq!(faults(bare.file(page), ""), Vec::<String>::new());
        let head = Head::read(bare.file(page));
        assert_eq!((head.link("canonical"), head.one("og:url"), head.one("og:image")), (None, None, None));
        assert_eq!(head.json_ld().get("url"), None);
    }
}
