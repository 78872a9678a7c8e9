//! `blogsite check --fix`: what is certainly meant is written into the sources.
//!
//! 1. The site is looked at as it is ([`look`]), through a tree that knows what was read of every file ([`rewritten`]).
//! 2. [`edits`] takes from the problems what is certain, and puts it into the tree, not yet into the files. Misspelt keys
//!    come first and alone: they may move a page, and with it what every link to it should be.
//! 3. That is done again until nothing certain is left: a link that was mended may lead to an anchor that is not there.
//! 4. With `--interactive` the author is asked what else may have been meant ([`ask`]), and 2 and 3 follow once more.
//! 5. [`mod@write`] puts the files to disk, each whole or not at all; or the difference is shown. What could not be written is
//!    taken back in the tree, so that whoever looks at it afterwards sees what is there.

mod ask;
mod edits;
mod rewritten;
mod write;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;

use crate::address::SourcePath;
use crate::diagnostic::{Code, Diagnostic};
use crate::highlight::Highlighter;
use crate::render::Renderer;
use crate::site::Site;

use super::cli::Check;
use super::progress::Bar;
use super::report::{self, Count, plural};
use super::{CommandError, walk};

use ask::Answer;
use edits::Edit;
pub(super) use rewritten::{Rewritten, Watch};
use write::Refused;

/// How often the site is looked at anew at most. Two or three times is what it takes; nothing may go on for ever.
const ROUNDS: usize = 8;

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    /// Whether the files as they are on disk have errors: before anything was written.
    pub(super) had_errors: bool,
}

/// Mends what can be mended in `tree` and on disk, and says so.
pub(super) fn run(tree: &Rewritten, arguments: &Check) -> Result<Fixed, CommandError> {
    if arguments.interactive && !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(CommandError::NoTerminal);
    }
    let highlighter = walk::highlighter(&arguments.site);
    let mut problems = look(tree, arguments, &highlighter)?;
    let had_errors = Count::of(&problems).errors > 0;
    let mut changes = mend(tree, arguments, &highlighter, &mut problems)?;
    if arguments.interactive {
        let answers = questions(tree, arguments, &problems);
        if !answers.is_empty() {
            changes.extend(tree.apply(answers));
            problems = look(tree, arguments, &highlighter)?;
            changes.extend(mend(tree, arguments, &highlighter, &mut problems)?);
        }
    }
    let refused = if arguments.dry_run { write::refused(tree) } else { write::all(tree) };
    for Refused { path, .. } in &refused {
        tree.take_back(path);
    }
    changes.retain(|change| !refused.iter().any(|refused| refused.path == change.path));
    if arguments.dry_run {
        // A reader that went away is no reason to fail.
        let difference = tree.difference();
        let _ = if arguments.format.is_for_machines() {
            anstream::stderr().lock().write_all(difference.as_bytes())
        } else {
            anstream::stdout().lock().write_all(difference.as_bytes())
        };
    }
    say(arguments, &changes, &refused);
    Ok(Fixed { had_errors })
}

/// What is wrong with the site as the tree has it, weighed.
fn look(tree: &Rewritten, arguments: &Check, highlighter: &Arc<Highlighter>) -> Result<Vec<Diagnostic>, CommandError> {
    let (site, mut problems) = Site::load(tree, &walk::options(&arguments.site))?;
    let (renderer, found) = Renderer::new(tree, &site, highlighter)?;
    problems.extend(found);
    let bar = if arguments.quiet { Bar::Hidden } else { Bar::Shown };
    problems.extend(walk::render_all(&site, &renderer, bar, |_, _| Ok(()))?);
    Ok(walk::levels(&site, &arguments.site).apply(problems))
}

/// Puts into the tree what is certain, until nothing is; `problems` are those left in the end.
fn mend(
    tree: &Rewritten,
    arguments: &Check,
    highlighter: &Arc<Highlighter>,
    problems: &mut Vec<Diagnostic>,
) -> Result<Vec<Change>, CommandError> {
    let mut changes = Vec::new();
    for _ in 0..ROUNDS {
        let is_key = |problem: &&Diagnostic| problem.code == Code::MisspeltKey;
        let mut certain = tree.agreed(edits::certain(problems.iter().filter(is_key)));
        if certain.is_empty() {
            certain = tree.agreed(edits::certain(problems.iter()));
        }
        let made = tree.apply(certain);
        if made.is_empty() {
            break;
        }
        changes.extend(made);
        *problems = look(tree, arguments, highlighter)?;
    }
    Ok(changes)
}

/// Asks about every problem of which something is known that may have been meant.
fn questions(tree: &Rewritten, arguments: &Check, problems: &[Diagnostic]) -> Vec<Edit> {
    let mut answers = Vec::new();
    let mut asked = BTreeSet::new();
    let (mut input, mut output) = (io::stdin().lock(), anstream::stderr().lock());
    for problem in problems.iter().filter(|problem| problem.replacement.is_none() && !problem.guesses.is_empty()) {
        let Some(span) = &problem.span else { continue };
        if !asked.insert((span.path.clone(), span.range.start, span.range.end)) {
            continue;
        }
        let bare = Diagnostic { hints: Vec::new(), ..problem.clone() };
        let shown = report::plain(&[bare], &arguments.site.source, &|path| tree.text_of(path));
        match ask::one(&shown, &problem.guesses, &mut input, &mut output) {
            Ok(Answer::Write(text)) => answers.push(Edit::new(span, text)),
            Ok(Answer::Leave) => {}
            Ok(Answer::LeaveAll) | Err(_) => break,
        }
    }
    tree.agreed(edits::apart(answers))
}

/// One place that was written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    path: SourcePath,
    /// Counted from 1.
    line: usize,
    old: String,
    new: String,
}

fn say(arguments: &Check, changes: &[Change], refused: &[Refused]) {
    for Refused { path, why } in refused {
        report::note(&format!("left alone: {}: {why}", report::shown_path(&arguments.site.source, path)));
    }
    if arguments.quiet {
        return;
    }
    for Change { path, line, old, new } in changes.iter().filter(|_| !arguments.dry_run) {
        report::say_beside(
            arguments.format,
            &format!("{}:{line}: {old} → {new}", report::shown_path(&arguments.site.source, path)),
        );
    }
    let files: BTreeSet<&SourcePath> = changes.iter().map(|change| &change.path).collect();
    let count = format!("{} in {}", plural(changes.len(), "place"), plural(files.len(), "file"));
    report::say_beside(
        arguments.format,
        &match (changes.is_empty(), arguments.dry_run) {
            (true, _) => "nothing to fix".to_owned(),
            (false, false) => format!("fixed {count}"),
            (false, true) => format!("would fix {count}"),
        },
    );
}
