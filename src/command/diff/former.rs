//! A folder that was published: its files, and the addresses at which a host serves them.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::address::UrlPath;
use crate::address::reference::Reference;
use crate::compress;

/// What was published.
#[derive(Debug)]
pub(super) struct Former {
    root: PathBuf,
    /// With `/` on every platform, sorted.
    pub(super) files: BTreeSet<String>,
    /// The paths that its site map names.
    named: BTreeSet<String>,
}

impl Former {
    /// Lists the folder. Names that begin with a dot are no part of a site, but for `.well-known`.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        if !fs::metadata(root)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let is_published = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !name.starts_with('.') || name == ".well-known"
        };
        let entries = WalkDir::new(root).follow_links(true).into_iter().filter_entry(is_published);
        let files = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let below = entry.path().strip_prefix(root).ok()?;
                // What only the host reads is no address of the site.
                Some(below.to_str()?.replace('\\', "/")).filter(|file| file != "CNAME")
            })
            .collect();
        let map = fs::read(root.join("sitemap.xml")).unwrap_or_default();
        Ok(Self { root: root.to_owned(), files, named: named(&String::from_utf8_lossy(&map)) })
    }

    /// The bytes of a file; nothing if it is gone.
    pub(super) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.root.join(file)).unwrap_or_default()
    }

    /// Whether a file is only the compressed copy of another one beside it, which a host sends at that one's address.
    pub(super) fn is_copy(&self, file: &str) -> bool {
        compress::original(file).is_some_and(|(original, coding)| {
            self.files.contains(original) && coding.holds(&self.read(file), &self.read(original))
        })
    }

    /// The address of a file: the folder for its `index.html`; `/a` for `a.html` if the site map names it so.
    pub(super) fn address(&self, file: &str) -> UrlPath {
        if file == "index.html" || file.ends_with("/index.html") {
            return UrlPath::new(&format!("/{}", file.strip_suffix("index.html").unwrap_or(file)));
        }
        let whole = format!("/{file}");
        let bare = file.strip_suffix(".html").map(|bare| format!("/{bare}"));
        // The site map's addresses have the base path in front.
        let is_named = |path: &str| self.named.iter().any(|named| named.ends_with(path));
        match bare.filter(|bare| !self.named.is_empty() && is_named(bare) && !is_named(&whole)) {
            Some(bare) => UrlPath::new(&bare),
            None => UrlPath::new(&whole),
        }
    }

    /// The file that a host answers an address with: `/a` with `a`, `a.html` or, leading on to `/a/`, `a/index.html`.
    pub(super) fn served(&self, url: &UrlPath) -> Option<&str> {
        let path = url.as_str().trim_start_matches('/');
        let candidates = if path.is_empty() || path.ends_with('/') {
            vec![format!("{path}index.html")]
        } else {
            vec![path.to_owned(), format!("{path}.html"), format!("{path}/index.html")]
        };
        candidates.iter().find_map(|file| self.files.get(file)).map(String::as_str)
    }
}

/// The decoded paths in a site map.
fn named(map: &str) -> BTreeSet<String> {
    let locations = map.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>"));
    locations
        .map(|(address, _)| {
            let address = crate::search::plain(address.trim());
            UrlPath::from_encoded(&Reference::parse(&address).path).to_string()
        })
        .collect()
}
