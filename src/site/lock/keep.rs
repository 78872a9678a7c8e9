//! What was published, set against what would be published now.
//!
//! 1. An address at which a host would answer is let be.
//! 2. Any other leads to what it stands for: the same file; a file that came up while that one went, with the same body or
//!    the same titled front matter; the same list; the author of the same name, but for its spelling.
//! 3. A page leads there by a redirect. Anything else cannot: the file is served at its former address as well.
//! 4. What leads nowhere is told ([`super::lost`]).
//!
//! However often something moved, each former address leads to where it is now at once.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::content::{Document, Kind};
use crate::diagnostic::Diagnostic;
use crate::site::people::fold;
use crate::site::route::{FeedOf, Route, RouteKind, files_for};
use crate::site::taxonomy::{Taxonomy, TermId};
use crate::site::{DocumentId, lists};

use super::lost::{self, Loss};
use super::present::Present;
use super::{Digest, Entry, Lock, Origin, Print, State, is_page_address};

/// How the addresses that were published are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// What was published.
    pub lock: Arc<Lock>,
    /// Each document that was published → its line.
    former: HashMap<DocumentId, usize>,
    /// Each document → the lines with anchors that lead to it.
    anchors: HashMap<DocumentId, Vec<usize>>,
    /// Each feed → its line.
    feeds: HashMap<Origin, usize>,
    /// Whether files were looked for by what is in them.
    pub looks_at_bodies: bool,
    ids: Ids,
}

/// The ids of feeds' entries, gathered when somebody first asks.
#[derive(Clone, Debug, Default)]
struct Ids(OnceLock<HashSet<Box<str>>>);

/// They follow from the lock.
impl PartialEq for Ids {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Ids {}

impl Kept {
    /// The line of a document, under its present address or a former one.
    pub fn of_document(&self, id: DocumentId) -> Option<&Entry> {
        self.lock.entries.get(*self.former.get(&id)?)
    }

    /// The lines with ids that a document's page should have.
    pub fn anchors_of(&self, id: DocumentId) -> impl Iterator<Item = &Entry> {
        self.anchors.get(&id).into_iter().flatten().filter_map(|index| self.lock.entries.get(*index))
    }

    /// The id that a feed is known by.
    pub fn id_of_feed(&self, origin: &Origin) -> Option<&str> {
        self.lock.entries.get(*self.feeds.get(origin)?)?.id.as_deref()
    }

    /// Whether a feed had an entry of that id.
    pub fn knows_id(&self, id: &str) -> bool {
        let all = || self.lock.entries.iter().filter_map(|entry| entry.id.as_deref().map(Box::from)).collect();
        self.ids.0.get_or_init(all).contains(id)
    }

    /// Addresses that were let go; something may be served there again.
    pub fn gone(&self) -> impl Iterator<Item = &UrlPath> {
        self.lock.entries.iter().filter(|entry| entry.state == State::Gone).map(|entry| &entry.url)
    }
}

/// Routes for the addresses that would be gone, and what is wrong with those that have none.
pub(in crate::site) fn keep(lock: &Arc<Lock>, present: &Present<'_>) -> (Kept, Vec<Route>, Vec<Diagnostic>) {
    let mut search = Search::new(lock, present);
    let (mut routes, mut losses) = (Vec::new(), Vec::new());
    let mut places = None;
    for (index, entry) in lock.entries.iter().enumerate().filter(|(_, entry)| entry.state != State::Gone) {
        let there = search.served(&entry.url);
        let target = match there {
            Some(there) => Ok(search.follow(entry, there)),
            None => search.target(entry),
        };
        if let Ok(target) = target {
            search.note(index, entry, target);
        }
        if there.is_some() {
            continue;
        }
        let route = target.and_then(|target| {
            let places = places.get_or_insert_with(|| Places::of(present.routes));
            let route = leading(entry, &present.routes[target], present)?;
            let in_the_way = |other| Loss::InTheWay(other, source_of(present, &present.routes[target]));
            places.take(&route.output).map_err(in_the_way)?;
            Ok(route)
        });
        match route {
            Ok(route) => routes.push(route),
            Err(loss) => losses.push((entry, loss)),
        }
    }
    let problems = lost::problems(&losses, present);
    (search.kept, routes, problems)
}

/// The route by which `entry` leads to `target`.
fn leading(entry: &Entry, target: &Route, present: &Present<'_>) -> Result<Route, Loss> {
    let url = entry.url.clone();
    let is_page = |output: &OutputPath| matches!(output.extension(), "html" | "htm" | "xhtml");
    if is_page_address(&url) && is_page(&target.output) {
        let has_extension = is_page(&OutputPath::new(url.as_str()));
        let output = if has_extension { OutputPath::new(url.as_str()) } else { url.output(".html") };
        let kind = match target.kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), number: 1 } => RouteKind::Redirect(id),
            _ => RouteKind::Forward(target.url.clone()),
        };
        return Ok(Route { url, output, kind });
    }
    let output = OutputPath::new(url.as_str());
    if !output.extension().eq_ignore_ascii_case(target.output.extension()) {
        return Err(Loss::OtherKind(target.url.clone(), source_of(present, target)));
    }
    Ok(Route { url, output, kind: RouteKind::Copy(target.output.clone()) })
}

