//! Patterns, documents and the addresses they give.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::address::SourcePath;
use crate::diagnostic::Levels;
use crate::site::fixture;

/// A post of Saturday 4 January 2020, 09:05:07, by Lewis, in two categories.
fn post() -> Document {
    let mut document = fixture::document("content/posts/2020-01-04-Lewis Gaul's.md");
    let noon: DateTime = "2020-01-04T09:05:07".parse().unwrap();
    document.date = Some(noon.to_zoned(TimeZone::UTC).unwrap());
    document.categories = vec!["Python".to_owned(), "C & C".to_owned(), "python".to_owned()];
    document
}

fn plain() -> Document {
    fixture::document("content/posts/2019-11-04-LewisGaul.md")
}

fn check(document: &Document, style: &str, expected_url: &str, expected_output: &str) {
    let url = url(document, style).unwrap_or_else(|fault| panic!("{style}: {fault}"));
    assert_eq!(url.as_str(), expected_url, "URL of {:?} by {style:?}", document.source);
    assert_eq!(output(document, style, &url).as_str(), expected_output, "file of {:?} by {style:?}", document.source);
}

#[test]
fn styles_have_names() {
    for (style, url, file) in [
        ("date", "/2019/11/04/LewisGaul.html", "2019/11/04/LewisGaul.html"),
        ("pretty", "/2019/11/04/LewisGaul/", "2019/11/04/LewisGaul/index.html"),
        ("ordinal", "/2019/308/LewisGaul.html", "2019/308/LewisGaul.html"),
        ("weekdate", "/2019/W45/Mon/LewisGaul.html", "2019/W45/Mon/LewisGaul.html"),
        ("none", "/LewisGaul.html", "LewisGaul.html"),
        ("/:categories/:year/:month/:day/:title.html", "/2019/11/04/LewisGaul.html", "2019/11/04/LewisGaul.html"),
    ] {
        check(&plain(), style, url, file);
    }
    for (style, url) in [
        ("date", "/python/c & c/2020/01/04/Lewis-Gaul's.html"),
        ("pretty", "/python/c & c/2020/01/04/Lewis-Gaul's/"),
        ("ordinal", "/python/c & c/2020/004/Lewis-Gaul's.html"),
        ("weekdate", "/python/c & c/2020/W01/Sat/Lewis-Gaul's.html"),
        ("none", "/python/c & c/Lewis-Gaul's.html"),
    ] {
        assert_eq!(super::url(&post(), style).unwrap().as_str(), url, "{style}");
    }
}

#[test]
fn placeholders_stand_for_parts() {
    for (placeholder, value) in [
        (":year", "2020"),
        (":short_year", "20"),
        (":month", "01"),
        (":i_month", "1"),
        (":short_month", "Jan"),
        (":long_month", "January"),
        (":day", "04"),
        (":i_day", "4"),
        (":y_day", "004"),
        (":w_year", "2020"),
        (":week", "01"),
        (":w_day", "6"),
        (":short_day", "Sat"),
        (":long_day", "Saturday"),
        (":hour", "09"),
        (":minute", "05"),
        (":second", "07"),
        (":title", "Lewis-Gaul's"),
        (":slug", "lewis-gaul-s"),
        (":name", "2020-01-04-lewis-gaul-s"),
        (":basename", "2020-01-04-Lewis Gaul's"),
        (":path", "2020-01-04-Lewis Gaul's"),
        (":collection", "posts"),
        (":output_ext", ".html"),
        (":categories", "python/c & c"),
        (":slugified_categories", "python/c-c"),
    ] {
        let url = url(&post(), &format!("/x/{placeholder}/")).unwrap();
        assert_eq!(url.as_str(), format!("/x/{value}/"), "{placeholder}");
    }
    assert_eq!(placeholder::NAMES.len(), 26, "every placeholder has its row above");
}

#[test]
fn weeks_are_counted_by_iso_8601() {
    for (day, expected) in [
        ("2021-01-03", "/2021/2020/53/7"),
        ("2018-12-31", "/2018/2019/01/1"),
        ("2020-12-31", "/2020/2020/53/4"),
        ("0099-02-01", "/0099/0099/05/7"),
    ] {
        let document = fixture::document(&format!("content/posts/{day}-x.md"));
        assert_eq!(url(&document, "/:year/:w_year/:week/:w_day").unwrap().as_str(), expected, "{day}");
    }
}

