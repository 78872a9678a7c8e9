//! `urls.lock` as it is written.
//!
//! ```text
//! # urls.lock: every address this site has published …
//! /2019/11/04/LewisGaul.html content/posts/2019-11-04-LewisGaul.md front=0123456789ab body=0123456789ab id=https://… #part
//! /authors/lewisgaul/ author:lewisgaul first=content/posts/2019-10-27-LewisGaul.md
//! /authors/lewisgaul/feed.xml feed:author:lewisgaul
//! /old.html -> content/about.md
//! /taken-down.html gone
//! ```
//!
//! Words are separated by blanks; a blank within one is `%20`. Reading is strict, but for the order of lines: a merge that
//! takes the lines of both sides is right.

use std::fmt::Write as _;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::address::{SourcePath, UrlPath};
use crate::diagnostic::{Code, Finding};
use crate::site::inventory::{CONTENT, STATIC};
use crate::site::taxonomy::Taxonomy;

use super::{Digest, Entry, Lock, Origin, State};

/// What stands at the top of a new file.
const HEAD: [&str; 4] = [
    "# urls.lock: every address that this site has published, so that none is lost.",
    "# `blogsite build` keeps it: commit it together with what you write. An address that is to be given up for good is let",
    "# go by `blogsite lock --drop ADDRESS`; where another page has taken its place, by `redirect_from` in that page.",
    "# If git reports a conflict here, keep the lines of both sides; their order does not matter.",
];

/// What git leaves at the beginnings of lines where it could not merge.
const MARKERS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

impl Lock {
    /// Reads the text of a file. What cannot be understood is told beside the rest.
    pub fn parse(text: &str) -> (Self, Vec<Finding>) {
        let mut lock = Self { is_crlf: text.lines().next().is_some_and(|_| is_crlf(text)), ..Self::default() };
        let mut findings = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let place = at..at + line.trim_end_matches(['\n', '\r']).len();
            at += line.len();
            let line = &text[place.clone()];
            let start =
                if place.start == 0 { '\u{feff}'.len_utf8() * usize::from(line.starts_with('\u{feff}')) } else { 0 };
            let (line, place) = (&line[start..], place.start + start..place.end);
            if line.trim().is_empty() {
                continue;
            }
            if MARKERS.iter().any(|marker| line.starts_with(marker)) {
                findings.push(
                    Finding::new(Code::BadLock, place, "git left a conflict here").hint(
                        "keep the lines of both sides, and remove the markers; the order of lines does not matter",
                    ),
                );
            } else if line.starts_with('#') {
                if lock.entries.is_empty() {
                    lock.head.push(line.to_owned());
                } else {
                    findings.push(
                        Finding::new(Code::BadLock, place, "a comment can stand only above the first address")
                            .hint("move it to the top of the file, or remove it"),
                    );
                }
            } else {
                match entry(line, place.start) {
                    Ok(entry) => lock.entries.push(entry),
                    Err(finding) => findings.push(*finding),
                }
            }
        }
        lock.sort();
        findings.extend(lock.contradictions());
        (lock, findings)
    }

    /// Addresses that have two lines which say different things; the later ones are taken out.
    fn contradictions(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.entries.dedup_by(|later, first| {
            let is_same = later.url == first.url;
            if is_same {
                let place = later.at.clone().max_by_start(&first.at);
                findings.push(
                    Finding::new(
                        Code::BadLock,
                        place,
                        format!("`{}` has two lines that contradict each other", first.url),
                    )
                    .hint("keep the one that is true"),
                );
            }
            is_same
        });
        findings
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.entries.len() * 120 + 512);
        let end = if self.is_crlf { "\r\n" } else { "\n" };
        let usual: Vec<String> = HEAD.iter().map(|line| (*line).to_owned()).collect();
        for line in if self.head.is_empty() { &usual } else { &self.head } {
            text.push_str(line);
            text.push_str(end);
        }
        for entry in &self.entries {
            write_entry(&mut text, entry);
            text.push_str(end);
        }
        text
    }
}

/// Of two places, which is further down.
trait Later {
    fn max_by_start(self, other: &Self) -> Self;
}

impl Later for Range<usize> {
    fn max_by_start(self, other: &Self) -> Self {
        if other.start > self.start { other.clone() } else { self }
    }
}

fn is_crlf(text: &str) -> bool {
    text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n"))
}

