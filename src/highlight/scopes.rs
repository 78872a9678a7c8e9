//! The scopes in force at a place, each with the class it gives.

use syntect::parsing::ClearAmount;

use super::class::{Class, class_of};
use super::grammar::{self, ScopeId};
use super::parser::Op;

/// Classes per scope in [`ClassTable`]; more than there are.
const WIDTH: usize = 64;
const UNKNOWN: u8 = u8::MAX;

/// The scopes in force, bottom first.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Scopes {
    stack: Vec<(ScopeId, Class)>,
    /// Scopes put aside by a context, to come back when it ends.
    cleared: Vec<Vec<ScopeId>>,
}

/// Answers of [`class_of`] by scope and outer class, so that each is worked out once.
#[derive(Default)]
pub(super) struct ClassTable {
    names: Vec<String>,
    classes: Vec<u8>,
}

impl ClassTable {
    fn get(&mut self, scope: ScopeId, outer: Class) -> Class {
        let index = usize::from(scope) * WIDTH + usize::from(outer.number());
        if let Some(class) = self.classes.get(index).filter(|class| **class != UNKNOWN) {
            return Class::from_number(*class).unwrap_or(outer);
        }
        if usize::from(scope) >= self.names.len() {
            let new = grammar::scopes_from(self.names.len());
            self.names.extend(new.into_iter().map(syntect::parsing::Scope::build_string));
            self.classes.resize(self.names.len() * WIDTH, UNKNOWN);
        }
        let class = self.names.get(usize::from(scope)).map_or(outer, |name| class_of(name, outer));
        if let Some(place) = self.classes.get_mut(index) {
            *place = class.number();
        }
        class
    }
}

impl Scopes {
    /// The class of what stands here.
    pub(super) fn class(&self) -> Class {
        self.stack.last().map_or(Class::Plain, |(_, class)| *class)
    }

    pub(super) fn apply(&mut self, op: Op, table: &mut ClassTable) {
        match op {
            Op::Push(scope) => self.push(scope, table),
            Op::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(count)),
            Op::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(count) => self.stack.len().saturating_sub(count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.stack.drain(keep..).map(|(scope, _)| scope).collect());
            }
            Op::Restore => {
                for scope in self.cleared.pop().unwrap_or_default() {
                    self.push(scope, table);
                }
            }
        }
    }

    fn push(&mut self, scope: ScopeId, table: &mut ClassTable) {
        let class = table.get(scope, self.class());
        self.stack.push((scope, class));
    }
}
