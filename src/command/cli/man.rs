//! The arguments of `blogsite man`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  blogsite man | man -l -               read the page of the program
  blogsite man --dir ~/.local/share/man/man1

Exit code: 0 done, 2 the machine refused.";

/// `blogsite man`
#[derive(Clone, Debug, Args)]
pub struct Man {
    /// Write the pages of the program and of each verb into that folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
