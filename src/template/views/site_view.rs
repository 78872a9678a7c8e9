//! `site`: what all pages see of the whole.

use indexmap::IndexMap;
use tera::value::Key;
use tera::{Map, Value};

use super::conversion::{serialized, yaml};
use super::theme_view::{self, ThemeView};
use super::{Addresses, view};
use crate::address::UrlPath;
use crate::content::{Document, Kind};
use crate::site::route::{RouteKind, SearchPart};
use crate::site::taxonomy::Taxonomy;
use crate::site::{DocumentId, SEARCH, Site};

view! {
    /// The site as a whole: `site`. Every other key of `_config.yml` is there too: `site.KEY`.
    SiteView<'a> {
        /// `title`; empty if unset.
        title: &'a str,
        /// `description`; empty if unset.
        description: &'a str,
        /// Scheme and host: `https://blog.example`; empty if unset.
        url: &'a str,
        /// The base path: `/repo`, or empty.
        baseurl: &'a str,
        /// `en` if unset.
        lang: &'a str,
        /// `author` as `_config.yml` has it: a name, or a mapping with `name`.
        author: Value,
        /// All posts, newest first.
        posts: Value,
        /// All pages, by their source's path.
        pages: Value,
        /// All authors, by name: each a term with its address and its count.
        authors: Value,
        /// Each tag's posts, newest first; tags in the order of the alphabet.
        tags: Value,
        /// Each category's posts, newest first; categories in the order of the alphabet.
        categories: Value,
        /// What the files in `data/` hold: `site.data.members`.
        data: Value,
        /// Links for the header, with `title`, `url` and `href`: those of `theme.menu`, or the pages that `header_pages` names, or all
        /// pages at the top of the site.
        navigation: Value,
        /// The lists of everything that the site has, for the foot: the archive, all authors, all tags; each with `title`, `url` and `href`.
        lists: Value,
        /// Where the Atom feed of all posts is served, to link to: `/repo/feed.xml`.
        feed_href: Option<String>,
        /// Where the JSON Feed is: `/repo/feed.json`.
        json_feed_href: Option<String>,
        /// The page to search with, to link to: `/repo/search/`; `null` with `search: false`, or where there is nothing to find.
        search_href: Option<String>,
        /// Addresses that were let go on purpose (`blogsite lock --drop`), to be told from those that never were: `/repo/old.html`.
        gone: Vec<String>,
        /// The files that are copied as they are, each with `path` (`/images/a.png`), `name`, `basename` and `extname` (`.png`).
        static_files: Value,
        /// What `theme` says, as a [`ThemeView`].
        theme: ThemeView<'a>,
    }
}

/// `site`, whose lists point at the values in `documents`.
pub(super) fn value(site: &Site, documents: &[Value], terms_of_site: &[Value], addresses: &Addresses) -> Value {
    let config = &site.config;
    let (posts, pages) = documents.split_at(site.posts.min(documents.len()));
    let author = match config.values.get("author") {
        Some(author) => yaml(author),
        None => Value::from(config.author.clone()),
    };
    let view = SiteView {
        title: &config.title,
        description: &config.description,
        url: &config.url,
        baseurl: &config.base_path,
        lang: &config.lang,
        author,
        posts: Value::from(posts),
        pages: Value::from(pages),
        authors: of_taxonomy(site, Taxonomy::Author, terms_of_site),
        tags: terms(site, documents, |document| &document.tags),
        categories: terms(site, documents, |document| &document.categories),
        data: yaml(&site.data),
        navigation: Value::from(match &config.theme.menu {
            Some(menu) => theme_view::links(site, menu, documents, addresses),
            None => navigation(site, documents),
        }),
        lists: Value::from(lists(site, addresses)),
        feed_href: config.feeds.atom.as_ref().map(|path| addresses.href(&UrlPath::new(path))),
        json_feed_href: config.feeds.json.as_ref().map(|path| addresses.href(&UrlPath::new(path))),
        search_href: has_search(site).then(|| addresses.href(&UrlPath::new(SEARCH))),
        gone: site.gone().into_iter().map(|url| addresses.href(url)).collect(),
        static_files: Value::from(static_files(site)),
        theme: theme_view::view(site, documents, addresses),
    };
    let mut fields = serialized(&view).into_map().unwrap_or_default();
    for (key, value) in &config.values {
        if !SiteView::FIELDS.iter().any(|(name, _)| name == key) {
            fields.insert(Key::from(key.clone()), yaml(value));
        }
    }
    Value::from(fields)
}

