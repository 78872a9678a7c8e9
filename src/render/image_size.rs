//! Width and height of an image in pixels of a page, from its first bytes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Of every format that browsers show. A drawing (SVG) has the size it names, or that of its view box (SVG 2, section 8.2).
pub(super) fn of(bytes: &[u8]) -> Option<(usize, usize)> {
    match imagesize::blob_size(bytes) {
        Ok(size) => Some((size.width, size.height)),
        Err(_) => of_drawing(bytes),
    }
}

fn of_drawing(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                return if tag.local_name().as_ref() == "svg" { of_root(&tag) } else { None };
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => buffer.clear(),
        }
    }
}

fn of_root(tag: &BytesStart<'_>) -> Option<(usize, usize)> {
    let value = |name: &str| {
        let attribute = tag.try_get_attribute(name).ok().flatten()?;
        Some(attribute.value.into_owned())
    };
    let size = |name: &str| value(name).as_deref().and_then(pixels);
    let view_box = value("viewBox").and_then(|text| {
        let numbers: Vec<f64> = text.split([' ', ',', '\n', '\t']).filter_map(|part| part.parse().ok()).collect();
        match numbers.as_slice() {
            [_, _, width, height] if *width > 0.0 && *height > 0.0 => Some((*width, *height)),
            _ => None,
        }
    });
    let (width, height) = match (size("width"), size("height"), view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((wide, high))) => (width, width * high / wide),
        (None, Some(height), Some((wide, high))) => (height * wide / high, height),
        (_, _, view_box) => view_box?,
    };
    Some((whole(width)?, whole(height)?))
}

/// A length without a unit or in pixels; others depend on where the drawing stands.
fn pixels(text: &str) -> Option<f64> {
    text.trim().trim_end_matches("px").parse().ok().filter(|length: &f64| length.is_finite() && *length > 0.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 100,000")]
fn whole(length: f64) -> Option<usize> {
    let length = length.round();
    (1.0..=100_000.0).contains(&length).then_some(length as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_drawings() {
        for (svg, expected) in [
            ("<svg width=\"640\" height=\"360\"/>", Some((640, 360))),
            (
                "\u{feff}<?xml version=\"1.0\"?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg width='12.4px' height=' 9 '></svg>",
                Some((12, 9)),
            ),
            ("<svg viewBox=\"0 0 480 240\">", Some((480, 240))),
            ("<svg viewBox=\"0,0,480,240\" width=\"100%\" height=\"100%\">", Some((480, 240))),
            ("<svg viewBox=\"0 0 480 240\" width=\"48\">", Some((48, 24))),
            ("<svg viewBox=\"0 0 480 240\" height=\"48\">", Some((96, 48))),
            ("<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"/>", Some((3, 4))),
            ("<svg width=\"3\">", None),
            ("<svg width=\"3em\" height=\"4em\">", None),
            ("<svg width=\"0\" height=\"-4\">", None),
            ("<svg width=\"NaN\" height=\"inf\">", None),
            ("<svg width=\"1e99\" height=\"4\">", None),
            ("<svg viewBox=\"0 0 0 0\">", None),
            ("<svg viewBox=\"a b c d\">", None),
            ("<html><svg width=\"3\" height=\"4\"/></html>", None),
            ("<svg width=\"3", None),
            ("plain", None),
            ("", None),
        ] {
            assert_eq!(of(svg.as_bytes()), expected, "{svg}");
        }
        assert_eq!(of(b"\xff\xfe\x00"), None);
    }
}
