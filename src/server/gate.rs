//! Who may ask: no page of another site, by whatever name it reaches this machine.
//!
//! A page anywhere on the web can make a browser ask `127.0.0.1`, and with a host name of its own that leads here (DNS
//! rebinding) even read the answer. Its requests give that name as `Host`. Names cannot be given to addresses written as
//! numbers, and `localhost` is the machine's own (RFC 6761, section 6.3).

use std::net::{IpAddr, Ipv6Addr};

/// The names under which this server may be asked.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Beside `localhost` and addresses in numbers, in lower case.
    names: Vec<String>,
}

impl Hosts {
    /// With the name that was asked for on the command line.
    pub fn with(name: &str) -> Self {
        Self { names: vec![name.trim_end_matches('.').to_lowercase()] }
    }

    /// Whether a `Host` is one of this server's: `127.0.0.1:4000`, `[::1]:4000`, `localhost`.
    pub fn allow(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        let name = name.trim_end_matches('.').to_lowercase();
        name == "localhost"
            || name.ends_with(".localhost")
            || name.parse::<IpAddr>().is_ok()
            || name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).is_some_and(is_ipv6)
            || self.names.contains(&name)
    }
}

fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// A host without its port; nothing if it is none.
fn name_of(host: &str) -> Option<&str> {
    let (name, port) = match host.rfind(':') {
        Some(colon) if !host.ends_with(']') => (&host[..colon], &host[colon + 1..]),
        _ => (host, ""),
    };
    let is_sound = !name.is_empty() && !name.contains(['/', '@', '?', '#', '\\', ' ', ',']);
    (is_sound && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

/// Whether a WebSocket is asked for by a page of this very server: its `Origin` is the `Host` it asks.
pub fn is_own_origin(origin: &str, host: &str) -> bool {
    let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    rest.is_some_and(|rest| rest.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let hosts = Hosts::with("Blog.Local.");
        for (host, allowed) in [
            ("127.0.0.1", true),
            ("127.0.0.1:4000", true),
            ("192.168.1.7:4000", true),
            ("[::1]:4000", true),
            ("[::1]", true),
            ("localhost:4000", true),
            ("LOCALHOST", true),
            ("a.localhost:1", true),
            ("blog.local:4000", true),
            ("blog.local.", true),
            ("evil.example", false),
            ("evil.example:4000", false),
            ("127.0.0.1.evil.example", false),
            ("localhost.evil.example:4000", false),
            ("evil.example@127.0.0.1", false),
            ("127.0.0.1:4000/x", false),
            ("127.0.0.1, evil.example", false),
            ("[evil]", false),
            ("", false),
            (":4000", false),
            ("127.0.0.1:x", false),
        ] {
            assert_eq!(hosts.allow(host), allowed, "{host}");
        }
    }

    #[test]
    fn origins() {
        for (origin, host, own) in [
            ("http://127.0.0.1:4000", "127.0.0.1:4000", true),
            ("http://LOCALHOST:4000", "localhost:4000", true),
            ("http://127.0.0.1:4001", "127.0.0.1:4000", false),
            ("http://evil.example", "127.0.0.1:4000", false),
            ("null", "127.0.0.1:4000", false),
            ("", "127.0.0.1:4000", false),
            ("http://127.0.0.1:4000.evil.example", "127.0.0.1:4000", false),
        ] {
            assert_eq!(is_own_origin(origin, host), own, "{origin}");
        }
    }
}
