//! The parser: walks one line through the contexts of a grammar, as Sublime Text's syntax definitions prescribe
//! (www.sublimetext.com/docs/syntax.html), with the answers syntect gives; a test compares the two.
//!
//! For one line, again and again from the place reached:
//!
//! 1. of all patterns of the present context (those of prototypes first) take the one that matches earliest, the first in
//!    order among equals;
//! 2. note which scopes begin and end there: those of the match, of its groups, of the contexts left and entered;
//! 3. push, set or pop contexts, and go on behind the match.

use std::hash::{Hash, Hasher};

use syntect::parsing::ClearAmount;

use super::grammar::{Action, Flat, Rule, ScopeId, Targets, Unlinked};
use super::search::{Caught, Found, Searches};

/// Contexts on one another at most, as in syntect.
const MAX_DEPTH: usize = 100;

/// A change to the scopes in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Push(ScopeId),
    Pop(usize),
    Clear(ClearAmount),
    Restore,
}

/// Changes to the scopes of one line, each with the byte it happens at.
pub(super) type Ops = Vec<(usize, Op)>;

/// Where the parser stands between two lines.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct State {
    stack: Vec<Level>,
    first_line: bool,
    /// Heights of the stack at which a pattern from a `with_prototype` pushed: prototypes below do not count any more.
    prototype_starts: Vec<usize>,
}

#[derive(Clone)]
struct Level {
    context: &'static Flat,
    prototypes: Vec<&'static Flat>,
    caught: Option<Caught>,
}

impl PartialEq for Level {
    fn eq(&self, other: &Self) -> bool {
        let ids = |level: &Self| level.prototypes.iter().map(|flat| flat.id).collect::<Vec<_>>();
        self.context.id == other.context.id
            && self.prototypes.len() == other.prototypes.len()
            && (self.prototypes.is_empty() || ids(self) == ids(other))
            && self.caught == other.caught
    }
}

impl Eq for Level {}

impl Hash for Level {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.context.id.hash(hasher);
        self.prototypes.len().hash(hasher);
        self.caught.hash(hasher);
    }
}

/// The winning pattern of a place.
struct Best {
    found: Found,
    rule: &'static Rule,
    from_prototype: bool,
    would_loop: bool,
}

/// Why a line could not be parsed; its block stays plain.
#[derive(Debug)]
pub(super) struct Stuck;

impl From<Unlinked> for Stuck {
    fn from(_: Unlinked) -> Self {
        Self
    }
}

impl State {
    /// At the first line of a document.
    pub(super) fn start(context: &'static Flat) -> Self {
        Self {
            stack: vec![Level { context, prototypes: Vec::new(), caught: None }],
            first_line: true,
            prototype_starts: Vec::new(),
        }
    }

    /// Walks one line, its line end included, and tells the changes to the scopes.
    pub(super) fn parse_line(&mut self, line: &str, searches: &mut Searches, ops: &mut Ops) -> Result<(), Stuck> {
        ops.clear();
        searches.begin_line(line);
        if self.first_line {
            self.first_line = false;
            let top = self.stack.last().ok_or(Stuck)?;
            ops.extend(top.context.meta_content_scope.first().map(|scope| (0, Op::Push(*scope))));
        }
        let mut at = 0;
        let mut pushed_at = None;
        // No grammar needs so many steps; two contexts that set each other without end would never stop.
        for _ in 0..line.len() * 32 + 1024 {
            if !self.step(line, &mut at, &mut pushed_at, searches, ops)? {
                return Ok(());
            }
        }
        Err(Stuck)
    }

