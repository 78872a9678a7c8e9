//! Addresses in style sheets: `url(…)`, `@import "…"`, and the strings of `image-set(…)`.
//!
//! Split into tokens as CSS Syntax 3 has it (section 4.3) as far as it matters here: comments, strings, escapes, `url(`.

/// One address of a style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Escapes resolved.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: std::ops::Range<usize>,
    /// Whether it is another style sheet.
    pub(super) is_import: bool,
}

/// Every address of a style sheet that a browser fetches, in order.
pub(super) fn addresses(css: &str) -> Vec<Found> {
    let mut scanner = Scanner { css, at: 0, found: Vec::new(), statement: Statement::Other, sets: Vec::new() };
    while scanner.at < css.len() {
        scanner.step();
    }
    scanner.found
}

/// What the statement being read is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statement {
    /// `@import`, before its address.
    Import,
    /// `@namespace`, whose address is a name.
    Namespace,
    Other,
}

struct Scanner<'a> {
    css: &'a str,
    at: usize,
    found: Vec<Found>,
    statement: Statement,
    /// For each open parenthesis whether it is an `image-set`'s.
    sets: Vec<bool>,
}

impl Scanner<'_> {
    fn step(&mut self) {
        let bytes = self.css.as_bytes();
        match bytes.get(self.at).copied() {
            Some(b'/') if bytes.get(self.at + 1) == Some(&b'*') => {
                let rest = bytes.get(self.at + 2..).unwrap_or_default();
                self.at = memchr::memmem::find(rest, b"*/").map_or(bytes.len(), |end| self.at + 2 + end + 2);
            }
            Some(quote @ (b'"' | b'\'')) => {
                let (text, start, end) = self.string(quote);
                let is_import = self.statement == Statement::Import;
                if is_import || (self.sets.last() == Some(&true) && self.statement != Statement::Namespace) {
                    self.take(&text, start..end);
                }
            }
            Some(b';' | b'{' | b'}') => {
                self.statement = Statement::Other;
                self.sets.clear();
                self.at += 1;
            }
            Some(b'(') => {
                self.sets.push(false);
                self.at += 1;
            }
            Some(b')') => {
                self.sets.pop();
                self.at += 1;
            }
            Some(b'@') => {
                self.at += 1;
                match self.name().to_ascii_lowercase().as_str() {
                    "import" => self.statement = Statement::Import,
                    "namespace" => self.statement = Statement::Namespace,
                    _ => {}
                }
            }
            Some(byte) if is_name(byte) => {
                let name = self.name().to_ascii_lowercase();
                if bytes.get(self.at) == Some(&b'(') {
                    self.function(&name);
                }
            }
            _ => self.at += 1,
        }
    }

    /// A function, before its parenthesis.
    fn function(&mut self, name: &str) {
        self.at += 1;
        match name {
            "url" | "src" => self.url(),
            "image-set" | "-webkit-image-set" => self.sets.push(true),
            // `type("image/avif")` stands inside one.
            _ => self.sets.push(false),
        }
    }

    fn url(&mut self) {
        let bytes = self.css.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let (text, start, end) = match bytes.get(self.at).copied() {
            Some(quote @ (b'"' | b'\'')) => self.string(quote),
            _ => self.until(|byte| byte == b')' || byte.is_ascii_whitespace()),
        };
        let rest = bytes.get(self.at..).unwrap_or_default();
        self.at = memchr::memchr(b')', rest).map_or(bytes.len(), |close| self.at + close + 1);
        if self.statement != Statement::Namespace {
            self.take(&text, start..end);
        }
    }

    fn take(&mut self, text: &str, place: std::ops::Range<usize>) {
        let is_import = self.statement == Statement::Import;
        // What follows the address of an `@import` are its conditions.
        self.statement = Statement::Other;
        if !text.trim().is_empty() {
            self.found.push(Found { text: text.trim().to_owned(), place, is_import });
        }
    }

    fn name(&mut self) -> &str {
        let start = self.at;
        let rest = self.css.as_bytes().get(start..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| is_name(**byte)).count();
        self.css.get(start..self.at).unwrap_or_default()
    }

    /// A string that begins here, and the bytes inside its quotes.
    fn string(&mut self, quote: u8) -> (String, usize, usize) {
        self.at += 1;
        let found = self.until(|byte| byte == quote || byte == b'\n');
        self.at += 1;
        found
    }

    /// The text up to where `is_end` says, escapes resolved, and its bytes.
    fn until(&mut self, is_end: impl Fn(u8) -> bool) -> (String, usize, usize) {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.css.get(start..).unwrap_or_default().char_indices();
        let mut end = self.css.len();
        while let Some((offset, c)) = chars.next() {
            if c.is_ascii() && u8::try_from(c).is_ok_and(&is_end) {
                end = start + offset;
                break;
            }
            if c != '\\' {
                text.push(c);
                continue;
            }
            let hex: String = chars.as_str().chars().take(6).take_while(char::is_ascii_hexdigit).collect();
            if hex.is_empty() {
                text.extend(chars.next().map(|(_, c)| c).filter(|c| *c != '\n'));
                continue;
            }
            let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
            text.push(code.filter(|c| *c != '\0').unwrap_or('\u{FFFD}'));
            // A blank after it belongs to it.
            let blank = chars.as_str().chars().nth(hex.len()).is_some_and(|c| c.is_ascii_whitespace());
            for _ in 0..hex.len() + usize::from(blank) {
                chars.next();
            }
        }
        self.at = end;
        (text, start, end)
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(css: &str, expected: &[&str]) {
        let found: Vec<String> = addresses(css)
            .into_iter()
            .map(|found| format!("{}{}", if found.is_import { "@" } else { "" }, found.text))
            .collect();
        assert_eq!(found, expected, "{css:?}");
    }

    #[test]
    fn what_a_browser_fetches() {
        for (css, expected) in [
            ("", &[][..]),
            ("a { color: red }", &[]),
            ("a{background:url(a.png)}", &["a.png"]),
            ("a{background: URL( \"a b.png\" ) no-repeat, url('c.png')}", &["a b.png", "c.png"]),
            ("a{background:url(a\\)b.png)}", &["a)b.png"]),
            ("a{background:url(a\\20 b.png)}", &["a b.png"]),
            ("a{background:url(\"\\e9 .png\")}", &["é.png"]),
            ("a{background:url(é.png)}", &["é.png"]),
            ("/* url(a.png) */ b{c:url(d.png)}", &["d.png"]),
            ("a::after{content:\"url(a.png)\"}", &[]),
            ("a::after{content:'\\'url(a.png)'}", &[]),
            ("@import \"a.css\"; @import url(b.css) screen;@import 'c.css' layer(x);", &["@a.css", "@b.css", "@c.css"]),
            ("@namespace url(http://www.w3.org/1999/xhtml); @namespace svg \"x\";", &[]),
            (
                "@font-face{src:url('a.eot?#iefix') format('eot'), url(a.woff2)format(\"woff2\")}",
                &["a.eot?#iefix", "a.woff2"],
            ),
            ("a{background:image-set(\"a.png\" 1x, url(b.png) 2x type(\"image/png\"))}", &["a.png", "b.png"]),
            ("a{background:url()} b{background:url('')}", &[]),
            ("a{background:url(a.png", &["a.png"]),
            ("a{background:url(\"a.png", &["a.png"]),
            ("a{background:url", &[]),
            ("--x: url(data:image/png;base64,AA==)", &["data:image/png;base64,AA=="]),
            ("a{my-url(x) curl(y)}", &[]),
            ("@media print{a{b:url(c.png)}}", &["c.png"]),
            ("a{b:\"c\nd:url(e.png)}", &["e.png"]),
            ("\\", &[]),
            ("a{b:url(\\", &[]),
        ] {
            check(css, expected);
        }
    }

    #[test]
    fn places_are_the_address() {
        let css = "é{b:url( \"c.png\" )} @import 'd.css';";
        let words: Vec<&str> = addresses(css).into_iter().map(|found| &css[found.place]).collect();
        assert_eq!(words, ["c.png", "d.css"]);
    }

    proptest! {
        #[test]
        fn no_text_panics(css in r#"(url\(|@import|image-set\(|"|'|\\|\)|/\*|\*/|[;{}a-fé \n0-9]){0,40}"#) {
            for found in addresses(&css) {
                prop_assert!(css.get(found.place).is_some());
            }
        }
    }
}
