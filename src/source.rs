//! The only door in: every byte of a site is read through a [`SourceTree`].
//!
//! [`DiskTree`] is a folder, [`MemoryTree`] is the same made of text, for tests. Nothing outside the root can be read
//! through either: symbolic links that lead out are refused, and said to be.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::address::SourcePath;

/// Why an entry of the tree is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A symbolic link that leads out of the tree.
    Outside,
    /// A symbolic link that leads back to a folder it stands in.
    Loop,
    /// A symbolic link that leads nowhere.
    Dangling,
    /// A name that is not Unicode, which no address could carry.
    NotUnicode,
}

/// What a folder of the tree holds, at any depth, sorted by path.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files.
    pub files: Vec<SourcePath>,
    /// What could not be read, and why.
    pub refused: Vec<(SourcePath, Refusal)>,
}

/// The machine could not give what is there: no permission, a failing disk.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}`: {cause}", path.display())]
pub struct SourceError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub cause: io::Error,
}

/// A tree of files that can be listed and read.
pub trait SourceTree: Send + Sync + fmt::Debug {
    /// Everything below `folder`, leaving out what `keep` refuses; a folder it refuses is not entered. A folder that does
    /// not exist holds nothing; a file holds itself.
    fn list(&self, folder: &str, keep: &dyn Fn(&SourcePath) -> bool) -> Result<Listing, SourceError>;

    /// The bytes of a file; nothing if there is no such file.
    fn read(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError>;
}

/// A folder on disk.
#[derive(Debug)]
pub struct DiskTree {
    root: PathBuf,
    /// The root with all links resolved: what stays below it is inside.
    canonical: PathBuf,
}

impl DiskTree {
    /// Opens a folder; fails if there is none.
    pub fn open(root: &Path) -> Result<Self, SourceError> {
        let failed = |cause| SourceError { path: root.to_owned(), cause };
        let canonical = root.canonicalize().map_err(failed)?;
        if !canonical.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::NotADirectory)));
        }
        Ok(Self { root: root.to_owned(), canonical })
    }

    /// The path of a file of the tree on disk.
    pub fn disk_path(&self, path: &SourcePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    fn source_path(&self, path: &Path) -> (SourcePath, bool) {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        (SourcePath::new(&relative.to_string_lossy()), relative.to_str().is_some())
    }

    /// Whether what the path leads to lies below the root, all links followed.
    pub fn is_inside(&self, path: &SourcePath) -> bool {
        self.refuse_link(&self.disk_path(path)).is_none()
    }

    /// Why a symbolic link may not be followed, if so.
    fn refuse_link(&self, link: &Path) -> Option<Refusal> {
        match link.canonicalize() {
            Ok(target) if target.starts_with(&self.canonical) => None,
            Ok(_) => Some(Refusal::Outside),
            Err(_) => Some(Refusal::Dangling),
        }
    }
}

impl SourceTree for DiskTree {
    fn list(&self, folder: &str, keep: &dyn Fn(&SourcePath) -> bool) -> Result<Listing, SourceError> {
        let mut listing = Listing::default();
        let start = self.root.join(folder);
        if start.symlink_metadata().is_err() {
            return Ok(listing);
        }
        let mut walk = WalkDir::new(&start).follow_links(true).into_iter();
        while let Some(step) = walk.next() {
            let entry = match step {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(&start).to_owned();
                    let is_link = path.is_symlink();
                    let refusal = match (error.loop_ancestor(), error.io_error()) {
                        (Some(_), _) => Refusal::Loop,
                        (None, Some(_)) if is_link => Refusal::Dangling,
                        _ => {
                            let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                            return Err(SourceError { path, cause });
                        }
                    };
                    let (source, _) = self.source_path(&path);
                    if keep(&source) {
                        listing.refused.push((source, refusal));
                    }
                    continue;
                }
            };
            let (source, is_unicode) = self.source_path(entry.path());
            let is_folder = entry.file_type().is_dir();
            let refusal = if entry.depth() > 0 && !keep(&source) {
                None
            } else if !is_unicode {
                Some(Refusal::NotUnicode)
            } else if let Some(refusal) = entry.path_is_symlink().then(|| self.refuse_link(entry.path())).flatten() {
                Some(refusal)
            } else {
                if !is_folder {
                    listing.files.push(source);
                }
                continue;
            };
            if is_folder {
                walk.skip_current_dir();
            }
            listing.refused.extend(refusal.map(|refusal| (source, refusal)));
        }
        listing.files.sort();
        listing.refused.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(listing)
    }

    fn read(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        // What lies in a folder was listed, and its links were looked at then. A file of the root never is.
        let is_of_root = !path.as_str().contains('/');
        let path = self.disk_path(path);
        if is_of_root && self.refuse_link(&path) == Some(Refusal::Outside) {
            return Err(SourceError { path, cause: io::Error::other("it is a link that leads out of the site") });
        }
        if fs::metadata(&path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Err(SourceError {
                path,
                cause: io::Error::other("it is a pipe, a socket or a device, and no file"),
            });
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(cause) => Err(SourceError { path, cause }),
        }
    }
}

