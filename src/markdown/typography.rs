//! Quotes, dashes and ellipses as kramdown sets them.
//!
//! `---` — , `--` – , `...` … , `<<` « , `>>` », with an unbreakable blank where a blank stands inside the guillemets.
//! Quotes are turned by what stands around them *in the source*, markup included, as kramdown's scanner sees it. Rules:
//! kramdown's `parser/kramdown/typographic_symbol.rb` and `smart_quotes.rb`.

/// What a run of characters becomes, and how many bytes of the text it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    /// What is written.
    pub(super) text: &'static str,
    /// Bytes taken.
    pub(super) length: usize,
    /// Whether the blank before it, already written, goes away.
    pub(super) takes_blank: bool,
}

impl Symbol {
    const fn new(text: &'static str, length: usize) -> Self {
        Self { text, length, takes_blank: false }
    }
}

/// The dash, ellipsis or guillemet that begins `rest`; `blank_before` says whether a blank stands before it.
pub(super) fn symbol(rest: &[u8], blank_before: bool) -> Option<Symbol> {
    Some(match rest {
        [b'-', b'-', b'-', ..] => Symbol::new("—", 3),
        [b'-', b'-', ..] => Symbol::new("–", 2),
        [b'.', b'.', b'.', ..] => Symbol::new("…", 3),
        [b'<', b'<', b' ', ..] => Symbol::new("«\u{A0}", 3),
        [b'<', b'<', ..] => Symbol::new("«", 2),
        [b'>', b'>', ..] if blank_before => Symbol { takes_blank: true, ..Symbol::new("\u{A0}»", 2) },
        [b'>', b'>', ..] => Symbol::new("»", 2),
        _ => return None,
    })
}

/// The quotes that begin `after`, by the character before them and by what follows.
///
/// `before` is nothing where kramdown's scanner has already passed the character: after emphasis, code, a dash or
/// another quote, and at the start of a block.
pub(super) fn quote(before: Option<char>, after: &str) -> Symbol {
    let mut chars = after.chars();
    let mark = chars.next().unwrap_or('"');
    let rest = chars.as_str();
    let next = chars.next();
    let is_double = mark == '"';
    let opening = Symbol::new(if is_double { "“" } else { "‘" }, 1);
    let closing = Symbol::new(if is_double { "”" } else { "’" }, 1);
    // Rules that begin with the quote itself are for where the scanner stands at it, with nothing before.
    let is_first = before.is_none();
    if is_first && opens_emphasis(rest) {
        return opening;
    }
    if is_first && is_at_end_of_word(rest) {
        return closing;
    }
    let may_open = before.is_none_or(char::is_whitespace);
    let third_is_word = rest.chars().nth(1).is_some_and(is_word_char);
    match (is_double, next) {
        (true, Some('\'')) if may_open && third_is_word => return Symbol::new("“‘", 2),
        (false, Some('"')) if may_open && third_is_word => return Symbol::new("‘“", 2),
        _ => {}
    }
    if !is_double && may_open && is_decade(rest) {
        return closing;
    }
    if before.is_some_and(char::is_whitespace) && next.is_some_and(is_word_char) {
        return opening;
    }
    if before.is_some_and(|c| !matches!(c, ' ' | '\\' | '\t' | '\r' | '\n' | '[' | '{' | '(' | '-')) {
        return closing;
    }
    let ends = match next {
        None => true,
        Some('s') => !rest.chars().nth(1).is_some_and(is_word_char),
        Some(c) => c.is_whitespace(),
    };
    if is_first && ends { closing } else { opening }
}

/// Whether a mark of punctuation follows, itself followed by no word and by no two dots.
fn is_at_end_of_word(rest: &str) -> bool {
    let mut chars = rest.chars();
    let Some(point) = chars.next().filter(|c| is_punctuation(*c)) else { return false };
    let is_boundary = is_word_char(point) != chars.clone().next().is_some_and(is_word_char);
    !chars.as_str().starts_with("..") && !is_boundary
}

fn opens_emphasis(rest: &str) -> bool {
    let marks = rest.bytes().take_while(|b| matches!(b, b'*' | b'_')).count();
    let follows =
        |skip: usize| rest.get(skip..).and_then(|after| after.chars().next()).is_some_and(|c| !c.is_whitespace());
    (marks >= 1 && follows(1)) || (marks >= 2 && follows(2))
}

fn is_decade(rest: &str) -> bool {
    matches!(rest.as_bytes(), [a, b, b's', ..] if a.is_ascii_digit() && b.is_ascii_digit())
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && c != '&'
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A whole text set at once, for headings and titles.
pub(super) fn set(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let found = match rest.as_bytes() {
            [b'"' | b'\'', ..] => Some(quote(before, rest)),
            bytes => symbol(bytes, before == Some(' ')),
        };
        if let Some(symbol) = found {
            if symbol.takes_blank && out.ends_with(' ') {
                out.pop();
            }
            out.push_str(symbol.text);
            at += symbol.length;
            before = None;
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            out.push(c);
            at += c.len_utf8();
            before = Some(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;
    use super::*;

    #[test]
    fn as_kramdown_sets_it() {
        for (input, expected) in [
            ("He said \"hi\" and 'x' it's", "He said “hi” and ‘x’ it’s"),
            ("the '80s and '80x", "the ’80s and ‘80x"),
            ("\"'quoted' x\"", "“‘quoted’ x”"),
            ("(“\"a\")", "(“”a”)"),
            ("*foo*\"x *a*\" \"*b*\"", "<em>foo</em>“x <em>a</em>” “<em>b</em>”"),
            ("\"...\" a--\"b\" \"a\"-\"b\"", "“…” a–“b” “a”-“b”"),
            ("''x'' \"\" x", "‘‘x’’ “” x"),
            ("a -- b --- c ---- d", "a – b — c —- d"),
            ("wait... ....", "wait… …."),
            ("<< a >> <<b>> 1 >> 2", "«\u{A0}a\u{A0}» «b» 1\u{A0}» 2"),
            ("cat <<EOF", "cat «EOF"),
            ("\\\"a\\\" \\-- \\...", "\"a\" -- ..."),
            ("`a -- \"b\"`", "<code class=\"language-plaintext highlighter-rouge\">a -- \"b\"</code>"),
            ("<code>a -- \"b\"</code> --", "<code>a -- \"b\"</code> –"),
            ("<https://a--b.c>", "<a href=\"https://a--b.c\">https://a--b.c</a>"),
            ("\"a\nb\"\n\"c\"", "“a\nb”\n“c”"),
            ("don't [it's](x) **'a'**", "don’t <a href=\"x\">it’s</a> <strong>‘a’</strong>"),
            ("\"Über\" 'é'", "“Über” ‘é’"),
            ("&quot;a&quot; &amp; b", "\"a\" &amp; b"),
        ] {
            assert_eq!(html(input), format!("<p>{expected}</p>\n"), "{input:?}");
        }
    }

    #[test]
    fn at_once() {
        assert_eq!(set("A \"quoted\" -- it's... << x >>"), "A “quoted” – it’s… «\u{A0}x\u{A0}»");
        assert_eq!(set(""), "");
    }
}
