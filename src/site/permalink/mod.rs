//! Patterns like `/:categories/:year/:month/:day/:title.html` → addresses, by Jekyll's rules (`jekyll/url.rb`,
//! `jekyll/page.rb`, `jekyll/configuration.rb`).
//!
//! 1. A document's own `permalink` is its pattern; else the site's, of which a page takes only the ending.
//! 2. Style names (`pretty`) are patterns written short; only the site's may be one.
//! 3. [`placeholder`] says what each `:key` stands for.
//! 4. What comes out is cleaned: no `..`, no empty segments, nothing that cannot stand in an address.

mod placeholder;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::address::reference::decode;
use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{Document, Format, Kind};
use crate::diagnostic::{Code, Diagnostic, nearest};

use placeholder::Void;

/// Every placeholder, without its colon, and what it stands for: `("i_day", "day without a leading zero")`.
pub const PLACEHOLDERS: &[(&str, &str)] = placeholder::NAMES;

/// The styles that have a name, and the patterns they stand for (`jekyll/configuration.rb`, `STYLE_TO_PERMALINK`).
pub const STYLES: &[(&str, &str)] = &[
    ("date", "/:categories/:year/:month/:day/:title:output_ext"),
    ("pretty", "/:categories/:year/:month/:day/:title/"),
    ("ordinal", "/:categories/:year/:y_day/:title:output_ext"),
    ("weekdate", "/:categories/:year/W:week/:short_day/:title:output_ext"),
    ("none", "/:categories/:title:output_ext"),
];

/// Whose pattern it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The document's own `permalink`.
    FrontMatter,
    /// `permalink` in `_config.yml`.
    Config,
}

/// Why a pattern gave no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermalinkFault {
    /// The pattern, as written.
    pub pattern: String,
    /// Whose it is.
    pub origin: Origin,
    /// The part of the pattern that is at fault, in bytes.
    pub range: Range<usize>,
    /// What is wrong with that part.
    pub kind: FaultKind,
}

/// What can be wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `:titel`; with the nearest placeholder.
    UnknownPlaceholder(Option<&'static str>),
    /// `prety`: neither a style nor a pattern; with the nearest style.
    UnknownStyle(Option<&'static str>),
    /// `:year` for a document without a date.
    NoDate,
    /// `:title` for a document whose name has no character that can stand in an address.
    NoName,
    /// Nothing is left: the address would be the home page's.
    Empty,
    /// The address would hold this character, which none can: a control character or a backslash.
    Unwritable(char),
}

/// Where `document` is served: by its own `permalink` if it has one, else by `style`, the site's: a style's name or
/// a pattern.
pub fn url(document: &Document, style: &str) -> Result<UrlPath, PermalinkFault> {
    let pattern = Pattern::of(document, style)?;
    let (text, at) = pattern.expand(document)?;
    let fault = |range, kind| pattern.fault(range, kind);
    // Jekyll only takes the dots away; `..` does not take the folder before it along, as a browser would.
    let kept: Vec<&str> = text.split('/').filter(|segment| !matches!(*segment, "" | "." | "..")).collect();
    let mut path = format!("/{}", kept.join("/"));
    if text.ends_with('/') && !kept.is_empty() {
        path.push('/');
    }
    if let Some((offset, c)) = text.char_indices().find(|(_, c)| c.is_control() || *c == '\\') {
        return Err(fault(at(offset), FaultKind::Unwritable(c)));
    }
    if kept.is_empty() && !pattern.may_be_home(document) {
        return Err(fault(0..pattern.written.len(), FaultKind::Empty));
    }
    Ok(UrlPath::new(&path))
}

/// The pattern that makes the address of `document`, styles written out, and whose it is; nothing if there is no such style.
pub fn rule(document: &Document, style: &str) -> Option<(String, Origin)> {
    let pattern = Pattern::of(document, style).ok()?;
    Some((pattern.text.into_owned(), pattern.origin))
}

/// The file that serves `document` at `url`, which [`url`] gave for the same `style`: a pattern without extension gives
/// an address without one, and the file has it all the same.
pub fn output(document: &Document, style: &str, url: &UrlPath) -> OutputPath {
    let own = output_extension(document);
    if url.as_str().ends_with('/') {
        // The one name that hosts serve for a folder.
        return url.output(".html");
    }
    // As for Jekyll (`renderer.rb`, `permalink_ext`), the pattern may name another: `/feed.json`, `/:title.htm`. It reads
    // `/v1.2` the same way, and the page is then served as a file of no type; an extension begins with a letter here.
    let pattern = document.permalink.as_deref().unwrap_or(if document.kind == Kind::Page { "" } else { style });
    let last = pattern.rsplit('/').next().unwrap_or_default();
    match last.rsplit_once('.') {
        Some((_, extension))
            if extension.starts_with(|c: char| c.is_ascii_alphabetic())
                && extension.bytes().all(|b| b.is_ascii_alphanumeric())
                && url.as_str().ends_with(extension) =>
        {
            url.output(&format!(".{extension}"))
        }
        _ => url.output(&own),
    }
}

/// `:output_ext`: `.html` for Markdown, the file's own for everything else; empty if it has none.
pub fn output_extension(document: &Document) -> String {
    match (document.format, document.source.extension()) {
        (Format::Markdown, _) => ".html".to_owned(),
        (Format::Verbatim, "") => String::new(),
        (Format::Verbatim, extension) => format!(".{extension}"),
    }
}

/// The pattern that decides a document's address.
struct Pattern<'a> {
    /// As its author wrote it.
    written: &'a str,
    /// What is expanded: the same, unless the style has a name or the document is a page.
    text: Cow<'a, str>,
    origin: Origin,
}

