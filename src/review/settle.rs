//! What is to become of each row in a text as it is now, and of the text.
//!
//! Nothing is guessed: a row is applied where its phrase stands at its place in the very text it was found in, or, when asked for, at
//! the one place where it stands in the same context. Everything else is refused with a reason.

mod fate;

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

pub use fate::{Blank, Fate, Policy, Refusal};
use fate::{replacement, wish};

use super::row::{Row, context, source_hash};
use crate::substitution::{Source, Substitution, apply};

/// The rows of one text, settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// What became of each row.
    pub fates: Vec<Fate>,
    /// What to make in the text, sorted by span, disjoint: one for each row applied, none where they are in the text already.
    pub substitutions: Vec<Substitution>,
    /// For each row the place in the text it belongs to now, where that is known.
    places: Vec<Option<Range<usize>>>,
    /// The row of each substitution.
    made: Vec<usize>,
}

/// Settles the `rows` of one document, whose text is `text` now. Linear in the text and the rows.
#[must_use]
pub fn settle(text: &str, rows: &[&Row], policy: Policy) -> Settled {
    let hash = source_hash(text);
    let mut places: Vec<Option<Range<usize>>> =
        rows.iter().map(|row| (row.source_hash == hash && row.stands_in(text)).then(|| row.span.clone())).collect();
    if let Some(done) = applied_before(text, &hash, rows, policy) {
        return done;
    }
    let mut found = HashMap::new();
    if policy.rebase {
        found = rebased(text, rows, &places);
        for (&at, finds) in found.iter().filter(|(_, finds)| finds.times == 1) {
            places[at] = Some(finds.first.clone());
        }
    }
    let mut fates: Vec<Fate> = rows.iter().map(|row| wish(row, policy.blank)).collect();
    for (at, row) in rows.iter().enumerate() {
        if fates[at] == Fate::Applied && places[at].is_none() {
            fates[at] = Fate::Refused(match found.get(&at) {
                Some(finds) => Refusal::Found(finds.times),
                None if row.source_hash == hash => Refusal::Altered,
                None => Refusal::Stale,
            });
        }
    }
    refuse_overlaps(&mut fates, &places);
    let mut settled = Settled { fates, substitutions: Vec::new(), places, made: Vec::new() };
    settled.make(rows);
    settled
}

/// How often a phrase was found in its context, and where first.
#[derive(Clone, Debug, Default)]
struct Finds {
    times: usize,
    first: Range<usize>,
}

/// For each row without a place, where its phrase stands in its context.
fn rebased(text: &str, rows: &[&Row], places: &[Option<Range<usize>>]) -> HashMap<usize, Finds> {
    let lost = || (0..rows.len()).filter(|&at| places[at].is_none());
    // Rows of one phrase and context are looked for together.
    let mut wanted: HashMap<(&str, &str), usize> = HashMap::new();
    for at in lost() {
        let count = wanted.len();
        wanted.entry((&rows[at].spun, &rows[at].context)).or_insert(count);
    }
    let mut finds = vec![Finds::default(); wanted.len()];
    let mut phrases: Vec<&str> = wanted.keys().map(|(spun, _)| *spun).filter(|spun| !spun.is_empty()).collect();
    phrases.sort_unstable();
    phrases.dedup();
    // Fails only for phrases of gigabytes.
    if let Ok(finder) = AhoCorasick::new(&phrases) {
        for hit in finder.find_overlapping_iter(text) {
            let span = hit.range();
            let context = context(text, &span);
            if let Some(&group) = wanted.get(&(&text[span.clone()], context.as_str())) {
                if finds[group].times == 0 {
                    finds[group].first = span;
                }
                finds[group].times += 1;
            }
        }
    }
    lost().map(|at| (at, finds[wanted[&(rows[at].spun.as_str(), rows[at].context.as_str())]].clone())).collect()
}

/// Refuses rows to be applied that overlap one another or one that is undecided.
fn refuse_overlaps(fates: &mut [Fate], places: &[Option<Range<usize>>]) {
    let mut placed: Vec<(usize, &Range<usize>)> = places
        .iter()
        .enumerate()
        .filter(|(at, _)| matches!(fates[*at], Fate::Applied | Fate::Undecided))
        .filter_map(|(at, place)| Some((at, place.as_ref()?)))
        .collect();
    placed.sort_by_key(|(_, place)| (place.start, place.end));
    // The one that reaches furthest so far.
    let mut furthest: Option<(usize, &Range<usize>)> = None;
    let mut refused = Vec::new();
    for (at, place) in placed {
        if let Some((other, reach)) = furthest
            && (place.start < reach.end || place == reach)
        {
            refused.extend([(at, other), (other, at)]);
        }
        if furthest.is_none_or(|(_, reach)| place.end >= reach.end) {
            furthest = Some((at, place));
        }
    }
    for (at, other) in refused {
        if fates[at] == Fate::Applied {
            fates[at] = Fate::Refused(Refusal::Overlaps(other));
        }
    }
}

