//! Words made fit for an address, by Jekyll's rules (`jekyll/utils.rb`, `slugify`).

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// How much of a word an address keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlugMode {
    /// Only letters, digits and marks, lower-cased: `Q & A!` → `q-a`.
    Default,
    /// Also `._~!$&'()+,;=@`, case kept: `sp ace's` → `sp-ace's`. This is `:title` in permalinks.
    Pretty,
}

/// `text` as one segment of an address: runs of other characters become one `-`, none at either end.
///
/// Empty when nothing of `text` can be kept: `???` in [`SlugMode::Default`].
pub fn slugify(text: &str, mode: SlugMode) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if !keeps(c, mode) {
            gap = true;
            continue;
        }
        if gap && !slug.is_empty() {
            slug.push('-');
        }
        gap = false;
        match mode {
            // Letter by letter, as Ruby does it: a word's last `Σ` becomes `σ`, whatever stands around it.
            SlugMode::Default => slug.extend(c.to_lowercase()),
            SlugMode::Pretty => slug.push(c),
        }
    }
    slug
}

fn keeps(c: char, mode: SlugMode) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || (mode == SlugMode::Pretty && "._~!$&'()+,;=@".contains(c));
    }
    // Of the numbers only decimal digits: `Ⅷ` and `½` are none.
    matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
        || c.general_category() == GeneralCategory::DecimalNumber
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text, `:slug`, `:title`.
    const CASES: &[(&str, &str, &str)] = &[
        ("", "", ""),
        ("LewisGaul", "lewisgaul", "LewisGaul"),
        ("Working with drafts", "working-with-drafts", "Working-with-drafts"),
        ("Basic   Usage", "basic-usage", "Basic-Usage"),
        ("  Working with drafts   ", "working-with-drafts", "Working-with-drafts"),
        ("So what is Jekyll, exactly?", "so-what-is-jekyll-exactly", "So-what-is-Jekyll,-exactly"),
        ("كيف حالك؟", "كيف-حالك", "كيف-حالك"),
        ("Pre-releases", "pre-releases", "Pre-releases"),
        ("The _config.yml file?", "the-config-yml-file", "The-_config.yml-file"),
        ("Customizing Git - Git Hooks", "customizing-git-git-hooks", "Customizing-Git-Git-Hooks"),
        ("5時〜6時 三・一四", "5時-6時-三-一四", "5時-6時-三-一四"),
        ("மல்லிப்பூ வகைகள்", "மல்லிப்பூ-வகைகள்", "மல்லிப்பூ-வகைகள்"),
        ("sp ace's", "sp-ace-s", "sp-ace's"),
        ("h & i?#", "h-i", "h-&-i"),
        ("Q & A!", "q-a", "Q-&-A!"),
        ("a--b", "a-b", "a-b"),
        ("--a--", "a", "a"),
        ("???", "", ""),
        ("...", "", "..."),
        ("-", "", ""),
        ("a/b\\c", "a-b-c", "a-b-c"),
        ("a\r\nb\tc\0d", "a-b-c-d", "a-b-c-d"),
        ("\u{FEFF}bom", "bom", "bom"),
        ("C++", "c", "C++"),
        ("~$&'()+,;=@!._", "", "~$&'()+,;=@!._"),
        ("a*b[c]d{e}f|g^h`i<j>k\"l%m:n", "a-b-c-d-e-f-g-h-i-j-k-l-m-n", "a-b-c-d-e-f-g-h-i-j-k-l-m-n"),
        ("Ünïcödé Straße", "ünïcödé-straße", "Ünïcödé-Straße"),
        ("ΟΔΟΣ ΟΔΟΣ", "οδοσ-οδοσ", "ΟΔΟΣ-ΟΔΟΣ"),
        ("İstanbul", "i\u{307}stanbul", "İstanbul"),
        ("e\u{301}te\u{301}", "e\u{301}te\u{301}", "e\u{301}te\u{301}"),
        ("Ⅷ ½ ² ٣", "٣", "٣"),
        ("👩‍🚀 launch 🚀", "launch", "launch"),
        ("2019-11-04", "2019-11-04", "2019-11-04"),
        ("snake_case", "snake-case", "snake_case"),
        ("“curly” — dash…", "curly-dash", "curly-dash"),
    ];

    #[test]
    fn words_become_segments() {
        for (text, default, pretty) in CASES {
            assert_eq!(slugify(text, SlugMode::Default), *default, "default mode of {text:?}");
            assert_eq!(slugify(text, SlugMode::Pretty), *pretty, "pretty mode of {text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_one_segment_and_its_own_slug(text in any::<String>()) {
            for mode in [SlugMode::Default, SlugMode::Pretty] {
                let slug = slugify(&text, mode);
                prop_assert!(!slug.contains(['/', '\\', '\0', ' ', '%', '?', '#']));
                prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
                prop_assert_eq!(&slugify(&slug, mode), &slug);
            }
        }
    }
}
