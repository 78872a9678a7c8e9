//! The grammars, in the shape the parser walks: contexts with their patterns laid flat.
//!
//! syntect loads and links the grammars and compiles their regular expressions; its own parser spends more time on looking
//! things up and on copying match regions than on matching. This file reads the same linked contexts through syntect's public
//! types and keeps, per context:
//!
//! 1. its patterns in order, includes followed, each once;
//! 2. for each pattern the number of its regular expression, the same number for the same expression, so that one search
//!    of a line serves every context that asks for it;
//! 3. where it leads, resolved at first use and then remembered.
//!
//! All of it lives as long as the program (it is what the grammars *are*), is built at first use, and is never changed.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern,
};
use syntect::parsing::{ClearAmount, ParseState, Regex, Scope, SyntaxReference, SyntaxSet};

use super::required::Required;

/// All grammars that `two_face` carries.
pub(super) static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static REGISTRY: LazyLock<Mutex<Registry>> = LazyLock::new(Mutex::default);

/// Number of a scope (`string.quoted.double.rust`), in order of first use.
pub(super) type ScopeId = u16;

/// Numbers given out so far, and the contexts laid flat so far.
#[derive(Default)]
struct Registry {
    contexts: HashMap<ContextId, &'static Flat>,
    patterns: HashMap<usize, &'static Rule>,
    regexes: HashMap<&'static str, u32>,
    regex_count: u32,
    scope_ids: HashMap<Scope, ScopeId>,
    scopes: Vec<Scope>,
}

/// One context of a grammar.
pub(super) struct Flat {
    /// Its number, for comparing and hashing.
    pub(super) id: u32,
    pub(super) meta_scope: Vec<ScopeId>,
    pub(super) meta_content_scope: Vec<ScopeId>,
    pub(super) clear: Option<ClearAmount>,
    pub(super) uses_backrefs: bool,
    context: &'static Context,
    prototype: OnceLock<Option<&'static Flat>>,
    rules: OnceLock<Vec<&'static Rule>>,
}

/// One match pattern of a grammar.
pub(super) struct Rule {
    /// Number of its regular expression.
    pub(super) search: u32,
    /// What must be in a line for the expression to match.
    pub(super) required: Required,
    /// Whether the expression has places (`\1`) to be filled with what an earlier pattern caught.
    pub(super) has_backrefs: bool,
    pub(super) scope: Vec<ScopeId>,
    pub(super) captures: Vec<(usize, Vec<ScopeId>)>,
    pub(super) action: Action,
    with_prototype: Option<(&'static ContextReference, OnceLock<Option<&'static Flat>>)>,
    regex: &'static Regex,
}

/// What a match does to the stack of contexts.
pub(super) enum Action {
    Stay,
    Pop,
    Push(Targets),
    Set(Targets),
}

/// Contexts that a match leads to, bottom first.
pub(super) struct Targets {
    references: &'static [ContextReference],
    contexts: OnceLock<Option<Vec<&'static Flat>>>,
}

/// A grammar refers to a context that does not exist: its code stays plain.
#[derive(Debug)]
pub(super) struct Unlinked;

impl Targets {
    pub(super) fn contexts(&self) -> Result<&[&'static Flat], Unlinked> {
        let found = self.contexts.get_or_init(|| self.references.iter().map(resolve).collect());
        found.as_deref().ok_or(Unlinked)
    }
}

impl Rule {
    pub(super) fn regex(&self) -> &'static Regex {
        self.regex
    }

    pub(super) fn with_prototype(&self) -> Result<Option<&'static Flat>, Unlinked> {
        match &self.with_prototype {
            None => Ok(None),
            Some((reference, found)) => match found.get_or_init(|| resolve(reference)) {
                Some(flat) => Ok(Some(flat)),
                None => Err(Unlinked),
            },
        }
    }
}

