//! What lines turned out to be, remembered while the program runs.
//!
//! Code repeats itself: `}`, `return 0;`, the imports. What a line becomes depends on its text and on where the parser
//! stands before it, and on nothing else; so both together are the key, and the runs with the place behind the line are the
//! value. Places are numbered by equality. One memory serves all threads, cut into shards so that they seldom meet, and it
//! is bounded: each shard keeps a young and an old half, and when the young one is full the old one is forgotten.
//! Forgetting costs time only: what a line becomes is always the same.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::parser::State;
use super::scopes::Scopes;

const SHARDS: usize = 64;
/// Bytes of each half of each shard: 16 MB in all.
const HALF: usize = 128 * 1024;
/// What an entry costs besides its bytes, about.
const OVERHEAD: usize = 96;
/// Places numbered at most. Code from real documents needs some hundreds.
const MAX_PLACES: usize = 8192;

/// Where the parser stands between two lines: its contexts and the scopes in force.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) state: State,
    pub(super) scopes: Scopes,
}

/// Number of a place.
pub(super) type PlaceId = u32;

/// Lines seen, by place and text.
pub(super) struct LineMemory {
    shards: Vec<Mutex<Shard>>,
    places: RwLock<Places>,
}

#[derive(Default)]
struct Places {
    ids: HashMap<Arc<Place>, PlaceId>,
    by_id: Vec<Arc<Place>>,
}

#[derive(Default)]
struct Shard {
    young: HashMap<Box<[u8]>, Line>,
    old: HashMap<Box<[u8]>, Line>,
    young_bytes: usize,
}

struct Line {
    next: PlaceId,
    runs: Box<[u8]>,
}

/// A key under construction: the place's number, then the line.
#[derive(Default)]
pub(super) struct Key(Vec<u8>);

impl Key {
    pub(super) fn set(&mut self, place: PlaceId, line: &str) {
        self.0.clear();
        self.0.extend_from_slice(&place.to_le_bytes());
        self.0.extend_from_slice(line.as_bytes());
    }
}

impl Default for LineMemory {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), places: RwLock::default() }
    }
}

impl LineMemory {
    /// Adds the runs of that line to `runs` and tells the place behind it, if both are known.
    pub(super) fn recall(&self, key: &Key, runs: &mut Vec<u8>) -> Option<PlaceId> {
        let mut shard = self.shard(key)?;
        let shard = &mut *shard;
        if let Some(line) = shard.young.get(&*key.0) {
            runs.extend_from_slice(&line.runs);
            return Some(line.next);
        }
        let (key, line) = shard.old.remove_entry(&*key.0)?;
        runs.extend_from_slice(&line.runs);
        let next = line.next;
        shard.put(key, line);
        Some(next)
    }

    /// Remembers what a line became.
    pub(super) fn remember(&self, key: &Key, next: PlaceId, runs: &[u8]) {
        if let Some(mut shard) = self.shard(key) {
            shard.put(Box::from(&*key.0), Line { next, runs: Box::from(runs) });
        }
    }

    /// The number of a place; none when too many are numbered.
    pub(super) fn number(&self, place: &Place) -> Option<PlaceId> {
        if let Some(id) = self.places.read().unwrap_or_else(PoisonError::into_inner).ids.get(place) {
            return Some(*id);
        }
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = places.ids.get(place) {
            return Some(*id);
        }
        let id = PlaceId::try_from(places.by_id.len()).ok().filter(|id| (*id as usize) < MAX_PLACES)?;
        let place = Arc::new(place.clone());
        places.ids.insert(Arc::clone(&place), id);
        places.by_id.push(place);
        Some(id)
    }

    /// The place of that number.
    pub(super) fn place(&self, id: PlaceId) -> Option<Arc<Place>> {
        self.places.read().unwrap_or_else(PoisonError::into_inner).by_id.get(id as usize).cloned()
    }

    fn shard(&self, key: &Key) -> Option<MutexGuard<'_, Shard>> {
        let mut hasher = DefaultHasher::new();
        key.0.hash(&mut hasher);
        let shard = self.shards.get(usize::try_from(hasher.finish() % SHARDS as u64).unwrap_or(0))?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shard {
    fn put(&mut self, key: Box<[u8]>, line: Line) {
        self.young_bytes += key.len() + line.runs.len() + OVERHEAD;
        self.young.insert(key, line);
        if self.young_bytes > HALF {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}
