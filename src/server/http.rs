//! Requests in, responses out: who may ask, what is the server's own, and what is the site's.

use std::net::TcpStream;
use std::sync::Arc;

use super::gate::{Hosts, is_own_origin};
use super::live::Live;
use super::reply::Reply;
use super::request::Request;
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

/// What becomes of a request.
pub(super) enum Taken {
    /// It is answered.
    Reply(Reply),
    /// It becomes a WebSocket: what its `Sec-WebSocket-Accept` says.
    Socket(String),
}

impl Service {
    /// Answers a request.
    pub(super) fn take(&self, request: &Request) -> Taken {
        if let Some(reply) = self.refusal(request) {
            return Taken::Reply(reply);
        }
        let Some((path, query)) = target::read(&request.target) else {
            return Taken::Reply(Reply::text(400, "That is no path."));
        };
        match path.strip_prefix(OWN).filter(|_| self.live.is_some()) {
            Some("live") => socket(request),
            Some(own) => Taken::Reply(self.own(request, own, query)),
            None => {
                let reply = self.page(request, path);
                let is_asked_by_script = request.header("Blogsite-Live").is_some();
                Taken::Reply(if is_asked_by_script { reply.said_quietly() } else { reply })
            }
        }
    }

    /// Keeps a page alive until it goes.
    pub(super) fn talk(&self, stream: &TcpStream) {
        if let Some(live) = &self.live {
            live.talk(stream, self.answers.as_ref());
        }
    }

    /// Why nothing is served, if so.
    fn refusal(&self, request: &Request) -> Option<Reply> {
        let hosts: Vec<&str> = request.headers("Host").collect();
        match hosts.as_slice() {
            [] if request.is_old => {}
            [host] if self.hosts.allow(host) => {}
            [_] => {
                let word =
                    "This server answers to localhost, to addresses in numbers, and to the name given with --host.";
                return Some(Reply::text(403, word));
            }
            _ => return Some(Reply::text(400, "A request names one host.")),
        }
        let is_to_read = matches!(request.method.as_str(), "GET" | "HEAD");
        (!is_to_read).then(|| Reply::text(405, "Only GET and HEAD.").with("Allow", "GET, HEAD"))
    }

    /// What is not of the site: the script, and what it asks for.
    fn own(&self, request: &Request, name: &str, query: &str) -> Reply {
        let path = target::value(query, "path");
        match (name, path) {
            ("live.js", _) => Reply::conditional(request, media_type::SCRIPT, Body::Bytes(SCRIPT.as_bytes().to_vec())),
            ("problems", Some(path)) => {
                Reply::json(&self.answers.problems(target::clean(&path).as_deref().unwrap_or_default()))
            }
            ("where", Some(path)) => {
                let path = target::clean(&path).and_then(|path| self.answers.moved(&path));
                Reply::json(&serde_json::json!({ "path": path }))
            }
            ("problems" | "where", None) => Reply::text(400, "Which path?"),
            _ => Reply::text(404, "There is no such thing."),
        }
    }

    /// A path of the site.
    fn page(&self, request: &Request, path: String) -> Reply {
        let host = request.header("Host").unwrap_or_default();
        let referrer = request.header("Referer").and_then(|referrer| target::path_at(referrer, host));
        let (answer, version) = self.answers.answer(&Asked { path, referrer });
        match answer {
            Answer::Moved(address) => {
                Reply::text(301, &address).with("Location", address).with("Cache-Control", "no-cache")
            }
            Answer::Missing(page) => {
                Reply::of(404, media_type::HTML, self.alive(page, version)).with("Cache-Control", "no-cache")
            }
            Answer::Failed(why) => {
                Reply::of(500, media_type::HTML, self.alive(failure(&why), version)).with("Cache-Control", "no-cache")
            }
            Answer::Found { file, body } => {
                let kind = media_type::of(&file);
                let body = match body {
                    Body::Bytes(bytes) if kind == media_type::HTML => Body::Bytes(self.alive(bytes, version)),
                    body => body,
                };
                Reply::conditional(request, kind, body)
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
}

/// A WebSocket, for pages of this server alone.
fn socket(request: &Request) -> Taken {
    let host = request.header("Host").unwrap_or_default();
    if !request.header("Origin").is_some_and(|origin| is_own_origin(origin, host)) {
        return Taken::Reply(Reply::text(403, "Only for pages of this server."));
    }
    let is_socket = request.header("Upgrade").is_some_and(|name| name.eq_ignore_ascii_case("websocket"))
        && request.method == "GET"
        && request.header("Sec-WebSocket-Version") == Some("13");
    if let Some(key) = request.header("Sec-WebSocket-Key").filter(|_| is_socket) {
        return Taken::Socket(tungstenite::handshake::derive_accept_key(key.as_bytes()));
    }
    Taken::Reply(Reply::text(426, "A WebSocket is served here.").with("Sec-WebSocket-Version", "13"))
}

/// A page in the place of one that the machine does not give. With the script in it, it becomes that one once it does.
fn failure(why: &str) -> Vec<u8> {
    let why = quick_xml::escape::escape(why);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not readable</title></head>\n\
         <body><h1>Not readable</h1>\n<p>{why}</p></body></html>\n"
    )
    .into_bytes()
}

/// Right before the end of the body, or at the end where no end is written.
fn insert(mut page: Vec<u8>, script: &[u8]) -> Vec<u8> {
    let end = b"</body";
    let at = page.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(page.len());
    page.splice(at..at, script.iter().copied());
    page
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
}
