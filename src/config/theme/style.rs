//! Colours, fonts and widths → variables of the style sheet.

use serde_yaml::Value;

use super::super::fields::scalar;
use super::{Colour, Keys, READABLE, Variable};

/// A colour's name and what the style sheet has for it, light and dark; a test of the theme compares them.
pub const COLOURS: [(&str, [u8; 3], [u8; 3]); 7] = [
    ("accent", [0x0b, 0x5c, 0x7d], [0x7c, 0xc1, 0xdd]),
    ("paper", [0xfc, 0xfc, 0xfa], [0x15, 0x17, 0x1a]),
    ("tint", [0xf3, 0xf3, 0xef], [0x1e, 0x21, 0x25]),
    ("line", [0xde, 0xde, 0xd8], [0x34, 0x38, 0x3e]),
    ("ink", [0x24, 0x26, 0x2a], [0xd9, 0xda, 0xdb]),
    ("soft", [0x5d, 0x60, 0x66], [0xa3, 0xa7, 0xad]),
    ("mark", [0xfb, 0xef, 0xb9], [0x4d, 0x3f, 0x0c]),
];

/// What is read on what.
const PAIRS: [(&str, &str); 8] = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("accent", "paper"),
    ("ink", "tint"),
    ("soft", "tint"),
    ("accent", "tint"),
    ("ink", "mark"),
    ("accent", "mark"),
];

/// Families that every system has, by the word for them.
pub const STACKS: [(&str, &str); 3] = [
    (
        "serif",
        "Charter, \"Bitstream Charter\", \"Sitka Text\", \"Noto Serif\", \"Source Serif 4\", Cambria, \"Liberation Serif\", Georgia, serif",
    ),
    (
        "sans",
        "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", \"Liberation Sans\", \"Helvetica Neue\", Arial, sans-serif",
    ),
    (
        "mono",
        "ui-monospace, \"SF Mono\", \"Cascadia Code\", Menlo, Consolas, \"Noto Sans Mono\", \"Liberation Mono\", monospace",
    ),
];

/// Names of families that are no fonts, and stand without quotes (CSS Fonts 4, section 2.1).
const GENERIC: &[&str] = &[
    "serif",
    "sans-serif",
    "monospace",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "ui-rounded",
    "cursive",
    "fantasy",
];

/// A key for a font, its variable, and what follows the fonts named.
const FONTS: [(&str, &str, &str); 4] = [
    ("text_font", "text", "serif"),
    ("heading_font", "heading", "serif"),
    ("interface_font", "interface", "sans-serif"),
    ("code_font", "code", "monospace"),
];

/// All variables that are set.
pub(super) fn read(keys: &mut Keys<'_, '_>) -> Vec<Variable> {
    let mut variables = Vec::new();
    for (name, ..) in COLOURS {
        variables.extend(colour(keys, name));
    }
    // One colour alone for links is for light; in dark it is made readable on the grounds that dark has.
    let dark = |name: &str| value_of(&variables, name, Side::Dark);
    let grounds = [dark("paper"), dark("tint"), dark("mark")];
    if let Some(accent) = variables.iter_mut().find(|variable| variable.name == "accent" && variable.dark.is_none()) {
        let readable = Colour::parse(&accent.value).map(|colour| colour.readable_on(&grounds));
        accent.dark = readable.map(|colour| colour.to_string());
    }
    for (key, name, last) in FONTS {
        if let Some(written) = keys.text(key) {
            match families(&written, last) {
                Some(value) => variables.push(Variable { name, value, dark: None }),
                None => keys.wrong(key, "must be names of fonts", &format!("write `{key}: Iowan Old Style, Georgia`")),
            }
        }
    }
    variables.extend(length(keys, "size", (12.0, 32.0), |_| None));
    variables.extend(length(keys, "measure", (320.0, 1600.0), |characters| {
        (30.0..=120.0).contains(&characters).then(|| format!("calc({characters} * .5 * var(--size))"))
    }));
    variables
}

fn colour(keys: &mut Keys<'_, '_>, name: &'static str) -> Option<Variable> {
    let value = keys.value(name)?;
    let (light, dark) = match value {
        Value::Mapping(both) => both_sides(both, name),
        value => (read_colour(value), None),
    };
    let Some(light) = light else {
        let written = scalar(value).map(|text| format!("`{text}` ")).unwrap_or_default();
        let hint =
            format!("write `{name}: \"{}\"`, or `{name}: {{light: \"…\", dark: \"…\"}}`", own(name, Side::Light));
        let what = if written.is_empty() {
            "must be a colour".to_owned()
        } else {
            format!("is {written}and must be a colour")
        };
        keys.wrong(name, &what, &hint);
        return None;
    };
    let dark = match (dark, name) {
        (Some(dark), _) => Some(dark.to_string()),
        (None, "accent") if !value.is_mapping() => None,
        (None, _) => Some(own(name, Side::Dark).to_string()),
    };
    Some(Variable { name, value: light.to_string(), dark })
}

