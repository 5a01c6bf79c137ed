//! Bytes to text and back: UTF-8 with or without byte order mark, and UTF-16 of both byte orders.
//!
//! | first bytes | encoding | written back as |
//! |---|---|---|
//! | `EF BB BF` | UTF-8 | the same, with its byte order mark |
//! | `FF FE` | UTF-16, little end first | the same, with its byte order mark |
//! | `FE FF` | UTF-16, big end first | the same, with its byte order mark |
//! | anything else | UTF-8 | the same, without |
//!
//! Nothing is guessed and nothing replaced: what is not text in one of these is refused, since a document with
//! replacement characters could not be written back.

use std::borrow::Cow;
use std::path::Path;

use crate::Error;

/// How a document's text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without byte order mark.
    Utf8,
    /// UTF-8 with byte order mark.
    Utf8Bom,
    /// UTF-16, little end first, with byte order mark.
    Utf16Le,
    /// UTF-16, big end first, with byte order mark.
    Utf16Be,
}

const ALL_WITH_MARK: [Encoding; 3] = [Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be];

impl Encoding {
    /// The byte order mark, empty for [`Encoding::Utf8`].
    #[must_use]
    pub fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"",
            Self::Utf8Bom => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
            Self::Utf16Be => b"\xfe\xff",
        }
    }
}

/// Decodes a document; `path` only names it in errors.
///
/// # Errors
///
/// [`Error::Binary`] for a NUL anywhere, [`Error::InvalidUtf8`] and [`Error::InvalidUtf16`] with the offset of the
/// first bad byte.
pub fn decode(mut bytes: Vec<u8>, path: &Path) -> Result<(String, Encoding), Error> {
    let encoding = ALL_WITH_MARK.into_iter().find(|e| bytes.starts_with(e.mark())).unwrap_or(Encoding::Utf8);
    let mark = encoding.mark().len();
    let text = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => {
            bytes.drain(..mark);
            from_utf8(bytes, mark, path)?
        }
        Encoding::Utf16Le => from_utf16(&bytes, u16::from_le_bytes, path)?,
        Encoding::Utf16Be => from_utf16(&bytes, u16::from_be_bytes, path)?,
    };
    Ok((text, encoding))
}

/// Encodes `text`, byte order mark included.
#[must_use]
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let mut bytes = encoding.mark().to_vec();
    bytes.extend_from_slice(&encode_part(text, encoding));
    bytes
}

/// Encodes `part` of a text, without a byte order mark.
#[must_use]
pub fn encode_part(part: &str, encoding: Encoding) -> Cow<'_, [u8]> {
    let units = part.encode_utf16();
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => Cow::Borrowed(part.as_bytes()),
        Encoding::Utf16Le => units.flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => units.flat_map(u16::to_be_bytes).collect(),
    }
}

/// `mark` is the length of the byte order mark already taken off, for the offsets in errors.
fn from_utf8(bytes: Vec<u8>, mark: usize, path: &Path) -> Result<String, Error> {
    if let Some(nul) = memchr::memchr(0, &bytes) {
        return Err(Error::Binary { path: path.to_owned(), offset: mark + nul });
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..valid].iter().filter(|&&b| b == b'\n').count();
        Error::InvalidUtf8 { path: path.to_owned(), line, offset: mark + valid }
    })
}

/// `bytes` with their byte order mark.
fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, path: &Path) -> Result<String, Error> {
    let invalid = |fault, offset| Error::InvalidUtf16 { path: path.to_owned(), fault, offset };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut offset = 2;
    for unit in char::decode_utf16(pairs[1..].iter().map(|&pair| unit(pair))) {
        match unit {
            Ok('\0') => return Err(Error::Binary { path: path.to_owned(), offset }),
            Ok(c) => {
                text.push(c);
                offset += 2 * c.len_utf16();
            }
            Err(_) => return Err(invalid("half a surrogate pair", offset)),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(invalid("half a code unit", offset)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8]) -> Result<(String, Encoding), Error> {
        decode(bytes.to_vec(), Path::new("x"))
    }

    #[test]
    fn empty_files_are_texts_in_every_encoding() {
        for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be] {
            assert_eq!(decoded(encoding.mark()).unwrap(), (String::new(), encoding));
        }
    }

    #[test]
    fn nul_is_found_behind_a_mark_too() {
        assert!(matches!(decoded(b"ab\0"), Err(Error::Binary { offset: 2, .. })));
        assert!(matches!(decoded(b"\xef\xbb\xbfab\0"), Err(Error::Binary { offset: 5, .. })));
        assert!(matches!(decoded(b"\xff\xfea\0\0\0"), Err(Error::Binary { offset: 4, .. })), "UTF-32 looks like this");
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        assert!(matches!(decoded(b"one\ntwo\xe9 three"), Err(Error::InvalidUtf8 { line: 2, offset: 7, .. })));
        assert!(matches!(decoded(b"cut short \xe2\x80"), Err(Error::InvalidUtf8 { line: 1, offset: 10, .. })));
    }

    #[test]
    fn ill_formed_utf_16_is_refused() {
        assert!(matches!(decoded(b"\xff\xfea\0b"), Err(Error::InvalidUtf16 { offset: 4, .. })));
        assert!(matches!(decoded(b"\xfe\xff\0a\xd8\x00\0b"), Err(Error::InvalidUtf16 { offset: 4, .. })));
        assert!(matches!(decoded(b"\xfe\xff\0a\xdc\x00"), Err(Error::InvalidUtf16 { offset: 4, .. })));
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(text in "[^\0]*", which in 0..4usize) {
            let encoding = [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be][which];
            // Without a mark of its own a text must not begin with one.
            prop_assume!(encoding != Encoding::Utf8 || !text.starts_with('\u{feff}'));
            prop_assert_eq!(decoded(&encode(&text, encoding)).unwrap(), (text, encoding));
        }

        #[test]
        fn what_was_decoded_is_encoded(bytes: Vec<u8>) {
            if let Ok((text, encoding)) = decoded(&bytes) {
                prop_assert_eq!(encode(&text, encoding), bytes);
            }
        }
    }
}
