//! The command line: every flag with its help, and in which order the levels were given.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::diagnostic::{Code, Level};

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
    Build(Build),
    /// Show the site as it is being written
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
    /// List the parts of the theme, or copy one to be changed
    #[command(after_help = THEME_EXAMPLES)]
    Theme(Theme),
}

const THEME_EXAMPLES: &str = "\
Colours, fonts, widths and menus need no template: see `theme` at the end of `--reference`.

Examples:
  blogsite theme                        list templates and files, with what they are for
  blogsite theme post                   copy post.html into templates/, to be changed
  blogsite theme --print base           show base.html as the theme has it
  blogsite theme --reference            all that templates see and can do, with examples

Exit code: 0 done, 2 wrong usage, or a file is in the way.";

/// `blogsite theme`
#[derive(Clone, Debug, Args)]
pub struct Theme {
    /// What to copy: post, includes/figure.html, theme.css …
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,

    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// Write it to the terminal instead
    #[arg(short, long, requires = "names")]
    pub print: bool,

    /// Write down what templates see and can do
    #[arg(long, conflicts_with_all = ["names", "print"])]
    pub reference: bool,
}

const BUILD_HELP: &str = "\
Nothing is published while the site has errors: what was published before stays.

Examples:
  blogsite build                        build ./ into ./_site
  blogsite build -s blog -d public      another source, another destination
  blogsite build --baseurl /repo        for a project page, served at https://host/repo/
  blogsite build --drafts --future      with everything that is still to come
  blogsite build --warn broken-link     publish although a link is broken

Exit code: 0 published, 1 the site has errors, 2 wrong usage or the machine refused.

Codes: ";

const SERVE_EXAMPLES: &str = "\
Nothing is written to disk; a page is made when it is asked for. Every save shows at once in
the browser, and so does what is wrong. The site is served as GitHub Pages serves it.
Ctrl-C ends it.

Examples:
  blogsite serve                        show ./ at http://127.0.0.1:4000/
  blogsite serve --drafts -o            with drafts, and open the browser
  blogsite serve -H 0.0.0.0             for every machine in the network
  blogsite serve --poll                 on a network drive, or a shared folder

Exit code: 0 ended by Ctrl-C, 2 wrong usage or the machine refused.";

/// `blogsite serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// What `build` takes too.
    #[command(flatten)]
    pub build: Build,

    /// The address to listen at
    #[arg(short = 'H', long, value_name = "HOST", default_value = "127.0.0.1", help_heading = "Server")]
    pub host: String,

    /// The port to listen at; if it is taken, the next free one
    #[arg(short = 'P', long, value_name = "PORT", default_value_t = 4000, help_heading = "Server")]
    pub port: u16,

    /// Open the site in the browser
    #[arg(short, long, help_heading = "Server")]
    pub open_url: bool,

    /// Leave pages as they are built: no reload, no problems shown
    #[arg(long, help_heading = "Server")]
    pub no_livereload: bool,

    /// Look for changes twice a second, where the system does not tell of them
    #[arg(long, help_heading = "Server")]
    pub poll: bool,
}

/// `blogsite build`
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Build {
    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// The folder to publish [default: _site in the source folder]
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// The path under which the site is served, in place of the config's `baseurl`
    #[arg(short, long, value_name = "PATH", value_parser = base_path)]
    pub baseurl: Option<String>,

    /// Publish drafts too, from `drafts/` or `_drafts/`
    #[arg(long)]
    pub drafts: bool,

    /// Publish posts dated in the future too
    #[arg(long)]
    pub future: bool,

    /// Publish documents with `published: false` too
    #[arg(long)]
    pub unpublished: bool,

    /// Do not say anything about problems of this kind
    #[arg(long, value_name = "CODE", help_heading = "Problems")]
    pub allow: Vec<Code>,

    /// Only warn of problems of this kind
    #[arg(long, value_name = "CODE", help_heading = "Problems")]
    pub warn: Vec<Code>,

    /// Publish nothing while there are problems of this kind
    #[arg(long, value_name = "CODE", help_heading = "Problems")]
    pub deny: Vec<Code>,

    /// Highlight all code anew, and remember nothing of it
    #[arg(long)]
    pub no_cache: bool,

    /// How many threads to use [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,

    /// Only say what is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name every document that is left out, and say where the time went
    #[arg(short, long)]
    pub verbose: bool,

    /// `--allow`, `--warn` and `--deny` in the order given; the last one for a code wins
    #[arg(skip)]
    pub levels: Vec<(Code, Level)>,
}

/// `--baseurl` as it is written, unless it is no path: every link of the site would lead astray.
fn base_path(text: &str) -> Result<String, String> {
    match text.split_once("://") {
        Some((_, rest)) => {
            let path = rest.split_once('/').map_or("", |(_, path)| path);
            Err(format!("this is a whole address, and a path is wanted: write `/{path}`"))
        }
        None => Ok(text.to_owned()),
    }
}

/// Reads the arguments, the program's name first. Help and version come back as errors, as clap does it.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    let matches = command().try_get_matches_from(arguments)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    if let Some((_, matches)) = matches.subcommand()
        && let Command::Build(build) | Command::Serve(Serve { build, .. }) = &mut cli.command
    {
        build.levels = levels_in_order(matches);
    }
    Ok(cli.command)
}

/// The definition, with every code in the help of the commands that take one.
fn command() -> clap::Command {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let help = format!("{BUILD_HELP}{}", codes.join(", "));
    Cli::command().mut_subcommand("build", |build| build.after_help(help))
}

fn levels_in_order(matches: &ArgMatches) -> Vec<(Code, Level)> {
    let mut given: Vec<(usize, Code, Level)> = Vec::new();
    for (name, level) in [("allow", Level::Allow), ("warn", Level::Warn), ("deny", Level::Deny)] {
        let places = matches.indices_of(name).into_iter().flatten();
        let codes = matches.get_many::<Code>(name).into_iter().flatten();
        given.extend(places.zip(codes).map(|(place, code)| (place, *code, level)));
    }
    given.sort_by_key(|(place, ..)| *place);
    given.into_iter().map(|(_, code, level)| (code, level)).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn build(line: &str) -> Build {
        let command = parse(line.split_whitespace().map(OsString::from)).unwrap();
        match command {
            Command::Build(build) | Command::Serve(Serve { build, .. }) => build,
            Command::Theme(_) => unreachable!("{line}"),
        }
    }

    #[test]
    fn definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn the_last_level_wins() {
        let levels = build("blogsite build --deny self-link --allow broken-link --warn self-link").levels;
        assert_eq!(
            levels,
            [(Code::SelfLink, Level::Deny), (Code::BrokenLink, Level::Allow), (Code::SelfLink, Level::Warn)]
        );
        let levels = build("blogsite serve --warn self-link -P 4001").levels;
        assert_eq!(levels, [(Code::SelfLink, Level::Warn)]);
    }

    #[test]
    fn a_mistyped_code_gets_the_nearest() {
        let error = parse("blogsite build --warn broken-lnik".split(' ').map(OsString::from)).unwrap_err();
        assert!(error.to_string().contains("did you mean `broken-link`?"), "{error}");
    }
}
