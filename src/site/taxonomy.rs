//! The groups that posts form: by author, tag, category, year, month and day.
//!
//! 1. The words of all posts are gathered, each spelling once. What has the same slug is one term: `Python` and `python`.
//! 2. Authors are one person if they are one of [`People`], or if their names differ in case, blanks and accents only
//!    ([`fold`]).
//! 3. Terms are put in order: authors, tags and categories by name, days, months and years newest first.
//! 4. Each post knows its terms.
//!
//! Years, months and days are those of the site's zone, as in addresses.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::address::slug::{SlugMode, slugify};
use crate::content::Document;

use super::DocumentId;
use super::people::{People, fold};

/// What posts are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taxonomy {
    /// `author`, `authors`.
    Author,
    /// `tags`, `tag`.
    Tag,
    /// `categories`, `category`.
    Category,
    /// The year of the date.
    Year,
    /// Its month.
    Month,
    /// Its day.
    Day,
}

impl Taxonomy {
    /// All of them, in the order of their terms.
    pub const ALL: [Self; 6] = [Self::Author, Self::Tag, Self::Category, Self::Year, Self::Month, Self::Day];

    /// One term's kind as templates and configuration have it: `author`.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Tag => "tag",
            Self::Category => "category",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// All terms of the kind: `authors`.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Author => "authors",
            Self::Tag => "tags",
            Self::Category => "categories",
            Self::Year => "years",
            Self::Month => "months",
            Self::Day => "days",
        }
    }
}

/// Index of a term in [`Taxonomies::terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub usize);

/// One group of posts: an author's, a tag's, a month's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it groups by.
    pub taxonomy: Taxonomy,
    /// As it is shown, in its commonest spelling: `Ada Example`, `C++`; `2019`, `2019-11`, `2019-11-04`.
    pub name: String,
    /// As it stands in addresses, once in its taxonomy: `ada-example`, `c-plus-plus`; of days the same as the name.
    pub slug: String,
    /// The first day of a year, a month, a day.
    pub date: Option<Date>,
    /// Its posts, newest first.
    pub posts: Vec<DocumentId>,
}

/// Every term of a site, and the terms of every post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomies {
    /// By taxonomy, in the order of [`Taxonomy::ALL`].
    terms: Vec<Term>,
    /// Where each taxonomy's terms stand.
    ranges: [Range<usize>; 6],
    /// Of each post: its terms by taxonomy, within it in the order in which the document has them.
    of_posts: Vec<Box<[TermId]>>,
    /// Spellings of authors' names that are not the one that is shown, sorted.
    variants: Vec<(String, TermId)>,
}