/// The file that a route is made of.
fn source_of(present: &Present<'_>, route: &Route) -> Option<SourcePath> {
    match &route.kind {
        RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => {
            present.documents.get(id.0).map(|document| document.source.clone())
        }
        RouteKind::Static(source) => Some(source.clone()),
        _ => None,
    }
}

/// Where files are written, so that no other comes in their way on any system.
struct Places {
    /// Lower-cased files.
    files: HashMap<String, String>,
    /// Lower-cased folders.
    folders: HashSet<String>,
}

impl Places {
    fn of(routes: &[Route]) -> Self {
        let mut places = Self { files: HashMap::with_capacity(routes.len()), folders: HashSet::new() };
        for route in routes {
            places.add(&route.output);
        }
        places
    }

    fn add(&mut self, output: &OutputPath) {
        let lower = output.as_str().to_lowercase();
        for folder in ancestors(&lower) {
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
        self.files.insert(lower, output.as_str().to_owned());
    }

    /// Takes the place of a file; or says which file or folder is in its way.
    fn take(&mut self, output: &OutputPath) -> Result<(), String> {
        let lower = output.as_str().to_lowercase();
        if let Some(other) = self.files.get(&lower) {
            return Err(other.clone());
        }
        if self.folders.contains(&lower) {
            return Err(output.as_str().to_owned());
        }
        if let Some(other) = ancestors(&lower).find_map(|folder| self.files.get(folder)) {
            return Err(other.clone());
        }
        self.add(output);
        Ok(())
    }
}

/// The folders that a file lies in.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// Looks for what addresses stand for. What only faulty or moved addresses ask for is made when it is first asked for.
struct Search<'a> {
    lock: &'a Lock,
    present: &'a Present<'a>,
    by_output: HashMap<&'a str, usize>,
    of_documents: Vec<Option<usize>>,
    /// Where files are served; nothing for a document without an address.
    sources: Option<HashMap<&'a SourcePath, Option<usize>>>,
    /// The lines with prints, by the files they are of.
    prints: Option<HashMap<&'a SourcePath, Print>>,
    newcomers: Option<Newcomers<'a>>,
    kept: Kept,
}

/// Files that were not published before.
#[derive(Default)]
struct Newcomers<'a> {
    all: Vec<Newcomer<'a>>,
    by_digest: HashMap<Digest, Vec<usize>>,
    has_statics: bool,
}

struct Newcomer<'a> {
    source: &'a SourcePath,
    route: usize,
    print: Print,
    /// Whether its front matter has a title, and so is hardly that of another.
    is_titled: bool,
}

impl<'a> Newcomers<'a> {
    fn add(&mut self, newcomer: Newcomer<'a>) {
        for digest in [newcomer.print.front_matter, newcomer.print.body].into_iter().flatten() {
            self.by_digest.entry(digest).or_default().push(self.all.len());
        }
        self.all.push(newcomer);
    }

