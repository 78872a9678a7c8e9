//! Files that go wrong on other machines: too large, alike but for case, kept out of the repository or in it by mistake, and layouts
//! that are not there.
//!
//! GitHub refuses a file over 100 MiB and warns from 50 MiB on; a published site may have 1 GB (docs.github.com, "About large
//! files", "GitHub Pages limits").

use std::collections::{BTreeMap, BTreeSet};

use crate::address::SourcePath;
use crate::diagnostic::nearest;
use crate::output::STATE_FOLDER;
use crate::render::TEMPLATES;
use crate::site::inventory::{CONTENT, STATIC};
use crate::source::SourceTree as _;
use crate::template::theme;

use super::{Finding, Patient};
use crate::command::CommandError;
use crate::command::build::DEFAULT_DESTINATION;
use crate::command::git::Repository;
use crate::command::report::plural;

const MIB: u64 = 1024 * 1024;
const REFUSED: u64 = 100 * MIB;
const LARGE: u64 = 50 * MIB;
const SITE: u64 = 1_000_000_000;
/// The addresses that were published, as the site remembers them.
const LOCK: &str = "urls.lock";
/// What keeps Jekyll from a site that is published from a branch.
const NO_JEKYLL: &str = ".nojekyll";

/// Looks at all files.
pub(super) fn look(patient: &Patient) -> Result<Vec<Finding>, CommandError> {
    let mut files = Vec::new();
    for folder in [CONTENT, STATIC] {
        files.extend(patient.tree.list(folder, &|path| path.file_name() != ".git")?.files);
    }
    let mut findings = Vec::new();
    let total = sizes(patient, &files, &mut findings);
    findings.extend(alike(&files).into_iter().map(|(one, other)| {
        Finding::cure(
            format!("`{one}` and `{other}` are one on Windows and macOS"),
            "rename one of them, not only by its case",
        )
    }));
    findings.extend(layouts(patient)?);
    findings.extend(no_jekyll(patient));
    if let Some(repository) = &patient.repository {
        findings.extend(of_repository(repository, patient));
    }
    if findings.is_empty() {
        findings.push(Finding::well(format!("{}, {}", plural(files.len(), "file"), size(total))));
    }
    Ok(findings)
}

/// What is too large; and how large all of it is.
fn sizes(patient: &Patient, files: &[SourcePath], findings: &mut Vec<Finding>) -> u64 {
    let size_of = |path: &SourcePath| std::fs::metadata(patient.tree.disk_path(path)).map_or(0, |found| found.len());
    let mut sizes: Vec<(u64, &SourcePath)> = files.iter().map(|path| (size_of(path), path)).collect();
    sizes.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let total = sizes.iter().map(|(size, _)| size).sum();
    let elsewhere = "put it where large files are served, and link to it; Git LFS is not served by Pages";
    for (bytes, path) in sizes.iter().take_while(|(bytes, _)| *bytes > LARGE).take(patient.named) {
        let message = format!("`{path}` has {}", size(*bytes));
        findings.push(if *bytes > REFUSED {
            Finding::cure(format!("{message}: GitHub refuses more than {}", size(REFUSED)), elsewhere)
        } else {
            Finding::note(format!("{message}: GitHub warns from {} on", size(LARGE)), elsewhere)
        });
    }
    if total > SITE {
        let largest: Vec<String> =
            sizes.iter().take(patient.named).map(|(bytes, path)| format!("`{path}` ({})", size(*bytes))).collect();
        findings.push(Finding::cure(
            format!("all files together have {}: Pages takes 1 GB", size(total)),
            format!("the largest: {}", largest.join(", ")),
        ));
    }
    total
}

