//! What templates can ask for: `{{ url_for(path="/about.html") }}`.
//!
//! Tera's own are `range(end=3)` and `throw(message="…")`.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::Services;
use super::filters::{absolute_url, only, relative_url};
use crate::config::theme::words::{filled, names as names_of_words};
use crate::diagnostic::nearest;

/// One function, as a user reads about it.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Its name: `url_for`.
    pub name: &'static str,
    /// What it takes: `path`, and `absolute` if wanted.
    pub takes: &'static str,
    /// What it gives, in a few words.
    pub says: &'static str,
    /// A template that uses it.
    pub example: &'static str,
    /// What that template gives.
    pub gives: &'static str,
}

/// All functions of this program, besides Tera's own.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "url_for",
        takes: "`path`; `absolute=true` for scheme and host",
        says: "an address of the site to link to, under its base path",
        example: r#"{{ url_for(path="/about.html") }}"#,
        gives: "/repo/about.html",
    },
    Function {
        name: "posts",
        takes: "`tag`, `category`, `author`, `year`, `month`, and `limit`, each if wanted",
        says: "the posts that have all of these, newest first, at most `limit`; the words as they are written, in any case",
        example: r#"{% for post in posts(tag="linking", year=2019, limit=2) %}{{ post.title }}; {% endfor %}"#,
        gives: "Third; Second &amp; last; ",
    },
    Function {
        name: "say",
        takes: "`word`, one of `words`, and what is to stand in it: `count=3`, `author=\"Ada\"`",
        says: "the word in the page's language with that in it; of `{count} post|{count} posts` the first for one",
        example: r#"{{ say(word="post_count", count=3) }}"#,
        gives: "3 posts",
    },
];

/// Tera's own.
const OF_TERA: &[&str] = &["range", "super", "throw"];

/// The names of all functions, Tera's included.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name).chain(OF_TERA.iter().copied())
}

/// What of posts is asked for.
struct Wanted<'a> {
    words: [(&'static str, Option<&'a str>); 3],
    year: Option<i64>,
    month: Option<i64>,
}

impl Wanted<'_> {
    fn has(&self, post: &Value) -> bool {
        let has_word = |(field, word): &(&str, Option<&str>)| {
            word.is_none_or(|word| {
                let words = post.get_from_path(field).and_then(Value::as_array).unwrap_or_default();
                let word = word.to_lowercase();
                words.iter().filter_map(Value::as_str).any(|own| own.to_lowercase() == word)
            })
        };
        let date = || post.get_from_path("date").and_then(Value::as_str).unwrap_or_default();
        let part = |range: std::ops::Range<usize>| date().get(range).and_then(|part| part.parse().ok());
        self.year.is_none_or(|year| part(0..4) == Some(year))
            && self.month.is_none_or(|month| part(5..7) == Some(month))
            && self.words.iter().all(has_word)
    }
}

/// The posts of `site` that are asked for.
fn posts(arguments: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
    only(arguments, &["tag", "category", "author", "year", "month", "limit"])?;
    let wanted = Wanted {
        words: [
            ("tags", arguments.get::<&str>("tag")?),
            ("categories", arguments.get::<&str>("category")?),
            ("authors", arguments.get::<&str>("author")?),
        ],
        year: arguments.get::<i64>("year")?,
        month: arguments.get::<i64>("month")?,
    };
    let limit = arguments.get::<usize>("limit")?.unwrap_or(usize::MAX);
    let site = state.get::<Value>("site")?.unwrap_or_else(Value::none);
    let all = site.get_from_path("posts").and_then(Value::as_array).unwrap_or_default();
    Ok(Value::from(all.iter().filter(|post| wanted.has(post)).take(limit).cloned().collect::<Vec<_>>()))
}

/// A word of the page with values in it.
fn say(arguments: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let name = arguments.must_get::<&str>("word")?;
    let words = state.get::<Value>("words")?.unwrap_or_else(Value::none);
    let own = words.get_from_path(name).and_then(Value::as_str);
    let Some(word) = own.or_else(|| names_of_words().find(|(known, _)| *known == name).map(|(_, english)| english))
    else {
        let near = nearest(name, names_of_words().map(|(known, _)| known));
        let near = near.map(|near| format!(": there is `{near}`")).unwrap_or_default();
        return Err(Error::message(format!("no word `{name}`{near}")));
    };
    let values = arguments.iter().filter(|(key, _)| key.to_string() != "word");
    let values: Vec<(String, String)> = values.map(|(key, value)| (key.to_string(), value.to_string())).collect();
    Ok(filled(word, &values))
}

/// Makes the functions known to `tera`.
pub(super) fn register(tera: &mut Tera, services: &Arc<Services>) {
    let site = Arc::clone(services);
    tera.register_function("url_for", move |arguments: Kwargs, _: &State| {
        only(&arguments, &["path", "absolute"])?;
        let path = arguments.must_get::<&str>("path")?;
        let address = match arguments.get::<bool>("absolute")? {
            Some(true) => absolute_url(&site.url, &site.base_path, path),
            Some(false) | None => relative_url(&site.base_path, path),
        };
        Ok::<_, Error>(address)
    });
    tera.register_function("say", |arguments: Kwargs, state: &State| say(&arguments, state));
    tera.register_function("posts", |arguments: Kwargs, state: &State| posts(&arguments, state));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::template::filters::tests::services;

    fn render(template: &str) -> Result<String, String> {
        let mut tera = Tera::default();
        register(&mut tera, &services());
        let views = crate::template::views::Views::new(&crate::template::samples::blog());
        let context = views.page_context(crate::site::DocumentId(0), String::new(), &[], None);
        tera.add_raw_template("t.html", template).map_err(|error| error.to_string())?;
        tera.render("t.html", &context).map_err(|error| error.to_string())
    }

    #[test]
    fn every_example_gives_what_it_says() {
        for function in FUNCTIONS {
            assert!(function.example.contains(function.name), "{}", function.name);
            assert_eq!(render(function.example).as_deref(), Ok(function.gives), "{}", function.example);
        }
    }

    #[test]
    fn url_for_is_relative_url_as_a_function() {
        assert_eq!(render(r#"{{ url_for(path="/a b.html") }}"#).unwrap(), "/repo/a%20b.html");
        assert_eq!(render(r#"{{ url_for(path="a", absolute=true) }}"#).unwrap(), "https://blog.example/repo/a");
        assert!(render(r"{{ url_for() }}").unwrap_err().contains("path"));
        assert!(render(r#"{{ url_for(path="a", x=1) }}"#).unwrap_err().contains("no argument `x`"));
        assert!(render(r"{{ url_for(path=[1]) }}").unwrap_err().contains("array"));
    }

    #[test]
    fn say_fills_a_word_in() {
        assert_eq!(render(r#"{{ say(word="post_count", count=1) }}"#).unwrap(), "1 post");
        assert_eq!(render(r#"{{ say(word="by_author", author="<A>") }}"#).unwrap(), "By &lt;A&gt;");
        assert!(
            render(r#"{{ say(word="post_cuont") }}"#)
                .unwrap_err()
                .contains("no word `post_cuont`: there is `post_count`")
        );
        assert!(render(r"{{ say(count=1) }}").unwrap_err().contains("word"));
    }
}
