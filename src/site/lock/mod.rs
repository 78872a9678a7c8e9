//! The URL lock: `urls.lock` in the source folder, which remembers every address that was published, so that none is lost.
//!
//! 1. [`text`] reads the file and writes it: an address a line, sorted, so that two branches that add posts merge.
//! 2. [`keep`] sets what was published against what would be published now. An address that would be gone leads on to what
//!    it stood for: the same file, the file that was moved, the author whose name is spelled in another way. What cannot be
//!    found is said ([`lost`]).
//! 3. [`renew`] writes down what is published now, for next time.
//!
//! Without the file nothing of this is done; `blogsite lock` writes it first.
//!
//! To tell a file that was moved, a line holds digests of its front matter and of its body ([`Print`]). They are looked at
//! only while something that was published is missing and so is its file. Only then may a body decide what a site holds,
//! and only then does an edited body make the site be indexed again ([`Kept::looks_at_bodies`]).

pub mod keep;
pub mod renew;
pub mod text;

mod lost;
pub(in crate::site) mod present;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use crate::address::{SourcePath, UrlPath};

use super::taxonomy::Taxonomy;

pub use keep::Kept;

/// The file, in the source folder.
pub const LOCK_FILE: &str = "urls.lock";

/// Every address that was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Lines of comment at the top, without their ends; the usual ones where there are none.
    pub head: Vec<String>,
    /// One for each address, in the order of [`Entry::rank`].
    pub entries: Vec<Entry>,
    /// Whether lines end as on Windows.
    pub is_crlf: bool,
}

/// One address that was published: a line of the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Without the base path: `/2019/11/04/LewisGaul.html`.
    pub url: UrlPath,
    /// What has become of it.
    pub state: State,
    /// What it stands for; of an address let go, what it stood for is forgotten.
    pub origin: Origin,
    /// What its file held.
    pub print: Print,
    /// Of a list or a feed of an author: the file of the oldest post in it.
    pub first: Option<SourcePath>,
    /// The id that feeds know it by: of a post its entry's, of a feed its own.
    pub id: Option<String>,
    /// Ids in the page that other pages link to.
    pub anchors: BTreeSet<String>,
    /// Bytes of the address in the file; empty if it was not read from one.
    pub at: Range<usize>,
}

/// Where it stands in the file says nothing of an entry.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        let rest = |e: &Self| (e.url.clone(), e.state, e.print, e.id.clone());
        rest(self) == rest(other)
            && self.origin == other.origin
            && self.first == other.first
            && self.anchors == other.anchors
    }
}

impl Eq for Entry {}

/// What has become of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What it stands for is served there.
    Published,
    /// It was given up, and leads to where that is served now.
    Kept,
    /// It was let go on purpose.
    Gone,
}

/// What an address stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Nobody knows: it comes from another generator.
    Unknown,
    /// A file of the source tree: a document, or one that is copied.
    Source(SourcePath),
    /// The list of all posts.
    Home,
    /// The list of everything: `/archive/`.
    Archive,
    /// The list of all authors, tags or categories.
    Terms(Taxonomy),
    /// The list of one author's, tag's or category's posts, by the slug.
    Term(Taxonomy, String),
    /// The feed of all posts.
    Feed,
    /// The same as JSON Feed.
    JsonFeed,
    /// The feed of one author's, tag's or category's posts, by the slug.
    TermFeed(Taxonomy, String),
}

/// By what a file is known again under another name: digests of its two parts, cut short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Print {
    /// Of the front matter, fences included; nothing where there is none.
    pub front_matter: Option<Digest>,
    /// Of all that follows; of a file that is copied, of all of it.
    pub body: Option<Digest>,
}

impl Print {
    /// The print of a file whose body begins at that byte.
    pub fn of(bytes: &[u8], body: usize) -> Self {
        Self::with_hash(bytes, body).0
    }

    /// Whether a file that holds `now` could be told by this former print, were it moved as it is.
    pub(super) fn still_tells(&self, now: &Self, is_titled: bool) -> bool {
        let same = |a: Option<Digest>, b: Option<Digest>| a.is_some() && a == b;
        same(self.body, now.body) && self.front_matter.is_some() == now.front_matter.is_some()
            || is_titled && same(self.front_matter, now.front_matter)
    }

    /// [`Print::of`], and a hash of the whole file that costs hardly more.
    pub(super) fn with_hash(bytes: &[u8], body: usize) -> (Self, [u8; 32]) {
        let (front_matter, body) = bytes.split_at(body.min(bytes.len()));
        let (of_front_matter, of_body) = (blake3::hash(front_matter), blake3::hash(body));
        let mut whole = blake3::Hasher::new();
        whole.update(of_front_matter.as_bytes()).update(of_body.as_bytes());
        let of_front_matter = (!front_matter.is_empty()).then(|| Digest::short(of_front_matter));
        (Self { front_matter: of_front_matter, body: Some(Digest::short(of_body)) }, *whole.finalize().as_bytes())
    }
}

/// The first six bytes of a BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 6]);

impl Digest {
    fn of(bytes: &[u8]) -> Self {
        Self::short(blake3::hash(bytes))
    }

