//! Where the watched folders and files of a site really lie: a link to another place of the site is followed, as it is when
//! the site is read, and what happens there is told under the name of the link.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::address::SourcePath;

/// Names of the site, and where on the disk each of them leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    places: Vec<Place>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    /// `content`, `content/posts`.
    name: SourcePath,
    /// `/blog/content`, `/blog/archive/posts`: no link in it, but for the last segment of a name's own place.
    path: PathBuf,
}

/// How much of a folder is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    /// What lies right in it.
    Folder,
    /// All it holds.
    Tree,
}

impl Places {
    /// The places of files and folders of `root`, and of every link in the folders. `root` has no link in it.
    pub(super) fn of(root: &Path, files: &[String], folders: &[String]) -> Self {
        let mut places = Self::default();
        for name in files.iter().chain(folders) {
            let path = root.join(name);
            let name = SourcePath::new(name);
            if path.is_symlink() {
                places.add(name.clone(), leads_to(root, &path));
            }
            places.add(name, Some(path));
        }
        for folder in folders {
            let walk = WalkDir::new(root.join(folder)).follow_links(true).into_iter();
            for entry in walk.filter_entry(|entry| is_inside(root, entry)) {
                let path = match &entry {
                    Ok(entry) if entry.depth() > 0 && entry.path_is_symlink() => Some(entry.path()),
                    // A link that leads nowhere, or back to where it stands.
                    Err(error) => error.path().filter(|path| error.loop_ancestor().is_none() && path.is_symlink()),
                    Ok(_) => None,
                };
                let Some(path) = path else { continue };
                if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                    places.add(SourcePath::new(name), leads_to(root, path));
                }
            }
        }
        places
    }

    fn add(&mut self, name: SourcePath, path: Option<PathBuf>) {
        if let Some(path) = path {
            self.places.push(Place { name, path });
        }
    }

    /// The names that a path on the disk has in the site: several where links lead to it, none where it is none of its own.
    pub(super) fn names_of(&self, path: &Path) -> Vec<SourcePath> {
        let name = |place: &Place| {
            let rest = path.strip_prefix(&place.path).ok()?.to_str()?;
            Some(SourcePath::new(&format!("{}/{rest}", place.name)))
        };
        let mut names: Vec<SourcePath> = self.places.iter().filter_map(name).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether a folder or a link of that name, or one in it, is among the places.
    pub(super) fn hold(&self, name: &SourcePath) -> bool {
        let is_in = |place: &Place| place.name == *name || place.name.under(name.as_str()).is_some();
        self.places.iter().any(is_in)
    }

    /// The folders to watch so that nothing in any place is missed. None of them lies in another that is watched with all
    /// it holds: the system tells of a folder under one name only.
    pub(super) fn folders(&self) -> BTreeMap<PathBuf, Depth> {
        let mut folders: BTreeMap<PathBuf, Depth> = BTreeMap::new();
        for Place { path, .. } in &self.places {
            if path.is_dir() && !path.is_symlink() {
                folders.insert(path.clone(), Depth::Tree);
            }
            // It may be replaced, removed, and come again.
            if let Some(parent) = path.parent() {
                folders.entry(parent.to_owned()).or_insert(Depth::Folder);
            }
        }
        let trees: Vec<PathBuf> =
            folders.iter().filter(|(_, depth)| **depth == Depth::Tree).map(|(path, _)| path.clone()).collect();
        folders.retain(|path, _| !trees.iter().any(|tree| path != tree && path.starts_with(tree)));
        folders
    }
}

/// Whether an entry is no link that leads out of the root: such a one may lead to everything there is.
pub(super) fn is_inside(root: &Path, entry: &DirEntry) -> bool {
    !entry.path_is_symlink() || entry.path().canonicalize().is_ok_and(|path| path.starts_with(root))
}

