//! What stands around a post: the posts before and after it by the same author, those of the same day, those about the same
//! things; how long it takes to read; and its table of contents.
//!
//! Nothing of this is in the value that all lists share: it is made when the page is.

use tera::{Map, Value};

use super::{Views, conversion, set, view};
use crate::markdown::Heading;
use crate::site::DocumentId;
use crate::site::taxonomy::{Taxonomy, Term};

view! {
    /// The posts beside a post that one of its authors wrote: each item of `page.by_authors`.
    ByAuthorView {
        /// Who: a [`TermView`](super::TermView).
        author: Value,
        /// The post of theirs before it: "last time". `null` if it is the first.
        previous: Value,
        /// The one after it.
        next: Value,
    }
}

/// How many posts are named as related.
const RELATED: usize = 5;

/// Of a term only so many posts on either side are looked at: of two that share as much the nearer is taken anyway.
const LOOKED_AT: usize = 200;

/// A text of so many words has a table of contents, if it has headings enough.
const LONG: usize = 1_000;

/// Headings enough for a table of contents.
const HEADINGS: usize = 3;

impl Views {
    /// Sets what stands around a post.
    pub(super) fn set_around(&self, id: DocumentId, fields: &mut Map) {
        let post = |id: Option<DocumentId>| id.map_or_else(Value::none, |id| self.document(id).clone());
        let by_authors = self.taxonomies.of_post_in(id, Taxonomy::Author).map(|(term, author)| {
            let [previous, next] = beside(author, id).map(post);
            conversion::serialized(&ByAuthorView { author: self.term(term), previous, next })
        });
        set(fields, "by_authors", Value::from(by_authors.collect::<Vec<_>>()));
        let day = self.taxonomies.of_post_in(id, Taxonomy::Day).next();
        let others = day.iter().flat_map(|(_, day)| &day.posts).filter(|other| **other != id);
        set(fields, "same_day", Value::from(others.map(|id| self.document(*id).clone()).collect::<Vec<_>>()));
        set(fields, "day", day.map_or_else(Value::none, |(term, _)| self.term(term)));
        let related = self.related(id).into_iter().map(|id| self.document(id).clone());
        set(fields, "related", Value::from(related.collect::<Vec<_>>()));
    }

    /// The posts that share most with that one: a rare tag counts more than one that all have, a tag more than a category,
    /// and that more than an author. Of those that share as much the nearest in time come first.
    fn related(&self, id: DocumentId) -> Vec<DocumentId> {
        let mut points: Vec<(DocumentId, u32)> = Vec::new();
        for taxonomy in [Taxonomy::Tag, Taxonomy::Category, Taxonomy::Author] {
            let weight = match taxonomy {
                Taxonomy::Tag => 4,
                Taxonomy::Category => 2,
                _ => 1,
            };
            for (_, term) in self.taxonomies.of_post_in(id, taxonomy) {
                let rarity = (self.posts / term.posts.len().max(1)).max(1).ilog2() + 1;
                points.extend(near(term, id).map(|other| (other, weight * rarity)));
            }
        }
        points.sort_unstable_by_key(|(other, _)| *other);
        let mut found: Vec<(DocumentId, u32)> = Vec::new();
        for (other, more) in points {
            match found.last_mut().filter(|(last, _)| *last == other) {
                Some((_, sum)) => *sum += more,
                None => found.push((other, more)),
            }
        }
        found.sort_unstable_by_key(|(other, sum)| (u32::MAX - sum, other.0.abs_diff(id.0), other.0));
        found.into_iter().take(RELATED).map(|(other, _)| other).collect()
    }
}

/// The posts of a term around that one, without it.
fn near(term: &Term, id: DocumentId) -> impl Iterator<Item = DocumentId> {
    let place = term.posts.partition_point(|other| *other < id);
    let range = place.saturating_sub(LOOKED_AT)..(place + 1 + LOOKED_AT).min(term.posts.len());
    term.posts.get(range).unwrap_or_default().iter().copied().filter(move |other| *other != id)
}

