//! A quick hash for words.

use std::hash::Hasher;

/// A quick hash for short words: eight bytes at a time, multiplied. Not for what strangers choose.
#[derive(Default)]
pub(super) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut part = [0; 8];
            part.copy_from_slice(chunk);
            self.add(u64::from_le_bytes(part));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(chunks.remainder()) {
            *to = *from;
        }
        self.add(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u128(&mut self, word: u128) {
        for half in [word & u128::from(u64::MAX), word >> 64] {
            self.add(u64::try_from(half).unwrap_or_default());
        }
    }

    fn write_u8(&mut self, _: u8) {
        // The mark that ends a text; its length is in the hash already.
    }

    fn finish(&self) -> u64 {
        // The table looks at the topmost bits and at the lowest ones.
        self.0 ^ self.0 >> 32
    }
}
