//! What is said in the terminal: where the site is, then a line for every change.

use std::net::TcpListener;
use std::time::Duration;

use crate::command::build;
use crate::command::cli::{Format, Serve};
use crate::command::report::{self, Count, plural};
use crate::diagnostic::Diagnostic;
use crate::site::Change;

use super::blog::{Blog, Effect};
use super::port;

/// How many of the pages that changed are made at once to see what is wrong with them.
const LOOKED_AT: usize = 20;

/// Says where the site is served; gives back the address.
pub(super) fn start(
    arguments: &Serve,
    blog: &Blog,
    listener: &TcpListener,
    taken: Option<u16>,
    elapsed: Duration,
) -> String {
    let version = blog.current();
    let bound = listener.local_addr().ok();
    let port = bound.map_or(arguments.port, |address| address.port());
    let is_open = bound.is_some_and(|address| !address.ip().is_loopback());
    let everywhere = bound.is_some_and(|address| address.ip().is_unspecified());
    let host = if everywhere { "127.0.0.1" } else { arguments.host.as_str() };
    let address = format!("http://{}{}/", port::shown(host, port), version.site.config.base_path);

    let problems = blog.levels(&version).apply(version.problems.clone());
    report::print(&problems, blog.source(), &|path| version.text_of(path));
    if let Some(taken) = taken {
        let holder = port::holder(taken).map(|holder| format!(" by {holder}")).unwrap_or_default();
        report::note(&format!("port {taken} is taken{holder}; this is the next free one"));
    }
    if is_open {
        let whom = if everywhere { "every machine in your networks" } else { "other machines" };
        report::note(&format!(
            "warning: {whom} can read the site at port {port}, drafts and future posts among it if you show them; \
             nothing else in your folders is served"
        ));
    }
    if !arguments.quiet {
        build::say_left_out(&version.site, arguments.verbose, "show", Format::Human);
        let pages = version.site.documents.len() - version.site.posts;
        let documents = format!("{}, {}", plural(version.site.posts, "post"), plural(pages, "page"));
        report::say(&format!("serving {documents} at {address} after {:.2} s (Ctrl-C ends it)", elapsed.as_secs_f64()));
    }
    address
}

/// What was said of problems.
#[derive(Default)]
pub(super) struct Said {
    problems: Vec<Diagnostic>,
}

impl Said {
    /// Says what changed, what that did, how long it took, and what is wrong now that was not before.
    pub(super) fn change(&mut self, blog: &Blog, effect: &Effect, elapsed: Duration, quiet: bool) {
        let version = &effect.version;
        let mut problems = version.problems.clone();
        let routes = &version.site.routes;
        for source in effect.change.edited.iter().chain(&effect.change.added).take(LOOKED_AT) {
            if let Some(id) = routes.by_source(source) {
                problems.extend(version.problems_of(id, routes.get(id)).iter().cloned());
            }
        }
        let problems = blog.levels(version).apply(problems);
        let new: Vec<Diagnostic> =
            problems.iter().filter(|problem| !self.problems.contains(problem)).cloned().collect();
        report::print(&new, blog.source(), &|path| version.text_of(path));
        if !quiet {
            report::say(&format!(
                "{}: {} in {:.1} ms; {}",
                what(effect),
                done(effect),
                elapsed.as_secs_f64() * 1000.0,
                Count::of(&problems).describe()
            ));
        }
        self.problems = problems;
    }
}

/// `content/posts/2019-11-04-LewisGaul.md`, `3 files`.
fn what(effect: &Effect) -> String {
    let Change { edited, added, removed, renamed, is_configured, is_data, .. } = &effect.change;
    if let ([(from, to)], [_], [_], []) = (renamed.as_slice(), added.as_slice(), removed.as_slice(), edited.as_slice())
    {
        return format!("{from} → {to}");
    }
    let mut names: Vec<String> = edited.iter().map(|path| format!("{path} changed")).collect();
    names.extend(added.iter().map(|path| format!("{path} added")));
    names.extend(removed.iter().map(|path| format!("{path} removed")));
    let config = is_configured.then(|| "_config.yml changed".to_owned());
    let data = is_data.then(|| "data changed".to_owned());
    let is_alone = !is_configured && effect.are_templates_new;
    let templates = is_alone.then(|| "templates changed".to_owned());
    names.extend([config, data, templates].into_iter().flatten());
    match names.as_slice() {
        [] => "configuration or data".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first}, {} more", rest.len()),
    }
}

/// What a change made necessary.
fn done(effect: &Effect) -> &'static str {
    let Change { is_indexed, is_configured, edited, .. } = &effect.change;
    if *is_configured {
        "everything read again"
    } else if *is_indexed {
        "site indexed again"
    } else if effect.are_templates_new {
        "templates read again"
    } else if edited.is_empty() {
        "kept as it was"
    } else {
        "served anew"
    }
}
