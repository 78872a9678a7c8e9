//! What templates see.
//!
//! | name | what it is | in |
//! | --- | --- | --- |
//! | `site` | [`SiteView`], and every other key of `_config.yml` | every template |
//! | `page` | [`DocumentView`], and every other key of its front matter | every template |
//! | `content` | the rendered body, HTML that is not escaped again | every template |
//! | `headings` | a list of [`HeadingView`], in order | every template |
//! | `toc` | the headings of a table of contents, where the text is long or `toc: true`: a list of [`HeadingView`], or `null` | every template |
//! | `title_in_content` | whether the content begins with a first-level heading that is the title | every template |
//! | `paginator` | [`PaginatorView`], or `null` | every template |
//! | `term` | [`TermView`]: whose posts are listed, or `null` | every template |
//! | `terms` | a list of [`TermView`]: all authors, all tags …, where they are listed | every template |
//! | `words` | the theme's words in the page's language, by name: `words.older` | every template |
//! | `generator` | [`GeneratorView`] | every template |
//! | `meta` | [`MetaView`] | every template of a whole page |
//! | `redirect` | [`RedirectView`] | `redirect.html` |
//! | `include` | the arguments of the tag: `include.src` | templates in `includes/` called from a body |
//!
//! Every field is always there; what is not set is `null`, prints as nothing, and counts as false. Keys from
//! `_config.yml` and from front matter are there only where they are written.
//!
//! 1. each document becomes one [`tera::Value`], once;
//! 2. `site` is made of those values: its lists only point at them;
//! 3. a page's context is `site`, a copy of its document's fields (not of what they hold) with its neighbours, and its content.

mod around;
mod conversion;
mod list_view;
mod site_view;
mod term_view;
mod theme_view;

use std::collections::BTreeSet;
use std::sync::Arc;

use tera::value::Key;
use tera::{Context, Map, Value};

use crate::address::UrlPath;
use crate::config::theme::words::names;
use crate::markdown::Heading;
use crate::site::route::{Route, RouteKind};
use crate::site::taxonomy::{Taxonomies, Taxonomy};
use crate::site::{DocumentId, Site, kept};

pub use around::ByAuthorView;
pub use list_view::{DayView, ListPage, MonthView, Pager, PaginatorView};
pub use site_view::SiteView;
pub use term_view::{LinkView, TermView};
pub use theme_view::ThemeView;

