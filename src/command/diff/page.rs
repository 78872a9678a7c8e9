//! What a reader sees of a page: its title, and the lines, headings, ids and links of its main part.
//!
//! `lol_html` reads the HTML as a browser does, in one go and without building a tree. The main part is `<main>`, else
//! `<article>`, else everything but what stands around a text on every page (`<nav>`, `<header>`, `<footer>`, `<aside>`).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk};
use lol_html::{DocumentContentHandlers, HtmlRewriter, Settings, element};

use crate::address::UrlPath;
use crate::address::reference::{Reference, trim};
use crate::search::plain;

/// A page as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    /// The text, block for block.
    pub(super) lines: Vec<String>,
    /// `## What I did`
    pub(super) headings: Vec<String>,
    pub(super) ids: BTreeSet<String>,
    /// Addresses within the site counted from its root, others as they are written.
    pub(super) links: BTreeSet<String>,
}

/// Where a page stands, to tell that two addresses written in different ways are one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing<'a> {
    /// `https://blog.example`, or empty.
    pub(super) url: &'a str,
    /// `/repo`, or empty.
    pub(super) base_path: &'a str,
    /// Below the base path: `/2024/05/slug.html`.
    pub(super) page: &'a UrlPath,
}

/// Elements that stand within a line.
const WITHIN: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "input", "ins",
    "kbd", "label", "mark", "picture", "q", "s", "samp", "small", "source", "span", "strong", "sub", "sup", "time",
    "u", "var", "wbr",
];
/// Elements that stand around the text of every page.
const AROUND: &[&str] = &["nav", "header", "footer", "aside"];
/// Elements whose content nobody reads.
const UNREAD: &[&str] = &["script", "style", "template", "noscript", "svg", "math"];

/// In which part of the page something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    main: bool,
    article: bool,
    around: bool,
}

#[derive(Debug, Default)]
struct Reading {
    main: usize,
    article: usize,
    around: usize,
    unread: usize,
    /// The level of the heading that is open.
    heading: Option<usize>,
    in_title: bool,
    title: String,
    line: String,
    lines: Vec<(Part, String)>,
    headings: Vec<(Part, String)>,
    ids: Vec<(Part, String)>,
    links: Vec<(Part, String)>,
}

impl Page {
    /// Reads `html`; bytes that are no UTF-8 become U+FFFD, and what cannot be read to its end is read as far as that.
    pub(super) fn read(html: &[u8], standing: Standing<'_>) -> Self {
        let text = String::from_utf8_lossy(html);
        let reading = Rc::new(RefCell::new(Reading::default()));
        let (elements, texts) = (Rc::clone(&reading), Rc::clone(&reading));
        let settings = Settings::new()
            .append_element_content_handler(element!("*", move |element| {
                elements.borrow_mut().open(element);
                watch_end(element, &elements);
                Ok(())
            }))
            .append_document_content_handler(DocumentContentHandlers::default().text(
                move |chunk: &mut TextChunk<'_>| {
                    texts.borrow_mut().text(chunk.as_str());
                    Ok(())
                },
            ))
            .with_strict(false);
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        if rewriter.write(text.as_bytes()).is_ok() {
            let _ = rewriter.end();
        }
        let mut reading = reading.take();
        reading.flush();
        reading.into_page(standing)
    }
}

fn heading_level(name: &str) -> Option<usize> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(usize::from(level - b'0')),
        _ => None,
    }
}

/// Ends that matter: of everything that is no part of a line.
fn watch_end(element: &mut Element<'_, '_>, reading: &Rc<RefCell<Reading>>) {
    let name = element.tag_name();
    if element.can_have_content() && !WITHIN.contains(&name.as_str()) {
        let reading = Rc::clone(reading);
        let _ = element.on_end_tag(Box::new(move |_| {
            reading.borrow_mut().close(&name);
            Ok(())
        }));
    }
}

impl Reading {
    fn part(&self) -> Part {
        Part { main: self.main > 0, article: self.article > 0, around: self.around > 0 }
    }

