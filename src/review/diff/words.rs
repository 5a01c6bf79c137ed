//! Which words of two lines differ: an article may be one line, where line by line nothing could be seen.

use std::time::Instant;

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Its text; all pieces of a line put together are the line.
    pub text: &'t str,
    /// Whether the other line has something else there.
    pub differs: bool,
}

/// Both lines in pieces. After `deadline` the pieces may be longer than need be.
pub fn compared<'t>(old: &'t str, new: &'t str, deadline: Instant) -> (Vec<Piece<'t>>, Vec<Piece<'t>>) {
    let (old_words, new_words) = (words(old), words(new));
    let (mut old_pieces, mut new_pieces) = (Line::new(old), Line::new(new));
    for op in capture_diff_slices_deadline(Algorithm::Myers, &old_words, &new_words, Some(deadline)) {
        let differs = !matches!(op, DiffOp::Equal { .. });
        old_pieces.push(&old_words[op.old_range()], differs);
        new_pieces.push(&new_words[op.new_range()], differs);
    }
    (old_pieces.pieces, new_pieces.pieces)
}

/// Cuts a line wherever letters and digits begin or end, and a line end off as one; not into tokens, since white space counts here.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = '\0';
    for (at, c) in line.char_indices() {
        let belongs = last.is_alphanumeric() && c.is_alphanumeric() || (last, c) == ('\r', '\n');
        if at > start && !belongs {
            words.push(&line[start..at]);
            start = at;
        }
        last = c;
    }
    if start < line.len() {
        words.push(&line[start..]);
    }
    words
}

struct Line<'t> {
    rest: &'t str,
    pieces: Vec<Piece<'t>>,
}

impl<'t> Line<'t> {
    fn new(line: &'t str) -> Self {
        Self { rest: line, pieces: Vec::new() }
    }

    /// Takes the next `words` off the line.
    fn push(&mut self, words: &[&str], differs: bool) {
        let length = words.iter().map(|word| word.len()).sum();
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        if !text.is_empty() {
            self.pieces.push(Piece { text, differs });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_cut_at_their_edges() {
        assert_eq!(words("I'm 12, café\r\n"), ["I", "'", "m", " ", "12", ",", " ", "café", "\r\n"]);
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let (old, new) = compared("left useless men\n", "left dead men\n", Instant::now() + Duration::from_secs(9));
        let marked = |pieces: &[Piece<'_>]| -> Vec<(String, bool)> {
            pieces.iter().map(|piece| (piece.text.to_owned(), piece.differs)).collect()
        };
        let expected = |word: &str| [("left ", false), (word, true), (" men\n", false)].map(|(t, d)| (t.to_owned(), d));
        assert_eq!(marked(&old), expected("useless"));
        assert_eq!(marked(&new), expected("dead"));
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_lines(old in "[ab é]{0,12}", new in "[ab é]{0,12}") {
            let whole = |pieces: &[Piece<'_>]| pieces.iter().map(|piece| piece.text).collect::<String>();
            // A deadline that has passed, too.
            for patience in [0, 9] {
                let (a, b) = compared(&old, &new, Instant::now() + Duration::from_secs(patience));
                prop_assert_eq!((whole(&a), whole(&b)), (old.clone(), new.clone()));
                let kept = |pieces: &[Piece<'_>]| -> String {
                    pieces.iter().filter(|piece| !piece.differs).map(|piece| piece.text).collect()
                };
                prop_assert_eq!(kept(&a), kept(&b));
            }
        }
    }
}
