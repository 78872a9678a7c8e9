//! The rooms of the program, held to what `src/lib.rs` says of them.
//!
//! 1. The table in `src/lib.rs` is the one truth about floors; every room stands in it once.
//! 2. Imports point downwards: a room uses rooms of lower floors, and of its own floor only in one direction.
//! 3. Files, the environment and the clock are reached through few doors; everything else is given what it needs.
//! 4. Files of one room do not import each other in a circle (what stands in its `mod.rs` is common to all).

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What may touch the world outside the program, and why nothing else does.
const DOORS: &[&str] = &["source", "output", "command", "main"];

/// Names that reach out, what they reach, and why only a door may use them.
const REACHES: &[(&str, &str)] = &[
    ("std::fs", "files are read in `source` and written in `output`, so that everything else can be tried in memory"),
    ("std::env", "the environment is an input of `command`, so that the same files give the same bytes everywhere"),
    ("SystemTime", "the clock is an input, so that two builds of the same files are the same"),
    ("Instant", "the clock is an input, so that two builds of the same files are the same"),
    ("Timestamp::now", "the clock is an input, so that two builds of the same files are the same"),
    ("Zoned::now", "the clock is an input, so that two builds of the same files are the same"),
    ("TimeZone::system", "the machine's zone must not move a post to another day"),
];

/// It runs before there is a program, and is none of its rooms.
const BUILD_SCRIPT: &str = "src/build.rs";

/// Rooms whose files still go round in a circle; the list may only become shorter.
const TANGLED: &[&str] = &["highlight", "markdown"];

/// One file of the program.
struct Source {
    /// `src/site/route.rs`
    path: String,
    /// Its code without comments and texts, line for line.
    code: String,
    /// Whether it is there for tests alone.
    is_test: bool,
}

impl Source {
    /// `site` for `src/site/route.rs`, `config` for `src/config.rs`.
    fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap();
        below.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// The file's place in its room: `route` for `src/site/route.rs`, nothing for `src/site/mod.rs`.
    fn part(&self) -> Option<&str> {
        let part = self.path.strip_prefix("src/").unwrap().split('/').nth(1)?.trim_end_matches(".rs");
        (part != "mod").then_some(part)
    }

    fn line_of(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }

    /// The code that is built into the program: without the tests at its end.
    fn built(&self) -> &str {
        if self.is_test { "" } else { &self.code[..start_of_tests(&self.code).unwrap_or(self.code.len())] }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    collect(root, &root.join("src"), &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let tests: BTreeSet<String> = sources.iter().flat_map(test_files).collect();
    for source in &mut sources {
        let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
        source.is_test = tests.iter().any(|test| path == *test || path.starts_with(&format!("{test}/")));
    }
    assert!(sources.len() > 10, "the program is more than {} files", sources.len());
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if name == BUILD_SCRIPT {
                continue;
            }
            let code = code_of(&fs::read_to_string(&path).unwrap());
            sources.push(Source { path: name, code, is_test: false });
        }
    }
}

/// The files declared as `#[cfg(test)] mod name;`, without `.rs`.
fn test_files(source: &Source) -> Vec<String> {
    let stem = source.path.trim_end_matches(".rs");
    let folder = stem.strip_suffix("/mod").or(stem.strip_suffix("/lib")).unwrap_or(stem);
    let mut files = Vec::new();
    for (offset, _) in source.code.match_indices("#[cfg(test)]") {
        let item = after_attributes(&source.code[offset..]);
        let words: Vec<&str> = item.lines().next().unwrap_or_default().split_whitespace().collect();
        let name = words.iter().skip_while(|word| **word != "mod").nth(1);
        if let Some(name) = name.and_then(|name| name.strip_suffix(';')) {
            files.push(format!("{folder}/{name}"));
        }
    }
    files
}

/// Where `#[cfg(test)] mod tests {` begins.
fn start_of_tests(code: &str) -> Option<usize> {
    let starts = code.match_indices("#[cfg(test)]").map(|(offset, _)| offset);
    starts.into_iter().find(|offset| {
        let item = after_attributes(&code[*offset..]);
        item.starts_with("mod ") && item.lines().next().is_some_and(|line| line.trim_end().ends_with('{'))
    })
}

