//! `blogsite explain`: what a code means, with an example and how to mend it.
//!
//! 1. without a code, every code is listed with its default level and what it says in a line;
//! 2. with codes, the page of each is shown, laid out for a terminal; colours are taken away where nobody sees them.

use std::fmt::Write as _;

use anstream::stdout;
use clap::builder::styling::Style;

use crate::diagnostic::{Code, Level};
use crate::explanation::{Explanation, Piece};

use super::cli::Explain;
use super::{CommandError, Outcome, report};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// How far an example is set in.
const INDENT: &str = "    ";

/// Runs `blogsite explain`.
pub fn run(arguments: &Explain) -> Result<Outcome, CommandError> {
    let text = if arguments.json_schema {
        report::JSON_SCHEMA.to_owned()
    } else if arguments.codes.is_empty() {
        list()
    } else {
        arguments.codes.iter().map(|code| page(*code)).collect::<Vec<_>>().join("\n\n")
    };
    // A reader that went away is no reason to fail.
    let _ = std::io::Write::write_all(&mut stdout().lock(), text.as_bytes());
    Ok(Outcome::Done)
}

/// `error`, as reports say it.
fn word(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Note => "note",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}

/// A line for each code.
fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.as_str());
    let mut text = String::new();
    for code in codes {
        let title = Explanation::of(code).map_or("", |page| page.title);
        let level = word(code.default_level());
        let _ = writeln!(text, "{BOLD}{:width$}{BOLD:#}  {level:7}  {title}", code.as_str());
    }
    let _ = writeln!(text, "\n`blogsite explain CODE` says more, with an example.");
    text
}

/// The page of one code.
fn page(code: Code) -> String {
    let mut text = format!("{BOLD}{code}{BOLD:#}");
    let Some(explanation) = Explanation::of(code) else { return text + "\n" };
    let _ = writeln!(text, ": {}", explanation.title);
    for piece in explanation.pieces() {
        text.push('\n');
        match piece {
            Piece::Heading(heading) => {
                let _ = writeln!(text, "{BOLD}{heading}{BOLD:#}");
            }
            Piece::Words(words) => {
                let _ = writeln!(text, "{words}");
            }
            Piece::File { path, text: lines, .. } => {
                let _ = writeln!(text, "{DIM}{path}{DIM:#}");
                set_in(&mut text, lines);
            }
            Piece::Commands(lines) => set_in(&mut text, lines),
        }
    }
    let (default, other) = match code.default_level() {
        Level::Allow => ("not even said", "warn"),
        Level::Note => ("a note, which only `check` says", "warn"),
        Level::Warn => ("a warning", "allow"),
        Level::Deny => ("an error", "warn"),
    };
    let _ = writeln!(text, "\nBy default this is {default}. Otherwise: `--{other} {code}`, or in _config.yml\n");
    set_in(&mut text, &format!("lints:\n  {code}: {other}   # allow, note, warn or deny"));
    text
}

fn set_in(text: &mut String, lines: &str) {
    for line in lines.lines() {
        let _ = if line.is_empty() { writeln!(text) } else { writeln!(text, "{INDENT}{line}") };
    }
}
