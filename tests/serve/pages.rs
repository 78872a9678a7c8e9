//! The site is served as GitHub Pages serves it.

use crate::site;
use crate::support::server::{Reply, Server};

const FILES: &[(&str, &str)] = &[
    ("content/index.md", "---\ntitle: Home\n---\nhome"),
    ("content/a/b.md", "---\n---\nfile b"),
    ("content/a/c.md", "---\npermalink: /a/c/\n---\nfolder c"),
    ("content/a/d.md", "---\npermalink: /a/d.html\n---\nfile d"),
    ("content/a/d2.md", "---\npermalink: /a/d/\n---\nfolder d"),
    ("content/ü ber.md", "---\n---\numlaut"),
    ("static/x.txt", "0123456789"),
    ("static/LICENSE", "free"),
    ("static/y.html", "<p>plain</p>"),
    ("static/z.PNG", "png"),
];

/// A request, its status, and what is in the body or where it leads.
const TABLE: &[(&str, u16, &str)] = &[
    ("/", 200, "home"),
    ("/index.html", 200, "home"),
    ("/a/b.html", 200, "file b"),
    ("/a/b", 200, "file b"),
    ("/a/b/", 404, "not found"),
    ("/a/c", 301, "/a/c/"),
    ("/a/c/", 200, "folder c"),
    ("/a/c/index.html", 200, "folder c"),
    ("/a/d", 200, "file d"),
    ("/a/d/", 200, "folder d"),
    ("/a/", 404, "not found"),
    ("/a", 404, "not found"),
    ("/A/b.html", 404, "not found"),
    ("/a/B", 404, "not found"),
    ("/a/b.htm", 404, "not found"),
    ("/a/b.html/", 404, "not found"),
    ("/a/b.html?query=1", 200, "file b"),
    ("/%C3%BC%20ber.html", 200, "umlaut"),
    ("/%C3%BC%20ber", 200, "umlaut"),
    ("/x.txt", 200, "0123456789"),
    ("/x", 404, "not found"),
    ("/LICENSE", 200, "free"),
    ("/404", 200, "not found"),
    ("/404.html", 200, "not found"),
    ("/none.html", 404, "not found"),
];

fn check(server: &Server, base: &str, table: &[(&str, u16, &str)]) {
    for (target, status, wanted) in table {
        let target = format!("{base}{target}");
        let reply = server.get(&target);
        assert_eq!(reply.status, *status, "{target}: {}", reply.text());
        if *status == 301 {
            assert_eq!(reply.header("location"), Some(format!("{base}{wanted}").as_str()), "{target}");
        } else {
            assert!(reply.text().to_lowercase().contains(wanted), "{target}: {}", reply.text());
        }
    }
}

#[test]
fn it_answers_as_github_pages_does() {
    let dir = site(FILES);
    check(&Server::start(dir.path(), &[]), "", TABLE);
    let mounted = Server::start(dir.path(), &["--baseurl", "/repo"]);
    check(&mounted, "/repo", TABLE);
    for (target, status) in [("/", 404), ("/a/b.html", 404), ("/repos/a/b.html", 404), ("/repo", 301)] {
        assert_eq!(mounted.get(target).status, status, "{target}");
    }
    assert_eq!(mounted.get("/repo").header("location"), Some("/repo/"));
}

#[test]
fn the_sites_own_page_for_what_is_missing() {
    let dir = site(&[("content/404.md", "---\npermalink: /404.html\n---\nlost our way"), ("content/index.md", "x")]);
    let reply = Server::start(dir.path(), &[]).get("/none");
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("lost our way"));
}

#[test]
fn types_and_revalidation() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    for (target, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/a/b", "text/html; charset=utf-8"),
        ("/none", "text/html; charset=utf-8"),
        ("/x.txt", "text/plain; charset=utf-8"),
        ("/theme/theme.css", "text/css; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/z.PNG", "image/png"),
        ("/LICENSE", "application/octet-stream"),
    ] {
        let reply = server.get(target);
        assert_eq!(reply.header("content-type"), Some(kind), "{target}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{target}");
        assert_eq!(reply.header("content-length"), Some(reply.body.len().to_string().as_str()), "{target}");
    }
    for target in ["/", "/x.txt", "/feed.xml"] {
        let tag = server.get(target).header("etag").unwrap().to_owned();
        let again = server.ask("GET", target, &[&format!("If-None-Match: {tag}")]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{target}");
        assert_eq!(server.ask("GET", target, &["If-None-Match: \"other\""]).status, 200, "{target}");
        let whole = server.get(target);
        let head = server.ask("HEAD", target, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{target}");
        assert_eq!(head.header("content-length"), whole.header("content-length"), "{target}");
    }
}

#[test]
fn parts_of_media() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    let ask = |range: &str| server.ask("GET", "/x.txt", &[&format!("Range: {range}")]);
    let seen = |reply: &Reply| (reply.status, reply.text(), reply.header("content-range").map(str::to_owned));
    for (range, status, text, shown) in [
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-2", 206, "89", "bytes 8-9/10"),
    ] {
        assert_eq!(seen(&ask(range)), (status, text.to_owned(), Some(shown.to_owned())), "{range}");
    }
    assert_eq!(seen(&ask("bytes=0-1,3-4")), (200, "0123456789".to_owned(), None));
    let beyond = ask("bytes=10-");
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */10")));
    let tag = server.get("/x.txt").header("etag").unwrap().to_owned();
    let begun = |tag: &str| server.ask("GET", "/x.txt", &["Range: bytes=2-4", &format!("If-Range: {tag}")]).status;
    assert_eq!((begun(&tag), begun("\"other\"")), (206, 200));
}

#[test]
fn pages_are_as_built_without_live_reload() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &["--no-livereload"]);
    assert!(!server.get("/").text().contains("__blogsite"));
    assert_eq!(server.get("/__blogsite/live.js").status, 404);
    assert_eq!(server.get("/y.html").text(), "<p>plain</p>");
}
