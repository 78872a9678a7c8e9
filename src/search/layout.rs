//! Where each word's list lies, in bytes.
//!
//! Numbers are little-endian in groups of seven bits, the topmost bit saying that more follow (LEB128). Keys stand in the
//! order of their bytes, each as the length of what it shares with the key before, the length of the rest, and the rest.
//!
//! | piece | what |
//! | --- | --- |
//! | `index.bin` | stamp (4 bytes); number of documents; documents in a piece of records; number of pieces with words; for each its first key and its size |
//! | `words-N.bin` | stamp; for each key: the key, the length of its list, its list |
//!
//! The stamp is the same in all pieces of one index, and another in those of any other: so the browser sees that the site
//! was published anew while it was searching.

use super::RECORDS;

/// Length of the stamp.
pub(super) const STAMP: usize = 4;

/// The lists of some keys as they are served.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) entries: Vec<Entry>,
    /// Keys and lists, one after another.
    pub(super) bytes: Vec<u8>,
}

/// Where a key and its list lie in the bytes of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Where the key begins.
    pub(super) start: usize,
    /// Where it ends and the list begins.
    pub(super) key: usize,
    /// Where the list ends.
    pub(super) end: usize,
}

/// The directory and the pieces with words: `count` of about the same size, the last ones perhaps empty.
pub(super) fn lay_out(
    batches: &[Batch],
    stamp: [u8; STAMP],
    documents: usize,
    count: usize,
) -> (Vec<u8>, Vec<Vec<u8>>) {
    let total: usize = batches.iter().map(|batch| batch.bytes.len()).sum();
    let mut pieces: Vec<Piece<'_>> = vec![Piece::default(); count];
    let mut before = 0;
    for batch in batches {
        for entry in &batch.entries {
            // The piece in whose share the entry begins.
            let share = (before * count).checked_div(total).unwrap_or_default();
            let part = |from: usize, to: usize| batch.bytes.get(from..to).unwrap_or_default();
            if let Some(piece) = pieces.get_mut(share) {
                piece.add(&stamp, part(entry.start, entry.key), part(entry.key, entry.end));
            }
            before += entry.end - entry.start;
        }
    }
    let mut directory = stamp.to_vec();
    for number in [documents, RECORDS, count] {
        put_number(&mut directory, number as u64);
    }
    let mut last: &[u8] = &[];
    for piece in &pieces {
        // What an empty piece would begin with is of no use: nobody asks for it.
        let first = piece.first.unwrap_or(last);
        put_key(&mut directory, last, first);
        put_number(&mut directory, piece.bytes.len() as u64);
        last = first;
    }
    (directory, pieces.into_iter().map(|piece| piece.bytes).collect())
}

/// A piece while it is filled.
#[derive(Clone, Default)]
struct Piece<'a> {
    first: Option<&'a [u8]>,
    last: &'a [u8],
    bytes: Vec<u8>,
}

impl<'a> Piece<'a> {
    fn add(&mut self, stamp: &[u8], key: &'a [u8], list: &[u8]) {
        if self.first.is_none() {
            self.first = Some(key);
            self.bytes.extend_from_slice(stamp);
        }
        put_key(&mut self.bytes, self.last, key);
        put_number(&mut self.bytes, list.len() as u64);
        self.bytes.extend_from_slice(list);
        self.last = key;
    }
}

fn put_key(bytes: &mut Vec<u8>, before: &[u8], key: &[u8]) {
    let shared = before.iter().zip(key).take_while(|(a, b)| a == b).count();
    let rest = key.get(shared..).unwrap_or_default();
    put_number(bytes, shared as u64);
    put_number(bytes, rest.len() as u64);
    bytes.extend_from_slice(rest);
}

/// Appends a number in groups of seven bits.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}