fn after_attributes(code: &str) -> &str {
    let mut rest = code.trim_start();
    while rest.starts_with("#[") {
        let mut depth = 0;
        let end = rest.find(|c| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == ']' && depth == 0
        });
        rest = end.map_or("", |end| &rest[end + 1..]).trim_start();
    }
    rest
}

/// Rust without its comments and texts: they become blanks, and every line stays where it is.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let skipped = comment(rest).or_else(|| string(rest, &code)).unwrap_or(0);
        if skipped == 0 {
            let c = rest.chars().next().unwrap();
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.extend(rest[..skipped].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[skipped..];
        }
    }
    code
}

/// How long the comment is that `rest` begins with.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

/// How long the text or character is that `rest` begins with; `before` tells a lifetime's name from neither.
fn string(rest: &str, before: &str) -> Option<usize> {
    let is_in_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    if !is_in_word && rest.starts_with('r') {
        let hashes = rest[1..].bytes().take_while(|b| *b == b'#').count();
        if rest[1 + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = 2 + hashes;
            return Some(rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()));
        }
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if quote == '\'' {
        // `'a'` and `'\n'` are characters, `'a` is a lifetime.
        let mut chars = rest[1..].chars();
        let is_char = chars.next()? == '\\' || chars.next() == Some('\'');
        if !is_char {
            return None;
        }
    }
    let mut is_escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return Some(index + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The first name of every path that follows `prefix`, and where: `crate::{a::B, c}` has `a` and `c` after `crate::`.
fn names_after(code: &str, prefix: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for (offset, _) in code.match_indices(prefix) {
        if code[..offset].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let start = offset + prefix.len();
        let Some(group) = code[start..].strip_prefix('{') else {
            names.push((start, word(&code[start..]).to_owned()));
            continue;
        };
        let (mut depth, mut is_first) = (0, true);
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => is_first = true,
                c if is_first && depth == 0 && (c.is_alphabetic() || c == '_') => {
                    names.push((start + 1 + index, word(&group[index..]).to_owned()));
                    is_first = false;
                }
                _ => {}
            }
        }
    }
    names
}

fn word(code: &str) -> &str {
    &code[..code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len())]
}

/// Room → floor, from the table in the head of `src/lib.rs`.
fn floors() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut floors = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.strip_prefix("//! |").unwrap_or_default().split('|').map(str::trim).collect();
        let [floor, rooms, ..] = cells.as_slice() else { continue };
        let Ok(floor) = floor.parse() else { continue };
        for room in rooms.split(',') {
            let room = room.trim().trim_matches(['[', ']', '`']);
            assert_eq!(floors.insert(room.to_owned(), floor), None, "`{room}` stands in the table twice");
        }
    }
    floors
}

/// `src/site/mod.rs:12: …` for every import that points up.
fn wrong_imports(sources: &[Source], floors: &BTreeMap<String, u32>) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let room = source.room();
        let Some(floor) = floors.get(room) else { continue };
        for (offset, used) in names_after(&source.code, "crate::") {
            let Some(other) = floors.get(&used).filter(|_| used != room) else { continue };
            if other > floor {
                let (path, line) = (&source.path, source.line_of(offset));
                wrong.push(format!(
                    "{path}:{line}: `{room}` is on floor {floor} and uses `{used}` on floor {other}: imports point down only"
                ));
            }
        }
    }
    wrong
}

/// Every place but the doors that reaches out of the program.
fn wrong_reaches(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| !DOORS.contains(&source.room())) {
        let code = source.built();
        let mut found: Vec<(usize, &str)> = Vec::new();
        for (offset, name) in names_after(code, "std::") {
            found.extend(
                REACHES.iter().filter(|(reach, _)| *reach == format!("std::{name}")).map(|(r, _)| (offset, *r)),
            );
        }
        for (reach, _) in REACHES.iter().filter(|(reach, _)| !reach.starts_with("std::")) {
            let ends = |at: usize| !code[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let places = code.match_indices(reach).map(|(at, _)| at);
            found.extend(places.filter(|at| starts(*at) && ends(at + reach.len())).map(|at| (at, *reach)));
        }
        for (offset, reach) in found {
            let reason = REACHES.iter().find(|(name, _)| *name == reach).unwrap().1;
            wrong.push(format!("{}:{}: `{reach}`: {reason}", source.path, source.line_of(offset)));
        }
    }
    wrong
}

