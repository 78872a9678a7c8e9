//! Which route a link meant: the rules of the house, in order; the first that hits exactly one target wins.
//!
//! 1. [`foreign`] sees to whatever names a scheme or a host: other sites are left alone, the own host is a path here.
//! 2. [`rules`] tries, in order: as a browser would on GitHub Pages; as a source file; the page taken for a folder;
//!    the end of one address only; all of that but for case or `.html` against `/`. A link that works is therefore
//!    never given another meaning.
//! 3. A target is written root-relative, under the base path, in its canonical form. From the third of those rules on
//!    the author is told, with the text to write.
//! 4. No target: [`foreign`] looks for a scheme that was left out, [`candidates`] for what else may have been meant.
//!    Names recur every day, so a bare name is never enough to find a target: guesses are only suggested.

mod candidates;
mod foreign;
mod rules;

use crate::address::UrlPath;
use crate::address::reference::{self, Reference, decode};
use crate::diagnostic::{Code, Fault};
use crate::markdown::{Link, LinkKind, Resolved};

use super::detour::Detour;
use super::route::{RouteId, RouteKind};
use super::{DocumentId, LeftOut, Reason, Site, permalink};

pub(super) use foreign::{host_name, may_be_anothers};

use foreign::Host;
use rules::{Outcome, Rule};

/// A link understood, for whoever renders the page it stands on.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// Where it leads, redirects followed; nothing for other sites and for what leads nowhere.
    pub target: Option<RouteId>,
    /// The decoded part after `#`, if the target is rendered here and must have it: `whats-new`. `#` and `#top` lead to
    /// the top of every page and are none.
    pub anchor: Option<String>,
    /// What Markdown needs of it.
    pub resolved: Resolved,
}

impl Resolution {
    /// Whether the link leads somewhere as it is written.
    pub fn is_sound(&self) -> bool {
        self.resolved.problems.iter().all(|fault| fault.code == Code::IndirectLink)
    }

    /// The address to write where the text stands on another page than its own (an excerpt in a list): there `#part`
    /// alone would lead to a part of the list.
    pub fn address_elsewhere(&self, site: &Site) -> Option<String> {
        self.resolved.address.clone().or_else(|| {
            let (target, anchor) = (self.target?, self.anchor.as_deref()?);
            Some(format!("{}#{}", site.href(&canonical(site, target)), reference::encode_rest(&escape_percent(anchor))))
        })
    }
}

/// A decoded text may hold a `%` that is none of an escape.
fn escape_percent(text: &str) -> String {
    text.replace('%', "%25")
}

/// Where `link`, as it stands in the document `from`, leads.
pub fn resolve(site: &Site, from: DocumentId, link: &Link<'_>) -> Resolution {
    let written = reference::trim(link.destination);
    let mut reference = Reference::parse(&written);
    if foreign::is_disk(&reference) {
        reference.path = reference.path.replace('\\', "/").into();
    }
    let asked = Asked { site, from, link, page: page_of(site, from), written: &written, reference };
    asked.answer()
}

/// The page a document is; one whose address was taken still has links in it, which are read as if it had not been.
fn page_of(site: &Site, from: DocumentId) -> UrlPath {
    match site.route_of(from) {
        Some(route) => route.url.clone(),
        None => permalink::url(site.document(from), &site.config.permalink).unwrap_or_else(|_| UrlPath::new("/")),
    }
}

/// The address under which a route is written: its own, unless a host would answer that with another file.
fn canonical(site: &Site, id: RouteId) -> UrlPath {
    let route = site.routes.get(id);
    if site.routes.served(&route.url) == Some(id) { route.url.clone() } else { UrlPath::new(route.output.as_str()) }
}

/// One link and where it stands.
struct Asked<'a> {
    site: &'a Site,
    from: DocumentId,
    link: &'a Link<'a>,
    /// Where the page is served, without the base path.
    page: UrlPath,
    /// The address as written, blanks around it taken off.
    written: &'a str,
    reference: Reference<'a>,
}

