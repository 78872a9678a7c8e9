//! The links that the authors of the first blog wrote, the wrong ones among them, and what they meant.

use super::*;

const POSTS: &[&str] = &[
    "content/posts/2019-10-27-LewisGaul.md",
    "content/posts/2019-10-29-BenjaminEdwards.md",
    "content/posts/2019-11-04-AnjaniAgrawal.md",
    "content/posts/2019-11-04-CallumWard.md",
    "content/posts/2019-11-04-JacksonRiley.md",
    "content/posts/2019-11-04-LewisGaul.md",
    "content/posts/2019-11-04-TomasHyland.md",
    "content/posts/2019-11-12-AlexanderClarkson.md",
    "content/posts/2019-11-12-AnjaniAgrawal.md",
    "content/posts/2019-11-12-BenjaminEdwards.md",
    "content/posts/2019-11-12-CallumWard.md",
    "content/posts/2019-11-12-DanKreso.md",
    "content/posts/2019-11-12-JacksonRiley.md",
    "content/posts/2019-11-12-LewisGaul.md",
    "content/posts/2019-11-12-PhilConnell.md",
    "content/posts/2019-11-12-TomasHyland.md",
    "content/posts/2019-11-21-BenjaminEdwards.md",
    "content/posts/2019-11-21-DanKreso.md",
    "content/posts/2019-11-21-JacksonRiley.md",
    "content/posts/2019-11-21-LewisGaul.md",
    "content/posts/2019-11-21-PhilConnell.md",
    "content/posts/2019-11-21-TomasHyland.md",
    "content/posts/2019-12-11-CallumWard.md",
    "content/posts/2019-12-11-EshanSinghal.md",
    "content/posts/2019-12-11-LewisGaul.md",
    "content/posts/2019-12-11-RebeccaMorgan.md",
    "content/posts/2020-10-24-LewisGaul.md",
    "content/index.md",
    "content/about.md",
];

const HOST: &str = "https://enhackathon.github.io";

/// From, kind, words, written, address without the base path, code, hint.
type Case<'a> = (&'a str, LinkKind, &'a str, &'a str, &'a str, &'a str, &'a [&'a str]);

use LinkKind::{Image, Link as Text};

const CASES: &[Case<'_>] = &[
    ("2019-10-27-LewisGaul", Text, "", "../29/BenjaminEdwards.html", "/2019/10/29/BenjaminEdwards.html", "", &[]),
    (
        "2019-11-04-LewisGaul",
        Text,
        "my last post",
        "../../../10/27/LewisGaul.html",
        "/2019/10/27/LewisGaul.html",
        "link-repaired",
        &["write `../../10/27/LewisGaul.html`"],
    ),
    (
        "2019-11-04-LewisGaul",
        Text,
        "Jackson's post",
        "../JacksonRiley.html",
        "/2019/11/04/JacksonRiley.html",
        "link-repaired",
        &["write `JacksonRiley.html`"],
    ),
    ("2019-11-04-LewisGaul", Text, "", "JacksonRiley.html", "/2019/11/04/JacksonRiley.html", "", &[]),
    ("2019-11-04-CallumWard", Text, "", "bugs.python.org", "-", "missing-scheme", &["write `https://bugs.python.org`"]),
    (
        "2019-11-04-CallumWard",
        Text,
        "",
        "bugs.python.org/issue38314",
        "-",
        "missing-scheme",
        &["write `https://bugs.python.org/issue38314`"],
    ),
    ("content/index.md", Text, "", "about.html", "/about.html", "", &[]),
    ("2019-11-12-PhilConnell", Image, "", "/images/x.jpg", "/images/x.jpg", "", &[]),
    (
        "2019-11-12-DanKreso",
        Text,
        "",
        "https://enhackathon.github.io/2019/11/04/TomasHyland.html",
        "/2019/11/04/TomasHyland.html",
        "",
        &[],
    ),
    ("2019-11-12-LewisGaul", Text, "last time", "../04/LewisGaul.html", "/2019/11/04/LewisGaul.html", "", &[]),
    ("2019-11-12-LewisGaul", Text, "", "PhilConnell.html", "/2019/11/12/PhilConnell.html", "", &[]),
    ("2019-11-21-JacksonRiley", Text, "last time", "../12/JacksonRiley.html", "/2019/11/12/JacksonRiley.html", "", &[]),
    (
        "2019-11-21-PhilConnell",
        Text,
        "last time",
        "../21/PhilConnell.html",
        "/2019/11/21/PhilConnell.html",
        "self-link",
        &["write `../12/PhilConnell.html` for `content/posts/2019-11-12-PhilConnell.md`, the author's previous post"],
    ),
    ("2019-11-21-LewisGaul", Text, "last time", "../12/LewisGaul.html", "/2019/11/12/LewisGaul.html", "", &[]),
    ("2019-11-21-LewisGaul", Text, "", "./PhilConnell.html", "/2019/11/21/PhilConnell.html", "", &[]),
    (
        "2019-12-11-LewisGaul",
        Text,
        "Ben",
        "./BenjaminEdwards.html",
        "-",
        "broken-link",
        &[
            "write `../../11/21/BenjaminEdwards.html` for `content/posts/2019-11-21-BenjaminEdwards.md`",
            "write `../../11/12/BenjaminEdwards.html` for `content/posts/2019-11-12-BenjaminEdwards.md`",
            "write `../../10/29/BenjaminEdwards.html` for `content/posts/2019-10-29-BenjaminEdwards.md`",
        ],
    ),
    ("2019-12-11-LewisGaul", Text, "", "../../10/27/LewisGaul", "/2019/10/27/LewisGaul.html", "", &[]),
    ("2019-12-11-LewisGaul", Text, "", "../../11/04/LewisGaul", "/2019/11/04/LewisGaul.html", "", &[]),
    ("2019-12-11-LewisGaul", Text, "", "mailto:lewis@blog.example", "-", "", &[]),
    ("2019-12-11-RebeccaMorgan", Text, "", "/", "/", "", &[]),
    (
        "2020-10-24-LewisGaul",
        Text,
        "",
        "https://enhackathon.github.io/2019/12/11/LewisGaul.html",
        "/2019/12/11/LewisGaul.html",
        "",
        &[],
    ),
];

