//! A source file that becomes a page of its own: what it says about itself, made sense of.
//!
//! 1. [`FrontMatter::split`] takes the file apart.
//! 2. [`defaults`] puts `defaults:` of the configuration below what the document says itself.
//! 3. [`keys`] lists what is known; [`fields`] reads each key as its kind; what is of another kind is reported at the key.
//! 4. [`names`] takes from the path what front matter leaves open: categories, slug, day, title.
//! 5. Keys one slip from a known one are reported ([`spelling`]).

mod defaults;
mod fields;
mod keys;
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

pub use keys::KEYS;

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
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in front matter")]
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
    /// `redirect_to`: the address this page has been given up for; its own text is not shown then.
    pub redirect_to: Option<String>,
    /// `sitemap: false` keeps it out of the site map.
    pub in_sitemap: bool,
    /// `search: false` keeps it out of the search index.
    pub in_search: bool,
    /// `render_with_liquid: false` leaves tags in its body as they are written.
    pub has_tags: bool,
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
        findings.extend(spelling::check(text, &places));
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
            redirect_to: fields.redirect_to(),
            in_sitemap: fields.truth("sitemap").unwrap_or(true),
            in_search: fields.truth("search").unwrap_or(true),
            has_tags: fields.truth("render_with_liquid").unwrap_or(true),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONFIG: &str = "author: Site\ntimezone: Europe/Berlin\ndefaults:\n- {scope: {path: \"\", type: posts}, values: {layout: post, image: {path: /d.png, alt: d}}}\n\
                          - {scope: {path: posts/special}, values: {layout: special, tags: [s]}}\n- {scope: {path: \"\"}, values: {layout: any}}\n";

    fn read(path: &str, text: &str, kind: Kind) -> (Document, Vec<String>) {
        let (config, problems) = Config::parse(&SourcePath::new("_config.yml"), CONFIG);
        assert_eq!(problems, []);
        let source = SourcePath::new(path);
        let (document, problems) = Document::parse(&source, text, kind, &config);
        let shown = problems.iter().map(|problem| {
            let range = problem.span.as_ref().map_or(0..0, |span| span.range.clone());
            format!("{} [{}] {}; {}", problem.code, &text[range], problem.message, problem.hints.join("; "))
        });
        (document.unwrap_or_else(|| unreachable!("a document is always returned")), shown.collect())
    }

    /// One fact about a post with `front` for its front matter.
    #[expect(clippy::needless_pass_by_value, reason = "cases read better without references")]
    fn check<T: PartialEq + std::fmt::Debug>(front: &str, fact: impl Fn(Document) -> T, expected: T) {
        let text = format!("---\n{front}\n---\nbody");
        let (document, problems) = read("content/posts/2020-05-06-a-post.md", &text, Kind::Post);
        assert!(problems.is_empty(), "{front:?}: {problems:?}");
        assert_eq!(fact(document), expected, "{front:?}");
    }

    /// The problems of a post with `front` for its front matter.
    fn refused(front: &str, expected: &[&str]) {
        let text = format!("---\n{front}\n---\nbody");
        assert_eq!(read("content/posts/2020-05-06-a-post.md", &text, Kind::Post).1, expected, "{front:?}");
    }

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn texts_as_written() {
        check("title: A", |d| d.title, "A".to_owned());
        check("title: 1984", |d| d.title, "1984".to_owned());
        check("title: 1.10 # c", |d| d.title, "1.10".to_owned());
        check("title: 0x1F", |d| d.title, "0x1F".to_owned());
        check("title: yes", |d| d.title, "yes".to_owned());
        check("title: \"no\"", |d| d.title, "no".to_owned());
        check("title: 2020-01-01", |d| d.title, "2020-01-01".to_owned());
        check("title:", |d| d.title, "A Post".to_owned());
        check("title: \"\"", |d| d.title, String::new());
        check("slug: My Slug", |d| d.slug, "My Slug".to_owned());
        check("permalink: /x/:title/", |d| d.permalink, Some("/x/:title/".to_owned()));
        check(
            "lang: de\ndescription: >\n  a\n  b",
            |d| (d.lang, d.description),
            (Some("de".to_owned()), Some("a b\n".to_owned())),
        );
        check(
            "excerpt: x\nexcerpt_separator: \"\"",
            |d| (d.excerpt, d.excerpt_separator),
            (Some("x".to_owned()), Some(String::new())),
        );
        refused("title: [a]", &["bad-value [title] `title` is a text, not a list; write `title: some text`"]);
        refused(
            "permalink: {a: b}",
            &["bad-value [permalink] `permalink` is a text, not a mapping; write `permalink: some text`"],
        );
    }

    #[test]
    fn people() {
        check("", |d| d.authors, texts(&["Site"]));
        check("author: Smith, Jr.", |d| d.authors, texts(&["Smith, Jr."]));
        check("author: Ada and Bob", |d| d.authors, texts(&["Ada and Bob"]));
        check("authors: [Ada, Bob, Ada]", |d| d.authors, texts(&["Ada", "Bob"]));
        check("author: Ada\nauthors: [Bob]", |d| d.authors, texts(&["Ada", "Bob"]));
        check(
            "author: {name: Ada, email: a@b.c}",
            |d| (d.authors, d.email),
            (texts(&["Ada"]), Some("a@b.c".to_owned())),
        );
        check("authors:\n- name: Ada\n- Bob", |d| d.authors, texts(&["Ada", "Bob"]));
        check("author: {name: Ada, email: a@b.c}\nemail: d@e.f", |d| d.email, Some("d@e.f".to_owned()));
        refused(
            "author: {nam: x}",
            &[
                "bad-value [author] `author` is a name, a mapping with `name`, or a list of them, not a mapping; write `author: Ada Lovelace`",
            ],
        );
    }

    #[test]
    fn terms() {
        check("tags: a b  c", |d| d.tags, texts(&["a", "b", "c"]));
        check("tags: a, b", |d| d.tags, texts(&["a,", "b"]));
        check("tags: [a b, C, a b]", |d| d.tags, texts(&["a b", "C"]));
        check("tags: [1.10, 2020, yes, x]", |d| d.tags, texts(&["1.10", "2020", "yes", "x"]));
        check("tags:\n  - 1.10\n  - 2.0\n", |d| d.tags, texts(&["1.10", "2.0"]));
        check("tags: 1.10", |d| d.tags, texts(&["1.10"]));
        check("tag: a b\ntags: c", |d| d.tags, texts(&["c", "a b"]));
        check("tags:", |d| d.tags, texts(&[]));
        check("tags: []", |d| d.tags, texts(&[]));
        check("categories: a b\ncategory: c d", |d| d.categories, texts(&["a", "b", "c d"]));
        refused(
            "tags: {a: 1}",
            &["bad-value [tags] `tags` is a list of words, not a mapping; write `tags: [one, two]`"],
        );
        refused(
            "tags: [{a: 1}]",
            &["bad-value [tags] `tags` is a list of words, not a list; write `tags: [one, two]`"],
        );
    }

    #[test]
    fn truths() {
        for hidden in ["false", "no", "off", "\"false\"", "'no'", "False", "NO"] {
            check(&format!("published: {hidden}"), |d| d.published, false);
            check(&format!("render_with_liquid: {hidden}"), |d| d.has_tags, false);
        }
        for shown in ["true", "yes", "\"yes\"", ""] {
            check(&format!("published: {shown}"), |d| d.published, true);
        }
        check("sitemap: false", |d| d.in_sitemap, false);
        refused(
            "published: maybe",
            &["bad-value [published] `published` is `true` or `false`, not a text; write `published: false`"],
        );
        refused(
            "published: 0",
            &["bad-value [published] `published` is `true` or `false`, not a number; write `published: false`"],
        );
    }

    #[test]
    fn layouts_and_images() {
        check("", |d| d.layout, Some("post".to_owned()));
        check("layout: own", |d| d.layout, Some("own".to_owned()));
        for none in ["null", "none", "false", "~", "", "\"null\""] {
            check(&format!("layout: {none}"), |d| d.layout, Some("none".to_owned()));
        }
        check("image: /a.jpg", |d| d.image, Some("/a.jpg".to_owned()));
        check("image: {path: /a.jpg}", |d| d.image, Some("/a.jpg".to_owned()));
        check("image: {alt: x}", |d| d.image, Some("/d.png".to_owned()));
        check("image: false", |d| d.image, None);
        check("redirect_from: /old/", |d| d.redirect_from, texts(&["/old/"]));
        check("redirect_from: [/a, /b]", |d| d.redirect_from, texts(&["/a", "/b"]));
        refused(
            "image: [a]",
            &[
                "bad-value [image] `image` is an address or a mapping with `path`, not a list; write `image: /images/name.jpg`",
            ],
        );
        refused(
            "redirect_from: {a: b}",
            &[
                "bad-value [redirect_from] `redirect_from` is a text or a list of them, not a mapping; write `redirect_from: [one, two]`",
            ],
        );
    }

    fn day(document: Document) -> Option<String> {
        document.date.map(|date| date.strftime("%FT%R%:z").to_string())
    }

    #[test]
    fn days() {
        check("", day, Some("2020-05-06T00:00+02:00".to_owned()));
        check("date: 2021-01-02 10:00", day, Some("2021-01-02T10:00+01:00".to_owned()));
        check("date: 20210102", day, Some("2021-01-02T00:00+01:00".to_owned()));
        check("date:", day, Some("2020-05-06T00:00+02:00".to_owned()));
        check("updated: 2021-01-02", |d| d.updated.map(|date| date.date().to_string()), Some("2021-01-02".to_owned()));
        check(
            "last_modified_at: 2021-01-02\nupdated: 2020-01-01",
            |d| d.updated.map(|date| date.date().to_string()),
            Some("2021-01-02".to_owned()),
        );
        refused(
            "date: 2020-02-30",
            &["bad-date [2020-02-30] `2020-02-30`: February 2020 has 29 days; write `date: 2020-02-29`"],
        );
        refused(
            "date: next week # c",
            &[
                "bad-date [next week] `next week` is no date that can be read; write it as `2020-05-06` or `2020-05-06 10:30`",
            ],
        );
        refused("date: [a]", &["bad-value [date] `date` is a date, not a list; write `date: 2020-05-06`"]);
    }

    #[test]
    fn days_of_files() {
        let check = |path: &str, text: &str, kind: Kind, expected: Option<&str>, problems: &[&str]| {
            let (document, found) = read(path, text, kind);
            assert_eq!(found, problems, "{path}");
            assert_eq!(day(document).as_deref(), expected, "{path}");
        };
        check("content/_drafts/x.md", "", Kind::Draft, None, &[]);
        check("content/_drafts/2020-05-06-x.md", "", Kind::Draft, Some("2020-05-06T00:00+02:00"), &[]);
        check(
            "content/_drafts/2020-05-06-x.md",
            "---\ndate: 2021-01-01\n---\n",
            Kind::Draft,
            Some("2021-01-01T00:00+01:00"),
            &[],
        );
        check("content/2020-05-06-x.md", "", Kind::Page, None, &[]);
        check("content/posts/x.md", "---\ndate: 2021-01-01\n---\n", Kind::Post, Some("2021-01-01T00:00+01:00"), &[]);
        check(
            "content/posts/2020-02-30-x.md",
            "---\ndate: 2021-01-01\n---\n",
            Kind::Post,
            Some("2021-01-01T00:00+01:00"),
            &[],
        );
        check(
            "content/posts/2020-02-30-x.md",
            "",
            Kind::Post,
            None,
            &[
                "bad-date [] `2020-02-30-x.md` begins with a day that does not exist: `2020-02-30`: February 2020 has 29 days; \
             name the file `2020-02-29-x.md`, or write `date: 2020-02-29` into its front matter",
            ],
        );
        check(
            "content/posts/x.md",
            "",
            Kind::Post,
            None,
            &["bad-date [] the post `x.md` has no date, neither in its name nor in its front matter; \
             name the file `2020-05-06-x.md`, or write `date: 2020-05-06` into its front matter"],
        );
        check(
            "content/posts/x.md",
            "---\ntitle: a: b\n---\n",
            Kind::Post,
            None,
            &["bad-front-matter [:] the value of `title` holds a colon and must be quoted; write `title: \"a: b\"`"],
        );
    }

    #[test]
    fn paths() {
        let check = |path: &str, kind: Kind, slug: &str, title: &str, categories: &[&str]| {
            let (document, problems) = read(path, "", kind);
            assert!(problems.is_empty(), "{path} {problems:?}");
            assert_eq!((document.slug.as_str(), document.title.as_str()), (slug, title), "{path}");
            assert_eq!(document.categories, texts(categories), "{path}");
        };
        check("content/posts/2020-05-06-LewisGaul.md", Kind::Post, "LewisGaul", "Lewisgaul", &[]);
        check("content/food/_posts/2020-05-06-foo-bar_baz.md", Kind::Post, "foo-bar_baz", "Foo Bar_baz", &["food"]);
        check("content/a/b/a/posts/c/2020-05-06-x.md", Kind::Post, "x", "X", &["a", "b"]);
        check("content/food/_drafts/big-idea.md", Kind::Draft, "big-idea", "Big Idea", &["food"]);
        check("content/food/about-us.md", Kind::Page, "about-us", "About Us", &[]);
        check("content/posts/2020-05-06----.md", Kind::Post, "---", "---", &[]);
        let (document, _) =
            read("content/food/_posts/2020-05-06-x.md", "---\ncategories: [b, food]\n---\n", Kind::Post);
        assert_eq!(document.categories, texts(&["food", "b"]));
    }

    #[test]
    fn defaults_lie_below() {
        let layout = |path: &str, kind: Kind| read(path, "", kind).0.layout;
        assert_eq!(layout("content/posts/special/2020-05-06-x.md", Kind::Post).as_deref(), Some("special"));
        assert_eq!(layout("content/drafts/x.md", Kind::Draft).as_deref(), Some("post"));
        assert_eq!(layout("content/x.md", Kind::Page).as_deref(), Some("any"));
        let (document, _) = read("content/posts/2020-05-06-x.md", "---\nimage: {alt: own}\nz: 1\n---\n", Kind::Post);
        let values = serde_json::to_string(&document.values).unwrap_or_default();
        assert_eq!(values, r#"{"image":{"path":"/d.png","alt":"own"},"z":1,"layout":"post"}"#);
        assert_eq!(document.keys.get("z"), Some(&(22..23)));
        assert!(!document.keys.contains_key("layout"));
    }

    #[test]
    fn slips() {
        refused(
            "athor: x\nTitle: y",
            &[
                "misspelt-key [athor] `athor` is one slip away from `author`; write `author`",
                "misspelt-key [Title] `Title` is one slip away from `title`; write `title`",
            ],
        );
        refused("athor: x\nauthor: y\ntoc: true\nmath: true", &[]);
    }

    #[test]
    fn formats() {
        let check = |path: &str, expected: Format| assert_eq!(Format::of(&SourcePath::new(path)), expected, "{path}");
        check("a.md", Format::Markdown);
        check("a.MARKDOWN", Format::Markdown);
        check("a.mkdn", Format::Markdown);
        check("a.html", Format::Verbatim);
        check("a.txt", Format::Verbatim);
        check("md", Format::Verbatim);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_place_is_true(
            key in "title|date|tags|categories|author|published|image|layout|redirect_from|x",
            value in "[a-z0-9:/ '\"{}\\[\\],*ü\n.-]{0,30}|\\PC{0,30}",
            body in "\\PC{0,30}",
            path in "content/(a/)?_?(posts|drafts)/[0-9-]{0,11}[a-zü.-]{0,9}(md)?|\\PC{0,20}",
            kind in 0_usize..3,
        ) {
            let text = format!("---\n{key}: {value}\n---\n{body}");
            let source = SourcePath::new(&path);
            let kind = [Kind::Post, Kind::Draft, Kind::Page][kind];
            let (document, problems) = Document::parse(&source, &text, kind, &Config::default());
            for problem in problems {
                let range = problem.span.map_or(0..0, |span| span.range);
                prop_assert!(text.get(range.clone()).is_some(), "{:?} {}", range, problem.message);
            }
            prop_assert!(document.is_some_and(|document| text.get(document.body..).is_some()));
        }
    }
}
