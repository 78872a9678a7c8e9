//! `:smile:` → 😄, by GitHub's names.

/// The emoji whose name stands between the colon that begins `rest` and the next one, and the bytes it takes.
///
/// `before` is the text up to that colon: no emoji begins inside a word, a number (`10:30:45`) or an address.
pub(super) fn at(before: &str, rest: &str) -> Option<(&'static str, usize)> {
    let name_end = 1 + rest
        .as_bytes()
        .get(1..)?
        .iter()
        .take(MAX_NAME)
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-')))?;
    if name_end == 1 || rest.as_bytes().get(name_end) != Some(&b':') {
        return None;
    }
    if before.chars().next_back().is_some_and(char::is_alphanumeric) || is_in_address(before) {
        return None;
    }
    if rest.get(name_end + 1..)?.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let emoji = emojis::get_by_shortcode(rest.get(1..name_end)?)?;
    Some((emoji.as_str(), name_end + 1))
}

/// No name is longer.
const MAX_NAME: usize = 64;

fn is_in_address(before: &str) -> bool {
    let word_start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    before.get(word_start..).is_some_and(|word| word.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn names() {
        for (input, expected) in [
            (":smile:", "😄"),
            (":+1: :heart::tada:", "👍 ❤️🎉"),
            ("a :smile: b", "a 😄 b"),
            ("10:30:45 1:100:2", "10:30:45 1:100:2"),
            (":100:", "💯"),
            (":nosuchname: :: : :smile", ":nosuchname: :: : :smile"),
            ("a:smile:", "a:smile:"),
            ("http://x.y/:smile:/", "http://x.y/:smile:/"),
            ("\\:smile:", ":smile:"),
            ("`:smile:`", "<code class=\"language-plaintext highlighter-rouge\">:smile:</code>"),
            ("<kbd>:smile:</kbd>", "<kbd>:smile:</kbd>"),
            ("*:smile:*", "<em>😄</em>"),
            ("[:smile:](x)", "<a href=\"x\">😄</a>"),
            (":é:", ":é:"),
            (":stuck_out_tongue_winking_eye:", "😜"),
        ] {
            assert_eq!(html(input), format!("<p>{expected}</p>\n"), "{input:?}");
        }
    }
}
