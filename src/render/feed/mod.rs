//! Feeds: the newest posts in full, every address absolute.
//!
//! 1. The posts are chosen and rendered ([`Purpose::Feed`]), their addresses written out ([`super::absolute`]).
//! 2. What a feed says is one value, [`Channel`] and [`Entry`]; [`atom`] and [`json`] write it down.
//!
//! Ids are those of jekyll-feed (`feed.xml` of that plugin), so that a blog that moves here announces nothing twice. All
//! times come from the posts: the same input gives the same feed.

pub(super) mod atom;
mod json;

use crate::content::{Document, Kind};
use crate::site::DocumentId;
use crate::site::lock::Origin;
use crate::site::route::{FeedOf, Route, RouteKind};
use crate::site::taxonomy::{Taxonomy, TermId};
use crate::source::SourceError;
use crate::template::filters::relative_url;

use super::absolute::{Base, is_whole, typed};
use super::body::Purpose;
use super::plain::{line, line_of_html};
use super::{Rendered, Renderer};

/// How a feed is written down.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    /// RFC 4287.
    Atom,
    /// jsonfeed.org, version 1.1.
    Json,
}

/// What a feed says of itself.
#[derive(Debug, Default)]
struct Channel {
    /// An IRI that no other feed has.
    id: String,
    /// Where it is served.
    own: String,
    /// The page it is about.
    home: String,
    title: String,
    description: String,
    lang: String,
    /// When the newest change in it was made.
    updated: String,
    authors: Vec<Person>,
    icon: Option<String>,
    logo: Option<String>,
}

/// One post in a feed.
#[derive(Debug, Default)]
struct Entry {
    /// An IRI that stays the same for ever.
    id: String,
    url: String,
    title: String,
    published: String,
    updated: String,
    authors: Vec<Person>,
    /// Categories, then tags.
    terms: Vec<String>,
    /// Plain text.
    summary: Option<String>,
    /// The whole text; nothing where feeds are to be short.
    html: Option<String>,
    image: Option<String>,
    lang: Option<String>,
}

/// Somebody who wrote.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) url: Option<String>,
}

impl Person {
    /// Somebody of that name, if it is one.
    fn named(name: &str) -> Option<Self> {
        let name = line(name);
        (!name.is_empty()).then_some(Self { name, url: None })
    }
}

