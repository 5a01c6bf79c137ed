//! One substitution as a row of a review.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::substitution::{Alternative, Substitution};

/// Characters of context shown on each side of a spun phrase.
const CONTEXT_CHARS: usize = 60;

/// What a reviewer made of a substitution: the `verdict` column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet; a blank cell.
    #[default]
    Undecided,
    /// Apply the proposed original.
    Accept,
    /// Leave the text as it stands.
    Reject,
    /// Put this instead, typed by the reviewer.
    Other(String),
}

/// One substitution with all that is needed to judge it, and to apply it later.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Path of the document, `-` for standard input.
    pub document: String,
    /// Line on which the spun phrase begins, the first being 1.
    pub line: usize,
    /// Byte offsets of the spun phrase in the decoded text, as UTF-8 and without byte order mark.
    pub span: Range<usize>,
    /// The spun phrase, as it stands in the text.
    pub spun: String,
    /// The proposed original.
    pub original: String,
    /// Posterior probability of `original`, 0 to 1.
    pub confidence: f64,
    /// How much more probable the text is with the substitution, in nats.
    pub gain: f64,
    /// Other candidates, most probable first.
    pub alternatives: Vec<Alternative>,
    /// The words around the spun phrase, which stands in `[` and `]`.
    pub context: String,
    /// [`source_hash`] of the text the offsets belong to.
    pub source_hash: String,
    /// What the reviewer made of it.
    pub decision: Decision,
}

impl Row {
    /// Whether the spun phrase still stands at the offsets in `text`.
    ///
    /// Compare [`source_hash`] too: the phrase may stand there by chance in a text that has changed elsewhere.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> bool {
        text.get(self.span.clone()) == Some(self.spun.as_str())
    }
}

/// XXH3 (64 bits) of a decoded text, in hexadecimal behind `xxh3:`, without which a spreadsheet would take a hash of
/// digits, or of digits and one `e`, for a number and round it.
///
/// ```
/// assert_eq!(unspin::review::source_hash(""), "xxh3:2d06800538d394c2");
/// ```
#[must_use]
pub fn source_hash(text: &str) -> String {
    format!("xxh3:{:016x}", xxh3_64(text.as_bytes()))
}

/// The undecided rows of `substitutions`, which must be sorted by span and cut from this very `text`. Linear.
///
/// # Panics
///
/// When a span is out of range, splits a character, or begins before the one before it.
#[must_use]
pub fn rows(document: &str, text: &str, substitutions: &[Substitution]) -> Vec<Row> {
    let source_hash = source_hash(text);
    let (mut line, mut counted) = (1, 0);
    let row = |substitution: &Substitution| {
        let span = substitution.span.clone();
        line += text[counted..span.start].bytes().filter(|&b| b == b'\n').count();
        counted = span.start;
        Row {
            document: document.to_owned(),
            line,
            context: context(text, &span),
            span,
            spun: substitution.spun.clone(),
            original: substitution.original.clone(),
            confidence: substitution.confidence,
            gain: substitution.gain,
            alternatives: substitution.alternatives.clone(),
            source_hash: source_hash.clone(),
            decision: Decision::Undecided,
        }
    };
    substitutions.iter().map(row).collect()
}

/// The line around `span`, cut to some [`CONTEXT_CHARS`] on each side and between words where there are any.
fn context(text: &str, span: &Range<usize>) -> String {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    // Bounded steps from the phrase outwards: a document may be one line of megabytes.
    let back: usize = before.chars().rev().take(CONTEXT_CHARS).take_while(|&c| !is_break(c)).map(char::len_utf8).sum();
    let forth: usize = after.chars().take(CONTEXT_CHARS).take_while(|&c| !is_break(c)).map(char::len_utf8).sum();
    let (rest, mut left) = before.split_at(before.len() - back);
    let (mut right, behind) = after.split_at(forth);
    let (mut head, mut tail) = ("", "");
    if rest.chars().next_back().is_some_and(|c| !is_break(c)) {
        left = left.split_once(char::is_whitespace).map_or(left, |(_, whole)| whole);
        head = "…";
    }
    if behind.chars().next().is_some_and(|c| !is_break(c)) {
        right = right.rsplit_once(char::is_whitespace).map_or(right, |(whole, _)| whole);
        tail = "…";
    }
    format!("{head}{left}[{}]{right}{tail}", &text[span.clone()])
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use crate::substitution::Source;

    use super::*;

    fn substitution(text: &str, spun: &str) -> Substitution {
        let start = text.find(spun).unwrap();
        Substitution {
            span: start..start + spun.len(),
            spun: spun.to_owned(),
            original: "dead".to_owned(),
            confidence: 0.9,
            gain: 2.0,
            source: Source::Exact,
            alternatives: Vec::new(),
        }
    }

    #[test]
    fn lines_are_counted_from_one_across_rows() {
        let text = "An useless tree.\r\nNothing.\nA vain hope, a fond dream.";
        let found: Vec<_> = ["useless", "vain", "fond"].map(|spun| substitution(text, spun)).into();
        let rows = rows("a.txt", text, &found);
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 3, 3]);
        assert_eq!(rows[0].context, "An [useless] tree.");
        assert_eq!(rows[1].context, "A [vain] hope, a fond dream.");
        assert!(rows.iter().all(|row| row.stands_in(text) && row.decision == Decision::Undecided));
        assert!(!rows[0].stands_in(&text[1..]));
        assert!(!rows[2].stands_in("short"));
    }

    #[test]
    fn long_contexts_are_cut_between_words() {
        let text = format!("{}useless{}", "alpha ".repeat(50), " omega".repeat(50));
        let context = context(&text, &(300..307));
        assert!(context.starts_with("…alpha "), "{context}");
        assert!(context.ends_with(" omega…"), "{context}");
        assert!(context.contains(" [useless] "), "{context}");
        assert!(context.chars().count() <= 2 * CONTEXT_CHARS + 11, "{context}");
    }

    #[test]
    fn a_context_without_spaces_is_cut_all_the_same() {
        let text = format!("{}useless{}", "é".repeat(100), "é".repeat(100));
        assert_eq!(context(&text, &(200..207)).chars().count(), 2 * CONTEXT_CHARS + 11);
    }
}
