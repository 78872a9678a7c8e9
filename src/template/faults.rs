//! Tera's errors → [`Diagnostic`]s at the template's own place, with something to write instead.

use std::ops::Range;

use tera::{Error, ErrorKind};

use super::{FOLDER, filters, functions};
use crate::address::SourcePath;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};

/// Tera's tests, for the nearest name to a misspelt one.
pub(super) const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// Filters of Liquid and Tera 1 that go by another name here.
const OTHER_FILTERS: &[(&str, &str)] = &[
    ("append", "write `a ~ b`"),
    ("at_least", "write `a if a > b else b`"),
    ("at_most", "write `a if a < b else b`"),
    ("ceil", "write `round(method=\"ceil\")`"),
    ("date_to_iso8601", "write `date_to_xmlschema`"),
    ("divided_by", "write `a / b`, or `a // b` for whole numbers"),
    ("downcase", "write `lower`"),
    ("escape_once", "write `escape`"),
    ("filter", "write `where(attribute=\"kind\", value=\"post\")`"),
    ("floor", "write `round(method=\"floor\")`"),
    ("group_by_exp", "write `group_by(attribute=\"date\", format=\"%Y\")`"),
    ("inspect", "write `jsonify`"),
    ("json_encode", "write `jsonify`"),
    ("linebreaksbr", "write `newline_to_br`"),
    ("lstrip", "write `trim_start`"),
    ("minus", "write `a - b`"),
    ("modulo", "write `a % b`"),
    ("plus", "write `a + b`"),
    ("prepend", "write `b ~ a`"),
    ("remove", "write `replace(from=\"x\", to=\"\")`"),
    ("replace_first", "write `replace(from=\"x\", to=\"y\")`"),
    ("rstrip", "write `trim_end`"),
    ("slice", "write `[1:3]`"),
    ("sort_natural", "write `sort_by(attribute=\"title\")`"),
    ("spaceless", "write `{%-` and `-%}`"),
    ("strip", "write `trim`"),
    ("striptags", "write `strip_html`"),
    ("times", "write `a * b`"),
    ("to_integer", "write `int`"),
    ("upcase", "write `upper`"),
    ("urlencode", "write `url_encode`"),
    ("urlencode_strict", "write `url_encode`"),
    ("where_exp", "write `[p for p in site.posts if p.image]`"),
];

/// Tags of Liquid and Tera 1 that are written differently here.
const OTHER_TAGS: &[(&str, &str)] = &[
    ("assign", "write `{% set x = 1 %}`"),
    ("autoescape", "templates in `.html` are always escaped; write `{{ x | safe }}` for HTML"),
    ("capture", "write `{% set x %}…{% endset %}`"),
    ("case", "write `{% if x == 1 %}…{% elif x == 2 %}…{% endif %}`"),
    ("comment", "write `{# … #}`"),
    ("cycle", "write `{{ \"odd\" if loop.index is odd else \"even\" }}`"),
    ("elsif", "write `{% elif … %}`"),
    ("endcomment", "write `{# … #}`"),
    (
        "endmacro",
        "write `{% component card(title) %}…{% endcomponent %}` and call it as `{{<card title={page.title} />}}`",
    ),
    ("feed_meta", "write `{% include \"includes/meta.html\" %}`, or `{{ site.feed_href }}`"),
    ("from", "components need no import: `{{<card title={page.title} />}}`"),
    ("highlight", "write code in the document; templates cannot highlight"),
    ("import", "components need no import: `{{<card title={page.title} />}}`"),
    ("include_relative", "write `{% include \"includes/NAME\" %}`"),
    ("link", "write `{{ \"/about.html\" | relative_url }}`"),
    (
        "macro",
        "write `{% component card(title) %}…{% endcomponent %}` and call it as `{{<card title={page.title} />}}`",
    ),
    ("post_url", "write `{{ post.href }}`"),
    ("seo", "write `{% include \"includes/meta.html\" %}`, as the built-in `base.html` does"),
    ("unless", "write `{% if not x %}…{% endif %}`"),
    ("when", "write `{% elif x == 2 %}`"),
    ("with", "write `{% set x = 1 %}`"),
];

/// Names of Jekyll, Zola and Tera 1 for what goes by another name here.
const OTHER_VARIABLES: &[(&str, &str)] = &[
    ("config", "write `site`"),
    ("jekyll", "write `generator`"),
    ("layout", "write `page.layout`"),
    ("post", "write `page`, or `{% for post in site.posts %}`"),
    ("posts", "write `site.posts`"),
    ("section", "write `site`"),
];

