//! What each code of a problem means: one page of Markdown for each, inside the binary.
//!
//! A page is `src/explanation/CODE.md`, read by people with `blogsite explain CODE`, by machines as the help of a SARIF rule:
//!
//! 1. its heading says in a line what is wrong, the text below why that matters;
//! 2. `## Example` is a whole site that has this problem and no other: fenced blocks, each with its language and its path;
//! 3. `## Mended` holds the files that are written anew, and after that there is no problem left.
//!
//! A block without a path whose language is `console` is a list of commands; where there is none, the command is
//! `blogsite check`. `tests/explanations.rs` carries every page out to the letter.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::diagnostic::Code;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/explanation");

static BY_CODE: LazyLock<Vec<(Code, Explanation)>> =
    LazyLock::new(|| Code::ALL.iter().filter_map(|code| Some((*code, read(*code)?))).collect());

/// The page of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong, in a line: `A link leads nowhere`
    pub title: &'static str,
    /// Everything below the title, as Markdown.
    pub text: &'static str,
}

/// A part of a page, in the order in which it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `Example`
    Heading(&'static str),
    /// Lines of words, without the blank lines around them.
    Words(&'static str),
    /// A file of the example.
    File {
        /// `content/index.md`
        path: &'static str,
        /// `markdown`; `latin-1` for a text that is not UTF-8.
        language: &'static str,
        /// What stands in it, line end included.
        text: &'static str,
    },
    /// Lines of commands, each after `$ `.
    Commands(&'static str),
}

impl Explanation {
    /// The page of a code; every code has one.
    pub fn of(code: Code) -> Option<Self> {
        BY_CODE.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
    }

    /// What it means, without the example: the lines up to the first heading.
    pub fn meaning(self) -> &'static str {
        self.text.split("\n## ").next().unwrap_or_default().trim()
    }

    /// The page taken apart.
    pub fn pieces(self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = self.text;
        while !rest.is_empty() {
            let (piece, after) = next_piece(rest);
            pieces.extend(piece);
            rest = after;
        }
        pieces
    }
}

fn read(code: Code) -> Option<Explanation> {
    let page = PAGES.get_file(format!("{code}.md"))?.contents_utf8()?;
    let (title, text) = page.strip_prefix("# ")?.split_once('\n')?;
    Some(Explanation { title: title.trim(), text: text.trim_start() })
}

/// The first piece of `rest`, and what comes after it; a blank line is no piece.
fn next_piece(rest: &'static str) -> (Option<Piece>, &'static str) {
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    if line.trim().is_empty() {
        return (None, after);
    }
    if let Some(heading) = line.strip_prefix("## ") {
        return (Some(Piece::Heading(heading.trim())), after);
    }
    if let Some(fence) = fence(line) {
        let (text, after) = until(after, |line| line.trim_end() == fence);
        let (language, path) = line[fence.len()..].trim().split_once(' ').unwrap_or((line[fence.len()..].trim(), ""));
        let after = after.split_once('\n').map_or("", |(_, after)| after);
        let piece =
            if path.is_empty() { Piece::Commands(text) } else { Piece::File { path: path.trim(), language, text } };
        return (Some(piece), after);
    }
    let (words, after) = until(rest, |line| line.trim().is_empty() || fence(line).is_some());
    (Some(Piece::Words(words.trim_end())), after)
}

/// The back-quotes that open a block: three, or more where the block holds such.
fn fence(line: &str) -> Option<&str> {
    let length = line.bytes().take_while(|byte| *byte == b'`').count();
    (length >= 3).then(|| &line[..length])
}

/// The lines before the first that is meant, and the rest from it on.
fn until(text: &'static str, is_meant: impl Fn(&str) -> bool) -> (&'static str, &'static str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_meant(line) {
            break;
        }
        at += line.len();
    }
    text.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let without: Vec<&str> =
            Code::ALL.iter().filter(|code| Explanation::of(**code).is_none()).map(|code| code.as_str()).collect();
        assert!(without.is_empty(), "write `src/explanation/CODE.md` for {without:?}");
        for file in PAGES.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "md")) {
            let name = file.path().file_stem().unwrap_or_default().to_string_lossy();
            assert!(name.parse::<Code>().is_ok(), "`{name}.md` explains no code");
        }
    }

    #[test]
    fn every_page_is_built_alike() {
        for code in Code::ALL {
            let Some(page) = Explanation::of(*code) else { continue };
            let is_sentence = page.title.starts_with(char::is_uppercase) && !page.title.ends_with('.');
            assert!(is_sentence && page.title.len() <= 72, "{code}: {}", page.title);
            assert!(!page.meaning().is_empty(), "{code} says nothing");
            let headings: Vec<Piece> =
                page.pieces().into_iter().filter(|piece| matches!(piece, Piece::Heading(_))).collect();
            assert_eq!(headings, [Piece::Heading("Example"), Piece::Heading("Mended")], "{code}");
            let long = page.text.lines().find(|line| line.chars().count() > 100);
            assert_eq!(long, None, "{code}: a line for a terminal");
        }
    }

    #[test]
    fn a_page_is_taken_apart() {
        let page = Explanation {
            title: "T",
            text: "One\ntwo.\n\n## Example\n\n````md a.md\n```\n\nx\n```\n````\nEnd\n```console\n$ a\n```\n\n```md b.md\nopen",
        };
        assert_eq!(page.meaning(), "One\ntwo.");
        assert_eq!(
            page.pieces(),
            [
                Piece::Words("One\ntwo."),
                Piece::Heading("Example"),
                Piece::File { path: "a.md", language: "md", text: "```\n\nx\n```\n" },
                Piece::Words("End"),
                Piece::Commands("$ a\n"),
                Piece::File { path: "b.md", language: "md", text: "open" },
            ]
        );
    }
}
