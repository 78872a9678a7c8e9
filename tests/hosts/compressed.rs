//! Compressed copies: `a.html.gz` and `a.html.br` hold what `a.html` holds, come and go with it, and are no addresses.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::own_site;
use super::support::folder::{self, Files};
use super::support::program::{Ran, run};
use super::support::server::Server;

/// What a copy holds.
fn unpacked(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    if ending(name) == "gz" {
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    } else {
        brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text).unwrap();
    }
    text
}

/// What stands after the last dot.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn is_copy(name: &str) -> bool {
    matches!(ending(name), "gz" | "br")
}

/// Builds and gives back what lies in the output folder.
fn build(root: &Path, arguments: &[&str]) -> (Ran, Files) {
    let ran = run(root, ["build"].iter().chain(arguments).copied()).expect_code(0);
    (ran, folder::read(&root.join("_site")))
}

/// How many files a build wrote and removed, from its last line.
fn counts(ran: &Ran) -> (usize, usize) {
    let number = |before: &str| {
        let (head, _) = ran.stdout.rsplit_once(before).unwrap();
        head.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    (number(" file"), number(" removed"))
}

fn configure(root: &Path, line: &str) {
    let files = own_site(line);
    fs::write(root.join("_config.yml"), &files["_config.yml"]).unwrap();
}

#[test]
fn the_whole_example_blog() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    folder::write(root, &own_site(""));
    let (_, plain) = build(root, &[]);
    assert!(!plain.keys().any(|name| is_copy(name)));

    configure(root, "compress: true");
    let (_, both) = build(root, &["--jobs", "8", "--verify-artifact"]);
    for (name, bytes) in both.iter().filter(|(name, _)| is_copy(name)) {
        let (original, _) = name.rsplit_once('.').unwrap();
        assert!(unpacked(name, bytes) == both[original], "{name} holds something else");
        assert!(bytes.len() < both[original].len(), "{name} is no smaller");
    }
    let is_text = |name: &str| ["html", "css", "js", "json", "xml", "txt", "svg"].contains(&ending(name));
    let mut texts = 0;
    for (name, _) in plain.iter().filter(|(name, bytes)| is_text(name) && bytes.len() >= 1024) {
        assert!(
            both.contains_key(&format!("{name}.gz")) && both.contains_key(&format!("{name}.br")),
            "{name} has no copies"
        );
        texts += 1;
    }
    assert!(texts > 50, "only {texts} texts");
    let of = |coding: &str| both.keys().filter(|name| ending(name) == coding).count();
    assert!(both.keys().any(|name| ending(name) == "png"), "there are pictures, which have none");
    let without = |files: &Files| -> Files {
        files.iter().filter(|(name, _)| !is_copy(name)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
    };
    assert_eq!(folder::differences(&plain, &without(&both)), [""; 0], "the files themselves stay as they are");

    let (ran, again) = build(root, &["--jobs", "1"]);
    assert_eq!((counts(&ran), again == both), ((0, 0), true), "a second build does nothing");

    // One page more or less: its copies, and those of the pages that name it.
    let late = root.join("content/late.md");
    fs::write(&late, format!("---\ntitle: Late\n---\n{}", "Words. ".repeat(200))).unwrap();
    let (_, more) = build(root, &[]);
    assert_eq!(unpacked(".gz", &more["late.html.gz"]), more["late.html"]);
    assert_eq!(unpacked(".br", &more["late.html.br"]), more["late.html"]);
    fs::remove_file(&late).unwrap();
    let (_, again) = build(root, &[]);
    assert!(again == both, "nothing is left of a page that went away");

    configure(root, "compress: [br]");
    let (ran, brotli) = build(root, &[]);
    assert_eq!((counts(&ran), brotli.len()), ((0, of("gz")), plain.len() + of("br")));
    configure(root, "");
    let (ran, none) = build(root, &[]);
    assert_eq!((counts(&ran), none == plain), ((0, of("br")), true), "switched off, they are gone");
}

#[test]
fn the_same_bytes_from_any_number_of_threads() {
    let build = |jobs: &str| {
        let dir = tempfile::tempdir().unwrap();
        folder::write(dir.path(), &small_site());
        build(dir.path(), &["--jobs", jobs]).1
    };
    assert_eq!(folder::differences(&build("1"), &build("8")), [""; 0]);
}

/// A blog of one post, with a download and a file that the site has packed itself.
fn small_site() -> Files {
    let text = "words ".repeat(500);
    [
        ("_config.yml", "url: https://blog.example\ncompress: true\n".to_owned()),
        ("content/posts/2020-01-01-one.md", format!("---\ntitle: One\n---\n{text}")),
        ("static/data.csv", text.clone()),
        ("static/data.csv.gz", "packed by hand".to_owned()),
        ("static/source.tar.gz", text),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .collect()
}

#[test]
fn what_the_site_has_packed_itself_stays() {
    let dir = tempfile::tempdir().unwrap();
    folder::write(dir.path(), &small_site());
    let (_, output) = build(dir.path(), &[]);
    assert_eq!(output["data.csv.gz"], b"packed by hand");
    assert_eq!(unpacked(".br", &output["data.csv.br"]), output["data.csv"]);
    assert!(output.contains_key("source.tar.gz") && !output.contains_key("source.tar.gz.br"));
    let without = String::from_utf8(small_site()["_config.yml"].clone()).unwrap().replace("true", "false");
    fs::write(dir.path().join("_config.yml"), without).unwrap();
    let (_, output) = build(dir.path(), &[]);
    let packed: Vec<&String> = output.keys().filter(|name| is_copy(name)).collect();
    assert_eq!(packed, ["data.csv.gz", "source.tar.gz"]);
}

#[test]
fn copies_are_no_addresses() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    folder::write(root, &small_site());
    run(root, ["lock"]).expect_code(0);
    build(root, &[]);
    let lock = fs::read_to_string(root.join("urls.lock")).unwrap();
    let packed = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().map(|word| word.trim_matches('"').to_owned());
        words.filter(|word| is_copy(word)).collect()
    };
    let own = ["/data.csv.gz", "/source.tar.gz"];
    let mut named = packed(&lock);
    named.retain(|name| name.starts_with('/'));
    named.sort();
    assert_eq!(named, own, "{lock}");
    assert_eq!(
        packed(&run(root, ["list", "routes"]).expect_code(0).stdout)
            .iter()
            .filter(|name| name.starts_with('/'))
            .count(),
        2
    );
    run(root, ["check"]).expect_code(0);

    // What lies there already is the same site, with and without copies.
    let said = run(root, ["diff", "_site"]).expect_code(0).stdout;
    assert!(packed(&said).is_empty(), "{said}");
    fs::rename(root.join("_site"), root.join("former")).unwrap();
    fs::remove_file(root.join("urls.lock")).unwrap();
    run(root, ["lock", "--import", "former"]).expect_code(0);
    let lock = fs::read_to_string(root.join("urls.lock")).unwrap();
    let mut named = packed(&lock);
    named.retain(|name| name.starts_with('/'));
    named.sort();
    assert_eq!(named, own, "imported: {lock}");
    // What is no copy would be lost.
    fs::remove_file(root.join("urls.lock")).unwrap();
    fs::remove_file(root.join("static/data.csv.gz")).unwrap();
    let said = run(root, ["diff", "former"]).expect_code(1).stdout;
    assert!(said.contains("lost     /data.csv.gz"), "{said}");

    let server = Server::start(root, &[]);
    let page = "/2020/01/01/one.html";
    assert_eq!((server.get(page).status, server.get(&format!("{page}.gz")).status), (200, 404));
}