/// Declares a view with its fields, and lists them with what is said about each.
macro_rules! view {
    ($(#[doc = $says:literal])+ $name:ident $(<$life:lifetime>)? { $($(#[doc = $doc:literal])+ $field:ident: $type:ty,)* }) => {
        $(#[doc = $says])+
        #[derive(Debug, serde::Serialize)]
        pub struct $name $(<$life>)? {
            $($(#[doc = $doc])+ pub $field: $type,)*
        }

        impl $(<$life>)? $name $(<$life>)? {
            /// What it is, and where templates find it.
            pub const SAYS: &'static str = concat!($($says),+);
            /// Every field and what is said about it, in order.
            pub const FIELDS: &'static [(&'static str, &'static str)] =
                &[$((stringify!($field), concat!($($doc),+)),)*];
        }
    };
}
use view;

view! {
    /// A post, draft or page: `page`, and each item of `site.posts`, `site.pages`, `site.tags.TAG` …
    DocumentView<'a> {
        /// `title`, or the first heading, or the file's name made readable: `Head-first into Python's Runtime`.
        title: &'a str,
        /// `post`, `draft`, `page`; for pages that no file stands behind `home`, `search`, `not-found`, `archive`, and for lists the kind
        /// of what is listed: `author`, `authors`, `tag`, `tags`, `year` …
        kind: &'a str,
        /// The address without the base path, as in Jekyll: `/2019/11/04/LewisGaul.html`.
        url: Value,
        /// The address to link to, with the base path: `/repo/2019/11/04/LewisGaul.html`.
        href: Value,
        /// The same with scheme and host, if `url` is configured: `https://blog.example/repo/2019/11/04/LewisGaul.html`.
        absolute_url: Value,
        /// The source file: `content/posts/2019-11-04-LewisGaul.md`.
        path: &'a str,
        /// `/2019/11/04/LewisGaul`: the address's folder and the slug, for feeds (`jekyll/document.rb`).
        id: Value,
        /// `LewisGaul`.
        slug: &'a str,
        /// RFC 3339 in the site's zone: `2019-11-04T00:00:00+00:00`. Write it with the filter `date`.
        date: Value,
        /// When it was last changed, if front matter says so; like `date`.
        updated: Value,
        /// The first of `authors`.
        author: Option<&'a str>,
        /// `["Lewis Gaul"]`; the site's author where there is none.
        authors: &'a [&'a str],
        /// In `page` of a post and in `paginator.posts` the same to link to, each a [`TermView`]; two spellings of one are one.
        author_terms: Value,
        /// `lewis@blog.example`; `null` unless the site says `show_email: true`. Write it with the filter `email_link`.
        email: Option<&'a str>,
        /// `["python"]`, case kept.
        categories: &'a [String],
        /// Like `author_terms`.
        category_terms: Value,
        /// `["cpython", "first day"]`, case kept.
        tags: &'a [String],
        /// Like `author_terms`.
        tag_terms: Value,
        /// `post`, as written.
        layout: Option<&'a str>,
        /// In `paginator.posts` the beginning of the body as HTML; elsewhere the text that front matter gives.
        excerpt: Option<&'a str>,
        /// `description`.
        description: Option<&'a str>,
        /// `image`: `/images/runtime.png`.
        image: Option<&'a str>,
        /// `lang`: `de`.
        lang: Option<&'a str>,
        /// In `page` of a post: the one before it in time, with all these fields but its own neighbours.
        previous: Value,
        /// The one after it in time.
        next: Value,
        /// In `page` of a post: for each of its authors the posts of theirs before and after it, a list of [`ByAuthorView`].
        by_authors: Value,
        /// In `page` of a post: its day, a [`TermView`].
        day: Value,
        /// In `page` of a post: the other posts of its day, newest first.
        same_day: Value,
        /// In `page` of a post: up to five that share tags, categories or authors with it; those that share most come first.
        related: Value,
        /// In `page`, with a `content`: how many words it has; every character of Chinese and Japanese is one.
        words: Option<usize>,
        /// In `page`, with a `content`: how many minutes it takes to read, at least 1.
        minutes: Option<usize>,
    }
}

view! {
    /// One heading of the content: each item of `headings`.
    HeadingView<'a> {
        /// 1 to 6.
        level: u8,
        /// `what-we-did`; empty if it has none.
        id: &'a str,
        /// `What we did`, without markup.
        text: &'a str,
    }
}

view! {
    /// What the head of a page tells other programs: `meta`. `includes/meta.html` writes it down.
    MetaView {
        /// The page's title alone, the site's on the home page.
        title: String,
        /// A line about the page, of 160 characters at most.
        description: Option<String>,
        /// Its one address: `https://blog.example/repo/about.html`; `canonical_url` of the front matter; nothing without `url`.
        canonical: Option<String>,
        /// Whether search engines are asked to pass it over.
        noindex: bool,
        /// Its picture, an [`ImageView`], or `null`.
        image: Option<ImageView>,
        /// Where the post or the page of the list before it is: `/repo/2019/11/03/Ada.html`.
        previous: Option<String>,
        /// Where the one after it is.
        next: Option<String>,
        /// The feeds it has, each an [`AlternateView`].
        alternates: Vec<AlternateView>,
        /// Open Graph and Twitter's card, each a [`PropertyView`]; none with `seo: false`.
        properties: Vec<PropertyView>,
        /// What schema.org has words for, as JSON that can stand in a `<script>`; `null` with `seo: false`.
        json_ld: Value,
    }
}

view! {
    /// The picture of a page: `meta.image`.
    ImageView {
        /// With scheme and host, if `url` is configured: `https://blog.example/repo/images/a.png`.
        url: String,
        /// `image.alt` of the front matter.
        alt: Option<String>,
        /// In pixels: the front matter's, or the file's own.
        width: Option<String>,
        /// In pixels, like `width`.
        height: Option<String>,
    }
}

view! {
    /// Another form of a page's contents: each item of `meta.alternates`.
    AlternateView {
        /// Where it is: `/repo/feed.xml`.
        href: String,
        /// `application/atom+xml`.
        kind: String,
        /// What it is called.
        title: String,
    }
}

view! {
    /// One `<meta>` element: each item of `meta.properties`.
    PropertyView {
        /// What carries its name: `property` for Open Graph, `name` for the rest.
        attribute: String,
        /// `og:title`.
        name: String,
        /// What it says.
        content: String,
    }
}

view! {
    /// Where a page has gone: `redirect`.
    RedirectView<'a> {
        /// The address that was given up: `/repo/old.html`.
        from: &'a str,
        /// Where it leads, to link to: `/repo/new.html`, or an address of another site.
        href: &'a str,
        /// The same with scheme and host, if `url` is configured: `https://blog.example/repo/new.html`.
        to: &'a str,
    }
}

