//! Dates, in every form Jekyll users write them; no clock and no zone of the machine's.
//!
//! 1. [`day`] reads the day: `2020-05-06`, `06/05/2020`, `May 6, 2020`, `Wed, 6 May 2020` …
//! 2. [`time`] reads what follows it: the time of day, then the zone.
//! 3. A day that does not exist is told with its reason. A date without zone means that day and time in the site's.
//!
//! Ruby's `Time.parse`, which Jekyll asks, reads more than this and guesses; what is not certain here is an error that
//! shows a form that is.

mod day;
mod time;

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use time::Clock;

/// Why a text is no date, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDate {
    /// One line: "`2020-02-30`: February 2020 has 29 days".
    pub message: String,
    /// A form that would be read: "write `2020-02-29`".
    pub hint: Option<String>,
}

/// Forms that are always read, for texts that give no clue.
const EXAMPLE: &str = "write it as `2020-05-06` or `2020-05-06 10:30`";

impl NoDate {
    fn new(text: &str, reason: &str) -> Self {
        Self { message: format!("`{text}`: {reason}"), hint: Some(EXAMPLE.to_owned()) }
    }

    fn unreadable(text: &str) -> Self {
        if text.is_empty() {
            return Self { message: "an empty text is no date".to_owned(), hint: Some(EXAMPLE.to_owned()) };
        }
        Self { message: format!("`{text}` is no date that can be read"), hint: Some(EXAMPLE.to_owned()) }
    }

    fn write(mut self, form: &str) -> Self {
        self.hint = Some(format!("write `{form}`"));
        self
    }
}

/// Reads `text`, in the site's zone unless it names its own offset; the result is in the site's zone.
pub fn parse(text: &str, zone: &TimeZone) -> Result<Zoned, NoDate> {
    let text = text.trim();
    let (day, rest) = day::read(text)?;
    let (clock, rest) = time::read(text, rest)?;
    let date = day.finish(text, rest)?;
    let Clock { time, zone: own } = clock;
    let at = DateTime::from_parts(date, time);
    let instant = own.unwrap_or_else(|| zone.clone()).to_ambiguous_zoned(at).compatible();
    instant.map(|instant| instant.with_time_zone(zone.clone())).map_err(|_| NoDate::unreadable(text))
}

/// Takes up to `most` ASCII digits off the front of `text`; nothing if there are none, or more.
fn digits(text: &str, most: usize) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=most).contains(&length).then(|| text.split_at(length))
}

/// Takes letters off the front of `text`; empty if there are none.
fn word(text: &str) -> (&str, &str) {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.split_at(length)
}

