//! The files that a new blog begins with.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::config::CONFIG_FILE;
use crate::output::STATE_FOLDER;
use crate::yaml::scalar;

use crate::command::build::DEFAULT_DESTINATION;
use crate::command::naming::markdown_text;
use crate::command::workflow;

const WELCOME: &str = include_str!("welcome.md");
const ABOUT: &str = include_str!("about.md");
const IGNORE: &str = ".gitignore";

/// What a new blog says about itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) author: Option<String>,
    /// `ada.github.io`
    pub(super) host: Option<String>,
    /// `Europe/Berlin`
    pub(super) zone: Option<String>,
    pub(super) today: Date,
}

/// A file to be written.
pub(super) struct File {
    /// Below the blog's folder, unless absolute.
    pub(super) place: PathBuf,
    pub(super) text: String,
}

/// Everything, for a folder without a site.
pub(super) fn whole(about: &About) -> Vec<File> {
    let post = format!("{}-welcome.md", about.today);
    let welcome = WELCOME.replace("{file}", &post).replace("{title}", &markdown_text(&about.title));
    let mut files = around(about);
    files.push(File { place: Path::new("content").join("posts").join(post), text: welcome });
    files.push(File { place: Path::new("content").join("about.md"), text: ABOUT.to_owned() });
    files
}

/// What stands around the contents of a site.
pub(super) fn around(about: &About) -> Vec<File> {
    vec![File { place: CONFIG_FILE.into(), text: config(about) }, ignore_file()]
}

/// What version control must pass over.
pub(super) fn ignore_file() -> File {
    File { place: IGNORE.into(), text: format!("/{DEFAULT_DESTINATION}/\n/{STATE_FOLDER}/\n") }
}

fn config(about: &About) -> String {
    let author = about
        .author
        .as_ref()
        .map_or_else(|| "# author: Ada Example".to_owned(), |author| format!("author: {}", scalar(author)));
    let url = about
        .host
        .as_ref()
        .map_or_else(|| "# url: https://blog.example".to_owned(), |host| format!("url: https://{host}"));
    let zone = about.zone.as_deref().unwrap_or("UTC");
    format!(
        "# What the blog says about itself. Every key is optional; the names are Jekyll's.\n\
         \n\
         title: {}\n\
         # description: What it is about, in a sentence.\n\
         \n\
         # Who has written what does not say so itself.\n\
         {author}\n\
         lang: en\n\
         \n\
         # Where it will be served, without a path: feeds and the site map need it.\n\
         {url}\n\
         \n\
         # The zone in which dates are meant.\n\
         timezone: {zone}\n\
         \n\
         # Posts on a page of the home page's list.\n\
         paginate: 10\n",
        scalar(&about.title),
    )
}

/// What a file that is there lacks of what ours would have, to be said behind its name.
pub(super) fn missing_in(place: &Path, file: &File) -> String {
    let there = fs::read_to_string(place).unwrap_or_default();
    if place.ends_with(IGNORE) {
        let has = |wanted: &str| there.lines().any(|line| line.trim().trim_matches('/') == wanted.trim_matches('/'));
        let missing: Vec<String> =
            file.text.lines().filter(|line| !has(line)).map(|line| format!("`{line}`")).collect();
        return if missing.is_empty() { String::new() } else { format!("; add to it {}", missing.join(" and ")) };
    }
    if place.ends_with(workflow::PLACE) && !there.contains(workflow::CALL) {
        return "; it does not call blogsite: move it away, and run this again".to_owned();
    }
    String::new()
}

/// `my-first_blog` → `My first blog`
pub(super) fn readable(name: &str) -> String {
    let words = name.replace(['-', '_'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return "A blog".to_owned() };
    first.to_uppercase().chain(chars).collect()
}
