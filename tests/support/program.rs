//! The built program, run as a user runs it.

use std::path::Path;
use std::process::{Command, Output};

/// The binary that cargo built for this test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_blogsite");

/// The program in `folder`, with nothing in its surroundings that changes how it looks.
pub(crate) fn blogsite<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(BINARY);
    let arguments: Vec<&str> = arguments.into_iter().collect();
    command.current_dir(folder).args(&arguments);
    plain(&mut command);
    if arguments.contains(&"--external") {
        command.env("ALL_PROXY", super::web::proxy());
    }
    command
}

/// git in `folder`, as nobody has set it up.
pub(crate) fn git<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    plain(&mut command);
    command
}

/// Takes out of the surroundings of a command what changes how it looks and what it writes: colours, the width of the
/// terminal, who works here, where and when, and the run of GitHub Actions.
pub(crate) fn plain(command: &mut Command) {
    for variable in [
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "NO_COLOR",
        "COLUMNS",
        "RUST_BACKTRACE",
        "VISUAL",
        "EDITOR",
        "GIT_AUTHOR_NAME",
        "GIT_DIR",
    ] {
        command.env_remove(variable);
    }
    // These tests may themselves run where such a summary is waited for.
    for variable in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"] {
        command.env_remove(variable);
    }
    for variable in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(variable).env_remove(variable.to_lowercase());
    }
    let nobody = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("GIT_CONFIG_GLOBAL", nobody).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("TZ", "Europe/Berlin").env("BLOGSITE_NOW", "2024-05-06T10:00:00Z");
}

/// Runs and takes everything it says.
pub(crate) fn run<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Ran {
    Ran::of(&blogsite(folder, arguments).output().unwrap())
}

/// How a program ended and what it said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Exit code; nothing if a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it said to stdout, times redacted.
    pub(crate) stdout: String,
    /// What it said to stderr, times redacted.
    pub(crate) stderr: String,
}

impl Ran {
    /// Takes an output apart.
    pub(crate) fn of(output: &Output) -> Self {
        let name = concat!("blogsite ", env!("CARGO_PKG_VERSION"));
        let text = |bytes: &[u8]| without_times(&String::from_utf8_lossy(bytes)).replace(name, "blogsite [VERSION]");
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// The same, or a failed test that shows what was said.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.stderr, self.stdout);
        self
    }
}

/// Replaces every `in 0.03 s` by `in [TIME] s`.
fn without_times(text: &str) -> String {
    let mut pieces = text.split(" in ");
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        result.push_str(" in ");
        let digits = piece.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(piece.len());
        let (number, rest) = piece.split_at(digits);
        result.push_str(if !number.is_empty() && rest.starts_with(" s") { "[TIME]" } else { number });
        result.push_str(rest);
    }
    result
}
