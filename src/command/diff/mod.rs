//! `blogsite diff`: what was published before against what would be built now.
//!
//! 1. [`former`] lists the folder, and says at which addresses a host serves its files.
//! 2. Every former address is asked of the site as the host would: what nothing answers is lost.
//! 3. Every route is rendered, and dropped again when it has been compared: [`page`] is what a reader sees of a page,
//!    [`compare`] how two of them differ.
//! 4. What came of it is said in short, or in full.

mod compare;
mod former;
mod page;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::address::UrlPath;
use crate::address::reference::{Reference, trim};
use crate::render::{Rendered, Renderer};
use crate::site::Site;
use crate::site::route::{Route, RouteId, RouteKind};

use super::cli::{Diff, DiffFormat};
use super::progress::Bar;
use super::report::{self, Count, plural};
use super::{CommandError, Outcome, walk};

use compare::Changes;
use former::Former;
use page::{Page, Standing};

/// How many addresses are named of a kind that is only counted.
const NAMED: usize = 5;

/// What came of a comparison.
#[derive(Debug, Default)]
struct Compared {
    /// Former addresses that nothing answers, each with another one of the same file that is answered still.
    lost: BTreeMap<UrlPath, Option<UrlPath>>,
    /// Former pages that lead on now, and where to.
    moved: BTreeMap<UrlPath, String>,
    added: BTreeSet<UrlPath>,
    /// Pages that a reader sees to be others.
    changed: BTreeMap<UrlPath, Changes>,
    /// Files that are no pages and hold other bytes.
    files: BTreeSet<UrlPath>,
    /// Pages that a reader sees to be the same, though their bytes are others.
    alike: usize,
    same: usize,
}

/// Runs the command.
pub fn run(arguments: &Diff) -> Result<Outcome, CommandError> {
    walk::with_threads(&arguments.site, || diff(arguments))
}

fn diff(arguments: &Diff) -> Result<Outcome, CommandError> {
    let tree = walk::open(&arguments.site.source)?;
    let former = Former::open(&arguments.folder)
        .map_err(|cause| crate::source::SourceError { path: arguments.folder.clone(), cause })?;
    let (site, mut problems) = Site::load(&tree, &walk::options(&arguments.site))?;
    let highlighter = walk::highlighter(&arguments.site);
    let (renderer, found) = Renderer::new(&tree, &site, &highlighter)?;
    problems.extend(found);

    let mut compared = Compared::default();
    let partners = pair(&former, &site, &mut compared);
    let moved: HashMap<&UrlPath, String> =
        renderer.moved().into_iter().map(|moved| (&moved.route.url, moved.to)).collect();
    let bar = if arguments.format == DiffFormat::Human { Bar::Shown } else { Bar::Hidden };
    let taken = Mutex::new(compared);
    problems.extend(walk::render_all(&site, &renderer, bar, |route, rendered| {
        if let Some(file) = partners.get(route.output.as_str()) {
            let found = judge(&site, route, rendered, &former.read(file), moved.get(&route.url));
            found.put(&route.url, &mut taken.lock().unwrap_or_else(PoisonError::into_inner));
        }
        Ok(())
    })?);
    let compared = taken.into_inner().unwrap_or_else(PoisonError::into_inner).of(&wanted(arguments, &site));
    let text = match arguments.format {
        DiffFormat::Json => format!("{}\n", compared.json()),
        DiffFormat::Human => compared.said(arguments.verbose || !arguments.urls.is_empty()),
    };
    // A reader that went away is no reason to fail.
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
    let errors = Count::of(&walk::levels(&site, &arguments.site).apply(problems)).errors;
    if errors > 0 {
        let errors = plural(errors, "error");
        report::note(&format!("the site has {errors} and would not be published; `blogsite check` says what"));
    }
    Ok(if compared.lost.is_empty() { Outcome::Done } else { Outcome::NotFound })
}

/// Finds for every former file the route that answers at its address; by the route's output. What has none on either side is
/// lost or added.
fn pair(former: &Former, site: &Site, compared: &mut Compared) -> HashMap<String, String> {
    let routes = &site.routes;
    let mut partners: HashMap<String, String> = HashMap::new();
    let mut met: BTreeSet<RouteId> = BTreeSet::new();
    for file in &former.files {
        let address = former.address(file);
        if let Some(id) = routes.served(&address) {
            met.insert(id);
            let output = routes.get(id).output.as_str();
            // Two former files may be answered by one; its own namesake is the one to compare with.
            if output == file || !former.files.contains(output) {
                partners.insert(output.to_owned(), file.clone());
            }
        } else if !former.is_copy(file) {
            let bare = address.as_str().strip_suffix(".html").or_else(|| address.as_str().strip_suffix('/'));
            let other = bare.filter(|bare| !bare.is_empty()).map(UrlPath::new);
            let other = other.filter(|other| former.served(other) == Some(file) && routes.served(other).is_some());
            compared.lost.insert(address, other);
        }
    }
    for (at, route) in routes.iter().enumerate() {
        if !met.contains(&RouteId(at)) && !matches!(route.kind, RouteKind::Host(_)) {
            compared.added.insert(route.url.clone());
        }
    }
    partners
}

