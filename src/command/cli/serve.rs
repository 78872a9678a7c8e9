//! The arguments of `blogsite serve`.

use std::path::PathBuf;

use clap::Args;

use super::Site;

pub(super) const EXAMPLES: &str = "\
Nothing is written to disk; a page is made when it is asked for. Every save shows at once in
the browser, and so does what is wrong. The site is served as GitHub Pages serves it.
Ctrl-C ends it.

Examples:
  blogsite serve                        show ./ at http://127.0.0.1:4000/
  blogsite serve --drafts -o            with drafts, and open the browser
  blogsite serve -H 0.0.0.0             for every machine in the network
  blogsite serve --poll                 on a network drive, or a shared folder

Exit code: 0 ended by Ctrl-C, 2 wrong usage or the machine refused.";

/// `blogsite serve`
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Serve {
    /// The site, and what of it is shown.
    #[command(flatten)]
    pub site: Site,

    /// The folder that `build` publishes to, where nothing is watched [default: _site in the source folder]
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// Only say what is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name every document that is left out
    #[arg(short, long)]
    pub verbose: bool,

    /// The address to listen at
    #[arg(short = 'H', long, value_name = "HOST", default_value = "127.0.0.1", help_heading = "Server")]
    pub host: String,

    /// The port to listen at; if it is taken, the next free one
    #[arg(short = 'P', long, value_name = "PORT", default_value_t = 4000, help_heading = "Server")]
    pub port: u16,

    /// Open the site in the browser
    #[arg(short, long, help_heading = "Server")]
    pub open_url: bool,

    /// Leave pages as they are built: no reload, no problems shown
    #[arg(long, help_heading = "Server")]
    pub no_livereload: bool,

    /// Look for changes twice a second, where the system does not tell of them
    #[arg(long, help_heading = "Server")]
    pub poll: bool,
}
