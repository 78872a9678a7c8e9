//! Dates: read from text, written in the words of strftime, in the site's zone.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::super::Services;
use super::{Filter, argument, only, wrong_type};
use crate::config::theme::Words;
use crate::config::theme::words::{FORMS, with_names};
use crate::content::date;

pub(super) const FILTERS: &[Filter] = &[
    Filter {
        name: "date",
        says: "a date in the form that `format` describes in Ruby's strftime; `%Y-%m-%d` if nothing is said",
        example: r#"{{ "2019-11-04" | date(format="%-d %B %Y") }}"#,
        gives: "4 November 2019",
    },
    Filter {
        name: "date_to_xmlschema",
        says: "a date for machines, as Atom and HTML's `datetime` want it",
        example: r#"{{ "2019-11-04" | date_to_xmlschema }}"#,
        gives: "2019-11-04T00:00:00+01:00",
    },
    Filter {
        name: "date_to_rfc822",
        says: "a date for machines, as RSS wants it",
        example: r#"{{ "2019-11-04" | date_to_rfc822 }}"#,
        gives: "Mon, 04 Nov 2019 00:00:00 +0100",
    },
    Filter {
        name: "date_to_string",
        says: "a short date; `type=\"ordinal\"` for `4th Nov 2019`, with `style=\"US\"` for `Nov 4th, 2019`",
        example: r#"{{ "2019-11-04" | date_to_string }}"#,
        gives: "04 Nov 2019",
    },
    Filter {
        name: "date_to_long_string",
        says: "a long date; `type` and `style` as for `date_to_string`",
        example: r#"{{ "2019-11-04" | date_to_long_string(type="ordinal", style="US") }}"#,
        gives: "November 4th, 2019",
    },
    Filter {
        name: "date_in_words",
        says: "a date in the page's language, in the form that the word `form` of the theme is: `day`, `short_day` or `month`",
        example: r#"{{ "2019-11-04" | date_in_words(form="month") }}"#,
        gives: "November 2019",
    },
];

pub(super) fn register(tera: &mut Tera, services: &Arc<Services>) {
    let zone = services.time_zone.clone();
    tera.register_filter("date", move |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &["format"])?;
        let format = argument(&arguments, "format")?;
        written(value, &zone, |at| strftime(format.as_deref().unwrap_or("%Y-%m-%d"), at))
    });
    let zone = services.time_zone.clone();
    tera.register_filter("date_in_words", move |value: &Value, arguments: Kwargs, state: &State| {
        only(&arguments, &["form"])?;
        let wanted = argument(&arguments, "form")?;
        let wanted = wanted.as_deref().unwrap_or("day");
        let Some(form) = FORMS.into_iter().find(|form| *form == wanted) else {
            let forms = FORMS.join("` or `");
            return Err(Error::message(format!("argument `form` is `{wanted}`, but can only be `{forms}`")));
        };
        let words = state.get::<Value>("words")?.unwrap_or_else(Value::none);
        let english = Words::default();
        written(value, &zone, |at| {
            strftime(&with_names(word(&words, &english, form), |name| word(&words, &english, name), at.date()), at)
        })
    });
    for (name, format) in
        [("date_to_xmlschema", "%Y-%m-%dT%H:%M:%S%:z"), ("date_to_rfc822", "%a, %d %b %Y %H:%M:%S %z")]
    {
        let zone = services.time_zone.clone();
        tera.register_filter(name, move |value: &Value, arguments: Kwargs, _: &State| {
            only(&arguments, &[])?;
            written(value, &zone, |at| strftime(format, at))
        });
    }
    for (name, month) in [("date_to_string", "%b"), ("date_to_long_string", "%B")] {
        let zone = services.time_zone.clone();
        tera.register_filter(name, move |value: &Value, arguments: Kwargs, _: &State| {
            only(&arguments, &["type", "style"])?;
            let ordinal = one_of(&arguments, "type", &["ordinal"])?;
            let american = one_of(&arguments, "style", &["US", "UK"])?.as_deref() == Some("US");
            written(value, &zone, |at| {
                let day = ordinal_day(at.day());
                strftime(
                    &match (ordinal.is_some(), american) {
                        (false, _) => format!("%d {month} %Y"),
                        (true, false) => format!("{day} {month} %Y"),
                        (true, true) => format!("{month} {day}, %Y"),
                    },
                    at,
                )
            })
        });
    }
}

