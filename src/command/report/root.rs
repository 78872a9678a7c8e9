//! Below which folder paths are written for programs that know a repository and not where the command was run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::address::SourcePath;

use super::is_on_disk;

/// What stands for itself in a path (RFC 3986, section 2.3), and what parts it.
const OUTSIDE_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The folder, and the site's folder as it is written below it.
#[derive(Debug)]
pub(super) struct Root {
    folder: PathBuf,
    /// The folder of the site as it was named.
    source: PathBuf,
    /// `blog/`; empty where the site is the folder.
    prefix: String,
}

impl Root {
    /// The repository that GitHub checked out, else the folder one stands in, whichever holds the site; else the site.
    pub(super) fn of(source: &Path) -> Self {
        let repository = std::env::var_os("GITHUB_WORKSPACE").filter(|folder| !folder.is_empty());
        let here = std::env::current_dir().ok().map(PathBuf::into_os_string);
        let below = |folder: OsString| {
            let folder = PathBuf::from(folder);
            let site = source.canonicalize().ok()?;
            let below = site.strip_prefix(folder.canonicalize().ok()?).ok()?.to_path_buf();
            Some(Self { folder, source: source.to_path_buf(), prefix: with_end(&below) })
        };
        let itself = || Self { folder: source.to_path_buf(), source: source.to_path_buf(), prefix: String::new() };
        [repository, here].into_iter().flatten().find_map(below).unwrap_or_else(itself)
    }

    /// Whether there is such a file: a template of the theme is inside the program.
    pub(super) fn holds(&self, path: &SourcePath) -> bool {
        is_on_disk(&self.source, path)
    }

    /// `blog/content/index.md`
    pub(super) fn path(&self, path: &SourcePath) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The same as a relative reference: `blog/content/caf%C3%A9.md`
    pub(super) fn uri(&self, path: &SourcePath) -> String {
        encoded(&self.path(path))
    }

    /// A path of the theme, which is below no folder: `templates/base.html`
    pub(super) fn uri_of(path: &SourcePath) -> String {
        encoded(path.as_str())
    }

    /// `file:///home/ada/blog/`
    pub(super) fn folder_uri(&self) -> String {
        let folder = std::path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        let path = with_end(&folder);
        format!("file:///{}", encoded(path.trim_start_matches('/')))
    }
}

/// The path with `/` on every platform, and one at its end; nothing stays nothing.
fn with_end(path: &Path) -> String {
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    if path.is_empty() || path.ends_with('/') { path } else { path + "/" }
}

/// Bytes that may not stand in the path of an address, as `%C3`.
fn encoded(path: &str) -> String {
    utf8_percent_encode(path, OUTSIDE_PATHS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        let (folder, source) = (PathBuf::from("/home/ada b"), PathBuf::new());
        let root = Root { folder, source, prefix: "blog/".to_owned() };
        for (path, uri) in [
            ("content/index.md", "blog/content/index.md"),
            ("content/café 100%.md", "blog/content/caf%C3%A9%20100%25.md"),
            ("content/a:b#c?d.md", "blog/content/a%3Ab%23c%3Fd.md"),
            ("content/[x]&'\"<>|.md", "blog/content/%5Bx%5D%26%27%22%3C%3E%7C.md"),
        ] {
            assert_eq!(root.uri(&SourcePath::new(path)), uri);
        }
        #[cfg(unix)]
        assert_eq!(root.folder_uri(), "file:///home/ada%20b/");
    }
}