/// Functions of Tera 1 and Zola that are not here.
const OTHER_FUNCTIONS: &[(&str, &str)] = &[
    ("get_env", "a site does not depend on where it is built; write the value into `_config.yml`"),
    ("get_random", "the same site always gives the same pages"),
    ("get_url", "write `url_for(path=\"/about.html\")`"),
    ("now", "the same site always gives the same pages; write the date into `_config.yml`"),
];

/// One thing that is wrong with a template, not yet in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The template's name: `post.html`.
    pub(super) template: String,
    /// Bytes of its text.
    pub(super) range: Range<usize>,
    /// Tera's words, all of them.
    pub(super) message: String,
    /// Where it was called from: template and bytes, the nearest first.
    pub(super) called_from: Vec<(String, Range<usize>)>,
}

/// What names there are, to guess the meant one.
pub(super) struct Names<'a> {
    /// All templates.
    pub(super) templates: Vec<&'a str>,
}

/// The faults in an error that Tera found at a place; nothing if it names none. `text` gives a template's text by its name.
pub(super) fn located<'a>(error: &Error, text: impl Fn(&str) -> Option<&'a str>) -> Vec<Fault> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let notes = reports(&error.to_string(), "note: called from ", &text);
            vec![Fault {
                template: report.filename().to_owned(),
                range: report.span().range.clone(),
                message: report.message().to_owned(),
                called_from: notes.into_iter().map(|note| (note.template, note.range)).collect(),
            }]
        }
        // What Tera finds only when all templates are there comes as one text, a report for each.
        ErrorKind::Msg(all) => reports(all, "error: ", &text),
        _ => Vec::new(),
    }
}

/// Takes apart what Tera writes for people: `error: MESSAGE`, ` --> FILE:LINE:COLUMN`, the line, and `^^^` below it.
fn reports<'a>(all: &str, start: &str, text: &impl Fn(&str) -> Option<&'a str>) -> Vec<Fault> {
    let lines: Vec<&str> = all.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(message) = line.strip_prefix(start) else { continue };
        let is_note = start.starts_with("note");
        let place = if is_note {
            Some(message)
        } else {
            lines.get(index + 1).and_then(|l| l.trim_start().strip_prefix("--> "))
        };
        let Some((template, line, column)) = place.and_then(place_of) else { continue };
        let underline = lines[index..].iter().take(6).filter(|l| l.trim_start().starts_with("| ")).find_map(|l| {
            let marks = l.chars().filter(|c| *c == '^').count();
            (marks > 0 && l.trim_end().ends_with('^')).then_some(marks)
        });
        let range = text(template).map_or(0..0, |text| bytes_of(text, line, column, underline.unwrap_or(1)));
        let message = if is_note { String::new() } else { message.to_owned() };
        found.push(Fault { template: template.to_owned(), range, message, called_from: Vec::new() });
    }
    found
}

/// `post.html:2:16` taken apart.
fn place_of(place: &str) -> Option<(&str, usize, usize)> {
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, column))
}

/// The bytes of `length` characters from a line and a column, both counted from 1, columns in characters.
fn bytes_of(text: &str, line: usize, column: usize, length: usize) -> Range<usize> {
    let start_of_line = match line {
        0 | 1 => 0,
        _ => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    let byte = |characters: usize| {
        let rest = &text[start_of_line..];
        rest.char_indices().nth(characters).map_or(text.len(), |(at, _)| start_of_line + at)
    };
    let start = byte(column.saturating_sub(1));
    start..byte(column.saturating_sub(1) + length).max(start)
}

impl Fault {
    /// The fault in its file. `text` gives a template's text and how many bytes of its file stand before it.
    pub(super) fn place<'a>(self, names: &Names<'_>, text: impl Fn(&str) -> Option<(&'a str, usize)>) -> Diagnostic {
        let (own, offset) = text(&self.template).unwrap_or_default();
        let range = within(own, self.range);
        let (message, known) = in_one_line(&self.message);
        let mut diagnostic = Diagnostic::new(Code::BadTemplate, message)
            .at(&path_of(&self.template), range.start + offset..range.end + offset);
        diagnostic.hints = hints(&self.message, &known, own, range, names);
        diagnostic.related = self
            .called_from
            .into_iter()
            .map(|(template, range)| {
                let (caller, offset) = text(&template).unwrap_or_default();
                let range = within(caller, range);
                let span = Span { path: path_of(&template), range: range.start + offset..range.end + offset };
                (span, "called from here".to_owned())
            })
            .collect();
        diagnostic
    }
}

/// `templates/post.html`.
pub(super) fn path_of(template: &str) -> SourcePath {
    SourcePath::new(&format!("{FOLDER}/{template}"))
}

/// The range cut to what is in the text, at borders of characters.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text.floor_char_boundary(range.end);
    text.floor_char_boundary(range.start).min(end)..end
}

