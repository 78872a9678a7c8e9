//! Terms as templates see them: an author, a tag, a month.

use rayon::prelude::*;
use tera::Value;

use super::{Addresses, conversion, view};
use crate::site::people::Person;
use crate::site::taxonomy::{Taxonomy, Term, TermId};
use crate::site::{Site, lists};

view! {
    /// An author, a tag, a category, a year, a month or a day: `term`, and each item of `terms`, `site.authors`,
    /// `page.author_terms`, `page.tag_terms` …
    TermView<'a> {
        /// `Ada Example`, `first day`; `2019`, `2019-11`, `2019-11-04`.
        name: &'a str,
        /// `author`, `tag`, `category`, `year`, `month` or `day`.
        kind: &'a str,
        /// As it stands in addresses: `ada-example`.
        slug: &'a str,
        /// Where its posts are listed, without the base path: `/authors/ada-example/`; `null` where that list is switched off.
        url: Value,
        /// The address to link to, with the base path: `/repo/authors/ada-example/`.
        href: Value,
        /// The same with scheme and host, if `url` is configured.
        absolute_url: Value,
        /// How many posts it has.
        count: usize,
        /// The first day of a year, a month or a day, like a document's `date`; `null` for all others.
        date: Value,
        /// Of an author `key` of `data/authors.yml`: `ada`; `null` for whom nothing is said there, as all that follows.
        key: Option<&'a str>,
        /// `bio`, Markdown: write it with the filter `markdownify`.
        bio: Option<&'a str>,
        /// `url`: `https://ada.example`.
        website: Option<&'a str>,
        /// `avatar`: write it with the filter `relative_url`.
        avatar: Option<&'a str>,
        /// `email`; `null` unless the site says `show_email: true`. Write it with the filter `email_link`.
        email: Option<&'a str>,
        /// `links`, and what `github: ada` and its like stand for: each with `label` and `url`.
        links: Vec<LinkView<'a>>,
        /// Everything that is said there of the author but the e-mail address: `term.details.pronouns`.
        details: Value,
        /// Where its feed is served, to link to: `/repo/authors/ada-example/feed.xml`; `null` if it has none.
        feed_href: Value,
    }
}

view! {
    /// A place where an author is to be found: each item of `term.links`.
    LinkView<'a> {
        /// `GitHub`.
        label: &'a str,
        /// `https://github.com/ada`.
        url: &'a str,
    }
}

fn links(person: &Person) -> Vec<LinkView<'_>> {
    person.links.iter().map(|(label, url)| LinkView { label, url }).collect()
}

fn details(person: &Person) -> Value {
    let mut details = person.details.clone();
    details.remove("email");
    conversion::yaml(&serde_yaml::Value::Mapping(details))
}

/// One value for each term, by id.
pub(super) fn values(site: &Site, addresses: &Addresses) -> Vec<Value> {
    let terms = site.taxonomies.terms();
    let value = |(index, term)| value(site, TermId(index), term, addresses);
    terms.par_iter().enumerate().with_min_len(64).map(value).collect()
}

/// One term.
fn value(site: &Site, id: TermId, term: &Term, addresses: &Addresses) -> Value {
    let [url, href, absolute_url] = match site.url_of_term(id) {
        Some(url) => addresses.of(&url).map(|(_, value)| value),
        None => [Value::none(), Value::none(), Value::none()],
    };
    let feed = lists::feed(&site.config, term);
    let date = term.date.and_then(|date| date.to_zoned(site.config.time_zone.clone()).ok());
    let is_author = term.taxonomy == Taxonomy::Author;
    let person = is_author.then(|| site.people.exact(&term.name)).flatten();
    conversion::serialized(&TermView {
        key: person.map(|person| person.key.as_str()),
        bio: person.and_then(|person| person.bio.as_deref()),
        website: person.and_then(|person| person.website.as_deref()),
        avatar: person.and_then(|person| person.avatar.as_deref()),
        email: person.and_then(|person| person.email.as_deref()).filter(|_| site.config.show_email),
        links: person.map(links).unwrap_or_default(),
        details: person.map_or_else(Value::none, details),
        name: &term.name,
        kind: term.taxonomy.singular(),
        slug: &term.slug,
        url,
        href,
        absolute_url,
        count: term.posts.len(),
        date: date.as_ref().map_or_else(Value::none, conversion::date),
        feed_href: feed.map_or_else(Value::none, |url| Value::from(addresses.href(&url))),
    })
}
