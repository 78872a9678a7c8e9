//! Each rule with what it takes and what it leaves.

use super::*;

const LEWIS: &str = "11-04-LewisGaul";
const PROJECT: Settings<'_> = ("https://lewis.example", "/repo", "date");

#[test]
fn a_browser_comes_first() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            ("JacksonRiley.html", "/2019/11/04/JacksonRiley.html"),
            ("JacksonRiley", "/2019/11/04/JacksonRiley.html"),
            ("./JacksonRiley.html", "/2019/11/04/JacksonRiley.html"),
            ("../12/PhilConnell.html", "/2019/11/12/PhilConnell.html"),
            ("../../10/27/LewisGaul", "/2019/10/27/LewisGaul.html"),
            ("/2019/10/27/LewisGaul.html", "/2019/10/27/LewisGaul.html"),
            ("/2019/10/27/LewisGaul", "/2019/10/27/LewisGaul.html"),
            ("../../../../../../about.html", "/about.html"),
            ("/about", "/about.html"),
            ("/", "/"),
            ("/index.html", "/"),
            ("/index", "/"),
            ("../../..", "/"),
            ("../../../", "/"),
            ("/docs", "/docs/"),
            ("/docs/", "/docs/"),
            ("/docs/index.html", "/docs/"),
            ("/docs/./setup.html", "/docs/setup.html"),
            ("/docs//setup.html", "/docs/setup.html"),
            ("/x/../docs/setup", "/docs/setup.html"),
            ("../../../images/x.jpg", "/images/x.jpg"),
            ("/images/y%20z.png", "/images/y%20z.png"),
            ("/images/y z.png", "/images/y%20z.png"),
            ("..\\12\\PhilConnell.html", "/2019/11/12/PhilConnell.html"),
            ("\\images\\x.jpg", "/images/x.jpg"),
            ("/docs/%C3%9Cber%20uns%20%28neu%29.html", "/docs/%C3%9Cber%20uns%20(neu).html"),
            ("/docs/Über uns (neu)", "/docs/%C3%9Cber%20uns%20(neu).html"),
            (" JacksonRiley.html\n", "/2019/11/04/JacksonRiley.html"),
            ("Jackson\n\tRiley.html", "/2019/11/04/JacksonRiley.html"),
        ],
    );
}

#[test]
fn a_link_that_works_is_given_no_other_meaning() {
    let site = site(
        HOME,
        &["content/posts/2019-11-04-L.md", "content/L/x.md"],
        &[
            "static/2019/11/04/x.jpg",
            "static/2019/11/04/X.png",
            "content/posts/x.jpg",
            "content/posts/x.png",
            "static/x.jpg",
        ],
    );
    check(
        &site,
        "11-04-L",
        &[
            // As a browser, and not the picture beside the source.
            ("x.jpg", "/2019/11/04/x.jpg"),
            ("../04/x.jpg", "/2019/11/04/x.jpg"),
            ("/x.jpg", "/x.jpg"),
            // The picture beside the source, and not the one that differs in case.
            ("x.png", "/posts/x.png"),
            ("X.png", "/2019/11/04/X.png"),
        ],
    );
}

#[test]
fn what_follows_the_path_survives() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            ("JacksonRiley.html?a=b&c=../d#e", "/2019/11/04/JacksonRiley.html?a=b&c=../d#e"),
            ("JacksonRiley?", "/2019/11/04/JacksonRiley.html?"),
            ("JacksonRiley#", "/2019/11/04/JacksonRiley.html#"),
            ("JacksonRiley#ünï%20code x", "/2019/11/04/JacksonRiley.html#%C3%BCn%C3%AF%20code%20x"),
            ("/style.css?v=1%", "/style.css?v=1%25"),
            ("?print=1", "/2019/11/04/LewisGaul.html?print=1"),
            ("LewisGaul.html#top", "/2019/11/04/LewisGaul.html#top"),
            (
                "../JacksonRiley.html?a#b",
                "/2019/11/04/JacksonRiley.html?a#b [link-repaired] write `JacksonRiley.html?a#b`",
            ),
        ],
    );
}

