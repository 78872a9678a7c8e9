//! Every word of the site, numbered; and what the words of one document weigh.
//!
//! A weight is a number from 1 to 15, and a document has two for a word: as one of its *names* (title, authors, tags,
//! headings) and as a word of its *text*. Both grow less and less with each time the word occurs and are smaller in longer
//! texts, as BM25 has it (Robertson and Zaragoza, «The Probabilistic Relevance Framework», 2009); but a text's length is held
//! against a fixed one and not against the site's mean, so that no document weighs on another.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::compounds::are_written;
use super::hash::WordHasher;
use super::terms::{HEAVIEST, Term, Terms};
use super::words;

/// How many words can be numbered: 24 bits.
const MOST_WORDS: usize = 1 << 24;
/// How soon a word's further occurrences count for less (`k1` of BM25).
const SATURATION: f64 = 1.2;
/// How much of a text's length counts against its words (`b` of BM25).
const LENGTH_COUNTS: f64 = 0.6;
/// The length that is neither long nor short, in words.
const USUAL_LENGTH: f64 = 600.0;

/// What a document is made of, as far as it is searched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text<'a> {
    /// `Head-first into Python's Runtime`
    pub title: &'a str,
    /// Names of people; `LewisGaul` is found as `gaul` too.
    pub authors: &'a [String],
    /// Tags.
    pub tags: &'a [String],
    /// Categories.
    pub categories: &'a [String],
    /// Headings, one in a line.
    pub headings: &'a str,
    /// The description, if there is one.
    pub description: &'a str,
    /// The body, without markup.
    pub body: &'a str,
    /// Its language as BCP 47 has it: `de-CH`.
    pub lang: &'a str,
}

/// Every word of the site, numbered. Numbers differ from run to run; no piece of an index shows them.
#[derive(Debug, Default)]
pub struct Lexicon {
    known: Mutex<Known>,
    /// Work space, for as many threads as ever counted at once.
    scratch: Mutex<Vec<Scratch>>,
}

type Numbers = HashMap<Arc<str>, u32, BuildHasherDefault<WordHasher>>;

#[derive(Debug, Default)]
struct Known {
    numbers: Numbers,
    words: Vec<Arc<str>>,
}

/// What one thread counts with: its own copy of the numbers, and a counter for each.
#[derive(Debug, Default)]
struct Scratch {
    /// Of words that fit into [`packed`], which are nearly all: found without a look elsewhere.
    short: HashMap<u128, u32, BuildHasherDefault<WordHasher>>,
    long: Numbers,
    counters: Vec<Counter>,
    /// The words counted for this document.
    seen: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    /// Times in the text.
    times: u32,
    /// What its places among the names weigh together.
    names: u32,
}

impl Lexicon {
    /// Counts and weighs the words of a document.
    pub fn terms(&self, text: &Text<'_>) -> Terms {
        let mut scratch = lock(&self.scratch).pop().unwrap_or_default();
        scratch.names(self, text);
        let mut length = 0;
        for part in [text.body, text.description] {
            words::each(part, &mut |word| {
                length += 1;
                scratch.count(self, word, |counter| counter.times += 1);
            });
        }
        let terms = scratch.take(length);
        lock(&self.scratch).push(scratch);
        Terms { terms, has_compounds: are_written(text.lang) }
    }

    /// The words by number.
    pub(super) fn words(&self) -> Vec<Arc<str>> {
        lock(&self.known).words.clone()
    }

    /// The number of a word; nothing when there are too many.
    fn number(&self, word: &str) -> Option<(Arc<str>, u32)> {
        let mut known = lock(&self.known);
        if let Some((word, number)) = known.numbers.get_key_value(word) {
            return Some((Arc::clone(word), *number));
        }
        let number = u32::try_from(known.words.len()).ok().filter(|_| known.words.len() < MOST_WORDS)?;
        let word: Arc<str> = word.into();
        known.words.push(Arc::clone(&word));
        known.numbers.insert(Arc::clone(&word), number);
        Some((word, number))
    }
}

impl Scratch {
    fn names(&mut self, lexicon: &Lexicon, text: &Text<'_>) {
        let mut in_title = 0;
        words::each(text.title, &mut |_| in_title += 1);
        let of_title = match in_title {
            0..=3 => 9,
            4..=6 => 8,
            _ => 7,
        };
        // A word that a field repeats is no more of a name.
        let mut add = |part: &str, weight: u32, most: u32| {
            words::each(part, &mut |word| {
                self.count(lexicon, word, |counter| {
                    counter.names = counter.names.max((counter.names + weight).min(most));
                });
            });
        };
        add(text.headings, 2, 5);
        for category in text.categories {
            add(category, 4, 8);
        }
        for tag in text.tags {
            add(tag, 5, 9);
        }
        for author in text.authors {
            add(author, 6, 9);
            let parts = parts_of_name(author);
            if !parts.is_empty() {
                add(&parts, 6, 9);
            }
        }
        add(text.title, of_title, HEAVIEST);
    }