/// Tera's words as one line in the house's manner, and the names that it offers in a second sentence.
fn in_one_line(message: &str) -> (String, Vec<String>) {
    let line = message.lines().next().unwrap_or_default().trim();
    let (line, known) = match line.split_once(". Available ") {
        Some((line, known)) => {
            let names = known.split_once(": ").map_or("", |(_, names)| names);
            (line, names.split(", ").map(str::to_owned).collect())
        }
        None => (line, Vec::new()),
    };
    let line = line.trim_end_matches('.');
    let mut characters = line.chars();
    let first = characters.next();
    let line = match first {
        Some(first) if characters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => line.to_owned(),
    };
    let line = if line.is_empty() { "this template cannot be read".to_owned() } else { line };
    (line, known)
}

/// What to write instead, as far as it can be guessed.
fn hints(message: &str, known: &[String], text: &str, range: Range<usize>, names: &Names<'_>) -> Vec<String> {
    let written = text.get(range.clone()).unwrap_or_default();
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let meant = |others: &[(&str, &str)], known: &mut dyn Iterator<Item = &str>| {
        let other = others.iter().find(|(name, _)| *name == quoted).map(|(_, hint)| (*hint).to_owned());
        other.or_else(|| nearest(quoted, known).map(|name| format!("write `{name}`"))).into_iter().collect::<Vec<_>>()
    };
    if message.starts_with("Unknown filter") {
        meant(OTHER_FILTERS, &mut filters::names())
    } else if message.starts_with("Unknown test") {
        meant(&[], &mut TESTS.iter().copied())
    } else if message.starts_with("Unknown function") {
        meant(OTHER_FUNCTIONS, &mut functions::names())
    } else if message.starts_with("Unknown template") {
        nearest_template(quoted, names).map(|name| format!("write `\"{name}\"`")).into_iter().collect()
    } else if message.starts_with("Variable") {
        meant(OTHER_VARIABLES, &mut known.iter().map(String::as_str))
    } else if message.starts_with("Field") {
        let near = meant(&[], &mut known.iter().map(String::as_str));
        if near.is_empty() {
            let path = path_before(text, range.start);
            vec![format!("where it may be missing write `{path}{quoted} | default(value=\"\")`")]
        } else {
            near
        }
    } else if message == "Unknown tag" {
        tag_hint(written)
    } else if message.contains("expected string") && is_in_tag(text, range.start, "include") {
        let name: String = text[range.start..].chars().take_while(|c| !c.is_whitespace() && *c != '%').collect();
        vec![format!("write `{{% include \"includes/{}\" %}}`", name.trim_matches(['"', '\'']))]
    } else if message.contains("Found `:`") {
        colon_hint(text, range)
    } else if message.starts_with("Found string but expected identifier") {
        vec!["arguments have names: write `| default(value=\"x\")`".to_owned()]
    } else {
        Vec::new()
    }
}

/// What leads to the field at byte `at`: `include.` of `{{ include.colour }}`.
fn path_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let is_of_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '?');
    before.get(before.trim_end_matches(is_of_path).len()..).unwrap_or_default()
}

/// Tera's tags, for the nearest name to a misspelt one.
const TAGS: &[&str] = &[
    "block",
    "break",
    "component",
    "continue",
    "elif",
    "else",
    "endblock",
    "endfor",
    "endif",
    "endset",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "raw",
    "set",
    "set_global",
];

fn tag_hint(tag: &str) -> Vec<String> {
    if let Some((_, hint)) = OTHER_TAGS.iter().find(|(name, _)| *name == tag) {
        return vec![(*hint).to_owned()];
    }
    if let Some(opened) = tag.strip_prefix("end") {
        return vec![format!("no `{{% {opened} … %}}` is open here")];
    }
    nearest(tag, TAGS.iter().copied()).map(|name| format!("write `{name}`")).into_iter().collect()
}