/// What became of one former file.
enum Found {
    Same,
    Alike,
    Moved(String),
    Changed(Box<Changes>),
    File,
}

impl Found {
    fn put(self, url: &UrlPath, compared: &mut Compared) {
        match self {
            Self::Same => compared.same += 1,
            Self::Alike => compared.alike += 1,
            Self::Moved(to) => {
                compared.moved.insert(url.clone(), to);
            }
            Self::Changed(changes) => {
                compared.changed.insert(url.clone(), *changes);
            }
            Self::File => {
                compared.files.insert(url.clone());
            }
        }
    }
}

fn judge(site: &Site, route: &Route, rendered: &Rendered, former: &[u8], moved: Option<&String>) -> Found {
    if rendered.body == former {
        return Found::Same;
    }
    if !matches!(route.output.extension(), "html" | "htm" | "xhtml") {
        return Found::File;
    }
    let standing = Standing { url: &site.config.url, base_path: &site.config.base_path, page: &route.url };
    let (old, new) = (Page::read(former, standing), Page::read(&rendered.body, standing));
    match (Changes::between(&old, &new), moved) {
        (None, _) => Found::Alike,
        (Some(_), Some(to)) if !leads_on(former) => Found::Moved(to.clone()),
        (Some(changes), _) => Found::Changed(Box::new(changes)),
    }
}

/// Whether a page sends its visitors on by itself.
fn leads_on(html: &[u8]) -> bool {
    let head = html.get(..html.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    memchr::memmem::find(&head, b"http-equiv=\"refresh\"").is_some()
}

/// The addresses that were asked for, without host and base path; nothing if all are wanted.
fn wanted(arguments: &Diff, site: &Site) -> BTreeSet<UrlPath> {
    let path = |written: &String| {
        let trimmed = trim(written);
        let path = UrlPath::new("/").join(&Reference::parse(&trimmed).path);
        let below = path.as_str().strip_prefix(site.config.base_path.as_str()).filter(|rest| rest.starts_with('/'));
        let path = below.map_or_else(|| path.clone(), UrlPath::new);
        site.routes.served(&path).map_or(path, |id| site.routes.get(id).url.clone())
    };
    arguments.urls.iter().map(path).collect()
}

impl Compared {
    /// Only what came of those addresses; everything if there are none.
    fn of(mut self, wanted: &BTreeSet<UrlPath>) -> Self {
        if !wanted.is_empty() {
            self.lost.retain(|url, _| wanted.contains(url));
            self.moved.retain(|url, _| wanted.contains(url));
            self.added.retain(|url| wanted.contains(url));
            self.changed.retain(|url, _| wanted.contains(url));
            self.files.retain(|url| wanted.contains(url));
            (self.alike, self.same) = (0, 0);
        }
        self
    }

    fn said(&self, in_full: bool) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (url, other) in &self.lost {
            let still = other.as_ref().map(|other| format!("  (`{other}` is still answered)")).unwrap_or_default();
            lines.push(format!("lost     {url}{still}"));
        }
        lines.extend(self.moved.iter().map(|(url, to)| format!("moved    {url} → {to}")));
        let some = |all: usize| if in_full { all } else { NAMED.min(all) };
        let more = |about: &str, all: usize, named: usize| {
            (all > named).then(|| format!("{about} and {} more; --verbose names them", all - named))
        };
        let named = some(self.added.len());
        lines.extend(self.added.iter().take(named).map(|url| format!("added    {url}")));
        lines.extend(more("added   ", self.added.len(), named));
        let named = some(self.changed.len());
        for (url, changes) in self.changed.iter().take(named) {
            lines.push(format!("changed  {url}: {}", changes.describe()));
            if in_full {
                lines.extend(changes.lines().into_iter().map(|line| format!("           {line}")));
            }
        }
        lines.extend(more("changed ", self.changed.len(), named));
        let named = some(self.files.len());
        lines.extend(self.files.iter().take(named).map(|url| format!("changed  {url}")));
        lines.extend(more("changed ", self.files.len(), named));
        lines.push(format!(
            "{} lost, {} moved, {} added, {} changed; {} look the same, {} are the same",
            self.lost.len(),
            self.moved.len(),
            self.added.len(),
            self.changed.len() + self.files.len(),
            self.alike,
            self.same
        ));
        lines.join("\n") + "\n"
    }

    fn json(&self) -> Value {
        let texts = |urls: &BTreeSet<UrlPath>| urls.iter().map(ToString::to_string).collect::<Vec<_>>();
        let lost: Vec<Value> = self
            .lost
            .iter()
            .map(|(url, other)| json!({"url": url.as_str(), "still_answered": other.as_ref().map(UrlPath::as_str)}))
            .collect();
        let moved: Vec<Value> = self.moved.iter().map(|(url, to)| json!({"url": url.as_str(), "to": to})).collect();
        let changed: Vec<Value> = self.changed.iter().map(|(url, changes)| changes.json(url.as_str())).collect();
        json!({
            "lost": lost,
            "moved": moved,
            "added": texts(&self.added),
            "changed": changed,
            "changed_files": texts(&self.files),
            "alike": self.alike,
            "same": self.same,
        })
    }
}
