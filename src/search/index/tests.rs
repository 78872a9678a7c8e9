//! Indexes read as `search.js` reads them.

use std::collections::BTreeMap;

use super::*;
use crate::search::{Lexicon, Pieces, Text};

/// Numbers and keys from bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    key: Vec<u8>,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, key: Vec::new() }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        taken
    }

    fn number(&mut self) -> usize {
        let mut number = 0;
        for shift in (0..).step_by(7) {
            let byte = self.take(1)[0];
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    fn key(&mut self) -> String {
        let shared = self.number();
        let length = self.number();
        self.key.truncate(shared);
        let rest = self.take(length);
        self.key.extend_from_slice(rest);
        String::from_utf8(self.key.clone()).unwrap()
    }
}

/// Key → documents and weights.
type Read = BTreeMap<String, Vec<(usize, usize)>>;

/// Everything in an index, and whether its directory is right about where it lies.
fn read(index: &Index, documents: usize) -> Read {
    let mut directory = Reader::new(&index.directory);
    let stamp = directory.take(4);
    assert_eq!((directory.number(), directory.number(), directory.number()), (documents, RECORDS, index.words.len()));
    let mut all = Read::new();
    let mut last = String::new();
    for piece in &index.words {
        let (first, size) = (directory.key(), directory.number());
        assert_eq!(size, piece.len());
        let mut reader = Reader::new(piece);
        if piece.is_empty() {
            continue;
        }
        assert_eq!(reader.take(4), stamp);
        let mut is_first = true;
        while !reader.bytes.is_empty() {
            let key = reader.key();
            assert!(key > last && (!is_first || key == first), "{key:?} after {last:?} in the piece of {first:?}");
            (last, is_first) = (key.clone(), false);
            let length = reader.number();
            let mut rest = Reader::new(reader.take(length));
            let mut places = Vec::new();
            let mut next = 0;
            while !rest.bytes.is_empty() {
                let number = rest.number();
                next += number >> 4;
                places.push((next, number & 15));
                next += 1;
            }
            all.insert(key, places);
        }
    }
    assert_eq!(directory.bytes, b"");
    all
}

fn index_in(lexicon: &Lexicon, documents: &[Text<'_>]) -> Index {
    let documents: Vec<(Arc<Terms>, Record)> = documents
        .iter()
        .map(|text| {
            let record = Record { title: text.title.to_owned(), ..Record::default() };
            (Arc::new(lexicon.terms(text)), record)
        })
        .collect();
    Index::new(lexicon, &documents, Pieces::of(documents.len()))
}

fn index(documents: &[Text<'_>]) -> Index {
    index_in(&Lexicon::default(), documents)
}

fn text<'a>(title: &'a str, body: &'a str) -> Text<'a> {
    Text { title, body, lang: "en", ..Text::default() }
}

/// `key: document/weight …` for each key, in order.
fn shown(read: &Read) -> String {
    let list = |places: &Vec<(usize, usize)>| {
        places.iter().map(|(document, weight)| format!("{document}/{weight}")).collect::<Vec<_>>().join(" ")
    };
    read.iter().map(|(key, places)| format!("{key}: {}", list(places))).collect::<Vec<_>>().join("; ")
}

#[test]
fn lists() {
    let documents = [text("Cats", "a cat, cats"), text("", ""), text("Dogs", "no cat"), text("Über", "日本 cat cat")];
    let index = index(&documents);
    assert_eq!(
        shown(&read(&index, 4)),
        "!cats: 0/9; !dogs: 2/9; !uber: 3/9; a: 0/11; cat: 0/11 2/11 3/13; cats: 0/11; no: 2/11; 日本: 3/11; 本: 3/11"
    );
    let records = String::from_utf8(index.records.concat()).unwrap();
    let stamp = format!("{:08x}", u32::from_be_bytes(index.directory[..4].try_into().unwrap()));
    assert_eq!(
        records,
        format!(
            "{{\"v\":\"{stamp}\",\"d\":[[\"Cats\",\"\",\"\",\"\"],\n[\"\",\"\",\"\",\"\"],\n[\"Dogs\",\"\",\"\",\"\"],\n[\"Über\",\"\",\"\",\"\"]]}}\n"
        )
    );
}

#[test]
fn nothing_gives_nothing() {
    let index = index(&[]);
    assert_eq!(read(&index, 0), Read::new());
    assert!(index.words.is_empty() && index.records.is_empty());
    let index = self::index(&[text("", ""), text("!", "…")]);
    assert_eq!(read(&index, 2), Read::new());
}

#[test]
fn compounds_are_found_by_their_ends() {
    let german = |title, body| Text { lang: "de", ..text(title, body) };
    let documents = [
        german("Die Fehlersuche", "Fehler"),
        german("Suche", "nichts"),
        text("Fehlersuche", "in English"),
        german("Arbeitszeit", "Arbeit und Zeit"),
    ];
    let all = read(&index(&documents), 4);
    assert_eq!(all["!suche"], [(0, 5), (1, 9)]);
    assert_eq!(all["!fehlersuche"], [(0, 9), (2, 9)]);
    assert_eq!(all["!zeit"], [(3, 5)]);
    assert_eq!(all["zeit"], [(3, 11)]);
}

/// Bytes depend on the documents alone: not on the order in which words were met, nor on words of former documents.
#[test]
fn the_same_documents_give_the_same_bytes() {
    let bodies: Vec<String> =
        (0..200).map(|i| format!("word{} common word{} 字{} Ünder{}", i, i % 7, i % 3, i / 2)).collect();
    let documents: Vec<Text<'_>> = bodies.iter().map(|body| Text { lang: "de", ..text("T", body) }).collect();
    let expected = index(&documents);
    let used = Lexicon::default();
    for text in documents.iter().rev().step_by(3) {
        used.terms(text);
    }
    used.terms(&Text { lang: "de", ..text("nder common", "nder wordnder") });
    let again = index_in(&used, &documents);
    assert_eq!(
        (again.directory, again.words, again.records),
        (expected.directory.clone(), expected.words.clone(), expected.records)
    );
    assert_eq!(expected.words.len(), 13);
    let sizes: Vec<usize> = expected.words.iter().map(Vec::len).collect();
    assert!(sizes.iter().all(|size| *size > 0), "{sizes:?}");
}

/// One list larger than a piece's share leaves the pieces after it empty, and is found all the same.
#[test]
fn a_list_may_be_larger_than_a_piece() {
    let documents: Vec<Text<'_>> = (0..500).map(|_| text("", "same")).collect();
    let index = index(&documents);
    let all = read(&index, 500);
    assert_eq!(all.len(), 1);
    assert_eq!(all["same"].len(), 500);
    assert_eq!(index.words.iter().filter(|piece| !piece.is_empty()).count(), 1);
    assert_eq!(index.words.len(), 32);
    assert_eq!(index.records.len(), 63);
}
