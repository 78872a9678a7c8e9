//! Law 4: every internal link in the output is a route, by the rules of GitHub Pages, or was reported: by `build`, or by
//! `check` where it stands in a file that is copied as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use blogsite::diagnostic::{Code, Diagnostic};
use blogsite::highlight::Highlighter;
use blogsite::render::Renderer;
use blogsite::site::{Options, Site};
use blogsite::source::{MemoryTree, SourceTree as _};
use blogsite::verify::Verifier;

use super::page::Page;
use super::support::folder::Files;

/// Who looks at the site.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Build,
    Check,
}

/// What one site came out as.
struct Output {
    base_path: String,
    url: String,
    pages: BTreeMap<String, Page>,
    outputs: Vec<String>,
    reported: Vec<(Diagnostic, String)>,
}

impl Output {
    fn of(source: &Files, base_path: Option<&str>, reader: Reader) -> Self {
        let mut tree = MemoryTree::default();
        for (path, bytes) in source {
            tree.insert(path, bytes.clone());
        }
        let mut options = Options::at("2025-01-01T00:00:00Z".parse().unwrap());
        options.base_path = base_path.map(str::to_owned);
        let (site, mut problems) = Site::load(&tree, &options).unwrap();
        let highlighter = Arc::new(Highlighter::with_memory(None));
        let (renderer, found) = Renderer::new(&tree, &site, &highlighter).unwrap();
        problems.extend(found);
        let mut pages = BTreeMap::new();
        let mut outputs = Vec::new();
        let verifier = Verifier::new(&site);
        for route in &site.routes {
            let page = renderer.render(route).unwrap();
            verifier.look(route, &page);
            problems.extend(page.problems);
            let output = route.output.as_str().to_owned();
            if [".html", ".htm"].iter().any(|ending| output.ends_with(ending)) {
                pages.insert(output.clone(), Page::read(&String::from_utf8_lossy(&page.body)));
            }
            outputs.push(output);
        }
        if reader == Reader::Check {
            problems.extend(verifier.finish(&renderer, &problems).unwrap());
        }
        let reported = problems.into_iter().map(|problem| {
            let span = problem.span.clone();
            let text = span.and_then(|span| {
                let bytes = tree.read(&span.path).ok()??;
                Some(String::from_utf8_lossy(bytes.get(span.range)?).into_owned())
            });
            (problem, text.unwrap_or_default())
        });
        Self {
            base_path: site.config.base_path.clone(),
            url: site.config.url.clone(),
            pages,
            outputs,
            reported: reported.collect(),
        }
    }

    /// The links that lead nowhere and of which nobody was told.
    fn untold(&self) -> Vec<String> {
        let mut untold = Vec::new();
        for (output, page) in &self.pages {
            assert!(!page.has_base, "{output} has a <base>, which this test does not know");
            for link in &page.links {
                if let Err(why) = self.follow(output, link)
                    && !self.is_reported(link)
                {
                    untold.push(format!("{output}: `{link}` {why}"));
                }
            }
        }
        untold
    }

    /// Goes where a browser would go on GitHub Pages.
    fn follow(&self, output: &str, link: &str) -> Result<(), String> {
        let Some(path) = self.path_of(output, link.trim()) else { return Ok(()) };
        let (path, fragment) = path.split_once('#').map_or((path.as_str(), ""), |(path, fragment)| (path, fragment));
        let path = decoded(path.split('?').next().unwrap_or_default());
        let inside = match path.strip_prefix(&self.base_path) {
            Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/').to_owned(),
            _ => return Err(format!("leaves the base path `{}`", self.base_path)),
        };
        let exists = |file: &str| self.outputs.iter().any(|known| known == file);
        let candidates = if inside.is_empty() || inside.ends_with('/') {
            vec![format!("{inside}index.html")]
        } else {
            vec![inside.clone(), format!("{inside}.html"), format!("{inside}/index.html")]
        };
        let Some(file) = candidates.into_iter().find(|file| exists(file)) else {
            return Err("leads to no file".to_owned());
        };
        let fragment = decoded(fragment);
        let is_there = |page: &Page| page.anchors.contains(&fragment) || fragment.eq_ignore_ascii_case("top");
        match self.pages.get(&file) {
            Some(page) if !fragment.is_empty() && !is_there(page) => Err(format!("`{file}` has no `{fragment}`")),
            _ => Ok(()),
        }
    }

