//! Ids in a page, and what to say of one that is not there.

use crate::address::reference::encode_rest;
use crate::diagnostic::{Code, Fault, nearest};

/// Every `id` and `name` in a page, by a plain scan: enough to tell whether one is there.
pub fn ids_in(html: &str) -> Vec<String> {
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

/// What to say of an anchor that is not there. `page` names the page if it is another one; `written` is the whole address.
/// If one id alone is the same but for case and the signs between words, that one is certainly meant.
pub(crate) fn missing(anchor: &str, page: Option<&str>, written: Option<&str>, ids: &[String]) -> Fault {
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
    let mut fault = Fault::new(Code::BrokenAnchor, message).hint(hint);
    let (before, _) = written.and_then(|written| written.split_once('#')).unzip();
    if let (Some(before), Some(id)) = (before, only_one_alike(anchor, ids)) {
        fault = fault.replace_with(format!("{before}#{}", encode_rest(&id.replace('%', "%25"))));
    }
    fault
}

/// The one id that has the same letters and digits in the same order, upper and lower case being one.
fn only_one_alike<'a>(anchor: &str, ids: &'a [String]) -> Option<&'a str> {
    let bare =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let wanted = bare(anchor);
    let mut alike = ids.iter().filter(|id| !wanted.is_empty() && bare(id) == wanted);
    match (alike.next(), alike.next()) {
        (Some(id), None) => Some(id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_that_is_certainly_meant() {
        let ids: Vec<String> = ["whats-new", "c", "C_", "Über-uns", "fn:1", "a%b", "x-1-2"].map(str::to_owned).to_vec();
        let check = |anchor: &str, expected: Option<&str>| {
            let fault = missing(anchor, None, Some(&format!("../a.html?q#{anchor}")), &ids);
            assert_eq!(fault.replacement.as_deref(), expected, "{anchor}");
        };
        check("Whats_New", Some("../a.html?q#whats-new"));
        check("whatsnew", Some("../a.html?q#whats-new"));
        check("whats new", Some("../a.html?q#whats-new"));
        check("überuns", Some("../a.html?q#%C3%9Cber-uns"));
        check("A-B", Some("../a.html?q#a%25b"));
        check("X12", Some("../a.html?q#x-1-2"));
        for uncertain in ["whats", "whats-newer", "-c", "", "-", "#"] {
            check(uncertain, None);
        }
        assert_eq!(missing("Whats_New", None, None, &ids).replacement, None);
        assert_eq!(missing("Whats_New", None, Some("no anchor"), &ids).replacement, None);
    }
}
