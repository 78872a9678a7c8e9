//! All templates → Tera, however many of them are wrong.
//!
//! Tera stops at the first error (of one kind) and then has nothing. So:
//!
//! 1. the user's texts take the place of the theme's;
//! 2. Tera is given all of them; if it takes them, that is all;
//! 3. otherwise what it names is reported and set aside: the theme's text of that name takes its place, or a stand-in that
//!    shows the content and nothing else;
//! 4. again from 2, without reporting what is wrong only because something was set aside.
//!
//! A user's `base.html` need not have all the blocks that the theme's other templates fill, only `main`: the others are
//! added where nothing shows them, and their absence is a warning.
//!
//! Each round sets something aside or adds a block, so there is an end to it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::faults::{self, Fault, Names, nearest_template};
use super::references::{self, Kind, Reference, Tangle};
use super::{FOLDER, Origin, Services, Source, Templates, filters, functions, gaps, theme};
use crate::address::SourcePath;
use crate::diagnostic::Diagnostic;

/// Endings of files that are templates; others in the folder are none of ours.
const ENDINGS: &[&str] = &["html", "htm", "xml", "txt", "json", "css", "js", "md"];

/// What stands in for a template that was set aside and has no namesake in the theme.
const STAND_IN: &str = "{% if content is defined %}{{ content }}{% endif %}";

pub(super) fn load(overrides: Vec<(SourcePath, String)>, services: Services) -> (Templates, Vec<Diagnostic>) {
    let mut empty = Tera::default();
    let services = Arc::new(services);
    filters::register(&mut empty, &services);
    functions::register(&mut empty, &services);
    let mut loader =
        Loader { sources: sources(overrides), aside: BTreeSet::new(), unused: BTreeMap::new(), problems: Vec::new() };
    // Each round but the last sets a template aside or adds a block of the theme's.
    let rounds = loader.sources.len() * 2 + 16;
    for _ in 0..rounds {
        match loader.attempt(&empty) {
            Ok(tera) => return loader.finished(tera),
            Err(faults) => {
                if !loader.mend(faults) {
                    break;
                }
            }
        }
    }
    // Nothing that was blamed could be mended: without the user's templates the theme's always stand.
    let all: Vec<String> = loader.sources.keys().cloned().collect();
    loader.aside.extend(all);
    let tera = loader.attempt(&empty).unwrap_or(empty);
    loader.finished(tera)
}

fn sources(overrides: Vec<(SourcePath, String)>) -> BTreeMap<String, Source> {
    let mut sources: BTreeMap<String, Source> = theme::templates()
        .map(|(name, text)| (name.to_owned(), Source { text: text.to_owned(), offset: 0, origin: Origin::Theme }))
        .collect();
    for (path, text) in overrides {
        let name = path.under(FOLDER).unwrap_or(path.as_str()).to_owned();
        if ENDINGS.contains(&path.extension().to_ascii_lowercase().as_str()) {
            let offset = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
            sources.insert(name, Source { text, offset, origin: Origin::User });
        }
    }
    sources
}

struct Loader {
    sources: BTreeMap<String, Source>,
    /// User templates that are not used.
    aside: BTreeSet<String>,
    /// Blocks that a user's template is read with, though it has them not.
    unused: BTreeMap<String, BTreeSet<String>>,
    problems: Vec<Diagnostic>,
}

/// What an error comes down to.
enum Blame {
    /// A user's template is wrong; with hints that go before those from Tera's words.
    Fault(Fault, Vec<String>),
    /// The user's own root of all pages has not this block, which one of the theme's templates fills.
    Unused { root: String, block: String },
}

/// The one block without which a page of the theme has no content.
const MAIN: &str = "main";

impl Loader {
    /// The text under that name as it was written.
    fn text(&self, name: &str) -> &str {
        match self.sources.get(name) {
            None => "",
            Some(_) if self.aside.contains(name) => built_in(name).unwrap_or(STAND_IN),
            Some(source) => source.template(),
        }
    }

