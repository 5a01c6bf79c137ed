//! Restoring arbitrary text: no panic, and what is not substituted stays as it was.

use std::sync::LazyLock;

use proptest::prelude::*;
use unspin::Restorer;
use unspin::corpus::{Protection, Text};
use unspin::substitution::apply;

use crate::binary::SPUN;

static RESTORER: LazyLock<Restorer> = LazyLock::new(|| Restorer::embedded().unwrap());

/// Restores `text` as every command does; how many substitutions were made.
fn restore(text: &str) -> usize {
    let (substitutions, detection) = RESTORER.worker().suggest(text);
    let mut copied = 0;
    for substitution in &substitutions {
        assert!(copied <= substitution.span.start, "sorted and disjoint");
        assert_eq!(&text[substitution.span.clone()], substitution.spun);
        copied = substitution.span.end;
    }
    let kept = Protection::default().keep(&Text::whole(text), substitutions);
    let restored = apply(text, &kept);
    assert_eq!(kept.is_empty(), restored == text, "{detection:?}");
    kept.len()
}

#[test]
fn the_words_below_are_restored_when_they_are_left_whole() {
    assert!(restore(SPUN) > 10);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        restore(&text);
    }

    #[test]
    fn any_bytes_that_are_text(bytes: Vec<u8>) {
        restore(&String::from_utf8_lossy(&bytes));
    }

    /// Spun words, cut anywhere and mixed with what no writer writes.
    #[test]
    fn spun_text_in_pieces(
        parts in prop::collection::vec((0..SPUN.len(), 0..300usize, "[\\PC\n\u{0}\u{301}\u{200d}\u{1f600}]{0,4}"), 0..12),
    ) {
        let mut text = String::new();
        for (start, length, noise) in parts {
            let boundary = |at: usize| (0..=at.min(SPUN.len())).rev().find(|&at| SPUN.is_char_boundary(at)).unwrap();
            text.push_str(&SPUN[boundary(start)..boundary(start + length)]);
            text.push_str(&noise);
        }
        restore(&text);
    }
}
