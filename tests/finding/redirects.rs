//! Pages that lead on, and the list of them.

use serde_json::json;

use super::Output;

/// Pages of a site below `/r`: each a name and its front matter.
fn site(pages: &[(&str, &str)]) -> Output {
    let config = "== _config.yml\nurl: https://b.example\nbaseurl: /r\n".to_owned();
    let page =
        |(name, front): &(&str, &str)| format!("== content/{name}.md\n---\ntitle: {name}\n{front}\n---\n# Part\n");
    Output::of_text(&(config + &pages.iter().map(page).collect::<String>()))
}

/// Where `from` leads: what its page says, in the three places that must agree.
fn check(output: &Output, from: &str, href: &str, to: &str) {
    let page = output.file(from);
    for piece in [
        format!("<link rel=\"canonical\" href=\"{to}\">"),
        format!("<meta http-equiv=\"refresh\" content=\"0; url={href}\">"),
        format!("<a href=\"{href}\">"),
        "<meta name=\"robots\" content=\"noindex\">".to_owned(),
    ] {
        assert!(page.contains(&piece), "{from}: no {piece} in {page}");
    }
    assert!(!page.contains("<script"), "{page}");
}

#[test]
fn every_form_of_an_address_leads_on() {
    let output = site(&[
        ("a", "redirect_from: [/old/, /older, /o.html, /x/y.json]"),
        ("b", "redirect_to: /a.html#part"),
        ("c", "redirect_to: [https://other.example/?a=1&b=2]"),
        ("d", "redirect_to: a"),
        ("e", "redirect_to: https://b.example/r/a.html?q"),
        ("sub/f", "redirect_to: a.html"),
        ("sub/g", "redirect_to: /r/a.html"),
    ]);
    assert_eq!(output.said(), Vec::<String>::new());
    let (href, to) = ("/r/a.html", "https://b.example/r/a.html");
    for from in ["old/index.html", "older.html", "o.html", "x/y.json", "d.html", "sub/f.html", "sub/g.html"] {
        check(&output, from, href, to);
    }
    check(&output, "b.html", "/r/a.html#part", "https://b.example/r/a.html#part");
    check(&output, "c.html", "https://other.example/?a=1&amp;b=2", "https://other.example/?a=1&amp;b=2");
    check(&output, "e.html", "/r/a.html?q", "https://b.example/r/a.html?q");
    let list: serde_json::Value = serde_json::from_str(output.file("redirects.json")).unwrap();
    assert_eq!(
        list,
        json!({
            "/b.html": "https://b.example/r/a.html#part", "/c.html": "https://other.example/?a=1&b=2", "/d.html": to,
            "/e.html": "https://b.example/r/a.html?q", "/o.html": to, "/old/": to, "/older": to, "/sub/f.html": to,
            "/sub/g.html": to, "/x/y.json": to,
        })
    );
}

#[test]
fn a_chain_is_cut_short_and_told() {
    let output = site(&[
        ("a", "redirect_to: /b.html\nredirect_from: /z"),
        ("b", "redirect_to: /c.html#part"),
        ("c", ""),
        ("d", "redirect_to: /z"),
        ("e", "redirect_to: /f.html"),
        ("f", "redirect_to: https://other.example/"),
    ]);
    for from in ["a.html", "z.html", "b.html", "d.html"] {
        check(&output, from, "/r/c.html#part", "https://b.example/r/c.html#part");
    }
    check(&output, "e.html", "https://other.example/", "https://other.example/");
    assert_eq!(
        output.said(),
        [
            "redirect-chain: `redirect_to: /b.html` leads to a page that has moved as well; write `redirect_to: /c.html#part`",
            "redirect-chain: `redirect_to: /z` leads to a page that has moved as well; write `redirect_to: /c.html#part`",
            "redirect-chain: `redirect_to: /f.html` leads to a page that has moved as well; write `redirect_to: https://other.example/`",
        ]
    );
}

#[test]
fn a_circle_and_a_dead_end_are_errors() {
    let hint = "let one of these pages stay: remove its `redirect_to`";
    let circle = |to: &str| format!("redirect-circle: `redirect_to: {to}` leads back to this page; {hint}");
    let output = site(&[("a", "redirect_to: /b.html"), ("b", "redirect_to: /a.html"), ("c", "redirect_to: /c.html")]);
    assert_eq!(output.said(), ["/b.html", "/a.html", "/c.html"].map(circle));
    let output = site(&[("a", "redirect_to: /old\nredirect_from: /old")]);
    assert_eq!(output.said(), [circle("/old")]);
    let output = site(&[
        ("index", "redirect_to: /a.html"),
        ("a", "redirect_to: /b.hmtl"),
        ("b", "redirect_to: /c.html#prt"),
        ("c", ""),
    ]);
    let said = output.said();
    assert!(said[0].starts_with("broken-link: `/b.hmtl` does not exist"), "{said:?}");
    assert!(
        said.iter().any(|said| said.starts_with("broken-anchor: nothing in `/c.html` has the id `prt`")),
        "{said:?}"
    );
    let output = site(&[("a", "redirect_to: \"\"")]);
    assert_eq!(output.said(), ["bad-value: `redirect_to` is an address, not a text; write `redirect_to: /new.html`"]);
}

#[test]
fn the_list_is_there_if_there_is_something_in_it() {
    assert!(!site(&[("a", "")]).files.contains_key("redirects.json"));
    let off = Output::of_text(
        "== _config.yml\nredirect_from: {json: false}\n== content/a.md\n---\nredirect_from: /b\n---\na\n",
    );
    assert!(!off.files.contains_key("redirects.json"));
    assert_eq!(off.said(), Vec::<String>::new());
    let without_host = Output::of_text("== content/a.md\n---\nredirect_from: /b\n---\na\n");
    assert_eq!(without_host.file("redirects.json"), "{\"/b\":\"/a.html\"}\n");
    let index = site(&[("index", "redirect_to: /a.html"), ("a", "")]);
    check(&index, "index.html", "/r/a.html", "https://b.example/r/a.html");
}
