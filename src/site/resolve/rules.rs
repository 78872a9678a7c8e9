//! The rules, in order. Each gives the targets it hits, redirects followed, each once.

use crate::address::{SourcePath, UrlPath};
use crate::site::Site;
use crate::site::route::RouteId;

use super::Asked;

/// How a link was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// As a browser would on GitHub Pages.
    Browser,
    /// As a file of the source tree.
    Source,
    /// Relative to the page's address as if that were a folder's.
    PageAsFolder,
    /// Without its leading `../` it is the end of one address only.
    EndOfOne,
    /// As one of those, but for upper and lower case, or `.html` against `/`.
    CaseOrEnding,
}

impl Rule {
    /// What the author has to be told, if he has to be.
    pub(super) fn repair(self) -> Option<&'static str> {
        match self {
            Self::Browser | Self::Source => None,
            Self::PageAsFolder => Some("a page is no folder to step out of"),
            Self::EndOfOne => Some("no other address ends like that"),
            Self::CaseOrEnding => Some("only the case of letters or the ending differs"),
        }
    }
}

/// What the rules came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The first rule that hit exactly one target, and the target.
    One(Rule, RouteId),
    /// No rule did; these are the targets of the first rule that hit more.
    None(Vec<RouteId>),
}

/// What a rule makes of a link.
type Hits<'a> = fn(&Asked<'a>) -> Targets;