/// Two colons are a macro's name in Tera 1; one is an argument in Liquid.
fn colon_hint(text: &str, range: Range<usize>) -> Vec<String> {
    if text[..range.start].ends_with(':') || text[range.start..].starts_with("::") {
        return vec!["macros are components now: write `{{<card title={page.title} />}}`".to_owned()];
    }
    let filter: String = text[..range.start].chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let filter: String = filter.chars().rev().collect();
    let argument = match filter.as_str() {
        "date" => "format=\"%-d %B %Y\"",
        "where" => "attribute=\"kind\", value=\"post\"",
        "truncate" | "truncatewords" => "length=20",
        "default" => "value=\"x\"",
        "join" => "sep=\", \"",
        "sort" | "map" | "group_by" => "attribute=\"title\"",
        "limit" | "offset" => "n=5",
        "replace" => "from=\"a\", to=\"b\"",
        "split" => "pat=\",\"",
        _ => "name=\"value\"",
    };
    vec![format!("arguments have names and stand in brackets: write `| {filter}({argument})`")]
}

/// Whether the byte stands in a tag of that name.
fn is_in_tag(text: &str, at: usize, name: &str) -> bool {
    text.get(..at).and_then(|before| before.rsplit_once("{%")).is_some_and(|(_, inside)| {
        let inside = inside.trim_start_matches('-').trim_start();
        inside.starts_with(name) && !inside.contains("%}")
    })
}

/// The template that `name` most likely meant: the same in `includes/`, or the nearest.
pub(super) fn nearest_template<'a>(name: &str, names: &Names<'a>) -> Option<&'a str> {
    let in_includes = format!("includes/{name}");
    let exact = names
        .templates
        .iter()
        .copied()
        .find(|template| *template == in_includes || template.strip_suffix(".html") == Some(name));
    exact.or_else(|| nearest(name, names.templates.iter().copied()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_bytes() {
        for (text, line, column, length, expected) in [
            ("abc", 1, 2, 1, "b"),
            ("é\nüb c", 2, 2, 3, "b c"),
            ("a\r\nbc", 2, 1, 2, "bc"),
            ("a", 9, 9, 9, ""),
            ("", 1, 1, 1, ""),
            ("日本", 1, 2, 99, "本"),
        ] {
            assert_eq!(&text[bytes_of(text, line, column, length)], expected, "{text}");
        }
    }

    #[test]
    fn messages_are_one_line() {
        for (message, line, known) in [
            ("Unknown tag", "unknown tag", vec![]),
            ("Field `x` is not defined. Available fields: a, b", "field `x` is not defined", vec!["a", "b"]),
            ("Found `}}` but expected one of: `a`.", "found `}}` but expected one of: `a`", vec![]),
            ("`x` is bad\nand more", "`x` is bad", vec![]),
            ("IO went", "IO went", vec![]),
            ("", "this template cannot be read", vec![]),
        ] {
            let (found, names) = in_one_line(message);
            assert_eq!((found.as_str(), names.iter().map(String::as_str).collect::<Vec<_>>()), (line, known));
        }
    }

    #[test]
    fn teras_tests_and_functions_are_the_listed_ones() {
        for name in TESTS {
            assert!(
                tera::Tera::default().add_raw_template("t", &format!("{{% if x is {name} %}}{{% endif %}}")).is_ok(),
                "{name}"
            );
        }
        for (name, _) in OTHER_FILTERS {
            assert!(!filters::names().any(|known| known == *name), "{name} is a filter");
        }
    }

    proptest! {
        #[test]
        fn no_report_panics(all in "(error: |note: called from |--> |a.html|:|[0-9]|\n| |\\||\\^|é){0,60}") {
            let _ = reports(&all, "error: ", &|_| Some("é\nb"));
            let _ = reports(&all, "note: called from ", &|_| Some("é\nb"));
        }
    }

    #[test]
    fn reports_are_taken_apart() {
        let all = "error: Unknown filter `a`\n --> x.html:2:3\n  |\n2 | é a\n  |   ^\n\nerror: Unknown test `b`\n --> y.html:1:1\n  |\n1 | bb\n  | ^^";
        let found = reports(all, "error: ", &|name| Some(if name == "x.html" { "\né a" } else { "bb" }));
        let found: Vec<_> = found.iter().map(|f| (f.template.as_str(), f.range.clone(), f.message.as_str())).collect();
        assert_eq!(found, [("x.html", 4..5, "Unknown filter `a`"), ("y.html", 0..2, "Unknown test `b`")]);
        assert_eq!(place_of("a:b.html:1:2").unwrap(), ("a:b.html", 1, 2));
    }
}
