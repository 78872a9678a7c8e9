//! The arguments of `blogsite check`.

use clap::Args;

use super::{Format, Site};

pub(super) const EXAMPLES: &str = "\
Everything is rendered and looked at as `build` would publish it, and nothing is written
unless `--fix` is asked for: then what is certainly meant is written into the sources, and
nothing else in them changes. What may have been meant is only ever asked.

Examples:
  blogsite check                        look at everything in ./
  blogsite check --drafts --future      and at what is still to come
  blogsite check --deny self-link       fail where `build` would only warn
  blogsite check --external             and ask other hosts whether their pages are still there
  blogsite check --fix                  mend links, schemes, anchors and keys where it is certain
  blogsite check --fix --dry-run        show what that would change, as a difference
  blogsite check --fix --interactive    and ask about the rest

Exit code: 0 no errors (with `--fix`: none left), 1 the site has errors, 2 wrong usage or the machine refused.";

/// `blogsite check`
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Check {
    /// The site, and what of it is looked at.
    #[command(flatten)]
    pub site: Site,

    /// How problems are said: human, short, json, github or sarif
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, hide_possible_values = true)]
    #[arg(help_heading = "Problems")]
    pub format: Format,

    /// Look whether pages of other hosts that are linked to are still there; what is there is believed for a week
    #[arg(long, help_heading = "Problems")]
    pub external: bool,

    /// Only say what is wrong
    #[arg(short, long)]
    pub quiet: bool,

    /// Write into the sources what is certainly meant: repaired links, schemes, anchors, misspelt keys
    #[arg(long, help_heading = "Mending")]
    pub fix: bool,

    /// Show what `--fix` would change, and write nothing
    #[arg(long, requires = "fix", help_heading = "Mending")]
    pub dry_run: bool,

    /// Ask on the terminal where several things may have been meant
    #[arg(long, requires = "fix", help_heading = "Mending")]
    pub interactive: bool,
}
