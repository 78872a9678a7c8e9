//! The arguments of `blogsite why`.

use clap::Args;

use super::Site;

pub(super) const EXAMPLES: &str = "\
A file is named as you see it in the folder; an address with or without its host, the base
path and its ending. Of a file it is said where it is published, by which rule, and where it
is listed, or why it is left out; of an address what makes it, or what is nearest.

Examples:
  blogsite why content/drafts/idea.md   why is it not there?
  blogsite why /2024/05/slug.html       where does this come from?
  blogsite why https://blog.example/old what became of that?

Exit code: 0 it is there, 1 it is not, 2 wrong usage or the machine refused.";

/// `blogsite why`
#[derive(Clone, Debug, Args)]
pub struct Why {
    /// A file of the site, or an address
    #[arg(value_name = "PATH-OR-URL")]
    pub what: String,

    /// The site, and what of it is published.
    #[command(flatten)]
    pub site: Site,
}
