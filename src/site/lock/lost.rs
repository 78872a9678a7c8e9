//! What to say of an address that was published and would be gone.

use std::collections::BTreeMap;

use crate::address::{SourcePath, UrlPath};
use crate::content::Document;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::site::route::RouteKind;
use crate::site::{LeftOut, Reason};

use super::present::Present;
use super::{Entry, LOCK_FILE, Origin, drop_command};

/// Why an address leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// What it stood for is no more.
    Gone,
    /// Its document exists, and is not published.
    LeftOut(LeftOut),
    /// Its document exists, and has no address.
    NoAddress(SourcePath),
    /// Of two files that hold the same, either may be the one that was moved.
    Several(SourcePath, SourcePath),
    /// A file is served where the redirect would stand, or one that differs in case only, or a folder. With the file that
    /// it would lead to.
    InTheWay(String, Option<SourcePath>),
    /// What it stands for is served, as a kind of file that cannot stand here.
    OtherKind(UrlPath, Option<SourcePath>),
}

/// For how many addresses candidates are looked for: a site that lost more has lost its folder.
const LOOKED_INTO: usize = 50;

/// One error for each.
pub(super) fn problems(losses: &[(&Entry, Loss)], present: &Present<'_>) -> Vec<Diagnostic> {
    let lock = SourcePath::new(LOCK_FILE);
    let names = if losses.is_empty() { BTreeMap::new() } else { names(present) };
    let problem = |(index, (entry, loss)): (usize, &(&Entry, Loss))| {
        let mut problem = Diagnostic::new(Code::UrlLost, message(entry, loss)).at(&lock, entry.at.clone());
        problem.hints = hints(entry, loss);
        if index < LOOKED_INTO && matches!(loss, Loss::Gone | Loss::Several(..)) {
            let candidates = candidates(entry, loss, &names);
            problem.hints.extend(candidates);
        }
        problem.hint(format!("let it go on purpose: `{}`", drop_command(&entry.url.encoded())))
    };
    losses.iter().enumerate().map(problem).collect()
}

fn message(entry: &Entry, loss: &Loss) -> String {
    let url = &entry.url;
    let was = format!("`{url}` was published and would be gone");
    match loss {
        Loss::Gone => match &entry.origin {
            Origin::Source(source) => format!("{was}: there is no `{source}` any more"),
            Origin::Unknown => format!("`{url}` was published before, and nothing is served there now"),
            Origin::Term(taxonomy, slug) => {
                format!("{was}: it listed the posts of the {} `{slug}`", taxonomy.singular())
            }
            Origin::TermFeed(taxonomy, slug) => {
                format!("{was}: it was the feed of the {} `{slug}`", taxonomy.singular())
            }
            Origin::Terms(taxonomy) => format!("{was}: it listed all {}", taxonomy.plural()),
            Origin::Home | Origin::Archive => format!("{was}: it listed all posts"),
            Origin::Feed | Origin::JsonFeed => format!("{was}: it was the feed of all posts"),
        },
        Loss::LeftOut(LeftOut { reason, source }) => {
            let what = match reason {
                Reason::Draft => "is a draft",
                Reason::Future => "has a date that is still to come",
                Reason::Unpublished => "says `published: false`",
            };
            format!("{was}: `{source}` {what}")
        }
        Loss::NoAddress(source) => format!("{was}: `{source}` has no address"),
        Loss::Several(a, b) => {
            let former = entry.source().map_or_else(|| "its file".to_owned(), |source| format!("`{source}`"));
            format!("{was}: {former} may have become `{a}` or `{b}`")
        }
        Loss::InTheWay(other, _) if other.eq_ignore_ascii_case(url.as_str().trim_start_matches('/')) => {
            format!("{was}: no redirect can stand beside `/{other}`, which some systems cannot tell from it")
        }
        Loss::InTheWay(other, _) => format!("{was}: no redirect can stand there, for there is `/{other}`"),
        Loss::OtherKind(target, _) => format!("{was}: it would lead to `{target}`, and only a page can lead on"),
    }
}

