//! What templates see, field by field.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use super::super::samples::{blog, document, post, site};
use super::*;
use crate::address::OutputPath;
use crate::content::Kind;

fn keys(value: &Value) -> Vec<String> {
    value.as_map().unwrap().keys().map(ToString::to_string).collect()
}

fn names(fields: &[(&'static str, &'static str)], others: &[&'static str]) -> Vec<&'static str> {
    fields.iter().map(|(name, _)| *name).chain(others.iter().copied()).collect()
}

fn text(value: &Value, path: &str) -> String {
    value.get_from_path(path).unwrap().to_string()
}

#[test]
fn what_is_documented_is_what_is_there() {
    let site = blog();
    let views = Views::new(&site);
    let document = names(DocumentView::FIELDS, &["mood"]);
    assert_eq!(keys(views.document(DocumentId(0))), document);
    assert_eq!(keys(&views.page(DocumentId(1))), document);
    assert_eq!(keys(&views.listed(DocumentId(1), Some(""))), document);
    assert_eq!(keys(views.document(DocumentId(3))), names(DocumentView::FIELDS, &[]));
    assert_eq!(keys(views.site()), names(SiteView::FIELDS, &["motto"]));
    let pager =
        Pager { number: 1, per_page: 2, total_posts: 3, total_pages: 2, posts: vec![], previous: None, next: None };
    assert_eq!(keys(&views.paginator(pager)), names(PaginatorView::FIELDS, &[]));
    let heading = Heading { level: 2, id: "a".to_owned(), text: "A".to_owned() };
    let context = views.page_context(DocumentId(0), String::new(), &[heading], None);
    assert_eq!(keys(&context.get("headings").unwrap().as_array().unwrap()[0]), names(HeadingView::FIELDS, &[]));
    assert_eq!(keys(context.get("generator").unwrap()), names(GeneratorView::FIELDS, &[]));
    for fields in [DocumentView::FIELDS, SiteView::FIELDS, PaginatorView::FIELDS, HeadingView::FIELDS] {
        assert!(fields.iter().all(|(_, said)| said.trim().len() > 5));
    }
}

#[test]
fn the_context_holds_the_documented_names() {
    let site = blog();
    let views = Views::new(&site);
    let home = site.routes.iter().find(|route| matches!(route.kind, RouteKind::Home { .. })).unwrap();
    for context in [
        views.page_context(DocumentId(0), String::new(), &[], None),
        views.listing(home, "", String::new(), &[], None),
        views.redirect(DocumentId(0), "/repo/old.html", "/repo/new.html", "https://blog.example/repo/new.html"),
        views.include_context(DocumentId(0)),
    ] {
        for name in ["site", "page", "content", "headings", "title_in_content", "paginator", "generator", "meta"] {
            assert!(context.contains_key(name), "{name}");
        }
    }
}

#[test]
fn fields_mean_what_they_say() {
    let site = blog();
    let views = Views::new(&site);
    let page = views.page(DocumentId(1));
    for (path, expected) in [
        ("title", "Second & last"),
        ("kind", "post"),
        ("url", "/2019/11/12/Ben.html"),
        ("href", "/repo/2019/11/12/Ben.html"),
        ("absolute_url", "https://blog.example/repo/2019/11/12/Ben.html"),
        ("path", "content/posts/2019-11-12-Ben.md"),
        ("id", "/2019/11/12/Ben"),
        ("slug", "Ben"),
        ("date", "2019-11-12T00:00:00+00:00"),
        ("updated", "2019-12-12T00:00:00+00:00"),
        ("author", "Ada Example"),
        ("authors.1", "Ben <b> Sample"),
        ("tags.0", "Rust & C"),
        ("mood", "good"),
        ("previous.title", "First"),
        ("previous.href", "/repo/2019/11/04/Ada.html"),
        ("next.title", "Third"),
        ("next.next", ""),
    ] {
        assert_eq!(text(&page, path), expected, "{path}");
    }
    assert!(views.page(DocumentId(0)).get_from_path("next").unwrap().is_none());
    assert!(views.page(DocumentId(2)).get_from_path("previous").unwrap().is_none());
    assert!(views.page(DocumentId(3)).get_from_path("previous").unwrap().is_none());
    for (path, expected) in [
        ("title", "The Example"),
        ("baseurl", "/repo"),
        ("posts.2.title", "First"),
        ("pages.0.title", "About"),
        ("tags.linking.1.title", "Second & last"),
        ("categories.News.0.title", "Third"),
        ("feed_href", "/repo/feed.xml"),
        ("json_feed_href", "/repo/feed.json"),
        ("motto", "onwards"),
        ("static_files.0.path", "/images/a.b.png"),
        ("static_files.0.basename", "a.b"),
        ("static_files.0.extname", ".png"),
    ] {
        assert_eq!(text(views.site(), path), expected, "{path}");
    }
    let navigation = views.site().get_from_path("navigation").unwrap().as_array().unwrap();
    assert_eq!(navigation.iter().map(|page| text(page, "title")).collect::<Vec<_>>(), ["About"]);
}

#[test]
fn the_header_can_be_chosen() {
    let pages = ["b.md", "sub/a.md"].map(|name| document(&format!("content/{name}"), Kind::Page, name));
    let site = site(pages.into(), |config| {
        let names = ["sub/a.md", "content/b.md", "gone.md"].map(serde_yaml::Value::from);
        config.values.insert("header_pages".to_owned(), serde_yaml::Value::Sequence(names.into()));
    });
    let views = Views::new(&site);
    let navigation = views.site().get_from_path("navigation").unwrap().as_array().unwrap();
    assert_eq!(navigation.iter().map(|page| text(page, "title")).collect::<Vec<_>>(), ["sub/a.md", "b.md"]);
}

#[test]
fn lists_point_at_the_documents() {
    let site = blog();
    let views = Views::new(&site);
    let shared = |a: &Value, b: &Value| std::ptr::eq(a.as_map().unwrap(), b.as_map().unwrap());
    let first = views.document(DocumentId(0));
    assert!(shared(first, &views.site().get_from_path("posts").unwrap().as_array().unwrap()[0]));
    assert!(shared(first, &views.site().get_from_path("tags.linking").unwrap().as_array().unwrap()[0]));
    assert!(shared(first, views.page(DocumentId(1)).get_from_path("next").unwrap()));
    let context = views.page_context(DocumentId(1), String::new(), &[], None);
    assert!(shared(views.site(), context.get("site").unwrap()));
}

#[test]
fn a_generated_page_has_its_own_address() {
    let site = blog();
    let views = Views::new(&site);
    let url = UrlPath::new("/page2/");
    let index = DocumentId(4);
    for (kind, title, expected) in [
        (RouteKind::Home { number: 2, index: Some(index) }, "", ["Index", "page"]),
        (RouteKind::Home { number: 2, index: None }, "Posts", ["Posts", "home"]),
        (RouteKind::NotFound, "Gone", ["Gone", "not-found"]),
    ] {
        let route = Route { url: url.clone(), output: OutputPath::new("page2/index.html"), kind };
        let context = views.listing(&route, title, String::new(), &[], None);
        let page = context.get("page").unwrap();
        assert_eq!(text(page, "url"), "/page2/");
        assert_eq!(text(page, "absolute_url"), "https://blog.example/repo/page2/");
        assert_eq!([text(page, "title"), text(page, "kind")], expected);
        assert_eq!(keys(page), names(DocumentView::FIELDS, &[]));
    }
    let pager = Pager {
        number: 2,
        per_page: 1,
        total_posts: 3,
        total_pages: 3,
        posts: vec![(DocumentId(1), views.listed(DocumentId(1), Some("<p>x</p>")))],
        previous: Some(&UrlPath::new("/")),
        next: Some(&UrlPath::new("/page 3/")),
    };
    let paginator = views.paginator(pager);
    for (path, expected) in [
        ("previous_page", "1"),
        ("previous_page_path", "/"),
        ("previous_page_href", "/repo/"),
        ("next_page", "3"),
        ("next_page_path", "/page%203/"),
        ("posts.0.excerpt", "<p>x</p>"),
        ("posts.0.title", "Second & last"),
    ] {
        assert_eq!(text(&paginator, path), expected, "{path}");
    }
}

#[test]
fn a_title_of_the_content_itself_is_noticed() {
    let site = blog();
    let views = Views::new(&site);
    for (level, heading, expected) in
        [(1, "Third", true), (1, " Third ", true), (2, "Third", false), (1, "Other", false)]
    {
        let heading = Heading { level, id: String::new(), text: heading.to_owned() };
        let context = views.page_context(DocumentId(0), String::new(), &[heading], None);
        assert_eq!(context.get("title_in_content").unwrap().as_bool(), Some(expected));
    }
}

#[test]
fn any_front_matter_becomes_a_value() {
    for (yaml, expected) in [
        ("null", ""),
        ("[1, -2, 1.5, 18446744073709551615, true]", "[1, -2, 1.5, 18446744073709551615, true]"),
        ("{1: a, true: b, null: c, 1.5: e}", r#"{1: "a", true: "b", "": "c", "1.5": "e"}"#),
        ("!tag {a: !other b}", r#"{"a": "b"}"#),
        (".nan", "NaN"),
    ] {
        let value = conversion::yaml(&serde_yaml::from_str(yaml).unwrap());
        assert_eq!(value.to_string(), expected, "{yaml}");
    }
}

#[test]
fn empty_sites_and_wrong_ids_do_no_harm() {
    let site = site(vec![], |config| {
        config.title.clear();
        config.url.clear();
        config.base_path.clear();
    });
    let views = Views::new(&site);
    assert!(views.document(DocumentId(7)).is_none());
    let _ = views.page_context(DocumentId(7), String::new(), &[], None);
    let mut lonely = post(1, "x", "X");
    lonely.date = None;
    let views = Views::new(&super::super::samples::site(vec![lonely], |_| {}));
    assert!(views.document(DocumentId(0)).get_from_path("date").unwrap().is_none());
}
