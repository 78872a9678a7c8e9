//! Tables over the whole room, and the laws that hold for any text.

use proptest::prelude::*;

use super::testing::{Leads, html, html_with, led, places, render, render_with};
use super::*;
use crate::diagnostic::Code;

fn check(input: &str, expected: &str) {
    assert_eq!(html(input), expected, "{input:?}");
}

#[test]
fn commonmark() {
    for (input, expected) in [
        ("", ""),
        ("\u{FEFF}a", "<p>\u{FEFF}a</p>\n"),
        ("a\nb  \nc\\\nd", "<p>a\nb<br>\nc<br>\nd</p>\n"),
        ("# a #\n\nb\n---", "<h1 id=\"a\">a</h1>\n<h2 id=\"b\">b</h2>\n"),
        ("> a\n>\n> > b", "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n"),
        ("* * *", "<hr>\n"),
        ("- a\n- b\n  - c", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n"),
        ("3. a\n\n4. b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n"),
        ("**a** *b* ~~c~~", "<p><strong>a</strong> <em>b</em> <del>c</del></p>\n"),
        ("a\r\nb\r\n\r\nc\r\n", "<p>a\nb</p>\n<p>c</p>\n"),
        ("<b>&amp;", "<p><b>&amp;</p>\n"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>\n"),
    ] {
        check(input, expected);
    }
}

#[test]
fn lists_after_a_paragraph() {
    for (input, expected) in [
        ("text\n- item", "<p>text</p>\n<ul>\n<li>item</li>\n</ul>\n"),
        ("text\n2. item\n3. c", "<p>text</p>\n<ol start=\"2\">\n<li>item</li>\n<li>c</li>\n</ol>\n"),
        ("text\n1. item", "<p>text</p>\n<ol>\n<li>item</li>\n</ol>\n"),
        ("text\n10. item", "<p>text</p>\n<ol start=\"10\">\n<li>item</li>\n</ol>\n"),
        ("text\n## h", "<p>text</p>\n<h2 id=\"h\">h</h2>\n"),
        ("text\n> q", "<p>text</p>\n<blockquote>\n<p>q</p>\n</blockquote>\n"),
        ("version\n2.0 is out", "<p>version\n2.0 is out</p>\n"),
        ("> text\n> 2. item", "<blockquote>\n<p>text</p>\n<ol start=\"2\">\n<li>item</li>\n</ol>\n</blockquote>\n"),
        ("text\r\n2. item\r\n", "<p>text</p>\n<ol start=\"2\">\n<li>item</li>\n</ol>\n"),
    ] {
        check(input, expected);
    }
}

#[test]
fn tables_tasks_definitions() {
    for (input, expected) in [
        (
            "| a | b | c | |\n|:--|--:|:-:|--|\n| 1 | 2 | |",
            "<table>\n<thead>\n<tr>\n<th scope=\"col\" style=\"text-align: left\">a</th>\n<th scope=\"col\" style=\"text-align: right\">b</th>\n<th scope=\"col\" style=\"text-align: center\">c</th>\n<td></td>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style=\"text-align: left\">1</td>\n<td style=\"text-align: right\">2</td>\n<td style=\"text-align: center\"></td>\n<td></td>\n</tr>\n</tbody>\n</table>\n",
        ),
        (
            "- [ ] a\n- [x] b\n- c",
            "<ul class=\"task-list\">\n<li class=\"task-list-item\"><input type=\"checkbox\" class=\"task-list-item-checkbox\" disabled> a</li>\n<li class=\"task-list-item\"><input type=\"checkbox\" class=\"task-list-item-checkbox\" disabled checked> b</li>\n<li>c</li>\n</ul>\n",
        ),
        ("one\n*two*\n: def", "<dl>\n<dt>one</dt>\n<dt><em>two</em></dt>\n<dd>def</dd>\n</dl>\n"),
        ("term\n: def\n: two", "<dl>\n<dt>term</dt>\n<dd>def</dd>\n<dd>two</dd>\n</dl>\n"),
    ] {
        check(input, expected);
    }
}

#[test]
fn attribute_lists() {
    for (input, expected) in [
        ("{: .before}\npara", "<p class=\"before\">para</p>\n"),
        ("{: .before}\n\npara", "<p class=\"before\">para</p>\n"),
        ("a\n{: .x}\nb", "<p class=\"x\">a</p>\n<p>b</p>\n"),
        ("a\n{: .x}\n{: #y}", "<p class=\"x\" id=\"y\">a</p>\n"),
        ("a\n\n{: .x}\nb", "<p>a</p>\n<p class=\"x\">b</p>\n"),
        ("# a\n{: .x #y}", "<h1 class=\"x\" id=\"y\">a</h1>\n"),
        ("# a\n{:.no_toc}", "<h1 class=\"no_toc\" id=\"a\">a</h1>\n"),
        ("> a\n{: .x}", "<blockquote class=\"x\">\n<p>a</p>\n</blockquote>\n"),
        ("> a\n> {: .x}", "<blockquote>\n<p class=\"x\">a</p>\n</blockquote>\n"),
        ("- a\n- b\n{: .x}", "<ul class=\"x\">\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n{: .x}", "<ol class=\"x\">\n<li>a</li>\n</ol>\n"),
        ("- {: .x} a\n- b", "<ul>\n<li class=\"x\">a</li>\n<li>b</li>\n</ul>\n"),
        ("- {: .x}\n  a", "<ul>\n<li class=\"x\">a</li>\n</ul>\n"),
        ("- a\n  - b\n  {: .x}", "<ul>\n<li>a\n<ul class=\"x\">\n<li>b</li>\n</ul>\n</li>\n</ul>\n"),
        ("- a\n  {: .x}", "<ul>\n<li class=\"x\">a</li>\n</ul>\n"),
        (
            "| a |\n|---|\n| b |\n{: .x}",
            "<table class=\"x\">\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n",
        ),
        ("***\n{: .x}", "<hr class=\"x\">\n"),
        ("a\n: b\n{: .x}", "<dl class=\"x\">\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
        ("{:.x} a\n: b", "<dl>\n<dt class=\"x\">a</dt>\n<dd>b</dd>\n</dl>\n"),
        ("**b**{: .c #i k=\"v\"}", "<p><strong class=\"c\" id=\"i\" k=\"v\">b</strong></p>\n"),
        (
            "[a](b){:target=\"_blank\"} [c](d){:target=\"_blank\"}",
            "<p><a href=\"b\" target=\"_blank\">a</a> <a href=\"d\" target=\"_blank\">c</a></p>\n",
        ),
        ("![a](b){: .c width=\"3\"}", "<p><img src=\"b\" alt=\"a\" decoding=\"async\" class=\"c\" width=\"3\"></p>\n"),
        ("<https://a.b>{: .c}", "<p><a href=\"https://a.b\" class=\"c\">https://a.b</a></p>\n"),
        ("[a]{: .c}\n\n[a]: b", "<p><a href=\"b\" class=\"c\">a</a></p>\n"),
        ("a {: .x} b", "<p>a {: .x} b</p>\n"),
        ("a{: .x}", "<p>a{: .x}</p>\n"),
        ("*c* {: .y}", "<p><em>c</em> {: .y}</p>\n"),
        ("\\{: .x}", "<p>{: .x}</p>\n"),
        ("a\r\n{: .x}\r\n", "<p class=\"x\">a</p>\n"),
        ("{: .x}", ""),
        ("[a] b\n\n[a]: c\n{: .x}\n\nd", "<p><a href=\"c\" class=\"x\">a</a> b</p>\n<p>d</p>\n"),
        ("<div>\nx\n</div>\n{: .x #y}", "<div class=\"x\" id=\"y\">\nx\n</div>\n"),
        ("<div class=\"a\" b>\nx\n</div>\n{: .x #y}", "<div id=\"y\" class=\"a x\" b>\nx\n</div>\n"),
        ("- a\n^\n\npara", "<ul>\n<li>a</li>\n</ul>\n<p>para</p>\n"),
        ("a\n{: onclick=\"a<b>'c'\"}", "<p onclick=\"a&lt;b&gt;'c'\">a</p>\n"),
        (
            "    a\n{: .language-text}",
            "<div class=\"language-text highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code>a\n</code></pre></div></div>\n",
        ),
    ] {
        check(input, expected);
    }
}

#[test]
fn finished_pieces() {
    let block = CodeBlock { language: "c".to_owned(), text: "a<b;\n".to_owned(), ..CodeBlock::default() };
    let inserts = [
        Insert::Code(block),
        Insert::Html("<b id=\"i\">x</b>".to_owned()),
        Insert::Html("<div>y</div>".to_owned()),
        Insert::Html("/base".to_owned()),
    ];
    for (input, expected) in [
        ("«1»", "<b id=\"i\">x</b>\n"),
        ("a «1» b", "<p>a <b id=\"i\">x</b> b</p>\n"),
        ("«2»", "<div>y</div>\n"),
        ("a\n«2»\nb", "<p>a</p>\n<div>y</div>\n<p>\nb</p>\n"),
        ("«2»\nb", "<div>y</div>\n<p>\nb</p>\n"),
        ("a\n«2»", "<p>a</p>\n<div>y</div>\n"),
        ("- «2»", "<ul>\n<li>\n<div>y</div>\n</li>\n</ul>\n"),
        ("*a «2»*", "<p><em>a <div>y</div></em></p>\n"),
        ("[a](«3»/b)", "<p><a href=\"/base/b\">a</a></p>\n"),
        ("![a «1»](«3»/b)", "<p><img src=\"/base/b\" alt=\"a \" decoding=\"async\"></p>\n"),
        ("<img src=\"«3»/b\">", "<img src=\"/base/b\">\n"),
        ("<div>«1»</div>", "<div><b id=\"i\">x</b></div>\n"),
        ("# a «1»", "<h1 id=\"a-\">a <b id=\"i\">x</b></h1>\n"),
        ("«9»", "<p>\u{FFFD}9\u{FFFD}</p>\n"),
        ("`«1»`", "<p><code class=\"language-plaintext highlighter-rouge\">\u{FFFD}1\u{FFFD}</code></p>\n"),
    ] {
        let text = input.replace('«', "\u{FDD0}").replace('»', "\u{FDD1}");
        assert_eq!(html_with(&text, &inserts), expected, "{input:?}");
    }
    let figure = html_with("a\n\n\u{FDD0}0\u{FDD1}\n\nb", &inserts);
    assert!(
        figure.starts_with("<p>a</p>\n<figure class=\"highlight\"><pre><code class=\"language-c\" data-lang=\"c\">"),
        "{figure}"
    );
    assert!(figure.ends_with("</code></pre></figure>\n<p>b</p>\n"), "{figure}");
    check("\u{FDD0}1\u{FDD1} \u{FDD5}", "<p>\u{FFFD}1\u{FFFD} \u{FFFD}</p>\n");
}

#[test]
fn pictures() {
    assert_eq!(
        led("![a](sized.png) ![b](c)"),
        "<p><img src=\"/led/sized.png\" alt=\"a\" width=\"3\" height=\"4\" decoding=\"async\"> <img src=\"/led/c\" alt=\"b\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
    assert_eq!(
        led("![a](sized.png){: width=\"9\"}"),
        "<p><img src=\"/led/sized.png\" alt=\"a\" height=\"12\" decoding=\"async\" width=\"9\"></p>\n"
    );
}

#[test]
fn links_are_asked_with_their_words() {
    let leads = Leads::default();
    let text = "[last *time* `x`](a.html#b) [c](#d) <https://e.f> <a href='g'>h</a>";
    let fragment = super::render(text, &[], Options::default(), &leads, &Highlighter::new());
    let asked = leads.asked.take();
    let asked: Vec<(&str, &str)> = asked.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(asked, [("a.html#b", "last time x"), ("#d", "c"), ("https://e.f", "https://e.f"), ("g", "")]);
    assert_eq!(fragment.own_anchors.len(), 1);
    assert_eq!(fragment.own_anchors[0].anchor, "d");
    assert_eq!(&text[fragment.own_anchors[0].range.clone()], "#d");
}

#[test]
fn bare_addresses_are_links_only_if_wanted() {
    let text = "see https://a.b/c--d, (www.e.f) *x@y.z* [https://g.h](i) `https://j.k` https://l.m/:smile:";
    assert!(!html(text).contains("href=\"https://a.b"));
    let options = Options { autolink: true, ..Options::default() };
    assert_eq!(
        render_with(text, options).html,
        "<p>see <a href=\"https://a.b/c--d\">https://a.b/c--d</a>, (<a href=\"http://www.e.f\">www.e.f</a>) <em><a href=\"mailto:x@y.z\">x@y.z</a></em> <a href=\"i\">https://g.h</a> <code class=\"language-plaintext highlighter-rouge\">https://j.k</code> <a href=\"https://l.m/:smile\">https://l.m/:smile</a>:</p>\n"
    );
}

#[test]
fn ranges_of_code() {
    for (input, expected) in [
        ("", &[][..]),
        ("a `b` c", &["`b`"]),
        ("``a ` b``", &["``a ` b``"]),
        ("```\na\n```\n\nb", &["```\na\n```"]),
        ("> ~~~\n> a\n> ~~~\n", &["~~~\n> a\n> ~~~"]),
        ("- a\n\n      b\n", &["b"]),
        ("a\n\n    b\n\nc", &["b"]),
        ("a\r\n\r\n\tb\r\n", &["b"]),
        ("`open", &[]),
        ("<pre>`a`</pre>", &[]),
        ("```\nopen", &["```\nopen"]),
        ("| `a` |\n|---|", &["`a`"]),
    ] {
        let found: Vec<&str> = code_ranges(input).into_iter().map(|range| input[range].trim()).collect();
        assert_eq!(found, expected, "{input:?}");
    }
}

#[test]
fn first_headings() {
    for (input, expected) in [
        ("", None),
        ("a", None),
        ("# A *b* `c`\n# d", Some("A b c")),
        ("a\n\nB\n===", Some("B")),
        ("#", None),
        ("# a {#b}", Some("a")),
        ("# \"a\"", Some("“a”")),
        ("```\n# a\n```\n\n## b", Some("b")),
        ("\u{FEFF}# a", None),
    ] {
        assert_eq!(first_heading(input).as_deref(), expected, "{input:?}");
    }
}

#[test]
fn unknown_languages() {
    let text = "a\n\n> ```nosuchlanguage {1}\n> b\n> ```\n";
    let fragment = render(text);
    for finding in &fragment.findings {
        assert_eq!(finding.code, Code::UnknownLanguage);
        assert_eq!(&text[finding.range.clone()], "nosuchlanguage");
    }
}

/// Elements that are never closed.
const VOID: &[&str] = &["br", "hr", "img", "input"];

/// Whether every element of `html` is closed where it must be.
fn unbalanced(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>')? + 1;
        let tag = &rest[1..end - 1];
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes nothing"));
            }
        } else if !VOID.contains(&name) {
            open.push(name);
        }
        rest = &rest[end..];
    }
    open.pop().map(|name| format!("<{name}> stays open"))
}

/// Pieces of text that mean something somewhere.
const PIECES: &[&str] = &[
    "a",
    "b c",
    "é",
    "日本",
    "\n",
    "\n\n",
    "\r\n",
    "  ",
    "    ",
    "\t",
    "# ",
    "## h",
    "- ",
    "* ",
    "1. ",
    "2. ",
    "> ",
    "> [!NOTE]\n",
    "```",
    "~~~",
    "```rust {1,3-5}",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "~",
    "[",
    "]",
    "](",
    ")",
    "(",
    "[^1]",
    "\n[^1]: ",
    "[a]: b",
    "![",
    "!",
    "|",
    "\n|--|\n",
    "{: .a}",
    "{:",
    "}",
    "{",
    "{:toc}",
    "{:.no_toc}",
    "{:n: .x}",
    "{::comment}",
    "{:/comment}",
    "{:/}",
    "{::options /}",
    "$$",
    "$",
    "\\",
    "\\\\(",
    "\"",
    "'",
    "--",
    "---",
    "...",
    ":smile:",
    ":",
    "https://a.b/c",
    "www.a.b",
    "x@y.z",
    "\u{FDD0}",
    "\u{FDD1}",
    "\u{FDD0}0\u{FDD1}",
    "\u{FDD0}1\u{FDD1}",
    "\u{FDD0}2\u{FDD1}",
    "\u{FFFE}",
    "\n: ",
    "- [ ] ",
    "===",
    "***",
    "&amp;",
    "&",
    "\u{0}",
    "{#id .c k=v}",
    "\u{A0}",
];

/// Pieces of raw HTML.
const TAGS: &[&str] = &[
    "<",
    ">",
    "<<",
    ">>",
    "<div>",
    "</div>",
    "<div markdown=\"1\">",
    "<p markdown=\"1\">",
    "</p>",
    "<a href=\"x\">",
    "<a href='",
    "\">",
    "<img src=y srcset=\"a 1x, b\">",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<script>",
    "</script>",
    "<![CDATA[",
    "]]>",
    "<b id=c>",
    "/>",
    "<https://a.b>",
    "{::nomarkdown}",
    "(<",
];

fn inserts() -> Vec<Insert> {
    let block = CodeBlock {
        language: "c".to_owned(),
        text: "a\nb\n".to_owned(),
        line_numbers: true,
        marked: vec![2..3, 9..10],
    };
    vec![Insert::Code(block), Insert::Html("<b>x</b>".to_owned()), Insert::Html("<div>y</div>".to_owned())]
}

fn holds(text: &str, is_balanced: bool) -> Result<(), TestCaseError> {
    let highlighter = Highlighter::new();
    let with_inserts = inserts();
    for (inserts, autolink) in [(&[][..], true), (with_inserts.as_slice(), false)] {
        let options = Options { autolink, id_prefix: "p", under: Some(1), ..Options::default() };
        let fragment = super::render(text, inserts, options, &Leads::default(), &highlighter);
        for range in fragment
            .findings
            .iter()
            .map(|finding| &finding.range)
            .chain(fragment.own_anchors.iter().map(|own| &own.range))
        {
            prop_assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
        }
        prop_assert!(!fragment.html.contains(['\u{FDD0}', '\u{FDD1}', '\u{FDD5}']), "{text:?}");
        if is_balanced {
            prop_assert_eq!(unbalanced(&fragment.html), None, "{:?} {}", text, fragment.html);
        }
    }
    let mut end = 0;
    for range in code_ranges(text) {
        prop_assert!(text.get(range.clone()).is_some() && range.start >= end, "{range:?} of {text:?}");
        end = range.end;
    }
    let _ = first_heading(text);
    for separator in ["\n\n", "", "--"] {
        let excerpt = excerpt_source(text, separator);
        prop_assert!(separator.is_empty() || excerpt.len() <= text.len() * 2 + 8, "{text:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_written_whole(text in "\\PC*") {
        holds(&text, false)?;
    }

    #[test]
    fn any_mixture_of_markdown_is_balanced(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        holds(&text, true)?;
    }

    #[test]
    fn any_mixture_with_raw_html_is_written(pieces in prop::collection::vec(prop::sample::select([PIECES, TAGS].concat()), 0..40)) {
        holds(&pieces.concat(), false)?;
    }

    #[test]
    fn covers_do_not_move_anything(pieces in prop::collection::vec(prop::sample::select([PIECES, TAGS].concat()), 0..30)) {
        let text = pieces.concat();
        let covers = cover::find(&text, &events::parse(&text).events);
        prop_assert_eq!(cover::apply(&text, &covers.list).len(), text.len());
        let mut end = 0;
        for cover in &covers.list {
            prop_assert!(cover.range.start >= end, "{:?} {:?}", text, covers.list);
            end = cover.range.end;
        }
    }
}

#[test]
fn long_and_deep_texts_are_written() {
    for text in [
        "> ".repeat(5_000),
        "[".repeat(20_000),
        "- ".repeat(500) + "a",
        "*a ".repeat(5_000),
        "$$".repeat(5_001),
        "{:a".repeat(5_000),
        "{::comment}".repeat(2_000),
        "<div markdown=\"1\">\n".repeat(1_000),
    ] {
        assert!(places(&text).len() < 10);
        let _ = html(&text);
    }
}
