//! JSON Feed, version 1.1.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Output, is_iri, is_rfc3339};

/// What the feed at hand does that version 1.1 forbids; `url` is the site's, or empty.
pub(crate) fn faults(text: &str, url: &str) -> Vec<String> {
    let Ok(feed) = serde_json::from_str::<Value>(text) else { return vec!["no JSON".to_owned()] };
    let mut faults = Vec::new();
    if feed["version"] != "https://jsonfeed.org/version/1.1" || !feed["title"].is_string() {
        faults.push("no version or no title".to_owned());
    }
    let is_whole = |address: &Value| {
        address.as_str().is_some_and(|address| if url.is_empty() { address.starts_with('/') } else { is_iri(address) })
    };
    for key in ["home_page_url", "feed_url"] {
        if feed.get(key).is_none_or(|address| !is_whole(address)) != url.is_empty() {
            faults.push(format!("`{key}` is {}", feed[key]));
        }
    }
    let mut ids = BTreeSet::new();
    let Some(items) = feed["items"].as_array() else { return vec!["no items".to_owned()] };
    for item in items {
        if !item["id"].as_str().is_some_and(|id| !id.is_empty() && ids.insert(id.to_owned())) {
            faults.push(format!("the id {}", item["id"]));
        }
        if !item["content_html"].is_string() && !item["content_text"].is_string() {
            faults.push("an item without a content".to_owned());
        }
        if !is_whole(&item["url"]) {
            faults.push(format!("the url {}", item["url"]));
        }
        for key in ["date_published", "date_modified"] {
            if !item[key].as_str().is_some_and(is_rfc3339) {
                faults.push(format!("`{key}` is {}", item[key]));
            }
        }
        let authors = item["authors"].as_array().map_or(&[][..], Vec::as_slice);
        if authors.iter().any(|author| author["name"].as_str().is_none_or(str::is_empty)) {
            faults.push("an author without a name".to_owned());
        }
    }
    faults
}

#[test]
fn a_post_is_told_in_full() {
    let output = Output::of_text(
        "== _config.yml\ntitle: A\nurl: https://blog.example\nlang: de\nauthor: Us\n\
         == content/posts/2024-01-01-first.md\n---\ntitle: <One> & \"two\"\nauthors: [Ada, Ben]\ntags: [x, y]\ndescription: D\nimage: p.png\nlang: en\n---\nText \u{2028} and `</script>`.\n",
    );
    let feed: Value = serde_json::from_str(output.file("feed.json")).unwrap();
    assert_eq!(
        feed,
        serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": "A",
            "home_page_url": "https://blog.example/",
            "feed_url": "https://blog.example/feed.json",
            "authors": [{"name": "Us"}],
            "language": "de",
            "items": [{
                "id": "https://blog.example/2024/01/01/first",
                "url": "https://blog.example/2024/01/01/first.html",
                "title": "<One> & \"two\"",
                "content_html": "<p>Text \u{2028} and <code class=\"language-plaintext highlighter-rouge\">&lt;/script&gt;</code>.</p>\n",
                "summary": "D",
                "image": "https://blog.example/p.png",
                "date_published": "2024-01-01T00:00:00+00:00",
                "date_modified": "2024-01-01T00:00:00+00:00",
                "authors": [{"name": "Ada", "url": "https://blog.example/authors/ada/"}, {"name": "Ben", "url": "https://blog.example/authors/ben/"}],
                "tags": ["x", "y"],
                "language": "en",
            }],
        })
    );
}
