//! `blogsite lock --import`: the addresses of a site that another generator published.
//!
//! 1. A site map gives addresses; of an index of site maps, the parts are looked for beside it.
//! 2. A folder gives the addresses of its pages, pictures and other files, the ids in pages that others link to, and the
//!    ids by which its feeds know the posts. What only dresses pages (style sheets, scripts, fonts) is passed over.
//! 3. Another `urls.lock` gives all it holds.
//!
//! What they stood for is unknown here: `build` finds them served, or leads them on, or says that they would be gone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::address::reference::{Reference, decode};
use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::command::{CommandError, Outcome, cli, walk};
use crate::compress;
use crate::diagnostic::Code;
use crate::markdown::{LinkKind, references};
use crate::render::ids_in;
use crate::site::lock::{Entry, LOCK_FILE, Lock, Origin, Print, State};
use crate::site::route::RouteKind;
use crate::site::{Loaded, Site};
use crate::source::{DiskTree, Listing, SourceError, SourceTree};

use super::xml::{Element, SiteMap, ids_of_feed, site_map};
use super::{addresses, finish, path_of, say};

/// What was found elsewhere.
#[derive(Debug, Default)]
struct Found {
    entries: BTreeMap<UrlPath, Entry>,
    /// Posts' addresses and their ids in feeds.
    ids: Vec<(UrlPath, String)>,
    /// Pages that only lead to another address.
    leads: BTreeMap<UrlPath, UrlPath>,
    /// Pages, and ids in them that others link to.
    linked: BTreeSet<(UrlPath, String)>,
    /// Addresses that no static host could keep: what they lead to stands in their query.
    with_query: usize,
}

/// Runs the command.
pub(super) fn run(arguments: &cli::Lock, from: &Path) -> Result<Outcome, CommandError> {
    let tree = walk::open(&arguments.site.source)?;
    let options = walk::options(&arguments.site);
    let loaded = Loaded::load(&tree, &options)?;
    if super::told_broken(arguments, &tree, &loaded) {
        return Ok(Outcome::SiteHasErrors);
    }
    let site = loaded.site.as_ref();
    let refused = |why: String| CommandError::Import(from.display().to_string(), why);
    let found = read(from, site).map_err(refused)?;
    if found.entries.is_empty() {
        return Err(refused("it has no address that could be kept".to_owned()));
    }
    let (count, with_query) = (found.entries.len(), found.with_query);
    let former = site.kept().map(|kept| kept.lock.as_ref().clone()).unwrap_or_default();
    let lock = merged(&former, found, site);
    let is_new = loaded.lock_file().is_none();

    let overlaid = Overlaid { tree: &tree, lock: lock.to_text().into_bytes() };
    let problems = Loaded::load(&overlaid, &options)?.problems;
    let lost = problems.iter().filter(|problem| problem.code == Code::UrlLost).count();
    let told = format!("{LOCK_FILE}: {} of `{}`", addresses(count), from.display());
    let outcome = finish(arguments, &former, &lock, is_new, (former.entries != lock.entries).then_some(told))?;
    if with_query > 0 {
        say(
            arguments,
            &format!("{} with a query (`?p=1`) passed over: no static host can keep them", addresses(with_query)),
        );
    }
    say(
        arguments,
        &match lost {
            0 => "every one of them is served, or leads on".to_owned(),
            lost => format!("{} would be gone: `blogsite check` names them, and what to do", addresses(lost)),
        },
    );
    Ok(outcome)
}

/// The lock with what was found; what it knows already stays.
fn merged(former: &Lock, found: Found, site: &Site) -> Lock {
    let mut lock = former.clone();
    let mut known: BTreeMap<UrlPath, usize> =
        lock.entries.iter().enumerate().map(|(index, entry)| (entry.url.clone(), index)).collect();
    for (url, mut entry) in found.entries {
        if let Some(origin) = found.leads.get(&url).and_then(|to| origin_of(site, to)) {
            entry = Entry { state: State::Kept, origin, print: Print::default(), ..entry };
        }
        match known.get(&url).and_then(|index| lock.entries.get_mut(*index)) {
            None => {
                known.insert(url, lock.entries.len());
                lock.entries.push(entry);
            }
            Some(present) => {
                present.anchors.extend(entry.anchors);
                present.id = present.id.take().or(entry.id);
            }
        }
    }
    for (url, id) in found.ids {
        let entry = known.get(&url).and_then(|index| lock.entries.get_mut(*index));
        if let Some(entry) = entry.filter(|entry| entry.id.is_none() && entry.state != State::Gone) {
            entry.id = Some(id);
        }
    }
    lock.sort();
    lock
}

/// What is served where a page of the other site led to.
fn origin_of(site: &Site, to: &UrlPath) -> Option<Origin> {
    let route = site.routes.get(site.routes.destination(site.routes.served(to)?));
    match &route.kind {
        RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => {
            Some(Origin::Source(site.document(*id).source.clone()))
        }
        RouteKind::Static(source) => Some(Origin::Source(source.clone())),
        RouteKind::Home { .. } => Some(Origin::Home),
        _ => None,
    }
}

