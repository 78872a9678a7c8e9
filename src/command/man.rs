//! `blogsite man`: manual pages, made of the definition of the command line.

use std::fs;
use std::io::Write as _;

use clap_mangen::Man as Page;

use super::cli::{self, Man};
use super::{CommandError, Outcome, report};

/// Runs the command.
pub fn run(arguments: &Man) -> Result<Outcome, CommandError> {
    let command = cli::command();
    let Some(folder) = &arguments.dir else {
        let mut page = Vec::new();
        Page::new(command).render(&mut page).map_err(|error| CommandError::Write("the page".to_owned(), error))?;
        let _ = std::io::stdout().lock().write_all(&page);
        return Ok(Outcome::Done);
    };
    let failed = |error| CommandError::Write(folder.display().to_string(), error);
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)?;
    report::say(&format!("wrote the manual pages into {}", folder.display()));
    Ok(Outcome::Done)
}
