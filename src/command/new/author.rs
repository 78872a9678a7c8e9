//! `blogsite new author`: an entry more in the file of authors, every byte of which stays as it is.
//!
//! 1. The file is found that the site reads, or `data/authors.yml` begun.
//! 2. The entry is put behind the last one, in the form that those have: under a key, or as one of a list.
//! 3. What came of it is read again: it must be what was there and the new entry, or nothing is written.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use serde_yaml::Value;

use crate::site::Site;
use crate::site::inventory::DATA_FOLDERS;
use crate::yaml::{self, Subject, scalar};

use crate::command::cli::NewAuthor;
use crate::command::place::{in_site, write_new};
use crate::command::{CommandError, clock, custom, naming, report};

/// Adds the author.
pub(super) fn run(arguments: &NewAuthor) -> Result<(), CommandError> {
    let source = &arguments.source;
    let (_, site) = custom::open(source, clock::now())?;
    if let Some(person) = site.people.find(&arguments.name) {
        return Err(CommandError::impossible(
            format!("`{}` is there already, as `{}`", person.name, person.key),
            format!("write `--author {}` to `blogsite new post`", scalar(&person.key)),
        ));
    }
    let key = key(arguments, &site)?;
    let details = details(arguments);
    let (path, new) = match home(source) {
        Home::Folder(folder) => {
            let path = format!("{folder}/{}.yml", naming::given(&key));
            write_new(source, &path, &entry(&details, ""))?;
            (path, None)
        }
        Home::None if site.config.values.contains_key("authors") => {
            return Err(by_hand(
                "_config.yml",
                "it says already who writes, and a file of authors would hide that",
                &key,
                &details,
            ));
        }
        Home::None => {
            let path = "data/authors.yml".to_owned();
            write_new(source, &path, &under_key(&key, &details))?;
            (path, None)
        }
        Home::File(path) => {
            let text = fs::read_to_string(source.join(&path))
                .map_err(|error| by_hand(&path, &format!("it cannot be read: {error}"), &key, &details))?;
            let new = with_entry(&text, &key, &details)
                .ok_or_else(|| by_hand(&path, "an entry cannot simply be put at its end", &key, &details))?;
            (path, Some(new))
        }
    };
    let verb = if new.is_some() { "added to" } else { "wrote" };
    if let Some(new) = new {
        let appended = OpenOptions::new()
            .append(true)
            .open(source.join(&path))
            .and_then(|mut file| file.write_all(new.as_bytes()));
        appended.map_err(|error| CommandError::Write(in_site(source, &path), error))?;
    }
    report::say(&format!("{verb} {}: {}", in_site(source, &path), arguments.name));
    report::say(&format!("front matter names them so: `author: {}`", scalar(&key)));
    Ok(())
}

/// Where details of authors stand.
enum Home {
    /// `data/authors.yml`
    File(String),
    /// `data/authors/`, a file for each
    Folder(String),
    /// Nowhere yet.
    None,
}

/// The file that counts; of several, that of the last folder (see [`DATA_FOLDERS`]).
fn home(source: &Path) -> Home {
    for folder in DATA_FOLDERS.iter().rev() {
        for ending in ["yml", "yaml", "json", "csv", "tsv"] {
            let path = format!("{folder}/authors.{ending}");
            if source.join(&path).is_file() {
                return Home::File(path);
            }
        }
        let path = format!("{folder}/authors");
        if source.join(&path).is_dir() {
            return Home::Folder(path);
        }
    }
    Home::None
}

/// The key given, or the first name, or all of it if somebody has that.
fn key(arguments: &NewAuthor, site: &Site) -> Result<String, CommandError> {
    let is_free = |key: &String| site.people.find(key).is_none();
    if let Some(key) = &arguments.key {
        let other = site.people.find(key).map(|person| person.name.clone());
        return match other {
            None => Ok(key.clone()),
            Some(other) => {
                Err(CommandError::impossible(format!("`{key}` is the key of `{other}`"), "write another `--key`"))
            }
        };
    }
    let whole = naming::of_title(&arguments.name, "author");
    let first = whole.split('-').next().unwrap_or(&whole).to_owned();
    let numbered = (2..).map(|number| format!("{whole}-{number}"));
    Ok([first, whole.clone()].into_iter().chain(numbered).find(is_free).unwrap_or(whole))
}

/// The keys of the entry, and their values.
fn details(arguments: &NewAuthor) -> Vec<(&'static str, String)> {
    let given = [
        ("name", Some(&arguments.name)),
        ("bio", arguments.bio.as_ref()),
        ("url", arguments.url.as_ref()),
        ("email", arguments.email.as_ref()),
        ("github", arguments.github.as_ref()),
    ];
    given.into_iter().filter_map(|(key, value)| Some((key, value?.clone()))).collect()
}

