//! The head of a request, as it came in.

use httparse::{EMPTY_HEADER, Status};

/// How many header lines a request may have; browsers send about twenty.
const MOST_HEADERS: usize = 100;

/// What is asked for, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `GET`
    pub(super) method: String,
    /// As it was sent: `/2019/11/04/LewisGaul.html?x=1`.
    pub(super) target: String,
    /// Whether it is HTTP/1.0, which knows no host and keeps no connection.
    pub(super) is_old: bool,
    headers: Vec<(String, String)>,
}

/// What stands at the start of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// A whole request, and how many bytes it takes.
    Whole(Request, usize),
    /// The beginning of one.
    Partial,
    /// No request.
    Nonsense,
}

impl Request {
    /// Reads the head at the start of `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Head {
        let mut lines = [EMPTY_HEADER; MOST_HEADERS];
        let mut head = httparse::Request::new(&mut lines);
        let length = match head.parse(bytes) {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Head::Partial,
            Err(_) => return Head::Nonsense,
        };
        let (Some(method), Some(target), Some(version)) = (head.method, head.path, head.version) else {
            return Head::Nonsense;
        };
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = head.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect();
        Head::Whole(
            Self { method: method.to_owned(), target: target.to_owned(), is_old: version == 0, headers },
            length,
        )
    }

    /// Every value of a header, whatever the case of its name.
    pub(super) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// The first of them.
    pub(super) fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.headers(name).next()
    }

    /// Whether another request may follow on the same connection: the client did not say otherwise, and nothing else is
    /// still to come of this one.
    pub(super) fn keeps_open(&self) -> bool {
        let says = |word: &str| {
            let tokens = self.headers("Connection").flat_map(|value| value.split(','));
            tokens.map(str::trim).any(|token| token.eq_ignore_ascii_case(word))
        };
        !self.is_old && !says("close") && !self.has_body()
    }

    fn has_body(&self) -> bool {
        self.headers("Content-Length").any(|length| length.trim() != "0") || self.header("Transfer-Encoding").is_some()
    }
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        for (bytes, expected) in [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1 27"),
            ("HEAD /ü HTTP/1.0\n\nrest", "HEAD /ü 1.0 19"),
            ("\r\nGET / HTTP/1.1\r\n\r\nGET", "GET / 1.1 20"),
            ("GET / HTTP/1.1\r\nHost: a", "partial"),
            ("G", "partial"),
            ("", "partial"),
            ("GET /\r\n\r\n", "nonsense"),
            ("GET / HTTP/9.9\r\n\r\n", "nonsense"),
            ("GET / HTTP/2.0\r\n\r\n", "nonsense"),
            ("GET /a b HTTP/1.1\r\n\r\n", "nonsense"),
            ("GET /\0 HTTP/1.1\r\n\r\n", "nonsense"),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", "nonsense"),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "nonsense"),
            ("GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", "nonsense"),
        ] {
            let found = match Request::read(bytes.as_bytes()) {
                Head::Whole(request, length) => {
                    let version = if request.is_old { "1.0" } else { "1.1" };
                    format!("{} {} {version} {length}", request.method, request.target)
                }
                Head::Partial => "partial".to_owned(),
                Head::Nonsense => "nonsense".to_owned(),
            };
            assert_eq!(found, expected, "{bytes:?}");
        }
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(MOST_HEADERS + 1));
        assert_eq!(Request::read(many.as_bytes()), Head::Nonsense);
    }

    #[test]
    fn what_may_follow() {
        for (headers, expected) in [
            ("", true),
            ("Connection: keep-alive\r\n", true),
            ("Connection: Close\r\n", false),
            ("connection: upgrade, close\r\n", false),
            ("Content-Length: 0\r\n", true),
            ("Content-Length: 1\r\n", false),
            ("Content-Length: 0\r\nContent-Length: 5\r\n", false),
            ("Transfer-Encoding: chunked\r\n", false),
        ] {
            let head = format!("GET / HTTP/1.1\r\n{headers}\r\n");
            let Head::Whole(request, _) = Request::read(head.as_bytes()) else { panic!("{head}") };
            assert_eq!(request.keeps_open(), expected, "{headers}");
        }
    }
}
