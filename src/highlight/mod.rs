//! Code → spans of standard token classes, remembered by content.

/// A language some grammar knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(usize);

/// What a language's name in a document turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// A grammar knows it.
    Language(Language),
    /// Asked for without colours: `text`, `plain`, `none`, or nothing at all.
    Plain,
    /// No grammar knows it; the nearest name.
    Unknown(Option<String>),
}

/// All grammars, and what they made of code seen before. One for all threads.
#[derive(Debug, Default)]
pub struct Highlighter {}

impl Highlighter {
    /// Without a memory on disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Finds the language of that name or alias, any case: `rust`, `golang`, `Shell`.
    pub fn language(&self, name: &str) -> Known {
        let _ = name;
        Known::Plain
    }

    /// `code` as HTML: escaped text in `<span class="k">…</span>`, no wrapper. No span crosses a line end, so that the
    /// result can be cut at line ends.
    pub fn highlight(&self, language: Language, code: &str) -> String {
        let _ = language;
        code.to_owned()
    }
}
