//! A site with what was read for it, so that after a change only what changed is read again.
//!
//! 1. [`Loaded::load`] reads every file and remembers what came of each, with the hash of its bytes.
//! 2. [`Loaded::reload`] is told which files or folders may have changed. A known document is read again by itself; what is
//!    new, gone or a folder makes the tree be listed again; another configuration makes everything be read again.
//!    The same holds for `urls.lock`, which makes only the index be made anew.
//! 3. Either way the site is made by the same [`index`] from what is then known, if anything in it is another than before.
//!    An edited body alone leaves the site as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::address::{OutputPath, SourcePath};
use crate::config::{CONFIG_FILE, Config};
use crate::content::{Document, Kind, data};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceError, SourceTree};

use super::inventory::{CONTENT, DATA_FOLDERS, Inventory, Role, STATIC, is_data};
use super::lock::keep::keep;
use super::lock::present::Present;
use super::lock::{LOCK_FILE, Lock, Print};
use super::people::People;
use super::route::Route;
use super::taxonomy::Taxonomies;
use super::{LeftOut, Options, Reason, Site, begins_with_fence, dated, index, reason_to_leave_out, sort, text};

/// A site, what is wrong with it, and what was read to know that.
#[derive(Debug)]
pub struct Loaded {
    /// The site.
    pub site: Arc<Site>,
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
    config: ConfigFile,
    /// What is wrong with names and links.
    of_inventory: Vec<Diagnostic>,
    /// Files of `content/` and `static/`, by path.
    files: Vec<Known>,
    data: Data,
    lock: LockFile,
}

/// What a reload found to be another than before.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Whether [`Loaded::site`] is another one: front matter, names, data or configuration changed.
    pub is_indexed: bool,
    /// Whether the configuration changed.
    pub is_configured: bool,
    /// Whether a data file changed.
    pub is_data: bool,
    /// Files that hold something else than before; of static files also those that may.
    pub edited: Vec<SourcePath>,
    /// Files that were not there before.
    pub added: Vec<SourcePath>,
    /// Files that are gone.
    pub removed: Vec<SourcePath>,
    /// Documents that are gone and came up elsewhere: from, to.
    pub renamed: Vec<(SourcePath, SourcePath)>,
}

impl Change {
    /// Whether nothing is another than before.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Makes one change of two, the other being the later.
    pub fn extend(&mut self, later: Self) {
        let Self { is_indexed, is_configured, is_data, edited, added, removed, renamed } = later;
        self.is_indexed |= is_indexed;
        self.is_configured |= is_configured;
        self.is_data |= is_data;
        let new: Vec<SourcePath> = edited.into_iter().filter(|path| !self.edited.contains(path)).collect();
        self.edited.extend(new);
        self.added.extend(added);
        self.removed.extend(removed);
        self.renamed.extend(renamed);
    }
}

/// `_config.yml` as it was read.
#[derive(Debug)]
struct ConfigFile {
    bytes: Option<Vec<u8>>,
    config: Config,
    problems: Vec<Diagnostic>,
}

/// The files of `data/` as they were read.
#[derive(Debug, Default)]
struct Data {
    files: Vec<(SourcePath, Vec<u8>)>,
    value: serde_yaml::Value,
    problems: Vec<Diagnostic>,
}

/// `urls.lock` as it was read.
#[derive(Debug, Default)]
struct LockFile {
    bytes: Option<Vec<u8>>,
    lock: Arc<Lock>,
    problems: Vec<Diagnostic>,
}

/// The name of a file's bytes.
type Hash = [u8; 32];

/// A file and what came of it.
#[derive(Clone, Debug)]
struct Known {
    source: SourcePath,
    role: Role,
    read: Read,
    /// Nothing where the file was not read.
    hash: Option<Hash>,
    /// By what it is known again under another name; nothing where the file was not read.
    print: Print,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq)]
enum Read {
    Document(Option<Arc<Document>>, Vec<Diagnostic>),
    HiddenDraft,
    Static(OutputPath),
}

impl Loaded {
    /// Reads a tree.
    pub fn load(tree: &dyn SourceTree, options: &Options) -> Result<Self, SourceError> {
        let config = ConfigFile::read(tree, options)?;
        let inventory = Inventory::take(tree, &config.config)?;
        let data = Data::read(tree, &inventory.data)?;
        let lock = LockFile::read(tree)?;
        let read = |(source, role)| Known::read(tree, source, role, &config.config);
        let files = inventory.files.into_par_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let (site, problems) = index_site(tree, &config, &inventory.problems, &files, &data, &lock, options, None);
        Ok(Self { site: Arc::new(site), problems, config, of_inventory: inventory.problems, files, data, lock })
    }

