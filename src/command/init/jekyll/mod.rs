//! A blog that Jekyll builds: how it is known, what of it is read as it is, and what has to be moved.
//!
//! Posts, pages and files are read from `content/`, where they keep their addresses; `_config.yml` and `_data/` are read where they
//! are. So the least there is to do is to move what Jekyll would publish into `content/`, but for the pages that are made of Liquid's
//! logic ([`logic`]): the built-in ones take their place. What else will not be as it was is said ([`notes`]).

mod logic;
mod notes;

use std::fs;
use std::path::Path;

use crate::address::SourcePath;
use crate::config::{CONFIG_FILE, Config};
use crate::content::post_name::PostName;

use crate::command::CommandError;
use crate::command::git::Repository;
use crate::command::report::{self, plural};
use logic::Stays;

/// Where everything goes.
const CONTENT: &str = "content";

/// Keys of `_config.yml` that Jekyll alone knows.
const KEYS: [&str; 17] = [
    "collections",
    "gems",
    "highlighter",
    "incremental",
    "jekyll-archives",
    "keep_files",
    "kramdown",
    "liquid",
    "markdown",
    "markdown_ext",
    "minimal_mistakes_skin",
    "plugins",
    "remote_theme",
    "safe",
    "sass",
    "strict_front_matter",
    "whitelist",
];

/// Names, in lower case and without an ending, of what belongs to the repository and not to the site.
const OF_THE_REPOSITORY: [&str; 23] = [
    "agents",
    "bin",
    "changelog",
    "code_of_conduct",
    "contributing",
    "docker-compose",
    "dockerfile",
    "gemfile",
    "gulpfile",
    "license",
    "licence",
    "makefile",
    "netlify",
    "node_modules",
    "package",
    "package-lock",
    "procfile",
    "rakefile",
    "readme",
    "script",
    "scripts",
    "vendor",
    "yarn",
];

/// A blog that Jekyll builds.
pub(super) struct Jekyll {
    /// How it was known: "`_posts/` with 12 posts".
    signs: Vec<String>,
    /// Names at the root that belong into `content/`.
    moves: Vec<String>,
    /// Pages that do not.
    stays: Vec<Stays>,
    /// What will not be as it was.
    notes: Vec<String>,
}

impl Jekyll {
    /// Looks at a folder.
    pub(super) fn find(folder: &Path) -> Option<Self> {
        let names = names_at(folder);
        let has = |name: &str| names.iter().any(|known| known == name);
        let config = fs::read_to_string(folder.join(CONFIG_FILE)).unwrap_or_default();
        let (config, _) = Config::parse(&SourcePath::new(CONFIG_FILE), &config);
        let mut signs = Vec::new();
        for posts in names.iter().flat_map(|name| posts_below(folder, name)) {
            let count = names_at(&folder.join(&posts)).iter().filter(|name| PostName::parse(name).is_some()).count();
            signs.push(format!("`{posts}/` with {}", plural(count, "post")));
        }
        let has_posts = !signs.is_empty();
        let mut keys: Vec<&str> = KEYS.into_iter().filter(|key| config.values.contains_key(*key)).collect();
        keys.extend(config.values.get("theme").filter(|theme| theme.is_string()).map(|_| "theme"));
        if !keys.is_empty() {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            signs.push(format!("`{CONFIG_FILE}` with {}", keys.join(", ")));
        }
        if fs::read_to_string(folder.join("Gemfile"))
            .is_ok_and(|gems| gems.contains("jekyll") || gems.contains("github-pages"))
        {
            signs.push("`Gemfile` with Jekyll".to_owned());
        }
        let folders: Vec<String> = ["_drafts", "_layouts", "_includes", "_sass"]
            .iter()
            .filter(|name| has(name))
            .map(|name| format!("`{name}/`"))
            .collect();
        if !folders.is_empty() {
            signs.push(folders.join(", "));
        }
        // What has been moved already is no Jekyll blog any more, whatever its configuration remembers.
        if signs.is_empty() || (has(CONTENT) && !has_posts && !has("_drafts")) {
            return None;
        }
        let published: Vec<String> = names.iter().filter(|name| is_moved(name, &config)).cloned().collect();
        let (stays, moves): (Vec<_>, Vec<_>) = published.into_iter().partition(|name| logic::is_in(&folder.join(name)));
        let notes = notes::of(folder, &names, &moves, &config);
        let stays = stays.iter().map(|name| Stays::of(folder, name)).collect();
        Some(Self { signs, moves, stays, notes })
    }

    /// Says how it was known.
    pub(super) fn say_found(&self) {
        report::say("a Jekyll blog:");
        for sign in &self.signs {
            report::say(&format!("  {sign}"));
        }
    }

    /// Whether anything has to be moved.
    pub(super) fn is_to_be_moved(&self) -> bool {
        !self.moves.is_empty()
    }

