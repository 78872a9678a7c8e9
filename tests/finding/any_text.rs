//! Whatever a title, an author, a tag or a text holds: feeds, site map and list of redirects stay what they are.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::folder::Files;
use super::{Output, atom, head, json_feed, sitemap};

/// Letters that one format or another takes for its own, and any other.
fn text() -> impl Strategy<Value = String> {
    let sharp = prop::sample::select(vec![
        "<",
        ">",
        "&",
        "\"",
        "'",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "</script>",
        "<script>",
        "\u{0}",
        "\u{1}",
        "\u{8}",
        "\u{b}",
        "\u{c}",
        "\u{1f}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{fdd0}",
        "\r\n",
        "\r",
        "\n",
        "\t",
        "&amp;",
        "&#0;",
        "\\",
        "\\u0000",
        "{{",
        "{%",
        "💥",
        "مرحبا",
        "%",
        "%zz",
        "#",
        "?",
        "//",
        "😀\u{200d}",
        "<a href='",
        "=/x>",
    ]);
    prop::collection::vec(prop_oneof![3 => sharp.prop_map(str::to_owned), 1 => "\\PC{0,8}", 1 => "[ -~]{0,8}"], 0..8)
        .prop_map(|pieces| pieces.concat())
}

fn check(files: &Files) -> Result<Output, TestCaseError> {
    let output = Output::of(files);
    let url = output.url.as_str();
    prop_assert_eq!(atom::faults(output.file("feed.xml"), url), Vec::<String>::new(), "{}", output.file("feed.xml"));
    prop_assert_eq!(json_feed::faults(output.file("feed.json"), url), Vec::<String>::new());
    for (path, html) in output.pages() {
        prop_assert_eq!(head::faults(html, url), Vec::<String>::new(), "{}: {}", path, html);
    }
    if !url.is_empty() {
        prop_assert_eq!(sitemap::faults(output.file("sitemap.xml"), url), Vec::<String>::new());
    }
    Ok(output)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn formats_stay_whole(title in text(), author in text(), tag in text(), body in text(), about in text(), has_url in any::<bool>()) {
        // JSON is YAML, and can hold every letter.
        let front = json!({"title": title, "author": author, "tags": [tag], "description": about, "image": about, "lang": "en"});
        let url = if has_url { "https://b.example" } else { "" };
        let config = json!({"title": title, "description": about, "url": url, "author": author});
        let post = format!("---\n{front}\n---\n{body}");
        let files = Files::from([
            ("_config.yml".to_owned(), config.to_string().into_bytes()),
            ("content/posts/2024-01-02-a.md".to_owned(), post.into_bytes()),
        ]);
        let output = check(&files)?;
        let again = check(&files)?;
        prop_assert_eq!(&output.files, &again.files);
        let feed: Value = serde_json::from_str(output.file("feed.json")).unwrap();
        let head = head::Head::read(output.file("2024/01/02/a.html"));
        if feed["items"][0]["title"] != "" {
            prop_assert_eq!(&head.json_ld()["headline"], &feed["items"][0]["title"]);
        }
        prop_assert_eq!(feed["items"].as_array().map(Vec::len), Some(1));
    }
}
