//! `blogsite new`: a post, a page or an author begun, as the blog at hand does it.
//!
//! 1. The site is loaded with everything in it, and asked what it is wont to do.
//! 2. The name of the file, and the front matter in [`head`], are made of that and of the command line.
//! 3. The file is written where none is; nothing is ever written over.
//! 4. Its address is said, and what an author would look up next.

mod author;
mod head;
mod page;
mod post;

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::cli::{New, Piece};
use super::{CommandError, Outcome, editor};

pub(super) use post::{given_name, in_the_way};

/// Runs the command.
pub fn run(arguments: &New) -> Result<Outcome, CommandError> {
    match &arguments.piece {
        Piece::Post(arguments) => post::run(arguments),
        Piece::Page(arguments) => page::run(arguments),
        Piece::Author(arguments) => author::run(arguments),
    }?;
    Ok(Outcome::Done)
}

/// Writes a file of the site at `path`, if there is none.
pub(super) fn write_new(source: &Path, path: &str, text: &str) -> Result<(), CommandError> {
    let place = source.join(path);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(|error| CommandError::Write(shown(source, path), error))?;
    }
    let written = OpenOptions::new().write(true).create_new(true).open(&place);
    match written.and_then(|mut file| file.write_all(text.as_bytes())) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(CommandError::impossible(format!("`{}` is there already", shown(source, path)), "choose another name"))
        }
        result => result.map_err(|error| CommandError::Write(shown(source, path), error)),
    }
}

/// A path of the site as its reader can open it.
pub(super) fn shown(source: &Path, path: &str) -> String {
    if source == Path::new(".") { path.to_owned() } else { source.join(path).display().to_string().replace('\\', "/") }
}

/// The editor to open a file with, looked for before anything is written.
fn wanted_editor(wanted: bool) -> Result<Option<editor::Editor>, CommandError> {
    if wanted { editor::Editor::find().map(Some) } else { Ok(None) }
}
