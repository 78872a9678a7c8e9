//! `compress`: which compressed copies lie beside the files of the site.

use serde_yaml::Value;

use super::fields::{Fields, scalar};
use crate::compress::Coding;

const KEY: &str = "compress";
const HINT: &str = "write `compress: true` for both, or one of them: `compress: [gz]`";

/// `compress: true`, `compress: [gz, br]`, `compress: gz`; none if unset.
pub(super) fn read(fields: &mut Fields<'_>) -> Vec<Coding> {
    let names: Option<Vec<String>> = match fields.value(KEY) {
        None => return Vec::new(),
        Some(Value::Sequence(names)) => names.iter().filter(|name| !name.is_null()).map(scalar).collect(),
        Some(one) => match scalar(one).as_deref() {
            Some("true" | "yes" | "on") => return Coding::ALL.to_vec(),
            Some("false" | "no" | "off") => return Vec::new(),
            one => one.map(|one| vec![one.to_owned()]),
        },
    };
    let Some(names) = names else {
        fields.wrong(KEY, "`compress` must be `true`, `false` or a list of `gz` and `br`", HINT);
        return Vec::new();
    };
    let mut codings = Vec::new();
    for name in &names {
        match Coding::ALL.into_iter().find(|coding| coding.ending() == name) {
            Some(coding) => codings.push(coding),
            None => fields.wrong(KEY, format!("`compress` knows `gz` and `br`, not `{name}`"), hint(name)),
        }
    }
    codings.sort_unstable();
    codings.dedup();
    codings
}

/// What was meant by another name of the same.
fn hint(name: &str) -> String {
    match name.trim().trim_start_matches('.').to_ascii_lowercase().as_str() {
        "gz" | "gzip" | "zlib" | "deflate" => "write `gz`".to_owned(),
        "br" | "brotli" => "write `br`".to_owned(),
        _ => HINT.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;
    use crate::address::SourcePath;

    fn read(text: &str) -> (Vec<Coding>, Vec<String>) {
        let (config, problems) = Config::parse(&SourcePath::new("_config.yml"), text);
        let said = |problem: &crate::diagnostic::Diagnostic| {
            let at = problem.span.as_ref().map_or(0, |span| span.range.start);
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            format!("{line}: {}; {}", problem.message, problem.hints.join("; "))
        };
        (config.compress, problems.iter().map(said).collect())
    }

    #[test]
    fn codings() {
        let check = |value: &str, expected: &[Coding]| {
            assert_eq!(read(&format!("compress: {value}\n")), (expected.to_vec(), Vec::new()), "{value}");
        };
        for value in ["true", "yes", "\"on\"", "[gz, br]", "[br, gz, br]", "\n- br\n- gz"] {
            check(value, &Coding::ALL);
        }
        check("gz", &[Coding::Gzip]);
        check("[gz, ~]", &[Coding::Gzip]);
        check("[br]", &[Coding::Brotli]);
        for value in ["", "~", "false", "no", "'off'", "[]"] {
            check(value, &[]);
        }
    }

    #[test]
    fn neither_is_refused_with_what_to_write() {
        let check = |value: &str, expected: &[Coding], said: &[&str]| {
            let said: Vec<String> = said.iter().map(|said| format!("2: {said}")).collect();
            assert_eq!(read(&format!("title: A\ncompress: {value}\n")), (expected.to_vec(), said), "{value}");
        };
        check("gzip", &[], &["`compress` knows `gz` and `br`, not `gzip`; write `gz`"]);
        check("[.br, gz]", &[Coding::Gzip], &["`compress` knows `gz` and `br`, not `.br`; write `br`"]);
        let zst = format!("`compress` knows `gz` and `br`, not `zst`; {HINT}");
        check("[zst, Brotli]", &[], &[&zst, "`compress` knows `gz` and `br`, not `Brotli`; write `br`"]);
        check("9", &[], &[&format!("`compress` knows `gz` and `br`, not `9`; {HINT}")]);
        let kind = format!("`compress` must be `true`, `false` or a list of `gz` and `br`; {HINT}");
        check("{gz: true}", &[], &[&kind]);
        check("[gz, [br]]", &[], &[&kind]);
        check("[true]", &[], &[&format!("`compress` knows `gz` and `br`, not `true`; {HINT}")]);
    }
}
