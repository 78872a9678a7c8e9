//! The arguments of `blogsite diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Site;

pub(super) const EXAMPLES: &str = "\
DIR is what was published before, by this program or by another generator; nothing is written.
An address is lost if the host would not answer it any more; it is not if a redirect stands
there. Of pages that both have, the main text, title, headings, ids and links are compared.

Examples:
  blogsite diff _site                   what would change if it were built now
  blogsite diff ../old/_site --verbose  and what changes on each page
  blogsite diff old /about.html         what changes on that page
  blogsite diff old --format json       for programs, as one object

Exit code: 0 every address is kept, 1 addresses are lost, 2 wrong usage or the machine refused.";

/// `blogsite diff`
#[derive(Clone, Debug, Args)]
pub struct Diff {
    /// The folder of the former output
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Only these addresses, each with everything that changes
    #[arg(value_name = "URL")]
    pub urls: Vec<String>,

    /// The site, and what of it is published.
    #[command(flatten)]
    pub site: Site,

    /// Name everything, and show what changes on each page
    #[arg(short, long)]
    pub verbose: bool,

    /// How to write it down
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    pub format: DiffFormat,
}

/// How a comparison is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Human,
    /// One object
    Json,
}