/// `{light: …, dark: …}`; without one of them the style sheet's own. Nothing if anything in it is no colour.
fn both_sides(both: &serde_yaml::Mapping, name: &str) -> (Option<Colour>, Option<Colour>) {
    let mut sides = [None, None];
    for (key, value) in both {
        let at = match key.as_str() {
            Some("light") => 0,
            Some("dark") => 1,
            _ => return (None, None),
        };
        let Some(colour) = read_colour(value) else { return (None, None) };
        sides[at] = Some(colour);
    }
    match sides {
        [None, None] => (None, None),
        [light, dark] => (Some(light.unwrap_or_else(|| own(name, Side::Light))), dark),
    }
}

fn read_colour(value: &Value) -> Option<Colour> {
    Colour::parse(&scalar(value)?)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Light,
    Dark,
}

/// What the style sheet has.
fn own(name: &str, side: Side) -> Colour {
    let found = COLOURS.iter().find(|(known, ..)| *known == name);
    found.map_or(Colour([0; 3]), |(_, light, dark)| Colour(if side == Side::Light { *light } else { *dark }))
}

/// What a colour comes to.
fn value_of(variables: &[Variable], name: &str, side: Side) -> Colour {
    let found = variables.iter().find(|variable| variable.name == name);
    let written = found.and_then(|variable| match side {
        Side::Light => Some(&variable.value),
        Side::Dark => variable.dark.as_ref(),
    });
    written.and_then(|text| Colour::parse(text)).unwrap_or_else(|| own(name, side))
}

/// Says which of the site's own colours are hard to read.
pub(super) fn check_contrast(keys: &mut Keys<'_, '_>, variables: &[Variable]) {
    let is_set = |name: &str| variables.iter().any(|variable| variable.name == name);
    for (side, word) in [(Side::Light, "light"), (Side::Dark, "dark")] {
        for text in ["ink", "soft", "accent"] {
            // Of several grounds, the one on which it is worst.
            let pairs = PAIRS.iter().filter(|(front, ground)| *front == text && (is_set(text) || is_set(ground)));
            let contrasts = pairs.map(|(_, ground)| {
                (value_of(variables, text, side).contrast(value_of(variables, ground, side)), *ground)
            });
            let Some((contrast, ground)) = contrasts.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(c, _)| *c < READABLE)
            else {
                continue;
            };
            // Cut off, not rounded: 4.49 is not enough.
            let shown = (contrast * 10.0).floor() / 10.0;
            let message = format!("`{text}` on `{ground}` has a contrast of {shown}:1 in {word}, and text needs 4.5:1");
            keys.hard_to_read([text, ground], message, mended(variables, text, side));
        }
    }
}

/// What to write for a colour that can be read wherever it stands.
fn mended(variables: &[Variable], text: &str, side: Side) -> String {
    let of = |name: &str, side: Side| value_of(variables, name, side);
    let grounds: Vec<Colour> =
        PAIRS.iter().filter(|(front, _)| *front == text).map(|(_, ground)| of(ground, side)).collect();
    let better = of(text, side).readable_on(&grounds);
    match side {
        Side::Light => format!("write `{text}: {{light: \"{better}\", dark: \"{}\"}}`", of(text, Side::Dark)),
        Side::Dark => format!("write `{text}: {{light: \"{}\", dark: \"{better}\"}}`", of(text, Side::Light)),
    }
}

/// Names of fonts as a style sheet takes them; nothing if one of them is no name.
fn families(written: &str, last: &str) -> Option<String> {
    let written = written.trim();
    if let Some((_, stack)) = STACKS.iter().find(|(word, _)| *word == written) {
        return Some((*stack).to_owned());
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let mut families: Vec<String> = Vec::new();
    for name in written.split(',').map(|name| name.trim().trim_matches(['"', '\''])) {
        if name.is_empty() || !name.chars().all(is_name) || name.len() > 60 {
            return None;
        }
        families.push(if GENERIC.contains(&name) { name.to_owned() } else { format!("\"{name}\"") });
    }
    if !families.last().is_some_and(|name| GENERIC.contains(&name.as_str())) {
        families.push(last.to_owned());
    }
    (families.len() <= 12).then(|| families.join(", "))
}

/// A length between two numbers of pixels; a number without a unit is what `plain` makes of it.
fn length(
    keys: &mut Keys<'_, '_>,
    name: &'static str,
    (least, most): (f64, f64),
    plain: impl Fn(f64) -> Option<String>,
) -> Option<Variable> {
    let written = keys.text(name)?;
    let text = written.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number = number.parse::<f64>().ok().filter(|number| number.is_finite());
    let pixels = |factor: f64| number.filter(|number| (least..=most).contains(&(number * factor)));
    let value = match unit.trim() {
        "" => number.and_then(&plain),
        "px" => pixels(1.0).map(|number| format!("{number}px")),
        "rem" => pixels(16.0).map(|number| format!("{number}rem")),
        _ => None,
    };
    if value.is_none() {
        let (what, hint) = match name {
            "size" => (format!("must be between {least}px and {most}px"), "write `size: 18px`"),
            _ => ("must be between 30 and 120 characters, or a length".to_owned(), "write `measure: 70`"),
        };
        keys.wrong(name, &what, hint);
    }
    value.map(|value| Variable { name, value, dark: None })
}
