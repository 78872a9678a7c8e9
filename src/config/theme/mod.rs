//! `theme`: what a site changes of the built-in theme without a template of its own.
//!
//! 1. Colours ([`colour`]), fonts and widths ([`style`]) become values of the style sheet's variables. Each is read as what
//!    it is and written anew, so that nothing in the file can end a rule or begin another.
//! 2. What can be read only with difficulty is said: below 4.5:1 for text (WCAG 2.2, 1.4.3).
//! 3. Words ([`words`]) are those of the page's language, or the site's own.
//! 4. Menus and links ([`links`]), logo, favicon and a line for the foot are handed to templates.
//!
//! A text in the place of the mapping is the name of a Jekyll theme, and is left alone.

mod colour;
mod links;
mod style;
pub mod words;

use serde_yaml::Value;

use super::fields::{Fields, scalar};
use crate::diagnostic::{Code, Finding, nearest};
use crate::yaml;

pub use colour::Colour;
pub use links::MenuItem;
pub use style::{COLOURS, STACKS};
pub use words::Words;

/// The least contrast of text (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

/// What is used of the theme, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// `scheme`: what a reader sees who has not chosen; what the system has, if unset.
    pub scheme: Option<Scheme>,
    /// Variables of the style sheet that differ from the theme's own.
    pub variables: Vec<Variable>,
    /// `logo`: an image beside the title, `/images/logo.svg`.
    pub logo: Option<String>,
    /// `favicon`: the sign in a browser's tab, `/images/favicon.svg`.
    pub favicon: Option<String>,
    /// `menu`: what stands in the masthead in the place of the pages at the top of the site.
    pub menu: Option<Vec<MenuItem>>,
    /// `social`: where the site's people are found elsewhere.
    pub social: Vec<MenuItem>,
    /// `footer`: a line of Markdown for the foot.
    pub footer: Option<String>,
    /// `words`: what the theme says, said otherwise.
    pub words: Words,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark letters on a light ground.
    Light,
    /// Light letters on a dark ground.
    Dark,
}

impl Scheme {
    /// `light`, `dark`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A variable of the style sheet: `--accent: #0b5c7d`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Without the dashes: `accent`.
    pub name: &'static str,
    /// Its value, fit for a style sheet.
    pub value: String,
    /// Its value in dark, if it is another.
    pub dark: Option<String>,
}

/// Every key of the mapping and what it is.
pub const KEYS: &[(&str, &str)] = &[
    ("scheme", "`auto`, `light` or `dark`: what a reader sees who has not chosen"),
    ("accent", "colour of links and marks: one, or `{light: …, dark: …}`"),
    ("paper", "colour of the page"),
    ("tint", "colour of the ground below code and notes"),
    ("line", "colour of thin lines"),
    ("ink", "colour of text"),
    ("soft", "colour of what matters less"),
    ("mark", "colour behind marked words"),
    ("text_font", "`serif`, `sans`, `mono`, or names of fonts: `Iowan Old Style, Georgia`"),
    ("heading_font", "the same for headings"),
    ("interface_font", "the same for menus, dates and tables"),
    ("code_font", "the same for code"),
    ("size", "size of text: `18px`, `1.125rem`"),
    ("measure", "length of a line: so many characters (`70`), or `40rem`"),
    ("logo", "an image beside the title: `/images/logo.svg`"),
    ("favicon", "the sign in a browser's tab; `/favicon.svg`, `.png` or `.ico` if there is one"),
    ("menu", "links in the masthead: `[about.md, {Archive: /archive/}]`"),
    ("social", "links in the foot: `[{Mastodon: https://social.example/@us}]`"),
    ("footer", "a line of Markdown in the foot"),
    (
        "words",
        "what the theme says, said otherwise: `{older: Earlier}`, or in one language alone: `{de: {older: Früher}}`",
    ),
];

