//! Sessions: what was typed at a prompt, and what came back (`console`, `pycon`, `irb`).
//!
//! No grammar knows these. Each line is a prompt with a command behind it, the continuation of a command, or output:
//!
//! 1. a line that begins with a prompt starts a command, highlighted in the session's language;
//! 2. while that command is unfinished (a backslash at its end, an open quote, a continuation prompt), lines belong to it;
//! 3. everything else is output, one class for the whole line.

/// Whose prompts to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompts {
    /// `$ `, `# `, `user@host:~$ `, and `> ` while a command is unfinished.
    Shell,
    /// `>>> ` and `... `; `In [1]: ` and `Out[1]: `.
    Python,
    /// `irb(main):001:0> `, `>> `; what comes back after `=> ` is output.
    Ruby,
    /// `PS C:\> ` and `C:\>`.
    PowerShell,
}

/// What a line of a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A prompt, and the beginning of a command.
    Command { prompt: &'a str, command: &'a str },
    /// More of the same command; the prompt may be empty.
    More { prompt: &'a str, command: &'a str },
    /// What the program printed.
    Output(&'a str),
}

/// The lines of a session, one after another.
pub(super) fn lines(text: &str, prompts: Prompts) -> impl Iterator<Item = Line<'_>> {
    let mut unfinished = false;
    text.split_inclusive('\n').map(move |line| {
        let found = read(line, prompts, unfinished);
        unfinished = match found {
            Line::Command { command, .. } | Line::More { command, .. } => match prompts {
                Prompts::Shell => is_unfinished(command),
                Prompts::PowerShell => command.trim_end().ends_with('`'),
                Prompts::Python | Prompts::Ruby => false,
            },
            Line::Output(_) => false,
        };
        found
    })
}

fn read(line: &str, prompts: Prompts, unfinished: bool) -> Line<'_> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let text = line.get(indent..).unwrap_or_default();
    let split = |length: usize| {
        let length = indent + length;
        let end = line.trim_end_matches(['\n', '\r']).len();
        let space = line.get(length..end).is_some_and(|rest| rest.starts_with(' '));
        line.split_at_checked((length + usize::from(space)).min(end)).unwrap_or((line, ""))
    };
    if unfinished {
        let has_prompt = text.starts_with("> ") || text.trim_end() == ">";
        let (prompt, command) = if has_prompt { split(1) } else { ("", line) };
        return Line::More { prompt, command };
    }
    let length = match prompts {
        Prompts::Shell => shell_prompt(text),
        Prompts::Python => python_prompt(text),
        Prompts::Ruby => ruby_prompt(text),
        Prompts::PowerShell => power_shell_prompt(text),
    };
    let Some(length) = length else {
        return Line::Output(line);
    };
    let (prompt, command) = split(length);
    if prompts == Prompts::Python && (text.starts_with("...") || text.starts_with("Out[")) {
        return Line::More { prompt, command };
    }
    Line::Command { prompt, command }
}

/// Whether what follows a prompt's last sign makes it one: a space, or nothing.
fn ends_prompt(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\n', '\r'])
}

/// The length of a shell's prompt without the space behind it.
fn shell_prompt(text: &str) -> Option<usize> {
    let skipped = environment(text);
    let rest = text.get(skipped..)?;
    if let Some(first) = rest.chars().next().filter(|c| matches!(c, '$' | '#' | '%' | '❯' | '➜' | 'λ')) {
        return ends_prompt(rest.get(first.len_utf8()..)?).then(|| skipped + first.len_utf8());
    }
    // `user@host:~/dir$`, `[user@host dir]#`, `~/dir$`, `/etc#`, `host:dir user$`.
    let sign = rest
        .char_indices()
        .find(|(at, c)| matches!(c, '$' | '#' | '%' | '>') && rest.get(at + 1..).is_some_and(ends_prompt));
    let (at, sign) = sign.filter(|(at, _)| *at <= 80)?;
    let before = rest.get(..at)?.trim_end();
    let is_place = before.starts_with(['~', '/']) && !before.contains(char::is_whitespace);
    let is_host = before.split_once('@').is_some_and(|(user, place)| {
        let user = user.strip_prefix('[').unwrap_or(user);
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        !user.is_empty()
            && user.chars().all(is_name)
            && place.starts_with(is_name)
            && place.split_whitespace().count() <= 2
    });
    let is_named = matches!(before, "bash" | "sh" | "zsh" | "fish" | "root" | "mysql" | "sqlite")
        || before
            .strip_prefix("bash-")
            .or(before.strip_prefix("sh-"))
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    (is_place && sign != '>' || is_host || is_named).then(|| skipped + at + 1)
}