/// Files held in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree(BTreeMap<SourcePath, Vec<u8>>);

impl MemoryTree {
    /// Reads several files written as one text: each begins with a line `=== path`.
    pub fn parse(text: &str) -> Self {
        let mut tree = Self::default();
        let mut current: Option<(SourcePath, String)> = None;
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("=== ") {
                tree.0.extend(current.take().map(|(path, text)| (path, text.into_bytes())));
                current = Some((SourcePath::new(path.trim()), String::new()));
            } else if let Some((_, text)) = &mut current {
                text.push_str(line);
            }
        }
        tree.0.extend(current.map(|(path, text)| (path, text.into_bytes())));
        tree
    }

    /// Removes one file, if it is there.
    pub fn remove(&mut self, path: &str) {
        self.0.remove(&SourcePath::new(path));
    }

    /// Adds or replaces one file.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(SourcePath::new(path), bytes.into());
    }
}

impl SourceTree for MemoryTree {
    fn list(&self, folder: &str, keep: &dyn Fn(&SourcePath) -> bool) -> Result<Listing, SourceError> {
        let inside = |path: &&SourcePath| {
            path.as_str() == folder || path.under(folder).is_some() && ancestors(path, folder).all(|path| keep(&path))
        };
        Ok(Listing { files: self.0.keys().filter(inside).cloned().collect(), refused: Vec::new() })
    }

    fn read(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.0.get(path).cloned())
    }
}

/// `path` and every folder it stands in below `folder`.
fn ancestors(path: &SourcePath, folder: &str) -> impl Iterator<Item = SourcePath> {
    let text = path.as_str().to_owned();
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| *c == '/' && *at > folder.len())
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    ends.into_iter().map(move |end| SourcePath::new(&text[..end]))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn names(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(SourcePath::as_str).collect()
    }

    #[test]
    fn a_folder_and_its_text_list_alike() {
        let text = "=== content/b.md\nb\n=== content/a/c.md\nc\n=== content/.hidden/d.md\nd\n=== static/e.css\ne\n";
        let memory = MemoryTree::parse(text);
        let dir = tempfile::tempdir().unwrap();
        for path in ["content/b.md", "content/a/c.md", "content/.hidden/d.md", "static/e.css"] {
            let on_disk = dir.path().join(path);
            fs::create_dir_all(on_disk.parent().unwrap()).unwrap();
            fs::write(on_disk, memory.read(&SourcePath::new(path)).unwrap().unwrap()).unwrap();
        }
        let disk = DiskTree::open(dir.path()).unwrap();
        let visible = |path: &SourcePath| !path.file_name().starts_with('.');
        for (folder, wanted) in
            [("content", vec!["content/a/c.md", "content/b.md"]), ("static", vec!["static/e.css"]), ("data", vec![])]
        {
            assert_eq!(names(&memory.list(folder, &visible).unwrap()), wanted);
            assert_eq!(names(&disk.list(folder, &visible).unwrap()), wanted);
        }
        assert_eq!(disk.read(&SourcePath::new("content/b.md")).unwrap().unwrap(), b"b\n");
        assert!(disk.read(&SourcePath::new("content/none.md")).unwrap().is_none());
        assert!(disk.read(&SourcePath::new("content/b.md/c")).unwrap().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside() {
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let content = dir.path().join("content");
        fs::create_dir_all(content.join("real")).unwrap();
        fs::write(content.join("real/page.md"), "page").unwrap();
        symlink(content.join("real"), content.join("alias")).unwrap();
        symlink(outside.path(), content.join("leak")).unwrap();
        symlink(outside.path().join("secret.md"), content.join("leak.md")).unwrap();
        symlink(&content, content.join("real/loop")).unwrap();
        symlink("nowhere", content.join("dangling.md")).unwrap();
        symlink(outside.path().join("secret.md"), dir.path().join("_config.yml")).unwrap();
        // To open a pipe is to wait for whoever writes to it; a socket is no more of a file, and made with less.
        let _socket = UnixListener::bind(content.join("socket.md")).unwrap();
        let tree = DiskTree::open(dir.path()).unwrap();
        assert!(tree.read(&SourcePath::new("_config.yml")).is_err());
        assert!(tree.read(&SourcePath::new("content/socket.md")).unwrap_err().to_string().contains("no file"));
        assert!(!tree.is_inside(&SourcePath::new("content/leak.md")));
        assert!(!tree.is_inside(&SourcePath::new("content/leak/secret.md")));
        assert!(tree.is_inside(&SourcePath::new("content/alias/page.md")));
        let listing = tree.list("content", &|_| true).unwrap();
        assert_eq!(names(&listing), ["content/alias/page.md", "content/real/page.md", "content/socket.md"]);
        let refused: Vec<_> = listing.refused.iter().map(|(path, why)| (path.as_str(), *why)).collect();
        assert_eq!(
            refused,
            [
                ("content/alias/loop", Refusal::Loop),
                ("content/dangling.md", Refusal::Dangling),
                ("content/leak", Refusal::Outside),
                ("content/leak.md", Refusal::Outside),
                ("content/real/loop", Refusal::Loop),
            ]
        );
    }
}
