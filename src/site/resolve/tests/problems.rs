//! What is said about links that lead nowhere, or to themselves; and what a link asks of its target.

use super::*;
use crate::site::route::Route;

const LEWIS: &str = "11-04-LewisGaul";

#[test]
fn a_forgotten_scheme_is_seen() {
    let cases = [
        ("bugs.python.org", "https://bugs.python.org"),
        ("bugs.python.org/", "https://bugs.python.org/"),
        ("bugs.python.org/issue38314?a#b", "https://bugs.python.org/issue38314?a#b"),
        ("Python.ORG", "https://Python.ORG"),
        ("www.x.org", "https://www.x.org"),
        ("www.x.rs", "https://www.x.rs"),
        ("docs.rs/serde", "https://docs.rs/serde"),
        ("github.com/python/cpython.html", "https://github.com/python/cpython.html"),
        ("python.org:8080/x", "https://python.org:8080/x"),
        ("localhost:4000/about.html", "http://localhost:4000/about.html"),
        ("127.0.0.1:4000", "http://127.0.0.1:4000"),
        ("127.0.0.1/x", "http://127.0.0.1/x"),
        ("münchen.de", "https://münchen.de"),
        ("https:/python.org/x", "https://python.org/x"),
        ("http:python.org", "http://python.org"),
        ("http//python.org/x", "http://python.org/x"),
        ("lewis@python.org", "mailto:lewis@python.org"),
        ("l.g+x@python.org?subject=hi", "mailto:l.g+x@python.org?subject=hi"),
    ];
    for kind in [LinkKind::Link, LinkKind::Image] {
        for (written, address) in cases {
            check_all(&blog(HOME), kind, LEWIS, &[(written, &format!("- [missing-scheme] write `{address}`"))]);
        }
    }
}

#[test]
fn a_file_is_no_host() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            ("main.rs", "- [broken-link] write `https://main.rs` for another site"),
            ("bench.py", "- [broken-link] write `https://bench.py` for another site"),
            ("README.md", "- [broken-link]"),
            ("archive.tar.xz", "- [broken-link]"),
            ("zebra.scss", "- [broken-link]"),
            ("v1.2", "- [broken-link]"),
            ("./python.org", "- [broken-link]"),
            ("../python.org/x", "- [broken-link]"),
            ("/python.org/x", "- [broken-link]"),
            (".org", "- [broken-link]"),
            ("a..org", "- [broken-link]"),
            ("-a.org", "- [broken-link]"),
            ("a b.org", "- [broken-link]"),
            ("@python.org", "- [broken-link]"),
            ("lewis@python.org/x", "- [broken-link]"),
            ("http//x", "- [broken-link]"),
            ("c:\\Users\\lewis\\x.md", "- [broken-link]"),
            ("c:/about.html", "- [broken-link] write `../../../about.html` for `content/about.md`"),
        ],
    );
    let site = site(HOME, &["content/python.org/a.md", "content/b.md"], &["static/x.com"]);
    check(
        &site,
        "content/b.md",
        &[("python.org/a", "/python.org/a.html"), ("python.org/zzz", "- [broken-link]"), ("x.com", "/x.com")],
    );
}

#[test]
fn candidates_are_the_nearest_of_that_name() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            (
                "PhilConnell.html",
                "- [broken-link] write `../12/PhilConnell.html` for `content/posts/2019-11-12-PhilConnell.md` \
                 | write `../21/PhilConnell.html` for `content/posts/2019-11-21-PhilConnell.md`",
            ),
            // The day in the link counts, not the page's.
            (
                "/2019/11/20/PhilConnell.html#a",
                "- [broken-link] write `../21/PhilConnell.html#a` for `content/posts/2019-11-21-PhilConnell.md` \
                 | write `../12/PhilConnell.html#a` for `content/posts/2019-11-12-PhilConnell.md`",
            ),
            (
                "JacksonRily.html",
                "- [broken-link] write `JacksonRiley.html` for `content/posts/2019-11-04-JacksonRiley.md`",
            ),
            ("../12/PhilConell", PHIL_TWICE),
            (
                "jackson-riley.html",
                "- [broken-link] write `JacksonRiley.html` for `content/posts/2019-11-04-JacksonRiley.md`",
            ),
            ("../21/RebeccaMorgan.html", "- [broken-link]"),
            // The name of a post's file is read as such.
            ("2019-11-13-PhilConnell.md", PHIL_TWICE),
            ("../../_posts/2019-11-13-philconnell.markdown", PHIL_TWICE),
            (
                "2019-10-27-LewisGual.md",
                "- [broken-link] write `../../10/27/LewisGaul.html` for `content/posts/2019-10-27-LewisGaul.md` \
                 | write `../12/LewisGaul.html` for `content/posts/2019-11-12-LewisGaul.md`",
            ),
            (
                "2019-02-31-JacksonRiley.md",
                "- [broken-link] write `JacksonRiley.html` for `content/posts/2019-11-04-JacksonRiley.md`",
            ),
            ("/2019/11/04/", "- [broken-link]"),
            ("../", "- [broken-link]"),
            ("a", "- [broken-link]"),
            ("%ff%fe", "- [broken-link]"),
            ("about%00.html", "- [broken-link] write `../../../about.html` for `content/about.md`"),
            ("{{ site.url }}/x", "- [broken-link]"),
        ],
    );
}