#[test]
fn other_sites_are_left_alone() {
    let cases = [
        "https://bugs.python.org/issue38314",
        "http://blog.example.org/about.html",
        "https://www.blog.example/about.html",
        "//bugs.python.org/about.html",
        "//about.html",
        "mailto:lewis@blog.example",
        "tel:+44123",
        "javascript:void(0)",
        "data:image/png;base64,iVBORw0KGgo=",
        "JAVASCRIPT:alert('/about.html')",
        "java\nscript:x",
        "about:blank",
        "ftp://blog.example/about.html",
        "vscode://file/about.html",
        "x-y.z+1:about.html",
        "https:",
        "https://",
        "https:///about.html",
        "http://[::1]/about.html",
        "#",
        "#top",
        "#TOP",
        "",
        "  ",
        "#:~:text=bugs",
        "#!/about",
    ];
    check(&blog(HOME), LEWIS, &cases.map(|written| (written, "-")));
    check(&blog(("", "", "date")), LEWIS, &[("https://blog.example/about.html", "-"), ("https:///about.html", "-")]);
}

#[test]
fn the_own_host_is_a_path_here() {
    let cases = [
        ("https://blog.example/about.html", "/about.html"),
        ("https://blog.example/about", "/about.html"),
        ("http://blog.example/about.html", "/about.html"),
        ("HTTPS://Blog.Example/about.html", "/about.html"),
        ("//blog.example/about.html", "/about.html"),
        ("https://blog.example:443/about.html", "/about.html"),
        ("https://me@blog.example/about.html", "/about.html"),
        ("https://blog.example", "/"),
        ("https://blog.example/", "/"),
        ("https://blog.example?a#b", "/?a#b"),
        ("https://blog.example/docs/../about.html?x#y", "/about.html?x#y"),
        ("https://blog.example:8080/about.html", "-"),
        ("https://blog.example/About.html", "/about.html [link-repaired] write `https://blog.example/about.html`"),
        (
            "https://blog.example/docs/setup/",
            "/docs/setup.html [link-repaired] write `https://blog.example/docs/setup.html`",
        ),
        (
            "https://blog.example/docs/setpu.html",
            "- [broken-link] write `../../../docs/setup.html` for `content/docs/setup.md`",
        ),
        ("https://blog.example/abuot.html", "- [broken-link] write `../../../about.html` for `content/about.md`"),
        // Another project of the same user may be served there.
        ("https://blog.example/project", "-"),
        ("https://blog.example/project/about.html", "-"),
    ];
    check(&blog(HOME), LEWIS, &cases);
}

#[test]
fn the_own_host_has_a_base_path() {
    let cases = [
        ("https://lewis.example/repo/about.html", "/repo/about.html"),
        ("https://lewis.example/repo/about", "/repo/about.html"),
        ("https://lewis.example/repo/", "/repo/"),
        ("https://lewis.example/repo", "/repo/"),
        ("https://lewis.example/about.html", "/repo/about.html"),
        ("https://lewis.example/", "-"),
        ("https://lewis.example", "-"),
        ("https://lewis.example/other/about.html", "-"),
        ("https://lewis.example/repository", "-"),
        ("https://lewis.example/repo/abuot.html", "- [broken-link] write `../../../about.html` for `content/about.md`"),
    ];
    check(&blog(PROJECT), LEWIS, &cases);
    check(
        &blog(("https://lewis.example/repo", "", "date")),
        LEWIS,
        &[("https://lewis.example/repo/about", "/about.html")],
    );
}