impl Taxonomies {
    /// Groups the posts, which stand newest first.
    pub fn new(posts: &[Arc<Document>], people: &People) -> Self {
        let person = |name: &str| people.find(name).map_or_else(|| fold(name), |person| format!("\0{}", person.key));
        let mut taxonomies = Self::default();
        let mut of_posts: Vec<Vec<TermId>> = posts.iter().map(|_| Vec::with_capacity(8)).collect();
        let words: [(Taxonomy, WordsOf, Identity<'_>); 3] = [
            (Taxonomy::Author, |post| &post.authors, &person),
            (Taxonomy::Tag, |post| &post.tags, &slug_of),
            (Taxonomy::Category, |post| &post.categories, &slug_of),
        ];
        for (taxonomy, words, identity) in words {
            let first = taxonomies.terms.len();
            let known = |word: &str| people.find(word).filter(|_| taxonomy == Taxonomy::Author);
            let (groups, places) =
                by_words(posts, words, identity, |word| known(word).map(|known| known.name.as_str()));
            if taxonomy == Taxonomy::Author {
                let is_other =
                    |(word, place): &(&&str, &usize)| groups[**place].name != **word && people.exact(word).is_none();
                let others = places.iter().filter(is_other);
                taxonomies.variants = others.map(|(word, place)| ((*word).to_owned(), TermId(first + place))).collect();
                taxonomies.variants.sort_unstable();
            }
            taxonomies.add(taxonomy, groups);
            for (post, terms) in posts.iter().zip(&mut of_posts) {
                let before = terms.len();
                for place in words(post).iter().filter_map(|word| places.get(word.as_str())) {
                    let id = TermId(first + place);
                    // Two spellings of one.
                    if !terms[before..].contains(&id) {
                        terms.push(id);
                    }
                }
            }
        }
        let days: [(Taxonomy, FirstDay, &str); 3] = [
            (Taxonomy::Year, |day| Date::new(day.year(), 1, 1).unwrap_or(day), "%Y"),
            (Taxonomy::Month, Date::first_of_month, "%Y-%m"),
            (Taxonomy::Day, |day| day, "%Y-%m-%d"),
        ];
        for (taxonomy, first_day, format) in days {
            let first = taxonomies.terms.len();
            taxonomies.add(taxonomy, by_days(posts, first_day, format));
            for (index, term) in taxonomies.terms.iter().enumerate().skip(first) {
                term.posts.iter().for_each(|post| of_posts[post.0].push(TermId(index)));
            }
        }
        taxonomies.of_posts = of_posts.into_iter().map(Vec::into_boxed_slice).collect();
        taxonomies
    }

    fn add(&mut self, taxonomy: Taxonomy, groups: Vec<Group>) {
        let first = self.terms.len();
        let term = |Group { name, slug, date, posts }| Term { taxonomy, name, slug, date, posts };
        self.terms.extend(groups.into_iter().map(term));
        self.ranges[taxonomy as usize] = first..self.terms.len();
    }

    /// Every term, by taxonomy.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term of that id.
    pub fn get(&self, id: TermId) -> &Term {
        &self.terms[id.0]
    }

    /// The terms of one taxonomy, in the order in which they are listed.
    pub fn of(&self, taxonomy: Taxonomy) -> impl DoubleEndedIterator<Item = (TermId, &Term)> + ExactSizeIterator {
        let range = self.ranges[taxonomy as usize].clone();
        range.clone().map(TermId).zip(&self.terms[range])
    }

    /// The author that a name is another spelling of.
    pub fn variant(&self, name: &str) -> Option<&Term> {
        let place = self.variants.binary_search_by(|(spelling, _)| spelling.as_str().cmp(name)).ok()?;
        Some(self.get(self.variants[place].1))
    }

    /// Whether there is any such name.
    pub fn has_variants(&self) -> bool {
        !self.variants.is_empty()
    }

    /// The terms of a post, in the order of [`Taxonomy::ALL`]; none for a page.
    pub fn of_post(&self, post: DocumentId) -> &[TermId] {
        self.of_posts.get(post.0).map_or(&[], AsRef::as_ref)
    }

    /// The terms of a post in one taxonomy.
    pub fn of_post_in(&self, post: DocumentId, taxonomy: Taxonomy) -> impl Iterator<Item = (TermId, &Term)> {
        self.of_post(post).iter().map(|id| (*id, self.get(*id))).filter(move |(_, term)| term.taxonomy == taxonomy)
    }
}

/// The words by which a post belongs to groups.
type WordsOf = fn(&Document) -> &[String];
/// What two spellings of one word share.
type Identity<'a> = &'a dyn Fn(&str) -> String;
/// The first day of the year, the month that a day lies in.
type FirstDay = fn(Date) -> Date;

/// A term in the making.
struct Group {
    name: String,
    slug: String,
    date: Option<Date>,
    posts: Vec<DocumentId>,
}

/// Posts with one word.
#[derive(Default)]
struct Found<'a> {
    /// Its spellings, and how often each is used.
    spellings: Vec<(&'a str, usize)>,
    posts: Vec<DocumentId>,
}

/// The groups of posts by their words, in order, and the place of each spelling in that order.
fn by_words<'a>(
    posts: &'a [Arc<Document>],
    words: WordsOf,
    identity: Identity<'_>,
    known: impl Fn(&str) -> Option<&'a str>,
) -> (Vec<Group>, HashMap<&'a str, usize>) {
    let mut spellings: HashMap<&str, usize> = HashMap::new();
    let mut groups: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<Found> = Vec::new();
    for (index, post) in posts.iter().enumerate() {
        for word in words(post) {
            let group = *spellings.entry(word).or_insert_with(|| {
                *groups.entry(identity(word)).or_insert_with(|| {
                    found.push(Found::default());
                    found.len() - 1
                })
            });
            let Found { spellings, posts } = &mut found[group];
            match spellings.iter_mut().find(|(spelling, _)| spelling == word) {
                Some((_, count)) => *count += 1,
                None => spellings.push((word, 1)),
            }
            // Posts come in order, so that twice the same one is twice the last one.
            if posts.last() != Some(&DocumentId(index)) {
                posts.push(DocumentId(index));
            }
        }
    }
    let mut all: Vec<(usize, Group)> = Vec::with_capacity(found.len());
    for (place, Found { spellings, posts }) in found.into_iter().enumerate() {
        // The commonest; of two the one that was there first: posts stand newest first, and the last maximum is taken.
        let name = spellings.into_iter().max_by_key(|(_, count)| *count).map_or("", |(spelling, _)| spelling);
        let name = known(name).unwrap_or(name);
        all.push((place, Group { slug: slug_of(name), name: name.to_owned(), date: None, posts }));
    }
    all.sort_by_cached_key(|(_, group)| (fold(&group.name), group.name.clone()));
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (_, group) in &mut all {
        let count = taken.entry(group.slug.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            group.slug = format!("{}-{count}", group.slug);
        }
    }
    let mut places = vec![0; all.len()];
    all.iter().enumerate().for_each(|(place, (former, _))| places[*former] = place);
    let spellings = spellings.into_iter().map(|(word, group)| (word, places[group])).collect();
    (all.into_iter().map(|(_, group)| group).collect(), spellings)
}

