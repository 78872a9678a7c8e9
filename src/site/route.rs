//! A route is one output of the site: its address and what makes it.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::address::{OutputPath, SourcePath, UrlPath};

use super::DocumentId;
use super::taxonomy::{Taxonomy, TermId};

/// One output of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Where it is served.
    pub url: UrlPath,
    /// The file that serves it.
    pub output: OutputPath,
    /// What makes it.
    pub kind: RouteKind,
}

/// What makes a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// A post, draft or page.
    Document(DocumentId),
    /// One page of the list of all posts, counted from 1; the first is a document if the site has an `index.md`.
    Home {
        /// Which page.
        number: usize,
        /// The document whose text stands above the list, on every page of it.
        index: Option<DocumentId>,
    },
    /// One page of the list of a term's posts, counted from 1.
    Term {
        /// Whose posts.
        term: TermId,
        /// Which page.
        number: usize,
    },
    /// The list of all terms of a kind: all authors, all tags.
    Terms(Taxonomy),
    /// All posts on one page.
    Archive,
    /// The page served for what does not exist, where the site has none of its own.
    NotFound,
    /// An Atom feed.
    Feed(FeedOf),
    /// The feed of all posts as JSON Feed.
    JsonFeed,
    /// The site map, or the index of its parts if it has several.
    Sitemap,
    /// One part of a site map that is too long for one file, counted from 1.
    SitemapPart(usize),
    /// `robots.txt`, which says where the site map is.
    Robots,
    /// What only the host reads.
    Host(HostFile),
    /// Every address that was given up, and where each leads: `redirects.json`.
    RedirectList,
    /// What a visitor searches the site with.
    Search(SearchPart),
    /// An address that was given up for another: a `redirect_from`, or one that the URL lock keeps.
    Redirect(DocumentId),
    /// An address that the URL lock keeps for a page that no document stands behind: leads to that address.
    Forward(UrlPath),
    /// An address that the URL lock keeps, and that no page can stand at: holds what that file holds.
    Copy(OutputPath),
    /// A file of the source tree, as it is.
    Static(SourcePath),
    /// A file of the built-in theme, as it is.
    Theme(&'static str),
}

/// What only the host reads (GitHub Pages, where it publishes a branch).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostFile {
    /// `.nojekyll`, which says that the folder is served as it is.
    NoJekyll,
    /// `CNAME`, which says the site's own domain.
    Domain,
}

/// Whose newest posts a feed holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedOf {
    /// The whole site's.
    Site,
    /// An author's, a tag's or a category's.
    Term(TermId),
}

impl RouteKind {
    /// Whether it is a page that lists posts or terms, and that no document stands behind.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Home { index: None, .. } | Self::Term { .. } | Self::Terms(_) | Self::Archive)
    }
}

/// What a visitor searches the site with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchPart {
    /// The page with the field: `/search/`.
    Page,
    /// What lies in which piece: `/search/index.bin`.
    Directory,
    /// A piece of the index, by its number: `/search/words-0.bin`.
    Words(usize),
    /// A piece of what is shown of documents: `/search/posts-0.json`.
    Records(usize),
}

/// How a host finds what it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `/a/b.html`, `/a/`: it is there.
    AsAsked,
    /// `/a/b`, of which there is only `b.html`: not every host looks for that.
    WithEnding,
    /// `/a/b`, of which there is only `b/index.html`: by way of `/a/b/`.
    WithSlash,
}

impl Answer {
    /// In the order in which the files are looked for.
    const ALL: [Self; 3] = [Self::AsAsked, Self::WithEnding, Self::WithSlash];
}

/// Index of a route in [`Routes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteId(pub usize);

/// Every route, and the ways to find one. A site is indexed again whenever front matter changes, so the ways that only
/// questions about faulty links take are not made before one is asked.
/// A clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Routes(Arc<Tables>);

#[derive(Clone, Debug, Default)]
struct Tables {
    /// As they were given.
    given: Vec<Route>,
    clashes: Vec<Clash>,
    /// In the order of their output paths.
    all: Vec<Route>,
    by_output: HashMap<OutputPath, RouteId>,
    near: OnceLock<Near>,
    /// Source files and the routes they are served at: static files, then documents.
    sources: Vec<(SourcePath, RouteId)>,
    by_source: HashMap<SourcePath, RouteId>,
    /// The same, lower-cased; several files may then be one.
    by_lower_source: OnceLock<HashMap<Box<str>, Vec<RouteId>>>,
    /// Document → its route; the index of a listing is served at the listing's first page.
    by_document: Vec<Option<RouteId>>,
}