fn read(from: &Path, site: &Site) -> Result<Found, String> {
    if from.is_dir() {
        return read_folder(from, site);
    }
    let text = read_text(from)?;
    if text.trim_start().starts_with('<') {
        let mut found = Found::default();
        read_site_map(from, &text, site, &mut found, true)?;
        return Ok(found);
    }
    let (lock, findings) = Lock::parse(&text);
    if let Some(finding) = findings.first() {
        let line = text.get(..finding.range.start).unwrap_or_default().matches('\n').count() + 1;
        return Err(format!("it is neither a site map nor a `{LOCK_FILE}`: line {line}: {}", finding.message));
    }
    let entries = lock.entries.into_iter().map(|entry| (entry.url.clone(), entry)).collect();
    Ok(Found { entries, ..Found::default() })
}

fn read_text(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(format!("`{}` is packed: unpack it with `gunzip`", path.display()));
    }
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
}

fn read_site_map(path: &Path, text: &str, site: &Site, found: &mut Found, may_be_index: bool) -> Result<(), String> {
    let root = Element::read(text).map_err(|error| format!("`{}` is no XML: {error}", path.display()))?;
    match site_map(&root) {
        Some(SiteMap::Pages(all)) => all.iter().for_each(|address| found.add_address(site, address)),
        Some(SiteMap::Index(parts)) if may_be_index => {
            for part in parts {
                let name = part.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
                let beside = path.with_file_name(decode(name).as_ref());
                let text = read_text(&beside).map_err(|error| format!("its part `{}`: {error}", beside.display()))?;
                read_site_map(&beside, &text, site, found, false)?;
            }
        }
        Some(SiteMap::Index(_)) => return Err(format!("`{}` is an index in an index", path.display())),
        None => return Err(format!("`{}` is no site map: its root is `{}`", path.display(), root.name)),
    }
    Ok(())
}

impl Found {
    fn add_address(&mut self, site: &Site, address: &str) {
        let address = address.trim();
        let reference = Reference::parse(address);
        if reference.query.is_some() {
            self.with_query += 1;
            return;
        }
        let url = path_of(site, address.split('#').next().unwrap_or(address));
        self.entries.entry(url.clone()).or_insert_with(|| Entry::new(url, State::Published, Origin::Unknown));
    }

    fn add_file(&mut self, url: UrlPath, bytes: &[u8]) {
        let print = Print::of(bytes, 0);
        let entry = Entry { print, ..Entry::new(url.clone(), State::Published, Origin::Unknown) };
        self.entries.insert(url, entry);
    }

    /// A feed at the top of a site is that of all posts.
    fn add_feed(&mut self, url: UrlPath, site: &Site) {
        let is_at_top = url.as_str().matches('/').count() == 1;
        let is_served = site.routes.served(&url).is_some();
        let (state, origin) =
            if is_at_top && !is_served { (State::Kept, Origin::Feed) } else { (State::Published, Origin::Unknown) };
        self.entries.insert(url.clone(), Entry::new(url, state, origin));
    }

    fn add_page(&mut self, url: UrlPath, html: &str, site: &Site) {
        self.entries.insert(url.clone(), Entry::new(url.clone(), State::Published, Origin::Unknown));
        if let Some(to) = refresh(html).and_then(|address| inside(site, &url, &address)) {
            self.leads.insert(url, to);
            return;
        }
        for (kind, _, address) in references(html) {
            let Some((_, anchor)) = address.split_once('#').filter(|(_, anchor)| !anchor.is_empty()) else { continue };
            if kind == LinkKind::Link
                && let Some(to) = inside(site, &url, &address).filter(|to| *to != url)
            {
                self.linked.insert((to, decode(anchor).into_owned()));
            }
        }
    }
}

/// Where an address on a page leads, if it is on the same site.
fn inside(site: &Site, page: &UrlPath, address: &str) -> Option<UrlPath> {
    let reference = Reference::parse(address.trim());
    let config = &site.config;
    if reference.scheme.is_some() || reference.authority.is_some() {
        let rest = address.trim().strip_prefix(config.url.as_str()).filter(|_| !config.url.is_empty())?;
        return rest.starts_with('/').then(|| path_of(site, rest.split(['#', '?']).next().unwrap_or(rest)));
    }
    if reference.path.starts_with('/') {
        return Some(path_of(site, &reference.path));
    }
    Some(page.join(&reference.path))
}

/// Where a page sends its visitor on to: `<meta http-equiv="refresh" content="0; url=/new.html">`.
fn refresh(html: &str) -> Option<String> {
    let start: String = html.chars().take(4_000).collect();
    let lower = start.to_ascii_lowercase();
    let at = lower.find("http-equiv=\"refresh\"").or_else(|| lower.find("http-equiv=refresh"))?;
    let tag = lower.get(at..)?;
    let end = tag.find('>')?;
    let url = tag.get(..end)?.find("url=")? + 4;
    let rest = start.get(at + url..at + end)?.trim_start_matches(['\'', '"']);
    let address = rest.split(['"', '\'', '>']).next()?.trim();
    (!address.is_empty()).then(|| address.replace("&amp;", "&"))
}