view! {
    /// This program: `generator`.
    GeneratorView<'a> {
        /// `blogsite`.
        name: &'a str,
        /// `0.1.0`.
        version: &'a str,
    }
}

/// Everything that templates see of a site, made once and shared by all pages.
#[derive(Debug)]
pub struct Views {
    site: Value,
    generator: Value,
    /// In the site's language first, then in each that a document has: the language and its words by name.
    words: Vec<(String, Value)>,
    /// One for each document, by id.
    documents: Vec<Value>,
    /// One for each term, by id.
    terms: Vec<Value>,
    taxonomies: Arc<Taxonomies>,
    /// How many of them are posts.
    posts: usize,
    addresses: Addresses,
    nothing: Value,
}

impl Views {
    /// Makes the values of all documents and of the site.
    pub fn new(site: &Site) -> Self {
        let documents = conversion::documents(site, &Addresses::of_site(site));
        Self::of(site, documents)
    }

    /// The same of a site that was indexed again: the very documents that `former` has keep their values. What a document's
    /// value holds is therefore known from the document, its address, the configuration and [`Site::people`] alone.
    #[must_use]
    pub fn again(&self, former: &Site, site: &Site) -> Self {
        let addresses = Addresses::of_site(site);
        if addresses != self.addresses || former.people != site.people {
            return Self::new(site);
        }
        let url = |site: &Site, id| site.route_of(id).map(|route| route.url.clone());
        let known = kept(&site.documents, &former.documents).into_iter().enumerate().map(|(index, place)| {
            let place = place.filter(|place| url(former, *place) == url(site, DocumentId(index)))?;
            self.documents.get(place.0).cloned()
        });
        let documents = conversion::documents_beside(site, &addresses, known.collect());
        Self::of(site, documents)
    }

