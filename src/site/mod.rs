//! What exists and where it is served, from front matter alone.
//!
//! 1. every file of the source tree becomes a document, a static file, data, or is left out, and said to be;
//! 2. documents are sorted and grouped;
//! 3. [`permalink`] gives each its address, and every output of the site becomes a [`route::Route`];
//! 4. two sources for one address are a problem;
//! 5. [`resolve`] finds out which route a link meant.

#[cfg(test)]
#[expect(clippy::panic, reason = "a test may fail")]
pub(crate) mod fixture;
pub mod permalink;
pub mod resolve;
pub mod route;

use crate::address::UrlPath;
use crate::config::Config;
use crate::content::Document;

use route::{Route, Routes};

/// What the caller decides, and no file of the site can: the clock and the command line.
#[derive(Clone, Debug)]
pub struct Options {
    /// The moment the build counts from: later posts are future posts.
    pub now: jiff::Timestamp,
    /// `--drafts`
    pub drafts: bool,
    /// `--future`
    pub future: bool,
    /// `--unpublished`
    pub unpublished: bool,
    /// `--baseurl`, in place of the config's.
    pub base_path: Option<String>,
}

/// Index of a document in [`Site::documents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub usize);

/// What exists and where it is served.
#[derive(Debug)]
pub struct Site {
    /// The site as a whole.
    pub config: Config,
    /// Published documents: posts newest first (those of one day by path), then pages by path.
    pub documents: Vec<Document>,
    /// How many of [`Site::documents`] are posts; they come first.
    pub posts: usize,
    /// `data/` as `site.data`.
    pub data: serde_yaml::Value,
    /// Everything that is served.
    pub routes: Routes,
}

impl Site {
    /// The document of that id.
    pub fn document(&self, id: DocumentId) -> &Document {
        &self.documents[id.0]
    }

    /// The ids of all posts, newest first.
    pub fn post_ids(&self) -> impl DoubleEndedIterator<Item = DocumentId> + ExactSizeIterator + use<> {
        (0..self.posts).map(DocumentId)
    }

    /// Where the document is served; nothing if another source took its address, which was reported.
    pub fn route_of(&self, id: DocumentId) -> Option<&Route> {
        self.routes.of_document(id).map(|route| self.routes.get(route))
    }

    /// A path of this site as a link may carry it: base path in front, percent-encoded.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{}", self.config.base_path, url.encoded())
    }
}
