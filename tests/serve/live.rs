//! What open pages are told, over a WebSocket as browsers speak it.

use std::fs;
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};
use tungstenite::handshake::HandshakeError;
use tungstenite::http::Uri;
use tungstenite::{ClientRequestBuilder, Message, WebSocket};

use crate::support::server::{Server, until};
use crate::{site, write};

const POST: &str = "content/posts/2020-01-01-a.md";
const URL: &str = "/2020/01/01/a.html";
const FILES: &[(&str, &str)] = &[
    (POST, "---\ntitle: A post\n---\ntext"),
    ("content/posts/2020-01-01-b.md", "---\ntitle: B post\n---\nmore"),
    ("content/notes.txt", "no page"),
    ("_config.yml", "title: The name\n"),
    ("data/who.yml", "name: Ada\n"),
    ("templates/post.html", "{{ page.title }} {{ content }}"),
    ("static/own.css", "a {}"),
    ("static/own.js", "1"),
    ("static/a b.png", "x"),
];

/// An open page, as far as the server can tell.
struct Page(WebSocket<TcpStream>);

impl Page {
    /// Connects; the status if it is refused.
    fn connect(server: &Server, host: &str, origin: &str) -> Result<Self, u16> {
        let uri: Uri = format!("ws://{host}/__blogsite/live").parse().unwrap();
        let request = ClientRequestBuilder::new(uri).with_header("Origin", origin);
        match tungstenite::client(request, server.connect()) {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(HandshakeError::Failure(tungstenite::Error::Http(response))) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens a path; gives the version that is served, and what is wrong with the page.
    fn open(server: &Server, path: &str) -> (Self, u64, Vec<Value>) {
        let host = format!("127.0.0.1:{}", server.port);
        let mut page = Self::connect(server, &host, &format!("http://{host}")).unwrap();
        let hello = page.next();
        assert_eq!(hello["type"], "hello");
        assert!(hello["server"].as_str().is_some_and(|id| id.len() == 16), "{hello}");
        page.say(&json!({ "path": path, "version": hello["version"] }).to_string());
        let problems = page.problems();
        (page, hello["version"].as_u64().unwrap(), problems)
    }

    fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).unwrap();
    }

