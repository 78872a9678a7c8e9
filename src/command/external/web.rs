//! One request to another host.

use std::io::ErrorKind;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// How the request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::command) enum Method {
    /// Only whether it is there.
    Head,
    /// The page itself, as a browser asks.
    Get,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::command) struct Answer {
    pub(super) status: u16,
    /// `Location`
    pub(super) location: Option<String>,
    /// `Retry-After`
    pub(super) retry_after: Option<String>,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::command) enum Silence {
    /// The name is nobody's.
    NoSuchHost,
    /// Nobody listens there.
    Refused,
    /// Too slow.
    TimedOut,
    /// It is no address.
    NoAddress,
    /// Anything else: a certificate that is not good, a connection that broke off.
    Broken(String),
}

/// Whatever sends requests.
pub(in crate::command) trait Web: Sync {
    /// Sends one, and follows no redirect.
    fn ask(&self, method: Method, url: &str) -> Result<Answer, Silence>;
}

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// What may not stand in a request as it is.
const UNFIT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// The real one. Proxies are taken from the environment, as everywhere.
pub(in crate::command) struct Http(ureq::Agent);

impl Http {
    /// Without connections yet.
    pub(in crate::command) fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("blogsite/", env!("CARGO_PKG_VERSION"), " (looks for dead links)"))
            .build();
        Self(config.new_agent())
    }
}

impl Web for Http {
    fn ask(&self, method: Method, url: &str) -> Result<Answer, Silence> {
        let url = utf8_percent_encode(url, UNFIT).to_string();
        let answer = match method {
            Method::Head => self.0.head(&url).call(),
            Method::Get => self.0.get(&url).call(),
        };
        let answer = answer.map_err(silence)?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Answer {
            status: answer.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after"),
        })
    }
}

fn silence(error: ureq::Error) -> Silence {
    match error {
        ureq::Error::HostNotFound => Silence::NoSuchHost,
        ureq::Error::Timeout(_) => Silence::TimedOut,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Silence::NoAddress,
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => Silence::Refused,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Silence::TimedOut,
            _ => Silence::Broken(error.to_string()),
        },
        ureq::Error::ConnectionFailed => Silence::Refused,
        other => Silence::Broken(other.to_string()),
    }
}
