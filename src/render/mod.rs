//! One route → bytes. Nothing else renders.
//!
//! 1. [`body`]: a document's body is read again, its tags expanded, its Markdown turned into a fragment; every problem is
//!    placed in the file as it was written.
//! 2. [`references`]: what links and tags in a body ask of the site is answered from [`Site`], anchors included.
//! 3. [`page`]: fragment, views and template make a page; [`listing`]: posts and terms make one; [`mod@head`] is what a
//!    page tells other programs. [`feed`], [`sitemap`], [`search`] and [`redirect`] make the rest; what is read far from the site has its addresses written out ([`absolute`]).
//!
//! Rendering never fails on what a user wrote: a broken page is a [`Rendered`] whose problems say why.

pub mod feed;
pub mod search;
pub mod sitemap;

mod absolute;
mod anchors;
mod appearances;
mod away;
mod body;
mod head;
mod image_size;
mod kept_ids;
mod known_ids;
mod links_of;
mod listing;
mod page;
mod places;
mod plain;
mod redirect;
mod references;
mod settings;
mod template_links;
mod trace;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::address::{SourcePath, reference};
use crate::diagnostic::Diagnostic;
use crate::highlight::Highlighter;
use crate::markdown::{self, Link, Resolved, Resolver};
use crate::site::route::{FeedOf, Route, RouteId, RouteKind, SearchPart};
use crate::site::{Site, text};
use crate::source::{SourceError, SourceTree};
use crate::template::views::Views;
use crate::template::{Services, Templates, theme};

pub use anchors::ids_in;
pub(crate) use anchors::missing as missing_anchor;
pub use away::AwayLink;
pub(crate) use places::document_of;
pub use redirect::Moved;
pub use references::LinkUse;
use search::SearchIndex;
pub(crate) use trace::Text;

/// The folder of templates.
pub const TEMPLATES: &str = "templates";

/// One route as it is served, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Rendered {
    /// What is served.
    pub body: Vec<u8>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// Whether links and anchors found on the way are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checks {
    /// As when a page is rendered for its own sake.
    On,
    /// As when a page is rendered only to see what is in it: it answers for itself elsewhere.
    Off,
}

/// Knows how every route of one site looks.
pub struct Renderer<'a> {
    tree: &'a dyn SourceTree,
    site: &'a Site,
    highlighter: &'a Highlighter,
    templates: Arc<Templates>,
    views: Arc<Views>,
    /// Ids in each document's fragment, once somebody asked.
    fragment_ids: Vec<OnceLock<Arc<[String]>>>,
    /// How each post begins, once somebody asked.
    beginnings: Vec<OnceLock<Arc<str>>>,
    /// Width and height of images, once somebody asked.
    dimensions: Mutex<HashMap<SourcePath, Option<(usize, usize)>>>,
    search: Arc<SearchIndex>,
    /// Pages, and ids in them that others link to, as far as pages were rendered.
    linked: Mutex<BTreeSet<(RouteId, String)>>,
    /// Links to other hosts, if somebody wants to follow them.
    away: Option<away::Gathered>,
}

impl<'a> Renderer<'a> {
    /// Reads the site's templates over the built-in ones; problems with them are returned beside the renderer.
    pub fn new(
        tree: &'a dyn SourceTree,
        site: &'a Site,
        highlighter: &'a Arc<Highlighter>,
    ) -> Result<(Self, Vec<Diagnostic>), SourceError> {
        let (templates, problems) = load_templates(tree, site, highlighter)?;
        let views = Arc::new(Views::new(site));
        let search = SearchIndex::gathering(if site.config.search { site.documents.len() } else { 0 });
        Ok((Self::with(tree, site, highlighter, Arc::new(templates), views, Arc::new(search)), problems))
    }

    /// The same of templates and views that were made of this site already, and of its search index, made or not.
    pub fn with(
        tree: &'a dyn SourceTree,
        site: &'a Site,
        highlighter: &'a Highlighter,
        templates: Arc<Templates>,
        views: Arc<Views>,
        search: Arc<SearchIndex>,
    ) -> Self {
        let fragment_ids = (0..site.documents.len()).map(|_| OnceLock::new()).collect();
        let beginnings = (0..site.posts).map(|_| OnceLock::new()).collect();
        let dimensions = Mutex::default();
        Self {
            tree,
            site,
            highlighter,
            templates,
            views,
            fragment_ids,
            beginnings,
            dimensions,
            search,
            linked: Mutex::default(),
            away: None,
        }
    }

    /// The same, taking down every link to another host on the way.
    #[must_use]
    pub fn gathering_away(mut self) -> Self {
        self.away = Some(away::Gathered::default());
        self
    }

    /// The links to other hosts on the pages that were rendered, by file and place; none if they are not gathered.
    pub fn away_links(&self) -> Vec<AwayLink> {
        self.away.as_ref().map(away::Gathered::links).unwrap_or_default()
    }

