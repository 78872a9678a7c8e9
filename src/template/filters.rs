//! What templates can do with a value: `{{ page.date | date(format="%-d %B %Y") }}`.
//!
//! The names and meanings are those that Jekyll's users know (`jekyll/filters.rb`, Liquid's standard filters);
//! arguments are named, as Tera wants them. Where Tera has a filter of the same name it keeps Tera's meaning, except:
//! `truncate` counts its ending as Liquid does, `default` also stands in for a value that is there but empty (`null`),
//! and `group_by` keeps the order of its list.
//!
//! [`FILTERS`] lists them all, each with an example; the examples are tests.
//! An empty value (`null`) goes through a text filter as empty text, as it does in Liquid. An undefined one is an error.

mod addresses;
mod dates;
mod lists;
mod text;

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::Services;

pub use addresses::{absolute_url, relative_url};
pub use text::plain_text;

/// One filter, as a user reads about it.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Its name: `date`.
    pub name: &'static str,
    /// What it makes of its value, in a few words.
    pub says: &'static str,
    /// A template that uses it.
    pub example: &'static str,
    /// What that template gives.
    pub gives: &'static str,
}

/// All filters of this program, besides Tera's own; in the order of a reference.
pub const FILTERS: &[&[Filter]] = &[dates::FILTERS, addresses::FILTERS, text::FILTERS, lists::FILTERS];

/// Tera's own filters, for the nearest name to a misspelt one.
pub(super) const OF_TERA: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// Makes all filters known to `tera`.
pub(super) fn register(tera: &mut Tera, services: &Arc<Services>) {
    dates::register(tera, services);
    addresses::register(tera, services);
    text::register(tera, services);
    lists::register(tera);
}

/// The names of all filters, Tera's included.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().flat_map(|group| group.iter().map(|filter| filter.name)).chain(OF_TERA.iter().copied())
}

/// Makes a filter that needs nothing of the site known to `tera`.
fn add<R: Into<Value> + 'static>(
    tera: &mut Tera,
    name: &'static str,
    filter: fn(&Value, &Kwargs, &State) -> TeraResult<R>,
) {
    tera.register_filter(name, move |value: &Value, arguments: Kwargs, state: &State| filter(value, &arguments, state));
}

/// The value as text: empty for `null`, numbers and truth values as they print; lists and maps are no text.
fn text_of(value: &Value) -> TeraResult<Cow<'_, str>> {
    match value.as_str() {
        Some(text) => Ok(Cow::Borrowed(text)),
        None if value.is_none() => Ok(Cow::Borrowed("")),
        None if value.is_number() || value.is_bool() => Ok(Cow::Owned(value.to_string())),
        None => Err(wrong_type("text", value)),
    }
}

/// The value as a list: empty for `null`.
fn list_of(value: &Value) -> TeraResult<&[Value]> {
    match value.as_array() {
        Some(items) => Ok(items),
        None if value.is_none() => Ok(&[]),
        None => Err(wrong_type("list", value)),
    }
}

/// The error for a value that is something else than a filter works on; Tera marks the value, not the filter.
fn wrong_type(expected: &str, value: &Value) -> Error {
    Error::new(ErrorKind::InvalidArgument {
        expected_type: expected.to_owned(),
        actual_type: kind_of(value).to_owned(),
    })
}

/// What a value is, in a word that a template's author uses.
fn kind_of(value: &Value) -> &'static str {
    if value.is_number() {
        "number"
    } else if value.is_string() {
        "text"
    } else if value.is_array() {
        "list"
    } else if value.is_map() {
        "map"
    } else {
        value.name()
    }
}

/// An error if `arguments` holds a name that the filter or function does not take: Tera lets it pass, and a misspelt
/// argument would be forgotten in silence.
pub(super) fn only(arguments: &Kwargs, known: &[&str]) -> TeraResult<()> {
    for (key, _) in arguments.iter() {
        let name = key.to_string();
        if !known.contains(&name.as_str()) {
            let takes = match known {
                [] => "it takes none".to_owned(),
                names => format!("it takes `{}`", names.join("`, `")),
            };
            return Err(Error::message(format!("no argument `{name}`: {takes}")));
        }
    }
    Ok(())
}

