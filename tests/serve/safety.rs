//! What strangers send. Over a plain socket, for clients clean what they send.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Barrier;
use std::thread;

use crate::support::server::{Server, parse, until};
use crate::{site, write};

/// A site in a folder with a secret beside it.
fn with_secret() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = site(&[]);
    write(dir.path(), "secret.txt", "top secret");
    let root = dir.path().join("blog");
    write(&root, "content/index.md", "home");
    write(&root, "content/posts/2020-01-01-a.md", "a post");
    write(&root, "static/in/x.txt", "inside");
    write(&root, "secret.txt", "top secret");
    write(&root, "_config.yml", "title: A blog # top secret\n");
    write(&root, ".env", "top secret");
    write(&root, ".git/config", "top secret");
    (dir, root)
}

#[test]
fn nothing_outside_can_be_read() {
    let (dir, root) = with_secret();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(dir.path().join("secret.txt"), root.join("static/leak.txt")).unwrap();
        symlink(dir.path(), root.join("static/leak")).unwrap();
        symlink("/", root.join("content/root")).unwrap();
    }
    let server = Server::start(&root, &[]);
    let absolute = dir.path().join("secret.txt").display().to_string();
    let climbs: Vec<String> = [
        "/../secret.txt",
        "/../../../../../../../../etc/passwd",
        "/in/../../secret.txt",
        "/in/../../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E/%2E%2E/secret.txt",
        "/.%2e/secret.txt",
        "/%2e./secret.txt",
        "/..%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/in\\..\\..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%c0%afsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/..%ef%bc%8fsecret.txt",
        "/..;/secret.txt",
        "/....//secret.txt",
        "/in/x.txt%00",
        "/%00/../secret.txt",
        "/../secret.txt%00.html",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/C:/Windows/win.ini",
        "/C:\\Windows\\win.ini",
        "/file:///etc/passwd",
        "/secret.txt",
        "/_config.yml",
        "/.env",
        "/.git/config",
        "/content/index.md",
        "/content/posts/2020-01-01-a.md",
        "/leak.txt",
        "/leak/secret.txt",
        "/root/etc/passwd",
        "../secret.txt",
        "secret.txt",
        "http://127.0.0.1/../secret.txt",
        "*",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([absolute.clone(), format!("/{absolute}"), format!("file://{absolute}")])
    .collect();
    for target in climbs {
        let reply = server.ask("GET", &target, &[]);
        assert!(matches!(reply.status, 400 | 404), "{target}: {}", reply.status);
        let text = reply.text();
        assert!(!text.contains("top secret"), "{target}: {text}");
        assert!(!text.contains("root:"), "{target}: {text}");
        let location = reply.header("location");
        assert_eq!(location, None, "{target}");
    }
    assert_eq!(server.get("/in/x.txt").text(), "inside");
}

#[cfg(unix)]
#[test]
fn a_link_put_in_the_place_of_a_file_leads_nowhere() {
    let (dir, root) = with_secret();
    let server = Server::start(&root, &[]);
    assert_eq!(server.get("/in/x.txt").text(), "inside");
    assert!(server.get("/2020/01/01/a.html").text().contains("a post"));
    for path in ["static/in/x.txt", "content/posts/2020-01-01-a.md"] {
        fs::remove_file(root.join(path)).unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret.txt"), root.join(path)).unwrap();
    }
    for target in ["/in/x.txt", "/2020/01/01/a.html"] {
        let mut reply = server.get(target);
        until(
            "the file is gone",
            || {
                reply = server.get(target);
                assert!(!reply.text().contains("top secret"), "{target}");
                reply.status == 404
            },
            || target.to_owned(),
        );
    }
}

#[test]
fn only_by_its_own_names() {
    let (_dir, root) = with_secret();
    let server = Server::start(&root, &[]);
    let port = server.port;
    for (host, status) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 200),
        (format!("[::1]:{port}"), 200),
        ("evil.example".to_owned(), 403),
        (format!("evil.example:{port}"), 403),
        (format!("127.0.0.1.evil.example:{port}"), 403),
        (format!("localhost.evil.example:{port}"), 403),
        (String::new(), 403),
    ] {
        assert_eq!(server.ask("GET", "/", &[&format!("Host: {host}")]).status, status, "{host}");
        let status = if status == 200 { 200 } else { 403 };
        let problems = server.ask("GET", "/__blogsite/problems?path=/", &[&format!("Host: {host}")]);
        assert_eq!(problems.status, status, "{host}");
    }
    let none = parse(&server.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    assert_eq!(none.status, 400);
    assert_eq!(server.ask("GET", "/", &["Host: 127.0.0.1", "Host: evil.example"]).status, 400);
    let named = Server::start(&root, &["-H", "localhost"]);
    assert_eq!(named.ask("GET", "/", &["Host: localhost"]).status, 200);
}

