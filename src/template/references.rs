//! Which templates a template's text names: `{% extends "base.html" %}`, `{% include "includes/figure.html" %}`.
//!
//! Tera knows too, but says nothing about it, and finds no circle that goes through both kinds: an included template
//! that extends its includer and calls `super()` would overflow the stack.

use std::collections::BTreeMap;
use std::ops::Range;

/// How one template names another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Extends,
    Includes,
}

/// One place where a template names another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) kind: Kind,
    /// The other's name, as written.
    pub(super) name: String,
    /// Bytes of the name in the text, quotes included.
    pub(super) range: Range<usize>,
}

/// More templates inside each other than anyone writes; each costs stack.
const DEEPEST: usize = 50;

/// All references of a template's text, in order. Comments and `{% raw %}` hold none.
pub(super) fn of(text: &str) -> Vec<Reference> {
    let reference = |inside: &&str| match word(inside) {
        "extends" => named(text, inside, Kind::Extends),
        "include" => named(text, inside, Kind::Includes),
        _ => None,
    };
    tags(text).iter().filter_map(reference).collect()
}

/// The names of the blocks that a template's text defines, in order, each once.
pub(super) fn blocks(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for inside in tags(text).into_iter().filter(|inside| word(inside) == "block") {
        let after = inside.trim_start_matches("block").trim_start();
        let name = after.split(|c: char| c.is_whitespace() || c == '-').next().unwrap_or_default();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What stands inside each tag, from its name on; comments and `{% raw %}` hold none.
fn tags(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut raw = false;
    while let Some(next) = text[at..].find('{') {
        at += next;
        let rest = &text[at..];
        if rest.starts_with("{#") && !raw {
            at = rest.find("#}").map_or(text.len(), |end| at + end + 2);
        } else if let Some(tag) = rest.strip_prefix("{%") {
            let inside = tag.find("%}").map_or(tag, |end| &tag[..end]).trim_start_matches('-').trim_start();
            match word(inside) {
                "raw" => raw = true,
                "endraw" => raw = false,
                _ if !raw => found.push(inside),
                _ => {}
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    found
}

/// The name of a tag.
fn word(inside: &str) -> &str {
    inside.split(|c: char| c.is_whitespace() || c == '-').next().unwrap_or("")
}

/// The reference in `inside`, a part of `text` that begins with the tag's name.
fn named(text: &str, inside: &str, kind: Kind) -> Option<Reference> {
    let after = inside.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let length = after[1..].find(quote)?;
    let start = after.as_ptr() as usize - text.as_ptr() as usize;
    Some(Reference { kind, name: after[1..=length].to_owned(), range: start..start + length + 2 })
}

/// What is wrong with how templates name each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tangle {
    /// Round in a circle: each names the next, and the last is the first again.
    Circle(Vec<String>),
    /// Too many inside each other.
    Deep,
}

/// The first tangle among `templates`, with the template and the reference it was found at.
pub(super) fn tangle(templates: &BTreeMap<String, Vec<Reference>>) -> Option<(String, Reference, Tangle)> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    templates.keys().find_map(|name| depth(name, templates, &mut Vec::new(), &mut known).err())
}

/// How many templates are inside each other at most, from `name` on.
fn depth<'a>(
    name: &'a str,
    templates: &'a BTreeMap<String, Vec<Reference>>,
    way: &mut Vec<&'a str>,
    known: &mut BTreeMap<&'a str, usize>,
) -> Result<usize, (String, Reference, Tangle)> {
    if let Some(depth) = known.get(name) {
        return Ok(*depth);
    }
    way.push(name);
    let mut deepest = 0;
    for reference in templates.get(name).into_iter().flatten() {
        let Some((next, _)) = templates.get_key_value(&reference.name) else { continue };
        if let Some(start) = way.iter().position(|visited| visited == next) {
            let circle = way[start..].iter().chain([&next.as_str()]).map(|name| (*name).to_owned()).collect();
            return Err((name.to_owned(), reference.clone(), Tangle::Circle(circle)));
        }
        let below = if way.len() > DEEPEST { DEEPEST } else { depth(next, templates, way, known)? };
        if below >= DEEPEST {
            return Err((name.to_owned(), reference.clone(), Tangle::Deep));
        }
        deepest = deepest.max(below);
    }
    way.pop();
    known.insert(name, deepest + 1);
    Ok(deepest + 1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_are_found_where_tera_finds_them() {
        for (text, expected) in [
            ("", vec![]),
            ("{% include \"a.html\" %}", vec![("a.html", "\"a.html\"")]),
            ("é{%- extends 'b' -%}{%include `c`%}", vec![("b", "'b'"), ("c", "`c`")]),
            ("{# {% include 'a' %} #}{% include 'b' %}", vec![("b", "'b'")]),
            ("{% raw %}{% include 'a' %}{% endraw %}{% include 'b' %}", vec![("b", "'b'")]),
            ("{%- raw -%}{# {% include 'a' %}{%- endraw -%}{% include 'b' %}", vec![("b", "'b'")]),
            ("{% include a.html %}{% includes 'x' %}{{ include.x }}", vec![]),
            ("{% include 'a", vec![]),
            ("{% include '", vec![]),
            ("{%", vec![]),
            ("{%}", vec![]),
            ("{#", vec![]),
        ] {
            let found: Vec<(String, &str)> =
                of(text).into_iter().map(|reference| (reference.name, &text[reference.range])).collect();
            let found: Vec<(&str, &str)> = found.iter().map(|(name, written)| (name.as_str(), *written)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    fn check(templates: &[(&str, &str)], expected: Option<(&str, Tangle)>) {
        let templates = templates.iter().map(|(name, text)| ((*name).to_owned(), of(text))).collect();
        let found = tangle(&templates).map(|(name, _, tangle)| (name, tangle));
        assert_eq!(found, expected.map(|(name, tangle)| (name.to_owned(), tangle)));
    }

    #[test]
    fn circles_are_found_through_both_kinds() {
        let circle = |names: &[&str]| Tangle::Circle(names.iter().map(|name| (*name).to_owned()).collect());
        check(&[("a", "{% include 'a' %}")], Some(("a", circle(&["a", "a"]))));
        check(&[("a", "{% include 'b' %}"), ("b", "{% extends 'a' %}")], Some(("b", circle(&["a", "b", "a"]))));
        check(&[("a", "{% include 'c' %}{% include 'b' %}"), ("b", "{% include 'c' %}"), ("c", "")], None);
        check(&[("a", "{% include 'gone' %}")], None);
    }

    #[test]
    fn depth_is_bounded() {
        let chain = |length: usize| -> BTreeMap<String, Vec<Reference>> {
            (0..length).map(|n| (format!("{n:05}"), of(&format!("{{% include '{:05}' %}}", n + 1)))).collect()
        };
        assert_eq!(tangle(&chain(40)), None);
        assert_eq!(tangle(&chain(60)).unwrap().2, Tangle::Deep);
        assert_eq!(tangle(&chain(20_000)).unwrap().2, Tangle::Deep);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in r#"(\{%|%\}|\{#|#\}|\{|-| |include|extends|raw|endraw|"|'|a|é){0,40}"#) {
            for reference in of(&text) {
                prop_assert!(text.get(reference.range).is_some());
            }
        }
    }
}