fn hints(entry: &Entry, loss: &Loss) -> Vec<String> {
    let url = entry.url.encoded();
    match loss {
        Loss::LeftOut(LeftOut { reason, source }) => vec![match reason {
            Reason::Draft => "move it back to the posts".to_owned(),
            Reason::Future => "give it a date that has come".to_owned(),
            Reason::Unpublished => format!("remove `published: false` from `{source}`"),
        }],
        Loss::InTheWay(_, Some(source)) | Loss::OtherKind(_, Some(source)) if is_text(source) => {
            vec![format!("keep the address: write `permalink: {url}` in `{source}`")]
        }
        Loss::InTheWay(..) | Loss::OtherKind(..) => vec!["keep the address: name the file as it was".to_owned()],
        Loss::Gone => match &entry.origin {
            Origin::Term(taxonomy, _) => {
                vec![format!(
                    "if it has another name now, write `{url} -> {}:NAME` in `{LOCK_FILE}`",
                    taxonomy.singular()
                )]
            }
            Origin::TermFeed(taxonomy, _) => vec![format!(
                "if it has another name now, write `{url} -> feed:{}:NAME` in `{LOCK_FILE}`",
                taxonomy.singular()
            )],
            Origin::Home | Origin::Archive | Origin::Terms(_) | Origin::Feed | Origin::JsonFeed => {
                vec!["switch it on again in `_config.yml`".to_owned()]
            }
            Origin::Source(_) | Origin::Unknown => Vec::new(),
        },
        Loss::NoAddress(_) | Loss::Several(..) => Vec::new(),
    }
}

fn is_text(source: &SourcePath) -> bool {
    crate::content::Format::of(source) == crate::content::Format::Markdown
}

/// The last words of pages' addresses, lower-cased, with the addresses and the files of those pages.
type Names<'a> = BTreeMap<String, Vec<(&'a UrlPath, &'a Document)>>;

fn names<'a>(present: &Present<'a>) -> Names<'a> {
    let mut names = Names::new();
    for route in present.routes {
        if let RouteKind::Document(id) = route.kind {
            names.entry(name(&route.url)).or_default().push((&route.url, &present.documents[id.0]));
        }
    }
    names
}

fn name(url: &UrlPath) -> String {
    let path = url.as_str().trim_end_matches('/').to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".html").or_else(|| name.strip_suffix(".htm")).unwrap_or(name).to_owned()
}

/// What to write in the pages likeliest to have taken the place of an address: of two files that may be it both; what has
/// the same last word, or nearly so, those with most of the address in common first.
fn candidates(entry: &Entry, loss: &Loss, names: &Names<'_>) -> Vec<String> {
    const MOST: usize = 3;
    let url = entry.url.encoded();
    let redirect = |source: &SourcePath| format!("write `redirect_from: {url}` in `{source}`");
    if let Loss::Several(a, b) = loss {
        return vec![redirect(a), redirect(b)];
    }
    let is_of_page = matches!(entry.origin, Origin::Source(_) | Origin::Unknown);
    if !is_of_page || !super::is_page_address(&entry.url) {
        return Vec::new();
    }
    let wanted = name(&entry.url);
    let same = names.get(&wanted);
    let near = || names.get(nearest(&wanted, names.keys().map(String::as_str))?);
    let mut found: Vec<_> = same.or_else(near).into_iter().flatten().copied().collect();
    let common = |document: &Document| {
        let former = entry.source().map_or(entry.url.as_str(), SourcePath::as_str);
        former.chars().zip(document.source.as_str().chars()).take_while(|(a, b)| a == b).count()
    };
    found.sort_by_key(|(_, document)| std::cmp::Reverse(common(document)));
    let what = |(there, document): (&UrlPath, &Document)| {
        // Some systems could not tell the redirect from the page.
        if there.as_str().to_lowercase() == entry.url.as_str().to_lowercase() {
            format!("keep the address: write `permalink: {url}` in `{}`", document.source)
        } else {
            redirect(&document.source)
        }
    };
    found.into_iter().take(MOST).map(what).collect()
}