/// Routes by what is like their addresses.
#[derive(Clone, Debug, Default)]
struct Near {
    /// [`bare`] output path → all routes that have it, for links that are right but for case or ending.
    by_bare: HashMap<Box<str>, Vec<RouteId>>,
    /// Last segment of that → all routes that have it, for links that are the end of an address.
    by_name: BTreeMap<Box<str>, Vec<RouteId>>,
}

impl Tables {
    fn index(&mut self, route: &Route, id: RouteId) {
        self.by_output.insert(route.output.clone(), id);
        match &route.kind {
            RouteKind::Document(document) | RouteKind::Home { number: 1, index: Some(document) } => {
                if let Some(place) = self.by_document.get_mut(document.0) {
                    *place = Some(id);
                }
            }
            RouteKind::Static(source) => self.index_source(source.clone(), id),
            _ => {}
        }
    }

    fn index_source(&mut self, source: SourcePath, id: RouteId) {
        self.sources.push((source.clone(), id));
        self.by_source.insert(source, id);
    }
}

/// Two routes that cannot both be: they have the same output, or outputs that differ only in case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The one that stays.
    pub first: Route,
    /// The one that was left out.
    pub second: Route,
}

impl Routes {
    /// Sorts and indexes `routes`; of two with the same output the earlier in the list stays, and the pair is returned.
    /// `documents` is how many documents there are.
    pub fn new(routes: Vec<Route>, documents: usize) -> (Self, Vec<Clash>) {
        let lower: Vec<String> = routes.par_iter().map(|route| route.output.as_str().to_lowercase()).collect();
        let mut taken: HashMap<String, usize> = HashMap::with_capacity(routes.len());
        let mut all: Vec<Route> = Vec::with_capacity(routes.len());
        let mut clashes = Vec::new();
        for (route, lower) in routes.iter().zip(lower) {
            match taken.entry(lower) {
                Entry::Occupied(first) => {
                    clashes.push(Clash { first: all[*first.get()].clone(), second: route.clone() });
                }
                Entry::Vacant(place) => {
                    place.insert(all.len());
                    all.push(route.clone());
                }
            }
        }
        all.sort_by(|a, b| a.output.cmp(&b.output));
        let mut tables = Tables {
            by_document: vec![None; documents],
            by_output: HashMap::with_capacity(all.len()),
            by_source: HashMap::with_capacity(all.len()),
            ..Tables::default()
        };
        for (index, route) in all.iter().enumerate() {
            tables.index(route, RouteId(index));
        }
        (tables.given, tables.all, tables.clashes) = (routes, all, clashes.clone());
        (Self(Arc::new(tables)), clashes)
    }

    /// What [`Routes::new`] gave, if it would give it again for these routes, and if the documents that are others than then
    /// (`read`) lie where those lay. `documents` is how many documents there are.
    pub(super) fn again<'a>(
        &self,
        routes: &[Route],
        documents: usize,
        mut read: impl Iterator<Item = (DocumentId, &'a SourcePath)>,
    ) -> Option<(Self, Vec<Clash>)> {
        let is_same =
            |(a, b): (&Route, &Route)| a.output.same_as(&b.output) && a.url.same_as(&b.url) && a.kind == b.kind;
        let Tables { given, clashes, by_document, .. } = self.0.as_ref();
        let are_same = given.len() == routes.len()
            && by_document.len() == documents
            && given.iter().zip(routes).all(is_same)
            && read.all(|(id, source)| self.of_document(id) == self.by_source(source));
        are_same.then(|| (self.clone(), clashes.clone()))
    }

    /// All routes, to be made anew with others among them.
    pub(super) fn into_vec(self) -> Vec<Route> {
        Arc::unwrap_or_clone(self.0).all
    }

    /// Adds source files that became documents, for links written to the file itself.
    pub fn set_sources(&mut self, sources: impl IntoIterator<Item = (SourcePath, DocumentId)>) {
        let tables = Arc::make_mut(&mut self.0);
        for (source, document) in sources {
            if let Some(id) = tables.by_document.get(document.0).copied().flatten() {
                tables.index_source(source, id);
            }
        }
        tables.by_lower_source = OnceLock::new();
    }

