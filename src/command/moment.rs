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

    /// The minute that it is there.
    pub(super) fn minute(now: Timestamp, zone: &TimeZone) -> Self {
        let now = now.to_zoned(zone.clone());
        Self { at: now.with().second(0).subsec_nanosecond(0).build().unwrap_or(now), has_time: true }
    }

    /// Reads a date as front matter's dates are read; also `today`, `tomorrow`, `yesterday`, and `now`.
    pub(super) fn read(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Self, CommandError> {
        let today = now.to_zoned(zone.clone()).date();
        let day = match text.trim().to_lowercase().as_str() {
            "now" => return Ok(Self::minute(now, zone)),
            "today" => Some(today),
            "tomorrow" => today.tomorrow().ok(),
            "yesterday" => today.yesterday().ok(),
            _ => None,
        };
        let text = day.map_or_else(|| text.to_owned(), |day| day.to_string());
        let at = date::parse(&text, zone).map_err(|no_date| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_words_and_numbers() {
        let now = "2024-02-28T23:30:40Z".parse().unwrap_or_default();
        for (text, zone, expected) in [
            ("today", "UTC", Some("2024-02-28")),
            ("Today", "Europe/Berlin", Some("2024-02-29")),
            (" tomorrow ", "UTC", Some("2024-02-29")),
            ("yesterday", "Europe/Berlin", Some("2024-02-28")),
            ("now", "Europe/Berlin", Some("2024-02-29 00:30")),
            ("2024-5-6", "UTC", Some("2024-05-06")),
            ("2024-05-06 10:00:07", "UTC", Some("2024-05-06 10:00")),
            ("2024-05-06T23:00:00Z", "Europe/Berlin", Some("2024-05-07 01:00")),
            ("2024-02-30", "UTC", None),
            ("soon", "UTC", None),
            ("", "UTC", None),
        ] {
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            let read = Moment::read(text, now, &zone).ok().map(|moment| moment.front_matter());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
