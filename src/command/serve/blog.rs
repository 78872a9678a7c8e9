//! The blog as it is written: the version that is served, and how a change makes the next.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::command::{cli, walk};
use crate::diagnostic::{Code, Diagnostic, Levels, Severity};
use crate::highlight::Highlighter;
use crate::render::{TEMPLATES, load_templates};
use crate::server::{Answer, Answers, Asked, Problem, live};
use crate::site::inventory::{DATA_FOLDERS, is_data};
use crate::site::route::RouteKind;
use crate::site::{Change, Loaded};
use crate::source::{SourceError, SourceTree};
use crate::template::Templates;
use crate::template::views::Views;

use super::freshness::Freshness;
use super::held::HeldTree;
use super::version::{Found, Looks, Version};
use super::{missing, shown};

/// How many addresses are remembered that pages were served at.
const REMEMBERED: usize = 10_000;
/// How long an address may be to be remembered, in bytes.
const LONGEST: usize = 1000;

/// The blog as it is written.
pub(super) struct Blog {
    arguments: cli::Site,
    tree: Arc<HeldTree>,
    highlighter: Arc<Highlighter>,
    state: Mutex<State>,
    current: RwLock<Arc<Version>>,
    pub(super) freshness: Arc<Freshness>,
    /// Path → the source that was last served there.
    served: Mutex<HashMap<String, SourcePath>>,
    /// Path where nothing is → the page whose link led there.
    referrers: Mutex<HashMap<String, String>>,
    /// What the machine refused when the last change was to be taken in.
    refused: Mutex<Option<String>>,
}

/// What the next version is made from.
struct State {
    loaded: Loaded,
    /// What was read, and is in no version yet: the machine refused something after it.
    unseen: Change,
    /// What is wrong with files that are held.
    of_held: Vec<Diagnostic>,
    of_templates: Vec<Diagnostic>,
    /// The name of all templates' bytes.
    templates: blake3::Hash,
}

/// What a change came to.
pub(super) struct Effect {
    pub(super) version: Arc<Version>,
    pub(super) change: Change,
    pub(super) are_templates_new: bool,
    /// For browsers.
    pub(super) told: live::Change,
    /// Kept until nobody waits any more: to take a large site apart takes time.
    pub(super) _former: Arc<Version>,
}

impl Blog {
    /// Reads the site for the first time.
    pub(super) fn open(tree: HeldTree, arguments: cli::Site, freshness: Arc<Freshness>) -> Result<Self, SourceError> {
        let tree = Arc::new(tree);
        let highlighter = Arc::new(Highlighter::in_passing(walk::remembered(&arguments)));
        let loaded = Loaded::load(tree.as_ref(), &walk::options(&arguments))?;
        let site = Arc::clone(&loaded.site);
        let (templates, of_templates) = load_templates(tree.as_ref(), &site, &highlighter)?;
        let fallback = theme(&site, &highlighter)?;
        let looks = Looks { templates: Arc::new(templates), fallback, failed: Arc::default() };
        let views = Arc::new(Views::new(&site));
        let problems = [loaded.problems.clone(), of_templates.clone()].concat();
        let version = Version::new(1, Arc::clone(&tree), site, Arc::clone(&highlighter), looks, views, problems);
        let templates = hash_of_templates(tree.as_ref())?;
        Ok(Self {
            arguments,
            tree,
            highlighter,
            state: Mutex::new(State {
                loaded,
                unseen: Change::default(),
                of_held: Vec::new(),
                of_templates,
                templates,
            }),
            current: RwLock::new(Arc::new(version)),
            freshness,
            served: Mutex::default(),
            referrers: Mutex::default(),
            refused: Mutex::default(),
        })
    }

    /// What is served now.
    pub(super) fn current(&self) -> Arc<Version> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The folder of the site as it was given.
    pub(super) fn source(&self) -> &PathBuf {
        &self.arguments.source
    }

    pub(super) fn levels(&self, version: &Version) -> Levels {
        walk::levels(&version.site, &self.arguments).without_notes()
    }

    /// Takes in what changed: files, or folders with all they hold. Nothing if it came to nothing. What the machine refuses
    /// leaves everything as it was, and is shown until it succeeds.
    pub(super) fn reload(&self, changed: &BTreeSet<SourcePath>) -> Result<Option<Effect>, SourceError> {
        let result = self.take_in(changed);
        let refused = result.as_ref().err().map(ToString::to_string);
        *lock(&self.refused) = refused;
        result
    }

