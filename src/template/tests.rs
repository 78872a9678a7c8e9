//! Templates as a whole: loading, rendering, and what is said when either fails.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;

use super::samples::{blog, document, services, site};
use super::views::{Pager, Views};
use super::*;
use crate::address::{OutputPath, UrlPath};
use crate::content::Kind;
use crate::diagnostic::Code;
use crate::markdown::Heading;
use crate::site::route::{Route, RouteKind};
use crate::site::{DocumentId, Site};

fn load(files: &[(&str, &str)]) -> (Templates, Vec<Diagnostic>) {
    let overrides =
        files.iter().map(|(name, text)| (SourcePath::new(&format!("templates/{name}")), (*text).to_owned()));
    Templates::load(overrides.collect(), services(&blog()))
}

/// `file "marked text": message | hint`, one line for each.
fn shown(templates: &Templates, problems: &[Diagnostic]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let span = problem.span.as_ref().unwrap();
            let text = templates.source(&span.path).unwrap();
            let related: Vec<String> = problem
                .related
                .iter()
                .map(|(span, said)| {
                    format!(" | {said}: {} {:?}", span.path, &templates.source(&span.path).unwrap()[span.range.clone()])
                })
                .collect();
            let hints: Vec<String> = problem.hints.iter().map(|hint| format!(" | {hint}")).collect();
            let marked = &text[span.range.clone()];
            format!("{} {marked:?}: {}{}{}", span.path, problem.message, hints.concat(), related.concat())
        })
        .collect();
    lines.join("\n")
}

fn check_load(files: &[(&str, &str)], expected: &str) {
    let (templates, problems) = load(files);
    assert_eq!(shown(&templates, &problems), expected, "{files:?}");
    // Whatever was wrong, every layout of the theme still renders something.
    let site = blog();
    let context = Views::new(&site).page_context(DocumentId(0), "<p>body</p>".to_owned(), &[], None);
    if !problems.is_empty() {
        assert!(templates.render("post.html", &context).unwrap().contains("<p>body</p>"));
    }
}

#[test]
fn every_error_of_every_template_is_reported() {
    check_load(&[("post.html", "{{ content }}")], "");
    check_load(
        &[
            ("a.html", "é {{ page.title | upcase }}\n{{ x | truncat }}"),
            ("b.html", "{% macro x() %}{% endmacro %}"),
            ("c.html", "\u{FEFF}\r\n {% extends \"bas.html\" %}"),
            ("d.html", "{% include \"figure.html\" %}{% if x is define %}{% endif %}{{ ulr_for() }}"),
            ("post.html", "{{ page.title"),
        ],
        r#"templates/b.html "macro": unknown tag | write `{% component card(title) %}…{% endcomponent %}` and call it as `{{<card title={page.title} />}}`
templates/post.html "title": unexpected end of input
templates/c.html "\"bas.html\"": no template `bas.html` to extend | write `{% extends "base.html" %}`
templates/a.html "upcase": unknown filter `upcase` | write `upper`
templates/a.html "truncat": unknown filter `truncat` | write `truncate`
templates/d.html "\"figure.html\"": unknown template `figure.html` | write `"includes/figure.html"`
templates/d.html "define": unknown test `define` | write `defined`
templates/d.html "ulr_for()": unknown function `ulr_for` | write `url_for`"#,
    );
}

