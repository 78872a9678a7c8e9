//! A response: what was asked for, part of it, or that it is still what the browser has.

use std::io::{self, BufWriter, Cursor, Read, SeekFrom, Write};
use std::net::TcpStream;

use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::range::{self, Part};
use super::request::Request;
use super::{Body, ReadSeek, media_type};

/// How much of a response is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// All of it.
    Whole,
    /// The head alone, for `HEAD`.
    Head,
}

/// What a browser is given.
pub(super) struct Reply {
    pub(super) status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

impl Reply {
    /// A whole body with its type.
    pub(super) fn of(status: u16, kind: &'static str, bytes: Vec<u8>) -> Self {
        Self { status, headers: vec![("Content-Type", kind.to_owned())], body: Body::Bytes(bytes) }
    }

    /// A line.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self::of(status, media_type::TEXT, format!("{text}\n").into_bytes())
    }

    /// A value for a script.
    pub(super) fn json(value: &impl serde::Serialize) -> Self {
        let bytes = serde_json::to_vec(value).unwrap_or_default();
        Self::of(200, media_type::JSON, bytes).with("Cache-Control", "no-store")
    }

    /// With one header more.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// To the script in a page: browsers write every failed request to the console, and the script asks for pages that are
    /// gone in order to learn that they are.
    pub(super) fn said_quietly(self) -> Self {
        match self.status {
            404 | 500 => Self { status: 200, ..self }.with("Blogsite-Status", self.status.to_string()),
            _ => self,
        }
    }

    /// Of what was asked for, as much as the browser wants of it.
    pub(super) fn conditional(request: &Request, kind: &'static str, body: Body) -> Self {
        let (length, tag) = match &body {
            Body::Bytes(bytes) => (bytes.len() as u64, blake3::hash(bytes).to_hex().chars().take(32).collect()),
            Body::File { length, tag, .. } => (*length, tag.clone()),
        };
        let tag = format!("\"{tag}\"");
        let reply = Self { status: 200, headers: vec![("Content-Type", kind.to_owned())], body }
            .with("Cache-Control", "no-cache")
            .with("ETag", tag.clone());
        if request.headers("If-None-Match").any(|tags| names(tags, &tag)) {
            return Self { status: 304, body: Body::Bytes(Vec::new()), ..reply };
        }
        let reply = reply.with("Accept-Ranges", "bytes");
        // A part of something else than the browser began with would not fit to it.
        let asked = request.header("Range").filter(|_| request.header("If-Range").is_none_or(|begun| begun == tag));
        match range::of(asked, length) {
            Part::Whole => reply,
            Part::None => Self::text(416, "There is no such part.").with("Content-Range", format!("bytes */{length}")),
            Part::Some(start, count) => {
                let range = format!("bytes {start}-{}/{length}", start + count - 1);
                match cut(reply.body, start, count) {
                    Ok(body) => Self { status: 206, body, ..reply }.with("Content-Range", range),
                    Err(_) => Self::text(500, "The file cannot be read."),
                }
            }
        }
    }

    /// Writes it; an error if not all of it could be written, after which the connection is of no more use.
    pub(super) fn write(self, stream: &TcpStream, sent: Sent) -> io::Result<()> {
        let (length, reader): (u64, Box<dyn Read + Send>) = match self.body {
            Body::Bytes(bytes) => (bytes.len() as u64, Box::new(Cursor::new(bytes))),
            Body::File { reader, length, .. } => (length, Box::new(Exactly { reader, missing: length })),
        };
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let headers = headers.chain([("X-Content-Type-Options", "nosniff")]);
        let headers = headers.filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let response = Response::new(StatusCode(self.status), headers, reader, Some(length), None)
            // Browsers show how far a file is loaded, and players seek, only where its length is said.
            .with_chunked_threshold(usize::MAX);
        let mut out = BufWriter::with_capacity(64 * 1024, stream);
        response.raw_print(&mut out, HTTPVersion(1, 1), &[], sent == Sent::Head, None)?;
        out.flush()
    }
}

/// As many bytes of a file as were promised, or an error: a file that became shorter meanwhile would leave the client waiting.
struct Exactly {
    reader: Box<dyn ReadSeek + Send>,
    missing: u64,
}

impl Read for Exactly {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = (&mut self.reader).take(self.missing).read(buffer)?;
        if length == 0 && self.missing > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.missing -= length as u64;
        Ok(length)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_in_lists() {
        for (tags, expected) in [("\"a\"", true), ("\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("", false)]
        {
            assert_eq!(names(tags, "\"a\""), expected, "{tags}");
        }
    }

    #[test]
    fn a_file_that_became_shorter_is_an_error() {
        for (length, is_fine) in [(0, true), (2, true), (3, true), (4, false), (5, false)] {
            let mut text = String::new();
            let result = Exactly { reader: Box::new(Cursor::new("abc")), missing: length }.read_to_string(&mut text);
            assert_eq!(result.is_ok(), is_fine, "{length}");
            assert_eq!(text.len() as u64, length.min(3));
        }
    }
}
