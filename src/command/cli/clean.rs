//! The arguments of `blogsite clean`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
What blogsite did not write stays, and is named.

Examples:
  blogsite clean                        remove what was built into ./_site, and .blogsite-cache/
  blogsite clean --dry-run              only say what would be removed
  blogsite clean -d public              what was built into public/

Exit code: 0 done, 2 wrong usage or the machine refused.";

/// `blogsite clean`
#[derive(Clone, Debug, Args)]
pub struct Clean {
    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// The folder that was published [default: _site in the source folder]
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// Only say what would be removed
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}