/// Names and endings of what is no address of its own.
fn is_passed_over(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    path.split('/').any(|part| part.starts_with('.'))
        || matches!(name, "404.html" | "CNAME" | "robots.txt" | "redirects.json" | "_headers" | "_redirects")
        || matches!(extension.as_str(), "css" | "js" | "mjs" | "map" | "woff" | "woff2" | "ttf" | "otf" | "eot")
        || name.ends_with(".xml.gz")
}

/// Whether a file is only the compressed copy of another one beside it, which a host sends at that one's address.
fn is_copy(root: &Path, path: &str, bytes: &[u8]) -> bool {
    compress::original(path).is_some_and(|(original, coding)| {
        fs::read(root.join(original)).is_ok_and(|original| coding.holds(bytes, &original))
    })
}

fn read_folder(root: &Path, site: &Site) -> Result<Found, String> {
    let mut found = Found::default();
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = entry.map_err(|error| error.to_string())?;
        let Some(path) = entry.path().strip_prefix(root).ok().and_then(Path::to_str) else { continue };
        let path = path.replace('\\', "/");
        if !entry.file_type().is_file() || is_passed_over(&path) {
            continue;
        }
        let bytes = fs::read(entry.path()).map_err(|error| format!("`{}`: {error}", entry.path().display()))?;
        if is_copy(root, &path, &bytes) {
            continue;
        }
        let output = OutputPath::new(&path);
        let url = output.url();
        match output.extension().to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" => found.add_page(url, &String::from_utf8_lossy(&bytes), site),
            "xml" | "atom" | "rss" => {
                let element = Element::read(&String::from_utf8_lossy(&bytes)).unwrap_or_default();
                if let Some(ids) = ids_of_feed(&element) {
                    found.ids.extend(ids.into_iter().map(|(address, id)| (path_of(site, &address), id)));
                    found.add_feed(url, site);
                } else if site_map(&element).is_none() {
                    found.add_file(url, &bytes);
                }
            }
            _ => found.add_file(url, &bytes),
        }
    }
    keep_anchors(root, &mut found)?;
    Ok(found)
}

/// Gives each page the ids in it that other pages link to.
fn keep_anchors(root: &Path, found: &mut Found) -> Result<(), String> {
    let linked = std::mem::take(&mut found.linked);
    let mut page: Option<(UrlPath, UrlPath, Vec<String>)> = None;
    for (to, anchor) in linked {
        if page.as_ref().is_none_or(|(known, ..)| *known != to) {
            page = page_at(root, &to)?.map(|(url, ids)| (to.clone(), url, ids));
        }
        let Some((_, url, ids)) = page.as_ref().filter(|(known, ..)| *known == to) else { continue };
        if ids.contains(&anchor)
            && let Some(entry) = found.entries.get_mut(url)
        {
            entry.anchors.insert(anchor);
        }
    }
    Ok(())
}

/// The page that a host would serve, and the ids in it.
fn page_at(root: &Path, url: &UrlPath) -> Result<Option<(UrlPath, Vec<String>)>, String> {
    let path = url.as_str().trim_start_matches('/');
    for form in [path.to_owned(), format!("{path}.html"), format!("{}/index.html", path.trim_end_matches('/'))] {
        let output = OutputPath::new(&form);
        let file = root.join(output.as_str());
        if !output.as_str().is_empty() && file.is_file() {
            let bytes = fs::read(&file).map_err(|error| format!("`{}`: {error}", file.display()))?;
            return Ok(Some((output.url(), ids_in(&String::from_utf8_lossy(&bytes)))));
        }
    }
    Ok(None)
}

/// The site with another lock, as it would be.
#[derive(Debug)]
struct Overlaid<'a> {
    tree: &'a DiskTree,
    lock: Vec<u8>,
}

impl SourceTree for Overlaid<'_> {
    fn list(&self, folder: &str, keep: &dyn Fn(&SourcePath) -> bool) -> Result<Listing, SourceError> {
        self.tree.list(folder, keep)
    }

    fn read(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        if path.as_str() == LOCK_FILE { Ok(Some(self.lock.clone())) } else { self.tree.read(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_on() {
        for (html, expected) in [
            ("<meta http-equiv=\"refresh\" content=\"0; url=/new.html\">", Some("/new.html")),
            ("<META HTTP-EQUIV=refresh CONTENT='5;URL=https://a.example/?a&amp;b'>", Some("https://a.example/?a&b")),
            ("<meta http-equiv=\"refresh\" content=\"30\">", None),
            ("<meta http-equiv=\"refresh\" content=\"0; url=", None),
            ("<p>http-equiv</p>", None),
            ("", None),
        ] {
            assert_eq!(refresh(html).as_deref(), expected, "{html}");
        }
    }
}
