//! Files below `data/`: one YAML, JSON, CSV or TSV text becomes one value of `site.data` (`jekyll/readers/data_reader.rb`).

use std::ops::Range;

use serde_yaml::{Mapping, Number, Value};

use crate::address::SourcePath;
use crate::diagnostic::{Code, Diagnostic, Finding};
use crate::yaml::{self, Subject};

/// What a data file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataFormat {
    /// `.yml`, `.yaml`.
    Yaml,
    /// `.json`.
    Json,
    /// `.csv`: the first line names the columns.
    Csv,
    /// `.tsv`: the same with tabs.
    Tsv,
}

impl DataFormat {
    /// The format that a file's extension stands for, in any case; nothing if it is no data file.
    pub fn of(path: &SourcePath) -> Option<Self> {
        match path.extension().to_ascii_lowercase().as_str() {
            "yml" | "yaml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            _ => None,
        }
    }
}

/// The keys under which the file at `path` stands below `site.data`: `data/dir/file name.yml` is `dir`, `file_name`.
/// Punctuation goes, blanks become `_` (`jekyll/readers/data_reader.rb`, `sanitize_filename`).
pub fn keys(path: &SourcePath) -> Vec<String> {
    let below =
        ["data", "_data", "content/_data"].iter().find_map(|folder| path.under(folder)).unwrap_or(path.as_str());
    let (folders, _) = below.rsplit_once('/').unwrap_or(("", below));
    folders.split('/').filter(|folder| !folder.is_empty()).chain([path.stem()]).map(key).collect()
}

fn key(name: &str) -> String {
    let kept: String =
        name.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '_' | '-')).collect();
    kept.split_whitespace().collect::<Vec<_>>().join("_")
}

/// All data files as one value, nested by their [`keys`]: `site.data`. Of two files with the same keys the later in order
/// wins, and a folder beside a file of its name adds to what the file holds.
pub fn load(files: &[(SourcePath, String)]) -> (Value, Vec<Diagnostic>) {
    let mut root = Value::Mapping(Mapping::new());
    let mut problems = Vec::new();
    for (path, text) in files {
        if DataFormat::of(path).is_none() {
            continue;
        }
        match parse(path, text) {
            Ok(value) => nest(&mut root, &keys(path), value),
            Err(found) => problems.extend(found),
        }
    }
    (root, problems)
}

fn nest(parent: &mut Value, keys: &[String], value: Value) {
    let Some((key, rest)) = keys.split_first() else {
        *parent = value;
        return;
    };
    if !parent.is_mapping() {
        *parent = Value::Mapping(Mapping::new());
    }
    if let Value::Mapping(entries) = parent {
        nest(entries.entry(Value::String(key.clone())).or_insert(Value::Null), rest, value);
    }
}

/// Reads the text of the data file at `path`. Cells of CSV and TSV stay text; every row is a mapping from column to cell.
pub fn parse(path: &SourcePath, text: &str) -> Result<Value, Vec<Diagnostic>> {
    let read = match DataFormat::of(path) {
        Some(DataFormat::Yaml) => yaml::value(text, Subject::Data),
        Some(DataFormat::Json) => json(text).map_err(|fault| vec![fault]),
        Some(DataFormat::Csv) => table(text, b',').map_err(|fault| vec![fault]),
        Some(DataFormat::Tsv) => table(text, b'\t').map_err(|fault| vec![fault]),
        None => Err(vec![
            Finding::new(Code::BadData, 0..0, format!("`{}` is no data file", path.file_name()))
                .hint("name it `.yml`, `.json`, `.csv` or `.tsv`"),
        ]),
    };
    read.map_err(|findings| findings.into_iter().map(|finding| finding.place(path, |range| range)).collect())
}

