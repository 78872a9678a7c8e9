//! What templates can ask for: `{{ url_for(path="/about.html") }}`.
//!
//! Tera's own are `range(end=3)` and `throw(message="…")`.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera};

use super::Services;
use super::filters::{absolute_url, only, relative_url};

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
pub const FUNCTIONS: &[Function] = &[Function {
    name: "url_for",
    takes: "`path`; `absolute=true` for scheme and host",
    says: "an address of the site to link to, under its base path",
    example: r#"{{ url_for(path="/about.html") }}"#,
    gives: "/repo/about.html",
}];

/// Tera's own.
const OF_TERA: &[&str] = &["range", "super", "throw"];

/// The names of all functions, Tera's included.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name).chain(OF_TERA.iter().copied())
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
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::template::filters::tests::services;

    fn render(template: &str) -> Result<String, String> {
        let mut tera = Tera::default();
        register(&mut tera, &services());
        tera.add_raw_template("t.html", template).map_err(|error| error.to_string())?;
        tera.render("t.html", &tera::Context::new()).map_err(|error| error.to_string())
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
}
