//! What exists and where it is served, from front matter alone.
//!
//! 1. [`inventory`] takes stock: every file of the source tree becomes a document, a static file, data, or is said to be none.
//! 2. Documents are read in parallel; drafts, future posts and unpublished ones are set aside, and remembered as [`LeftOut`].
//! 3. The rest is sorted, [`permalink`] gives each its address, and every output of the site becomes a [`route::Route`].
//! 4. Posts form groups by author, tag, category and date ([`taxonomy`]), and each group is listed ([`lists`]).
//! 5. Two sources for one address are a problem.
//! 6. Addresses that were published before lead to where that is now which they stood for ([`lock`]).
//! 7. What was read of each file is remembered ([`Loaded`]), so that after a change only the rest is read again.
//! 8. [`resolve`] finds out which route a link meant; [`mod@follow`] where an address leads that nobody can be asked about.
//!
//! Nothing here comes from a body, so that editing a body never changes a [`Site`].

pub mod detour;
pub mod follow;
pub mod inventory;
pub mod lists;
pub mod lock;
pub mod people;
pub mod permalink;
pub mod resolve;
pub mod route;
pub mod taxonomy;

mod index;
mod loaded;
mod sitemap;

#[cfg(test)]
#[expect(clippy::panic, reason = "a test may fail")]
pub(crate) mod fixture;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::address::{SourcePath, UrlPath};
use crate::config::Config;
use crate::content::{Document, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::search::Pieces;
use crate::source::{SourceError, SourceTree};

pub use index::{SEARCH, THEME_FILES, page_url, sitemap_part_url};
pub use loaded::{Change, Loaded};

use people::People;
use route::{Route, RouteKind, Routes};
use taxonomy::{Taxonomies, Taxonomy, TermId};

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

impl Options {
    /// Nothing asked for, at that moment.
    pub fn at(now: jiff::Timestamp) -> Self {
        Self { now, drafts: false, future: false, unpublished: false, base_path: None }
    }
}

/// Index of a document in [`Site::documents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub usize);

/// Why a document is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It lies in `drafts/`; `--drafts` brings it in.
    Draft,
    /// Its date is still to come; `--future` brings it in.
    Future,
    /// It says `published: false`; `--unpublished` brings it in.
    Unpublished,
}

/// A document that is not published, and is said to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Why.
    pub reason: Reason,
    /// Which.
    pub source: SourcePath,
}

/// What exists and where it is served.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The site as a whole.
    pub config: Config,
    /// Published documents: posts (drafts among them) newest first, as Jekyll lists them, then pages by path.
    pub documents: Vec<Arc<Document>>,
    /// How many of [`Site::documents`] are posts; they come first.
    pub posts: usize,
    /// `data/` as `site.data`.
    pub data: serde_yaml::Value,
    /// Details of authors.
    pub people: Arc<People>,
    /// The groups that posts form: by author, tag, category and date.
    pub taxonomies: Arc<Taxonomies>,
    /// Everything that is served.
    pub routes: Routes,
    /// Documents that exist and are not published, sorted.
    pub left_out: Vec<LeftOut>,
    /// How addresses that were published are kept, if the site has a `urls.lock`.
    kept: Option<Arc<lock::Kept>>,
    /// File name without extension → the posts written in files of that name; made when first asked for.
    post_names: OnceLock<HashMap<String, Vec<DocumentId>>>,
}

impl Site {
    /// Reads a tree. What is wrong with it is returned beside the site, which holds everything that could be understood.
    pub fn load(tree: &dyn SourceTree, options: &Options) -> Result<(Self, Vec<Diagnostic>), SourceError> {
        let loaded = Loaded::load(tree, options)?;
        Ok((Arc::unwrap_or_clone(loaded.site), loaded.problems))
    }

    /// The document of that id.
    pub fn document(&self, id: DocumentId) -> &Document {
        &self.documents[id.0]
    }

    /// The ids of all posts, newest first.
    pub fn post_ids(&self) -> impl DoubleEndedIterator<Item = DocumentId> + ExactSizeIterator + use<> {
        (0..self.posts).map(DocumentId)
    }

    /// The ids of all pages.
    pub fn page_ids(&self) -> impl DoubleEndedIterator<Item = DocumentId> + ExactSizeIterator + use<> {
        (self.posts..self.documents.len()).map(DocumentId)
    }

    /// Where the document is served; nothing if another source took its address, which was reported.
    pub fn route_of(&self, id: DocumentId) -> Option<&Route> {
        self.routes.of_document(id).map(|route| self.routes.get(route))
    }

    /// The posts before and after that one in time, older first; nothing for a page.
    pub fn neighbours(&self, id: DocumentId) -> (Option<DocumentId>, Option<DocumentId>) {
        if id.0 >= self.posts {
            return (None, None);
        }
        let older = Some(DocumentId(id.0 + 1)).filter(|older| older.0 < self.posts);
        (older, id.0.checked_sub(1).map(DocumentId))
    }

    /// Where the list of a term's posts begins; nothing if there is none, or something else is served there.
    pub fn url_of_term(&self, id: TermId) -> Option<UrlPath> {
        let url = lists::address(&self.config, self.taxonomies.get(id), 1)?;
        let route = self.routes.get(self.routes.by_output(&url.output(".html"))?);
        (route.kind == RouteKind::Term { term: id, number: 1 }).then_some(url)
    }

