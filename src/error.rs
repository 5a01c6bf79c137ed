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
}
