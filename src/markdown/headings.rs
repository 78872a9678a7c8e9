//! Headings: their ids as kramdown's GFM parser makes them, and their words.
//!
//! The id is made from the words (code and mathematics included, pictures not, typography set): lower-cased, everything
//! dropped that is no word character, `-`, blank or tab, each blank turned into `-`. A repeat gets `-1`, `-2` … in
//! order. An id given by the author wins, and no made one takes it. Rules: kramdown-parser-gfm's `gfm.rb`,
//! `update_raw_text` and `generate_gfm_header_id`.

use std::collections::HashMap;
use std::collections::HashSet;

use pulldown_cmark::{Event, Tag};

use super::attributes::{Attached, Attributes};
use super::events::{Spanned, plain_text};
use super::typography;
use super::{Heading, Options};
use crate::diagnostic::{Code, Finding};

/// A heading and where it stands among the events.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// Index of the event that opens it.
    pub(super) index: usize,
    /// The heading.
    pub(super) heading: Heading,
    /// Whether a table of contents lists it.
    pub(super) is_listed: bool,
    /// Its attributes but for the id.
    pub(super) attributes: Attributes,
}

/// Every heading of `events`, with its id.
pub(super) fn name(events: &[Spanned<'_>], ends: &[usize], attached: &Attached) -> Vec<Placed> {
    let mut headings = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        let Event::Start(Tag::Heading { level, id, classes, attrs }) = event else { continue };
        let mut attributes = Attributes {
            id: id.as_ref().map(ToString::to_string),
            classes: classes.iter().map(ToString::to_string).collect(),
            pairs: attrs
                .iter()
                .filter_map(|(key, value)| Some((key.to_string(), value.as_ref()?.to_string())))
                .collect(),
            references: Vec::new(),
        };
        if let Some(list) = attached.get(&index) {
            attributes.merge(list);
        }
        let content = events.get(index + 1..ends.get(index).copied().unwrap_or(index + 1)).unwrap_or_default();
        let mut text = words(content);
        // The parser takes blanks from the end of the line, but no tabs.
        if matches!(content.last(), Some((Event::Text(last), _)) if last.ends_with(['\t', ' '])) {
            text.truncate(text.trim_end().len());
        }
        headings.push(Placed {
            index,
            heading: Heading { level: *level as u8, id: attributes.id.take().unwrap_or_default(), text },
            is_listed: !attributes.classes.iter().any(|class| class == "no_toc"),
            attributes,
        });
    }
    make_ids(&mut headings);
    headings
}

/// The words of a heading with their typography, pictures left out.
pub(super) fn words(content: &[Spanned<'_>]) -> String {
    let mut without_images = Vec::new();
    let mut depth = 0_usize;
    if content.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. }))) {
        for spanned in content {
            match &spanned.0 {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(pulldown_cmark::TagEnd::Image) => depth = depth.saturating_sub(1),
                _ if depth == 0 => without_images.push(spanned.clone()),
                _ => {}
            }
        }
        return set_words(&without_images);
    }
    set_words(content)
}

