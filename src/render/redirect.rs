//! An address that was given up for another: a page that leads on, with and without script.

use crate::site::DocumentId;

use super::{Rendered, Renderer};

impl Renderer<'_> {
    /// The page at a `redirect_from` of that document.
    pub(super) fn redirect_page(&self, id: DocumentId) -> Rendered {
        let mut problems = Vec::new();
        let context = self.views.redirect(id);
        let html = self.fill("redirect.html", &context, &mut problems);
        Rendered { body: html.into_bytes(), problems }
    }
}
