//! A port to listen at: the one asked for, or the next that is free.

use std::fs;
use std::io;
use std::net::{TcpListener, ToSocketAddrs as _};

use crate::command::CommandError;

/// How many ports are tried.
const TRIED: u16 = 100;

/// A listener, and the port that was taken if it is not the one asked for.
pub(super) fn listen(host: &str, port: u16) -> Result<(TcpListener, Option<u16>), CommandError> {
    let mut refused = None;
    for candidate in port..=port.saturating_add(TRIED) {
        match bind(host, candidate) {
            Ok(listener) => return Ok((listener, refused.is_some().then_some(port))),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 => refused = Some(error),
            Err(error) => return Err(CommandError::Listen(shown(host, candidate), error)),
        }
    }
    Err(CommandError::Listen(shown(host, port), refused.unwrap_or_else(|| io::ErrorKind::AddrInUse.into())))
}

fn bind(host: &str, port: u16) -> io::Result<TcpListener> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    // Of `localhost`, which has two addresses, the one that everything else understands.
    let mut addresses: Vec<_> = (bare, port).to_socket_addrs()?.collect();
    addresses.sort_by_key(std::net::SocketAddr::is_ipv6);
    TcpListener::bind(addresses.as_slice())
}

/// `127.0.0.1:4000`, `[::1]:4000`.
pub(super) fn shown(host: &str, port: u16) -> String {
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// The program that listens at a port, if the system tells: `python3 (process 4711)`.
pub(super) fn holder(port: u16) -> Option<String> {
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().find_map(|table| {
        fs::read_to_string(table).ok()?.lines().skip(1).find_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let (_, local) = fields.get(1)?.rsplit_once(':')?;
            let is_listening = *fields.get(3)? == "0A";
            (is_listening && u16::from_str_radix(local, 16).ok()? == port)
                .then(|| fields.get(9).map(ToString::to_string))?
        })
    })?;
    let socket = format!("socket:[{inode}]");
    fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        let id: u32 = process.file_name().to_str()?.parse().ok()?;
        let mut files = fs::read_dir(process.path().join("fd")).ok()?.flatten();
        files.find(|file| fs::read_link(file.path()).is_ok_and(|link| link.to_str() == Some(&socket)))?;
        let name = fs::read_to_string(process.path().join("comm")).ok()?;
        Some(format!("{} (process {id})", name.trim()))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn the_next_free_port() {
        let (first, _) = listen("127.0.0.1", 0).unwrap();
        let port = first.local_addr().unwrap().port();
        if port > 65000 {
            return;
        }
        let (second, taken) = listen("127.0.0.1", port).unwrap();
        assert!(second.local_addr().unwrap().port() > port);
        assert_eq!(taken, Some(port));
        if cfg!(target_os = "linux") {
            let own = format!("(process {})", std::process::id());
            assert!(holder(port).unwrap().ends_with(&own), "{:?}", holder(port));
        }
    }

    #[test]
    fn what_is_no_host() {
        assert!(listen("no.such.host.invalid", 4000).is_err());
        assert_eq!(shown("::1", 4000), "[::1]:4000");
        assert_eq!(shown("[::1]", 4000), "[::1]:4000");
    }
}