/// Says which bytes of the pattern a byte of its expansion came from.
type Origins = Box<dyn Fn(usize) -> Range<usize>>;

impl<'a> Pattern<'a> {
    fn of(document: &'a Document, style: &'a str) -> Result<Self, PermalinkFault> {
        if let Some(own) = &document.permalink {
            // Names of styles mean nothing here: `permalink: pretty` is the address `/pretty` (`jekyll/url.rb`).
            return Ok(Self { written: own, text: own.into(), origin: Origin::FrontMatter });
        }
        let named = STYLES.iter().find(|(name, _)| *name == style).map(|(_, pattern)| *pattern);
        let mut pattern = Self { written: style, text: named.unwrap_or(style).into(), origin: Origin::Config };
        if document.kind == Kind::Page {
            pattern.text = page_pattern(document, &pattern.text).into();
        } else if named.is_none() && !style.contains([':', '/']) {
            // Jekyll takes it for a pattern, and every post for the same page.
            let near = nearest(style, STYLES.iter().map(|(name, _)| *name));
            return Err(pattern.fault(0..style.len(), FaultKind::UnknownStyle(near)));
        }
        Ok(pattern)
    }

    fn fault(&self, range: Range<usize>, kind: FaultKind) -> PermalinkFault {
        // Only a pattern of one's own has places; those of `pretty` are nowhere to be seen.
        let range = if self.text == self.written { range } else { 0..self.written.len() };
        PermalinkFault { pattern: self.written.to_owned(), origin: self.origin, range, kind }
    }

    /// The text with every placeholder replaced, and where each byte of it came from.
    fn expand(&self, document: &Document) -> Result<(String, Origins), PermalinkFault> {
        let mut text = String::new();
        let mut origins: Vec<(usize, Range<usize>)> = Vec::new();
        let mut at = 0;
        while at < self.text.len() {
            let rest = &self.text[at..];
            let key = rest
                .strip_prefix(':')
                .map_or(0, |rest| rest.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count());
            let end = if key > 0 {
                at + 1 + key
            } else {
                // Up to the next colon, beyond the one that may stand here as itself.
                at + rest.char_indices().skip(1).find(|(_, c)| *c == ':').map_or(rest.len(), |(index, _)| index)
            };
            origins.push((text.len(), at..end));
            if key > 0 {
                let value = key_value(&rest[1..=key], document);
                text.push_str(&value.map_err(|kind| self.fault(at..end, kind))?);
            } else {
                text.push_str(&decode(&self.text[at..end]));
            }
            at = end;
        }
        let origin = move |offset: usize| {
            let index = origins.partition_point(|(start, _)| *start <= offset);
            origins.get(index.saturating_sub(1)).map_or(0..0, |(_, range)| range.clone())
        };
        Ok((text, Box::new(origin)))
    }

    /// Only a page that is the root's index, or whoever asks for `/` in so many words.
    fn may_be_home(&self, document: &Document) -> bool {
        match self.origin {
            Origin::FrontMatter => self.written.starts_with('/') && self.written.trim_matches('/').is_empty(),
            Origin::Config => document.kind == Kind::Page,
        }
    }
}

/// What `:key` stands for; `:key_` is tried as it is and as `:key` with an underscore behind it.
fn key_value(key: &str, document: &Document) -> Result<String, FaultKind> {
    let value = match (placeholder::value(key, document), key.strip_suffix('_')) {
        (Err(Void::Unknown), Some(shorter)) => placeholder::value(shorter, document).map(|value| format!("{value}_")),
        (value, _) => value,
    };
    value.map_err(|void| match void {
        Void::NoDate => FaultKind::NoDate,
        Void::NoName => FaultKind::NoName,
        Void::Unknown => {
            let key = key.trim_end_matches('_');
            let begun =
                || PLACEHOLDERS.iter().map(|(name, _)| *name).filter(|n| key.starts_with(n)).max_by_key(|n| n.len());
            let near = nearest(key, PLACEHOLDERS.iter().map(|(name, _)| *name));
            FaultKind::UnknownPlaceholder(near.or_else(begun))
        }
    })
}