    fn near(&self) -> &Near {
        self.0.near.get_or_init(|| {
            let mut near = Near::default();
            for (index, route) in self.0.all.iter().enumerate() {
                let id = RouteId(index);
                let bare = bare(route.output.as_str());
                near.by_name.entry(last_segment(&bare).into()).or_default().push(id);
                near.by_bare.entry(bare.into()).or_default().push(id);
            }
            near
        })
    }

    /// All routes, in the order of their output paths.
    pub fn iter(&self) -> std::slice::Iter<'_, Route> {
        self.0.all.iter()
    }

    /// All routes, in the order of their output paths.
    pub fn as_slice(&self) -> &[Route] {
        &self.0.all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.all.is_empty()
    }

    /// The route of that id.
    pub fn get(&self, id: RouteId) -> &Route {
        &self.0.all[id.0]
    }

    /// The route that writes that file.
    pub fn by_output(&self, output: &OutputPath) -> Option<RouteId> {
        self.0.by_output.get(output).copied()
    }

    /// What GitHub Pages answers a request with: `/a/b` finds `a/b`, else `a/b.html`, else (by way of `/a/b/`)
    /// `a/b/index.html`; `/a/b/` finds only the last.
    pub fn served(&self, path: &UrlPath) -> Option<RouteId> {
        self.answer(path).map(|(id, _)| id)
    }

    /// The same, with how the host finds it.
    pub fn answer(&self, path: &UrlPath) -> Option<(RouteId, Answer)> {
        let answers = if path.as_str().ends_with('/') { [Answer::AsAsked; 3] } else { Answer::ALL };
        let mut files = files_for(path.as_str()).zip(answers);
        files.find_map(|(file, answer)| Some((self.0.by_output.get(file.as_ref()).copied()?, answer)))
    }

    /// The same, were the host blind to upper and lower case.
    pub fn served_in_any_case(&self, path: &UrlPath) -> Option<RouteId> {
        let lower = path.as_str().to_lowercase();
        files_for(&lower).find_map(|file| {
            let mut alike = self.alike(path).iter().copied();
            alike.find(|id| self.get(*id).output.as_str().to_lowercase() == file.as_ref())
        })
    }

    /// The routes whose address differs from `path` at most in case and in how it ends: `/a/b`, `/A/b.html`, `/a/b/`.
    pub fn alike(&self, path: &UrlPath) -> &[RouteId] {
        self.near().by_bare.get(bare(path.as_str()).as_str()).map_or(&[], Vec::as_slice)
    }

    /// The routes whose last word is `path`'s, whatever its case and however it ends: `/x/LewisGaul/` finds
    /// `2019/11/04/LewisGaul.html`.
    pub fn namesakes(&self, path: &UrlPath) -> &[RouteId] {
        let bare = bare(path.as_str());
        self.near().by_name.get(last_segment(&bare)).map_or(&[], Vec::as_slice)
    }

    /// The routes whose addresses end in `end`: what a host would answer, were all before it cut off.
    pub fn ending_in(&self, end: &UrlPath) -> Vec<RouteId> {
        let candidates = self.namesakes(end);
        let ending = |file: Cow<'_, str>| -> Vec<RouteId> {
            candidates.iter().copied().filter(|id| is_end(self.get(*id).output.as_str(), &file)).collect()
        };
        files_for(end.as_str()).map(ending).find(|ids| !ids.is_empty()).unwrap_or_default()
    }

    /// The same but for case and for how the addresses end.
    pub fn ending_alike(&self, end: &UrlPath) -> Vec<RouteId> {
        let wanted = bare(end.as_str());
        let candidates = self.namesakes(end).iter().copied();
        candidates.filter(|id| is_end(&bare(self.get(*id).output.as_str()), &wanted)).collect()
    }

    /// Every last word of an address (lower-cased, without `.html`) and the routes that have it, by word.
    pub fn names(&self) -> impl Iterator<Item = (&str, &[RouteId])> {
        self.near().by_name.iter().map(|(name, ids)| (name.as_ref(), ids.as_slice()))
    }

    /// Whether anything is served below `folder`: `2019/11`, without a slash at either end.
    pub fn has_folder(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        let first = self.0.all.partition_point(|route| route.output.as_str() < prefix.as_str());
        self.0.all.get(first).is_some_and(|route| route.output.as_str().starts_with(&prefix))
    }

    /// The route at which a source file is served.
    pub fn by_source(&self, source: &SourcePath) -> Option<RouteId> {
        self.0.by_source.get(source).copied()
    }

    /// The routes at which source files are served whose paths differ from `source` at most in case.
    pub fn by_source_in_any_case(&self, source: &SourcePath) -> &[RouteId] {
        let by_lower_source = self.0.by_lower_source.get_or_init(|| {
            let mut by_lower_source: HashMap<Box<str>, Vec<RouteId>> = HashMap::with_capacity(self.0.sources.len());
            for (source, id) in &self.0.sources {
                by_lower_source.entry(source.as_str().to_lowercase().into()).or_default().push(*id);
            }
            by_lower_source
        });
        by_lower_source.get(source.as_str().to_lowercase().as_str()).map_or(&[], Vec::as_slice)
    }

    /// Source files that are served: static files, then documents.
    pub fn sources(&self) -> impl Iterator<Item = &SourcePath> {
        self.0.sources.iter().map(|(source, _)| source)
    }

    /// The route at which a document is served; nothing if its address was taken.
    pub fn of_document(&self, id: DocumentId) -> Option<RouteId> {
        self.0.by_document.get(id.0).copied().flatten()
    }

    /// Where a visitor of that route ends: at itself, or where a redirect sends him.
    pub fn destination(&self, id: RouteId) -> RouteId {
        match self.get(id).kind {
            RouteKind::Redirect(document) => self.of_document(document).unwrap_or(id),
            RouteKind::Forward(ref url) => self.served(url).unwrap_or(id),
            RouteKind::Copy(ref output) => self.by_output(output).unwrap_or(id),
            _ => id,
        }
    }
}

