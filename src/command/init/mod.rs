//! `blogsite init`: a blog begun where there is none, and what is missing added where there is one.
//!
//! 1. The folder is looked at: empty, with files, with a site, or with a Jekyll blog ([`jekyll`]).
//! 2. [`starter`] makes the files that such a folder wants; each is written unless something of its name is there.
//! 3. In a Jekyll blog, what has to be moved is said as commands, or moved if asked for.
//! 4. What to do next is said.

mod jekyll;
mod starter;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::CONFIG_FILE;

use super::build::DEFAULT_DESTINATION;
use super::cli::Init;
use super::git::{GitHub, Repository};
use super::place::{create, shown};
use super::{CommandError, Outcome, clock, git, report, workflow};
use jekyll::Jekyll;
use starter::{About, File};

/// What a folder holds before anything is written.
enum Found {
    /// No site.
    Nothing,
    /// A site of ours.
    Site,
    /// A blog that Jekyll builds.
    Jekyll(Jekyll),
}

/// Runs the command.
pub fn run(arguments: &Init) -> Result<Outcome, CommandError> {
    let folder = &arguments.folder;
    if folder.is_file() {
        return Err(in_the_way(folder));
    }
    fs::create_dir_all(folder).map_err(|error| CommandError::Write(folder.display().to_string(), error))?;
    let repository = Repository::of(folder);
    let found = look(folder);
    if arguments.moves && !matches!(found, Found::Jekyll(_)) {
        return Err(CommandError::impossible(
            format!("there is nothing to move: `{}` holds no Jekyll blog", folder.display()),
            "leave `--move` out",
        ));
    }
    let about = about(arguments, &found, repository.as_ref());
    let mut files = match &found {
        Found::Nothing => starter::whole(&about),
        Found::Jekyll(_) if folder.join(CONFIG_FILE).exists() => vec![starter::ignore_file()],
        Found::Site | Found::Jekyll(_) => starter::around(&about),
    };
    if arguments.github {
        files.push(workflow_file(repository.as_ref()));
    }
    if let Some(file) = files.iter().find_map(|file| file_above(&folder.join(&file.place))) {
        return Err(in_the_way(&file));
    }
    if let Found::Jekyll(jekyll) = &found {
        jekyll.say_found();
        if arguments.moves {
            jekyll.carry_out(folder)?;
        }
    }
    for file in &files {
        write(file, arguments)?;
    }
    match &found {
        Found::Jekyll(jekyll) if !arguments.moves => jekyll.say_commands(repository.as_ref()),
        _ => {}
    }
    say_next(arguments, &found, repository.as_ref());
    Ok(Outcome::Done)
}

fn look(folder: &Path) -> Found {
    if let Some(jekyll) = Jekyll::find(folder) {
        Found::Jekyll(jekyll)
    } else if fs::read_dir(folder.join("content")).is_ok_and(|mut entries| entries.next().is_some()) {
        Found::Site
    } else {
        Found::Nothing
    }
}

/// What the new blog knows about itself.
fn about(arguments: &Init, found: &Found, repository: Option<&Repository>) -> About {
    let absolute = arguments.folder.canonicalize().unwrap_or_else(|_| arguments.folder.clone());
    let name = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let one_line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = arguments.title.as_ref().map(one_line).filter(|title| !title.is_empty());
    let author = arguments.author.as_ref().map(one_line).filter(|author| !author.is_empty());
    // The dates of posts that are there are meant in UTC as long as nobody says otherwise, and their addresses with them.
    let zone = if matches!(found, Found::Nothing) { clock::zone_name() } else { None };
    let site_zone =
        zone.as_deref().and_then(|name| jiff::tz::TimeZone::get(name).ok()).unwrap_or(jiff::tz::TimeZone::UTC);
    About {
        title: title.unwrap_or_else(|| starter::readable(&name)),
        author: author.or_else(|| git::user_name(&arguments.folder)),
        host: domain(&arguments.folder).or_else(|| Some(repository?.github()?.pages_host())),
        zone,
        today: clock::now().to_zoned(site_zone).date(),
    }
}

/// The domain that a `CNAME` names where it is published from, or was by Jekyll.
fn domain(folder: &Path) -> Option<String> {
    let places = ["static/CNAME", "content/CNAME", "CNAME"];
    let text = places.iter().find_map(|place| fs::read_to_string(folder.join(place)).ok())?;
    text.split_whitespace().next().filter(|domain| domain.contains('.') && !domain.contains('/')).map(str::to_owned)
}

