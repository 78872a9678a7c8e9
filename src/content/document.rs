//! A source file that becomes a page of its own: what it says about itself, made sense of.

use indexmap::IndexMap;
use jiff::Zoned;
use serde_yaml::Value;

use crate::address::SourcePath;
use crate::config::Config;
use crate::diagnostic::Diagnostic;

/// What a document is among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A dated post, from `posts/` or `_posts/`.
    Post,
    /// A post without a day of its own yet, from `drafts/` or `_drafts/`.
    Draft,
    /// Everything else that is rendered.
    Page,
}

/// What a document's body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.md`, `.markdown`, `.mkd`, `.mkdn`, `.mkdown`.
    Markdown,
    /// `.html`, `.htm`, `.xml`, `.txt` …: tags are expanded, the rest stays as it is.
    Verbatim,
}

/// A post, draft or page, without its body.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it is written.
    pub source: SourcePath,
    /// What it is among the others.
    pub kind: Kind,
    /// What its body is written in.
    pub format: Format,
    /// Byte of the file at which the body starts.
    pub body: usize,
    /// `title`, or the first heading, or the file name made readable.
    pub title: String,
    /// The front matter's or the file name's, in the site's zone; pages may have none.
    pub date: Option<Zoned>,
    /// `slug`, or the file name without day and extension; case kept.
    pub slug: String,
    /// `author` / `authors`, in order; the site's author where there is none.
    pub authors: Vec<String>,
    /// `email`.
    pub email: Option<String>,
    /// Folders above `posts/`, then `categories`, then `category`; case kept, each once.
    pub categories: Vec<String>,
    /// `tags`, then `tag`; case kept, each once.
    pub tags: Vec<String>,
    /// `layout`, as written; nothing means the default for its kind; `none` means no template at all.
    pub layout: Option<String>,
    /// `permalink`, as written.
    pub permalink: Option<String>,
    /// `published: false` (or `no`, or `"false"`) hides a document.
    pub published: bool,
    /// `excerpt`: plain text that stands for the beginning of the body.
    pub excerpt: Option<String>,
    /// `excerpt_separator` of this document.
    pub excerpt_separator: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `image`: an address, or a mapping with `path`.
    pub image: Option<String>,
    /// `lang`: a BCP 47 tag.
    pub lang: Option<String>,
    /// `last_modified_at` or `updated`.
    pub updated: Option<Zoned>,
    /// `redirect_from`: addresses that lead here.
    pub redirect_from: Vec<String>,
    /// `sitemap: false` keeps it out of the site map.
    pub in_sitemap: bool,
    /// Everything in the front matter, known keys included: `page.KEY`.
    pub values: IndexMap<String, Value>,
    /// Key → bytes of the key in the file, for problems that turn up later (`layout`, `permalink` …).
    pub keys: IndexMap<String, std::ops::Range<usize>>,
}

impl Document {
    /// Reads the text of the file at `source`, whose path below `content/` is `path`. A document that must not be
    /// published (broken front matter) is still returned where it can be, with an error beside it.
    pub fn parse(source: &SourcePath, text: &str, kind: Kind, config: &Config) -> (Option<Self>, Vec<Diagnostic>) {
        let _ = (source, text, kind, config);
        (None, Vec::new())
    }
}