impl Flat {
    /// The context of patterns that apply here before its own.
    pub(super) fn prototype(&self) -> Option<&'static Flat> {
        *self.prototype.get_or_init(|| {
            let reference = reference_to(&self.context.prototype?)?;
            resolve(&reference)
        })
    }

    /// Its patterns, includes followed.
    pub(super) fn rules(&self) -> &[&'static Rule] {
        self.rules.get_or_init(|| {
            let mut patterns = Vec::new();
            collect_patterns(self.context, &mut Vec::new(), &mut patterns);
            let mut registry = lock();
            patterns.into_iter().map(|pattern| registry.rule(pattern)).collect()
        })
    }
}

/// The context in which a document of that grammar starts.
///
/// syntect keeps its name to itself; only the printed form of a fresh parser state tells it. A test holds this for all grammars.
pub(super) fn start(syntax: &SyntaxReference) -> Option<&'static Flat> {
    let printed = format!("{:?}", ParseState::new(syntax));
    let number = |name: &str| -> Option<usize> {
        let rest = printed.split_once(name)?.1;
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    };
    let id = ids_from_numbers(number("syntax_index: ")?, number("context_index: ")?)?;
    resolve(&id)
}

/// The scopes numbered from `first` on.
pub(super) fn scopes_from(first: usize) -> Vec<Scope> {
    lock().scopes.get(first..).map(<[Scope]>::to_vec).unwrap_or_default()
}

fn lock() -> std::sync::MutexGuard<'static, Registry> {
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

fn ids_from_numbers(syntax_index: usize, context_index: usize) -> Option<ContextReference> {
    let direct = serde_json::json!({ "Direct": { "syntax_index": syntax_index, "context_index": context_index } });
    serde_json::from_value(direct).ok()
}

fn reference_to(id: &ContextId) -> Option<ContextReference> {
    serde_json::from_value(serde_json::json!({ "Direct": serde_json::to_value(id).ok()? })).ok()
}

fn resolve(reference: &ContextReference) -> Option<&'static Flat> {
    let id = reference.id().ok()?;
    if let Some(flat) = lock().contexts.get(&id) {
        return Some(flat);
    }
    // Outside the lock: the first context of a grammar makes syntect unpack the whole grammar.
    let context = reference.resolve(&SYNTAXES).ok()?;
    let mut registry = lock();
    Some(registry.context(id, context))
}

/// Patterns of a context in order, those of included contexts in their places.
fn collect_patterns(context: &'static Context, path: &mut Vec<usize>, into: &mut Vec<&'static MatchPattern>) {
    let address = std::ptr::from_ref(context).addr();
    if path.contains(&address) {
        return;
    }
    path.push(address);
    for pattern in &context.patterns {
        match pattern {
            Pattern::Match(pattern) => into.push(pattern),
            Pattern::Include(reference) => {
                if let Ok(included) = reference.resolve(&SYNTAXES) {
                    collect_patterns(included, path, into);
                }
            }
        }
    }
    path.pop();
}

