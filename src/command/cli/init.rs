//! The arguments of `blogsite init`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Nothing that is there is written over. In a Jekyll blog it says what was found and where it has to
go; with `--move` it moves it. Pages made of Liquid's logic stay behind: lists and feeds are built in.

Examples:
  blogsite init blog                    a blog in the new folder blog/
  blogsite init --title \"On rivers\"     here, under that name
  blogsite init --github                and published by GitHub, at every push
  blogsite init --move                  a Jekyll blog: move what has to be moved

Exit code: 0 done, 2 wrong usage or the machine refused.";

/// `blogsite init`
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// The folder of the blog; it is made if there is none
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,

    /// What the blog is called [default: as the folder]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    /// Who writes [default: `user.name` of git]
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,

    /// With a workflow for GitHub: every pull request is checked, the default branch is published
    #[arg(long)]
    pub github: bool,

    /// In a Jekyll blog, move posts, pages and files to where they are looked for
    #[arg(long = "move")]
    pub moves: bool,
}
