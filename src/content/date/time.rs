//! The time of day and the zone of a date.

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};

use super::{NoDate, digits, number, word};

/// A time of day, and the zone it was written with.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Midnight if none was written.
    pub(super) time: Time,
    /// The zone written behind it, if any.
    pub(super) zone: Option<TimeZone>,
}

/// Reads what follows a day in `text`: time, zone, both or nothing. What is left comes back: the year in
/// `May 6 10:00:00 UTC 2020`.
pub(super) fn read<'a>(text: &'a str, rest: &'a str) -> Result<(Clock, &'a str), NoDate> {
    let (after, spaced) = after_separator(rest);
    let (time, rest) = if let Some((hour, after_hour)) = digits(after, 6).filter(|_| spaced) {
        of_day(text, hour, after_hour)?.unwrap_or((Time::midnight(), rest))
    } else {
        (Time::midnight(), rest)
    };
    let (zone, rest) = zone(text, rest)?;
    Ok((Clock { time, zone }, rest))
}

/// `rest` without what may stand between day and time (`T`, blanks, `,`, `at`), and whether there was any.
fn after_separator(rest: &str) -> (&str, bool) {
    let trimmed = rest.trim_start_matches([' ', '\t', ',']);
    let (first, after) = word(trimmed);
    match first {
        "T" | "t" if after.starts_with(|c: char| c.is_ascii_digit()) => (after, true),
        "at" | "At" => (after.trim_start(), true),
        _ => (trimmed, trimmed.len() < rest.len()),
    }
}

/// A time that starts with the digits `hour`; nothing if they are none (a year, say).
fn of_day<'a>(text: &'a str, hour: &'a str, rest: &'a str) -> Result<Option<(Time, &'a str)>, NoDate> {
    let mut parts = [0_i64; 3];
    let mut nanoseconds = 0;
    let mut rest = rest;
    match hour.len() {
        1 | 2 if rest.starts_with(':') => {
            parts[0] = number(hour);
            for part in &mut parts[1..] {
                let Some((digits, after)) = rest.strip_prefix(':').and_then(|rest| digits(rest, 2)) else { break };
                (*part, rest) = (number(digits), after);
            }
            if rest.starts_with(':') {
                return Err(NoDate::unreadable(text));
            }
            (nanoseconds, rest) = fraction(rest);
        }
        1 | 2 if half(rest).is_some() => parts[0] = number(hour),
        4 | 6 if text.contains(['T', 't']) => {
            for (part, pair) in parts.iter_mut().zip(hour.as_bytes().chunks(2)) {
                *part = number(std::str::from_utf8(pair).unwrap_or_default());
            }
        }
        _ => return Ok(None),
    }
    let written = parts[0];
    if let Some((half, after)) = half(rest) {
        if !(1..=12).contains(&written) {
            return Err(no_such_half(text, written, half, rest));
        }
        parts[0] = written % 12 + if half == Half::Pm { 12 } else { 0 };
        rest = after;
    }
    let time = checked(text, parts, nanoseconds)?;
    Ok(Some((time, rest)))
}

fn checked(text: &str, [hour, minute, second]: [i64; 3], nanoseconds: i32) -> Result<Time, NoDate> {
    if hour == 24 && minute == 0 && second == 0 {
        let fault = NoDate::new(text, "the day ends before 24:00");
        let day = super::day::read(text).ok().and_then(|(day, _)| day.finish(text, "").ok());
        let next = day.and_then(|day| day.tomorrow().ok());
        return Err(next.map_or(fault.clone(), |next| fault.write(&format!("{next} 00:00"))));
    }
    if hour > 23 {
        return Err(NoDate::new(text, &format!("there is no hour {hour}")));
    }
    if minute > 59 {
        return Err(NoDate::new(text, &format!("there is no minute {minute}")));
    }
    if second > 60 {
        return Err(NoDate::new(text, &format!("there is no second {second}")));
    }
    // A leap second is the one before it, as jiff reads it.
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    Time::new(part(hour), part(minute), part(second.min(59)), nanoseconds).map_err(|_| NoDate::unreadable(text))
}

/// `.123` or `,5` as nanoseconds; more than nine digits are cut.
fn fraction(rest: &str) -> (i32, &str) {
    let Some(after) = rest.strip_prefix(['.', ',']) else { return (0, rest) };
    let length = after.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return (0, rest);
    }
    let nanoseconds = format!("{:0<9}", &after[..length.min(9)]).parse().unwrap_or(0);
    (nanoseconds, &after[length..])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

