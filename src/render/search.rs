//! What a visitor searches with: the page, and the pieces of the index.
//!
//! 1. Rendering a page tells its words anyway, and where every page is rendered they are kept ([`SearchIndex::gathering`]).
//! 2. Where only some are (in `serve`), the first piece asked for has every document read: one whose text is known from
//!    before is not looked into again ([`WordMemory`] goes by content), and no page but those of the index waits for it.
//! 3. The words of all documents make one index, once for each version of the site; its pieces are the routes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use blake3::Hash;
use rayon::prelude::*;

use crate::content::{Document, Kind};
use crate::search::{Index, Lexicon, Record, Terms, Text, plain};
use crate::site::DocumentId;
use crate::site::route::{Route, SearchPart};
use crate::source::SourceError;

use super::body::{Body, Purpose};
use super::{Checks, Rendered, Renderer};

/// The template of the page to search with.
const SEARCH: &str = "search";

/// The words of documents by what is in them, whatever the version of the site.
#[derive(Debug, Default)]
pub struct WordMemory {
    lexicon: Lexicon,
    known: Mutex<HashMap<Hash, Arc<Terms>>>,
}

/// The search index of one version of a site, made when it is first asked for.
#[derive(Debug, Default)]
pub struct SearchIndex {
    memory: Arc<WordMemory>,
    /// What rendering each document found out; of no document where that is not kept.
    gathered: Vec<OnceLock<Arc<Terms>>>,
    index: Mutex<Option<Arc<Index>>>,
}

/// Whether making the index may use other threads of the pool it runs in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Threads {
    All,
    /// A thread that waits for others takes up their work: were that a piece of this index, it would wait for itself.
    This,
}

impl SearchIndex {
    /// For a walk over all of so many documents: their words are kept as their pages are rendered.
    pub fn gathering(documents: usize) -> Self {
        Self { gathered: (0..documents).map(|_| OnceLock::new()).collect(), ..Self::default() }
    }

    /// For the next version of the site.
    #[must_use]
    pub fn next(&self) -> Self {
        Self { memory: Arc::clone(&self.memory), ..Self::default() }
    }
}

