//! The expressions of workflows, as far as `action.yml` uses them: names, texts, `==`, `!=`, `&&`, `||`.

use std::iter::Peekable;
use std::vec::IntoIter;

/// Replaces every `${{ … }}` in `text` by its value.
pub(crate) fn expand(text: &str, value_of: &dyn Fn(&str) -> String) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").unwrap();
        result.push_str(before);
        result.push_str(&evaluate(expression, value_of));
        rest = after;
    }
    result + rest
}

/// Whether the condition of a step holds.
pub(crate) fn holds(condition: &str, value_of: &dyn Fn(&str) -> String) -> bool {
    is_true(&evaluate(condition, value_of))
}

fn is_true(value: &str) -> bool {
    !value.is_empty() && value != "false"
}

fn evaluate(expression: &str, value_of: &dyn Fn(&str) -> String) -> String {
    let mut tokens = tokens(expression).into_iter().peekable();
    let value = any(&mut tokens, value_of);
    assert_eq!(tokens.next(), None, "in `{expression}`");
    value
}

/// Names and texts as they are, texts with their quotes.
fn tokens(expression: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while !rest.is_empty() {
        let length = match rest.as_bytes()[0] {
            b'\'' => rest[1..].find('\'').unwrap() + 2,
            b'=' | b'!' | b'&' | b'|' => 2,
            _ => rest.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(rest.len()),
        };
        assert!(length > 0, "cannot read `{rest}` in `{expression}`");
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

type Tokens = Peekable<IntoIter<String>>;

fn any(tokens: &mut Tokens, value_of: &dyn Fn(&str) -> String) -> String {
    let mut value = all(tokens, value_of);
    while tokens.next_if(|token| token == "||").is_some() {
        let other = all(tokens, value_of);
        value = if is_true(&value) { value } else { other };
    }
    value
}

fn all(tokens: &mut Tokens, value_of: &dyn Fn(&str) -> String) -> String {
    let mut value = comparison(tokens, value_of);
    while tokens.next_if(|token| token == "&&").is_some() {
        let other = comparison(tokens, value_of);
        value = if is_true(&value) { other } else { value };
    }
    value
}

fn comparison(tokens: &mut Tokens, value_of: &dyn Fn(&str) -> String) -> String {
    let left = single(tokens, value_of);
    match tokens.next_if(|token| token == "==" || token == "!=") {
        Some(operator) => ((left == single(tokens, value_of)) == (operator == "==")).to_string(),
        None => left,
    }
}

fn single(tokens: &mut Tokens, value_of: &dyn Fn(&str) -> String) -> String {
    let token = tokens.next().unwrap();
    match token.strip_prefix('\'') {
        Some(text) => text.trim_end_matches('\'').to_owned(),
        None => value_of(&token),
    }
}

#[test]
fn expressions_mean_what_they_mean_on_a_runner() {
    let value_of = |name: &str| if name == "steps.a.outputs.found" { "true".to_owned() } else { String::new() };
    let check = |text: &str, expected: &str| assert_eq!(expand(text, &value_of), expected, "{text}");
    check("a ${{ steps.a.outputs.found }} b ${{ env.NONE }}c", "a true b c");
    check("${{ env.A || 'b' }}", "b");
    check("${{ steps.a.outputs.found != 'true' && env.A == '' }}", "false");
    check("${{ steps.a.outputs.found == 'true' && env.A == '' }}", "true");
    check("${{ env.A != '' || env.B == '' }}", "true");
}