#[test]
fn patterns_give_addresses() {
    for (pattern, url, file) in [
        ("/:title", "/LewisGaul", "LewisGaul.html"),
        (":title", "/LewisGaul", "LewisGaul.html"),
        ("/:title/", "/LewisGaul/", "LewisGaul/index.html"),
        ("/blog/:title.htm", "/blog/LewisGaul.htm", "blog/LewisGaul.htm"),
        ("/:year_:month_:day/:title", "/2019_11_04/LewisGaul", "2019_11_04/LewisGaul.html"),
        ("/:year-:month-:day:title", "/2019-11-04LewisGaul", "2019-11-04LewisGaul.html"),
        ("/:short_month_:title", "/Nov_LewisGaul", "Nov_LewisGaul.html"),
        ("/:title_", "/LewisGaul_", "LewisGaul_.html"),
        ("/:categories/:title", "/LewisGaul", "LewisGaul.html"),
        ("//a///:title//", "/a/LewisGaul/", "a/LewisGaul/index.html"),
        ("/../:title", "/LewisGaul", "LewisGaul.html"),
        ("/a/../../:title", "/a/LewisGaul", "a/LewisGaul.html"),
        ("/%2e%2e/:title", "/LewisGaul", "LewisGaul.html"),
        ("/./:title/.", "/LewisGaul", "LewisGaul.html"),
        ("/a..b/:title...", "/a..b/LewisGaul...", "a..b/LewisGaul....html"),
        ("/a%20b/:title", "/a b/LewisGaul", "a b/LewisGaul.html"),
        ("/100%/:title", "/100%/LewisGaul", "100%/LewisGaul.html"),
        ("/a:1/::title", "/a:1/:LewisGaul", "a:1/:LewisGaul.html"),
        ("/Ü/:title", "/Ü/LewisGaul", "Ü/LewisGaul.html"),
        ("/CON/aux.:title", "/CON/aux.LewisGaul", "CON/aux.LewisGaul.html"),
        ("/a?b#c/:title", "/a?b#c/LewisGaul", "a?b#c/LewisGaul.html"),
        ("/:year/v1.2", "/2019/v1.2", "2019/v1.2.html"),
        ("/:year:output_ext", "/2019.html", "2019.html"),
        ("/:title:", "/LewisGaul:", "LewisGaul:.html"),
        ("/:Title", "/:Title", ":Title.html"),
    ] {
        check(&plain(), pattern, url, file);
        let mut own = plain();
        own.permalink = Some(pattern.to_owned());
        check(&own, "pretty", url, file);
        check(&own, pattern, url, file);
    }
}

/// Source, the site's style, URL, file.
const PAGES: &[(&str, &str, &str, &str)] = &[
    ("content/about.md", "date", "/about.html", "about.html"),
    ("content/about.md", "pretty", "/about/", "about/index.html"),
    ("content/about.md", "ordinal", "/about.html", "about.html"),
    ("content/about.md", "weekdate", "/about.html", "about.html"),
    ("content/about.md", "none", "/about.html", "about.html"),
    ("content/about.md", "/:year/:title/", "/about/", "about/index.html"),
    ("content/about.md", "/:year/:title:output_ext", "/about.html", "about.html"),
    ("content/about.md", "/:year/:title.html", "/about.html", "about.html"),
    ("content/about.md", "/:year/:title", "/about", "about.html"),
    ("content/index.md", "date", "/", "index.html"),
    ("content/index.md", "/:title", "/", "index.html"),
    ("content/docs/index.md", "date", "/docs/", "docs/index.html"),
    ("content/docs/index.html", "none", "/docs/", "docs/index.html"),
    ("content/docs/Über uns.md", "date", "/docs/Über uns.html", "docs/Über uns.html"),
    ("content/docs/node.js.md", "pretty", "/docs/node.js/", "docs/node.js/index.html"),
    ("content/docs/node.js.md", "/:title", "/docs/node.js", "docs/node.js.html"),
    ("content/a.b/v1.2.md", "/:title", "/a.b/v1.2", "a.b/v1.2.html"),
    ("content/feed.xml", "pretty", "/feed.xml", "feed.xml"),
    ("content/index.xml", "pretty", "/index.xml", "index.xml"),
    ("content/robots.txt", "date", "/robots.txt", "robots.txt"),
    ("content/old.htm", "date", "/old.htm", "old.htm"),
    ("content/old.htm", "pretty", "/old/", "old/index.html"),
    ("content/CNAME", "pretty", "/CNAME", "CNAME"),
    ("content/404.md", "date", "/404.html", "404.html"),
    ("about.md", "date", "/about.html", "about.html"),
    ("docs/about.md", "date", "/docs/about.html", "docs/about.html"),
];

