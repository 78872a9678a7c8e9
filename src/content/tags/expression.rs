//! What stands between `{{` and `}}`: a value, and filters that change it; and the arguments of `{% include %}`.

use std::ops::Range;

use super::Surroundings;
use super::filters::{self, Fault};
use crate::diagnostic::{Code, Finding, nearest};

/// What an expression came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The text to write.
    Text(String),
    /// What is wrong with it.
    Faults(Vec<Finding>),
}

/// One word of an expression, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    kind: TokenKind,
    range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TokenKind {
    Text(String),
    Number(String),
    /// `page.title`, `site["title"]` and the names of filters.
    Path(String),
    Pipe,
    Colon,
    Comma,
    Equals,
}

/// Works out `inner`, which starts at byte `base` of the body.
pub(super) fn output(inner: &str, base: usize, surroundings: &dyn Surroundings) -> Outcome {
    if inner.is_empty() {
        let hint = "write `{{ page.title }}`, or `{% raw %}{{}}{% endraw %}` if it is text";
        return Outcome::Faults(vec![
            Finding::new(Code::BadTag, base..base, "nothing stands between the braces").hint(hint),
        ]);
    }
    match evaluate(inner, base, surroundings) {
        Ok(text) => Outcome::Text(text.unwrap_or_default()),
        Err(faults) => Outcome::Faults(faults),
    }
}

fn evaluate(inner: &str, base: usize, surroundings: &dyn Surroundings) -> Result<Option<String>, Vec<Finding>> {
    let tokens = tokens(inner, base)?;
    let mut faults = Vec::new();
    let mut parts = tokens.split(|token| token.kind == TokenKind::Pipe);
    let head = parts.next().unwrap_or_default();
    let filters: Vec<&[Token]> = parts.collect();
    let may_lack = filters.iter().any(|filter| is_named(filter, "default"));
    let end = base + inner.len();
    let mut value = match head {
        [token] => evaluated(token, surroundings, may_lack).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        }),
        [] => return Err(vec![malformed(base..end, "a value is missing before `|`")]),
        [_, next, ..] => return Err(vec![malformed(next.range.start..end, "a `|` is missing here")]),
    };
    for filter in filters {
        value = match filtered(filter, value, surroundings, end) {
            Ok(value) => value,
            Err(mut found) => {
                faults.append(&mut found);
                None
            }
        };
    }
    if faults.is_empty() { Ok(value) } else { Err(faults) }
}

fn malformed(range: Range<usize>, message: &str) -> Finding {
    Finding::new(Code::BadTag, range, message).hint("write `{{ value | filter: \"argument\" }}`")
}

fn is_named(filter: &[Token], name: &str) -> bool {
    matches!(filter.first(), Some(Token { kind: TokenKind::Path(path), .. }) if path == name)
}

/// The value of one token; nothing is Liquid's nil.
fn evaluated(token: &Token, surroundings: &dyn Surroundings, may_lack: bool) -> Result<Option<String>, Finding> {
    let path = match &token.kind {
        TokenKind::Text(text) | TokenKind::Number(text) => return Ok(Some(text.clone())),
        TokenKind::Path(path) => path,
        _ => return Err(malformed(token.range.clone(), "a value is missing here")),
    };
    match path.as_str() {
        "true" | "false" => return Ok(Some(path.clone())),
        "nil" | "null" => return Ok(None),
        "empty" | "blank" => return Ok(Some(String::new())),
        _ => {}
    }
    match surroundings.variable(path) {
        Some(value) => Ok(Some(value)),
        None if may_lack => Ok(None),
        None => {
            let finding = Finding::new(Code::UnknownTarget, token.range.clone(), format!("there is no `{path}`"));
            let known = surroundings.variables();
            let near = nearest(path, known.iter().map(String::as_str));
            let own = path.starts_with("site.") || path.starts_with("page.");
            Err(finding.hint(match near {
                Some(near) => format!("write `{near}`"),
                None if own => format!("write `{{{{ {path} | default: \"\" }}}}` if it may be missing"),
                None => "write `site.KEY` or `page.KEY`".to_owned(),
            }))
        }
    }
}

/// Applies one filter: `name` or `name: argument, argument`.
fn filtered(
    filter: &[Token],
    value: Option<String>,
    surroundings: &dyn Surroundings,
    end: usize,
) -> Result<Option<String>, Vec<Finding>> {
    let Some((Token { kind: TokenKind::Path(name), range }, rest)) = filter.split_first() else {
        let range = filter.first().map_or(end..end, |token| token.range.clone());
        return Err(vec![malformed(range, "a filter is missing after `|`")]);
    };
    let mut arguments = Vec::new();
    if let Some((colon, given)) = rest.split_first() {
        if colon.kind != TokenKind::Colon {
            return Err(vec![malformed(colon.range.clone(), &format!("a colon is missing after `{name}`"))]);
        }
        for argument in given.split(|token| token.kind == TokenKind::Comma) {
            match argument {
                [token] => arguments.push(evaluated(token, surroundings, false).map_err(|fault| vec![fault])?),
                [] => return Err(vec![malformed(colon.range.clone(), &format!("an argument of `{name}` is missing"))]),
                [_, other, ..] => {
                    let message = format!("a comma is missing between the arguments of `{name}`");
                    return Err(vec![malformed(other.range.clone(), &message)]);
                }
            }
        }
    }
    filters::apply(name, value, &arguments, surroundings).map_err(|fault| {
        vec![match fault {
            Fault::Unknown => {
                let finding = Finding::new(Code::UnknownTag, range.clone(), format!("there is no filter `{name}`"));
                finding.hint(match nearest(name, filters::names()) {
                    Some(near) => format!("write `{near}`"),
                    None => "do it in a template, `templates/includes/name.html`, and write `{% include name.html %}`"
                        .to_owned(),
                })
            }
            Fault::Bad { message, hint } => Finding::new(Code::BadTag, range.clone(), message).hint(hint),
        }]
    })
}

