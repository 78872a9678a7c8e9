//! Requests in, responses out.
//!
//! Every request has a thread of its own, so that a client that reads slowly keeps nobody waiting but itself; one that
//! says nothing has only its connection.

use std::io::{self, Cursor, Read, SeekFrom};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use tiny_http::{HTTPVersion, Header, Method, Request, Response, StatusCode};

use super::gate::{Hosts, is_own_origin};
use super::live::Live;
use super::range::{self, Part};
use super::{Answer, Answers, Asked, Body, media_type, target};

/// The folder of addresses that are the server's own.
const OWN: &str = "/__blogsite/";
/// The script in every page.
const SCRIPT: &str = include_str!("live_reload.js");

/// What a server serves, and to whom.
pub struct Service {
    /// Who answers.
    pub answers: Arc<dyn Answers>,
    /// The pages that are kept alive; nothing if they are not.
    pub live: Option<Arc<Live>>,
    /// The names it may be asked under.
    pub hosts: Hosts,
}

/// Serves until the program ends.
pub fn serve(listener: TcpListener, service: Service) -> io::Result<()> {
    let server = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
    let service = Arc::new(service);
    loop {
        let request = server.recv()?;
        let service = Arc::clone(&service);
        // Without a thread the request is dropped, which answers with status 500.
        let _ = thread::Builder::new().name("request".to_owned()).spawn(move || service.take(request));
    }
}

/// What a browser is given.
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

