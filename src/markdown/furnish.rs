//! Finished HTML → the same, ready for a page: headings that can be linked to, tables in a frame that scrolls, blocks of code that
//! say their language.
//!
//! Feeds and other people's templates get what Jekyll would give; this is for the theme's pages, as the filter `furnish`.
//! Only whole elements are touched: what is not closed, or closed twice, stays as it is.

use std::ops::Range;

use super::raw_html::{Tag, tags};
use super::{escape, write_raw};

/// Something to write between two bytes of the text.
struct Addition {
    at: usize,
    html: String,
}

/// Elements that cannot stand inside a link, so that a heading with one of them does not become one.
const NOT_IN_LINKS: &[&str] =
    &["a", "audio", "button", "details", "embed", "iframe", "input", "label", "select", "table", "textarea", "video"];

/// Names that say that a block is in no language.
const WITHOUT_LANGUAGE: &[&str] = &["", "plaintext", "text", "txt", "plain", "none"];

/// `<h2 id="x">…</h2>` becomes a link to itself, `<table>` stands in `<div class="table">`, and a block of code has its language in
/// `data-lang`, for the style sheet to show. A task's box gets a name.
pub fn furnish(html: &str) -> String {
    let mut additions = Vec::new();
    let mut heading: Option<Heading> = None;
    // Where each open table begins; only the outermost gets a frame.
    let mut tables: Vec<usize> = Vec::new();
    for tag in tags(html) {
        let name = html.get(tag.name.clone()).unwrap_or_default();
        if let Some(level) = heading_level(name) {
            if !tag.is_closing {
                heading = Heading::opened(html, &tag, level);
            } else if let Some(opened) = heading.take().filter(|opened| opened.level == level) {
                opened.link(html, tag.range.start, &mut additions);
            }
        } else if let Some(heading) = &mut heading
            && NOT_IN_LINKS.iter().any(|known| name.eq_ignore_ascii_case(known))
        {
            heading.may_be_link = false;
        }
        if name.eq_ignore_ascii_case("table") {
            if !tag.is_closing {
                tables.push(tag.range.start);
            } else if let Some(start) = tables.pop()
                && tables.is_empty()
            {
                additions.push(Addition { at: start, html: "<div class=\"table\">".to_owned() });
                additions.push(Addition { at: tag.range.end, html: "</div>".to_owned() });
            }
        } else if name.eq_ignore_ascii_case("input") {
            additions.extend(label_of(html, &tag));
        } else if !tag.is_closing
            && let Some(language) = language_of(html, &tag, name)
        {
            let mut attribute = " data-lang=\"".to_owned();
            attribute.push_str(language);
            attribute.push('"');
            additions.push(Addition { at: tag.name.end, html: attribute });
        }
    }
    // A frame's two ends come at its end, when headings inside it are already there.
    additions.sort_by_key(|addition| addition.at);
    with(html, &additions)
}

fn with(html: &str, additions: &[Addition]) -> String {
    let extra: usize = additions.iter().map(|addition| addition.html.len()).sum();
    let mut whole = String::with_capacity(html.len() + extra);
    let mut from = 0;
    for addition in additions {
        whole.push_str(html.get(from..addition.at).unwrap_or_default());
        whole.push_str(&addition.html);
        from = addition.at;
    }
    whole.push_str(html.get(from..).unwrap_or_default());
    whole
}

/// A heading that is open.
struct Heading {
    level: u8,
    /// Bytes of its id as written.
    id: Range<usize>,
    /// Where its content begins.
    start: usize,
    may_be_link: bool,
}

impl Heading {
    /// Nothing if it has no id; a page's title needs no link to itself.
    fn opened(html: &str, tag: &Tag, level: u8) -> Option<Self> {
        let id = attribute(html, tag, "id").filter(|id| !id.is_empty() && level > 1)?;
        Some(Self { level, id, start: tag.range.end, may_be_link: true })
    }

