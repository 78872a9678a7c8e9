//! What holds for every link.

use proptest::prelude::*;

use super::*;
use crate::address::OutputPath;
use crate::site::route::Route;

/// Paths of a small world in which much collides: names differ in case, in ending, in depth.
fn any_destination() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[/.a-bA-B?#:\\\\%2e-]{0,14}",
        "(\\.\\./|\\./|/|repo/|2019/|11/|04/|12/|LewisGaul|lewisgaul|x|images/|docs/|about|index|\\.html|\\.md|\\.jpg|%20|//|\\\\|\\?a|#b){0,9}",
        "(https://blog\\.example|//blog\\.example|http:|mailto:)?[/a-z.#]{0,10}",
    ]
}

fn any_settings() -> impl Strategy<Value = Settings<'static>> {
    let base = prop_oneof![Just(""), Just("/repo"), Just("/2019")];
    let style = prop_oneof![Just("date"), Just("pretty"), Just("/:year/:month/:day/:title"), Just("none")];
    (base, style).prop_map(|(base, style)| ("https://blog.example", base, style))
}

const SMALL: &[&str] = &[
    "content/posts/2019-11-04-LewisGaul.md",
    "content/posts/2019-11-04-x.md",
    "content/posts/2019-11-12-Phil.md",
    "content/index.md",
    "content/about.md",
    "content/a/index.md",
    "content/a/b.md",
    "content/2019/x y.md",
];

fn small(settings: Settings<'_>) -> Site {
    site(
        settings,
        SMALL,
        &[
            "static/images/x.jpg",
            "static/b",
            "static/a.html",
            "static/repo/about.html",
            "static/2019/11/04/x.jpg",
            "content/posts/x.jpg",
        ],
    )
}

/// What GitHub Pages answers, said again in the plainest words: the file, or nothing.
fn host_answers<'a>(files: &[&'a str], path: &str) -> Option<&'a str> {
    let tries = match path.strip_suffix('/') {
        Some(folder) => vec![format!("{folder}/index.html")],
        None => vec![path.to_owned(), format!("{path}.html"), format!("{path}/index.html")],
    };
    tries.iter().find_map(|tried| files.iter().copied().find(|file| format!("/{file}") == *tried))
}

fn kinds() -> impl Strategy<Value = LinkKind> {
    prop_oneof![3 => Just(LinkKind::Link), 1 => Just(LinkKind::Image), 1 => Just(LinkKind::Asset)]
}