#[test]
fn other_languages_get_a_hint() {
    for (text, expected) in [
        (
            "{% import 'a' as b %}",
            r#""import": unknown tag | components need no import: `{{<card title={page.title} />}}`"#,
        ),
        (
            "{{ a::b() }}",
            r#"":": found `:` but expected }} | macros are components now: write `{{<card title={page.title} />}}`"#,
        ),
        (
            "{{ page.date | date: '%Y' }}",
            r#"":": found `:` but expected }} | arguments have names and stand in brackets: write `| date(format="%-d %B %Y")`"#,
        ),
        (
            "{{ x | default('y') }}",
            r#""'y'": found string but expected identifier | arguments have names: write `| default(value="x")`"#,
        ),
        ("{% assign x = 1 %}", r#""assign": unknown tag | write `{% set x = 1 %}`"#),
        ("{% unless x %}{% endunless %}", r#""unless": unknown tag | write `{% if not x %}…{% endif %}`"#),
        ("{% if x %}{% elsif y %}{% endif %}", r#""elsif": unknown tag | write `{% elif … %}`"#),
        (
            "{% include nav.html x=1 %}",
            r#""nav": found identifier but expected string | write `{% include "includes/nav.html" %}`"#,
        ),
        ("{% endfor %}", r#""endfor": unknown tag | no `{% for … %}` is open here"#),
        ("{% fro a in b %}", r#""fro": unknown tag | write `for`"#),
        (
            "{{ now() }}",
            r#""now()": unknown function `now` | the same site always gives the same pages; write the date into `_config.yml`"#,
        ),
        (
            "{{ x | where_exp }}",
            r#""where_exp": unknown filter `where_exp` | write `[p for p in site.posts if p.image]`"#,
        ),
        ("{#", r#""{#": closing comment tag `#}` not found"#),
        ("{% if x %}", r#""%}": unexpected end of input"#),
        (
            "{% block a %}{% block a %}{% endblock %}{% endblock %}",
            r#""a": template already contains a block named `a`"#,
        ),
    ] {
        check_load(&[("x.html", text)], &format!("templates/x.html {expected}"));
    }
}

#[test]
fn a_broken_parent_is_one_problem_only() {
    check_load(
        &[
            ("base.html", "{% block other %}{% endblock %}{% nope %}{% component c(x) %}{% endcomponent %}"),
            ("child.html", "{% extends \"base.html\" %}{% block other %}{{<c x=\"1\" />}}{% endblock %}"),
            ("grandchild.html", "{% extends \"child.html\" %}{% block other %}{% endblock %}"),
            ("own.html", "{% nope %}"),
            ("of_own.html", "{% extends \"own.html\" %}{% block b %}{% include \"own.html\" %}{% endblock %}"),
        ],
        "templates/base.html \"nope\": unknown tag\ntemplates/own.html \"nope\": unknown tag",
    );
}

#[test]
fn a_parent_without_the_block_is_the_one_to_mend() {
    check_load(
        &[("base.html", "<title></title>{{ content }}")],
        "templates/base.html \"\": no block `main`, which the built-in `404.html` fills | add `{% block main %}{% endblock main %}`",
    );
    // Blocks that only add something may be left out; that is said.
    let (templates, problems) = load(&[("base.html", "<b>{% block main %}{% endblock %}</b>")]);
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [Code::TemplateGap]);
    let site = blog();
    let context = Views::new(&site).listing(&route("/404.html", RouteKind::NotFound), "x", String::new(), &[], None);
    assert!(templates.render("404.html", &context).unwrap().starts_with("<b><h1>Page not found</h1>"));
    assert!(templates.render("404.html", &context).unwrap().ends_with("</b>"));
    check_load(
        &[("x.html", "{% extends \"base.html\" %}{% block mian %}{% endblock %}")],
        "templates/x.html \"mian\": block `mian` is not defined in any parent template",
    );
}

#[test]
fn circles_are_found_before_anything_overflows() {
    check_load(
        &[("a.html", "{% include 'a.html' %}")],
        "templates/a.html \"'a.html'\": templates in a circle: `a.html` → `a.html`",
    );
    check_load(
        &[("a.html", "{% extends 'b.html' %}"), ("b.html", "{% extends 'a.html' %}")],
        "templates/b.html \"'a.html'\": templates in a circle: `a.html` → `b.html` → `a.html`",
    );
    check_load(
        &[
            (
                "base.html",
                "{% block title %}{% endblock %}{% block head %}{% endblock %}{% block masthead %}{% endblock %}{% block main %}{% include 'x.html' %}{% endblock %}",
            ),
            ("x.html", "{% extends 'base.html' %}{% block main %}{{ super() }}{% endblock %}"),
        ],
        "templates/x.html \"'base.html'\": templates in a circle: `base.html` → `x.html` → `base.html`",
    );
    // The theme's `base.html` includes `includes/head-end.html`.
    check_load(
        &[("includes/head-end.html", "{% extends 'base.html' %}")],
        "templates/includes/head-end.html \"'base.html'\": templates in a circle: `base.html` → `includes/head-end.html` → `base.html`",
    );
    let chain: Vec<(String, String)> =
        (0..300).map(|n| (format!("{n:03}.html"), format!("{{% include '{:03}.html' %}}", n + 1))).collect();
    let mut files: Vec<(&str, &str)> = chain.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("300.html", "end"));
    let (_, problems) = load(&files);
    assert!(problems.iter().all(|problem| problem.message == "too many templates inside each other"));
    assert!(!problems.is_empty());
}

#[test]
fn components_work_and_clash_once() {
    let (templates, problems) = load(&[
        ("cards.html", "{% component card(title, n=1) %}<b>{{ title }}{{ n }}</b>{% endcomponent %}"),
        ("x.html", "{{<card title={page.title} />}}"),
    ]);
    assert_eq!(problems, []);
    let site = blog();
    let context = Views::new(&site).page_context(DocumentId(1), String::new(), &[], None);
    assert_eq!(templates.render("x.html", &context).unwrap(), "<b>Second &amp; last1</b>");
    check_load(
        &[("a.html", "{% component c(x) %}{% endcomponent %}"), ("b.html", "é{% component c(x) %}{% endcomponent %}")],
        "templates/b.html \"\": component `c` is defined in both `a.html` and `b.html`",
    );
    let (templates, _) = load(&[("r.html", "{% component c(x) %}{{<c x={x} />}}{% endcomponent %}{{<c x=\"1\" />}}")]);
    let problems = templates.render("r.html", &Context::new()).unwrap_err();
    assert_eq!(problems[0].message, "maximum render recursion depth for components exceeded");
}

fn check_render(files: &[(&str, &str)], expected: &str) {
    let (templates, problems) = load(files);
    assert_eq!(problems, []);
    let site = blog();
    let context = Views::new(&site).page_context(DocumentId(0), "<p>body</p>".to_owned(), &[], None);
    let problems = templates.render("x.html", &context).unwrap_err();
    assert_eq!(shown(&templates, &problems), expected, "{files:?}");
    assert!(problems.iter().all(|problem| problem.code == crate::diagnostic::Code::BadTemplate));
}

#[test]
fn errors_while_rendering_have_their_place() {
    for (text, expected) in [
        ("é\n{{ page.titel }}", r#""titel": field `titel` is not defined | write `title`"#),
        (
            "{{ page.nothing_like_it }}",
            r#""nothing_like_it": field `nothing_like_it` is not defined | where it may be missing write `page.nothing_like_it | default(value="")`"#,
        ),
        ("{{ pgae.title }}", r#""pgae": variable `pgae` is not defined | write `page`"#),
        ("{{ config.title }}", r#""config": variable `config` is not defined | write `site`"#),
        ("\r\n{{ page.date | date(format='%Q') }}", r#""date(format='%Q')": `%Q` in the format is no date directive"#),
        ("{{ page.tags | date }}", r#""page": invalid type for the value, expected `date` but got `list`"#),
        ("{{ 1 / 0 }}", r#""0": cannot divide by 0"#),
        ("{{ throw(message='stop\nhere') }}", r#""throw(message='stop\nhere')": stop"#),
    ] {
        check_render(&[("x.html", text)], &format!("templates/x.html {expected}"));
    }
    check_render(
        &[
            ("x.html", "\u{FEFF}ü{% include 'y.html' %}"),
            ("y.html", "\n{% include 'z.html' %}"),
            ("z.html", "日{{ nope }}"),
        ],
        r#"templates/z.html "nope": variable `nope` is not defined | called from here: templates/y.html "'z.html'" | called from here: templates/x.html "'y.html'""#,
    );
    // A block that the user's template fills is called by the theme's.
    check_render(
        &[("x.html", "{% extends 'base.html' %}{% block main %}{{ page.titel }}{% endblock %}")],
        r#"templates/x.html "titel": field `titel` is not defined | write `title`"#,
    );
    let (templates, _) = load(&[]);
    let problems = templates.render("post.html", &Context::new()).unwrap_err();
    assert_eq!(problems[0].span.as_ref().unwrap().path.as_str(), "templates/base.html");
    assert!(!templates.render("nope.html", &Context::new()).unwrap_err().is_empty());
}

#[test]
fn layouts_are_found_by_name() {
    let (templates, _) = load(&[("talk.html", ""), ("feed.xml", ""), ("notes.rs", "{% nope %}"), ("pic.png", "")]);
    for (name, expected) in [
        ("post", Ok("post.html")),
        ("post.html", Ok("post.html")),
        (" page ", Ok("page.html")),
        ("default", Ok("default.html")),
        ("talk", Ok("talk.html")),
        ("feed.xml", Ok("feed.xml")),
        ("includes/figure", Ok("includes/figure.html")),
        ("pots", Err(Some("post"))),
        ("tlak.html", Err(Some("talk"))),
        ("nothing like any", Err(None)),
        ("", Err(None)),
        ("../post", Err(None)),
    ] {
        let expected = expected.map(str::to_owned).map_err(|near| near.map(str::to_owned));
        assert_eq!(templates.layout(name), expected, "{name}");
    }
    assert!(templates.source(&SourcePath::new("templates/post.html")).unwrap().contains("{% extends"));
    assert!(templates.source(&SourcePath::new("templates/nope.html")).is_none());
    assert!(templates.source(&SourcePath::new("content/post.html")).is_none());
}

#[test]
fn includes_are_called_with_arguments() {
    let (templates, _) = load(&[("includes/note.html", "<b>{{ include.text }}</b>{{ page.title }}{{ include.nope }}")]);
    let site = blog();
    let context = Views::new(&site).include_context(DocumentId(0));
    let arguments = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let figure = templates.include("figure.html", &arguments(&[("src", "/a b.png"), ("caption", "<i>")]), &context);
    assert_eq!(
        figure.unwrap(),
        "<figure>\n<img src=\"/repo/a%20b.png\" alt=\"\" loading=\"lazy\">\n<figcaption>&lt;i&gt;</figcaption>\n</figure>\n"
    );
    let (fault, problems) = templates.include("figrue.html", &[], &context).unwrap_err();
    assert_eq!((fault, problems), (IncludeFault::Missing(Some("figure.html".to_owned())), vec![]));
    let (fault, problems) = templates.include("note.html", &arguments(&[("text", "x")]), &context).unwrap_err();
    assert_eq!(fault, IncludeFault::Failed("field `nope` is not defined".to_owned()));
    assert_eq!(problems[0].span.as_ref().unwrap().path.as_str(), "templates/includes/note.html");
}

/// One page of the theme, with a small site, or one that has all there is.
fn page(template: &str, site: &Site, context: &Context) -> String {
    let (templates, problems) = Templates::load(vec![], services(site));
    assert_eq!(problems, []);
    templates.render(template, context).unwrap()
}

fn bare() -> Site {
    let lonely = document("content/posts/x.md", Kind::Post, "Third");
    site(vec![lonely], |config| {
        config.title.clear();
        config.description.clear();
        config.url.clear();
        config.base_path.clear();
    })
}

fn route(url: &str, kind: RouteKind) -> Route {
    Route { url: UrlPath::new(url), output: OutputPath::new("x.html"), kind }
}

#[test]
fn the_theme_renders_the_least_and_the_most() {
    for site in [bare(), blog()] {
        let views = Views::new(&site);
        let headings = [Heading { level: 1, id: "a".to_owned(), text: "Third".to_owned() }];
        for headings in [&[][..], &headings] {
            let posts = site.post_ids().map(|id| (id, views.listed(id, Some("<p>Beginning</p>")))).collect();
            let (previous, next) = (UrlPath::new("/"), UrlPath::new("/page3/"));
            let paginator = views.paginator(Pager {
                number: 2,
                per_page: 3,
                total_posts: 9,
                total_pages: 3,
                posts,
                previous: Some(&previous),
                next: Some(&next),
            });
            let content = || if headings.is_empty() { String::new() } else { "<h1 id=\"a\">Third</h1>\n".to_owned() };
            let home = route("/page2/", RouteKind::Home { number: 2, index: None });
            let gone = route("/404.html", RouteKind::NotFound);
            for (template, context) in [
                ("post.html", views.page_context(DocumentId(0), content(), headings, None)),
                ("page.html", views.page_context(DocumentId(0), content(), headings, None)),
                ("default.html", views.page_context(DocumentId(0), content(), headings, None)),
                ("home.html", views.listing(&home, "", content(), headings, Some(paginator.clone()))),
                ("home.html", views.page_context(DocumentId(0), content(), headings, None)),
                ("404.html", views.listing(&gone, "Third", content(), headings, None)),
            ] {
                let html = page(template, &site, &context);
                assert_eq!(html.matches("<h1").count(), 1, "{template}\n{html}");
                assert!(html.starts_with("<!doctype html>\n<html lang=\"en"), "{html}");
                for needed in ["<main", "<header", "<footer", "class=\"skip\"", "blogsite 0."] {
                    assert!(html.contains(needed), "{template} lacks {needed}\n{html}");
                }
                assert!(!html.contains("<title></title>") && !html.contains("\n\n\n"), "{template}\n{html}");
                let base = &site.config.base_path;
                for (at, _) in html.match_indices("href=\"/") {
                    let rest = &html[at + 6..];
                    assert!(rest.starts_with(&format!("{base}/")), "{template}: {}", &rest[..rest.len().min(40)]);
                }
                assert!(!html.contains("@blog.example"), "{template} shows an address");
            }
            let redirect = page(
                "redirect.html",
                &site,
                &views.redirect(DocumentId(0), "/old", "/new", "https://blog.example/new"),
            );
            assert!(redirect.contains("http-equiv=\"refresh\"") && redirect.contains("noindex"), "{redirect}");
        }
    }
}

#[test]
fn a_post_says_what_it_is() {
    let site = blog();
    let views = Views::new(&site);
    let html = page("post.html", &site, &views.page_context(DocumentId(1), "<p>body</p>\n".to_owned(), &[], None));
    for needed in [
        "<title>Second &amp; last · The Example</title>",
        "<html lang=\"en-GB\">",
        "<time datetime=\"2019-11-12T00:00:00+00:00\">12 November 2019</time>",
        "Ada Example and Ben &lt;b&gt; Sample",
        "<p>body</p>",
        "<li>Rust &amp; C</li>",
        "<a class=\"back\" rel=\"prev\" href=\"/repo/2019/11/04/Ada.html\">",
        "<a class=\"forth\" rel=\"next\" href=\"/repo/2019/11/21/Cleo.html\">",
        "<a href=\"/repo/about.html\">About</a>",
    ] {
        assert!(html.contains(needed), "{needed}\n{html}");
    }
}

#[test]
fn the_theme_speaks_the_language_of_the_page() {
    let mut site = blog();
    site.config.lang = "fr".to_owned();
    Arc::make_mut(&mut site.documents[0]).lang = None;
    let views = Views::new(&site);
    let html = page("post.html", &site, &views.page_context(DocumentId(0), "<p>body</p>\n".to_owned(), &[], None));
    for needed in
        ["Aller au contenu", "21 novembre 2019</time>", "<span>Précédent</span>", "1 min de lecture", "Flux Atom"]
    {
        assert!(html.contains(needed), "{needed}\n{html}");
    }
    // This one says that it is written in English.
    let html = page("post.html", &site, &views.page_context(DocumentId(1), "<p>body</p>\n".to_owned(), &[], None));
    for needed in ["Skip to content", "12 November 2019</time>", "<span>Older</span>", "1 min read"] {
        assert!(html.contains(needed), "{needed}\n{html}");
    }
}

/// A template as it is without what Tera and HTML read of it: the words that it says itself.
fn own_words(template: &str) -> String {
    let mut text = template.to_owned();
    for (open, close) in [
        ("{#", "#}"),
        ("{%", "%}"),
        ("{{", "}}"),
        ("<script>", "</script>"),
        ("<style>", "</style>"),
        ("<svg", "</svg>"),
        ("<", ">"),
    ] {
        while let Some((before, (_, after))) =
            text.split_once(open).and_then(|(before, behind)| Some((before, behind.split_once(close)?)))
        {
            text = format!("{before}{after}");
        }
    }
    text
}

#[test]
fn no_template_says_a_word_of_its_own() {
    for (name, template) in super::theme::templates() {
        let own = own_words(template);
        let template = template.split_once("-#}").map_or(template, |(_, rest)| rest);
        assert!(!own.contains(char::is_alphabetic), "{name}: {}", own.trim());
        for attribute in ["aria-label=\"", "title=\"", "placeholder=\"", "data-say-auto=\"", "alt=\""] {
            for (at, _) in template.match_indices(attribute) {
                let value = &template[at + attribute.len()..];
                assert!(value.starts_with(['{', '"']), "{name}: {attribute}{}", &value[..value.len().min(30)]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever stands in a template, it is loaded or reported, and rendered or reported.
    #[test]
    fn no_template_panics(text in "(\\{\\{ |\\}\\}|\\{% | %\\}|\\{#|#\\}|if |endif|for p in site.posts|endfor|page|site|\\.|title|posts|\\[|\\]|\\?|0|:|1|'a'|\\| |date|upper|where\\(|attribute=|\\)|include |extends |block a|endblock|super\\(\\)|set x = |~|\\+| |\n|é|raw|endraw|component c\\(x\\)|endcomponent|<c x=\\{1\\} />|-){1,25}") {
        let (templates, problems) = load(&[("x.html", &text)]);
        let site = blog();
        let context = Views::new(&site).page_context(DocumentId(0), "<p>body</p>".to_owned(), &[], None);
        match templates.render("x.html", &context) {
            Ok(_) => {}
            Err(found) => prop_assert!(!found.is_empty()),
        }
        for problem in &problems {
            let span = problem.span.as_ref().unwrap();
            prop_assert!(text.get(span.range.clone()).is_some());
            prop_assert!(!problem.message.contains('\n'));
        }
    }
}
