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
    /// A row of a table in text form is not what the table's description asks for.
    #[error("{table}:{row}: {fault}; {remedy}")]
    Row {
        /// The table: a file name, usually.
        table: String,
        /// The row, counted from 1 with the header.
        row: usize,
        /// What is wrong with it.
        fault: String,
        /// What to do about it.
        remedy: String,
    },
}
