//! A folder in which some files hold what they are going to hold.
//!
//! It also knows what was read of every file, so that one that changed meanwhile is not written over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, RwLock};

use similar::TextDiff;

use crate::address::SourcePath;
use crate::source::{DiskTree, Listing, SourceError, SourceTree};

use super::Change;
use super::edits::{self, Edit};

/// The folder, and what was put into it.
#[derive(Debug)]
pub(in crate::command) struct Rewritten {
    disk: DiskTree,
    watch: Watch,
    /// What was first read of each file.
    read: Mutex<BTreeMap<SourcePath, blake3::Hash>>,
    files: RwLock<BTreeMap<SourcePath, File>>,
}

/// Whether it is to be known what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::command) enum Watch {
    /// Files may be written.
    On,
    /// Nobody will ask.
    Off,
}

/// What a file held, and what it is going to hold.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) old: Vec<u8>,
    pub(super) new: Vec<u8>,
}

impl Rewritten {
    /// The folder as it is.
    pub(in crate::command) fn new(disk: DiskTree, watch: Watch) -> Self {
        Self { disk, watch, read: Mutex::default(), files: RwLock::default() }
    }

    /// The folder as it is on disk.
    pub(in crate::command) fn disk(&self) -> &DiskTree {
        &self.disk
    }

    /// The text of a file, for reports; nothing if it lies outside the site.
    pub(super) fn text_of(&self, path: &SourcePath) -> Option<String> {
        let bytes = self.read(path).ok().flatten().filter(|_| self.disk.is_inside(path))?;
        String::from_utf8(bytes).ok()
    }

    /// Every file that is going to hold something else than it did.
    pub(super) fn files(&self) -> BTreeMap<SourcePath, File> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets a file be as it is on disk.
    pub(super) fn take_back(&self, path: &SourcePath) {
        self.files.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    /// Puts `edits` into the files; what was changed. A file that is not what was read is left alone.
    pub(super) fn apply(&self, edits: Vec<Edit>) -> Vec<Change> {
        let mut by_file: BTreeMap<SourcePath, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(edit.path.clone()).or_default().push(edit);
        }
        by_file.into_iter().flat_map(|(path, edits)| self.apply_to(&path, &edits).unwrap_or_default()).collect()
    }

    fn apply_to(&self, path: &SourcePath, edits: &[Edit]) -> Option<Vec<Change>> {
        let known = self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        let from_disk = || self.disk.read(path).ok().flatten().map(|old| File { new: old.clone(), old });
        let file = known.or_else(from_disk)?;
        if !self.is_as_read(path, &file.old) {
            // That it changed is said when it would be written.
            self.files.write().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), file);
            return None;
        }
        let new = edits::applied(&file.new, edits).filter(|new| *new != file.new)?;
        let changes = edits.iter().map(|edit| change(&file.new, edit)).collect();
        self.files.write().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), File { new, ..file });
        Some(changes)
    }

    /// Whether `bytes` are what was first read of a file.
    pub(super) fn is_as_read(&self, path: &SourcePath, bytes: &[u8]) -> bool {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.get(path).is_none_or(|hash| *hash == blake3::hash(bytes))
    }

    /// Of a file that is read under two names only what is certain under each of them.
    pub(super) fn agreed(&self, edits: Vec<Edit>) -> Vec<Edit> {
        if edits.is_empty() {
            return edits;
        }
        let read: Vec<SourcePath> = self.read.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        let mut names: BTreeMap<PathBuf, Vec<SourcePath>> = BTreeMap::new();
        for path in read {
            if let Ok(target) = self.disk.disk_path(&path).canonicalize() {
                names.entry(target).or_default().push(path);
            }
        }
        let mut others: BTreeMap<SourcePath, Vec<SourcePath>> = BTreeMap::new();
        for names in names.into_values().filter(|names| names.len() > 1) {
            for name in &names {
                others.insert(name.clone(), names.clone());
            }
        }
        if others.is_empty() {
            return edits;
        }
        let all: BTreeSet<Edit> = edits.iter().cloned().collect();
        let is_agreed = |edit: &Edit| {
            let names = others.get(&edit.path).into_iter().flatten();
            names.into_iter().all(|name| all.contains(&Edit { path: name.clone(), ..edit.clone() }))
        };
        edits.into_iter().filter(is_agreed).collect()
    }

    /// What is going to change, as a unified difference.
    pub(super) fn difference(&self) -> String {
        let mut whole = String::new();
        for (path, file) in self.files() {
            let (old, new) = (String::from_utf8_lossy(&file.old), String::from_utf8_lossy(&file.new));
            let lines = TextDiff::from_lines(old.as_ref(), new.as_ref());
            whole.push_str(&lines.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string());
        }
        whole
    }
}

