//! `blogsite check`, tried on sites in which one thing is wrong: it must be found, at its line, and nothing else may be.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod faults;
mod site;

use std::path::Path;
use std::sync::Arc;

use blogsite::address::SourcePath;
use blogsite::diagnostic::{Diagnostic, Levels};
use blogsite::highlight::Highlighter;
use blogsite::render::Renderer;
use blogsite::site::{Options, Site};
use blogsite::source::{MemoryTree, SourceTree as _};
use blogsite::verify::Verifier;
use rayon::prelude::*;
use support::folder::{self, Files};

use faults::Planted;

/// Everything that `check` says of a site, notes included: code, path and line of each.
fn check(files: &Files, base_path: Option<&str>) -> Vec<(String, String, usize)> {
    let mut tree = MemoryTree::default();
    for (path, bytes) in files {
        tree.insert(path, bytes.clone());
    }
    let mut options = Options::at("2030-01-01T00:00:00Z".parse().unwrap());
    options.base_path = base_path.map(str::to_owned);
    let (site, mut problems) = Site::load(&tree, &options).unwrap();
    let highlighter = Arc::new(Highlighter::off());
    let (renderer, found) = Renderer::new(&tree, &site, &highlighter).unwrap();
    problems.extend(found);
    let verifier = Verifier::new(&site);
    for route in &site.routes {
        let page = renderer.render(route).unwrap();
        verifier.look(route, &page);
        problems.extend(page.problems);
    }
    problems.extend(verifier.finish(&renderer, &problems).unwrap());
    let line = |problem: &Diagnostic| {
        let Some(span) = &problem.span else { return (String::new(), 0) };
        let bytes = tree.read(&span.path).unwrap().unwrap_or_default();
        let before = bytes.get(..span.range.start).unwrap_or_default();
        (span.path.to_string(), 1 + String::from_utf8_lossy(before).matches('\n').count())
    };
    let problems = Levels::default().apply(problems);
    problems.iter().map(|problem| (problem.code.to_string(), line(problem).0, line(problem).1)).collect()
}

/// What is wrong with how a planted fault was told; nothing if it was found at its line and nothing else was.
fn judge(planted: &Planted) -> Option<String> {
    let told = check(&planted.files, planted.base_path);
    let expected = vec![(planted.code.to_owned(), planted.path.clone(), planted.line)];
    (told != expected).then(|| {
        let text = String::from_utf8_lossy(&planted.files[&planted.path]).into_owned();
        let line = text.lines().nth(planted.line - 1).unwrap_or_default().to_owned();
        format!("{}: `{line}`\n  expected {expected:?}\n  told     {told:?}", planted.kind)
    })
}

#[test]
fn a_site_without_faults_has_no_problem() {
    for base_path in [None, Some("/repo")] {
        assert_eq!(check(&site::clean(), base_path), [], "base path {base_path:?}");
    }
}

#[test]
fn every_planted_fault_is_found_at_its_line() {
    let all = faults::all();
    assert!(all.len() >= 500, "{} faults are planted", all.len());
    let kinds: std::collections::BTreeSet<&str> = all.iter().map(|planted| planted.kind.as_str()).collect();
    let missed: Vec<String> = all.par_iter().filter_map(judge).collect();
    let shown = missed.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(missed.is_empty(), "{} of {} ({} kinds) missed:\n{shown}", missed.len(), all.len(), kinds.len());
}

/// The example blog shows two links that are repaired and some that need the host's help, and has no other problem.
#[test]
fn the_example_blog_is_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    for name in ["content", "data", "static", "templates"] {
        files.extend(folder::read(&root.join(name)).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
    }
    files.insert("_config.yml".into(), std::fs::read(root.join("_config.yml")).unwrap());
    for base_path in [None, Some("/repo")] {
        let told = check(&files, base_path);
        let told: Vec<_> = told.into_iter().filter(|(code, ..)| code != "indirect-link").collect();
        let other: Vec<_> = told.iter().filter(|(code, ..)| code != "link-repaired").collect();
        assert!(other.is_empty(), "{other:#?}");
        assert_eq!(told.len(), 2, "{told:#?}");
        let post = SourcePath::new("content/posts/2026-06-18-BertSample.md");
        assert!(told.iter().all(|(_, path, _)| path == post.as_str()), "{told:#?}");
    }
}