fn set_words(content: &[Spanned<'_>]) -> String {
    if let [(Event::Text(only), range)] = content
        && only.len() == range.len()
    {
        return typography::set(&plain_text(content));
    }
    let mut words = String::new();
    let mut text_end = None;
    for spanned in content {
        let word = plain_text(std::slice::from_ref(spanned));
        match &spanned.0 {
            // An entity is the character it names.
            Event::Text(text) if text.len() != spanned.1.len() => words.push_str(&word),
            // One byte between two pieces of text is a backslash: what follows it is meant as it stands.
            Event::Text(_) if text_end.is_some_and(|end: usize| end + 1 == spanned.1.start) => {
                let first = word.chars().next().map_or(0, char::len_utf8);
                words.push_str(word.get(..first).unwrap_or_default());
                words.push_str(&typography::set(word.get(first..).unwrap_or_default()));
            }
            Event::Text(_) => words.push_str(&typography::set(&word)),
            _ => words.push_str(&word),
        }
        text_end = matches!(spanned.0, Event::Text(_)).then_some(spanned.1.end);
    }
    words
}

/// What to say of each heading two levels or more below the one before it.
pub(super) fn jumps(headings: &[Placed], events: &[Spanned<'_>]) -> Vec<Finding> {
    let levels = |placed: &Placed| placed.heading.level;
    let pairs = headings.iter().zip(headings.iter().skip(1)).filter(|(last, next)| levels(next) > levels(last) + 1);
    let finding = |(last, next): (&Placed, &Placed)| {
        let range = events.get(next.index).map_or(0..0, |(_, range)| range.clone());
        let (from, to) = (levels(last), levels(next));
        let message = format!("a heading of level {to} follows one of level {from}");
        Finding::new(Code::HeadingJump, range, message).hint(format!("write `{}`", "#".repeat(usize::from(from) + 1)))
    };
    pairs.map(finding).collect()
}

/// Makes ids that no other document on the page has, and levels that follow one another.
pub(super) fn settle(headings: &mut [Placed], options: Options<'_>) {
    // As written, and as it is to be.
    let mut above: Vec<(u8, u8)> = Vec::new();
    for Placed { heading, .. } in headings {
        if !options.id_prefix.is_empty() && !heading.id.is_empty() {
            heading.id.insert_str(0, options.id_prefix);
        }
        let Some(under) = options.under else { continue };
        let written = heading.level;
        while above.last().is_some_and(|(level, _)| *level >= written) {
            above.pop();
        }
        heading.level = written.min(above.last().map_or(under, |(_, level)| *level) + 1);
        above.push((written, heading.level));
    }
}

fn make_ids(headings: &mut [Placed]) {
    let mut taken: HashSet<String> =
        headings.iter().map(|placed| placed.heading.id.clone()).filter(|id| !id.is_empty()).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for placed in headings.iter_mut().filter(|placed| placed.heading.id.is_empty()) {
        let base = slug(&placed.heading.text);
        let count = counts.entry(base.clone()).or_insert(0);
        loop {
            let id = if *count == 0 { base.clone() } else { format!("{base}-{count}") };
            *count += 1;
            if id.is_empty() || taken.insert(id.clone()) {
                placed.heading.id = id;
                break;
            }
        }
    }
}

/// `1. Hello World & Code!` → `1-hello-world--code`.
fn slug(words: &str) -> String {
    words
        .chars()
        // The letters one by one: Ruby's `downcase` looks at none of their neighbours.
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' | '\t' | '-' => Some('-'),
            c if is_word(c) => Some(c),
            _ => None,
        })
        .collect()
}

