//! One version of the site, as it stands between two changes: what is served where, and what is wrong with it.

use std::collections::HashMap;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use crate::address::{SourcePath, UrlPath};
use crate::command::walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::highlight::Highlighter;
use crate::render::search::SearchIndex;
use crate::render::{Rendered, Renderer};
use crate::server::{Answer, Body};
use crate::site::Site;
use crate::site::route::{Route, RouteId, RouteKind};
use crate::source::{SourceError, SourceTree as _};
use crate::template::Templates;
use crate::template::views::Views;

use super::held::HeldTree;

/// One version of the site.
pub(super) struct Version {
    /// Counted from 1.
    pub(super) number: u64,
    pub(super) tree: Arc<HeldTree>,
    pub(super) site: Arc<Site>,
    pub(super) highlighter: Arc<Highlighter>,
    pub(super) looks: Looks,
    pub(super) views: Arc<Views>,
    pub(super) search: Arc<SearchIndex>,
    /// What is wrong with the site: with front matter, configuration, data, templates.
    pub(super) problems: Vec<Diagnostic>,
    /// What was found wrong with pages when they were made.
    of_pages: Mutex<HashMap<RouteId, Arc<[Diagnostic]>>>,
}

/// Templates, and those before them that worked.
#[derive(Clone)]
pub(super) struct Looks {
    pub(super) templates: Arc<Templates>,
    /// What pages are made with that fail with `templates`.
    pub(super) fallback: Arc<Templates>,
    /// Whether any page failed with `templates`.
    pub(super) failed: Arc<AtomicBool>,
}

impl Looks {
    /// The last templates that no page is known to fail with.
    pub(super) fn working(&self) -> Arc<Templates> {
        let has_failed = self.failed.load(Ordering::Relaxed);
        Arc::clone(if has_failed { &self.fallback } else { &self.templates })
    }
}

/// What a path leads to.
pub(super) enum Found<'a> {
    /// A route.
    Route(RouteId, &'a Route),
    /// Elsewhere: the address, encoded.
    Moved(String),
    /// Nothing.
    Nothing,
}

impl Version {
    pub(super) fn new(
        number: u64,
        tree: Arc<HeldTree>,
        site: Arc<Site>,
        highlighter: Arc<Highlighter>,
        looks: Looks,
        views: Arc<Views>,
        problems: Vec<Diagnostic>,
    ) -> Self {
        let search = Arc::default();
        Self { number, tree, site, highlighter, looks, views, search, problems, of_pages: Mutex::default() }
    }

    /// The same, knowing what the version before knew of documents' words.
    pub(super) fn after(self, former: &Self) -> Self {
        Self { search: Arc::new(former.search.next()), ..self }
    }