/// The posts of a term before and after that one in time; they stand newest first.
fn beside(term: &Term, id: DocumentId) -> [Option<DocumentId>; 2] {
    let Ok(place) = term.posts.binary_search(&id) else { return [None, None] };
    let newer = place.checked_sub(1).and_then(|place| term.posts.get(place).copied());
    [term.posts.get(place + 1).copied(), newer]
}

/// How long a text is: words, and minutes to read them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) words: usize,
    pub(super) minutes: usize,
}

/// The length of a text in HTML. Of Chinese and Japanese every character counts as a word, and of scripts without blanks
/// between words (Thai, Lao, Khmer, Burmese) every five letters do. People read some 220 words a minute, or 480 Chinese and
/// Japanese characters.
pub(super) fn length(html: &str) -> Length {
    let (mut words, mut characters, mut letters) = (0_usize, 0_usize, 0_usize);
    let mut is_in_word = false;
    for piece in texts(html) {
        for c in piece.chars() {
            match script(c) {
                Script::Ideographs => {
                    characters += 1;
                    is_in_word = false;
                }
                Script::WithoutBlanks => {
                    letters += 1;
                    is_in_word = false;
                }
                Script::Words => {
                    words += usize::from(!is_in_word);
                    is_in_word = true;
                }
                // `don't`, `well-known` and `3.14` are one word each.
                Script::None if matches!(c, '\'' | '’' | '-' | '.' | '\u{ad}' | '&' | ';' | '_') => {}
                Script::None => is_in_word = false,
            }
        }
        // `<em>no</em>n` is a rare thing, `<li>a</li><li>b</li>` is not.
        is_in_word = false;
    }
    words += letters.div_ceil(5);
    let minutes = (words * 480 + characters * 220).div_ceil(220 * 480).max(1);
    Length { words: words + characters, minutes }
}

/// The pieces of text between tags, without scripts and style sheets.
fn texts(html: &str) -> impl Iterator<Item = &str> {
    let mut skipped: Option<&str> = None;
    html.split('<').enumerate().filter_map(move |(index, piece)| {
        if index == 0 {
            return Some(piece);
        }
        let lower = piece.get(..8).unwrap_or(piece).to_ascii_lowercase();
        match skipped {
            Some(name) if lower.starts_with('/') && lower[1..].starts_with(name) => skipped = None,
            Some(_) => return None,
            None => skipped = ["script", "style"].into_iter().find(|name| lower.starts_with(name)),
        }
        if skipped.is_some() {
            return None;
        }
        piece.split_once('>').map(|(_, text)| text)
    })
}

enum Script {
    Words,
    Ideographs,
    WithoutBlanks,
    None,
}

fn script(c: char) -> Script {
    match c {
        c if c.is_ascii() => {
            if c.is_ascii_alphanumeric() {
                Script::Words
            } else {
                Script::None
            }
        }
        // Han with its extensions, iteration mark and zero; Hiragana and Katakana with the long vowel. Hangul has blanks
        // between words.
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{ff66}'..='\u{ff9d}' => Script::Ideographs,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
            if c.is_alphabetic() {
                Script::WithoutBlanks
            } else {
                Script::None
            }
        }
        c if c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) => Script::Words,
        _ => Script::None,
    }
}

/// Whether a page has a table of contents: as its `toc` says, else if it is long and has headings enough; never where the
/// text has one of its own (`{:toc}`).
pub(super) fn has_contents(wanted: Option<bool>, length: Length, headings: &[Heading], content: &str) -> bool {
    let count = entries(headings).count();
    let is_there = content.contains("id=\"markdown-toc\"");
    !is_there && count > 0 && wanted.unwrap_or(length.words >= LONG && count >= HEADINGS)
}