/// `am`, `PM`, `p.m.`.
fn half(rest: &str) -> Option<(Half, &str)> {
    let start = rest.trim_start();
    let known = [("a.m.", Half::Am), ("p.m.", Half::Pm), ("am", Half::Am), ("pm", Half::Pm)];
    let (form, half) =
        known.iter().find(|(form, _)| start.get(..form.len()).is_some_and(|s| s.eq_ignore_ascii_case(form)))?;
    let after = &start[form.len()..];
    (!after.starts_with(|c: char| c.is_alphanumeric())).then_some((*half, after))
}

fn no_such_half(text: &str, hour: i64, half: Half, rest: &str) -> NoDate {
    let name = if half == Half::Am { "am" } else { "pm" };
    let fault = NoDate::new(text, &format!("there is no {hour} o'clock {name}"));
    let without = text.strip_suffix(rest).map(str::trim_end);
    match without {
        Some(without) if hour < 24 && half == Half::Pm => fault.write(without),
        _ => fault,
    }
}

/// Zones that mail headers know by name (RFC 2822, section 4.3), in hours.
const MAIL_ZONES: [(&str, i8); 8] =
    [("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7)];

/// A zone, if one follows: `Z`, `UTC`, `+0100`, `+01:00`, `GMT+1`, `PST`, `Europe/Berlin`, `[Europe/Berlin]`.
fn zone<'a>(text: &str, rest: &'a str) -> Result<(Option<TimeZone>, &'a str), NoDate> {
    let start = rest.trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '-' | '+');
    let end = start.find(|c: char| !is_name(c)).unwrap_or(start.len());
    let (written, after) = start.split_at(end);
    let name = word(written).0;
    let offset_at = match name {
        "UTC" | "GMT" | "UT" | "Z" | "utc" | "gmt" | "z" => name.len(),
        _ => 0,
    };
    let tail = start.get(offset_at..).unwrap_or_default();
    if let Some((offset, after)) = offset(tail) {
        let offset = offset.ok_or_else(|| NoDate::new(text, "an offset is at most 25 hours and 59 minutes"))?;
        return Ok((Some(offset.to_time_zone()), after_comment(after)));
    }
    if offset_at > 0 && offset_at == written.len() {
        return Ok((Some(TimeZone::UTC), after_comment(after)));
    }
    if name.is_empty() {
        return Ok((None, rest));
    }
    if let Some((_, hours)) = MAIL_ZONES.iter().find(|(known, _)| *known == written) {
        return Ok((Offset::from_hours(*hours).ok().map(Offset::to_time_zone), after));
    }
    match TimeZone::get(written) {
        Ok(zone) => Ok((Some(zone), after)),
        Err(_)
            if start.len() < rest.len()
                && (written.contains('/') || written.bytes().all(|b| b.is_ascii_uppercase())) =>
        {
            let fault = NoDate::new(text, &format!("`{written}` is no known zone"));
            Err(NoDate { hint: Some("write the offset, as in `+01:00`".to_owned()), ..fault })
        }
        Err(_) => Err(NoDate::unreadable(text)),
    }
}

/// `+0100`, `-05:30`, `+2`; the inner nothing is an offset too large to be one.
fn offset(text: &str) -> Option<(Option<Offset>, &str)> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 6)?;
    let (hours, mut minutes, mut rest) = match hours.len() {
        1 | 2 => (number(hours), 0, rest),
        4 | 6 => (number(&hours[..2]), number(&hours[2..4]), rest),
        _ => return None,
    };
    if let Some((more, after)) = rest.strip_prefix(':').and_then(|rest| digits(rest, 2)) {
        (minutes, rest) = (number(more), after);
    }
    let seconds = sign * (hours * 3600 + minutes * 60);
    let offset =
        (minutes < 60).then(|| i32::try_from(seconds).ok().and_then(|s| Offset::from_seconds(s).ok())).flatten();
    Some((offset, rest))
}

/// Drops what repeats an offset in words: `(CEST)`, `[Europe/Berlin]`.
fn after_comment(rest: &str) -> &str {
    let start = rest.trim_start();
    let close = match start.as_bytes().first() {
        Some(b'(') => ')',
        Some(b'[') => ']',
        _ => return rest,
    };
    start.find(close).map_or(rest, |end| &start[end + 1..])
}
