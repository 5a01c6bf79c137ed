//! Pieces of bounded length to decode one at a time: paragraphs, cut at sentence ends where they are long.

use super::tokens::{Kind, Token, Tokens, tokens};

/// Tokens after which a long piece is cut at the next sentence end.
pub const LONG: usize = 256;

/// Tokens after which a piece is cut even without a sentence end in sight.
pub const TOO_LONG: usize = 1024;

/// Cuts a text into pieces of at most [`TOO_LONG`] tokens: a line break always ends a piece, since lines are what the
/// language model was trained on; a long piece is ended at a sentence end, a far too long one anywhere. So the work and the
/// memory stay linear in the length of a line.
#[derive(Clone, Debug)]
pub struct Pieces<'t> {
    text: &'t str,
    tokens: Tokens<'t>,
    ahead: Option<Token<'t>>,
    /// Whether the piece before ended at a line break, or there was none.
    fresh: bool,
}

/// Where a piece begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// It begins at the beginning of a line.
    pub line_start: bool,
    /// It ends at the end of a line.
    pub line_end: bool,
}

impl<'t> Pieces<'t> {
    /// The pieces of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut tokens = tokens(text);
        let ahead = tokens.next();
        Self { text, tokens, ahead, fresh: true }
    }

    /// Puts the tokens of the next piece into `piece`, replacing what was there; `None` behind the last one.
    pub fn next_into(&mut self, piece: &mut Vec<Token<'t>>) -> Option<Bounds> {
        piece.clear();
        let mut last = self.ahead.take()?;
        let line_start = self.fresh;
        loop {
            piece.push(last);
            let Some(next) = self.tokens.next() else {
                self.fresh = true;
                break;
            };
            let gap = &self.text[last.end()..next.start];
            self.fresh = gap != " " && gap.bytes().any(|byte| matches!(byte, b'\n' | b'\r'));
            if self.fresh || closes(piece.len(), &last, gap, &next) {
                self.ahead = Some(next);
                break;
            }
            last = next;
        }
        Some(Bounds { line_start, line_end: self.fresh })
    }
}

/// Whether a piece of `length` tokens that ends with `last` should be closed before `next` on the same line.
fn closes(length: usize, last: &Token<'_>, gap: &str, next: &Token<'_>) -> bool {
    length >= TOO_LONG
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
    use super::*;

    fn lengths(text: &str) -> Vec<(usize, bool, bool)> {
        let (mut pieces, mut piece, mut all) = (Pieces::new(text), Vec::new(), Vec::new());
        while let Some(bounds) = pieces.next_into(&mut piece) {
            all.push((piece.len(), bounds.line_start, bounds.line_end));
        }
        all
    }

    #[test]
    fn a_line_break_ends_a_piece_and_a_short_sentence_does_not() {
        assert_eq!(lengths("One. Two\n\nthree"), [(3, true, true), (1, true, true)]);
        assert_eq!(lengths("  "), []);
    }

    #[test]
    fn a_long_line_is_cut_at_sentence_ends() {
        let sentence = "One two three, no. four five. ";
        let all = lengths(&sentence.repeat(100));
        assert!(all.iter().all(|&(n, _, _)| n % 9 == 0 && n < LONG + 9), "{all:?}");
        assert_eq!(all.iter().map(|&(n, _, _)| n).sum::<usize>(), 900);
        assert_eq!(all.iter().filter(|(_, start, _)| *start).count(), 1);
        assert_eq!(all.iter().filter(|(_, _, end)| *end).count(), 1);
    }

    #[test]
    fn a_line_without_sentences_is_cut_anywhere() {
        assert_eq!(lengths(&"word ".repeat(TOO_LONG + 1)), [(TOO_LONG, true, false), (1, false, true)]);
    }
}
