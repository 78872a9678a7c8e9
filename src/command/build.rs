//! `blogsite build`: every route rendered in parallel, staged, and committed only when no problem is an error.
//!
//! 1. the source tree is opened and the site loaded, with the clock read here and nowhere deeper;
//! 2. every route is rendered and staged, and every problem collected;
//! 3. the problems are weighed, sorted and printed;
//! 4. without an error among them, text files get their compressed copies, if the site wants them, and the output is
//!    committed; what highlighting learned is remembered either way;
//! 5. what was published is written into `urls.lock`, if there is one;
//! 6. if asked, the output folder is looked at as a host would take it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use crate::address::OutputPath;
use crate::compress::Coding;
use crate::diagnostic::{Code, Diagnostic};
use crate::output::{Committed, Output, Ownership, STATE_FOLDER};
use crate::render::Renderer;
use crate::site::{Loaded, Reason, Site};

use super::cli::{Build, Format};
use super::lock::record::{self, Record};
use super::progress::{self, Bar};
use super::report::{self, Count, Report, UrlChanges, plural};
use super::{CommandError, Outcome, artifact, walk};

/// The output folder where none is named: Jekyll's, and what the Pages upload action expects.
pub(super) const DEFAULT_DESTINATION: &str = "_site";

/// Runs the command.
pub fn run(arguments: &Build) -> Result<Outcome, CommandError> {
    walk::with_threads(&arguments.site, || build(arguments))
}

fn build(arguments: &Build) -> Result<Outcome, CommandError> {
    let mut stopwatch = Stopwatch::start();
    let source = &arguments.site.source;
    let tree = walk::open(source)?;
    let (destination, ownership) = match &arguments.destination {
        Some(destination) => (destination.clone(), Ownership::Unknown),
        None => (source.join(DEFAULT_DESTINATION), Ownership::Ours),
    };
    refuse_among_sources(source, &destination)?;

    let loaded = Loaded::load(&tree, &walk::options(&arguments.site))?;
    let site = Arc::clone(&loaded.site);
    let mut problems = loaded.problems.clone();
    stopwatch.lap("loaded");

    let highlighter = walk::highlighter(&arguments.site);
    let (renderer, found) = Renderer::new(&tree, &site, &highlighter)?;
    problems.extend(found);
    let output = Output::begin(&destination, ownership, || {
        report::note(&format!("waiting for another build of `{}` to end", destination.display()));
    })?;
    let bar = if arguments.quiet { Bar::Hidden } else { Bar::Shown };
    let record = Record::new(&loaded, &arguments.site);
    problems.extend(walk::render_all(&site, &renderer, bar, |route, page| {
        output.put(&route.output, &page.body)?;
        record.see(route, page);
        Ok(())
    })?);
    walk::remember(&highlighter, &arguments.site);
    stopwatch.lap("rendered");

    let levels = walk::levels(&site, &arguments.site).without_notes();
    let has_errors = Count::of(&levels.apply(problems.clone())).errors > 0;
    let committed = if has_errors {
        drop(output);
        None
    } else {
        if !site.config.compress.is_empty() {
            compress(&output, &site.config.compress, bar)?;
            stopwatch.lap("compressed");
        }
        let committed = output.commit()?;
        problems.extend(foreign(&committed, &destination));
        if let Some(limit) = arguments.verify_artifact {
            problems.extend(artifact::verify(&destination, limit)?);
        }
        Some(committed)
    };
    stopwatch.lap("committed");

    let problems = levels.apply(problems);
    // What a host would not take is known only of what was committed.
    let is_fine = committed.is_some() && Count::of(&problems).errors == 0;
    let outcome = if is_fine { Outcome::Done } else { Outcome::SiteHasErrors };
    let text_of = |path: &_| walk::text_of(&tree, &tree, &renderer, path);
    let changes = committed.as_ref().and_then(url_changes);
    Report { problems: &problems, source, text_of: &text_of, outcome, changes: changes.as_ref() }
        .print(arguments.format)?;
    // Only now: a problem may have shown a line of it.
    let recorded = committed.as_ref().and_then(|_| record.renewed(&renderer));
    let recorded = recorded.and_then(|(former, lock)| record::write_after_build(source, &former, &lock));
    stopwatch.lap("recorded");
    if !arguments.quiet {
        say_left_out(&site, arguments.verbose, "publish", arguments.format);
        if arguments.verbose {
            report::say_beside(arguments.format, &stopwatch.laps());
        }
        if let Some(told) = recorded {
            report::say_beside(arguments.format, &told);
        }
        let summary = summary(&site, committed.as_ref(), Count::of(&problems), stopwatch.total());
        report::say_beside(arguments.format, &summary);
    }
    Ok(outcome)
}

/// Puts compressed copies beside what was put, from many threads.
fn compress(output: &Output, codings: &[Coding], bar: Bar) -> Result<(), CommandError> {
    let texts = output.texts();
    progress::watch("compressing", texts.len(), bar, |steps| {
        texts.par_iter().try_for_each(|text| {
            output.compress(text, codings)?;
            steps.step();
            Ok(())
        })
    })
}

/// What became of the site's addresses since the last build, if that is remembered. Nobody keeps the address of a piece of
/// the search index.
fn url_changes(committed: &Committed) -> Option<UrlChanges> {
    let changes = committed.changes.as_ref()?;
    let is_piece = |path: &OutputPath| {
        path.as_str()
            .strip_prefix("search/")
            .is_some_and(|name| name.starts_with("posts-") || path.extension() == "bin")
    };
    let urls =
        |paths: &[OutputPath]| paths.iter().filter(|path| !is_piece(path)).map(|path| path.url().to_string()).collect();
    Some(UrlChanges { added: urls(&changes.added), changed: urls(&changes.changed), lost: urls(&changes.lost) })
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

/// Says what is not shown, and which flags would show it; `verbose` names it.
pub(super) fn say_left_out(site: &Site, verbose: bool, purpose: &str, format: Format) {
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
    report::say_beside(format, &format!("left out {} ({} to {purpose}{names})", counts.join(", "), flags.join(", ")));
    if verbose {
        for left_out in &site.left_out {
            let noun = kinds.iter().find(|(reason, ..)| *reason == left_out.reason).map_or("", |(_, noun, _)| noun);
            report::say_beside(format, &format!("  {noun}: {}", left_out.source));
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