    fn short(hash: blake3::Hash) -> Self {
        let mut short = [0; 6];
        short.iter_mut().zip(hash.as_bytes()).for_each(|(short, byte)| *short = *byte);
        Self(short)
    }

    /// Reads twelve hexadecimal digits in lower case.
    fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let number = u64::from_str_radix(text, 16).ok().filter(|_| is_plain)?;
        let mut short = [0; 6];
        short.iter_mut().zip(number.to_be_bytes().into_iter().skip(2)).for_each(|(short, byte)| *short = byte);
        Some(Self(short))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Entry {
    /// An address of which nothing more is known.
    pub fn new(url: UrlPath, state: State, origin: Origin) -> Self {
        Self { url, state, origin, print: Print::default(), first: None, id: None, anchors: BTreeSet::new(), at: 0..0 }
    }

    /// What lines are sorted by: the last word of the address, then all of it. New posts of two branches would both stand
    /// last if the day came first, which git takes for a conflict.
    pub fn rank(&self) -> (&str, &UrlPath) {
        let path = self.url.as_str();
        let path = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path);
        (name.strip_suffix(".html").unwrap_or(name), &self.url)
    }

    /// The file it stands for, if it is one.
    pub fn source(&self) -> Option<&SourcePath> {
        match &self.origin {
            Origin::Source(source) => Some(source),
            _ => None,
        }
    }
}

impl Lock {
    /// Puts the lines in order. Of two for one address that say the same thing, one stays.
    pub fn sort(&mut self) {
        self.entries.sort_by(|a, b| a.rank().cmp(&b.rank()));
        self.entries.dedup_by(|later, first| later.url == first.url && merge(first, later));
    }

    /// The line of an address.
    pub fn get(&self, url: &UrlPath) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.url == *url)
    }
}

/// Takes what another line for the same address knows more; not if the two contradict each other.
fn merge(entry: &mut Entry, other: &Entry) -> bool {
    let contradicts = entry.state != other.state
        || entry.origin != other.origin
        || entry.id.is_some() && other.id.is_some() && entry.id != other.id;
    if contradicts {
        return false;
    }
    entry.anchors.extend(other.anchors.iter().cloned());
    entry.id = entry.id.take().or_else(|| other.id.clone());
    entry.first = entry.first.take().or_else(|| other.first.clone());
    entry.print.front_matter = entry.print.front_matter.or(other.print.front_matter);
    entry.print.body = entry.print.body.or(other.print.body);
    true
}

/// The command that lets an address go, as it can be typed into a shell.
pub fn drop_command(address: &str) -> String {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '~' | '%' | '-' | '#' | ':' | '@' | '+' | ',');
    if address.chars().all(is_plain) {
        format!("blogsite lock --drop {address}")
    } else {
        format!("blogsite lock --drop '{}'", address.replace('\'', r"'\''"))
    }
}

/// Whether a page can stand at that address: `/a/`, `/a`, `/a.html`, not `/a.png`.
pub(super) fn is_page_address(url: &UrlPath) -> bool {
    let name = url.as_str().rsplit('/').next().unwrap_or_default();
    let Some((stem, extension)) = name.rsplit_once('.') else { return true };
    let is_word = extension.len() <= 11
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    stem.is_empty() || !is_word || matches!(extension.to_ascii_lowercase().as_str(), "html" | "htm" | "xhtml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_addresses_of_pages() {
        for (url, expected) in [
            ("/", true),
            ("/a/", true),
            ("/a", true),
            ("/a.html", true),
            ("/a.HTM", true),
            ("/v1.2", true),
            ("/.well-known", true),
            ("/a.b c", true),
            ("/a.png", false),
            ("/feed.xml", false),
            ("/a.webmanifest", false),
            ("/a.php", false),
            ("/a.b/c", true),
        ] {
            assert_eq!(is_page_address(&UrlPath::new(url)), expected, "{url}");
        }
    }

    #[test]
    fn a_command_can_be_typed_in() {
        for (address, expected) in [
            ("/a.html#b", "blogsite lock --drop /a.html#b"),
            ("/a&b/", "blogsite lock --drop '/a&b/'"),
            ("/it's", r"blogsite lock --drop '/it'\''s'"),
        ] {
            assert_eq!(drop_command(address), expected);
        }
    }

    #[test]
    fn a_print_tells_what_it_can() {
        let of = |text: &str, body| Print::of(text.as_bytes(), body);
        let before = of("---\nt\n---\na", 10);
        for (now, titled, untitled) in [
            (of("---\nt\n---\na", 10), true, true),
            (of("---\nt\n---\nb", 10), true, false),
            (of("---\nu\n---\na", 10), true, true),
            (of("---\nu\n---\nb", 10), false, false),
            (of("a", 0), false, false),
        ] {
            assert_eq!(
                (before.still_tells(&now, true), before.still_tells(&now, false)),
                (titled, untitled),
                "{now:?}"
            );
        }
        assert_eq!(of("", 0).front_matter, None);
        assert_eq!(of("ab", 9).body, Some(Digest::of(b"")));
    }
}
