//! What exists and where it is served, from front matter alone.
//!
//! 1. [`inventory`] takes stock: every file of the source tree becomes a document, a static file, data, or is said to be none.
//! 2. Documents are read in parallel; drafts, future posts and unpublished ones are set aside, and remembered as [`LeftOut`].
//! 3. The rest is sorted, [`permalink`] gives each its address, and every output of the site becomes a [`route::Route`].
//! 4. Two sources for one address are a problem.
//! 5. [`resolve`] finds out which route a link meant.
//!
//! Nothing here comes from a body, so that editing a body never changes a [`Site`].

pub mod inventory;
pub mod permalink;
pub mod resolve;
pub mod route;

mod index;

#[cfg(test)]
#[expect(clippy::panic, reason = "a test may fail")]
pub(crate) mod fixture;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::address::{OutputPath, SourcePath, UrlPath};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{Document, Kind, data};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceError, SourceTree};

pub use index::{THEME_FILES, page_url};

use inventory::{Inventory, Role};
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
#[derive(Debug, Default)]
pub struct Site {
    /// The site as a whole.
    pub config: Config,
    /// Published documents: posts (drafts among them) newest first, as Jekyll lists them, then pages by path.
    pub documents: Vec<Document>,
    /// How many of [`Site::documents`] are posts; they come first.
    pub posts: usize,
    /// `data/` as `site.data`.
    pub data: serde_yaml::Value,
    /// Everything that is served.
    pub routes: Routes,
    /// Documents that exist and are not published, sorted.
    pub left_out: Vec<LeftOut>,
    /// File name without extension → the posts written in files of that name.
    post_names: HashMap<String, Vec<DocumentId>>,
}

impl Site {
    /// Reads a tree. What is wrong with it is returned beside the site, which holds everything that could be understood.
    pub fn load(tree: &dyn SourceTree, options: &Options) -> Result<(Self, Vec<Diagnostic>), SourceError> {
        let (config, mut problems) = load_config(tree, options)?;
        let mut inventory = Inventory::take(tree, &config)?;
        problems.append(&mut inventory.problems);
        let data = load_data(tree, &inventory.data, &mut problems)?;

        let mut left_out = Vec::new();
        let mut documents = Vec::new();
        let mut statics: Vec<(SourcePath, OutputPath)> = Vec::new();
        let read: Vec<Read> = inventory
            .files
            .into_par_iter()
            .map(|(source, role)| read_entry(tree, source, role, &config))
            .collect::<Result<_, _>>()?;
        for entry in read {
            match entry {
                Read::Document(document, found) => {
                    let document = document.map(|document| dated(*document, options, &config));
                    let reason = document.as_ref().and_then(|document| reason_to_leave_out(document, options, &config));
                    match (document, reason) {
                        // What is not published may be unfinished.
                        (Some(document), Some(reason)) => left_out.push(LeftOut { reason, source: document.source }),
                        (document, _) => {
                            problems.extend(found);
                            documents.extend(document);
                        }
                    }
                }
                Read::Static(source, output) => statics.push((source, output)),
                Read::HiddenDraft(source) => left_out.push(LeftOut { reason: Reason::Draft, source }),
            }
        }
        left_out.sort();
        let posts = sort(&mut documents);
        let (routes, found) = index::routes(&config, &documents, posts, &statics);
        problems.extend(found);
        let post_names = names_of_posts(&documents[..posts]);
        Ok((Self { config, documents, posts, data, routes, left_out, post_names }, problems))
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

    /// A path of this site as a link may carry it: base path in front, percent-encoded.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{}", self.config.base_path, url.encoded())
    }

