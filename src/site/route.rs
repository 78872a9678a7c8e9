//! A route is one output of the site: its address and what makes it.

use std::collections::{BTreeMap, HashMap};

use crate::address::{OutputPath, SourcePath, UrlPath};

use super::DocumentId;

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
    /// The page served for what does not exist, where the site has none of its own.
    NotFound,
    /// The Atom feed.
    Feed,
    /// The site map.
    Sitemap,
    /// An address that was given up for another: a `redirect_from`.
    Redirect(DocumentId),
    /// A file of the source tree, as it is.
    Static(SourcePath),
    /// A file of the built-in theme, as it is.
    Theme(&'static str),
}

/// Index of a route in [`Routes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteId(pub usize);

/// Every route, and the ways to find one.
#[derive(Debug, Default)]
pub struct Routes {
    /// In the order of their output paths.
    all: Vec<Route>,
    by_output: HashMap<OutputPath, RouteId>,
    /// Lower-cased output path → all routes that have it, for links that differ in case only.
    by_lower: HashMap<String, Vec<RouteId>>,
    /// Last segment of the output path → all routes that have it, for links that are the end of an address.
    by_name: HashMap<String, Vec<RouteId>>,
    /// Source file → the route it is served at.
    by_source: BTreeMap<SourcePath, RouteId>,
    /// Document → its route; the index of a listing is served at the listing's first page.
    by_document: Vec<RouteId>,
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
        let mut taken: HashMap<String, usize> = HashMap::with_capacity(routes.len());
        let mut all: Vec<Route> = Vec::with_capacity(routes.len());
        let mut clashes = Vec::new();
        for route in routes {
            let lower = route.output.as_str().to_lowercase();
            match taken.get(&lower) {
                Some(&first) => clashes.push(Clash { first: all[first].clone(), second: route }),
                None => {
                    taken.insert(lower, all.len());
                    all.push(route);
                }
            }
        }
        all.sort_by(|a, b| a.output.cmp(&b.output));
        let mut routes = Self { by_document: vec![RouteId(usize::MAX); documents], ..Self::default() };
        for (index, route) in all.iter().enumerate() {
            let id = RouteId(index);
            let output = route.output.as_str();
            routes.by_output.insert(route.output.clone(), id);
            routes.by_lower.entry(output.to_lowercase()).or_default().push(id);
            let name = output.rsplit('/').next().unwrap_or(output);
            routes.by_name.entry(name.to_owned()).or_default().push(id);
            match &route.kind {
                RouteKind::Document(document) | RouteKind::Home { number: 1, index: Some(document) } => {
                    routes.by_document[document.0] = id;
                }
                RouteKind::Static(source) => {
                    routes.by_source.insert(source.clone(), id);
                }
                _ => {}
            }
        }
        routes.all = all;
        (routes, clashes)
    }

    /// Adds source files that became documents, for links written to the file itself.
    pub fn set_sources(&mut self, sources: impl IntoIterator<Item = (SourcePath, DocumentId)>) {
        for (source, document) in sources {
            if let Some(id) = self.of_document(document) {
                self.by_source.insert(source, id);
            }
        }
    }

    /// All routes, in the order of their output paths.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Route> {
        self.all.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The route of that id.
    pub fn get(&self, id: RouteId) -> &Route {
        &self.all[id.0]
    }

    /// The route that writes that file.
    pub fn by_output(&self, output: &OutputPath) -> Option<RouteId> {
        self.by_output.get(output).copied()
    }

    /// The routes whose output differs from `output` at most in case.
    pub fn by_lower(&self, output: &str) -> &[RouteId] {
        self.by_lower.get(&output.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The routes whose output's last segment is `name`: `LewisGaul.html`.
    pub fn by_name(&self, name: &str) -> &[RouteId] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The route at which a source file is served.
    pub fn by_source(&self, source: &SourcePath) -> Option<RouteId> {
        self.by_source.get(source).copied()
    }

    /// The route at which a document is served; nothing if its address was taken.
    pub fn of_document(&self, id: DocumentId) -> Option<RouteId> {
        self.by_document.get(id.0).copied().filter(|route| route.0 < self.all.len())
    }
}
