//! Where in the templates something stands that a page shows: for problems that are found in the page.

use std::ops::Range;

use crate::address::SourcePath;

use super::{FOLDER, Origin, Source, Templates, references};

impl Templates {
    /// Where `words` stand in a template, to the letter: in that one, else in one that it extends or includes, else in the first
    /// of the user's, else of the theme's.
    pub fn place_of(&self, words: &str, template: &str) -> Option<(SourcePath, Range<usize>)> {
        self.nearest_first(template)
            .into_iter()
            .find_map(|(name, source)| Some((path_of(name), find_whole(&source.text, words)?)))
    }

    /// Where the tag stands that a page shows as `tag`, filled in: `<a href="/about.html">` is made of
    /// `<a href="{{ item.href }}">`. Of several the one that has most of it to the letter.
    pub fn place_of_tag(&self, tag: &str, template: &str) -> Option<(SourcePath, Range<usize>)> {
        let name_end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
        let opening = tag.get(..name_end).filter(|opening| opening.len() > 1)?;
        let mut best: Option<(usize, SourcePath, Range<usize>)> = None;
        for (name, source) in self.nearest_first(template) {
            for (at, _) in source.text.match_indices(opening) {
                let rest = source.text.get(at..).unwrap_or_default();
                let pattern = pattern(rest);
                let Some(score) = likeness(tag, &pattern.pieces) else { continue };
                if best.as_ref().is_none_or(|(known, ..)| score > *known) {
                    best = Some((score, path_of(name), at..at + pattern.length));
                }
            }
        }
        best.map(|(_, path, range)| (path, range))
    }

    /// That template, those it is made of, then the user's, then the theme's.
    fn nearest_first<'a>(&'a self, template: &str) -> Vec<(&'a str, &'a Source)> {
        let mut order: Vec<(&str, &Source)> = Vec::new();
        let mut waiting: Vec<String> = vec![template.to_owned()];
        while let Some(name) = waiting.pop() {
            let Some((name, source)) = self.sources.get_key_value(&name) else { continue };
            if order.iter().any(|(known, _)| known == name) {
                continue;
            }
            order.push((name, source));
            let named = references::of(source.template()).into_iter().rev().map(|reference| reference.name);
            waiting.extend(named);
        }
        let mut others: Vec<(&str, &Source)> =
            self.sources.iter().map(|(name, source)| (name.as_str(), source)).collect();
        others.retain(|(name, _)| order.iter().all(|(known, _)| known != name));
        others.sort_by_key(|(_, source)| source.origin == Origin::Theme);
        order.extend(others);
        order
    }
}

/// Where an address stands in a text as a whole: not as a part of a longer one.
pub fn find_whole(text: &str, address: &str) -> Option<Range<usize>> {
    if address.is_empty() {
        return None;
    }
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '%' | '~');
    text.match_indices(address).map(|(at, _)| at..at + address.len()).find(|range| {
        let before = text.get(..range.start).and_then(|before| before.chars().next_back());
        let mut after = text.get(range.end..).unwrap_or_default().chars();
        // A full stop or a dash may end a sentence.
        let is_longer =
            after.next().is_some_and(|c| goes_on(c) && (!matches!(c, '.' | '-') || after.next().is_some_and(goes_on)));
        !before.is_some_and(goes_on) && !is_longer
    })
}

fn path_of(name: &str) -> SourcePath {
    SourcePath::new(&format!("{FOLDER}/{name}"))
}

/// A tag as a template has it.
struct Pattern<'a> {
    pieces: Vec<Piece<'a>>,
    length: usize,
}

/// Letters of a tag between what is filled in.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'a> {
    letters: &'a str,
    /// Whether they are written only under a condition.
    may_lack: bool,
}

/// The tag that `text` begins with.
fn pattern(text: &str) -> Pattern<'_> {
    let mut pieces = Vec::new();
    let mut depth = 0_usize;
    let (mut from, mut at) = (0, 0);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let close = if rest.starts_with("{{") {
            "}}"
        } else if rest.starts_with("{%") {
            "%}"
        } else {
            at += c.len_utf8();
            if c == '>' {
                break;
            }
            continue;
        };
        pieces.push(Piece { letters: text.get(from..at).unwrap_or_default(), may_lack: depth > 0 });
        let inside = rest.find(close).map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        let word = inside.get(2..).unwrap_or_default().trim_start_matches(['-', ' ']);
        if close == "%}" && (word.starts_with("if") || word.starts_with("for")) {
            depth += 1;
        } else if close == "%}" && word.starts_with("end") {
            depth = depth.saturating_sub(1);
        }
        at += (inside.len() + 2).min(rest.len());
        from = at;
    }
    pieces.push(Piece { letters: text.get(from..at).unwrap_or_default(), may_lack: depth > 0 });
    Pattern { pieces, length: at }
}

/// How many letters of the pieces `tag` has, in order; nothing if it cannot have been made of them.
fn likeness(tag: &str, pieces: &[Piece<'_>]) -> Option<usize> {
    let (mut at, mut score) = (0, 0);
    for (number, piece) in pieces.iter().enumerate() {
        // What is filled in may have taken the blanks around it.
        let letters = if number == 0 { piece.letters.trim_end() } else { piece.letters.trim() };
        let rest = tag.get(at..).unwrap_or_default();
        match rest.find(letters).filter(|offset| number > 0 || *offset == 0) {
            Some(offset) => {
                at += offset + letters.len();
                score += letters.len();
            }
            None if piece.may_lack => {}
            None => return None,
        }
    }
    // A tag without holes is that tag to its end.
    (pieces.len() > 1 || at == tag.len()).then_some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, tag: &str, expected: Option<usize>) {
        assert_eq!(likeness(tag, &pattern(template).pieces), expected, "{template:?} {tag:?}");
    }

    #[test]
    fn whole_addresses() {
        for (text, address, expected) in [
            ("a: /b/c.html", "/b/c.html", Some(3..12)),
            ("a: /b/c.html /b/c", "/b/c", Some(13..17)),
            ("(b/c).", "b/c", Some(1..4)),
            ("x/b/c", "b/c", None),
            ("see b/c.", "b/c", Some(4..7)),
            ("b/c.d", "b/c", None),
            ("b", "", None),
        ] {
            assert_eq!(find_whole(text, address), expected, "{address} in {text}");
        }
    }

    #[test]
    fn tags_are_known_again() {
        check("<img src=\"a\">b", "<img src=\"a\">", Some(13));
        check("<img src=\"a\">", "<img src=\"b\">", None);
        check("<a href=\"{{ x }}\">", "<a href=\"/y\">", Some(11));
        check("<a href=\"{{ x > 1 }}\">", "<a href=\"/y\">", Some(11));
        check("<a href=\"{{ x }}\">", "<a class=\"c\" href=\"/y\">", None);
        check("<a{% if x %} id=\"x\"{% endif %} href='/y'>", "<a href='/y'>", Some(12));
        check("<a{% if x %} id=\"x\"{% endif %} href='/y'>", "<a id=\"x\" href='/y'>", Some(18));
        check("<a {{ x", "<a y>", Some(2));
        check("<a", "<a y>", None);
        check("{{", "<a>", Some(0));
    }
}
