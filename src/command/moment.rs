//! The day, and time where it matters, that a post is given.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::content::date;

use super::CommandError;

/// A moment in the site's zone, exact to the day or to the minute.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    at: Zoned,
    has_time: bool,
}

impl Moment {
    /// The day that it is there, from its first minute on: a post of today is no future post.
    pub(super) fn today(now: Timestamp, zone: &TimeZone) -> Self {
        let now = now.to_zoned(zone.clone());
        Self { at: now.start_of_day().unwrap_or(now), has_time: false }
    }

    /// Reads a date as front matter's dates are read.
    pub(super) fn read(text: &str, zone: &TimeZone) -> Result<Self, CommandError> {
        let at = date::parse(text, zone).map_err(|no_date| {
            CommandError::impossible(no_date.message, no_date.hint.unwrap_or_else(|| "write `2020-05-06`".to_owned()))
        })?;
        let has_time = at.time() != Time::midnight();
        Ok(Self { at, has_time })
    }

    /// `2026-03-12`
    pub(super) fn day(&self) -> Date {
        self.at.date()
    }

    /// Whether the time of day matters.
    pub(super) fn has_time(&self) -> bool {
        self.has_time
    }

    /// The moment itself.
    pub(super) fn at(&self) -> &Zoned {
        &self.at
    }

    /// As front matter has it: `2026-03-12`, or `2026-03-12 18:30`, which Jekyll takes for local time too as long as it has
    /// no seconds.
    pub(super) fn front_matter(&self) -> String {
        self.at.strftime(if self.has_time { "%F %R" } else { "%F" }).to_string()
    }
}
