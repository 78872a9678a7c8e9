//! The workflows of the repository: whether one publishes the site, with the permissions it takes, at a version that is known, from
//! the branch that is pushed.

use std::cmp::Ordering;
use std::fs;
use std::path::Path;

use serde_yaml::Value;

use super::{Finding, Patient};
use crate::command::git::Repository;
use crate::command::workflow;

/// What deployment takes: a reusable workflow gets no more than its caller gives (docs.github.com, "Reusing workflows").
const PERMISSIONS: [(&str, &str); 3] = [("contents", "read"), ("pages", "write"), ("id-token", "write")];

/// Looks at every workflow.
pub(super) fn look(patient: &Patient) -> Vec<Finding> {
    let texts = texts(&patient.root().join(workflow::FOLDER));
    let mut findings = Vec::new();
    let mut publishes = Vec::new();
    for (name, text) in &texts {
        let path = format!("{}/{name}", workflow::FOLDER);
        if text.contains(workflow::CALL) {
            findings.extend(of_ours(&path, text, patient.repository.as_ref()));
            publishes.push(path);
        } else if text.contains("/blogsite@") || runs(text, "blogsite build") {
            publishes.push(path);
        } else if text.contains("actions/jekyll-build-pages") || runs(text, "jekyll build") {
            findings.push(Finding::cure(
                format!("`{path}` builds with Jekyll, and publishes that"),
                format!("remove it: `git rm {path}`"),
            ));
        }
    }
    let is_at_github = patient.repository.as_ref().and_then(Repository::github).is_some();
    match publishes.as_slice() {
        [] if is_at_github => findings.push(Finding::note(
            "nothing checks and publishes the site at every push",
            "`blogsite init --github` writes a workflow that does",
        )),
        [] if findings.is_empty() => findings.push(Finding::well("none, and no repository at GitHub")),
        [] => {}
        paths if findings.is_empty() => findings.push(Finding::well(paths.join(", "))),
        _ => {}
    }
    findings
}

/// Name and text of each, sorted.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut texts: Vec<(String, String)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_workflow = matches!(Path::new(&name).extension()?.to_str()?, "yml" | "yaml");
            Some((name, fs::read_to_string(entry.path()).ok().filter(|_| is_workflow)?))
        })
        .collect();
    texts.sort();
    texts
}

/// Whether a line that is no comment has that in it.
fn runs(text: &str, command: &str) -> bool {
    text.lines().any(|line| !line.trim_start().starts_with('#') && line.contains(command))
}

/// A workflow that calls the one of this program.
fn of_ours(path: &str, text: &str, repository: Option<&Repository>) -> Vec<Finding> {
    let value: Value = match serde_yaml::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let first = error.to_string().lines().next().unwrap_or_default().to_owned();
            return vec![Finding::cure(
                format!("`{path}` is no YAML: {first}"),
                "move it away, and `blogsite init --github` writes another",
            )];
        }
    };
    let mut findings = Vec::new();
    let jobs = value.get("jobs").and_then(Value::as_mapping);
    for (_, job) in jobs.into_iter().flatten() {
        let Some(call) = job.get("uses").and_then(Value::as_str).filter(|call| call.contains(workflow::CALL)) else {
            continue;
        };
        findings.extend(version(path, call));
        let given = job.get("permissions").or_else(|| value.get("permissions"));
        let missing: Vec<String> = PERMISSIONS
            .iter()
            .filter(|(name, level)| !is_given(given, name, level))
            .map(|(name, level)| format!("{name}: {level}"))
            .collect();
        if !missing.is_empty() {
            findings.push(Finding::cure(
                format!("`{path}` does not give `{}`: deployment is refused", missing.join("`, `")),
                "write at the job `permissions: { contents: read, pages: write, id-token: write }`",
            ));
        }
        let source = job.get("with").and_then(|with| with.get("source")).and_then(Value::as_str).unwrap_or(".");
        let source = source.trim_start_matches("./").trim_end_matches('/').trim_start_matches('.');
        let prefix = repository.map_or("", |repository| repository.prefix.trim_end_matches('/'));
        if repository.is_some() && source != prefix {
            let right = if prefix.is_empty() { "." } else { prefix };
            findings.push(Finding::cure(
                format!(
                    "`{path}` builds `{}`, and the site is in `{right}`",
                    if source.is_empty() { "." } else { source }
                ),
                format!("write at the job `with: {{ source: {right} }}`"),
            ));
        }
    }
    let branch = repository.and_then(Repository::published_branch);
    findings.extend(branch.and_then(|branch| not_pushed(path, &value, &branch)));
    findings
}

/// Whether a block of permissions gives that one.
fn is_given(permissions: Option<&Value>, name: &str, level: &str) -> bool {
    match permissions {
        Some(Value::String(all)) => all == "write-all" || (all == "read-all" && level == "read"),
        Some(Value::Mapping(each)) => {
            let given = each.get(name).and_then(Value::as_str).unwrap_or("none");
            given == level || given == "write"
        }
        // Without a word, what a token may is set in the repository; never an identity, though.
        _ => name == "contents",
    }
}

