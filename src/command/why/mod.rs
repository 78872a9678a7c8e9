//! `blogsite why`: what becomes of a file, and what makes an address.
//!
//! 1. The site is loaded as it would be built, and once more with everything that is left out.
//! 2. What was asked about is taken for a file if there is one ([`mod@file`]), else for an address ([`url`]).
//! 3. What is known of it is said, a line each.

mod file;
mod url;

use std::path::{Component, Path};

use crate::address::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::render::Renderer;
use crate::site::{Options, Site};
use crate::source::DiskTree;

use super::cli::Why;
use super::report;
use super::{CommandError, Outcome, walk};

/// Everything that answers are made of.
struct Known<'a> {
    tree: &'a DiskTree,
    site: &'a Site,
    /// The same with drafts, future posts and what is not published.
    whole: &'a Site,
    renderer: &'a Renderer<'a>,
    problems: &'a [Diagnostic],
}

/// What is said of one thing.
#[derive(Debug, Default)]
struct Answer {
    /// Each with a word for what it is about.
    lines: Vec<(&'static str, String)>,
    /// Whether it is published.
    is_there: bool,
}

impl Answer {
    fn there() -> Self {
        Self { is_there: true, ..Self::default() }
    }

    fn say(&mut self, about: &'static str, line: impl Into<String>) {
        self.lines.push((about, line.into()));
    }
}

/// Runs the command.
pub fn run(arguments: &Why) -> Result<Outcome, CommandError> {
    walk::with_threads(&arguments.site, || why(arguments))
}

fn why(arguments: &Why) -> Result<Outcome, CommandError> {
    let source = &arguments.site.source;
    let tree = walk::open(source)?;
    let options = walk::options(&arguments.site);
    let (site, mut problems) = Site::load(&tree, &options)?;
    let everything = Options { drafts: true, future: true, unpublished: true, ..options.clone() };
    let (whole, _) = Site::load(&tree, &everything)?;
    let highlighter = walk::highlighter(&arguments.site);
    let (renderer, found) = Renderer::new(&tree, &site, &highlighter)?;
    problems.extend(found);
    let problems = walk::levels(&site, &arguments.site).apply(problems);
    let known = Known { tree: &tree, site: &site, whole: &whole, renderer: &renderer, problems: &problems };

    let answer = match path_in(source, &arguments.what).filter(|path| known.exists(path)) {
        Some(path) => known.file(&path),
        None => known.address(&arguments.what),
    };
    report::say(&arguments.what.replace(char::is_control, " "));
    let width = answer.lines.iter().map(|(about, _)| about.len()).max().unwrap_or(0);
    for (about, line) in &answer.lines {
        report::say(&format!("  {about:width$}  {line}"));
    }
    Ok(if answer.is_there { Outcome::Done } else { Outcome::NotFound })
}

/// The file below `source` that is meant, as it is seen from here or from there; nothing for what lies outside or is no path.
fn path_in(source: &Path, what: &str) -> Option<SourcePath> {
    if what.contains("://") || what.contains(['\n', '\0']) {
        return None;
    }
    let path = Path::new(what);
    let below = |path: &Path| -> Option<SourcePath> {
        let path = path.canonicalize().ok()?;
        let root = source.canonicalize().ok()?;
        Some(SourcePath::new(&path.strip_prefix(root).ok()?.to_string_lossy()))
    };
    // Links are kept as they are: what is published is what they are called.
    let plain: Vec<&str> = path
        .components()
        .filter_map(|part| if let Component::Normal(part) = part { part.to_str() } else { None })
        .collect();
    let is_plain = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let by_itself = is_plain.then(|| SourcePath::new(&plain.join("/")));
    let folders = ["", "content", "content/posts", "static", "templates", "data"];
    let inside = by_itself.iter().flat_map(|path| folders.map(|folder| SourcePath::new(&format!("{folder}/{path}"))));
    let mut found = inside.filter(|path| source.join(path.as_str()).symlink_metadata().is_ok());
    found.next().or_else(|| below(path)).filter(|path| !path.as_str().is_empty())
}
