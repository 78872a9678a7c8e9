//! What a line must contain for an expression to match in it at all.
//!
//! Most expressions of a context match nothing in most lines: no quote, no digit, no slash there. Telling so from the bytes
//! that occur is far cheaper than a search, and an expression that is never searched for is never compiled, which is most of
//! what the first block of a language costs.
//!
//! The reader below knows as much of Oniguruma's syntax (<https://github.com/kkos/oniguruma/blob/master/doc/RE>) as it needs,
//! and asks for nothing where it is not sure. It may only ever ask for too little; tests compare with syntect, which skips
//! nothing.

use std::iter::Peekable;
use std::str::Chars;

/// A set of bytes, by number; the last bit stands for all that are not ASCII.
type Bytes = u128;

const NOT_ASCII: Bytes = 1 << 127;
const DIGITS: Bytes = 0x03ff << b'0';
/// Letters, from those that code has seldom to those it has always.
const BY_RARITY: &[u8] = b"QZXJKWYVHqUGzjOBDFLMPNRxACITESkwvybghfmpdculosarnite";
/// Groups in one another at most.
const MAX_DEPTH: usize = 50;

/// What must occur in a text, from the place of a search to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Required {
    /// Each of these.
    all: Bytes,
    /// One of each of these sets; an empty set asks for nothing.
    any: [Bytes; 2],
}

/// The bytes that occur in a line from each of its places on.
#[derive(Default)]
pub(super) struct Present(Vec<Bytes>);

impl Present {
    pub(super) fn set(&mut self, line: &str) {
        self.0.clear();
        self.0.resize(line.len(), 0);
        let mut present = 0;
        for (place, byte) in self.0.iter_mut().zip(line.bytes()).rev() {
            present |= 1 << byte.min(127);
            *place = present;
        }
    }

    /// Whether the text from there on has what is required.
    pub(super) fn has(&self, required: &Required, from: usize) -> bool {
        let present = self.0.get(from).copied().unwrap_or(0);
        let [one, other] = required.any;
        present & required.all == required.all
            && (one == 0 || present & one != 0)
            && (other == 0 || present & other != 0)
    }
}

impl Required {
    /// What the expression requires, as far as that can be told.
    pub(super) fn of(pattern: &str) -> Self {
        let Some(reader) = Reader::new(pattern) else {
            return Self::default();
        };
        reader.read().unwrap_or_default()
    }

    fn one_of(set: Bytes) -> Self {
        if set.is_power_of_two() && set != NOT_ASCII {
            Self { all: set, any: [0; 2] }
        } else {
            Self { all: 0, any: [set, 0] }
        }
    }

    /// Both, one after the other: the two smallest sets are kept.
    fn and(self, other: Self) -> Self {
        let mut sets: Vec<Bytes> = self.any.into_iter().chain(other.any).filter(|set| *set != 0).collect();
        sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
        sets.dedup();
        let mut sets = sets.into_iter();
        Self { all: self.all | other.all, any: [sets.next().unwrap_or(0), sets.next().unwrap_or(0)] }
    }

    /// Either: what both require, and one set that serves both.
    fn or(self, other: Self) -> Self {
        let set = match (self.best(), other.best()) {
            (0, _) | (_, 0) => 0,
            (one, other) => one | other,
        };
        Self { all: self.all & other.all, any: [set, 0] }
    }

    /// The set that is most seldom met; empty if nothing is required.
    fn best(self) -> Bytes {
        let is_required = |byte: &&u8| self.all & (1 << **byte) != 0;
        let letters: Bytes = BY_RARITY.iter().map(|byte| 1 << byte).sum();
        if self.all & !letters != 0 {
            1 << (self.all & !letters).trailing_zeros()
        } else {
            BY_RARITY.iter().find(is_required).map_or(self.any[0], |byte| 1 << byte)
        }
    }
}

/// Reads an expression from left to right.
struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    ignores_case: bool,
    /// White space and comments between the parts mean nothing.
    is_spaced: bool,
}