/// The rows settled when they are in the text already: a second run, or one after a crash, then does no harm. They are when taking them
/// out gives the text they were found in.
fn applied_before(text: &str, hash: &str, rows: &[&Row], policy: Policy) -> Option<Settled> {
    let before = &rows.first()?.source_hash;
    if before == hash || rows.iter().any(|row| row.source_hash != *before) {
        return None;
    }
    let mut fates: Vec<Fate> = rows.iter().map(|row| wish(row, policy.blank)).collect();
    refuse_overlaps(&mut fates, &rows.iter().map(|row| Some(row.span.clone())).collect::<Vec<_>>());
    let mut made: Vec<usize> = (0..rows.len()).filter(|&at| fates[at] == Fate::Applied).collect();
    made.sort_by_key(|&at| rows[at].span.start);
    let (mut old, mut copied, mut end) = (String::with_capacity(text.len()), 0, 0);
    for &at in &made {
        let row = rows[at];
        // What stands between the last one and this one has kept its length.
        let start = copied + row.span.start.checked_sub(end)?;
        old.push_str(text.get(copied..start)?);
        text.get(start..)?.strip_prefix(replacement(row))?;
        old.push_str(&row.spun);
        (copied, end) = (start + replacement(row).len(), row.span.end);
    }
    old.push_str(text.get(copied..)?);
    if source_hash(&old) != *before {
        return None;
    }
    let mut settled = Settled {
        places: rows.iter().map(|row| row.stands_in(&old).then(|| row.span.clone())).collect(),
        fates,
        substitutions: Vec::new(),
        made: Vec::new(),
    };
    settled.make(rows);
    for (at, moved) in settled.moved() {
        settled.places[at] = Some(moved.span);
    }
    (settled.substitutions, settled.made) = (Vec::new(), Vec::new());
    Some(settled)
}

impl Settled {
    /// Lists the substitutions of the rows applied.
    fn make(&mut self, rows: &[&Row]) {
        self.made =
            (0..rows.len()).filter(|&at| self.fates[at] == Fate::Applied && self.places[at].is_some()).collect();
        let start = |at: &usize| self.places[*at].as_ref().map(|place| place.start);
        self.made.sort_by_key(start);
        let substitution = |&at: &usize| Substitution {
            span: self.places[at].clone().expect("chosen for it"),
            spun: rows[at].spun.clone(),
            original: replacement(rows[at]).to_owned(),
            confidence: rows[at].confidence,
            gain: rows[at].gain,
            source: Source::Exact,
            alternatives: Vec::new(),
        };
        self.substitutions = self.made.iter().map(substitution).collect();
    }

    /// How many rows have a place in the text.
    #[must_use]
    pub fn placed(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// Refuses the rows whose substitutions are not among `kept`, which are some of [`Settled::substitutions`] in order.
    pub fn keep(&mut self, kept: Vec<Substitution>) {
        let mut rest = kept.iter().peekable();
        let mut made = Vec::with_capacity(kept.len());
        for (substitution, &at) in self.substitutions.iter().zip(&self.made) {
            if rest.next_if(|next| next.span == substitution.span).is_some() {
                made.push(at);
            } else {
                self.fates[at] = Fate::Refused(Refusal::Unwritable);
            }
        }
        (self.substitutions, self.made) = (kept, made);
    }

    /// For each row with a place, in the order of places, where that lies in the text with the substitutions made.
    fn moved(&self) -> Vec<(usize, Moved)> {
        let mut placed: Vec<(usize, &Range<usize>)> =
            self.places.iter().enumerate().filter_map(|(at, place)| Some((at, place.as_ref()?))).collect();
        placed.sort_by_key(|(_, place)| place.start);
        let breaks = |text: &str| text.bytes().filter(|&b| b == b'\n').count();
        let mut made = self.substitutions.iter().peekable();
        // Bytes and lines put in and taken out before the row.
        let (mut come, mut gone, mut lines_come, mut lines_gone) = (0, 0, 0, 0);
        let moved = |(at, place): (usize, &Range<usize>)| {
            while let Some(made) = made.next_if(|made| made.span.end <= place.start) {
                come += made.original.len();
                gone += made.span.len();
                lines_come += breaks(&made.original);
                lines_gone += breaks(&made.spun);
            }
            let span = place.start + come - gone..place.end + come - gone;
            (at, Moved { span, lines_come, lines_gone })
        };
        placed.into_iter().map(moved).collect()
    }

    /// The rows that are left: those undecided and those refused, with their numbers among `rows`. Those with a place in `text` are
    /// written as rows of the text after the substitutions, which gets the name `document`; the others as they were.
    ///
    /// # Panics
    ///
    /// When `text` and `rows` are not those that were settled.
    #[must_use]
    pub fn remaining(&self, text: &str, rows: &[&Row], document: &str) -> Vec<(usize, Row)> {
        let is_left = |at: usize| matches!(self.fates[at], Fate::Undecided | Fate::Refused(_));
        if !(0..rows.len()).any(is_left) {
            return Vec::new();
        }
        let after = apply(text, &self.substitutions);
        let hash = source_hash(&after);
        let mut left: Vec<(usize, Row)> =
            (0..rows.len()).filter(|&at| is_left(at)).map(|at| (at, rows[at].clone())).collect();
        for (at, Moved { span, lines_come, lines_gone }) in self.moved() {
            let Ok(found) = left.binary_search_by_key(&at, |(at, _)| *at) else { continue };
            let row = &mut left[found].1;
            document.clone_into(&mut row.document);
            row.line = (row.line + lines_come).saturating_sub(lines_gone).max(1);
            row.context = context(&after, &span);
            row.span = span;
            row.source_hash.clone_from(&hash);
        }
        left
    }
}

/// A place after the substitutions before it.
struct Moved {
    span: Range<usize>,
    /// Line breaks put in before it.
    lines_come: usize,
    /// Line breaks taken out before it.
    lines_gone: usize,
}

#[cfg(test)]
mod tests;