/// A page takes of the site's pattern only the ending: `.html`, `/` or nothing (`jekyll/utils.rb`,
/// `add_permalink_suffix`). Jekyll overlooks `weekdate` and a `.html` that is spelt out, and serves the pages of such
/// sites without extension; their addresses would then work on fewer hosts than the posts'.
fn page_pattern(document: &Document, pattern: &str) -> &'static str {
    let extension = output_extension(document);
    if !matches!(extension.as_str(), ".html" | ".htm" | ".xhtml") {
        "/:path/:basename:output_ext"
    } else if document.source.stem() == "index" {
        "/:path/"
    } else if pattern.ends_with('/') {
        "/:path/:basename/"
    } else if pattern.ends_with(":output_ext") || pattern.strip_suffix(".html").is_some() {
        "/:path/:basename:output_ext"
    } else {
        "/:path/:basename"
    }
}

impl PermalinkFault {
    /// The part of the pattern that is at fault: `:titel`.
    fn part(&self) -> &str {
        self.pattern.get(self.range.clone()).unwrap_or(&self.pattern)
    }

    /// What to write instead.
    pub fn hints(&self) -> Vec<String> {
        let part = self.part();
        match &self.kind {
            FaultKind::UnknownPlaceholder(Some(near)) => {
                vec![format!("write `permalink: {}`", self.with(&format!(":{near}")))]
            }
            FaultKind::UnknownPlaceholder(None) => {
                let all: Vec<String> = PLACEHOLDERS.iter().map(|(name, _)| format!("`:{name}`")).collect();
                vec![format!("there are {}", all.join(", "))]
            }
            FaultKind::UnknownStyle(Some(near)) => vec![format!("write `permalink: {near}`")],
            FaultKind::UnknownStyle(None) => {
                let all: Vec<String> = STYLES.iter().map(|(name, _)| format!("`{name}`")).collect();
                vec![format!("write one of {}, or a pattern like `/:year/:title/`", all.join(", "))]
            }
            FaultKind::NoDate => vec!["write `date: 2026-01-31` into the front matter".to_owned()],
            FaultKind::NoName => vec!["write `slug: a-word` into the front matter".to_owned()],
            FaultKind::Empty => vec!["write `permalink: /a-word/`".to_owned()],
            FaultKind::Unwritable('\\') if part.contains('\\') => {
                vec![format!("write `permalink: {}`", self.with(&part.replace('\\', "/")))]
            }
            FaultKind::Unwritable(_) => Vec::new(),
        }
    }

    /// The pattern with other text for the part at fault.
    fn with(&self, text: &str) -> String {
        let mut pattern = self.pattern.clone();
        if pattern.get(self.range.clone()).is_some() {
            pattern.replace_range(self.range.clone(), text);
        }
        pattern
    }

    /// Whether the pattern itself is wrong, and not only for one document.
    fn is_of_the_pattern(&self) -> bool {
        matches!(self.kind, FaultKind::UnknownPlaceholder(_) | FaultKind::UnknownStyle(_))
    }

    /// The fault as a `bad-permalink` of `document`. What is wrong with the site's own pattern is said of that pattern,
    /// in the same words for each document: [`Levels::apply`](crate::diagnostic::Levels::apply) says it once.
    pub fn diagnostic(&self, document: &Document, config: &Config) -> Diagnostic {
        let of_config = self.origin == Origin::Config;
        let message = if of_config { format!("{self}, in `permalink` of `{CONFIG_FILE}`") } else { self.to_string() };
        let mut diagnostic = Diagnostic::new(Code::BadPermalink, message);
        if of_config && self.is_of_the_pattern() {
            let place = config.places.get("permalink").cloned().unwrap_or(0..0);
            diagnostic = diagnostic.at(&SourcePath::new(CONFIG_FILE), place);
        } else {
            let key = match self.kind {
                FaultKind::NoDate => "date",
                FaultKind::NoName => "slug",
                _ => "permalink",
            };
            let keys = &document.keys;
            let place = keys.get("permalink").or_else(|| keys.get(key)).cloned().unwrap_or(0..0);
            diagnostic = diagnostic.at(&document.source, place);
        }
        diagnostic.hints = self.hints();
        diagnostic
    }
}

/// Control characters as escapes, everything else as it is.
fn on_one_line(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

impl fmt::Display for PermalinkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, pattern) = (on_one_line(self.part()), on_one_line(&self.pattern));
        match &self.kind {
            FaultKind::UnknownPlaceholder(_) => write!(f, "no placeholder `{part}` in the permalink `{pattern}`"),
            FaultKind::UnknownStyle(_) => write!(f, "`{pattern}` is neither a permalink style nor a pattern"),
            FaultKind::NoDate => write!(f, "`{part}` in the permalink `{pattern}` needs a date, and there is none"),
            FaultKind::NoName => {
                write!(
                    f,
                    "`{part}` in the permalink `{pattern}` is empty: nothing of the file's name can stand in an address"
                )
            }
            FaultKind::Empty => write!(f, "the permalink `{pattern}` gives an empty address"),
            FaultKind::Unwritable('\\') => {
                write!(f, "the permalink `{pattern}` gives an address with a backslash in it")
            }
            FaultKind::Unwritable(c) => {
                let number = u32::from(*c);
                write!(f, "the permalink `{pattern}` gives an address with the control character U+{number:04X} in it")
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]
mod tests;
