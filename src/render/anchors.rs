//! What a `#anchor` can lead to: the ids of a page.

use std::sync::Arc;

use crate::diagnostic::nearest;
use crate::site::DocumentId;
use crate::site::route::{Route, RouteKind};

use super::body::Purpose;
use super::{Checks, Renderer};

impl Renderer<'_> {
    /// Whether the page of `route` has that id; with the ids of its text for a hint, if not.
    pub(super) fn has_anchor(&self, route: &Route, anchor: &str) -> Result<(), Arc<[String]>> {
        let ids = match &route.kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => self.fragment_ids(*id),
            _ => Arc::new([]),
        };
        let is_html = route.output.as_str().ends_with(".html") || route.output.as_str().ends_with(".htm");
        if !is_html || ids.iter().any(|id| id == anchor) {
            return Ok(());
        }
        // It may stand in the template around the text: rare, so the page is rendered for it.
        let page = self.render_with(route, Checks::Off).map(|page| page.body).unwrap_or_default();
        let is_in_page = ids_in(&String::from_utf8_lossy(&page)).iter().any(|id| id == anchor);
        if is_in_page { Ok(()) } else { Err(ids) }
    }

    /// The ids in a document's text.
    fn fragment_ids(&self, id: DocumentId) -> Arc<[String]> {
        let Some(cell) = self.fragment_ids.get(id.0) else { return Arc::new([]) };
        if let Some(ids) = cell.get() {
            return Arc::clone(ids);
        }
        // Two threads may both find out; they find the same.
        let body = self.body(id, Purpose::Page(Checks::Off)).unwrap_or_default();
        Arc::clone(cell.get_or_init(|| body.fragment.ids.into()))
    }

    /// Keeps what rendering a document's own page found out anyway.
    pub(super) fn remember_ids(&self, id: DocumentId, ids: &[String]) {
        if let Some(cell) = self.fragment_ids.get(id.0) {
            cell.get_or_init(|| ids.into());
        }
    }
}

/// Every `id` and `name` in a page, by a plain scan: enough to tell whether one is there.
pub(super) fn ids_in(html: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for attribute in [" id=", " name="] {
        for (at, _) in html.match_indices(attribute) {
            let value = &html[at + attribute.len()..];
            let id = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
                _ => value.split(|c: char| c.is_whitespace() || c == '>').next(),
            };
            ids.extend(id.map(str::to_owned));
        }
    }
    ids
}

/// What to say of an anchor that is not there: message and hints. `page` names the page if it is another one.
pub(super) fn missing(anchor: &str, page: Option<&str>, ids: &[String]) -> (String, Vec<String>) {
    let place = page.map_or_else(|| "this page".to_owned(), |page| format!("`{page}`"));
    let message = format!("nothing in {place} has the id `{anchor}`");
    let headings: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !id.starts_with("fn")).collect();
    let wanted = anchor.to_lowercase().replace([' ', '_'], "-");
    let near = nearest(&wanted, headings.iter().copied()).or_else(|| {
        let shares = |id: &&&str| id.contains(&wanted) || (id.len() > 3 && wanted.contains(**id));
        headings.iter().find(shares).copied()
    });
    let hint = match near {
        Some(near) => format!("write `#{near}`"),
        None if headings.is_empty() => format!("{place} has no headings to link to"),
        None => {
            let list: Vec<String> = headings.iter().take(6).map(|id| format!("`#{id}`")).collect();
            let more = if headings.len() > 6 { " …" } else { "" };
            format!("there are {}{more}", list.join(", "))
        }
    };
    (message, vec![hint])
}
