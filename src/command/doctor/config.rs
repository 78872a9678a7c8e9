//! `_config.yml`: whether it is understood, and says what others build on.

use jiff::tz::TimeZone;

use crate::config::CONFIG_FILE;
use crate::diagnostic::{Diagnostic, Severity};

use super::{Finding, Patient};
use crate::command::clock;

/// Whether a problem is one of the configuration.
pub(super) fn is_of_config(problem: &Diagnostic) -> bool {
    problem.span.as_ref().is_some_and(|span| span.path.as_str() == CONFIG_FILE)
}

/// Looks at the configuration.
pub(super) fn look(patient: &Patient) -> Vec<Finding> {
    let config = &patient.site.config;
    let mut findings: Vec<Finding> =
        patient.problems.iter().filter(|problem| is_of_config(problem)).map(of_problem).collect();
    if !patient.source.join(CONFIG_FILE).is_file() {
        findings.push(Finding::note(format!("there is no `{CONFIG_FILE}`"), "`blogsite init` writes one"));
    } else if config.title.is_empty() && !config.places.contains_key("title") {
        findings.push(Finding::note("the site has no title", "write `title: …` into `_config.yml`"));
    }
    if !config.places.contains_key("timezone") {
        let here = clock::zone_name().unwrap_or_else(|| "Europe/Berlin".to_owned());
        findings.push(Finding::note(
            "dates are meant in UTC: there is no `timezone`",
            format!("write `timezone: {here}` if they are meant there; addresses of posts with a time may change"),
        ));
    }
    if findings.is_empty() {
        let title = if config.title.is_empty() { "without a title".to_owned() } else { format!("`{}`", config.title) };
        findings.push(Finding::well(format!("{title}, dates in {}", zone_name(&config.time_zone))));
    }
    findings
}

fn of_problem(problem: &Diagnostic) -> Finding {
    let cure = problem.hints.join("; ");
    if problem.severity == Severity::Error {
        Finding::cure(problem.message.as_str(), cure)
    } else {
        Finding::note(problem.message.as_str(), cure)
    }
}

/// `Europe/Berlin`
pub(super) fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}