impl<'a> Asked<'a> {
    /// Tries one rule after the other.
    pub(super) fn find(&self) -> Outcome {
        let rules: [(Rule, Hits<'a>); 7] = [
            (Rule::Browser, Self::as_browser),
            (Rule::Source, Self::as_source),
            (Rule::PageAsFolder, Self::page_as_folder),
            (Rule::EndOfOne, Self::end_of_one),
            (Rule::CaseOrEnding, Self::browser_but_for_case_or_ending),
            (Rule::CaseOrEnding, Self::folder_but_for_case_or_ending),
            (Rule::CaseOrEnding, Self::end_but_for_case_or_ending),
        ];
        let mut several = Vec::new();
        for (rule, hits) in rules {
            match hits(self).0.as_slice() {
                [] => {}
                [one] => return Outcome::One(rule, *one),
                more if several.is_empty() => several = more.to_vec(),
                _ => {}
            }
        }
        Outcome::None(several)
    }

    /// A path that was written out with the own host in front.
    pub(super) fn on_own_host(&self, path: &UrlPath) -> Outcome {
        let routes = &self.site.routes;
        if let Some(target) = routes.served(path) {
            return Outcome::One(Rule::Browser, routes.destination(target));
        }
        let alike = but_for_case_or_ending(self.site, std::slice::from_ref(path));
        match alike.0.as_slice() {
            [one] => Outcome::One(Rule::CaseOrEnding, *one),
            _ => Outcome::None(alike.0),
        }
    }

    /// Where a browser goes, base path included: `/repo/2019/11/04/JacksonRiley.html`.
    pub(super) fn goes_to(&self) -> UrlPath {
        match self.reference.authority {
            Some(_) => UrlPath::new("/").join(&self.reference.path),
            None => self.full_page().join(&self.reference.path),
        }
    }

    fn full_page(&self) -> UrlPath {
        UrlPath::new(&format!("{}{}", base_path(self.site), self.page))
    }

    fn is_rooted(&self) -> bool {
        self.reference.path.starts_with('/')
    }

    /// The paths of this site that a browser may end at: where it goes, and for `/about.html`, which leaves out the base
    /// path, where its author believes it goes.
    pub(super) fn browser_paths(&self) -> Vec<UrlPath> {
        let there = self.goes_to();
        let mut paths: Vec<UrlPath> = inside(self.site, &there).into_iter().collect();
        if self.is_rooted() && !paths.contains(&there) {
            paths.push(there);
        }
        paths
    }

    fn as_browser(&self) -> Targets {
        let served = self.browser_paths().iter().find_map(|path| self.site.routes.served(path));
        Targets::of(self.site, served)
    }

    /// From the folder of the source file, from `content/`, from the root: the nearest that exists.
    fn as_source(&self) -> Targets {
        let found = self.source_paths().iter().find_map(|path| self.site.routes.by_source(path));
        Targets::of(self.site, found)
    }

    /// The files of the source tree that the link may name.
    pub(super) fn source_paths(&self) -> [SourcePath; 3] {
        let parent = self.site.document(self.from).source.parent();
        let folders = if self.is_rooted() { ["", "content", ""] } else { [parent, "content", ""] };
        folders.map(|folder| {
            // Under the root even if the path begins with `/`: the folder, not the site, is where it starts.
            let relative = self.reference.path.trim_start_matches('/');
            let base = UrlPath::new(&format!("/{folder}/"));
            let joined = if relative.is_empty() { base } else { base.join(relative) };
            SourcePath::new(joined.as_str())
        })
    }

    /// Where the link leads if `/2019/11/04/LewisGaul.html` were `/2019/11/04/LewisGaul/`.
    fn folder_path(&self) -> Option<UrlPath> {
        let page = self.full_page();
        if self.is_rooted() || page.as_str().ends_with('/') {
            return None;
        }
        let stem = page.as_str().strip_suffix(".html").unwrap_or(page.as_str());
        inside(self.site, &UrlPath::new(&format!("{stem}/")).join(&self.reference.path))
    }

    fn page_as_folder(&self) -> Targets {
        Targets::of(self.site, self.folder_path().and_then(|path| self.site.routes.served(&path)))
    }

    /// What is left of the link without its leading `../`, if there were any and a folder is left: a name alone is
    /// borne by too many.
    fn end(&self) -> Option<UrlPath> {
        let mut rest: &str = &self.reference.path;
        let mut climbs = false;
        loop {
            if let Some(after) = rest.strip_prefix("../") {
                rest = after.trim_start_matches('/');
                climbs = true;
            } else if let Some(after) = rest.strip_prefix("./") {
                rest = after.trim_start_matches('/');
            } else {
                break;
            }
        }
        let end = UrlPath::new("/").join(rest);
        let has_folder = end.as_str().trim_matches('/').contains('/');
        (climbs && has_folder).then_some(end)
    }

    fn end_of_one(&self) -> Targets {
        let Some(end) = self.end() else { return Targets::default() };
        let routes = &self.site.routes;
        // The end may reach up into the base path: `../../repo/2019/10/27/LewisGaul.html`.
        let under_base = inside(self.site, &end).filter(|path| *path != end).and_then(|path| routes.served(&path));
        Targets::of(self.site, routes.ending_in(&end).into_iter().chain(under_base))
    }

    fn end_but_for_case_or_ending(&self) -> Targets {
        let hits = self.end().map(|end| self.site.routes.ending_alike(&end));
        Targets::of(self.site, hits.into_iter().flatten())
    }

    fn browser_but_for_case_or_ending(&self) -> Targets {
        let targets = but_for_case_or_ending(self.site, &self.browser_paths());
        if !targets.0.is_empty() {
            return targets;
        }
        let sources = self.source_paths();
        let found = sources.iter().map(|path| self.site.routes.by_source_in_any_case(path)).find(|ids| !ids.is_empty());
        Targets::of(self.site, found.into_iter().flatten().copied())
    }

    fn folder_but_for_case_or_ending(&self) -> Targets {
        but_for_case_or_ending(self.site, &self.folder_path().into_iter().collect::<Vec<_>>())
    }
}

/// Different case is less of a difference than another ending.
fn but_for_case_or_ending(site: &Site, paths: &[UrlPath]) -> Targets {
    let routes = &site.routes;
    if let Some(id) = paths.iter().find_map(|path| routes.served_in_any_case(path)) {
        return Targets::of(site, Some(id));
    }
    let alike = paths.iter().map(|path| routes.alike(path)).find(|ids| !ids.is_empty());
    Targets::of(site, alike.into_iter().flatten().copied())
}

/// `/repo`, decoded, or nothing.
pub(super) fn base_path(site: &Site) -> String {
    let base = UrlPath::from_encoded(&site.config.base_path);
    base.as_str().trim_end_matches('/').to_owned()
}

/// The path below the base path, if it is below it: `/repo/about.html` is `/about.html` under `/repo`.
pub(super) fn inside(site: &Site, full: &UrlPath) -> Option<UrlPath> {
    below(&base_path(site), full)
}

/// The path below `base`, which ends without a slash.
pub(super) fn below(base: &str, full: &UrlPath) -> Option<UrlPath> {
    let rest = full.as_str().strip_prefix(base)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| UrlPath::new(rest))
}

/// Routes that a rule hits, each once.
#[derive(Debug, Default)]
struct Targets(Vec<RouteId>);

impl Targets {
    fn of(site: &Site, ids: impl IntoIterator<Item = RouteId>) -> Self {
        let mut targets: Vec<RouteId> = ids.into_iter().map(|id| site.routes.destination(id)).collect();
        targets.sort_unstable();
        targets.dedup();
        Self(targets)
    }
}
