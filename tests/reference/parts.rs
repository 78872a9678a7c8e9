//! Parts of pages, made of the code's own tables.

use std::fmt::Write as _;

use blogsite::address::SourcePath;
use blogsite::config::{Config, KEYS, Key, Lists, feeds, theme};
use blogsite::content::tags::{self, IncludeFault, Surroundings};
use blogsite::content::{Document, Kind, document};
use blogsite::diagnostic::{Code, Level};
use blogsite::explanation::{Explanation, Piece};
use blogsite::site::{people, permalink};
use blogsite::template::reference;

use crate::{command_line, formats};

/// The part of that name, for those words; nothing if there is none.
pub(crate) fn part(name: &str, words: &[&str]) -> Option<String> {
    Some(match name {
        "config-keys" => keys(KEYS, words)?,
        "front-matter-keys" => keys(document::KEYS, words)?,
        "feed-keys" => feed_keys(),
        "archives" => archives(),
        "theme-keys" => table(
            &["Key of `theme`", "What it is"],
            theme::KEYS.iter().map(|(key, says)| [code(key), (*says).to_owned()]),
        ),
        "author-keys" => {
            table(&["Key", "What it is"], people::KEYS.iter().map(|(key, says)| [code(key), (*says).to_owned()]))
        }
        "styles" => styles(),
        "placeholders" => placeholders(),
        "body-filters" => body_filters(),
        "templates" => templates(),
        "codes" => codes(),
        "problems" => problems(),
        "command-line" => command_line::verbs(),
        "shared-flags" => command_line::shared(),
        "format" => formats::said(words.first()?),
        "format-example" => formats::example(),
        "json-schema" => formats::schema(),
        _ => return None,
    })
}

/// Words as code; nothing stays nothing.
fn code(words: &str) -> String {
    match words {
        "" => String::new(),
        words if words.contains('`') => format!("`` {words} ``"),
        words => format!("`{words}`"),
    }
}

pub(crate) fn block(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn table<const N: usize>(heads: &[&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let row =
        |cells: &[String; N]| format!("| {} |\n", cells.each_ref().map(|cell| cell.replace('|', "\\|")).join(" | "));
    let mut text = row(&heads.map(str::to_owned));
    text.push_str(&row(&heads.map(|_| "---".to_owned())));
    text.extend(rows.into_iter().map(|cells| row(&cells)));
    text
}

/// A section for each key.
fn keys(all: &[Key], names: &[&str]) -> Option<String> {
    let mut text = String::new();
    for name in names {
        let key = all.iter().find(|key| key.name == *name)?;
        let default = if key.default.is_empty() { String::new() } else { format!("Default: {}. ", code(key.default)) };
        let _ = writeln!(
            text,
            "### `{name}`\n\n{}\n\n{}\n{default}Origin: {}\n",
            key.says,
            block("yaml", key.example),
            key.origin
        );
    }
    Some(text)
}

fn feed_keys() -> String {
    let row = |(key, default, says): (&str, &str, &str)| {
        let default =
            if default.is_empty() { String::new() } else { format!("; {} if nothing is written", code(default)) };
        [code(key), format!("{says}{default}")]
    };
    table(&["Key of `feed`", "What it is"], feeds::KEYS.map(row))
}

fn archives() -> String {
    let Lists { authors, tags, categories, years, months, days, all } = Lists::default();
    let kinds = [
        ("`author_pages`", authors),
        ("`archives.tags`", tags),
        ("`archives.categories`", categories),
        ("`archives.years`", years),
        ("`archives.months`", months),
        ("`archives.days`", days),
        ("`archives.all`", all),
    ];
    table(&["Key", "Default"], kinds.map(|(key, pattern)| [key.to_owned(), code(&pattern.unwrap())]))
}

/// The post by which patterns are shown.
pub(crate) fn sample() -> Document {
    let source = SourcePath::new("content/travel/_posts/spring/2024-05-06-Night-Train.md");
    let text = "---\ndate: 2024-05-06 07:08:09\ncategory: By Rail\n---\n";
    Document::parse(&source, text, Kind::Post, &Config::default()).0.unwrap()
}

/// An entry for each.
fn styles() -> String {
    let entry = |(name, pattern): &(&str, &str)| {
        let url = permalink::url(&sample(), name).unwrap();
        format!("{}\n: {}; the example is at {}\n", code(name), code(pattern), code(url.as_str()))
    };
    permalink::STYLES.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn placeholders() -> String {
    let row = |(name, says): &(&str, &str)| {
        let sample = Document { permalink: Some(format!("/-/:{name}")), ..sample() };
        let url = permalink::url(&sample, "date").unwrap();
        let value = url.as_str().strip_prefix("/-").unwrap().trim_start_matches('/');
        [code(&format!(":{name}")), format!("{says}: {}", code(value))]
    };
    table(&["Placeholder", "What it is"], permalink::PLACEHOLDERS.iter().map(row))
}

/// The blog at `https://blog.example/repo/` that filters are shown on.
pub(crate) struct Blog;

impl Surroundings for Blog {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }
    fn relative_url(&self, url: &str) -> String {
        format!("/repo{url}")
    }
    fn absolute_url(&self, url: &str) -> String {
        format!("https://blog.example/repo{url}")
    }
    fn post_url(&self, _: &str) -> Result<String, Option<String>> {
        Err(None)
    }
    fn link(&self, _: &str) -> Result<String, Option<String>> {
        Err(None)
    }
    fn include(&self, _: &str, _: &[(String, String)]) -> Result<String, IncludeFault> {
        Err(IncludeFault::Missing(None))
    }
}

fn body_filters() -> String {
    let row = |(name, example): (&str, &str)| {
        let body = format!("{{{{ {example} }}}}");
        let (expanded, findings) = tags::expand(&body, &Blog);
        assert_eq!(findings, [], "{body}");
        assert!(example.contains(&format!("| {name}")), "{example}");
        [code(&body), code(&expanded.text)]
    };
    table(&["Filter", "Gives"], tags::filters().map(row))
}

/// What `blogsite theme --reference` says, without its beginning.
fn templates() -> String {
    let text = reference::reference();
    text[text.find("\n## ").unwrap()..].to_owned()
}

fn level(code: Code) -> &'static str {
    match code.default_level() {
        Level::Allow => "allow",
        Level::Note => "note",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}

fn codes() -> String {
    let row = |code: &Code| {
        [format!("[`{code}`](#{code})"), level(*code).to_owned(), Explanation::of(*code).unwrap().title.to_owned()]
    };
    table(&["Code", "Level", "What is wrong"], Code::ALL.iter().map(row))
}

/// What `blogsite explain` says of each.
fn problems() -> String {
    let mut text = String::new();
    for code in Code::ALL {
        let page = Explanation::of(*code).unwrap();
        let _ = writeln!(text, "### `{code}`\n\n**{}.** ({})\n", page.title, level(*code));
        for piece in page.pieces() {
            let _ = match piece {
                Piece::Words(words) => writeln!(text, "{words}\n"),
                Piece::Heading(heading) => writeln!(text, "*{heading}:*\n"),
                Piece::Commands(lines) => writeln!(text, "{}", block("console", lines)),
                Piece::File { path, language, text: file } => {
                    let language = if language == "latin-1" { "text" } else { language };
                    writeln!(text, "`{path}`\n\n{}", block(language, file))
                }
            };
        }
    }
    text
}