/// The lines of an entry, `before` each of them.
fn entry(details: &[(&str, String)], before: &str) -> String {
    let lines = details.iter().map(|(key, value)| format!("{before}{key}: {}\n", scalar(value)));
    lines.collect::<Vec<_>>().concat()
}

fn under_key(key: &str, details: &[(&str, String)]) -> String {
    format!("{}:\n{}", scalar(key), entry(details, "  "))
}

fn as_item(key: &str, details: &[(&str, String)], before: &str) -> String {
    let lines = entry(details, &format!("{before}  "));
    let lines = format!("{lines}{before}  key: {}\n", scalar(key));
    format!("{before}- {}", lines.get(before.len() + 2..).unwrap_or_default())
}

/// What to write behind `text` for the entry; nothing unless all of it then reads as what there was and the entry.
fn with_entry(text: &str, key: &str, details: &[(&str, String)]) -> Option<String> {
    let value: Value = yaml::value(text, Subject::Data).ok()?;
    let added: serde_yaml::Mapping =
        details.iter().map(|(key, value)| (Value::from(*key), Value::from(value.as_str()))).collect();
    let (addition, wanted) = match &value {
        Value::Null => {
            let whole: serde_yaml::Mapping = [(Value::from(key), Value::from(added))].into_iter().collect();
            (under_key(key, details), Value::from(whole))
        }
        Value::Mapping(known) => {
            let mut whole = known.clone();
            whole.insert(Value::from(key), Value::from(added));
            (under_key(key, details), Value::from(whole))
        }
        Value::Sequence(known) => {
            let mut whole = known.clone();
            let mut added = added;
            added.insert(Value::from("key"), Value::from(key));
            whole.push(Value::from(added));
            let item = text.lines().find(|line| line.trim_start().starts_with("- ")).unwrap_or_default();
            let before = " ".repeat(item.len() - item.trim_start_matches(' ').len());
            (as_item(key, details, &before), Value::from(whole))
        }
        _ => return None,
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { line_end };
    let addition = format!("{gap}{}", addition.replace('\n', line_end));
    (yaml::value(&format!("{text}{addition}"), Subject::Data).ok()? == wanted).then_some(addition)
}

fn by_hand(path: &str, why: &str, key: &str, details: &[(&str, String)]) -> CommandError {
    let entry: Vec<String> = details.iter().map(|(key, value)| format!("{key}: {}", scalar(value))).collect();
    CommandError::impossible(
        format!("`{path}` is left as it is: {why}"),
        format!("write there `{}: {{{}}}`", scalar(key), entry.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let details = [("name", "Ada: Example".to_owned()), ("github", "ada".to_owned())];
        let new = with_entry(text, "ada", &details).map(|addition| format!("{text}{addition}"));
        assert_eq!(new.as_deref(), expected, "{text}");
    }

    #[test]
    fn an_entry_is_added_and_nothing_else_changes() {
        let entry = "ada:\n  name: \"Ada: Example\"\n  github: ada\n";
        check("", Some(entry));
        check("# who writes\n", Some(&format!("# who writes\n{entry}")));
        check("bert: {name: Bert}  # him", Some(&format!("bert: {{name: Bert}}  # him\n{entry}")));
        check("bert:\r\n  name: Bert\r\n", Some(&format!("bert:\r\n  name: Bert\r\n{}", entry.replace('\n', "\r\n"))));
        check(
            "- name: Bert\n- name: Cleo\n",
            Some("- name: Bert\n- name: Cleo\n- name: \"Ada: Example\"\n  github: ada\n  key: ada\n"),
        );
        check("  - name: Bert\n", Some("  - name: Bert\n  - name: \"Ada: Example\"\n    github: ada\n    key: ada\n"));
        check("\u{feff}bert:\n  name: B\n", Some(&format!("\u{feff}bert:\n  name: B\n{entry}")));
    }

    #[test]
    fn where_an_entry_does_not_fit_nothing_is_written() {
        for text in [
            "{bert: {name: Bert}}\n",
            "[{name: Bert}]\n",
            "bert:\n  name: B\n...\n",
            "text\n",
            "a: b: c\n",
            "bert:\n  bio: |\n",
        ] {
            let details = [("name", "Ada".to_owned())];
            let new = with_entry(text, "ada", &details);
            assert!(new.is_none() || text.ends_with("|\n"), "{text}: {new:?}");
        }
    }
}
