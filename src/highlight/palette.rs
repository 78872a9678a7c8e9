//! Holds the palettes of `static/theme/code.css` to what they promise: every class has a colour or is plain on purpose, and every
//! colour has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3) on the block, on a marked line and on its own background.

use std::collections::{BTreeMap, BTreeSet};

use super::class::Class;

const CSS: &str = include_str!("../../static/theme/code.css");

/// Classes that only change the shape of letters, not their colour.
const WITHOUT_COLOUR: [&str; 3] = ["ge", "gh", "gs"];

/// Custom properties by name, and per class (`k`, `lineno`, `hll`) the properties its colour and its background are.
#[derive(Default)]
struct Sheet {
    /// Light, dark.
    palettes: [BTreeMap<String, String>; 2],
    colours: BTreeMap<String, String>,
    backgrounds: BTreeMap<String, String>,
    styled: BTreeSet<String>,
}

/// Reads rules: enough CSS for our own file.
fn read() -> Sheet {
    let mut sheet = Sheet::default();
    let mut rest = CSS.split_once("*/").map_or(CSS, |(_, rest)| rest);
    while let Some((selector, behind)) = rest.split_once('{') {
        let selector = selector.trim().trim_start_matches('}').trim();
        let (body, behind) = behind.split_once('}').unwrap();
        rest = behind;
        let declarations = body.split(';').filter_map(|line| line.split_once(':'));
        let declarations: BTreeMap<String, String> =
            declarations.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect();
        if declarations.keys().all(|name| name.starts_with("--")) {
            assert_eq!(selector, ".highlight");
            for (name, both) in declarations {
                let both = both.strip_prefix("light-dark(").and_then(|both| both.strip_suffix(')')).unwrap();
                let (light, dark) = both.split_once(", ").unwrap();
                sheet.palettes[0].insert(name.clone(), light.to_owned());
                sheet.palettes[1].insert(name, dark.to_owned());
            }
            continue;
        }
        assert!(selector.starts_with(".highlight"), "{selector} reaches beyond code");
        let classes = selector.split(['.', ',', ' ', '(', ')']).filter(|word| !word.is_empty() && *word != ":is");
        for class in classes.filter(|class| *class != "highlight" || selector == ".highlight") {
            sheet.styled.insert(class.to_owned());
            for (name, into) in [("color", &mut sheet.colours), ("background", &mut sheet.backgrounds)] {
                if let Some(value) = declarations.get(name) {
                    let property = value.strip_prefix("var(").and_then(|value| value.strip_suffix(')')).unwrap();
                    into.insert(class.to_owned(), property.to_owned());
                }
            }
        }
    }
    sheet
}

/// Relative luminance of `#1f2328`.
fn luminance(colour: &str) -> f64 {
    let digits = colour.strip_prefix('#').unwrap();
    assert_eq!(digits.len(), 6, "{colour}");
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_computed_as_wcag_does() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
}

#[test]
fn every_colour_can_be_read() {
    let sheet = read();
    let mut weak = Vec::new();
    for (scheme, palette) in ["light", "dark"].iter().zip(&sheet.palettes) {
        let block = &palette[&sheet.backgrounds["highlight"]];
        let mark = &palette[&sheet.backgrounds["hll"]];
        for class in &sheet.styled {
            let colour = &palette[sheet.colours.get(class).unwrap_or(&sheet.colours["highlight"])];
            let own = sheet.backgrounds.get(class).map_or(block, |own| &palette[own]);
            for background in [block, mark, own] {
                let contrast = contrast(colour, background);
                if contrast < 4.5 {
                    weak.push(format!("{scheme} .{class}: {colour} on {background} is {contrast:.2}"));
                }
            }
        }
    }
    assert!(weak.is_empty(), "{weak:#?}");
}

#[test]
fn it_is_small() {
    assert!(CSS.len() < 4096);
}

#[test]
fn every_class_has_a_rule() {
    let sheet = read();
    for class in Class::ALL.iter().map(|class| class.name()).filter(|name| !name.is_empty()) {
        assert!(sheet.styled.contains(class), ".{class}");
        assert_eq!(sheet.colours.contains_key(class), !WITHOUT_COLOUR.contains(&class), ".{class}");
    }
    for class in sheet.styled.iter().filter(|class| !["highlight", "lineno", "hll"].contains(&class.as_str())) {
        assert!(Class::ALL.iter().any(|known| known.name() == class), ".{class} is never written");
    }
}
