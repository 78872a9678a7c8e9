//! `timezone`: the zone in which dates without one are meant.

use jiff::tz::TimeZone;

use super::fields::Fields;
use crate::diagnostic::nearest;

/// The zone named; UTC where none is. The machine's own is never asked.
pub(super) fn read(fields: &mut Fields<'_>) -> TimeZone {
    let Some(name) = fields.text("timezone") else { return TimeZone::UTC };
    let name = name.trim();
    if let Ok(zone) = TimeZone::get(name) {
        return zone;
    }
    let hint = match likely(name) {
        Some(zone) => format!("write `timezone: {zone}`"),
        None => "write an IANA name, as in `timezone: Europe/Berlin`".to_owned(),
    };
    fields.wrong("timezone", format!("`{name}` is no time zone"), hint);
    TimeZone::UTC
}

/// The zone `name` was most likely meant to be: one slip off, or a city without its continent.
fn likely(name: &str) -> Option<String> {
    let mut names: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    names.sort_unstable();
    let plain = name.replace(' ', "_");
    let city = |zone: &str| zone.rsplit('/').next().unwrap_or(zone).to_owned();
    let by_city = names.iter().find(|zone| zone.contains('/') && city(zone).eq_ignore_ascii_case(&plain));
    let nearest_city = || {
        let cities: Vec<(String, &String)> =
            names.iter().filter(|zone| zone.contains('/')).map(|z| (city(z), z)).collect();
        let near = nearest(&plain, cities.iter().map(|(city, _)| city.as_str()))?.to_owned();
        cities.iter().find(|(city, _)| *city == near).map(|(_, zone)| (*zone).clone())
    };
    let last = plain.rsplit('/').next().unwrap_or(&plain);
    let other_continent =
        || names.iter().find(|zone| plain.contains('/') && city(zone).eq_ignore_ascii_case(last)).cloned();
    by_city
        .cloned()
        .or_else(|| nearest(&plain, names.iter().map(String::as_str)).map(str::to_owned))
        .or_else(other_continent)
        .or_else(nearest_city)
}
