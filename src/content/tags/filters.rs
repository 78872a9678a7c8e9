//! The filters that bodies may use: those of Liquid and Jekyll that turn one text into another.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Surroundings;
use crate::address::slug::{SlugMode, slugify};
use crate::content::date;

/// Why a filter gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no filter of that name.
    Unknown,
    /// It cannot be applied to this.
    Bad {
        /// What is wrong.
        message: String,
        /// What to write.
        hint: String,
    },
}

impl Fault {
    fn bad(message: String, hint: impl Into<String>) -> Self {
        Self::Bad { message, hint: hint.into() }
    }
}

/// Every filter: its name, how many arguments it takes, least and most, and an example of it.
const FILTERS: [(&str, usize, usize, &str); 43] = [
    ("absolute_url", 0, 0, "\"/about.html\" | absolute_url"),
    ("append", 1, 1, "\"lamp\" | append: \".html\""),
    ("capitalize", 0, 0, "\"the LAMP\" | capitalize"),
    ("cgi_escape", 0, 0, "\"a b/c\" | cgi_escape"),
    ("date", 1, 1, "\"2024-05-06\" | date: \"%-d %B %Y\""),
    ("date_to_long_string", 0, 0, "\"2024-05-06\" | date_to_long_string"),
    ("date_to_rfc822", 0, 0, "\"2024-05-06\" | date_to_rfc822"),
    ("date_to_string", 0, 0, "\"2024-05-06\" | date_to_string"),
    ("date_to_xmlschema", 0, 0, "\"2024-05-06\" | date_to_xmlschema"),
    ("default", 1, 1, "nil | default: \"none\""),
    ("divided_by", 1, 1, "7 | divided_by: 2"),
    ("downcase", 0, 0, "\"The LAMP\" | downcase"),
    ("escape", 0, 0, "\"it's <b>\" | escape"),
    ("escape_once", 0, 0, "\"&lt; & <\" | escape_once"),
    ("jsonify", 0, 0, "'say \"a\"' | jsonify"),
    ("lstrip", 0, 0, "\" lamp\" | lstrip"),
    ("minus", 1, 1, "7 | minus: 2"),
    ("modulo", 1, 1, "7 | modulo: 2"),
    ("newline_to_br", 0, 0, "\"a lamp\" | newline_to_br"),
    ("normalize_whitespace", 0, 0, "\"a   lamp\" | normalize_whitespace"),
    ("number_of_words", 0, 0, "\"a lamp, a wire\" | number_of_words"),
    ("plus", 1, 1, "7 | plus: 2"),
    ("prepend", 1, 1, "\"lamp\" | prepend: \"my \""),
    ("relative_url", 0, 0, "\"/about.html\" | relative_url"),
    ("remove", 1, 1, "\"a lamp, a wire\" | remove: \"a \""),
    ("remove_first", 1, 1, "\"a lamp, a wire\" | remove_first: \"a \""),
    ("replace", 2, 2, "\"a lamp, a wire\" | replace: \"a \", \"the \""),
    ("replace_first", 2, 2, "\"a lamp, a wire\" | replace_first: \"a \", \"the \""),
    ("rstrip", 0, 0, "\"lamp \" | rstrip"),
    ("size", 0, 0, "\"lamp\" | size"),
    ("slice", 1, 2, "\"lamp\" | slice: 1, 2"),
    ("slugify", 0, 1, "\"The Lamp, 2!\" | slugify"),
    ("strip", 0, 0, "\" lamp \" | strip"),
    ("strip_html", 0, 0, "\"a <b>lamp</b>\" | strip_html"),
    ("strip_index", 0, 0, "\"/lamps/index.html\" | strip_index"),
    ("strip_newlines", 0, 0, "\"a lamp\" | strip_newlines"),
    ("times", 1, 1, "7 | times: 2"),
    ("truncate", 0, 2, "\"a lamp, a wire\" | truncate: 9"),
    ("truncatewords", 0, 2, "\"a lamp, a wire\" | truncatewords: 2, \"…\""),
    ("upcase", 0, 0, "\"lamp\" | upcase"),
    ("uri_escape", 0, 0, "\"/a lamp\" | uri_escape"),
    ("url_encode", 0, 0, "\"a b/ü\" | url_encode"),
    ("xml_escape", 0, 0, "\"it's <b>\" | xml_escape"),
];

/// The names of all filters, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|(name, ..)| *name)
}

