//! Text → words, folded so that `Über`, `uber` and `ÜBER` are one. `static/theme/search.js` does the same with a query: a
//! change here is a change there, and `tests/browser/search.rs` holds one against the other.
//!
//! 1. Compatibility decomposition (NFKD), lower case, accents dropped, letters that do not decompose written out
//!    (`ß` as `ss`), composition (NFC). `й` stays a letter of its own, as Russian has it, and so does what kana carry.
//! 2. A word is a run of letters, digits and marks (`\p{L}\p{N}\p{M}`); `c++` and `c#` are words too.
//! 3. A run in a script written without blanks (Han, kana, Thai …) ends where another script begins, and gives every pair
//!    of neighbours, and the last character alone, so that a query of one character finds it at the beginning of a pair or
//!    at the end.

use unicode_normalization::UnicodeNormalization as _;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Longest word, in characters: a longer one is cut, in the query too.
const LONGEST: usize = 32;

/// A byte that parts words whatever stands beside it.
const APART: u8 = 0;
/// A lower-case letter or a digit.
const PLAIN: u8 = 1;
/// An upper-case letter.
const UPPER: u8 = 2;
/// Part of a character that must be looked at: outside ASCII, or `+` and `#`.
const OTHER: u8 = 4;

const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [APART; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it counts bytes")]
        let b = byte as u8;
        classes[byte] = match b {
            b'a'..=b'z' | b'0'..=b'9' => PLAIN,
            b'A'..=b'Z' => UPPER,
            b'+' | b'#' | 0x80.. => OTHER,
            _ => APART,
        };
        byte += 1;
    }
    classes
}

/// Gives `take` every word of `text`, in order, as an index has it.
pub fn each(text: &str, take: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let class =
        |at: usize| bytes.get(at).map_or(APART, |byte| CLASSES.get(usize::from(*byte)).copied().unwrap_or(APART));
    let mut lower = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut found = APART;
        while class(at) != APART {
            found |= class(at);
            at += 1;
        }
        let chunk = text.get(start..at).unwrap_or_default();
        at += 1;
        match found {
            APART => {}
            PLAIN => take(chunk.get(..LONGEST).unwrap_or(chunk)),
            _ if found & OTHER == 0 => {
                lower.clear();
                lower.push_str(chunk.get(..LONGEST).unwrap_or(chunk));
                lower.make_ascii_lowercase();
                take(&lower);
            }
            _ => runs(&fold(chunk), take),
        }
    }
}

/// The words of folded text.
fn runs(folded: &str, take: &mut impl FnMut(&str)) {
    let mut rest = folded;
    while let Some(start) = rest.find(is_word) {
        rest = rest.get(start..).unwrap_or_default();
        let dense = rest.starts_with(is_dense);
        let length = rest.find(|c| !is_word(c) || is_dense(c) != dense).unwrap_or(rest.len()).max(sharp(rest));
        let run = rest.get(..length).unwrap_or_default();
        rest = rest.get(length..).unwrap_or_default();
        if dense {
            pairs(run, take);
        } else {
            let end = run.char_indices().nth(LONGEST).map_or(run.len(), |(end, _)| end);
            take(run.get(..end).unwrap_or_default());
        }
    }
}

/// The length of `c++` or `c#` at the start of `rest`; 0 if there is none.
fn sharp(rest: &str) -> usize {
    let mut bytes = rest.bytes();
    if !bytes.next().is_some_and(|byte| byte.is_ascii_lowercase()) {
        return 0;
    }
    let length = match (bytes.next(), bytes.next()) {
        (Some(b'+'), Some(b'+')) => 3,
        (Some(b'#'), _) => 2,
        _ => return 0,
    };
    let goes_on = rest.as_bytes().get(length).is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if goes_on { 0 } else { length }
}

/// Every two neighbours, and the last character alone.
fn pairs(run: &str, take: &mut impl FnMut(&str)) {
    let mut start = 0;
    for (at, c) in run.char_indices().skip(1) {
        take(run.get(start..at + c.len_utf8()).unwrap_or_default());
        start = at;
    }
    take(run.get(start..).unwrap_or_default());
}

/// `text` as it is compared.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match written_out(c) {
            Some(letters) => plain.push_str(letters),
            None if is_accent(c) && !(c == '\u{306}' && before == 'и') => {}
            None => plain.push(c),
        }
        before = c;
    }
    plain.nfc().collect()
}

