//! Serves what is answered for each address, and tells the browsers when that changes; knows no site.
//!
//! 1. [`connection`] takes connections and reads each [`request`] off them; [`http`] refuses what is none of a browser on
//!    this machine ([`gate`]), and cleans the path ([`target`]).
//! 2. Whoever runs the server answers with an [`Answer`]; here it becomes a response ([`reply`]) with a type
//!    ([`media_type`]), a tag to revalidate by, and only the [`range`] that was asked for.
//! 3. Into pages goes the script that keeps them alive; it is in no built page.
//! 4. [`live`] holds a WebSocket to every open page and tells of changes and problems.
//! 5. [`watcher`] looks after the folders of the site, and says once what one save changed; [`barrier`] tells whether all
//!    that happened so far has been noticed.

pub mod barrier;
pub mod connection;
pub mod gate;
pub mod http;
pub mod live;
pub mod media_type;
mod places;
mod poller;
pub mod range;
mod reply;
mod request;
pub mod target;
pub mod watcher;

use std::io::{Read, Seek};

use serde::Serialize;

use crate::address::OutputPath;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The path, decoded and clean: `/repo/2019/11/04/LewisGaul.html`.
    pub path: String,
    /// The path of the page whose link led here.
    pub referrer: Option<String>,
}

/// What is served for a path.
pub enum Answer {
    /// A file of the site.
    Found {
        /// The file, whose name tells the type.
        file: OutputPath,
        /// What is in it.
        body: Body,
    },
    /// Nothing is there; this is shown in its place.
    Missing(Vec<u8>),
    /// It is at this address, path only: `/a/b/`.
    Moved(String),
    /// It is there, and the machine does not give it; why.
    Failed(String),
}

/// What is in a file.
pub enum Body {
    /// All of it.
    Bytes(Vec<u8>),
    /// A file that may be large, read as far as it is asked for.
    File {
        /// To read from.
        reader: Box<dyn ReadSeek + Send>,
        /// How long it is.
        length: u64,
        /// What changes when it does.
        tag: String,
    },
}

/// Something that can be read from any place in it.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// Who answers.
pub trait Answers: Send + Sync {
    /// What is served for a path, and which version of the site that is.
    fn answer(&self, asked: &Asked) -> (Answer, u64);
    /// What is wrong with the page at a path, and with the site as a whole.
    fn problems(&self, path: &str) -> Vec<Problem>;
    /// Where the source that was last served at a path is served now.
    fn moved(&self, path: &str) -> Option<String>;
    /// Which version of the site is served.
    fn version(&self) -> u64;
}

/// What is wrong, as browsers are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// `broken-link`.
    pub code: String,
    /// One line.
    pub message: String,
    /// `content/posts/x.md`.
    pub path: Option<String>,
    /// From 1.
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
    /// The lines with the mark, as plain text.
    pub lines: String,
    /// What to do, each a line.
    pub help: Vec<String>,
    /// Whether it is of the page on screen rather than of the site as a whole.
    pub page: bool,
}
