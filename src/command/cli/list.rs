//! The arguments of `blogsite list`.

use clap::{Args, ValueEnum};

use super::Site;

pub(super) const EXAMPLES: &str = "\
On a terminal in columns, with a line that names them; into a pipe as values with a tab
between them, one thing a line. What is listed is what `build` would publish.

Examples:
  blogsite list posts                   every post, newest first
  blogsite list future                  posts that are still to come
  blogsite list links --format json     every link: place, address, where it leads, state
  blogsite list routes | cut -f1        every address of the site
  blogsite list links | grep broken     what `check` says of links, a line each

Exit code: 0 listed, 2 wrong usage or the machine refused.";

/// `blogsite list`
#[derive(Clone, Debug, Args)]
pub struct List {
    /// What to list
    #[arg(value_enum, value_name = "WHAT")]
    pub what: What,

    /// How to write it down [default: human on a terminal, else tsv]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<TableFormat>,

    /// The site, and what of it is listed.
    #[command(flatten)]
    pub site: Site,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Posts, newest first
    Posts,
    /// Drafts
    Drafts,
    /// Posts with a date to come
    Future,
    /// Pages, by file
    Pages,
    /// Authors, with how much they wrote
    Authors,
    /// Tags, with how often they were given
    Tags,
    /// Everything that is served, and what makes it
    Routes,
    /// Former addresses, and where they lead
    Redirects,
    /// Every link of every document
    Links,
}

/// How a table is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Aligned columns under their names
    Human,
    /// Values with tabs between them
    Tsv,
    /// An object a line
    Json,
}