    /// Those that share a part with a print, each once.
    fn sharing(&self, print: &Print) -> Vec<&Newcomer<'a>> {
        let parts = [print.front_matter, print.body].into_iter().flatten();
        let mut places: Vec<usize> = parts.filter_map(|part| self.by_digest.get(&part)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.all.get(place)).collect()
    }
}

impl<'a> Search<'a> {
    fn new(lock: &'a Arc<Lock>, present: &'a Present<'a>) -> Self {
        let mut by_output = HashMap::with_capacity(present.routes.len());
        let mut of_documents = vec![None; present.documents.len()];
        for (index, route) in present.routes.iter().enumerate() {
            // The first that claims a place has it.
            if *by_output.entry(route.output.as_str()).or_insert(index) != index {
                continue;
            }
            if let RouteKind::Document(id) | RouteKind::Home { index: Some(id), number: 1 } = route.kind
                && let Some(place) = of_documents.get_mut(id.0)
            {
                *place = Some(index);
            }
        }
        let kept = Kept { lock: Arc::clone(lock), ..Kept::default() };
        Self { lock, present, by_output, of_documents, sources: None, prints: None, newcomers: None, kept }
    }

    /// The route that a host answers with.
    fn served(&self, url: &UrlPath) -> Option<usize> {
        files_for(url.as_str()).find_map(|file| self.by_output.get(file.as_ref()).copied())
    }

