//! The arguments of `blogsite lock`.

use std::path::PathBuf;

use clap::Args;

use super::Site;

pub(super) const EXAMPLES: &str = "\
The addresses are kept in `urls.lock` in the source folder: commit it. From then on `build` keeps it, and an
address that was published is never lost: when its file is renamed, moved, or given another slug or date, the old
address leads on to the new one by itself. One that leads nowhere any more is an error.

Examples:
  blogsite lock                         begin, with what the site would publish now
  blogsite lock --check                 fail if `urls.lock` is behind what the site would publish
  blogsite lock --drop /2019/old.html   let an address go on purpose; the 404 page says so
  blogsite lock --drop '/tags/*'        and all below one at which nothing is served any more
  blogsite lock --drop /a.html#part     and an id in a page
  blogsite lock --import sitemap.xml    keep the addresses of a site made by another generator,
  blogsite lock --import ../old/_site   or of a folder with its pages: ids and feeds too

Exit code: 0 done, 1 the site has errors, or --check found a difference, 2 wrong usage or the machine refused.";

/// `blogsite lock`
#[derive(Clone, Debug, Args)]
pub struct Lock {
    /// The site, and how its problems are weighed.
    #[command(flatten)]
    pub site: Site,

    /// Let these addresses go: they may be missing from now on
    #[arg(long, value_name = "ADDRESS", num_args = 1.., conflicts_with_all = ["import", "check"])]
    pub drop: Vec<String>,

    /// Add the addresses of a site map, of a folder with a published site, or of another `urls.lock`
    #[arg(long, value_name = "PATH", conflicts_with = "check")]
    pub import: Option<PathBuf>,

    /// Write nothing, and fail if there is something to write
    #[arg(long)]
    pub check: bool,

    /// Write nothing, and show the lines that would be another than they are
    #[arg(long)]
    pub dry_run: bool,

    /// Only say what is wrong
    #[arg(short, long)]
    pub quiet: bool,
}
