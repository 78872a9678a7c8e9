//! Reports in every format, to the letter, and held to their schemas.
//!
//! `tests/formats/` has sites as people wrote them: three days in the life of a blog whose authors link to each other by hand, and
//! one with every kind of place that a problem can have. The reports stand beside them in `report.FORMAT.txt`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::program::{Ran, blogsite, run};
use support::{cases, fail_with, folder, name_of, tests_folder, transcript};

const FORMATS: [&str; 5] = ["human", "short", "json", "github", "sarif"];

/// Where a transcript of the format stands in a case.
fn report_of(format: &str) -> String {
    format!("report.{format}.txt")
}

/// The case without its reports, in a folder of its own.
fn site_of(case: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut files = folder::read(case);
    files.retain(|path, _| !path.starts_with("report."));
    folder::write(dir.path(), &files);
    dir
}

#[test]
fn every_site_has_its_report_in_every_format() {
    let mut faults = Vec::new();
    for case in cases("formats") {
        let dir = site_of(&case);
        for format in FORMATS {
            let path = case.join(report_of(format));
            if support::is_updating() && !path.exists() {
                fs::write(&path, format!("$ blogsite check --format {format}\n")).unwrap();
            }
            faults.extend(transcript::check(&format!("formats/{}/{format}", name_of(&case)), &path, dir.path()));
        }
    }
    fail_with(&faults);
}

/// What is wrong with a site, as `(code, path, line)`, by the JSON lines of `check`; notes are nothing wrong.
fn problems_of(folder: &Path) -> Vec<(String, String, u64)> {
    let ran = run(folder, ["check", "--format", "json"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    json_lines(&ran.stdout)
        .iter()
        .filter(|line| line["type"] == "problem" && line["level"] != "note")
        .map(|line| (text(&line["code"]), text(&line["path"]), line["line"].as_u64().unwrap_or(0)))
        .collect()
}

fn json_lines(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// How often each code is reported.
fn codes_of(folder: &Path) -> Vec<String> {
    problems_of(folder).into_iter().map(|(code, ..)| code).collect()
}

/// What must be said of three days of the first blog that was written in this way.
const TRUTH: [(&str, &[&str]); 3] = [
    ("2019-11-05", &["link-repaired", "link-repaired", "missing-scheme", "missing-scheme"]),
    ("2019-12-12", &["broken-link", "self-link"]),
    ("newest", &["self-link"]),
];

#[test]
fn what_authors_wrote_is_understood() {
    for (day, expected) in TRUTH {
        let mut codes = codes_of(&tests_folder().join("formats").join(day));
        codes.sort();
        assert_eq!(codes, expected, "{day}");
    }
}

/// The same of the blog itself, for those who have it: its authors' words are theirs.
#[test]
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn what_authors_wrote_is_understood_in_their_own_words() {
    let Some(corpus) = std::env::var_os("BLOGSITE_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: BLOGSITE_CORPUS does not name a folder that holds `enhackathon/`");
        return;
    };
    for (day, expected) in TRUTH {
        let mut codes = codes_of(&corpus.join("enhackathon").join(day));
        codes.sort();
        assert_eq!(codes, expected, "{day}");
    }
}

/// Every site of `tests/` with something wrong in it.
fn wrong_sites() -> Vec<tempfile::TempDir> {
    let mut sites: Vec<tempfile::TempDir> = cases("formats").iter().map(|case| site_of(case)).collect();
    for case in cases("broken") {
        let dir = site_of(&case);
        let _ = fs::remove_file(dir.path().join("report.txt"));
        sites.push(dir);
    }
    sites
}

#[test]
fn json_and_sarif_pass_their_schemas() {
    let dir = tempfile::tempdir().unwrap();
    let schema: Value = serde_json::from_str(&run(dir.path(), ["explain", "--json-schema"]).stdout).unwrap();
    let line = jsonschema::validator_for(&schema).unwrap();
    let sarif = fs::read(tests_folder().join("schemas/sarif-2.1.0.json")).unwrap();
    let sarif = jsonschema::validator_for(&serde_json::from_slice(&sarif).unwrap()).unwrap();
    for site in wrong_sites() {
        for command in ["check", "build"] {
            let ran = run(site.path(), [command, "--format", "json"]);
            let lines = json_lines(&ran.stdout);
            for object in &lines {
                let faults: Vec<String> = line.iter_errors(object).map(|error| error.to_string()).collect();
                assert!(faults.is_empty(), "{faults:?}\n{object}");
            }
            assert_eq!(lines.last().unwrap()["type"], "summary");
            let ran = run(site.path(), [command, "--format", "sarif"]);
            let log: Value = serde_json::from_str(&ran.stdout).unwrap();
            let faults: Vec<String> =
                sarif.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(faults.is_empty(), "{faults:?}\n{}", ran.stdout);
            sound(&log);
        }
    }
}

/// What the schema cannot say of a SARIF log.
fn sound(log: &Value) {
    let run = &log["runs"][0];
    let mut fingerprints = Vec::new();
    for result in run["results"].as_array().unwrap() {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        assert!(run["originalUriBaseIds"][location["uriBaseId"].as_str().unwrap()].is_object());
        assert!(!location["uri"].as_str().unwrap().starts_with('/'));
        fingerprints.push(result["partialFingerprints"]["problem/v1"].as_str().unwrap());
    }
    let count = fingerprints.len();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), count, "two problems have one fingerprint");
}

