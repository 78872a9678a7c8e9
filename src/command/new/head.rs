//! Front matter, written.

use crate::yaml::scalar;

/// The keys of a new document, in order.
#[derive(Debug, Default)]
pub(super) struct Head {
    lines: Vec<String>,
}

impl Head {
    /// `key: text`, in quotes where YAML wants them.
    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.lines.push(format!("{key}: {}", scalar(text)));
    }

    /// `key: as it stands`, for dates.
    pub(super) fn plain(&mut self, key: &str, text: &str) {
        self.lines.push(format!("{key}: {text}"));
    }

    /// `key: [a, "b: c"]`
    pub(super) fn list(&mut self, key: &str, texts: &[String]) {
        let texts: Vec<String> = texts.iter().map(|text| scalar(text)).collect();
        self.lines.push(format!("{key}: [{}]", texts.join(", ")));
    }

    /// The whole block, and a blank line for the body to begin behind.
    pub(super) fn document(&self, line_end: &str) -> String {
        format!("---\n{}\n---\n\n", self.lines.join("\n")).replace('\n', line_end)
    }
}
