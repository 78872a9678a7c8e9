//! `blogsite doctor`: what makes a site that is right here wrong out there, in one screen, each with its cure.
//!
//! 1. The site is loaded with everything in it, and the repository it lies in is found, if git is there.
//! 2. Seven rooms of the site are looked at, each by a file here: [`config`], [`texts`], [`dates`], [`host`], [`workflows`],
//!    [`files`], and what loading said of the contents.
//! 3. Each says what it found, or in a line that all is well.

mod config;
mod dates;
mod files;
mod host;
mod texts;
mod workflows;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::{Options, Site};
use crate::source::DiskTree;

use super::cli::Doctor;
use super::git::Repository;
use super::report::{self, Count, plural};
use super::{CommandError, Outcome, clock, walk};

/// How many posts or files a finding names before it only counts them.
const NAMED: usize = 5;
/// What Jekyll reads, and nothing here does.
const LEFT_BY_JEKYLL: [&str; 6] = ["Gemfile", "Gemfile.lock", "_layouts/", "_includes/", "_sass/", "_plugins/"];

/// What is looked at.
struct Patient {
    source: PathBuf,
    tree: DiskTree,
    /// With drafts, future posts and everything else.
    site: Site,
    /// What loading it said, weighed.
    problems: Vec<Diagnostic>,
    repository: Option<Repository>,
    now: Timestamp,
    /// The machine's zone, if it says one.
    zone: Option<jiff::tz::TimeZone>,
    named: usize,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// Nothing is wrong.
    Well,
    /// Worth knowing.
    Note,
    /// To be cured.
    Cure,
}

/// One thing that was found, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    weight: Weight,
    message: String,
    /// What to do; empty where there is nothing.
    cure: String,
}

impl Finding {
    fn well(message: impl Into<String>) -> Self {
        Self { weight: Weight::Well, message: message.into(), cure: String::new() }
    }

    fn note(message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { weight: Weight::Note, message: message.into(), cure: cure.into() }
    }

    fn cure(message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { weight: Weight::Cure, message: message.into(), cure: cure.into() }
    }
}

/// Runs the command.
pub fn run(arguments: &Doctor) -> Result<Outcome, CommandError> {
    let patient = Patient::admit(arguments)?;
    let areas: [(&str, Vec<Finding>); 7] = [
        ("config", config::look(&patient)),
        ("contents", contents(&patient)),
        ("texts", texts::look(&patient)?),
        ("dates", dates::look(&patient)),
        ("host", host::look(&patient)),
        ("workflow", workflows::look(&patient)),
        ("files", files::look(&patient)?),
    ];
    for (area, findings) in &areas {
        for finding in findings {
            say(area, finding);
        }
    }
    let cures =
        areas.iter().flat_map(|(_, findings)| findings).filter(|finding| finding.weight == Weight::Cure).count();
    report::say(&if cures == 0 { "\nall well".to_owned() } else { format!("\n{} to cure", plural(cures, "thing")) });
    Ok(if cures == 0 { Outcome::Done } else { Outcome::SiteHasErrors })
}

impl Patient {
    fn admit(arguments: &Doctor) -> Result<Self, CommandError> {
        let source = arguments.source.clone();
        let tree = walk::open_unmoved(&source)?;
        let now = clock::now();
        let options = Options { drafts: true, future: true, unpublished: true, ..Options::at(now) };
        let (site, problems) = Site::load(&tree, &options)?;
        let problems = site.config.levels.clone().apply(problems);
        let repository = Repository::of(&source);
        let zone = clock::zone_name().and_then(|name| jiff::tz::TimeZone::get(&name).ok());
        let named = if arguments.all { usize::MAX } else { NAMED };
        Ok(Self { source, tree, site, problems, repository, now, zone, named })
    }

    /// `a, b and 3 more`, all with `--all`.
    fn list(&self, names: &[String]) -> String {
        let shown = names.get(..self.named).unwrap_or(names).join(", ");
        match names.len().saturating_sub(self.named) {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    }

    /// The topmost folder of the repository, else the site's.
    fn root(&self) -> &Path {
        self.repository.as_ref().map_or(&self.source, |repository| &repository.root)
    }
}

fn say(area: &str, finding: &Finding) {
    let mark = match finding.weight {
        Weight::Well => "ok  ",
        Weight::Note => "note",
        Weight::Cure => "CURE",
    };
    report::say(&format!("{mark}  {area:<8}  {}", finding.message));
    if !finding.cure.is_empty() {
        report::say(&format!("                {}", finding.cure));
    }
}

/// What Jekyll left at the root, and nothing reads any more; as long as its posts are there, that is not the time to remove it.
fn of_jekyll(patient: &Patient) -> Option<Finding> {
    let is_left = |name: &&str| {
        let place = patient.source.join(name.trim_end_matches('/'));
        place.is_dir() || std::fs::read_to_string(place).is_ok_and(|gems| gems.contains("jekyll"))
    };
    let left: Vec<String> = LEFT_BY_JEKYLL.into_iter().filter(is_left).map(|name| format!("`{name}`")).collect();
    (!left.is_empty() && !patient.source.join("_posts").is_dir()).then(|| {
        Finding::note(
            format!("left by Jekyll, and not read: {}", left.join(", ")),
            "remove what you want nothing of any more",
        )
    })
}

/// What loading the site said, but for its configuration.
fn contents(patient: &Patient) -> Vec<Finding> {
    let site = &patient.site;
    let others: Vec<Diagnostic> =
        patient.problems.iter().filter(|problem| !config::is_of_config(problem)).cloned().collect();
    let count = Count::of(&others);
    let all = format!("{}, {}", plural(site.posts, "post"), plural(site.documents.len() - site.posts, "page"));
    let first = |severity| {
        let found = others.iter().find(|problem| problem.severity == severity)?;
        let place = found.span.as_ref().map(|span| format!("`{}`: ", span.path)).unwrap_or_default();
        Some(format!("{place}{}", found.message))
    };
    let mut findings = Vec::new();
    for folder in ["_posts", "_drafts"].iter().filter(|folder| patient.source.join(folder).is_dir()) {
        let message = format!("`{folder}/` is not read: it must be in `content/`");
        findings.push(Finding::cure(message, "`blogsite init` says what has to be moved"));
    }
    findings.extend(of_jekyll(patient));
    for (severity, count, noun) in
        [(Severity::Error, count.errors, "error"), (Severity::Warning, count.warnings, "warning")]
    {
        let Some(first) = first(severity) else { continue };
        let message = format!("{} in front matter and addresses: {first}", plural(count, noun));
        let cure = "`blogsite check` shows all, with their lines";
        findings.push(if severity == Severity::Error {
            Finding::cure(message, cure)
        } else {
            Finding::note(message, cure)
        });
    }
    if findings.is_empty() {
        findings.push(Finding::well(all));
    }
    findings
}