const PHIL_TWICE: &str = "- [broken-link] write `../12/PhilConnell.html` for `content/posts/2019-11-12-PhilConnell.md` \
     | write `../21/PhilConnell.html` for `content/posts/2019-11-21-PhilConnell.md`";

#[test]
fn what_is_not_published_is_named() {
    let mut site = blog(HOME);
    let left_out = |reason, source| LeftOut { reason, source: crate::address::SourcePath::new(source) };
    site.left_out = vec![
        left_out(Reason::Draft, "content/drafts/idea.md"),
        left_out(Reason::Future, "content/posts/2030-01-02-LewisGaul.md"),
        left_out(Reason::Unpublished, "content/secret.md"),
    ];
    let draft = "- [broken-link] `content/drafts/idea.md` is a draft: build with `--drafts`";
    let future = "- [broken-link] `content/posts/2030-01-02-LewisGaul.md` has a date to come: build with `--future` \
                  | write `../12/LewisGaul.html` for `content/posts/2019-11-12-LewisGaul.md` \
                  | write `../../10/27/LewisGaul.html` for `content/posts/2019-10-27-LewisGaul.md`";
    check(
        &site,
        LEWIS,
        &[
            ("../drafts/idea.md", draft),
            ("idea.html", draft),
            ("../../../2030/01/02/LewisGaul.html", future),
            ("2030-01-02-LewisGaul.md", future),
            ("../../../secret", "- [broken-link] `content/secret.md` is not published: build with `--unpublished`"),
        ],
    );
}

#[test]
fn three_candidates_are_enough() {
    let days: Vec<String> = (1..=9).map(|day| format!("content/posts/2019-11-0{day}-Lewis.md")).collect();
    let mut sources: Vec<&str> = days.iter().map(String::as_str).collect();
    sources.push("content/posts/2019-11-05-Phil.md");
    check(
        &site(HOME, &sources, &[]),
        "2019-11-05-Phil",
        &[(
            "../../12/24/Lewis.html",
            "- [broken-link] write `../09/Lewis.html` for `content/posts/2019-11-09-Lewis.md` \
             | write `../08/Lewis.html` for `content/posts/2019-11-08-Lewis.md` \
             | write `../07/Lewis.html` for `content/posts/2019-11-07-Lewis.md`",
        )],
    );
}

#[test]
fn a_missing_picture_is_an_image() {
    let cases = [
        ("/images/z.jpg", "- [broken-image]"),
        ("/imgs/x.jpg", "- [broken-image] write `../../../images/x.jpg` for `static/images/x.jpg`"),
        ("x.jpg", "- [broken-image] write `../../../images/x.jpg` for `static/images/x.jpg`"),
        (
            "/images/2019-11-12-PhilConnel_state.jpg",
            "- [broken-image] write `../../../images/2019-11-12-PhilConnell_state.jpg` \
             for `static/images/2019-11-12-PhilConnell_state.jpg`",
        ),
        // Pages are no pictures.
        ("/2019/11/20/PhilConnell.html", "- [broken-image]"),
        ("c:\\pictures\\x.jpg", "- [broken-image] write `../../../images/x.jpg` for `static/images/x.jpg`"),
    ];
    check_all(&blog(HOME), LinkKind::Image, LEWIS, &cases);
    check_all(&blog(HOME), LinkKind::Asset, LEWIS, &cases);
    check_all(&blog(HOME), LinkKind::Image, LEWIS, &[("", "- [broken-image]"), (" \n", "- [broken-image]")]);
    check_all(
        &blog(HOME),
        LinkKind::Asset,
        LEWIS,
        &[("", "-"), ("/stile.css", "- [broken-image] write `../../../style.css` for `static/style.css`")],
    );
}

#[test]
fn a_page_need_not_link_to_itself() {
    let hint = "[self-link] write `#a-heading` to lead to a part of this page";
    let own = format!("/2019/11/04/LewisGaul.html {hint}");
    check(
        &blog(HOME),
        LEWIS,
        &[
            ("LewisGaul.html", &own),
            ("LewisGaul", &own),
            ("../04/LewisGaul.html", &own),
            ("/2019/11/04/LewisGaul.html", &own),
            ("https://blog.example/2019/11/04/LewisGaul.html", &own),
            ("2019-11-04-LewisGaul.md", &own),
            // Advice on how to write a link to oneself would be no help.
            ("../LewisGaul.html", &own),
            ("lewisgaul.html", &own),
            ("LewisGaul.html#", "/2019/11/04/LewisGaul.html#"),
            ("LewisGaul.html#a", "/2019/11/04/LewisGaul.html#a"),
            ("LewisGaul.html?a", "/2019/11/04/LewisGaul.html?a"),
            ("../LewisGaul.html#a", "/2019/11/04/LewisGaul.html#a [link-repaired] write `LewisGaul.html#a`"),
        ],
    );
    check(&blog(HOME), "content/index.md", &[("/", &format!("/ {hint}")), ("index.html", &format!("/ {hint}"))]);
    check_all(&blog(HOME), LinkKind::Image, LEWIS, &[("LewisGaul.html", "/2019/11/04/LewisGaul.html")]);
}

