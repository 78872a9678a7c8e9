//! The finished site, read back as the host serves it and as a browser reads it.
//!
//! 1. [`Verifier::look`] is shown each output as it is rendered, the very bytes that `build` would write: pages are read by
//!    [`mod@html`], style sheets by [`css`], feeds and site maps by [`feed`]; what is read is judged ([`judge`]).
//! 2. [`Verifier::finish`] looks for anchors in the pages they lead to, now that the ids of all pages are known.
//! 3. Where something is wrong, the page is looked at once more, and the line is found that caused it ([`cause`]): in the
//!    document's own text, in a template, in front matter, in `_config.yml`, in a data file.
//! 4. What rendering has said of the same place is not said again, and what stands on many pages is said once.
//!
//! Where a link *meant* to lead is decided while rendering; here nothing is understood any more.

mod cause;
mod css;
mod feed;
mod html;
mod judge;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::address::SourcePath;
use crate::diagnostic::{Code, Diagnostic, Fault};
use crate::render::{Rendered, Renderer, missing_anchor};
use crate::site::route::{Route, RouteId, RouteKind};
use crate::site::{DocumentId, Site};
use crate::source::SourceError;

/// Reads what a site is published as.
#[derive(Debug)]
pub struct Verifier<'s> {
    site: &'s Site,
    seen: Mutex<BTreeMap<RouteId, Seen>>,
}

/// What is kept of an output that was looked at.
#[derive(Debug, Default)]
struct Seen {
    /// The ids of a page; nothing if it is none.
    ids: Option<Vec<String>>,
    found: Vec<Found>,
    /// Parts of pages that must be there.
    anchors: Vec<Anchor>,
}

/// Something wrong in an output.
#[derive(Clone, Debug)]
struct Found {
    fault: Fault,
    /// What stands there: the address, the id; empty where it is the element as a whole.
    words: String,
    /// Whether the words are an address.
    is_address: bool,
    place: Place,
}

/// Where in an output.
#[derive(Clone, Debug)]
enum Place {
    /// These bytes of it.
    Output(Range<usize>),
    /// These bytes of a post's text in a feed.
    Text(DocumentId, Range<usize>, String),
    /// A feed says it of a post, or of itself.
    Feed(Option<DocumentId>),
}

/// A part of a page that an address asks for.
#[derive(Clone, Debug)]
struct Anchor {
    target: RouteId,
    id: String,
    words: String,
    place: Place,
}

impl<'s> Verifier<'s> {
    /// Nothing seen yet.
    pub fn new(site: &'s Site) -> Self {
        Self { site, seen: Mutex::default() }
    }

    /// Reads one output. Any thread may call it, in any order.
    pub fn look(&self, route: &Route, rendered: &Rendered) {
        let Some(id) = self.site.routes.by_output(&route.output) else { return };
        let mut seen = judge::output(self.site, route, &rendered.body);
        if self.leads_on(route) {
            // Where it leads was looked at when it was rendered.
            seen.found.retain(|found| !found.is_address);
            seen.anchors.clear();
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(id, seen);
    }

    /// Whether the page only sends its visitors on.
    fn leads_on(&self, route: &Route) -> bool {
        match route.kind {
            RouteKind::Document(id) => self.site.document(id).redirect_to.is_some(),
            RouteKind::Redirect(_) | RouteKind::Forward(_) => true,
            _ => false,
        }
    }

    /// What is wrong with the outputs that were looked at, besides what is `known` from rendering them.
    pub fn finish(self, renderer: &Renderer<'_>, known: &[Diagnostic]) -> Result<Vec<Diagnostic>, SourceError> {
        let mut seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        look_for_anchors(self.site, &mut seen);
        // A document's own page comes before the lists and feeds that show it.
        let mut faulty: Vec<(RouteId, Vec<Found>)> =
            seen.into_iter().map(|(id, seen)| (id, seen.found)).filter(|(_, found)| !found.is_empty()).collect();
        faulty.sort_by_key(|(id, _)| (!is_own_page(self.site.routes.get(*id)), *id));
        let placed: Vec<Vec<(String, Diagnostic)>> = faulty
            .into_par_iter()
            .map(|(id, found)| cause::place(self.site, renderer, self.site.routes.get(id), found))
            .collect::<Result<_, SourceError>>()?;
        Ok(once(placed.into_iter().flatten(), known))
    }
}

fn is_own_page(route: &Route) -> bool {
    matches!(route.kind, RouteKind::Document(_) | RouteKind::Home { number: 1, .. } | RouteKind::Static(_))
}

/// Adds a fault for each anchor that is not in the page it leads to.
fn look_for_anchors(site: &Site, seen: &mut BTreeMap<RouteId, Seen>) {
    let mut faults: Vec<(RouteId, Found)> = Vec::new();
    for (id, page) in seen.iter() {
        for anchor in &page.anchors {
            let Some(ids) = seen.get(&anchor.target).and_then(|target| target.ids.as_ref()) else { continue };
            if ids.binary_search(&anchor.id).is_ok() {
                continue;
            }
            let target = site.routes.get(anchor.target);
            let page = (anchor.target != *id).then_some(target.url.as_str());
            let fault = missing_anchor(&anchor.id, page, None, ids);
            let found = Found { fault, words: anchor.words.clone(), is_address: true, place: anchor.place.clone() };
            faults.push((*id, found));
        }
    }
    for (id, found) in faults {
        seen.entry(id).or_default().found.push(found);
    }
}

/// Each problem once, and none that is known.
fn once(placed: impl Iterator<Item = (String, Diagnostic)>, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut said: BTreeMap<(&SourcePath, Family), Vec<&Range<usize>>> = BTreeMap::new();
    for span in known.iter().filter_map(|problem| Some((problem.code, problem.span.as_ref()?))) {
        said.entry((&span.1.path, Family::of(span.0))).or_default().push(&span.1.range);
    }
    let mut seen = BTreeSet::new();
    let mut new = Vec::new();
    for (words, problem) in placed {
        if let Some(span) = &problem.span {
            let at = &span.range;
            let is_said = said
                .get(&(&span.path, Family::of(problem.code)))
                .is_some_and(|places| places.iter().any(|place| place.start <= at.end && at.start <= place.end));
            let is_new = seen.insert((span.path.clone(), at.start, at.end, Family::of(problem.code), words));
            if is_said || !is_new {
                continue;
            }
        }
        new.push(problem);
    }
    new
}

/// Codes that say the same of a place in other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    /// An address does not lead where it should.
    Address,
    Only(Code),
}

impl Family {
    fn of(code: Code) -> Self {
        match code {
            Code::BrokenLink
            | Code::BrokenImage
            | Code::BrokenAnchor
            | Code::MissingScheme
            | Code::LinkRepaired
            | Code::RedirectCircle => Self::Address,
            code => Self::Only(code),
        }
    }
}