impl Registry {
    fn context(&mut self, id: ContextId, context: &'static Context) -> &'static Flat {
        if let Some(flat) = self.contexts.get(&id) {
            return flat;
        }
        let flat = Flat {
            id: u32::try_from(self.contexts.len()).unwrap_or(u32::MAX),
            meta_scope: self.scope_ids(&context.meta_scope),
            meta_content_scope: self.scope_ids(&context.meta_content_scope),
            clear: context.clear_scopes,
            uses_backrefs: context.uses_backrefs,
            context,
            prototype: OnceLock::new(),
            rules: OnceLock::new(),
        };
        let flat: &'static Flat = Box::leak(Box::new(flat));
        self.contexts.insert(id, flat);
        flat
    }

    fn rule(&mut self, pattern: &'static MatchPattern) -> &'static Rule {
        let address = std::ptr::from_ref(pattern).addr();
        if let Some(rule) = self.patterns.get(&address) {
            return rule;
        }
        let captures = pattern.captures.iter().flatten();
        let rule = Rule {
            search: self.search_number(pattern),
            required: Required::of(pattern.regex().regex_str()),
            has_backrefs: pattern.has_captures,
            scope: self.scope_ids(&pattern.scope),
            captures: captures.map(|(group, scopes)| (*group, self.scope_ids(scopes))).collect(),
            action: match &pattern.operation {
                MatchOperation::None => Action::Stay,
                MatchOperation::Pop => Action::Pop,
                MatchOperation::Push(references) => Action::Push(Targets { references, contexts: OnceLock::new() }),
                MatchOperation::Set(references) => Action::Set(Targets { references, contexts: OnceLock::new() }),
            },
            with_prototype: pattern.with_prototype.as_ref().map(|reference| (reference, OnceLock::new())),
            regex: pattern.regex(),
        };
        let rule: &'static Rule = Box::leak(Box::new(rule));
        self.patterns.insert(address, rule);
        rule
    }

    /// One number per expression. `\G` means "where this search began", so such a result cannot be shared.
    fn search_number(&mut self, pattern: &'static MatchPattern) -> u32 {
        let text = pattern.regex().regex_str();
        let next = self.regex_count;
        if text.contains("\\G") {
            self.regex_count += 1;
            return next;
        }
        let number = *self.regexes.entry(text).or_insert(next);
        if number == next {
            self.regex_count += 1;
        }
        number
    }

    fn scope_ids(&mut self, scopes: &[Scope]) -> Vec<ScopeId> {
        scopes.iter().map(|scope| self.scope_id(*scope)).collect()
    }

    fn scope_id(&mut self, scope: Scope) -> ScopeId {
        if let Some(id) = self.scope_ids.get(&scope) {
            return *id;
        }
        let id = ScopeId::try_from(self.scopes.len()).unwrap_or(ScopeId::MAX);
        self.scope_ids.insert(scope, id);
        self.scopes.push(scope);
        id
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_has_a_start() {
        for syntax in SYNTAXES.syntaxes() {
            let start = start(syntax).unwrap_or_else(|| unreachable!("{}", syntax.name));
            assert!(!start.rules().is_empty(), "{}", syntax.name);
            let scope = lock().scopes[usize::from(start.meta_content_scope[0])];
            assert_eq!(scope, syntax.scope, "{}", syntax.name);
        }
    }

    /// All rules that can be reached from a context.
    fn reach(flat: &'static Flat, seen: &mut std::collections::HashSet<u32>, rules: &mut Vec<&'static Rule>) {
        if !seen.insert(flat.id) {
            return;
        }
        if let Some(prototype) = flat.prototype() {
            reach(prototype, seen, rules);
        }
        for rule in flat.rules() {
            rules.push(rule);
            if let Action::Push(targets) | Action::Set(targets) = &rule.action {
                for target in targets.contexts().unwrap() {
                    reach(target, seen, rules);
                }
            }
            if let Some(prototype) = rule.with_prototype().unwrap() {
                reach(prototype, seen, rules);
            }
        }
    }

    #[test]
    fn every_expression_compiles_and_every_link_leads_somewhere() {
        let (mut seen, mut rules) = (std::collections::HashSet::new(), Vec::new());
        for syntax in SYNTAXES.syntaxes() {
            reach(start(syntax).unwrap(), &mut seen, &mut rules);
        }
        let mut checked = std::collections::HashSet::new();
        for rule in rules.iter().filter(|rule| !rule.has_backrefs && checked.insert(rule.search)) {
            let error = Regex::try_compile(rule.regex().regex_str());
            assert!(error.is_none(), "{error:?} in {}", rule.regex().regex_str());
        }
        assert!(checked.len() > 5_000, "{}", checked.len());
    }

    #[test]
    fn same_expression_same_number() {
        let json = start(SYNTAXES.find_syntax_by_token("json").unwrap()).unwrap();
        let again = start(SYNTAXES.find_syntax_by_token("json").unwrap()).unwrap();
        assert_eq!(json.id, again.id);
    }
}