    /// Reads again what changed: files, or folders with all they hold; the empty path is the whole tree. `options` may
    /// differ from those before in the clock only. What the machine refuses leaves everything as it was.
    pub fn reload(
        &mut self,
        tree: &dyn SourceTree,
        changed: &BTreeSet<SourcePath>,
        options: &Options,
    ) -> Result<Change, SourceError> {
        let touches = |path: &str| changed.iter().any(|changed| is_in(path, changed));
        if touches(CONFIG_FILE) {
            let config = ConfigFile::read(tree, options)?;
            if config.bytes != self.config.bytes {
                let fresh = Self::load(tree, options)?;
                let mut change = change_of_files(&self.files, &fresh.files, changed);
                change.is_data = self.data.files != fresh.data.files;
                (change.is_indexed, change.is_configured) = (true, true);
                *self = fresh;
                return Ok(change);
            }
        }
        // What follows may be refused by the machine: until nothing can be, everything stays as it was.
        let lock = if touches(LOCK_FILE) { Some(LockFile::read(tree)?) } else { None };
        let lock = lock.filter(|lock| lock.bytes != self.lock.bytes);
        let is_locked = lock.is_some();
        let must_list = changed.iter().any(|path| holds_data(path) || self.may_move(tree, path));
        let mut change = if must_list {
            self.reload_tree(tree, changed, lock, options)?
        } else {
            self.reload_files(tree, changed, lock, options)?
        };
        change.edited.extend(is_locked.then(|| SourcePath::new(LOCK_FILE)));
        Ok(change)
    }

    /// The bytes of `_config.yml` or of a data file that the site was made with.
    pub fn bytes_of(&self, path: &SourcePath) -> Option<&[u8]> {
        if path.as_str() == CONFIG_FILE {
            return self.config.bytes.as_deref();
        }
        self.data.files.iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes.as_slice())
    }

    /// Whether a change at that path may have made or removed files: anything but a known file that is one still.
    fn may_move(&self, tree: &dyn SourceTree, path: &SourcePath) -> bool {
        let concerns = [CONTENT, STATIC].iter().any(|folder| is_in(folder, path) || path.under(folder).is_some());
        if !concerns {
            return false;
        }
        let is_known = self.position(path).is_ok();
        let Ok(listing) = tree.list(path.as_str(), &|_| true) else { return true };
        if listing.files.is_empty() && listing.refused.is_empty() && !self.holds(path) {
            return false; // it came and went
        }
        // A link put in its place may lead out.
        !(is_known && listing.files == [path.clone()])
    }

    /// Whether the path is a file that was there, or a folder that held one.
    fn holds(&self, path: &SourcePath) -> bool {
        let refused = self.of_inventory.iter().filter_map(|problem| problem.span.as_ref()).map(|span| &span.path);
        self.files.iter().map(|known| &known.source).chain(refused).any(|known| is_in(known.as_str(), path))
    }

    fn position(&self, path: &SourcePath) -> Result<usize, usize> {
        self.files.binary_search_by(|known| known.source.cmp(path))
    }

    /// Known files are read again, and no others.
    fn reload_files(
        &mut self,
        tree: &dyn SourceTree,
        changed: &BTreeSet<SourcePath>,
        lock: Option<LockFile>,
        options: &Options,
    ) -> Result<Change, SourceError> {
        let places: Vec<usize> = changed.iter().filter_map(|path| self.position(path).ok()).collect();
        let again = |place: &usize| {
            let Known { source, role, .. } = self.files[*place].clone();
            Known::read(tree, source, role, &self.config.config)
        };
        let fresh = places.par_iter().map(again).collect::<Result<Vec<_>, _>>()?;
        let mut change = Change { is_indexed: lock.is_some(), ..Change::default() };
        let looks_at_bodies = self.looks_at_bodies();
        for (place, fresh) in places.into_iter().zip(fresh) {
            let former = &mut self.files[place];
            if fresh.hash.is_some() && fresh.hash == former.hash || fresh.read == Read::HiddenDraft {
                continue;
            }
            change.edited.push(fresh.source.clone());
            change.is_indexed |= fresh.read != former.read || looks_at_bodies;
            *former = fresh;
        }
        self.lock = lock.unwrap_or(std::mem::take(&mut self.lock));
        if change.is_indexed {
            self.index_again(tree, options);
        }
        Ok(change)
    }

    /// The tree is listed again; what is new or may have changed is read.
    fn reload_tree(
        &mut self,
        tree: &dyn SourceTree,
        changed: &BTreeSet<SourcePath>,
        lock: Option<LockFile>,
        options: &Options,
    ) -> Result<Change, SourceError> {
        let inventory = Inventory::take(tree, &self.config.config)?;
        let data = Data::read(tree, &inventory.data)?;
        let read = |(source, role): (SourcePath, Role)| {
            let former = self.position(&source).ok().map(|place| &self.files[place]);
            match former.filter(|former| former.role == role && !is_touched(&source, changed)) {
                Some(former) => Ok(former.clone()),
                None => Known::read(tree, source, role, &self.config.config),
            }
        };
        let files = inventory.files.into_par_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut change = change_of_files(&self.files, &files, changed);
        change.is_data = self.data.files != data.files;
        change.is_indexed = change.is_data
            || lock.is_some()
            || inventory.problems != self.of_inventory
            || !same_reads(&self.files, &files)
            || self.looks_at_bodies() && !change.edited.is_empty();
        (self.files, self.of_inventory, self.data) = (files, inventory.problems, data);
        self.lock = lock.unwrap_or(std::mem::take(&mut self.lock));
        if change.is_indexed {
            self.index_again(tree, options);
        }
        Ok(change)
    }

    fn index_again(&mut self, tree: &dyn SourceTree, options: &Options) {
        let Self { config, of_inventory, files, data, lock, .. } = &*self;
        let former = Some(self.site.as_ref());
        let (site, problems) = index_site(tree, config, of_inventory, files, data, lock, options, former);
        (self.site, self.problems) = (Arc::new(site), problems);
    }

    /// Whether an edited body may make another site: an address that was published is missing, and so is its file.
    fn looks_at_bodies(&self) -> bool {
        self.site.kept().is_some_and(|kept| kept.looks_at_bodies)
    }

    /// By what a document is known again under another name.
    pub fn print_of(&self, source: &SourcePath) -> Option<Print> {
        self.position(source).ok().map(|place| self.files[place].print)
    }

    /// The bytes of `urls.lock`, and whether all of it was understood; nothing if there is none.
    pub fn lock_file(&self) -> Option<(&[u8], bool)> {
        Some((self.lock.bytes.as_deref()?, self.lock.problems.is_empty()))
    }
}

