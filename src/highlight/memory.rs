//! The memory on disk: runs of blocks by the content of the block, in one file, so that a second build parses nothing.
//!
//! The file, all numbers little-endian:
//!
//! | part | what |
//! | --- | --- |
//! | runs | those of all entries, one after another |
//! | index | 32 bytes an entry, sorted by key: key (16), where its runs begin (4), their length (4), their checksum (4), builds it was not used in (4) |
//! | end | what this is (8), number of entries (4), checksum of the index (4) |
//!
//! A file whose end or index is not right is ignored; an entry whose runs are not right is ignored. Keys hold everything a
//! result depends on, so an entry never becomes untrue, only useless: it is dropped when some builds did not ask for it.
//! Reading takes no lock: the file is one buffer that is searched as it is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::language::Speech;

/// Version of classes and runs: to be raised whenever the same code may give other runs.
const SCHEME: &str = "1 onig 6.5.3 syntect 5.3.0 two-face 0.5.2+bat-0.26.1";
const MAGIC: &[u8; 8] = b"blogruns";
const ENTRY: usize = 32;
const END: usize = 16;
/// Builds in a row that may leave an entry unused.
const MAX_UNUSED: u32 = 8;
/// Bytes of runs remembered at most; about 300,000 blocks.
const MAX_BYTES: usize = 96 * 1024 * 1024;
/// The same where nothing is written and the program runs for long; each save of a block is another block.
const MAX_BYTES_IN_PASSING: usize = 8 * 1024 * 1024;

/// The name of a block by content.
pub(super) type Key = [u8; 16];

/// What former builds found, and what this one did.
pub(super) struct Memory {
    former: Former,
    fresh: Mutex<Fresh>,
    use_of: UseOf,
}

/// What a memory is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UseOf {
    /// To be written for the next build: what does not fit is not remembered.
    NextBuild,
    /// For as long as the program runs: when it is full, it begins anew.
    ThisRun,
}

/// A file as it was read.
#[derive(Default)]
struct Former {
    bytes: Vec<u8>,
    /// Where the index begins.
    index: usize,
    used: Vec<AtomicBool>,
}

/// Entries of this build.
#[derive(Default)]
struct Fresh {
    runs: Vec<u8>,
    entries: HashMap<Key, (usize, usize)>,
}

/// One line of the index.
#[derive(Clone, Copy)]
struct Entry {
    key: Key,
    start: usize,
    length: usize,
    checksum: u32,
    unused: u32,
}

/// The key of a block of code in a language.
pub(super) fn key(speech: &Speech, code: &str) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(SCHEME.as_bytes());
    hasher.update(format!("\0{}\0{:?}\0", speech.name, speech.prompts).as_bytes());
    hasher.update(code.as_bytes());
    first(hasher.finalize().as_bytes())
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut first = [0; N];
    for (to, from) in first.iter_mut().zip(bytes) {
        *to = *from;
    }
    first
}

fn checksum(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(first(blake3::hash(bytes).as_bytes()))
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(first(bytes.get(at..at + 4).unwrap_or_default()))
}

impl Entry {
    fn read(bytes: &[u8]) -> Self {
        Self {
            key: first(bytes),
            start: number(bytes, 16) as usize,
            length: number(bytes, 20) as usize,
            checksum: number(bytes, 24),
            unused: number(bytes, 28),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.key);
        for size in [self.start, self.length] {
            out.extend_from_slice(&u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
        }
        out.extend_from_slice(&self.checksum.to_le_bytes());
        out.extend_from_slice(&self.unused.to_le_bytes());
    }
}

impl Former {
    fn read(bytes: Vec<u8>) -> Option<Self> {
        let end = bytes.len().checked_sub(END)?;
        let count = number(&bytes, end + 8) as usize;
        let index = end.checked_sub(count.checked_mul(ENTRY)?)?;
        let is_ours = bytes.get(end..end + 8) == Some(MAGIC.as_slice());
        if !is_ours || checksum(bytes.get(index..end)?) != number(&bytes, end + 12) {
            return None;
        }
        Some(Self { bytes, index, used: (0..count).map(|_| AtomicBool::new(false)).collect() })
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let start = self.index + at * ENTRY;
        self.bytes.get(start..start + ENTRY).map(Entry::read)
    }

    /// The runs of an entry, if they are what they were.
    fn runs(&self, entry: &Entry) -> Option<&[u8]> {
        let runs = self.bytes.get(..self.index)?.get(entry.start..)?.get(..entry.length)?;
        (checksum(runs) == entry.checksum).then_some(runs)
    }

    fn find(&self, key: &Key) -> Option<(usize, Entry)> {
        let (mut low, mut high) = (0, self.used.len());
        while low < high {
            let middle = low.midpoint(high);
            let entry = self.entry(middle)?;
            match entry.key.cmp(key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some((middle, entry)),
            }
        }
        None
    }
}

impl Memory {
    /// The memory in those bytes; an empty one if they hold none.
    pub(super) fn read(bytes: Vec<u8>) -> Self {
        Self { former: Former::read(bytes).unwrap_or_default(), fresh: Mutex::default(), use_of: UseOf::NextBuild }
    }