    /// Where the list of that author's posts begins, by the name that a post has for them.
    pub fn url_of_author(&self, name: &str) -> Option<UrlPath> {
        let name = self.people.name(name);
        let authors = || self.taxonomies.of(Taxonomy::Author);
        let same = authors().find(|(_, term)| term.name == name);
        let alike = || self.taxonomies.variant(name).and_then(|known| authors().find(|(_, term)| *term == known));
        self.url_of_term(same.or_else(alike)?.0)
    }

    /// Into how many pieces the search index is cut.
    pub fn search_pieces(&self) -> Pieces {
        index::search_pieces(&self.documents)
    }

    /// A path of this site as a link may carry it: base path in front, percent-encoded.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{}", self.config.base_path, url.encoded())
    }

    /// The post that `{% post_url NAME %}` means: its file name without extension, with folders in front if there are two.
    pub fn post_named(&self, name: &str) -> Option<DocumentId> {
        let name = name.trim_start_matches('/');
        let stem = name.rsplit('/').next().unwrap_or(name);
        let names = self.post_names.get_or_init(|| names_of_posts(&self.documents[..self.posts]));
        let ids = names.get(stem)?;
        ids.iter().copied().find(|id| {
            let source = self.document(*id).source.as_str();
            let without_extension = source.rsplit_once('.').map_or(source, |(path, _)| path);
            without_extension.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    }

    /// The names [`Site::post_named`] knows, sorted.
    pub fn post_name_list(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.documents[..self.posts].iter().map(|post| post.source.stem()).collect();
        names.sort_unstable();
        names
    }
}

/// A file's bytes as text, or why they are none.
pub(crate) fn text(path: &SourcePath, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let problem = Diagnostic::new(Code::BadEncoding, format!("`{path}` is not UTF-8")).at(path, at..at + 1);
        Box::new(problem.hint("save it as UTF-8 (without it, letters outside ASCII would be garbled)"))
    })
}

/// Whether a file's first line is `---` (`jekyll/utils.rb`, `has_yaml_header?`).
fn begins_with_fence(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    line.strip_prefix(b"---").is_some_and(|rest| rest.iter().all(u8::is_ascii_whitespace))
}

/// A draft without a date is one of today's.
fn dated(document: &Arc<Document>, options: &Options, config: &Config) -> Arc<Document> {
    let mut document = Arc::clone(document);
    if document.kind == Kind::Draft && document.date.is_none() {
        Arc::make_mut(&mut document).date = Some(options.now.to_zoned(config.time_zone.clone()));
    }
    document
}

fn reason_to_leave_out(document: &Document, options: &Options, config: &Config) -> Option<Reason> {
    if !document.published && !config.unpublished {
        return Some(Reason::Unpublished);
    }
    let is_dated = document.kind == Kind::Post;
    let is_future = is_dated && document.date.as_ref().is_some_and(|date| date.timestamp() > options.now);
    (is_future && !config.future).then_some(Reason::Future)
}

/// Posts newest first, then pages by path; returns how many posts there are. Posts of one moment stand in falling order
/// of their paths: Jekyll sorts rising and shows the list reversed (`jekyll/document.rb`, `site.rb`).
fn sort(documents: &mut [Arc<Document>]) -> usize {
    documents.sort_by(|a, b| {
        let is_page = |document: &Arc<Document>| document.kind == Kind::Page;
        let moment = |document: &Arc<Document>| document.date.as_ref().map(jiff::Zoned::timestamp);
        is_page(a).cmp(&is_page(b)).then_with(|| {
            if is_page(a) {
                a.source.cmp(&b.source)
            } else {
                moment(b).cmp(&moment(a)).then_with(|| b.source.cmp(&a.source))
            }
        })
    });
    documents.partition_point(|document| document.kind != Kind::Page)
}

/// For each document, where the very same one stands in `former`, which are those of a site as it was before.
pub fn kept(documents: &[Arc<Document>], former: &[Arc<Document>]) -> Vec<Option<DocumentId>> {
    let places: OnceLock<HashMap<*const Document, usize>> = OnceLock::new();
    let places =
        || places.get_or_init(|| former.iter().enumerate().map(|(index, known)| (Arc::as_ptr(known), index)).collect());
    let place = |(index, document): (usize, &Arc<Document>)| {
        // Most stand where they stood.
        let is_there = former.get(index).is_some_and(|known| Arc::ptr_eq(known, document));
        let index = if is_there { Some(index) } else { places().get(&Arc::as_ptr(document)).copied() };
        index.map(DocumentId)
    };
    documents.iter().enumerate().map(place).collect()
}

fn names_of_posts(posts: &[Arc<Document>]) -> HashMap<String, Vec<DocumentId>> {
    let mut names: HashMap<String, Vec<DocumentId>> = HashMap::with_capacity(posts.len());
    for (index, post) in posts.iter().enumerate() {
        names.entry(post.source.stem().to_owned()).or_default().push(DocumentId(index));
    }
    names
}