/// The argument as text, if it is given and not empty (`null`).
fn argument(arguments: &Kwargs, name: &str) -> TeraResult<Option<String>> {
    match arguments.get::<Value>(name)? {
        None => Ok(None),
        Some(value) if value.is_none() => Ok(None),
        Some(value) => match text_of(&value) {
            Ok(text) => Ok(Some(text.into_owned())),
            Err(_) => Err(Error::message(format!("argument `{name}` must be text, not `{}`", kind_of(&value)))),
        },
    }
}

/// The argument as text; an error if it is not given.
fn required(arguments: &Kwargs, name: &str) -> TeraResult<String> {
    argument(arguments, name)?.ok_or_else(|| Error::message(format!("missing argument `{name}`")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
pub(super) mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use tera::Context;

    pub(in crate::template) fn services() -> Arc<Services> {
        Arc::new(Services {
            base_path: "/repo".to_owned(),
            url: "https://blog.example".to_owned(),
            time_zone: TimeZone::get("Europe/Berlin").unwrap(),
            markdownify: Arc::new(|text| format!("<p>{}</p>\n", text.replace("**", "*"))),
        })
    }

    /// Renders `template` as HTML with a few values at hand.
    pub(in crate::template) fn render(template: &str) -> Result<String, String> {
        let mut tera = Tera::default();
        register(&mut tera, &services());
        tera.add_raw_template("t.html", template).map_err(|e| e.to_string())?;
        let mut context = Context::new();
        context.insert_value("html", Value::safe_string("<p>Caf&eacute; &amp; <b>bar</b></p>\n<p>two</p>"));
        context.insert_value("nothing", Value::none());
        context.insert_value("empty", Value::from(Vec::<Value>::new()));
        let posts: serde_json::Value = serde_json::from_str(
            r#"[{"title": "One", "tags": ["rust", "c"], "year": 2019, "date": "2019-11-04", "weight": 2},
                {"title": "Two", "tags": ["rust"], "year": 2020, "date": "2020-01-01"},
                {"title": "Three", "tags": [], "year": 2019, "date": "2019-01-02", "weight": 1}]"#,
        )
        .unwrap();
        context.insert("posts", &posts);
        tera.render("t.html", &context).map_err(|error| match error.kind() {
            ErrorKind::RenderingError(report) => report.message().to_owned(),
            _ => error.to_string(),
        })
    }

    pub(super) fn check(template: &str, expected: &str) {
        assert_eq!(render(template).as_deref(), Ok(expected), "{template}");
    }

    /// The message of the error that `template` ends in.
    pub(super) fn check_error(template: &str, expected: &str) {
        let message = render(template).unwrap_err();
        assert!(message.contains(expected), "{template}\n{message}\n{expected}");
    }

    #[test]
    fn every_example_gives_what_it_says() {
        for filter in FILTERS.iter().copied().flatten() {
            assert!(filter.example.contains(filter.name), "{}", filter.name);
            check(filter.example, filter.gives);
        }
    }

    #[test]
    fn every_name_is_registered_and_listed() {
        for name in names() {
            let mut tera = Tera::default();
            register(&mut tera, &services());
            assert!(tera.add_raw_template("t", &format!("{{{{ x | {name} }}}}")).is_ok(), "{name}");
        }
    }

    #[test]
    fn misspelt_arguments_are_errors() {
        check_error(r#"{{ "a" | truncate(lenght=1) }}"#, "no argument `lenght`: it takes `length`, `end`");
        check_error(r#"{{ "a" | strip_html(x=1) }}"#, "no argument `x`: it takes none");
        check_error(r"{{ posts | where(value=1) }}", "missing argument `attribute`");
        check_error(r"{{ posts | where(attribute=[1]) }}", "argument `attribute` must be text, not `list`");
    }

    #[test]
    fn wrong_values_are_errors_and_empty_ones_are_not() {
        for filter in FILTERS.iter().copied().flatten() {
            let call = filter.example.split_once('|').map_or("", |(_, rest)| rest.split(" }}").next().unwrap_or(""));
            let call = call.split(" %}").next().unwrap_or("");
            for value in ["nope", "nothing", "empty", "1", "-1.5", "''", "[[]]", "{'a': 1}", "true", "posts", "'日本'"]
            {
                // Whatever comes out, it must come out.
                let _ = render(&format!("{{% set x = {value} |{call} %}}"));
            }
        }
        check_error("{{ nope | strip_html }}", "expected `text` but got `undefined`");
        check("{{ nothing | strip_html }}{{ nothing | date }}{{ nothing | limit(n=1) | length }}", "0");
    }
}
