//! What of the substitutions proposed is made: nothing that is protected, and what rules of earlier reviews say.

use std::cell::OnceCell;

use unspin::corpus::protection::Guard;
use unspin::corpus::{Protection, Text};
use unspin::substitution::Substitution;

use crate::rules::Ruled;

/// What the user chose to leave alone and to have made, for all texts.
pub struct Choice {
    pub protection: Protection,
    pub rules: Ruled,
}

impl Choice {
    /// The choice in one text.
    pub fn of<'t>(&'t self, text: &'t Text<'t>) -> TextChoice<'t> {
        TextChoice { choice: self, text, guard: OnceCell::new() }
    }
}

/// The choice in one text. Nothing is looked for in it until something is proposed, so honest text costs nothing.
pub struct TextChoice<'t> {
    choice: &'t Choice,
    text: &'t Text<'t>,
    guard: OnceCell<Guard<'t>>,
}

impl TextChoice<'_> {
    /// Of what is proposed, what is made.
    pub fn keep(&self, mut proposed: Vec<Substitution>) -> Vec<Substitution> {
        if !proposed.is_empty() {
            let guard = self.guard.get_or_init(|| self.choice.protection.guard(self.text));
            proposed.retain(|substitution| guard.allows(substitution));
        }
        self.choice.rules.keep(proposed)
    }
}
