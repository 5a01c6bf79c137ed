//! Documents in and out: decoding, encoding, and writing without ever losing a file.
//!
//! Separate because it is the only code of the library that opens files: everything else takes text or readers and
//! cannot fail on a disk. A document leaves in the encoding it came in, its byte order mark and line ends included.
//!
//! | module | purpose |
//! |---|---|
//! | [`tree`] | the files of a corpus |
//! | [`mod@format`] | how a file of each format is cut into records, and where their texts are |
//! | [`compression`], [`encoding`] | what a file is packed in |
//! | [`source`], [`batch`] | a file as a stream of batches of records |
//! | [`record`] | one record, and substitutions put back into it |
//! | [`protection`] | what is never touched |
//! | [`documents`] | documents by name, as `dir/a.jsonl#12` |
//! | [`atomic`] | files written wholly or not at all |
//!
//! ```
//! use unspin::corpus::Document;
//! let document = Document::read(&b"\xef\xbb\xbfThey left dead men.\r\n"[..], "letter.txt".as_ref())?;
//! assert_eq!(document.text, "They left dead men.\r\n");
//! assert!(document.encode(&document.text).starts_with(b"\xef\xbb\xbf"));
//! # Ok::<(), unspin::Error>(())
//! ```

pub mod atomic;
pub mod batch;
pub mod compression;
pub mod documents;
pub mod encoding;
mod escape;
pub mod format;
pub mod protection;
pub mod record;
pub mod source;
mod splice;
mod transcode;
pub mod tree;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::Error;

pub use batch::{Batch, Visitor};
pub use compression::Compression;
pub use encoding::{Encoding, decode, encode, encode_part};
pub use format::Format;
pub use protection::Protection;
pub use record::{Fault, Lines, Make, Record, Text};
pub use source::{Options, Source};

/// A document: its text, and what is needed to write it back as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where it came from; for messages and reports, it need not be a file.
    pub path: PathBuf,
    /// The decoded text, without byte order mark, line ends as they were.
    pub text: String,
    /// How the text was encoded.
    pub encoding: Encoding,
}

impl Document {
    /// Reads and decodes the file at `path`.
    ///
    /// # Errors
    ///
    /// When it is missing, a directory or unreadable, and those of [`decode`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        check_readable(path)?;
        let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        Self::read(file, path)
    }

    /// Reads and decodes all of `reader`; `path` names the document in messages and reports.
    ///
    /// # Errors
    ///
    /// When reading fails, and those of [`decode`].
    pub fn read(mut reader: impl Read, path: &Path) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let (text, encoding) = decode(bytes, path)?;
        Ok(Self { path: path.to_owned(), text, encoding })
    }

    /// The bytes that `text` has in this document's encoding.
    #[must_use]
    pub fn encode(&self, text: &str) -> Vec<u8> {
        encode(text, self.encoding)
    }
}

/// Whether [`Document::open`] would get as far as reading, found out without reading: a pipe loses nothing.
///
/// # Errors
///
/// When `path` is missing, a directory, or a file that may not be read.
pub fn check_readable(path: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let metadata = std::fs::metadata(path).map_err(io)?;
    if metadata.is_dir() {
        return Err(Error::Directory { path: path.to_owned() });
    }
    if metadata.is_file() {
        File::open(path).map_err(io)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