/// File or room → what of its kind it imports, and a place where it does.
type Uses<'a> = BTreeMap<&'a str, BTreeMap<String, String>>;

fn uses_between_rooms<'a>(sources: &'a [Source], floors: &BTreeMap<String, u32>) -> Uses<'a> {
    let mut uses: Uses<'_> = BTreeMap::new();
    for source in sources {
        for (offset, used) in names_after(&source.code, "crate::") {
            if used != source.room() && floors.contains_key(&used) {
                let place = format!("{}:{}", source.path, source.line_of(offset));
                uses.entry(source.room()).or_default().entry(used).or_insert(place);
            }
        }
    }
    uses
}

fn uses_within_rooms(sources: &[Source]) -> BTreeMap<&str, Uses<'_>> {
    let mut uses: BTreeMap<&str, Uses<'_>> = BTreeMap::new();
    let parts: BTreeSet<(&str, &str)> =
        sources.iter().filter_map(|source| Some((source.room(), source.part()?))).collect();
    for source in sources.iter().filter(|source| !source.is_test) {
        let Some(part) = source.part() else { continue };
        let code = source.built();
        // One `super::` leads from a file of the room to its siblings; from a folder in it, two do.
        let depth = source.path.matches('/').count() - usize::from(source.path.ends_with("/mod.rs"));
        let up = "super::".repeat(depth.saturating_sub(1));
        let mut found = names_after(code, &up);
        found.extend(names_after(code, &format!("crate::{}::", source.room())));
        for (offset, used) in found {
            if used != part && parts.contains(&(source.room(), used.as_str())) {
                let place = format!("{}:{}", source.path, source.line_of(offset));
                uses.entry(source.room()).or_default().entry(part).or_default().entry(used).or_insert(place);
            }
        }
    }
    uses
}

/// The way round the first circle, if there is one.
fn circle(uses: &Uses<'_>) -> Option<String> {
    uses.keys().find_map(|start| {
        let mut ways: Vec<Vec<(&str, &str)>> = vec![vec![(*start, "")]];
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop() {
            let last = way.last().unwrap().0;
            for (next, place) in uses.get(last).into_iter().flatten() {
                let mut longer = way.clone();
                longer.push((next, place));
                if next == start {
                    let step = |pair: &[(&str, &str)]| format!("{}: `{}` uses `{}`", pair[1].1, pair[0].0, pair[1].0);
                    return Some(longer.windows(2).map(step).collect::<Vec<_>>().join("; "));
                }
                if seen.insert(next.clone()) {
                    ways.push(longer);
                }
            }
        }
        None
    })
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_table_names_every_room() {
    let rooms: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.room().to_owned())
        .filter(|room| room != "lib" && room != "main")
        .collect();
    let in_table: BTreeSet<String> = floors().into_keys().collect();
    assert_eq!(in_table, rooms, "the table in src/lib.rs and the rooms under src/");
}

#[test]
fn imports_point_down() {
    assert_none(&wrong_imports(&sources(), &floors()));
}

#[test]
fn the_world_is_behind_doors() {
    assert_none(&wrong_reaches(&sources()));
}

#[test]
fn rooms_do_not_go_round_in_a_circle() {
    assert_eq!(circle(&uses_between_rooms(&sources(), &floors())), None);
}

#[test]
fn files_of_a_room_do_not_go_round_in_a_circle() {
    let sources = sources();
    for (room, uses) in uses_within_rooms(&sources) {
        let circle = circle(&uses);
        if TANGLED.contains(&room) {
            assert!(circle.is_some(), "`{room}` is untangled: take it off the list");
        } else {
            assert_eq!(circle, None, "`{room}` goes round in a circle");
        }
    }
}

/// A made-up program: path and code.
fn program(files: &[(&str, &str)]) -> Vec<Source> {
    let source = |(path, code): &(&str, &str)| Source { path: (*path).to_owned(), code: code_of(code), is_test: false };
    files.iter().map(source).collect()
}

