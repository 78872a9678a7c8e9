//! The arguments of `blogsite doctor`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
It looks at the configuration, dates and zones, the host, the workflow and the repository: what
makes a site that is right here wrong out there. Of texts and links it says whether they keep a build
from being published; `check` says all about them. It writes nothing.

Examples:
  blogsite doctor                       look at ./
  blogsite doctor --all                 and name every post and file, however many

Exit code: 0 all well, 1 something to cure, 2 wrong usage or the machine refused.";

/// `blogsite doctor`
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// Name everything, where only the first are named
    #[arg(long)]
    pub all: bool,
}
