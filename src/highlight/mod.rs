//! Code → spans of standard token classes, remembered by content.
//!
//! What happens to a block of code:
//!
//! 1. its language's name is looked up (`languages.rs`);
//! 2. if the memory on disk holds its runs, they are taken from there (`memory.rs`);
//! 3. a session is cut into prompts, commands and output (`session.rs`);
//! 4. line by line (`painter.rs`): the line memory knows what the line becomes (`line_memory.rs`), or the parser
//!    (`parser.rs`, `search.rs`, `required.rs`) walks it through the contexts of the grammar (`grammar.rs`), and each scope gives a class
//!    (`scopes.rs`, `class.rs`, `scope_table.rs`);
//! 5. code and runs become HTML (`runs.rs`).
//!
//! The classes are coloured by `static/theme/code.css`.

mod class;
mod grammar;
mod language;
mod line_memory;
mod memory;
mod painter;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod palette;
mod parser;
mod required;
mod runs;
mod scope_table;
mod scopes;
mod search;
mod session;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests;

use std::cell::RefCell;
use std::fmt;

use self::class::Class;
use self::language::Speech;
use self::line_memory::LineMemory;
use self::memory::Memory;
use self::painter::{Painter, Remember};
use self::session::Line;

/// Blocks above this many bytes stay plain.
const MAX_BLOCK: usize = 256 * 1024;
/// Blocks with a line above this many characters stay plain: some grammars take quadratic time on such lines
/// (github.com/trishume/syntect/issues/477).
const MAX_LINE: usize = 2000;

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
#[derive(Default)]
pub struct Highlighter {
    lines: LineMemory,
    memory: Option<Memory>,
    /// Whether all code stays as it is.
    is_off: bool,
}

thread_local! {
    /// The tools of this thread. They hold nothing that depends on the highlighter.
    static PAINTER: RefCell<Painter> = RefCell::default();
}

impl fmt::Debug for Highlighter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Highlighter").finish_non_exhaustive()
    }
}

impl Highlighter {
    /// Without a memory on disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// For texts whose words alone matter: all code stays without colours.
    pub fn off() -> Self {
        Self { is_off: true, ..Self::default() }
    }

    /// With what [`Self::memory_to_write`] gave in a former build. Anything else in those bytes is ignored.
    pub fn with_memory(bytes: Option<Vec<u8>>) -> Self {
        Self { memory: Some(Memory::read(bytes.unwrap_or_default())), ..Self::default() }
    }

    /// With what a build remembered, for a program that runs for long and writes nothing: it reads what it is given, and what
    /// it remembers itself is bounded.
    pub fn in_passing(bytes: Option<Vec<u8>>) -> Self {
        Self { memory: Some(Memory::read_in_passing(bytes.unwrap_or_default())), ..Self::default() }
    }

    /// What the next build should be given; none when it would be what this one was given.
    pub fn memory_to_write(&self) -> Option<Vec<u8>> {
        self.memory.as_ref()?.to_write()
    }

    /// Finds the language of that name or alias, any case: `rust`, `golang`, `Shell`.
    pub fn language(&self, name: &str) -> Known {
        language::find(name)
    }

    /// `code` as HTML: escaped text in `<span class="k">…</span>`, no wrapper. No span crosses a line end, so that the
    /// result can be cut at line ends.
    pub fn highlight(&self, language: Language, code: &str) -> String {
        let Some(speech) = language::get(language.0).filter(|_| !self.is_off && !is_monstrous(code)) else {
            return plain(code);
        };
        let Some(memory) = &self.memory else {
            return self.runs(speech, code).map_or_else(|| plain(code), |runs| runs::html(code, &runs));
        };
        let key = memory::key(speech, code);
        if let Some(html) = memory.recall(&key, |runs| runs::fit(runs, code).then(|| runs::html(code, runs))) {
            return html;
        }
        let runs = self.runs(speech, code).unwrap_or_default();
        memory.remember(key, &runs);
        runs::html(code, &runs)
    }

    /// The runs of a block; none where its grammar is stuck.
    fn runs(&self, speech: &Speech, code: &str) -> Option<Vec<u8>> {
        PAINTER.with_borrow_mut(|painter| paint(painter, speech, code, Remember::Lines(&self.lines)))
    }
}

/// The runs of a block, exactly as long as the block.
fn paint(painter: &mut Painter, speech: &Speech, code: &str, remember: Remember<'_>) -> Option<Vec<u8>> {
    let start = speech.start()?;
    let mut runs = Vec::with_capacity(code.len() / 2);
    let Some(prompts) = speech.prompts else {
        painter.begin(start, remember);
        painter.paint(code, remember, &mut runs).ok()?;
        runs::trim(&mut runs, code);
        return Some(runs);
    };
    painter.begin(start, remember);
    for line in session::lines(code, prompts) {
        let (prompt, command) = match line {
            Line::Output(text) => {
                runs::put_text(Class::Output, text, &mut runs);
                continue;
            }
            Line::Command { prompt, command } => {
                painter.begin(start, remember);
                (prompt, command)
            }
            Line::More { prompt, command } => (prompt, command),
        };
        runs::put_text(Class::Prompt, prompt, &mut runs);
        painter.paint(command, remember, &mut runs).ok()?;
    }
    runs::trim(&mut runs, code);
    Some(runs)
}

fn is_monstrous(code: &str) -> bool {
    code.len() > MAX_BLOCK || code.lines().any(|line| line.len() > MAX_LINE && line.chars().count() > MAX_LINE)
}

fn plain(code: &str) -> String {
    let mut html = String::with_capacity(code.len() + code.len() / 8);
    runs::escape(code, &mut html);
    html
}
