//! `blogsite build`: every route rendered in parallel, staged, and committed only when no problem is an error.
//!
//! 1. the source tree is opened and the site loaded, with the clock read here and nowhere deeper;
//! 2. every route is rendered and staged, and every problem collected;
//! 3. the problems are weighed, sorted and printed;
//! 4. without an error among them, the output is committed; what highlighting learned is remembered either way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use crate::address::SourcePath;
use crate::config::CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, Levels};
use crate::highlight::Highlighter;
use crate::output::{Committed, Output, Ownership, STATE_FOLDER, write_bytes_whole};
use crate::render::Renderer;
use crate::site::route::{Route, RouteKind};
use crate::site::{Options, Reason, Site};
use crate::source::{DiskTree, SourceTree as _};

use super::cli::Build;
use super::report::{self, Count, plural};
use super::{CommandError, Outcome, progress};

/// The output folder where none is named: Jekyll's, and what the Pages upload action expects.
pub(super) const DEFAULT_DESTINATION: &str = "_site";
/// What highlighting learned, in the state folder of the source.
const HIGHLIGHT_MEMORY: &str = "highlight.bin";

/// Runs the command.
pub fn run(arguments: &Build) -> Result<Outcome, CommandError> {
    let mut threads = rayon::ThreadPoolBuilder::new();
    if let Some(jobs) = arguments.jobs {
        threads = threads.num_threads(jobs);
    }
    let threads = threads.build().map_err(|error| CommandError::Threads(error.to_string()))?;
    threads.install(|| build(arguments))
}

fn build(arguments: &Build) -> Result<Outcome, CommandError> {
    let mut stopwatch = Stopwatch::start();
    let source = &arguments.source;
    let tree = DiskTree::open(source)?;
    if !source.join("content").is_dir() && !source.join(CONFIG_FILE).is_file() {
        return Err(CommandError::NoSite(source.display().to_string()));
    }
    let (destination, ownership) = match &arguments.destination {
        Some(destination) => (destination.clone(), Ownership::Unknown),
        None => (source.join(DEFAULT_DESTINATION), Ownership::Ours),
    };
    refuse_among_sources(source, &destination)?;

    let (site, mut problems) = Site::load(&tree, &options(arguments))?;
    stopwatch.lap("loaded");

    let memory = source.join(STATE_FOLDER).join(HIGHLIGHT_MEMORY);
    let highlighter = Arc::new(Highlighter::with_memory(remembered(arguments)));
    let (renderer, found) = Renderer::new(&tree, &site, &highlighter)?;
    problems.extend(found);
    let output = Output::begin(&destination, ownership, || {
        report::note(&format!("waiting for another build of `{}` to end", destination.display()));
    })?;
    problems.extend(render_all(&site, &renderer, &output, arguments)?);
    if !arguments.no_cache {
        remember(&highlighter, &memory);
    }
    stopwatch.lap("rendered");

    let levels = levels(&site, arguments);
    let has_errors = Count::of(&levels.apply(problems.clone())).errors > 0;
    let committed = if has_errors {
        drop(output);
        None
    } else {
        let committed = output.commit()?;
        problems.extend(foreign(&committed, &destination));
        Some(committed)
    };
    stopwatch.lap("committed");

    let problems = levels.apply(problems);
    report::print(&problems, source, &|path| text_of(&tree, &renderer, path));
    if !arguments.quiet {
        say_left_out(&site, arguments.verbose, "publish");
        if arguments.verbose {
            report::say(&stopwatch.laps());
        }
        report::say(&summary(&site, committed.as_ref(), Count::of(&problems), stopwatch.total()));
    }
    Ok(if committed.is_some() { Outcome::Done } else { Outcome::SiteHasErrors })
}

/// Renders and stages every route; gives back what is wrong with them.
fn render_all(
    site: &Site,
    renderer: &Renderer<'_>,
    output: &Output,
    arguments: &Build,
) -> Result<Vec<Diagnostic>, CommandError> {
    let routes = site.routes.as_slice();
    let problems: Vec<Vec<Diagnostic>> = progress::watch(routes.len(), !arguments.quiet, |progress| {
        let one = |route| {
            let page = renderer.render(route)?;
            output.put(&route.output, &page.body)?;
            progress.step();
            Ok(page.problems)
        };
        // What is searched is known when every page is rendered.
        let is_piece = |route: &&Route| matches!(route.kind, RouteKind::Search(_));
        let (pieces, pages): (Vec<&Route>, Vec<&Route>) = routes.iter().partition(is_piece);
        let mut found = pages.into_par_iter().map(one).collect::<Result<Vec<_>, CommandError>>()?;
        renderer.prepare_search()?;
        found.extend(pieces.into_par_iter().map(one).collect::<Result<Vec<_>, CommandError>>()?);
        Ok::<_, CommandError>(found)
    })?;
    Ok(problems.into_iter().flatten().collect())
}

/// Where the time goes.
struct Stopwatch {
    started: Instant,
    lap: Instant,
    laps: Vec<String>,
}

impl Stopwatch {
    fn start() -> Self {
        let now = Instant::now();
        Self { started: now, lap: now, laps: Vec::new() }
    }

    fn lap(&mut self, what: &str) {
        self.laps.push(format!("{what} in {:.3} s", self.lap.elapsed().as_secs_f64()));
        self.lap = Instant::now();
    }

    fn laps(&self) -> String {
        self.laps.join(", ")
    }

