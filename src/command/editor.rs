//! The editor that somebody uses, as the environment names it.

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;

use super::CommandError;
use super::place::shown;

/// A program with its arguments: `code --wait`.
#[derive(Debug)]
pub(super) struct Editor {
    words: Vec<String>,
}

impl Editor {
    /// `$VISUAL`, else `$EDITOR`.
    pub(super) fn find() -> Result<Self, CommandError> {
        let named = ["VISUAL", "EDITOR"].iter().filter_map(|name| env::var(name).ok());
        named.map(|line| Self { words: words(&line) }).find(|editor| !editor.words.is_empty()).ok_or_else(|| {
            CommandError::impossible("no editor is known", "set `EDITOR`, for instance `export EDITOR=nano`")
        })
    }

    /// Opens the file, and waits until the editor ends.
    pub(super) fn open(&self, file: &Path) -> Result<(), CommandError> {
        let Some((program, arguments)) = self.words.split_first() else { return Ok(()) };
        let failed = |why: String| {
            CommandError::impossible(
                format!("the editor `{program}` {why}"),
                format!("open `{}` yourself", shown(file)),
            )
        };
        let start = |program: &str| Command::new(program).args(arguments).arg(file).status();
        let ended = start(program).or_else(|error| {
            // `code` is a script there, and only programs are found without their endings.
            let is_script = cfg!(windows) && error.kind() == io::ErrorKind::NotFound;
            if is_script { start(&format!("{program}.cmd")) } else { Err(error) }
        });
        match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(failed(format!("failed: {status}"))),
            Err(error) => Err(failed(format!("cannot be started: {error}"))),
        }
    }
}

/// The words of a line, those in quotes whole: `"C:\Program Files\ed.exe" -w`.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, expected) in [
            ("", vec![]),
            ("  ", vec![]),
            ("vi", vec!["vi"]),
            ("code  --wait", vec!["code", "--wait"]),
            (r#""C:\Program Files\ed.exe" -w"#, vec![r"C:\Program Files\ed.exe", "-w"]),
            ("'a b'c \"", vec!["a bc", ""]),
        ] {
            assert_eq!(words(line), expected, "{line}");
        }
    }
}
