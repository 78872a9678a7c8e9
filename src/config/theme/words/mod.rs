//! The theme's words: «Older», «3 posts», the names of months, in the language of a page.
//!
//! 1. [`table`] has them in the languages that the theme comes with; any other language gets the English ones.
//! 2. `theme.words` in `_config.yml` says some of them otherwise, for every language or for one: `{older: Earlier}`,
//!    `{sv: {older: Äldre}}`.
//!
//! A language is looked for as it is written, then without what follows its first `-`: `de-AT`, `de`.

mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_yaml::{Mapping, Value};

use super::super::fields::scalar;
use super::Keys;
use crate::diagnostic::nearest;

use table::{LANGUAGES, WORDS};

/// Words that are forms of dates.
pub const FORMS: [&str; 3] = ["day", "short_day", "month"];

/// Every word by name and what it is in English: `("older", "Older")`.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.iter().map(|(name, [english, ..])| (*name, *english))
}

/// The languages that need no `theme.words`: `en`, `de` …
pub fn languages() -> &'static [&'static str] {
    &LANGUAGES
}

/// What a site says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// In whatever language.
    always: BTreeMap<&'static str, String>,
    /// In one: language, in small letters → name → word.
    only_in: BTreeMap<String, BTreeMap<&'static str, String>>,
}

/// The language as it is written, and without what follows its first `-`.
fn ways(language: &str) -> [String; 2] {
    let whole = language.trim().replace('_', "-").to_ascii_lowercase();
    let first = whole.split('-').next().unwrap_or_default().to_owned();
    [whole, first]
}

impl Words {
    /// A word in a language: `Älter`; empty if there is no such word.
    pub fn word(&self, language: &str, name: &str) -> &str {
        let ways = ways(language);
        let own = ways.iter().find_map(|way| self.only_in.get(way)?.get(name)).or_else(|| self.always.get(name));
        if let Some(own) = own {
            return own;
        }
        let column = ways.iter().find_map(|way| LANGUAGES.iter().position(|known| known == way)).unwrap_or(0);
        let row = WORDS.iter().find(|(known, _)| *known == name);
        row.and_then(|(_, words)| words.get(column)).copied().unwrap_or_default()
    }

    /// A day in the form that the word `form` is, fit for strftime but for the names, which are there already:
    /// `%-d. September %Y`.
    pub fn date_format(&self, language: &str, form: &str, date: Date) -> String {
        with_names(self.word(language, form), |name| self.word(language, name), date)
    }
}

/// A form of dates with the names of the month and of the day of the week in the place of `%B`, `%b` and `%A`.
pub fn with_names<'a>(format: &str, word: impl Fn(&'static str) -> &'a str, date: Date) -> String {
    let months = usize::try_from(date.month()).unwrap_or(1);
    let weekday = usize::try_from(date.weekday().to_monday_one_offset()).unwrap_or(1);
    let mut format = format.to_owned();
    for (directive, list, number) in
        [("%B", "months", months), ("%b", "short_months", months), ("%A", "weekdays", weekday)]
    {
        if let Some(name) = word(list).split_whitespace().nth(number.saturating_sub(1)) {
            format = format.replace(directive, &name.replace('%', "%%"));
        }
    }
    format
}