/// Whether a change at that path may be one of data: a data file, a folder of them, or a folder around that.
fn holds_data(path: &SourcePath) -> bool {
    is_data(path) || DATA_FOLDERS.iter().any(|folder| is_in(folder, path))
}

/// Whether `path` is `folder` itself or lies in it; everything lies in the empty path.
fn is_in(path: &str, folder: &SourcePath) -> bool {
    let rest = path.strip_prefix(folder.as_str());
    folder.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the path or a folder it lies in is among `changed`.
fn is_touched(path: &SourcePath, changed: &BTreeSet<SourcePath>) -> bool {
    let ends = path.as_str().char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| at);
    ends.chain([0, path.as_str().len()]).any(|end| changed.contains(&SourcePath::new(&path.as_str()[..end])))
}

fn same_reads(former: &[Known], files: &[Known]) -> bool {
    former.len() == files.len()
        && former
            .iter()
            .zip(files)
            .all(|(a, b)| a.source == b.source && a.role == b.role && same_read(&a.read, &b.read))
}

/// Equal, and quick to tell where nothing was read again.
fn same_read(a: &Read, b: &Read) -> bool {
    match (a, b) {
        (Read::Document(Some(a), found), Read::Document(Some(b), also)) => {
            found == also && (Arc::ptr_eq(a, b) || a == b)
        }
        _ => a == b,
    }
}

