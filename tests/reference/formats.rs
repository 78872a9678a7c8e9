//! A report of one small site in every format.

use std::fs;

use serde_json::Value;

use crate::page::Page;
use crate::parts::block;
use crate::support::program::run;

const FORMATS: [&str; 5] = ["human", "short", "json", "github", "sarif"];

/// The site that is reported on.
const FILES: [(&str, &str); 2] = [
    ("content/posts/2026-03-05-BertSample.md", "What I did.\n"),
    ("content/posts/2026-03-12-AdaExample.md", "---\ntitel: Day two\n---\n\nAs [Bert](BertSample.html) wrote.\n"),
];

/// Its files.
pub(crate) fn example() -> String {
    FILES.map(|(path, text)| format!("`{path}`\n\n{}", block("markdown", text))).join("\n")
}

/// What is said of it.
pub(crate) fn said(format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let ran = run(folder.path(), ["check", "--format", format]).expect_code(1);
    match format {
        "human" => block("text", &ran.stderr),
        // Each on its line when it is said; here so that it can be read.
        "json" => {
            let lines = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let lines = lines.map(|line| serde_json::to_string_pretty(&with_any_version(line)).unwrap());
            block("json", &lines.collect::<Vec<_>>().join("\n"))
        }
        "sarif" => block(
            "json",
            &serde_json::to_string_pretty(&shortened(serde_json::from_str(&ran.stdout).unwrap())).unwrap(),
        ),
        _ => block("text", &ran.stdout),
    }
}

/// Another version says the same.
fn with_any_version(mut line: Value) -> Value {
    if let Some(version) = line.get_mut("blogsite") {
        *version = "1.2.3".into();
    }
    line
}

/// Without what the page on problems says already, and where the folder happens to be.
fn shortened(mut log: Value) -> Value {
    let run = &mut log["runs"][0];
    let driver = &mut run["tool"]["driver"];
    driver["version"] = "1.2.3".into();
    driver["semanticVersion"] = "1.2.3".into();
    for rule in driver["rules"].as_array_mut().unwrap() {
        rule["fullDescription"]["text"] = "…".into();
        rule["help"]["text"] = "…".into();
        rule["help"]["markdown"] = "…".into();
    }
    run["originalUriBaseIds"]["SRCROOT"]["uri"] = "file:///home/ada/blog/".into();
    log
}

/// The schema of JSON lines.
pub(crate) fn schema() -> String {
    let folder = tempfile::tempdir().unwrap();
    block("json", &run(folder.path(), ["explain", "--json-schema"]).expect_code(0).stdout)
}

#[test]
fn every_format_is_shown() {
    let page = Page::read("formats.md");
    let shown: Vec<&str> =
        page.parts().iter().filter(|(name, _)| *name == "format").flat_map(|(_, words)| words.clone()).collect();
    assert_eq!(shown, FORMATS);
    let folder = tempfile::tempdir().unwrap();
    let refused = run(folder.path(), ["check", "--format", "none-of-them"]).expect_code(2);
    let values = refused.stderr.split_once("[possible values: ").unwrap().1.split_once(']').unwrap().0;
    assert_eq!(values.split(", ").collect::<Vec<_>>(), FORMATS);
}