/// A word with its values in it: `Page {page}` with 2 is `Page 2`. Before a `|` stands what is said where `count` is 1.
pub fn filled(word: &str, values: &[(String, String)]) -> String {
    let is_one = values.iter().any(|(name, value)| name == "count" && value == "1");
    let word = match word.split_once('|') {
        Some((one, _)) if is_one => one,
        Some((_, several)) => several,
        None => word,
    };
    let mut text = String::with_capacity(word.len());
    let mut rest = word;
    // From left to right, so that a value is never taken for a place.
    while let Some((before, (value, after))) = rest.split_once('{').and_then(|(before, behind)| {
        let (name, after) = behind.split_once('}')?;
        let value = values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        Some((before, (value.map_or_else(|| format!("{{{name}}}"), str::to_owned), after)))
    }) {
        text.push_str(before);
        text.push_str(&value);
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Reads `theme.words`; what is no word of the theme is reported.
pub(super) fn read(keys: &mut Keys<'_, '_>) -> Words {
    let mut words = Words::default();
    let Some(value) = keys.value("words") else { return words };
    let Value::Mapping(entries) = value else {
        keys.wrong("words", "must be a mapping", "write `words: {older: Earlier}`");
        return words;
    };
    for (key, value) in entries {
        let key = scalar(key).unwrap_or_default();
        match value {
            Value::Mapping(of_language) => {
                let [language, _] = ways(&key);
                let own = of_mapping(keys, of_language);
                words.only_in.entry(language).or_default().extend(own);
            }
            value => words.always.extend(one(keys, &key, value)),
        }
    }
    words
}

fn of_mapping(keys: &mut Keys<'_, '_>, entries: &Mapping) -> Vec<(&'static str, String)> {
    let entries = entries.iter().map(|(key, value)| (scalar(key).unwrap_or_default(), value));
    entries.filter_map(|(key, value)| one(keys, &key, value)).collect()
}

/// One word, if the theme has it and it is a text.
fn one(keys: &mut Keys<'_, '_>, key: &str, value: &Value) -> Option<(&'static str, String)> {
    let Some((name, english)) = names().find(|(name, _)| *name == key) else {
        let hint = match nearest(key, names().map(|(name, _)| name)) {
            Some(near) => format!("write `{near}`"),
            None => "`blogsite theme --reference` lists them".to_owned(),
        };
        keys.wrong("words", &format!("has no word `{key}`"), &hint);
        return None;
    };
    let word = match value {
        // `months: [January, …]`
        Value::Sequence(items) => items.iter().map(scalar).collect::<Option<Vec<_>>>().map(|items| items.join(" ")),
        value => scalar(value),
    };
    if word.is_none() {
        keys.wrong("words", &format!("has no text for `{key}`"), &format!("write `{key}: \"{english}\"`"));
    }
    let word = word?;
    if FORMS.contains(&name) && jiff::fmt::strtime::format(&word, &jiff::Zoned::default()).is_err() {
        keys.wrong(
            "words",
            &format!("has `{word}` for `{key}`, which is no form of dates"),
            &format!("write `{key}: \"{english}\"`"),
        );
        return None;
    }
    Some((name, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::SourcePath;
    use crate::config::Config;

    fn words(yaml: &str) -> (Words, Vec<String>) {
        let (config, problems) = Config::parse(&SourcePath::new("_config.yml"), yaml);
        let said = problems.into_iter().map(|problem| format!("{}; {}", problem.message, problem.hints.join("; ")));
        (config.theme.words, said.collect())
    }

    #[test]
    fn a_word_is_in_the_language_of_its_page() {
        let own = "theme:\n  words: {home: Top, de: {older: Früher}, de-AT: {older: Vorher}, sv: {older: Äldre}}\n";
        for (yaml, language, name, expected) in [
            ("", "en", "older", "Older"),
            ("", "", "older", "Older"),
            ("", "tlh", "older", "Older"),
            ("", "de", "older", "Älter"),
            ("", "DE_at", "older", "Älter"),
            ("", "zh-Hant-TW", "older", "上一篇"),
            ("", "de", "oldest", ""),
            (own, "de", "older", "Früher"),
            (own, "de-CH", "older", "Früher"),
            (own, "de-AT", "older", "Vorher"),
            (own, "sv", "older", "Äldre"),
            (own, "sv", "newer", "Newer"),
            (own, "fr", "home", "Top"),
        ] {
            let (words, said) = words(yaml);
            assert_eq!(said, [] as [String; 0]);
            assert_eq!(words.word(language, name), expected, "{language} {name}");
        }
    }

    #[test]
    fn what_is_no_word_is_said() {
        for (yaml, expected) in [
            ("words: [a]", "`theme.words` must be a mapping; write `words: {older: Earlier}`"),
            ("words: {oldr: x}", "`theme.words` has no word `oldr`; write `older`"),
            (
                "words: {de: {zzzzzzzzzzzz: x}}",
                "`theme.words` has no word `zzzzzzzzzzzz`; `blogsite theme --reference` lists them",
            ),
            (
                "words: {day: \"%Ö\"}",
                "`theme.words` has `%Ö` for `day`, which is no form of dates; write `day: \"%-d %B %Y\"`",
            ),
            ("words: {older: [[x]]}", "`theme.words` has no text for `older`; write `older: \"Older\"`"),
        ] {
            assert_eq!(words(&format!("theme:\n  {yaml}\n")).1, [expected], "{yaml}");
        }
    }

    #[test]
    fn values_are_filled_in() {
        let values = [("count", "1"), ("author", "{count}|"), ("page", "é")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (word, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("{count} post|{count} posts", "1 post"),
            ("by {author}", "by {count}|"),
            ("{page}{page}", "éé"),
            ("{nope} {page", "{nope} {page"),
            ("}{", "}{"),
        ] {
            assert_eq!(filled(word, &values), expected, "{word}");
        }
        assert_eq!(filled("{count} post|{count} posts", &[("count".to_owned(), "0".to_owned())]), "0 posts");
    }

    #[test]
    fn dates_have_the_names_of_their_language() {
        let date = jiff::civil::date(2026, 3, 1);
        for (language, form, expected) in [
            ("en", "day", "1 March 2026"),
            ("de", "day", "1. März 2026"),
            ("pt-BR", "month", "março de 2026"),
            ("ja", "day", "2026年3月1日"),
            ("ja", "month", "2026年3月"),
            ("ru", "day", "1 марта 2026"),
            ("fr", "short_day", "1 mars"),
        ] {
            let format = Words::default().date_format(language, form, date);
            assert_eq!(date.strftime(&format).to_string(), expected, "{language} {form}");
        }
        let (own, _) = words("theme: {words: {day: \"%A, %-d/%-m\", weekdays: [1, 2, 3, 4, 5, 6, \"100%\"]}}\n");
        assert_eq!(date.strftime(&own.date_format("en", "day", date)).to_string(), "100%, 1/3");
    }

    #[test]
    fn every_language_has_every_word_with_the_same_places() {
        let places = |word: &str| -> Vec<String> {
            let mut places: Vec<String> =
                word.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            places.sort();
            places.dedup();
            places
        };
        for (name, words) in WORDS {
            for (language, word) in LANGUAGES.iter().zip(words) {
                assert!(!word.trim().is_empty(), "{language} {name}");
                assert_eq!(places(word), places(words[0]), "{language} {name}");
                let names = match *name {
                    "months" | "short_months" => 12,
                    "weekdays" => 7,
                    _ => continue,
                };
                assert_eq!(word.split_whitespace().count(), names, "{language} {name}");
            }
        }
    }
}
