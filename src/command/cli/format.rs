//! How problems are said: `--format`.

use clap::ValueEnum;

/// For whom a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the line with its mark, and what to do
    #[default]
    Human,
    /// A line for each problem: `path:line:column: error[code]: message`
    Short,
    /// A JSON object on each line, as `blogsite explain --json-schema` describes them
    Json,
    /// Workflow commands of GitHub Actions: marks in a pull request, and a job summary
    Github,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
}

impl Format {
    /// Whether a program reads it: then stdout holds the report and nothing else.
    pub fn is_for_machines(self) -> bool {
        self != Self::Human
    }
}
