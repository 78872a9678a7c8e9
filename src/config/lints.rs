//! `lints`: what each code of a problem weighs on this site.

use serde_yaml::Value;

use super::fields::{Fields, scalar};
use crate::diagnostic::{Code, Level, Levels, nearest};

/// The levels written down; every other code keeps its default.
pub(super) fn read(fields: &mut Fields<'_>) -> Levels {
    let mut levels = Levels::default();
    let lints = match fields.value("lints") {
        None => return levels,
        Some(Value::Mapping(lints)) => lints,
        Some(_) => {
            fields.wrong("lints", "`lints` must be a mapping of codes to levels", "write `lints: {self-link: allow}`");
            return levels;
        }
    };
    let places = fields.nested("lints");
    for (key, value) in lints {
        let Some(name) = scalar(key) else { continue };
        let written = scalar(value).unwrap_or_default();
        match (name.parse::<Code>(), level(&written)) {
            (Ok(code), Some(level)) => levels.set(code, level),
            (Err(fault), _) => {
                let hint = match fault.0 {
                    Some(code) => format!("write `{code}: {written}`"),
                    None => format!(
                        "write one of {}",
                        Code::ALL.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ")
                    ),
                };
                fields.wrong_in(&places, "lints", &name, "is no code of a problem", &hint);
            }
            (Ok(code), None) => {
                let near = nearest(&written, ["allow", "note", "warn", "deny"]).unwrap_or("warn");
                let hint = format!("write `{code}: {near}`");
                fields.wrong_in(&places, "lints", &name, "must be `allow`, `note`, `warn` or `deny`", &hint);
            }
        }
    }
    levels
}

fn level(text: &str) -> Option<Level> {
    match text {
        "allow" => Some(Level::Allow),
        "note" => Some(Level::Note),
        "warn" => Some(Level::Warn),
        "deny" => Some(Level::Deny),
        _ => None,
    }
}
