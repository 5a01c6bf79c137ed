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
        match self.segment.escape {
            Escape::None | Escape::Unquoted(_) => {
                self.at += target - self.text_at;
                self.text_at = target;
            }
            escape => {
                while self.text_at < target {
                    let (c, length) = escape.first(&self.source[self.at..]);
                    self.at += length;
                    self.text_at += c.len_utf8();
                }
            }
        }
    }
}
