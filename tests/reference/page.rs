//! One page of the reference: its text, the parts that come from the code, its headings and examples.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::support;

const START: &str = "<!-- from the code: ";
const END: &str = "<!-- end -->";

/// A page.
pub(crate) struct Page {
    /// `permalinks.md`
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A block of code: ```` ```yaml ````
pub(crate) struct Block {
    pub(crate) language: String,
    pub(crate) text: String,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference"))
}

/// Every page, by name.
pub(crate) fn pages() -> Vec<Page> {
    let mut names: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|entry| support::name_of(&entry.unwrap().path())).collect();
    names.sort();
    names.iter().map(|name| Page::read(name)).collect()
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        let text = fs::read_to_string(folder().join(name)).unwrap();
        // What a checkout made of its line ends is nothing that anybody wrote.
        Self { name: name.to_owned(), text: text.replace("\r\n", "\n") }
    }

    pub(crate) fn write(&self, text: &str) {
        fs::write(folder().join(&self.name), text).unwrap();
    }

    /// What the parts are asked for, in order: `config-keys`, with the words behind it.
    pub(crate) fn parts(&self) -> Vec<(&str, Vec<&str>)> {
        let marks = self.text.lines().filter_map(|line| line.strip_prefix(START)?.strip_suffix(" -->"));
        marks
            .map(|mark| mark.split_once(' ').unwrap_or((mark, "")))
            .map(|(name, words)| (name, words.split_whitespace().collect()))
            .collect()
    }

    /// The text with each part as `make` gives it. `contents` is a list of the headings of the page that comes out.
    pub(crate) fn filled(&self, make: impl Fn(&str, &[&str]) -> Option<String>) -> Result<String, String> {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once(START) {
            let (mark, after) = after.split_once(" -->\n").ok_or("a mark that does not end")?;
            let (_, after) = after.split_once(END).ok_or_else(|| format!("nothing ends `{mark}`"))?;
            let (name, words) = mark.split_once(' ').unwrap_or((mark, ""));
            let words: Vec<&str> = words.split_whitespace().collect();
            let part = if name == "contents" {
                "\u{0}".to_owned()
            } else {
                make(name, &words).ok_or_else(|| format!("there is no part `{mark}`"))?
            };
            let _ = write!(text, "{before}{START}{mark} -->\n\n{}\n\n{END}", part.trim());
            rest = after;
        }
        text.push_str(rest);
        let contents = contents(&text);
        Ok(text.replace('\u{0}', contents.trim()))
    }

    /// Its blocks of code.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut fence = Fence::default();
        for line in self.text.lines() {
            match fence.step(line) {
                Step::Opens(language) => blocks.push(Block { language: language.to_owned(), text: String::new() }),
                Step::Inside => {
                    let block = blocks.last_mut().unwrap();
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                Step::Closes | Step::Outside => {}
            }
        }
        assert_eq!(fence, Fence::default(), "{}: a block of code does not end", self.name);
        blocks
    }
}

/// The back-quotes that opened the block of code one is in; empty outside.
#[derive(Debug, Default, PartialEq, Eq)]
struct Fence<'a>(&'a str);

/// What a line is to a block of code.
enum Step<'a> {
    /// Its first, with the language.
    Opens(&'a str),
    Inside,
    Closes,
    Outside,
}

impl<'a> Fence<'a> {
    fn step(&mut self, line: &'a str) -> Step<'a> {
        let (mark, rest) = line.split_at(line.bytes().take_while(|byte| *byte == b'`').count());
        if !self.0.is_empty() {
            if line.trim_end() != self.0 {
                return Step::Inside;
            }
            self.0 = "";
            return Step::Closes;
        }
        if mark.len() < 3 {
            return Step::Outside;
        }
        self.0 = mark;
        Step::Opens(rest.trim())
    }
}

/// The headings of a page as a list: those of the second level, each with links to those of the third.
fn contents(text: &str) -> String {
    let mut list = String::new();
    let mut fence = Fence::default();
    for line in text.lines() {
        if !matches!(fence.step(line), Step::Outside) {
            continue;
        }
        let _ = if let Some(heading) = line.strip_prefix("## ") {
            write!(list, "\n- [{heading}](#{})", id(heading))
        } else if let Some(heading) = line.strip_prefix("### ") {
            let separator = if list.lines().last().is_some_and(|last| last.contains("): ")) { ", " } else { ": " };
            write!(list, "{separator}[{heading}](#{})", id(heading))
        } else {
            Ok(())
        };
    }
    list
}

/// A heading's id; `check` finds the link if it is another.
fn id(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