impl<'a> IntoIterator for &'a Routes {
    type Item = &'a Route;
    type IntoIter = std::slice::Iter<'a, Route>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The files a host looks for, in order, when asked for `path`.
pub(super) fn files_for(path: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let path = path.trim_start_matches('/');
    let folder = path.is_empty() || path.ends_with('/');
    let forms = if folder { ["index.html", "", ""] } else { ["", ".html", "/index.html"] };
    let count = if folder { 1 } else { forms.len() };
    forms.into_iter().take(count).map(move |ending| match ending {
        "" => Cow::Borrowed(path),
        _ => Cow::Owned(format!("{path}{ending}")),
    })
}

/// A path without what may vary in it: lower-cased, no slash at either end, no `.html`, no `/index`.
fn bare(path: &str) -> String {
    let lower = path.trim_matches('/').to_lowercase();
    let stem = lower.strip_suffix(".html").or_else(|| lower.strip_suffix(".htm")).unwrap_or(&lower);
    let stem = if stem == "index" { "" } else { stem.strip_suffix("/index").unwrap_or(stem) };
    stem.to_owned()
}

/// Whether the last segments of `path` are those of `end`.
fn is_end(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// Routes for these files; a word behind `>` is the number of the document a redirect leads to.
    fn routes(files: &[&str]) -> (Routes, Vec<Clash>) {
        let route = |(index, file): (usize, &&str)| {
            let (file, kind) = match file.split_once(" > ") {
                Some((file, number)) => (file, RouteKind::Redirect(DocumentId(number.parse().unwrap()))),
                None => (*file, RouteKind::Document(DocumentId(index))),
            };
            let output = OutputPath::new(file);
            Route { url: output.url(), output, kind }
        };
        Routes::new(files.iter().enumerate().map(route).collect(), files.len())
    }

    fn name(routes: &Routes, id: Option<RouteId>) -> &str {
        id.map_or("404", |id| routes.get(id).output.as_str())
    }

    const FILES: &[&str] = &[
        "index.html",
        "a/b.html",
        "a/c/index.html",
        "a/d.html",
        "a/d/index.html",
        "x.jpg",
        "LICENSE",
        "docs/Über uns.html",
        "tags/c & c/index.html",
    ];

    #[test]
    fn a_host_answers() {
        let (routes, clashes) = routes(FILES);
        assert_eq!(clashes, []);
        for (path, exact, any_case) in [
            ("/", "index.html", "index.html"),
            ("/index.html", "index.html", "index.html"),
            ("/index", "index.html", "index.html"),
            ("/a/b.html", "a/b.html", "a/b.html"),
            ("/a/b", "a/b.html", "a/b.html"),
            ("/a/b/", "404", "404"),
            ("/a/c", "a/c/index.html", "a/c/index.html"),
            ("/a/c/", "a/c/index.html", "a/c/index.html"),
            ("/a/c.html", "404", "404"),
            ("/a/d", "a/d.html", "a/d.html"),
            ("/a/d/", "a/d/index.html", "a/d/index.html"),
            ("/a", "404", "404"),
            ("/a/", "404", "404"),
            ("/A/B.HTML", "404", "a/b.html"),
            ("/A/d/", "404", "a/d/index.html"),
            ("/A/D", "404", "a/d.html"),
            ("/X.JPG", "404", "x.jpg"),
            ("/x", "404", "404"),
            ("/license", "404", "LICENSE"),
            ("/docs/über uns", "404", "docs/Über uns.html"),
            ("/tags/c & c/", "tags/c & c/index.html", "tags/c & c/index.html"),
        ] {
            let path = UrlPath::new(path);
            assert_eq!(name(&routes, routes.served(&path)), exact, "{path}");
            assert_eq!(name(&routes, routes.served_in_any_case(&path)), any_case, "{path} in any case");
        }
    }

    #[test]
    fn addresses_are_alike() {
        let (routes, _) = routes(FILES);
        for (path, expected) in [
            ("/A/b/", &["a/b.html"][..]),
            ("/a/c.html", &["a/c/index.html"]),
            ("/a/c/index.html", &["a/c/index.html"]),
            ("/a/D.htm", &["a/d.html", "a/d/index.html"]),
            ("/INDEX", &["index.html"]),
            ("/b", &[]),
            ("/x.jpg/", &["x.jpg"]),
        ] {
            let ids = routes.alike(&UrlPath::new(path));
            let outputs: Vec<&str> = ids.iter().map(|id| routes.get(*id).output.as_str()).collect();
            assert_eq!(outputs, expected, "{path}");
        }
    }

    #[test]
    fn namesakes_share_the_last_word() {
        let (routes, _) = routes(&["2019/11/04/LewisGaul.html", "2019/11/12/LewisGaul/index.html", "LewisGaul.jpg"]);
        for (path, count) in [
            ("/LewisGaul", 2),
            ("/x/lewisgaul.html", 2),
            ("/x/lewisgaul/", 2),
            ("/LEWISGAUL.jpg", 1),
            ("/Lewis", 0),
            ("/", 0),
        ] {
            assert_eq!(routes.namesakes(&UrlPath::new(path)).len(), count, "{path}");
        }
    }

    #[test]
    fn folders_exist_by_what_is_in_them() {
        let (routes, _) = routes(&["2019/11/04/a.html", "20191/b.html", "a.b/c.html"]);
        for (folder, expected) in
            [("2019", true), ("2019/11", true), ("201", false), ("2019/1", false), ("a.b", true), ("a", false)]
        {
            assert_eq!(routes.has_folder(folder), expected, "{folder}");
        }
    }

    #[test]
    fn the_first_to_come_keeps_an_address() {
        let (routes, clashes) = routes(&["b.html", "a.html", "A.html", "b.html"]);
        let outputs: Vec<&str> = routes.iter().map(|route| route.output.as_str()).collect();
        assert_eq!(outputs, ["a.html", "b.html"]);
        let pairs: Vec<(&str, &str)> =
            clashes.iter().map(|c| (c.first.output.as_str(), c.second.output.as_str())).collect();
        assert_eq!(pairs, [("a.html", "A.html"), ("b.html", "b.html")]);
        assert_eq!(routes.of_document(DocumentId(0)), Some(RouteId(1)));
        assert_eq!(routes.of_document(DocumentId(2)), None);
        assert_eq!(routes.of_document(DocumentId(9)), None);
    }

    #[test]
    fn a_redirect_ends_at_its_document() {
        let (routes, _) = routes(&["new.html", "old.html > 0", "lost.html > 7"]);
        let end = |file: &str| routes.by_output(&OutputPath::new(file)).map(|id| routes.destination(id));
        assert_eq!(name(&routes, end("old.html")), "new.html");
        assert_eq!(name(&routes, end("new.html")), "new.html");
        assert_eq!(name(&routes, end("lost.html")), "lost.html");
    }

    #[test]
    fn sources_are_found() {
        let (mut routes, _) = routes(&["a.html", "b.html"]);
        let source = |path: &str| SourcePath::new(path);
        routes.set_sources([(source("content/A.md"), DocumentId(0)), (source("content/gone.md"), DocumentId(5))]);
        assert_eq!(name(&routes, routes.by_source(&source("content/A.md"))), "a.html");
        assert_eq!(name(&routes, routes.by_source(&source("content/a.md"))), "404");
        assert_eq!(name(&routes, routes.by_source(&source("content/gone.md"))), "404");
        assert_eq!(routes.by_source_in_any_case(&source("CONTENT/a.MD")).len(), 1);
    }
}