/// An example of each, as it may stand between `{{` and `}}`.
pub(super) fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILTERS.iter().map(|(name, _, _, example)| (*name, *example))
}

/// `input | name: arguments`. Nothing is Liquid's nil, which most filters take for an empty text.
pub(super) fn apply(
    name: &str,
    input: Option<String>,
    arguments: &[Option<String>],
    surroundings: &dyn Surroundings,
) -> Result<Option<String>, Fault> {
    let Some((_, least, most, _)) = FILTERS.iter().find(|(known, ..)| *known == name) else {
        return Err(Fault::Unknown);
    };
    if !(*least..=*most).contains(&arguments.len()) {
        let wanted = match (least, most) {
            (0, 0) => "no argument".to_owned(),
            (1, 1) => "one argument".to_owned(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        let form: Vec<&str> = ["\"a\"", "\"b\""].into_iter().take(*most).collect();
        let hint =
            if form.is_empty() { format!("write `{name}`") } else { format!("write `{name}: {}`", form.join(", ")) };
        return Err(Fault::bad(format!("`{name}` takes {wanted}, not {}", arguments.len()), hint));
    }
    let argument = |at: usize| arguments.get(at).and_then(Option::as_deref).unwrap_or_default();
    if name == "default" {
        let is_set = input.as_deref().is_some_and(|input| !input.is_empty() && input != "false");
        return Ok(if is_set { input } else { arguments.first().cloned().flatten() });
    }
    let input = input.unwrap_or_default();
    let output = match name {
        "relative_url" => surroundings.relative_url(&input),
        "absolute_url" => surroundings.absolute_url(&input),
        "date" => dated(&input, argument(0), surroundings)?,
        "date_to_string" => dated(&input, "%d %b %Y", surroundings)?,
        "date_to_long_string" => dated(&input, "%d %B %Y", surroundings)?,
        "date_to_xmlschema" => dated(&input, "%Y-%m-%dT%H:%M:%S%:z", surroundings)?,
        "date_to_rfc822" => dated(&input, "%a, %d %b %Y %H:%M:%S %z", surroundings)?,
        "plus" | "minus" | "times" | "divided_by" | "modulo" => calculated(name, &input, argument(0))?,
        "slice" => sliced(&input, argument(0), arguments.get(1).and_then(Option::as_deref))?,
        "truncate" => truncated(name, &input, arguments, 50, truncate)?,
        "truncatewords" => truncated(name, &input, arguments, 15, truncate_words)?,
        "slugify" => match argument(0) {
            "" | "default" => slugify(&input, SlugMode::Default),
            "pretty" => slugify(&input, SlugMode::Pretty).to_lowercase(),
            "none" => input,
            other => {
                let message = format!("`slugify` has no mode `{other}`");
                return Err(Fault::bad(message, "write `slugify`, or `slugify: \"pretty\"`"));
            }
        },
        name => worded(name, &input, argument(0), argument(1)),
    };
    Ok(Some(output))
}

/// The filters that cannot fail.
fn worded(name: &str, input: &str, first: &str, second: &str) -> String {
    match name {
        "append" => format!("{input}{first}"),
        "prepend" => format!("{first}{input}"),
        "remove" if !first.is_empty() => input.replace(first, ""),
        "remove_first" => input.replacen(first, "", 1),
        "replace" if !first.is_empty() => input.replace(first, second),
        "replace_first" => input.replacen(first, second, 1),
        "upcase" => input.to_uppercase(),
        "downcase" => input.to_lowercase(),
        "capitalize" => {
            let mut letters = input.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
            })
        }
        "strip" => input.trim().to_owned(),
        "lstrip" => input.trim_start().to_owned(),
        "rstrip" => input.trim_end().to_owned(),
        "strip_newlines" => input.replace(['\n', '\r'], ""),
        "strip_html" => strip_html(input),
        "strip_index" => input.strip_suffix("index.html").unwrap_or(input).to_owned(),
        "newline_to_br" => input.replace("\r\n", "\n").replace('\n', "<br />\n"),
        "normalize_whitespace" => input.split_whitespace().collect::<Vec<_>>().join(" "),
        "number_of_words" => input.split_whitespace().count().to_string(),
        "size" => input.chars().count().to_string(),
        "escape" => escaped(input, Apostrophe::Escaped),
        "xml_escape" => escaped(input, Apostrophe::Kept),
        "escape_once" => escaped_once(input),
        "jsonify" => serde_json::to_string(input).unwrap_or_default(),
        "url_encode" | "cgi_escape" => utf8_percent_encode(input, FORM).to_string().replace("%20", "+"),
        "uri_escape" => utf8_percent_encode(&percent_decode_str(input).decode_utf8_lossy(), URI).to_string(),
        _ => input.to_owned(),
    }
}

