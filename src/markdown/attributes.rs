//! kramdown's attribute lists: `{: .class #id key="value" name}`, and the blocks they belong to.
//!
//! Rules of the syntax: kramdown's `parser/kramdown/extensions.rb`.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::cover::{Cover, Piece};
use super::events::{Spanned, is_block};

/// What one or more lists say of an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// `#id`; the last wins.
    pub(super) id: Option<String>,
    /// `.a .b`, in order.
    pub(super) classes: Vec<String>,
    /// `key="value"`, in order; a later value replaces an earlier one.
    pub(super) pairs: Vec<(String, String)>,
    /// Names of definitions, and the words with a meaning of their own: `toc`.
    pub(super) references: Vec<String>,
}

impl Attributes {
    /// Reads what stands between `{:` and `}`.
    pub(super) fn parse(list: &str) -> Self {
        let mut attributes = Self::default();
        let mut rest = list.trim_start();
        while !rest.is_empty() {
            let (word, after) = split_word(rest);
            attributes.take(word);
            rest = after.trim_start();
        }
        attributes
    }

    fn take(&mut self, word: &str) {
        if word.starts_with(['#', '.']) {
            self.take_ids_and_classes(word);
        } else if let Some((key, value)) = word.split_once('=') {
            if is_name(key) {
                self.set(key, &unquoted(value));
            }
        } else if is_name(word) {
            self.references.push(word.to_owned());
        }
    }

    fn take_ids_and_classes(&mut self, word: &str) {
        let starts: Vec<usize> = word.match_indices(['#', '.']).map(|(at, _)| at).collect();
        for (nth, start) in starts.iter().enumerate() {
            let end = starts.get(nth + 1).copied().unwrap_or(word.len());
            let Some(name) = word.get(start + 1..end).filter(|name| !name.is_empty()) else { continue };
            if word.get(*start..).is_some_and(|piece| piece.starts_with('.')) {
                self.classes.push(name.to_owned());
            } else if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.id = Some(name.to_owned());
            }
        }
    }

    fn set(&mut self, key: &str, value: &str) {
        match key {
            "class" => self.classes.extend(value.split_whitespace().map(str::to_owned)),
            "id" => self.id = Some(value.to_owned()),
            _ => match self.pairs.iter_mut().find(|(known, _)| known == key) {
                Some((_, old)) => value.clone_into(old),
                None => self.pairs.push((key.to_owned(), value.to_owned())),
            },
        }
    }

    /// Adds what `other` says.
    pub(super) fn merge(&mut self, other: &Self) {
        if other.id.is_some() {
            self.id.clone_from(&other.id);
        }
        self.classes.extend(other.classes.iter().cloned());
        for (key, value) in &other.pairs {
            self.set(key, value);
        }
        self.references.extend(other.references.iter().cloned());
    }

    /// With the definitions it names (`{:note: .a}`) taken in, before what it says itself.
    pub(super) fn resolved(&self, definitions: &BTreeMap<String, Self>) -> Self {
        let mut whole = Self::default();
        for name in &self.references {
            match definitions.get(name) {
                Some(definition) => whole.merge(&Self { references: Vec::new(), ..definition.clone() }),
                None => whole.references.push(name.clone()),
            }
        }
        whole.merge(&Self { references: Vec::new(), ..self.clone() });
        whole
    }

    /// Whether it names `word`: `{:toc}`.
    pub(super) fn names(&self, word: &str) -> bool {
        self.references.iter().any(|name| name == word)
    }

    /// The value of `key`.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// The first word, quoted blanks included, and what follows it.
fn split_word(text: &str) -> (&str, &str) {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            None if c.is_whitespace() => return text.split_at(at),
            None if (c == '"' || c == '\'') && before == '=' => quote = Some(c),
            Some(open) if c == open && before != '\\' => quote = None,
            _ => {}
        }
        before = c;
    }
    (text, "")
}

/// A value without its quotes and escapes.
fn unquoted(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.replace("\\}", "}").replace(&format!("\\{quote}"), &quote.to_string());
        }
    }
    value.replace("\\}", "}")
}

