//! Ids in a page, and what to say of one that is not there.

use crate::diagnostic::nearest;

/// Every `id` and `name` in a page, by a plain scan: enough to tell whether one is there.
pub(super) fn ids_in(html: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for attribute in [" id=", " name="] {
        for (at, _) in html.match_indices(attribute) {
            let value = &html[at + attribute.len()..];
            let id = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
                _ => value.split(|c: char| c.is_whitespace() || c == '>').next(),
            };
            ids.extend(id.map(str::to_owned));
        }
    }
    ids
}

/// What to say of an anchor that is not there: message and hints. `page` names the page if it is another one.
pub(super) fn missing(anchor: &str, page: Option<&str>, ids: &[String]) -> (String, Vec<String>) {
    let place = page.map_or_else(|| "this page".to_owned(), |page| format!("`{page}`"));
    let message = format!("nothing in {place} has the id `{anchor}`");
    let headings: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !id.starts_with("fn")).collect();
    let wanted = anchor.to_lowercase().replace([' ', '_'], "-");
    let near = nearest(&wanted, headings.iter().copied()).or_else(|| {
        let shares = |id: &&&str| id.contains(&wanted) || (id.len() > 3 && wanted.contains(**id));
        headings.iter().find(shares).copied()
    });
    let hint = match near {
        Some(near) => format!("write `#{near}`"),
        None if headings.is_empty() => format!("{place} has no headings to link to"),
        None => {
            let list: Vec<String> = headings.iter().take(6).map(|id| format!("`#{id}`")).collect();
            let more = if headings.len() > 6 { " …" } else { "" };
            format!("there are {}{more}", list.join(", "))
        }
    };
    (message, vec![hint])
}
