//! Text: made shorter, plainer, or fit for another place.

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::super::Services;
use super::{Filter, add, argument, only, required, text_of};
use crate::address::slug::{SlugMode, slugify};
use crate::markdown::furnish;

pub(super) const FILTERS: &[Filter] = &[
    Filter {
        name: "markdownify",
        says: "Markdown as HTML; an address that begins with `/` is put under the base path",
        example: r#"{{ "some **words**" | markdownify }}"#,
        gives: "<p>some *words*</p>\n",
    },
    Filter {
        name: "furnish",
        says: "HTML ready for a page: headings with an id link to themselves, tables stand in `<div class=\"table\">`, code has its language in `data-lang`",
        example: r#"{{ '<h2 id="parts">Parts</h2>' | safe | furnish }}"#,
        gives: r##"<h2 id="parts"><a class="anchor" href="#parts">Parts</a></h2>"##,
    },
    Filter {
        name: "text_direction",
        says: "`rtl` for a language that is written from right to left, otherwise `ltr`",
        example: r#"{{ "ar-EG" | text_direction }}"#,
        gives: "rtl",
    },
    Filter {
        name: "strip_html",
        says: "HTML as plain text: tags, comments, scripts and styles go, `&eacute;` becomes `é`",
        example: r"{{ html | strip_html }}",
        gives: "Café &amp; bar\ntwo",
    },
    Filter {
        name: "strip_newlines",
        says: "text without line ends",
        example: r#"{{ "a
b" | strip_newlines }}"#,
        gives: "ab",
    },
    Filter {
        name: "newline_to_br",
        says: "text with `<br>` before each line end",
        example: r#"{{ "a & b
c" | newline_to_br }}"#,
        gives: "a &amp; b<br>\nc",
    },
    Filter {
        name: "normalize_whitespace",
        says: "text with each run of blanks and line ends as one blank",
        example: r#"{{ "  a
  b " | normalize_whitespace }}"#,
        gives: "a b",
    },
    Filter {
        name: "truncate",
        says: "the first `length` characters (50), the `end` (`...`) counted among them",
        example: r#"{{ "Ground control to Major Tom." | truncate(length=20) }}"#,
        gives: "Ground control to...",
    },
    Filter {
        name: "truncatewords",
        says: "the first `length` words (15) and `end` (`...`)",
        example: r#"{{ "Ground control to Major Tom." | truncatewords(length=3) }}"#,
        gives: "Ground control to...",
    },
    Filter {
        name: "number_of_words",
        says: "how many words; with `mode=\"cjk\"` each Chinese, Japanese or Korean character is one, `\"auto\"` only if there are any",
        example: r#"{{ "Hello world" | number_of_words }}"#,
        gives: "2",
    },
    Filter {
        name: "slugify",
        says: "text fit for an address or an id; `mode` is `default`, `pretty`, `ascii`, `latin`, `raw` or `none`",
        example: r#"{{ "The _config.yml file" | slugify }}"#,
        gives: "the-config-yml-file",
    },
    Filter {
        name: "xml_escape",
        says: "text or HTML escaped, so that it shows as it is written",
        example: r"{{ html | strip_newlines | xml_escape }}",
        gives: "&lt;p&gt;Caf&amp;eacute; &amp;amp; &lt;b&gt;bar&lt;/b&gt;&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;",
    },
    Filter {
        name: "jsonify",
        says: "any value as JSON that can stand in a `<script>`; in an attribute write `| jsonify | xml_escape`",
        example: r#"{{ ["a", 1, "</b>"] | jsonify }}"#,
        gives: r#"["a",1,"\u003c/b\u003e"]"#,
    },
    Filter {
        name: "array_to_sentence_string",
        says: "a list as part of a sentence, with `connector` (`and`) before the last",
        example: r#"{{ ["a", "b", "c"] | array_to_sentence_string }}"#,
        gives: "a, b, and c",
    },
];

/// Languages that are written from right to left unless their tag names another script (CLDR, `layout/orientation`).
const RIGHT_TO_LEFT: &[&str] = &[
    "ar", "arc", "ckb", "dv", "fa", "glk", "he", "iw", "khw", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "syr",
    "ug", "ur", "yi",
];
/// Scripts that are written from right to left (ISO 15924).
const RIGHT_TO_LEFT_SCRIPTS: &[&str] = &["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];

/// How a language is written, by its tag (BCP 47): `ar-EG`, `az-Arab`, `ks-Deva`.
fn direction(tag: &str) -> &'static str {
    let tag = tag.trim().to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let is_rtl = match script {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&language),
    };
    if is_rtl { "rtl" } else { "ltr" }
}

