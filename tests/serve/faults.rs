//! What is wrong is said over the page, and nothing that is wrong ends the server.

use std::fs;

use serde_json::Value;

use crate::support::program::blogsite;
use crate::support::server::{Server, until};
use crate::{site, write};

const POST: &str = "content/posts/2020-01-01-a.md";
const URL: &str = "/2020/01/01/a.html";
const FILES: &[(&str, &str)] = &[
    (POST, "---\ntitle: A post\n---\ntext [b](b.html)"),
    ("content/posts/2020-01-01-b.md", "---\ntitle: B post\n---\nmore"),
    ("_config.yml", "title: The name\n"),
    ("data/who.yml", "name: Ada\n"),
    ("templates/post.html", "look one: {{ page.title }} {{ site.title }} {{ site.data.who.name }} {{ content }}"),
];

fn problems(server: &Server, path: &str) -> Vec<Value> {
    let text = server.get(&format!("/__blogsite/problems?path={path}")).text();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"))
}

/// Waits until the codes of the problems of a page are those.
#[track_caller]
fn wrong(server: &Server, path: &str, codes: &[&str]) -> Vec<Value> {
    let found = || problems(server, path);
    let is_so = || found().iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).eq(codes.iter().copied());
    until(&format!("{path} has {codes:?}"), is_so, || format!("{:#?}\n{:?}", found(), server.said()));
    found()
}

#[test]
fn what_breaks_is_said_and_what_was_good_is_served() {
    let dir = site(FILES);
    let root = dir.path();
    let server = Server::start(root, &[]);
    let good = server.get(URL).text();
    assert!(good.contains("look one: A post The name Ada"), "{good}");
    let without_version = |text: &str| text.split("<script src=\"/__blogsite").next().unwrap().to_owned();
    let is_as_before = || {
        let page = server.get(URL);
        assert_eq!((page.status, without_version(&page.text())), (200, without_version(&good)));
    };
    for (path, broken, mended, code) in [
        ("_config.yml", "title: [\n", "title: The name\n", "bad-config"),
        ("_config.yml", "title: \"\n", "title: The name\n", "bad-config"),
        ("data/who.yml", "name: [\n", "name: Ada\n", "bad-data"),
        ("templates/post.html", "{% if %}", FILES[4].1, "bad-template"),
        ("templates/post.html", "{{ nothing.at.all }}", FILES[4].1, "bad-template"),
    ] {
        write(root, path, broken);
        let found = wrong(&server, URL, &[code]);
        assert_eq!((found[0]["path"].as_str(), found[0]["severity"].as_str()), (Some(path), Some("error")));
        assert!(found[0]["line"].is_u64() && found[0]["column"].is_u64(), "{found:?}");
        assert!(found[0]["lines"].as_str().unwrap().contains('^'), "{found:?}");
        is_as_before();
        write(root, path, mended);
        wrong(&server, URL, &[]);
        is_as_before();
    }
}

#[test]
fn each_page_has_its_own() {
    let dir = site(FILES);
    let root = dir.path();
    let server = Server::start(root, &[]);
    wrong(&server, URL, &[]);
    write(root, POST, "---\ntitle: A post\n---\ntext\n\nsee [x](../nowhere.html)");
    let found = wrong(&server, URL, &["broken-link"]);
    assert_eq!((&found[0]["line"], &found[0]["column"], &found[0]["page"]), (&6.into(), &9.into(), &true.into()));
    wrong(&server, "/2020/01/01/b.html", &[]);
    fs::remove_file(root.join("content/posts/2020-01-01-b.md")).unwrap();
    write(root, POST, "---\ntitle: A post\n---\ntext [b](b.html)");
    wrong(&server, URL, &["broken-link"]);
    write(root, "content/posts/2020-01-01-b.md", "back");
    wrong(&server, URL, &[]);
    write(root, POST, "---\ntitle: \"A post\n---\ntext");
    wrong(&server, URL, &["bad-front-matter"]);
    // A file that is no post is on no page of its own, so every page says it.
    write(root, POST, "---\ntitle: A post\n---\ntext");
    write(root, "content/posts/undated.md", "x");
    let found = wrong(&server, URL, &["not-a-post"]);
    assert_eq!((&found[0]["page"], &found[0]["severity"]), (&false.into(), &"warning".into()));
    fs::remove_file(root.join("content/posts/undated.md")).unwrap();
    wrong(&server, URL, &[]);
}