    fn document_at(&self, route: usize) -> Option<DocumentId> {
        match self.present.routes[route].kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), number: 1 } | RouteKind::Redirect(id) => {
                Some(id)
            }
            _ => None,
        }
    }

    /// Where that is served now which used to be served at an address where something is served still: mostly it is the
    /// same; two posts may have changed places.
    fn follow(&mut self, entry: &Entry, there: usize) -> usize {
        let Some(source) = entry.source() else { return there };
        let is_at = |id: DocumentId| self.present.documents[id.0].source == *source;
        if self.document_at(there).is_some_and(is_at) {
            return there;
        }
        self.by_source(source).unwrap_or(there)
    }

    /// Where that is served now which an address stands for.
    fn target(&mut self, entry: &Entry) -> Result<usize, Loss> {
        let routes = self.present.routes;
        let find = |is_it: &dyn Fn(&RouteKind) -> bool| routes.iter().position(|route| is_it(&route.kind));
        let gone = Loss::Gone;
        match &entry.origin {
            Origin::Unknown => self.moved(entry),
            Origin::Source(source) => match self.by_source(source) {
                Some(route) => Ok(route),
                None => self.left_out_or_moved(entry, source),
            },
            Origin::Home => find(&|kind| matches!(kind, RouteKind::Home { number: 1, .. })).ok_or(gone),
            Origin::Archive => find(&|kind| *kind == RouteKind::Archive).ok_or(gone),
            Origin::Terms(taxonomy) => find(&|kind| *kind == RouteKind::Terms(*taxonomy)).ok_or(gone),
            Origin::Feed => find(&|kind| *kind == RouteKind::Feed(FeedOf::Site)).ok_or(gone),
            Origin::JsonFeed => find(&|kind| *kind == RouteKind::JsonFeed).ok_or(gone),
            Origin::Term(taxonomy, slug) => {
                let term = self.term(*taxonomy, slug, entry).ok_or(gone)?;
                let url = lists::address(self.present.config, self.present.taxonomies.get(term), 1);
                let route = url.and_then(|url| self.served(&url));
                route.filter(|route| routes[*route].kind == RouteKind::Term { term, number: 1 }).ok_or(Loss::Gone)
            }
            Origin::TermFeed(taxonomy, slug) => {
                let term = self.term(*taxonomy, slug, entry).ok_or(gone)?;
                let url = lists::feed(self.present.config, self.present.taxonomies.get(term));
                let route = url.and_then(|url| self.served(&url));
                route.filter(|route| routes[*route].kind == RouteKind::Feed(FeedOf::Term(term))).ok_or(Loss::Gone)
            }
        }
    }

    fn left_out_or_moved(&mut self, entry: &Entry, source: &SourcePath) -> Result<usize, Loss> {
        if let Some(left_out) = self.present.left_out.iter().find(|left_out| left_out.source == *source) {
            return Err(Loss::LeftOut(left_out.clone()));
        }
        if self.sources().contains_key(source) {
            return Err(Loss::NoAddress(source.clone()));
        }
        self.moved(entry)
    }

    /// Where a file is served.
    fn by_source(&mut self, source: &SourcePath) -> Option<usize> {
        self.sources().get(source).copied().flatten()
    }

    fn sources(&mut self) -> &HashMap<&'a SourcePath, Option<usize>> {
        let (present, of_documents, by_output) = (self.present, &self.of_documents, &self.by_output);
        self.sources.get_or_insert_with(|| {
            let statics = present
                .statics
                .iter()
                .filter_map(|file| Some((&file.0, Some(static_route(present, by_output, file)?))));
            let documents = present.documents.iter().zip(of_documents);
            statics.chain(documents.map(|(document, route)| (&document.source, *route))).collect()
        })
    }

    /// The term of that slug; or the one that its posts belong to since it is spelled in another way.
    fn term(&mut self, taxonomy: Taxonomy, slug: &str, entry: &Entry) -> Option<TermId> {
        let present = self.present;
        let terms = || present.taxonomies.of(taxonomy);
        let find = |is_it: &dyn Fn(&str, &str) -> bool| {
            terms().find(|(_, term)| is_it(&term.slug, &term.name)).map(|(id, _)| id)
        };
        if let Some(term) = find(&|known, _| known == slug) {
            return Some(term);
        }
        let folded = fold(slug);
        if let Some(term) = find(&|known, name| fold(known) == folded || fold(name) == folded) {
            return Some(term);
        }
        if taxonomy != Taxonomy::Author {
            return None; // a tag may simply have been taken off its last post
        }
        if let Some(term) = present.people.find(slug).and_then(|person| find(&|_, name| name == person.name)) {
            return Some(term);
        }
        let first = entry.first.clone()?;
        let route = match self.by_source(&first) {
            Some(route) => route,
            None => self.moved(&Entry::new(entry.url.clone(), State::Kept, Origin::Source(first))).ok()?,
        };
        let post = self.document_at(route)?;
        let mut authors = present.taxonomies.of_post_in(post, Taxonomy::Author);
        let (author, _) = authors.next()?;
        authors.next().is_none().then_some(author)
    }

    /// The file that came up while the one that an address stood for went.
    fn moved(&mut self, entry: &Entry) -> Result<usize, Loss> {
        let print = match entry.source() {
            // A former address does not repeat what the line of the present one says.
            Some(source) if entry.print == Print::default() => self.prints().get(source).copied().unwrap_or_default(),
            _ => entry.print,
        };
        if print == Print::default() {
            return Err(Loss::Gone);
        }
        self.kept.looks_at_bodies = true;
        let routes = self.present.routes;
        let extension = OutputPath::new(entry.url.as_str()).extension().to_owned();
        let may_be_static = print.front_matter.is_none();
        let name = entry.source().map(SourcePath::file_name);
        let newcomers = self.newcomers(may_be_static);
        let rank = |newcomer: &Newcomer<'a>| {
            let same = likeness(&print, &newcomer.print, newcomer.is_titled);
            let route = &routes[newcomer.route];
            let is_alike = !matches!(route.kind, RouteKind::Static(_))
                || route.output.extension().eq_ignore_ascii_case(&extension);
            let is_namesake = name == Some(newcomer.source.file_name());
            (same > 0 && is_alike).then_some(((same, is_namesake), newcomer.route, newcomer.source))
        };
        let likely: Vec<_> = newcomers.sharing(&print).into_iter().filter_map(rank).collect();
        let best = likely.iter().map(|(same, ..)| *same).max().ok_or(Loss::Gone)?;
        let mut candidates = likely.into_iter().filter(|(same, ..)| *same == best);
        match (candidates.next(), candidates.next()) {
            (Some((_, route, _)), None) => Ok(route),
            (Some((.., a)), Some((.., b))) => Err(Loss::Several(a.clone(), b.clone())),
            _ => Err(Loss::Gone),
        }
    }

    fn prints(&mut self) -> &HashMap<&'a SourcePath, Print> {
        let lock = self.lock;
        self.prints.get_or_insert_with(|| {
            let printed = lock.entries.iter().filter(|entry| entry.print != Print::default());
            printed.filter_map(|entry| Some((entry.source()?, entry.print))).collect()
        })
    }

    /// Files that were not published before, and documents that hold something else than then. Files that are copied have
    /// to be read for it, so they are left out if they cannot be meant.
    fn newcomers(&mut self, with_statics: bool) -> &Newcomers<'a> {
        let (lock, present) = (self.lock, self.present);
        self.prints();
        let (prints, of_documents, by_output) = (self.prints.as_ref(), &self.of_documents, &self.by_output);
        let known = || lock.entries.iter().filter_map(Entry::source).collect::<HashSet<&SourcePath>>();
        let newcomers = self.newcomers.get_or_insert_with(|| {
            let (known, mut newcomers) = (known(), Newcomers::default());
            for (document, route) in present.documents.iter().zip(of_documents) {
                let (source, is_titled) = (&document.source, document.keys.contains_key("title"));
                let print = (present.prints)(source);
                let former = prints.and_then(|prints| prints.get(source));
                let is_other = former.is_some_and(|former| !former.still_tells(&print, is_titled));
                if let Some(route) = route.filter(|_| is_other || !known.contains(source)) {
                    newcomers.add(Newcomer { source, route, print, is_titled });
                }
            }
            newcomers
        });
        if with_statics && !std::mem::replace(&mut newcomers.has_statics, true) {
            let known = known();
            for file in present.statics.iter().filter(|(source, _)| !known.contains(source)) {
                if let Some(route) = static_route(present, by_output, file) {
                    let print = (present.prints)(&file.0);
                    newcomers.add(Newcomer { source: &file.0, route, print, is_titled: false });
                }
            }
        }
        newcomers
    }

    /// Remembers which line tells of a document or a feed.
    fn note(&mut self, index: usize, entry: &Entry, target: usize) {
        if entry.id.is_some() && matches!(entry.origin, Origin::Feed | Origin::TermFeed(..)) {
            self.kept.feeds.entry(entry.origin.clone()).or_insert(index);
        }
        let Some(id) = self.document_at(target) else { return };
        if !entry.anchors.is_empty() {
            self.kept.anchors.entry(id).or_default().push(index);
        }
        if entry.state != State::Published {
            return;
        }
        // Of several addresses the present one counts.
        let is_present = self.of_documents[id.0].is_some_and(|route| self.present.routes[route].url == entry.url);
        let is_own = entry.source() == Some(&self.present.documents[id.0].source);
        let lines = &self.lock.entries;
        self.kept
            .former
            .entry(id)
            .and_modify(|known| {
                let source = &self.present.documents[id.0].source;
                let known_is_own = lines[*known].source() == Some(source);
                if (is_own, is_present) > (known_is_own, false) && (is_own || !known_is_own) {
                    *known = index;
                }
            })
            .or_insert(index);
    }
}

/// Where a file is copied to, unless something else is served there.
fn static_route(
    present: &Present<'_>,
    by_output: &HashMap<&str, usize>,
    (source, output): &(SourcePath, OutputPath),
) -> Option<usize> {
    let route = *by_output.get(output.as_str())?;
    matches!(&present.routes[route].kind, RouteKind::Static(of) if of == source).then_some(route)
}

/// How much two prints have in common: both parts, the body, a front matter that names its document, nothing.
fn likeness(former: &Print, now: &Print, is_titled: bool) -> u8 {
    let nothing = Digest::of(b"");
    let same_body = former.body.is_some() && former.body == now.body && former.body != Some(nothing);
    let same_front = former.front_matter.is_some() && former.front_matter == now.front_matter;
    match (same_body, same_front) {
        (true, true) => 3,
        (true, false) => 2,
        (false, true) if is_titled => 1,
        (false, _) => 0,
    }
}

/// Whether a document is one that feeds have entries for.
pub(super) fn is_in_feeds(document: &Document) -> bool {
    document.kind != Kind::Page
}
