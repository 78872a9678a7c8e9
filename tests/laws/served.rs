//! Law 1: what is served is what is built, the script that keeps pages alive aside.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use blogsite::address::OutputPath;
use blogsite::diagnostic::Code;

use super::support::folder::{self, Files};
use super::support::program::blogsite;
use super::support::server::{Server, until};

/// Builds with every code turned down to a warning, so that broken sites are published too.
fn build(root: &Path, extra: &[&str]) -> Files {
    let levels = Code::ALL.iter().flat_map(|code| ["--warn", code.as_str()]);
    let arguments = ["build", "--quiet"].into_iter().chain(levels).chain(extra.iter().copied());
    assert!(blogsite(root, arguments).output().unwrap().status.success());
    folder::read(&root.join("_site"))
}

/// What a server gives for one file of the output.
fn served(server: &Server, base: &str, output: &str) -> Vec<u8> {
    let url = OutputPath::new(output).url();
    let mut body = server.get(&format!("{base}{}", url.encoded())).body;
    let tag = b"<script src=\"/__blogsite/live.js\" data-version=\"";
    if let Some(start) = body.windows(tag.len()).rposition(|window| window == tag) {
        let end = body[start..].windows(9).position(|window| window == b"</script>").unwrap();
        body.drain(start..start + end + 9);
    }
    body
}

/// Where what is served parts from what is built. A page that fails is built empty, and served in a look that works.
fn differences(server: &Server, base: &str, built: &Files) -> String {
    let mut text = String::new();
    for (path, bytes) in built.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let body = served(server, base, path);
        if body != *bytes {
            let difference = super::support::difference(path, bytes, &body).unwrap_or_default();
            let _ = writeln!(text, "{difference}");
        }
    }
    text
}

#[test]
fn served_bytes_are_built_bytes() {
    for (name, files) in super::sites() {
        let dir = tempfile::tempdir().unwrap();
        folder::write(dir.path(), &files);
        fs::create_dir_all(dir.path().join("content")).unwrap();
        for (extra, base) in
            [(&[][..], None), (&["--no-livereload"], None), (&["--baseurl", "/re po"], Some("/re%20po"))]
        {
            // One site is enough for what differs only in the server.
            if !extra.is_empty() && name != "sites/all-in" {
                continue;
            }
            let is_of_build = |argument: &&&str| **argument != "--no-livereload";
            let of_build: Vec<&str> = extra.iter().filter(is_of_build).copied().collect();
            let built = build(dir.path(), &of_build);
            let server = Server::start(dir.path(), extra);
            let said = server.said().join("\n");
            let base = base.map_or_else(
                || {
                    let address = said.split(" at http://").nth(1).unwrap().split(' ').next().unwrap();
                    address.split_once('/').unwrap().1.trim_end_matches('/').to_owned()
                },
                str::to_owned,
            );
            let base = if base.is_empty() || base.starts_with('/') { base } else { format!("/{base}") };
            assert_eq!(differences(&server, &base, &built), "", "{name} {extra:?}");
        }
    }
}

/// Every edit goes to a running server; in the end it serves what a build gives.
#[test]
fn served_bytes_are_built_bytes_after_any_edits() {
    let edits = super::reload::edits(40, 7);
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("content")).unwrap();
    // A draft without a date is one of today's: without drafts, the clock is no input.
    let server = Server::start(dir.path(), &[]);
    for edit in &edits {
        edit.on_disk(dir.path());
    }
    let built = build(dir.path(), &[]);
    let last = || differences(&server, "", &built);
    until("what is served is what is built", || last().is_empty(), last);
}
