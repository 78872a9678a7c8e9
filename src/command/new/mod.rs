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

use super::cli::{New, Piece};
use super::{CommandError, Outcome, editor};

/// Runs the command.
pub fn run(arguments: &New) -> Result<Outcome, CommandError> {
    match &arguments.piece {
        Piece::Post(arguments) => post::run(arguments),
        Piece::Page(arguments) => page::run(arguments),
        Piece::Author(arguments) => author::run(arguments),
    }?;
    Ok(Outcome::Done)
}

/// The editor to open a file with, looked for before anything is written.
fn wanted_editor(wanted: bool) -> Result<Option<editor::Editor>, CommandError> {
    if wanted { editor::Editor::find().map(Some) } else { Ok(None) }
}
