//! The page of a run of GitHub Actions: a table of the problems, and what became of the addresses of the site.
//!
//! Appended to the file that `GITHUB_STEP_SUMMARY` names, as Markdown. GitHub drops the summary of a step that is longer than
//! 1 MiB: what would be too much is counted instead. What users wrote is written in entities, so that nothing in it is markup.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Severity};

use super::root::Root;
use super::text::Texts;
use super::{Report, note, plural};

/// How long the summary of a step may be, in bytes.
const LIMIT: usize = 1024 * 1024;
/// What the line takes that says how much is left out.
const RESERVE: usize = 200;
/// How many addresses of a kind are named.
const NAMED: usize = 50;

/// What became of the addresses of a site since it was last published: `/about.html`, `/2024/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UrlChanges {
    /// Served for the first time.
    pub added: Vec<String>,
    /// Served before, with other bytes.
    pub changed: Vec<String>,
    /// Served no longer.
    pub lost: Vec<String>,
}

/// Appends the summary, if a run of GitHub Actions waits for one. That it cannot be written fails no build.
pub(super) fn append(report: &Report<'_>, texts: &Texts, root: &Root) {
    let is_action = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| is_action && !path.is_empty()) else {
        return;
    };
    let path = PathBuf::from(path);
    let written = path.metadata().map_or(0, |file| usize::try_from(file.len()).unwrap_or(LIMIT));
    let text = render(report, texts, root, &Repository::of_run(), LIMIT.saturating_sub(written));
    let file = OpenOptions::new().create(true).append(true).open(&path);
    if let Err(error) = file.and_then(|mut file| file.write_all(text.as_bytes())) {
        note(&format!("cannot write the summary of the job to `{}`: {error}", path.display()));
    }
}

/// Where the files of a commit can be looked at.
#[derive(Debug, Default)]
struct Repository {
    /// `https://github.com/owner/name/blob/SHA/`
    blob: Option<String>,
}

impl Repository {
    fn of_run() -> Self {
        let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let blob = || {
            let [server, name, commit] = ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"].map(value);
            Some(format!("{}/{}/blob/{}/", server?, name?, commit?))
        };
        Self { blob: blob() }
    }
}

/// The summary in at most `limit` bytes; nothing if not even its beginning has room.
fn render(report: &Report<'_>, texts: &Texts, root: &Root, repository: &Repository, limit: usize) -> String {
    let mut text = format!("## blogsite: {}\n\n", report.count().describe());
    let addresses = report.changes.map(addresses).unwrap_or_default();
    let Some(limit) = limit.checked_sub(addresses.len() + RESERVE).filter(|limit| *limit > text.len() + TABLE.len())
    else {
        return String::new();
    };
    if !report.problems.is_empty() {
        text.push_str(TABLE);
    }
    for (index, problem) in report.problems.iter().enumerate() {
        let row = row(problem, texts, root, repository);
        if text.len() + row.len() > limit {
            let _ = writeln!(text, "\n… and {}.\n", plural(report.problems.len() - index, "more problem"));
            break;
        }
        text.push_str(&row);
    }
    text.push('\n');
    text + &addresses
}

const TABLE: &str = "| | Where | What | What to do |\n| --- | --- | --- | --- |\n";

fn row(problem: &Diagnostic, texts: &Texts, root: &Root, repository: &Repository) -> String {
    let level = match problem.severity {
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Note => "ℹ️ note",
    };
    let hints: Vec<String> = problem.hints.iter().map(|hint| prose(hint)).collect();
    let (place, message, hints) =
        (place(problem, texts, root, repository), prose(&problem.message), hints.join("<br>"));
    format!("| {level} | {place} | <code>{}</code>: {message} | {hints} |\n", entities(problem.code.as_str()))
}

/// `content/index.md:3:7`, as a link if the repository is known.
fn place(problem: &Diagnostic, texts: &Texts, root: &Root, repository: &Repository) -> String {
    let Some(span) = &problem.span else { return String::new() };
    let mark = texts.get(&span.path).map(|text| text.mark(&span.range));
    let place = mark.map(|mark| format!(":{}:{}", mark.line, mark.column)).unwrap_or_default();
    let shown = format!("<code>{}</code>", entities(&format!("{}{place}", root.path(&span.path))));
    match repository.blob.as_ref().filter(|_| root.holds(&span.path)) {
        Some(blob) => {
            // `plain` shows Markdown as it is written, where lines can be led to.
            let line = mark.map(|mark| format!("?plain=1#L{}", mark.line)).unwrap_or_default();
            format!("<a href=\"{}\">{shown}</a>", entities(&format!("{blob}{}{line}", root.uri(&span.path))))
        }
        None => shown,
    }
}

