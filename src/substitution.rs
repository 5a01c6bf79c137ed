//! The one value that runs through everything: what was spun, where, and what it most probably was.
//!
//! [`apply`] is the only code that splices text, so a report of substitutions and the text written from it cannot disagree.

use std::ops::Range;

/// How a candidate was found in the swap table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The spun phrase stands in the table as it is.
    Exact,
    /// The spun phrase is misspelt or inflected otherwise than listed; found by edit distance.
    Misspelt,
    /// The spun phrase is written with hyphens where the table has spaces, or the other way round.
    Hyphenated,
    /// A spun phrase is glued to its neighbour where mark-up was lost.
    Glued,
}

/// Another original that a spun phrase may have had.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The text it would be restored to.
    pub original: String,
    /// Posterior probability that this is the original, 0 to 1.
    pub confidence: f64,
}

/// One replacement, applied or proposed, in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitution {
    /// Byte offsets of the spun phrase in the text.
    pub span: Range<usize>,
    /// The spun phrase, as it stands in the text.
    pub spun: String,
    /// What to put there.
    pub original: String,
    /// Posterior probability that `original` is what stood there, 0 to 1.
    pub confidence: f64,
    /// How much more probable the whole text is with the substitution than without, in nats.
    pub gain: f64,
    /// How the candidate was found.
    pub source: Source,
    /// Other candidates for the same span, most probable first, `spun` itself among them when it is one.
    pub alternatives: Vec<Alternative>,
}

/// Returns `text` with every substitution made.
///
/// `substitutions` must be sorted by span, disjoint, and cut from this very `text`.
///
/// # Panics
///
/// When a span is out of range, splits a character, or overlaps the one before it.
///
/// ```
/// use unspin::substitution::{Source, Substitution, apply};
/// let swap = Substitution {
///     span: 10..17, spun: "useless".into(), original: "dead".into(),
///     confidence: 0.98, gain: 7.5, source: Source::Exact, alternatives: vec![],
/// };
/// assert_eq!(apply("They left useless men.", &[swap]), "They left dead men.");
/// ```
#[must_use]
pub fn apply(text: &str, substitutions: &[Substitution]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut splice = Splice::new(text);
    splice.make(substitutions, &mut |part| out.push_str(part));
    splice.finish(&mut |part| out.push_str(part));
    out
}

/// Makes the substitutions of a text some at a time, and gives out the text with them made, in parts.
#[derive(Clone, Debug)]
pub struct Splice<'t> {
    text: &'t str,
    /// Bytes of the text that were given out, or replaced.
    done: usize,
}

impl<'t> Splice<'t> {
    /// Of `text`, from its beginning.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, done: 0 }
    }

    /// Gives out the text up to the last of `substitutions`, with them made. They stand behind those made before.
    ///
    /// # Panics
    ///
    /// As [`apply`].
    pub fn make(&mut self, substitutions: &[Substitution], out: &mut dyn FnMut(&str)) {
        for substitution in substitutions {
            out(&self.text[self.done..substitution.span.start]);
            out(&substitution.original);
            self.done = substitution.span.end;
        }
    }

    /// Gives out what is left of the text.
    pub fn finish(self, out: &mut dyn FnMut(&str)) {
        out(&self.text[self.done..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swap(span: Range<usize>, original: &str) -> Substitution {
        Substitution {
            span,
            spun: String::new(),
            original: original.to_owned(),
            confidence: 1.0,
            gain: 0.0,
            source: Source::Exact,
            alternatives: Vec::new(),
        }
    }

    #[test]
    fn nothing_to_apply_changes_nothing() {
        assert_eq!(apply("as it was", &[]), "as it was");
    }

    #[test]
    fn neighbours_and_both_ends_are_spliced() {
        assert_eq!(apply("abcd", &[swap(0..1, "X"), swap(1..2, ""), swap(3..4, "YZ")]), "XcYZ");
    }

    #[test]
    #[should_panic(expected = "byte index")]
    fn a_split_character_panics() {
        let _ = apply("é", &[swap(1..2, "x")]);
    }
}
