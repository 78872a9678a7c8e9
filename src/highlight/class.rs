//! `TextMate` scopes → the short token classes that Pygments, Rouge and Chroma share (pygments.org/docs/tokens), so that
//! existing stylesheets colour our HTML.
//!
//! A token lies in a stack of scopes. Each scope, given the class of what it lies in, keeps that class, drops it, or gives
//! another: [`class_of`] answers that once per pair, from the table in `scope_table.rs`, and the answer is remembered.
//! Punctuation and ordinary names stay without class: stylesheets seldom colour them, and they would be half of the HTML.

use super::scope_table::{self, Entry};

macro_rules! classes {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// What a piece of code is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(super) enum Class { $($variant),+ }

        impl Class {
            /// All classes, in the order of their numbers.
            pub(super) const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in HTML: `k`, `nf`; empty for text without a span.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

classes! {
    Plain = "",
    // Three that only say where something lies, and never reach HTML.
    InKey = "", InDirective = "", Storage = "",
    Comment = "c", CommentLine = "c1", CommentBlock = "cm", Directive = "cp", DirectiveFile = "cpf",
    Keyword = "k", KeywordConstant = "kc", KeywordDeclaration = "kd", KeywordImport = "kn", KeywordType = "kt",
    String = "s", StringSingle = "s1", StringDouble = "s2", StringAffix = "sa", StringDoc = "sd", StringEscape = "se",
    StringInterpolated = "si", StringRegex = "sr", StringSymbol = "ss",
    Integer = "mi", Float = "mf", Hex = "mh", Octal = "mo", Binary = "mb", Date = "ld",
    Operator = "o", OperatorWord = "ow",
    Attribute = "na", Builtin = "nb", BuiltinPseudo = "bp", TypeName = "nc", Constant = "no", Decorator = "nd",
    Entity = "ni", Exception = "ne", Function = "nf", Label = "nl", Namespace = "nn", Tag = "nt", Variable = "nv",
    VariableShared = "vc", VariableGlobal = "vg", VariableInstance = "vi",
    Error = "err",
    Deleted = "gd", Emphasis = "ge", Heading = "gh", Inserted = "gi", Output = "go", Prompt = "gp", Strong = "gs",
    Subheading = "gu", Traceback = "gt",
}

impl Class {
    /// The class of that number.
    pub(super) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Its number, below 64.
    pub(super) fn number(self) -> u8 {
        self as u8
    }

    /// The class as it is written: without the three that only say where something lies.
    pub(super) fn settled(self, text: &str) -> Self {
        match self {
            Self::InKey | Self::InDirective => Self::Plain,
            // Many grammars have one scope for `int` and for `let`.
            Self::Storage => match text {
                "auto" | "class" | "const" | "def" | "dyn" | "enum" | "fn" | "fun" | "func" | "function" | "impl"
                | "interface" | "let" | "module" | "namespace" | "static" | "struct" | "template" | "trait"
                | "type" | "typedef" | "typename" | "union" | "val" | "var" => Self::KeywordDeclaration,
                _ => Self::KeywordType,
            },
            other => other,
        }
    }

    fn is_comment(self) -> bool {
        matches!(self, Self::Comment | Self::CommentLine | Self::CommentBlock | Self::StringDoc)
    }

    fn is_string(self) -> bool {
        matches!(self, Self::String | Self::StringSingle | Self::StringDouble | Self::StringRegex)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float | Self::Hex | Self::Octal | Self::Binary)
    }
}

/// The class of what lies in `scope` (`string.quoted.double.rust`), which itself lies in something of the class `outer`.
pub(super) fn class_of(scope: &str, outer: Class) -> Class {
    let first = scope.split('.').next().unwrap_or_default();
    match (first, outer) {
        // Documentation in comments has its own grammars; it stays a comment.
        ("source" | "text", outer) if outer.is_comment() => return outer,
        ("string", Class::InKey) => return Class::Tag,
        ("keyword", Class::InDirective) if !scope.starts_with("keyword.operator") => return Class::Directive,
        ("storage", outer) if outer.is_string() || outer.is_number() => return outer,
        ("variable" | "entity" | "keyword" | "punctuation", Class::Decorator | Class::Directive)
        | ("entity", Class::Heading | Class::Subheading) => return outer,
        ("keyword", outer) if outer.is_number() => return outer,
        _ => {}
    }
    match scope_table::find(scope) {
        Some(Entry::Class(class)) => class,
        Some(Entry::Plain) => Class::Plain,
        Some(Entry::Number) => number_class(scope),
        Some(Entry::Inherit) | None => outer,
    }
}

/// `constant.numeric.integer.hexadecimal.c` → `mh`.
fn number_class(scope: &str) -> Class {
    for atom in scope.split('.').skip(2) {
        match atom {
            "hexadecimal" | "hex" => return Class::Hex,
            "octal" => return Class::Octal,
            "binary" => return Class::Binary,
            "float" | "floating-point" => return Class::Float,
            _ => {}
        }
    }
    Class::Integer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scopes: &str, expected: &str) {
        let class = scopes.split(' ').fold(Class::Plain, |outer, scope| class_of(scope, outer));
        assert_eq!(class.settled("x").name(), expected, "{scopes}");
    }

    #[test]
    fn stacks_of_scopes() {
        for (scopes, expected) in [
            ("source.rust keyword.control.rust", "k"),
            ("source.rust storage.type.rust", "kt"),
            ("source.rust string.quoted.double.rust punctuation.definition.string.begin.rust", "s2"),
            ("source.rust string.quoted.double.rust constant.character.escape.rust", "se"),
            ("source.rust comment.line.double-slash.rust punctuation.definition.comment.rust", "c1"),
            ("source.json meta.mapping.key.json string.quoted.double.json", "nt"),
            ("source.json meta.mapping.value.json string.quoted.double.json", "s2"),
            ("source.c meta.preprocessor.include.c keyword.control.import.include.c", "cp"),
            ("source.c meta.preprocessor.include.c string.quoted.other.lt-gt.include.c", "cpf"),
            ("source.c constant.numeric.integer.hexadecimal.c storage.type.numeric.c", "mh"),
            ("source.css constant.numeric.integer.decimal.css keyword.other.unit.css", "mi"),
            ("source.python string.quoted.double.python meta.interpolation.python source.python.embedded", ""),
            ("source.python comment.block.documentation.python", "sd"),
            ("source.java comment.block.documentation.javadoc text.html.javadoc", "cm"),
            ("source.shell string.quoted.double.shell meta.group.expansion.parameter.shell punctuation.x", "nv"),
            ("text.html.basic meta.tag.block.any.html punctuation.definition.tag.begin.html", "nt"),
            ("source.x punctuation.separator.x", ""),
            ("no.such.scope", ""),
            ("", ""),
        ] {
            check(scopes, expected);
        }
    }

    #[test]
    fn numbers_round_trip_and_stay_small() {
        assert!(Class::ALL.len() < 64);
        for class in Class::ALL {
            assert_eq!(Class::from_number(class.number()), Some(*class));
        }
        assert_eq!(Class::from_number(255), None);
    }
}