/// A word of the page, else of the theme.
fn word<'a>(words: &'a Value, theme: &'a Words, name: &'static str) -> &'a str {
    words.get_from_path(name).and_then(Value::as_str).unwrap_or_else(|| theme.word("en", name))
}

/// The value's date as `write` puts it; `null` stays `null`.
fn written(value: &Value, zone: &TimeZone, write: impl FnOnce(&Zoned) -> Result<String, String>) -> TeraResult<Value> {
    match read(value, zone)? {
        None => Ok(Value::none()),
        Some(at) => write(&at).map(Value::from).map_err(Error::message),
    }
}

/// An argument that knows only a few words.
fn one_of(arguments: &Kwargs, name: &str, words: &[&str]) -> TeraResult<Option<String>> {
    match argument(arguments, name)? {
        Some(word) if !words.contains(&word.as_str()) => {
            Err(Error::message(format!("argument `{name}` is `{word}`, but can only be `{}`", words.join("` or `"))))
        }
        word => Ok(word),
    }
}

/// Text in RFC 3339, a day, any form that front matter knows, or seconds since 1970; nothing for `null`.
pub(super) fn read(value: &Value, zone: &TimeZone) -> TeraResult<Option<Zoned>> {
    if value.is_none() {
        return Ok(None);
    }
    let moment = if let Some(seconds) = value.as_i64() {
        Timestamp::from_second(seconds).ok().map(|at| at.to_zoned(zone.clone()))
    } else if let Some(text) = value.as_str() {
        if matches!(text, "now" | "today") {
            return Err(Error::message(format!("`{text}` is no date: the same site must always give the same pages")));
        }
        Some(from_text(text, zone)?)
    } else {
        return Err(wrong_type("date", value));
    };
    moment.map(Some).ok_or_else(|| Error::message(format!("`{value}` is no date")))
}

fn from_text(text: &str, zone: &TimeZone) -> TeraResult<Zoned> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.to_zoned(zone.clone()));
    }
    if text.len() == 10
        && let Ok(day) = text.parse::<Date>()
        && let Ok(at) = day.to_zoned(zone.clone())
    {
        return Ok(at);
    }
    date::parse(text, zone).map_err(|no_date| Error::message(no_date.message))
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th` (`jekyll/filters/date_filters.rb`, `ordinal`).
fn ordinal_day(day: i8) -> String {
    let suffix = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{suffix}")
}

/// One `%` of a format: `%-d`, `%^b`, `%3N`, `%:z`.
#[derive(Default)]
struct Directive {
    /// `-`, `0` or `_`.
    padding: Option<char>,
    /// `^` or `#`.
    case: Option<char>,
    colons: usize,
    width: Option<usize>,
    conversion: char,
    /// As written.
    text: String,
}

/// `at` in Ruby's strftime (`Time#strftime`). What jiff writes differently is put in Ruby's words first.
pub(super) fn strftime(format: &str, at: &Zoned) -> Result<String, String> {
    let mut out = String::with_capacity(format.len() * 2);
    let mut rest = format.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut directive = Directive { text: "%".to_owned(), ..Directive::default() };
        loop {
            let Some(c) = rest.next() else {
                return Err(format!("`{}` at the end of the format is no date directive", directive.text));
            };
            directive.text.push(c);
            match c {
                '-' | '_' => directive.padding = Some(c),
                '0' if directive.width.is_none() => directive.padding = Some(c),
                '^' | '#' => directive.case = Some(c),
                ':' => directive.colons += 1,
                '0'..='9' => {
                    let digit = c as usize - '0' as usize;
                    let width = directive.width.unwrap_or(0) * 10 + digit;
                    if width > 99 {
                        return Err(format!("`{}` in the format asks for too many places", directive.text));
                    }
                    directive.width = Some(width);
                }
                'E' | 'O' => {}
                conversion => {
                    directive.conversion = conversion;
                    break;
                }
            }
        }
        out.push_str(&directive.write(at)?);
    }
    Ok(out)
}

