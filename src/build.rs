//! Says to the compiler of which commit the program is, for `blogsite --version`: what `BLOGSITE_COMMIT` holds, else what
//! cargo wrote into a packaged crate, else what git says of this folder. Only for a release, which tests need not wait for.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=BLOGSITE_COMMIT");
    println!("cargo::rerun-if-changed=src/build.rs");
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if env::var_os("BLOGSITE_COMMIT").is_some() || !is_release {
        return;
    }
    if let Some(commit) = packaged().or_else(checked_out) {
        println!("cargo::rustc-env=BLOGSITE_COMMIT={commit}");
    }
}

/// `{"git": {"sha1": "1a2b…"}}`, the shape that cargo's book gives under `cargo package`.
fn packaged() -> Option<String> {
    let text = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}

/// The commit of the repository whose root this folder is; a crate unpacked within another one is of none.
fn checked_out() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    // Written to at every commit, and when another one is checked out.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists())?;
    println!("cargo::rerun-if-changed={log}");
    git(&["rev-parse", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}
