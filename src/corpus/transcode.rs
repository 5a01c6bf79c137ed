//! Other encodings than UTF-8, as a stream: decoded while reading, encoded again for writing.
//!
//! What is decoded is encoded again at once and compared, so that a file that would not come back byte for byte is refused
//! before anything is written.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Byte order marks and what they announce.
const MARKS: [(&[u8], &Encoding); 3] = [(b"\xef\xbb\xbf", UTF_8), (b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)];

/// The byte order mark that `start` begins with, and the encoding it announces.
pub(super) fn mark(start: &[u8]) -> Option<(&'static [u8], &'static Encoding)> {
    MARKS.into_iter().find(|(mark, _)| start.starts_with(mark))
}

/// Appends `text` in `encoding` to `out`; whether it can be written in it.
pub(super) fn encode(text: &str, encoding: &'static Encoding, out: &mut Vec<u8>) -> bool {
    let units = text.encode_utf16();
    if encoding == UTF_16LE {
        out.extend(units.flat_map(u16::to_le_bytes));
        return true;
    }
    if encoding == UTF_16BE {
        out.extend(units.flat_map(u16::to_be_bytes));
        return true;
    }
    let (bytes, _, unmappable) = encoding.encode(text);
    out.extend_from_slice(&bytes);
    !unmappable
}

/// Whether `text` can be written in `encoding`.
pub(super) fn fits(text: &str, encoding: &'static Encoding) -> bool {
    encoding == UTF_8 || encode(text, encoding, &mut Vec::new())
}

/// Reads UTF-8 from bytes in another encoding.
pub(super) struct Decoding<R> {
    inner: R,
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    /// Decoded, not yet given out from `given` on.
    text: String,
    given: usize,
    /// Raw bytes whose text is still to come out of the decoder.
    pending: Vec<u8>,
    ended: bool,
}

const CHUNK: usize = 64 << 10;

impl<R: Read> Decoding<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: Vec::new(),
            text: String::new(),
            given: 0,
            pending: Vec::new(),
            ended: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        self.raw.resize(CHUNK, 0);
        let read = self.inner.read(&mut self.raw)?;
        self.ended = read == 0;
        self.text.reserve(self.decoder.max_utf8_buffer_length_without_replacement(read).unwrap_or(4 * CHUNK));
        let (result, used) =
            self.decoder.decode_to_string_without_replacement(&self.raw[..read], &mut self.text, self.ended);
        let name = self.encoding.name();
        let refuse =
            |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, format!("this is not {name}: {what}")));
        if result != DecoderResult::InputEmpty || used != read {
            return refuse("some bytes stand for nothing in it");
        }
        self.pending.extend_from_slice(&self.raw[..read]);
        let mut back = Vec::with_capacity(read);
        if !encode(&self.text, self.encoding, &mut back) || !self.pending.starts_with(&back) {
            return refuse("it would not come back byte for byte");
        }
        self.pending.drain(..back.len());
        if self.ended && !self.pending.is_empty() {
            return refuse("the end is missing");
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.fill()?;
        }
        let rest = &self.text.as_bytes()[self.given..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        Decoding::new(bytes, encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_would_not_come_back_is_refused() {
        assert!(decoded(b"a\0b", UTF_16LE).unwrap_err().to_string().contains("UTF-16LE"));
        assert_eq!(decoded(b"caf\xe9 \x93no\x94", encoding_rs::WINDOWS_1252).unwrap(), "café “no”");
        assert!(!encode("\u{4e00}", encoding_rs::WINDOWS_1252, &mut Vec::new()));
    }

    proptest! {
        #[test]
        fn what_is_decoded_is_encoded_again(bytes: Vec<u8>, which in 0..5usize) {
            let encoding = [UTF_16LE, UTF_16BE, encoding_rs::WINDOWS_1252, encoding_rs::SHIFT_JIS, encoding_rs::GB18030][which];
            if let Ok(text) = decoded(&bytes, encoding) {
                let mut back = Vec::new();
                prop_assert!(encode(&text, encoding, &mut back));
                prop_assert_eq!(back, bytes);
            }
        }
    }
}
