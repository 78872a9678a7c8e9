//! Lists: chosen from, put in order, grouped, joined.
//!
//! An `attribute` is a path into each item: `title`, `author.name`, `tags.0`.
//! Jekyll's `where_exp` and `map` with an expression are Tera's own: `[p for p in site.posts if p.image]`.

use std::cmp::Ordering;
use std::collections::HashSet;

use jiff::tz::TimeZone;
use tera::value::Key;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use super::{Filter, add, argument, dates, kind_of, list_of, only, required, wrong_type};

pub(super) const FILTERS: &[Filter] = &[
    Filter {
        name: "where",
        says: "the items whose `attribute` is `value`, or is a list with it; without `value`, those that have it at all",
        example: r#"{{ posts | where(attribute="tags", value="rust") | map(attribute="title") | join(sep=" ") }}"#,
        gives: "One Two",
    },
    Filter {
        name: "find",
        says: "the first of them, or `null`",
        example: r#"{% set post = posts | find(attribute="year", value=2020) %}{{ post.title }}"#,
        gives: "Two",
    },
    Filter {
        name: "map",
        says: "each item's `attribute`; `null` where it has none",
        example: r#"{{ posts | map(attribute="year") | join(sep=" ") }}"#,
        gives: "2019 2020 2019",
    },
    Filter {
        name: "sort_by",
        says: "the items in order of their `attribute`; those without it at the end; `reverse=true` the other way round",
        example: r#"{{ posts | sort_by(attribute="weight") | map(attribute="title") | join(sep=" ") }}"#,
        gives: "Three One Two",
    },
    Filter {
        name: "group_by",
        says: "a map from each `attribute` to its items, in the order of the list; dates can be put in a `format` first",
        example: r#"{% for year, of_year in posts | group_by(attribute="date", format="%Y") %}{{ year }}: {{ of_year | size }}. {% endfor %}"#,
        gives: "2019: 2. 2020: 1. ",
    },
    Filter {
        name: "limit",
        says: "the first `n` items",
        example: r"{{ [1, 2, 3] | limit(n=2) | join(sep=' ') }}",
        gives: "1 2",
    },
    Filter {
        name: "offset",
        says: "the items after the first `n`",
        example: r"{{ [1, 2, 3] | offset(n=2) | join(sep=' ') }}",
        gives: "3",
    },
    Filter {
        name: "uniq",
        says: "each item once, or one for each `attribute`; the first stays",
        example: r"{{ [1, 2, 1] | uniq | join(sep=' ') }}",
        gives: "1 2",
    },
    Filter {
        name: "compact",
        says: "the items that are not `null`",
        example: r"{{ posts | map(attribute='weight') | compact | join(sep=' ') }}",
        gives: "2 1",
    },
    Filter {
        name: "concat",
        says: "the items, then those of the list `with`",
        example: r"{{ [1, 2] | concat(with=[2, 3]) | join(sep=' ') }}",
        gives: "1 2 2 3",
    },
    Filter {
        name: "push",
        says: "the items, then `value`",
        example: r"{{ [1, 2] | push(value=3) | join(sep=' ') }}",
        gives: "1 2 3",
    },
    Filter {
        name: "size",
        says: "how many items a list or characters a text has",
        example: r"{{ [1, 2] | size }}",
        gives: "2",
    },
];

pub(super) fn register(tera: &mut Tera) {
    add(tera, "default", default);
    tera.register_filter("where", |items: &Value, arguments: Kwargs, _: &State| {
        let wanted = Wanted::read(&arguments)?;
        let kept = list_of(items)?.iter().filter(|item| wanted.is_met_by(item)).cloned();
        Ok::<_, Error>(kept.collect::<Vec<_>>())
    });
    tera.register_filter("find", |items: &Value, arguments: Kwargs, _: &State| {
        let wanted = Wanted::read(&arguments)?;
        let found = list_of(items)?.iter().find(|item| wanted.is_met_by(item)).cloned();
        Ok::<_, Error>(found.unwrap_or_else(Value::none))
    });
    tera.register_filter("map", |items: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &["attribute"])?;
        let attribute = required(&arguments, "attribute")?;
        let found = list_of(items)?.iter().map(|item| at(item, &attribute).cloned().unwrap_or_else(Value::none));
        Ok::<_, Error>(found.collect::<Vec<_>>())
    });
    add(tera, "sort_by", sort_by);
    add(tera, "group_by", group_by);
    tera.register_filter("limit", |items: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &["n"])?;
        let n = arguments.must_get::<usize>("n")?;
        Ok::<_, Error>(list_of(items)?.iter().take(n).cloned().collect::<Vec<_>>())
    });
    tera.register_filter("offset", |items: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &["n"])?;
        let n = arguments.must_get::<usize>("n")?;
        Ok::<_, Error>(list_of(items)?.iter().skip(n).cloned().collect::<Vec<_>>())
    });
    add(tera, "uniq", uniq);
    tera.register_filter("compact", |items: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        let kept = list_of(items)?.iter().filter(|item| !item.is_none() && !item.is_undefined()).cloned();
        Ok::<_, Error>(kept.collect::<Vec<_>>())
    });
    tera.register_filter("concat", |items: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &["with"])?;
        let with = arguments.must_get::<&Value>("with")?;
        Ok::<_, Error>(list_of(items)?.iter().chain(list_of(with)?).cloned().collect::<Vec<_>>())
    });
    tera.register_filter("push", |items: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &["value"])?;
        let value = arguments.must_get::<Value>("value")?;
        Ok::<_, Error>(list_of(items)?.iter().cloned().chain([value]).collect::<Vec<_>>())
    });
    tera.register_filter("size", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        if value.is_none() {
            return Ok(0);
        }
        value.len().ok_or_else(|| wrong_type("list or text", value))
    });
}