/// Whether `word` can be a key or the name of a definition.
pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// The attributes of events, by the index of the event that opens the element.
pub(super) type Attached = BTreeMap<usize, Attributes>;

/// A block among its neighbours.
struct Block {
    index: usize,
    range: Range<usize>,
    parent: Option<usize>,
}

/// Gives every list that stands on a line of its own to the block above it, or, after a blank line, to the one below.
pub(super) fn attach_to_blocks(
    text: &str,
    events: &[Spanned<'_>],
    definitions: &BTreeMap<usize, Range<usize>>,
    covers: &[Cover],
    attached: &mut Attached,
) {
    if !covers.iter().any(|cover| matches!(cover.piece, Piece::BlockAttributes(_))) {
        return;
    }
    let blocks = blocks(events);
    for cover in covers {
        let Piece::BlockAttributes(attributes) = &cover.piece else { continue };
        let links = links_defined_above(text, events, definitions, cover.range.start);
        if !links.is_empty() {
            for index in links {
                attached.entry(index).or_default().merge(attributes);
            }
            continue;
        }
        if let Some(index) = target(text, events, &blocks, covers, cover.range.start) {
            attached.entry(index).or_default().merge(attributes);
        }
    }
}

/// The links whose definition stands on the line above `place`: the list is theirs.
fn links_defined_above(
    text: &str,
    events: &[Spanned<'_>],
    definitions: &BTreeMap<usize, Range<usize>>,
    place: usize,
) -> Vec<usize> {
    let line = line_start(text, place);
    let above = line_start(text, line.saturating_sub(1));
    let is_above = |range: &Range<usize>| range.start < line && range.end > above && range.end <= line;
    if definitions.is_empty() || !definitions.values().any(is_above) {
        return Vec::new();
    }
    let is_link = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
    let linked = events.iter().enumerate().filter(|(_, (event, _))| is_link(event));
    linked.filter(|(_, (_, link))| definitions.get(&link.start).is_some_and(is_above)).map(|(index, _)| index).collect()
}

fn blocks(events: &[Spanned<'_>]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    for (index, (event, range)) in events.iter().enumerate() {
        let parent = open.iter().rev().find_map(|slot| *slot);
        match event {
            Event::Start(_) if is_block(event) => {
                open.push(Some(blocks.len()));
                blocks.push(Block { index, range: range.clone(), parent });
            }
            Event::Start(_) => open.push(None),
            Event::End(_) => {
                open.pop();
            }
            Event::Rule | Event::DisplayMath(_) => blocks.push(Block { index, range: range.clone(), parent }),
            _ => {}
        }
    }
    blocks
}

/// The index of the event that opens the block which a list at `place` belongs to.
fn target(text: &str, events: &[Spanned<'_>], blocks: &[Block], covers: &[Cover], place: usize) -> Option<usize> {
    let line_start = line_start(text, place);
    let prefix = text.get(line_start..place)?;
    let mut quotes = prefix.bytes().filter(|b| *b == b'>').count();
    let mut container: Option<usize> = None;
    loop {
        let above = blocks.iter().rposition(|block| block.parent == container && block.range.start < place);
        let inner = above.filter(|at| {
            blocks.get(*at).is_some_and(|block| match events.get(block.index).map(|(event, _)| event) {
                Some(Event::Start(Tag::BlockQuote(_))) if quotes > 0 => {
                    quotes -= 1;
                    true
                }
                Some(Event::Start(Tag::List(_) | Tag::DefinitionList | Tag::FootnoteDefinition(_))) => {
                    reaches_into(text, events, blocks, *at, place)
                }
                Some(Event::Start(Tag::Item | Tag::DefinitionListDefinition)) => true,
                _ => false,
            })
        });
        if inner.is_some() {
            container = inner;
            continue;
        }
        if let Some(above) = above.and_then(|at| blocks.get(at))
            && is_adjacent(text, covers, &above.range, line_start)
        {
            return Some(above.index);
        }
        let below = blocks.iter().find(|block| block.parent == container && block.range.start > place);
        // The words of a tight item are no block of their own: the item takes the list.
        return match (below, above, container.and_then(|at| blocks.get(at))) {
            (_, None, Some(item)) if matches!(events.get(item.index), Some((Event::Start(Tag::Item), _))) => {
                Some(item.index)
            }
            (Some(below), ..) => Some(below.index),
            _ => None,
        };
    }
}

/// Whether the column of `place` is that of the content of the last item of `blocks[at]`, or further in.
fn reaches_into(text: &str, events: &[Spanned<'_>], blocks: &[Block], at: usize, place: usize) -> bool {
    let last = blocks.iter().rfind(|block| block.parent == Some(at) && block.range.start < place);
    let owner = blocks.get(at);
    let is_footnote = owner
        .is_some_and(|block| matches!(events.get(block.index), Some((Event::Start(Tag::FootnoteDefinition(_)), _))));
    let column = |offset: usize| offset - line_start(text, offset);
    if is_footnote {
        return owner.is_some_and(|block| column(place) >= column(block.range.start) + 2);
    }
    last.is_some_and(|item| {
        let Some(line) = text.get(item.range.start..place) else { return false };
        let line = line.lines().next().unwrap_or_default();
        let marker = line.len() - line.trim_start_matches(|c: char| !c.is_whitespace()).trim_start().len();
        column(place) >= column(item.range.start) + marker.min(5)
    })
}

/// Whether the block ends on the last line above `line_start` that is not itself an attribute list.
fn is_adjacent(text: &str, covers: &[Cover], block: &Range<usize>, mut line_start: usize) -> bool {
    loop {
        let above = self::line_start(text, line_start.saturating_sub(1));
        let Some(line) = text.get(above..line_start) else { return false };
        if line_start == 0 || line.trim_matches([' ', '\t', '\r', '\n', '>']).is_empty() {
            return false;
        }
        let covered = covers.iter().find(|cover| cover.range.start >= above && cover.range.start < line_start);
        match covered.map(|cover| &cover.piece) {
            Some(Piece::BlockAttributes(_)) => line_start = above,
            Some(Piece::Nothing) if covered.is_some_and(Cover::is_blank) => return false,
            _ => return block.end > above,
        }
    }
}

/// The first byte of the line that `offset` stands on.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let found = Attributes::parse(input);
        let mut words: Vec<String> = found.id.iter().map(|id| format!("#{id}")).collect();
        words.extend(found.classes.iter().map(|class| format!(".{class}")));
        words.extend(found.pairs.iter().map(|(key, value)| format!("{key}={value}")));
        words.extend(found.references.iter().cloned());
        assert_eq!(words.join(" | "), expected, "{input:?}");
    }

    #[test]
    fn lists() {
        for (input, expected) in [
            ("", ""),
            (" .a", ".a"),
            (".a.b#c", "#c | .a | .b"),
            ("#a #b", "#b"),
            ("#1a", ""),
            (r#" .lead target="_blank" rel='x y' "#, ".lead | target=_blank | rel=x y"),
            (r#"class="a b" id="z""#, "#z | .a | .b"),
            (r#"k="a\}b" l="c\"d""#, r#"k=a}b | l=c"d"#),
            ("width=10", "width=10"),
            ("toc note", "toc | note"),
            ("k=\"open", "k=\"open"),
            (".é #x-y_z:1", "#x-y_z:1 | .é"),
            ("%% @", ""),
            ("k=\"1\" k=\"2\"", "k=2"),
        ] {
            check(input, expected);
        }
    }

    #[test]
    fn definitions_come_first() {
        let definitions = BTreeMap::from([("note".to_owned(), Attributes::parse(".a #b k=\"1\""))]);
        let whole = Attributes::parse("note .c k=\"2\" toc").resolved(&definitions);
        assert_eq!(whole, Attributes::parse(".a .c #b k=\"2\" toc"));
    }
}
