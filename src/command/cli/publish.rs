//! The arguments of `blogsite publish`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
The draft is moved to the posts, under today's day in the site's zone and the name that posts have
here; its `date` is set, and nothing else in it changes. Links that led to the draft and now lead
nowhere are reported.

Examples:
  blogsite publish lists                content/drafts/lists.md, published today
  blogsite publish lists --date 2026-03-12

Exit code: 0 moved, 1 moved, and links are broken by it, 2 wrong usage, the post is there already,
or the machine refused.";

/// `blogsite publish`
#[derive(Clone, Debug, Args)]
pub struct Publish {
    /// The draft: its path, or its name
    #[arg(value_name = "DRAFT")]
    pub draft: String,

    /// The folder of the site
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub source: PathBuf,

    /// The day it is published under, and time if it matters, in the site's zone; also `tomorrow` [default: today]
    #[arg(short, long, value_name = "DATE")]
    pub date: Option<String>,

    /// What follows the day in the name of its file
    #[arg(short, long, value_name = "NAME")]
    pub name: Option<String>,
}