proptest! {
    #[test]
    fn no_link_panics(settings in any_settings(), written in any_destination(), words in any::<String>(), kind in kinds()) {
        let site = small(settings);
        for index in 0..site.documents.len() {
            let resolution = resolve(&site, DocumentId(index), &link(kind, &written, &words));
            for Fault { message, hints, .. } in &resolution.resolved.problems {
                prop_assert!(hints.len() <= 4);
                prop_assert!(!message.contains(['\n', '\r', '\0']) && message.chars().count() < 1000, "{}", message);
            }
        }
    }

    /// A link that works is never given another meaning, and never spoken of.
    #[test]
    fn what_a_browser_finds_is_found(settings in any_settings(), from in 0..SMALL.len(), written in any_destination()) {
        let site = small(settings);
        let from = DocumentId(from);
        let reference = Reference::parse(&written);
        let is_path = reference.scheme.is_none() && reference.authority.is_none() && !reference.path.is_empty();
        if !is_path || reference::trim(&written) != written {
            return Ok(());
        }
        let base = settings.1;
        let page = UrlPath::new(&format!("{base}{}", site.route_of(from).unwrap().url));
        let full = page.join(&reference.path);
        let files: Vec<&str> = site.routes.iter().map(|route| route.output.as_str()).collect();
        let below = if full.as_str() == base { Some("/") } else {
            full.as_str().strip_prefix(base).filter(|rest| rest.starts_with('/'))
        };
        let file = below.and_then(|path| host_answers(&files, path));
        if let Some(file) = file {
            let resolution = resolve(&site, from, &link(LinkKind::Link, &written, ""));
            let target = resolution.target.map(|id| site.routes.get(id).output.as_str());
            prop_assert_eq!(target, Some(file));
            let codes: Vec<Code> = resolution.resolved.problems.iter().map(|fault| fault.code).collect();
            prop_assert!(codes.iter().all(|code| matches!(code, Code::SelfLink | Code::IndirectLink)), "{:?}", codes);
        }
    }

    /// What is written into the page leads there by itself, and is written so again.
    #[test]
    fn an_address_is_its_own_address(settings in any_settings(), from in 0..SMALL.len(), written in any_destination(), kind in kinds()) {
        let site = small(settings);
        let from = DocumentId(from);
        let first = resolve(&site, from, &link(kind, &written, ""));
        if let Some(address) = &first.resolved.address {
            let second = resolve(&site, from, &link(kind, address, ""));
            prop_assert_eq!(&second.resolved.address, &first.resolved.address);
            prop_assert_eq!(second.target, first.target);
            prop_assert_eq!(second.anchor, first.anchor);
            prop_assert!(second.resolved.problems.iter().all(|fault| fault.code == Code::SelfLink));
        }
    }

    /// What is offered to be written leads to what it is offered for, as a browser goes.
    #[test]
    fn every_hint_works(settings in any_settings(), from in 0..SMALL.len(), written in any_destination(), kind in kinds()) {
        let site = small(settings);
        let from = DocumentId(from);
        let first = resolve(&site, from, &link(kind, &written, "last time"));
        for Fault { code, hints, .. } in &first.resolved.problems {
            for hint in hints.iter().filter(|hint| !hint.contains("://") && !hint.contains("mailto:") && !hint.contains("#a-heading")) {
                let text = hint.strip_prefix("write `").and_then(|rest| rest.split_once('`')).unwrap().0;
                let second = resolve(&site, from, &link(kind, text, ""));
                let rule = {
                    let reference = Reference::parse(text);
                    let page = page_of(&site, from);
                    let link = link(kind, text, "");
                    let asked = Asked { site: &site, from, link: &link, page, written: text, reference };
                    asked.find()
                };
                prop_assert!(matches!(rule, Outcome::One(Rule::Browser, _)), "{} for {}", text, written);
                prop_assert!(second.resolved.problems.is_empty(), "{} for {}", text, written);
                if *code == Code::LinkRepaired {
                    prop_assert_eq!(second.target, first.target);
                    prop_assert_eq!(&second.resolved.address, &first.resolved.address);
                }
            }
        }
    }

    #[test]
    fn the_order_of_routes_does_not_matter(seed in any::<u64>(), from in 0..SMALL.len(), written in any_destination()) {
        let site = small(HOME);
        let mut shuffled: Vec<Route> = site.routes.iter().cloned().collect();
        let length = shuffled.len() as u64;
        for index in 0..shuffled.len() {
            let other = seed.rotate_left(u32::try_from(index).unwrap() * 5) % length;
            shuffled.swap(index, usize::try_from(other).unwrap());
        }
        let other = fixture::site_of(Config { url: HOME.0.to_owned(), ..Config::default() }, site.documents.iter().map(|document| (**document).clone()).collect(), shuffled);
        let link = link(LinkKind::Link, &written, "last time");
        let (one, two) = (resolve(&site, DocumentId(from), &link), resolve(&other, DocumentId(from), &link));
        prop_assert_eq!(shape(&one), shape(&two));
        prop_assert_eq!(one.target, two.target);
    }
}

#[test]
fn long_links_are_quick() {
    let site = small(HOME);
    for written in ["../".repeat(100_000), "a/".repeat(100_000), "a".repeat(500_000), "%2e%2e/".repeat(100_000)] {
        let resolution = resolve(&site, DocumentId(0), &link(LinkKind::Link, &written, ""));
        assert!(resolution.resolved.problems.iter().all(|fault| fault.message.chars().count() < 1000));
    }
}

/// 1,000 dead links among 10,000 posts, all of one author: what costs most.
#[test]
fn dead_links_do_not_cost_minutes() {
    let documents: Vec<Document> = (0..10_000)
        .map(|n| {
            fixture::document(&format!(
                "content/posts/{:04}-{:02}-{:02}-LewisGaul.md",
                1980 + n / 336,
                n / 28 % 12 + 1,
                n % 28 + 1
            ))
        })
        .collect();
    let route = |(index, document)| {
        let url = permalink::url(document, "date").unwrap();
        Route { output: url.output(".html"), url, kind: RouteKind::Document(DocumentId(index)) }
    };
    let routes = documents.iter().enumerate().map(route).collect();
    let site = fixture::site_of(Config::default(), documents, routes);
    for n in 0..100 {
        let written = format!("../../../../31/31/{n}/LewisGaul.html");
        let resolution = resolve(&site, DocumentId(n), &link(LinkKind::Link, &written, ""));
        assert_eq!(resolution.resolved.problems[0].code, Code::BrokenLink);
        assert_eq!(resolution.resolved.problems[0].hints.len(), 3);
    }
    assert!(site.routes.by_output(&OutputPath::new("1980/01/01/LewisGaul.html")).is_some());
}