fn change(bytes: &[u8], edit: &Edit) -> Change {
    let before = bytes.get(..edit.start).unwrap_or_default();
    let old = bytes.get(edit.range()).unwrap_or_default();
    Change {
        path: edit.path.clone(),
        line: memchr::memchr_iter(b'\n', before).count() + 1,
        old: on_one_line(&String::from_utf8_lossy(old)),
        new: edit.text.to_string(),
    }
}

fn on_one_line(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

impl SourceTree for Rewritten {
    fn list(&self, folder: &str, keep: &dyn Fn(&SourcePath) -> bool) -> Result<Listing, SourceError> {
        self.disk.list(folder, keep)
    }

    fn read(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        if self.watch == Watch::Off {
            return self.disk.read(path);
        }
        if let Some(file) = self.files.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(Some(file.new.clone()));
        }
        let bytes = self.disk.read(path)?;
        // Nothing is ever mended in a static file.
        if let Some(bytes) = bytes.as_ref().filter(|_| path.under("static").is_none()) {
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.entry(path.clone()).or_insert_with(|| blake3::hash(bytes));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::fs;

    use super::super::write;
    use super::*;
    use crate::diagnostic::Span;

    /// A tree over files `path=text`, each read once.
    fn tree(files: &[(&str, &str)]) -> (tempfile::TempDir, Rewritten) {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            fs::write(dir.path().join(path), text).unwrap();
        }
        let tree = Rewritten::new(DiskTree::open(dir.path()).unwrap(), Watch::On);
        for (path, _) in files {
            tree.read(&SourcePath::new(path)).unwrap();
        }
        (dir, tree)
    }

    fn edit(path: &str, range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit::new(&Span { path: SourcePath::new(path), range }, text)
    }

    /// What was not written, as `path: why`.
    fn written(tree: &Rewritten) -> Vec<String> {
        let refused = write::all(tree);
        refused.iter().map(|refused| format!("{}: {}", refused.path, refused.why)).collect()
    }

    #[test]
    fn what_was_put_in_is_read_and_then_written() {
        let (dir, tree) = tree(&[("a.md", "one two"), ("b.md", "three")]);
        let changes = tree.apply(vec![edit("a.md", 0..3, "1"), edit("a.md", 4..7, "2")]);
        assert_eq!(changes.len(), 2);
        assert_eq!(tree.read(&SourcePath::new("a.md")).unwrap().unwrap(), b"1 2");
        assert_eq!(fs::read(dir.path().join("a.md")).unwrap(), b"one two");
        assert_eq!(written(&tree), [""; 0]);
        assert_eq!(fs::read(dir.path().join("a.md")).unwrap(), b"1 2");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_changed_is_left_alone() {
        let why = "it changed while it was looked at; run `blogsite check --fix` again";
        let (dir, tree) = tree(&[("a.md", "one two"), ("b.md", "one two"), ("c.md", "one two")]);
        // Between being read and being mended, and between being mended and being written.
        fs::write(dir.path().join("a.md"), "two one").unwrap();
        let edits = ["a.md", "b.md", "c.md"].map(|path| edit(path, 0..3, "1"));
        assert_eq!(tree.apply(edits.to_vec()).len(), 2);
        assert_eq!(tree.apply(vec![edit("a.md", 0..3, "1")]), []);
        fs::write(dir.path().join("b.md"), "one twO").unwrap();
        fs::remove_file(dir.path().join("c.md")).unwrap();
        let refused = written(&tree);
        assert_eq!(refused[..2], [format!("a.md: {why}"), format!("b.md: {why}")]);
        assert!(refused.len() == 3 && !dir.path().join("c.md").exists(), "{refused:?}");
        assert_eq!(fs::read(dir.path().join("a.md")).unwrap(), b"two one");
        assert_eq!(fs::read(dir.path().join("b.md")).unwrap(), b"one twO");
    }

    #[test]
    fn what_does_not_fit_changes_nothing() {
        let (_dir, tree) = tree(&[("a.md", "é"), ("b.md", "b")]);
        for edit in
            [edit("a.md", 1..2, "x"), edit("a.md", 0..9, "x"), edit("none.md", 0..0, "x"), edit("b.md", 0..1, "b")]
        {
            assert_eq!(tree.apply(vec![edit.clone()]), [], "{edit:?}");
        }
        assert!(tree.files().is_empty());
    }
}
