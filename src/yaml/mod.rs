//! YAML with places: what serde reads, where each key of it stands, and every fault of it told at once.
//!
//! Front matter, `_config.yml` and data files share it.
//!
//! 1. `simple` reads the plain lines most front matter is made of, without a parser.
//! 2. Whatever is not that plain goes to `serde_yaml`, which gives values but no places.
//! 3. `entries` finds the place of every top-level key and value beside it.
//! 4. Merge keys are applied, and plain `yes`, `no`, `on`, `off` become booleans, as Ruby's Psych reads them.
//! 5. Only where the parser refuses, `faults` reads entry by entry, to say *all* that is wrong, at its true place.

mod entries;
mod faults;
mod merge;
mod quoting;
mod scalar;
mod simple;

use std::ops::Range;

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::diagnostic::{Code, Finding};
use entries::Entry;

pub use scalar::scalar;

/// Where a key and its value stand, in bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The key, quotes included.
    pub key: Range<usize>,
    /// The value as written, without blanks and comment around it; empty where there is none.
    pub value: Range<usize>,
}

impl Place {
    /// What to write in place of the key to call it `name`, in its quotes; nothing if `key` does not stand there to the letter.
    pub fn renamed(&self, text: &str, key: &str, name: &str) -> Option<Box<str>> {
        let written = text.get(self.key.clone())?;
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\'')).map(String::from).unwrap_or_default();
        (written == format!("{quote}{key}{quote}")).then(|| format!("{quote}{name}{quote}").into())
    }
}

/// A mapping as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Key → value, in the order written, merge keys (`<<`) applied.
    pub values: IndexMap<String, Value>,
    /// Key → its place. Keys that came from a merge have none.
    pub places: IndexMap<String, Place>,
}

/// What a text is, for the words of a message and the code of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The block at the head of a document.
    FrontMatter,
    /// `_config.yml`.
    Config,
    /// A file below `data/`.
    Data,
}

impl Subject {
    fn code(self) -> Code {
        match self {
            Self::FrontMatter => Code::BadFrontMatter,
            Self::Config => Code::BadConfig,
            Self::Data => Code::BadData,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front matter",
            Self::Config => "the configuration",
            Self::Data => "this file",
        }
    }
}

/// Brackets in brackets that are read; serde stops at about as many.
const DEPTH: usize = 100;

/// Reads `block`, a part of the file `text`, as one mapping. Where something is wrong, what can be read is still
/// there; findings count bytes of the file and come in its order.
pub fn mapping(text: &str, block: Range<usize>, subject: Subject) -> (Mapping, Vec<Finding>) {
    if let Some(mapping) = simple::mapping(text, block.clone()) {
        return (mapping, Vec::new());
    }
    parsed_mapping(text, block, subject)
}

/// [`mapping`] without the shortcut for plain lines.
fn parsed_mapping(text: &str, block: Range<usize>, subject: Subject) -> (Mapping, Vec<Finding>) {
    let Some(yaml) = text.get(block.clone()) else { return (Mapping::default(), Vec::new()) };
    if let Some(fault) = faults::too_deep(text, block.clone(), subject) {
        return (Mapping::default(), vec![fault]);
    }
    let yaml = &yaml[..first_document_end(yaml)];
    let block = block.start..block.start + yaml.len();
    let entries = entries::entries(text, block.clone());
    let value = serde_yaml::from_str::<Value>(yaml).map_err(Some).and_then(|value| match value {
        Value::Mapping(mapping) => Ok(mapping),
        Value::Null => Ok(serde_yaml::Mapping::new()),
        _ => Err(None),
    });
    match value {
        Ok(values) => finish(text, block, values, &entries, subject),
        Err(error) => {
            let (values, findings) = faults::explain(text, block.clone(), error.as_ref(), subject);
            let (mapping, more) = finish(text, block, values, &entries, subject);
            (mapping, in_order(findings.into_iter().chain(more).collect()))
        }
    }
}

/// Reads a whole file as one YAML value of any kind.
pub fn value(text: &str, subject: Subject) -> Result<Value, Vec<Finding>> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let yaml = &text[start..];
    let yaml = &yaml[..first_document_end(yaml)];
    let block = start..start + yaml.len();
    if let Some(fault) = faults::too_deep(text, block.clone(), subject) {
        return Err(vec![fault]);
    }
    let fallen = match serde_yaml::from_str::<Value>(yaml) {
        Ok(mut value) => match merge::apply(&mut value) {
            Ok(()) => {
                merge::untag(&mut value);
                return Ok(value);
            }
            Err(fault) => vec![faults::bad_merge(text, block, &fault, subject)],
        },
        Err(error) => faults::explain(text, block, Some(&error), subject).1,
    };
    Err(in_order(fallen))
}