/// Takes an expression apart.
fn tokens(inner: &str, base: usize) -> Result<Vec<Token>, Vec<Finding>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = inner[at..].chars().next() {
        let rest = &inner[at..];
        let (kind, length) = match c {
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '|' => (TokenKind::Pipe, 1),
            ':' => (TokenKind::Colon, 1),
            ',' => (TokenKind::Comma, 1),
            '=' => (TokenKind::Equals, 1),
            '"' | '\'' => {
                if let Some(length) = rest[1..].find(c) {
                    (TokenKind::Text(rest[1..=length].to_owned()), length + 2)
                } else {
                    let range = base + at..base + at + 1;
                    let message = format!("the quote `{c}` that opens here is never closed");
                    return Err(vec![
                        Finding::new(Code::BadTag, range, message).hint(format!("write `{c}` where the text ends")),
                    ]);
                }
            }
            '0'..='9' | '-' if number_length(rest) > 0 => {
                let length = number_length(rest);
                (TokenKind::Number(rest[..length].to_owned()), length)
            }
            _ if c.is_alphabetic() || c == '_' => {
                let (path, length) = path(rest);
                (TokenKind::Path(path), length)
            }
            _ => {
                let range = base + at..base + at + c.len_utf8();
                let hint = "write `{% raw %}` before and `{% endraw %}` behind it if the braces are text";
                return Err(vec![Finding::new(Code::BadTag, range, format!("`{c}` cannot stand here")).hint(hint)]);
            }
        };
        tokens.push(Token { kind, range: base + at..base + at + length });
        at += length;
    }
    Ok(tokens)
}

fn number_length(rest: &str) -> usize {
    let sign = usize::from(rest.starts_with('-'));
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(&rest[sign..]);
    if whole == 0 {
        return 0;
    }
    let end = sign + whole;
    let fraction = rest[end..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 { end + 1 + fraction } else { end }
}

/// A dotted path at the start of `rest`, `site["title"]` as `site.title`, and its length as written.
fn path(rest: &str) -> (String, usize) {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut path = String::new();
    let mut at = 0;
    loop {
        let length = rest[at..].find(|c: char| !is_name(c)).unwrap_or(rest.len() - at);
        path.push_str(&rest[at..at + length]);
        at += length;
        while let Some((key, length)) = rest[at..].strip_prefix('[').and_then(subscript) {
            path.push('.');
            path.push_str(key);
            at += 1 + length;
        }
        match rest[at..].strip_prefix('.') {
            Some(next) if next.starts_with(is_name) => {
                path.push('.');
                at += 1;
            }
            _ => return (path, at),
        }
    }
}

/// `"title"]` or `0]`: the key, and how much of the text it takes.
fn subscript(rest: &str) -> Option<(&str, usize)> {
    let end = rest.find(']')?;
    let written = rest[..end].trim();
    let is_index = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    let key = if is_index { written } else { quoted(written)? };
    Some((key, end + 1))
}

fn quoted(written: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// `written` without quotes around it.
pub(super) fn unquoted(written: &str) -> &str {
    let written = written.trim();
    quoted(written).unwrap_or(written)
}

/// `NAME key="value" key=page.x`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: Vec<(String, String)>,
}

/// Reads the name and the arguments of an include; `written` starts at byte `base` of the body.
pub(super) fn call<'a>(
    written: &'a str,
    base: usize,
    surroundings: &dyn Surroundings,
) -> Result<Call<'a>, Vec<Finding>> {
    let end = written.find(char::is_whitespace).unwrap_or(written.len());
    let (name, rest) = written.split_at(end);
    let tokens = tokens(rest, base + end)?;
    let tokens: Vec<&Token> = tokens.iter().filter(|token| token.kind != TokenKind::Comma).collect();
    let mut arguments = Vec::new();
    let mut faults = Vec::new();
    let bad = |range: &Range<usize>| {
        let message = "the arguments of `include` have the form `key=\"value\"`";
        vec![Finding::new(Code::BadTag, range.clone(), message).hint("write `{% include name.html key=\"value\" %}`")]
    };
    for argument in tokens.chunks(3) {
        let [key, equals, value] = argument else {
            return Err(bad(&argument.first().map_or(base..base + written.len(), |token| token.range.clone())));
        };
        match (&key.kind, &equals.kind) {
            (TokenKind::Path(name), TokenKind::Equals) => match evaluated(value, surroundings, false) {
                Ok(value) => arguments.push((name.clone(), value.unwrap_or_default())),
                Err(fault) => faults.push(fault),
            },
            _ => return Err(bad(&key.range)),
        }
    }
    if faults.is_empty() { Ok(Call { name: unquoted(name), arguments }) } else { Err(faults) }
}