impl Directive {
    fn write(&self, at: &Zoned) -> Result<String, String> {
        let long_form = match self.conversion {
            '%' => return Ok("%".to_owned()),
            'c' => "%a %b %e %H:%M:%S %Y",
            'x' | 'D' => "%m/%d/%y",
            'X' | 'T' => "%H:%M:%S",
            'r' => "%I:%M:%S %p",
            'R' => "%H:%M",
            'F' => "%Y-%m-%d",
            'v' => "%e-%^b-%Y",
            '+' => "%a %b %e %H:%M:%S %Z %Y",
            'L' => return Ok(self.fraction(at, 3)),
            'N' => return Ok(self.fraction(at, 9)),
            'C' => return Ok(self.number(i64::from(at.year()).div_euclid(100))),
            'y' => return Ok(self.number(i64::from(at.year()).rem_euclid(100))),
            'g' => return Ok(self.number(i64::from(at.date().iso_week_date().year()).rem_euclid(100))),
            'z' if self.colons <= 3 => return self.by_jiff(at, &format!("%{}z", ":".repeat(self.colons))),
            'A' | 'a' | 'B' | 'b' | 'd' | 'e' | 'G' | 'H' | 'h' | 'I' | 'j' | 'k' | 'l' | 'M' | 'm' | 'n' | 'P'
            | 'p' | 'S' | 's' | 't' | 'U' | 'u' | 'V' | 'W' | 'w' | 'Y' | 'Z'
                if self.colons == 0 =>
            {
                let padding = self.padding.map(String::from).unwrap_or_default();
                let width = self.width.map(|width| width.to_string()).unwrap_or_default();
                return self.by_jiff(at, &format!("%{padding}{width}{}", self.conversion));
            }
            _ => return Err(format!("`{}` in the format is no date directive", self.text)),
        };
        Ok(self.cased(strftime(long_form, at)?))
    }

    fn by_jiff(&self, at: &Zoned, format: &str) -> Result<String, String> {
        let text =
            strtime::format(format, at).map_err(|_| format!("`{}` in the format is no date directive", self.text))?;
        Ok(self.cased(text))
    }

    fn cased(&self, text: String) -> String {
        match self.case {
            Some('^') => text.to_uppercase(),
            // Ruby's `#` turns `AM` and `CET` to small letters and names to capitals.
            Some(_) if matches!(self.conversion, 'p' | 'Z') => text.to_lowercase(),
            Some(_) => text.to_uppercase(),
            None => text,
        }
    }

    /// The first digits of the second's fraction.
    fn fraction(&self, at: &Zoned, digits: usize) -> String {
        let nanoseconds = format!("{:09}", at.subsec_nanosecond());
        let digits = self.width.filter(|width| *width > 0).unwrap_or(digits);
        nanoseconds.chars().chain(std::iter::repeat('0')).take(digits).collect()
    }