/// Letters that have no decomposition and that people write with others.
fn written_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// Marks that people leave out: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels; soft hyphens and joiners.
/// The marks of other scripts are letters in all but name.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Scripts written without blanks: Thai, Lao, Myanmar, Khmer, kana, Han.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303b}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_word(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        // What most text outside ASCII is written with, without a look into the table.
        'а'..='я' | '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ん' | 'ァ'..='ヶ' => true,
        _ => matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number | GeneralCategoryGroup::Mark
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each(text, &mut |word| words.push(word.to_owned()));
        words
    }

    /// Text, and its words with blanks between.
    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(words(text).join(" "), *expected, "{text:?}");
        }
    }

    #[test]
    fn english_and_code() {
        check(&[
            ("", ""),
            (" \n\t", ""),
            ("One, two; THREE.", "one two three"),
            ("don't e-mail", "don t e mail"),
            ("read_route(18)", "read route 18"),
            ("HashMap::new()", "hashmap new"),
            ("v2.0.1", "v2 0 1"),
            ("C++ and C#, F#; i++ + 1", "c++ and c# f# i++ 1"),
            ("C#m c++11 g++ #tag a#b abc# ##", "c m c 11 g++ tag a b abc"),
            ("x".repeat(40).as_str(), "x".repeat(32).as_str()),
            ("É".repeat(40).as_str(), "e".repeat(32).as_str()),
            ("ﬁle №5 ½ Ⅷ x² ™", "file no5 1 2 viii x2 tm"),
            ("a\u{200b}b soft\u{ad}ly", "a b softly"),
            ("naïve café cafe\u{301} façade", "naive cafe cafe facade"),
            ("🦀crab", "crab"),
        ]);
    }

    #[test]
    fn german() {
        check(&[
            ("Über Straße STRASSE Maße", "uber strasse strasse masse"),
            ("Größe ẞ Äpfel Öl", "grosse ss apfel ol"),
            ("Donaudampfschifffahrt", "donaudampfschifffahrt"),
            ("„Müller-Lüdenscheidt“", "muller ludenscheidt"),
            ("u\u{308}ber", "uber"),
        ]);
    }

    #[test]
    fn french() {
        check(&[
            ("L’été où l'on s'aimait", "l ete ou l on s aimait"),
            ("Cœur, œuvre, ÆGIS, garçon", "coeur oeuvre aegis garcon"),
            ("« À bientôt ! »", "a bientot"),
            ("aujourd’hui", "aujourd hui"),
        ]);
    }

    #[test]
    fn russian() {
        check(&[
            ("Ёлка и ёж", "елка и еж"),
            ("Мой ЧАЙ, мои чаи", "мой чай мои чаи"),
            ("и\u{306}од", "йод"),
            ("Программи\u{301}рование", "программирование"),
            ("Україна ґанок", "украіна ґанок"),
        ]);
    }

    #[test]
    fn chinese() {
        check(&[
            ("搜索引擎", "搜索 索引 引擎 擎"),
            ("我们，你们。", "我们 们 你们 们"),
            ("猫", "猫"),
            ("Rust入门", "rust 入门 门"),
            ("用C++写", "用 c++ 写"),
            ("第3章", "第 3 章"),
            ("𠮷野家", "𠮷野 野家 家"),
        ]);
    }

    #[test]
    fn japanese() {
        check(&[
            ("東京タワー", "東京 京タ タワ ワー ー"),
            ("ｶﾞﾗｽ", "ガラ ラス ス"),
            ("はは、ばば、ぱぱ", "はは は ばば ば ぱぱ ぱ"),
            ("か\u{3099}く", "がく く"),
            ("時々・「Ｒｕｓｔ」", "時々 々 rust"),
        ]);
    }

    #[test]
    fn others() {
        check(&[
            ("한국어 검색", "한국어 검색"),
            ("Ελλάς ΕΛΛΑΣ", "ελλασ ελλασ"),
            ("שָׁלוֹם", "שלום"),
            ("مُحَمَّد", "محمد"),
            ("İstanbul ısı Łódź Þór", "istanbul isi lodz thor"),
            ("हिन्दी", "हिन्दी"),
            ("ไทย", "ไท ทย ย"),
        ]);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && word.chars().count() <= LONGEST, "{:?}", word);
            }
        }

        /// A word that is found again is the same: a query is folded once, an excerpt again.
        #[test]
        fn folding_is_done_once(text in "[a-zA-ZÀ-ÿа-яёЁЙßœŁ ]*") {
            let once = words(&text).join(" ");
            prop_assert_eq!(words(&once).join(" "), once);
        }
    }
}