/// The tables of addresses.
fn addresses(changes: &UrlChanges) -> String {
    let kinds = [("lost", &changes.lost), ("added", &changes.added), ("changed", &changes.changed)];
    let counts: Vec<String> = kinds.iter().map(|(word, urls)| format!("{} {word}", urls.len())).collect();
    let mut text = format!("### Addresses: {}\n\n", counts.join(", "));
    if kinds.iter().all(|(_, urls)| urls.is_empty()) {
        return text;
    }
    text.push_str("| | Address |\n| --- | --- |\n");
    for (word, urls) in kinds {
        for url in urls.iter().take(NAMED) {
            let _ = writeln!(text, "| {word} | <code>{}</code> |", entities(url));
        }
        if let Some(more) = urls.len().checked_sub(NAMED).filter(|more| *more > 0) {
            let _ = writeln!(text, "| {word} | … and {more} more |");
        }
    }
    text + "\n"
}

/// A message, its names in back-quotes as code.
fn prose(text: &str) -> String {
    let mut parts = text.split('`');
    let mut result = parts.next().map(entities).unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    for pair in parts.chunks(2) {
        match pair {
            [code, after] => {
                let _ = write!(result, "<code>{}</code>{}", entities(code), entities(after));
            }
            rest => result.extend(rest.iter().map(|rest| entities(&format!("`{rest}")))),
        }
    }
    result
}

/// The text as HTML that is no markup in Markdown either: `a&#124;b`.
fn entities(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_plain = !letter.is_ascii() || letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '/' | ',');
        if is_plain {
            result.push(letter);
        } else if !letter.is_ascii_control() {
            let _ = write!(result, "&#{};", u32::from(letter));
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::address::SourcePath;
    use crate::command::Outcome;
    use crate::diagnostic::Code;

    fn summary(problems: &[Diagnostic], changes: Option<&UrlChanges>, room: usize) -> String {
        let text_of = |_: &SourcePath| Some("a line\nanother".to_owned());
        let source = Path::new(".");
        let report = Report { problems, source, text_of: &text_of, outcome: Outcome::Done, changes };
        let repository = Repository { blob: Some("https://github.com/us/blog/blob/0a1b/".to_owned()) };
        render(&report, &Texts::of(problems, &text_of), &Root::of(source), &repository, room)
    }

    #[test]
    fn nothing_in_a_message_is_markup() {
        for (message, expected) in [
            ("`a|b` is *no* <b>", "<code>a&#124;b</code> is &#42;no&#42; &#60;b&#62;"),
            ("one ` alone", "one &#96; alone"),
            ("`a` and `b", "<code>a</code> and &#96;b"),
            ("``", "<code></code>"),
            ("see www.x.org, @us #12", "see www&#46;x&#46;org, &#64;us &#35;12"),
            ("ü `{{ \"x\" }}`", "ü <code>&#123;&#123; &#34;x&#34; &#125;&#125;</code>"),
        ] {
            assert_eq!(prose(message), expected);
        }
    }

    #[test]
    fn a_row_leads_to_the_line() {
        let problem =
            Diagnostic::new(Code::SelfLink, "no").at(&SourcePath::new("Cargo.toml"), 9..11).hint("one").hint("`two`");
        let expected = "## blogsite: 1 warning\n\n| | Where | What | What to do |\n| --- | --- | --- | --- |\n\
            | ⚠️ warning | <a href=\"https&#58;//github&#46;com/us/blog/blob/0a1b/Cargo&#46;toml&#63;plain&#61;1&#35;L2\">\
            <code>Cargo&#46;toml&#58;2&#58;3</code></a> | <code>self-link</code>: no | one<br><code>two</code> |\n\n";
        assert_eq!(summary(&[problem], None, LIMIT), expected);
        assert_eq!(summary(&[], None, LIMIT), "## blogsite: no problems\n\n\n");
    }

    #[test]
    fn it_never_grows_beyond_its_room() {
        let problem = |n: usize| Diagnostic::new(Code::BrokenLink, format!("`{n}` {}", "x|".repeat(200)));
        let problems: Vec<Diagnostic> = (0..5_000).map(problem).collect();
        let urls: Vec<String> = (0..10_000).map(|n| format!("/{n}/")).collect();
        let changes = UrlChanges { added: urls.clone(), changed: Vec::new(), lost: urls };
        for room in [0, 100, 5_000, 50_000, LIMIT] {
            let text = summary(&problems, Some(&changes), room);
            assert!(text.len() <= room, "{} in {room}", text.len());
            assert_eq!(text.is_empty(), room < 5_000, "{room}");
            assert!(text.is_empty() || text.contains(" more problems."), "{room}");
            assert!(text.is_empty() || text.contains("| lost | … and 9950 more |"), "{room}");
        }
    }
}