    /// The same for a program that runs for long and writes nothing.
    pub(super) fn read_in_passing(bytes: Vec<u8>) -> Self {
        Self { use_of: UseOf::ThisRun, ..Self::read(bytes) }
    }

    /// What `make` gives for the runs of that key, if they are known and it takes them.
    pub(super) fn recall<T>(&self, key: &Key, make: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        if let Some((at, entry)) = self.former.find(key) {
            let result = self.former.runs(&entry).and_then(&make);
            if result.is_some() {
                self.former.used.get(at)?.store(true, Ordering::Relaxed);
                return result;
            }
        }
        let fresh = self.fresh();
        let (start, length) = *fresh.entries.get(key)?;
        fresh.runs.get(start..start + length).and_then(make)
    }

    /// Remembers the runs of that key.
    pub(super) fn remember(&self, key: Key, runs: &[u8]) {
        let mut fresh = self.fresh();
        let is_over = |fresh: &Fresh, most| fresh.runs.len() + runs.len() + fresh.entries.len() * ENTRY > most;
        if self.use_of == UseOf::ThisRun && is_over(&fresh, MAX_BYTES_IN_PASSING) {
            *fresh = Fresh::default();
        }
        if !is_over(&fresh, MAX_BYTES) {
            let start = fresh.runs.len();
            fresh.runs.extend_from_slice(runs);
            fresh.entries.insert(key, (start, runs.len()));
        }
    }

    /// The file for the next build; none when it would be the one that was read.
    pub(super) fn to_write(&self) -> Option<Vec<u8>> {
        let fresh = self.fresh();
        let used: Vec<bool> = self.former.used.iter().map(|used| used.load(Ordering::Relaxed)).collect();
        let is_asked = used.contains(&true) || !fresh.entries.is_empty();
        let counts_change = || {
            let counts = used.iter().enumerate();
            counts.into_iter().any(|(at, used)| !used || self.former.entry(at).is_some_and(|entry| entry.unused > 0))
        };
        if !is_asked || (fresh.entries.is_empty() && !counts_change()) {
            return None;
        }
        let mut out = fresh.runs.clone();
        let mut entries = Vec::with_capacity(fresh.entries.len() + used.len());
        for (at, used) in used.iter().enumerate() {
            let Some(entry) = self.former.entry(at) else { continue };
            let unused = if *used { 0 } else { entry.unused.saturating_add(1) };
            if unused > MAX_UNUSED || fresh.entries.contains_key(&entry.key) {
                continue;
            }
            let Some(runs) = self.former.runs(&entry).filter(|runs| out.len() + runs.len() <= MAX_BYTES) else {
                continue;
            };
            entries.push(Entry { start: out.len(), unused, ..entry });
            out.extend_from_slice(runs);
        }
        #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
        for (key, (start, length)) in &fresh.entries {
            let checksum = checksum(fresh.runs.get(*start..start + length).unwrap_or_default());
            entries.push(Entry { key: *key, start: *start, length: *length, checksum, unused: 0 });
        }
        drop(fresh);
        write_index(entries, &mut out);
        Some(out)
    }

    fn fresh(&self) -> MutexGuard<'_, Fresh> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write_index(mut entries: Vec<Entry>, out: &mut Vec<u8>) {
    entries.sort_unstable_by_key(|entry| entry.key);
    let index = out.len();
    out.reserve_exact(entries.len() * ENTRY + END);
    for entry in &entries {
        entry.write(out);
    }
    let checksum = checksum(out.get(index..).unwrap_or_default());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&u32::try_from(entries.len()).unwrap_or(0).to_le_bytes());
    out.extend_from_slice(&checksum.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_in_passing_is_bounded() {
        let memory = Memory::read_in_passing(Vec::new());
        let key = |number: usize| first(blake3::hash(&number.to_le_bytes()).as_bytes());
        let runs = vec![7; 100_000];
        for number in 0..1000 {
            memory.remember(key(number), &runs);
            assert_eq!(memory.recall(&key(number), |runs| Some(runs.len())), Some(runs.len()));
            assert!(memory.fresh().runs.len() <= MAX_BYTES_IN_PASSING);
        }
        for number in 0..1_000_000 {
            memory.remember(key(number), &[]);
        }
        assert!(memory.fresh().entries.len() * ENTRY <= MAX_BYTES_IN_PASSING);
    }

    #[test]
    fn scheme_names_the_versions_in_use() {
        let lock = include_str!("../../Cargo.lock");
        let words: Vec<&str> = SCHEME.split(' ').skip(1).collect();
        for pair in words.chunks(2) {
            let entry = format!("name = \"{}\"\nversion = \"{}\"\n", pair[0], pair[1]);
            assert!(lock.contains(&entry), "{} is not {} any more: name the new one in SCHEME", pair[0], pair[1]);
        }
    }
}
