//! `blogsite completions`: what a shell completes is read off the definition of the command line.

use std::io::Write as _;

use super::cli::{self, Completions};
use super::{CommandError, Outcome};

/// Runs the command.
pub fn run(arguments: &Completions) -> Result<Outcome, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut cli::command(), "blogsite", &mut script);
    // A reader that went away is no reason to fail; nothing in a script is a colour.
    let _ = std::io::stdout().lock().write_all(&script);
    Ok(Outcome::Done)
}