/// Tera's `default`, which also stands in for `null`: what front matter leaves out is `null`, not undefined.
fn default(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    only(arguments, &["value", "boolean"])?;
    let missing = if arguments.get::<bool>("boolean")?.unwrap_or_default() {
        !value.is_truthy()
    } else {
        value.is_undefined() || value.is_none()
    };
    let default = arguments.must_get::<Value>("value")?;
    Ok(if missing { default } else { value.clone() })
}

/// The item's value at the path, if there is one that is not `null`.
fn at<'a>(item: &'a Value, attribute: &'a str) -> Option<&'a Value> {
    item.get_from_path(attribute).filter(|value| !value.is_none() && !value.is_undefined())
}

/// What `where` and `find` look for. As in Jekyll, values are compared as they print: `"2019"` finds 2019.
struct Wanted {
    attribute: String,
    value: Option<String>,
}

impl Wanted {
    fn read(arguments: &Kwargs) -> TeraResult<Self> {
        only(arguments, &["attribute", "value"])?;
        let value = match arguments.get::<Value>("value")? {
            Some(value) if value.is_none() || value.is_undefined() => Some(String::new()),
            Some(_) => Some(required(arguments, "value")?),
            None => None,
        };
        Ok(Self { attribute: required(arguments, "attribute")?, value })
    }

    fn is_met_by(&self, item: &Value) -> bool {
        let found = at(item, &self.attribute);
        match (&self.value, found) {
            (None, found) => found.is_some_and(Value::is_truthy),
            (Some(wanted), None) => wanted.is_empty(),
            (Some(wanted), Some(found)) => match found.as_array() {
                Some(items) => items.iter().any(|item| prints_as(item, wanted)),
                None => prints_as(found, wanted),
            },
        }
    }
}

fn prints_as(value: &Value, text: &str) -> bool {
    match value.as_str() {
        Some(string) => string == text,
        None => !value.is_map() && value.to_string() == text,
    }
}

fn sort_by(items: &Value, arguments: &Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    only(arguments, &["attribute", "reverse"])?;
    let attribute = required(arguments, "attribute")?;
    let reverse = arguments.get::<bool>("reverse")?.unwrap_or_default();
    let mut keyed: Vec<(Option<&Value>, &Value)> =
        list_of(items)?.iter().map(|item| (at(item, &attribute), item)).collect();
    if let Some((one, other)) = incomparable(keyed.iter().filter_map(|(key, _)| *key)) {
        return Err(Error::message(format!("`{attribute}` is `{one}` in one item and `{other}` in another")));
    }
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if reverse => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    Ok(keyed.into_iter().map(|(_, item)| item.clone()).collect())
}

/// The kinds of two values that have no order between them, if there are any.
fn incomparable<'a>(mut keys: impl Iterator<Item = &'a Value>) -> Option<(&'static str, &'static str)> {
    let first = keys.next()?;
    keys.find(|key| first.partial_cmp(key).is_none()).map(|key| (kind_of(first), kind_of(key)))
}

fn group_by(items: &Value, arguments: &Kwargs, _: &State) -> TeraResult<Map> {
    only(arguments, &["attribute", "format"])?;
    let attribute = required(arguments, "attribute")?;
    let format = argument(arguments, "format")?;
    let mut groups: indexmap::IndexMap<Key<'static>, Vec<Value>> = indexmap::IndexMap::new();
    for item in list_of(items)? {
        let Some(found) = at(item, &attribute) else { continue };
        // An item with several tags belongs to each of them.
        for value in found.as_array().unwrap_or(std::slice::from_ref(found)) {
            let key = match &format {
                Some(format) => Key::from(formatted(value, format)?),
                None => key_of(value, &attribute)?,
            };
            groups.entry(key).or_default().push(item.clone());
        }
    }
    Ok(groups.into_iter().map(|(key, items)| (key, Value::from(items))).collect())
}