/// `12.3 MB`
fn size(bytes: u64) -> String {
    let (unit, name) = if bytes >= MIB { (MIB, "MiB") } else { (1024, "KiB") };
    // One place behind the point is exact enough for what is said.
    let tenths = bytes.saturating_mul(10) / unit;
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// Files and folders whose paths differ in case alone, each pair once.
fn alike(files: &[SourcePath]) -> Vec<(String, String)> {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut pairs = BTreeSet::new();
    for file in files {
        let path = file.as_str();
        for end in path.match_indices('/').map(|(at, _)| at).chain([path.len()]) {
            let Some(part) = path.get(..end) else { continue };
            let first = seen.entry(part.to_lowercase()).or_insert_with(|| part.to_owned());
            if first != part {
                pairs.insert((first.clone(), part.to_owned()));
                // What lies in two such folders needs no word of its own.
                break;
            }
        }
    }
    pairs.into_iter().collect()
}

/// Documents whose layout is neither the site's nor the theme's.
fn layouts(patient: &Patient) -> Result<Vec<Finding>, CommandError> {
    let own = patient.tree.list(TEMPLATES, &|_| true)?.files;
    let mut known: Vec<&str> = own.iter().filter_map(|path| path.under(TEMPLATES)).collect();
    known.extend(theme::templates().map(|(name, _)| name));
    let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for document in &patient.site.documents {
        let Some(layout) = document.layout.as_deref().map(str::trim).filter(|layout| *layout != "none") else {
            continue;
        };
        let with_ending = format!("{layout}.html");
        if !known.iter().any(|name| *name == layout || *name == with_ending) {
            missing.entry(layout).or_default().push(format!("`{}`", document.source));
        }
    }
    let stems =
        || known.iter().filter(|name| !name.starts_with("includes/")).map(|name| name.trim_end_matches(".html"));
    let finding = |(layout, documents): (&str, Vec<String>)| {
        let cure = nearest(layout, stems()).map_or_else(
            || format!("make `templates/{layout}.html`, for instance `{{% extends \"page.html\" %}}`"),
            |near| format!("write `layout: {near}`"),
        );
        Finding::cure(format!("there is no layout `{layout}`, which {} wants", patient.list(&documents)), cure)
    };
    Ok(missing.into_iter().map(finding).collect())
}

/// What Jekyll would leave out of a site that is published from a branch.
fn no_jekyll(patient: &Patient) -> Option<Finding> {
    let routes = &patient.site.routes;
    let hidden =
        routes.iter().find(|route| route.output.as_str().split('/').any(|segment| segment.starts_with('_')))?;
    let is_there = routes.iter().any(|route| route.output.as_str() == NO_JEKYLL);
    (!is_there).then(|| {
        Finding::note(
            format!(
                "`{}` begins with `_`: if the site is published from a branch, GitHub leaves it out",
                hidden.output
            ),
            format!("make an empty file `{STATIC}/{NO_JEKYLL}`"),
        )
    })
}

/// What git should keep and does not, or the other way round.
fn of_repository(repository: &Repository, patient: &Patient) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in [DEFAULT_DESTINATION, STATE_FOLDER] {
        if repository.is_tracked(folder) {
            findings.push(Finding::cure(
                format!("`{folder}/` is in the repository: everything in it is made by `build`"),
                format!("`git rm -r -q --cached {folder}`, and write `/{folder}/` into `.gitignore`"),
            ));
        } else if !repository.is_ignored(&format!("{folder}/")) {
            findings.push(Finding::cure(
                format!("`{folder}/` is not in `.gitignore`: the next commit may take it along"),
                format!("write `/{folder}/` into `.gitignore`"),
            ));
        }
    }
    if patient.source.join(LOCK).is_file() && !repository.is_tracked(LOCK) {
        let cure = if repository.is_ignored(LOCK) { "take it out of `.gitignore`, and " } else { "" };
        findings.push(Finding::cure(
            format!("`{LOCK}` is not in the repository: nothing keeps the addresses that were published"),
            format!("{cure}`git add {LOCK}`"),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_alike() {
        for (files, expected) in [
            ("a.png b.png", ""),
            ("a.png A.png", "a.png=A.png"),
            ("Img/a.png img/b.png img/c.png", "Img=img"),
            ("Img/a.png Img/A.png", "Img/a.png=Img/A.png"),
            ("é.png É.png", "é.png=É.png"),
        ] {
            let files: Vec<SourcePath> = files.split(' ').map(SourcePath::new).collect();
            let pairs: Vec<String> = alike(&files).into_iter().map(|(one, other)| format!("{one}={other}")).collect();
            assert_eq!(pairs.join(" "), expected);
        }
    }

    #[test]
    fn sizes_in_words() {
        for (bytes, expected) in [(0, "0.0 KiB"), (1536, "1.5 KiB"), (MIB, "1.0 MiB"), (REFUSED + MIB / 2, "100.5 MiB")]
        {
            assert_eq!(size(bytes), expected);
        }
    }
}
