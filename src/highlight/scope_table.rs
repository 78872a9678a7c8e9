//! The table from scopes to classes: the longest entry that a scope begins with decides.
//!
//! Scope names: <https://www.sublimetext.com/docs/scope_naming.html>, and what the grammars in `two_face` really say. Which class such a
//! thing has: what Pygments and Rouge give for the same code, where they agree.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::class::Class;

/// What a scope does to the class of what it lies in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    /// Another class.
    Class(Class),
    /// No class.
    Plain,
    /// The same class.
    Inherit,
    /// A number; the rest of the scope says of which kind.
    Number,
}

static BY_SCOPE: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut entries = HashMap::new();
    for (class, scopes) in CLASSES {
        entries.extend(scopes.split_ascii_whitespace().map(|scope| (scope, Entry::Class(*class))));
    }
    entries.extend(PLAIN.split_ascii_whitespace().map(|scope| (scope, Entry::Plain)));
    entries.extend(INHERIT.split_ascii_whitespace().map(|scope| (scope, Entry::Inherit)));
    entries.insert("constant.numeric", Entry::Number);
    entries
});

/// The longest entry that `scope` begins with, whole words only.
pub(super) fn find(scope: &str) -> Option<Entry> {
    let mut scope = scope;
    loop {
        if let Some(entry) = BY_SCOPE.get(scope) {
            return Some(*entry);
        }
        scope = scope.rsplit_once('.')?.0;
    }
}

/// What lies in a string, or in another language's text, but is code of its own.
const PLAIN: &str = "source text meta.interpolation meta.template.expression meta.embedded
    meta.group.expansion.command meta.group.expansion.arithmetic string.unquoted.shell
    keyword.operator.logical.continue.shell keyword.operator.type.annotation keyword.operator.regexp.quantifier.shell
    punctuation.section.arguments meta.annotation.parameters.java meta.function-call.arguments.python meta.annotation.arguments";

/// Finer than an entry above it, and said to be nothing of its own.
const INHERIT: &str = "variable.other.constant.ts variable.other.constant.tsx variable.other.constant.js
    keyword.control.heredoc-token entity.name.enum.tag-digest constant.other.table-name constant.other.database-name
    entity.other.document invalid.deprecated support.variable storage.type.nullable constant.character.whitespace
    meta.preprocessor.rust meta.preprocessor.macro entity.name.constant.test storage.type.format
    keyword.operator.quantifier.regexp keyword.operator.or.regexp keyword.control.anchor keyword.control.character-class
    constant.other.character-class keyword.other.back-reference constant.other.language-name constant.language.doctype";