/// Reads the mapping; what cannot be used is reported and left as the theme has it.
pub(super) fn read(fields: &mut Fields<'_>) -> Theme {
    let mapping = match fields.value("theme") {
        Some(Value::Mapping(mapping)) => mapping,
        None | Some(Value::String(_)) => return Theme::default(),
        Some(_) => {
            fields.wrong("theme", "`theme` must be a mapping", "write `theme: {accent: indigo}`");
            return Theme::default();
        }
    };
    let mut keys = Keys { mapping, places: fields.nested("theme"), fields };
    keys.refuse_unknown();
    let theme = Theme {
        scheme: keys.scheme(),
        variables: style::read(&mut keys),
        logo: keys.address("logo"),
        favicon: keys.address("favicon"),
        menu: links::read(&mut keys, "menu"),
        social: links::read(&mut keys, "social").unwrap_or_default(),
        footer: keys.text("footer"),
        words: words::read(&mut keys),
    };
    style::check_contrast(&mut keys, &theme.variables);
    theme
}

/// The mapping while its keys are read.
struct Keys<'a, 'b> {
    mapping: &'a serde_yaml::Mapping,
    places: indexmap::IndexMap<String, yaml::Place>,
    fields: &'b mut Fields<'a>,
}

impl<'a> Keys<'a, '_> {
    /// The value of a key; what is empty because a `#` began a comment is reported.
    fn value(&mut self, key: &str) -> Option<&'a Value> {
        let value = self.mapping.get(key)?;
        if !value.is_null() {
            return Some(value);
        }
        if let Some(colour) = self.comment(key) {
            let hint = format!("write `{key}: \"{colour}\"`");
            self.wrong(key, "is empty, because `#` begins a comment", &hint);
        }
        None
    }

    /// What stands behind a key and looks like a colour: `#0b5c7d`.
    fn comment(&self, key: &str) -> Option<String> {
        let place = self.places.get(key)?;
        let line = self.fields.text.get(place.key.end..)?.lines().next()?;
        let word = line.trim_start_matches([':', ' ', '\t']).split_whitespace().next()?;
        Colour::parse(word).filter(|_| word.starts_with('#')).map(|_| word.to_owned())
    }

    fn wrong(&mut self, key: &str, what: &str, hint: &str) {
        self.fields.wrong_in(&self.places, "theme", key, what, hint);
    }

    fn refuse_unknown(&mut self) {
        let known = || KEYS.iter().map(|(key, _)| *key);
        for key in self.mapping.keys().filter_map(scalar) {
            if !known().any(|known| known == key) {
                let near = nearest(&key, known()).map(|near| format!("write `{near}`"));
                let all: Vec<String> = known().map(|known| format!("`{known}`")).collect();
                let hint = near.unwrap_or_else(|| format!("there are {}", all.join(", ")));
                self.wrong(&key, "is nothing that the theme knows", &hint);
            }
        }
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        let text = scalar(value).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.wrong(key, "must be a text", &format!("write `{key}: some text`"));
        }
        text
    }

    fn scheme(&mut self) -> Option<Scheme> {
        match self.text("scheme")?.as_str() {
            "auto" => None,
            "light" => Some(Scheme::Light),
            "dark" => Some(Scheme::Dark),
            other => {
                let near = nearest(other, ["auto", "light", "dark"]).unwrap_or("auto");
                self.wrong("scheme", "must be `auto`, `light` or `dark`", &format!("write `scheme: {near}`"));
                None
            }
        }
    }

    /// An address of the site or of the web.
    fn address(&mut self, key: &str) -> Option<String> {
        let address = self.text(key)?;
        if links::is_address(&address) {
            return Some(address.trim().to_owned());
        }
        let hint = format!("write `{key}: /{}`", address.trim().trim_start_matches(['.', '/']));
        self.wrong(key, "must be an address that begins with `/` or `https://`", &hint);
        None
    }

    /// Says that colours are hard to read, at the first of these keys that is written.
    fn hard_to_read(&mut self, keys: [&str; 2], message: String, hint: String) {
        let place = keys.iter().find_map(|key| self.places.get(*key));
        let range = place.map_or(0..0, |place| place.key.clone());
        self.fields.findings.push(Finding::new(Code::LowContrast, range, message).hint(hint));
    }
}

#[cfg(test)]
mod tests;
