//! What a body asks of the site it stands in: where links lead, what tags stand for.

use std::cell::RefCell;
use std::ops::Range;

use serde_yaml::Value;

use crate::address::SourcePath;
use crate::content::Document;
use crate::content::tags::{IncludeFault, Surroundings};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markdown::{Link, LinkKind, Resolved, Resolver};
use crate::site::DocumentId;
use crate::site::resolve::resolve;
use crate::site::route::{RouteId, RouteKind};

use super::{Checks, Renderer, anchors};

/// One reference of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUse {
    /// What it is for.
    pub kind: LinkKind,
    /// The address as written, entities and escapes resolved.
    pub written: String,
    /// Where it stands in the file.
    pub range: Range<usize>,
    /// Where it leads within the site.
    pub target: Option<RouteId>,
    /// The address that is published for it, base path included; nothing where that is what is written.
    pub address: Option<String>,
    /// What is wrong with it.
    pub codes: Vec<Code>,
    /// The part of its own page that it asks for.
    pub(super) own_anchor: Option<String>,
}

impl LinkUse {
    fn of(link: &Link<'_>, target: Option<RouteId>, anchor: Option<String>, resolved: &Resolved) -> Self {
        Self {
            kind: link.kind,
            written: link.destination.to_owned(),
            range: 0..0,
            target,
            address: resolved.address.clone(),
            codes: resolved.problems.iter().map(|fault| fault.code).collect(),
            own_anchor: anchor.filter(|_| resolved.own_anchor.is_some()),
        }
    }
}

/// Where a text is read, and so how addresses within the site are written in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On its own page: `/repo/about.html`, `#part`.
    OwnPage,
    /// On another page of the site: `/repo/about.html`, `/repo/own.html#part`.
    OtherPage,
    /// Far from the site: `https://blog.example/repo/about.html`.
    Elsewhere,
}

/// Answers the questions of one document's body.
pub(super) struct References<'r> {
    renderer: &'r Renderer<'r>,
    id: DocumentId,
    place: Place,
    checks: Checks,
    /// Problems that lie elsewhere than in the body: in an included template.
    problems: RefCell<Vec<Diagnostic>>,
    /// Every reference asked about, if somebody wants to know.
    uses: Option<RefCell<Vec<LinkUse>>>,
}

impl<'r> References<'r> {
    pub(super) fn new(renderer: &'r Renderer<'r>, id: DocumentId, place: Place, checks: Checks) -> Self {
        Self { renderer, id, place, checks, problems: RefCell::default(), uses: None }
    }

    /// The same, taking down every reference.
    pub(super) fn taking_links(self) -> Self {
        Self { uses: Some(RefCell::default()), ..self }
    }

    pub(super) fn into_uses(self) -> Vec<LinkUse> {
        self.uses.map(RefCell::into_inner).unwrap_or_default()
    }

    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems.into_inner()
    }

    fn document(&self) -> &Document {
        self.renderer.site.document(self.id)
    }

    /// An address of this site, with scheme and host if that is asked for and the site has one.
    fn address(&self, relative: String) -> String {
        if self.place == Place::Elsewhere && relative.starts_with('/') && !relative.starts_with("//") {
            return format!("{}{relative}", self.renderer.site.config.url);
        }
        relative
    }
}

impl Resolver for References<'_> {
    fn resolve(&self, link: &Link<'_>) -> Resolved {
        let site = self.renderer.site;
        let resolution = resolve(site, self.id, link);
        let address = match self.place {
            Place::OwnPage => resolution.resolved.address.clone(),
            Place::OtherPage | Place::Elsewhere => resolution.address_elsewhere(site),
        };
        let mut resolved = resolution.resolved;
        resolved.address = address.map(|address| self.address(address));
        if let (Some(target), Some(anchor), Checks::On) = (resolution.target, &resolution.anchor, self.checks)
            && resolved.own_anchor.is_none()
        {
            let Err(ids) = self.renderer.has_anchor(site.routes.get(target), anchor) else {
                self.renderer.note_link(target, anchor);
                return resolved;
            };
            let route = site.routes.get(target);
            let page = match &route.kind {
                RouteKind::Document(id) => site.document(*id).source.to_string(),
                _ => route.url.to_string(),
            };
            resolved.problems.push(anchors::missing(anchor, Some(&page), Some(link.destination), &ids));
        }
        if let Some(uses) = &self.uses {
            uses.borrow_mut().push(LinkUse::of(link, resolution.target, resolution.anchor, &resolved));
        }
        resolved
    }

    fn stands_at(&self, place: &Range<usize>) {
        if let Some(uses) = &self.uses
            && let Some(last) = uses.borrow_mut().last_mut()
        {
            last.range = place.clone();
        }
    }

    fn dimensions(&self, destination: &str) -> Option<(usize, usize)> {
        let link = Link { kind: crate::markdown::LinkKind::Image, destination, text: "" };
        let target = resolve(self.renderer.site, self.id, &link).target?;
        match &self.renderer.site.routes.get(target).kind {
            RouteKind::Static(source) => self.renderer.dimensions_of(source),
            _ => None,
        }
    }
}