pub(super) fn register(tera: &mut Tera, services: &Arc<Services>) {
    let markdownify = Arc::clone(&services.markdownify);
    tera.register_filter("markdownify", move |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(Value::safe_string(&markdownify(&text_of(value)?)))
    });
    tera.register_filter("strip_html", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(plain_text(&text_of(value)?))
    });
    tera.register_filter("furnish", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(as_safe_as(value, furnish(&text_of(value)?)))
    });
    tera.register_filter("text_direction", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(direction(&text_of(value)?))
    });
    tera.register_filter("strip_newlines", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        Ok::<_, Error>(as_safe_as(value, text_of(value)?.replace(['\r', '\n'], "")))
    });
    tera.register_filter("normalize_whitespace", |value: &Value, arguments: Kwargs, _: &State| {
        only(&arguments, &[])?;
        let words: Vec<&str> = match &text_of(value)? {
            Cow::Borrowed(text) => text.split_whitespace().collect(),
            Cow::Owned(number) => return Ok(Value::from(number.as_str())),
        };
        Ok::<_, Error>(as_safe_as(value, words.join(" ")))
    });
    add(tera, "newline_to_br", newline_to_br);
    add(tera, "truncate", truncate);
    add(tera, "truncatewords", truncatewords);
    add(tera, "number_of_words", number_of_words);
    add(tera, "slugify", slug);
    add(tera, "xml_escape", xml_escape);
    add(tera, "jsonify", jsonify);
    add(tera, "array_to_sentence_string", sentence);
}

/// `text`, not to be escaped again if the value it was taken from was not to be either.
fn as_safe_as(value: &Value, text: String) -> Value {
    if value.is_safe() { Value::safe_string(&text) } else { Value::from(text) }
}

fn newline_to_br(value: &Value, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    only(arguments, &[])?;
    text_of(value)?;
    let html = state.escape_if_needed(value)?;
    Ok(Value::safe_string(&html.replace("\r\n", "\n").replace('\n', "<br>\n")))
}