#[test]
fn a_base_path_may_be_written_or_not() {
    check(
        &blog(PROJECT),
        LEWIS,
        &[
            ("/repo/about.html", "/repo/about.html"),
            ("/repo/about", "/repo/about.html"),
            ("/about.html", "/repo/about.html"),
            ("/", "/repo/"),
            ("/repo", "/repo/"),
            ("/repo/", "/repo/"),
            ("/repository/", "- [broken-link]"),
            ("JacksonRiley.html", "/repo/2019/11/04/JacksonRiley.html"),
            ("../../../../repo/about.html", "/repo/about.html"),
            ("../../../about.html", "/repo/about.html"),
            // One step too many leaves the site; the page taken for a folder does not.
            ("../../../../about.html", "/repo/about.html [link-repaired] write `../../../about.html`"),
            (
                "../../../../../2019/10/27/LewisGaul.html",
                "/repo/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            (
                "../../x/../repo/2019/10/27/LewisGaul.html",
                "/repo/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            ("../JacksonRiley.html", "/repo/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("/About.html", "/repo/about.html [link-repaired] write `../../../about.html`"),
            ("/repo/About.html", "/repo/about.html [link-repaired] write `/repo/about.html`"),
        ],
    );
}

#[test]
fn a_folder_may_be_named_like_the_base_path() {
    let site = site(PROJECT, &["content/repo/about.md", "content/about.md", "content/posts/2019-11-04-L.md"], &[]);
    check(
        &site,
        "11-04-L",
        &[("/repo/about.html", "/repo/about.html"), ("/repo/repo/about.html", "/repo/repo/about.html")],
    );
    check(&site, "content/about", &[("repo/about.html", "/repo/repo/about.html")]);
}

#[test]
fn source_files_are_pages() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            ("2019-10-27-LewisGaul.md", "/2019/10/27/LewisGaul.html"),
            ("./2019-10-27-LewisGaul.md#cpython", "/2019/10/27/LewisGaul.html#cpython"),
            ("../about.md", "/about.html"),
            ("../index.md", "/"),
            ("about.md", "/about.html"),
            ("/about.md", "/about.html"),
            ("posts/2019-10-27-LewisGaul.md", "/2019/10/27/LewisGaul.html"),
            ("/posts/2019-10-27-LewisGaul.md", "/2019/10/27/LewisGaul.html"),
            ("/content/posts/2019-10-27-LewisGaul.md", "/2019/10/27/LewisGaul.html"),
            ("content/posts/2019-10-27-LewisGaul.md", "/2019/10/27/LewisGaul.html"),
            ("../docs/setup.md", "/docs/setup.html"),
            ("../docs/%C3%9Cber%20uns%20(neu).md", "/docs/%C3%9Cber%20uns%20(neu).html"),
            ("../docs/plan.pdf", "/docs/plan.pdf"),
            ("../../static/images/x.jpg", "/images/x.jpg"),
            ("/static/images/x.jpg", "/images/x.jpg"),
            ("..\\about.md", "/about.html"),
            (
                "2019-10-27-lewisgaul.md",
                "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
        ],
    );
}

#[test]
fn the_page_may_be_taken_for_a_folder() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            (
                "../../../10/27/LewisGaul.html",
                "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            (
                "../../../10/27/LewisGaul",
                "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            ("../JacksonRiley.html", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            (
                "../JacksonRiley.html#cpython",
                "/2019/11/04/JacksonRiley.html#cpython [link-repaired] write `JacksonRiley.html#cpython`",
            ),
        ],
    );
    let bare = blog(("https://blog.example", "", "/:year/:month/:day/:title"));
    check(
        &bare,
        LEWIS,
        &[
            ("JacksonRiley", "/2019/11/04/JacksonRiley"),
            ("JacksonRiley.html", "/2019/11/04/JacksonRiley"),
            ("../JacksonRiley", "/2019/11/04/JacksonRiley [link-repaired] write `JacksonRiley`"),
        ],
    );
}