    fn take_in(&self, changed: &BTreeSet<SourcePath>) -> Result<Option<Effect>, SourceError> {
        let mut state = lock(&self.state);
        let former = self.current();
        let tree = self.tree.as_ref();
        for path in self.holdable(changed) {
            tree.look_at(&path, &state.loaded);
        }
        let change = state.loaded.reload(tree, changed, &walk::options(&self.arguments))?;
        state.unseen.extend(change);
        let site = Arc::clone(&state.loaded.site);

        let touches = |folder: &str| {
            changed
                .iter()
                .any(|path| path.as_str().is_empty() || path.as_str() == folder || path.under(folder).is_some())
        };
        let templates = if touches(TEMPLATES) { hash_of_templates(tree)? } else { state.templates };
        let are_templates_new = state.unseen.is_configured || templates != state.templates;
        let looks = if are_templates_new {
            let (templates, problems) = load_templates(tree, &site, &self.highlighter)?;
            let is_configured = state.unseen.is_configured;
            let fallback = if is_configured { theme(&site, &self.highlighter)? } else { former.looks.working() };
            let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
            let templates = if is_broken && !is_configured { Arc::clone(&fallback) } else { Arc::new(templates) };
            state.of_templates = problems;
            Looks { templates, fallback, failed: Arc::default() }
        } else {
            former.looks.clone()
        };
        // From here on nothing fails.
        state.templates = templates;
        let change = std::mem::take(&mut state.unseen);
        let of_held = std::mem::replace(&mut state.of_held, tree.problems());
        if change.is_nothing() && !are_templates_new && of_held == state.of_held {
            return Ok(None);
        }

        let views = if change.is_configured {
            Arc::new(Views::new(&site))
        } else if change.is_indexed {
            Arc::new(former.views.again(&former.site, &site))
        } else {
            Arc::clone(&former.views)
        };
        let problems = [state.loaded.problems.clone(), state.of_templates.clone(), state.of_held.clone()].concat();
        let number = former.number + 1;
        let (tree, highlighter) = (Arc::clone(&self.tree), Arc::clone(&self.highlighter));
        let version = Version::new(number, tree, site, highlighter, looks, views, problems);
        let version = Arc::new(version.after(&former));
        let told = told(&version, &change, are_templates_new);
        self.follow(&change.renamed);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&version);
        Ok(Some(Effect { version, change, are_templates_new, told, _former: former }))
    }

    /// The configuration and data files among what changed.
    fn holdable(&self, changed: &BTreeSet<SourcePath>) -> Vec<SourcePath> {
        let listed = |folder: &str| self.tree.list(folder, &|_| true).map(|listing| listing.files).unwrap_or_default();
        let listed_at = |path: &SourcePath| {
            // A folder around a folder of data is as good as that folder.
            let within = DATA_FOLDERS.iter().filter(|folder| path.as_str().is_empty() || path_holds(path, folder));
            let mut files: Vec<SourcePath> = within.flat_map(|folder| listed(folder)).collect();
            if is_data(path) {
                files.extend(listed(path.as_str()));
            }
            files
        };
        let mut paths: Vec<SourcePath> = changed.iter().flat_map(listed_at).collect();
        paths.extend(changed.iter().filter(|path| HeldTree::may_hold(path)).cloned());
        if changed.contains(&SourcePath::new("")) {
            paths.push(SourcePath::new(crate::config::CONFIG_FILE));
        }
        paths
    }

    /// Pages whose source has another name now are followed to it.
    fn follow(&self, renamed: &[(SourcePath, SourcePath)]) {
        let renamed: BTreeMap<&SourcePath, &SourcePath> = renamed.iter().map(|(from, to)| (from, to)).collect();
        lock(&self.served).values_mut().for_each(|source| {
            if let Some(to) = renamed.get(source) {
                *source = (*to).clone();
            }
        });
    }

    /// What is wrong where nothing is served.
    fn missing(&self, version: &Version, path: &str) -> Problem {
        let base = version.site.config.base_path.as_str();
        let mut help = Vec::new();
        match path.strip_prefix(base).filter(|below| below.starts_with('/')) {
            Some(below) => {
                let likely = missing::likely(&version.site, &UrlPath::new(below));
                help.extend(likely.into_iter().map(|address| format!("there is `{address}`")));
            }
            None => help.push(format!("the site is at `{base}/`")),
        }
        let mut problem = shown::site_problem("not-found", format!("nothing is served at `{path}`"), help);
        problem.page = true;
        let referrer = lock(&self.referrers).get(path).cloned();
        let Some(from) = referrer else { return problem };
        let place = match version.find(&from) {
            Found::Route(_, route) => version.source_of(route).and_then(|source| {
                let range = missing::link_in(&version.text_of(source)?, &from, path)?;
                Some(Diagnostic::new(Code::BrokenLink, "").at(source, range))
            }),
            _ => None,
        };
        match place {
            Some(place) => {
                let place = shown::problem(&place, version, self.source(), true);
                (problem.path, problem.line, problem.column, problem.lines) =
                    (place.path, place.line, place.column, place.lines);
                problem.message.push_str(", and a link leads here");
            }
            None => problem.help.push(format!("a link on `{from}` leads here")),
        }
        problem
    }
}

/// Whether `folder` lies in the folder at `path`.
fn path_holds(path: &SourcePath, folder: &str) -> bool {
    folder.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
}

