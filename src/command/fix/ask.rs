//! One question on a terminal: which of these was meant?

use std::io::{self, BufRead, Write};

/// What the author said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer<'a> {
    /// That this is to be written.
    Write(&'a str),
    /// To leave it as it is.
    Leave,
    /// To ask no more.
    LeaveAll,
}

/// Shows what is wrong and what may have been meant, and waits for a line: a number, nothing, or `q`. What is none of these
/// is asked again.
pub(super) fn one<'a>(
    problem: &str,
    guesses: &'a [Box<str>],
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<Answer<'a>> {
    writeln!(output, "{}", problem.trim_end())?;
    for (number, guess) in (1..).zip(guesses) {
        writeln!(output, "  {number}  {guess}")?;
    }
    loop {
        write!(output, "Which to write? [1-{}, Enter to leave it, q to end] ", guesses.len())?;
        output.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(output)?;
            return Ok(Answer::LeaveAll);
        }
        let chosen = |number: usize| guesses.get(number.checked_sub(1)?);
        match line.trim() {
            "" => return Ok(Answer::Leave),
            "q" | "Q" => return Ok(Answer::LeaveAll),
            number => {
                if let Some(guess) = number.parse().ok().and_then(chosen) {
                    return Ok(Answer::Write(guess));
                }
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let guesses: Vec<Box<str>> = ["../a.html", "../b.html"].map(Into::into).to_vec();
        let check = |typed: &str, expected: Answer<'_>, asked: usize| {
            let mut output = Vec::new();
            let answer = one("error: it is broken\n\n", &guesses, &mut typed.as_bytes(), &mut output).unwrap();
            let output = String::from_utf8(output).unwrap();
            assert_eq!(answer, expected, "{typed:?}");
            assert!(output.starts_with("error: it is broken\n  1  ../a.html\n  2  ../b.html\nWhich "), "{output}");
            assert_eq!(output.matches("Which to write? [1-2, ").count(), asked, "{output}");
        };
        check("1\n", Answer::Write("../a.html"), 1);
        check(" 2 \r\n", Answer::Write("../b.html"), 1);
        check("2", Answer::Write("../b.html"), 1);
        check("\n", Answer::Leave, 1);
        check("q\n", Answer::LeaveAll, 1);
        check("", Answer::LeaveAll, 1);
        check("3\n0\n-1\nb\n99999999999999999999999\n1\n", Answer::Write("../a.html"), 6);
        check("x", Answer::LeaveAll, 2);
    }
}
