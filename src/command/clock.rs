//! The moment and the place at which a command runs: read here, and handed on.

use std::env;
use std::fs;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The moment; `BLOGSITE_NOW=2026-03-12T18:00:00Z` in its place, so that what a command writes today can be tried on any day.
pub(super) fn now() -> Timestamp {
    let given = env::var("BLOGSITE_NOW").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(Timestamp::now)
}

/// The name of the machine's time zone, `Europe/Berlin`, if it says one. Only for a suggestion: a site's dates never depend on it.
pub(super) fn zone_name() -> Option<String> {
    let of_environment = env::var("TZ").ok().map(|name| name.trim_start_matches(':').to_owned());
    let name = of_environment.or_else(|| {
        // Linux and macOS; the file's name is the zone's.
        let link = fs::canonicalize("/etc/localtime").ok()?;
        let (_, name) = link.to_str()?.split_once("/zoneinfo/")?;
        Some(name.to_owned())
    })?;
    let name = if matches!(name.as_str(), "Etc/UTC" | "UCT" | "Etc/UCT") { "UTC".to_owned() } else { name };
    TimeZone::get(&name).is_ok().then_some(name)
}
