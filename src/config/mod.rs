//! `_config.yml`: Jekyll's keys, their defaults, and everything else handed on as `site.KEY`.
//!
//! 1. The file is read as YAML with places, so that every problem is told where it stands.
//! 2. [`keys`] lists what is known; [`fields`] reads each key as its kind; [`address`], [`compress`], [`time_zone`], [`feeds`],
//!    [`lists`], [`patterns`], [`scopes`], [`theme`] and [`lints`] make sense of those that need more than that.
//! 3. Keys one slip from a known one are reported ([`spelling`]); all others are the site's own.

mod address;
mod compress;
pub mod feeds;
mod fields;
mod keys;
mod links;
mod lints;
mod lists;
mod patterns;
mod scopes;
mod spelling;
pub mod theme;
mod time_zone;

use std::ops::Range;

use indexmap::IndexMap;
use jiff::tz::TimeZone;
use serde_yaml::Value;

use crate::address::SourcePath;
use crate::compress::Coding;
use crate::diagnostic::{Diagnostic, Levels};
use crate::yaml::{self, Subject};
use fields::Fields;

pub use feeds::{Feeds, TermFeeds};
pub use keys::{KEYS, Key};
pub use links::Links;
pub use lists::Lists;
pub use patterns::Patterns;
pub use scopes::Defaults;
pub use theme::Theme;

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
    /// `cname`: the site's own domain at GitHub Pages, `blog.example`.
    pub domain: Option<String>,
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
    /// `author_pages` and `archives`: which lists there are, and where.
    pub lists: Lists,
    /// `show_email: true` shows the e-mail addresses of authors.
    pub show_email: bool,
    /// `feed`: which feeds there are.
    pub feeds: Feeds,
    /// `sitemap: false` leaves the site map out.
    pub sitemap: bool,
    /// `robots: false` leaves `robots.txt` out.
    pub robots: bool,
    /// `redirect_from: {json: false}` leaves `redirects.json` out (jekyll-redirect-from).
    pub redirects_json: bool,
    /// `seo: false` leaves out what the head of a page tells other programs: Open Graph, Twitter card, JSON-LD.
    pub seo: bool,
    /// `autolink: true` turns bare URLs into links.
    pub autolink: bool,
    /// `search: false` makes neither an index nor a page to search with.
    pub search: bool,
    /// `compress`: which compressed copies are published beside text files, sorted; none if unset.
    pub compress: Vec<Coding>,
    /// `include`: names that are read although they begin with `.` or `_`, as globs or prefixes.
    pub include: Patterns,
    /// `exclude`: what is not read, as globs or prefixes.
    pub exclude: Patterns,
    /// `defaults`: front matter for documents by path and kind.
    pub defaults: Vec<Defaults>,
    /// `theme`: what the site changes of the built-in theme.
    pub theme: Theme,
    /// `links`: which links to other hosts are not followed.
    pub links: Links,
    /// `lints`: what each code weighs here.
    pub levels: Levels,
    /// The whole file, known keys included, as templates see it: `site.KEY`.
    pub values: IndexMap<String, Value>,
    /// Key → bytes of its value in the file, for problems that turn up later.
    pub places: IndexMap<String, Range<usize>>,
}

