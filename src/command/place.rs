//! Where a new file goes: a path that nothing is in the way of, and the file written there, where none is.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;

use crate::address::SourcePath;
use crate::content::{Document, Kind};
use crate::site::Site;
use crate::site::route::Route;

use super::{CommandError, naming, report};

/// The place of a new document, but for its name: `content/posts/2026-03-12-….md`
#[derive(Debug)]
pub(super) struct Place<'a> {
    /// `content/posts`
    pub(super) folder: String,
    /// The day before the name of a post.
    pub(super) day: Option<Date>,
    /// `md`
    pub(super) extension: &'a str,
}

impl Place<'_> {
    /// The path of a document of that name, if nothing is in its way; else says which name is free: `other`, or one with a number.
    pub(super) fn free(
        &self,
        site: &Site,
        source: &Path,
        name: &str,
        other: Option<String>,
    ) -> Result<String, CommandError> {
        let Some(there) = self.taken_by(site, name) else { return Ok(self.path(name)) };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = other.into_iter().chain(numbered).find(|name| self.taken_by(site, name).is_none());
        Err(CommandError::impossible(
            format!("`{}` is there already", in_site(source, there.as_str())),
            format!("write `--name {}` for another name", free.unwrap_or_default()),
        ))
    }

    fn path(&self, name: &str) -> String {
        let day = self.day.map(|day| format!("{day}-")).unwrap_or_default();
        format!("{}/{day}{name}.{}", self.folder, self.extension)
    }

    /// The document that is in the way: by its path in any case and with any ending, or, of posts, by its day and slug.
    fn taken_by<'s>(&self, site: &'s Site, name: &str) -> Option<&'s SourcePath> {
        let path = self.path(name);
        let stem = |path: &str| path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_lowercase();
        let is_it = |document: &&Document| {
            let same_day = |day| {
                document.kind == Kind::Post
                    && document.slug.to_lowercase() == name.to_lowercase()
                    && document.date.as_ref().is_some_and(|date| date.date() == day)
                    // Of two folders with categories each may have its own.
                    && document.source.parent() == self.folder
            };
            stem(document.source.as_str()) == stem(&path) || self.day.is_some_and(same_day)
        };
        site.documents.iter().map(AsRef::as_ref).find(is_it).map(|document| &document.source)
    }
}

/// `--name`, fit to be one.
pub(super) fn given_name(name: &str) -> Result<String, CommandError> {
    let fit = naming::given(name.strip_suffix(".md").unwrap_or(name));
    if fit.is_empty() {
        return Err(CommandError::impossible(
            format!("`{name}` cannot be the name of a file"),
            "write `--name a-word`",
        ));
    }
    if naming::is_device(&fit) {
        let (stem, ending) = fit.split_at(fit.find('.').unwrap_or(fit.len()));
        return Err(CommandError::impossible(
            format!("`{fit}` is the name of a device on Windows, which has no file of that name"),
            format!("write `--name {stem}-2{ending}`"),
        ));
    }
    Ok(fit)
}

/// Writes a file that is not there yet, were it made in this very moment.
pub(super) fn create(place: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(place)?.write_all(bytes)
}

/// Writes a file of the site at `path`, if there is none.
pub(super) fn write_new(source: &Path, path: &str, text: &str) -> Result<(), CommandError> {
    create(&source.join(path), text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => CommandError::impossible(
            format!("`{}` is there already", in_site(source, path)),
            "write `--name` with another name",
        ),
        _ => CommandError::Write(in_site(source, path), error),
    })
}

/// Says where a document will be served, if nothing else is.
pub(super) fn say_address<'s>(site: &'s Site, source: &SourcePath) -> Option<&'s Route> {
    let route = site.routes.by_source(source).map(|id| site.routes.get(id));
    report::say(&match route {
        Some(route) => format!("its address: {}", site.href(&route.url)),
        None => "it has no address, or that of another: `blogsite check` says why".to_owned(),
    });
    route
}

/// A path of the site as its reader can open it.
pub(super) fn in_site(source: &Path, path: &str) -> String {
    shown(&source.join(path))
}

/// A path as its reader can open it: from here, where it is below.
pub(super) fn shown(path: &Path) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let below = path.strip_prefix(&here).unwrap_or(path);
    let below: PathBuf = below.components().filter(|part| *part != Component::CurDir).collect();
    let below = below.display().to_string().replace('\\', "/");
    if below.is_empty() { ".".to_owned() } else { below }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_given() {
        for (name, expected) in [
            ("rain-2", Some("rain-2")),
            ("rain.md", Some("rain")),
            ("con", None),
            ("NUL.md", None),
            ("com1", None),
            ("lpt9.txt", None),
            ("con-2", Some("con-2")),
            ("console", Some("console")),
            ("..", None),
        ] {
            assert_eq!(given_name(name).ok().as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn paths_for_people() {
        for (path, expected) in
            [(".", "."), ("./a", "a"), ("a/./b", "a/b"), ("../a", "../a"), ("", "."), ("/nowhere/a", "/nowhere/a")]
        {
            assert_eq!(shown(Path::new(path)), expected);
        }
    }
}
