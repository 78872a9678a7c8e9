//! `_config.yml`: Jekyll's keys, their defaults, and everything else handed on as `site.KEY`.
//!
//! 1. The file is read as YAML with places, so that every problem is told where it stands.
//! 2. [`fields`] reads each known key as its kind; [`address`], [`time_zone`], [`patterns`], [`scopes`] and [`lints`]
//!    make sense of those that need more than that.
//! 3. Keys one slip from a known one are reported ([`spelling`]); all others are the site's own.

mod address;
mod fields;
mod lints;
mod patterns;
mod scopes;
mod spelling;
mod time_zone;

use indexmap::IndexMap;
use jiff::tz::TimeZone;
use serde_yaml::Value;

use crate::address::SourcePath;
use crate::diagnostic::{Diagnostic, Levels};
use crate::yaml::{self, Subject};
use fields::Fields;

pub use patterns::Patterns;
pub use scopes::Defaults;

/// The name of the file, at the root of the source tree.
pub const CONFIG_FILE: &str = "_config.yml";

/// What a site says about itself as a whole. Every field has a default; no file is needed.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
pub struct Config {
    /// `title`; empty if unset.
    pub title: String,
    /// `description`; empty if unset.
    pub description: String,
    /// `url`: scheme and host, without a final slash: `https://blog.example`. Empty if unset.
    pub url: String,
    /// `baseurl`: `/repo`, or empty. Always with a leading and without a final slash.
    pub base_path: String,
    /// `author`: the site's author, a name or a mapping with `name`; used where a document has none.
    pub author: Option<String>,
    /// `lang`: a BCP 47 tag; `en` if unset.
    pub lang: String,
    /// `timezone`: an IANA name; UTC if unset. The machine's zone is never used.
    pub time_zone: TimeZone,
    /// `permalink`: a style's name or a pattern, as written; `date` if unset.
    pub permalink: String,
    /// `future: true` publishes posts dated after today.
    pub future: bool,
    /// `unpublished: true` publishes documents with `published: false`.
    pub unpublished: bool,
    /// `show_drafts: true` publishes drafts.
    pub drafts: bool,
    /// `excerpt_separator`; a blank line if unset.
    pub excerpt_separator: String,
    /// `paginate`: posts on one page of the home listing; all of them if unset.
    pub paginate: Option<usize>,
    /// `paginate_path`: `/page:num/` if unset.
    pub paginate_path: String,
    /// `feed.posts_limit`: posts in the feed; 10 if unset.
    pub feed_limit: usize,
    /// `feed.path`: `/feed.xml` if unset.
    pub feed_path: String,
    /// `autolink: true` turns bare URLs into links.
    pub autolink: bool,
    /// `include`: names that are read although they begin with `.` or `_`, as globs or prefixes.
    pub include: Patterns,
    /// `exclude`: what is not read, as globs or prefixes.
    pub exclude: Patterns,
    /// `defaults`: front matter for documents by path and kind.
    pub defaults: Vec<Defaults>,
    /// `lints`: what each code weighs here.
    pub levels: Levels,
    /// The whole file, known keys included, as templates see it: `site.KEY`.
    pub values: IndexMap<String, Value>,
}

impl Config {
    /// Reads the file's text. What cannot be used is reported and left at its default.
    pub fn parse(path: &SourcePath, text: &str) -> (Self, Vec<Diagnostic>) {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (mapping, mut findings) = yaml::mapping(text, start..text.len(), Subject::Config);
        findings.extend(spelling::check(&mapping.places));
        let mut fields = Fields::new(text, &mapping);
        let plain = Self::default();
        let (url, base_path) = address::read(&mut fields);
        let (feed_limit, feed_path) = fields.feed();
        let config = Self {
            title: fields.text("title").unwrap_or(plain.title),
            description: fields.text("description").unwrap_or(plain.description),
            url,
            base_path,
            author: fields.author(),
            lang: fields.text("lang").unwrap_or(plain.lang),
            time_zone: time_zone::read(&mut fields),
            permalink: fields.text("permalink").unwrap_or(plain.permalink),
            future: fields.truth("future").unwrap_or(plain.future),
            unpublished: fields.truth("unpublished").unwrap_or(plain.unpublished),
            drafts: fields.truth("show_drafts").unwrap_or(plain.drafts),
            excerpt_separator: fields.text("excerpt_separator").unwrap_or(plain.excerpt_separator),
            paginate: fields.count("paginate"),
            paginate_path: fields.paginate_path().unwrap_or(plain.paginate_path),
            feed_limit: feed_limit.unwrap_or(plain.feed_limit),
            feed_path: feed_path.unwrap_or(plain.feed_path),
            autolink: fields.truth("autolink").unwrap_or(plain.autolink),
            include: Patterns::read(&mut fields, "include"),
            exclude: Patterns::read(&mut fields, "exclude"),
            defaults: Defaults::read(&mut fields),
            levels: lints::read(&mut fields),
            values: IndexMap::new(),
        };
        findings.extend(fields.findings);
        let problems = findings.into_iter().map(|finding| finding.place(path, |range| range)).collect();
        (Self { values: mapping.values, ..config }, problems)
    }
}

impl Config {
    /// Puts another base path in the place of the file's: `repo`, `/repo` and `/repo/` are the same; empty is the root.
    pub fn set_base_path(&mut self, path: &str) {
        self.base_path = address::clean(path);
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            url: String::new(),
            base_path: String::new(),
            author: None,
            lang: "en".to_owned(),
            time_zone: TimeZone::UTC,
            permalink: "date".to_owned(),
            future: false,
            unpublished: false,
            drafts: false,
            excerpt_separator: "\n\n".to_owned(),
            paginate: None,
            paginate_path: "/page:num/".to_owned(),
            feed_limit: 10,
            feed_path: "/feed.xml".to_owned(),
            autolink: false,
            include: Patterns::default(),
            exclude: Patterns::default(),
            defaults: Vec::new(),
            levels: Levels::default(),
            values: IndexMap::new(),
        }
    }
}
