//! Workflow commands of GitHub Actions: each problem becomes a mark on its line in a pull request.
//!
//! `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=CODE::message`, with what to do on lines of its own. The runner
//! shows ten of each level for a step; the job summary has all. A file that is not in the repository (a template of the
//! built-in theme) cannot be marked, and is named in the message.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Severity};

use super::root::Root;
use super::text::Texts;

/// The whole report.
pub(super) fn render(problems: &[Diagnostic], texts: &Texts, root: &Root) -> String {
    problems.iter().map(|problem| command(problem, texts, root)).collect()
}

fn command(problem: &Diagnostic, texts: &Texts, root: &Root) -> String {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    let mut message = problem.message.clone();
    if let Some(span) = &problem.span {
        if root.holds(&span.path) {
            properties.push(("file", root.path(&span.path)));
            if let Some(text) = texts.get(&span.path) {
                let mark = text.mark(&span.range);
                properties.push(("line", mark.line.to_string()));
                properties.push(("endLine", mark.end_line.to_string()));
                // Columns count only where both are of one line.
                if mark.line == mark.end_line {
                    properties.push(("col", mark.column.to_string()));
                    properties.push(("endColumn", mark.end_column.to_string()));
                }
            }
        } else {
            let _ = write!(message, " (in the theme's `{}`)", span.path);
        }
    }
    properties.push(("title", problem.code.to_string()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", escaped_property(value))).collect();
    for hint in &problem.hints {
        let _ = write!(message, "\n{hint}");
    }
    format!("::{level} {}::{}\n", properties.join(","), escaped(&message))
}

/// A message as the runner takes it apart (actions/toolkit, `packages/core/src/command.ts`).
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property likewise.
fn escaped_property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::address::SourcePath;
    use crate::diagnostic::Code;

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(escaped("100% a:b,c\r\nd%0A"), "100%25 a:b,c%0D%0Ad%250A");
        assert_eq!(escaped_property("100% a:b,c\r\nd"), "100%25 a%3Ab%2Cc%0D%0Ad");
    }

    #[test]
    fn problems_become_commands() {
        let root = Root::of(Path::new("."));
        let text = |_: &SourcePath| Some("[package]\r\nname\r\n".to_owned());
        let path = SourcePath::new("Cargo.toml");
        let here = |range| Diagnostic::new(Code::SelfLink, "100% `::error::`").at(&path, range);
        for (problem, expected) in [
            (
                here(1..8).hint("write `a,b`"),
                "::warning file=Cargo.toml,line=1,endLine=1,col=2,endColumn=9,title=self-link::100%25 `::error::`%0Awrite `a,b`\n",
            ),
            (here(0..15), "::warning file=Cargo.toml,line=1,endLine=2,title=self-link::100%25 `::error::`\n"),
            (
                Diagnostic { severity: Severity::Note, ..here(0..11) },
                "::notice file=Cargo.toml,line=1,endLine=1,col=1,endColumn=10,title=self-link::100%25 `::error::`\n",
            ),
            (Diagnostic::new(Code::BadConfig, "a\nb"), "::error title=bad-config::a\\nb\n"),
            (
                Diagnostic::new(Code::BadConfig, "a").at(&SourcePath::new("templates/no.html"), 0..3),
                "::error title=bad-config::a (in the theme's `templates/no.html`)\n",
            ),
        ] {
            let problems = [problem];
            assert_eq!(render(&problems, &Texts::of(&problems, &text), &root), expected);
        }
    }
}