/// Where in the root a link leads, even if nothing is there.
fn leads_to(root: &Path, link: &Path) -> Option<PathBuf> {
    let path = link.canonicalize().or_else(|_| {
        let to = link.parent().unwrap_or(link).join(link.read_link()?);
        let name = to.file_name().ok_or(std::io::ErrorKind::NotFound)?;
        Ok::<_, std::io::Error>(to.parent().unwrap_or(root).canonicalize()?.join(name))
    });
    path.ok().filter(|path| path.starts_with(root))
}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder of these files and `links -> to` within it, with all links of the way to it resolved.
    fn folder(files: &[&str], links: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap().join("blog");
        for file in files {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), "").unwrap();
        }
        for (link, to) in links {
            fs::create_dir_all(root.join(link).parent().unwrap()).unwrap();
            symlink(to, root.join(link)).unwrap();
        }
        (dir, root)
    }

    fn places(root: &Path) -> Places {
        Places::of(root, &["_config.yml".to_owned()], &["content".to_owned(), "data".to_owned()])
    }

    #[test]
    fn names() {
        let (_dir, root) = folder(
            &[
                "content/a.md",
                "archive/posts/b.md",
                "archive/deep/d.md",
                "elsewhere/config.yml",
                "elsewhere/c.md",
                "x/y.md",
            ],
            &[
                ("content/posts", "../archive/posts"),
                ("content/again", "posts"),
                ("archive/posts/inner", "../deep"),
                ("content/c.md", "../elsewhere/c.md"),
                ("content/gone.md", "../elsewhere/gone.md"),
                ("content/out", "/"),
                ("content/loop", "."),
                ("_config.yml", "elsewhere/config.yml"),
            ],
        );
        let places = places(&root);
        for (path, expected) in [
            ("content/a.md", &["content/a.md"][..]),
            ("content", &["content"]),
            ("data/new.yml", &["data/new.yml"]),
            ("archive/posts/b.md", &["content/again/b.md", "content/posts/b.md"]),
            ("archive/posts", &["content/again", "content/posts"]),
            ("archive/deep/d.md", &["content/again/inner/d.md", "content/posts/inner/d.md"]),
            ("archive/other.md", &[]),
            ("elsewhere/c.md", &["content/c.md"]),
            ("elsewhere/gone.md", &["content/gone.md"]),
            ("elsewhere/config.yml", &["_config.yml"]),
            ("_config.yml", &["_config.yml"]),
            ("x/y.md", &[]),
        ] {
            let names = places.names_of(&root.join(path));
            let names: Vec<&str> = names.iter().map(SourcePath::as_str).collect();
            assert_eq!(names, expected, "{path}");
        }
        assert!(places.names_of(Path::new("/etc/passwd")).is_empty());
        assert!(places.hold(&SourcePath::new("content/posts")));
        assert!(places.hold(&SourcePath::new("content")));
        assert!(!places.hold(&SourcePath::new("content/a.md")));
        let folders: Vec<(String, Depth)> = places
            .folders()
            .into_iter()
            .map(|(path, depth)| (path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), depth))
            .collect();
        let expected = [
            ("", Depth::Folder),
            ("archive", Depth::Folder),
            ("archive/deep", Depth::Tree),
            ("archive/posts", Depth::Tree),
            ("content", Depth::Tree),
            ("elsewhere", Depth::Folder),
        ];
        assert_eq!(folders, expected.map(|(path, depth)| (path.to_owned(), depth)));
    }

    #[test]
    fn a_folder_that_is_a_link_itself() {
        let (_dir, root) = folder(&["src/content/a.md"], &[("content", "src/content"), ("data", "/etc")]);
        let places = places(&root);
        let names = |path: &str| places.names_of(&root.join(path));
        assert_eq!(names("src/content/a.md"), [SourcePath::new("content/a.md")]);
        assert_eq!(names("content"), [SourcePath::new("content")]);
        assert!(places.names_of(Path::new("/etc/passwd")).is_empty());
        assert_eq!(places.folders().get(&root.join("src/content")), Some(&Depth::Tree));
        assert!(!places.folders().contains_key(&root.join("content")));
    }
}
