//! What the head of a page tells other programs: search engines, and whoever shows a link to it.
//!
//! 1. A line about the page, its one address, its picture, the pages before and after it, its feeds.
//! 2. Open Graph (ogp.me) and Twitter's card, as a list of properties.
//! 3. The same as JSON-LD with the types of schema.org: `BlogPosting`, `WebSite`, `WebPage`.
//!
//! What stands where, and the keys in `_config.yml` and front matter that say so, are those of jekyll-seo-tag
//! (`template.html`, `drop.rb`, `json_ld_drop.rb` of that plugin).

use serde_json::{Map, Value, json};

use crate::address::UrlPath;
use crate::content::{Document, Kind};
use crate::site::route::{Route, RouteKind};
use crate::site::taxonomy::TermId;
use crate::site::{DocumentId, lists};
use crate::template::views::{AlternateView, ImageView, MetaView, PropertyView};

use super::absolute::{Base, is_whole, typed};
use super::feed::rfc3339;
use super::plain::{line, line_of_html};
use super::{Renderer, settings};

/// How long a line about a page is: what a search engine shows of it.
const LONGEST: usize = 160;

/// How much of a text is looked at for that line.
const LOOKED_AT: usize = 2000;

/// Everything one page has to say, in the forms it is said in.
struct Page<'a> {
    id: Option<DocumentId>,
    document: Option<&'a Document>,
    is_home: bool,
    title: String,
    description: Option<String>,
    canonical: Option<String>,
    image: Option<ImageView>,
}