fn write_entry(text: &mut String, entry: &Entry) {
    // Writing to a string cannot fail.
    text.push_str(&entry.url.encoded());
    if entry.state == State::Gone {
        text.push_str(" gone");
        return;
    }
    text.push_str(if entry.state == State::Kept { " -> " } else { " " });
    text.push_str(&entry.origin.to_word());
    if let Some(digest) = entry.print.front_matter {
        let _ = write!(text, " front={digest}");
    }
    if let Some(digest) = entry.print.body {
        let _ = write!(text, " body={digest}");
    }
    if let Some(first) = &entry.first {
        let _ = write!(text, " first={}", encoded(first.as_str()));
    }
    if let Some(id) = entry.id.as_ref().filter(|id| is_plain(id)) {
        let _ = write!(text, " id={id}");
    }
    for anchor in entry.anchors.iter().filter(|anchor| !anchor.is_empty()) {
        let _ = write!(text, " #{}", encoded(anchor));
    }
}

/// Ids are compared to the letter, so they stand as they are. One with blanks in it is none (RFC 4287, section 4.2.6).
fn is_plain(id: &str) -> bool {
    !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c.is_control())
}

impl Origin {
    /// As it stands in the file: `content/about.md`, `author:ada`.
    pub fn to_word(&self) -> String {
        match self {
            Self::Unknown => "unknown".to_owned(),
            Self::Source(source) => encoded(source.as_str()),
            Self::Home => "home".to_owned(),
            Self::Archive => "archive".to_owned(),
            Self::Terms(taxonomy) => taxonomy.plural().to_owned(),
            Self::Term(taxonomy, slug) => format!("{}:{}", taxonomy.singular(), encoded(slug)),
            Self::Feed => "feed".to_owned(),
            Self::JsonFeed => "json-feed".to_owned(),
            Self::TermFeed(taxonomy, slug) => format!("feed:{}:{}", taxonomy.singular(), encoded(slug)),
        }
    }

    /// What the word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        let term = |text: &str| {
            let (kind, slug) = text.split_once(':')?;
            let kind = TERMS.into_iter().find(|taxonomy| taxonomy.singular() == kind)?;
            Some((kind, decoded(slug))).filter(|(_, slug)| !slug.is_empty())
        };
        let of_feed = |text: &str| term(text.strip_prefix("feed:")?);
        Some(match word {
            "unknown" => Self::Unknown,
            "home" => Self::Home,
            "archive" => Self::Archive,
            "feed" => Self::Feed,
            "json-feed" => Self::JsonFeed,
            _ => {
                let source = SourcePath::new(&decoded(word));
                if let Some(taxonomy) = TERMS.into_iter().find(|taxonomy| taxonomy.plural() == word) {
                    Self::Terms(taxonomy)
                } else if [CONTENT, STATIC].iter().any(|folder| source.under(folder).is_some()) {
                    Self::Source(source)
                } else if let Some((taxonomy, slug)) = of_feed(word) {
                    Self::TermFeed(taxonomy, slug)
                } else {
                    let (taxonomy, slug) = term(word)?;
                    Self::Term(taxonomy, slug)
                }
            }
        })
    }
}

/// The kinds of lists whose addresses are kept; those of days come and go with the posts.
pub(super) const TERMS: [Taxonomy; 3] = [Taxonomy::Author, Taxonomy::Tag, Taxonomy::Category];

fn entry(line: &str, start: usize) -> Result<Entry, Box<Finding>> {
    let mut words = words(line).map(|range| (&line[range.clone()], start + range.start..start + range.end));
    let fault = |place: &Range<usize>, message: String| Finding::new(Code::BadLock, place.clone(), message);
    let nothing = || ("", start..start);
    let (word, place) = words.next().unwrap_or_else(nothing);
    let url = address(word, &place)?;
    let (word, next) = words.next().unwrap_or(("", place.end..place.end));
    let mut entry = Entry { at: place, ..Entry::new(url, State::Published, Origin::Unknown) };
    let (word, next) = match word {
        "gone" => {
            entry.state = State::Gone;
            return match words.next() {
                None => Ok(entry),
                Some((_, place)) => Err(Box::new(fault(&place, "nothing can follow `gone`".to_owned()))),
            };
        }
        "->" => {
            entry.state = State::Kept;
            words.next().unwrap_or(("", next.end..next.end))
        }
        _ => (word, next),
    };
    entry.origin = Origin::from_word(word).ok_or_else(|| {
        let message = if word.is_empty() {
            format!("`{}` stands for nothing", entry.url)
        } else {
            format!("`{word}` is nothing that an address can stand for")
        };
        let hint = "write the file that is served there (`content/about.md`), a list (`author:ada`), or `gone`";
        Box::new(fault(&next, message).hint(hint))
    })?;
    for (word, place) in words {
        fact(&mut entry, word).map_err(|message| Box::new(fault(&place, message)))?;
    }
    Ok(entry)
}