    fn of(site: &Site, documents: Vec<Value>) -> Self {
        let addresses = Addresses::of_site(site);
        let terms = term_view::values(site, &addresses);
        let generator = GeneratorView { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
        Self {
            site: site_view::value(site, &documents, &terms, &addresses),
            generator: conversion::serialized(&generator),
            words: words(site),
            documents,
            terms,
            taxonomies: Arc::clone(&site.taxonomies),
            posts: site.posts,
            addresses,
            nothing: Value::none(),
        }
    }

    /// `site`.
    pub fn site(&self) -> &Value {
        &self.site
    }

    /// The document as templates see it in a list; `null` if there is none of that id.
    pub fn document(&self, id: DocumentId) -> &Value {
        self.documents.get(id.0).unwrap_or(&self.nothing)
    }

    /// `page` for that document: the same with its terms and its neighbours in time.
    pub fn page(&self, id: DocumentId) -> Value {
        let mut fields = self.fields_and_terms(id);
        if id.0 < self.posts {
            // Posts stand newest first.
            let older = if id.0 + 1 < self.posts { self.documents.get(id.0 + 1) } else { None };
            let newer = id.0.checked_sub(1).and_then(|newer| self.documents.get(newer));
            set(&mut fields, "previous", older.cloned().unwrap_or_else(Value::none));
            set(&mut fields, "next", newer.cloned().unwrap_or_else(Value::none));
            self.set_around(id, &mut fields);
        }
        Value::from(fields)
    }

    /// The document as an item of [`Pager::posts`], with its terms and the beginning of its body as HTML.
    pub fn listed(&self, id: DocumentId, excerpt: Option<&str>) -> Value {
        let mut fields = self.fields_and_terms(id);
        set(&mut fields, "excerpt", excerpt.map_or_else(Value::none, Value::safe_string));
        Value::from(fields)
    }

    /// What the template of a document sees.
    pub fn page_context(
        &self,
        id: DocumentId,
        content: String,
        headings: &[Heading],
        paginator: Option<Value>,
    ) -> Context {
        let mut fields = self.page(id).into_map().unwrap_or_default();
        let length = around::length(&content);
        set(&mut fields, "words", Value::from(length.words));
        set(&mut fields, "minutes", Value::from(length.minutes));
        let wanted = fields.get(&Key::Str("toc")).and_then(Value::as_bool);
        let has_contents = around::has_contents(wanted, length, headings, &content);
        let contents: Vec<Value> = around::entries(headings).map(heading_value).collect();
        let mut names = self.context(Value::from(fields), content, headings, paginator);
        if has_contents {
            names.insert_value("toc", Value::from(contents));
        }
        names
    }

    /// What the template of a generated page sees: the home listing, the page for what does not exist. `title` is used where
    /// no document stands behind it.
    pub fn listing(
        &self,
        route: &Route,
        title: &str,
        content: String,
        headings: &[Heading],
        paginator: Option<Value>,
    ) -> Context {
        let page = match route.kind {
            RouteKind::Home { index: Some(id), .. } => {
                let mut fields = self.fields(id);
                for (key, value) in self.addresses.of(&route.url) {
                    set(&mut fields, key, value);
                }
                Value::from(fields)
            }
            RouteKind::Home { .. } => self.generated(route, title, "home"),
            RouteKind::NotFound => self.generated(route, title, "not-found"),
            RouteKind::Search(_) => self.generated(route, title, "search"),
            _ => self.generated(route, title, "page"),
        };
        self.context(page, content, headings, paginator)
    }

    /// `meta`; `json_ld` is fit to stand in a `<script>`.
    pub fn meta(&self, view: &MetaView, json_ld: Option<&str>) -> Value {
        let mut fields = conversion::serialized(view).into_map().unwrap_or_default();
        set(&mut fields, "json_ld", json_ld.map_or_else(Value::none, Value::safe_string));
        Value::from(fields)
    }

    /// What `redirect.html` sees: `page` is the document that the old address leads to, or the one that has gone elsewhere.
    pub fn redirect(&self, target: DocumentId, from: &str, href: &str, to: &str) -> Context {
        let mut names = self.context(self.document(target).clone(), String::new(), &[], None);
        names.insert_value("redirect", conversion::serialized(&RedirectView { from, href, to }));
        names
    }

    /// What the template of a redirect to a page without a document sees: its title, and `from`, `href`, `to`.
    pub fn forward(&self, route: &Route, title: &str, [from, href, to]: [&str; 3]) -> Context {
        let mut names = self.context(self.generated(route, title, "page"), String::new(), &[], None);
        names.insert_value("redirect", conversion::serialized(&RedirectView { from, href, to }));
        names
    }

    /// What templates in `includes/` see when a body calls them: `site` and `page`, without a content.
    pub fn include_context(&self, id: DocumentId) -> Context {
        self.context(self.page(id), String::new(), &[], None)
    }

    fn fields(&self, id: DocumentId) -> Map {
        self.document(id).as_map().cloned().unwrap_or_default()
    }

    /// The fields of a document, and the terms of a post to link to.
    fn fields_and_terms(&self, id: DocumentId) -> Map {
        let mut fields = self.fields(id);
        if id.0 < self.posts {
            let kinds = [
                ("author_terms", Taxonomy::Author),
                ("tag_terms", Taxonomy::Tag),
                ("category_terms", Taxonomy::Category),
            ];
            for (key, taxonomy) in kinds {
                let terms = self.taxonomies.of_post_in(id, taxonomy).map(|(term, _)| self.term(term));
                set(&mut fields, key, Value::from(terms.collect::<Vec<_>>()));
            }
        }
        fields
    }

    fn generated(&self, route: &Route, title: &str, kind: &str) -> Value {
        let [(_, url), (_, href), (_, absolute_url)] = self.addresses.of(&route.url);
        conversion::serialized(&DocumentView { title, kind, url, href, absolute_url, ..DocumentView::default() })
    }

    fn context(&self, page: Value, content: String, headings: &[Heading], paginator: Option<Value>) -> Context {
        let title = page.get_from_path("title").and_then(Value::as_str).unwrap_or_default();
        let title_in_content =
            headings.first().is_some_and(|first| first.level == 1 && first.text.trim() == title.trim());
        let language = page.get_from_path("lang").and_then(Value::as_str).unwrap_or_default();
        let known = self.words.iter().find(|(known, _)| known == language).or(self.words.first());
        let of_page = known.map_or_else(Value::none, |(_, words)| words.clone());
        let headings: Vec<Value> = headings.iter().map(heading_value).collect();
        let mut names = Context::new();
        names.insert_value("site", self.site.clone());
        names.insert_value("title_in_content", Value::from(title_in_content));
        names.insert_value("page", page);
        names.insert_value("content", Value::from(content).mark_safe());
        names.insert_value("headings", Value::from(headings));
        names.insert_value("paginator", paginator.unwrap_or_else(Value::none));
        names.insert_value("toc", Value::none());
        names.insert_value("term", Value::none());
        names.insert_value("terms", Value::none());
        names.insert_value("words", of_page);
        names.insert_value("generator", self.generator.clone());
        names.insert_value("meta", Value::none());
        names
    }
}

/// The theme's words in every language that the site has.
fn words(site: &Site) -> Vec<(String, Value)> {
    let others: BTreeSet<&str> = site.documents.iter().filter_map(|document| document.lang.as_deref()).collect();
    let languages = [site.config.lang.as_str()].into_iter().chain(others);
    let of = |language: &str| {
        let word = |name| (Key::Str(name), Value::from(site.config.theme.words.word(language, name)));
        Value::from(names().map(|(name, _)| word(name)).collect::<Map>())
    };
    languages.map(|language| (language.to_owned(), of(language))).collect()
}

fn heading_value(heading: &Heading) -> Value {
    let Heading { level, id, text } = heading;
    conversion::serialized(&HeadingView { level: *level, id, text })
}

/// Sets one of a view's own fields.
fn set(fields: &mut Map, key: &'static str, value: Value) {
    fields.insert(Key::Str(key), value);
}

/// What stands before a path in an address.
#[derive(Debug, PartialEq, Eq)]
struct Addresses {
    /// `https://blog.example`, or empty.
    url: String,
    /// `/repo`, or empty.
    base_path: String,
}

impl Addresses {
    fn of_site(site: &Site) -> Self {
        Self { url: site.config.url.clone(), base_path: site.config.base_path.clone() }
    }