/// The workflow, at the root of the repository.
fn workflow_file(repository: Option<&Repository>) -> File {
    let branch = repository.and_then(|repository| repository.published_branch().or_else(|| repository.branch()));
    let prefix = repository.map_or("", |repository| repository.prefix.as_str());
    let root = repository.filter(|_| !prefix.is_empty()).map(|repository| repository.root.clone());
    File {
        place: root.unwrap_or_default().join(workflow::PLACE),
        text: workflow::text(branch.as_deref().unwrap_or("main"), prefix),
    }
}

/// A file where a folder would have to be for `place`.
fn file_above(place: &Path) -> Option<PathBuf> {
    place.ancestors().skip(1).find(|above| above.is_file()).map(Path::to_owned)
}

fn in_the_way(file: &Path) -> CommandError {
    CommandError::impossible(
        format!("`{}` is a file, and a folder of that name is wanted; nothing was written", shown(file)),
        "move it away, or name another folder",
    )
}

/// Writes one file, or says that there is one.
fn write(file: &File, arguments: &Init) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    // What is absolute stays so.
    let place = folder.join(&file.place);
    let name = shown(&place);
    match create(&place, file.text.as_bytes()) {
        Ok(()) => report::say(&format!("wrote {name}")),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let unused = place.ends_with(CONFIG_FILE) && (arguments.title.is_some() || arguments.author.is_some());
            let unused = if unused { "; write title and author there" } else { "" };
            report::say(&format!("kept  {name}{}{unused}", starter::missing_in(&place, file)));
        }
        Err(error) => return Err(CommandError::Write(name, error)),
    }
    Ok(())
}

fn say_next(arguments: &Init, found: &Found, repository: Option<&Repository>) {
    let mut steps: Vec<(String, &str)> = Vec::new();
    let folder = shown(&arguments.folder);
    if folder != "." {
        steps.push((format!("cd {}", jekyll::quoted(&folder)), ""));
    }
    if let Found::Jekyll(jekyll) = found {
        if jekyll.is_to_be_moved() && !arguments.moves {
            steps.push(("blogsite init --move".to_owned(), "unless you move them by hand, as above"));
        }
        steps.push(("blogsite check".to_owned(), "what is wrong with it, at its line"));
        if arguments.folder.join(DEFAULT_DESTINATION).is_dir() {
            let import = format!("blogsite lock --import {DEFAULT_DESTINATION}");
            steps.push((import, "keep every address that Jekyll published, before anything is built"));
        }
    }
    steps.push(("blogsite serve --open-url".to_owned(), "look at it; every save shows at once"));
    steps.push(("blogsite new post \"A title\"".to_owned(), "write"));
    if !arguments.github {
        steps.push(("blogsite build".to_owned(), "_site/ is ready to be put on any server"));
        steps.push(("blogsite init --github".to_owned(), "or let GitHub publish it at every push"));
    }
    report::say("\nNext:");
    let width = steps.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    for (command, what) in steps {
        report::say(format!("  {command:width$}  {what}").trim_end());
    }
    if arguments.github {
        say_github(found, repository);
    }
}

fn say_github(found: &Found, repository: Option<&Repository>) {
    report::say("\nTo publish it:");
    if repository.is_none() {
        report::say("  git init -b main");
    }
    let message = if matches!(found, Found::Jekyll(_)) { "Build with blogsite" } else { "Begin the blog" };
    report::say(&format!("  git add --all && git commit -m \"{message}\""));
    let mut remote = "origin";
    if let Some(github) = repository.and_then(Repository::github) {
        let GitHub { owner, name } = github;
        report::say(&format!("  at https://github.com/{owner}/{name}/settings/pages choose Source: GitHub Actions"));
    } else {
        if repository.is_some_and(|repository| repository.has_remote(remote)) {
            remote = "github";
        }
        report::say(&format!("  make a repository at https://github.com/new, and add it: git remote add {remote} …"));
        report::say("  in its settings, under Pages, choose Source: GitHub Actions");
    }
    report::say(&format!("  git push -u {remote} HEAD"));
    if workflow::repository().is_none() {
        report::say(&format!(
            "\nThis blogsite does not know where it comes from: write that for `OWNER` in {}.",
            workflow::PLACE
        ));
    }
}
