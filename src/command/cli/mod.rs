//! The command line: one file for the arguments of each verb, [`Site`] for what most of them take.

mod build;
mod check;
mod clean;
mod completions;
mod diff;
mod doctor;
mod explain;
mod format;
mod init;
mod list;
mod lock;
mod man;
mod new;
mod publish;
mod serve;
mod site;
mod theme;
mod why;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use super::version;
use crate::diagnostic::{Code, nearest};

pub use build::Build;
pub use check::Check;
pub use clean::Clean;
pub use completions::Completions;
pub use diff::{Diff, DiffFormat};
pub use doctor::Doctor;
pub use explain::Explain;
pub use format::Format;
pub use init::Init;
pub use list::{List, TableFormat, What};
pub use lock::Lock;
pub use man::Man;
pub use new::{New, NewAuthor, NewPage, NewPost, Piece};
pub use publish::Publish;
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

/// What the program can do, in the order in which people with a blog come to need it.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a blog, or say what a Jekyll blog needs
    #[command(after_help = init::EXAMPLES)]
    Init(Init),
    /// Begin a post, a page, or the entry of an author
    #[command(after_help = new::EXAMPLES)]
    New(New),
    /// Move a draft to the posts
    #[command(after_help = publish::EXAMPLES)]
    Publish(Publish),
    /// Show the site as it is being written
    #[command(after_help = serve::EXAMPLES)]
    Serve(Serve),
    /// Say what is wrong with the site, and write nothing
    #[command(after_help = check::EXAMPLES)]
    Check(Check),
    /// Build the site into a folder ready to publish
    #[command(after_help = build::EXAMPLES)]
    Build(Build),
    /// Say whether the site is fit to be published where it will be, and what to cure
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(Doctor),
    /// Remember every address that is published, so that none is lost
    #[command(after_help = lock::EXAMPLES)]
    Lock(Lock),
    /// List what there is: posts, pages, authors, routes, links …
    #[command(after_help = list::EXAMPLES)]
    List(List),
    /// Say what becomes of a file, or what is served at an address, and why
    #[command(after_help = why::EXAMPLES)]
    Why(Why),
    /// Compare what was published before with what would be built now
    #[command(after_help = diff::EXAMPLES)]
    Diff(Diff),
    /// Say what a code of a problem means, with an example and how to mend it
    #[command(after_help = explain::EXAMPLES)]
    Explain(Explain),
    /// List the parts of the theme, or copy one to be changed
    #[command(after_help = theme::EXAMPLES)]
    Theme(Theme),
    /// Remove what was built, and what was remembered of it
    #[command(after_help = clean::EXAMPLES)]
    Clean(Clean),
    /// Write what a shell needs to complete commands and flags
    #[command(after_help = completions::EXAMPLES)]
    Completions(Completions),
    /// Write the manual pages
    #[command(after_help = man::EXAMPLES)]
    Man(Man),
}

/// What other generators call what is called otherwise here.
const ELSEWHERE: [(&str, &str); 14] = [
    ("b", "build"),
    ("deploy", "init --github"),
    ("dev", "serve"),
    ("draft", "new post TITLE --draft"),
    ("generate", "build"),
    ("import", "init --move"),
    ("lint", "check"),
    ("migrate", "init --move"),
    ("page", "new page TITLE"),
    ("post", "new post TITLE"),
    ("preview", "serve"),
    ("s", "serve"),
    ("version", "--version"),
    ("watch", "serve"),
];

/// Reads the arguments, the program's name first. Help and version come back as errors, as clap does it.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let matches = command().try_get_matches_from(&arguments).map_err(|error| with_nearest(error, &arguments))?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    if let Some((_, matches)) = matches.subcommand()
        && let Some(site) = cli.command.site_mut()
    {
        site.levels = site::levels_in_order(matches);
    }
    Ok(cli.command)
}

/// clap suggests what sounds alike; a verb with two letters swapped, `nwe`, is short of that, and so is `build my-blog`.
fn with_nearest(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let root = command();
    let verb = arguments.get(1).and_then(|verb| root.find_subcommand(verb));
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg)
        && error.kind() == ErrorKind::UnknownArgument
        && !word.starts_with('-')
        && verb.is_some_and(|verb| verb.get_arguments().any(|argument| argument.get_long() == Some("source")))
    {
        let tip = format!("to name the folder of the site, write '--source {word}'");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        return error;
    }
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && let Some((_, ours)) = ELSEWHERE.iter().find(|(theirs, _)| theirs == word)
    {
        let tip = format!("write 'blogsite {ours}'");
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        return error;
    }
    let is_told = error.get(ContextKind::SuggestedSubcommand).is_some();
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand).filter(|_| !is_told) else {
        return error;
    };
    let within = verb.unwrap_or(&root);
    let near = nearest(word, within.get_subcommands().map(clap::Command::get_name)).map(str::to_owned);
    if let Some(near) = near {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near]));
    }
    error
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
            _ => None,
        }
    }
}

/// The definition, with every code in the help of the commands that say them all.
pub fn command() -> clap::Command {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let with_codes = |examples: &str| format!("{examples}\n\nCodes: {}", codes.join(", "));
    Cli::command()
        .long_version(version::long())
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