/// The terms of one taxonomy, in their order.
fn of_taxonomy(site: &Site, taxonomy: Taxonomy, terms: &[Value]) -> Value {
    let ids = site.taxonomies.of(taxonomy).map(|(id, _)| id);
    Value::from(ids.filter_map(|id| terms.get(id.0).cloned()).collect::<Vec<_>>())
}

/// Whether there is an index to search in.
fn has_search(site: &Site) -> bool {
    let directory = UrlPath::new(&format!("{SEARCH}index.bin"));
    let route = site.routes.served(&directory).map(|id| &site.routes.get(id).kind);
    matches!(route, Some(RouteKind::Search(SearchPart::Directory)))
}

fn terms<'a>(site: &'a Site, documents: &[Value], of: impl Fn(&'a Document) -> &'a [String]) -> Value {
    let mut terms: IndexMap<&str, Vec<Value>> = IndexMap::new();
    for id in site.post_ids() {
        let Some(value) = documents.get(id.0) else { break };
        for term in of(site.document(id)) {
            terms.entry(term).or_default().push(value.clone());
        }
    }
    // Terms that differ only in case stand side by side.
    terms.sort_by_cached_key(|term, _| (term.to_lowercase(), term.to_string()));
    let entries = terms.into_iter().map(|(term, posts)| (Key::from(term.to_owned()), Value::from(posts)));
    Value::from(entries.collect::<Map>())
}

/// The archive and the lists of terms, in the order in which a reader would look for them.
fn lists(site: &Site, addresses: &Addresses) -> Vec<Value> {
    let wanted = [
        ("archive", RouteKind::Archive),
        ("authors", RouteKind::Terms(Taxonomy::Author)),
        ("categories", RouteKind::Terms(Taxonomy::Category)),
        ("tags", RouteKind::Terms(Taxonomy::Tag)),
    ];
    let config = &site.config;
    let found = wanted.into_iter().filter_map(|(word, kind)| {
        let route = site.routes.iter().find(|route| route.kind == kind)?;
        let mut fields: Map = addresses.of(&route.url).into_iter().map(|(key, value)| (Key::Str(key), value)).collect();
        fields.insert(Key::Str("title"), Value::from(config.theme.words.word(&config.lang, word)));
        Some(Value::from(fields))
    });
    found.collect()
}

fn navigation(site: &Site, documents: &[Value]) -> Vec<Value> {
    let pages = || (site.posts..site.documents.len()).map(DocumentId);
    if let Some(names) = site.config.values.get("header_pages").and_then(|names| names.as_sequence()) {
        let ids = names.iter().filter_map(|name| theme_view::page(site, name.as_str()?));
        return ids.filter_map(|id| documents.get(id.0).cloned()).collect();
    }
    pages().filter(|id| is_at_the_top(site, *id)).filter_map(|id| documents.get(id.0).cloned()).collect()
}

/// Whether the page is one that a header would name: HTML, in no folder, with a title, not home and not the page for what
/// does not exist.
fn is_at_the_top(site: &Site, id: DocumentId) -> bool {
    let document = site.document(id);
    let Some(route) = site.route_of(id) else { return false };
    let Some(name) = route.url.as_str().trim_matches('/').split('/').next() else { return false };
    document.kind == Kind::Page
        && !document.title.is_empty()
        && !name.is_empty()
        && !matches!(name, "404" | "404.html" | "index.html")
        && route.url.as_str().trim_matches('/') == name
        && route.output.as_str().rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
        && matches!(route.kind, RouteKind::Document(_))
}

fn static_files(site: &Site) -> Vec<Value> {
    let files = site.routes.iter().filter(|route| matches!(route.kind, RouteKind::Static(_)));
    files
        .map(|route| {
            let path = route.output.as_str();
            let name = path.rsplit('/').next().unwrap_or(path);
            let (basename, extname) = match name.rfind('.') {
                Some(dot) if dot > 0 => name.split_at(dot),
                _ => (name, ""),
            };
            let fields = [
                ("path", Value::from(format!("/{path}"))),
                ("name", Value::from(name)),
                ("basename", Value::from(basename)),
                ("extname", Value::from(extname)),
            ];
            Value::from(fields.into_iter().map(|(key, value)| (Key::Str(key), value)).collect::<Map>())
        })
        .collect()
}