    /// Moves what has to be moved, unless something is in the way.
    pub(super) fn carry_out(&self, folder: &Path) -> Result<(), CommandError> {
        let target = folder.join(CONTENT);
        if let Some(name) = self.moves.iter().find(|name| target.join(name).symlink_metadata().is_ok()) {
            return Err(CommandError::impossible(
                format!("`{CONTENT}/{name}` is there already; nothing was moved"),
                format!("move `{name}` by hand, and run this again"),
            ));
        }
        fs::create_dir_all(&target).map_err(|error| CommandError::Write(CONTENT.to_owned(), error))?;
        for name in &self.moves {
            fs::rename(folder.join(name), target.join(name))
                .map_err(|error| CommandError::Write(format!("{CONTENT}/{name}"), error))?;
            report::say(&format!("moved {name} to {CONTENT}/{name}"));
        }
        self.say_notes();
        Ok(())
    }

    /// Says what has to be moved, as commands to be typed in.
    pub(super) fn say_commands(&self, repository: Option<&Repository>) {
        if !self.is_to_be_moved() {
            self.say_notes();
            return;
        }
        report::say("\nPosts, pages and files are read from content/, and keep their addresses there. Move them with");
        report::say("`blogsite init --move`, or by hand:");
        report::say(&format!("  mkdir -p {CONTENT}"));
        let is_tracked = |name: &&String| repository.is_some_and(|repository| repository.is_tracked(name));
        let (tracked, other): (Vec<&String>, Vec<&String>) = self.moves.iter().partition(is_tracked);
        for (command, names) in [("git mv", tracked), ("mv", other)] {
            if !names.is_empty() {
                let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
                report::say(&format!("  {command} {} {CONTENT}/", names.join(" ")));
            }
        }
        self.say_notes();
    }

    fn say_notes(&self) {
        if !self.stays.is_empty() {
            report::say(
                "\nMade of Liquid's logic, which pages have not here; they stay where they are, and are not read:",
            );
            let width = self.stays.iter().map(|stays| stays.name.chars().count()).max().unwrap_or(0);
            for Stays { name, instead } in &self.stays {
                report::say(&format!("  {name:width$}  {instead}"));
            }
        }
        if self.notes.is_empty() {
            return;
        }
        report::say("\nTo know:");
        for note in &self.notes {
            report::say(&format!("  {note}"));
        }
    }
}

/// What stands in a folder, sorted; what is no Unicode no address could carry.
fn names_at(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// `_posts`, or `news/_posts` below a folder of its own, which is a category then.
fn posts_below(folder: &Path, name: &str) -> Vec<String> {
    if name == "_posts" {
        return vec![name.to_owned()];
    }
    let is_other = name.starts_with(['.', '_']) || matches!(name, CONTENT | "node_modules" | "vendor");
    let nested = format!("{name}/_posts");
    if !is_other && folder.join(&nested).is_dir() { vec![nested] } else { Vec::new() }
}

/// Whether Jekyll would publish it (`jekyll/entry_filter.rb`), as far as a name tells, and it is none of the repository's own.
fn is_moved(name: &str, config: &Config) -> bool {
    if matches!(name, "_posts" | "_drafts") || config.include.matches(name) {
        return true;
    }
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_hidden = name.starts_with(['.', '_', '#', '~']) || name.ends_with('~');
    let is_of_repository = OF_THE_REPOSITORY.contains(&stem.as_str())
        || stem.ends_with("-license")
        || matches!(ending, "gemspec" | "lock" | "rb" | "ru" | "sh")
        || name == CONTENT;
    !is_hidden && !is_of_repository && !config.exclude.matches(name)
}

/// A name as a shell takes it for one word.
pub(super) fn quoted(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || "-_./,+@".contains(c));
    if is_plain && !name.starts_with('-') { name.to_owned() } else { format!("'{}'", name.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_moved() {
        let text = "exclude: [drafts.txt, notes/]\ninclude: [.well-known]\n";
        let (config, _) = Config::parse(&SourcePath::new(CONFIG_FILE), text);
        for name in [
            "_posts",
            "_drafts",
            "about.md",
            "index.html",
            "assets",
            "CNAME",
            "news",
            "static",
            ".well-known",
            "404.md",
            "read.md",
        ] {
            assert!(is_moved(name, &config), "{name}");
        }
        for name in [
            "_config.yml",
            "_layouts",
            "_data",
            "_site",
            ".git",
            ".gitignore",
            "Gemfile",
            "Gemfile.lock",
            "README.md",
            "LICENSE",
            "license.txt",
            "MIT-LICENSE",
            "Procfile",
            "config.ru",
            "AGENTS.md",
            "node_modules",
            "package.json",
            "vendor",
            "notes",
            "drafts.txt",
            "x.gemspec",
            "Rakefile",
            "about.md~",
            "content",
        ] {
            assert!(!is_moved(name, &config), "{name}");
        }
    }

    #[test]
    fn words_for_a_shell() {
        for (name, expected) in
            [("a.md", "a.md"), ("a b.md", "'a b.md'"), ("it's", "'it'\\''s'"), ("-x", "'-x'"), ("é", "é")]
        {
            assert_eq!(quoted(name), expected);
        }
    }
}