/// Puts values and places together: keys as text, merges applied, booleans as Psych reads them.
fn finish(
    text: &str,
    block: Range<usize>,
    values: serde_yaml::Mapping,
    entries: &[Entry],
    subject: Subject,
) -> (Mapping, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut whole = Value::Mapping(values);
    let written = text.get(block.clone()).unwrap_or_default();
    if written.contains("<<")
        && let Err(fault) = merge::apply(&mut whole)
    {
        findings.push(faults::bad_merge(text, block.clone(), &fault, subject));
    }
    if written.contains('!') {
        merge::untag(&mut whole);
    }
    let Value::Mapping(values) = whole else { return (Mapping::default(), findings) };
    let mut mapping = Mapping { values: IndexMap::with_capacity(values.len()), places: IndexMap::new() };
    for (key, value) in values {
        if let Some(key) = key_as_text(key) {
            mapping.values.insert(key, value);
        } else {
            findings.push(faults::complex_key(text, block.clone(), subject));
        }
    }
    for entry in entries {
        let key = entries::key_text(&text[entry.key.clone()]);
        let Some(value) = mapping.values.get_mut(&key) else { continue };
        if !matches!(text.as_bytes().get(entry.value.start), Some(b'"' | b'\'' | b'|' | b'>')) {
            as_psych(value);
        }
        let place = Place { key: entry.key.clone(), value: entry.value.clone() };
        mapping.places.entry(key).or_insert(place);
    }
    (mapping, findings)
}

/// Keys are words: a number or boolean stands for its text.
fn key_as_text(key: Value) -> Option<String> {
    match key {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null => Some("null".to_owned()),
        _ => None,
    }
}

/// Plain `yes`, `no`, `on`, `off` and the like are booleans to Psych (ruby/psych, `scalar_scanner.rb`).
fn as_psych(value: &mut Value) {
    let Value::String(text) = &*value else { return };
    let truth = match text.len() {
        2..=5 if ["yes", "on", "true"].iter().any(|word| text.eq_ignore_ascii_case(word)) => true,
        2..=5 if ["no", "off", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)) => false,
        _ => return,
    };
    *value = Value::Bool(truth);
}

/// A second `---` or a `...` with nothing but void lines behind it ends the only document there is.
fn first_document_end(yaml: &str) -> usize {
    let mut begun = false;
    for line in entries::lines(yaml, 0..yaml.len()) {
        match line.text.trim_end() {
            "---" if !begun => begun = true,
            "..." | "---" => {
                let rest = entries::lines(yaml, line.next..yaml.len());
                let void = rest.into_iter().all(|line| line.is_void() || line.text.trim_end() == "...");
                return if void { line.start } else { yaml.len() };
            }
            _ if line.is_void() => {}
            _ => begun = true,
        }
    }
    yaml.len()
}

/// In the order of the file, each thing once.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (a.range.start, a.range.end, &a.message).cmp(&(b.range.start, b.range.end, &b.message)));
    findings.dedup_by(|a, b| a.range == b.range && a.code == b.code);
    findings
}

/// The scalar or list that stands at `place` as the words in it were written: `1.10` stays `1.10`.
pub fn words(text: &str, place: &Place) -> Option<Vec<String>> {
    let written = text.get(with_indentation(text, &place.value))?;
    serde_yaml::from_str::<Vec<String>>(written)
        .or_else(|_| serde_yaml::from_str::<String>(written).map(|word| vec![word]))
        .ok()
}

/// Where the keys of the mapping at `place` stand.
pub fn nested(text: &str, place: &Place) -> IndexMap<String, Place> {
    let mut found = IndexMap::new();
    for entry in entries::entries(text, with_indentation(text, &place.value)) {
        let key = entries::key_text(&text[entry.key.clone()]);
        found.entry(key).or_insert(Place { key: entry.key, value: entry.value });
    }
    found
}

/// `value` with the blanks before it, if nothing else stands before it on its line: they count in YAML.
fn with_indentation(text: &str, value: &Range<usize>) -> Range<usize> {
    let before = text.get(..value.start).unwrap_or_default();
    before.trim_end_matches(' ').len()..value.end
}