/// The date in `format`, in its own zone: a document's dates already are in the site's.
fn formatted(value: &Value, format: &str) -> TeraResult<String> {
    let zone = value.as_str().and_then(zone_of).unwrap_or(TimeZone::UTC);
    match dates::read(value, &zone)? {
        Some(date) => dates::strftime(format, &date).map_err(Error::message),
        None => Ok(String::new()),
    }
}

/// The offset that a text in RFC 3339 ends with.
fn zone_of(text: &str) -> Option<TimeZone> {
    let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
    pieces.to_numeric_offset().map(TimeZone::fixed)
}

fn key_of(value: &Value, attribute: &str) -> TeraResult<Key<'static>> {
    if let Some(text) = value.as_str() {
        Ok(Key::from(text.to_owned()))
    } else if let Some(number) = value.as_i128() {
        Ok(Key::from(number))
    } else if value.is_bool() || value.is_number() {
        Ok(Key::from(value.to_string()))
    } else {
        Err(Error::message(format!("`{attribute}` is a `{}`, which nothing can be grouped by", kind_of(value))))
    }
}

fn uniq(items: &Value, arguments: &Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    only(arguments, &["attribute"])?;
    let attribute = argument(arguments, "attribute")?;
    let nothing = Value::none();
    let mut texts: HashSet<&str> = HashSet::new();
    let mut others: Vec<&Value> = Vec::new();
    let mut kept = Vec::new();
    for item in list_of(items)? {
        let key = match &attribute {
            Some(attribute) => item.get_from_path(attribute).unwrap_or(&nothing),
            None => item,
        };
        let is_new = match key.as_str() {
            Some(text) => texts.insert(text),
            None if others.contains(&key) => false,
            None => {
                others.push(key);
                true
            }
        };
        if is_new {
            kept.push(item.clone());
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_error};

    #[test]
    fn items_are_found_like_in_jekyll() {
        let titles = "| map(attribute='title') | join(sep=' ') }}";
        for (template, expected) in [
            (format!("{{{{ posts | where(attribute='year', value='2019') {titles}"), "One Three"),
            (format!("{{{{ posts | where(attribute='year', value=2019) {titles}"), "One Three"),
            (format!("{{{{ posts | where(attribute='weight') {titles}"), "One Three"),
            (format!("{{{{ posts | where(attribute='weight', value=nothing) {titles}"), "Two"),
            (format!("{{{{ posts | where(attribute='tags.1', value='c') {titles}"), "One"),
            (format!("{{{{ posts | where(attribute='nope', value='x') {titles}"), ""),
            (format!("{{{{ nothing | where(attribute='nope', value='x') {titles}"), ""),
            (format!("{{{{ posts | sort_by(attribute='weight', reverse=true) {titles}"), "One Three Two"),
            (format!("{{{{ posts | sort_by(attribute='title') {titles}"), "One Three Two"),
            (format!("{{{{ posts | uniq(attribute='year') {titles}"), "One Two"),
            (format!("{{{{ posts | limit(n=100) | offset(n=1) {titles}"), "Two Three"),
        ] {
            check(&template, expected);
        }
        check_error("{{ [{'a': 1}, {'a': 'x'}] | sort_by(attribute='a') }}", "`a` is `number` in one item and `text`");
        check_error("{{ 'text' | where(attribute='a') }}", "expected `list` but got `text`");
        check_error("{{ posts | limit(n=-1) }}", "out of range");
        check_error("{{ posts | limit }}", "`n`");
    }

    #[test]
    fn groups_keep_the_order_of_the_list() {
        for (template, expected) in [
            (
                "{% for k, v in posts | group_by(attribute='year') %}{{ k }}:{{ v | size }} {% endfor %}",
                "2019:2 2020:1 ",
            ),
            ("{% for k, v in posts | group_by(attribute='tags') %}{{ k }}:{{ v | size }} {% endfor %}", "rust:2 c:1 "),
            ("{% for k, v in posts | group_by(attribute='nope') %}{{ k }}{% else %}none{% endfor %}", "none"),
            (
                "{% for k, v in [{'d': '2020-01-01T00:30:00+01:00'}] | group_by(attribute='d', format='%Y') %}{{ k }}{% endfor %}",
                "2020",
            ),
        ] {
            check(template, expected);
        }
        check_error("{{ posts | group_by(attribute='title', format='%Y') }}", "is no date");
        check_error("{{ [{'a': {'b': 1} }] | group_by(attribute='a') }}", "nothing can be grouped by");
    }

    #[test]
    fn default_stands_in_for_what_is_not_there() {
        for (template, expected) in [
            ("{{ nothing | default(value='x') }}", "x"),
            ("{{ nope | default(value='x') }}", "x"),
            ("{{ '' | default(value='x') }}", ""),
            ("{{ '' | default(value='x', boolean=true) }}", "x"),
            ("{{ html | default(value='x') | strip_html | size }}", "14"),
            ("{{ [] | concat(with=nothing) | size }}{{ [3, 3.0, 'a', 'a'] | uniq | size }}", "02"),
        ] {
            check(template, expected);
        }
    }
}