    /// One match. False when the rest of the line has none.
    fn step(
        &mut self,
        line: &str,
        at: &mut usize,
        pushed_at: &mut Option<(usize, usize)>,
        searches: &mut Searches,
        ops: &mut Ops,
    ) -> Result<bool, Stuck> {
        let height = self.stack.len();
        while self.prototype_starts.last().is_some_and(|start| *start >= height) {
            self.prototype_starts.pop();
        }
        let may_loop = *pushed_at == Some((*at, height));
        let Some(best) = self.best(line, *at, may_loop, searches)? else {
            return Ok(false);
        };
        if best.would_loop {
            // Popping here would come back to where the push was: go on one character further instead.
            let Some((width, _)) = line.get(*at..).and_then(|rest| rest.char_indices().nth(1)) else {
                return Ok(false);
            };
            *at += width;
            return Ok(true);
        }
        if best.found.end <= *at && matches!(best.rule.action, Action::Push(_)) {
            *pushed_at = Some((best.found.end, height + 1));
        }
        *at = best.found.end;
        if best.from_prototype {
            self.prototype_starts.push(height);
        }
        let level = self.stack.last().ok_or(Stuck)?.context;
        note_match(&best, level, searches, ops)?;
        self.perform(line, &best, searches)?;
        Ok(true)
    }

    /// The pattern that matches earliest from here.
    fn best(&self, line: &str, at: usize, may_loop: bool, searches: &mut Searches) -> Result<Option<Best>, Stuck> {
        let top = self.stack.last().ok_or(Stuck)?;
        let mut best: Option<Best> = None;
        let from = self.prototype_starts.last().copied().unwrap_or(0);
        for level in self.stack.get(from..).unwrap_or_default() {
            for context in &level.prototypes {
                let context = Candidates { context, caught: level.caught.as_ref(), from_prototype: true };
                if self.best_of(&context, line, at, may_loop, searches, &mut best) {
                    return Ok(best);
                }
            }
        }
        if let Some(context) = top.context.prototype() {
            let context = Candidates { context, caught: None, from_prototype: false };
            if self.best_of(&context, line, at, may_loop, searches, &mut best) {
                return Ok(best);
            }
        }
        let context = Candidates { context: top.context, caught: top.caught.as_ref(), from_prototype: false };
        self.best_of(&context, line, at, may_loop, searches, &mut best);
        Ok(best)
    }

    /// Betters `best` by the patterns of one context. True when it cannot be bettered any more.
    fn best_of(
        &self,
        candidates: &Candidates<'_>,
        line: &str,
        at: usize,
        may_loop: bool,
        searches: &mut Searches,
        best: &mut Option<Best>,
    ) -> bool {
        for rule in candidates.context.rules() {
            let Some(found) = searches.search(rule, candidates.caught, line, at) else {
                continue;
            };
            let counts = match rule.action {
                Action::Stay => found.start != found.end,
                Action::Push(_) => self.stack.len() < MAX_DEPTH,
                Action::Set(_) | Action::Pop => true,
            };
            let betters = match best {
                None => true,
                Some(best) => found.start < best.found.start || (found.start == best.found.start && best.would_loop),
            };
            if !counts || !betters {
                continue;
            }
            let would_loop = may_loop && found.end <= at && matches!(rule.action, Action::Pop);
            *best = Some(Best { found, rule, from_prototype: candidates.from_prototype, would_loop });
            if found.start == at && !would_loop {
                return true;
            }
        }
        false
    }

    /// Changes the stack of contexts.
    fn perform(&mut self, line: &str, best: &Best, searches: &Searches) -> Result<(), Stuck> {
        let (targets, mut inherited) = match &best.rule.action {
            Action::Stay => return Ok(()),
            Action::Pop => {
                self.stack.pop();
                return Ok(());
            }
            Action::Push(targets) => (targets, Vec::new()),
            // A prototype given with a push lasts until that level is popped, so what is set in its place inherits it.
            Action::Set(targets) => (targets, self.stack.pop().map(|level| level.prototypes).unwrap_or_default()),
        };
        let contexts = targets.contexts()?;
        for (index, context) in contexts.iter().enumerate() {
            let mut prototypes = std::mem::take(&mut inherited);
            if index + 1 == contexts.len() {
                prototypes.extend(best.rule.with_prototype()?);
            }
            let needs_caught = context.uses_backrefs || prototypes.iter().any(|flat| flat.uses_backrefs);
            let caught = needs_caught.then(|| searches.caught(best.found, line));
            self.stack.push(Level { context, prototypes, caught });
        }
        Ok(())
    }
}

/// The patterns of one context, and how they came to apply.
struct Candidates<'a> {
    context: &'static Flat,
    caught: Option<&'a Caught>,
    from_prototype: bool,
}

