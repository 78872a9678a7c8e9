//! Days that are not the same everywhere: posts of the future, and posts near midnight.
//!
//! - Jekyll's classic build at GitHub publishes future posts (`future: true` in github/pages-gem), every other build leaves them
//!   out; and a site at rest is not built again when their hour comes.
//! - An address has the day of `date` in the site's zone. Where the file's name has another, links made by its name go wrong.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::content::post_name::PostName;
use crate::content::{Document, Kind};

use super::config::zone_name;
use super::{Finding, Patient};
use crate::command::report::plural;

/// Looks at the dates of posts.
pub(super) fn look(patient: &Patient) -> Vec<Finding> {
    let zone = &patient.site.config.time_zone;
    let posts: Vec<&Document> = patient
        .site
        .post_ids()
        .map(|id| patient.site.document(id))
        .filter(|post| post.kind == Kind::Post && post.published)
        .collect();
    let mut findings: Vec<Finding> = Vec::new();
    for post in &posts {
        let Some(date) = &post.date else { continue };
        if date.timestamp() > patient.now {
            findings.push(future(post, date, patient.now, patient.zone.as_ref()));
        }
    }
    let future = findings.len();
    let two_days: Vec<Finding> = posts.iter().filter_map(|post| two_days(post)).collect();
    for (what, more) in
        [("future posts", cut(&mut findings, patient.named)), ("posts", two_days.len().saturating_sub(patient.named))]
    {
        if what == "posts" {
            findings.extend(two_days.iter().take(patient.named).cloned());
        }
        if more > 0 {
            findings.push(Finding::note(
                format!("and {more} more {what} like these"),
                "`blogsite doctor --all` names them",
            ));
        }
    }
    let elsewhere: Vec<String> =
        posts.iter().filter(|post| is_elsewhere(post, zone)).map(|post| format!("`{}`", post.source)).collect();
    if !elsewhere.is_empty() {
        findings.push(Finding::note(
            format!("{} on another day in UTC: {}", falls(elsewhere.len()), patient.list(&elsewhere)),
            format!("keep `timezone: {}`: their addresses have the day there", zone_name(zone)),
        ));
    }
    if findings.is_empty() && future == 0 {
        findings.push(Finding::well("no post is dated in the future, none is of two days"));
    }
    findings
}

/// Keeps the first `named`; says how many those are that go.
fn cut(findings: &mut Vec<Finding>, named: usize) -> usize {
    let more = findings.len().saturating_sub(named);
    findings.truncate(named);
    more
}

fn falls(count: usize) -> String {
    if count == 1 { "1 post falls".to_owned() } else { format!("{} fall", plural(count, "post")) }
}

/// A post that is still to come. Where its author's clock says that its day has begun, the zone is what is wrong.
fn future(post: &Document, date: &Zoned, now: Timestamp, here: Option<&TimeZone>) -> Finding {
    let has_begun = here.is_some_and(|here| now.to_zoned(here.clone()).datetime() >= date.datetime());
    let when = format!("{} in {}", written(date), zone_name(date.time_zone()));
    let message = format!("`{}` is dated in the future: {when}", post.source);
    if has_begun {
        let zone = here.map(zone_name).unwrap_or_default();
        Finding::cure(
            message,
            format!("there it is earlier than in {zone}: write `timezone: {zone}`, or an earlier `date`"),
        )
    } else {
        Finding::note(
            message,
            "it is published by the first build after that: let one run then, or write another `date`",
        )
    }
}

/// A post whose file's name has another day than its address.
fn two_days(post: &Document) -> Option<Finding> {
    let name = PostName::parse(post.source.file_name())?;
    let (named, date) = (name.date?, post.date.as_ref()?);
    if named == date.date() {
        return None;
    }
    let message =
        format!("`{}` is of {} in {}, by its `date`", post.source, written(date), zone_name(date.time_zone()));
    let cure =
        format!("name it `{}-{}.{}`: that is the day in its address", date.date(), name.slug, post.source.extension());
    // Where `date` begins with the day of the name, the zone alone makes another of it.
    let text = post.values.get("date").and_then(serde_yaml::Value::as_str).unwrap_or_default();
    let is_zone = text.starts_with(&named.to_string());
    Some(if is_zone { Finding::cure(message, cure) } else { Finding::note(message, cure) })
}

/// Whether the day would be another if the zone were not known, as on a machine that builds in UTC.
fn is_elsewhere(post: &Document, zone: &TimeZone) -> bool {
    post.date.as_ref().is_some_and(|date| {
        *zone != TimeZone::UTC && has_time(date) && date.with_time_zone(TimeZone::UTC).date() != date.date()
    })
}

fn has_time(date: &Zoned) -> bool {
    date.time() != Time::midnight()
}

fn written(date: &Zoned) -> String {
    date.strftime(if has_time(date) { "%F %R" } else { "%F" }).to_string()
}
