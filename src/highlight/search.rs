//! Searches of one line for the expressions of a grammar, each result kept while the line lasts.
//!
//! A result found from an earlier place stays true as long as it begins at or after the place now asked for; "not in this
//! line" stays true to the line's end. The regions that Oniguruma fills are kept from line to line, so that a search
//! allocates nothing.

use std::collections::HashMap;
use std::sync::Arc;

use syntect::parsing::{Regex, Region};

use super::grammar::Rule;
use super::required::Present;

/// Expressions with filled-in places that are kept compiled at one time.
const MAX_FILLED: usize = 256;

/// What the groups of a match caught, for a later pattern to refer to (`\1`): the delimiter of a here-document.
pub(super) type Caught = Arc<[Option<Box<str>>]>;

/// All searches of one line. Made once per thread and used again for each line.
#[derive(Default)]
pub(super) struct Searches {
    line: u64,
    present: Present,
    slots: Vec<Slot>,
    filled_slots: HashMap<String, usize>,
    filled: Vec<(Regex, Slot)>,
}

/// Where a result is kept.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Plain(usize),
    Filled(usize),
}

/// A match: its range in the line, and where its groups are kept.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    place: Place,
}

#[derive(Default)]
struct Slot {
    /// The line this result is of; 0 is none.
    line: u64,
    range: Option<(usize, usize)>,
    region: Option<Region>,
}

impl Slot {
    fn search(&mut self, regex: &Regex, text: &str, from: usize, line: u64) -> Option<(usize, usize)> {
        if self.line == line {
            match self.range {
                None => return None,
                Some((start, _)) if start >= from => return self.range,
                Some(_) => {}
            }
        }
        let region = self.region.get_or_insert_with(Region::new);
        self.line = line;
        self.range = if regex.search(text, from, text.len(), Some(region)) { region.pos(0) } else { None };
        self.range
    }
}

impl Searches {
    /// Forgets the former line.
    pub(super) fn begin_line(&mut self, line: &str) {
        self.line += 1;
        self.present.set(line);
        if self.filled.len() > MAX_FILLED {
            self.filled.clear();
            self.filled_slots.clear();
        }
    }

    /// The first match of the rule at or after `from`.
    pub(super) fn search(&mut self, rule: &Rule, caught: Option<&Caught>, text: &str, from: usize) -> Option<Found> {
        if rule.has_backrefs {
            let written = rule.regex().regex_str();
            let pattern = caught.map_or_else(|| written.to_owned(), |caught| fill(written, caught));
            return self.search_filled(pattern, text, from);
        }
        if !self.present.has(&rule.required, from) {
            return None;
        }
        let index = rule.search as usize;
        if index >= self.slots.len() {
            self.slots.resize_with(index + 64, Slot::default);
        }
        let (start, end) = self.slots.get_mut(index)?.search(rule.regex(), text, from, self.line)?;
        Some(Found { start, end, place: Place::Plain(index) })
    }

    fn search_filled(&mut self, pattern: String, text: &str, from: usize) -> Option<Found> {
        let index = if let Some(index) = self.filled_slots.get(&pattern) {
            *index
        } else {
            // What was caught, or nothing caught, may make an expression that cannot be compiled; syntect would panic.
            let regex = if Regex::try_compile(&pattern).is_none() { pattern.clone() } else { "(?!)".to_owned() };
            self.filled.push((Regex::new(regex), Slot::default()));
            self.filled_slots.insert(pattern, self.filled.len() - 1);
            self.filled.len() - 1
        };
        let (regex, slot) = self.filled.get_mut(index)?;
        let (start, end) = slot.search(regex, text, from, self.line)?;
        Some(Found { start, end, place: Place::Filled(index) })
    }

    /// Where a group of a match lies in the line.
    pub(super) fn group(&self, found: Found, group: usize) -> Option<(usize, usize)> {
        let slot = match found.place {
            Place::Plain(index) => self.slots.get(index)?,
            Place::Filled(index) => &self.filled.get(index)?.1,
        };
        slot.region.as_ref()?.pos(group)
    }

    /// The text of the first ten groups, which is as many as `\1` to `\9` can name.
    pub(super) fn caught(&self, found: Found, text: &str) -> Caught {
        (0..10)
            .map(|group| self.group(found, group).and_then(|(start, end)| text.get(start..end)).map(Box::from))
            .collect()
    }
}

/// The expression with `\1` … replaced by what was caught, taken literally.
fn fill(pattern: &str, caught: &Caught) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            None => out.push('\\'),
            Some(next) => match next.to_digit(10) {
                None => out.extend(['\\', next]),
                Some(group) => {
                    if let Some(Some(text)) = caught.get(group as usize) {
                        escape(text, &mut out);
                    }
                }
            },
        }
    }
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, caught: &[&str], expected: &str) {
        let caught: Caught = caught.iter().map(|text| Some(Box::from(*text))).collect();
        assert_eq!(fill(pattern, &caught), expected);
    }

    #[test]
    fn places_are_filled() {
        check(r"^\1$", &["", "EOF"], "^EOF$");
        check(r"a\\1\2", &["", "x", "y.z"], r"a\\1y\.z");
        check(r"\9\w", &[], r"\w");
        check("\\", &[], "\\");
    }
}
