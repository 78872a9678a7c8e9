//! The arguments of `blogsite completions`.

use clap::Args;
use clap_complete::Shell;

pub(super) const EXAMPLES: &str = "\
Examples:
  blogsite completions bash >> ~/.bash_completion
  blogsite completions zsh > ~/.zfunc/_blogsite
  blogsite completions fish > ~/.config/fish/completions/blogsite.fish
  blogsite completions powershell >> $PROFILE
  blogsite completions elvish >> ~/.config/elvish/rc.elv

Exit code: 0 done, 2 wrong usage.";

/// `blogsite completions`
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}
