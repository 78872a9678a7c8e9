//! One address: asked for as gently as possible, and followed to where it leads.
//!
//! 1. `HEAD` first; whatever it answers but success or a redirect, `GET` has the last word: many hosts know no `HEAD`.
//! 2. An answer that is only for now (429, 5xx, a connection that broke off) is asked for again, after the time that the host
//!    names (`Retry-After`, RFC 9110 section 10.2.3) or after one second, then two.
//! 3. Redirects are followed; as long as all of them are permanent (301, 308), the last one is where the page is now.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::web::{Answer, Method, Silence, Web};

/// What time it is, and waiting.
pub(in crate::command) trait Clock: Sync {
    /// The time.
    fn now(&self) -> Timestamp;
    /// Waits.
    fn sleep(&self, time: Duration);
}

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is there.
    Alive,
    /// It is there under another address, for good.
    Moved(String),
    /// It is not there, and why.
    Dead(String),
    /// Nobody knows, and why.
    Unknown(String),
}

/// Reads the dates of headers, which are those of mail.
static DATES: DateTimeParser = DateTimeParser::new();

/// How often an address is asked for at most, by `GET`.
const TRIES: u32 = 3;
/// How long a host may make us wait.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many redirects are followed (as the Fetch standard has it, half).
const REDIRECTS: usize = 10;

/// Asks for `url`.
pub(super) fn visit(url: &str, web: &dyn Web, clock: &dyn Clock) -> Verdict {
    let mut here = url.to_owned();
    let mut moved = None;
    let mut is_for_good = true;
    for _ in 0..=REDIRECTS {
        let answer = match knock(&here, web, clock) {
            Ok(answer) => answer,
            Err(silence) => return unheard(&silence, &led(url, &here)),
        };
        let Some(next) = redirect(&answer).map(|location| joined(&here, location)) else {
            return judged(&answer, &led(url, &here), moved);
        };
        is_for_good = is_for_good && matches!(answer.status, 301 | 308);
        if is_for_good && next != url {
            moved = Some(next.clone());
        }
        if !next.starts_with("http://") && !next.starts_with("https://") {
            // An app's own scheme: there is nothing more to ask.
            return Verdict::Alive;
        }
        here = next;
    }
    Verdict::Dead("it leads on and on".to_owned())
}

/// `it leads to `X`, and ` if it does.
fn led(from: &str, to: &str) -> String {
    if from == to { String::new() } else { format!("it leads to `{to}`, and ") }
}

fn redirect(answer: &Answer) -> Option<&str> {
    let is_redirect = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
    answer.location.as_deref().map(str::trim).filter(|location| is_redirect && !location.is_empty())
}

/// Where a redirect leads from `here`.
fn joined(here: &str, location: &str) -> String {
    let location = location.split_once('#').map_or(location, |(page, _)| page);
    let (scheme, rest) = here.split_once("://").unwrap_or(("https", here));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let has_scheme = location.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    if has_scheme {
        return location.to_owned();
    }
    if location.starts_with("//") {
        return format!("{scheme}:{location}");
    }
    if location.starts_with('/') {
        return format!("{scheme}://{host}{location}");
    }
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let folder = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or("/");
    format!("{scheme}://{host}{}{location}", if location.starts_with('?') { path } else { folder })
}

/// One page, without following it anywhere.
fn knock(url: &str, web: &dyn Web, clock: &dyn Clock) -> Result<Answer, Silence> {
    match web.ask(Method::Head, url) {
        Ok(answer) if answer.status < 400 => return Ok(answer),
        Ok(answer) if answer.status == 429 => match delay(&answer, 0, clock.now()) {
            Some(time) => clock.sleep(time),
            None => return Ok(answer),
        },
        Ok(_) | Err(Silence::TimedOut | Silence::Broken(_)) => {}
        Err(silence) => return Err(silence),
    }
    let mut tries = 0;
    loop {
        let answer = web.ask(Method::Get, url);
        tries += 1;
        let time = match &answer {
            _ if tries == TRIES => None,
            Ok(answer) if matches!(answer.status, 429 | 500 | 502 | 503 | 504) => delay(answer, tries, clock.now()),
            Err(Silence::TimedOut | Silence::Broken(_)) => Some(backoff(tries)),
            _ => None,
        };
        match time {
            Some(time) => clock.sleep(time),
            None => return answer,
        }
    }
}

/// How long to wait before it is asked again; nothing if the host wants more than can be waited for.
fn delay(answer: &Answer, tries: u32, now: Timestamp) -> Option<Duration> {
    let named = answer.retry_after.as_deref().and_then(|text| retry_after(text.trim(), now));
    Some(named.unwrap_or_else(|| backoff(tries.max(1)))).filter(|time| *time <= PATIENCE)
}

/// One second, two, four …
fn backoff(tries: u32) -> Duration {
    Duration::from_secs(1 << tries.saturating_sub(1).min(5))
}

/// `120`, or `Fri, 31 Dec 1999 23:59:59 GMT`
fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = DATES.parse_timestamp(text).ok()?;
    Some(Duration::try_from(then.duration_since(now)).unwrap_or_default())
}

/// What the last answer means.
fn judged(answer: &Answer, led: &str, moved: Option<String>) -> Verdict {
    let status = answer.status;
    match status {
        200..=299 | 304 => moved.map_or(Verdict::Alive, Verdict::Moved),
        // Hosts that know us for what we are, or want to know who is there.
        401 | 402 | 403 | 405..=408 | 418 | 421 | 425 | 429 | 451 | 500..=599 | 999 => {
            Verdict::Unknown(format!("{led}the host answers {status}"))
        }
        300..=399 => Verdict::Dead(format!("{led}the host answers {status} and leads nowhere")),
        _ => Verdict::Dead(format!("{led}the host answers {status}")),
    }
}

fn unheard(silence: &Silence, led: &str) -> Verdict {
    match silence {
        Silence::NoSuchHost => Verdict::Dead(format!("{led}there is no such host")),
        Silence::Refused => Verdict::Dead(format!("{led}the host cannot be reached")),
        Silence::NoAddress => Verdict::Dead(format!("{led}that is no address")),
        Silence::TimedOut => Verdict::Unknown(format!("{led}the host does not answer in time")),
        Silence::Broken(why) => Verdict::Unknown(format!("{led}the connection fails: {why}")),
    }
}