/// What became of which file, both lists by path.
fn change_of_files(former: &[Known], files: &[Known], changed: &BTreeSet<SourcePath>) -> Change {
    let before: BTreeMap<&SourcePath, &Known> = former.iter().map(|known| (&known.source, known)).collect();
    let after: BTreeSet<&SourcePath> = files.iter().map(|known| &known.source).collect();
    let mut change = Change::default();
    let mut added = Vec::new();
    for known in files {
        match before.get(&known.source) {
            None => added.push(known),
            Some(former) => {
                let is_same = if known.hash.is_some() && former.hash.is_some() {
                    known.hash == former.hash
                } else {
                    known.read == Read::HiddenDraft || !is_touched(&known.source, changed)
                };
                if !is_same {
                    change.edited.push(known.source.clone());
                }
            }
        }
    }
    let removed: Vec<&Known> = former.iter().filter(|known| !after.contains(&known.source)).collect();
    change.renamed = renamed(&removed, &added);
    change.added = added.into_iter().map(|known| known.source.clone()).collect();
    change.removed = removed.into_iter().map(|known| known.source.clone()).collect();
    change
}

/// Documents that are gone, and where the same bytes came up; or the only one that came, if only one went.
fn renamed(removed: &[&Known], added: &[&Known]) -> Vec<(SourcePath, SourcePath)> {
    let is_document = |known: &&&Known| known.hash.is_some();
    let removed: Vec<_> = removed.iter().filter(is_document).collect();
    let added: Vec<_> = added.iter().filter(is_document).collect();
    let pair = |from: &Known, to: &Known| (from.source.clone(), to.source.clone());
    if let ([from], [to]) = (removed.as_slice(), added.as_slice()) {
        return vec![pair(from, to)];
    }
    let places: BTreeMap<Option<Hash>, &&&Known> = added.iter().map(|known| (known.hash, known)).collect();
    removed.into_iter().filter_map(|from| places.get(&from.hash).map(|to| pair(from, to))).collect()
}

impl ConfigFile {
    /// Reads `_config.yml`, and lets the command line have its word over it.
    fn read(tree: &dyn SourceTree, options: &Options) -> Result<Self, SourceError> {
        let path = SourcePath::new(CONFIG_FILE);
        let bytes = tree.read(&path)?;
        let (mut config, problems) = match bytes.clone() {
            None => (Config::default(), Vec::new()),
            Some(bytes) => match text(&path, bytes) {
                Ok(text) => Config::parse(&path, &text),
                Err(problem) => (Config::default(), vec![*problem]),
            },
        };
        config.drafts |= options.drafts;
        config.future |= options.future;
        config.unpublished |= options.unpublished;
        if let Some(base_path) = &options.base_path {
            config.set_base_path(base_path);
        }
        Ok(Self { bytes, config, problems })
    }
}

