//! `blogsite check`: every route rendered and read back as a browser reads it, nothing written but what `--fix` mends ([`fix`]).

use crate::output::STATE_FOLDER;
use crate::render::Renderer;
use crate::site::Site;
use crate::verify::Verifier;

use super::cli::Check;
use super::external::{self, Http, Wall};
use super::fix::{self, Fixed, Rewritten, Watch};
use super::progress::Bar;
use super::report::{self, Count, Report, plural};
use super::{CommandError, Outcome, walk};

/// Which pages of other hosts were there, in the state folder of the source.
const LINK_MEMORY: &str = "links.json";

/// Runs the command.
pub fn run(arguments: &Check) -> Result<Outcome, CommandError> {
    walk::with_threads(&arguments.site, || check(arguments))
}

fn check(arguments: &Check) -> Result<Outcome, CommandError> {
    let source = &arguments.site.source;
    let tree = Rewritten::new(walk::open(source)?, if arguments.fix { Watch::On } else { Watch::Off });
    let fixed = if arguments.fix { fix::run(&tree, arguments)? } else { Fixed::default() };
    let (site, mut problems) = Site::load(&tree, &walk::options(&arguments.site))?;
    let highlighter = walk::highlighter(&arguments.site);
    let (renderer, found) = Renderer::new(&tree, &site, &highlighter)?;
    let renderer = if arguments.external { renderer.gathering_away() } else { renderer };
    problems.extend(found);
    let bar = if arguments.quiet { Bar::Hidden } else { Bar::Shown };
    let verifier = Verifier::new(&site);
    problems.extend(walk::render_all(&site, &renderer, bar, |route, page| {
        verifier.look(route, page);
        Ok(())
    })?);
    problems.extend(verifier.finish(&renderer, &problems)?);

    if arguments.external {
        let memory = (!arguments.site.no_cache).then(|| source.join(STATE_FOLDER).join(LINK_MEMORY));
        let (links, ignore) = (renderer.away_links(), &site.config.links.ignore);
        problems.extend(external::check(&links, ignore, &Http::new(), &Wall, memory.as_deref(), bar));
    }
    let problems = walk::levels(&site, &arguments.site).apply(problems);
    let count = Count::of(&problems);
    // Of what was only shown nothing is mended yet.
    let has_errors = count.errors > 0 || (arguments.dry_run && fixed.had_errors);
    let outcome = if has_errors { Outcome::SiteHasErrors } else { Outcome::Done };
    let text_of = |path: &_| walk::text_of(&tree, tree.disk(), &renderer, path);
    Report { problems: &problems, source, text_of: &text_of, outcome, changes: None }.print(arguments.format)?;
    if !arguments.quiet {
        let documents =
            format!("{}, {}", plural(site.posts, "post"), plural(site.documents.len() - site.posts, "page"));
        report::say_beside(arguments.format, &format!("checked {documents}: {}", count.describe()));
    }
    Ok(outcome)
}
