//! `include` and `exclude`: names of files, as Jekyll matches them (`jekyll/entry_filter.rb`).

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::fields::Fields;
use crate::diagnostic::{Code, Finding};

/// Names as `include:` and `exclude:` write them: a glob (`*.tmp`), a folder (`drafts/`) or a prefix of a path.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    /// The entries as globs.
    pub globs: GlobSet,
    /// The entries as written, without leading slash, for prefixes; one that ends in a slash is a folder.
    pub prefixes: Vec<String>,
}

impl Patterns {
    /// Whether `path`, a file or folder below the site's root or below its `content/`, is one of those meant: it matches
    /// as a glob (in which `*` stands for slashes too) or begins with an entry.
    pub fn matches(&self, path: &str) -> bool {
        let path = path.trim_matches('/');
        let below = path.strip_prefix("content/");
        std::iter::once(path).chain(below).any(|path| self.globs.is_match(path) || self.begins(path))
    }

    /// The entry that matches, as it is written.
    pub fn entry_for(&self, path: &str) -> Option<&str> {
        let path = path.trim_matches('/');
        let below = path.strip_prefix("content/");
        self.prefixes.iter().map(String::as_str).find(|entry| {
            let alone = Self { globs: GlobSet::empty(), prefixes: vec![(*entry).to_owned()] };
            let glob = glob(entry.trim_end_matches('/')).map(|glob| glob.compile_matcher());
            let is_glob = |path: &str| glob.as_ref().is_ok_and(|glob| glob.is_match(path));
            std::iter::once(path).chain(below).any(|path| is_glob(path) || alone.begins(path))
        })
    }

    fn begins(&self, path: &str) -> bool {
        self.prefixes.iter().any(|prefix| match prefix.strip_suffix('/') {
            Some(folder) => path == folder || path.starts_with(prefix.as_str()),
            None => path.starts_with(prefix.as_str()),
        })
    }

    pub(super) fn read(fields: &mut Fields<'_>, key: &str) -> Self {
        let mut globs = GlobSetBuilder::new();
        let mut prefixes = Vec::new();
        for entry in fields.list(key) {
            let entry = entry.trim().trim_start_matches("./").trim_start_matches('/');
            if entry.is_empty() {
                continue;
            }
            match glob(entry.trim_end_matches('/')) {
                Ok(glob) => {
                    globs.add(glob);
                }
                Err(error) => {
                    let range = fields.place(key).map_or(0..0, |place| place.key.clone());
                    let message = format!("`{entry}` in `{key}` is no pattern: {}", error.kind());
                    let hint = "write a name, a folder with `/` at its end, or a pattern like `*.tmp`";
                    fields.findings.push(Finding::new(Code::BadValue, range, message).hint(hint));
                }
            }
            prefixes.push(entry.to_owned());
        }
        Self { globs: globs.build().unwrap_or_default(), prefixes }
    }
}

/// A pattern as Ruby's `File.fnmatch?` reads it: no braces, and `*` does not stop at slashes.
pub(super) fn glob(pattern: &str) -> Result<globset::Glob, globset::Error> {
    let escaped = pattern.replace('{', "[{]").replace('}', "[}]");
    GlobBuilder::new(&escaped).literal_separator(false).backslash_escape(true).build()
}