/// What a form field escapes (Ruby's `CGI.escape`).
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*');

/// What a whole address escapes.
const URI: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'\\')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}');

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Apostrophe {
    Escaped,
    Kept,
}

fn escaped(text: &str, apostrophe: Apostrophe) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' if apostrophe == Apostrophe::Escaped => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Like `escape`, but what is an entity already stays.
fn escaped_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&escaped(&rest[..at], Apostrophe::Escaped));
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).unwrap_or(after.len());
        let is_entity = end > 0 && after[end..].starts_with(';');
        out.push_str(if is_entity { "&" } else { "&amp;" });
        rest = after;
    }
    out.push_str(&escaped(rest, Apostrophe::Escaped));
    out
}

/// Text without tags, comments, scripts and styles (liquid, `standardfilters.rb`, `strip_html`).
fn strip_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = [("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<", ">")]
            .into_iter()
            .find(|(open, _)| tag.get(..open.len()).is_some_and(|start| start.eq_ignore_ascii_case(open)))
            .and_then(|(_, close)| tag.find(close).map(|end| end + close.len()));
        let Some(end) = end else {
            out.push_str(tag);
            return out;
        };
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

fn dated(input: &str, format: &str, surroundings: &dyn Surroundings) -> Result<String, Fault> {
    if input.trim().is_empty() {
        return Ok(String::new());
    }
    let zone = surroundings.time_zone();
    if matches!(input.trim(), "now" | "today") {
        let message = format!("`{input}` would change what is built with every day");
        return Err(Fault::bad(message, "write the day itself, as in `\"2020-05-06\" | date: \"%Y\"`"));
    }
    let date = date::parse(input, &zone).map_err(|fault| {
        Fault::bad(fault.message, fault.hint.unwrap_or_else(|| "write it as `2020-05-06`".to_owned()))
    })?;
    jiff::fmt::strtime::format(format, &date)
        .map_err(|_| Fault::bad(format!("`{format}` is no format of a date"), "write `date: \"%Y-%m-%d\"`"))
}

/// Whole numbers stay whole, as in Liquid.
fn calculated(name: &str, input: &str, argument: &str) -> Result<String, Fault> {
    let whole = |text: &str| text.trim().parse::<i64>().ok();
    let real = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let fault = |text: &str| {
        Fault::bad(format!("`{name}` reckons with numbers, and `{text}` is none"), format!("write `{name}: 2`"))
    };
    if let (Some(a), Some(b)) = (whole(input), whole(argument)) {
        let result = match name {
            "plus" => a.checked_add(b),
            "minus" => a.checked_sub(b),
            "times" => a.checked_mul(b),
            "divided_by" => floor_divided(a, b),
            _ => floor_divided(a, b).and_then(|quotient| a.checked_sub(quotient.checked_mul(b)?)),
        };
        let hint = format!("write another number: `{name}: 2`");
        return result
            .map(|number| number.to_string())
            .ok_or_else(|| Fault::bad(format!("`{name}: {argument}` has no result"), hint));
    }
    let a = real(input).ok_or_else(|| fault(input))?;
    let b = real(argument).ok_or_else(|| fault(argument))?;
    let result = match name {
        "plus" => a + b,
        "minus" => a - b,
        "times" => a * b,
        "divided_by" => a / b,
        _ => a - (a / b).floor() * b,
    };
    if result.is_finite() {
        Ok(if result.fract() == 0.0 { format!("{result:.1}") } else { result.to_string() })
    } else {
        Err(Fault::bad(format!("`{name}: {argument}` has no result"), format!("write another number: `{name}: 2`")))
    }
}

