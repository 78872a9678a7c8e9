//! One thread's tools for turning code into runs: everything that changes while parsing, kept from block to block.
//!
//! For each line: ask the line memory; if it does not know, bring the parser to the place, parse, turn changes of scope into
//! runs, and tell the memory.

use super::grammar::Flat;
use super::line_memory::{Key, LineMemory, Place, PlaceId};
use super::parser::{Ops, State, Stuck};
use super::runs::Pieces;
use super::scopes::{ClassTable, Scopes};
use super::search::Searches;

/// The tools of one thread.
#[derive(Default)]
pub(super) struct Painter {
    searches: Searches,
    ops: Ops,
    table: ClassTable,
    pieces: Pieces,
    key: Key,
    place: Place,
    at: At,
}

/// Whether lines are remembered; without, for measuring and for comparing.
#[derive(Clone, Copy)]
pub(super) enum Remember<'a> {
    Lines(&'a LineMemory),
    #[cfg(test)]
    Nothing,
}

/// Where a text stands between two of its lines.
#[derive(Clone, Copy)]
enum At {
    /// There, and the painter is not.
    Number(PlaceId),
    /// Where the painter is; with its number, if it has one.
    Here(Option<PlaceId>),
}

impl Default for At {
    fn default() -> Self {
        Self::Here(None)
    }
}

impl Painter {
    /// Begins a document.
    pub(super) fn begin(&mut self, start: &'static Flat, remember: Remember<'_>) {
        self.place = Place { state: State::start(start), scopes: Scopes::default() };
        self.at = At::Here(self.number(remember));
    }

    /// Adds the runs of the document's next lines to `runs`. Where the last line has no end, its run counts one.
    pub(super) fn paint(&mut self, text: &str, remember: Remember<'_>, runs: &mut Vec<u8>) -> Result<(), Stuck> {
        for line in text.split_inclusive('\n') {
            if line.ends_with('\n') {
                self.at = self.paint_line(line, remember, runs)?;
            } else {
                // The grammars are written for lines that end.
                self.at = self.paint_line(&format!("{line}\n"), remember, runs)?;
            }
        }
        Ok(())
    }

    fn paint_line(&mut self, line: &str, remember: Remember<'_>, runs: &mut Vec<u8>) -> Result<At, Stuck> {
        let number = match self.at {
            At::Number(number) | At::Here(Some(number)) => Some(number),
            At::Here(None) => None,
        };
        if let (Remember::Lines(memory), Some(number)) = (remember, number) {
            self.key.set(number, line);
            if let Some(next) = memory.recall(&self.key, runs) {
                return Ok(At::Number(next));
            }
            if matches!(self.at, At::Number(_)) {
                self.place.clone_from(&*memory.place(number).ok_or(Stuck)?);
            }
        }
        let from = runs.len();
        self.parse(line, runs)?;
        let next = self.number(remember);
        if let (Remember::Lines(memory), Some(_), Some(next)) = (remember, number, next) {
            memory.remember(&self.key, next, runs.get(from..).unwrap_or_default());
        }
        Ok(At::Here(next))
    }

    fn number(&self, remember: Remember<'_>) -> Option<PlaceId> {
        match remember {
            Remember::Lines(memory) => memory.number(&self.place),
            #[cfg(test)]
            Remember::Nothing => None,
        }
    }

    fn parse(&mut self, line: &str, runs: &mut Vec<u8>) -> Result<(), Stuck> {
        self.place.state.parse_line(line, &mut self.searches, &mut self.ops)?;
        self.pieces.clear();
        let mut done = 0;
        for (at, op) in &self.ops {
            if *at > done {
                let class = self.place.scopes.class();
                self.pieces.push(class, line.get(done..*at).ok_or(Stuck)?);
                done = *at;
            }
            self.place.scopes.apply(*op, &mut self.table);
        }
        self.pieces.push(self.place.scopes.class(), line.get(done..).ok_or(Stuck)?);
        self.pieces.finish(line, runs);
        Ok(())
    }
}
