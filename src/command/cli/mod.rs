//! The command line: one file for the arguments of each verb, [`Site`] for what most of them take.

mod build;
mod check;
mod diff;
mod explain;
mod format;
mod list;
mod lock;
mod serve;
mod site;
mod theme;
mod why;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::diagnostic::Code;

pub use build::Build;
pub use check::Check;
pub use diff::{Diff, DiffFormat};
pub use explain::Explain;
pub use format::Format;
pub use list::{List, TableFormat, What};
pub use lock::Lock;
pub use serve::Serve;
pub use site::Site;
pub use theme::Theme;
pub use why::Why;

/// Builds a blog written by many hands, finds the post a broken link meant, and says so.
#[derive(Debug, Parser)]
#[command(name = "blogsite", version, about, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(
    after_help = "A folder with a single content/posts/2026-01-01-hello.md is a site; nothing needs to be configured."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site into a folder ready to publish
    #[command(after_help = build::EXAMPLES)]
    Build(Build),
    /// Say what is wrong with the site, and write nothing
    #[command(after_help = check::EXAMPLES)]
    Check(Check),
    /// Compare what was published before with what would be built now
    #[command(after_help = diff::EXAMPLES)]
    Diff(Diff),
    /// Say what a code of a problem means, with an example and how to mend it
    #[command(after_help = explain::EXAMPLES)]
    Explain(Explain),
    /// List what there is: posts, pages, authors, routes, links …
    #[command(after_help = list::EXAMPLES)]
    List(List),
    /// Remember every address that is published, so that none is lost
    #[command(after_help = lock::EXAMPLES)]
    Lock(Lock),
    /// Show the site as it is being written
    #[command(after_help = serve::EXAMPLES)]
    Serve(Serve),
    /// List the parts of the theme, or copy one to be changed
    #[command(after_help = theme::EXAMPLES)]
    Theme(Theme),
    /// Say what becomes of a file, or what is served at an address, and why
    #[command(after_help = why::EXAMPLES)]
    Why(Why),
}

/// Reads the arguments, the program's name first. Help and version come back as errors, as clap does it.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    let matches = command().try_get_matches_from(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    if let Some((_, matches)) = matches.subcommand()
        && let Some(site) = cli.command.site_mut()
    {
        site.levels = site::levels_in_order(matches);
    }
    Ok(cli.command)
}

impl Command {
    /// The arguments that name a site, if the command weighs its problems.
    fn site_mut(&mut self) -> Option<&mut Site> {
        match self {
            Self::Build(Build { site, .. })
            | Self::Check(Check { site, .. })
            | Self::Diff(Diff { site, .. })
            | Self::List(List { site, .. })
            | Self::Lock(Lock { site, .. })
            | Self::Serve(Serve { site, .. })
            | Self::Why(Why { site, .. }) => Some(site),
            Self::Explain(_) | Self::Theme(_) => None,
        }
    }
}

/// The definition, with every code in the help of the commands that say them all.
fn command() -> clap::Command {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let with_codes = |examples: &str| format!("{examples}\n\nCodes: {}", codes.join(", "));
    Cli::command()
        .mut_subcommand("build", |build| build.after_help(with_codes(build::EXAMPLES)))
        .mut_subcommand("check", |check| check.after_help(with_codes(check::EXAMPLES)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::diagnostic::Level;

    fn site(line: &str) -> Site {
        parse(line.split_whitespace().map(OsString::from)).unwrap().site_mut().unwrap().clone()
    }

    #[test]
    fn definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn the_last_level_wins() {
        let levels = site("blogsite build --deny self-link --allow broken-link --warn self-link").levels;
        assert_eq!(
            levels,
            [(Code::SelfLink, Level::Deny), (Code::BrokenLink, Level::Allow), (Code::SelfLink, Level::Warn)]
        );
        let levels = site("blogsite serve --warn self-link -P 4001").levels;
        assert_eq!(levels, [(Code::SelfLink, Level::Warn)]);
    }

    #[test]
    fn a_mistyped_code_gets_the_nearest() {
        let error = parse("blogsite build --warn broken-lnik".split(' ').map(OsString::from)).unwrap_err();
        assert!(error.to_string().contains("did you mean `broken-link`?"), "{error}");
    }
}