/// The groups of posts by days, newest first.
fn by_days(posts: &[Arc<Document>], first_day: FirstDay, format: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut latest = None;
    for (index, post) in posts.iter().enumerate() {
        let Some(date) = post.date.as_ref().map(|date| first_day(date.date())) else { continue };
        if latest != Some(date) {
            let name = date.strftime(format).to_string();
            groups.push(Group { slug: name.clone(), name, date: Some(date), posts: Vec::new() });
            latest = Some(date);
        }
        if let Some(group) = groups.last_mut() {
            group.posts.push(DocumentId(index));
        }
    }
    groups
}

/// A word as it stands in an address: `Rust & C` is `rust-c`, `C++` is `c-plus-plus`, `C#` is `c-sharp`, `.NET` is `dot-net`.
/// Signs that make a name another name are spelled out, so that no two languages share a page.
pub fn slug_of(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len());
    let mut before = ' ';
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        let follows_word = before.is_alphanumeric() || before == c;
        match c {
            '+' if follows_word => spelled.push_str(" plus "),
            '#' if follows_word => spelled.push_str(" sharp "),
            '.' if before.is_whitespace() && rest.peek().is_some_and(|next| next.is_alphabetic()) => {
                spelled.push_str(" dot ");
            }
            c => spelled.push(c),
        }
        before = c;
    }
    let slug = slugify(&spelled, SlugMode::Default);
    if !slug.is_empty() {
        return slug;
    }
    // Pictures have names: `🚀` is `rocket`.
    let slug = slugify(&deunicode::deunicode(word), SlugMode::Default);
    if !slug.is_empty() {
        return slug;
    }
    let codes: Vec<String> = word.chars().map(|c| format!("u{:x}", u32::from(c))).collect();
    codes.join("-")
}
