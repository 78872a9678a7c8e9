//! A text written as a YAML scalar on one line, that every reader gives back as the same text.

/// `text` as a value for front matter or the configuration, in a block or in `[…]`: plain where it can be, else in quotes.
pub fn scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if !text.contains(['"', '\\']) && !text.chars().any(must_be_escaped) {
        format!("\"{text}\"")
    } else if !text.contains('\'') && !text.chars().any(must_be_escaped) {
        format!("'{text}'")
    } else {
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                '\n' => quoted.push_str("\\n"),
                '\t' => quoted.push_str("\\t"),
                c if must_be_escaped(c) => quoted.push_str(&escaped(c)),
                c => quoted.push(c),
            }
        }
        quoted.push('"');
        quoted
    }
}

fn escaped(c: char) -> String {
    let number = u32::from(c);
    if number > 0xffff { format!("\\U{number:08x}") } else { format!("\\u{number:04x}") }
}

/// What no YAML file may hold as it is, or what would not be seen in one (YAML 1.2, 5.1).
fn must_be_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || (u32::from(c) & 0xfffe == 0xfffe)
}

/// Whether a text may stand without quotes wherever a value may. Stricter than YAML: a reader should not have to know its rules.
fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(char::is_alphabetic);
    let inside = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '-' | '_' | '.' | '!' | '?' | '(' | ')' | '+' | '/' | '\'' | ';' | '@')
            || (!c.is_ascii() && !must_be_escaped(c) && !c.is_whitespace())
    };
    starts_well && !text.ends_with([' ', '.']) && text.chars().all(inside) && !is_word_of_yaml(text)
}

/// Words that Psych or a reader of YAML 1.2 takes for something else than text (ruby/psych, `scalar_scanner.rb`).
fn is_word_of_yaml(text: &str) -> bool {
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;
    use serde_yaml::Value;

    use super::*;

    #[test]
    fn as_plain_as_can_be() {
        for (text, expected) in [
            ("A light", "A light"),
            ("Ünï 北京 🚀", "Ünï 北京 🚀"),
            ("It's", "It's"),
            ("a: b", "\"a: b\""),
            ("say \"hi\"", "'say \"hi\"'"),
            ("it's \"here\"", "\"it's \\\"here\\\"\""),
            ("C:\\x", "'C:\\x'"),
            ("🚀 up", "\"🚀 up\""),
            ("a, b", "\"a, b\""),
            ("a #b", "\"a #b\""),
            ("1984", "\"1984\""),
            ("yes", "\"yes\""),
            ("Null", "\"Null\""),
            ("2026-01-02", "\"2026-01-02\""),
            ("- a", "\"- a\""),
            ("[a]", "\"[a]\""),
            ("", "\"\""),
            (" a", "\" a\""),
            ("a\nb\tc", "\"a\\nb\\tc\""),
            ("a\u{7}\u{2028}", "\"a\\u0007\\u2028\""),
        ] {
            assert_eq!(scalar(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(text in prop_oneof![any::<String>(), "[a-z:#'\"\\\\{}\\[\\]&*!|>%@,?. -]{0,20}", "[yYnNoOeEsStTrRuUfFlLaA~]{1,5}", "[0-9a-fx._:+-]{1,9}"]) {
            let written = scalar(&text);
            prop_assert!(!written.contains('\n'));
            for yaml in [format!("key: {written}\n"), format!("key: [{written}]\n"), format!("- key: {written} # c\n")] {
                let value: Value = serde_yaml::from_str(&yaml).unwrap();
                let value = value.get(0).unwrap_or(&value).get("key").unwrap();
                let value = value.get(0).unwrap_or(value);
                prop_assert_eq!(value.as_str(), Some(text.as_str()), "{}", yaml);
            }
        }
    }
}