    fn total(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

/// What the command line decides, and the clock of this moment.
pub(super) fn options(arguments: &Build) -> Options {
    Options {
        now: jiff::Timestamp::now(),
        drafts: arguments.drafts,
        future: arguments.future,
        unpublished: arguments.unpublished,
        base_path: arguments.baseurl.clone(),
    }
}

/// The config's levels with the command line's over them.
pub(super) fn levels(site: &Site, arguments: &Build) -> Levels {
    let mut levels = site.config.levels.clone();
    for (code, level) in &arguments.levels {
        levels.set(*code, *level);
    }
    levels
}

/// An output folder that is the source folder, holds it, or lies in a folder that is read would feed on itself.
fn refuse_among_sources(source: &Path, destination: &Path) -> Result<(), CommandError> {
    let (Ok(source), Ok(destination)) = (absolute(source), absolute(destination)) else { return Ok(()) };
    let read = ["content", "templates", "static", "data", STATE_FOLDER];
    let is_among =
        source.starts_with(&destination) || read.iter().any(|folder| destination.starts_with(source.join(folder)));
    if is_among {
        let show = |path: &Path| path.display().to_string();
        return Err(CommandError::OutputAmongSources(show(&destination), show(&source)));
    }
    Ok(())
}

/// The path with links resolved as far as it exists.
pub(super) fn absolute(path: &Path) -> std::io::Result<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Ok(path);
    }
    let path = std::path::absolute(path)?;
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Ok(absolute(parent)?.join(name)),
        _ => Ok(path),
    }
}

/// What former builds remembered of highlighted code.
pub(super) fn remembered(arguments: &Build) -> Option<Vec<u8>> {
    let memory = arguments.source.join(STATE_FOLDER).join(HIGHLIGHT_MEMORY);
    if arguments.no_cache { None } else { fs::read(memory).ok() }
}

/// Writes what highlighting learned. A source folder that cannot be written to costs time, not the build.
fn remember(highlighter: &Highlighter, memory: &Path) {
    if let Some(bytes) = highlighter.memory_to_write() {
        let _ = write_bytes_whole(memory, &bytes);
    }
}

/// How many files of others a warning names before it only counts.
const NAMED: usize = 5;

fn foreign(committed: &Committed, destination: &Path) -> Option<Diagnostic> {
    let first: Vec<String> = committed
        .foreign
        .iter()
        .take(NAMED)
        .map(|path| destination.join(path.as_str()))
        .map(|path| format!("`{}`", path.strip_prefix(".").unwrap_or(&path).display()))
        .collect();
    let more = committed.foreign.len().checked_sub(NAMED).filter(|more| *more > 0);
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    (!first.is_empty()).then(|| {
        Diagnostic::new(
            Code::ForeignFile,
            format!("the output folder holds what this program did not write: {}{more}", first.join(", ")),
        )
        .hint("remove what should not be published; blogsite leaves it as it is")
    })
}

fn text_of(tree: &DiskTree, renderer: &Renderer<'_>, path: &SourcePath) -> Option<String> {
    // Nor does a report show a line of what lies outside the site.
    match tree.read(path).ok().flatten().filter(|_| tree.is_inside(path)) {
        // A file that is no text has no lines to show, but what is before the fault may help.
        Some(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()).filter(|text| !text.contains('\0')),
        None => renderer.template_source(path).map(str::to_owned),
    }
}

/// Says what is not shown, and which flags would show it; `verbose` names it.
pub(super) fn say_left_out(site: &Site, verbose: bool, purpose: &str) {
    let count = |reason| site.left_out.iter().filter(|left_out| left_out.reason == reason).count();
    let kinds = [
        (Reason::Draft, "draft", "--drafts"),
        (Reason::Future, "future post", "--future"),
        (Reason::Unpublished, "unpublished document", "--unpublished"),
    ];
    let some: Vec<_> =
        kinds.iter().map(|(reason, noun, flag)| (count(*reason), *noun, *flag)).filter(|(n, ..)| *n > 0).collect();
    if some.is_empty() {
        return;
    }
    let counts: Vec<String> = some.iter().map(|(count, noun, _)| plural(*count, noun)).collect();
    let flags: Vec<&str> = some.iter().map(|(.., flag)| *flag).collect();
    let names = match (verbose, site.left_out.len()) {
        (true, _) => "",
        (false, 1) => "; --verbose names it",
        (false, _) => "; --verbose names them",
    };
    report::say(&format!("left out {} ({} to {purpose}{names})", counts.join(", "), flags.join(", ")));
    if verbose {
        for left_out in &site.left_out {
            let noun = kinds.iter().find(|(reason, ..)| *reason == left_out.reason).map_or("", |(_, noun, _)| noun);
            report::say(&format!("  {noun}: {}", left_out.source));
        }
    }
}

/// The last line.
fn summary(site: &Site, committed: Option<&Committed>, count: Count, seconds: f64) -> String {
    let documents = format!("{}, {}", plural(site.posts, "post"), plural(site.documents.len() - site.posts, "page"));
    match committed {
        Some(committed) => format!(
            "built {documents} in {seconds:.2} s: {} written, {} unchanged, {} removed; {}",
            plural(committed.written, "file"),
            committed.unchanged,
            committed.removed,
            count.describe()
        ),
        None => format!("nothing published ({documents} read in {seconds:.2} s): {}", count.describe()),
    }
}