impl Reply {
    fn text(status: u16, text: &str) -> Self {
        let body = Body::Bytes(format!("{text}\n").into_bytes());
        Self { status, headers: vec![("Content-Type", media_type::TEXT.to_owned())], body }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Service {
    fn take(&self, request: Request) {
        match self.refusal(&request) {
            Some(reply) => send(request, reply),
            None => self.serve(request),
        }
    }

    /// Why nothing is served, if so.
    fn refusal(&self, request: &Request) -> Option<Reply> {
        let hosts: Vec<&str> = headers(request, "Host").collect();
        let is_old = *request.http_version() < HTTPVersion(1, 1);
        match hosts.as_slice() {
            [] if is_old => {}
            [host] if self.hosts.allow(host) => {}
            [_] => {
                let word =
                    "This server answers to localhost, to addresses in numbers, and to the name given with --host.";
                return Some(Reply::text(403, word));
            }
            _ => return Some(Reply::text(400, "A request names one host.")),
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Some(Reply::text(405, "Only GET and HEAD.").with("Allow", "GET, HEAD").with("Connection", "close"));
        }
        target::read(request.url()).is_none().then(|| Reply::text(400, "That is no path."))
    }

    fn serve(&self, request: Request) {
        let Some((path, query)) = target::read(request.url()) else { return };
        let Some(own) = path.strip_prefix(OWN).filter(|_| self.live.is_some()) else {
            let reply = self.page(&request, path);
            let reply = if header(&request, "Blogsite-Live").is_some() { said_quietly(reply) } else { reply };
            return send(request, reply);
        };
        let reply = match own {
            "live" => return self.talk(request),
            "live.js" => script(&request),
            "problems" => match target::value(query, "path") {
                Some(path) => json(&self.answers.problems(target::clean(&path).as_deref().unwrap_or_default())),
                None => Reply::text(400, "Which path?"),
            },
            "where" => match target::value(query, "path") {
                Some(path) => {
                    let path = target::clean(&path).and_then(|path| self.answers.moved(&path));
                    json(&serde_json::json!({ "path": path }))
                }
                None => Reply::text(400, "Which path?"),
            },
            _ => Reply::text(404, "There is no such thing."),
        };
        send(request, reply);
    }

    /// A path of the site.
    fn page(&self, request: &Request, path: String) -> Reply {
        let host = header(request, "Host").unwrap_or_default();
        let referrer = header(request, "Referer").and_then(|referrer| target::path_at(referrer, host));
        let (answer, version) = self.answers.answer(&Asked { path, referrer });
        match answer {
            Answer::Moved(address) => {
                let mut reply = Reply::text(301, &address).with("Location", address);
                reply.headers.push(("Cache-Control", "no-cache".to_owned()));
                reply
            }
            Answer::Missing(bytes) => {
                let body = self.alive(bytes, version);
                Reply { status: 404, headers: Vec::new(), body: Body::Bytes(body) }
                    .with("Content-Type", media_type::HTML)
                    .with("Cache-Control", "no-cache")
            }
            Answer::Failed(why) => Reply::text(500, &why).with("Cache-Control", "no-cache"),
            Answer::Found { file, body } => {
                let kind = media_type::of(&file);
                let body = match body {
                    Body::Bytes(bytes) if kind == media_type::HTML => Body::Bytes(self.alive(bytes, version)),
                    body => body,
                };
                conditional(request, kind, body)
            }
        }
    }

    /// A page with the script that keeps it alive.
    fn alive(&self, page: Vec<u8>, version: u64) -> Vec<u8> {
        if self.live.is_none() {
            return page;
        }
        let script = format!("<script src=\"{OWN}live.js\" data-version=\"{version}\" defer></script>");
        insert(page, script.as_bytes())
    }

    /// A WebSocket.
    fn talk(&self, request: Request) {
        let Some(live) = &self.live else { return };
        let host = header(&request, "Host").unwrap_or_default();
        if !header(&request, "Origin").is_some_and(|origin| is_own_origin(origin, host)) {
            return send(request, Reply::text(403, "Only for pages of this server."));
        }
        let is_socket = header(&request, "Upgrade").is_some_and(|name| name.eq_ignore_ascii_case("websocket"))
            && *request.method() == Method::Get
            && header(&request, "Sec-WebSocket-Version") == Some("13");
        let Some(key) = header(&request, "Sec-WebSocket-Key").filter(|_| is_socket) else {
            let reply = Reply::text(426, "A WebSocket is served here.").with("Upgrade", "websocket");
            return send(request, reply.with("Sec-WebSocket-Version", "13"));
        };
        let accept = tungstenite::handshake::derive_accept_key(key.as_bytes());
        let mut response = Response::empty(101);
        if let Ok(header) = Header::from_bytes("Sec-WebSocket-Accept", accept) {
            response = response.with_header(header);
        }
        let stream = request.upgrade("websocket", response);
        live.talk(stream, self.answers.as_ref());
    }
}

/// To the script in a page: browsers write every failed request to the console, and the script asks for pages that are
/// gone in order to learn that they are.
fn said_quietly(reply: Reply) -> Reply {
    match reply.status {
        404 | 500 => Reply { status: 200, ..reply }.with("Blogsite-Status", reply.status.to_string()),
        _ => reply,
    }
}

/// Right before the end of the body, or at the end where no end is written.
fn insert(mut page: Vec<u8>, script: &[u8]) -> Vec<u8> {
    let end = b"</body";
    let at = page.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(page.len());
    page.splice(at..at, script.iter().copied());
    page
}

/// What was asked for, or part of it, or that it is still what the browser has.
fn conditional(request: &Request, kind: &'static str, body: Body) -> Reply {
    let (length, tag) = match &body {
        Body::Bytes(bytes) => (bytes.len() as u64, blake3::hash(bytes).to_hex().chars().take(32).collect()),
        Body::File { length, tag, .. } => (*length, tag.clone()),
    };
    let tag = format!("\"{tag}\"");
    let reply = Reply { status: 200, headers: Vec::new(), body }
        .with("Content-Type", kind)
        .with("Cache-Control", "no-cache")
        .with("ETag", tag.clone());
    if headers(request, "If-None-Match").any(|tags| names(tags, &tag)) {
        return Reply { status: 304, body: Body::Bytes(Vec::new()), ..reply };
    }
    let reply = reply.with("Accept-Ranges", "bytes");
    // A part of something else than the browser began with would not fit to it.
    let asked = header(request, "Range").filter(|_| header(request, "If-Range").is_none_or(|begun| begun == tag));
    match range::of(asked, length) {
        Part::Whole => reply,
        Part::None => Reply::text(416, "There is no such part.").with("Content-Range", format!("bytes */{length}")),
        Part::Some(start, count) => {
            let range = format!("bytes {start}-{}/{length}", start + count - 1);
            match cut(reply.body, start, count) {
                Ok(body) => Reply { status: 206, body, ..reply }.with("Content-Range", range),
                Err(_) => Reply::text(500, "The file cannot be read."),
            }
        }
    }
}

/// Whether a list of tags names that one, weak or not.
fn names(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

fn cut(body: Body, start: u64, count: u64) -> io::Result<Body> {
    let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(match body {
        Body::Bytes(bytes) => {
            let part = bytes.get(place(start)..place(start.saturating_add(count))).unwrap_or_default();
            Body::Bytes(part.to_vec())
        }
        Body::File { mut reader, tag, .. } => {
            reader.seek(SeekFrom::Start(start))?;
            Body::File { reader, length: count, tag }
        }
    })
}

fn script(request: &Request) -> Reply {
    conditional(request, media_type::SCRIPT, Body::Bytes(SCRIPT.as_bytes().to_vec()))
}

fn json(value: &impl serde::Serialize) -> Reply {
    let body = Body::Bytes(serde_json::to_vec(value).unwrap_or_default());
    Reply { status: 200, headers: Vec::new(), body }
        .with("Content-Type", media_type::JSON)
        .with("Cache-Control", "no-store")
}

fn headers<'a>(request: &'a Request, name: &'static str) -> impl Iterator<Item = &'a str> {
    request.headers().iter().filter(move |header| header.field.equiv(name)).map(|header| header.value.as_str())
}

fn header<'a>(request: &'a Request, name: &'static str) -> Option<&'a str> {
    headers(request, name).next()
}

fn send(request: Request, reply: Reply) {
    let (length, reader): (u64, Box<dyn Read + Send>) = match reply.body {
        Body::Bytes(bytes) => (bytes.len() as u64, Box::new(Cursor::new(bytes))),
        Body::File { reader, length, .. } => (length, Box::new(reader.take(length))),
    };
    let headers = reply.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let headers = headers.chain([("X-Content-Type-Options", "nosniff")]);
    let headers = headers.filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let response = Response::new(StatusCode(reply.status), headers, reader, Some(length), None)
        // Browsers show how far a file is loaded, and players seek, only where its length is said.
        .with_chunked_threshold(usize::MAX);
    // The browser may have gone; it asks again if it wants it.
    let _ = request.respond(response);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_before_the_end() {
        for (page, expected) in [
            ("<body>a</body></html>", "<body>a#</body></html>"),
            ("<BODY>a</BODY >", "<BODY>a#</BODY >"),
            ("<p></body>b</body>", "<p></body>b#</body>"),
            ("a", "a#"),
            ("", "#"),
        ] {
            assert_eq!(insert(page.into(), b"#"), expected.as_bytes(), "{page}");
        }
    }

    #[test]
    fn tags_are_found_in_lists() {
        for (tags, expected) in [("\"a\"", true), ("\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("", false)]
        {
            assert_eq!(names(tags, "\"a\""), expected, "{tags}");
        }
    }
}