#[test]
fn an_import_that_points_up_is_seen() {
    let floors = BTreeMap::from([("low".to_owned(), 0), ("beside".to_owned(), 0), ("high".to_owned(), 1)]);
    for (path, code, expected) in [
        ("src/high.rs", "use crate::low::A;", ""),
        ("src/low.rs", "use crate::low::A;\nuse crate::Other;", ""),
        ("src/low/a.rs", "\nuse crate::high::A;", "src/low/a.rs:2: `low` is on floor 0 and uses `high` on floor 1"),
        ("src/low.rs", "use crate::{\n low, beside::{high, B},\n};", ""),
        (
            "src/low.rs",
            "use crate::{\n low::{A, B},\n high::C,\n};",
            "src/low.rs:3: `low` is on floor 0 and uses `high` on floor 1",
        ),
        ("src/low.rs", "fn f() { crate::high::g() }", "src/low.rs:1: `low` is on floor 0 and uses `high` on floor 1"),
        ("src/low.rs", "// use crate::high::A;\n/* crate::high */ const A: &str = \"crate::high\";", ""),
        ("src/low.rs", "const A: &str = r#\"\"crate::high\"#; fn f<'a>(c: char) -> bool { c == '\"' } // \"", ""),
        ("src/low.rs", "const Q: char = '\\''; use crate::high;", "src/low.rs:1: `low` is on floor 0 and uses `high`"),
        ("src/main.rs", "use crate::high::A;", ""),
    ] {
        let wrong = wrong_imports(&program(&[(path, code)]), &floors);
        assert_eq!(wrong.len(), usize::from(!expected.is_empty()), "{code}: {wrong:?}");
        assert!(wrong.first().is_none_or(|wrong| wrong.starts_with(expected)), "{wrong:?}");
    }
}

#[test]
fn a_reach_for_the_world_is_seen() {
    for (path, code, expected) in [
        ("src/site.rs", "use std::fs;", "src/site.rs:1: `std::fs`: files are read in `source`"),
        ("src/site.rs", "use std::{\n  collections::{fs, env},\n  env::args,\n};", "src/site.rs:3: `std::env`: "),
        ("src/site.rs", "let t = std::time::Instant::now();", "src/site.rs:1: `Instant`: "),
        ("src/site.rs", "jiff::Timestamp::now()", "src/site.rs:1: `Timestamp::now`: "),
        ("src/site.rs", "TimeZone::system()", "src/site.rs:1: `TimeZone::system`: "),
        ("src/site.rs", "Timestamp::nowhere(); Instantly; MyInstant; std::fmt;", ""),
        ("src/site.rs", "a();\n#[cfg(test)]\n#[expect(x, reason = \"[y]\")]\nmod tests {\n use std::fs;\n}", ""),
        ("src/source.rs", "use std::fs;", ""),
        ("src/command/build.rs", "use std::env;", ""),
    ] {
        let wrong = wrong_reaches(&program(&[(path, code)]));
        assert_eq!(wrong.len(), usize::from(!expected.is_empty()), "{code}: {wrong:?}");
        assert!(wrong.first().is_none_or(|wrong| wrong.starts_with(expected)), "{wrong:?}");
    }
}

#[test]
fn a_circle_is_seen() {
    let straight = program(&[
        ("src/site/mod.rs", "mod a; mod b; mod c; use a::A;"),
        ("src/site/a.rs", "use super::b::B; use super::Site;"),
        ("src/site/b.rs", "use super::c::C;"),
        ("src/site/c/mod.rs", "use super::Site; mod d;"),
        ("src/site/c/d.rs", "use super::C; use super::super::Site;"),
    ]);
    assert_eq!(circle(&uses_within_rooms(&straight)["site"]), None);
    let mut round = straight;
    round.extend(program(&[("src/site/c/e.rs", "\nuse crate::site::a::A;")]));
    let way = "src/site/a.rs:1: `a` uses `b`; src/site/b.rs:1: `b` uses `c`; src/site/c/e.rs:2: `c` uses `a`";
    assert_eq!(circle(&uses_within_rooms(&round)["site"]).as_deref(), Some(way));
    let rooms = program(&[("src/low.rs", "use crate::beside;"), ("src/beside.rs", "\nuse crate::low;")]);
    let floors = BTreeMap::from([("low".to_owned(), 0), ("beside".to_owned(), 0)]);
    let way = "src/beside.rs:2: `beside` uses `low`; src/low.rs:1: `low` uses `beside`";
    assert_eq!(circle(&uses_between_rooms(&rooms, &floors)).as_deref(), Some(way));
}