/// Notes the scopes that a match begins and ends.
fn note_match(best: &Best, level: &Flat, searches: &Searches, ops: &mut Ops) -> Result<(), Stuck> {
    let Found { start, end, .. } = best.found;
    note_before(&best.rule.action, level, start, ops)?;
    ops.extend(best.rule.scope.iter().map(|scope| (start, Op::Push(*scope))));
    if !best.rule.captures.is_empty() {
        note_captures(best, searches, ops);
    }
    if !best.rule.scope.is_empty() {
        ops.push((end, Op::Pop(best.rule.scope.len())));
    }
    note_after(&best.rule.action, level, end, ops)
}

/// Scopes of groups: the outer first where two begin together, ends before beginnings.
fn note_captures(best: &Best, searches: &Searches, ops: &mut Ops) {
    let mut sorted = Vec::new();
    for (group, scopes) in &best.rule.captures {
        let Some((start, end)) = searches.group(best.found, *group).filter(|(start, end)| start < end) else {
            continue;
        };
        sorted.extend(scopes.iter().map(|scope| ((start, 1 + usize::MAX / 2 - (end - start)), Op::Push(*scope))));
        sorted.push(((end, 0), Op::Pop(scopes.len())));
    }
    sorted.sort_by_key(|(order, _)| *order);
    ops.extend(sorted.into_iter().map(|((at, _), op)| (at, op)));
}

/// Scopes of contexts that end or begin before the matched text.
fn note_before(action: &Action, level: &Flat, at: usize, ops: &mut Ops) -> Result<(), Stuck> {
    let (targets, is_set) = match action {
        Action::Stay => return Ok(()),
        Action::Pop => {
            note_pop(level.meta_content_scope.len(), at, ops);
            return Ok(());
        }
        Action::Push(targets) => (targets, false),
        Action::Set(targets) => (targets, true),
    };
    if is_set && level.clear.is_some() {
        ops.push((at, Op::Restore));
    }
    for context in targets.contexts()? {
        if !is_set && let Some(amount) = context.clear {
            ops.push((at, Op::Clear(amount)));
        }
        ops.extend(context.meta_scope.iter().map(|scope| (at, Op::Push(*scope))));
    }
    Ok(())
}

/// Scopes of contexts that end or begin behind the matched text.
fn note_after(action: &Action, level: &Flat, at: usize, ops: &mut Ops) -> Result<(), Stuck> {
    match action {
        Action::Stay => {}
        Action::Pop => {
            note_pop(level.meta_scope.len(), at, ops);
            if level.clear.is_some() {
                ops.push((at, Op::Restore));
            }
        }
        Action::Push(targets) => note_entered(targets, None, at, ops)?,
        Action::Set(targets) => note_entered(targets, Some(level), at, ops)?,
    }
    Ok(())
}

/// The scopes of the content follow those of the context itself: both are put on anew, in that order. `left` is the context
/// that a `set` leaves.
fn note_entered(targets: &Targets, left: Option<&Flat>, at: usize, ops: &mut Ops) -> Result<(), Stuck> {
    let contexts = targets.contexts()?;
    let of_left = left.map_or(0, |left| left.meta_content_scope.len() + left.meta_scope.len());
    let changes =
        |context: &&&Flat| !context.meta_content_scope.is_empty() || (left.is_some() && context.clear.is_some());
    if of_left == 0 && !contexts.iter().any(|context| changes(&context)) {
        return Ok(());
    }
    note_pop(of_left + contexts.iter().map(|context| context.meta_scope.len()).sum::<usize>(), at, ops);
    for context in contexts {
        if left.is_some()
            && let Some(amount) = context.clear
        {
            ops.push((at, Op::Clear(amount)));
        }
        let scopes = context.meta_scope.iter().chain(&context.meta_content_scope);
        ops.extend(scopes.map(|scope| (at, Op::Push(*scope))));
    }
    Ok(())
}

fn note_pop(count: usize, at: usize, ops: &mut Ops) {
    if count > 0 {
        ops.push((at, Op::Pop(count)));
    }
}