impl Answers for Blog {
    fn answer(&self, asked: &Asked) -> (Answer, u64) {
        self.freshness.wait();
        let version = self.current();
        let answer = match version.find(&asked.path) {
            Found::Moved(address) => Answer::Moved(address),
            Found::Route(id, route) => {
                if let (RouteKind::Document(_) | RouteKind::Home { .. }, Some(source)) =
                    (&route.kind, version.source_of(route))
                {
                    remember(&self.served, asked.path.clone(), source.clone());
                }
                version.serve(id, route)
            }
            Found::Nothing => {
                if let Some(referrer) = &asked.referrer {
                    remember(&self.referrers, asked.path.clone(), referrer.clone());
                }
                Answer::Missing(version.not_found())
            }
        };
        (answer, version.number)
    }

    fn problems(&self, path: &str) -> Vec<Problem> {
        self.freshness.wait();
        let version = self.current();
        let levels = self.levels(&version);
        let mut problems: Vec<Problem> = Vec::new();
        if let Some(refused) = lock(&self.refused).clone() {
            problems.push(shown::site_problem("cannot-read", refused, Vec::new()));
        }
        let mut own: Option<&SourcePath> = None;
        let mut of_page: Vec<Diagnostic> = Vec::new();
        match version.find(path) {
            Found::Route(id, route) => {
                own = version.source_of(route);
                of_page.extend(version.problems_of(id, route).iter().cloned());
            }
            Found::Nothing => problems.push(self.missing(&version, path)),
            Found::Moved(_) => {}
        }
        let is_own = |problem: &Diagnostic| problem.span.as_ref().is_some_and(|span| Some(&span.path) == own);
        // What is wrong with another document that is served says so on its own page.
        let is_elsewhere = |problem: &Diagnostic| {
            problem.span.as_ref().is_some_and(|span| version.site.routes.by_source(&span.path).is_some())
        };
        let (here, rest): (Vec<_>, Vec<_>) = version.problems.iter().cloned().partition(is_own);
        of_page.extend(here);
        let of_page = levels.apply(of_page);
        let of_site: Vec<Diagnostic> = rest.into_iter().filter(|problem| !is_elsewhere(problem)).collect();
        let of_site = levels.apply(of_site).into_iter().filter(|problem| !of_page.contains(problem));
        let shown = |problem: &Diagnostic, is_of_page| shown::problem(problem, &version, self.source(), is_of_page);
        problems.extend(of_page.iter().map(|problem| shown(problem, true)));
        problems.extend(of_site.map(|problem| shown(&problem, false)));
        problems
    }

    fn moved(&self, path: &str) -> Option<String> {
        self.freshness.wait();
        let version = self.current();
        let source = lock(&self.served).get(path).cloned()?;
        let id = version.site.routes.by_source(&source)?;
        Some(version.site.href(&version.site.routes.get(id).url))
    }

    fn version(&self) -> u64 {
        self.current().number
    }
}

/// What a change means for browsers.
fn told(version: &Version, change: &Change, are_templates_new: bool) -> live::Change {
    let site = &version.site;
    let mut told = live::Change {
        version: version.number,
        pages: change.is_indexed || are_templates_new,
        ..live::Change::default()
    };
    for source in change.edited.iter().chain(&change.added) {
        let Some(route) = site.routes.by_source(source).map(|id| site.routes.get(id)) else { continue };
        let href = site.href(&route.url);
        match kind_of(&route.output) {
            Seen::Style => told.css.push(href),
            Seen::Image => told.images.push(href),
            Seen::Script => told.scripts.push(href),
            Seen::Page => told.pages = true,
            Seen::Nowhere => {}
        }
    }
    told
}

/// How a file is seen in a browser.
enum Seen {
    Page,
    Style,
    Image,
    Script,
    Nowhere,
}

fn kind_of(output: &OutputPath) -> Seen {
    match output.extension().to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => Seen::Page,
        "css" => Seen::Style,
        "js" | "mjs" => Seen::Script,
        "png" | "apng" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico" => Seen::Image,
        _ => Seen::Nowhere,
    }
}

/// The built-in theme alone.
fn theme(site: &crate::site::Site, highlighter: &Arc<Highlighter>) -> Result<Arc<Templates>, SourceError> {
    let nothing = crate::source::MemoryTree::default();
    Ok(Arc::new(load_templates(&nothing, site, highlighter)?.0))
}

fn hash_of_templates(tree: &dyn SourceTree) -> Result<blake3::Hash, SourceError> {
    let mut hasher = blake3::Hasher::new();
    for path in tree.list(TEMPLATES, &|_| true)?.files {
        let bytes = tree.read(&path)?.unwrap_or_default();
        hasher.update(path.as_str().as_bytes()).update(&[0]).update(blake3::hash(&bytes).as_bytes());
    }
    Ok(hasher.finalize())
}

fn remember<T>(map: &Mutex<HashMap<String, T>>, path: String, value: T) {
    if path.len() > LONGEST {
        return;
    }
    let mut map = lock(map);
    if map.len() >= REMEMBERED {
        map.clear();
    }
    map.insert(path, value);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