impl Renderer<'_> {
    /// `meta` for the page of `route`; `view` is everything else that its template sees.
    pub(super) fn meta(&self, route: &Route, view: &tera::Context) -> tera::Value {
        let id = match route.kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => Some(id),
            _ => None,
        };
        let page = self.page_of(route, id, view);
        let is_hidden =
            matches!(route.kind, RouteKind::NotFound | RouteKind::Search(_)) || route.output.as_str() == "404.html";
        let is_social = self.site.config.seo && !is_hidden;
        let [previous, next] = self.beside(id, view);
        let json_ld = is_social.then(|| script(&self.json_ld(&page)));
        let properties = if is_social { self.properties(&page) } else { Vec::new() };
        self.views.meta(
            &MetaView {
                title: page.title,
                description: page.description,
                canonical: page.canonical.filter(|_| !is_hidden),
                noindex: is_hidden,
                image: page.image,
                previous,
                next,
                alternates: self.alternates(route),
                properties,
                json_ld: tera::Value::none(),
            },
            json_ld.as_deref(),
        )
    }

    fn page_of(&self, route: &Route, id: Option<DocumentId>, view: &tera::Context) -> Page<'_> {
        let config = &self.site.config;
        let document = id.map(|id| self.site.document(id));
        let is_home = route.url.as_str() == "/";
        let titled = view.get("page").and_then(|page| page.get_from_path("title")).and_then(tera::Value::as_str);
        let title = Some(line(titled.unwrap_or_default())).filter(|title| !title.is_empty());
        let title = if is_home && !config.title.is_empty() { None } else { title };
        let content = view.get("content").and_then(tera::Value::as_str).unwrap_or_default();
        let given = document.and_then(|document| document.description.as_ref().or(document.excerpt.as_ref()));
        let described = given.map(|given| line(given)).filter(|given| !given.is_empty());
        let described = described.or_else(|| Some(beginning(content)).filter(|line| !line.is_empty() && !is_home));
        let description = described.or_else(|| Some(line(&config.description)).filter(|line| !line.is_empty()));
        let own = self.site.href(&route.url);
        let base = Base { url: &config.url, page: &own };
        let canonical = document
            .and_then(|document| settings::text(document.values.get("canonical_url")))
            .map(|address| typed(&base.absolute(&address)));
        let canonical = canonical.or_else(|| (!config.url.is_empty()).then(|| base.absolute(&own)));
        Page {
            id,
            document,
            is_home,
            title: title.unwrap_or_else(|| line(&config.title)),
            description: description.map(|description| shortened(&description)),
            canonical,
            image: document.and_then(|document| self.image_of(document, base)),
        }
    }

    /// `image` of the front matter: an address, or a mapping with `path`, `alt`, `width` and `height`.
    fn image_of(&self, document: &Document, base: Base<'_>) -> Option<ImageView> {
        let address = document.image.as_ref().filter(|address| !address.trim().is_empty())?;
        let url = self.picture(base, address);
        let more = |key: &str| settings::text(document.values.get("image").and_then(|image| image.get(key)));
        let said = more("width").zip(more("height"));
        let measured = || {
            let (width, height) = self.measured(&url)?;
            Some((width.to_string(), height.to_string()))
        };
        let (width, height) = said.or_else(measured).unzip();
        Some(ImageView { url, alt: more("alt"), width, height })
    }

    /// Width and height of the picture at that address, if it is one of this site's files.
    fn measured(&self, url: &str) -> Option<(usize, usize)> {
        let config = &self.site.config;
        let path = url.strip_prefix(config.url.as_str())?.strip_prefix(config.base_path.as_str())?;
        if !path.starts_with('/') {
            return None;
        }
        let route = self.site.routes.served(&UrlPath::from_encoded(path))?;
        match &self.site.routes.get(route).kind {
            RouteKind::Static(source) => self.dimensions_of(source),
            _ => None,
        }
    }

    /// Where the pages before and after this one are: of a list its neighbours, of a post the posts beside it.
    fn beside(&self, id: Option<DocumentId>, view: &tera::Context) -> [Option<String>; 2] {
        if let Some(paginator) = view.get("paginator").filter(|paginator| paginator.is_map()) {
            return ["previous_page_href", "next_page_href"]
                .map(|key| paginator.get_from_path(key).and_then(tera::Value::as_str).map(str::to_owned));
        }
        let Some(id) = id else { return [None, None] };
        let (older, newer) = self.site.neighbours(id);
        [older, newer].map(|id| self.site.route_of(id?).map(|route| self.site.href(&route.url)))
    }

    /// The feeds of the whole site, and of the author or the tag whose posts the page lists.
    fn alternates(&self, route: &Route) -> Vec<AlternateView> {
        let config = &self.site.config;
        let title = if config.title.is_empty() { "Feed".to_owned() } else { line(&config.title) };
        let feeds = [(&config.feeds.atom, "application/atom+xml"), (&config.feeds.json, "application/feed+json")];
        let of_term = match route.kind {
            RouteKind::Term { term, .. } => self.feed_of(term, &title),
            _ => None,
        };
        let of_site = feeds.into_iter().filter_map(|(path, kind)| {
            let href = self.site.href(&UrlPath::new(path.as_ref()?));
            Some(AlternateView { href, kind: kind.to_owned(), title: title.clone() })
        });
        of_term.into_iter().chain(of_site).collect()
    }

    fn feed_of(&self, id: TermId, site: &str) -> Option<AlternateView> {
        let term = self.site.taxonomies.get(id);
        let href = self.site.href(&lists::feed(&self.site.config, term)?);
        Some(AlternateView {
            href,
            kind: "application/atom+xml".to_owned(),
            title: format!("{} · {site}", line(&term.name)),
        })
    }

    /// Open Graph, Twitter's card, and what else is asked of the head in `_config.yml`.
    fn properties(&self, page: &Page<'_>) -> Vec<PropertyView> {
        let config = &self.site.config;
        let mut all = Properties::default();
        let setting = |path: &[&str]| settings::of(&config.values, path);
        let lang = page.document.and_then(|document| document.lang.as_ref()).unwrap_or(&config.lang);
        all.property("og:title", Some(page.title.clone()));
        all.property("og:locale", Some(lang.replace('-', "_")));
        all.property("og:description", page.description.clone());
        all.property("og:url", page.canonical.clone());
        all.property("og:site_name", Some(line(&config.title)));
        let image = page.image.as_ref().filter(|image| is_whole(&image.url));
        if let Some(image) = image {
            all.property("og:image", Some(image.url.clone()));
            all.property("og:image:width", image.width.clone());
            all.property("og:image:height", image.height.clone());
            all.property("og:image:alt", image.alt.clone());
        }
        let post = page.document.filter(|document| document.kind != Kind::Page);
        all.property("og:type", Some(if post.is_some() { "article" } else { "website" }.to_owned()));
        if let Some(post) = post {
            all.property("article:published_time", post.date.as_ref().map(rfc3339));
            all.property("article:modified_time", post.updated.as_ref().map(rfc3339));
            post.tags.iter().for_each(|tag| all.property("article:tag", Some(line(tag))));
        }
        let own_card = page.document.and_then(|document| settings::of(&document.values, &["twitter", "card"]));
        let card = own_card.or_else(|| setting(&["twitter", "card"]));
        let plain = if image.is_some() { "summary_large_image" } else { "summary" };
        all.name("twitter:card", Some(card.unwrap_or_else(|| plain.to_owned())));
        let handle = |name: String| format!("@{}", name.trim_start_matches('@'));
        all.name("twitter:site", setting(&["twitter", "username"]).map(handle));
        let creator = page.document.and_then(|document| self.twitter_of(document));
        all.name("twitter:creator", creator.map(handle));
        for key in ["admins", "publisher", "app_id"] {
            let name = if key == "publisher" { "article:publisher".to_owned() } else { format!("fb:{key}") };
            all.property(&name, setting(&["facebook", key]));
        }
        let google = || setting(&["google_site_verification"]);
        all.name("google-site-verification", setting(&["webmaster_verifications", "google"]).or_else(google));
        for (key, name) in VERIFICATIONS {
            all.name(name, setting(&["webmaster_verifications", key]));
        }
        all.0
    }

    /// The name on Twitter of a document's first author, from `data/authors`.
    fn twitter_of(&self, document: &Document) -> Option<String> {
        let author = document.authors.first()?;
        settings::text(self.site.data.get("authors")?.get(author.as_str())?.get("twitter"))
    }

    fn json_ld(&self, page: &Page<'_>) -> Value {
        let config = &self.site.config;
        let own = |path: &[&str]| page.document.and_then(|document| settings::of(&document.values, path));
        let site = |path: &[&str]| settings::of(&config.values, path).filter(|_| page.is_home);
        let post = page.document.filter(|document| document.kind != Kind::Page);
        let kind = match (page.is_home, post) {
            (true, _) => "WebSite",
            (false, Some(_)) => "BlogPosting",
            (false, None) => "WebPage",
        };
        let kind = own(&["seo", "type"]).unwrap_or_else(|| kind.to_owned());
        let name = own(&["seo", "name"]).or_else(|| site(&["social", "name"]));
        let name = name.or_else(|| Some(page.title.clone()).filter(|_| page.is_home));
        let links = page.document.and_then(|document| document.values.get("seo")?.get("links"));
        let links = links.or_else(|| config.values.get("social")?.get("links").filter(|_| page.is_home));
        let links = links.map(settings::texts).filter(|links| !links.is_empty());
        let lang = page.document.and_then(|document| document.lang.as_ref()).unwrap_or(&config.lang);
        let mut whole = Map::new();
        let mut add = |key: &str, value: Option<Value>| whole.extend(value.map(|value| (key.to_owned(), value)));
        add("@context", Some("https://schema.org".into()));
        add("@type", Some(kind.into()));
        add("name", name.map(Value::from));
        add("headline", Some(page.title.clone().into()).filter(|_| !page.title.is_empty()));
        add("description", page.description.clone().map(Value::from));
        add("url", page.canonical.clone().map(Value::from));
        add("inLanguage", Some(lang.clone().into()));
        if let Some(post) = post {
            let here = page.canonical.as_ref();
            add("mainEntityOfPage", here.map(|url| json!({"@type": "WebPage", "@id": url})));
            add("datePublished", post.date.as_ref().map(|date| rfc3339(date).into()));
            add("dateModified", post.updated.as_ref().or(post.date.as_ref()).map(|date| rfc3339(date).into()));
            let tags: Vec<String> = post.tags.iter().map(|tag| line(tag)).filter(|tag| !tag.is_empty()).collect();
            add("keywords", (!tags.is_empty()).then(|| tags.into()));
        }
        add("author", page.id.and_then(|id| self.authors_of(id)));
        let image = page.image.as_ref().filter(|image| is_whole(&image.url));
        add("image", image.map(|image| image.url.clone().into()));
        add("publisher", self.publisher());
        add("sameAs", links.map(Value::from));
        Value::Object(whole)
    }

    /// One person, or a list of them.
    fn authors_of(&self, id: DocumentId) -> Option<Value> {
        let mut people: Vec<Value> = self
            .writers_of(id)
            .map(|person| match person.url {
                Some(url) => json!({"@type": "Person", "name": person.name, "url": url}),
                None => json!({"@type": "Person", "name": person.name}),
            })
            .collect();
        if people.len() > 1 { Some(people.into()) } else { people.pop() }
    }

    /// The site as an organisation: only if it shows a `logo`.
    fn publisher(&self) -> Option<Value> {
        let config = &self.site.config;
        let home = format!("{}/", config.base_path);
        let logo = settings::of(&config.values, &["logo"])?;
        let url = self.picture(Base { url: &config.url, page: &home }, &logo);
        if !is_whole(&url) {
            return None;
        }
        Some(
            json!({"@type": "Organization", "name": line(&config.title), "logo": {"@type": "ImageObject", "url": url}}),
        )
    }
}

