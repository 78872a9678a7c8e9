//! What templates can ask for: `{{ url_for(path="/about.html") }}`.
//!
//! Tera's own are `range(end=3)` and `throw(message="…")`.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera};

use super::Services;
use super::filters::{absolute_url, only, relative_url};

/// The names of all functions, Tera's included.
pub(super) const NAMES: &[&str] = &["range", "super", "throw", "url_for"];

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
    fn url_for_is_relative_url_as_a_function() {
        assert_eq!(render(r#"{{ url_for(path="/a b.html") }}"#).unwrap(), "/repo/a%20b.html");
        assert_eq!(render(r#"{{ url_for(path="a", absolute=true) }}"#).unwrap(), "https://blog.example/repo/a");
        assert!(render(r"{{ url_for() }}").unwrap_err().contains("path"));
        assert!(render(r#"{{ url_for(path="a", x=1) }}"#).unwrap_err().contains("no argument `x`"));
        assert!(render(r"{{ url_for(path=[1]) }}").unwrap_err().contains("array"));
    }
}
