//! One source text becomes a [`Document`]: its front matter, its date, where its body starts.
//!
//! 1. [`front_matter`] finds the fences, reads the YAML and knows where each key stands.
//! 2. [`post_name`] reads `YYYY-MM-DD-slug` out of a file name.
//! 3. [`date`] reads every form in which a date is written.
//! 4. [`data`] reads the files below `data/`.
//! 5. [`tags`] expands `{{ … }}` and `{% … %}` in a body, keeping count of where everything came from.
//!
//! A document never holds its body (see the invariants in `lib.rs`): it knows where the body starts, and the
//! renderer reads it again.

pub mod data;
pub mod date;
pub mod document;
pub mod front_matter;
pub mod post_name;
pub mod tags;

pub use document::{Document, Format, Kind};
pub use front_matter::FrontMatter;
