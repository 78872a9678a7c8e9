//! What a `#anchor` can lead to: the ids of each page, found out once.

use std::sync::Arc;

use crate::site::DocumentId;
use crate::site::route::{Route, RouteKind};

use super::anchors::ids_in;
use super::body::Purpose;
use super::{Checks, Renderer};

impl Renderer<'_> {
    /// Whether the page of `route` has that id; with the ids of its text for a hint, if not.
    pub(super) fn has_anchor(&self, route: &Route, anchor: &str) -> Result<(), Arc<[String]>> {
        let ids = match &route.kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => self.fragment_ids(*id),
            _ => Arc::new([]),
        };
        let is_html = matches!(route.output.extension(), "html" | "htm");
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