/// The headings of a table of contents: those of the two highest levels below the title that have an id.
pub(super) fn entries(headings: &[Heading]) -> impl Iterator<Item = &Heading> {
    let below = |heading: &&Heading| heading.level > 1 && !heading.id.is_empty() && !heading.text.is_empty();
    let top = headings.iter().filter(below).map(|heading| heading.level).min().unwrap_or(2);
    headings.iter().filter(below).filter(move |heading| heading.level <= top + 1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::template::samples;

    #[test]
    fn words_of_every_script_are_counted() {
        for (html, words) in [
            ("", 0),
            ("<p></p>", 0),
            ("<p>One two, three.</p>", 3),
            ("<p>don’t well-known 3.14 AT&amp;T</p>", 4),
            ("<ul><li>a</li><li>b</li></ul>", 2),
            ("<p>Привет, мир</p>", 2),
            ("<p>Ça va où ?</p>", 3),
            ("<p>안녕 하세요</p>", 2),
            ("<p>你好，世界。</p>", 4),
            ("<p>日本語を書く</p>", 6),
            ("<p>Rust で書く</p>", 4),
            ("<p>سلام دنیا</p>", 2),
            ("<p>สวัสดีชาวโลก</p>", 3),
            ("<script>let a = 1 < 2;</script><p>x</p><style>p { a: b }</style>", 1),
            ("<p>— … !</p>", 0),
        ] {
            assert_eq!(length(html).words, words, "{html}");
        }
        assert_eq!(length("").minutes, 1);
        assert_eq!(length(&"word ".repeat(2_200)).minutes, 10);
        assert_eq!(length(&"字".repeat(4_800)).minutes, 10);
    }

    #[test]
    fn a_table_of_contents_is_for_long_texts() {
        let heading = |level, id: &str| Heading { level, id: id.to_owned(), text: id.to_owned() };
        let three =
            [heading(1, "t"), heading(2, "a"), heading(3, "b"), heading(4, "c"), heading(2, "d"), heading(2, "")];
        let long = Length { words: LONG, minutes: 5 };
        let ids: Vec<&str> = entries(&three).map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "d"]);
        assert!(has_contents(None, long, &three, ""));
        assert!(!has_contents(None, Length::default(), &three, ""));
        assert!(has_contents(Some(true), Length::default(), &three, ""));
        assert!(!has_contents(Some(false), long, &three, ""));
        assert!(!has_contents(Some(true), long, &three, "<ul id=\"markdown-toc\">"));
        assert!(!has_contents(Some(true), long, &[], ""));
    }

    #[test]
    fn posts_know_what_stands_around_them() {
        let mut posts = ["e", "d", "c", "b", "a"].map(|slug| samples::post(9, slug, slug)).to_vec();
        let days = [12, 12, 9, 4, 4];
        for (post, day) in posts.iter_mut().zip(days) {
            post.date = jiff::civil::date(2019, 11, day).to_zoned(jiff::tz::TimeZone::UTC).ok();
            post.authors = vec!["Ada Example".to_owned()];
            post.tags.clear();
            post.categories.clear();
        }
        posts[1].authors = vec!["Ben".to_owned(), "Ada Example".to_owned()];
        posts[4].authors = vec!["Ben".to_owned()];
        posts[0].tags = vec!["rare".to_owned()];
        posts[4].tags = vec!["rare".to_owned()];
        let site = samples::site(posts, |_| {});
        let views = Views::new(&site);
        let text = |page: &Value, path: &str| page.get_from_path(path).and_then(Value::as_str).unwrap_or("").to_owned();
        let titles = |page: &Value, name: &str| -> Vec<String> {
            let posts = page.get_from_path(name).unwrap().as_array().unwrap();
            posts.iter().map(|post| text(post, "title")).collect()
        };
        let page = views.page(DocumentId(1));
        assert_eq!(text(&page, "by_authors.0.author.name"), "Ben");
        assert_eq!(text(&page, "by_authors.0.previous.title"), "a");
        assert_eq!(text(&page, "by_authors.0.next.title"), "");
        assert_eq!(text(&page, "by_authors.1.previous.title"), "c");
        assert_eq!(text(&page, "by_authors.1.next.title"), "e");
        assert_eq!(titles(&page, "same_day"), ["e"]);
        assert_eq!(titles(&views.page(DocumentId(0)), "related"), ["a", "d", "c", "b"]);
        assert_eq!(titles(&views.page(DocumentId(2)), "same_day"), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_text_panics(html in any::<String>(), tag in "[<>/a-zü ]{0,24}") {
            length(&html);
            length(&format!("{tag}{html}<script{tag}"));
        }
    }
}
