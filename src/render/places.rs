//! Where that stands in the site's files which made something in a finished page that no document's text answers for.
//!
//! 1. The words of a template, to the letter: in the page's own, in those it is made of, in the others.
//! 2. A value that a template filled in: in the document's front matter, in `_config.yml`, in a data file.
//! 3. The tag of a template that was filled in.

use std::ops::Range;

use crate::address::SourcePath;
use crate::config::CONFIG_FILE;
use crate::diagnostic::{Diagnostic, Fault};
use crate::site::DocumentId;
use crate::site::inventory::DATA_FOLDERS;
use crate::site::route::{Route, RouteKind};
use crate::template::places::find_whole;

use super::{Renderer, TEMPLATES};

/// A place in a file of the site.
type Place = (SourcePath, Range<usize>);

impl Renderer<'_> {
    /// The fault at the words of the template that wrote the address, or at the value it filled in; `tag` is the tag in the page
    /// that has it.
    pub(crate) fn in_template(
        &self,
        template: &str,
        route: &Route,
        written: &str,
        tag: &str,
        fault: Fault,
    ) -> Diagnostic {
        let found = self.place_of_address(template, document_of(route), written);
        let fault = match found {
            Some(_) => fault,
            None => Fault { message: format!("{} (on the page `{}`)", fault.message, route.url), ..fault },
        };
        let (path, range) = found.unwrap_or_else(|| self.place_of_tag(template, tag));
        fault.diagnostic().at(&path, range)
    }

    /// Where the tag stands in a template that a page shows as `tag`; the top of the page's own if nowhere.
    pub(crate) fn place_of_tag(&self, template: &str, tag: &str) -> Place {
        let found = self.templates.place_of_tag(tag, template);
        found.unwrap_or_else(|| (SourcePath::new(&format!("{TEMPLATES}/{template}")), 0..0))
    }

    /// Where an address of a page stands to the letter, with or without what templates put in front of it.
    pub(crate) fn place_of_address(
        &self,
        template: &str,
        document: Option<DocumentId>,
        written: &str,
    ) -> Option<Place> {
        let forms = self.forms(written);
        let mut forms = forms.iter().map(String::as_str);
        forms.find_map(|form| self.templates.place_of(form, template).or_else(|| self.place_of_value(form, document)))
    }

    /// An address as it may have been written, the longest first; what is too short could be anything.
    fn forms(&self, written: &str) -> Vec<String> {
        let config = &self.site.config;
        let below_host = written.strip_prefix(config.url.as_str()).unwrap_or(written);
        let below_base = below_host.strip_prefix(config.base_path.as_str()).unwrap_or(below_host);
        let decoded = crate::address::reference::decode(below_base);
        let mut forms = Vec::new();
        for form in [written, below_host, below_base, decoded.as_ref(), below_base.trim_start_matches('/')] {
            if form.len() > 1 && !forms.iter().any(|known| known == form) {
                forms.push(form.to_owned());
            }
        }
        forms
    }

    /// Where a value stands in what templates are given.
    fn place_of_value(&self, value: &str, document: Option<DocumentId>) -> Option<Place> {
        let in_front_matter = || {
            let document = self.site.document(document?);
            self.find_in(&document.source, Some(document.body), value)
        };
        let in_data = || {
            DATA_FOLDERS.iter().find_map(|folder| {
                let files = self.tree.list(folder, &|_| true).ok()?.files;
                files.iter().find_map(|path| self.find_in(path, None, value))
            })
        };
        let in_config = || self.find_in(&SourcePath::new(CONFIG_FILE), None, value);
        in_front_matter().or_else(in_config).or_else(in_data)
    }

    /// The first place of `value` in a file, before byte `end` if that is given.
    fn find_in(&self, path: &SourcePath, end: Option<usize>, value: &str) -> Option<Place> {
        let bytes = self.tree.read(path).ok().flatten()?;
        let text = std::str::from_utf8(bytes.get(..end.unwrap_or(bytes.len()))?).ok()?;
        Some((path.clone(), find_whole(text, value)?))
    }
}

/// The document whose front matter a template of that page sees.
pub(crate) fn document_of(route: &Route) -> Option<DocumentId> {
    match route.kind {
        RouteKind::Document(id) | RouteKind::Redirect(id) | RouteKind::Home { index: Some(id), .. } => Some(id),
        _ => None,
    }
}