/// `…@v1.2.3` against the version of this program.
fn version(path: &str, call: &str) -> Option<Finding> {
    let (repository, reference) = call.split_once(workflow::CALL)?;
    if repository == "OWNER/blogsite" {
        let right = workflow::repository().map_or_else(
            || "the owner of the repository of blogsite".to_owned(),
            |right| format!("`{}`", right.split('/').next().unwrap_or(right)),
        );
        return Some(Finding::cure(
            format!("`{path}` names nobody's repository: `{repository}`"),
            format!("write {right} for `OWNER`"),
        ));
    }
    let (theirs, ours) = (numbers(reference)?, numbers(workflow::VERSION)?);
    let theirs_is = reference.trim_start_matches('v');
    let ours_is = workflow::VERSION;
    match theirs.cmp(&ours) {
        Ordering::Less => Some(Finding::cure(
            format!("`{path}` is of version {theirs_is}, this program of {ours_is}"),
            format!("write `uses: {repository}{}v{ours_is}`", workflow::CALL),
        )),
        Ordering::Equal => None,
        Ordering::Greater => Some(Finding::note(
            format!("this program is of version {ours_is}, `{path}` of {theirs_is}"),
            "install the newer one here too: what is right here may be wrong there",
        )),
    }
}

/// `v1.2.3` → `[1, 2, 3]`; nothing for a branch or a commit.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let version = version.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
    let numbers: Option<Vec<u64>> = version.split('.').map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() == 3)
}

/// A branch whose pushes start nothing.
fn not_pushed(path: &str, workflow: &Value, branch: &str) -> Option<Finding> {
    let on = workflow.get("on").or_else(|| workflow.get(Value::Bool(true)))?;
    let names = |value: &Value| -> Option<Vec<String>> {
        match value {
            Value::String(name) => Some(vec![name.clone()]),
            Value::Sequence(names) => Some(names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()),
            _ => None,
        }
    };
    let events = names(on);
    let is_started = match (&events, on.get("push")) {
        (Some(events), _) => events.iter().any(|event| event == "push"),
        (None, None) => false,
        (None, Some(push)) => match push.get("branches").and_then(names) {
            // A pattern may mean it.
            Some(branches) => branches.iter().any(|name| name == branch || name.contains(['*', '?', '+', '[', '!'])),
            None => push
                .get("branches-ignore")
                .and_then(names)
                .is_none_or(|ignored| !ignored.iter().any(|name| name == branch)),
        },
    };
    (!is_started).then(|| {
        Finding::cure(
            format!("`{path}` does not start when `{branch}` is pushed"),
            format!("write `push: {{ branches: [{branch}] }}` below `on:`"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "on: { push: { branches: [main] } }\njobs:\n  pages:\n";
    const GIVEN: &str = "    permissions: { contents: read, pages: write, id-token: write }\n";

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = of_ours("p.yml", text, None).iter().map(|finding| finding.message.clone()).collect();
        assert_eq!(found, expected, "{text}");
    }

    fn uses(repository: &str, reference: &str) -> String {
        format!("    uses: {repository}/.github/workflows/pages.yml@{reference}\n")
    }

    #[test]
    fn what_is_missing_in_ours() {
        let right = uses("ada/blogsite", &format!("v{}", workflow::VERSION));
        check(&format!("{HEAD}{GIVEN}{right}"), &[]);
        check(&format!("permissions: write-all\n{HEAD}{right}"), &[]);
        let missing = "`p.yml` does not give `pages: write`, `id-token: write`: deployment is refused";
        check(&format!("{HEAD}{right}"), &[missing]);
        check(&format!("{HEAD}    permissions: read-all\n{right}"), &[missing]);
        check(
            &format!("{HEAD}    permissions: {{ pages: write }}\n{right}"),
            &["`p.yml` does not give `contents: read`, `id-token: write`: deployment is refused"],
        );
        check(
            &format!("{HEAD}{GIVEN}{}", uses("OWNER/blogsite", "v9.9.9")),
            &["`p.yml` names nobody's repository: `OWNER/blogsite`"],
        );
        let older = format!("`p.yml` is of version 0.0.1, this program of {}", workflow::VERSION);
        check(&format!("{HEAD}{GIVEN}{}", uses("a/blogsite", "v0.0.1")), &[&older]);
        let newer = format!("this program is of version {}, `p.yml` of 99.0.0", workflow::VERSION);
        check(&format!("{HEAD}{GIVEN}{}", uses("a/blogsite", "v99.0.0")), &[&newer]);
        for reference in ["main", "0123456789abcdef0123456789abcdef01234567", "v1"] {
            check(&format!("{HEAD}{GIVEN}{}", uses("a/blogsite", reference)), &[]);
        }
        assert!(
            of_ours("p.yml", "a: [", None)
                .first()
                .is_some_and(|finding| finding.message.starts_with("`p.yml` is no YAML"))
        );
    }

    #[test]
    fn which_pushes_start_it() {
        for (on, expected) in [
            ("on: push", true),
            ("on: [push, pull_request]", true),
            ("on: { push: {} }", true),
            ("on: { push: { branches: [main] } }", true),
            ("on: { push: { branches: ['m*'] } }", true),
            ("on: { push: { branches: main } }", true),
            ("on: { push: { branches: [master] } }", false),
            ("on: { push: { branches-ignore: [main] } }", false),
            ("on: pull_request", false),
            ("on: { workflow_dispatch: {} }", false),
        ] {
            let value: Value = serde_yaml::from_str(on).unwrap_or_default();
            assert_eq!(not_pushed("p.yml", &value, "main").is_none(), expected, "{on}");
        }
    }
}
