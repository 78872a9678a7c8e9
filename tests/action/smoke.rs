//! What is asked of a site after it was published.

use std::process::{Command, Output};

use super::release::{Fault, Server};

fn smoke(server: &Server, sample: &str) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/action/smoke.sh");
    Command::new("bash")
        .arg(script)
        .env("BLOGSITE_URL", format!("{}/repo/", server.url))
        .env("BLOGSITE_SAMPLE", sample)
        .env("BLOGSITE_ATTEMPTS", "3")
        .env("BLOGSITE_RETRY_DELAY", "0")
        .env("GITHUB_RUN_ID", "7")
        .output()
        .unwrap()
}

#[track_caller]
fn check(faults: &[Fault], sample: &str, is_well: bool, words: &str) {
    let server = Server::start();
    server.put("/repo/", b"front".to_vec());
    server.put("/repo/2024/a.html", b"post".to_vec());
    server.fail(faults);
    let ran = smoke(&server, sample);
    let said = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.success(), is_well, "{said}");
    assert!(said.contains(&words.replace("URL", &server.url)), "{said}");
}

#[test]
fn a_sample_is_asked_for() {
    check(&[], "/\n/2024/a.html", true, "asked for 2 pages of URL/repo/: 0 wrong");
    // What was published a moment ago need not be there yet.
    check(&[Fault::Status(404), Fault::Silence], "/\n/2024/a.html", true, "0 wrong");
    check(
        &[],
        "/\n/gone.html\n/2024/a.html",
        false,
        "::error title=blogsite::URL/repo/gone.html answers with 404, and 200 was expected",
    );
    check(&[], "", false, "there is no page to ask for");
}

/// A host that answers everything with the front page hides every broken link.
#[test]
fn what_does_not_exist_must_not_be_there() {
    let server = Server::start();
    server.put("/repo/", Vec::new());
    server.put("/repo/no-such-page-7", Vec::new());
    let ran = smoke(&server, "/");
    assert!(!ran.status.success());
    assert!(String::from_utf8(ran.stdout).unwrap().contains("answers with 200, and 404 was expected"));
}