    /// The post that `{% post_url NAME %}` means: its file name without extension, with folders in front if there are two.
    pub fn post_named(&self, name: &str) -> Option<DocumentId> {
        let name = name.trim_start_matches('/');
        let stem = name.rsplit('/').next().unwrap_or(name);
        let ids = self.post_names.get(stem)?;
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

/// Reads `_config.yml`, and lets the command line have its word over it.
fn load_config(tree: &dyn SourceTree, options: &Options) -> Result<(Config, Vec<Diagnostic>), SourceError> {
    let path = SourcePath::new(CONFIG_FILE);
    let (mut config, problems) = match tree.read(&path)? {
        None => (Config::default(), Vec::new()),
        Some(bytes) => match text(&path, bytes) {
            Ok(text) => Config::parse(&path, &text),
            Err(problem) => (Config::default(), vec![problem]),
        },
    };
    config.drafts |= options.drafts;
    config.future |= options.future;
    config.unpublished |= options.unpublished;
    if let Some(base_path) = &options.base_path {
        config.set_base_path(base_path);
    }
    Ok((config, problems))
}

/// A file's bytes as text, or why they are none.
pub(crate) fn text(path: &SourcePath, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::new(Code::BadEncoding, format!("`{path}` is not UTF-8"))
            .at(path, at..at + 1)
            .hint("save it as UTF-8 (without it, letters outside ASCII would be garbled)")
    })
}

fn load_data(
    tree: &dyn SourceTree,
    paths: &[SourcePath],
    problems: &mut Vec<Diagnostic>,
) -> Result<serde_yaml::Value, SourceError> {
    let mut files = Vec::new();
    for path in paths {
        let Some(bytes) = tree.read(path)? else { continue };
        match text(path, bytes) {
            Ok(text) => files.push((path.clone(), text)),
            Err(problem) => problems.push(problem),
        }
    }
    let (value, found) = data::load(&files);
    problems.extend(found);
    Ok(value)
}

/// An entry of the inventory, read.
enum Read {
    Document(Option<Box<Document>>, Vec<Diagnostic>),
    HiddenDraft(SourcePath),
    Static(SourcePath, OutputPath),
}

fn read_entry(tree: &dyn SourceTree, source: SourcePath, role: Role, config: &Config) -> Result<Read, SourceError> {
    let (kind, as_static) = match role {
        Role::Static(output) => return Ok(Read::Static(source, output)),
        // Not even read: an unfinished draft is nobody's business.
        Role::Document(Kind::Draft) if !config.drafts => return Ok(Read::HiddenDraft(source)),
        Role::Document(kind) => (kind, None),
        Role::PageOrStatic(output) => (Kind::Page, Some(output)),
    };
    let Some(bytes) = tree.read(&source)? else {
        return Ok(Read::Document(None, Vec::new())); // deleted since it was listed
    };
    if let Some(output) = as_static
        && !begins_with_fence(&bytes)
    {
        return Ok(Read::Static(source, output));
    }
    Ok(match text(&source, bytes) {
        Err(problem) => Read::Document(None, vec![problem]),
        Ok(text) => {
            let (document, problems) = Document::parse(&source, &text, kind, config);
            Read::Document(document.map(Box::new), problems)
        }
    })
}

/// Whether a file's first line is `---` (`jekyll/utils.rb`, `has_yaml_header?`).
fn begins_with_fence(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    line.strip_prefix(b"---").is_some_and(|rest| rest.iter().all(u8::is_ascii_whitespace))
}

/// A draft without a date is one of today's.
fn dated(mut document: Document, options: &Options, config: &Config) -> Document {
    if document.kind == Kind::Draft && document.date.is_none() {
        document.date = Some(options.now.to_zoned(config.time_zone.clone()));
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
fn sort(documents: &mut [Document]) -> usize {
    documents.sort_by(|a, b| {
        let is_page = |document: &Document| document.kind == Kind::Page;
        let moment = |document: &Document| document.date.as_ref().map(jiff::Zoned::timestamp);
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

fn names_of_posts(posts: &[Document]) -> HashMap<String, Vec<DocumentId>> {
    let mut names: HashMap<String, Vec<DocumentId>> = HashMap::with_capacity(posts.len());
    for (index, post) in posts.iter().enumerate() {
        names.entry(post.source.stem().to_owned()).or_default().push(DocumentId(index));
    }
    names
}