impl Asked<'_> {
    fn answer(&self) -> Resolution {
        if self.written.is_empty() {
            return match self.link.kind {
                LinkKind::Image => problem(Fault::new(Code::BrokenImage, "an image without an address")),
                LinkKind::Link | LinkKind::Asset => Resolution::default(),
            };
        }
        let mut asked_for = Vec::new();
        let outcome = match self.host() {
            Host::Other => return away(),
            Host::Forgotten(address) => return self.missing_scheme("so it leads nowhere", &address),
            Host::Disk => return self.broken(&[]),
            Host::Own(path) => {
                let outcome = self.on_own_host(&path);
                asked_for.push(path);
                outcome
            }
            Host::MaybeOwn(path) => match self.on_own_host(&path) {
                Outcome::None(_) => return away(),
                found @ Outcome::One(..) => {
                    asked_for.push(path);
                    found
                }
            },
            Host::None if self.reference.path.is_empty() => return self.on_own_page(),
            Host::None => {
                asked_for = self.browser_paths();
                self.find()
            }
        };
        match outcome {
            Outcome::One(Rule::Browser, target) => self.found(Rule::Browser, target, self.detour(&asked_for)),
            Outcome::One(rule, target) => self.found(rule, target, None),
            Outcome::None(several) => match self.forgotten_scheme() {
                Some(address) if several.is_empty() => {
                    self.missing_scheme(&format!("so it leads to `{}`", shown(self.goes_to().as_str())), &address)
                }
                _ => self.broken(&several),
            },
        }
    }

    /// `#part`, `?query`: the page itself; for a part of it a browser needs no other address.
    fn on_own_page(&self) -> Resolution {
        let target = self.site.routes.of_document(self.from);
        let anchor = target.and_then(|target| self.anchor(target));
        let address = target.filter(|_| self.reference.query.is_some()).map(|target| self.address_of(target));
        let resolved = Resolved { address, own_anchor: anchor.clone(), ..Resolved::default() };
        Resolution { target, anchor, resolved }
    }

    /// What a host has to do for the first of these paths that it finds, if it is more than to look.
    fn detour(&self, paths: &[UrlPath]) -> Option<Detour> {
        let routes = &self.site.routes;
        let (path, (found, answer)) = paths.iter().find_map(|path| Some((path, routes.answer(path)?)))?;
        Detour::of(routes, path, found, answer)
    }

    fn found(&self, rule: Rule, target: RouteId, detour: Option<Detour>) -> Resolution {
        let is_own = self.site.routes.of_document(self.from) == Some(target);
        let anchor = self.anchor(target);
        let own_anchor = anchor.clone().filter(|_| is_own);
        let address = Some(self.address_of(target));
        let mut resolved = Resolved { address, own_anchor, ..Resolved::default() };
        let is_whole_page = self.reference.query.is_none() && self.reference.fragment.is_none();
        if is_own && is_whole_page && self.link.kind == LinkKind::Link {
            resolved.problems.push(self.self_link());
        } else if let Some(reason) = rule.repair() {
            let message = format!(
                "`{}` leads to `{}`, which does not exist; taken for `{}{}`: {reason}",
                shown(self.written),
                shown(self.goes_to().as_str()),
                rules::base_path(self.site),
                shown(canonical(self.site, target).as_str()),
            );
            let text = self.text_in_kind(target);
            let fault = Fault::new(Code::LinkRepaired, message).hint(format!("write `{text}`"));
            resolved.problems.push(fault.replace_with(text));
        } else if let Some(detour) = detour {
            let message = detour.message(&self.site.routes, &shown(self.written), target);
            let fault = Fault::new(Code::IndirectLink, message).hint(format!("write `{}`", self.text_in_kind(target)));
            resolved.problems.push(fault);
        }
        Resolution { target: Some(target), anchor, resolved }
    }

    /// What is written into the page: root-relative, with the base path, encoded.
    fn address_of(&self, target: RouteId) -> String {
        format!("{}{}", self.site.href(&canonical(self.site, target)), self.reference.rest())
    }

    /// The part of a rendered page the link asks for.
    fn anchor(&self, target: RouteId) -> Option<String> {
        let kind = &self.site.routes.get(target).kind;
        let is_rendered = matches!(kind, RouteKind::Document(_) | RouteKind::Home { .. }) || kind.is_list();
        let fragment = self.reference.fragment.filter(|_| is_rendered && self.link.kind == LinkKind::Link)?;
        // What follows `:~:` is for the browser alone, and `#!…` and `#/…` are for scripts.
        let fragment = fragment.split_once(":~:").map_or(fragment, |(before, _)| before);
        let is_none = fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || fragment.starts_with(['!', '/']);
        (!is_none).then(|| decode(fragment).into_owned())
    }

    /// What the author would have to write to lead to `target` from here: the shortest relative text.
    fn text_for(&self, target: RouteId) -> String {
        self.text_of_path(&canonical(self.site, target).relative_to(&self.page))
    }

    /// The same as the author likes to write it: from the root, or with the host, if the link begins like that.
    fn text_in_kind(&self, target: RouteId) -> String {
        let url = canonical(self.site, target);
        let has_base = rules::inside(self.site, &self.goes_to()).is_some();
        match self.reference.authority {
            None if has_base && self.reference.path.starts_with('/') => self.text_of_path(&self.site.href(&url)),
            Some(authority) if has_base && !self.url_has_path() => {
                let scheme = self.reference.scheme.map(|scheme| format!("{scheme}:")).unwrap_or_default();
                self.text_of_path(&format!("{scheme}//{authority}{}", self.site.href(&url)))
            }
            _ => self.text_for(target),
        }
    }

    fn text_of_path(&self, path: &str) -> String {
        // A parenthesis may end a Markdown link too early.
        let path = path.replace('(', "%28").replace(')', "%29");
        format!("{path}{}", self.reference.rest())
    }

    /// Whether a part of the base path stands in the config's `url`.
    fn url_has_path(&self) -> bool {
        !matches!(Reference::parse(&self.site.config.url).path.as_ref(), "" | "/")
    }

    /// The same for one of several, with the file it is made of, so that it can be told from the others.
    fn suggestion(&self, target: RouteId) -> String {
        let text = self.text_for(target);
        match &self.site.routes.get(target).kind {
            RouteKind::Document(id) | RouteKind::Home { index: Some(id), .. } => {
                format!("write `{text}` for `{}`", self.site.document(*id).source)
            }
            RouteKind::Static(source) => format!("write `{text}` for `{source}`"),
            _ => format!("write `{text}`"),
        }
    }

    fn self_link(&self) -> Fault {
        let previous = candidates::mentions_the_past(self.link.text)
            .then(|| candidates::previous_post(self.site, self.from))
            .flatten();
        let hint = match previous {
            Some(post) => format!("{}, the author's previous post", self.suggestion(post)),
            None => "write `#a-heading` to lead to a part of this page".to_owned(),
        };
        let message = format!("`{}` leads to the page it stands on", shown(self.written));
        let mut fault = Fault::new(Code::SelfLink, message).hint(hint);
        fault.guesses.extend(previous.map(|post| self.text_for(post).into()));
        fault
    }

    fn missing_scheme(&self, so: &str, address: &str) -> Resolution {
        let message = format!("`{}` has no scheme, {so}", shown(self.written));
        problem(Fault::new(Code::MissingScheme, message).hint(format!("write `{address}`")).replace_with(address))
    }

    fn broken(&self, several: &[RouteId]) -> Resolution {
        let candidates = candidates::nearest(self, several);
        let mut hints: Vec<String> = candidates::left_out(self).map(bring_in).into_iter().collect();
        hints.extend(candidates.iter().map(|id| self.suggestion(*id)));
        let mut guesses: Vec<Box<str>> = candidates.iter().map(|id| self.text_for(*id).into()).collect();
        if let Some(address) = self.possible_host() {
            hints.push(format!("write `{address}` for another site"));
            guesses.push(address.into());
        }
        let code = match self.link.kind {
            LinkKind::Link => Code::BrokenLink,
            LinkKind::Image | LinkKind::Asset => Code::BrokenImage,
        };
        let written = shown(self.written);
        let message = if foreign::is_disk(&self.reference) {
            format!("`{written}` is a file of one computer")
        } else {
            let place = shown(self.goes_to().as_str());
            if written == place {
                format!("`{written}` does not exist")
            } else {
                format!("`{written}` leads to `{place}`, which does not exist")
            }
        };
        let message = match several.len() {
            0 => message,
            count => format!("{message}, and may mean any of {count}"),
        };
        problem(Fault { hints, guesses, ..Fault::new(code, message) })
    }
}

/// How a document that is not published can be.
fn bring_in(left_out: &LeftOut) -> String {
    let source = &left_out.source;
    match left_out.reason {
        Reason::Draft => format!("`{source}` is a draft: build with `--drafts`"),
        Reason::Future => format!("`{source}` has a date to come: build with `--future`"),
        Reason::Unpublished => format!("`{source}` is not published: build with `--unpublished`"),
    }
}

/// To another host, which is none of this site's business.
fn away() -> Resolution {
    Resolution { resolved: Resolved { is_away: true, ..Resolved::default() }, ..Resolution::default() }
}

fn problem(fault: Fault) -> Resolution {
    let resolved = Resolved { problems: vec![fault], ..Resolved::default() };
    Resolution { resolved, ..Resolution::default() }
}

/// An author's text fit for one line: no control characters, not endlessly long.
fn shown(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]
mod tests;