/// Ruby's `\p{Word}`: letters, marks, decimal digits, connector punctuation.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // Identifiers may continue with these too, which are no word characters.
    let is_only_identifier = matches!(
        c,
        '\u{B7}' | '\u{387}' | '\u{1369}'..='\u{1371}' | '\u{19DA}' | '\u{200C}' | '\u{200D}' | '\u{30FB}' | '\u{FF65}'
    );
    // Enclosing marks are the one kind of mark that identifiers lack.
    let is_enclosing = matches!(c, '\u{488}' | '\u{489}' | '\u{1ABE}' | '\u{20DD}'..='\u{20E0}' | '\u{20E2}'..='\u{20E4}' | '\u{A670}'..='\u{A672}');
    c.is_alphabetic() || is_enclosing || (unicode_ident::is_xid_continue(c) && !is_only_identifier)
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::testing::{render, render_with};

    fn check(input: &str, expected: &[&str]) {
        let fragment = render(input);
        let ids: Vec<&str> = fragment.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, expected, "{input:?}");
        for id in ids.into_iter().filter(|id| !id.is_empty()) {
            assert!(fragment.ids.iter().any(|known| known == id), "{id} of {input:?} is no anchor");
        }
    }

    #[test]
    fn ids_as_kramdown_makes_them() {
        for (input, expected) in [
            ("", &[][..]),
            ("# 1. Hello *World* & `Code`!", &["1-hello-world--code"]),
            ("# Ünï_code - x", &["ünï_code---x"]),
            ("# ...\n# ...", &["", "-1"]),
            (
                "# A \"quoted\" -- it's... <<x>> `code` $$x^2$$ [l](u) ![alt](i) :smile: ~~x~~ &amp; <b>B</b>",
                &["a-quoted--its-x-code-x2-l--smile-x--b"],
            ),
            ("# a\n# a\n# a", &["a", "a-1", "a-2"]),
            ("# a\n# a\n# a-1", &["a", "a-1", "a-1-1"]),
            ("# a {#b}\n# b", &["b", "b-1"]),
            ("# b\n# a {#b}", &["b-1", "b"]),
            ("# a\n{: #c .d}\n# C", &["c", "c-1"]),
            ("Setext\n===\n\nTwo\n---", &["setext", "two"]),
            ("# C++ / C#", &["c--c"]),
            ("# a \t\t", &["a"]),
            ("# Tab\there", &["tab-here"]),
            ("# -lead-", &["-lead-"]),
            ("# `a--b` -- c", &["a--b--c"]),
            ("# 日本語 テスト", &["日本語-テスト"]),
            ("# İΣ ß", &["i̇σ-ß"]),
            ("# x² ½ Ⅷ ٣ ा ‿", &["x--ⅷ-٣-ा-‿"]),
            ("# a · b", &["a--b"]),
            ("# What's new?", &["whats-new"]),
            ("# $5 and $6", &["5-and-6"]),
            ("# a\u{A0}b", &["ab"]),
            ("#", &[""]),
            ("# [a](b)\n# ![a](b)", &["a", ""]),
            ("# << a >>", &["a"]),
            ("# Hello {#x-y .z k=v}", &["x-y"]),
            ("# Using {braces}", &["using-braces"]),
            ("# a  b", &["a--b"]),
            ("> # in quote\n\n- # in item", &["in-quote", "in-item"]),
            ("# a[^1]\n\n[^1]: b", &["a"]),
            ("# a\\_b \\*c\\*", &["a_b-c"]),
            ("# &lt;b&gt; &copy;", &["b-"]),
        ] {
            check(input, expected);
        }
    }

    #[test]
    fn levels_follow_one_another() {
        for (input, under, expected) in [
            ("### a\n### b\n## c\n#### d\n##### e\n### f", Some(1), &[2, 2, 2, 3, 4, 3][..]),
            ("### a\n### b\n## c\n#### d\n##### e\n### f", Some(2), &[3, 3, 2, 3, 4, 3]),
            ("### a\n###### b", None, &[3, 6]),
            ("# a\n### b\n# c\n## d", Some(1), &[1, 2, 1, 2]),
            ("###### a\n##### b\n# c", Some(5), &[6, 5, 1]),
            ("> #### a\n\n- ##### b", Some(1), &[2, 3]),
            ("", Some(1), &[]),
        ] {
            let fragment = render_with(input, Options { under, ..Options::default() });
            let levels: Vec<u8> = fragment.headings.iter().map(|heading| heading.level).collect();
            assert_eq!(levels, expected, "{input:?} under {under:?}");
            let written: Vec<String> = levels.iter().map(|level| format!("</h{level}>")).collect();
            assert!(written.iter().all(|end| fragment.html.contains(end.as_str())), "{}", fragment.html);
        }
    }

    #[test]
    fn ids_can_be_set_apart() {
        let options = Options { id_prefix: "x-", ..Options::default() };
        let fragment = render_with("# a\n# a\n#\n- t\n{:toc}\n", options);
        assert!(
            fragment.html.starts_with("<h1 id=\"x-a\">a</h1>\n<h1 id=\"x-a-1\">a</h1>\n<h1></h1>\n"),
            "{}",
            fragment.html
        );
        assert!(fragment.html.contains("href=\"#x-a-1\""), "{}", fragment.html);
    }

    #[test]
    fn words() {
        let fragment = render("# A *b* `c` \"d\" ![e](f) [g](h)");
        assert_eq!(fragment.headings[0].text, "A b c “d”  g");
        assert_eq!(fragment.headings[0].level, 1);
    }
}
