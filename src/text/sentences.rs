//! Pieces of bounded length to decode one at a time: paragraphs, cut at sentence ends where they are long.

use super::tokens::{Kind, Token};

/// Tokens after which a long piece is cut at the next sentence end.
pub const LONG: usize = 256;

/// Tokens after which a piece is cut even without a sentence end in sight.
pub const TOO_LONG: usize = 1024;

/// Whether a piece of `length` tokens that ends with `last` should be closed before `next`.
///
/// A line break always closes a piece: paragraphs are what the language model was trained on. A long piece is closed at a
/// sentence end, a far too long one anywhere, so that the work and the memory stay linear in the length of a line.
#[must_use]
pub fn closes(length: usize, last: &Token<'_>, gap: &str, next: &Token<'_>) -> bool {
    gap.contains(['\n', '\r'])
        || length >= TOO_LONG
        || (length >= LONG
            && last.kind == Kind::Symbol
            && (matches!(last.text, "." | "!" | "?") || is_closing_quote(last.text) && !gap.is_empty())
            && next.text.chars().next().is_some_and(|c| !c.is_lowercase()))
}

fn is_closing_quote(text: &str) -> bool {
    matches!(text, "”" | "\"" | "’" | ")" | "]")
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    fn closes_between(text: &str, length: usize) -> bool {
        let all: Vec<_> = tokens(text).collect();
        let [.., last, next] = all.as_slice() else { panic!("two tokens needed") };
        closes(length, last, &text[last.end()..next.start], next)
    }

    #[test]
    fn a_line_break_closes_and_a_short_sentence_does_not() {
        assert!(closes_between("one\ntwo", 1));
        assert!(!closes_between("One. Two", 2));
    }

    #[test]
    fn a_long_piece_is_closed_at_a_sentence_end_only() {
        assert!(closes_between("One. Two", LONG));
        assert!(!closes_between("One, two", LONG));
        assert!(!closes_between("no. two", LONG));
        assert!(closes_between("one two", TOO_LONG));
    }
}
