//! Substitutions put back into a record, some at a time: those of a long document are never held all at once.

use super::escape::Escape;
use super::record::{Segment, Text};
use crate::substitution::Substitution;

/// Writes a record with substitutions made in its text.
#[derive(Debug)]
pub(super) struct Splicer<'r> {
    bytes: &'r [u8],
    /// The segment that is being written, or is looked at next, and those behind it.
    segments: &'r [Segment],
    /// Bytes of the record that were written, or replaced, outside the segment that is being written.
    copied: usize,
    open: Option<Open<'r>>,
}

/// A segment being written.
#[derive(Debug)]
struct Open<'r> {
    segment: &'r Segment,
    source: &'r str,
    escape: Escape,
    is_ascii: bool,
    /// A place in the source and in the text, and how much of the source was written.
    at: usize,
    text_at: usize,
    copied: usize,
    /// Where in the output the segment begins.
    start: usize,
}

impl<'r> Splicer<'r> {
    /// Of the record `bytes`, whose text is `text`.
    pub(super) fn new(bytes: &'r [u8], text: &'r Text<'_>) -> Self {
        Self { bytes, segments: &text.segments, copied: 0, open: None }
    }

    /// Appends the record to `out` up to the last of `substitutions`, with them made; they stand behind those made before. `out` must
    /// have been appended to by this splicer only.
    ///
    /// # Panics
    ///
    /// When a substitution is not of this text.
    pub(super) fn make(&mut self, substitutions: &[Substitution], out: &mut Vec<u8>) {
        for substitution in substitutions {
            loop {
                let segment = self.segments.first().expect("no substitution stands behind the text");
                if substitution.span.end <= segment.text.end {
                    break;
                }
                self.close(out);
                self.segments = &self.segments[1..];
            }
            let (bytes, segment, copied) = (self.bytes, &self.segments[0], self.copied);
            let open = self.open.get_or_insert_with(|| {
                out.extend_from_slice(&bytes[copied..segment.source.start]);
                Open::new(bytes, segment, out.len())
            });
            open.make(substitution, out);
        }
    }

    /// Appends what is left of the record.
    pub(super) fn finish(mut self, out: &mut Vec<u8>) {
        self.close(out);
        out.extend_from_slice(&self.bytes[self.copied..]);
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        if let Some(open) = self.open.take() {
            self.copied = open.segment.source.end;
            open.finish(out);
        }
    }
}

impl<'r> Open<'r> {
    fn new(bytes: &'r [u8], segment: &'r Segment, start: usize) -> Self {
        let source = std::str::from_utf8(&bytes[segment.source.clone()]).expect("the text was read from here");
        let escape = segment.escape;
        let is_ascii = escape.is_ascii(source);
        Self { segment, source, escape, is_ascii, at: 0, text_at: segment.text.start, copied: 0, start }
    }

    fn make(&mut self, substitution: &Substitution, out: &mut Vec<u8>) {
        if let Escape::Unquoted(delimiter) = self.escape
            && substitution.original.bytes().any(|b| b == delimiter || matches!(b, b'"' | b'\r' | b'\n'))
        {
            self.quote(out);
        }
        self.walk_to(substitution.span.start);
        self.copy(self.at, out);
        self.escape.encode(&substitution.original, self.is_ascii, out);
        self.walk_to(substitution.span.end);
        self.copied = self.at;
    }

    fn finish(mut self, out: &mut Vec<u8>) {
        self.copy(self.source.len(), out);
        if self.is_quoted_anew() {
            out.push(b'"');
        }
    }

    /// Where a new word brings a comma or a quote, the field gets quotes.
    fn quote(&mut self, out: &mut Vec<u8>) {
        let written = out.split_off(self.start);
        out.push(b'"');
        self.escape = Escape::Quoted;
        self.escape.encode(std::str::from_utf8(&written).expect("made of text"), false, out);
    }

    /// Whether the source has no quotes though the output does.
    fn is_quoted_anew(&self) -> bool {
        self.escape != self.segment.escape
    }

    /// Writes the source up to `end`.
    fn copy(&mut self, end: usize, out: &mut Vec<u8>) {
        let part = &self.source[self.copied..end];
        if self.is_quoted_anew() {
            self.escape.encode(part, false, out);
        } else {
            out.extend_from_slice(part.as_bytes());
        }
        self.copied = end;
    }

    /// Goes on to where the text's offset `target` is in the source.
    fn walk_to(&mut self, target: usize) {
        while self.text_at < target {
            let rest = &self.source[self.at..];
            let (text, source) = match self.segment.escape.plain(rest, target - self.text_at) {
                0 => {
                    let (c, length) = self.segment.escape.first(rest);
                    (c.len_utf8(), length)
                }
                plain => (plain, plain),
            };
            self.text_at += text;
            self.at += source;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::substitution::Source;

    /// `record`, which has its text from byte `start` on, with substitutions made some at a time.
    fn spliced(record: &str, start: usize, escape: Escape, parts: &[&[(&str, &str)]]) -> String {
        let text = Text::escaped(&record[start..], start, escape).unwrap();
        let made = |(spun, original): &(&str, &str)| {
            let at = text.as_str().find(spun).unwrap();
            Substitution {
                span: at..at + spun.len(),
                spun: (*spun).to_owned(),
                original: (*original).to_owned(),
                confidence: 1.0,
                gain: 1.0,
                source: Source::Exact,
                alternatives: Vec::new(),
            }
        };
        let (mut splicer, mut out) = (Splicer::new(record.as_bytes(), &text), Vec::new());
        parts.iter().for_each(|part| splicer.make(&part.iter().map(made).collect::<Vec<_>>(), &mut out));
        splicer.finish(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_field_gets_quotes_when_a_later_word_brings_a_comma() {
        let field = |parts: &[&[(&str, &str)]]| spliced("1,one 5\" two three \"4\"", 2, Escape::Unquoted(b','), parts);
        assert_eq!(field(&[&[("one", "1")], &[("three", "3")]]), "1,1 5\" two 3 \"4\"");
        assert_eq!(
            field(&[&[("one", "1")], &[("two", "2, 2")], &[("three", "\"3\"")]]),
            "1,\"1 5\"\" 2, 2 \"\"3\"\" \"\"4\"\"\""
        );
    }

    #[test]
    fn escapes_between_words_stay_as_they_are() {
        let record = r#"[ "so\u0020one\n\u00e9 two\/ "#;
        let parts: [&[(&str, &str)]; 2] = [&[("one", "\u{e9}")], &[("two", "2")]];
        assert_eq!(spliced(record, 3, Escape::Json, &parts), r#"[ "so\u0020\u00e9\n\u00e9 2\/ "#);
    }

    #[test]
    #[should_panic(expected = "behind the text")]
    fn a_substitution_of_another_text_panics() {
        let text = Text::plain("one", 0..3);
        let longer = Text::plain("one two", 0..7);
        let mut out = Vec::new();
        let made = Substitution {
            span: 4..longer.as_str().len(),
            spun: "two".to_owned(),
            original: "2".to_owned(),
            confidence: 1.0,
            gain: 1.0,
            source: Source::Exact,
            alternatives: Vec::new(),
        };
        Splicer::new(b"one", &text).make(&[made], &mut out);
    }
}
