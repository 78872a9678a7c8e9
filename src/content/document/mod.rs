//! A source file that becomes a page of its own: what it says about itself, made sense of.
//!
//! 1. [`FrontMatter::split`] takes the file apart.
//! 2. [`defaults`] puts `defaults:` of the configuration below what the document says itself.
//! 3. [`fields`] reads each known key as its kind; what is of another kind is reported at the key.
//! 4. [`names`] takes from the path what front matter leaves open: categories, slug, day, title.
//! 5. Keys one slip from a known one are reported ([`spelling`]).

mod defaults;
mod fields;
mod names;
mod spelling;

use indexmap::IndexMap;
use jiff::Zoned;
use serde_yaml::Value;

use super::front_matter::FrontMatter;
use super::post_name::PostName;
use crate::address::SourcePath;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Finding};
use crate::markdown;
use fields::Fields;

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

impl Format {
    /// The format that a file name's extension stands for, in any case (jekyll, `markdown_ext`).
    pub fn of(path: &SourcePath) -> Self {
        let known = ["md", "markdown", "mkd", "mkdn", "mkdown"];
        if known.iter().any(|known| path.extension().eq_ignore_ascii_case(known)) {
            Self::Markdown
        } else {
            Self::Verbatim
        }
    }
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
    /// Reads the text of the file at `source`, its path below the site's root (`content/posts/…`). A document that must
    /// not be published (broken front matter) is still returned where it can be, with an error beside it.
    pub fn parse(source: &SourcePath, text: &str, kind: Kind, config: &Config) -> (Option<Self>, Vec<Diagnostic>) {
        let (split, mut findings) = FrontMatter::split(text);
        let FrontMatter { values: own, places } = split.front_matter.unwrap_or_default();
        findings.extend(spelling::check(&places));
        let values = defaults::applied(own, source, kind, &config.defaults);
        let mut fields = Fields::new(text, &values, &places, &config.time_zone);

        let format = Format::of(source);
        let name = if kind == Kind::Page { None } else { PostName::parse(source.file_name()) };
        let slug =
            fields.text("slug").unwrap_or_else(|| name.as_ref().map_or(source.stem(), |name| &name.slug).to_owned());
        let (authors, author_email) = fields.authors(config.author.as_deref());
        let mut categories = if kind == Kind::Page { Vec::new() } else { names::categories(source, kind) };
        fields.terms(&mut categories, "categories", "category");
        let mut tags = Vec::new();
        fields.terms(&mut tags, "tags", "tag");
        let title = fields.text("title").unwrap_or_else(|| {
            let heading =
                (format == Format::Markdown).then(|| text.get(split.body..).and_then(markdown::first_heading));
            heading.flatten().filter(|title| !title.is_empty()).unwrap_or_else(|| names::readable(&slug))
        });
        let document = Self {
            source: source.clone(),
            kind,
            format,
            body: split.body,
            title,
            date: fields.date("date").or_else(|| names::date(name.as_ref(), &config.time_zone)),
            slug,
            authors,
            email: fields.text("email").or(author_email),
            categories,
            tags,
            layout: fields.layout(),
            permalink: fields.text("permalink"),
            published: fields.truth("published").unwrap_or(true),
            excerpt: fields.text("excerpt"),
            excerpt_separator: fields.text("excerpt_separator"),
            description: fields.text("description"),
            image: fields.image(),
            lang: fields.text("lang"),
            updated: fields.date("last_modified_at").or_else(|| fields.date("updated")),
            redirect_from: fields.list("redirect_from"),
            in_sitemap: fields.truth("sitemap").unwrap_or(true),
            keys: IndexMap::new(),
            values: IndexMap::new(),
        };
        findings.extend(fields.findings);
        let mut problems: Vec<Diagnostic> =
            findings.into_iter().map(|finding: Finding| finding.place(source, |range| range)).collect();
        problems.extend(document.without_date(name.as_ref(), &problems));
        let keys = places.into_iter().map(|(key, place)| (key, place.key)).collect();
        (Some(Self { values, keys, ..document }), problems)
    }

    /// A post must have a day; why this one has none, if nothing was said about it yet.
    fn without_date(&self, name: Option<&PostName>, problems: &[Diagnostic]) -> Option<Diagnostic> {
        let told = problems.iter().any(|problem| matches!(problem.code, Code::BadDate | Code::BadFrontMatter));
        if self.kind != Kind::Post || self.date.is_some() || told {
            return None;
        }
        let file = self.source.file_name();
        let (message, hint) = match name {
            Some(name) => {
                let fault = super::date::parse(&name.day, &jiff::tz::TimeZone::UTC).err();
                let why =
                    fault.as_ref().map_or_else(|| format!("`{}` is no day", name.day), |fault| fault.message.clone());
                let day = fault.and_then(|fault| fault.hint).and_then(|hint| {
                    let date = hint.strip_prefix("write `")?.strip_suffix('`')?.to_owned();
                    (date.len() == 10).then_some(date)
                });
                let day = day.unwrap_or_else(|| "2020-05-06".to_owned());
                (
                    format!("`{file}` begins with a day that does not exist: {why}"),
                    format!(
                        "name the file `{day}-{}.{}`, or write `date: {day}` into its front matter",
                        name.slug,
                        self.source.extension()
                    ),
                )
            }
            None => (
                format!("the post `{file}` has no date, neither in its name nor in its front matter"),
                format!("name the file `2020-05-06-{file}`, or write `date: 2020-05-06` into its front matter"),
            ),
        };
        Some(Diagnostic::new(Code::BadDate, message).at(&self.source, 0..0).hint(hint))
    }
}