impl<'a> Reader<'a> {
    /// None where options change in ways this reader does not follow.
    fn new(pattern: &'a str) -> Option<Self> {
        let mut reader = Self { chars: pattern.chars().peekable(), ignores_case: false, is_spaced: false };
        for (at, _) in pattern.match_indices("(?") {
            let rest = pattern.get(at + 2..)?;
            let options: &str = rest.split(|c: char| !c.is_ascii_alphabetic() && c != '-').next()?;
            if !rest.get(options.len()..)?.starts_with([')', ':']) || options.is_empty() {
                continue;
            }
            // Where options end is not followed: case is ignored everywhere, space only if it is from the beginning.
            reader.ignores_case |= options.contains('i');
            if options.contains('x') {
                if at > 0 || options.contains('-') || !rest.get(options.len()..)?.starts_with(')') {
                    return None;
                }
                reader.is_spaced = true;
            }
        }
        Some(reader)
    }

    fn read(mut self) -> Option<Required> {
        let required = self.alternatives(0)?;
        self.chars.next().is_none().then_some(required)
    }

    /// Up to the end or a closing parenthesis, which is left.
    fn alternatives(&mut self, depth: usize) -> Option<Required> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut required = self.sequence(depth)?;
        while self.chars.next_if_eq(&'|').is_some() {
            required = required.or(self.sequence(depth)?);
        }
        Some(required)
    }

    fn sequence(&mut self, depth: usize) -> Option<Required> {
        let mut required = Required::default();
        let mut is_first = true;
        self.skip_space();
        while let Some(c) = self.chars.next_if(|c| !matches!(c, '|' | ')')) {
            let part = match c {
                '(' => self.group(depth, is_first)?,
                '[' => self.set()?,
                '\\' => self.escape()?,
                '.' | '^' | '$' => Required::default(),
                c => self.literal(c),
            };
            is_first = false;
            required = required.and(if self.may_be_missing()? { Required::default() } else { part });
        }
        Some(required)
    }

    /// White space and comments, where they mean nothing.
    fn skip_space(&mut self) {
        while self.is_spaced && self.chars.peek().is_some_and(|c| *c == '#' || c.is_whitespace()) {
            if self.chars.next() == Some('#') {
                while self.chars.next_if(|c| *c != '\n').is_some() {}
            }
        }
    }

    fn literal(&self, c: char) -> Required {
        match u8::try_from(c) {
            Ok(byte) if byte < 127 && !(self.ignores_case && byte.is_ascii_alphabetic()) => Required::one_of(1 << byte),
            // Some letters that are not ASCII fold to ASCII ones: the sign of Kelvin is a k.
            Ok(byte) if byte < 127 => {
                Required::one_of((1 << byte.to_ascii_lowercase()) | (1 << byte.to_ascii_uppercase()) | NOT_ASCII)
            }
            _ if self.ignores_case => Required::default(),
            _ => Required::one_of(NOT_ASCII),
        }
    }

    /// Behind an opening parenthesis.
    fn group(&mut self, depth: usize, is_first: bool) -> Option<Required> {
        let mut counts = true;
        if self.chars.peek() == Some(&'*') {
            return None;
        }
        if self.chars.next_if_eq(&'?').is_some() {
            match self.chars.next()? {
                ':' | '>' | '=' => {}
                '!' => counts = false,
                '<' => {
                    let is_behind = self.chars.next_if(|c| matches!(c, '=' | '!')).is_some();
                    // What stands before the place of a search is not looked at.
                    counts = !is_behind;
                    if !is_behind {
                        while self.chars.next()? != '>' {}
                    }
                }
                '#' => {
                    while self.chars.next()? != ')' {}
                    return Some(Required::default());
                }
                first if first.is_ascii_alphabetic() || first == '-' => {
                    while self.chars.next_if(|c| c.is_ascii_alphabetic() || *c == '-').is_some() {}
                    match self.chars.next()? {
                        ':' => {}
                        // Behind other parts, it changes how far alternatives reach.
                        ')' if is_first => return Some(Required::default()),
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        let required = self.alternatives(depth + 1)?;
        self.chars.next_if_eq(&')')?;
        Some(if counts { required } else { Required::default() })
    }

    /// Behind a backslash.
    fn escape(&mut self) -> Option<Required> {
        Some(match self.chars.next()? {
            'd' => Required::one_of(DIGITS | NOT_ASCII),
            't' => Required::one_of(1 << b'\t'),
            'n' => Required::one_of(1 << b'\n'),
            'p' | 'P' | 'k' | 'g' => {
                let close = match self.chars.next()? {
                    '{' => '}',
                    '<' => '>',
                    '\'' => '\'',
                    _ => return None,
                };
                while self.chars.next()? != close {}
                Required::default()
            }
            'x' | 'u' => {
                if self.chars.next_if_eq(&'{').is_some() {
                    while self.chars.next()? != '}' {}
                } else {
                    while self.chars.next_if(char::is_ascii_hexdigit).is_some() {}
                }
                Required::default()
            }
            digit if digit.is_ascii_digit() => {
                while self.chars.next_if(char::is_ascii_digit).is_some() {}
                Required::default()
            }
            'b' | 'B' | 'A' | 'Z' | 'z' | 'G' | 'K' | 'w' | 'W' | 's' | 'S' | 'D' | 'h' | 'H' | 'R' | 'X' | 'N'
            | 'O' | 'r' | 'f' | 'v' | 'a' | 'e' | 'y' | 'Y' => Required::default(),
            letter if letter.is_ascii_alphabetic() => return None,
            c => self.literal(c),
        })
    }

    /// Behind an opening bracket.
    fn set(&mut self) -> Option<Required> {
        let is_negated = self.chars.next_if_eq(&'^').is_some();
        if self.chars.peek() == Some(&']') {
            return None;
        }
        let mut set: Option<Bytes> = Some(0);
        let mut last = None;
        loop {
            let c = self.chars.next()?;
            let member = match c {
                ']' => break,
                '[' => {
                    self.inner_set()?;
                    None
                }
                '&' if self.chars.peek() == Some(&'&') => None,
                '\\' => match self.chars.next()? {
                    'n' => Some('\n'),
                    't' => Some('\t'),
                    c if c.is_ascii_alphanumeric() => None,
                    c => Some(c),
                },
                '-' if last.is_some() && self.chars.peek().is_some_and(|c| *c != ']') => {
                    if self.chars.peek().is_some_and(|c| matches!(c, '\\' | '[')) {
                        return None;
                    }
                    let end = self.chars.next().filter(char::is_ascii_alphanumeric);
                    match (last.take(), end) {
                        (Some(start), Some(end)) if start <= end => {
                            set = set.map(|set| (start..=end).fold(set, |set, c| set | self.bytes_of(c)));
                            continue;
                        }
                        _ => None,
                    }
                }
                c => Some(c),
            };
            last = member;
            set = set.zip(member).map(|(set, c)| set | self.bytes_of(c));
        }
        Some(match set {
            Some(set) if !is_negated && set != 0 => Required::one_of(set),
            _ => Required::default(),
        })
    }

    /// The bytes of which one occurs where that character of a set matches.
    fn bytes_of(&self, c: char) -> Bytes {
        match u8::try_from(c) {
            Ok(byte) if byte < 127 && self.ignores_case && byte.is_ascii_alphabetic() => {
                (1 << byte.to_ascii_lowercase()) | (1 << byte.to_ascii_uppercase()) | NOT_ASCII
            }
            Ok(byte) if byte < 127 => 1 << byte,
            _ if self.ignores_case => Bytes::MAX,
            _ => NOT_ASCII,
        }
    }

    /// A set in a set, or `[:alpha:]`: only its end is of interest.
    fn inner_set(&mut self) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.chars.next()? {
                '\\' => {
                    self.chars.next()?;
                }
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }

    /// Reads what says how often the last part occurs: whether it may be missing.
    fn may_be_missing(&mut self) -> Option<bool> {
        let mut may = false;
        loop {
            self.skip_space();
            match self.chars.peek() {
                Some('?' | '*') => may = true,
                Some('+') => {
                    self.chars.next();
                    // `+?` and `++` still need one.
                    self.chars.next_if(|c| matches!(c, '?' | '+'));
                    continue;
                }
                Some('{') => {
                    let ahead: String = self.chars.clone().skip(1).take_while(|c| *c != '}').take(12).collect();
                    let is_count = !ahead.is_empty() && ahead.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
                    if !is_count {
                        return Some(may);
                    }
                    may |= ahead.starts_with(['0', ',']);
                    for _ in 0..=ahead.len() {
                        self.chars.next();
                    }
                }
                _ => return Some(may),
            }
            self.chars.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use syntect::parsing::Regex;

    use super::*;

    /// What is required, readable: each single byte, then each set in brackets; `~` is what is not ASCII.
    fn check(pattern: &str, expected: &str) {
        let required = Required::of(pattern);
        let show = |set: Bytes| -> String {
            (0..128u8)
                .filter(|byte| set & (1 << byte) != 0)
                .map(|byte| if byte == 127 { '~' } else { char::from(byte) })
                .collect()
        };
        let mut found = show(required.all);
        for set in required.any.into_iter().filter(|set| *set != 0) {
            found = format!("{found}[{}]", show(set));
        }
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn what_is_required() {
        for (pattern, expected) in [
            ("", ""),
            ("ab", "ab"),
            ("\"", "\""),
            (r"\bfn\b", "fn"),
            (r"//+", "/"),
            (r"a?b*c+d{2}e{0,3}f{,2}", "cd"),
            (r"a+?b++", "ab"),
            (r"(if|else)\b", "[fl]"),
            (r"ab|ac", "a[bc]"),
            (r"a|", ""),
            (r"(?=a)(?!b)(?<=c)(?<!d)(?>e)(?:f)(?<n>g)h", "aefgh"),
            (r"\d+\.", ".[0123456789~]"),
            (r"[abc]x[^d]", "x[abc]"),
            (r"[a-c_]", "[_abc]"),
            (r"[\w-]", ""),
            (r"[[:alpha:]]x", "x"),
            (r"[a&&[b]]x", "x"),
            (r"[]a]", ""),
            (r"(?i)a1", "1[Aa~]"),
            (r"(?i:k)1", "1[Kk~]"),
            (
                r"(?x) a # comment )
                b",
                "ab",
            ),
            (r"(?x)a ?b|(?:b c) *b", "b[b]"),
            (r"[a-\]]x", ""),
            (r"[+-/]x", "x"),
            (r"a(?x) b", ""),
            (r"a(?i)b|c", ""),
            (r"ä", "[~]"),
            (r"\x{41}\x41\p{Lu}\1b", "b"),
            (r"\(\)\{a{b}", "()ab{}"),
            (r"a{b", "ab{"),
            (r"(?#x)a", "a"),
            (r"(a", ""),
            (r"a)", ""),
            (r"\Qa", ""),
        ] {
            check(pattern, expected);
        }
    }

    #[test]
    fn what_matches_has_what_is_required() {
        let texts =
            ["if a1 { b[2] } // c\n", "\"x\\n\" 'y' ä\u{212a}\n", "else\n", "ab\n", "(){}ab .5\n", "AKk_-x\n", "\n"];
        let patterns = [
            r"(if|else)\b",
            r"[a-c_]",
            r"(?i)AK",
            r"(?i:k)",
            r"\d",
            r"a?b",
            r"ab|ac|\.",
            r"a{0}b",
            r"(?:a|b{0,2})x?",
            r"\(\)\{",
            r"[^a]",
            r"(?=.*b)a",
            "[\\[\\]]",
            r"ss?",
            r"(?i)[k]",
            r"(a|b)*\{",
            r"\{+?",
            r"x{,1}\n",
        ];
        let mut present = Present::default();
        for text in texts {
            present.set(text);
            for pattern in patterns {
                let regex = Regex::new(pattern.to_owned());
                for (from, _) in text.char_indices() {
                    let matches = regex.search(text, from, text.len(), None);
                    assert!(!matches || present.has(&Required::of(pattern), from), "{pattern} in {text} from {from}");
                }
            }
        }
    }
}