fn address(word: &str, place: &Range<usize>) -> Result<UrlPath, Box<Finding>> {
    let url = UrlPath::from_encoded(word);
    let encoded = url.encoded();
    if encoded == word {
        return Ok(url);
    }
    let message = if word.starts_with('/') {
        format!("`{word}` is not written as addresses are here")
    } else {
        format!("`{word}` is no address")
    };
    let hint = if word.starts_with('/') {
        format!("write `{encoded}`")
    } else {
        "a line begins with an address: `/2019/11/04/LewisGaul.html`".to_owned()
    };
    Err(Box::new(Finding::new(Code::BadLock, place.clone(), message).hint(hint)))
}

/// Takes in one of the words behind what an address stands for; or says what is wrong with it.
fn fact(entry: &mut Entry, word: &str) -> Result<(), String> {
    if let Some(anchor) = word.strip_prefix('#').filter(|anchor| !anchor.is_empty()) {
        entry.anchors.insert(decoded(anchor));
        return Ok(());
    }
    let Some((key, value)) = word.split_once('=').filter(|(_, value)| !value.is_empty()) else {
        return Err(format!("`{word}` cannot be understood"));
    };
    let digest = || Digest::parse(value).ok_or_else(|| format!("`{value}` is no digest: twelve hexadecimal digits"));
    let is_twice = match key {
        "front" => entry.print.front_matter.replace(digest()?).is_some(),
        "body" => entry.print.body.replace(digest()?).is_some(),
        "first" => entry.first.replace(SourcePath::new(&decoded(value))).is_some(),
        "id" => entry.id.replace(value.to_owned()).is_some(),
        _ => return Err(format!("`{key}` is not known here")),
    };
    if is_twice { Err(format!("`{key}` stands here twice")) } else { Ok(()) }
}

/// Where the words of a line stand.
fn words(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    line.split([' ', '\t']).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some(start..start + word.len())
    })
}

/// Text as one word: blanks, line ends, `%` and `#` escaped.
fn encoded(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '%' | '#') {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| {
                let _ = write!(word, "%{byte:02X}");
            });
        } else {
            word.push(c);
        }
    }
    word
}