#[test]
fn a_problem_is_known_again_when_lines_above_it_move() {
    let case = tests_folder().join("formats/2019-11-05");
    let fingerprints = |folder: &Path| {
        let ran = run(folder, ["check", "--format", "sarif"]);
        let log: Value = serde_json::from_str(&ran.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.into_iter().map(|result| result["partialFingerprints"].clone()).collect::<Vec<_>>()
    };
    let site = site_of(&case);
    let before = fingerprints(site.path());
    let post = site.path().join("content/posts/2019-11-04-AdaExample.md");
    let text = fs::read_to_string(&post).unwrap();
    fs::write(&post, text.replace("\nAs I wrote", "\nA new line.\n\nAs I wrote")).unwrap();
    assert_eq!(fingerprints(site.path()), before);
    fs::write(&post, text.replace("As I wrote", "As I have written")).unwrap();
    assert_ne!(fingerprints(site.path()), before);
}

#[test]
fn stdout_is_for_the_program_alone() {
    let site = site_of(&tests_folder().join("formats/newest"));
    for format in &FORMATS[1..] {
        let ran = run(site.path(), ["build", "--format", format, "--verbose"]).expect_code(0);
        assert!(ran.stderr.contains("built 18 posts"), "{format}: {}", ran.stderr);
        assert!(!ran.stdout.contains("built 18 posts") && !ran.stdout.contains(" in [TIME] s"), "{}", ran.stdout);
        let ran = run(site.path(), ["build", "--format", format, "--quiet"]).expect_code(0);
        assert_eq!(ran.stderr, "", "{format}");
        assert!(!ran.stdout.is_empty());
    }
}

/// `check` or `build` as a step of a run, and what its summary says.
fn step(site: &Path, arguments: &[&str], workspace: &Path) -> (Ran, String) {
    let summary = site.parent().unwrap().join("summary.md");
    let mut command = blogsite(site, arguments.iter().copied());
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_WORKSPACE", workspace);
    for (name, value) in
        [("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_REPOSITORY", "us/blog"), ("GITHUB_SHA", "0a1b2c")]
    {
        command.env(name, value);
    }
    let ran = Ran::of(&command.output().unwrap());
    (ran, fs::read_to_string(&summary).unwrap_or_default())
}

#[test]
fn a_job_has_its_summary() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("repository/blog");
    let mut files = folder::read(&tests_folder().join("formats/newest"));
    files.retain(|path, _| !path.starts_with("report."));
    folder::write(&site, &files);
    let workspace = dir.path().join("repository");

    // Only where it is asked for.
    let (_, summary) = step(&site, &["check"], &workspace);
    assert_eq!(summary, "");
    let (ran, summary) = step(&site, &["check", "--format", "github"], &workspace);
    assert!(ran.stdout.starts_with("::warning file=blog/content/posts/2019-11-21-EmilMadeup.md,line=8,"), "{ran:?}");
    assert!(summary.starts_with("## blogsite: 1 warning, 3 notes\n\n| | Where |"), "{summary}");
    assert!(summary.contains("us/blog/blob/0a1b2c/blog/content/posts/2019-11-21-EmilMadeup&#46;md"), "{summary}");
    assert!(!summary.contains("### Addresses"), "nothing was published: {summary}");

    // The first build has nothing to compare with; the second has.
    let (_, first) = step(&site, &["build", "--format", "github"], &workspace);
    assert!(first.starts_with(&summary) && !first.contains("### Addresses"), "{first}");
    fs::remove_file(site.join("content/about.md")).unwrap();
    fs::write(site.join("content/index.md"), "No links.\n").unwrap();
    fs::write(site.join("content/new.md"), "New.\n").unwrap();
    let (_, second) = step(&site, &["build", "--format", "github"], &workspace);
    let second = second.strip_prefix(&first).unwrap();
    assert!(second.contains("### Addresses: 1 lost, 1 added, "), "{second}");
    assert!(
        second.contains("| lost | <code>/about&#46;html</code> |\n| added | <code>/new&#46;html</code> |"),
        "{second}"
    );
    assert!(second.contains("| changed | <code>/</code> |"), "{second}");

    // A summary that nobody can write to is no reason to fail.
    fs::remove_file(dir.path().join("repository/summary.md")).unwrap();
    fs::create_dir(dir.path().join("repository/summary.md")).unwrap();
    let (ran, _) = step(&site, &["check", "--format", "github"], &workspace);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("cannot write the summary of the job"), "{}", ran.stderr);
}