#[test]
fn the_end_of_one_address_is_enough() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            (
                "../../../../10/27/LewisGaul.html",
                "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            ("../10/27/LewisGaul", "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`"),
            (
                "./../10/./27/LewisGaul.html",
                "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            ("../27/LewisGaul.html", "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`"),
            ("../images/x.jpg", "/images/x.jpg [link-repaired] write `../../../images/x.jpg`"),
            ("../docs/", "- [broken-link] write `../../../docs/` for `content/docs/index.md`"),
            (
                "../10/27/lewisgaul.html",
                "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`",
            ),
            ("../10/27/LewisGaul/", "/2019/10/27/LewisGaul.html [link-repaired] write `../../10/27/LewisGaul.html`"),
            // Without a step up it is no address that was shifted.
            ("10/27/LewisGaul.html", LEWIS_IN_OCTOBER_FIRST),
            // A name alone is no end, even of one address.
            ("../../RebeccaMorgan.html", "- [broken-link]"),
            ("../../setup.html", "- [broken-link] write `../../../docs/setup.html` for `content/docs/setup.md`"),
        ],
    );
}

const LEWIS_IN_OCTOBER_FIRST: &str = "- [broken-link] write `../../10/27/LewisGaul.html` for `content/posts/2019-10-27-LewisGaul.md` \
     | write `../12/LewisGaul.html` for `content/posts/2019-11-12-LewisGaul.md`";

#[test]
fn an_end_of_two_addresses_is_none() {
    let site = site(HOME, &["content/a/x/one.md", "content/b/x/one.md", "content/posts/2019-11-04-L.md"], &[]);
    check(
        &site,
        "11-04-L",
        &[
            (
                "../x/one.html",
                "- [broken-link] write `../../../a/x/one.html` for `content/a/x/one.md` | write `../../../b/x/one.html` for `content/b/x/one.md`",
            ),
            ("../a/x/one.html", "/a/x/one.html [link-repaired] write `../../../a/x/one.html`"),
        ],
    );
    let resolution = resolve(&site, find(&site, "11-04-L"), &link(LinkKind::Link, "../x/one.html", ""));
    let message = &resolution.resolved.problems[0].message;
    assert_eq!(message, "`../x/one.html` leads to `/2019/11/x/one.html`, which does not exist, and may mean any of 2");
}

