//! The names a thing can have: where it is written ([`SourcePath`]), where it is
//! served ([`UrlPath`]), where it lands on disk ([`OutputPath`]), and the word that
//! stands for it in an address ([`slug`]).
//!
//! All three are `/`-separated text on every platform and cheap to clone. They are
//! made through constructors that clean what they are given, so that no value of
//! these types can point outside its root.

pub mod slug;

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// A file of the source tree, relative to its root: `content/posts/2019-11-04-LewisGaul.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Cleans `path`: separators become `/`, `.` and empty segments go, `..` cannot climb above the root.
    pub fn new(path: &str) -> Self {
        Self(clean(&path.replace('\\', "/"), Rooted::No).into())
    }

    /// The path as text, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment: `2019-11-04-LewisGaul.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Everything before the last segment, without a final slash; empty at the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(dir, _)| dir)
    }

    /// The file name without its last extension: `2019-11-04-LewisGaul`.
    pub fn stem(&self) -> &str {
        split_extension(self.file_name()).0
    }

    /// The last extension without its dot, or nothing: `md`. A leading dot makes no extension.
    pub fn extension(&self) -> &str {
        split_extension(self.file_name()).1
    }

    /// The path below `dir`, if it is below it: `content/a.md` under `content` is `a.md`.
    pub fn under(&self, dir: &str) -> Option<&str> {
        self.0.strip_prefix(dir)?.strip_prefix('/')
    }
}

/// `("name", "ext")`; the extension is empty where there is none.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

/// Where something is served, decoded and without the base path: `/2019/11/04/LewisGaul.html`, `/`, `/tags/c & c/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Arc<str>);

/// What a path segment must escape; everything else of the URL standard's path set stays readable.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl UrlPath {
    /// Cleans decoded text: one leading slash, no empty, `.` or `..` segments; a final slash is kept.
    pub fn new(path: &str) -> Self {
        Self(clean(path, Rooted::Yes).into())
    }

    /// The same from text as it stands in a link, with `%20` and the like.
    pub fn from_encoded(path: &str) -> Self {
        Self::new(&percent_decode_str(path).decode_utf8_lossy())
    }

    /// The path as text, always with a leading slash, decoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as a link may carry it, percent-encoded.
    pub fn encoded(&self) -> String {
        utf8_percent_encode(&self.0, PATH).to_string()
    }

    /// The file that serves this URL, for a document written with `extension` (`.html`): `/a/` is
    /// `a/index.html`, `/a/b.html` is `a/b.html`, and `/a/b` is `a/b.html` too, as Jekyll writes it.
    pub fn output(&self, extension: &str) -> OutputPath {
        let path = &self.0[1..];
        let text = if path.is_empty() || path.ends_with('/') {
            format!("{path}index{extension}")
        } else if path.ends_with(extension) {
            path.to_owned()
        } else {
            format!("{path}{extension}")
        };
        OutputPath(text.into())
    }
}

/// A file of the output folder, relative to it: `2019/11/04/LewisGaul.html`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Cleans `path` like [`SourcePath::new`].
    pub fn new(path: &str) -> Self {
        Self(clean(path, Rooted::No).into())
    }

    /// The path as text, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL a browser sees for this file; `a/index.html` is served at `/a/`.
    pub fn url(&self) -> UrlPath {
        let path = format!("/{}", self.0);
        match path.strip_suffix("/index.html") {
            Some(dir) => UrlPath(format!("{dir}/").into()),
            None => UrlPath(path.into()),
        }
    }
}

enum Rooted {
    Yes,
    No,
}

/// Removes empty, `.` and `..` segments (a `..` takes the segment before it along, never more) and NULs.
fn clean(path: &str, rooted: Rooted) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    let mut text = String::with_capacity(path.len() + 1);
    if matches!(rooted, Rooted::Yes) {
        text.push('/');
    }
    text.push_str(&segments.join("/"));
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    if is_folder && matches!(rooted, Rooted::Yes) && !segments.is_empty() {
        text.push('/');
    }
    text.retain(|c| c != '\0');
    text
}

macro_rules! show_as_text {
    ($($name:ty),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "`{}`", self.0)
            }
        }
    )*};
}
show_as_text!(SourcePath, UrlPath, OutputPath);
