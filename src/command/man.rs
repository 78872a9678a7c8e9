//! `blogsite man`: manual pages, made of the definition of the command line.
//!
//! Each has the sections that readers of manual pages know; what stands behind a command's help is shown as it is typed, for
//! examples must not be filled or hyphenated.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use clap::Command;
use clap_mangen::Man as Page;

use super::cli::{self, Man};
use super::{CommandError, Outcome, place, report};

/// Runs the command.
pub fn run(arguments: &Man) -> Result<Outcome, CommandError> {
    let mut command = cli::command();
    let Some(folder) = &arguments.dir else {
        let page = page(&command).map_err(|error| CommandError::Write("the page".to_owned(), error))?;
        let _ = std::io::stdout().lock().write_all(&page);
        return Ok(Outcome::Done);
    };
    // Gives each the name it is called by: `blogsite-new-post`.
    command.build();
    write_all(&command, folder).map_err(|error| CommandError::Write(folder.display().to_string(), error))?;
    report::say(&format!("wrote the manual pages into {}", place::shown(folder)));
    Ok(Outcome::Done)
}

/// Writes the page of a command, and those of the commands below it.
fn write_all(command: &Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    fs::write(folder.join(format!("{name}.1")), page(command)?)?;
    // `help` repeats what is there.
    let mut below = command.get_subcommands().filter(|command| command.get_name() != "help");
    below.try_for_each(|command| write_all(command, folder))
}

/// The page of one command.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let shown = Page::new(command.clone());
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let mut page = Vec::new();
    // Neither hyphens nor blanks may be added to what can be typed in. The day is left open: the same source, the same page.
    writeln!(page, ".TH \"{}\" 1 \"\" \"blogsite {}\"\n.nh\n.ad l", name.to_uppercase(), env!("CARGO_PKG_VERSION"))?;
    shown.render_name_section(&mut page)?;
    shown.render_synopsis_section(&mut page)?;
    shown.render_description_section(&mut page)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        shown.render_options_section(&mut page)?;
    }
    if command.get_subcommands().any(|command| !command.is_hide_set()) {
        shown.render_subcommands_section(&mut page)?;
    }
    if let Some(notes) = command.get_after_help() {
        page.extend_from_slice(b".SH NOTES\n.nf\n");
        for line in notes.to_string().lines() {
            writeln!(page, "{}", as_typed(line))?;
        }
        page.extend_from_slice(b".fi\n");
    }
    Ok(in_ascii(&String::from_utf8_lossy(&page)).into_bytes())
}

/// What is not ASCII by its number: no reader of the page has to guess how it is encoded.
fn in_ascii(page: &str) -> String {
    let escaped = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\[u{:04X}]", u32::from(c)) };
    page.chars().map(escaped).collect()
}

/// A line that roff shows as it is.
fn as_typed(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('`', "\\(ga");
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_roff() {
        for (line, expected) in [
            ("", ""),
            ("  blogsite new post \"A\" --draft", "  blogsite new post \"A\" \\-\\-draft"),
            (".x", "\\&.x"),
            ("'x' `y` \\n", "\\(aqx\\(aq \\(gay\\(ga \\en"),
        ] {
            assert_eq!(as_typed(line), expected);
        }
        assert_eq!(in_ascii("a … 🚀"), "a \\[u2026] \\[u1F680]");
    }
}