#[test]
fn only_to_be_read() {
    let (_dir, root) = with_secret();
    let server = Server::start(&root, &[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
        let reply = server.ask(method, "/", &["Content-Length: 0"]);
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn sockets_only_for_its_own_pages() {
    let (_dir, root) = with_secret();
    let server = Server::start(&root, &[]);
    let ask = |origin: Option<&str>| {
        let mut stream = server.connect();
        let origin = origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
        let head = format!(
            "GET /__blogsite/live HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{origin}Upgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            server.port
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        String::from_utf8_lossy(&start[9..]).parse::<u16>().unwrap()
    };
    assert_eq!(ask(Some(&format!("http://127.0.0.1:{}", server.port))), 101);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", ""] {
        assert_eq!(ask(Some(origin)), 403, "{origin}");
    }
    assert_eq!(ask(None), 403);
    let plain = server.ask("GET", "/__blogsite/live", &[&format!("Origin: http://127.0.0.1:{}", server.port)]);
    assert_eq!(plain.status, 426);
}

#[test]
fn the_slow_and_the_silent_stop_nobody() {
    let (_dir, root) = with_secret();
    write(&root, "static/large.bin", &"x".repeat(8 << 20));
    let server = Server::start(&root, &[]);
    let mut opened = Vec::new();
    for number in 0..200 {
        let mut stream = server.connect();
        match number % 4 {
            0 => {}                                                         // says nothing
            1 => stream.write_all(b"GET / HTTP/1.1\r\nHost: 127").unwrap(), // never ends its head
            2 => {
                // Takes nothing of what it asked for.
                let whole = format!("GET /large.bin HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port);
                stream.write_all(whole.as_bytes()).unwrap();
            }
            _ => {
                // Promises a body and never sends it.
                let whole =
                    format!("POST / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 999999999\r\n\r\n", server.port);
                stream.write_all(whole.as_bytes()).unwrap();
            }
        }
        opened.push(stream);
    }
    for _ in 0..20 {
        assert_eq!(server.get("/2020/01/01/a.html").status, 200);
    }
    assert_eq!(server.get("/large.bin").body.len(), 8 << 20);
    drop(opened);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn connections_opened_at_once_are_all_answered() {
    let (_dir, root) = with_secret();
    let server = Server::start(&root, &[]);
    let asked = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port);
    let all_open = Barrier::new(64);
    thread::scope(|scope| {
        let ask = || {
            let mut stream = server.connect();
            all_open.wait();
            // None is closed before all have had two answers.
            for _ in 0..2 {
                stream.write_all(asked.as_bytes()).unwrap();
                let mut start = [0; 12];
                stream.read_exact(&mut start).unwrap();
                assert_eq!(&start, b"HTTP/1.1 200");
                rest_of_response(&mut stream);
                all_open.wait();
            }
        };
        let asking: Vec<_> = (0..64).map(|_| scope.spawn(ask)).collect();
        for one in asking {
            one.join().unwrap();
        }
    });
}

/// Reads a response to its end, and leaves the connection open.
fn rest_of_response(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let (_, length) = head.split_once("content-length: ").unwrap();
    let length = length.split("\r\n").next().unwrap().parse().unwrap();
    stream.read_exact(&mut vec![0; length]).unwrap();
}

#[test]
fn nonsense_is_answered_or_dropped() {
    let (_dir, root) = with_secret();
    let server = Server::start(&root, &[]);
    for nonsense in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=99999999999999999999999-\r\nConnection: close\r\n\r\n",
        b"GET /__blogsite/problems HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /__blogsite/problems?path=../../x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /__blogsite/where?path=%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ] {
        let answer = server.raw(nonsense);
        assert!(!String::from_utf8_lossy(&answer).contains("top secret"), "{nonsense:?}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "a".repeat(1 << 20));
    assert_eq!(parse(&server.raw(long.as_bytes())).status, 414);
    assert_eq!(server.get("/").status, 200);
}