#[test]
fn every_link_of_the_first_blog_is_understood() {
    for base in ["", "/repo", "/deep/repo"] {
        let site = site((HOST, base, "date"), POSTS, &["static/images/x.jpg"]);
        for (from, kind, words, written, address, code, hints) in CASES {
            let resolution = resolve(&site, find(&site, from), &link(*kind, written, words));
            let expected = if *address == "-" { None } else { Some(format!("{base}{address}")) };
            assert_eq!(resolution.resolved.address, expected, "{written} in {from} under {base:?}");
            let problems = &resolution.resolved.problems;
            let problems: Vec<_> = problems.iter().filter(|fault| fault.code != Code::IndirectLink).collect();
            let codes: Vec<&str> = problems.iter().map(|fault| fault.code.as_str()).collect();
            assert_eq!(codes.join(" "), *code, "{written} in {from} under {base:?}");
            assert_eq!(problems.first().map_or(&[][..], |fault| &fault.hints), *hints, "{written} in {from}");
        }
    }
}

#[test]
fn what_is_said_is_plain() {
    let site = site((HOST, "", "date"), POSTS, &[]);
    for (from, written, message) in [
        (
            "2019-11-04-LewisGaul",
            "../../../10/27/LewisGaul.html",
            "`../../../10/27/LewisGaul.html` leads to `/10/27/LewisGaul.html`, which does not exist; \
             taken for `/2019/10/27/LewisGaul.html`: a page is no folder to step out of",
        ),
        (
            "2019-11-04-CallumWard",
            "bugs.python.org",
            "`bugs.python.org` has no scheme, so it leads to `/2019/11/04/bugs.python.org`",
        ),
        (
            "2019-12-11-LewisGaul",
            "./BenjaminEdwards.html",
            "`./BenjaminEdwards.html` leads to `/2019/12/11/BenjaminEdwards.html`, which does not exist",
        ),
        ("2019-11-21-PhilConnell", "../21/PhilConnell.html", "`../21/PhilConnell.html` leads to the page it stands on"),
        ("about", "c:\\x.jpg", "`c:\\x.jpg` is a file of one computer"),
        ("about", "localhost:4000/", "`localhost:4000/` has no scheme, so it leads nowhere"),
    ] {
        let resolution = resolve(&site, find(&site, from), &link(Text, written, ""));
        assert_eq!(resolution.resolved.problems[0].message, message);
    }
}