#[test]
fn pages_take_the_ending() {
    for (source, style, url, file) in PAGES {
        check(&fixture::document(source), style, url, file);
    }
}

/// Source, its own permalink, URL, file.
const OWN: &[(&str, &str, &str, &str)] = &[
    ("content/about.md", "/who/", "/who/", "who/index.html"),
    ("content/about.md", "/who", "/who", "who.html"),
    ("content/about.md", "who.html", "/who.html", "who.html"),
    ("content/about.md", "pretty", "/pretty", "pretty.html"),
    ("content/about.md", "/", "/", "index.html"),
    ("content/about.md", "/:path/:basename/", "/about/", "about/index.html"),
    ("content/a/b.md", "/x/:path/:title", "/x/a/b", "x/a/b.html"),
    ("content/about.md", "/404.json", "/404.json", "404.json"),
    ("content/about.md", "/v1.2", "/v1.2", "v1.2.html"),
    ("content/about.md", "/a/index.html", "/a/index.html", "a/index.html"),
    ("content/data.json", "/api/data", "/api/data", "api/data.json"),
    ("content/posts/2019-11-04-LewisGaul.md", "date", "/date", "date.html"),
    ("content/posts/2019-11-04-LewisGaul.txt", "/:title:output_ext", "/LewisGaul.txt", "LewisGaul.txt"),
    ("content/posts/a/2019-11-04-LewisGaul.md", "/:path", "/a/2019-11-04-LewisGaul", "a/2019-11-04-LewisGaul.html"),
    ("content/c/_posts/2019-11-04-L.md", "/:path:output_ext", "/c/2019-11-04-L.html", "c/2019-11-04-L.html"),
    ("content/drafts/idea.md", "/:year/:title", "/idea", "idea.html"),
];

#[test]
fn a_document_may_have_its_own() {
    for (source, permalink, url, file) in OWN {
        let mut document = fixture::document(source);
        document.permalink = Some((*permalink).to_owned());
        check(&document, "date", url, file);
    }
}

#[test]
fn categories_cannot_climb() {
    let mut document = plain();
    document.categories = ["..", ".", "", "C/C++", "a/../b"].map(str::to_owned).to_vec();
    check(&document, "none", "/c/c++/a/b/LewisGaul.html", "c/c++/a/b/LewisGaul.html");
}

#[test]
fn a_name_of_no_letters_falls_back_on_the_file() {
    let mut document = plain();
    document.slug = "???".to_owned();
    check(&document, "/:title", "/2019-11-04-LewisGaul", "2019-11-04-LewisGaul.html");
    document.source = SourcePath::new("content/posts/🚀.md");
    assert_eq!(url(&document, "/:title").unwrap_err().kind, FaultKind::NoName);
}

/// Pattern, message, first hint.
const FAULTS: &[(&str, &str, &str)] = &[
    ("/:titel/", "no placeholder `:titel` in the permalink `/:titel/`", "write `permalink: /:title/`"),
    ("/:yaer/:title", "no placeholder `:yaer` in the permalink `/:yaer/:title`", "write `permalink: /:year/:title`"),
    ("/:title_x", "no placeholder `:title_x` in the permalink `/:title_x`", "write `permalink: /:title`"),
    ("/:_", "no placeholder `:_` in the permalink `/:_`", "there are `:year`, "),
    ("/é/:zzzzzz", "no placeholder `:zzzzzz` in the permalink `/é/:zzzzzz`", "there are `:year`, "),
    ("prety", "`prety` is neither a permalink style nor a pattern", "write `permalink: pretty`"),
    ("blog", "`blog` is neither a permalink style nor a pattern", "write one of `date`, `pretty`, "),
    ("", "`` is neither a permalink style nor a pattern", "write one of `date`, `pretty`, "),
    ("/", "the permalink `/` gives an empty address", "write `permalink: /a-word/`"),
    ("/:categories/", "the permalink `/:categories/` gives an empty address", "write `permalink: /a-word/`"),
    ("/../..", "the permalink `/../..` gives an empty address", "write `permalink: /a-word/`"),
    (
        "\\blog\\:title",
        "the permalink `\\blog\\:title` gives an address with a backslash in it",
        "write `permalink: /blog/:title`",
    ),
    ("/a\u{7}/:title", "the permalink `/a\\u{7}/:title` gives an address with the control character U+0007 in it", ""),
    ("/%00/:title", "the permalink `/%00/:title` gives an address with the control character U+0000 in it", ""),
    ("/%5C/:title", "the permalink `/%5C/:title` gives an address with a backslash in it", ""),
    ("/a\nb", "the permalink `/a\\nb` gives an address with the control character U+000A in it", ""),
];