#[test]
fn case_and_ending_are_small_things() {
    check(
        &blog(HOME),
        LEWIS,
        &[
            ("../04/jacksonriley.html", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("JACKSONRILEY.HTML", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("jacksonriley", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("JacksonRiley/", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("JacksonRiley.html/", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("JacksonRiley/index.html", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("jacksonriley/", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("JacksonRiley.htm", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("../jacksonriley.html", "/2019/11/04/JacksonRiley.html [link-repaired] write `JacksonRiley.html`"),
            ("/docs.html", "/docs/ [link-repaired] write `/docs/`"),
            ("/Docs", "/docs/ [link-repaired] write `/docs/`"),
            ("/DOCS/SETUP", "/docs/setup.html [link-repaired] write `/docs/setup.html`"),
            ("/images/X.JPG", "/images/x.jpg [link-repaired] write `/images/x.jpg`"),
            (
                "/docs/über uns (neu).html",
                "/docs/%C3%9Cber%20uns%20(neu).html [link-repaired] write `/docs/%C3%9Cber%20uns%20%28neu%29.html`",
            ),
            ("../About.md", "/about.html [link-repaired] write `../../../about.html`"),
        ],
    );
}

#[test]
fn pretty_addresses_are_folders() {
    let site = blog(("https://blog.example", "", "pretty"));
    check(
        &site,
        LEWIS,
        &[
            ("../JacksonRiley/", "/2019/11/04/JacksonRiley/"),
            ("../JacksonRiley", "/2019/11/04/JacksonRiley/"),
            ("../JacksonRiley/index.html", "/2019/11/04/JacksonRiley/"),
            ("/about/", "/about/"),
            ("/about", "/about/"),
            ("../JacksonRiley.html", "/2019/11/04/JacksonRiley/ [link-repaired] write `../JacksonRiley/`"),
            ("../../../10/27/LewisGaul/", "/2019/10/27/LewisGaul/"),
            ("../../10/27/LewisGaul.html", "/2019/10/27/LewisGaul/ [link-repaired] write `../../../10/27/LewisGaul/`"),
            ("2019-10-27-LewisGaul.md", "/2019/10/27/LewisGaul/"),
            ("./", "/2019/11/04/LewisGaul/ [self-link] write `#a-heading` to lead to a part of this page"),
        ],
    );
}

#[test]
fn a_page_and_a_folder_may_share_a_name() {
    let site = site(HOME, &["content/b.md", "content/b/index.md", "content/c.md"], &[]);
    check(
        &site,
        "content/c.md",
        &[
            ("b", "/b.html"),
            ("b/", "/b/"),
            ("B", "/b.html [link-repaired] write `b.html`"),
            ("B/", "/b/ [link-repaired] write `b/`"),
            ("b/index.html", "/b/"),
            ("b.htm", "- [broken-link] write `b.html` for `content/b.md` | write `b/` for `content/b/index.md`"),
        ],
    );
}

#[test]
fn redirects_are_followed() {
    let mut documents: Vec<Document> = BLOG.iter().map(|source| fixture::document(source)).collect();
    for document in &mut documents {
        if document.source.as_str() == "content/about.md" {
            document.redirect_from = vec!["/who/".to_owned(), "/us".to_owned()];
        }
    }
    let site = site_with(HOME, documents, &[]);
    check(
        &site,
        LEWIS,
        &[
            ("/who/", "/about.html"),
            ("/who", "/about.html"),
            ("/us.html#a", "/about.html#a"),
            ("/US", "/about.html [link-repaired] write `/about.html`"),
            ("https://blog.example/us", "/about.html"),
        ],
    );
}

#[test]
fn pictures_follow_the_same_rules() {
    check_all(
        &blog(HOME),
        LinkKind::Image,
        LEWIS,
        &[
            ("/images/x.jpg", "/images/x.jpg"),
            ("../../../images/x.jpg", "/images/x.jpg"),
            ("..\\..\\..\\images\\x.jpg", "/images/x.jpg"),
            ("../images/x.jpg", "/images/x.jpg [link-repaired] write `../../../images/x.jpg`"),
            ("../../static/images/y z.png", "/images/y%20z.png"),
            ("data:image/gif;base64,R0lGODlhAQABAAAAACw=", "-"),
            ("https://img.example/x.jpg", "-"),
            ("/images/x.jpg#frag", "/images/x.jpg#frag"),
        ],
    );
}

#[test]
fn what_the_host_has_to_do_is_worth_knowing() {
    let mut documents: Vec<Document> = BLOG.iter().map(|source| fixture::document(source)).collect();
    for document in &mut documents {
        if document.source.as_str() == "content/about.md" {
            document.redirect_from = vec!["/who/".to_owned()];
        }
    }
    let site = site_with(HOME, documents, &[]);
    for (written, expected) in [
        ("/about.html", ""),
        ("../../../about", "`../../../about` leads to `/about.html` only where the host adds the ending"),
        (
            "https://blog.example/about",
            "`https://blog.example/about` leads to `/about.html` only where the host adds the ending",
        ),
        ("/who/", "`/who/` is a redirect to `/about.html`"),
        ("/who", "`/who` is a redirect to `/about.html`"),
        ("about.md", ""),
    ] {
        let problems = resolve(&site, find(&site, LEWIS), &link(LinkKind::Link, written, "")).resolved.problems;
        let said: Vec<&str> = problems.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(said.join("; "), expected, "{written}");
    }
}
