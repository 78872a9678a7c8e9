//! `blogsite list`: what there is, a line each.
//!
//! 1. The site is loaded with what was asked for: `list drafts` brings the drafts in, `list future` what is to come.
//! 2. [`rows`] makes a table of it, in an order that stays the same; only of links every document is read.
//! 3. [`table`] writes it down.

mod rows;
mod table;

use std::io::{self, IsTerminal as _, Write as _};

use crate::diagnostic::{Diagnostic, Levels};
use crate::render::Renderer;
use crate::site::Site;

use super::cli::{List, TableFormat, What};
use super::report::{self, Count, plural};
use super::{CommandError, Outcome, walk};

/// Runs the command.
pub fn run(arguments: &List) -> Result<Outcome, CommandError> {
    walk::with_threads(&arguments.site, || list(arguments))
}

fn list(arguments: &List) -> Result<Outcome, CommandError> {
    let tree = walk::open(&arguments.site.source)?;
    let mut options = walk::options(&arguments.site);
    options.drafts |= arguments.what == What::Drafts;
    options.future |= arguments.what == What::Future;
    let (site, problems) = Site::load(&tree, &options)?;
    let highlighter = walk::highlighter(&arguments.site);
    let (renderer, _) = Renderer::new(&tree, &site, &highlighter)?;
    let table = match arguments.what {
        What::Posts => rows::posts(&site, |_| true),
        What::Drafts => rows::drafts(&site),
        What::Future => {
            let is_to_come = |date: &jiff::Zoned| date.timestamp() > options.now;
            rows::posts(&site, |post| post.date.as_ref().is_some_and(is_to_come))
        }
        What::Pages => rows::pages(&site),
        What::Authors => rows::terms(&site, crate::site::taxonomy::Taxonomy::Author),
        What::Tags => rows::terms(&site, crate::site::taxonomy::Taxonomy::Tag),
        What::Routes => rows::routes(&site),
        What::Redirects => rows::redirects(&site, &renderer),
        What::Links => rows::links(&tree, &site, &renderer)?,
    };
    let by_itself = if io::stdout().is_terminal() { TableFormat::Human } else { TableFormat::Tsv };
    let text = table.written(arguments.format.unwrap_or(by_itself));
    // A reader that went away is no reason to fail.
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
    say_what_is_missing(&walk::levels(&site, &arguments.site), problems);
    Ok(Outcome::Done)
}

/// What could not be read cannot be listed.
fn say_what_is_missing(levels: &Levels, problems: Vec<Diagnostic>) {
    let errors = Count::of(&levels.apply(problems)).errors;
    if errors > 0 {
        let errors = plural(errors, "error");
        report::note(&format!("the site has {errors}, so something may be missing here; `blogsite check` says what"));
    }
}