    /// The absolute path a link leads to, with query and fragment; nothing for another host.
    fn path_of(&self, output: &str, link: &str) -> Option<String> {
        // The own host outside the base path is another site.
        let own = |link: &str| {
            let rest =
                link.strip_prefix(self.url.as_str()).filter(|_| !self.url.is_empty())?.strip_prefix(&self.base_path)?;
            let is_below = rest.is_empty() || rest.starts_with(['/', '?', '#']);
            is_below.then(|| format!("{}/{}", self.base_path, rest.trim_start_matches('/')))
        };
        if let Some(path) = own(link) {
            return Some(path);
        }
        let head = link.split(['/', '?', '#']).next().unwrap_or_default();
        if link.starts_with("//") || head.contains(':') {
            return None;
        }
        if link.starts_with('/') {
            return Some(link.to_owned());
        }
        let page = format!("{}/{}", self.base_path, output.strip_suffix("index.html").unwrap_or(output));
        if link.is_empty() || link.starts_with(['#', '?']) {
            return Some(format!("{page}{link}"));
        }
        let (folder, _) = page.rsplit_once('/')?;
        let mut segments: Vec<&str> = folder.split('/').collect();
        let (path, rest) = link.split_at(link.find(['?', '#']).unwrap_or(link.len()));
        let mut is_folder = false;
        for segment in path.split('/') {
            is_folder = matches!(segment, "." | ".." | "");
            match segment {
                "." | "" => {}
                ".." => segments.truncate((segments.len() - 1).max(1)),
                _ => segments.push(segment),
            }
        }
        Some(format!("{}{}{rest}", segments.join("/"), if is_folder { "/" } else { "" }))
    }

    /// Whether the report has a problem with this very address.
    fn is_reported(&self, link: &str) -> bool {
        const TOLD: &[Code] = &[Code::BrokenLink, Code::BrokenImage, Code::BrokenAnchor, Code::MissingScheme];
        let link = decoded(link);
        self.reported.iter().filter(|(problem, _)| TOLD.contains(&problem.code)).any(|(problem, written)| {
            // An address that a template put together stands in no file; the message quotes it.
            if problem.message.contains(&format!("`{link}`")) {
                return true;
            }
            let written = decoded(written.trim_matches(['<', '>', '"', '\'']));
            let core = written.trim_start_matches(['.', '/']);
            !core.is_empty() && link.contains(core)
        })
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[test]
fn every_link_leads_somewhere_or_was_reported() {
    let mut faults = Vec::new();
    for (name, files) in super::sites() {
        for base_path in [None, Some("/repo")] {
            let untold = Output::of(&files, base_path, Reader::Check).untold();
            faults.extend(untold.into_iter().map(|fault| format!("{name} (base path {base_path:?}): {fault}")));
        }
    }
    assert!(faults.is_empty(), "links that lead nowhere, and nobody was told:\n{}", faults.join("\n"));
}

#[test]
fn the_generated_site_has_no_error() {
    let files = super::generator::site(40, super::Edition::First);
    let output = Output::of(&files, None, Reader::Build);
    let is_fine = |code| matches!(code, Code::LinkRepaired | Code::IndirectLink);
    let errors: Vec<_> = output.reported.iter().filter(|(problem, _)| !is_fine(problem.code)).collect();
    assert!(errors.is_empty(), "{} problems, the first {:#?}", errors.len(), errors.first());
    assert!(output.reported.len() > 100, "the generated site has links that are repaired");
}

/// Links of every kind, three of them dead.
const THREE_DEAD: &str =
    "<p id=a><a href=/nowhere.html><a href=about/><a href=#b><a href=/about#a><a href=./about.html>";

fn with_page(path: &str) -> Output {
    let mut files = Files::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.as_bytes().to_vec()));
    add("content/about.md", "# About\n");
    add("templates/page.html", "<p id=a>");
    add(path, THREE_DEAD);
    Output::of(&files, None, Reader::Build)
}

#[test]
fn a_dead_link_in_a_template_is_told() {
    let output = with_page("templates/page.html");
    assert!(output.untold().is_empty(), "{:#?}", output.untold());
    let told: Vec<&str> = output.reported.iter().map(|(_, written)| written.as_str()).collect();
    assert_eq!(told, ["/nowhere.html", "about/", "#b"]);
}

/// A file that is copied as it is answers for itself; here it shows that this test sees dead links at all.
#[test]
fn a_dead_link_is_found() {
    let untold = with_page("static/copied.html").untold();
    assert_eq!(untold.len(), 3, "{untold:#?}");
}
