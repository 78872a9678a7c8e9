//! `theme.menu` and `theme.social`: links with their words.

use serde_yaml::Value;

use super::super::fields::scalar;
use super::Keys;

/// One link: `about.md`, `Archive: /archive/`, or a mapping with `title` and `url`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Its words; nothing if they are the title of the page it leads to.
    pub title: Option<String>,
    /// A page by its source (`about.md`), an address of the site (`/archive/`) or of the web.
    pub address: String,
}

/// Schemes that only lead somewhere.
const SCHEMES: &[&str] = &["https:", "http:", "mailto:", "tel:", "xmpp:", "matrix:", "ircs:", "irc:", "gemini:"];

/// Whether it is an address of this site or of another.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_plain = !text.chars().any(|c| c.is_control() || matches!(c, '<' | '>' | '"'));
    is_plain && (text.starts_with('/') || leads_away(text))
}

/// Whether it begins with a scheme that only leads somewhere.
fn leads_away(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && text.len() > scheme.len()
    })
}

/// A page of the site by the file it is written in.
fn is_source(text: &str) -> bool {
    !text.contains(':')
        && std::path::Path::new(text).extension().is_some_and(|ending| {
            ["md", "markdown", "html", "htm"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        })
}

/// The links under `key`; nothing if there is no such key.
pub(super) fn read(keys: &mut Keys<'_, '_>, key: &str) -> Option<Vec<MenuItem>> {
    let Value::Sequence(list) = keys.value(key)? else {
        keys.wrong(key, "must be a list of links", &format!("write `{key}: [{{About: /about.html}}]`"));
        return None;
    };
    let mut items = Vec::with_capacity(list.len());
    for (number, value) in (1..).zip(list) {
        match item(value) {
            Ok(item) => items.push(item),
            Err((what, hint)) => {
                let place = keys.places.get(key).or_else(|| keys.fields.place("theme"));
                let range = place.map_or(0..0, |place| place.key.clone());
                let message = format!("entry {number} of `theme.{key}` {what}");
                let finding = crate::diagnostic::Finding::new(crate::diagnostic::Code::BadValue, range, message);
                keys.fields.findings.push(finding.hint(hint));
            }
        }
    }
    Some(items)
}

fn item(value: &Value) -> Result<MenuItem, (String, String)> {
    let (title, address) = match value {
        Value::Mapping(entry) if entry.contains_key("url") => {
            (entry.get("title").and_then(scalar), entry.get("url").and_then(scalar).unwrap_or_default())
        }
        Value::Mapping(entry) if entry.len() == 1 => {
            let (title, address) = entry.iter().next().map(|(a, b)| (scalar(a), scalar(b))).unwrap_or_default();
            (title, address.unwrap_or_default())
        }
        value => (None, scalar(value).unwrap_or_default()),
    };
    let address = address.trim().to_owned();
    let title = title.filter(|title| !title.trim().is_empty());
    if !is_address(&address) && !is_source(&address) {
        let what = match address.as_str() {
            "" => "has no address".to_owned(),
            other => format!("leads to `{other}`, which is no address"),
        };
        return Err((what, "write a page's file (`about.md`), or `Title: /address/`".to_owned()));
    }
    if title.is_none() && !is_source(&address) {
        return Err((format!("has no words for `{address}`"), format!("write `Title: {address}`")));
    }
    Ok(MenuItem { title, address })
}