fn decoded(word: &str) -> String {
    percent_decode_str(word).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines, and what is wrong: the words it is said of, and the beginning of the message.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let (_, findings) = Lock::parse(text);
        let said: Vec<(&str, &str)> =
            findings.iter().map(|finding| (&text[finding.range.clone()], finding.message.as_str())).collect();
        let fits =
            said.len() == expected.len() && said.iter().zip(expected).all(|(a, b)| a.0 == b.0 && a.1.contains(b.1));
        assert!(fits, "{text:?}: {said:?}, not {expected:?}");
        assert!(findings.iter().all(|finding| finding.code == Code::BadLock));
    }

    #[test]
    fn faults_are_placed() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n\n# only a head\n", &[]),
            ("\u{feff}/a.html content/a.md\r\n", &[]),
            ("/a.html content/a.md\n/b gone\n", &[]),
            ("/b gone\n/a.html content/a.md\n", &[]),
            ("/a.html\tcontent/a.md  front=0123456789ab\n", &[]),
            ("a.html content/a.md", &[("a.html", "is no address")]),
            ("/a//b content/a.md", &[("/a//b", "not written as")]),
            ("/é content/a.md", &[("/é", "not written as")]),
            ("/a", &[("", "stands for nothing")]),
            ("/a ->", &[("", "stands for nothing")]),
            ("/a posts/a.md", &[("posts/a.md", "nothing that an address")]),
            ("/a author:", &[("author:", "nothing that")]),
            ("/a day:2020-01-01", &[("day:2020-01-01", "nothing that")]),
            ("/a gone #x", &[("#x", "nothing can follow")]),
            ("/a content/a.md front=xyz", &[("front=xyz", "no digest")]),
            ("/a content/a.md front=0123456789AB", &[("front=0123456789AB", "no digest")]),
            ("/a content/a.md front=+123456789ab", &[("front=+123456789ab", "no digest")]),
            ("/a content/a.md id=", &[("id=", "cannot be understood")]),
            ("/a content/a.md #", &[("#", "cannot be understood")]),
            ("/a content/a.md colour=red", &[("colour=red", "not known")]),
            ("/a content/a.md id=x id=y", &[("id=y", "twice")]),
            ("/a content/a.md\n# late", &[("# late", "only above")]),
            ("/a content/a.md\n/a content/b.md\n", &[("/a", "contradict")]),
            ("/a content/a.md\n/a content/a.md #x\n", &[]),
            (
                "<<<<<<< ours\n/a gone\n=======\n/b gone\n>>>>>>> theirs\n",
                &[("<<<<<<< ours", "git left"), ("=======", "git left"), (">>>>>>> theirs", "git left")],
            ),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn two_lines_for_one_address_become_one() {
        let (lock, findings) = Lock::parse("/a content/a.md #y\n/b gone\n/a content/a.md id=x #x\n");
        assert_eq!(findings, []);
        let text = lock.to_text();
        assert!(text.ends_with("\n/a content/a.md id=x #x #y\n/b gone\n"), "{text}");
    }

    #[test]
    fn lines_stand_by_name_and_not_by_day() {
        let (lock, _) = Lock::parse(
            "/2020/01/02/zoe.html content/z.md\n/2026/11/04/ada.html content/a.md\n/2019/b/ content/b.md\n/ home\n/b.html gone\n",
        );
        let order: Vec<&str> = lock.entries.iter().map(|entry| entry.url.as_str()).collect();
        assert_eq!(order, ["/", "/2026/11/04/ada.html", "/2019/b/", "/b.html", "/2020/01/02/zoe.html"]);
    }

    #[test]
    fn a_head_and_line_ends_stay() {
        let text = "# ours\r\n#\r\n/a gone\r\n";
        assert_eq!(Lock::parse(text).0.to_text(), text);
    }

    fn taxonomy() -> impl Strategy<Value = Taxonomy> {
        prop::sample::select(&TERMS[..])
    }

    fn origin() -> impl Strategy<Value = Origin> {
        let slug = || any::<String>().prop_filter("a slug is not empty", |slug| !slug.is_empty());
        let path = (prop::sample::select(&[CONTENT, STATIC][..]), any::<String>())
            .prop_map(|(folder, rest)| format!("{folder}/x{}", SourcePath::new(&rest)));
        prop_oneof![
            Just(Origin::Unknown),
            Just(Origin::Home),
            Just(Origin::Archive),
            Just(Origin::Feed),
            Just(Origin::JsonFeed),
            taxonomy().prop_map(Origin::Terms),
            (taxonomy(), slug()).prop_map(|(taxonomy, slug)| Origin::Term(taxonomy, slug)),
            (taxonomy(), slug()).prop_map(|(taxonomy, slug)| Origin::TermFeed(taxonomy, slug)),
            path.prop_map(|path| Origin::Source(SourcePath::new(&path))),
        ]
    }

    prop_compose! {
        fn any_entry()(
            url in any::<String>(),
            state in prop::sample::select(&[State::Published, State::Kept, State::Gone][..]),
            origin in origin(),
            front in any::<Option<[u8; 6]>>(),
            body in any::<Option<[u8; 6]>>(),
            first in prop::option::of("[a-z /%#é]{1,9}"),
            id in prop::option::of("[!-~é]{1,20}"),
            anchors in prop::collection::btree_set(any::<String>(), 0..3),
        ) -> Entry {
            let entry = Entry::new(UrlPath::new(&url), state, origin);
            if state == State::Gone {
                return Entry::new(entry.url, state, Origin::Unknown);
            }
            let print = super::super::Print { front_matter: front.map(Digest), body: body.map(Digest) };
            let first = first.map(|first| SourcePath::new(&first)).filter(|first| !first.as_str().is_empty());
            let anchors = anchors.into_iter().filter(|anchor| !anchor.is_empty()).collect();
            Entry { print, first, id, anchors, ..entry }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(entries in prop::collection::vec(any_entry(), 0..20), is_crlf: bool) {
            let mut lock = Lock { entries, is_crlf, ..Lock::default() };
            lock.sort();
            lock.entries.dedup_by(|a, b| a.url == b.url);
            let text = lock.to_text();
            let (read, findings) = Lock::parse(&text);
            prop_assert_eq!(findings, []);
            prop_assert_eq!(&read.entries, &lock.entries);
            prop_assert_eq!(read.to_text(), text);
        }

        #[test]
        fn any_text_is_read(text in any::<String>(), lines in prop::collection::vec("(/[a-z%#]{0,4}|gone|->|content/a|id=|#|=|[ \t]|<<<<<<<){0,6}", 0..6)) {
            for text in [text, lines.join("\n")] {
                let (lock, findings) = Lock::parse(&text);
                for finding in &findings {
                    prop_assert!(text.get(finding.range.clone()).is_some());
                }
                let (again, none) = Lock::parse(&lock.to_text());
                prop_assert_eq!(none, []);
                prop_assert_eq!(again.entries, lock.entries);
            }
        }
    }
}