fn json(text: &str) -> Result<Value, Finding> {
    let start = start_of(text);
    let read: Result<serde_json::Value, _> = serde_json::from_str(&text[start..]);
    read.map(of_json).map_err(|error| {
        let range = place(&text[start..], start, error.line(), error.column());
        let told = error.to_string();
        let problem = told.split(" at line ").next().unwrap_or(&told);
        let hint = match text.get(range.clone()) {
            Some("'") => "write `\"` instead of `'`",
            Some("]" | "}") if problem.contains("trailing comma") => "delete the comma before it",
            Some("/" | "#") => "delete the comment: JSON has none",
            _ if error.is_eof() => "close what is still open: `]`, `}` or `\"`",
            _ => "write JSON, as in `{\"name\": \"value\"}`",
        };
        Finding::new(Code::BadData, range, format!("this is not JSON: {problem}")).hint(hint)
    })
}

fn of_json(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(truth),
        serde_json::Value::Number(number) => {
            let whole = number.as_u64().map(Number::from).or_else(|| number.as_i64().map(Number::from));
            Value::Number(whole.unwrap_or_else(|| Number::from(number.as_f64().unwrap_or(f64::NAN))))
        }
        serde_json::Value::String(text) => Value::String(text),
        serde_json::Value::Array(items) => Value::Sequence(items.into_iter().map(of_json).collect()),
        serde_json::Value::Object(members) => {
            Value::Mapping(members.into_iter().map(|(key, value)| (Value::String(key), of_json(value))).collect())
        }
    }
}

/// The character at `column` of `line`, both counted from 1, the column in bytes.
fn place(text: &str, start: usize, line: usize, column: usize) -> Range<usize> {
    let line_start = match line.checked_sub(2) {
        None => 0,
        Some(above) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(above).map_or(text.len(), |at| at + 1),
    };
    let at = text.floor_char_boundary((line_start + column.saturating_sub(1)).min(text.len()));
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    start + at..start + at + length
}

/// Behind a byte order mark.
fn start_of(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

fn table(text: &str, delimiter: u8) -> Result<Value, Finding> {
    let start = start_of(text);
    if let Some(open) = open_quote(text, start, delimiter) {
        return Err(Finding::new(Code::BadData, open..open + 1, "the quote that opens here is never closed")
            .hint("write `\"` where the cell ends, or `\"\"` for a quote in a cell"));
    }
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&text.as_bytes()[start..]);
    let bad = |error: &csv::Error| {
        let at = error.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let at = text.floor_char_boundary((start + at).min(text.len()));
        Finding::new(Code::BadData, at..at, "this row cannot be read")
            .hint("put cells with quotes or line ends in double quotes")
    };
    let columns = reader.headers().map_err(|error| bad(&error))?.clone();
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| bad(&error))?;
        if row.len() > columns.len() && row.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            let from = row.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
            return Err(too_wide(text, start + from, row.len(), columns.len()));
        }
        let cells = columns.iter().enumerate().map(|(at, column)| {
            let cell =
                row.get(at).map_or(Value::Null, |cell| if cell.is_empty() { Value::Null } else { Value::from(cell) });
            (Value::from(column), cell)
        });
        rows.push(Value::Mapping(cells.collect::<Mapping>()));
    }
    Ok(Value::Sequence(rows))
}

/// A row with more cells than there are columns.
fn too_wide(text: &str, from: usize, cells: usize, columns: usize) -> Finding {
    let from = text.floor_char_boundary(from.min(text.len()));
    let skipped = text[from..].len() - text[from..].trim_start_matches(['\r', '\n']).len();
    let line = text[from + skipped..].split(['\r', '\n']).next().unwrap_or_default();
    let range = from + skipped..from + skipped + line.len();
    Finding::new(Code::BadData, range, format!("this row has {cells} cells, and there are {columns} columns"))
        .hint("put cells that hold the delimiter in double quotes, or name the column in the first line")
}