fn number(digits: &str) -> i64 {
    digits.parse().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use proptest::prelude::*;

    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn check(text: &str, expected: &str) {
        let read = parse(text, &berlin()).map(|zoned| zoned.strftime("%FT%T%.f%:z").to_string());
        assert_eq!(read.as_deref(), Ok(expected), "{text}");
    }

    fn refused(text: &str, message: &str, hint: &str) {
        let fault = parse(text, &berlin()).unwrap_err();
        assert_eq!((fault.message.as_str(), fault.hint.as_deref()), (message, Some(hint)), "{text}");
    }

    #[test]
    fn every_form_of_a_day() {
        for text in [
            "2020-05-06",
            " 2020-05-06 ",
            "2020-5-6",
            "20-05-06",
            "2020/05/06",
            "2020/5/6",
            "2020.05.06",
            "06/05/2020",
            "6/5/2020",
            "06-05-2020",
            "6.5.2020",
            "20200506",
            "May 6, 2020",
            "May 6 2020",
            "may 6th, 2020",
            "MAY 6,2020",
            "6 May 2020",
            "6th May 2020",
            "6th of May 2020",
            "06 May 2020",
            "6. May 2020",
            "6-May-2020",
            "06/May/2020",
            "2020-May-06",
            "2020 May 6",
            "Wed, May 6, 2020",
            "Wednesday, 6 May 2020",
            "Wed 2020-05-06",
            "wednesday 6 May, 2020",
            "May. 6, 2020",
        ] {
            check(text, "2020-05-06T00:00:00+02:00");
        }
        check("Sept 9, 1999", "1999-09-09T00:00:00+02:00");
        check("20-01-09", "2020-01-09T00:00:00+01:00");
        check("99-01-09", "1999-01-09T00:00:00+01:00");
        check("6 May 20", "2020-05-06T00:00:00+02:00");
        check("2020-02-29", "2020-02-29T00:00:00+01:00");
    }

    #[test]
    fn every_form_of_a_time() {
        for text in [
            "2020-05-06 23:30:00",
            "2020-05-06T23:30:00",
            "2020-05-06t23:30",
            "2020-05-06 23:30",
            "2020-05-06  23:30",
            "2020-05-06 23:30:00 +0200",
            "2020-05-06 23:30:00 +02:00",
            "2020-05-06T23:30:00+02:00",
            "2020-05-06 23:30 +2",
            "2020-05-06T21:30:00Z",
            "2020-05-06 21:30:00 UTC",
            "2020-05-06 21:30 GMT",
            "2020-05-06 21:30:00z",
            "2020-05-06 14:30:00 PDT",
            "2020-05-06 22:30 UTC+1",
            "2020-05-06 23:30 Europe/Berlin",
            "2020-05-06 11:30 pm",
            "2020-05-06 11:30:00PM",
            "2020-05-06 11:30 p.m.",
            "2020-05-06T23:30:00+02:00[Europe/Berlin]",
            "May 6, 2020 11:30 PM",
            "May 6, 2020, 23:30",
            "May 6, 2020 at 23:30",
            "Wed, 06 May 2020 21:30:00 +0000",
            "Wed May  6 23:30:00 2020",
            "Wed May 6 21:30:00 UTC 2020",
            "20200506T233000",
            "20200506T213000Z",
            "20200506T2330",
            "06/05/2020 23:30",
            "2020-05-06 23:30:00 +0200 (CEST)",
            "2020-05-06 16:30:00 -0500",
        ] {
            check(text, "2020-05-06T23:30:00+02:00");
        }
        check("2020-05-06 10:30:00.123", "2020-05-06T10:30:00.123+02:00");
        check("2020-05-06 10:30:00,5", "2020-05-06T10:30:00.5+02:00");
        check("2020-05-06T10:30:00.1234567891234Z", "2020-05-06T12:30:00.123456789+02:00");
        check("2020-05-06 12am", "2020-05-06T00:00:00+02:00");
        check("2020-05-06 12:15 pm", "2020-05-06T12:15:00+02:00");
        check("2020-05-06 9 AM", "2020-05-06T09:00:00+02:00");
        check("2016-12-31 23:59:60 UTC", "2017-01-01T00:59:59+01:00");
        check("2020-05-06 UTC", "2020-05-06T02:00:00+02:00");
        check("2020-05-06 +0100", "2020-05-06T01:00:00+02:00");
    }

    #[test]
    fn days_on_which_the_clock_is_changed() {
        check("2021-03-28 02:30", "2021-03-28T03:30:00+02:00");
        check("2021-10-31 02:30", "2021-10-31T02:30:00+02:00");
        check("2021-10-31 02:30 +0100", "2021-10-31T02:30:00+01:00");
    }

    #[test]
    fn what_is_no_date() {
        refused("2020-02-30", "`2020-02-30`: February 2020 has 29 days", "write `2020-02-29`");
        refused("2019-02-29 10:00", "`2019-02-29 10:00`: February 2019 has 28 days", "write `2019-02-28`");
        refused("31 April 2020", "`31 April 2020`: April 2020 has 30 days", "write `2020-04-30`");
        refused("2020-13-01", "`2020-13-01`: there is no month 13", "write `2020-01-13`");
        refused("2020-00-01", "`2020-00-01`: there is no month 0", EXAMPLE);
        refused("2020-01-00", "`2020-01-00`: there is no day 0", EXAMPLE);
        refused("05/31/2020", "`05/31/2020`: there is no month 31, because the day comes first", "write `2020-05-31`");
        refused("05/06/20", "`05/06/20` can be read in more than one way", EXAMPLE);
        refused("2020-05-06 25:00", "`2020-05-06 25:00`: there is no hour 25", EXAMPLE);
        refused("2020-05-06 24:00", "`2020-05-06 24:00`: the day ends before 24:00", "write `2020-05-07 00:00`");
        refused("2020-05-06 10:60", "`2020-05-06 10:60`: there is no minute 60", EXAMPLE);
        refused("2020-05-06 13:00 pm", "`2020-05-06 13:00 pm`: there is no 13 o'clock pm", "write `2020-05-06 13:00`");
        refused("2020-05", "`2020-05` names no day", "write `2020-05-01`");
        refused("May 2020", "`May 2020` names no day", "write `2020-05-01`");
        refused("2020", "`2020` names no day", "write `2020-01-01`");
        refused(
            "2020-05-06 10:00 XYZ",
            "`2020-05-06 10:00 XYZ`: `XYZ` is no known zone",
            "write the offset, as in `+01:00`",
        );
        for text in ["next week", "today", "06 Foo 2020", "2020-05-06x", "2020-W19-3", "-", "2020-05-06 10", "١٢"] {
            refused(text, &format!("`{text}` is no date that can be read"), EXAMPLE);
        }
        refused("", "an empty text is no date", EXAMPLE);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}|[0-9 :/.,TZ+-]{0,30}|[A-Za-z]{3,9} [0-9]{1,9},? [0-9]{1,9}.{0,9}") {
            let _ = parse(&text, &TimeZone::UTC);
        }

        #[test]
        fn a_day_written_out_is_that_day(year in 1970_i16..=2199, month in 1_i8..=12, day in 1_i8..=28) {
            let expected = format!("{year:04}-{month:02}-{day:02}");
            for text in [
                format!("{year}-{month}-{day}"),
                format!("{day}/{month}/{year}"),
                jiff::civil::date(year, month, day).strftime("%A, %B %-d, %Y").to_string(),
                jiff::civil::date(year, month, day).strftime("%-d %b %Y 10:00").to_string(),
            ] {
                let read = parse(&text, &TimeZone::UTC).map(|zoned| zoned.date().to_string());
                prop_assert_eq!(read.as_deref(), Ok(expected.as_str()), "{}", text);
            }
        }
    }
}