impl Surroundings for References<'_> {
    fn variable(&self, path: &str) -> Option<String> {
        let site = self.renderer.site;
        let (root, key) = path.split_once('.')?;
        match root {
            "site" => match key {
                "baseurl" => Some(site.config.base_path.clone()),
                "url" => Some(site.config.url.clone()),
                "title" => Some(site.config.title.clone()),
                "description" => Some(site.config.description.clone()),
                "lang" => Some(site.config.lang.clone()),
                _ => {
                    let (first, rest) = key.split_once('.').unwrap_or((key, ""));
                    let value = if first == "data" { &site.data } else { site.config.values.get(first)? };
                    lookup(value, rest)
                }
            },
            "page" => self.page_variable(key),
            _ => None,
        }
    }

    fn variables(&self) -> Vec<String> {
        let site = self.renderer.site;
        let own = ["baseurl", "description", "lang", "title", "url"];
        let of_site = own.into_iter().chain(site.config.values.keys().map(String::as_str));
        let own = ["author", "date", "path", "slug", "title", "url"];
        let of_page = own.into_iter().chain(self.document().values.keys().map(String::as_str));
        of_site.map(|key| format!("site.{key}")).chain(of_page.map(|key| format!("page.{key}"))).collect()
    }

    fn time_zone(&self) -> jiff::tz::TimeZone {
        self.renderer.site.config.time_zone.clone()
    }

    fn relative_url(&self, url: &str) -> String {
        let base_path = &self.renderer.site.config.base_path;
        if has_scheme(url) || url.starts_with("//") || is_below(url, base_path) {
            return url.to_owned();
        }
        format!("{base_path}/{}", url.trim_start_matches('/'))
    }

    fn absolute_url(&self, url: &str) -> String {
        let relative = self.relative_url(url);
        if relative.starts_with('/') && !relative.starts_with("//") {
            return format!("{}{relative}", self.renderer.site.config.url);
        }
        relative
    }

    fn post_url(&self, name: &str) -> Result<String, Option<String>> {
        let site = self.renderer.site;
        let id = site.post_named(name).ok_or_else(|| {
            let names = site.post_name_list();
            let stem = name.rsplit('/').next().unwrap_or(name);
            nearest(stem, names.iter().copied()).map(str::to_owned)
        })?;
        Ok(site.route_of(id).map(|route| site.href(&route.url)).unwrap_or_default())
    }

    fn link(&self, path: &str) -> Result<String, Option<String>> {
        let site = self.renderer.site;
        let path = path.trim_start_matches('/');
        let forms = [format!("content/{path}"), path.to_owned(), format!("static/{path}")];
        let jekyll = path.strip_prefix('_').map(|path| format!("content/{path}"));
        let found = forms.iter().chain(&jekyll).find_map(|form| site.routes.by_source(&SourcePath::new(form)));
        let route = found.ok_or_else(|| {
            let known: Vec<&str> = site.routes.sources().filter_map(|source| source.under("content")).collect();
            nearest(path, known.iter().copied()).map(str::to_owned)
        })?;
        Ok(site.href(&site.routes.get(route).url))
    }

    fn include(&self, name: &str, arguments: &[(String, String)]) -> Result<String, IncludeFault> {
        let renderer = self.renderer;
        let context = renderer.views.include_context(self.id);
        renderer.templates.include(name, arguments, &context).map_err(|(fault, problems)| {
            self.problems.borrow_mut().extend(problems);
            fault
        })
    }
}

impl References<'_> {
    fn page_variable(&self, key: &str) -> Option<String> {
        let site = self.renderer.site;
        let document = self.document();
        match key {
            "title" => Some(document.title.clone()),
            "url" => site.route_of(self.id).map(|route| route.url.to_string()),
            "path" => Some(document.source.to_string()),
            "slug" => Some(document.slug.clone()),
            "author" => document.authors.first().cloned(),
            "date" => document.date.as_ref().map(|date| date.strftime("%Y-%m-%d %H:%M:%S %z").to_string()),
            _ => {
                let (first, rest) = key.split_once('.').unwrap_or((key, ""));
                lookup(document.values.get(first)?, rest)
            }
        }
    }
}

/// The value at `a.b.c` below `value`, as text.
fn lookup(value: &Value, path: &str) -> Option<String> {
    let mut value = value;
    for key in path.split('.').filter(|key| !key.is_empty()) {
        value = match value {
            Value::Sequence(items) => items.get(key.parse::<usize>().ok()?)?,
            Value::Mapping(_) => value.get(key)?,
            _ => return None,
        };
    }
    shown(value)
}

/// A value as Liquid prints it: lists without separators, nothing for null.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::String(value) => Some(value.clone()),
        Value::Sequence(items) => items.iter().map(shown).collect(),
        Value::Mapping(_) | Value::Tagged(_) => None,
    }
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Whether the address has the base path in front already, as `{{ site.baseurl }}{% post_url … %}` gives it.
fn is_below(url: &str, base_path: &str) -> bool {
    !base_path.is_empty()
        && url.strip_prefix(base_path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}
