//! Documents' terms → lists of documents by word, and the pieces they are laid out in.
//!
//! Every word has up to two lists: of the documents that have it among their names, and of those that have it in their text.
//! They are kept under keys of their own, `!word` and `word`, so that one order of keys serves both.

use std::sync::Arc;

use rayon::prelude::*;

use super::layout::{self, Batch, Entry, put_number};
use super::lexicon::Lexicon;
use super::terms::{Term, Terms};
use super::{Pieces, RECORDS, compounds};

/// Stands before a word in the key of its list of names; no word begins with it.
pub(super) const NAMES: u8 = b'!';
/// How many words' lists are written in one go.
const AT_ONCE: usize = 256;

/// What is shown of a document that was found, excerpt aside.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Its title.
    pub title: String,
    /// Its address to link to, base path included: `/repo/2019/11/04/LewisGaul.html`.
    pub href: String,
    /// Its day: `2019-11-04`; empty if it has none.
    pub date: String,
    /// Its authors: `Ada, Bob`.
    pub authors: String,
}

/// Every piece of an index, ready to be served.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// `index.bin`: how many documents there are, and which words lie in which piece.
    pub directory: Vec<u8>,
    /// `words-0.bin` …
    pub words: Vec<Vec<u8>>,
    /// `posts-0.json` …
    pub records: Vec<Vec<u8>>,
}

impl Index {
    /// Makes the index of documents, each with its terms and its record, in the order in which equals are shown. The
    /// same documents give the same bytes, whatever the numbers of their words. `pieces` says how many there are to be.
    pub fn new(lexicon: &Lexicon, documents: &[(Arc<Terms>, Record)], pieces: Pieces) -> Self {
        let words = lexicon.words();
        let terms: Vec<Arc<Terms>> = documents.iter().map(|(terms, _)| Arc::clone(terms)).collect();
        let terms =
            if terms.iter().any(|terms| terms.has_compounds) { compounds::opened(&terms, &words) } else { terms };
        let entries = entries(&Lists::of(&terms, words.len()), &words);
        drop(terms);

        let records: Vec<String> =
            (0..pieces.records).map(|piece| records(documents.iter().skip(piece * RECORDS).take(RECORDS))).collect();
        let mut hasher = blake3::Hasher::new();
        for batch in &entries {
            hasher.update(&batch.bytes);
        }
        for records in &records {
            hasher.update(records.as_bytes());
        }
        let mut stamp = [0; layout::STAMP];
        hasher.finalize_xof().fill(&mut stamp);

        let (directory, words) = layout::lay_out(&entries, stamp, documents.len(), pieces.words);
        let hex = format!("{:08x}", u32::from_be_bytes(stamp));
        let records =
            records.into_iter().map(|records| format!("{{\"v\":\"{hex}\",\"d\":[{records}]}}\n").into_bytes());
        Self { directory, words, records: records.collect() }
    }
}

/// One piece's records, as JSON without the brackets around.
fn records<'a>(documents: impl Iterator<Item = &'a (Arc<Terms>, Record)>) -> String {
    let mut json = String::new();
    for (_, Record { title, href, date, authors }) in documents {
        if !json.is_empty() {
            json.push_str(",\n");
        }
        json.push_str(&serde_json::json!([title, href, date, authors]).to_string());
    }
    json
}

/// Which documents have which word: the lists of all words, one after another.
struct Lists {
    /// Where the list of each word begins; and where the last ends.
    starts: Vec<usize>,
    /// A document's number with the word's weights in it: a [`Term`] that names a document.
    places: Vec<Term>,
}

impl Lists {
    fn of(documents: &[Arc<Terms>], words: usize) -> Self {
        let mut starts = vec![0; words + 1];
        for term in documents.iter().flat_map(|document| &document.terms) {
            if let Some(count) = starts.get_mut(term.word() as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut places = vec![Term(0); sum];
        for (document, number) in documents.iter().zip(0..) {
            for term in &document.terms {
                let Some(next) = next.get_mut(term.word() as usize) else { continue };
                if let Some(place) = places.get_mut(*next) {
                    *place = Term::new(number, term.names(), term.text());
                    *next += 1;
                }
            }
        }
        Self { starts, places }
    }

    /// The documents that have a word, in order.
    fn of_word(&self, word: usize) -> &[Term] {
        let bound = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        self.places.get(bound(word)..bound(word + 1)).unwrap_or_default()
    }
}

/// All keys in order with their lists.
fn entries(lists: &Lists, words: &[Arc<str>]) -> Vec<Batch> {
    let mut order: Vec<usize> = (0..words.len()).filter(|word| !lists.of_word(*word).is_empty()).collect();
    let word = |number: usize| words.get(number).map_or("", AsRef::as_ref);
    order.par_sort_unstable_by(|a, b| word(*a).cmp(word(*b)));
    let batch = |numbers: &[usize], prefix: &[u8], weight: fn(Term) -> u32| {
        let mut batch = Batch::default();
        for number in numbers {
            batch.add(prefix, word(*number).as_bytes(), lists.of_word(*number), weight);
        }
        batch.bytes.shrink_to_fit();
        batch
    };
    let names = order.par_chunks(AT_ONCE).map(|numbers| batch(numbers, &[NAMES], Term::names));
    let texts = order.par_chunks(AT_ONCE).map(|numbers| batch(numbers, &[], Term::text));
    names.chain(texts).collect()
}

impl Batch {
    /// Adds the list of the documents in which the word weighs something: the distance to the one before, less one, with
    /// the weight in the lowest four bits.
    fn add(&mut self, prefix: &[u8], word: &[u8], documents: &[Term], weight: fn(Term) -> u32) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(prefix);
        self.bytes.extend_from_slice(word);
        let key = self.bytes.len();
        let mut next = 0;
        for place in documents {
            let weight = weight(*place);
            if weight > 0 {
                // The number of a document stands where that of a word does.
                put_number(&mut self.bytes, u64::from(place.word() - next) << 4 | u64::from(weight));
                next = place.word() + 1;
            }
        }
        if self.bytes.len() == key {
            self.bytes.truncate(start);
            return;
        }
        self.entries.push(Entry { start, key, end: self.bytes.len() });
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