/// The length of `(venv) ` at the beginning.
fn environment(text: &str) -> usize {
    let Some((name, rest)) = text.strip_prefix('(').and_then(|text| text.split_once(')')) else {
        return 0;
    };
    let is_name = !name.is_empty() && name.len() <= 40 && !name.contains(char::is_whitespace);
    if is_name && rest.starts_with(' ') { name.len() + 3 } else { 0 }
}

fn python_prompt(text: &str) -> Option<usize> {
    for sign in [">>>", "..."] {
        if let Some(rest) = text.strip_prefix(sign) {
            return ends_prompt(rest).then_some(3);
        }
    }
    let (number, rest) = text.strip_prefix("In [").or(text.strip_prefix("Out["))?.split_once("]:")?;
    let is_number = !number.is_empty() && number.len() < 8 && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && ends_prompt(rest)).then(|| text.len() - rest.len())
}

fn ruby_prompt(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix(">>") {
        return ends_prompt(rest).then_some(2);
    }
    if !(text.starts_with("irb") || text.starts_with('[') || text.starts_with("pry")) {
        return None;
    }
    let at = text
        .char_indices()
        .find(|(at, c)| matches!(c, '>' | '*' | '"' | '\'') && text.get(at + 1..).is_some_and(ends_prompt))?;
    (at.0 <= 60 && text.get(..at.0)?.contains('(')).then_some(at.0 + 1)
}

fn power_shell_prompt(text: &str) -> Option<usize> {
    let at = text.find('>')?;
    let before = text.get(..at)?;
    let is_drive = before.as_bytes().get(1..3) == Some(b":\\") && before.starts_with(|c: char| c.is_ascii_alphabetic());
    (before == "PS" || before.starts_with("PS ") || is_drive).then_some(at + 1)
}

/// Whether a shell would ask for more after this command.
fn is_unfinished(command: &str) -> bool {
    let command = command.trim_end_matches(['\n', '\r']);
    let backslashes = command.bytes().rev().take_while(|byte| *byte == b'\\').count();
    backslashes % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line as `prompt|command`, `+prompt|command`, or `=output`.
    fn check(prompts: Prompts, text: &str, expected: &str) {
        let found: String = lines(text, prompts)
            .map(|line| match line {
                Line::Command { prompt, command } => format!("{prompt}|{command}"),
                Line::More { prompt, command } => format!("+{prompt}|{command}"),
                Line::Output(text) => format!("={text}"),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn shells() {
        for (text, expected) in [
            ("", ""),
            ("$ ls\na  b\n", "$ |ls\n=a  b\n"),
            ("$\n", "$|\n"),
            ("$HOME is set\n", "=$HOME is set\n"),
            ("# apt update\r\n", "# |apt update\r\n"),
            ("  $ ls\n", "  $ |ls\n"),
            ("(venv) $ pip list\n", "(venv) $ |pip list\n"),
            ("(no prompt)\n", "=(no prompt)\n"),
            ("user@host:~/a b$ ls\n", "user@host:~/a b$ |ls\n"),
            ("[root@box etc]# ls\n", "[root@box etc]# |ls\n"),
            ("~/src$ make\n", "~/src$ |make\n"),
            ("bash-5.1$ id\n", "bash-5.1$ |id\n"),
            ("❯ cargo run\n", "❯ |cargo run\n"),
            ("ada@example.org wrote to us $ 5\n", "=ada@example.org wrote to us $ 5\n"),
            ("50% done\n", "=50% done\n"),
            ("> npm start\n", "=> npm start\n"),
            ("$ a \\\n> b \\\n  c\nout\n", "$ |a \\\n+> |b \\\n+|  c\n=out\n"),
            ("$ a \\\\\nout\n", "$ |a \\\\\n=out\n"),
            ("$ last", "$ |last"),
            ("日本\n", "=日本\n"),
        ] {
            check(Prompts::Shell, text, expected);
        }
    }

    #[test]
    fn interpreters() {
        check(
            Prompts::Python,
            ">>> for i in x:\n...     f()\n...\n1\n",
            ">>> |for i in x:\n+... |    f()\n+...|\n=1\n",
        );
        check(Prompts::Python, "In [1]: 1\nOut[1]: 1\n", "In [1]: |1\n+Out[1]: |1\n");
        check(Prompts::Python, "....\n>>>x\n", "=....\n=>>>x\n");
        check(Prompts::Ruby, "irb(main):001:0> 1 + 1\n=> 2\n>> x\n", "irb(main):001:0> |1 + 1\n==> 2\n>> |x\n");
        check(Prompts::PowerShell, "PS C:\\> dir\nC:\\a>cd\nx > y\n", "PS C:\\> |dir\nC:\\a>|cd\n=x > y\n");
    }
}
