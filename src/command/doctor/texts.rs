//! What a build would find in texts, links and templates, and so publish nothing.

use std::sync::Arc;

use super::{Finding, Patient};
use crate::command::progress::Bar;
use crate::command::report::{Count, plural};
use crate::command::{CommandError, walk};
use crate::diagnostic::Severity;
use crate::highlight::Highlighter;
use crate::render::Renderer;
use crate::site::{Options, Site};

/// Renders what would be published now. What loading says of it is told with the contents.
pub(super) fn look(patient: &Patient) -> Result<Vec<Finding>, CommandError> {
    let (site, _) = Site::load(&patient.tree, &Options::at(patient.now))?;
    let highlighter = Arc::new(Highlighter::off());
    let (renderer, mut problems) = Renderer::new(&patient.tree, &site, &highlighter)?;
    problems.extend(walk::render_all(&site, &renderer, Bar::Shown, |_, _| Ok(()))?);
    let problems = site.config.levels.clone().apply(problems);
    let Some(first) = problems.iter().find(|problem| problem.severity == Severity::Error) else {
        return Ok(vec![Finding::well("nothing in texts, links and templates keeps a build from being published")]);
    };
    let place = first.span.as_ref().map(|span| format!("`{}`: ", span.path)).unwrap_or_default();
    let count = plural(Count::of(&problems).errors, "error");
    Ok(vec![Finding::cure(
        format!("{count}, so no build is published: {place}{}", first.message),
        "`blogsite check` shows all, with their lines",
    )])
}
