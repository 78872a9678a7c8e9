//! The arguments of `blogsite explain`.

use clap::Args;

use crate::diagnostic::Code;

pub(super) const EXAMPLES: &str = "\
Examples:
  blogsite explain                      list all codes with what they mean
  blogsite explain broken-link          the whole story, with an example and how to mend it

Exit code: 0 done, 2 there is no such code.";

/// `blogsite explain`
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// What to explain, as it stands in brackets in a report: `error[CODE]`
    #[arg(value_name = "CODE")]
    pub codes: Vec<Code>,

    /// Write down the JSON Schema of what `--format json` says
    #[arg(long, conflicts_with = "codes")]
    pub json_schema: bool,
}
