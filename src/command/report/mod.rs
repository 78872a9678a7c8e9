//! How problems are said: one file for each format, and what they share.
//!
//! 1. [`text`] reads the files that problems speak of, once each, and finds lines and columns in them;
//! 2. [`root`] knows how a path is written for whoever reads the report: as one stands, or below the repository;
//! 3. one of [`human`], [`short`], [`json`], [`github`] and [`sarif`] writes it down. What people read goes to stderr;
//!    everything else goes to stdout, which then holds nothing else;
//! 4. under GitHub Actions [`job_summary`] adds a table to the page of the run.

mod github;
mod human;
mod job_summary;
mod json;
mod root;
mod sarif;
mod short;
mod text;

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::address::SourcePath;
use crate::diagnostic::{Diagnostic, Severity};

use super::cli::Format;
use super::{CommandError, Outcome};

pub use human::{plain, print, refusal, snippet};
pub use job_summary::UrlChanges;
pub use json::SCHEMA as JSON_SCHEMA;

use root::Root;
use text::Texts;

/// What a command found.
pub struct Report<'a> {
    /// What is wrong, weighed and in order.
    pub problems: &'a [Diagnostic],
    /// The folder of the site.
    pub source: &'a Path,
    /// Finds the text of a file that a problem names.
    pub text_of: &'a dyn Fn(&SourcePath) -> Option<String>,
    /// How the command ends.
    pub outcome: Outcome,
    /// What became of the addresses of the site, if something is known of those that it had before.
    pub changes: Option<&'a UrlChanges>,
}

impl Report<'_> {
    /// Prints it.
    pub fn print(&self, format: Format) -> Result<(), CommandError> {
        let texts = || Texts::of(self.problems, self.text_of);
        let text = match format {
            Format::Human => {
                print(self.problems, self.source, self.text_of);
                human::name_explain(self.problems);
                return Ok(());
            }
            Format::Short => short::render(self.problems, self.source, &texts()),
            Format::Json => json::render(self, &texts()),
            Format::Github => {
                let root = Root::of(self.source);
                job_summary::append(self, &texts(), &root);
                github::render(self.problems, &texts(), &root)
            }
            Format::Sarif => sarif::render(self, &texts(), &Root::of(self.source)),
        };
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            // A reader that went away is no reason to fail; a report that is cut short is.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CommandError::Write("stdout".to_owned(), error)),
            _ => Ok(()),
        }
    }

    fn count(&self) -> Count {
        Count::of(self.problems)
    }
}

/// How many problems of each weight there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Problems that keep the site from being published.
    pub errors: usize,
    /// Problems that do not.
    pub warnings: usize,
    /// What is only worth knowing.
    pub notes: usize,
}

impl Count {
    /// Counts.
    pub fn of(problems: &[Diagnostic]) -> Self {
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// `2 errors, 1 warning`; `no problems` if there are none.
    pub fn describe(self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let some: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun)).collect();
        if some.is_empty() { "no problems".to_owned() } else { some.join(", ") }
    }
}

/// `1 post`, `2 posts`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `error`, as every format but GitHub's says it.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// As the reader can open it from where they stand.
pub(super) fn shown_path(source: &Path, path: &SourcePath) -> String {
    if source == Path::new(".") { path.to_string() } else { source.join(path.as_str()).display().to_string() }
}

/// Whether a file that a problem names is there: the theme's own are inside the program.
fn is_on_disk(source: &Path, path: &SourcePath) -> bool {
    source.join(path.as_str()).symlink_metadata().is_ok()
}

/// Says a line of what was done, to stdout.
pub fn say(line: &str) {
    let _ = writeln!(anstream::stdout().lock(), "{line}");
}

/// Says a line of what was done beside a report: to stdout, unless that is for a program to read.
pub fn say_beside(format: Format, line: &str) {
    if format.is_for_machines() { note(line) } else { say(line) }
}

/// Says a line about what goes on, to stderr.
pub fn note(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}
