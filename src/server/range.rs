//! `Range: bytes=…` (RFC 9110, section 14): players of sound and video ask for a part.

/// What to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: nothing was asked for, or something that may be passed over.
    Whole,
    /// First byte and how many.
    Some(u64, u64),
    /// There is no such part.
    None,
}

/// Reads the header for something of `length` bytes. Several parts at once are passed over, as the standard allows.
pub fn of(header: Option<&str>, length: u64) -> Part {
    let Some(range) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else { return Part::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(first) || !is_number(last) || first.is_empty() && last.is_empty() {
        return Part::Whole;
    }
    // A number too large to be held is larger than any file.
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    if first.is_empty() {
        let count = number(last).min(length);
        return if count == 0 { Part::None } else { Part::Some(length - count, count) };
    }
    let start = number(first);
    let end = if last.is_empty() { u64::MAX } else { number(last) };
    if end < start {
        return Part::Whole; // no range at all
    }
    if start >= length { Part::None } else { Part::Some(start, end.min(length - 1) - start + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for (header, expected) in [
            (None, Part::Whole),
            (Some("bytes=0-"), Part::Some(0, 10)),
            (Some("bytes=0-0"), Part::Some(0, 1)),
            (Some("bytes=2-4"), Part::Some(2, 3)),
            (Some("bytes=9-99"), Part::Some(9, 1)),
            (Some("bytes=-3"), Part::Some(7, 3)),
            (Some("bytes=-99"), Part::Some(0, 10)),
            (Some("bytes=-0"), Part::None),
            (Some("bytes=10-"), Part::None),
            (Some("bytes=99999999999999999999-"), Part::None),
            (Some("bytes=4-2"), Part::Whole),
            (Some("bytes=0-1,3-4"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("bytes=a-b"), Part::Whole),
            (Some("lines=0-1"), Part::Whole),
            (Some(""), Part::Whole),
        ] {
            assert_eq!(of(header, 10), expected, "{header:?}");
        }
        assert_eq!(of(Some("bytes=0-"), 0), Part::None);
        assert_eq!(of(Some("bytes=-1"), 0), Part::None);
    }
}
