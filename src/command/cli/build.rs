//! The arguments of `blogsite build`.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Site};
use crate::command::artifact::Size;

pub(super) const EXAMPLES: &str = "\
Nothing is published while the site has errors: what was published before stays.

Examples:
  blogsite build                        build ./ into ./_site
  blogsite build -s blog -d public      another source, another destination
  blogsite build --baseurl /repo        for a project page, served at https://host/repo/
  blogsite build --drafts --future      with everything that is still to come
  blogsite build --warn broken-link     publish although a link is broken
  blogsite build --verify-artifact      and see that GitHub Pages takes what was built

Exit code: 0 published, 1 the site has errors, 2 wrong usage or the machine refused.";

/// `blogsite build`
#[derive(Clone, Debug, Args)]
pub struct Build {
    /// The site, and what of it is published.
    #[command(flatten)]
    pub site: Site,

    /// The folder to publish [default: _site in the source folder]
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// How problems are said: human, short, json, github or sarif
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, hide_possible_values = true)]
    #[arg(help_heading = "Problems")]
    pub format: Format,

    /// Say what a host would not take of the output folder: links, files that not everyone may read, more than SIZE
    #[arg(long, value_name = "SIZE", num_args = 0..=1, require_equals = true, default_missing_value = "1GB")]
    pub verify_artifact: Option<Size>,

    /// Only say what is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name every document that is left out, and say where the time went
    #[arg(short, long)]
    pub verbose: bool,
}
