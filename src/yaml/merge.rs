//! Merge keys (`<<: *defaults`) and tags (`!!str`), taken out of a value.

use serde_yaml::{Mapping, Value};

/// A merge key with something under it that cannot be merged: what was found there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadMerge(pub(super) &'static str);

/// Applies every merge key in `value`, merged ones inside merged ones too. Keys that stand beside it win, then
/// earlier mappings of a list over later ones (yaml.org/type/merge). The order of keys stays.
pub(super) fn apply(value: &mut Value) -> Result<(), BadMerge> {
    match value {
        Value::Mapping(mapping) => {
            for (_, value) in mapping.iter_mut() {
                apply(value)?;
            }
            match mapping.shift_remove("<<") {
                None => Ok(()),
                Some(merged) => add(mapping, merged),
            }
        }
        Value::Sequence(items) => items.iter_mut().try_for_each(apply),
        Value::Tagged(tagged) => apply(&mut tagged.value),
        _ => Ok(()),
    }
}

fn add(mapping: &mut Mapping, merged: Value) -> Result<(), BadMerge> {
    match merged {
        Value::Mapping(more) => {
            for (key, value) in more {
                mapping.entry(key).or_insert(value);
            }
            Ok(())
        }
        Value::Sequence(items) => items.into_iter().try_for_each(|item| match item {
            Value::Sequence(_) => Err(BadMerge("a list in a list")),
            item => add(mapping, item),
        }),
        Value::Tagged(tagged) => add(mapping, tagged.value),
        Value::Null => Ok(()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(BadMerge("a single value")),
    }
}

/// Drops every tag: what is left is what stands behind it.
pub(super) fn untag(value: &mut Value) {
    while let Value::Tagged(tagged) = value {
        *value = std::mem::take(&mut tagged.value);
    }
    match value {
        Value::Mapping(mapping) => mapping.iter_mut().for_each(|(_, value)| untag(value)),
        Value::Sequence(items) => items.iter_mut().for_each(untag),
        _ => {}
    }
}