impl Renderer<'_> {
    /// The page to search with.
    pub(super) fn search_page(&self, route: &Route, checks: Checks) -> Rendered {
        let mut problems = Vec::new();
        let view = self.views.listing(route, self.word("search"), String::new(), &[], None);
        let html = self.dress(route, &self.template(SEARCH), &view, &[], checks, &mut problems);
        Rendered { body: html.into_bytes(), problems }
    }

    /// A piece of the index.
    pub(super) fn search_piece(&self, part: SearchPart) -> Result<Rendered, SourceError> {
        let threads = if rayon::current_thread_index().is_some() { Threads::This } else { Threads::All };
        let index = self.search_index(threads)?;
        let piece = match part {
            SearchPart::Page => None,
            SearchPart::Directory => Some(&index.directory),
            SearchPart::Words(number) => index.words.get(number),
            SearchPart::Records(number) => index.records.get(number),
        };
        Ok(Rendered { body: piece.cloned().unwrap_or_default(), problems: Vec::new() })
    }

    /// Makes the search index with all threads, when all pages are rendered and before any of its pieces is asked for.
    pub fn prepare_search(&self) -> Result<(), SourceError> {
        if self.site.config.search { self.search_index(Threads::All).map(drop) } else { Ok(()) }
    }

    fn search_index(&self, threads: Threads) -> Result<Arc<Index>, SourceError> {
        let mut made = lock(&self.search.index);
        if let Some(index) = &*made {
            return Ok(Arc::clone(index));
        }
        let ids = self.searched();
        let one = |id: &DocumentId| Ok((self.terms(*id)?, self.record(*id)));
        let found = match threads {
            Threads::All => ids.par_iter().map(one).collect::<Result<Vec<_>, SourceError>>()?,
            Threads::This => ids.iter().map(one).collect::<Result<Vec<_>, SourceError>>()?,
        };
        let memory = &self.search.memory;
        let mut documents = Vec::with_capacity(found.len());
        let mut known = HashMap::new();
        for ((key, terms), record) in found {
            known.extend(key.map(|key| (key, Arc::clone(&terms))));
            documents.push((terms, record));
        }
        // What no document holds any more is forgotten.
        *lock(&memory.known) = known;
        let index = Arc::new(Index::new(&memory.lexicon, &documents, self.site.search_pieces()));
        *made = Some(Arc::clone(&index));
        Ok(index)
    }

    /// The documents that can be found, newest post first.
    pub(super) fn searched(&self) -> Vec<DocumentId> {
        let is_searched = |id: &DocumentId| {
            let output = self.site.route_of(*id).map(|route| &route.output);
            let is_page = |output: &crate::address::OutputPath| {
                matches!(output.extension(), "html" | "htm" | "xhtml") && output.as_str() != "404.html"
            };
            let document = self.site.document(*id);
            document.in_search && document.redirect_to.is_none() && output.is_some_and(is_page)
        };
        self.site.post_ids().chain(self.site.page_ids()).filter(is_searched).collect()
    }

    /// Keeps the words of a page that was rendered, where they are kept.
    pub(super) fn gather(&self, id: DocumentId, body: &Body) {
        let cell = self.search.gathered.get(id.0).filter(|cell| cell.get().is_none());
        if let Some(cell) = cell.filter(|_| self.site.document(id).in_search) {
            cell.get_or_init(|| Arc::new(self.weighed(id, body)));
        }
    }

    /// The words of a document; and the name of its content, where they are known by that.
    fn terms(&self, id: DocumentId) -> Result<(Option<Hash>, Arc<Terms>), SourceError> {
        if let Some(terms) = self.search.gathered.get(id.0).and_then(OnceLock::get) {
            return Ok((None, Arc::clone(terms)));
        }
        let key = self.content_hash(id)?;
        let known = lock(&self.search.memory.known).get(&key).cloned();
        let terms = match known {
            Some(terms) => terms,
            None => Arc::new(self.weighed(id, &self.body(id, Purpose::Words)?)),
        };
        Ok((Some(key), terms))
    }

    fn weighed(&self, id: DocumentId, body: &Body) -> Terms {
        let document = self.site.document(id);
        let headings: Vec<&str> = body.fragment.headings.iter().map(|heading| heading.text.as_str()).collect();
        self.search.memory.lexicon.terms(&Text {
            title: &document.title,
            authors: &document.authors,
            tags: &document.tags,
            categories: &document.categories,
            headings: &headings.join("\n"),
            description: document.description.as_deref().unwrap_or_default(),
            body: &plain(&body.fragment.html),
            lang: self.lang(document),
        })
    }

    fn lang<'b>(&'b self, document: &'b Document) -> &'b str {
        document.lang.as_deref().unwrap_or(&self.site.config.lang)
    }

    /// The name of everything that [`Self::weighed`] looks at.
    fn content_hash(&self, id: DocumentId) -> Result<Hash, SourceError> {
        let document = self.site.document(id);
        let mut hasher = blake3::Hasher::new();
        let facts = (&document.title, &document.authors, &document.tags, &document.categories, &document.description);
        hasher.update(format!("{facts:?} {:?} {:?}\0", self.lang(document), document.format).as_bytes());
        self.with_expanded(id, |expanded| {
            hasher.update(format!("{:?}\0", expanded.inserts).as_bytes());
            hasher.update(expanded.text.as_bytes());
        })?;
        Ok(hasher.finalize())
    }

    fn record(&self, id: DocumentId) -> Record {
        let document = self.site.document(id);
        let date = document.date.as_ref().filter(|_| document.kind != Kind::Page);
        Record {
            title: document.title.clone(),
            href: self.site.route_of(id).map(|route| self.site.href(&route.url)).unwrap_or_default(),
            date: date.map(|date| date.strftime("%Y-%m-%d").to_string()).unwrap_or_default(),
            authors: document.authors.join(", "),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
