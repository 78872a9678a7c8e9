//! Every key of `_config.yml` as a reader of the reference learns of it: an example, its default, what it does.
//!
//! The one list of what is a key: the file is read by these names alone, and what is one slip away from one of them is
//! reported.

/// A key of a mapping in YAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// `paginate`
    pub name: &'static str,
    /// Whole lines of YAML in which it stands: `paginate: 8`.
    pub example: &'static str,
    /// What it is where it is not written, as YAML; empty where that is no value.
    pub default: &'static str,
    /// What it does, as Markdown.
    pub says: &'static str,
    /// Where the key comes from, and what it means there if that is something else, as Markdown.
    pub origin: &'static str,
}

/// All of them, by name. Where it is not said otherwise, Jekyll's are those of `jekyll/configuration.rb`.
pub const KEYS: &[Key] = &[
    Key {
        name: "archives",
        example: "archives:\n  tags: /topics/:name/\n  days: false",
        default: "true",
        says: "Which lists there are beside home, and where: `true` or `false` for all, a list of kinds, or a pattern (or \
               `true`, `false`) for each kind.",
        origin: "blogsite; `jekyll-archives` is read where it is not written.",
    },
    Key {
        name: "author",
        example: "author: The Thursday Workbench",
        default: "",
        says: "Who has written a document that does not say so: a name, or a mapping with `name`.",
        origin: "jekyll-seo-tag and jekyll-feed.",
    },
    Key {
        name: "author_pages",
        example: "author_pages: /people/:name/",
        default: "/authors/:name/",
        says: "Where each author has a page; `false` makes none.",
        origin: "blogsite.",
    },
    Key {
        name: "authors",
        example: "authors:\n  ada: {name: Ada Example, url: \"https://ada.example\"}",
        default: "",
        says: "Details of authors, where there is no `data/authors.yml`.",
        origin: "blogsite; many themes have it.",
    },
    Key {
        name: "autolink",
        example: "autolink: true",
        default: "false",
        says: "Makes links of bare addresses in a text: `https://example.org`.",
        origin: "blogsite; kramdown leaves them as text.",
    },
    Key {
        name: "baseurl",
        example: "baseurl: /repo",
        default: "\"\"",
        says: "The folder below which the site is served. Every address in the output begins with it; sources stay as they \
               are. `--baseurl` has the last word.",
        origin: "Jekyll. There only the filters write it; here links that begin with `/` are given it too.",
    },
    Key {
        name: "cname",
        example: "cname: blog.example.org",
        default: "",
        says: "The site's own domain at GitHub Pages, written into the file `CNAME`.",
        origin: "blogsite.",
    },
    Key {
        name: "compress",
        example: "compress: true",
        default: "false",
        says: "Lays `FILE.gz` and `FILE.br` beside each text file that becomes smaller, for servers that send them as they are; \
               `[gz]` or `[br]` one of them.",
        origin: "blogsite.",
    },
    Key {
        name: "defaults",
        example: "defaults:\n  - scope: {path: \"\", type: posts}\n    values: {layout: post, lang: en}",
        default: "[]",
        says: "Front matter for many documents at once: below `path`, of the type `posts`, `pages` or `drafts`. What a document \
               says itself wins, then the longer path, then the scope with a type, then the later entry.",
        origin: "Jekyll. A path counts from `content/` or from the site's root, and `posts` covers drafts too.",
    },
    Key {
        name: "description",
        example: "description: What six engineers build on three Thursdays a year.",
        default: "\"\"",
        says: "A line about the site: below the title on the home page, in feeds, and in the head of pages that have none of \
               their own.",
        origin: "jekyll-seo-tag and jekyll-feed.",
    },
    Key {
        name: "excerpt_separator",
        example: "excerpt_separator: \"<!--more-->\"",
        default: "\"\\n\\n\"",
        says: "Where the beginning of a post ends that lists show; a blank line if nothing is written.",
        origin: "Jekyll. One inside code or open HTML does not count.",
    },
    Key {
        name: "exclude",
        example: "exclude: [\"*.tmp\", notes/]",
        default: "[]",
        says: "Files that are not read: a pattern, a folder with `/` at its end, or what a path begins with.",
        origin: "Jekyll. Only `content/` and `static/` are looked through, so `vendor` or `node_modules` need not be named.",
    },
    Key {
        name: "facebook",
        example: "facebook: {app_id: 1234, publisher: \"https://facebook.example/us\"}",
        default: "",
        says: "`app_id`, `admins` and `publisher` for the head of each page.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "feed",
        example: "feed: {path: /atom.xml, posts_limit: 20, json: false}",
        default: "true",
        says: "Which feeds there are and what stands in them; `false` makes none.",
        origin: "jekyll-feed; `json` and `authors` are blogsite's own.",
    },
    Key {
        name: "future",
        example: "future: true",
        default: "false",
        says: "Publishes posts whose date is still to come; `--future` does the same.",
        origin: "Jekyll.",
    },
    Key {
        name: "google_site_verification",
        example: "google_site_verification: abc123",
        default: "",
        says: "The former form of `webmaster_verifications: {google: …}`.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "header_pages",
        example: "header_pages: [about.md, colophon.md]",
        default: "",
        says: "The pages that the masthead names; all at the top of the site if nothing is written. `menu` of `theme` says more.",
        origin: "minima.",
    },
    Key {
        name: "include",
        example: "include: [.well-known, _sources]",
        default: "[]",
        says: "Names that are read although they begin with `.`, `_`, `#` or `~`.",
        origin: "Jekyll, where `.htaccess` is in it.",
    },
    Key {
        name: "jekyll-archives",
        example: "jekyll-archives: {enabled: [tags, year], permalinks: {tag: \"/t/:name/\"}}",
        default: "",
        says: "Lists as that plugin has them, at its addresses: `/:year/` for years. `layouts` is not read.",
        origin: "jekyll-archives. `archives` is to be preferred.",
    },
    Key {
        name: "lang",
        example: "lang: de",
        default: "en",
        says: "The language of what says nothing else, as a BCP 47 tag: in the head of pages, and for the words of the theme.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "links",
        example: "links:\n  ignore: [\"https://intranet.example/*\"]",
        default: "",
        says: "`ignore` names addresses that `check --external` never asks; `*` stands for anything.",
        origin: "blogsite. A list of that name is the site's, and left alone.",
    },
    Key {
        name: "lints",
        example: "lints: {broken-link: warn, self-link: allow}",
        default: "{}",
        says: "What each kind of problem weighs on this site: `allow` (not even said), `note` (said by `check` alone), `warn` or \
               `deny` (nothing is published). `--allow`, `--warn` and `--deny` have the last word.",
        origin: "blogsite.",
    },
    Key {
        name: "logo",
        example: "logo: /images/logo.png",
        default: "",
        says: "A picture that search engines may show for the site. The one beside the title is `logo` of `theme`.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "paginate",
        example: "paginate: 8",
        default: "false",
        says: "Posts on one page of home, and of the list of an author, a tag or a category; all of them if nothing is written.",
        origin: "jekyll-paginate, which cuts the home page alone.",
    },
    Key {
        name: "paginate_path",
        example: "paginate_path: /page/:num/",
        default: "/page:num/",
        says: "Where the second page and those after it are. Lists take its last part: `/tags/rust/page2/`.",
        origin: "jekyll-paginate.",
    },
    Key {
        name: "permalink",
        example: "permalink: pretty",
        default: "date",
        says: "The addresses of posts, as the name of a style or a pattern of [placeholders](permalinks.md). Pages take its \
               ending alone.",
        origin: "Jekyll.",
    },
    Key {
        name: "redirect_from",
        example: "redirect_from: {json: false}",
        default: "{json: true}",
        says: "`json: false` does not write `redirects.json`.",
        origin: "jekyll-redirect-from. Former addresses of a page stand in its front matter.",
    },
    Key {
        name: "robots",
        example: "robots: false",
        default: "true",
        says: "Writes a `robots.txt` that says where the site map is, unless the site has one.",
        origin: "blogsite; jekyll-sitemap writes it always.",
    },
    Key {
        name: "search",
        example: "search: false",
        default: "true",
        says: "Makes an index, and the page `/search/` to search with.",
        origin: "blogsite.",
    },
    Key {
        name: "seo",
        example: "seo: false",
        default: "true",
        says: "Writes Open Graph, Twitter's card and JSON-LD into the head of pages.",
        origin: "blogsite; in Jekyll a template asks for them with `{% seo %}`.",
    },
    Key {
        name: "show_drafts",
        example: "show_drafts: true",
        default: "false",
        says: "Publishes drafts, from `drafts/` or `_drafts/`; `--drafts` does the same.",
        origin: "Jekyll.",
    },
    Key {
        name: "show_email",
        example: "show_email: true",
        default: "false",
        says: "Shows the e-mail addresses of authors.",
        origin: "blogsite.",
    },
    Key {
        name: "sitemap",
        example: "sitemap: false",
        default: "true",
        says: "Writes `sitemap.xml`, where `url` is set.",
        origin: "blogsite; jekyll-sitemap writes it always.",
    },
    Key {
        name: "social",
        example: "social: {name: Thursday Workbench, links: [\"https://social.example/@us\"]}",
        default: "",
        says: "`name` and `links` of whoever the site is about, for search engines. Links that readers see are `social` of `theme`.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "theme",
        example: "theme: {accent: indigo, size: 18px}",
        default: "{}",
        says: "What the site changes of the built-in theme.",
        origin: "blogsite. In Jekyll the name of a gem; a text is left alone here.",
    },
    Key {
        name: "timezone",
        example: "timezone: Europe/Berlin",
        default: "UTC",
        says: "The zone in which a date without one is meant, by its IANA name. The machine's own is never asked, so a post's \
               address does not depend on who builds it.",
        origin: "Jekyll, which takes the machine's where nothing is written.",
    },
    Key {
        name: "title",
        example: "title: Thursday Workbench",
        default: "\"\"",
        says: "The name of the site: in the masthead, in the titles of pages, in feeds.",
        origin: "Jekyll.",
    },
    Key {
        name: "twitter",
        example: "twitter: {username: workbench, card: summary}",
        default: "",
        says: "`username` and `card` for the head of each page.",
        origin: "jekyll-seo-tag.",
    },
    Key {
        name: "unpublished",
        example: "unpublished: true",
        default: "false",
        says: "Publishes documents that say `published: false`; `--unpublished` does the same.",
        origin: "Jekyll.",
    },
    Key {
        name: "url",
        example: "url: https://blog.example.org",
        default: "\"\"",
        says: "Scheme and host of the site: for feeds, the site map and `absolute_url`. A link that writes them out is understood \
               as a link into the site.",
        origin: "Jekyll.",
    },
    Key {
        name: "webmaster_verifications",
        example: "webmaster_verifications: {google: abc123, bing: def456}",
        default: "",
        says: "What services want to find in the head of each page: `google`, `bing`, `alexa`, `yandex`, `baidu`, `facebook`.",
        origin: "jekyll-seo-tag.",
    },
];

/// Whether the program reads a key of that name.
pub(super) fn is_known(name: &str) -> bool {
    KEYS.iter().any(|key| key.name == name)
}
