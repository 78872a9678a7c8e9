//! `defaults:` of the configuration, below what a document says itself.

use indexmap::IndexMap;
use serde_yaml::Value;

use super::Kind;
use crate::address::SourcePath;
use crate::config::Defaults;

/// `own` with the defaults in whose scope `source` lies beneath it. A longer path wins over a shorter one, then a scope
/// with a type over one without, then the later one; mappings are merged (`jekyll/frontmatter_defaults.rb`).
pub(super) fn applied(
    own: IndexMap<String, Value>,
    source: &SourcePath,
    kind: Kind,
    defaults: &[Defaults],
) -> IndexMap<String, Value> {
    let mut in_scope: Vec<&Defaults> =
        defaults.iter().filter(|defaults| defaults.covers(source, kind_names(kind))).collect();
    if in_scope.is_empty() {
        return own;
    }
    in_scope.sort_by_key(|defaults| (defaults.path.len(), defaults.kind.is_some()));
    let mut values = IndexMap::new();
    for defaults in in_scope {
        for (key, value) in &defaults.values {
            lay_over(&mut values, key.clone(), value.clone());
        }
    }
    // What the document says comes first in order too: templates that list `page` show it as written.
    let mut merged = IndexMap::with_capacity(own.len() + values.len());
    for (key, value) in own {
        if let Some(default) = values.shift_remove(&key) {
            merged.insert(key.clone(), default);
        }
        lay_over(&mut merged, key, value);
    }
    merged.extend(values);
    merged
}

/// A draft is a post that is not finished, so both types cover it.
fn kind_names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Post => &["posts"],
        Kind::Draft => &["drafts", "posts"],
        Kind::Page => &["pages"],
    }
}

fn lay_over(values: &mut IndexMap<String, Value>, key: String, value: Value) {
    match (values.get_mut(&key), value) {
        (Some(Value::Mapping(below)), Value::Mapping(above)) => merge(below, above),
        (Some(below), value) => *below = value,
        (None, value) => {
            values.insert(key, value);
        }
    }
}

fn merge(below: &mut serde_yaml::Mapping, above: serde_yaml::Mapping) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Mapping(below)), Value::Mapping(above)) => merge(below, above),
            (Some(below), value) => *below = value,
            (None, value) => {
                below.insert(key, value);
            }
        }
    }
}