    /// What GitHub Pages would answer a request for that path with; the site is mounted at its base path.
    pub(super) fn find(&self, path: &str) -> Found<'_> {
        let base = self.site.config.base_path.as_str();
        let Some(below) = path.strip_prefix(base) else { return Found::Nothing };
        if below.is_empty() && !base.is_empty() {
            return Found::Moved(self.site.href(&UrlPath::new("/")));
        }
        if !below.starts_with('/') {
            return Found::Nothing;
        }
        let url = UrlPath::new(below);
        let Some(id) = self.site.routes.served(&url) else { return Found::Nothing };
        let route = self.site.routes.get(id);
        // Asked for as a file, found as a folder: relative links in it would lead astray.
        let is_in_folder = route.output.file_name() == "index.html";
        if is_in_folder
            && !url.as_str().ends_with('/')
            && !url.as_str().ends_with("index.html")
            && !url.as_str().ends_with("/index")
        {
            return Found::Moved(self.site.href(&route.output.url()));
        }
        Found::Route(id, route)
    }

    /// What is served for a route.
    pub(super) fn serve(&self, id: RouteId, route: &Route) -> Answer {
        let file = route.output.clone();
        // A file that is served at a former address as well.
        let (id, route) = match &route.kind {
            RouteKind::Copy(of) => {
                self.site.routes.by_output(of).map_or((id, route), |id| (id, self.site.routes.get(id)))
            }
            _ => (id, route),
        };
        let body = match &route.kind {
            RouteKind::Static(source) => match self.static_file(source, route) {
                Some(Ok(body)) => body,
                Some(Err(error)) => return Answer::Failed(error),
                None => return Answer::Missing(self.not_found()),
            },
            _ => match self.page(id, route) {
                Ok(rendered) => Body::Bytes(rendered.body),
                Err(error) => return Answer::Failed(error.to_string()),
            },
        };
        Answer::Found { file, body }
    }

    /// The page for what does not exist.
    pub(super) fn not_found(&self) -> Vec<u8> {
        let page = self.site.routes.served(&UrlPath::new("/404.html"));
        let rendered = page.and_then(|id| self.page(id, self.site.routes.get(id)).ok());
        rendered.map(|page| page.body).filter(|body| !body.is_empty()).unwrap_or_else(|| b"<h1>Not found</h1>".to_vec())
    }

    /// A page as it is built, and what is wrong with it.
    pub(super) fn page(&self, id: RouteId, route: &Route) -> Result<Rendered, SourceError> {
        let source = self.source_of(route);
        if source.is_some_and(|source| !self.tree.disk().is_inside(source)) {
            return Ok(Rendered::default());
        }
        let rendered = self.renderer(&self.looks.templates).render(route)?;
        let problems: Arc<[Diagnostic]> = rendered.problems.clone().into();
        self.of_pages.lock().unwrap_or_else(PoisonError::into_inner).insert(id, problems);
        let has_failed = rendered.problems.iter().any(|problem| problem.code == Code::BadTemplate);
        if !(rendered.body.is_empty() && has_failed) {
            return Ok(rendered);
        }
        // The last good look stays readable beneath what is said of the new one.
        self.looks.failed.store(true, Ordering::Relaxed);
        let body = self.renderer(&self.looks.fallback).render(route)?.body;
        Ok(Rendered { body, ..rendered })
    }

    /// What is wrong with the page of a route.
    pub(super) fn problems_of(&self, id: RouteId, route: &Route) -> Arc<[Diagnostic]> {
        let known = self.of_pages.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if matches!(route.kind, RouteKind::Static(_) | RouteKind::Theme(_) | RouteKind::Copy(_)) {
            return Arc::default();
        }
        known.unwrap_or_else(|| self.page(id, route).map(|page| page.problems.into()).unwrap_or_default())
    }

    fn renderer(&self, templates: &Arc<Templates>) -> Renderer<'_> {
        let (tree, site, highlighter) = (self.tree.as_ref(), self.site.as_ref(), self.highlighter.as_ref());
        let (views, search) = (Arc::clone(&self.views), Arc::clone(&self.search));
        Renderer::with(tree, site, highlighter, Arc::clone(templates), views, search)
    }

    /// The file that a route is made of.
    pub(super) fn source_of<'a>(&'a self, route: &'a Route) -> Option<&'a SourcePath> {
        match &route.kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => Some(&self.site.document(*id).source),
            RouteKind::Static(source) => Some(source),
            _ => None,
        }
    }

    /// The text of a file or of a built-in template, for reports.
    pub(super) fn text_of(&self, path: &SourcePath) -> Option<String> {
        let disk = self.tree.disk();
        let text = walk::text_of_file(disk, disk, path);
        text.or_else(|| self.looks.templates.source(path).map(str::to_owned))
    }

    /// A file that is served as it is: nothing if it is gone, or a link put in its place leads out of the site.
    fn static_file(&self, source: &SourcePath, route: &Route) -> Option<Result<Body, String>> {
        let disk = self.tree.disk();
        if !disk.is_inside(source) {
            return None;
        }
        // The script goes into pages, so they are read; everything else may be large.
        if matches!(route.output.extension().to_ascii_lowercase().as_str(), "html" | "htm") {
            return match disk.read(source) {
                Ok(bytes) => bytes.map(|bytes| Ok(Body::Bytes(bytes))),
                Err(error) => Some(Err(error.to_string())),
            };
        }
        let opened = File::open(disk.disk_path(source)).and_then(|file| Ok((file.metadata()?, file)));
        Some(match opened {
            Ok((facts, file)) => {
                let age =
                    facts.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
                let tag = format!("{:x}-{:x}-{:x}", facts.len(), age.as_nanos(), self.number);
                Ok(Body::File { reader: Box::new(file), length: facts.len(), tag })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => Err(format!("cannot read `{source}`: {error}")),
        })
    }
}
