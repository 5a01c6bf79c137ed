//! Everything that can go wrong, as facts in fields and the remedy in the message.
//!
//! Nothing between a text and its substitutions can fail, so these errors come only from opening, reading, building and
//! writing.

use std::path::PathBuf;

/// What went wrong: the facts in its fields, the remedy in its message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused to open, read or write a file.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file concerned.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A compiled artefact (language model, swap table) is not what its header says, or no artefact at all.
    #[error("{artefact}: {fault}; {remedy}")]
    Artefact {
        /// Which artefact: a file name, or the name of the embedded one.
        artefact: String,
        /// What is wrong with it.
        fault: String,
        /// What to do about it, usually the command that rebuilds it.
        remedy: String,
    },
    /// A dialect was asked for that no table has.
    #[error(
        "there is no dialect {dialect:?} among {known}; name one of these, or add its table with --dictionary FILE"
    )]
    UnknownDialect {
        /// The dialect asked for.
        dialect: String,
        /// The names of those that have a table, with commas.
        known: String,
    },
    /// A line of a swap table, a keep list or a list of edits cannot be used.
    #[error("{file}:{line}: {fault}; {remedy}")]
    Row {
        /// The file, as it was named.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        fault: String,
        /// What to do about it.
        remedy: String,
    },
    /// Two texts that must correspond line by line do not.
    #[error(
        "{spun} spun lines but {original} original ones; align the two files so that line N of one is line N of the other"
    )]
    Misaligned {
        /// Lines of the spun text.
        spun: usize,
        /// Lines of the original text.
        original: usize,
    },
    /// A language model cannot be trained as asked.
    #[error("cannot train a language model: {fault}")]
    Training {
        /// Why not.
        fault: String,
    },
    /// A NUL stands in what should be text: a binary file, or UTF-16 or UTF-32 without its byte order mark.
    #[error(
        "{}: byte {offset} is NUL, so this is not text; if it is UTF-16, save it with a byte order mark",
        path.display()
    )]
    Binary {
        /// The file concerned.
        path: PathBuf,
        /// Offset of the NUL in the file, in bytes.
        offset: usize,
    },
    /// A file without a UTF-16 byte order mark is not UTF-8.
    #[error(
        "{}: line {line}: byte {offset} of the file is not UTF-8; convert it first, \
         for example with `iconv -f WINDOWS-1252 -t UTF-8`",
        path.display()
    )]
    InvalidUtf8 {
        /// The file concerned.
        path: PathBuf,
        /// Line of the first bad byte, the first line being 1.
        line: usize,
        /// Offset of the first bad byte in the file.
        offset: usize,
    },
    /// A file with a UTF-16 byte order mark is not UTF-16.
    #[error("{}: {fault} at byte {offset}, so this is not UTF-16; the file may have been cut short", path.display())]
    InvalidUtf16 {
        /// The file concerned.
        path: PathBuf,
        /// What is wrong: half a code unit, or half a surrogate pair.
        fault: &'static str,
        /// Offset of the bad code unit in the file, in bytes.
        offset: usize,
    },
    /// A directory stands where a file is needed.
    #[error("{}: is a directory; name a file", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// A file that would be written forbids it with its mode, whoever asks.
    #[error("{}: is read-only; make it writable, or write to another file with --output", path.display())]
    ReadOnly {
        /// The file, untouched.
        path: PathBuf,
    },
    /// A substitution CSV, or a CSV of pairs, that cannot be read.
    #[error("{}: line {line}: {fault}", path.display())]
    SubstitutionCsv {
        /// The CSV.
        path: PathBuf,
        /// Line of the row at fault, the header being line 1.
        line: u64,
        /// What is wrong with it, and what should stand there.
        fault: String,
    },
    /// A file of a corpus that cannot be read as what it is said to be.
    #[error("{}: {fault}", path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do about it.
        fault: String,
    },
    /// A pattern of what to leave alone that is no regular expression.
    #[error("`{pattern}` is no regular expression: {fault}")]
    Regex {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        fault: String,
    },
}