impl Renderer<'_> {
    /// The feed of all posts, or of a term's.
    pub(super) fn feed(&self, route: &Route, of: FeedOf, format: Format) -> Result<Rendered, SourceError> {
        let newest = self.posts_in_feed(of);
        let mut entries = Vec::with_capacity(newest.len());
        for id in &newest {
            entries.extend(self.entry(*id)?);
        }
        let channel = self.channel(route, of, &newest);
        let body = match format {
            Format::Atom => atom::write(&channel, &entries),
            Format::Json => json::write(&channel, &entries),
        };
        Ok(Rendered { body, problems: Vec::new() })
    }

    /// The posts of a feed, newest first.
    pub(in crate::render) fn posts_in_feed(&self, of: FeedOf) -> Vec<DocumentId> {
        let is_in = |id: &DocumentId| self.is_in_feeds(*id);
        let limit = self.site.config.feeds.limit;
        match of {
            FeedOf::Site => self.site.post_ids().filter(is_in).take(limit).collect(),
            FeedOf::Term(id) => {
                let posts = self.site.taxonomies.get(id).posts.iter().copied();
                posts.filter(is_in).take(limit).collect()
            }
        }
    }

    /// jekyll-feed leaves out what says `draft: true`, unless drafts are asked for.
    fn is_in_feeds(&self, id: DocumentId) -> bool {
        let is_draft = self.site.document(id).values.get("draft").is_some_and(|draft| draft.as_bool() == Some(true));
        !is_draft || self.site.config.drafts
    }

    fn channel(&self, route: &Route, of: FeedOf, posts: &[DocumentId]) -> Channel {
        let config = &self.site.config;
        let own = format!("{}{}", config.url, self.site.href(&route.url));
        let home = match of {
            FeedOf::Site => format!("{}/", config.base_path),
            FeedOf::Term(id) => {
                let page = self.site.url_of_term(id);
                page.map_or_else(|| format!("{}/", config.base_path), |url| self.site.href(&url))
            }
        };
        let base = Base { url: &config.url, page: &home };
        let title = if config.title.is_empty() { "Posts".to_owned() } else { line(&config.title) };
        let updated = posts.iter().filter_map(|id| changed(self.site.document(*id)));
        let updated = updated.max_by_key(|date| date.timestamp()).map(rfc3339);
        let author = match of {
            // What an author wrote is that author's.
            FeedOf::Term(id) if self.site.taxonomies.get(id).taxonomy == Taxonomy::Author => self.person(id),
            _ => config.author.as_ref().and_then(|name| Person::named(name)),
        };
        let picture = |address: &Option<String>| address.as_ref().map(|address| self.picture(base, address));
        Channel {
            id: self.id_of_feed(of, &own),
            own,
            home: base.absolute(&home),
            title: match of {
                FeedOf::Site => title,
                FeedOf::Term(id) => format!("{} · {title}", line(&self.site.taxonomies.get(id).name)),
            },
            description: line(&config.description),
            lang: config.lang.clone(),
            updated: updated.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
            authors: author.into_iter().collect(),
            icon: picture(&config.feeds.icon),
            logo: picture(&config.feeds.logo),
        }
    }

    fn entry(&self, id: DocumentId) -> Result<Option<Entry>, SourceError> {
        let config = &self.site.config;
        let document = self.site.document(id);
        let Some(route) = self.site.route_of(id) else { return Ok(None) };
        let page = self.site.href(&route.url);
        let base = Base { url: &config.url, page: &page };
        let is_short = document.values.get("feed").and_then(|feed| feed.get("excerpt_only")?.as_bool());
        let is_short = is_short.unwrap_or(config.feeds.excerpt_only);
        let given = document.description.as_ref().or(document.excerpt.as_ref()).cloned();
        let (summary, html) = if is_short {
            let beginning = || Ok::<_, SourceError>(line_of_html(&self.body(id, Purpose::Excerpt)?.fragment.html));
            (Some(given.map_or_else(beginning, Ok)?), None)
        } else {
            (given, Some(base.absolute_in(self.body(id, Purpose::Feed)?.fragment.html)))
        };
        let tags = document.tags.iter().filter(|tag| !document.categories.contains(tag));
        let terms = document.categories.iter().chain(tags).map(|term| line(term)).filter(|term| !term.is_empty());
        let published = document.date.as_ref().map(rfc3339).unwrap_or_default();
        let updated = changed(document).map_or_else(|| published.clone(), rfc3339);
        Ok(Some(Entry {
            id: self.id_of_post(id).unwrap_or_default(),
            url: base.absolute(&page),
            title: line(&document.title),
            published,
            updated,
            authors: self.people(id),
            terms: terms.collect(),
            summary: summary.map(|text| line(&text)).filter(|summary| !summary.is_empty()),
            html,
            image: document
                .image
                .as_ref()
                .filter(|address| !address.trim().is_empty())
                .map(|address| self.picture(base, address)),
            lang: document.lang.clone().filter(|lang| *lang != config.lang),
        }))
    }

    /// The id of a post in feeds: the one it was first published with, if the URL lock knows.
    pub fn id_of_post(&self, id: DocumentId) -> Option<String> {
        let document = self.site.document(id);
        let route = self.site.route_of(id)?;
        let kept = self.site.kept();
        let known = kept.and_then(|kept| kept.of_document(id)?.id.clone());
        Some(known.unwrap_or_else(|| {
            let page = self.site.href(&route.url);
            let page = Base { url: &self.site.config.url, page: &page }.absolute(&page);
            // A post that stood here before has taken its id along.
            let is_free = |id: &String| !kept.is_some_and(|kept| kept.knows_id(id));
            let others = (1..).map(|number| match number {
                1 => whole_id(&page),
                _ => whole_id(&format!("{page}#{number}")),
            });
            std::iter::once(entry_id(&page, document)).chain(others).find(is_free).unwrap_or_default()
        }))
    }

    /// The id of a feed at that whole address, likewise.
    fn id_of_feed(&self, of: FeedOf, own: &str) -> String {
        let origin = match of {
            FeedOf::Site => Origin::Feed,
            FeedOf::Term(term) => {
                let term = self.site.taxonomies.get(term);
                Origin::TermFeed(term.taxonomy, term.slug.clone())
            }
        };
        let known = self.site.kept().and_then(|kept| kept.id_of_feed(&origin).map(str::to_owned));
        known.unwrap_or_else(|| whole_id(own))
    }

    /// The id of the feed that a route is; nothing if it is none, or has none.
    pub fn feed_id(&self, route: &Route) -> Option<String> {
        let RouteKind::Feed(of) = route.kind else { return None };
        Some(self.id_of_feed(of, &format!("{}{}", self.site.config.url, self.site.href(&route.url))))
    }

    /// An entry must name somebody, unless the feed does (RFC 4287, section 4.1.2).
    fn people(&self, id: DocumentId) -> Vec<Person> {
        let config = &self.site.config;
        let mut people: Vec<Person> = self.writers_of(id).collect();
        if people.is_empty() && config.author.as_ref().and_then(|name| Person::named(name)).is_none() {
            people.extend(Person::named(&config.title).or_else(|| Person::named("blogsite")));
        }
        people
    }

    /// Who wrote a document; of a post each with the address of their page.
    pub(super) fn writers_of(&self, id: DocumentId) -> impl Iterator<Item = Person> {
        let terms = self.site.taxonomies.of_post_in(id, Taxonomy::Author).filter_map(|(term, _)| self.person(term));
        let document = self.site.document(id);
        let names = document.authors.iter().filter(|_| document.kind == Kind::Page);
        terms.chain(names.filter_map(|name| Person::named(name)))
    }

    /// An author as one of the site's people, by their own name.
    fn person(&self, author: TermId) -> Option<Person> {
        let name = &self.site.taxonomies.get(author).name;
        let known = self.site.people.find(name);
        let page = self.site.url_of_term(author).map(|url| self.site.href(&url));
        let page = page.map(|page| format!("{}{page}", self.site.config.url)).filter(|url| is_whole(url));
        let website = || known.and_then(|person| person.website.clone());
        Some(Person { url: page.or_else(website), ..Person::named(known.map_or(name, |person| &person.name))? })
    }

    /// The address of a picture in front matter or in the config: as templates read it, below the base path.
    pub(super) fn picture(&self, base: Base<'_>, address: &str) -> String {
        typed(&base.absolute(&relative_url(&self.site.config.base_path, address)))
    }
}

