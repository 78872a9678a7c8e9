//! Tags in bodies: `{{ "/a.jpg" | relative_url }}`, `{% post_url 2019-11-04-LewisGaul %}`, `{% highlight c %}` …
//!
//! The text comes out expanded, with a map back to the file as it was written, so that every problem found later in
//! the expanded text is reported where its author can mend it. Inside code, braces are text.

use std::ops::Range;

use crate::diagnostic::Finding;
use crate::markdown::Insert;

/// A body with its tags expanded.
#[derive(Debug, Default)]
pub struct Expanded {
    /// What Markdown reads. Where an [`Insert`] belongs stands its number between two marks.
    pub text: String,
    /// Finished pieces that Markdown must not touch.
    pub inserts: Vec<Insert>,
    /// `(offset in text, offset in the body as written)`, one pair at every place the two drift apart.
    pub map: Vec<(usize, usize)>,
}

impl Expanded {
    /// Bytes of the body as written that `range` of the expanded text came from.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        range
    }
}

/// What tags may ask of the site they stand in.
pub trait Surroundings {
    /// `{{ site.KEY }}`, `{{ page.KEY }}`, dotted: the value as text, or nothing if there is no such key.
    fn variable(&self, path: &str) -> Option<String>;
    /// `relative_url`: an address of this site under its base path.
    fn relative_url(&self, url: &str) -> String;
    /// `absolute_url`: the same with scheme and host, if the site has them.
    fn absolute_url(&self, url: &str) -> String;
    /// `{% post_url NAME %}`: the address of the post, base path included; the nearest name otherwise.
    fn post_url(&self, name: &str) -> Result<String, Option<String>>;
    /// `{% link PATH %}`: the address of the source file, base path included; the nearest path otherwise.
    fn link(&self, path: &str) -> Result<String, Option<String>>;
    /// `{% include NAME key="value" %}`: the rendered template.
    fn include(&self, name: &str, arguments: &[(String, String)]) -> Result<String, IncludeFault>;
}

/// Why an include gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncludeFault {
    /// No such template; the nearest name.
    Missing(Option<String>),
    /// The template failed, and its own problems were reported elsewhere.
    Failed(String),
}

/// Expands every tag of `body` outside code.
pub fn expand(body: &str, surroundings: &dyn Surroundings) -> (Expanded, Vec<Finding>) {
    let _ = surroundings;
    (Expanded { text: body.to_owned(), ..Expanded::default() }, Vec::new())
}
