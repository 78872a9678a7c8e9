//! One file per verb, each one way to walk the site; arguments, reports and exit codes.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | done; there may be warnings |
//! | 1 | the site has errors: nothing was published; or what was asked about is not there |
//! | 2 | the command was not understood, or the machine refused (disk full, no permission) |

pub mod artifact;
pub mod build;
pub mod check;
pub mod clean;
pub mod cli;
pub mod completions;
pub mod diff;
pub mod doctor;
pub mod explain;
pub mod init;
pub mod list;
pub mod lock;
pub mod man;
pub mod new;
pub mod progress;
pub mod publish;
pub mod report;
pub mod serve;
pub mod theme;
pub mod why;

mod clock;
mod custom;
mod editor;
mod external;
mod fix;
mod git;
mod moment;
mod naming;
mod place;
mod version;
mod walk;
mod workflow;

use std::ffi::OsString;
use std::process::ExitCode;

use cli::Command;

/// The site has errors, or lacks something.
const SITE_HAS_ERRORS: u8 = 1;
/// The machine, or the command line.
const REFUSED: u8 = 2;

/// Runs the program with these arguments, its own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command = match cli::parse(arguments) {
        Ok(command) => command,
        Err(error) => {
            // Help and version are "errors" to clap, and belong on stdout; it knows.
            let code = if error.use_stderr() { REFUSED } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let result = match &command {
        Command::Build(arguments) => build::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Clean(arguments) => clean::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Lock(arguments) => lock::run(arguments),
        Command::Man(arguments) => man::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Publish(arguments) => publish::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Theme(arguments) => theme::run(arguments),
        Command::Why(arguments) => why::run(arguments),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SiteHasErrors | Outcome::NotFound) => ExitCode::from(SITE_HAS_ERRORS),
        Err(error) => {
            report::refusal(&error);
            ExitCode::from(REFUSED)
        }
    }
}

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it was asked to.
    Done,
    /// It looked at the site and found errors in it.
    SiteHasErrors,
    /// What was asked about is not there.
    NotFound,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The source folder cannot be read.
    #[error(transparent)]
    Source(#[from] crate::source::SourceError),
    /// The output folder cannot be written.
    #[error(transparent)]
    Output(#[from] crate::output::OutputError),
    /// The output would land among the sources.
    #[error("the output folder `{0}` would lie among the sources; choose one outside `{1}`")]
    OutputAmongSources(String, String),
    /// A file of the site's own stands where one of the theme's would be written.
    #[error("`{0}` is there already; move it away first, or look at the theme's with `--print`")]
    InTheWay(String),
    /// The theme has no such part.
    #[error("the theme has no `{0}`; {1}")]
    NoSuchTemplate(String, String),
    /// A file cannot be written.
    #[error("cannot write `{0}`: {1}")]
    Write(String, std::io::Error),
    /// An address cannot be let go.
    #[error("{0}")]
    NotDropped(String),
    /// There are no addresses to be had from there.
    #[error("cannot import `{0}`: {1}")]
    Import(String, String),
    /// A file cannot be removed.
    #[error("cannot remove `{0}`: {1}")]
    Remove(String, std::io::Error),
    /// No port to listen at.
    #[error("cannot listen at `{0}`: {1}")]
    Listen(String, std::io::Error),
    /// The folders of the site cannot be watched.
    #[error("cannot watch `{0}`: {1}")]
    Watch(String, String),
    /// Nobody is there to answer.
    #[error("`--interactive` asks questions, and there is no terminal to answer them at")]
    NoTerminal,
    /// What was asked for cannot be done, with what to do instead.
    #[error("{message}")]
    Impossible {
        /// Why not.
        message: String,
        /// What to do: "write `--name rain-2`".
        hint: String,
    },
    /// No threads to be had.
    #[error("cannot start threads: {0}")]
    Threads(String),
}

impl CommandError {
    /// Says why not, and what to do instead.
    fn impossible(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Impossible { message: message.into(), hint: hint.into() }
    }
}