    fn href(&self, url: &UrlPath) -> String {
        format!("{}{}", self.base_path, url.encoded())
    }

    /// The three address fields of a view; those that read the same share their text.
    fn of(&self, path: &UrlPath) -> [(&'static str, Value); 3] {
        let url = Value::from(path.encoded());
        let href = if self.base_path.is_empty() { url.clone() } else { Value::from(self.href(path)) };
        let absolute =
            if self.url.is_empty() { href.clone() } else { Value::from(format!("{}{}", self.url, self.href(path))) };
        [("url", url), ("href", href), ("absolute_url", absolute)]
    }
}

impl Default for DocumentView<'_> {
    fn default() -> Self {
        Self {
            title: "",
            kind: "page",
            url: Value::none(),
            href: Value::none(),
            absolute_url: Value::none(),
            path: "",
            id: Value::none(),
            slug: "",
            date: Value::none(),
            updated: Value::none(),
            author: None,
            authors: &[],
            author_terms: Value::none(),
            email: None,
            categories: &[],
            category_terms: Value::none(),
            tags: &[],
            tag_terms: Value::none(),
            layout: None,
            excerpt: None,
            description: None,
            image: None,
            lang: None,
            previous: Value::none(),
            next: Value::none(),
            by_authors: Value::none(),
            day: Value::none(),
            same_day: Value::none(),
            related: Value::none(),
            words: None,
            minutes: None,
        }
    }
}

#[cfg(test)]
mod tests;