    /// The next word that is no heartbeat.
    fn next(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.0.read().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    fn problems(&mut self) -> Vec<Value> {
        let said = self.next();
        assert_eq!(said["type"], "problems", "{said}");
        said["problems"].as_array().unwrap().clone()
    }

    /// The next change, and what is wrong after it.
    fn change(&mut self) -> (Value, Vec<Value>) {
        let change = self.next();
        assert_eq!(change["type"], "change", "{change}");
        (change, self.problems())
    }
}

/// Puts a file in its place at one blow, so that nothing can be noticed in between.
fn put(root: &Path, path: &str, text: &str) {
    write(root, "elsewhere.tmp", text);
    fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
    fs::rename(root.join("elsewhere.tmp"), root.join(path)).unwrap();
}

#[test]
fn each_save_is_one_change_and_says_what_changed() {
    for arguments in [&[][..], &["--poll"]] {
        let dir = site(FILES);
        let server = Server::start(dir.path(), arguments);
        let (mut page, first, problems) = Page::open(&server, URL);
        assert_eq!((first, problems), (1, vec![]));
        for (version, (path, text, expected)) in (2..).zip([
            (POST, "---\ntitle: A post\n---\nother text", json!({ "pages": true })),
            (POST, "---\ntitle: Another title\n---\nother text", json!({ "pages": true })),
            ("static/own.css", "a { color: red }", json!({ "css": ["/own.css"] })),
            ("static/own.js", "22", json!({ "scripts": ["/own.js"] })),
            ("static/a b.png", "yy", json!({ "images": ["/a%20b.png"] })),
            ("content/notes.txt", "still no page", json!({})),
            ("templates/post.html", "other {{ page.title }} {{ content }}", json!({ "pages": true })),
            ("_config.yml", "title: The other name\n", json!({ "pages": true })),
            ("data/who.yml", "name: Grace\n", json!({ "pages": true })),
            ("content/posts/2020-01-02-new.md", "new", json!({ "pages": true })),
            ("static/new/new.css", "b {}", json!({ "pages": true, "css": ["/new/new.css"] })),
        ]) {
            put(dir.path(), path, text);
            let (change, problems) = page.change();
            let mut wanted = json!({
                "type": "change", "version": version, "css": [], "images": [], "scripts": [], "pages": false
            });
            wanted.as_object_mut().unwrap().extend(expected.as_object().unwrap().clone());
            assert_eq!((change, problems), (wanted, vec![]), "{path} {arguments:?}");
        }
    }
}

#[test]
fn a_problem_comes_and_goes() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    let (mut page, ..) = Page::open(&server, URL);
    let (mut other, ..) = Page::open(&server, "/2020/01/01/b.html");
    let place = |problem: &Value| {
        let number = |key: &str| problem[key].as_u64().unwrap();
        let of_page = problem["page"].as_bool().unwrap();
        let code = problem["code"].as_str().unwrap();
        format!("{code} {}:{}:{} {of_page}", problem["path"].as_str().unwrap(), number("line"), number("column"))
    };
    for (path, text, expected, to_others) in [
        (POST, "---\ntitle: A post\n---\n\nsee [x](nowhere.html)", &["broken-link POST:5:9 true"][..], &[][..]),
        (POST, "---\ntitle: A post\n---\ntext", &[], &[]),
        (POST, "---\ntitle: \"A post\n---\ntext", &["bad-front-matter POST:2:8 true"], &[]),
        (POST, "---\ntitle: A post\n---\ntext", &[], &[]),
        ("_config.yml", "title: [\n", &["bad-config _config.yml:1:8 false"], &["bad-config _config.yml:1:8 false"]),
        ("_config.yml", "title: The name\n", &[], &[]),
    ] {
        put(dir.path(), path, text);
        for (page, expected) in [(&mut page, expected), (&mut other, to_others)] {
            let (_, problems) = page.change();
            let found: Vec<String> = problems.iter().map(place).map(|place| place.replace(POST, "POST")).collect();
            assert_eq!(found, expected, "{path} {text:?} {problems:#?}");
        }
    }
}

#[test]
fn only_pages_of_this_server_are_told() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    let own = format!("127.0.0.1:{}", server.port);
    let local = format!("localhost:{}", server.port);
    for (host, origin, refused) in [
        (own.as_str(), format!("http://{own}"), None),
        (&local, format!("http://{local}"), None),
        (&own, format!("http://{local}"), Some(403)),
        (&own, "http://evil.example".to_owned(), Some(403)),
        (&own, "null".to_owned(), Some(403)),
        (&own, "http://127.0.0.1:1".to_owned(), Some(403)),
        ("evil.example", "http://evil.example".to_owned(), Some(403)),
    ] {
        assert_eq!(Page::connect(&server, host, &origin).err(), refused, "{host} {origin}");
    }
    let key = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
    let version = "Sec-WebSocket-Version: 13";
    let with = |more: &[&str]| server.ask("GET", "/__blogsite/live", &[&key[..], more].concat()).status;
    assert_eq!(with(&[version]), 403, "without an origin");
    assert_eq!(with(&[&format!("Origin: http://{own}"), "Sec-WebSocket-Version: 8"]), 426);
}

#[test]
fn nonsense_ends_the_talk() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    let host = format!("127.0.0.1:{}", server.port);
    let long = format!("{{\"path\":\"/{}\"}}", "a".repeat(100_000));
    for said in ["", "x", "{}", "[1]", "{\"path\":1}", long.as_str()] {
        let mut page = Page::connect(&server, &host, &format!("http://{host}")).unwrap();
        page.next();
        page.say(said);
        while let Ok(message) = page.0.read() {
            assert!(!message.is_text(), "{said}: {message}");
        }
    }
    for path in ["", "../../etc/passwd", "/%00", "no path"] {
        let (_, _, problems) = Page::open(&server, path);
        assert!(problems.iter().all(|problem| problem["code"] == "not-found"), "{path}: {problems:?}");
    }
}