    fn number(&self, number: i64) -> String {
        let width = self.width.unwrap_or(2);
        match self.padding {
            Some('-') => number.to_string(),
            Some('_') => format!("{number:width$}"),
            _ => format!("{number:0width$}"),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::super::tests::{check, check_error};
    use super::*;

    #[test]
    fn formats_are_rubys() {
        let at: Zoned = "2019-11-04T09:05:07.123456789+01:00[Europe/Berlin]".parse().unwrap();
        // Right-hand sides from Ruby 3.1, `Time.new(2019, 11, 4, 9, 5, 7.123456789r, "Europe/Berlin")`.
        for (format, expected) in [
            ("", ""),
            ("plain 日本", "plain 日本"),
            ("%Y-%m-%d", "2019-11-04"),
            ("%-d %b %Y", "4 Nov 2019"),
            ("%e %B %y", " 4 November 19"),
            ("%^b %^a %^B", "NOV MON NOVEMBER"),
            ("%#b %#p", "NOV am"),
            ("%I:%M %p", "09:05 AM"),
            ("%l:%M%P", " 9:05am"),
            ("%-I %k %-H", "9  9 9"),
            ("%L %N %3N %6N %12N", "123 123456789 123 123456 123456789000"),
            ("%c", "Mon Nov  4 09:05:07 2019"),
            ("%x %X %D %T %R %r", "11/04/19 09:05:07 11/04/19 09:05:07 09:05 09:05:07 AM"),
            ("%F %v", "2019-11-04  4-NOV-2019"),
            ("%z %:z %::z %Z", "+0100 +01:00 +01:00:00 CET"),
            ("%j %U %W %V %G %g %u %w", "308 44 44 45 2019 19 1 1"),
            ("%s", "1572854707"),
            ("%C %-y %_m %3d", "20 19 11 004"),
            ("100%% %n%t", "100% \n\t"),
            ("%h %a %A", "Nov Mon Monday"),
            ("%+", "Mon Nov  4 09:05:07 CET 2019"),
        ] {
            assert_eq!(strftime(format, &at).as_deref(), Ok(expected), "{format}");
        }
        for (format, expected) in [
            ("%", "`%` at the end"),
            ("%Q", "`%Q` in the format is no date directive"),
            ("%:d", "`%:d`"),
            ("%-", "`%-` at the end"),
            ("%99999999999999999999d", "too many places"),
            ("%é", "`%é`"),
        ] {
            let message = strftime(format, &at).unwrap_err();
            assert!(message.contains(expected), "{format}: {message}");
        }
    }

    #[test]
    fn dates_are_shown_in_the_sites_zone() {
        for (template, expected) in [
            (r#"{{ "2019-11-04" | date }}"#, "2019-11-04"),
            (r#"{{ "2019-11-04T23:30:00Z" | date(format="%F %R") }}"#, "2019-11-05 00:30"),
            (r#"{{ "2019-11-04T23:30:00-05:00" | date_to_xmlschema }}"#, "2019-11-05T05:30:00+01:00"),
            (r#"{{ "2019-07-04T12:00:00+02:00" | date_to_rfc822 }}"#, "Thu, 04 Jul 2019 12:00:00 +0200"),
            (r#"{{ 0 | date(format="%F %T") }}"#, "1970-01-01 01:00:00"),
            (r#"{{ "2019-11-01" | date_to_string(type="ordinal") }}"#, "1st Nov 2019"),
            (r#"{{ "2019-11-12" | date_to_string(type="ordinal", style="UK") }}"#, "12th Nov 2019"),
            (r#"{{ "2019-11-22" | date_to_string(type="ordinal", style="US") }}"#, "Nov 22nd, 2019"),
            (r#"{{ "2019-11-23" | date_to_long_string }}"#, "23 November 2019"),
            (r#"{{ "2019-11-23T23:30:00Z" | date_in_words }}"#, "24 November 2019"),
            (r#"{{ "2019-11-23" | date_in_words(form="short_day") }}"#, "23 Nov"),
            (r"{{ nothing | date_in_words }}", ""),
            (r"{{ nothing | date }}", ""),
        ] {
            check(template, expected);
        }
    }

    #[test]
    fn what_is_no_date_is_an_error() {
        for (template, expected) in [
            (r#"{{ "soon" | date }}"#, "`soon` is no date"),
            (r#"{{ "now" | date }}"#, "the same site must always give the same pages"),
            (r#"{{ "2019-11-04" | date(format="%Q") }}"#, "`%Q` in the format is no date directive"),
            (r#"{{ "2019-11-04" | date_to_string(type="roman") }}"#, "can only be `ordinal`"),
            (r#"{{ "2019-11-04" | date_in_words(form="months") }}"#, "can only be `day` or `short_day` or `month`"),
            (r"{{ posts | date }}", "expected `date` but got `list`"),
            (r"{{ 99999999999999 | date }}", "is no date"),
            (r"{{ nope | date }}", "undefined"),
        ] {
            check_error(template, expected);
        }
    }
}