/// Scopes by the class they give.
const CLASSES: &[(Class, &str)] = &[
    (Class::InKey, "meta.mapping.key meta.tag.key.toml meta.structure.dictionary.key"),
    (Class::InDirective, "meta.preprocessor"),
    (Class::Storage, "storage.type"),
    (Class::Comment, "comment"),
    (Class::CommentLine, "comment.line comment.dockerfile"),
    (Class::CommentBlock, "comment.block"),
    (Class::StringDoc, "comment.block.documentation.python comment.block.documentation.elixir string.quoted.docstring
        string.quoted.double.block.python string.quoted.single.block.python"),
    (Class::Directive, "meta.annotation.rust keyword.preprocessor keyword.control.preprocessor keyword.control.directive
        meta.tag.preprocessor meta.tag.sgml.doctype keyword.declaration.doctype keyword.control.import.define
        punctuation.section.embedded.begin.php punctuation.section.embedded.end.php"),
    (Class::DirectiveFile, "string.quoted.other.lt-gt.include string.quoted.double.include"),
    (Class::Keyword, "keyword storage.type.function.python storage.type.class.python keyword.declaration.function.python
        keyword.declaration.class.python keyword.declaration.class.ruby keyword.declaration.function.ruby
        keyword.declaration.namespace.ruby storage.type.class.ruby storage.type.function.ruby storage.type.namespace.ruby
        support.type.property-name support.type.vendored.property-name keyword.operator.logical.sql storage.modifier.sql
        keyword.operator.assignment.alias.sql keyword.operator.dockerfile punctuation.definition.list_item
        markup.list.numbered.bullet markup.list.unnumbered.bullet keyword.operator.expression.typeof"),
    (Class::KeywordConstant, "constant.language support.constant.property-value support.constant.color
        support.constant.font-name support.constant.media"),
    (Class::KeywordDeclaration, "keyword.declaration storage.modifier storage.type.js storage.type.ts storage.type.tsx
        storage.type.java storage.type.function storage.type.class storage.type.struct storage.type.enum storage.type.trait
        storage.type.impl storage.type.union storage.type.interface storage.type.namespace storage.type.module
        storage.type.type storage.type.keyword storage.type.variable storage.type.let storage.type.property
        storage.type.extends storage.type.record storage.type.annotation storage.type.protocol storage.type.extension
        storage.type.def storage.type.object storage.type.val storage.type.var storage.type.macro
        keyword.other.fn keyword.other.let"),
    (Class::KeywordImport, "keyword.control.import keyword.control.from keyword.control.import-export keyword.control.export
        keyword.other.import keyword.other.package keyword.other.using keyword.control.include keyword.control.use
        keyword.declaration.import keyword.declaration.package"),
    (Class::KeywordType, "keyword.type support.type keyword.other.type"),
    (Class::String, "string markup.raw"),
    (Class::StringSingle, "string.quoted.single"),
    (Class::StringDouble, "string.quoted.double string.quoted.triple"),
    (Class::StringAffix, "storage.type.string"),
    (Class::StringEscape, "constant.character.escape constant.other.character-escape"),
    (Class::StringInterpolated, "constant.other.placeholder punctuation.section.interpolation storage.modifier.conversion
        punctuation.definition.template-expression punctuation.section.embedded"),
    (Class::StringRegex, "string.regexp string.regex"),
    (Class::StringSymbol, "constant.other.symbol string.other.symbol"),
    (Class::Integer, "storage.type.numeric"),
    (Class::Hex, "constant.other.color"),
    (Class::Date, "constant.other.timestamp constant.other.datetime constant.other.date constant.other.time"),
    (Class::Operator, "keyword.operator variable.language.star.sql storage.type.function.arrow keyword.other.arrow
        keyword.other.double-colon keyword.declaration.function.arrow"),
    (Class::OperatorWord, "keyword.operator.word keyword.operator.logical.python keyword.operator.new
        keyword.operator.expression keyword.operator.instanceof keyword.operator.reflection keyword.operator.alphanumeric"),
    (Class::Attribute, "entity.other.attribute-name keyword.name.ini markup.underline.link"),
    (Class::Builtin, "support.function support.type.python storage.modifier.shell support.type.object support.class.console support.command"),
    (Class::BuiltinPseudo, "variable.language"),
    (Class::TypeName, "entity.name.class entity.name.struct entity.name.enum entity.name.trait entity.name.union
        entity.name.type entity.name.interface entity.name.impl entity.name.record entity.name.protocol
        entity.other.inherited-class support.class entity.other.attribute-name.class.css entity.other.attribute-name.class.sass
        entity.other.attribute-name.class.scss"),
    (Class::Constant, "constant.other entity.name.constant variable.other.constant support.constant"),
    (Class::Decorator, "meta.annotation.python meta.annotation.java meta.decorator variable.annotation entity.name.decorator
        entity.other.pseudo-class entity.other.pseudo-element punctuation.definition.annotation entity.name.function.decorator
        entity.other.attribute-name.pseudo-class entity.other.attribute-name.pseudo-element"),
    (Class::Entity, "constant.character.entity"),
    (Class::Exception, "entity.name.exception support.type.exception support.class.exception"),
    (Class::Function, "entity.name.function variable.function support.macro entity.name.macro meta.function-call.method.name"),
    (Class::Label, "entity.name.label entity.name.other.anchor storage.modifier.lifetime variable.other.alias entity.name.lifetime"),
    (Class::Namespace, "entity.name.namespace entity.name.module entity.name.package entity.name.import support.type.package
        support.module support.other.module support.other.namespace entity.name.section entity.section entity.name.table
        entity.other.attribute-name.id.css"),
    (Class::Tag, "entity.name.tag punctuation.definition.tag support.type.property-name.json meta.link.inline.description
        string.other.link.title variable.other.key"),
    (Class::Variable, "meta.group.expansion.parameter variable.other.readwrite.shell variable.other.readwrite.assignment.shell
        variable.other.php variable.parameter.php variable.other.readwrite.perl variable.other.readwrite.powershell support.variable.automatic
        variable.other.makefile variable.parameter.makefile variable.other.scss variable.other.less variable.other.tcl
        variable.other.fish variable.other.dosbatch variable.other.normal variable.other.bracket"),
    (Class::VariableShared, "variable.other.readwrite.class"),
    (Class::VariableGlobal, "variable.other.readwrite.global"),
    (Class::VariableInstance, "variable.other.readwrite.instance"),
    (Class::Error, "invalid.illegal"),
    (Class::Deleted, "markup.deleted"),
    (Class::Emphasis, "markup.italic"),
    (Class::Heading, "markup.heading meta.diff.header meta.header.from-file meta.header.to-file"),
    (Class::Inserted, "markup.inserted"),
    (Class::Strong, "markup.bold"),
    (Class::Subheading, "meta.diff.range meta.range.unified meta.range.context markup.changed"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_scope_stands_twice() {
        let all = CLASSES.iter().map(|(_, scopes)| *scopes).chain([PLAIN, INHERIT]);
        let mut words: Vec<&str> = all.flat_map(str::split_ascii_whitespace).collect();
        words.sort_unstable();
        let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn longest_wins_by_whole_words() {
        assert!(matches!(find("comment.line.x"), Some(Entry::Class(Class::CommentLine))));
        assert!(matches!(find("comment.lines.x"), Some(Entry::Class(Class::Comment))));
        assert!(find("commentary").is_none());
    }
}
