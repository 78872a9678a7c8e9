//! Tera over the views that templates may see.
//!
//! 1. [`theme`] holds the built-in templates and files; the user's `templates/` replace them by name.
//! 2. [`Templates::load`] hands all of them to Tera; what Tera refuses is reported and set aside, until the rest stands.
//!    [`gaps`] tells what they lack.
//! 3. [`views`] says what templates see of the site, its documents and its lists.
//! 4. [`filters`] and [`functions`] are what they can do with it.
//!    [`mod@reference`] tells them to a reader.
//! 5. [`Templates::render`] reports every error at the template's own line.

mod faults;
pub mod filters;
pub mod functions;
mod gaps;
mod loading;
pub mod places;
pub mod reference;
mod references;
#[cfg(test)]
mod samples;
pub mod theme;
pub mod views;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use tera::value::Key;
use tera::{Context, Map, Tera, Value};

use crate::address::SourcePath;
use crate::content::tags::IncludeFault;
use crate::diagnostic::{Diagnostic, nearest};

use faults::{Fault, Names};

/// The folder of a site's own templates.
pub const FOLDER: &str = "templates";

/// The folder in it whose templates bodies can call: `{% include figure.html src="/a.png" %}`.
pub const INCLUDES: &str = "includes";

/// What filters and functions need of the site; no site is known here.
#[derive(Clone)]
pub struct Services {
    /// `/repo`, or empty.
    pub base_path: String,
    /// `https://blog.example`, or empty.
    pub url: String,
    /// The zone in which dates are shown.
    pub time_zone: TimeZone,
    /// Renders a piece of Markdown, for `markdownify`.
    pub markdownify: Arc<dyn Fn(&str) -> String + Send + Sync>,
}

impl Services {
    /// An address of this site under its base path, as the filter `relative_url` gives it.
    pub fn relative_url(&self, address: &str) -> String {
        filters::relative_url(&self.base_path, address)
    }

    /// The same with scheme and host, if the site has them, as the filter `absolute_url` gives it.
    pub fn absolute_url(&self, address: &str) -> String {
        filters::absolute_url(&self.url, &self.base_path, address)
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("base_path", &self.base_path).field("url", &self.url).finish_non_exhaustive()
    }
}

/// All templates of a site: the theme's, with the user's in their place.
pub struct Templates {
    tera: Tera,
    /// By name: `post.html`.
    sources: BTreeMap<String, Source>,
}

/// A template's text.
#[derive(Debug)]
struct Source {
    /// What is shown of it: the user's file as it is, or the theme's.
    text: String,
    /// Bytes before what Tera reads: a byte order mark.
    offset: usize,
    origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Theme,
    User,
}

impl Source {
    /// What Tera reads.
    fn template(&self) -> &str {
        self.text.get(self.offset..).unwrap_or_default()
    }
}

impl Templates {
    /// Reads the user's templates over the built-in ones. A template that cannot be read is reported, and the built-in one
    /// of the same name stands in, so that everything else can still be rendered.
    pub fn load(overrides: Vec<(SourcePath, String)>, services: Services) -> (Self, Vec<Diagnostic>) {
        loading::load(overrides, services)
    }

    /// The template that `layout: NAME` means (`post` is `post.html`); the nearest name otherwise.
    pub fn layout(&self, name: &str) -> Result<String, Option<String>> {
        let name = name.trim();
        for candidate in [format!("{name}.html"), name.to_owned()] {
            if self.sources.contains_key(&candidate) {
                return Ok(candidate);
            }
        }
        let layouts = self.sources.keys().filter(|template| !template.starts_with("includes/"));
        let stems: Vec<&str> = layouts.map(|template| template.strip_suffix(".html").unwrap_or(template)).collect();
        Err(nearest(name.strip_suffix(".html").unwrap_or(name), stems).map(str::to_owned))
    }

    /// Renders one. What is wrong comes back as diagnostics (at least one) at the template's own lines.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Vec<Diagnostic>> {
        self.tera.render(template, context).map_err(|error| self.diagnostics(template, &error))
    }

    /// Renders `templates/includes/NAME` with `include.KEY` for each argument; `context` is the page's
    /// ([`views::Views::include_context`]). With the fault come the template's own problems, if it has any.
    pub fn include(
        &self,
        name: &str,
        arguments: &[(String, String)],
        context: &Context,
    ) -> Result<String, (IncludeFault, Vec<Diagnostic>)> {
        let template = format!("{INCLUDES}/{name}");
        if !self.sources.contains_key(&template) {
            let names = self.sources.keys().filter_map(|template| template.strip_prefix("includes/"));
            return Err((IncludeFault::Missing(nearest(name, names).map(str::to_owned)), Vec::new()));
        }
        let entries = arguments.iter().map(|(key, value)| (Key::from(key.clone()), Value::from(value.as_str())));
        let mut context = context.clone();
        context.insert_value("include", Value::from(entries.collect::<Map>()));
        self.render(&template, &context).map_err(|problems| {
            let message = problems.first().map_or_else(String::new, |problem| problem.message.clone());
            (IncludeFault::Failed(message), problems)
        })
    }

    /// The templates that a page is made with, itself first, then what it extends; each with whether it is the site's own.
    pub fn chain(&self, template: &str) -> Vec<(String, bool)> {
        let mut chain: Vec<(String, bool)> = Vec::new();
        let mut next = Some(template.to_owned());
        while let Some(name) = next.filter(|name| !chain.iter().any(|(known, _)| known == name)) {
            let Some(source) = self.sources.get(&name) else { break };
            let mut named = references::of(source.template()).into_iter();
            next = named.find(|other| other.kind == references::Kind::Extends).map(|other| other.name);
            chain.push((name, source.origin == Origin::User));
        }
        chain
    }

    /// Whether there is a template of that name: `post.html`; and whether it is the site's own.
    pub fn is_own(&self, name: &str) -> Option<bool> {
        self.sources.get(name).map(|source| source.origin == Origin::User)
    }

    /// The text of the template at that path, for reports: `templates/post.html`, built-in ones too.
    pub fn source(&self, path: &SourcePath) -> Option<&str> {
        self.sources.get(path.under(FOLDER)?).map(|source| source.text.as_str())
    }

    fn names(&self) -> Names<'_> {
        Names { templates: self.sources.keys().map(String::as_str).collect() }
    }

    /// The text that Tera read and how many bytes of the file stand before it.
    fn text(&self, template: &str) -> Option<(&str, usize)> {
        self.sources.get(template).map(|source| (source.template(), source.offset))
    }

    fn diagnostics(&self, template: &str, error: &tera::Error) -> Vec<Diagnostic> {
        let mut faults = faults::located(error, |name| self.text(name).map(|(text, _)| text));
        if faults.is_empty() {
            faults.push(Fault {
                template: template.to_owned(),
                range: 0..0,
                message: error.to_string(),
                called_from: Vec::new(),
            });
        }
        faults.into_iter().map(|fault| fault.place(&self.names(), |name| self.text(name))).collect()
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("names", &self.sources.keys()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
