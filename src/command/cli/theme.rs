//! The arguments of `blogsite theme`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Colours, fonts, widths and menus need no template: see `theme` at the end of `--reference`.

Examples:
  blogsite theme                        list templates and files, with what they are for
  blogsite theme post                   copy post.html into templates/, to be changed
  blogsite theme --print base           show base.html as the theme has it
  blogsite theme --reference            all that templates see and can do, with examples

Exit code: 0 done, 2 wrong usage, or a file is in the way.";

/// `blogsite theme`
#[derive(Clone, Debug, Args)]
pub struct Theme {
    /// What to copy: post, includes/figure.html, theme.css …
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,

    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// Write it to the terminal instead
    #[arg(short, long, requires = "names")]
    pub print: bool,

    /// Write down what templates see and can do
    #[arg(long, conflicts_with_all = ["names", "print"])]
    pub reference: bool,
}