    fn open(&mut self, element: &Element<'_, '_>) {
        let name = element.tag_name();
        if !WITHIN.contains(&name.as_str()) {
            self.flush();
        }
        if element.can_have_content() {
            match name.as_str() {
                "main" => self.main += 1,
                "article" => self.article += 1,
                "title" => self.in_title = self.unread == 0,
                _ if AROUND.contains(&name.as_str()) => self.around += 1,
                _ if UNREAD.contains(&name.as_str()) => self.unread += 1,
                _ => {}
            }
        }
        if let Some(level) = heading_level(&name) {
            self.heading = Some(level);
        }
        for attribute in element.attributes() {
            let is_link = matches!((name.as_str(), attribute.name().as_str()), ("a", "href") | ("img", "src"));
            let value = || plain(&attribute.value());
            if is_link {
                self.links.push((self.part(), value()));
            } else if attribute.name() == "id" {
                self.ids.push((self.part(), value()));
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.flush();
        let less = |count: &mut usize| *count = count.saturating_sub(1);
        match name {
            "main" => less(&mut self.main),
            "article" => less(&mut self.article),
            "title" => self.in_title = false,
            _ if AROUND.contains(&name) => less(&mut self.around),
            _ if UNREAD.contains(&name) => less(&mut self.unread),
            _ if heading_level(name).is_some() => self.heading = None,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
        } else if self.unread == 0 {
            self.line.push_str(text);
        }
    }

    fn flush(&mut self) {
        let line = one_line(&std::mem::take(&mut self.line));
        if line.is_empty() {
            return;
        }
        if let Some(level) = self.heading {
            self.headings.push((self.part(), format!("{} {line}", "#".repeat(level))));
        }
        self.lines.push((self.part(), line));
    }

    fn into_page(self, standing: Standing<'_>) -> Page {
        let has = |is_in: fn(&Part) -> bool| self.lines.iter().any(|(part, _)| is_in(part));
        let is_main: fn(&Part) -> bool = if has(|part| part.main) {
            |part| part.main
        } else if has(|part| part.article) {
            |part| part.article
        } else {
            |part| !part.around
        };
        let of =
            |all: Vec<(Part, String)>| all.into_iter().filter(move |(part, _)| is_main(part)).map(|(_, text)| text);
        Page {
            title: one_line(&self.title),
            lines: of(self.lines).collect(),
            headings: of(self.headings).collect(),
            ids: of(self.ids).filter(|id| !id.is_empty()).collect(),
            links: of(self.links).map(|link| standing.counted(&link)).collect(),
        }
    }
}

fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Standing<'_> {
    /// An address as it is counted from the root of the site: `/2024/05/slug.html#part`.
    fn counted(self, written: &str) -> String {
        let trimmed = trim(written);
        let own = trimmed
            .strip_prefix(self.url)
            .filter(|rest| !self.url.is_empty() && (rest.is_empty() || rest.starts_with(['/', '?', '#'])));
        let reference = Reference::parse(own.unwrap_or(&trimmed));
        if reference.scheme.is_some() || reference.authority.is_some() {
            return trimmed.into_owned();
        }
        let page = UrlPath::new(&format!("{}{}", self.base_path, self.page));
        let path =
            if own.is_some() && reference.path.is_empty() { UrlPath::new("/") } else { page.join(&reference.path) };
        let below = path.as_str().strip_prefix(self.base_path).filter(|rest| rest.starts_with('/'));
        format!("{}{}", below.unwrap_or(path.as_str()), reference.rest())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(html: &str) -> Page {
        let page = UrlPath::new("/2024/a.html");
        Page::read(html.as_bytes(), Standing { url: "https://blog.example", base_path: "/repo", page: &page })
    }

    /// Lines joined by ` | `.
    fn check(html: &str, lines: &str) {
        assert_eq!(read(html).lines.join(" | "), lines, "{html}");
    }

    #[test]
    fn what_is_seen() {
        check("", "");
        check("plain &amp; <b>bo</b>ld<br>next", "plain & bold | next");
        check("<nav>menu</nav><p>one\n  two<p>three</p>four", "one two | three | four");
        check("<header>h</header><main><h1>T</h1><p>x</main><footer>f</footer>", "T | x");
        check("<body>around<article><p>x</p></article>", "x");
        check("<ul><li>a<li>b</ul><script>var a = '<p>';</script><style>p{}</style>c", "a | b | c");
        check("<p>unclosed <em>text", "unclosed text");
        check("<table><tr><td>a</td><td>b</td></tr></table>", "a | b");
    }

    #[test]
    fn everything_else_of_it() {
        let page = read(
            "<title> A\n &amp; B</title><nav><a href='/x'>x</a></nav><main id=m><h2 id='a&amp;b'>One <em>two</em></h2>\
             <a href='b.html#c'>1</a><a href='https://blog.example/repo/2024/b.html#c'>2</a><a href='#d'>3</a>\
             <a href='https://else.example/?a=1&amp;b=2'>4</a><img src='/repo/i.png'><a href='mailto:a@b.c'>5</a></main>",
        );
        assert_eq!((page.title.as_str(), page.headings.join(",").as_str()), ("A & B", "## One two"));
        assert_eq!(page.ids.into_iter().collect::<Vec<_>>(), ["a&b", "m"]);
        let links: Vec<String> = page.links.into_iter().collect();
        assert_eq!(
            links,
            ["/2024/a.html#d", "/2024/b.html#c", "/i.png", "https://else.example/?a=1&b=2", "mailto:a@b.c"]
        );
        let lossy = Page::read(b"<p>caf\xe9</p>", Standing { url: "", base_path: "", page: &UrlPath::new("/") });
        assert_eq!(lossy.lines, ["caf\u{FFFD}"]);
    }

    proptest! {
        #[test]
        fn no_html_panics(html in "(<|</|>|!--|-->|main|title|h2|p| id=|\"|'|&amp;|&|svg|script|é|a href=| |\\n){0,60}") {
            read(&html);
        }
    }
}
