//! Addresses that a template wrote: no author stands behind them, so they are only followed, never understood.
//!
//! What a document's text holds was seen to when it was rendered; here the rest of the finished page is looked at, under
//! the rules of the host alone.

use std::borrow::Cow;
use std::ops::Range;

use crate::address::reference::{Reference, decode};
use crate::address::{SourcePath, UrlPath};
use crate::config::CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, Fault, nearest};
use crate::markdown::{LinkKind, references};
use crate::site::route::{Route, RouteId};

use super::{Renderer, anchors};

/// Where an address in a template leads.
enum Led {
    /// To another host, or to nothing that is ours to check.
    Away,
    /// To a route, or to a part of it.
    To(RouteId, Option<String>),
    /// To this path under the base path, where nothing is served.
    Nowhere(UrlPath),
    /// To this path of the host, outside the base path.
    OutsideBase(String),
}

impl Renderer<'_> {
    /// Looks at the addresses of `html`, the page of `route` as `template` made it, outside of the texts in `done`.
    pub(super) fn check_template_links(
        &self,
        route: &Route,
        template: &str,
        html: &str,
        done: &[String],
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (kind, written, address) in around(html, done).flat_map(addresses) {
            let fault = match self.led(route, &address) {
                Led::Away => None,
                Led::To(target, anchor) => anchor.and_then(|anchor| self.missing_anchor(route, target, &anchor, html)),
                Led::Nowhere(path) => Some(self.nowhere(kind, &address, &path)),
                Led::OutsideBase(path) => Some(outside(kind, &address, &path, &self.site.config.base_path)),
            };
            problems.extend(fault.map(|fault| self.in_template(template, route, written, fault)));
        }
        problems
    }

    fn led(&self, route: &Route, address: &str) -> Led {
        let config = &self.site.config;
        let own = address.strip_prefix(config.url.as_str()).filter(|_| !config.url.is_empty());
        // The own host outside the base path is another site.
        let is_written_out = own.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let address = if is_written_out { own.unwrap_or(address) } else { address };
        let reference = Reference::parse(address);
        if reference.scheme.is_some() || reference.authority.is_some() || (address.is_empty() && !is_written_out) {
            return Led::Away;
        }
        let own_page = || self.site.routes.served(&route.url);
        let anchor = || {
            let fragment =
                reference.fragment.filter(|fragment| !fragment.is_empty() && !fragment.starts_with(['!', '/']))?;
            (!fragment.eq_ignore_ascii_case("top") && !fragment.starts_with(":~:"))
                .then(|| decode(fragment).into_owned())
        };
        if reference.path.is_empty() && !is_written_out {
            return own_page().map_or(Led::Away, |page| Led::To(page, anchor()));
        }
        let path = if let Some(absolute) = reference.path.strip_prefix('/') {
            let absolute = format!("/{absolute}");
            let below = absolute
                .strip_prefix(config.base_path.as_str())
                .filter(|rest| rest.is_empty() || rest.starts_with('/'));
            match below {
                Some(below) => UrlPath::from_encoded(below),
                None if is_written_out => return Led::Away,
                None => return Led::OutsideBase(absolute),
            }
        } else {
            route.url.join(&reference.path)
        };
        match self.site.routes.served(&path) {
            Some(target) => Led::To(target, anchor()),
            None => Led::Nowhere(path),
        }
    }

    fn missing_anchor(&self, route: &Route, target: RouteId, anchor: &str, html: &str) -> Option<Fault> {
        let target = self.site.routes.get(target);
        let (page, ids) = if target == route {
            // Nearly every page has a link to skip to its text: the plain form is looked for first.
            if html.contains(&format!(" id=\"{anchor}\"")) {
                return None;
            }
            let ids = anchors::ids_in(html);
            if ids.iter().any(|id| id == anchor) {
                return None;
            }
            (None, ids)
        } else {
            (Some(target.url.as_str()), self.has_anchor(target, anchor).err()?.to_vec())
        };
        Some(anchors::missing(anchor, page, None, &ids))
    }

    fn nowhere(&self, kind: LinkKind, address: &str, path: &UrlPath) -> Fault {
        let message = if address == path.as_str() {
            format!("`{address}` does not exist")
        } else {
            format!("`{address}` leads to `{path}`, which does not exist")
        };
        let known: Vec<&str> = self.site.routes.iter().map(|route| route.url.as_str()).collect();
        let near = nearest(path.as_str(), known.iter().copied());
        let fault = Fault::new(code(kind), message);
        match near {
            Some(near) => fault.hint(format!("write `{near}`")),
            None => fault,
        }
    }

    /// The fault at the words of the template that wrote the address, if they stand there to the letter.
    fn in_template(&self, template: &str, route: &Route, written: &str, fault: Fault) -> Diagnostic {
        let place = || self.templates.place_of(written, template).or_else(|| self.place_in_config(written));
        match place().filter(|_| !written.is_empty()) {
            Some((path, range)) => fault.diagnostic().at(&path, range),
            None => Fault { message: format!("{} (on the page `{}`)", fault.message, route.url), ..fault }
                .diagnostic()
                .at(&SourcePath::new(&format!("{}/{template}", super::TEMPLATES)), 0..0),
        }
    }
}

