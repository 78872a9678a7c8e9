//! The names a thing can have: where it is written ([`SourcePath`]), where it is
//! served ([`UrlPath`]), where it lands on disk ([`OutputPath`]), the word that
//! stands for it in an address ([`slug`]), and how a text refers to it ([`mod@reference`]).
//!
//! All three are `/`-separated text on every platform and cheap to clone. They are
//! made through constructors that clean what they are given, so that no value of
//! these types can point outside its root.

pub mod reference;
pub mod slug;

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// A file of the source tree, relative to its root: `content/posts/2019-11-04-LewisGaul.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Cleans `path`: separators become `/`, `.` and empty segments go, `..` cannot climb above the root.
    pub fn new(path: &str) -> Self {
        Self(clean_file(path))
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

    /// Equal; where one was cloned from the other, their text is not looked at.
    pub fn same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self == other
    }

    /// The path as text, always with a leading slash, decoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as a link may carry it, percent-encoded.
    pub fn encoded(&self) -> String {
        Self::encode(&self.0)
    }

    fn encode(text: &str) -> String {
        utf8_percent_encode(text, PATH).to_string()
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
        OutputPath::new(&text)
    }
}

/// A file of the output folder, relative to it: `2019/11/04/LewisGaul.html`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Cleans `path` like [`SourcePath::new`].
    pub fn new(path: &str) -> Self {
        Self(clean_file(path))
    }

    /// Equal; where one was cloned from the other, their text is not looked at.
    pub fn same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self == other
    }

    /// The path as text, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment: `LewisGaul.html`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last extension without its dot, or nothing: `html`.
    pub fn extension(&self) -> &str {
        split_extension(self.file_name()).1
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

/// A file's path on any platform: a `\` must not climb out of a folder on the one system that takes it for `/`.
fn clean_file(path: &str) -> Arc<str> {
    if path.contains('\\') {
        clean(&path.replace('\\', "/"), Rooted::No).into()
    } else {
        clean(path, Rooted::No).into()
    }
}

enum Rooted {
    Yes,
    No,
}

/// Removes empty, `.` and `..` segments (a `..` takes the segment before it along, never more) and NULs.
fn clean(path: &str, rooted: Rooted) -> String {
    // First, for `.\0.` would be `..` without its NUL.
    if path.contains('\0') {
        return clean(&path.replace('\0', ""), rooted);
    }
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

/// So that a map from output paths can be asked with plain text.
impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text, as a source path, as a URL path.
    const CLEANED: &[(&str, &str, &str)] = &[
        ("", "", "/"),
        ("/", "", "/"),
        ("a", "a", "/a"),
        ("/a/b.md", "a/b.md", "/a/b.md"),
        ("a/", "a", "/a/"),
        ("a//b", "a/b", "/a/b"),
        ("./a/./b", "a/b", "/a/b"),
        ("a/../b", "b", "/b"),
        ("../../a", "a", "/a"),
        ("a/..", "", "/"),
        ("a/b/..", "a", "/a/"),
        ("a/.", "a", "/a/"),
        ("...", "...", "/..."),
        ("a\\b", "a/b", "/a\\b"),
        ("..\\..\\a", "a", "/..\\..\\a"),
        ("a\0b", "ab", "/ab"),
        (".\0./a", "a", "/a"),
        ("a/\0/b", "a/b", "/a/b"),
        ("tags/c & c/", "tags/c & c", "/tags/c & c/"),
        ("é/日本", "é/日本", "/é/日本"),
    ];

    #[test]
    fn paths_are_cleaned() {
        for (text, source, url) in CLEANED {
            assert_eq!(SourcePath::new(text).as_str(), *source, "source path of {text:?}");
            assert_eq!(OutputPath::new(text).as_str(), *source, "output path of {text:?}");
            assert_eq!(UrlPath::new(text).as_str(), *url, "URL path of {text:?}");
        }
    }

    /// Path, file name, parent, stem, extension.
    const PARTS: &[(&str, &str, &str, &str, &str)] = &[
        (
            "content/posts/2019-11-04-LewisGaul.md",
            "2019-11-04-LewisGaul.md",
            "content/posts",
            "2019-11-04-LewisGaul",
            "md",
        ),
        ("a.md", "a.md", "", "a", "md"),
        ("a/b", "b", "a", "b", ""),
        ("a/.htaccess", ".htaccess", "a", ".htaccess", ""),
        ("a.tar.gz", "a.tar.gz", "", "a.tar", "gz"),
        ("a.", "a.", "", "a", ""),
        ("a.d/b", "b", "a.d", "b", ""),
        ("", "", "", "", ""),
    ];

    #[test]
    fn a_source_path_has_parts() {
        for (path, name, parent, stem, extension) in PARTS {
            let path = SourcePath::new(path);
            let parts = (path.file_name(), path.parent(), path.stem(), path.extension());
            assert_eq!(parts, (*name, *parent, *stem, *extension), "{path}");
        }
    }

    #[test]
    fn a_path_is_under_a_folder_or_not() {
        for (path, folder, expected) in [
            ("content/a.md", "content", Some("a.md")),
            ("content/posts/a.md", "content", Some("posts/a.md")),
            ("contents/a.md", "content", None),
            ("content", "content", None),
            ("a.md", "content", None),
        ] {
            assert_eq!(SourcePath::new(path).under(folder), expected, "{path} under {folder}");
        }
    }

    /// URL, extension, file.
    const OUTPUTS: &[(&str, &str, &str)] = &[
        ("/", ".html", "index.html"),
        ("/a/", ".html", "a/index.html"),
        ("/a/b.html", ".html", "a/b.html"),
        ("/a/b", ".html", "a/b.html"),
        ("/feed.xml", ".xml", "feed.xml"),
        ("/node.js", ".html", "node.js.html"),
        ("/a/..\\..\\b", ".html", "b.html"),
        ("/é b", ".html", "é b.html"),
    ];

    #[test]
    fn a_url_has_a_file() {
        for (url, extension, file) in OUTPUTS {
            assert_eq!(UrlPath::new(url).output(extension).as_str(), *file, "{url}");
        }
    }

    #[test]
    fn a_file_has_a_url() {
        for (file, url) in [
            ("index.html", "/"),
            ("a/index.html", "/a/"),
            ("a/b.html", "/a/b.html"),
            ("a/myindex.html", "/a/myindex.html"),
            ("index.htm", "/index.htm"),
            ("", "/"),
        ] {
            assert_eq!(OutputPath::new(file).url().as_str(), url, "{file:?}");
        }
    }

    #[test]
    fn a_url_is_encoded_for_a_link() {
        for (url, encoded) in [
            ("/2019/11/04/LewisGaul.html", "/2019/11/04/LewisGaul.html"),
            ("/tags/c & c/", "/tags/c%20&%20c/"),
            ("/100%/a?b#c", "/100%25/a%3Fb%23c"),
            ("/é/日", "/%C3%A9/%E6%97%A5"),
            ("/~$&'()+,;=@!._-:*", "/~$&'()+,;=@!._-:*"),
            ("/\"<>[]\\^`{|}", "/%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D"),
        ] {
            assert_eq!(UrlPath::new(url).encoded(), encoded, "{url}");
            assert_eq!(UrlPath::from_encoded(encoded).as_str(), url, "{encoded}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leaves_its_root(text in any::<String>(), extension in prop_oneof![Just(".html"), Just(".xml"), Just("")]) {
            let is_inside = |path: &str| path.split('/').all(|s| s != ".." && s != "." && !s.contains('\0'));
            prop_assert!(is_inside(SourcePath::new(&text).as_str()));
            prop_assert!(is_inside(UrlPath::new(&text).output(extension).as_str()));
            prop_assert!(!UrlPath::new(&text).output(extension).as_str().contains('\\'));
            let url = UrlPath::from_encoded(&text);
            prop_assert!(is_inside(url.as_str()));
            prop_assert_eq!(UrlPath::from_encoded(&url.encoded()), url);
        }
    }
}
