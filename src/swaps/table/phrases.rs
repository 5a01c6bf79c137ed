//! Phrases as sequences of word numbers, and the tables by which they are found in a text.

use super::sections::{Section, Sections, damaged};
use super::{TableWord, WINDOW};
use crate::Error;
use crate::swaps::beginnings::{Beginning, may_hold};
use crate::swaps::endings;
use crate::swaps::firsts::{self, First};
use crate::swaps::format::Part;

/// A set of phrases, each with a value.
pub(super) struct Phrases {
    /// What begins with each word, so that most words, with which nothing does, cost one read.
    firsts: Section,
    /// Filter of how they begin.
    beginnings: Section,
    /// Values of those of several words.
    endings: Section,
}

impl Phrases {
    /// Those of a table of so many words that lie in these sections.
    pub(super) fn open(
        sections: &Sections,
        [firsts, beginnings, endings]: [Part; 3],
        words: usize,
    ) -> Result<Self, Error> {
        let [firsts, beginnings, endings] = [firsts, beginnings, endings].map(|part| sections.part(part).clone());
        let whole = firsts::is_table(firsts.as_ref(), words)
            && !beginnings.as_ref().is_empty()
            && endings::is_table(endings.as_ref());
        if whole { Ok(Self { firsts, beginnings, endings }) } else { Err(damaged("phrases are missing")) }
    }

    /// Whether a phrase may begin so and go on with `next`; certainly none does where this is false.
    #[inline]
    pub(super) fn may_begin(&self, beginning: Beginning, next: TableWord) -> bool {
        may_hold(self.beginnings.as_ref(), beginning.with(next.0))
    }

    /// Calls `found` with length and value of every phrase that `words` begins with, shortest first.
    #[inline]
    pub(super) fn prefixes(&self, words: &[TableWord], mut found: impl FnMut(usize, u64)) {
        let Some((&head, rest)) = words.split_first() else { return };
        let First { alone, goes_on } = firsts::find(self.firsts.as_ref(), head.index());
        if let Some(value) = alone {
            found(1, value);
        }
        if !goes_on {
            return;
        }
        let filter = self.beginnings.as_ref();
        let mut beginning = Beginning::new(head.0);
        for (length, &word) in (2..=WINDOW).zip(rest) {
            beginning = beginning.with(word.0);
            if word == TableWord::NONE || !may_hold(filter, beginning) {
                return;
            }
            let ended = beginning.ended();
            if may_hold(filter, ended)
                && let Some(value) = endings::find(self.endings.as_ref(), ended)
            {
                found(length, value);
            }
        }
    }
}