/// What jekyll-feed calls a post: its address without the last segment, plus its slug.
fn entry_id(url: &str, document: &Document) -> String {
    let folder = url.trim_end_matches('/').rsplit_once('/').map_or(url, |(folder, _)| folder);
    whole_id(&format!("{folder}/{}", crate::address::UrlPath::new(&document.slug).encoded().trim_start_matches('/')))
}

/// An id must be a whole IRI (RFC 4287, section 4.2.6). Without a host, the path's digest takes its place: a UUID of the
/// version that is free for such use (RFC 9562, section 5.8).
fn whole_id(address: &str) -> String {
    if !address.starts_with('/') {
        return address.to_owned();
    }
    let digest = blake3::hash(address.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.as_bytes()).for_each(|(byte, digest)| *byte = *digest);
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
}

/// When a document last changed, by its own word.
fn changed(document: &Document) -> Option<&jiff::Zoned> {
    document.updated.as_ref().or(document.date.as_ref())
}

/// `2019-11-04T00:00:00+00:00`, as jekyll-feed writes it. A zone whose offset has seconds in it, as before there were any,
/// has no place in RFC 3339: then it is UTC's.
pub(super) fn rfc3339(date: &jiff::Zoned) -> String {
    if date.offset().seconds() % 60 == 0 {
        date.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    } else {
        date.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}