    fn link(self, html: &str, end: usize, additions: &mut Vec<Addition>) {
        let content = html.get(self.start..end).unwrap_or_default();
        if !self.may_be_link || content.trim().is_empty() {
            return;
        }
        let mut opening = "<a class=\"anchor\" href=\"#".to_owned();
        escape::address(&mut opening, &write_raw::decoded(html.get(self.id).unwrap_or_default()));
        opening.push_str("\">");
        additions.push(Addition { at: self.start, html: opening });
        additions.push(Addition { at: end, html: "</a>".to_owned() });
    }
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// A task's box gets a name, in a sign that needs no language.
fn label_of(html: &str, tag: &Tag) -> Option<Addition> {
    let class = attribute(html, tag, "class").and_then(|range| html.get(range))?;
    if class != "task-list-item-checkbox" || attribute(html, tag, "aria-label").is_some() {
        return None;
    }
    let sign = if attribute(html, tag, "checked").is_some() { "✓" } else { "○" };
    Some(Addition { at: tag.name.end, html: format!(" aria-label=\"{sign}\"") })
}

/// The bytes of an attribute's value.
fn attribute(html: &str, tag: &Tag, name: &str) -> Option<Range<usize>> {
    let is_it = |range: &Range<usize>| html.get(range.clone()).is_some_and(|found| found.eq_ignore_ascii_case(name));
    tag.attributes.iter().find(|attribute| is_it(&attribute.name)).map(|attribute| attribute.value.clone())
}

/// The language of the block of code that begins with this tag: `<div class="language-rust highlighter-rouge">`, or
/// `<figure class="highlight"><pre><code class="language-rust" …>`.
fn language_of<'a>(html: &'a str, tag: &Tag, name: &str) -> Option<&'a str> {
    let classes = |tag: &Tag| attribute(html, tag, "class").and_then(|range| html.get(range)).unwrap_or_default();
    let language = |classes: &'a str| classes.split_whitespace().find_map(|class| class.strip_prefix("language-"));
    let own = classes(tag);
    let found = match name {
        "div" if own.contains("highlighter-rouge") => language(own)?,
        "figure" if own == "highlight" => {
            let rest = html.get(tag.range.end..)?.strip_prefix("<pre>")?;
            let code = rest.strip_prefix("<code class=\"")?.split('"').next()?;
            language(code)?
        }
        _ => return None,
    };
    let is_said = attribute(html, tag, "data-lang").is_some();
    (!is_said && !WITHOUT_LANGUAGE.contains(&found)).then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_added() {
        for (input, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("<p>a</p>", "<p>a</p>"),
            ("<h2 id=\"a\">A</h2>", "<h2 id=\"a\"><a class=\"anchor\" href=\"#a\">A</a></h2>"),
            (
                "<H3 class=x ID='a b'>A <em>b</em></H3>",
                "<H3 class=x ID='a b'><a class=\"anchor\" href=\"#a%20b\">A <em>b</em></a></H3>",
            ),
            ("<h2 id=\"größe\">G</h2>", "<h2 id=\"größe\"><a class=\"anchor\" href=\"#gr%C3%B6%C3%9Fe\">G</a></h2>"),
            ("<h2 id=\"a&amp;b\">A</h2>", "<h2 id=\"a&amp;b\"><a class=\"anchor\" href=\"#a&amp;b\">A</a></h2>"),
            // A title, a heading without an id, without words, with a link, never closed, closed as another.
            ("<h1 id=\"a\">A</h1>", "<h1 id=\"a\">A</h1>"),
            ("<h2>A</h2>", "<h2>A</h2>"),
            ("<h2 id=\"\">A</h2>", "<h2 id=\"\">A</h2>"),
            ("<h2 id=\"a\"> </h2>", "<h2 id=\"a\"> </h2>"),
            ("<h2 id=\"a\"><a href=\"b\">A</a></h2>", "<h2 id=\"a\"><a href=\"b\">A</a></h2>"),
            ("<h2 id=\"a\">A", "<h2 id=\"a\">A"),
            ("<h2 id=\"a\">A</h3></h2>", "<h2 id=\"a\">A</h3></h2>"),
            (
                "<h2 id=\"a\">A<h3 id=\"b\">B</h3></h2>",
                "<h2 id=\"a\">A<h3 id=\"b\"><a class=\"anchor\" href=\"#b\">B</a></h3></h2>",
            ),
            // Tables.
            ("<table><tr><td>a</td></tr></table>\n", "<div class=\"table\"><table><tr><td>a</td></tr></table></div>\n"),
            (
                "<TABLE><td><table></table></td></TABLE><table></table>",
                "<div class=\"table\"><TABLE><td><table></table></td></TABLE></div><div class=\"table\"><table></table></div>",
            ),
            ("<table>", "<table>"),
            ("</table>", "</table>"),
            (
                "<!-- <table></table> --><pre><table></table></pre>",
                "<!-- <table></table> --><pre><table></table></pre>",
            ),
            (
                "<table><td><h2 id=\"a\">A</h2></td></table>",
                "<div class=\"table\"><table><td><h2 id=\"a\"><a class=\"anchor\" href=\"#a\">A</a></h2></td></table></div>",
            ),
            (
                "<input type=\"checkbox\" class=\"task-list-item-checkbox\" disabled checked>",
                "<input aria-label=\"✓\" type=\"checkbox\" class=\"task-list-item-checkbox\" disabled checked>",
            ),
            (
                "<input class=\"task-list-item-checkbox\" disabled><input checked>",
                "<input aria-label=\"○\" class=\"task-list-item-checkbox\" disabled><input checked>",
            ),
            // Code.
            (
                "<div class=\"language-rust wide highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>a</code></pre></div></div>",
                "<div data-lang=\"rust\" class=\"language-rust wide highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>a</code></pre></div></div>",
            ),
            (
                "<div class=\"language-plaintext highlighter-rouge\"></div>",
                "<div class=\"language-plaintext highlighter-rouge\"></div>",
            ),
            ("<div class=\"language-c\"></div>", "<div class=\"language-c\"></div>"),
            ("<div class=\"language- highlighter-rouge\">", "<div class=\"language- highlighter-rouge\">"),
            (
                "<figure class=\"highlight\"><pre><code class=\"language-c++\" data-lang=\"c++\">a</code></pre></figure>",
                "<figure data-lang=\"c++\" class=\"highlight\"><pre><code class=\"language-c++\" data-lang=\"c++\">a</code></pre></figure>",
            ),
            ("<figure class=\"highlight\"><pre>a</pre></figure>", "<figure class=\"highlight\"><pre>a</pre></figure>"),
            (
                "<code class=\"language-rust highlighter-rouge\">a</code>",
                "<code class=\"language-rust highlighter-rouge\">a</code>",
            ),
        ] {
            assert_eq!(furnish(input), expected, "{input}");
        }
    }

    proptest! {
        #[test]
        fn any_html_keeps_every_byte(parts in proptest::collection::vec(
            "<table>|</table>|<h2 id=\"a\">|</h2>|<a>|<pre>|</pre>|<!--|-->|<div class=\"language-x highlighter-rouge\">|\\PC{0,5}", 0..30,
        )) {
            let html = parts.concat();
            let furnished = furnish(&html);
            // Taking out what it adds gives back what there was.
            let plain = furnished.replace("<div class=\"table\">", "").replace(" data-lang=\"x\"", "");
            let mut wanted = html.chars().peekable();
            for c in plain.chars() {
                if wanted.peek() == Some(&c) {
                    wanted.next();
                }
            }
            prop_assert!(wanted.peek().is_none(), "{html}\n{furnished}");
        }
    }
}
