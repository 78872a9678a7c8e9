//! Documents' texts → an index that a browser can search piece by piece.
//!
//! Knows no site and no page: it is given texts, and gives back the bytes of pieces. `static/theme/search.js` reads them.
//!
//! 1. [`text`] takes the words out of HTML.
//! 2. [`words`] cuts text into words and folds them: case, accents, `ß` and the like; text without blanks is cut into pairs
//!    of characters.
//! 3. [`lexicon`] numbers every word of the site once, and weighs the words of one document: [`terms`].
//! 4. [`compounds`] finds `suche` in `Fehlersuche`, in languages that write such words as one.
//! 5. [`index`] turns documents' terms into lists of documents by word, and lays them out in pieces ([`layout`]).
//!
//! What a document's terms are does not depend on any other document, so after an edit only that document is weighed again.
//! How many pieces there are is known from the number of documents alone; which words lie in which is said in the directory.

mod compounds;
mod hash;
mod index;
mod layout;
mod lexicon;
mod terms;
mod text;
mod words;

pub use index::{Index, Record};
pub use lexicon::{Lexicon, Text};
pub use terms::Terms;
pub use text::plain;
pub use words::each as each_word;

/// How many documents' records stand in one piece: few, because every letter typed needs those of ten documents that lie
/// anywhere.
pub const RECORDS: usize = 8;
/// How many documents there are for each piece with words. At 1,300 words a document, a piece is about 12 kB then.
const DOCUMENTS_PER_PIECE: usize = 16;

/// Into how many pieces the index of so many documents is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// `/search/words-0.bin` …
    pub words: usize,
    /// `/search/posts-0.json` …
    pub records: usize,
}

impl Pieces {
    /// The pieces for so many documents; none for none.
    pub fn of(documents: usize) -> Self {
        Self { words: documents.div_ceil(DOCUMENTS_PER_PIECE), records: documents.div_ceil(RECORDS) }
    }
}