/// `webmaster_verifications`: its keys, and the names that each of these services looks for.
const VERIFICATIONS: [(&str, &str); 5] = [
    ("bing", "msvalidate.01"),
    ("alexa", "alexaVerifyID"),
    ("yandex", "yandex-verification"),
    ("baidu", "baidu-site-verification"),
    ("facebook", "facebook-domain-verification"),
];

/// `<meta>` elements, those without a content left out.
#[derive(Default)]
struct Properties(Vec<PropertyView>);

impl Properties {
    fn add(&mut self, attribute: &str, name: &str, content: Option<String>) {
        if let Some(content) = content.filter(|content| !content.is_empty()) {
            self.0.push(PropertyView { attribute: attribute.to_owned(), name: name.to_owned(), content });
        }
    }

    fn property(&mut self, name: &str, content: Option<String>) {
        self.add("property", name, content);
    }

    fn name(&mut self, name: &str, content: Option<String>) {
        self.add("name", name, content);
    }
}

/// JSON fit to stand in a `<script>`: `<`, `>` and `&` can only be in its strings, where these escapes mean the same.
fn script(value: &Value) -> String {
    let json = value.to_string();
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// The words a text begins with, on one line: those of its first paragraph and on.
fn beginning(html: &str) -> String {
    let from = html.find("<p").unwrap_or(0);
    let html = html.get(from..).unwrap_or_default();
    let end = html.char_indices().nth(LOOKED_AT).map_or(html.len(), |(at, _)| at);
    line_of_html(html.get(..end).unwrap_or_default())
}

/// A line no longer than a search engine shows, cut between words.
fn shortened(line: &str) -> String {
    let Some((end, _)) = line.char_indices().nth(LONGEST) else { return line.to_owned() };
    let cut = line.get(..end).unwrap_or_default();
    // A language without blanks is cut anywhere.
    let words = cut.rfind(' ').filter(|at| *at > end / 2).map_or(cut, |at| cut.get(..at).unwrap_or_default());
    format!("{}…", words.trim_end_matches([' ', ',', ';', ':', '.', '–', '—']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_between_words() {
        assert_eq!(shortened(&"a".repeat(160)), "a".repeat(160));
        assert_eq!(shortened(&"ä".repeat(161)), format!("{}…", "ä".repeat(160)));
        let line = shortened(&"word, ".repeat(40));
        assert!(line.ends_with("word…") && line.chars().count() <= 161, "{line}");
    }

    #[test]
    fn a_text_begins_with_its_first_paragraph() {
        for (html, expected) in [
            ("", ""),
            ("<h1>T</h1>\n<p>One <em>two</em>.</p>\n<p>Three.</p>", "One two. Three."),
            ("<ul><li>no paragraph</li></ul>", "no paragraph"),
        ] {
            assert_eq!(beginning(html), expected, "{html}");
        }
    }

    #[test]
    fn json_can_stand_in_a_script() {
        assert_eq!(script(&json!({"a": "</script><!--&"})), "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\"}");
    }
}
