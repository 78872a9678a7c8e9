//! Links to other hosts, gathered while pages are rendered for whoever wants to follow them.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::address::SourcePath;
use crate::diagnostic::Span;

/// A link to another host, where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwayLink {
    /// `https://bugs.example/issue1#part`
    pub url: String,
    /// Where its address stands.
    pub span: Span,
    /// Whether the address stands there to the letter, so that another may be written in its place.
    pub is_written: bool,
}

/// Path, place and address of a link → whether it stands there to the letter.
type Links = BTreeMap<(SourcePath, usize, usize, String), bool>;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    links: Mutex<Links>,
    /// What templates wrote and was looked for in them: it is on every page.
    sought: Mutex<HashSet<(String, String)>>,
}

impl Gathered {
    pub(super) fn add(&self, url: String, path: &SourcePath, range: Range<usize>, is_written: bool) {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.insert((path.clone(), range.start, range.end, url), is_written);
    }

    /// Whether a template's address is new.
    pub(super) fn is_new(&self, template: &str, written: &str) -> bool {
        let mut sought = self.sought.lock().unwrap_or_else(PoisonError::into_inner);
        sought.insert((template.to_owned(), written.to_owned()))
    }

    /// All of them, in reading order.
    pub(super) fn links(&self) -> Vec<AwayLink> {
        let links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let link = |((path, start, end, url), is_written): (&(SourcePath, usize, usize, String), &bool)| AwayLink {
            url: url.clone(),
            span: Span { path: path.clone(), range: *start..*end },
            is_written: *is_written,
        };
        links.iter().map(link).collect()
    }
}

/// The address of another host with its scheme; nothing for `mailto:` and the like.
pub(super) fn address(written: &str) -> Option<String> {
    let written = written.trim();
    if let Some(rest) = written.strip_prefix("//") {
        return (!rest.is_empty()).then(|| format!("https:{written}"));
    }
    let (scheme, rest) = written.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    (is_web && !rest.starts_with(['/', '?', '#']) && !rest.is_empty()).then(|| written.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_asked() {
        for (written, expected) in [
            ("https://a.example/x#y", Some("https://a.example/x#y")),
            (" HTTP://a.example ", Some("HTTP://a.example")),
            ("//a.example/x", Some("https://a.example/x")),
            ("mailto:a@b.example", None),
            ("ftp://a.example", None),
            ("https:///x", None),
            ("https://", None),
            ("//", None),
            ("/x", None),
            ("", None),
        ] {
            assert_eq!(address(written).as_deref(), expected, "{written}");
        }
    }
}
