//! `site.theme`, and the links of menus: what the configuration says of the theme, ready for templates.

use tera::value::Key;
use tera::{Map, Value};

use super::{Addresses, view};
use crate::address::UrlPath;
use crate::config::theme::{MenuItem, Variable};
use crate::site::{DocumentId, Site};

view! {
    /// What `theme` in `_config.yml` says: `site.theme`.
    ThemeView<'a> {
        /// Rules for the head that set the variables of `theme.css`; empty if the site changes none.
        style: Value,
        /// `light` or `dark`, if a reader who has not chosen is to see it; else `null`.
        scheme: Option<&'a str>,
        /// The image beside the title, to link to: `/repo/images/logo.svg`; or `null`.
        logo: Option<String>,
        /// The sign for a browser's tab: `/repo/favicon.svg`; or `null`.
        favicon: Option<String>,
        /// Where the site's people are found elsewhere: links with `title` and `href`.
        social: Value,
        /// A line of Markdown for the foot; or `null`.
        footer: Option<&'a str>,
    }
}

/// Files at the top of a site that are its sign without a word in the configuration.
const FAVICONS: [&str; 3] = ["/favicon.svg", "/favicon.png", "/favicon.ico"];

pub(super) fn view<'a>(site: &'a Site, documents: &[Value], addresses: &Addresses) -> ThemeView<'a> {
    let theme = &site.config.theme;
    let exists = |path: &&&str| site.routes.served(&UrlPath::new(path)).is_some();
    let favicon = theme.favicon.as_deref().or_else(|| FAVICONS.iter().find(exists).copied());
    ThemeView {
        style: Value::safe_string(&style(&theme.variables)),
        scheme: theme.scheme.map(crate::config::theme::Scheme::name),
        logo: theme.logo.as_deref().map(|address| href(address, addresses)),
        favicon: favicon.map(|address| href(address, addresses)),
        social: Value::from(links(site, &theme.social, documents, addresses)),
        footer: theme.footer.as_deref(),
    }
}

/// Each link as a map with `title`, `url` and `href`; a page's own value where only its file is named.
pub(super) fn links(site: &Site, items: &[MenuItem], documents: &[Value], addresses: &Addresses) -> Vec<Value> {
    let link = |item: &MenuItem| {
        let page = page(site, &item.address).and_then(|id| documents.get(id.0));
        let mut fields = match page {
            Some(page) => page.as_map().cloned().unwrap_or_default(),
            None => [("url", item.address.clone()), ("href", href(&item.address, addresses))]
                .into_iter()
                .map(|(key, value)| (Key::Str(key), Value::from(value)))
                .collect::<Map>(),
        };
        if page.is_none() || item.title.is_some() {
            let title = item.title.as_deref().unwrap_or(&item.address);
            fields.insert(Key::Str("title"), Value::from(title));
        }
        Value::from(fields)
    };
    items.iter().map(link).collect()
}

/// The page that is written in that file, named from the top of the site or from `content/`.
pub(super) fn page(site: &Site, name: &str) -> Option<DocumentId> {
    (site.posts..site.documents.len()).map(DocumentId).find(|id| {
        let source = &site.document(*id).source;
        source.as_str() == name || source.under("content") == Some(name)
    })
}

/// An address to link to: one of the site below its base path, others as they are.
fn href(address: &str, addresses: &Addresses) -> String {
    if address.starts_with('/') && !address.starts_with("//") {
        format!("{}{address}", addresses.base_path)
    } else if address.contains(':') || address.starts_with('/') {
        address.to_owned()
    } else {
        // A page's file that is not there: the same address on every page, so that it is missed once.
        format!("{}/{address}", addresses.base_path)
    }
}

/// Both ways to be dark: because the system is, unless light was chosen; because it was chosen.
fn style(variables: &[Variable]) -> String {
    let rule = |of: &dyn Fn(&Variable) -> Option<String>| -> String {
        let declared = variables.iter().filter_map(|variable| Some(format!("--{}:{};", variable.name, of(variable)?)));
        declared.collect()
    };
    let light = rule(&|variable| Some(variable.value.clone()));
    let dark = rule(&|variable| variable.dark.clone());
    match (light.is_empty(), dark.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!(":root{{{light}}}"),
        (false, false) => format!(
            ":root{{{light}}}@media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}:root[data-theme=dark]{{{dark}}}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules() {
        let variable = |name, value: &str, dark: Option<&str>| Variable {
            name,
            value: value.to_owned(),
            dark: dark.map(str::to_owned),
        };
        assert_eq!(style(&[]), "");
        assert_eq!(style(&[variable("size", "18px", None)]), ":root{--size:18px;}");
        assert_eq!(
            style(&[variable("accent", "#a00", Some("#fcc")), variable("size", "18px", None)]),
            ":root{--accent:#a00;--size:18px;}@media(prefers-color-scheme:dark){:root:not([data-theme=light]){--accent:#fcc;}}:root[data-theme=dark]{--accent:#fcc;}"
        );
    }

    #[test]
    fn addresses_of_links() {
        let addresses = Addresses { url: String::new(), base_path: "/repo".to_owned() };
        for (address, expected) in [
            ("/a/", "/repo/a/"),
            ("//cdn.example/x", "//cdn.example/x"),
            ("https://a.example", "https://a.example"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("gone.md", "/repo/gone.md"),
        ] {
            assert_eq!(href(address, &addresses), expected);
        }
    }
}