    /// The text of a built-in template, for reports.
    pub fn template_source(&self, path: &SourcePath) -> Option<&str> {
        self.templates.source(path)
    }

    /// Renders one route.
    pub fn render(&self, route: &Route) -> Result<Rendered, SourceError> {
        self.render_with(route, Checks::On)
    }

    pub(crate) fn render_with(&self, route: &Route, checks: Checks) -> Result<Rendered, SourceError> {
        match &route.kind {
            RouteKind::Document(id) if self.site.document(*id).redirect_to.is_some() => {
                Ok(self.moved_page(route, *id, checks))
            }
            RouteKind::Document(id) => self.document_page(route, *id, checks),
            RouteKind::Home { number, index } => self.home_page(route, *number, *index, checks),
            RouteKind::Term { term, number } => self.term_page(route, *term, *number, checks),
            RouteKind::Terms(taxonomy) => Ok(self.terms_page(route, *taxonomy, checks)),
            RouteKind::Archive => self.archive_page(route, checks),
            RouteKind::NotFound => Ok(self.not_found_page(route, checks)),
            RouteKind::Redirect(id) => Ok(self.redirect_page(route, *id)),
            RouteKind::Forward(to) => Ok(self.forward_page(route, to)),
            RouteKind::Copy(of) => match self.site.routes.by_output(of) {
                Some(original) => self.render_with(self.site.routes.get(original), Checks::Off),
                None => Ok(Rendered::default()),
            },
            RouteKind::Feed(of) => self.feed(route, *of, feed::Format::Atom),
            RouteKind::JsonFeed => self.feed(route, FeedOf::Site, feed::Format::Json),
            RouteKind::Sitemap => Ok(self.sitemap()),
            RouteKind::SitemapPart(number) => Ok(self.sitemap_part(*number)),
            RouteKind::Robots => Ok(self.robots()),
            RouteKind::Host(file) => Ok(self.host_file(*file)),
            RouteKind::RedirectList => Ok(self.redirect_list()),
            RouteKind::Search(SearchPart::Page) => Ok(self.search_page(route, checks)),
            RouteKind::Search(part) => self.search_piece(*part),
            RouteKind::Static(source) => {
                Ok(Rendered { body: self.tree.read(source)?.unwrap_or_default(), problems: Vec::new() })
            }
            RouteKind::Theme(path) => {
                let file = theme::files().find(|(name, _)| *name == path.trim_start_matches('/'));
                let body = file.map(|(_, bytes)| bytes.to_vec()).unwrap_or_default();
                Ok(Rendered { body, problems: Vec::new() })
            }
        }
    }

    /// Width and height of an image of the site, read once.
    fn dimensions_of(&self, source: &SourcePath) -> Option<(usize, usize)> {
        let known = || self.dimensions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(source) {
            return *known;
        }
        let found = self.tree.read(source).ok().flatten().and_then(|bytes| image_size::of(&bytes));
        known().insert(source.clone(), found);
        found
    }
}

/// Reads the site's templates over the built-in ones; problems with them are returned beside them.
pub fn load_templates(
    tree: &dyn SourceTree,
    site: &Site,
    highlighter: &Arc<Highlighter>,
) -> Result<(Templates, Vec<Diagnostic>), SourceError> {
    let mut problems = Vec::new();
    let mut overrides = Vec::new();
    let is_visible = |path: &SourcePath| !path.file_name().starts_with('.') && !path.file_name().ends_with('~');
    for path in tree.list(TEMPLATES, &is_visible)?.files {
        let Some(bytes) = tree.read(&path)? else { continue };
        match text(&path, bytes) {
            Ok(text) => overrides.push((path, text)),
            Err(problem) => problems.push(*problem),
        }
    }
    let (templates, found) = Templates::load(overrides, services(site, Arc::clone(highlighter)));
    problems.extend(found);
    Ok((templates, problems))
}

/// What templates' filters need of the site.
fn services(site: &Site, highlighter: Arc<Highlighter>) -> Services {
    let autolink = site.config.autolink;
    let below = BelowBase(site.config.base_path.clone());
    Services {
        base_path: site.config.base_path.clone(),
        url: site.config.url.clone(),
        time_zone: site.config.time_zone.clone(),
        markdownify: Arc::new(move |text| {
            let options = markdown::Options { autolink, ..markdown::Options::default() };
            markdown::render(text, &[], options, &below, &highlighter).html
        }),
    }
}

/// Puts the base path before addresses that begin with `/`, as posts have them: for Markdown that stands in no document, as
/// an author's bio.
struct BelowBase(String);

impl Resolver for BelowBase {
    fn resolve(&self, link: &Link<'_>) -> Resolved {
        let Self(base_path) = self;
        let address = reference::trim(link.destination);
        let is_below =
            address.strip_prefix(base_path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let is_ours = !base_path.is_empty() && address.starts_with('/') && !address.starts_with("//") && !is_below;
        Resolved { address: is_ours.then(|| format!("{base_path}{address}")), ..Resolved::default() }
    }
}
