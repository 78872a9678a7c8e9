//! What the words of one document weigh.

/// The greatest weight.
pub(super) const HEAVIEST: u32 = 15;

/// The words of one document and their weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Each word once, in any order.
    pub(super) terms: Box<[Term]>,
    /// Whether its language writes compounds as one word.
    pub(super) has_compounds: bool,
}

/// A word's number (24 bits), and its weights among the names and in the text (4 bits each).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term(pub(super) u32);

impl Term {
    pub(super) fn new(word: u32, names: u32, text: u32) -> Self {
        Self(word << 8 | names.min(HEAVIEST) << 4 | text.min(HEAVIEST))
    }

    pub(super) fn word(self) -> u32 {
        self.0 >> 8
    }

    pub(super) fn names(self) -> u32 {
        self.0 >> 4 & HEAVIEST
    }

    pub(super) fn text(self) -> u32 {
        self.0 & HEAVIEST
    }
}