#[test]
fn a_word_now_and_then() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    let (mut page, ..) = Page::open(&server, URL);
    assert!(matches!(page.0.read().unwrap(), Message::Pong(_)));
}

#[test]
fn a_page_that_takes_nothing_stops_no_other() {
    let dir = site(FILES);
    // So many problems that the system cannot keep what is said of them for whoever does not listen.
    let wrong = |round: usize| format!("round {round}\n\n{}", "[x](nowhere.html)\n\n".repeat(2000));
    write(dir.path(), POST, &wrong(0));
    let server = Server::start(dir.path(), &[]);
    let deaf: Vec<_> = (0..3).map(|_| Page::open(&server, URL)).collect();
    let (mut page, first, _) = Page::open(&server, "/2020/01/01/b.html");
    for round in 1..=15 {
        put(dir.path(), POST, &wrong(round));
        let (change, _) = page.change();
        assert_eq!(change["version"], json!(first + round as u64));
    }
    assert_eq!(server.get(URL).status, 200);
    drop(deaf);
}

/// A socket in the place of a file: whoever runs the test, it cannot be read.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_said_and_comes_back() {
    let dir = site(FILES);
    let server = Server::start(dir.path(), &[]);
    let (mut page, first, _) = Page::open(&server, URL);
    let (good, text) = (server.get(URL).text(), fs::read_to_string(dir.path().join(POST)).unwrap());
    fs::remove_file(dir.path().join(POST)).unwrap();
    let unreadable = std::os::unix::net::UnixListener::bind(dir.path().join(POST)).unwrap();
    let said = loop {
        // The file may have been missed before the socket was there.
        let (change, problems) = page.change();
        if problems.iter().any(|problem| problem["code"] == "cannot-read") {
            break (change, problems);
        }
    };
    assert!(said.1[0]["message"].as_str().unwrap().contains(POST), "{said:?}");
    let is_first = said.0["version"] == json!(first);
    let reply = server.get(URL);
    if is_first {
        assert_eq!((reply.status, reply.header("content-type")), (500, Some("text/html; charset=utf-8")));
        assert!(reply.text().contains("live.js") && reply.text().contains(POST), "{}", reply.text());
        let quiet = server.ask("GET", URL, &["Blogsite-Live: 1"]);
        assert_eq!((quiet.status, quiet.header("blogsite-status")), (200, Some("500")));
    }
    // What else is saved meanwhile is not lost.
    put(dir.path(), "content/posts/2020-01-01-b.md", "saved meanwhile");
    put(dir.path(), "templates/post.html", "new look {{ content }}");
    drop(unreadable);
    put(dir.path(), POST, &text);
    until("the page is back", || server.get(URL).text().contains("new look"), || server.get(URL).text());
    assert!(server.get("/2020/01/01/b.html").text().contains("saved meanwhile"));
    assert_ne!(server.get(URL).text(), good);
    while !page.change().1.is_empty() {}

    // Nothing is another than before, but the page on screen may be the one that says it cannot be read.
    if is_first {
        fs::rename(dir.path().join(POST), dir.path().join("kept.tmp")).unwrap();
        let _unreadable = std::os::unix::net::UnixListener::bind(dir.path().join(POST)).unwrap();
        while page.change().1.is_empty() {}
        fs::rename(dir.path().join("kept.tmp"), dir.path().join(POST)).unwrap();
        let (mut change, mut problems) = page.change();
        while !problems.is_empty() {
            (change, problems) = page.change();
        }
        assert_eq!(change["pages"], json!(true));
    }
}