impl Config {
    /// Reads the file's text. What cannot be used is reported and left at its default.
    pub fn parse(path: &SourcePath, text: &str) -> (Self, Vec<Diagnostic>) {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (mapping, mut findings) = yaml::mapping(text, start..text.len(), Subject::Config);
        findings.extend(spelling::check(text, &mapping.places));
        let mut fields = Fields::new(text, &mapping);
        let plain = Self::default();
        let (url, base_path) = address::read(&mut fields);
        let config = Self {
            title: fields.text("title").unwrap_or(plain.title),
            description: fields.text("description").unwrap_or(plain.description),
            url,
            base_path,
            domain: address::domain(&mut fields),
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
            lists: Lists::read(&mut fields),
            show_email: fields.truth("show_email").unwrap_or(plain.show_email),
            feeds: Feeds::read(&mut fields),
            sitemap: fields.truth("sitemap").unwrap_or(plain.sitemap),
            robots: fields.truth("robots").unwrap_or(plain.robots),
            redirects_json: fields.redirects_json().unwrap_or(plain.redirects_json),
            seo: fields.truth("seo").unwrap_or(plain.seo),
            autolink: fields.truth("autolink").unwrap_or(plain.autolink),
            search: fields.truth("search").unwrap_or(plain.search),
            compress: compress::read(&mut fields),
            include: Patterns::read(&mut fields, "include"),
            exclude: Patterns::read(&mut fields, "exclude"),
            links: Links::read(&mut fields),
            defaults: Defaults::read(&mut fields),
            theme: theme::read(&mut fields),
            levels: lints::read(&mut fields),
            values: IndexMap::new(),
            places: IndexMap::new(),
        };
        findings.extend(fields.findings);
        let problems = findings.into_iter().map(|finding| finding.place(path, |range| range)).collect();
        let places = mapping.places.into_iter().map(|(key, place)| (key, place.value)).collect();
        (Self { values: mapping.values, places, ..config }, problems)
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
            domain: None,
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
            lists: Lists::default(),
            show_email: false,
            feeds: Feeds::default(),
            sitemap: true,
            robots: true,
            redirects_json: true,
            seo: true,
            autolink: false,
            search: true,
            compress: Vec::new(),
            include: Patterns::default(),
            exclude: Patterns::default(),
            links: Links::default(),
            defaults: Vec::new(),
            theme: Theme::default(),
            levels: Levels::default(),
            values: IndexMap::new(),
            places: IndexMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::{Code, Level};

    fn read(text: &str) -> (Config, Vec<Diagnostic>) {
        Config::parse(&SourcePath::new("_config.yml"), text)
    }

    /// The configuration, where nothing is wrong with it.
    fn fine(text: &str) -> Config {
        let (config, problems) = read(text);
        assert_eq!(problems, [], "{text:?}");
        config
    }

    /// Each problem as `line: code [what it marks] message; hint`.
    fn refused(text: &str, expected: &[&str]) {
        let shown: Vec<String> = read(text)
            .1
            .iter()
            .map(|problem| {
                let range = problem.span.as_ref().map_or(0..0, |span| span.range.clone());
                let line = text[..range.start].matches('\n').count() + 1;
                format!("{line}: {} [{}] {}; {}", problem.code, &text[range], problem.message, problem.hints.join("; "))
            })
            .collect();
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn every_key() {
        let config = fine(
            "\u{feff}---\ntitle: 1984\ndescription: >\n  long\n  text\nurl: https://blog.example/\nbaseurl: repo/\nauthor: {name: Ada, email: a@b.c}\n\
             lang: de\ntimezone: Europe/Berlin\npermalink: pretty\nfuture: yes\nunpublished: true\nshow_drafts: on\nexcerpt_separator: <!--more-->\n\
             paginate: 5\npaginate_path: /blog/:num/\nfeed:\n  posts_limit: 20\n  path: atom.xml\nautolink: true\ninclude: [.well-known]\n\
             exclude:\n  - drafts/\n  - '*.tmp'\nlints:\n  self-link: allow\n  broken-link: warn\nplugins: [jekyll-feed]\nmy_own: {a: [1]}\n",
        );
        assert_eq!((config.title.as_str(), config.description.as_str()), ("1984", "long text\n"));
        assert_eq!((config.url.as_str(), config.base_path.as_str()), ("https://blog.example", "/repo"));
        assert_eq!((config.author.as_deref(), config.lang.as_str()), (Some("Ada"), "de"));
        assert_eq!(config.time_zone.iana_name(), Some("Europe/Berlin"));
        assert_eq!((config.permalink.as_str(), config.excerpt_separator.as_str()), ("pretty", "<!--more-->"));
        assert!(config.future && config.unpublished && config.drafts && config.autolink);
        assert_eq!((config.paginate, config.paginate_path.as_str()), (Some(5), "/blog/:num/"));
        assert_eq!((config.feeds.limit, config.feeds.atom.as_deref()), (20, Some("/atom.xml")));
        assert!(
            config.include.matches(".well-known/x")
                && config.exclude.matches("drafts/x")
                && config.exclude.matches("content/a/b.tmp")
        );
        assert_eq!((config.levels.of(Code::SelfLink), config.levels.of(Code::BrokenLink)), (Level::Allow, Level::Warn));
        assert_eq!(config.levels.of(Code::BadDate), Level::Deny);
        assert!(
            config.values.contains_key("my_own")
                && config.values.contains_key("plugins")
                && config.values.contains_key("title")
        );
    }

    #[test]
    fn no_keys() {
        for text in
            ["", "\n", "# nothing\n", "---\n", "---\n---\n", "title:\nurl: \"\"\nbaseurl: /\ntimezone: ~\nexclude:\n"]
        {
            let config = fine(text);
            assert_eq!((config.title.as_str(), config.url.as_str(), config.base_path.as_str()), ("", "", ""));
            assert_eq!((config.lang.as_str(), config.permalink.as_str(), config.paginate), ("en", "date", None));
            assert_eq!(config.time_zone, TimeZone::UTC);
        }
    }

    #[test]
    fn addresses() {
        let check = |text: &str, url: &str, base_path: &str| {
            let config = fine(text);
            assert_eq!((config.url.as_str(), config.base_path.as_str()), (url, base_path), "{text}");
        };
        check("url: http://localhost:4000", "http://localhost:4000", "");
        check("url: HTTPS://Blog.example//\nbaseurl: /a//b/", "HTTPS://Blog.example", "/a/b");
        check("baseurl: \"\"", "", "");
        check("baseurl: a/../b", "", "/b");
        assert_eq!(fine("cname: Blog-2.example.org ").domain.as_deref(), Some("Blog-2.example.org"));
        assert_eq!(fine("cname:\nname: a").domain, None);
        let refuse = |text: &str, key: &str, rest: &str| refused(text, &[&format!("1: bad-value [{key}] {rest}")]);
        refuse(
            "url: blog.example\n",
            "url",
            "`url` must begin with `https://` or `http://`; write `url: https://blog.example`",
        );
        refuse(
            "url: //blog.example\n",
            "url",
            "`url` must begin with `https://` or `http://`; write `url: https://blog.example`",
        );
        refuse(
            "url: ftp://blog.example\n",
            "url",
            "`url` must begin with `https://` or `http://`; write `url: https://blog.example`",
        );
        for (written, meant) in [
            ("https://blog.example/", "blog.example"),
            ("blog.example:80", "blog.example"),
            ("a b.example", "blog.example.org"),
            ("localhost", "blog.example.org"),
            ("-a.example", "blog.example.org"),
            ("a..b", "blog.example.org"),
            ("3", "blog.example.org"),
        ] {
            let said = format!("`cname` is the name of a host, and this is none; write `cname: {meant}`");
            refuse(&format!("cname: {written}\n"), "cname", &said);
        }
        refuse("url: https://\n", "url", "`url` must begin with `https://` or `http://`; write `url: https://https:`");
        refuse(
            "url: https://a.b/repo/\n",
            "url",
            "`url` is scheme and host alone, and this has more; write `url: https://a.b` and `baseurl: /repo`",
        );
        refuse(
            "baseurl: https://a.b/repo/\n",
            "baseurl",
            "`baseurl` is a path, and this is a whole address; write `url: https://a.b` and `baseurl: /repo`",
        );
    }

    #[test]
    fn wrong_kinds() {
        refused("title: [a]\n", &["1: bad-value [title] `title` must be a text; write `title: some text`"]);
        refused(
            "x: 1\n\"future\": maybe\n",
            &["2: bad-value [\"future\"] `future` must be `true` or `false`; write `future: true`"],
        );
        refused(
            "paginate: 0\n",
            &["1: bad-value [paginate] `paginate` must be a whole number, 1 or more; write `paginate: 10`"],
        );
        refused(
            "paginate_path: /blog/\n",
            &[
                "1: bad-value [paginate_path] `paginate_path` does not say where the number of the page goes; write `paginate_path: /blog/page:num/`",
            ],
        );
        refused(
            "author: [a]\n",
            &["1: bad-value [author] `author` must be a name or a mapping with `name`; write `author: Ada Lovelace`"],
        );
        refused(
            "feed:\n  path: /a.xml\n  posts_limit: many\n",
            &[
                "3: bad-value [posts_limit] `feed.posts_limit` must be a whole number, 1 or more; write `posts_limit: 10`",
            ],
        );
        refused(
            "exclude: {a: 1}\n",
            &["1: bad-value [exclude] `exclude` must be a list of texts; write `exclude: [one, two]`"],
        );
        refused(
            "exclude: ['a[']\n",
            &[
                "1: bad-value [exclude] `a[` in `exclude` is no pattern: unclosed character class; missing ']'; write a name, a folder with `/` at its end, or a pattern like `*.tmp`",
            ],
        );
        refused(
            "timezone: Europe/Berln\n",
            &["1: bad-value [timezone] `Europe/Berln` is no time zone; write `timezone: Europe/Berlin`"],
        );
        refused(
            "timezone: Berlin\n",
            &["1: bad-value [timezone] `Berlin` is no time zone; write `timezone: Europe/Berlin`"],
        );
        refused(
            "timezone: America/New York\n",
            &["1: bad-value [timezone] `America/New York` is no time zone; write `timezone: America/New_York`"],
        );
        refused(
            "timezone: nowhere at all\n",
            &[
                "1: bad-value [timezone] `nowhere at all` is no time zone; write an IANA name, as in `timezone: Europe/Berlin`",
            ],
        );
        refused(
            "lints:\n  self-lnik: allow\n  broken-link: dney\n",
            &[
                "2: bad-value [self-lnik] `lints.self-lnik` is no code of a problem; write `self-link: allow`",
                "3: bad-value [broken-link] `lints.broken-link` must be `allow`, `note`, `warn` or `deny`; write `broken-link: deny`",
            ],
        );
        refused(
            "defaults:\n- scope: {path: a}\n- values: {layout: post}\n  scope: {type: posst}\n",
            &[
                "1: bad-value [defaults] entry 1 of `defaults` has no mapping `values`; write `values: {layout: post}`",
                "1: bad-value [defaults] entry 2 of `defaults` is for the type `posst`, which does not exist; write `type: posts`",
            ],
        );
    }

    #[test]
    fn broken_and_misspelt() {
        refused(
            "title: A: b\nurl: https://a.b\nurl: https://c.d\n",
            &[
                "1: bad-config [:] the value of `title` holds a colon and must be quoted; write `title: \"A: b\"`",
                "3: duplicate-key [url] `url` is written twice; delete this line or line 2, where `url` stands first",
            ],
        );
        refused(
            "- a\n",
            &[
                "1: bad-config [- a] the configuration is a list here, not a mapping; write lines of the form `key: value`",
            ],
        );
        refused(
            "a: 1\n---\nb: 2\n",
            &[
                "2: bad-config [---] a second YAML document starts here; delete this line and what follows, or move it up",
            ],
        );
        refused(
            "tittle: a\nbase_url: /x\ntimeZone: UTC\n",
            &[
                "1: misspelt-key [tittle] `tittle` is one slip away from `title`; write `title`",
                "2: misspelt-key [base_url] `base_url` is one slip away from `baseurl`; write `baseurl`",
                "3: misspelt-key [timeZone] `timeZone` is one slip away from `timezone`; write `timezone`",
            ],
        );
        let theirs = "markdown: kramdown\nkramdown: {input: GFM}\nhighlighter: rouge\nsass: {}\ngems: []\nauthors: {}\nlogo: x\ncollections: {}\nport: 1\nhost: x\ntheme: x\n";
        fine(theirs);
    }

    #[test]
    fn patterns() {
        let check = |entries: &str, path: &str, expected: bool| {
            let config = fine(&format!("exclude: {entries}\n"));
            assert_eq!(config.exclude.matches(path), expected, "{entries} {path}");
        };
        check("[README.md]", "README.md", true);
        check("[/README.md]", "README.md", true);
        check("[README.md]", "content/README.md", true);
        check("[README.md]", "a/README.md", false);
        check("[vendor]", "vendor/x", true);
        check("[vendor]", "vendored.md", true);
        check("[vendor/]", "vendored.md", false);
        check("[vendor/]", "vendor", true);
        check("[vendor/]", "vendor/x/y", true);
        check("['*.tmp']", "a/b.tmp", true);
        check("['*.tmp']", "a/b.tmp2", false);
        check("['a?c']", "abc", true);
        check("['{a}']", "{a}", true);
        check("['**/x']", "a/b/x", true);
        check("one.md", "one.md", true);
    }

    #[test]
    fn defaults_cover_what_is_in_scope() {
        let check = |scope: &str, source: &str, kinds: &[&str], expected: bool| {
            let config = fine(&format!("defaults: [{{scope: {scope}, values: {{a: 1}}}}]\n"));
            let covered = config.defaults.iter().any(|defaults| defaults.covers(&SourcePath::new(source), kinds));
            assert_eq!(covered, expected, "{scope} {source}");
        };
        check("{path: \"\"}", "content/a.md", &["pages"], true);
        check("{}", "content/a.md", &["pages"], true);
        check("{path: posts}", "content/posts/a.md", &["posts"], true);
        check("{path: /content/posts/}", "content/posts/a.md", &["posts"], true);
        check("{path: posts, type: pages}", "content/posts/a.md", &["posts"], false);
        check("{type: posts}", "content/drafts/a.md", &["drafts", "posts"], true);
        check("{type: post}", "content/posts/a.md", &["posts"], true);
        check("{path: \"*/x\"}", "content/food/x/a.md", &["pages"], true);
        check("{path: \"*.html\"}", "content/food/a.html", &["pages"], true);
        check("{path: other}", "content/food/a.html", &["pages"], false);
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_place_is_true(
            key in "title|url|baseurl|author|timezone|paginate|feed|exclude|defaults|lints|future|x",
            value in "[a-z0-9:/ '\"{}\\[\\],*ü\n-]{0,30}|\\PC{0,30}",
            more in "\\PC{0,20}",
        ) {
            let text = format!("{key}: {value}\n{more}\n");
            for problem in read(&text).1 {
                let range = problem.span.map_or(0..0, |span| span.range);
                prop_assert!(text.get(range.clone()).is_some(), "{:?} {}", range, problem.message);
            }
        }
    }
}
