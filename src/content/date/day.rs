//! The day of a date.

use jiff::civil::Date;

use super::{NoDate, digits, number, word};
use crate::content::post_name::full_year;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A day as written; in `Wed May 6 10:00:00 2020` the year is still to come.
#[derive(Clone, Debug)]
pub(super) struct Day<'a> {
    year: Option<&'a str>,
    month: i64,
    of_month: i64,
    order: Order,
}

/// Which of month and day was written first, for the words of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    MonthFirst,
    DayFirst,
    /// The month is a word.
    Named,
}

/// Reads the day `text` starts with; what follows it comes back too.
pub(super) fn read(text: &str) -> Result<(Day<'_>, &str), NoDate> {
    let rest = after_weekday(text);
    let unreadable = || NoDate::unreadable(text);
    if let Some((month, rest)) = month_name(rest) {
        return month_first(text, month, rest);
    }
    let (first, rest) = digits(rest, 8).ok_or_else(unreadable)?;
    if first.len() == 8 {
        let day = Day {
            year: first.get(..4),
            month: number(&first[4..6]),
            of_month: number(&first[6..]),
            order: Order::MonthFirst,
        };
        return Ok((day, rest));
    }
    if first.len() > 4 {
        return Err(unreadable());
    }
    if let Some(separator @ ('-' | '/' | '.')) = rest.chars().next()
        && !rest[1..].starts_with(' ')
    {
        return separated(text, first, separator, &rest[1..]);
    }
    if rest.is_empty() && first.len() == 4 {
        return Err(no_day(text, first, 1));
    }
    spaced(text, first, rest)
}

/// `May 6, 2020`, `May 6 10:00:00 2020`, `May 2020`.
fn month_first<'a>(text: &'a str, month: i64, rest: &'a str) -> Result<(Day<'a>, &'a str), NoDate> {
    let unreadable = || NoDate::unreadable(text);
    let (day, rest) = digits(blanks_and(rest, &['.', ',']), 4).ok_or_else(unreadable)?;
    if day.len() > 2 {
        return Err(if rest.is_empty() { no_day(text, day, month) } else { unreadable() });
    }
    let rest = after_ordinal(rest);
    let found = Day { year: None, month, of_month: number(day), order: Order::Named };
    match year(blanks_and(rest, &[','])) {
        Some((year, rest)) => Ok((Day { year: Some(year), ..found }, rest)),
        None => Ok((found, rest)),
    }
}

/// `2020-05-06`, `06/05/2020`, `6-May-2020`, `20-01-09`.
fn separated<'a>(text: &'a str, first: &'a str, separator: char, rest: &'a str) -> Result<(Day<'a>, &'a str), NoDate> {
    let unreadable = || NoDate::unreadable(text);
    let (middle, named, rest) = if let Some((month, rest)) = month_name(rest) {
        (month, true, rest)
    } else {
        let (middle, rest) = digits(rest, 2).ok_or_else(unreadable)?;
        (number(middle), false, rest)
    };
    let Some((last, rest)) = rest.strip_prefix(separator).and_then(|rest| digits(rest, 4)) else {
        return Err(if rest.is_empty() && first.len() == 4 { no_day(text, first, middle) } else { unreadable() });
    };
    let (year, day, order) = match (first.len(), last.len()) {
        (3 | 4, 1 | 2) => (first, last, Order::MonthFirst),
        (1 | 2, 3 | 4) => (last, first, Order::DayFirst),
        (2, 1 | 2) if separator == '-' && !named => (first, last, Order::MonthFirst),
        (1 | 2, 2) if named => (last, first, Order::DayFirst),
        (1 | 2, 1 | 2) => {
            let message = format!("`{text}` can be read in more than one way");
            return Err(NoDate { message, ..unreadable() });
        }
        _ => return Err(unreadable()),
    };
    let order = if named { Order::Named } else { order };
    Ok((Day { year: Some(year), month: middle, of_month: number(day), order }, rest))
}

