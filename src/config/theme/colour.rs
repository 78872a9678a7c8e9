//! A colour as it is written in `_config.yml`: `"#0b5c7d"`, `"#05f"`, `teal`, `rgb(11, 92, 125)`, `hsl(197 84% 27%)`.
//!
//! Whatever is written, what goes into a style sheet is six digits.

use std::fmt;

/// Red, green and blue, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// Names and their digits (CSS Color 4, section 6.1).
const NAMES: &str = "\
    aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 \
    black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 \
    cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc \
    crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 \
    darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 \
    darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b \
    darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 \
    deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 \
    forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 \
    green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 \
    ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd \
    lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3 \
    lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa \
    lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 \
    lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa \
    mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee \
    mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa \
    mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 \
    orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee \
    palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 \
    purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 \
    salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb \
    slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c \
    teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff \
    whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32";

impl Colour {
    /// Reads it; nothing if it is none, or one that lets shine through what is behind it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            return hexadecimal(digits);
        }
        let Some((name, rest)) = text.split_once('(') else { return named(&text) };
        let arguments: Vec<&str> =
            rest.strip_suffix(')')?.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let [a, b, c] = arguments.as_slice() else { return None };
        match name {
            "rgb" => Some(Self([channel(a)?, channel(b)?, channel(c)?])),
            "hsl" => Some(from_hsl(number(a.trim_end_matches("deg"))?, percent(b)?, percent(c)?)),
            _ => None,
        }
    }

    /// How well it can be told from another, 1 to 21 (WCAG 2.2, «contrast ratio»).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    /// WCAG 2.2, «relative luminance».
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The same hue, lighter on dark grounds and darker on light ones, until it can be read on each of them; white or black at
    /// last.
    #[must_use]
    pub fn readable_on(self, grounds: &[Self]) -> Self {
        let darkest = grounds.iter().map(|ground| ground.luminance()).fold(1.0, f64::min);
        // Where black and white can be read equally well.
        let end = if darkest < 0.18 { u8::MAX } else { 0 };
        (0..=100u16)
            .map(|step| Self(self.0.map(|part| mixed(part, end, step))))
            .find(|colour| grounds.iter().all(|ground| colour.contrast(*ground) >= super::READABLE))
            .unwrap_or(Self([end; 3]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

fn mixed(part: u8, end: u8, percent: u16) -> u8 {
    let mixed = u16::from(part) * (100 - percent) + u16::from(end) * percent;
    u8::try_from(mixed / 100).unwrap_or(u8::MAX)
}

fn named(name: &str) -> Option<Colour> {
    let mut words = NAMES.split_whitespace();
    while let (Some(known), Some(digits)) = (words.next(), words.next()) {
        if known == name {
            return hexadecimal(digits);
        }
    }
    None
}

fn hexadecimal(digits: &str) -> Option<Colour> {
    let digit = |at: usize| digits.chars().nth(at).and_then(|digit| digit.to_digit(16));
    let byte = |high: u32, low: u32| u8::try_from(high * 16 + low).ok();
    match digits.len() {
        3 => Some(Colour([byte(digit(0)?, digit(0)?)?, byte(digit(1)?, digit(1)?)?, byte(digit(2)?, digit(2)?)?])),
        6 => Some(Colour([byte(digit(0)?, digit(1)?)?, byte(digit(2)?, digit(3)?)?, byte(digit(4)?, digit(5)?)?])),
        _ => None,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn percent(text: &str) -> Option<f64> {
    number(text.strip_suffix('%')?).map(|percent| percent.clamp(0.0, 100.0) / 100.0)
}

fn channel(text: &str) -> Option<u8> {
    let part = if text.ends_with('%') { percent(text)? } else { number(text)? / 255.0 };
    Some(byte(part))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// CSS Color 4, section 7.1.
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Colour {
    let part = |n: f64| {
        let k = (n + hue.rem_euclid(360.0) / 30.0) % 12.0;
        let a = saturation * lightness.min(1.0 - lightness);
        byte(lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    };
    Colour([part(0.0), part(8.0), part(4.0)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours() {
        for (text, expected) in [
            ("#0b5c7d", "#0b5c7d"),
            (" #ABC ", "#aabbcc"),
            ("teal", "#008080"),
            ("RebeccaPurple", "#663399"),
            ("yellowgreen", "#9acd32"),
            ("aliceblue", "#f0f8ff"),
            ("rgb(11, 92, 125)", "#0b5c7d"),
            ("rgb(11 92 125)", "#0b5c7d"),
            ("rgb(100%, 0%, 300)", "#ff00ff"),
            ("hsl(0, 100%, 50%)", "#ff0000"),
            ("hsl(120deg 100% 25%)", "#008000"),
            ("hsl(-120, 100%, 50%)", "#0000ff"),
            ("hsl(197 0% 50%)", "#808080"),
        ] {
            assert_eq!(Colour::parse(text).map(|colour| colour.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "#",
            "#12",
            "#1234",
            "#12345",
            "#12345g",
            "#1234567",
            "#éé",
            "nocolour",
            "008080",
            "aliceblue f0f8ff",
            "rgb(1, 2)",
            "rgb(1, 2, 3, 0.5)",
            "rgb(1, 2, 3",
            "rgb(a, b, c)",
            "rgb(NaN, 1, 1)",
            "hsl(1, 2, 3)",
            "url(x)",
            "red; }",
            "transparent",
            "var(--ink)",
            "currentcolor",
        ] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |a: &str, b: &str| {
            let [a, b] = [a, b].map(|text| Colour::parse(text).map_or(0.0, Colour::luminance) + 0.05);
            a.max(b) / a.min(b)
        };
        assert!((contrast("black", "white") - 21.0).abs() < 0.001);
        assert!((contrast("#777", "#fff") - 4.48).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn any_text_is_digits_or_nothing(text in "[#a-z0-9(), .%-]{0,24}|\\PC{0,12}") {
            if let Some(colour) = Colour::parse(&text) {
                let shown = colour.to_string();
                prop_assert!(shown.len() == 7 && shown[1..].bytes().all(|b| b.is_ascii_hexdigit()));
            }
        }

        #[test]
        fn whatever_is_hard_to_read_becomes_readable(parts: [u8; 3], ground: [u8; 3]) {
            let ground = Colour(ground);
            prop_assert!(Colour(parts).readable_on(&[ground]).contrast(ground) >= 4.5);
        }
    }
}
