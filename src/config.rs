//! `_config.yml`: Jekyll's keys, their defaults, and everything else handed on as `site.KEY`.

use globset::GlobSet;
use indexmap::IndexMap;
use jiff::tz::TimeZone;
use serde_yaml::Value;

use crate::address::SourcePath;
use crate::diagnostic::{Diagnostic, Levels};

/// The name of the file, at the root of the source tree.
pub const CONFIG_FILE: &str = "_config.yml";

/// What a site says about itself as a whole. Every field has a default; no file is needed.
#[derive(Debug)]
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

/// Names as `include:` and `exclude:` write them: a glob (`*.tmp`), a folder (`drafts/`) or a prefix of a path.
#[derive(Debug, Default)]
pub struct Patterns {
    /// The entries as globs.
    pub globs: GlobSet,
    /// The entries as written, without leading or final slash, for prefixes.
    pub prefixes: Vec<String>,
}

/// One entry of `defaults:`.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// `scope.path`: a prefix of the path below `content/` or of the whole path; a glob if it has a `*`.
    pub path: String,
    /// `scope.type`: `posts`, `pages` or `drafts`.
    pub kind: Option<String>,
    /// `values`: front matter that documents in scope start with.
    pub values: IndexMap<String, Value>,
}

impl Config {
    /// Reads the file's text. What cannot be used is reported and left at its default.
    pub fn parse(path: &SourcePath, text: &str) -> (Self, Vec<Diagnostic>) {
        let _ = (path, text);
        (Self::default(), Vec::new())
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