#[test]
fn what_is_missing_is_helped() {
    let dir = site(FILES);
    write(dir.path(), POST, "one\n\nsee [x](lewis.html) and [b](b.html)");
    let server = Server::start(dir.path(), &["--allow", "broken-link"]);
    let found = problems(&server, "/2020/01/01/B.html");
    assert_eq!(
        (&found[0]["code"], &found[0]["help"][0]),
        (&"not-found".into(), &"there is `/2020/01/01/b.html`".into())
    );
    // Of two that are as near by name, the one in the same folder.
    write(dir.path(), "content/posts/2019-01-01-b.md", "x");
    write(dir.path(), "content/posts/2021-01-01-b.md", "x");
    let found = problems(&server, "/2020/01/01/bb.html");
    let first = "there is `/2020/01/01/b.html`";
    assert_eq!((&found[0]["help"][0], found[0]["help"].as_array().map(Vec::len)), (&first.into(), Some(3)));
    let host = format!("http://127.0.0.1:{}", server.port);
    let reply = server.ask("GET", "/2020/01/01/lewis.html", &[&format!("Referer: {host}{URL}")]);
    assert_eq!(reply.status, 404);
    let found = problems(&server, "/2020/01/01/lewis.html");
    assert_eq!(
        (&found[0]["path"], &found[0]["line"], &found[0]["column"]),
        (&POST.into(), &3.into(), &9.into()),
        "{found:?}"
    );
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served() {
    let dir = site(FILES);
    for (path, text) in [("_config.yml", "title: ["), ("data/who.yml", ": ["), ("templates/post.html", "{% if %}")] {
        write(dir.path(), path, text);
    }
    write(dir.path(), POST, "---\ntitle: \"\n---\nstill readable");
    let server = Server::start(dir.path(), &[]);
    assert!(server.get("/2020/01/01/b.html").text().contains("more"));
    assert_eq!(problems(&server, "/2020/01/01/b.html").len(), 3);
    write(dir.path(), "_config.yml", "title: Mended\n");
    until("it is mended", || server.get("/").text().contains("Mended"), || format!("{:?}", server.said()));
}

#[test]
fn levels_are_those_of_build() {
    let dir = site(FILES);
    write(dir.path(), POST, "[x](nowhere.html)");
    let severity = |arguments: &[&str]| {
        let server = Server::start(dir.path(), arguments);
        problems(&server, URL).first().map(|problem| problem["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(severity(&[]).as_deref(), Some("error"));
    assert_eq!(severity(&["--warn", "broken-link"]).as_deref(), Some("warning"));
    assert_eq!(severity(&["--allow", "broken-link"]), None);
}

#[test]
fn drafts_are_hidden_and_said_to_be() {
    let dir = site(FILES);
    write(dir.path(), "content/drafts/idea.md", "an idea");
    let server = Server::start(dir.path(), &[]);
    let said = server.said();
    assert!(said.iter().any(|line| line.contains("left out 1 draft (--drafts to show")), "{said:?}");
    let server = Server::start(dir.path(), &["--drafts"]);
    assert!(server.get("/").text().contains("Idea"), "{}", server.get("/").text());
}

#[test]
fn a_port_that_is_taken() {
    let dir = site(FILES);
    let first = Server::start(dir.path(), &[]);
    let second = Server::start(dir.path(), &["-P", &first.port.to_string()]);
    assert!(second.port > first.port, "{:?}", second.said());
    until(
        "it says so",
        || second.said().iter().any(|line| line.contains(&format!("port {} is taken", first.port))),
        || format!("{:?}", second.said()),
    );
    if cfg!(target_os = "linux") {
        let holder = format!("by blogsite (process {})", first.id());
        assert!(second.said().iter().any(|line| line.contains(&holder)), "{:?}", second.said());
    }
}

#[cfg(unix)]
#[test]
fn it_ends_at_once_when_asked_to() {
    use std::net::TcpListener;
    let dir = site(FILES);
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(dir.path(), &[]);
        let _idle = server.connect();
        let id = server.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(server.wait(), Some(0), "{signal}");
        TcpListener::bind(("127.0.0.1", server.port)).unwrap();
    }
}

#[test]
fn what_it_refuses() {
    let dir = site(&[]);
    fs::remove_dir(dir.path().join("content")).unwrap();
    for (arguments, word) in [
        (&["serve"][..], "there is no site"),
        (&["serve", "-s", "nowhere"], "cannot read"),
        (&["serve", "-P", "70000"], "70000"),
        (&["serve", "-P", "x"], "invalid value"),
    ] {
        let output = blogsite(dir.path(), arguments.iter().copied()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.contains(word)), (Some(2), true), "{said}");
    }
}
