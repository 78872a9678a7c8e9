//! `defaults`: front matter for documents by path and kind (`jekyll/frontmatter_defaults.rb`).

use std::ops::Range;

use globset::GlobMatcher;
use indexmap::IndexMap;
use serde_yaml::Value;

use super::fields::{Fields, scalar};
use super::patterns::glob;
use crate::address::SourcePath;
use crate::diagnostic::{Code, Finding, nearest};

/// One entry of `defaults:`.
#[derive(Clone, Debug)]
pub struct Defaults {
    /// `scope.path`, without a leading slash: a prefix of the path below `content/` or of the whole path; a glob if it
    /// has a `*`.
    pub path: String,
    /// `scope.path` as a glob, if it has a `*`.
    pub glob: Option<GlobMatcher>,
    /// `scope.type`: `posts`, `pages` or `drafts`.
    pub kind: Option<String>,
    /// `values`: front matter that documents in scope start with.
    pub values: IndexMap<String, Value>,
}

impl Defaults {
    /// Whether a document at `source`, of one of `kinds`, is in scope.
    pub fn covers(&self, source: &SourcePath, kinds: &[&str]) -> bool {
        if self.kind.as_deref().is_some_and(|kind| !kinds.contains(&kind)) {
            return false;
        }
        if self.path.is_empty() {
            return true;
        }
        let paths = std::iter::once(source.as_str()).chain(source.under("content"));
        paths.into_iter().any(|path| match &self.glob {
            // A glob may name a folder: then it covers all that is in it.
            Some(glob) => folders(path).any(|part| glob.is_match(part)),
            None => path.starts_with(self.path.as_str()),
        })
    }

    pub(super) fn read(fields: &mut Fields<'_>) -> Vec<Self> {
        let entries = match fields.value("defaults") {
            None => return Vec::new(),
            Some(Value::Sequence(entries)) => entries,
            Some(_) => {
                let hint = "write `defaults: [{scope: {path: \"\"}, values: {layout: post}}]`";
                fields.wrong("defaults", "`defaults` must be a list", hint);
                return Vec::new();
            }
        };
        let range = fields.place("defaults").map_or(0..0, |place| place.key.clone());
        let mut found = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            match one(entry) {
                Ok(defaults) => found.push(defaults),
                Err((what, hint)) => fields.findings.push(fault(range.clone(), at, &what, hint)),
            }
        }
        found
    }
}

fn fault(range: Range<usize>, at: usize, what: &str, hint: String) -> Finding {
    Finding::new(Code::BadValue, range, format!("entry {} of `defaults` {what}", at + 1)).hint(hint)
}

/// One entry of the list, or what is wrong with it and what to write.
fn one(entry: &Value) -> Result<Defaults, (String, String)> {
    let Some(Value::Mapping(values)) = entry.get("values") else {
        return Err(("has no mapping `values`".to_owned(), "write `values: {layout: post}`".to_owned()));
    };
    let scope = match entry.get("scope") {
        None | Some(Value::Null) => None,
        Some(Value::Mapping(scope)) => Some(scope),
        Some(_) => {
            return Err(("has a `scope` that is no mapping".to_owned(), "write `scope: {path: \"\"}`".to_owned()));
        }
    };
    let part = |key: &str| scope.and_then(|scope| scope.get(key)).and_then(scalar).unwrap_or_default();
    let path = part("path").trim_start_matches("./").trim_start_matches('/').to_owned();
    let kind = match part("type").as_str() {
        "" => None,
        "post" => Some("posts".to_owned()),
        "page" => Some("pages".to_owned()),
        "draft" => Some("drafts".to_owned()),
        kind => {
            if let Some(near) = nearest(kind, ["posts", "pages", "drafts"]).filter(|near| *near != kind) {
                return Err((
                    format!("is for the type `{kind}`, which does not exist"),
                    format!("write `type: {near}`"),
                ));
            }
            Some(kind.to_owned())
        }
    };
    let glob = path.contains('*').then(|| glob(&path)).transpose();
    let glob = glob.map_err(|error| {
        (format!("has a path that is no pattern: {}", error.kind()), "write `path: \"*/drafts\"`".to_owned())
    })?;
    let values = values.iter().filter_map(|(key, value)| Some((scalar(key)?, value.clone()))).collect();
    Ok(Defaults { path, glob: glob.map(|glob| glob.compile_matcher()), kind, values })
}

/// `a/b/c`, `a/b`, `a`.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain(std::iter::once(path.len()));
    ends.map(|end| &path[..end])
}