impl Renderer<'_> {
    /// Where the configuration says that the theme shall lead there.
    fn place_in_config(&self, written: &str) -> Option<(SourcePath, Range<usize>)> {
        let path = SourcePath::new(CONFIG_FILE);
        let theme = self.site.config.places.get("theme")?.clone();
        let bytes = self.tree.read(&path).ok().flatten()?;
        let text = std::str::from_utf8(bytes.get(theme.clone())?).ok()?;
        let address = written.strip_prefix(self.site.config.base_path.as_str()).unwrap_or(written);
        let address = [address, address.trim_start_matches('/')].into_iter().find(|address| text.contains(address))?;
        let at = theme.start + text.find(address)?;
        Some((path, at..at + address.len()))
    }
}

fn outside(kind: LinkKind, address: &str, path: &str, base_path: &str) -> Fault {
    let message = format!("`{address}` leads out of the site, which is served below `{base_path}`");
    Fault::new(code(kind), message).hint(format!("write `{{{{ \"{path}\" | relative_url }}}}`"))
}

fn code(kind: LinkKind) -> Code {
    if kind == LinkKind::Link { Code::BrokenLink } else { Code::BrokenImage }
}

/// The page without those texts: what stands before, between and behind them.
fn around<'a>(html: &'a str, texts: &[String]) -> impl Iterator<Item = &'a str> {
    let mut places: Vec<Range<usize>> = Vec::with_capacity(texts.len() + 1);
    let mut from = 0;
    for text in texts.iter().filter(|text| !text.is_empty()) {
        // They mostly come in order; a template of the user's may turn them round.
        if let Some(at) = find(html, text, from).or_else(|| find(html, text, 0)) {
            from = at + text.len();
            places.push(at..from);
        }
    }
    places.sort_by_key(|place| place.start);
    places.push(html.len()..html.len());
    let mut end = 0;
    places.into_iter().filter_map(move |place| {
        let piece = html.get(end..place.start);
        end = place.end.max(end);
        piece
    })
}

/// Where `text` stands at or after `from`. A search prepares for its needle, and these are whole articles: their beginning
/// is searched for.
fn find(html: &str, text: &str, from: usize) -> Option<usize> {
    const BEGINNING: usize = 48;
    let (html, text) = (html.as_bytes(), text.as_bytes());
    let beginning = text.get(..BEGINNING).unwrap_or(text);
    let mut candidates = memchr::memmem::find_iter(html.get(from..)?, beginning).map(|at| from + at);
    candidates.find(|at| html.get(*at..).is_some_and(|rest| rest.starts_with(text)))
}

/// The addresses in a piece of the page: what each is for, as it is written, as a browser reads it.
fn addresses(piece: &str) -> impl Iterator<Item = (LinkKind, &str, Cow<'_, str>)> {
    let all = references(piece).into_iter();
    all.map(move |(kind, range, address)| (kind, piece.get(range).unwrap_or_default(), address))
}
