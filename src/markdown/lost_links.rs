//! Links that are none: an address with a blank that `loose_links` could not give to the parser either, as in a
//! quotation where it goes over two lines.
//!
//! Published, it would be a link that is dead without a word, so its author is told.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::Spanned;
use crate::diagnostic::{Code, Finding};

/// What was meant as a link or picture and stands in the text as words.
pub(super) fn find(text: &str, events: &[Spanned<'_>]) -> Vec<Finding> {
    if memchr::memmem::find(text.as_bytes(), b"](").is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut code = 0_usize;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            Event::Text(_) if code == 0 => {
                let words = text.get(range.clone()).unwrap_or_default();
                found.extend(
                    memchr::memmem::find_iter(words.as_bytes(), b"](").filter_map(|at| lost(text, range.start + at)),
                );
            }
            _ => {}
        }
    }
    found
}

/// The finding for the `](` at `at`, if a link was meant there.
fn lost(text: &str, at: usize) -> Option<Finding> {
    let rest = text.get(at + 2..)?;
    let line = rest.lines().next()?;
    let address = line.split_once(')')?.0;
    // Words in parentheses behind words in brackets are prose, unless they look like a place.
    let is_place = address.contains(['/', '#']) || address.rsplit_once('.').is_some_and(|(_, end)| is_extension(end));
    if !address.trim().contains([' ', '\t']) || address.contains(['"', '\'', '(', '<']) || !is_place {
        return None;
    }
    let before = text.get(..at)?;
    let paragraph = before.rfind("\n\n").map_or(0, |end| end + 2);
    let opening = paragraph + before.get(paragraph..)?.rfind('[')?;
    let sign = before.get(..opening)?.chars().next_back();
    let code = match sign {
        Some('\\') => return None,
        Some('!') => Code::BrokenImage,
        _ => Code::BrokenLink,
    };
    let start = at + 2 + address.len() - address.trim_start().len();
    let address = address.trim();
    let message = format!("`{address}` holds a blank, so this is no link but text");
    let written = address.replace(' ', "%20").replace('\t', "%09");
    Some(Finding::new(code, start..start + address.len(), message).hint(format!("write `{written}`")))
}

/// `md`, `html`, `jpg`: what a file's name ends with.
fn is_extension(end: &str) -> bool {
    (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::super::events::parse;
    use super::find;

    /// `found` is `code address hint` of each, with `; ` between.
    fn check(text: &str, found: &str) {
        let findings = find(text, &parse(text).events);
        let shown: Vec<String> = findings
            .iter()
            .map(|finding| format!("{} {:?} {}", finding.code, &text[finding.range.clone()], finding.hints.join(" ")))
            .collect();
        assert_eq!(shown.join("; "), found, "{text}");
    }

    #[test]
    fn an_address_with_a_blank_is_no_link() {
        check("[x](a b.md)", "broken-link \"a b.md\" write `a%20b.md`");
        check("so ![a *pic*]( ../my pic.png ) it", "broken-image \"../my pic.png\" write `../my%20pic.png`");
        check(
            "[x](/a b/)\r\n\r\n> [y](c d.html#e f)",
            "broken-link \"/a b/\" write `/a%20b/`; broken-link \"c d.html#e f\" write `c%20d.html#e%20f`",
        );
        check("[x](a.md \"title\") [y](<a b.md>) [z](a%20b.md)", "");
        check("`[x](a b.md)` and \\[x](a b.md)\n\n    [x](a b.md)\n\n```\n[x](a b.md)\n```", "");
        check("a list[1](see the appendix) and f[0](x, y)", "");
        check("](a b.md) ](", "");
    }
}