#[test]
fn the_past_is_the_previous_post() {
    let site = blog(HOME);
    let plain = "write `#a-heading` to lead to a part of this page";
    let october =
        "write `../../10/27/LewisGaul.html` for `content/posts/2019-10-27-LewisGaul.md`, the author's previous post";
    for (words, hint) in [
        ("last time", october),
        ("Last Time", october),
        ("my previous post", october),
        ("Previously", october),
        ("earlier,", october),
        ("the day before", october),
        ("", plain),
        ("here", plain),
        ("blast times", plain),
    ] {
        let resolution = resolve(&site, find(&site, LEWIS), &link(LinkKind::Link, "LewisGaul.html", words));
        assert_eq!(resolution.resolved.problems[0].hints, [hint], "{words:?}");
    }
    let first = resolve(&site, find(&site, "10-27-LewisGaul"), &link(LinkKind::Link, "LewisGaul", "last time"));
    assert_eq!(first.resolved.problems[0].hints, [plain], "there is none before the first");
}

#[test]
fn anchors_are_handed_on() {
    let site = blog(HOME);
    let own = Some("/2019/11/04/LewisGaul.html");
    for (written, target, anchor, own_anchor, elsewhere) in [
        ("#a", own, Some("a"), true, Some("/2019/11/04/LewisGaul.html#a")),
        ("#%C3%BC%20b", own, Some("ü b"), true, Some("/2019/11/04/LewisGaul.html#%C3%BC%20b")),
        ("#ü", own, Some("ü"), true, Some("/2019/11/04/LewisGaul.html#%C3%BC")),
        ("#100%25", own, Some("100%"), true, Some("/2019/11/04/LewisGaul.html#100%25")),
        ("#a:~:text=b", own, Some("a"), true, Some("/2019/11/04/LewisGaul.html#a")),
        ("#top", own, None, false, None),
        ("#", own, None, false, None),
        ("LewisGaul#a", own, Some("a"), true, Some("/2019/11/04/LewisGaul.html#a")),
        ("?q#a", own, Some("a"), true, Some("/2019/11/04/LewisGaul.html?q#a")),
        ("/about#a", Some("/about.html"), Some("a"), false, Some("/about.html#a")),
        ("/#a", Some("/"), Some("a"), false, Some("/#a")),
        ("/about#Top", Some("/about.html"), None, false, Some("/about.html#Top")),
        ("../about.md#a", Some("/about.html"), Some("a"), false, Some("/about.html#a")),
        ("/docs/plan.pdf#page=2", Some("/docs/plan.pdf"), None, false, Some("/docs/plan.pdf#page=2")),
        ("https://blog.example/about#a", Some("/about.html"), Some("a"), false, Some("/about.html#a")),
        ("https://python.org/about#a", None, None, false, None),
        ("nowhere#a", None, None, false, None),
        ("", None, None, false, None),
    ] {
        let resolution = resolve(&site, find(&site, LEWIS), &link(LinkKind::Link, written, ""));
        assert_eq!(resolution.target.map(|id| site.routes.get(id).url.as_str()), target, "target of {written:?}");
        assert_eq!(resolution.anchor.as_deref(), anchor, "anchor of {written:?}");
        assert_eq!(resolution.resolved.own_anchor.is_some(), own_anchor, "own anchor of {written:?}");
        assert_eq!(resolution.address_elsewhere(&site).as_deref(), elsewhere, "{written:?} elsewhere");
    }
}

#[test]
fn a_page_whose_address_was_taken_still_has_links() {
    let documents = vec![fixture::document("content/posts/2019-11-04-L.md"), fixture::document("content/about.md")];
    let route = Route {
        url: UrlPath::new("/about.html"),
        output: crate::address::OutputPath::new("about.html"),
        kind: RouteKind::Document(DocumentId(1)),
    };
    let site = fixture::site_of(Config::default(), documents, vec![route]);
    check(&site, "11-04-L", &[("../../../about.html", "/about.html"), ("#a", "-"), ("L.html", "- [broken-link]")]);
}

#[test]
fn an_address_that_the_host_gives_to_a_file_is_spelt_out() {
    let site = site(("", "", "/:title"), &["content/posts/2019-11-04-L.md", "content/b.md"], &["static/L"]);
    check(
        &site,
        "content/b.md",
        &[
            ("L", "/L"),
            ("L.html", "/L.html"),
            ("/posts/2019-11-04-L.md", "/L.html"),
            ("posts/2019-11-04-L.md", "/L.html"),
        ],
    );
}