    fn count(&mut self, lexicon: &Lexicon, word: &str, change: impl FnOnce(&mut Counter)) {
        let packed = packed(word);
        let known = packed.map_or_else(|| self.long.get(word), |packed| self.short.get(&packed)).copied();
        let fresh = || {
            let (word, number) = lexicon.number(word)?;
            match packed {
                Some(packed) => self.short.insert(packed, number),
                None => self.long.insert(word, number),
            };
            Some(number)
        };
        let Some(number) = known.or_else(fresh) else { return };
        let index = number as usize;
        if index >= self.counters.len() {
            self.counters.resize((index + 1).next_power_of_two(), Counter::default());
        }
        let Some(counter) = self.counters.get_mut(index) else { return };
        if counter.times == 0 && counter.names == 0 {
            self.seen.push(number);
        }
        change(counter);
    }

    /// The words counted since the last time, weighed.
    fn take(&mut self, length: u32) -> Box<[Term]> {
        let long = 1.0 - LENGTH_COUNTS + LENGTH_COUNTS * f64::from(length) / USUAL_LENGTH;
        let mut terms = Vec::with_capacity(self.seen.len());
        for number in self.seen.drain(..) {
            let Some(counter) = self.counters.get_mut(number as usize) else { continue };
            let Counter { times, names } = std::mem::take(counter);
            terms.push(Term::new(number, names, weight(times, long)));
        }
        terms.into()
    }
}

/// A word and its length in one number, if it is no longer than 15 bytes.
fn packed(word: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    let (length, letters) = bytes.split_first_mut()?;
    letters.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    *length = u8::try_from(word.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
}

/// What a word weighs that occurs so often in a text so long; 0 if it does not occur.
fn weight(times: u32, long: f64) -> u32 {
    let often = f64::from(times) / long;
    let part = often / (often + SATURATION);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 15")]
    let weight = (part * f64::from(HEAVIEST)).ceil() as u32;
    weight.min(HEAVIEST)
}

/// `Lewis Gaul` for `LewisGaul`; nothing for a name that is not run together.
fn parts_of_name(name: &str) -> String {
    let mut parts = String::new();
    let mut is_after_lower = false;
    let mut is_together = false;
    for c in name.chars() {
        if is_after_lower && c.is_uppercase() {
            parts.push(' ');
            is_together = true;
        }
        parts.push(c);
        is_after_lower = c.is_lowercase();
    }
    if is_together { parts } else { String::new() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// `word names/text` for every word, sorted.
    fn shown(lexicon: &Lexicon, terms: &Terms) -> String {
        let words = lexicon.words();
        let show = |term: &Term| format!("{} {}/{}", words[term.word() as usize], term.names(), term.text());
        let mut shown: Vec<String> = terms.terms.iter().map(show).collect();
        shown.sort();
        shown.join(", ")
    }

    #[test]
    fn places_weigh_differently() {
        let lexicon = Lexicon::default();
        let (authors, tags, categories) = (owned(&["AdaByron"]), owned(&["rust", "C++"]), owned(&["log"]));
        let text = Text {
            title: "Rust at last",
            authors: &authors,
            tags: &tags,
            categories: &categories,
            headings: "Why\nLast why",
            description: "",
            body: "Why why why last",
            lang: "en",
        };
        let expected = "ada 6/0, adabyron 6/0, at 9/0, byron 6/0, c++ 5/0, last 11/11, log 4/0, rust 14/0, why 4/13";
        assert_eq!(shown(&lexicon, &lexicon.terms(&text)), expected);
        // The work space is as clean as before.
        assert_eq!(shown(&lexicon, &lexicon.terms(&text)), expected);
        assert_eq!(shown(&lexicon, &lexicon.terms(&Text::default())), "");
    }

    #[test]
    fn further_occurrences_count_for_less_and_in_long_texts_too() {
        let long = |length: f64| 1.0 - LENGTH_COUNTS + LENGTH_COUNTS * length / USUAL_LENGTH;
        let weights = |length: f64| [0, 1, 2, 4, 8, 16, 64].map(|times| weight(times, long(length)));
        assert_eq!(weights(600.0), [0, 7, 10, 12, 14, 14, 15]);
        assert_eq!(weights(100.0), [0, 10, 12, 14, 14, 15, 15]);
        assert_eq!(weights(2000.0), [0, 4, 7, 9, 12, 13, 15]);
        assert_eq!(weights(1e9), [0, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn names_run_together_are_taken_apart() {
        for (name, expected) in [
            ("LewisGaul", "Lewis Gaul"),
            ("Lewis Gaul", ""),
            ("lewis", ""),
            ("McDonald", "Mc Donald"),
            ("ÉmileÉtienne", "Émile Étienne"),
            ("ABC", ""),
            ("", ""),
            ("李小龙", ""),
        ] {
            assert_eq!(parts_of_name(name), expected, "{name}");
        }
    }
}