/// The first quote that starts a cell and is never closed (RFC 4180: a quote in a quoted cell is doubled).
fn open_quote(text: &str, start: usize, delimiter: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut cell_starts = true;
    while let Some(byte) = bytes.get(at) {
        if cell_starts && *byte == b'"' {
            let open = at;
            loop {
                at += 1 + memchr::memchr(b'"', bytes.get(at + 1..)?).unwrap_or_else(|| bytes.len() - at);
                if at >= bytes.len() {
                    return Some(open);
                }
                if bytes.get(at + 1) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
        }
        cell_starts = *byte == delimiter || matches!(byte, b'\n' | b'\r');
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_of_files() {
        let check = |path: &str, expected: &str| assert_eq!(keys(&SourcePath::new(path)).join("."), expected, "{path}");
        check("data/authors.yml", "authors");
        check("data/dir/file name.yml", "dir.file_name");
        check("_data/a.b/c's (x).json", "ab.cs_x");
        check("data/Ünï-x_y.csv", "Ünï-x_y");
        check("data/a.min.json", "amin");
    }

    /// The value as JSON, or each fault as `[what it marks] message; hint`.
    fn check(name: &str, text: &str, expected: &str) {
        let read = match parse(&SourcePath::new(name), text) {
            Ok(value) => serde_json::to_string(&value).unwrap_or_default(),
            Err(problems) => problems
                .iter()
                .map(|problem| {
                    let range = problem.span.as_ref().map_or(0..0, |span| span.range.clone());
                    format!("[{}] {}; {}", &text[range], problem.message, problem.hints.join("; "))
                })
                .collect::<Vec<_>>()
                .join("\n"),
        };
        assert_eq!(read, expected, "{name}: {text:?}");
    }

    #[test]
    fn values() {
        check("data/a.yml", "- name: A\n  x: [1, yes]\n- b\n", r#"[{"name":"A","x":[1,"yes"]},"b"]"#);
        check("data/a.yml", "\u{feff}---\na: &x {b: 1}\nc: {<<: *x}\n", r#"{"a":{"b":1},"c":{"b":1}}"#);
        check("data/a.yaml", "", "null");
        check(
            "data/a.json",
            "{\"b\": [1, 2.5, -3, null, true], \"a\": \"ü\"}",
            r#"{"b":[1,2.5,-3,null,true],"a":"ü"}"#,
        );
        check(
            "data/a.csv",
            "name,age\r\n\"A, \"\"B\"\"\",3\r\nC\r\n",
            r#"[{"name":"A, \"B\"","age":"3"},{"name":"C","age":null}]"#,
        );
        check("data/a.tsv", "\u{feff}name\tage\nA, B\t3", r#"[{"name":"A, B","age":"3"}]"#);
        check("data/a.csv", "", "[]");
    }

    #[test]
    fn faults() {
        check("data/a.json", "{\"a\": 1,}", "[}] this is not JSON: trailing comma; delete the comma before it");
        check("data/a.json", "{\n 'a': 1}", "['] this is not JSON: key must be a string; write `\"` instead of `'`");
        check(
            "data/a.json",
            "[1",
            "[1] this is not JSON: EOF while parsing a list; close what is still open: `]`, `}` or `\"`",
        );
        check(
            "data/a.csv",
            "a,b\n1,2\n1,2,3\n",
            "[1,2,3] this row has 3 cells, and there are 2 columns; put cells that hold the delimiter in double quotes, or name the column in the first line",
        );
        check(
            "data/a.csv",
            "a,b\n\"x,2\n",
            "[\"] the quote that opens here is never closed; write `\"` where the cell ends, or `\"\"` for a quote in a cell",
        );
        check(
            "data/a.yml",
            "- a: b: c\n- @x\n",
            "[:] the value of `a` holds a colon and must be quoted; write `- a: \"b: c\"`\n[@] a value cannot start with `@`; write `- \"@x\"`",
        );
        check("data/a.txt", "", "[] `a.txt` is no data file; name it `.yml`, `.json`, `.csv` or `.tsv`");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[a-z\",\t\n\r{}\\[\\]:ü1 -]{0,60}|\\PC{0,40}", format in 0_usize..4) {
            let name = ["data/a.yml", "data/a.json", "data/a.csv", "data/a.tsv"][format];
            if let Err(problems) = parse(&SourcePath::new(name), &text) {
                for problem in problems {
                    let range = problem.span.map_or(0..0, |span| span.range);
                    prop_assert!(text.get(range.clone()).is_some(), "{:?} {}", range, problem.message);
                }
            }
        }
    }
}