impl Data {
    fn read(tree: &dyn SourceTree, paths: &[SourcePath]) -> Result<Self, SourceError> {
        let (mut files, mut texts, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for path in paths {
            let Some(bytes) = tree.read(path)? else { continue };
            files.push((path.clone(), bytes.clone()));
            match text(path, bytes) {
                Ok(text) => texts.push((path.clone(), text)),
                Err(problem) => problems.push(*problem),
            }
        }
        let (value, found) = data::load(&texts);
        problems.extend(found);
        Ok(Self { files, value, problems })
    }
}

impl Known {
    fn read(tree: &dyn SourceTree, source: SourcePath, role: Role, config: &Config) -> Result<Self, SourceError> {
        let (kind, as_static) = match &role {
            Role::Static(output) => {
                let read = Read::Static(output.clone());
                return Ok(Self { source, role, read, hash: None, print: Print::default() });
            }
            // Not even read: an unfinished draft is nobody's business.
            Role::Document(Kind::Draft) if !config.drafts => {
                return Ok(Self { source, role, read: Read::HiddenDraft, hash: None, print: Print::default() });
            }
            Role::Document(kind) => (*kind, None),
            Role::PageOrStatic(output) => (Kind::Page, Some(output.clone())),
        };
        let Some(bytes) = tree.read(&source)? else {
            // Deleted since it was listed.
            return Ok(Self {
                source,
                role,
                read: Read::Document(None, Vec::new()),
                hash: None,
                print: Print::default(),
            });
        };
        let (read, print, hash) = match as_static {
            Some(output) if !begins_with_fence(&bytes) => {
                let (print, hash) = Print::with_hash(&bytes, 0);
                (Read::Static(output), print, hash)
            }
            _ => match text(&source, bytes.clone()) {
                Err(problem) => {
                    (Read::Document(None, vec![*problem]), Print::default(), *blake3::hash(&bytes).as_bytes())
                }
                Ok(text) => {
                    let (document, problems) = Document::parse(&source, &text, kind, config);
                    let body = document.as_ref().map_or(0, |document| document.body);
                    let (print, hash) = Print::with_hash(&bytes, body);
                    (Read::Document(document.map(Arc::new), problems), print, hash)
                }
            },
        };
        Ok(Self { source, role, read, hash: Some(hash), print })
    }
}

impl LockFile {
    /// Reads `urls.lock`; what cannot be understood is told, and the rest counts.
    fn read(tree: &dyn SourceTree) -> Result<Self, SourceError> {
        let path = SourcePath::new(LOCK_FILE);
        let Some(bytes) = tree.read(&path)? else { return Ok(Self::default()) };
        let (lock, problems) = match text(&path, bytes.clone()) {
            Err(problem) => (Lock::default(), vec![*problem]),
            Ok(text) => {
                let (lock, findings) = Lock::parse(&text);
                (lock, findings.into_iter().map(|finding| finding.place(&path, |range| range)).collect())
            }
        };
        Ok(Self { bytes: Some(bytes), lock: Arc::new(lock), problems })
    }
}

/// The print of a file: of a document as it was read, of a file that is copied as it is now. One that cannot be read is not
/// known again.
fn print_now(tree: &dyn SourceTree, files: &[Known], source: &SourcePath) -> Print {
    let known = files.binary_search_by(|known| known.source.cmp(source)).ok().and_then(|place| files.get(place));
    match known {
        Some(Known { read: Read::Static(_), .. }) | None => {
            tree.read(source).ok().flatten().map(|bytes| Print::of(&bytes, 0)).unwrap_or_default()
        }
        Some(known) => known.print,
    }
}

/// Makes the site of what was read. What `former` knows of the same documents is taken from there.
#[expect(clippy::too_many_arguments, reason = "each is a part of what was read")]
fn index_site(
    tree: &dyn SourceTree,
    config: &ConfigFile,
    of_inventory: &[Diagnostic],
    files: &[Known],
    data: &Data,
    lock: &LockFile,
    options: &Options,
    former: Option<&Site>,
) -> (Site, Vec<Diagnostic>) {
    let of_files = config.problems.iter().chain(of_inventory).chain(&data.problems).chain(&lock.problems);
    let mut problems: Vec<Diagnostic> = of_files.cloned().collect();
    let config = &config.config;
    let mut left_out = Vec::new();
    let mut documents = Vec::with_capacity(files.len());
    let mut statics: Vec<(SourcePath, OutputPath)> = Vec::new();
    for Known { source, read, .. } in files {
        match read {
            Read::Document(document, found) => {
                let document = document.as_ref().map(|document| dated(document, options, config));
                let reason = document.as_ref().and_then(|document| reason_to_leave_out(document, options, config));
                if let Some(reason) = reason {
                    // What is not published may be unfinished.
                    left_out.push(LeftOut { reason, source: source.clone() });
                } else {
                    problems.extend(found.iter().cloned());
                    documents.extend(document);
                }
            }
            Read::Static(output) => statics.push((source.clone(), output.clone())),
            Read::HiddenDraft => left_out.push(LeftOut { reason: Reason::Draft, source: source.clone() }),
        }
    }
    left_out.sort();
    let posts = sort(&mut documents);
    let (people, found) =
        People::read(&data.value, config, data.files.iter().map(|(path, bytes)| (path, bytes.as_slice())));
    problems.extend(found);
    let taxonomies = Arc::new(Taxonomies::new(&documents[..posts], &people));
    problems.extend(index::variants(config, &documents[..posts], &taxonomies));
    let mut kept = None;
    let mut keep_published = |routes: &[Route]| {
        if lock.bytes.is_none() {
            return (Vec::new(), Vec::new());
        }
        let prints = &|source: &SourcePath| print_now(tree, files, source);
        let present = Present {
            config,
            documents: &documents,
            taxonomies: &taxonomies,
            people: &people,
            statics: &statics,
            left_out: &left_out,
            routes,
            prints,
        };
        let (keeping, routes, problems) = keep(&lock.lock, &present);
        kept = Some(Arc::new(keeping));
        (routes, problems)
    };
    let (routes, found) = index::routes(config, &documents, posts, &taxonomies, &statics, former, &mut keep_published);
    problems.extend(found);
    let (config, data) = (config.clone(), data.value.clone());
    (
        Site {
            config,
            documents,
            posts,
            data,
            people: Arc::new(people),
            taxonomies,
            routes,
            left_out,
            kept,
            ..Site::default()
        },
        problems,
    )
}
