//! The arguments of every command that reads a site: where it is, what of it counts, and how much each problem weighs.

use std::path::PathBuf;

use clap::{ArgMatches, Args};

use crate::diagnostic::{Code, Level};

/// Which site, and what of it.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Site {
    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// The path under which the site is served, in place of the config's `baseurl`
    #[arg(short, long, value_name = "PATH", value_parser = base_path)]
    pub baseurl: Option<String>,

    /// With drafts, from `drafts/` or `_drafts/`
    #[arg(long)]
    pub drafts: bool,

    /// With posts dated in the future
    #[arg(long)]
    pub future: bool,

    /// With documents that say `published: false`
    #[arg(long)]
    pub unpublished: bool,

    /// Do not say anything about problems of this kind
    #[arg(long, value_name = "CODE", help_heading = "Problems")]
    pub allow: Vec<Code>,

    /// Only warn of problems of this kind
    #[arg(long, value_name = "CODE", help_heading = "Problems")]
    pub warn: Vec<Code>,

    /// Take problems of this kind for errors
    #[arg(long, value_name = "CODE", help_heading = "Problems")]
    pub deny: Vec<Code>,

    /// Highlight all code anew, and remember nothing of it
    #[arg(long)]
    pub no_cache: bool,

    /// How many threads to use [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,

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

/// The levels that a command was given, as they were written one after the other.
pub(super) fn levels_in_order(matches: &ArgMatches) -> Vec<(Code, Level)> {
    let mut given: Vec<(usize, Code, Level)> = Vec::new();
    for (name, level) in [("allow", Level::Allow), ("warn", Level::Warn), ("deny", Level::Deny)] {
        let places = matches.indices_of(name).into_iter().flatten();
        let codes = matches.get_many::<Code>(name).into_iter().flatten();
        given.extend(places.zip(codes).map(|(place, code)| (place, *code, level)));
    }
    given.sort_by_key(|(place, ..)| *place);
    given.into_iter().map(|(_, code, level)| (code, level)).collect()
}