#[test]
fn a_pattern_may_be_wrong() {
    for (pattern, message, hint) in FAULTS {
        let fault = url(&plain(), pattern).unwrap_err();
        assert_eq!(fault.to_string(), *message);
        assert!(fault.hints().first().map_or("", String::as_str).starts_with(hint), "{:?}", fault.hints());
        assert_eq!(fault.hints().is_empty(), hint.is_empty(), "{:?}", fault.hints());
    }
}

#[test]
fn the_hint_for_a_wrong_pattern_works() {
    for pattern in ["/:titel/", "/:yaer/:title", "\\blog\\:title", "prety", "/x/:i_mont/:slugg"] {
        let mut pattern = pattern.to_owned();
        for _ in 0..3 {
            let Err(fault) = url(&plain(), &pattern) else { break };
            let hint = fault.hints().remove(0);
            pattern = hint.strip_prefix("write `permalink: ").unwrap().strip_suffix('`').unwrap().to_owned();
        }
        url(&plain(), &pattern).unwrap();
    }
}

#[test]
fn a_page_has_no_date() {
    let mut page = fixture::document("content/about.md");
    page.permalink = Some("/:year/:title".to_owned());
    let fault = url(&page, "date").unwrap_err();
    assert_eq!(fault.to_string(), "`:year` in the permalink `/:year/:title` needs a date, and there is none");
    page.keys.insert("permalink".to_owned(), 4..13);
    let diagnostic = fault.diagnostic(&page, &Config::default());
    assert_eq!(diagnostic.span.unwrap().range, 4..13);
    assert_eq!(diagnostic.hints, ["write `date: 2026-01-31` into the front matter"]);
}

#[test]
fn the_sites_own_pattern_is_blamed_once() {
    let other = fixture::document("content/posts/2019-11-05-JacksonRiley.md");
    let (config, _) = Config::parse(&SourcePath::new(CONFIG_FILE), "permalink: /:titel\n");
    let fault = |document| url(&document, "/:titel").unwrap_err().diagnostic(&document, &config);
    let diagnostics = [plain(), other].map(fault);
    let kept = Levels::default().apply(diagnostics.to_vec());
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].message, "no placeholder `:titel` in the permalink `/:titel`, in `permalink` of `_config.yml`");
    let span = kept[0].span.clone().unwrap();
    assert_eq!((span.path.as_str(), span.range), (CONFIG_FILE, 11..18));
}

proptest! {
    #[test]
    fn no_pattern_panics_or_leaves_the_site(
        pattern in prop_oneof![
            any::<String>(),
            "[/:._%a2é\\\\-]{0,16}",
            "(/|:|\\.\\.|_|%2e|%2F|:(year|title|categories|path|output_ext|i_day|name))*",
        ],
        category in any::<String>(),
        slug in any::<String>(),
        source in "content/(posts|drafts|docs)/[a-z.é -]{1,8}\\.(md|html|txt)",
        own in any::<bool>(),
    ) {
        let mut document = fixture::document(&source);
        document.slug = slug;
        document.categories = vec![category];
        if own {
            document.permalink = Some(pattern.clone());
        }
        match url(&document, &pattern) {
            Ok(url) => {
                prop_assert!(url.as_str().starts_with('/'));
                prop_assert!(!url.as_str().contains(['\0', '\\']) && !url.as_str().contains("//"));
                prop_assert!(url.as_str().split('/').all(|segment| segment != ".." && segment != "."));
                let file = output(&document, &pattern, &url);
                prop_assert!(!file.as_str().is_empty() && !file.as_str().ends_with('/'));
                prop_assert!(file.as_str().split('/').all(|segment| segment != ".." && !segment.is_empty()));
            }
            Err(fault) => {
                let diagnostic = fault.diagnostic(&document, &Config::default());
                prop_assert!(!diagnostic.message.contains(['\n', '\r', '\0']));
            }
        }
    }
}
