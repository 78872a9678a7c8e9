//! Takes connections, reads requests off them and writes responses onto them.
//!
//! Each connection has a thread of its own, so that a client that is slow or silent keeps nobody waiting but itself. What it
//! may cost is bounded: how long it may say nothing, how long it may take nothing, how long a head may be, and how many
//! connections there are.
//!
//! `tiny_http` writes the responses; its own way of taking connections is not used. It counts a thread as idle that has been
//! promised to another connection already (`TaskPool::spawn` in 0.12), so that of several connections opened at once some
//! are never answered; it knows no time limit and no longest head, and it ends for good when the system is out of file
//! descriptors for a moment.

use std::io::{self, BufWriter, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::http::{Service, Taken};
use super::reply::{Reply, Sent};
use super::request::{Head, Request};

/// How many connections there may be. A browser opens six and one for each tab.
const MOST: usize = 1000;
/// How long a client may be silent before and within its first request.
const SILENT: Duration = Duration::from_secs(10);
/// How long a connection is kept for another request.
const IDLE: Duration = Duration::from_mins(1);
/// How long a client may take nothing of what it is sent.
const STALLED: Duration = Duration::from_secs(30);
/// How long a head may be, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;
/// In how many pieces a head may come: a byte now and then is no browser.
const MOST_PIECES: usize = 100;
/// How much of a refused request is read before its connection is closed, in bytes.
const DRAINED: usize = 256 * 1024;
/// How long to wait when the system gives no connection.
const REST: Duration = Duration::from_millis(50);

/// Takes connections until the program ends.
pub fn serve(listener: &TcpListener, service: Service) -> ! {
    let service = Arc::new(service);
    let count = Arc::new(AtomicUsize::new(0));
    loop {
        // A client that has gone again, or no file descriptor to be had: either passes.
        let Ok((stream, _)) = listener.accept() else {
            thread::sleep(REST);
            continue;
        };
        let place = Place::take(&count);
        let service = Arc::clone(&service);
        let talk = move || {
            // Why it ended is of no consequence: the client has gone, or connects anew.
            let _ = if place.is_free { talk(&stream, &service) } else { refuse(&stream) };
        };
        // Without a thread the connection is closed.
        let _ = thread::Builder::new().name("connection".to_owned()).spawn(talk);
    }
}

/// A connection among all; it is given back when dropped.
struct Place {
    count: Arc<AtomicUsize>,
    is_free: bool,
}

impl Place {
    fn take(count: &Arc<AtomicUsize>) -> Self {
        let is_free = count.fetch_add(1, Ordering::Relaxed) < MOST;
        Self { count: Arc::clone(count), is_free }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

fn refuse(stream: &TcpStream) -> io::Result<()> {
    stream.set_write_timeout(Some(REST))?;
    Reply::text(503, "There are too many connections.").write(stream, Sent::Whole)
}

/// Requests and responses in turn, until either side ends it.
fn talk(stream: &TcpStream, service: &Service) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(STALLED))?;
    let mut unread = Vec::new();
    let mut patience = SILENT;
    loop {
        let request = match next(stream, &mut unread, patience)? {
            Next::Request(request) => request,
            Next::Nothing => return Ok(()),
            Next::Refused(reply) => {
                reply.write(stream, Sent::Whole)?;
                return close(stream);
            }
        };
        let keeps_open = request.keeps_open();
        let sent = if request.method == "HEAD" { Sent::Head } else { Sent::Whole };
        let reply = match service.take(&request) {
            Taken::Reply(reply) => reply,
            Taken::Socket(accept) => {
                stream.set_read_timeout(Some(SILENT))?;
                switch(stream, &accept)?;
                service.talk(stream);
                return Ok(());
            }
        };
        reply.write(stream, sent)?;
        if !keeps_open {
            return close(stream);
        }
        patience = IDLE;
    }
}

/// What comes next on a connection.
enum Next {
    Request(Request),
    /// It was closed, or nothing was said for too long.
    Nothing,
    Refused(Reply),
}

/// Reads until a head is whole; what follows it stays in `unread`.
fn next(mut stream: &TcpStream, unread: &mut Vec<u8>, patience: Duration) -> io::Result<Next> {
    let mut piece = [0; 8 * 1024];
    for pieces in 0.. {
        match Request::read(unread) {
            Head::Whole(request, length) => {
                unread.drain(..length);
                return Ok(Next::Request(request));
            }
            Head::Nonsense => return Ok(Next::Refused(Reply::text(400, "That is no request."))),
            Head::Partial => {}
        }
        if unread.len() > LONGEST_HEAD {
            let is_target = !unread.contains(&b'\n');
            let (status, what) = if is_target { (414, "address") } else { (431, "head") };
            return Ok(Next::Refused(Reply::text(status, &format!("The {what} of this request is too long."))));
        }
        stream.set_read_timeout(Some(if unread.is_empty() { patience } else { SILENT }))?;
        let is_late = pieces > MOST_PIECES;
        match if is_late { Err(io::ErrorKind::TimedOut.into()) } else { stream.read(&mut piece) } {
            Ok(0) => return Ok(Next::Nothing),
            Ok(length) => unread.extend(piece.iter().take(length)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Windows says the one, everything else the other.
            Err(error) if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => {
                if unread.is_empty() {
                    return Ok(Next::Nothing);
                }
                return Ok(Next::Refused(Reply::text(408, "The request took too long.")));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Next::Nothing)
}

/// Answers a request for a WebSocket (RFC 6455, section 4.2.2).
fn switch(stream: &TcpStream, accept: &str) -> io::Result<()> {
    let mut out = BufWriter::new(stream);
    write!(
        out,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    )?;
    out.flush()
}

/// Closes so that the client can still read what it was sent: what it sends meanwhile is taken and thrown away, for a socket
/// that is closed with something unread is reset at once.
fn close(mut stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    let mut piece = [0; 8 * 1024];
    let mut taken = 0;
    while taken < DRAINED {
        match stream.read(&mut piece)? {
            0 => break,
            length => taken += length,
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// What `next` makes of bytes that come in pieces, after which the client closes.
    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();
        let pieces: Vec<Vec<u8>> = pieces.iter().copied().map(<[u8]>::to_vec).collect();
        let sender = thread::spawn(move || {
            client.set_nodelay(true).unwrap();
            for piece in pieces {
                // Refused already, it may be closed.
                let _ = client.write_all(&piece);
            }
            let _ = client.shutdown(Shutdown::Write);
            client
        });
        let mut unread = Vec::new();
        let mut found = Vec::new();
        loop {
            match next(&stream, &mut unread, SILENT).unwrap() {
                Next::Request(request) => found.push(request.target),
                Next::Nothing => break,
                Next::Refused(reply) => {
                    found.push(reply.status.to_string());
                    break;
                }
            }
        }
        drop(stream);
        sender.join().unwrap();
        found
    }

    #[test]
    fn requests_come_in_pieces_and_in_heaps() {
        let long = [b"GET /".to_vec(), vec![b'a'; LONGEST_HEAD]].concat();
        let wide = [b"GET / HTTP/1.1\r\nA: ".to_vec(), vec![b'a'; LONGEST_HEAD]].concat();
        let drops: Vec<&[u8]> = vec![b"x"; 3];
        for (pieces, expected) in [
            (&[&b"GET /a HTTP/1.1\r\n\r\n"[..]][..], &["/a"][..]),
            (&[b"GET /a HT", b"TP/1.1\r", b"\n\r\n"], &["/a"]),
            (&[b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c"], &["/a", "/b"]),
            (&[], &[]),
            (&[b"GET /a HTTP/1.1\r\n\r\n\0"], &["/a", "400"]),
            (&[&long], &["414"]),
            (&[&wide], &["431"]),
            (&drops, &[]),
        ] {
            assert_eq!(read(pieces), expected, "{:?}", pieces.first().map(|first| String::from_utf8_lossy(first)));
        }
    }
}
