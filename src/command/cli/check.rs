//! The arguments of `blogsite check`.

use clap::Args;

use super::Site;

pub(super) const EXAMPLES: &str = "\
Everything is rendered and looked at as `build` would publish it, and nothing is written.

Examples:
  blogsite check                        look at everything in ./
  blogsite check --drafts --future      and at what is still to come
  blogsite check --deny self-link       fail where `build` would only warn

Exit code: 0 no errors, 1 the site has errors, 2 wrong usage or the machine refused.";

/// `blogsite check`
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// The site, and what of it is looked at.
    #[command(flatten)]
    pub site: Site,

    /// Only say what is wrong
    #[arg(short, long)]
    pub quiet: bool,
}
