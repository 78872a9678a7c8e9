//! Fragment, views and template make a page.

use crate::content::{Document, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::furnish;
use crate::site::DocumentId;
use crate::site::permalink::output_extension;
use crate::site::route::Route;
use crate::source::SourceError;

use super::body::{Body, Purpose};
use super::{Checks, Rendered, Renderer};

/// The template of the page for what does not exist.
pub(super) const NOT_FOUND: &str = "404";

impl Renderer<'_> {
    /// A post, draft or page in its template.
    pub(super) fn document_page(&self, route: &Route, id: DocumentId, checks: Checks) -> Result<Rendered, SourceError> {
        let document = self.site.document(id);
        let mut body = self.body(id, Purpose::Page(checks))?;
        if checks == Checks::On {
            self.remember_ids(id, &body.fragment.ids);
        }
        let html = match self.layout_of(document, default_layout(document), &mut body.problems) {
            None => std::mem::take(&mut body.fragment.html),
            Some(template) => {
                let content = std::mem::take(&mut body.fragment.html);
                let view = self.views.page_context(id, content.clone(), &body.fragment.headings, None);
                self.dress(route, &template, &view, &[furnish(&content), content], checks, &mut body.problems)
            }
        };
        if checks == Checks::On {
            body.problems.extend(self.lost_anchors(id, &html));
        }
        Ok(finish(document, body, html, checks))
    }

    /// The page for what does not exist.
    pub(super) fn not_found_page(&self, route: &Route, checks: Checks) -> Rendered {
        let mut problems = Vec::new();
        let view = self.views.listing(route, self.word("not_found"), String::new(), &[], None);
        let html = self.dress(route, &self.template(NOT_FOUND), &view, &[], checks, &mut problems);
        Rendered { body: html.into_bytes(), problems }
    }

    /// The template of a document: its `layout:`, or the default of its kind; nothing if it wants none.
    pub(super) fn layout_of(
        &self,
        document: &Document,
        default: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        match document.layout.as_deref() {
            Some("none") => None,
            // A style sheet or a site map of the user's own is no page unless it says so.
            None if output_extension(document) != ".html" => None,
            None => Some(self.template(default)),
            Some(name) => Some(self.templates.layout(name).unwrap_or_else(|near| {
                let range = document.keys.get("layout").cloned().unwrap_or(0..0);
                let problem = Diagnostic::new(Code::MissingLayout, format!("there is no layout `{name}`"))
                    .at(&document.source, range)
                    .hint(match near {
                        Some(near) => format!("write `layout: {near}`"),
                        None => format!("make `templates/{name}.html`, or write `layout: {default}`"),
                    });
                problems.push(problem);
                self.template(default)
            })),
        }
    }

    /// A word of the theme in the site's language.
    pub(super) fn word(&self, name: &str) -> &str {
        self.site.config.theme.words.word(&self.site.config.lang, name)
    }

    /// The file of one of the theme's own layouts.
    pub(super) fn template(&self, name: &str) -> String {
        self.templates.layout(name).unwrap_or_else(|_| format!("{name}.html"))
    }

    /// A template filled in, and the addresses it wrote looked at; `texts` answer for their own.
    pub(super) fn dress(
        &self,
        route: &Route,
        template: &str,
        view: &tera::Context,
        texts: &[String],
        checks: Checks,
        problems: &mut Vec<Diagnostic>,
    ) -> String {
        let mut view = view.clone();
        view.insert_value("meta", self.meta(route, &view));
        let html = self.fill(template, &view, problems);
        if checks == Checks::On {
            problems.extend(self.check_template_links(route, template, &html, texts));
        }
        html
    }

    /// A template filled in; nothing but problems if it fails.
    pub(super) fn fill(&self, template: &str, view: &tera::Context, problems: &mut Vec<Diagnostic>) -> String {
        match self.templates.render(template, view) {
            Ok(html) => html,
            Err(found) => {
                problems.extend(found);
                String::new()
            }
        }
    }
}

/// The layout of a document that names none.
pub(super) fn default_layout(document: &Document) -> &'static str {
    match document.kind {
        Kind::Post | Kind::Draft => "post",
        Kind::Page => "page",
    }
}

/// A page with everything that is wrong with it.
pub(super) fn finish(document: &Document, mut body: Body, html: String, checks: Checks) -> Rendered {
    if checks == Checks::On {
        body.check_own_anchors(document, &html);
    }
    Rendered { body: html.into_bytes(), problems: body.problems }
}
