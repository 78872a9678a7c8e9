//! `{% highlight %}`: its head, its code, and the list items and quotes it stands in.

use std::ops::Range;

use crate::markdown::CodeBlock;

/// The head of a block without its text: `LANG linenos mark_lines="1 3-5"` (jekyll/tags/highlight.rb). Options that mean
/// nothing here are passed over, as Jekyll does. A fault is a message and a hint.
pub(super) fn head(written: &str) -> Result<CodeBlock, (String, String)> {
    let (language, mut rest) = written.split_at(written.find(char::is_whitespace).unwrap_or(written.len()));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '+' | '#' | '_' | '-');
    if language.is_empty() || !language.chars().all(is_name) {
        let message = "`highlight` names a language".to_owned();
        return Err((message, "write `{% highlight python %}`, or `text` for none".to_owned()));
    }
    let mut code = CodeBlock { language: language.to_owned(), ..CodeBlock::default() };
    while let Some(option) = next_option(&mut rest) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.trim_matches(['"', '\'']);
        match name {
            "linenos" => code.line_numbers = value != "false",
            "mark_lines" | "hl_lines" => {
                for lines in value.split([' ', ',']).filter(|lines| !lines.is_empty()) {
                    code.marked.push(marked(lines).ok_or_else(|| {
                        let message = format!("`{lines}` in `{name}` is no line number");
                        (message, format!("write `{name}=\"1 3-5\"`"))
                    })?);
                }
            }
            _ => {}
        }
    }
    Ok(code)
}

/// The next option of a head, with its value in quotes if it has one.
fn next_option<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let start = rest.trim_start();
    let mut quote = None;
    let end = start.find(|c: char| {
        if let Some(open) = quote {
            quote = (c != open).then_some(open);
            false
        } else {
            quote = matches!(c, '"' | '\'').then_some(c);
            c.is_whitespace()
        }
    });
    let (option, after) = start.split_at(end.unwrap_or(start.len()));
    *rest = after;
    (!option.is_empty()).then_some(option)
}

/// `3` or `3-5`, counted from 1.
fn marked(lines: &str) -> Option<Range<usize>> {
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    (first >= 1 && last >= first && last < usize::MAX).then(|| first..last + 1)
}

/// The code between the tags, for a block whose line begins with `prefix`: without the marks of the containers it stands
/// in, without empty lines around it, with a final line end. `{% raw %}` inside is only there to keep Liquid out.
pub(super) fn contents(inner: &str, prefix: &str) -> String {
    let inside = continuation(prefix).unwrap_or_default();
    let unraw = without_raw(inner);
    let mut lines: Vec<&str> = Vec::new();
    for (number, line) in unraw.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        lines.push(if number == 0 { line } else { out_of(line, &inside) });
    }
    let is_void = |line: &&str| line.trim().is_empty();
    let first = lines.iter().position(|line| !is_void(line)).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !is_void(line)).map_or(first, |last| last + 1);
    let mut code = lines[first..last].join("\n");
    code.truncate(code.trim_end_matches([' ', '\t']).len());
    if code.is_empty() {
        return code;
    }
    code.push('\n');
    code
}

/// `code` without `{% raw %}` and `{% endraw %}`.
fn without_raw(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("{%") {
        let (before, tag) = rest.split_at(at);
        kept.push_str(before);
        let end = tag.find("%}").map_or(tag.len(), |end| end + 2);
        let name = tag[..end].trim_start_matches("{%").trim_end_matches("%}").trim_matches('-').trim();
        let end = if matches!(name, "raw" | "endraw") {
            end
        } else {
            kept.push_str("{%");
            2
        };
        rest = &tag[end..];
    }
    kept.push_str(rest);
    kept
}

/// What the lines after one that begins with `prefix` begin with, as long as they are in the same containers: `> - ` gives
/// `>   `. Nothing if `prefix` holds anything but containers.
pub(super) fn continuation(prefix: &str) -> Option<String> {
    let mut inside = String::with_capacity(prefix.len());
    let mut rest = prefix;
    while let Some(c) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let marker = match c {
            ' ' | '\t' | '>' => {
                inside.push(c);
                rest = &rest[1..];
                continue;
            }
            '-' | '*' | '+' | ':' => 1,
            _ if (1..=9).contains(&digits) && rest[digits..].starts_with(['.', ')']) => digits + 1,
            _ => return None,
        };
        if !rest[marker..].starts_with([' ', '\t']) {
            return None;
        }
        inside.push_str(&" ".repeat(marker));
        rest = &rest[marker..];
    }
    Some(inside)
}

/// `line` without what `inside` says the containers put before it; lazy lines may lack some of it.
fn out_of<'a>(line: &'a str, inside: &str) -> &'a str {
    let mut rest = line;
    let mut marks = inside.chars().peekable();
    while let Some(mark) = marks.next() {
        if mark == '>' {
            let start = rest.trim_start_matches(' ');
            let Some(after) = start.strip_prefix('>') else { return rest };
            rest = after;
            if marks.next_if(|mark| mark.is_whitespace()).is_some() {
                rest = rest.strip_prefix(' ').unwrap_or(rest);
            }
        } else if let Some(after) = rest.strip_prefix(mark) {
            rest = after;
        } else if !inside.contains('>') {
            return rest;
        }
    }
    rest
}

/// Whether a line holds nothing but containers.
pub(super) fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || c == '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_leaves_its_containers() {
        let check = |prefix: &str, inner: &str, expected: &str| {
            assert_eq!(contents(inner, prefix), expected, "{prefix:?} {inner:?}");
        };
        check("", "\nint x;\n", "int x;\n");
        check("", "int x;", "int x;\n");
        check("", "\r\n  a\r\n\r\n  b\r\n", "  a\n\n  b\n");
        check("", "\n\n\n", "");
        check("", "", "");
        check("  ", "\n  a\n    b\n  ", "a\n  b\n");
        check("- ", "\n  a\n    b\n  ", "a\n  b\n");
        check("10. ", "\n    a\n    b\n", "a\nb\n");
        check("> ", "\n> a\n>   b\n> ", "a\n  b\n");
        check("> - ", "\n>   a\n>     b\n", "a\n  b\n");
        check("text ", "\n  a\n", "  a\n");
        check("", "\n{% raw %}\n{{ x }}\n{% endraw %}\n", "{{ x }}\n");
        check("", "{%- raw -%}{% if %}{% endraw %}{%", "{% if %}{%\n");
        check("    ", "\na\n", "a\n");
    }

    #[test]
    fn heads() {
        let check = |written: &str, expected: Option<(&str, bool, &[Range<usize>])>| {
            let read = head(written).ok();
            let read = read.as_ref().map(|code| (code.language.as_str(), code.line_numbers, code.marked.as_slice()));
            assert_eq!(read, expected, "{written}");
        };
        check("c", Some(("c", false, &[])));
        check("c++ linenos", Some(("c++", true, &[])));
        check("objective-c linenos=table", Some(("objective-c", true, &[])));
        check("ruby linenos mark_lines=\"1 3-5\" foo=bar", Some(("ruby", true, &[1..2, 3..6])));
        check("ruby hl_lines=\"2,4\"", Some(("ruby", false, &[2..3, 4..5])));
        check("", None);
        check("a/b", None);
        check("ruby mark_lines=\"x\"", None);
        check("ruby mark_lines=\"5-3\"", None);
        check("ruby mark_lines=\"99999999999999999999\"", None);
    }
}
