//! Restoring arbitrary text: no panic, and what is not substituted stays as it was.

use std::sync::LazyLock;

use proptest::prelude::*;
use unspin::Restorer;
use unspin::corpus::{Compression, Fault, Format, Make, Options, Protection, Source, Text, Visitor};
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

/// Counts the substitutions it makes.
struct Restoring(usize);

impl Visitor for Restoring {
    fn text(&mut self, _: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        let protection = Protection::default();
        let guard = protection.guard(text);
        RESTORER.worker().suggest_in_parts(&text.without_code(), false, &mut |mut some| {
            some.retain(|made| guard.allows(made));
            self.0 += some.len();
            make(&some);
        });
        Ok(())
    }

    fn fault(&mut self, _: Option<u64>, _: &Fault) {}
}

/// Restores a file of any bytes; `None` when it cannot be read as one of this format.
fn restore_file(bytes: &[u8], format: Format) -> Option<usize> {
    let reader = Box::new(std::io::Cursor::new(bytes.to_vec()));
    let mut source = Source::read(reader, "x".as_ref(), format, Compression::None, &Options::default()).ok()?;
    let (mut restoring, mut out) = (Restoring(0), Vec::new());
    while let Some(batch) = source.next_batch().ok()? {
        batch.rewrite(&mut restoring, &mut out);
    }
    assert_eq!(restoring.0 == 0, out == bytes, "{format}");
    Some(restoring.0)
}

const FORMATS: [Format; 7] =
    [Format::Text, Format::Markdown, Format::Html, Format::Jsonl, Format::Csv, Format::Tsv, Format::Warc];

#[test]
fn files_of_the_words_below_are_restored_when_they_are_left_whole() {
    for format in &FORMATS[..3] {
        assert!(restore_file(SPUN.as_bytes(), *format).unwrap() > 10, "{format}");
    }
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

    #[test]
    fn any_bytes_in_any_format(bytes: Vec<u8>, which in 0..7usize) {
        restore_file(&bytes, FORMATS[which]);
    }

    /// Spun words among what the formats are written with, cut anywhere.
    #[test]
    fn spun_files_in_pieces(
        parts in prop::collection::vec(
            (0..SPUN.len(), 0..400usize, "(WARC/1\\.0\r\n|Content-Length: 30\r\n\r\n|\\{\"text\":\"|\"\\}\n|\"|,|text\n|\t|<p>|<pre>|</pre>|<!--|-->|&amp;|`|\n\n|é){0,3}"),
            0..10,
        ),
        which in 0..7usize,
        broken in any::<Option<(prop::sample::Index, u8)>>(),
    ) {
        let mut bytes = Vec::new();
        for (start, length, noise) in parts {
            // Bytes and not characters: a letter may be cut in half.
            bytes.extend_from_slice(&SPUN.as_bytes()[start..(start + length).min(SPUN.len())]);
            bytes.extend_from_slice(noise.as_bytes());
        }
        if let (Some((at, byte)), false) = (broken, bytes.is_empty()) {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        restore_file(&bytes, FORMATS[which]);
    }
}