    /// What Tera gets to read: the text, and after it the blocks that it lacks, where nothing shows them.
    fn template(&self, name: &str) -> Cow<'_, str> {
        match self.unused.get(name) {
            Some(blocks) if !self.aside.contains(name) => {
                let blocks: Vec<String> =
                    blocks.iter().map(|name| format!("{{% block {name} %}}{{% endblock %}}")).collect();
                let blocks = blocks.concat();
                Cow::Owned(format!("{}{{% if false %}}{blocks}{{% endif %}}", self.text(name)))
            }
            _ => Cow::Borrowed(self.text(name)),
        }
    }

    fn is_the_users(&self, name: &str) -> bool {
        self.sources.get(name).is_some_and(|source| source.origin == Origin::User) && !self.aside.contains(name)
    }

    fn attempt(&self, empty: &Tera) -> Result<Tera, Vec<Blame>> {
        let references: BTreeMap<String, Vec<Reference>> =
            self.sources.keys().map(|name| (name.clone(), references::of(self.text(name)))).collect();
        if let Some((name, reference, tangle)) = references::tangle(&references) {
            return Err(vec![tangled(name, reference, tangle, |name| self.is_the_users(name), &references)]);
        }
        let mut tera = empty.clone();
        match tera.add_raw_templates(self.sources.keys().map(|name| (name.as_str(), self.template(name)))) {
            Ok(()) => Ok(tera),
            Err(error) => Err(self.blames(&error, empty, &references)),
        }
    }

    /// What is to be said about an error of the whole.
    fn blames(&self, error: &tera::Error, empty: &Tera, references: &BTreeMap<String, Vec<Reference>>) -> Vec<Blame> {
        let blame = |fault| Blame::Fault(fault, Vec::new());
        let at =
            |name: &str, range, message| Fault { template: name.to_owned(), range, message, called_from: Vec::new() };
        match error.kind() {
            // Only the first is named; others can be found one by one.
            ErrorKind::SyntaxError(_) => {
                let users = self.sources.keys().filter(|name| self.is_the_users(name));
                let errors = users.filter_map(|name| {
                    let error = empty.clone().add_raw_template(name, self.text(name)).err()?;
                    matches!(error.kind(), ErrorKind::SyntaxError(_)).then_some(error)
                });
                errors.flat_map(|error| faults::located(&error, |name| Some(self.text(name)))).map(blame).collect()
            }
            ErrorKind::MissingParent { .. } => {
                // All of them, not just the first.
                let extended = references.iter().filter(|(name, _)| self.is_the_users(name));
                let extended = extended.flat_map(|(name, all)| all.iter().map(move |reference| (name, reference)));
                let missing = extended.filter(|(_, reference)| {
                    reference.kind == Kind::Extends && !self.sources.contains_key(&reference.name)
                });
                missing
                    .map(|(name, reference)| {
                        let parent = &reference.name;
                        let near = nearest_template(parent, &self.names());
                        Blame::Fault(
                            at(name, reference.range.clone(), format!("no template `{parent}` to extend")),
                            near.map(|near| format!("write `{{% extends \"{near}\" %}}`")).into_iter().collect(),
                        )
                    })
                    .collect()
            }
            ErrorKind::Msg(message) if message.starts_with("Component `") => {
                // "Component `x` is defined in both `a` and `b`"
                let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
                let user = names.iter().skip(1).rev().find(|name| self.is_the_users(name));
                let component = names.first().copied().unwrap_or_default();
                user.map(|name| {
                    let start = self.text(name).find(&format!("component {component}")).unwrap_or(0);
                    blame(at(name, start..start, message.clone()))
                })
                .into_iter()
                .collect()
            }
            _ => {
                let faults = faults::located(error, |name| Some(self.text(name)));
                faults.into_iter().filter_map(|fault| self.blamed_on_the_user(fault, references)).collect()
            }
        }
    }

    /// A fault in the theme's own template has its cause in a user's template above it.
    fn blamed_on_the_user(&self, fault: Fault, references: &BTreeMap<String, Vec<Reference>>) -> Option<Blame> {
        if self.is_the_users(&fault.template) {
            return Some(Blame::Fault(fault, Vec::new()));
        }
        let ancestors = ancestors(&fault.template, references);
        let parent = ancestors.iter().find(|name| self.is_the_users(name))?;
        let quoted = fault.message.split('`').nth(1).unwrap_or_default();
        let root = ancestors.last().filter(|root| self.is_the_users(root));
        let (message, hints) = match root {
            Some(root) if fault.message.starts_with("Block") && quoted != MAIN => {
                return Some(Blame::Unused { root: (*root).to_owned(), block: quoted.to_owned() });
            }
            _ if fault.message.starts_with("Block") => {
                let child = &fault.template;
                let message = format!("no block `{quoted}`, which the built-in `{child}` fills");
                (message, vec![format!("add `{{% block {quoted} %}}{{% endblock {quoted} %}}`")])
            }
            _ => (fault.message.clone(), Vec::new()),
        };
        let fault = Fault { template: (*parent).to_owned(), range: 0..0, message, called_from: Vec::new() };
        Some(Blame::Fault(fault, hints))
    }

    /// Reports each fault and sets its template aside, adds each unused block; false if there was nothing left to do.
    fn mend(&mut self, blames: Vec<Blame>) -> bool {
        let before = self.aside.clone();
        let mut added = false;
        for blame in blames {
            let (fault, hints) = match blame {
                Blame::Fault(fault, hints) => (fault, hints),
                Blame::Unused { root, block } => {
                    added |= self.unused.entry(root).or_default().insert(block);
                    continue;
                }
            };
            // That the parent lacks a block is said once, whoever of its children fills it.
            let said = hints.first().is_some_and(|hint| {
                let path = faults::path_of(&fault.template);
                let of_it = |p: &&Diagnostic| p.span.as_ref().is_some_and(|span| span.path == path);
                self.problems.iter().filter(of_it).any(|problem| problem.hints.first() == Some(hint))
            });
            if said || self.is_a_consequence(&fault, &before) {
                self.aside.insert(fault.template);
                continue;
            }
            let template = fault.template.clone();
            let text = |name: &str| self.sources.get(name).map(|source| (source.template(), source.offset));
            let mut problem = fault.place(&self.names(), text);
            if !hints.is_empty() {
                problem.hints = hints;
            }
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
            self.aside.insert(template);
        }
        added || self.aside.len() > before.len()
    }

    /// Whether the fault is there only because another template was set aside in an earlier round.
    fn is_a_consequence(&self, fault: &Fault, aside: &BTreeSet<String>) -> bool {
        let quoted = fault.message.split('`').nth(1).unwrap_or_default();
        if fault.message.starts_with("Block") {
            let references: BTreeMap<String, Vec<Reference>> =
                self.sources.keys().map(|name| (name.clone(), references::of(self.text(name)))).collect();
            return ancestors(&fault.template, &references).iter().any(|name| aside.contains(*name));
        }
        if fault.message.starts_with("Unknown component") {
            let definition = format!("component {quoted}");
            return aside
                .iter()
                .any(|name| self.sources.get(name).is_some_and(|source| source.text.contains(&definition)));
        }
        false
    }

    fn names(&self) -> Names<'_> {
        Names { templates: self.sources.keys().map(String::as_str).collect() }
    }

    fn finished(mut self, tera: Tera) -> (Templates, Vec<Diagnostic>) {
        for (name, source) in &self.sources {
            if !self.is_the_users(name) {
                continue;
            }
            let found = built_in(name).and_then(|theme| gaps::outdated(name, &source.text, theme));
            let blocks = self.unused.get(name).map(|blocks| gaps::without_blocks(name, blocks));
            self.problems.extend(found.into_iter().chain(blocks));
        }
        (Templates { tera, sources: self.sources }, self.problems)
    }
}

