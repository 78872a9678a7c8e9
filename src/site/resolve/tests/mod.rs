//! Tables of links and where they lead. A case is: the page, what its author wrote, what comes out.

mod laws;
mod problems;
mod real_blog;
mod rules;

use super::*;
use crate::config::Config;
use crate::content::Document;
use crate::site::fixture;

/// The posts of a blog with three days, an about page and pictures.
const BLOG: &[&str] = &[
    "content/posts/2019-10-27-LewisGaul.md",
    "content/posts/2019-10-29-BenjaminEdwards.md",
    "content/posts/2019-11-04-CallumWard.md",
    "content/posts/2019-11-04-JacksonRiley.md",
    "content/posts/2019-11-04-LewisGaul.md",
    "content/posts/2019-11-12-LewisGaul.md",
    "content/posts/2019-11-12-PhilConnell.md",
    "content/posts/2019-11-21-BenjaminEdwards.md",
    "content/posts/2019-11-21-PhilConnell.md",
    "content/index.md",
    "content/about.md",
    "content/docs/index.md",
    "content/docs/setup.md",
    "content/docs/Über uns (neu).md",
];

const FILES: &[&str] = &[
    "static/images/x.jpg",
    "static/images/y z.png",
    "static/images/2019-11-12-PhilConnell_state.jpg",
    "static/style.css",
    "content/docs/plan.pdf",
];

/// A site's `url`, `baseurl` and `permalink`.
type Settings<'a> = (&'a str, &'a str, &'a str);

const HOME: Settings<'_> = ("https://blog.example", "", "date");

fn blog(settings: Settings<'_>) -> Site {
    site(settings, BLOG, FILES)
}

fn site(settings: Settings<'_>, sources: &[&str], files: &[&str]) -> Site {
    let documents = sources.iter().map(|source| fixture::document(source)).collect();
    site_with(settings, documents, files)
}

fn site_with((url, base, permalink): Settings<'_>, documents: Vec<Document>, files: &[&str]) -> Site {
    let config = Config {
        url: url.to_owned(),
        base_path: base.to_owned(),
        permalink: permalink.to_owned(),
        ..Config::default()
    };
    fixture::site(config, documents, files)
}

/// The document with that source; `11-04-LewisGaul` will do.
fn find(site: &Site, source: &str) -> DocumentId {
    let mut hits = site.documents.iter().enumerate().filter(|(_, document)| document.source.as_str().contains(source));
    let (index, _) = hits.next().unwrap_or_else(|| panic!("no document {source}"));
    DocumentId(index)
}

fn link<'a>(kind: LinkKind, destination: &'a str, text: &'a str) -> Link<'a> {
    Link { kind, destination, text }
}

/// `address [code] hint | hint`; `-` for no address, and without a code all is well. What is only worth knowing is left out.
fn shape(resolution: &Resolution) -> String {
    let mut shape = resolution.resolved.address.clone().unwrap_or_else(|| "-".to_owned());
    let problems = resolution.resolved.problems.iter().filter(|fault| fault.code != Code::IndirectLink);
    for Fault { code, hints, replacement, guesses, .. } in problems {
        let certain = matches!(code, Code::LinkRepaired | Code::MissingScheme);
        let written: Vec<String> = replacement.iter().map(|text| format!("write `{text}`")).collect();
        assert!(if certain { written == *hints } else { written.is_empty() }, "{replacement:?} {hints:?}");
        let is_said = |guess: &str| hints.iter().any(|hint| hint.starts_with(&format!("write `{guess}`")));
        assert!(guesses.iter().all(|guess| !certain && is_said(guess)), "{guesses:?} {hints:?}");
        shape = format!("{shape} [{code}] {}", hints.join(" | ")).trim_end().to_owned();
    }
    shape
}

fn check_all(site: &Site, kind: LinkKind, from: &str, cases: &[(&str, &str)]) {
    for (written, expected) in cases {
        let resolution = resolve(site, find(site, from), &link(kind, written, ""));
        assert_eq!(shape(&resolution), *expected, "{written:?} in {from}");
    }
}

/// Links on the page of `from`.
fn check(site: &Site, from: &str, cases: &[(&str, &str)]) {
    check_all(site, LinkKind::Link, from, cases);
}
