//! The arguments of `blogsite new`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

pub(super) const EXAMPLES: &str = "\
Examples:
  blogsite new post \"A light that nobody can ignore\"
  blogsite new post \"Lists\" --draft --open
  blogsite new page \"About us\"
  blogsite new author \"Ada Example\" --github ada

Exit code: 0 written, 2 wrong usage, the file is there already, or the machine refused.";

const POST: &str = "\
The post goes where the newest post is, and is named as the posts of this blog are: by its author,
YYYY-MM-DD-AdaExample.md, if most of the newest ten are, else by its title, YYYY-MM-DD-a-light.md,
spelled out in ASCII whatever its script. Front matter has `layout` and `date` if theirs has. The
author is yours (`user.name` of git) unless named, by name or by key in data/authors.yml.
Nothing is written over.

Examples:
  blogsite new post \"A light that nobody can ignore\" --tags hardware,python
  blogsite new post \"Lists\" --draft --open        into drafts/, and into your editor
  blogsite new post \"Rain\" --date 2026-03-12 --author bert
  blogsite new post \"Rain again\" --name rain-2    another name for the file

Exit code: 0 written, 2 wrong usage, the file is there already, or the machine refused.";

const PAGE: &str = "\
Examples:
  blogsite new page \"About us\"                    content/about-us.md
  blogsite new page \"Wiring\" --name parts/wiring  content/parts/wiring.md

Exit code: 0 written, 2 wrong usage, the file is there already, or the machine refused.";

const AUTHOR: &str = "\
The entry goes to the end of data/authors.yml; nothing else in the file changes.

Examples:
  blogsite new author \"Ada Example\"               as `ada`
  blogsite new author \"Ada Other\" --key ada2 --url https://ada.example --github ada2

Exit code: 0 written, 2 wrong usage, the author is there already, or the machine refused.";

/// `blogsite new`
#[derive(Clone, Debug, Args)]
pub struct New {
    /// What is made.
    #[command(subcommand)]
    pub piece: Piece,
}

/// What `blogsite new` can make.
#[derive(Clone, Debug, Subcommand)]
pub enum Piece {
    /// A post, or with --draft a draft
    #[command(after_help = POST)]
    Post(NewPost),
    /// A page
    #[command(after_help = PAGE)]
    Page(NewPage),
    /// Somebody who writes here, with details
    #[command(after_help = AUTHOR)]
    Author(NewAuthor),
}

/// `blogsite new post`
#[derive(Clone, Debug, Args)]
pub struct NewPost {
    /// Its title
    #[arg(value_name = "TITLE", value_parser = words)]
    pub title: String,

    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// Who wrote it, by name or key; several times for several authors
    #[arg(short, long, value_name = "NAME", value_parser = words)]
    pub author: Vec<String>,

    /// What it is about
    #[arg(short, long, value_name = "TAG,TAG", value_delimiter = ',')]
    pub tags: Vec<String>,

    /// Its day, and time if it matters, in the site's zone; also `tomorrow` [default: today]
    #[arg(short, long, value_name = "DATE")]
    pub date: Option<String>,

    /// Put it among the drafts: `blogsite publish` gives it its day
    #[arg(long)]
    pub draft: bool,

    /// What follows the day in the name of its file
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,

    /// Open it in your editor: $VISUAL, else $EDITOR
    #[arg(short, long)]
    pub open: bool,
}

/// `blogsite new page`
#[derive(Clone, Debug, Args)]
pub struct NewPage {
    /// Its title
    #[arg(value_name = "TITLE", value_parser = words)]
    pub title: String,

    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// The name of its file below content/, with folders before it if wanted
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,

    /// Open it in your editor: $VISUAL, else $EDITOR
    #[arg(short, long)]
    pub open: bool,
}

/// `blogsite new author`
#[derive(Clone, Debug, Args)]
pub struct NewAuthor {
    /// The whole name
    #[arg(value_name = "NAME", value_parser = words)]
    pub name: String,

    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// The short name for front matter [default: the first name]
    #[arg(short, long, value_name = "KEY", value_parser = words)]
    pub key: Option<String>,

    /// A line or two, in Markdown
    #[arg(long, value_name = "TEXT", value_parser = words)]
    pub bio: Option<String>,

    /// A page of their own
    #[arg(long, value_name = "URL", value_parser = words)]
    pub url: Option<String>,

    /// An address to write to
    #[arg(long, value_name = "ADDRESS", value_parser = words)]
    pub email: Option<String>,

    /// The name at GitHub
    #[arg(long, value_name = "NAME", value_parser = words)]
    pub github: Option<String>,
}

/// A text on one line, with something in it.
fn words(text: &str) -> Result<String, String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { Err("it is empty".to_owned()) } else { Ok(words) }
}