/// The theme's template of that name.
fn built_in(name: &str) -> Option<&'static str> {
    theme::templates().find(|(built_in, _)| *built_in == name).map(|(_, text)| text)
}

/// The templates that `name` extends, the nearest first.
fn ancestors<'a>(name: &str, references: &'a BTreeMap<String, Vec<Reference>>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut current = name;
    while let Some(parent) = references.get(current).and_then(|all| all.iter().find(|r| r.kind == Kind::Extends)) {
        if found.contains(&parent.name.as_str()) {
            break;
        }
        found.push(&parent.name);
        current = &parent.name;
    }
    found
}

/// A tangle is the user's doing, wherever it was found: the theme has none of its own.
fn tangled(
    name: String,
    reference: Reference,
    tangle: Tangle,
    is_the_users: impl Fn(&str) -> bool,
    references: &BTreeMap<String, Vec<Reference>>,
) -> Blame {
    let (message, around) = match tangle {
        Tangle::Circle(circle) => (format!("templates in a circle: `{}`", circle.join("` → `")), circle),
        Tangle::Deep => ("too many templates inside each other".to_owned(), references.keys().cloned().collect()),
    };
    let (template, range) = if is_the_users(&name) {
        (name, reference.range)
    } else {
        let user = around.iter().find(|name| is_the_users(name)).cloned().unwrap_or(name);
        let range = references.get(&user).and_then(|all| all.iter().find(|r| around.contains(&r.name)));
        let range = range.map_or(0..0, |reference| reference.range.clone());
        (user, range)
    };
    Blame::Fault(Fault { template, range, message, called_from: Vec::new() }, Vec::new())
}
