//! Keys of `_config.yml` and front matter that only some sites have, read as text: `twitter.username`.

use indexmap::IndexMap;
use serde_yaml::Value;

/// The text at a path of keys; nothing if it is none, or empty.
pub(super) fn of(values: &IndexMap<String, Value>, path: &[&str]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    text(rest.iter().try_fold(values.get(*first)?, |value, key| value.get(*key)))
}

/// A plain value as text; nothing if it is none, or empty.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => super::plain::line(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// The texts of a list, or one text alone.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(items) => items.iter().filter_map(|item| text(Some(item))).collect(),
        value => text(Some(value)).into_iter().collect(),
    }
}