fn truncate(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<String> {
    only(arguments, &["length", "end"])?;
    let text = text_of(value)?;
    let length = arguments.get::<usize>("length")?.unwrap_or(50);
    let end = argument(arguments, "end")?.unwrap_or_else(|| "...".to_owned());
    let byte = |characters: usize| text.char_indices().nth(characters).map(|(at, _)| at);
    if byte(length).is_none() {
        return Ok(text.into_owned());
    }
    let kept = byte(length.saturating_sub(end.chars().count())).unwrap_or(text.len());
    Ok(format!("{}{end}", &text[..kept]))
}

fn truncatewords(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<String> {
    only(arguments, &["length", "end"])?;
    let text = text_of(value)?;
    let length = arguments.get::<usize>("length")?.unwrap_or(15).max(1);
    let end = argument(arguments, "end")?.unwrap_or_else(|| "...".to_owned());
    if text.split_whitespace().nth(length).is_none() {
        return Ok(text.into_owned());
    }
    let words: Vec<&str> = text.split_whitespace().take(length).collect();
    Ok(words.join(" ") + &end)
}

/// `jekyll/filters.rb`, `number_of_words`.
fn number_of_words(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<usize> {
    only(arguments, &["mode"])?;
    let text = text_of(value)?;
    let mode = argument(arguments, "mode")?;
    let cjk = text.chars().filter(|c| is_cjk(*c)).count();
    match mode.as_deref() {
        Some("cjk") => {}
        Some("auto") if cjk > 0 => {}
        None | Some("auto") => return Ok(text.split_whitespace().count()),
        Some(mode) => {
            return Err(Error::message(format!("argument `mode` is `{mode}`, but can only be `cjk` or `auto`")));
        }
    }
    let others =
        text.split(|c: char| c.is_whitespace() || is_cjk(c)).filter(|word| word.contains(char::is_alphanumeric));
    Ok(cjk + others.count())
}

/// Whether the character is a Han, Hiragana, Katakana or Hangul letter.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// `jekyll/utils.rb`, `slugify`, which always gives small letters as a filter.
fn slug(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<String> {
    only(arguments, &["mode"])?;
    let text = text_of(value)?;
    Ok(match argument(arguments, "mode")?.as_deref() {
        None | Some("default") => slugify(&text, SlugMode::Default),
        Some("pretty") => slugify(&text, SlugMode::Pretty).to_lowercase(),
        Some("ascii") => dashed(&text.to_lowercase(), |c| c.is_ascii_alphanumeric()),
        Some("latin") => slugify(&deunicode::deunicode(&text), SlugMode::Default),
        Some("raw") => dashed(&text.to_lowercase(), |c| !c.is_whitespace()),
        Some("none") => text.to_lowercase(),
        Some(mode) => {
            return Err(Error::message(format!(
                "argument `mode` is `{mode}`, but can only be `default`, `pretty`, `ascii`, `latin`, `raw` or `none`"
            )));
        }
    })
}

/// `text` with each run of characters that are not kept as one `-`, none at either end.
fn dashed(text: &str, keep: impl Fn(char) -> bool) -> String {
    let parts: Vec<&str> = text.split(|c| !keep(c)).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

fn xml_escape(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    only(arguments, &[])?;
    let mut escaped = Vec::new();
    tera::escape_html(&text_of(value)?, &mut escaped)?;
    Ok(Value::safe_string(&String::from_utf8(escaped)?))
}

fn jsonify(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    only(arguments, &[])?;
    let json =
        serde_json::to_string(value).map_err(|error| Error::message(format!("no JSON for this value: {error}")))?;
    // `<`, `>` and `&` can only stand in JSON's strings, where these escapes mean the same.
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Ok(Value::safe_string(&json))
}

/// `jekyll/filters.rb`, `array_to_sentence_string`.
fn sentence(value: &Value, arguments: &Kwargs, _: &State) -> TeraResult<String> {
    only(arguments, &["connector"])?;
    let connector = match arguments.get::<Value>("connector")? {
        Some(_) => required(arguments, "connector")?,
        None => "and".to_owned(),
    };
    let words: Vec<Cow<'_, str>> = super::list_of(value)?.iter().map(text_of).collect::<TeraResult<_>>()?;
    Ok(match words.as_slice() {
        [] => String::new(),
        [one] => one.to_string(),
        [one, two] => format!("{one} {connector} {two}"),
        [all @ .., last] => format!("{}, {connector} {last}", all.join(", ")),
    })
}

/// HTML as plain text. A `<` that opens no tag stays; a tag that never ends goes, as in a browser.
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('&') {
            let (characters, after) = character(after).unwrap_or((Cow::Borrowed("&"), after));
            text.push_str(&characters);
            rest = after;
        } else if let Some(length) = tag(rest) {
            rest = &rest[length..];
        } else {
            text.push('<');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    text
}

/// The characters that the reference after an `&` stands for, and what follows it.
fn character(after: &str) -> Option<(Cow<'_, str>, &str)> {
    // No name is longer than this (`CounterClockwiseContourIntegral`).
    let end = after.bytes().take(33).position(|byte| byte == b';')?;
    let (name, rest) = (&after[..end], &after[end + 1..]);
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        let character = char::from_u32(code.ok()?)?;
        return Some((Cow::Owned(character.to_string()), rest));
    }
    quick_xml::escape::resolve_html5_entity(name).map(|characters| (Cow::Borrowed(characters), rest))
}

/// How long the tag, comment, script or style is that `html` begins with (at its `<`); nothing if it begins with none.
fn tag(html: &str) -> Option<usize> {
    let name = html[1..].strip_prefix('/').unwrap_or(&html[1..]);
    if let Some(comment) = html.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or(html.len(), |end| end + 7));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    let Some(opening) = end_of_tag(html) else { return Some(html.len()) };
    for element in ["script", "style"] {
        let is_element = html.get(1..=element.len()).is_some_and(|start| start.eq_ignore_ascii_case(element))
            && !html[1 + element.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        if is_element {
            let closing = html.as_bytes()[opening..]
                .windows(element.len() + 2)
                .position(|window| window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(element.as_bytes()));
            return Some(match closing {
                None => html.len(),
                Some(at) => html[opening + at..].find('>').map_or(html.len(), |end| opening + at + end + 1),
            });
        }
    }
    Some(opening)
}

/// Where the tag ends, just after its `>`: one in quotes does not count, unless the quotes never end.
fn end_of_tag(html: &str) -> Option<usize> {
    let first = html.find('>')?;
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    Some(first + 1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_error};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn html_becomes_plain_text() {
        for (html, expected) in [
            ("", ""),
            ("a < b & c > d", "a < b & c > d"),
            ("<p class=\"a>b\">x</p>", "x"),
            ("<p title='it>'>x", "x"),
            ("<p title='>x", "x"),
            ("a<b", "a"),
            ("x<!-- <b>y</b> -->z", "xz"),
            ("x<!-- never ends", "x"),
            ("a<SCRIPT>if (a<b) {}</Script >b", "ab"),
            ("a<script src=x>never", "a"),
            ("<styled-thing>x</styled-thing>", "x"),
            ("<style>p{}</style>y", "y"),
            ("&lt;b&gt; &amp;amp; &#8364; &#x20AC; &hellip; &nope; &", "<b> &amp; € € … &nope; &"),
            ("&#xD800; &#99999999999; &;", "&#xD800; &#99999999999; &;"),
            ("日本<br/>語", "日本語"),
            ("<!DOCTYPE html><?xml?>x", "x"),
            ("5 <6 <é> </>", "5 <6 <é> </>"),
        ] {
            assert_eq!(plain_text(html), expected, "{html}");
        }
    }

    #[test]
    fn text_is_cut_like_in_liquid() {
        for (template, expected) in [
            (r#"{{ "Ground control" | truncate(length=14) }}"#, "Ground control"),
            (r#"{{ "日本語日本語" | truncate(length=4, end="…") }}"#, "日本語…"),
            (r#"{{ "abcdef" | truncate(length=3, end=", and so on") }}"#, ", and so on"),
            (r#"{{ "abcdef" | truncate(length=2, end="") }}"#, "ab"),
            (r#"{{ "abcdef" | truncate(length=0) }}"#, "..."),
            (r"{{ nothing | truncate }}", ""),
            (r#"{{ "a b  c" | truncatewords(length=2, end=" …") }}"#, "a b …"),
            (r#"{{ "a b  c" | truncatewords(length=3) }}"#, "a b  c"),
            (r#"{{ "a b" | truncatewords(length=0) }}"#, "a..."),
            (r#"{{ "<b>" | truncate(length=2, end="") }}"#, "&lt;b"),
        ] {
            check(template, expected);
        }
    }

    #[test]
    fn words_are_counted_like_in_jekyll() {
        for (template, expected) in [
            (r#"{{ "" | number_of_words }}"#, "0"),
            (r#"{{ "你好hello世界world" | number_of_words }}"#, "1"),
            (r#"{{ "你好hello世界world" | number_of_words(mode="cjk") }}"#, "6"),
            (r#"{{ "Hello world" | number_of_words(mode="auto") }}"#, "2"),
            (r#"{{ "こんにちは、世界!안녕하세요" | number_of_words(mode="auto") }}"#, "12"),
        ] {
            check(template, expected);
        }
        check_error(r#"{{ "a" | number_of_words(mode="x") }}"#, "can only be `cjk` or `auto`");
    }

    #[test]
    fn escaped_once_is_escaped_once() {
        for (template, expected) in [
            (r#"{{ "<b>" | xml_escape }}"#, "&lt;b&gt;"),
            (r#"{{ "<b>" | xml_escape | xml_escape }}"#, "&amp;lt;b&amp;gt;"),
            (r"{{ html | newline_to_br | strip_newlines }}", "<p>Caf&eacute; &amp; <b>bar</b></p><br><p>two</p>"),
            (r#"{{ "a  <b>" | normalize_whitespace }}"#, "a &lt;b&gt;"),
            (r#"{{ {"a": [1, 2.5, true, nothing]} | jsonify }}"#, r#"{"a":[1,2.5,true,null]}"#),
            (r#"{{ "a\"b" | jsonify | xml_escape }}"#, "&quot;a\\&quot;b&quot;"),
            (r"{{ html | strip_html | truncate(length=6, end='') }}", "Café &amp;"),
        ] {
            check(template, expected);
        }
    }

    #[test]
    fn slugs_are_jekylls() {
        for (template, expected) in [
            (r#"{{ "The _config.yml file" | slugify(mode="pretty") }}"#, "the-_config.yml-file"),
            (r#"{{ "The _cönfig.yml file" | slugify(mode="ascii") }}"#, "the-c-nfig-yml-file"),
            (r#"{{ "The cönfig.yml file" | slugify(mode="latin") }}"#, "the-config-yml-file"),
            (r#"{{ "The  _config.yml" | slugify(mode="raw") }}"#, "the-_config.yml"),
            (r#"{{ "A b" | slugify(mode="none") }}"#, "a b"),
        ] {
            check(template, expected);
        }
        check_error(r#"{{ "a" | slugify(mode="x") }}"#, "argument `mode` is `x`");
    }

    #[test]
    fn sentences() {
        for (template, expected) in [
            (r"{{ [] | array_to_sentence_string }}", ""),
            (r#"{{ ["a"] | array_to_sentence_string }}"#, "a"),
            (r#"{{ ["a", "b"] | array_to_sentence_string(connector="or") }}"#, "a or b"),
            (r#"{{ ["<a>", 1, 2] | array_to_sentence_string }}"#, "&lt;a&gt;, 1, and 2"),
        ] {
            check(template, expected);
        }
        check_error(r"{{ [[1]] | array_to_sentence_string }}", "expected `text` but got `list`");
    }

    proptest! {
        #[test]
        fn no_html_panics(html in r#"([<>&;"'/!a-c #-]|<script>|</style|&amp;|日){0,40}"#) {
            let _ = plain_text(&html);
        }
    }
}