/// `6 May 2020`, `6th of May, 2020`, `2020 May 6`.
fn spaced<'a>(text: &'a str, first: &'a str, rest: &'a str) -> Result<(Day<'a>, &'a str), NoDate> {
    let unreadable = || NoDate::unreadable(text);
    let rest = blanks_and(after_ordinal(rest), &['.']);
    let rest = rest.strip_prefix("of ").unwrap_or(rest);
    let (month, rest) = month_name(rest).ok_or_else(unreadable)?;
    let rest = blanks_and(rest, &['.', ',']);
    if first.len() == 4 {
        let Some((day, rest)) = digits(rest, 2) else { return Err(no_day(text, first, month)) };
        return Ok((Day { year: Some(first), month, of_month: number(day), order: Order::Named }, after_ordinal(rest)));
    }
    let found = Day { year: None, month, of_month: number(first), order: Order::Named };
    match year(rest) {
        Some((year, rest)) => Ok((Day { year: Some(year), ..found }, rest)),
        None => Ok((found, rest)),
    }
}

/// A year, which must not be the hour of a time.
fn year(rest: &str) -> Option<(&str, &str)> {
    let (year, after) = digits(rest, 4)?;
    (year.len() != 1 && year.len() != 3 && !after.starts_with(':')).then_some((year, after))
}

impl Day<'_> {
    /// The day itself; `rest` is what is left of the text, and must be the year where that is still missing.
    pub(super) fn finish(self, text: &str, rest: &str) -> Result<Date, NoDate> {
        let (digits, rest) = match self.year {
            Some(year) => (year, rest),
            None => year(rest.trim_start()).ok_or_else(|| NoDate::unreadable(text))?,
        };
        if !rest.trim().is_empty() {
            return Err(NoDate::unreadable(text));
        }
        let year = full_year(digits);
        let Some(month) = self.month.checked_sub(1).and_then(|month| MONTHS.get(usize::try_from(month).ok()?)) else {
            return Err(self.no_month(text, year));
        };
        let last = i8::try_from(self.month).ok().and_then(|m| Date::new(year, m, 1).ok()).map(Date::last_of_month);
        let Some(last) = last else { return Err(NoDate::unreadable(text)) };
        match i8::try_from(self.of_month).ok().and_then(|day| last.with().day(day).build().ok()) {
            Some(date) => Ok(date),
            None if self.of_month == 0 => Err(NoDate::new(text, "there is no day 0")),
            None => {
                let fault = NoDate::new(text, &format!("{month} {year} has {} days", last.day()));
                Err(fault.write(&last.to_string()))
            }
        }
    }

    /// A month beyond the twelve; often it is the day.
    fn no_month(&self, text: &str, year: i16) -> NoDate {
        let why = if self.order == Order::DayFirst { ", because the day comes first" } else { "" };
        let fault = NoDate::new(text, &format!("there is no month {}{why}", self.month));
        let (month, day) = (i8::try_from(self.of_month).unwrap_or(0), i8::try_from(self.month).unwrap_or(0));
        match Date::new(year, month, day) {
            Ok(swapped) => fault.write(&swapped.to_string()),
            Err(_) => fault,
        }
    }
}

/// A month without a day.
fn no_day(text: &str, year: &str, month: i64) -> NoDate {
    let fault = NoDate { message: format!("`{text}` names no day"), ..NoDate::unreadable(text) };
    if (1..=12).contains(&month) && year.len() == 4 { fault.write(&format!("{year}-{month:02}-01")) } else { fault }
}

/// `text` without a weekday in front: `Wed, `, `Wednesday `.
fn after_weekday(text: &str) -> &str {
    let (name, rest) = word(text);
    if is_name(name, &WEEKDAYS).is_some() { blanks_and(rest, &['.', ',']) } else { text }
}

/// The month `text` starts with, in full or shortened to three letters or more, counted from 1.
fn month_name(text: &str) -> Option<(i64, &str)> {
    let (name, rest) = word(text);
    Some((is_name(name, &MONTHS)?, rest))
}

fn is_name(name: &str, names: &[&str]) -> Option<i64> {
    if name.len() < 3 {
        return None;
    }
    let starts = |full: &&str| full.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let at = names.iter().position(starts)?;
    i64::try_from(at + 1).ok()
}

fn after_ordinal(rest: &str) -> &str {
    let (suffix, after) = word(rest);
    if ["st", "nd", "rd", "th"].iter().any(|known| suffix.eq_ignore_ascii_case(known)) { after } else { rest }
}

/// `rest` without blanks and the marks given.
fn blanks_and<'a>(rest: &'a str, marks: &[char]) -> &'a str {
    rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || marks.contains(&c))
}
