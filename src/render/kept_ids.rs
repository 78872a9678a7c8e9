//! Ids in pages that other pages link to, and those that did before: what the URL lock keeps of a page beside its address.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use crate::address::{SourcePath, UrlPath};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::site::DocumentId;
use crate::site::lock::{LOCK_FILE, drop_command};
use crate::site::route::{RouteId, RouteKind};

use super::{Renderer, anchors};

impl Renderer<'_> {
    /// Notes that a page links to an id in another one.
    pub(super) fn note_link(&self, target: RouteId, anchor: &str) {
        let target = self.site.routes.destination(target);
        self.linked.lock().unwrap_or_else(PoisonError::into_inner).insert((target, anchor.to_owned()));
    }

    /// Addresses, and ids in their pages that other pages link to, as far as those pages were rendered.
    pub fn linked_anchors(&self) -> BTreeSet<(UrlPath, String)> {
        let linked = self.linked.lock().unwrap_or_else(PoisonError::into_inner);
        let of_document = |(target, anchor): &(RouteId, String)| {
            let route = self.site.routes.get(*target);
            // Of a PDF file, `#page=2` is no id.
            let is_page = matches!(route.kind, RouteKind::Document(_) | RouteKind::Home { index: Some(_), number: 1 });
            is_page.then(|| (route.url.clone(), anchor.clone()))
        };
        linked.iter().filter_map(of_document).collect()
    }

    /// Reports ids that `html`, the page of a document, should have and has not.
    pub(super) fn lost_anchors(&self, id: DocumentId, html: &str) -> Vec<Diagnostic> {
        let Some(kept) = self.site.kept() else { return Vec::new() };
        let source = &self.site.document(id).source;
        let mut problems = Vec::new();
        let mut ids: Option<Vec<String>> = None;
        for entry in kept.anchors_of(id) {
            let ids = ids.get_or_insert_with(|| anchors::ids_in(html));
            for anchor in entry.anchors.iter().filter(|anchor| !ids.contains(anchor)) {
                let url = &entry.url;
                let near = nearest(anchor, ids.iter().map(String::as_str));
                let heading = near.map_or_else(
                    || format!("give the place in `{source}` that it stood for its id: `{{#{anchor}}}`"),
                    |near| {
                        format!("if it is `#{near}` in `{source}` now, keep its id: write `{{#{anchor}}}` behind it")
                    },
                );
                let message = format!("`{url}#{anchor}` was linked to, and nothing in `{source}` has that id any more");
                let problem = Diagnostic::new(Code::AnchorLost, message)
                    .at(&SourcePath::new(LOCK_FILE), entry.at.clone())
                    .hint(heading);
                let hint = drop_command(&format!("{}#{anchor}", url.encoded()));
                problems.push(problem.hint(format!("let it go on purpose: `{hint}`")));
            }
        }
        problems
    }
}
