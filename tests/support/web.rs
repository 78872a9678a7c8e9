//! Other hosts: a proxy of ours on the loopback, which answers for all of them. What is at the end of a path says how.
//!
//! | path | answer |
//! | --- | --- |
//! | `/gone…` | 404 |
//! | `/old…` | 301 to `/new` |
//! | `/shy…` | 403 |
//! | `/no-head…` | 405 to `HEAD` |
//! | anything else | 200 |

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::OnceLock;
use std::thread;

/// Its address, for `ALL_PROXY`.
pub(crate) fn proxy() -> &'static str {
    static PROXY: OnceLock<String> = OnceLock::new();
    PROXY.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || serve(&stream));
            }
        });
        address
    })
}

/// Answers one connection until it is closed.
fn serve(stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line.trim().is_empty() {
                break;
            }
            head.push(line);
        }
        let mut words = head.first()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let path = target.split_once("://").map_or(target, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
        let answer = match path {
            _ if method == "CONNECT" => "200 OK\r\n",
            path if path.starts_with("/gone") => "404 Not Found\r\nContent-Length: 0\r\n",
            path if path.starts_with("/old") => "301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n",
            path if path.starts_with("/shy") => "403 Forbidden\r\nContent-Length: 0\r\n",
            path if path.starts_with("/no-head") && method == "HEAD" => "405 No\r\nContent-Length: 0\r\n",
            _ => "200 OK\r\nContent-Length: 0\r\n",
        };
        let mut stream = stream;
        stream.write_all(format!("HTTP/1.1 {answer}\r\n").as_bytes()).ok()?;
    }
}
