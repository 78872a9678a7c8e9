//! Names of files made of titles and of people, in ASCII whatever their script: `Überraschung!` is `uberraschung`, `北京` is `bei-jing`.

use deunicode::deunicode_with_tofu;

/// How long a name made of a title may become; file systems take 255 bytes, readers less.
const LONGEST: usize = 80;

/// Names that are devices on Windows, with any ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// `text` as words of ASCII letters and digits. An apostrophe is no gap: `it's` is `its`.
fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().filter(|c| !matches!(c, '\'' | '’' | 'ʼ' | '`' | '\u{ad}')).collect();
    let ascii = deunicode_with_tofu(&text, " ");
    let ascii = ascii.replace('\'', "");
    ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A title as a name, in lower case with hyphens: `A light, 8 lamps` → `a-light-8-lamps`. Cut between words where it is long;
/// `otherwise` where nothing of it can be spelled.
pub(super) fn of_title(title: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for word in words(title) {
        if !name.is_empty() && name.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word.to_ascii_lowercase());
    }
    name.truncate(LONGEST);
    if name.is_empty() {
        return otherwise.to_owned();
    }
    if is_device(&name) { format!("{name}-{otherwise}") } else { name }
}

/// Whether Windows takes a file of that name for a device, whatever its ending.
pub(super) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    DEVICES.contains(&bare) && stem.len() - bare.len() <= 1
}

/// How names of people are written in names of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersonStyle {
    /// `AdaExample`
    Joined,
    /// `ada-example`
    Hyphens,
}

/// A person's name as one of a file.
pub(super) fn of_person(name: &str, style: PersonStyle) -> String {
    let words = words(name);
    match style {
        PersonStyle::Hyphens => words.join("-").to_ascii_lowercase(),
        PersonStyle::Joined => words.iter().map(|word| capitalised(word)).collect(),
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// What names have in common however they are written: `Ada Example`, `AdaExample` and `ada-example` are one.
pub(super) fn bare(name: &str) -> String {
    words(name).concat().to_ascii_lowercase()
}

/// What somebody gave for the name of a file, fit to be one: separators and what no system takes become hyphens.
pub(super) fn given(name: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '&' | '(' | ')' | '!' | '~');
    let name: String = name.trim().chars().map(|c| if kept(c) { c } else { '-' }).collect();
    name.trim_matches(['-', '.']).to_owned()
}

/// A title as Markdown shows it, whatever is in it. A brace opens no tag of ours.
pub(super) fn markdown_text(title: &str) -> String {
    let mut text = String::new();
    for c in title.chars() {
        match c {
            '{' => text.push_str("&#123;"),
            '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '|' => text.extend(['\\', c]),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_in_every_script() {
        for (title, expected) in [
            ("A light that nobody can ignore", "a-light-that-nobody-can-ignore"),
            ("Überraschung für Groß & Klein", "uberraschung-fur-gross-klein"),
            ("Война и мир", "voina-i-mir"),
            ("Οδός προς τη θάλασσα", "odos-pros-te-thalassa"),
            ("北京的春天", "bei-jing-de-chun-tian"),
            ("東京タワー", "dong-jing-tawa"),
            ("서울의 봄", "seoulyi-bom"),
            ("السلام عليكم", "lslm-lykm"),
            ("שלום עולם", "shlvm-vlm"),
            ("नमस्ते दुनिया", "nmste-duniyaa"),
            ("It's Ada’s \"lamp\": a review", "its-adas-lamp-a-review"),
            ("Launch 🚀 day", "launch-rocket-day"),
            ("C++ / Rust", "c-rust"),
            ("???", "post"),
            ("", "post"),
            ("𒀀𒀁", "post"),
            ("con", "con-post"),
            ("COM1", "com1-post"),
            ("Con man", "con-man"),
            ("../../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(of_title(title, "post"), expected, "{title}");
        }
        let long = "word ".repeat(60);
        assert_eq!(of_title(&long, "post"), "word-".repeat(16).trim_end_matches('-'));
        assert_eq!(of_title(&"x".repeat(300), "post"), "x".repeat(80));
    }

    #[test]
    fn people() {
        for (name, joined, hyphens) in [
            ("Ada Example", "AdaExample", "ada-example"),
            ("ada o'brien", "AdaObrien", "ada-obrien"),
            ("Renée van der Ölk", "ReneeVanDerOlk", "renee-van-der-olk"),
            ("王小明", "WangXiaoMing", "wang-xiao-ming"),
            ("", "", ""),
        ] {
            assert_eq!(of_person(name, PersonStyle::Joined), joined);
            assert_eq!(of_person(name, PersonStyle::Hyphens), hyphens);
            assert_eq!(bare(joined), bare(name));
            assert_eq!(bare(hyphens), bare(name));
        }
    }

    #[test]
    fn names_as_given() {
        for (name, expected) in [
            ("rain-2", "rain-2"),
            ("AdaExample", "AdaExample"),
            ("v1.2", "v1.2"),
            (" a b/c\\d:e ", "a-b-c-d-e"),
            ("../x", "x"),
            ("..", ""),
            ("Ünï", "Ünï"),
        ] {
            assert_eq!(given(name), expected, "{name}");
        }
    }

    proptest! {
        #[test]
        fn every_title_is_some_name(title in any::<String>()) {
            let name = of_title(&title, "post");
            prop_assert!(!name.is_empty() && name.len() <= LONGEST + 5);
            prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
            prop_assert!(!name.starts_with('-') && !name.ends_with('-'));
        }
    }
}
