//! Compounds: `Fehlersuche` is found by `suche` too, in languages that write such words as one. Its beginning needs no help,
//! since words are found by their beginnings.
//!
//! No list of words is needed: a compound is a word that ends in another word of the site and begins with one, perhaps with a
//! joint between (`s` in `Arbeitszeit`). So what counts as one depends only on the words that are indexed now.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::hash::WordHasher;
use super::terms::{Term, Terms};

/// Languages by the first part of their tag: German, Dutch, Frisian, Afrikaans, the Scandinavian ones, Finnish, Estonian, Hungarian.
const LANGUAGES: &[&str] =
    &["de", "nds", "gsw", "lb", "nl", "fy", "af", "sv", "da", "no", "nb", "nn", "is", "fo", "fi", "et", "hu"];
/// What may stand between two parts; the longer first.
const JOINTS: &[&str] = &["ens", "es", "en", "er", "n", "s", "e"];
/// Fewest letters of the part at the end: shorter ones are endings more often than words.
const SHORTEST_END: usize = 4;
/// Fewest letters of what stands before it.
const SHORTEST_BEGINNING: usize = 3;

/// Whether a language writes compounds as one word: `de`, `de-CH`, `nb_NO`.
pub(super) fn are_written(lang: &str) -> bool {
    let language = lang.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(language))
}

/// Gives the documents whose language has compounds the words at the ends of theirs, at half the weight; others stay as they are.
pub(super) fn opened(documents: &[Arc<Terms>], words: &[Arc<str>]) -> Vec<Arc<Terms>> {
    let mut is_used = vec![false; words.len()];
    for term in documents.iter().filter(|document| document.has_compounds).flat_map(|document| &document.terms) {
        if let Some(is_used) = is_used.get_mut(term.word() as usize) {
            *is_used = true;
        }
    }
    let used = || words.iter().enumerate().filter(|(number, _)| is_used.get(*number) == Some(&true));
    let numbers: Numbers<'_> =
        used().filter_map(|(number, word)| Some((word.as_ref(), u32::try_from(number).ok()?))).collect();
    let ends: HashMap<u32, Vec<u32>> = used()
        .filter_map(|(number, word)| Some((u32::try_from(number).ok()?, ends_of(word, &numbers))))
        .filter(|(_, ends)| !ends.is_empty())
        .collect();
    let open = |document: &Arc<Terms>| {
        if !document.has_compounds || ends.is_empty() {
            return Arc::clone(document);
        }
        Arc::new(with_ends(document, |word| ends.get(&word).map_or(&[], Vec::as_slice)))
    };
    documents.iter().map(open).collect()
}

type Numbers<'a> = HashMap<&'a str, u32, BuildHasherDefault<WordHasher>>;

fn with_ends<'a>(document: &Terms, ends_of: impl Fn(u32) -> &'a [u32]) -> Terms {
    let mut weights: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for term in &document.terms {
        weights.insert(term.word(), (term.names(), term.text()));
    }
    for term in &document.terms {
        for end in ends_of(term.word()) {
            let (names, text) = weights.entry(*end).or_default();
            *names = (*names).max(term.names().div_ceil(2));
            *text = (*text).max(term.text().div_ceil(2));
        }
    }
    let terms = weights.into_iter().map(|(word, (names, text))| Term::new(word, names, text)).collect();
    Terms { terms, has_compounds: true }
}

/// The words that `word` ends in, if what stands before them is a word.
fn ends_of(word: &str, numbers: &Numbers<'_>) -> Vec<u32> {
    let length = word.chars().count();
    if length < SHORTEST_BEGINNING + SHORTEST_END || !word.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let splits = word.char_indices().map(|(at, _)| at).take(length + 1 - SHORTEST_END).skip(SHORTEST_BEGINNING);
    let known = |part: &str| numbers.get(part).copied();
    let is_beginning = |part: &str| {
        let is_word = |part: &str| part.chars().count() >= SHORTEST_BEGINNING && known(part).is_some();
        is_word(part) || JOINTS.iter().filter_map(|joint| part.strip_suffix(joint)).any(is_word)
    };
    splits
        .filter_map(|at| {
            let (beginning, end) = word.split_at(at);
            known(end).filter(|_| is_beginning(beginning))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (lang, expected) in
            [("de", true), ("de-CH", true), ("DE", true), ("nb_NO", true), ("en", false), ("", false), ("den", false)]
        {
            assert_eq!(are_written(lang), expected, "{lang}");
        }
    }

    #[test]
    fn ends() {
        let words = "fehler suche fehlersuche arbeit zeit arbeitszeit woche wochenende ende haus haustur tur schiff \
                     fahrt schifffahrt dampfschifffahrt dampf linden strasse lindenstrasse unzeit gesuche";
        let words: Vec<&str> = words.split_whitespace().collect();
        let numbers: Numbers<'_> = words.iter().zip(0..).map(|(word, number)| (*word, number)).collect();
        for (word, expected) in [
            ("fehlersuche", "suche"),
            ("arbeitszeit", "zeit"),
            ("wochenende", "ende"),
            // Too short an end.
            ("haustur", ""),
            ("dampfschifffahrt", "schifffahrt"),
            ("lindenstrasse", "strasse"),
            // No word before it.
            ("unzeit", ""),
            ("gesuche", ""),
            ("suche", ""),
            ("", ""),
        ] {
            let found: Vec<&str> = ends_of(word, &numbers).iter().map(|number| words[*number as usize]).collect();
            assert_eq!(found.join(" "), expected, "{word}");
        }
    }
}
