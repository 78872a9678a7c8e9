//! A transcript: commands and what each of them said, written down as text.
//!
//! ```text
//! What this case shows, in a line or two.
//!
//! $ blogsite build --warn broken-link
//! -- stderr
//! warning[broken-link]: …
//! -- stdout
//! built 1 post, 0 pages in [TIME] s: …
//! -- exit code 0
//! ```
//!
//! Beside `blogsite` a transcript knows six commands to prepare a folder, which say nothing: `echo TEXT > FILE` (`\n` is a line
//! end), `rm FILE`, `rm -r FOLDER`, `mv FILE FILE`, `ln -s TARGET LINK`, `git …`; and `cat FILE`, which says what is in a file.
//! `cd FOLDER` holds for what follows. Words of a `blogsite` command may stand in double quotes; a word `NAME=value` before it
//! is an environment variable.

use std::fs;
use std::path::Path;

use super::program::{self, Ran};

/// Runs every command of `transcript` in `folder`, and gives back the transcript with what they said now.
pub(crate) fn replay(transcript: &str, folder: &Path) -> String {
    let mut said: Vec<String> =
        transcript.lines().take_while(|line| !line.starts_with("$ ")).map(str::to_owned).collect();
    let mut was_quiet = true;
    let mut here = folder.to_owned();
    for command in transcript.lines().filter_map(|line| line.strip_prefix("$ ")) {
        if !was_quiet {
            said.push(String::new());
        }
        said.push(format!("$ {command}"));
        if let Some(below) = command.strip_prefix("cd ") {
            here = here.join(below);
            was_quiet = true;
            continue;
        }
        let ran = run(command, &here);
        was_quiet = ran.is_none();
        said.extend(ran.map(|ran| written_down(&ran, folder)));
    }
    said.join("\n") + "\n"
}

/// Whether a transcript has a command at all.
pub(crate) fn has_commands(transcript: &str) -> bool {
    transcript.lines().any(|line| line.starts_with("$ "))
}

/// Runs one command; what `blogsite` said, or nothing for a command that prepares.
pub(crate) fn run(command: &str, folder: &Path) -> Option<Ran> {
    let quoted = words_of(command);
    if let Some(at) = quoted.iter().position(|word| word == "blogsite")
        && quoted[..at].iter().all(|word| word.contains('='))
    {
        let mut program = program::blogsite(folder, quoted[at + 1..].iter().map(String::as_str));
        program.envs(quoted[..at].iter().filter_map(|word| word.split_once('=')));
        return Some(Ran::of(&program.output().unwrap()));
    }
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["cat", file] => {
            let stdout = fs::read_to_string(folder.join(file)).unwrap();
            return Some(Ran { code: Some(0), stdout, stderr: String::new() });
        }
        ["git", ..] => {
            let output = program::git(folder, quoted[1..].iter().map(String::as_str)).output().unwrap();
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        }
        ["echo", text @ .., ">", file] => {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, format!("{}\n", text.join(" ").replace("\\n", "\n"))).unwrap();
        }
        ["rm", "-r", path] => fs::remove_dir_all(folder.join(path)).unwrap(),
        ["rm", path] => fs::remove_file(folder.join(path)).unwrap(),
        ["mv", from, to] => fs::rename(folder.join(from), folder.join(to)).unwrap(),
        ["ln", "-s", target, link] => symlink(target, &folder.join(link)),
        _ => panic!("a transcript cannot run `{command}`"),
    }
    None
}

/// The words of a command, those in double quotes whole.
fn words_of(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if is_quoted => words.last_mut().unwrap().extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

fn written_down(ran: &Ran, folder: &Path) -> String {
    let mut lines = Vec::new();
    for (name, said) in [("stderr", &ran.stderr), ("stdout", &ran.stdout)] {
        if !said.is_empty() {
            lines.push(format!("-- {name}"));
            let said = said.replace(&folder.display().to_string(), "[SITE]");
            lines.push(said.strip_suffix('\n').unwrap_or(&said).to_owned());
        }
    }
    lines.push(ran.code.map_or_else(|| "-- no exit code".to_owned(), |code| format!("-- exit code {code}")));
    lines.join("\n")
}

/// Replays the transcript in the file `path`; says how it differs from what is written there, or writes it anew.
pub(crate) fn check(name: &str, path: &Path, folder: &Path) -> Option<String> {
    let written = fs::read_to_string(path).unwrap_or_else(|_| "$ blogsite build\n".to_owned());
    assert!(has_commands(&written), "{} holds no command", path.display());
    let actual = replay(&written, folder);
    if super::is_updating() {
        fs::write(path, actual).unwrap();
        return None;
    }
    if !path.exists() {
        return Some(format!("{name}: {} is missing", path.display()));
    }
    super::difference(name, written.as_bytes(), actual.as_bytes())
}

#[cfg(unix)]
fn symlink(target: &str, link: &Path) {
    std::os::unix::fs::symlink(target, link).unwrap();
}

#[cfg(not(unix))]
fn symlink(_: &str, link: &Path) {
    panic!("cannot make the symbolic link {}", link.display());
}
