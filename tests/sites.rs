//! Golden sites: whole outputs, byte for byte.
//!
//! Every folder of `tests/sites/` is a site, with what `_site/` must hold in `expected/` and the transcript of its build in
//! `report.txt`. The small templates of `tests/support/templates/` stand in for the theme, so that a change of the theme
//! changes one case only; a template of the case's own goes before them. Lists of posts by author, tag and date are held in
//! the cases that are about them alone. The theme's files are held against the program's own
//! and are not repeated here; nor are the feed and what is searched with, but for one case each.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::path::Path;

use support::folder::Files;
use support::{cases, fail_with, folder, is_updating, name_of, tests_folder, transcript};

const EXPECTED: &str = "expected";
const REPORT: &str = "report.txt";
/// The case that shows the built-in theme.
const WITH_THEME: &str = "theme";
/// The case that shows the feed, which would else repeat every other case's posts.
const WITH_FEED: &str = "feed";
/// The cases that show lists.
const WITH_LISTS: &[&str] = &["lists", "lists-off", "lists-elsewhere", "people"];
/// How the small templates' lists begin.
const LIST: &[u8] = b"<list ";
const FEEDS: &[&str] = &["feed.xml", "feed.json"];
/// The case that shows what only the host reads.
const WITH_HOST_FILES: &str = "own-domain";
/// The case that shows the search page and the index.
const WITH_SEARCH: &str = "search";
const SEARCH: &str = "search/";

/// The program's name without its version, so that a new one changes no expectation.
fn without_version(bytes: Vec<u8>) -> Vec<u8> {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    let Ok(text) = String::from_utf8(bytes.clone()) else { return bytes };
    let text = text.replace(&format!("<generator version=\"{VERSION}\">"), "<generator version=\"[VERSION]\">");
    text.replace(&format!("blogsite {VERSION}"), "blogsite [VERSION]").into_bytes()
}

/// The built-in file that is served at `path`.
fn theme_file(path: &str) -> Option<&'static [u8]> {
    blogsite::template::theme::files().find(|(url, _)| url.trim_start_matches('/') == path).map(|(_, bytes)| bytes)
}

fn check(case: &Path) -> Vec<String> {
    let name = name_of(case);
    let dir = tempfile::tempdir().unwrap();
    if name != WITH_THEME {
        folder::write(&dir.path().join("templates"), &folder::read(&tests_folder().join("support/templates")));
    }
    let source: Files = folder::read(case)
        .into_iter()
        .filter(|(path, _)| path != REPORT && !path.starts_with(&format!("{EXPECTED}/")))
        .collect();
    folder::write(dir.path(), &source);

    let mut faults: Vec<String> = transcript::check(&name, &case.join(REPORT), dir.path()).into_iter().collect();
    let mut output = folder::read(&dir.path().join("_site"));
    output.retain(|path, bytes| {
        let is_own = ["static", "content"].iter().any(|folder| source.contains_key(&format!("{folder}/{path}")));
        let built_in = theme_file(path).filter(|_| !is_own);
        if built_in.is_some_and(|built_in| built_in != bytes) {
            faults.push(format!("{name}: {path} is not the theme's"));
        }
        let is_feed = path.rsplit('/').next().is_some_and(|file| FEEDS.contains(&file));
        let is_held =
            if bytes.starts_with(LIST) { WITH_LISTS.contains(&name.as_str()) } else { !is_feed || name == WITH_FEED };
        let is_for_the_host = path == ".nojekyll" && name != WITH_HOST_FILES;
        let is_of_search = path.starts_with(SEARCH) && name != WITH_SEARCH;
        built_in.is_none() && (is_own || is_held && !is_of_search && !is_for_the_host)
    });
    let output: Files = output.into_iter().map(|(path, bytes)| (path, without_version(bytes))).collect();
    if is_updating() {
        folder::replace(&case.join(EXPECTED), &output);
    } else {
        let differences = folder::differences(&folder::read(&case.join(EXPECTED)), &output);
        faults.extend(differences.into_iter().map(|difference| format!("{name}: {difference}")));
    }
    faults
}

#[test]
fn every_site_comes_out_as_expected() {
    let faults: Vec<String> = cases("sites").iter().flat_map(|case| check(case)).collect();
    fail_with(&faults);
}