/// Ruby's division of whole numbers, which rounds down.
fn floor_divided(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

/// `slice: start, length`, counted in characters; a negative start counts from the end.
fn sliced(input: &str, start: &str, length: Option<&str>) -> Result<String, Fault> {
    let number = |text: &str| {
        let fault =
            || Fault::bad(format!("`slice` counts characters, and `{text}` is no number"), "write `slice: 0, 5`");
        text.trim().parse::<i64>().map_err(|_| fault())
    };
    let start = number(start)?;
    let length = usize::try_from(length.map(number).transpose()?.unwrap_or(1)).unwrap_or(0);
    let from_end = |back: u64| input.chars().count().checked_sub(usize::try_from(back).unwrap_or(usize::MAX));
    let first = if start < 0 { from_end(start.unsigned_abs()) } else { usize::try_from(start).ok() };
    Ok(first.map_or_else(String::new, |first| input.chars().skip(first).take(length).collect()))
}

fn truncated(
    name: &str,
    input: &str,
    arguments: &[Option<String>],
    usual: usize,
    cut: fn(&str, usize, &str) -> String,
) -> Result<String, Fault> {
    let given = arguments.first().and_then(Option::as_deref);
    let most = given.map_or(Ok(usual), |given| {
        given
            .trim()
            .parse()
            .map_err(|_| Fault::bad(format!("`{given}` is no number"), format!("write `{name}: {usual}`")))
    })?;
    let tail = arguments.get(1).and_then(Option::as_deref).unwrap_or("...");
    Ok(cut(input, most, tail))
}

/// The tail counts among the characters kept, as in Liquid.
fn truncate(input: &str, most: usize, tail: &str) -> String {
    if input.chars().count() <= most {
        return input.to_owned();
    }
    let kept = most.saturating_sub(tail.chars().count());
    input.chars().take(kept).chain(tail.chars()).collect()
}

fn truncate_words(input: &str, most: usize, tail: &str) -> String {
    let words: Vec<&str> = input.split_whitespace().collect();
    let most = most.max(1);
    if words.len() <= most { input.to_owned() } else { format!("{}{tail}", words[..most].join(" ")) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(FILTERS.is_sorted());
    }

    #[test]
    fn texts() {
        let check = |name: &str, input: &str, first: &str, expected: &str| {
            assert_eq!(worded(name, input, first, "Z"), expected, "{name} {input:?}");
        };
        check("append", "a", "b", "ab");
        check("prepend", "a", "b", "ba");
        check("remove", "abab", "a", "bb");
        check("remove", "ab", "", "ab");
        check("remove_first", "abab", "a", "bab");
        check("replace", "abab", "a", "ZbZb");
        check("replace_first", "abab", "a", "Zbab");
        check("upcase", "straße", "", "STRASSE");
        check("capitalize", "élan VITAL", "", "Élan vital");
        check("capitalize", "", "", "");
        check("strip", " \n a ", "", "a");
        check("strip_html", "a <b>c</b><!-- <x> --><script>if (a<b)</script> d <", "", "a c d <");
        check("strip_html", "<é> ü < x", "", " ü < x");
        check("strip_index", "/a/index.html", "", "/a/");
        check("escape", "<a href=\"x\">'&", "", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
        check("xml_escape", "'<", "", "'&lt;");
        check("escape_once", "&lt; & < &#39; &", "", "&lt; &amp; &lt; &#39; &amp;");
        check("url_encode", "a b/ü&.", "", "a+b%2F%C3%BC%26.");
        check("uri_escape", "/a b/ü?x=1", "", "/a%20b/%C3%BC?x=1");
        check("size", "aé你", "", "3");
        check("number_of_words", " a  b\nc", "", "3");
        check("newline_to_br", "a\r\nb", "", "a<br />\nb");
        check("jsonify", "a\"b\n", "", "\"a\\\"b\\n\"");
    }

    #[test]
    fn numbers_and_lengths() {
        let check = |name: &str, input: &str, argument: &str, expected: &str| {
            assert_eq!(calculated(name, input, argument).unwrap(), expected, "{input} {name} {argument}");
        };
        check("plus", "1", "2", "3");
        check("plus", "1.5", "2", "3.5");
        check("divided_by", "-7", "2", "-4");
        check("modulo", "-7", "2", "1");
        check("times", "2.0", "2", "4.0");
        assert!(calculated("divided_by", "1", "0").is_err());
        assert!(calculated("modulo", "-9223372036854775808", "-1").is_err());
        assert!(calculated("divided_by", "-9223372036854775808", "-1").is_err());
        assert!(calculated("plus", "x", "1").is_err());
        assert_eq!(sliced("hällo", "-3", Some("2")).unwrap(), "ll");
        assert_eq!(sliced("hällo", "1", None).unwrap(), "ä");
        assert_eq!(sliced("hällo", "-9", Some("2")).unwrap(), "");
        assert_eq!(truncate("hällo welt", 8, "..."), "hällo...");
        assert_eq!(truncate("abc", 2, "..."), "...");
        assert_eq!(truncate_words("a b c", 2, "…"), "a b…");
    }
}
