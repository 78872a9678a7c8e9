//! Text put in quotes, so that a hint can be typed in as it stands.

/// The longest line a hint spells out.
const LONGEST: usize = 160;

/// `value` as a YAML scalar in quotes: `"A: b"`, or `'say "hi"'` where that reads better.
pub(super) fn quoted(value: &str) -> String {
    let inner = value.trim();
    if !inner.contains(['"', '\\']) {
        format!("\"{inner}\"")
    } else if inner.contains('\'') {
        format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'{inner}'")
    }
}

/// "write `title: "A: b"`", or `otherwise` where the line is too long to be shown.
pub(super) fn write(line: &str, otherwise: &str) -> String {
    let line = line.trim();
    if line.len() > LONGEST || line.contains(['\n', '\r']) { otherwise.to_owned() } else { format!("write `{line}`") }
}

/// "write `  more text`, WHY" for a line that is right but for what stands before it.
pub(super) fn write_as_is(before: &str, line: &str, why: &str) -> String {
    if line.len() > LONGEST {
        format!("put two blanks before it, {why}")
    } else {
        format!("write `{before}{line}`, {why}")
    }
}
