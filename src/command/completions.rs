//! `blogsite completions`: what a shell completes is read off the definition of the command line.

use std::io::Write as _;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};

use super::cli::{self, Completions};
use super::{CommandError, Outcome};
use crate::diagnostic::Code;

/// Runs the command.
pub fn run(arguments: &Completions) -> Result<Outcome, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut with_codes(cli::command()), "blogsite", &mut script);
    // A reader that went away is no reason to fail; nothing in a script is a colour.
    let _ = std::io::stdout().lock().write_all(&script);
    Ok(Outcome::Done)
}

/// The definition in which every argument that takes a code of a problem knows them all: `--warn broken-link`. In help they would
/// be in the way.
fn with_codes(command: Command) -> Command {
    let with_values = |argument: Arg| {
        let takes_code = argument.get_value_names().is_some_and(|names| names.iter().any(|name| name == "CODE"));
        if !takes_code {
            return argument;
        }
        argument.value_parser(PossibleValuesParser::new(Code::ALL.iter().map(|code| PossibleValue::new(code.as_str()))))
    };
    command.mut_args(with_values).mut_subcommands(with_codes)
}
