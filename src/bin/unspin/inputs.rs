//! The documents a command was given.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::corpus::{Document, check_readable};

use crate::{complain, tell};

/// Stands for standard input among the files, and for standard output after `--output`.
pub const DASH: &str = "-";

/// The inputs that can be read, after a message for each that cannot: a wrong path is told before any work is done.
pub struct Inputs {
    /// Those that can, in the order typed; none typed is standard input.
    pub good: Vec<PathBuf>,
    /// Whether there was another.
    pub any_bad: bool,
}

impl Inputs {
    /// Looks at every path, with `also` as a further check.
    pub fn check(typed: &[PathBuf], also: impl Fn(&Path) -> Result<(), Error>) -> Self {
        let stdin = [PathBuf::from(DASH)];
        let typed = if typed.is_empty() { &stdin } else { typed };
        let mut inputs = Self { good: Vec::new(), any_bad: false };
        for path in typed {
            let checked = if is_stdin(path) { Ok(()) } else { check_readable(path) };
            match checked.and_then(|()| also(path)) {
                Ok(()) => inputs.good.push(path.clone()),
                Err(error) => {
                    complain(&error);
                    inputs.any_bad = true;
                }
            }
        }
        inputs
    }
}

/// Whether `path` means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == DASH
}

/// Reads a document, or standard input for `-`.
///
/// # Errors
///
/// Those of [`Document::open`].
pub fn open(path: &Path) -> Result<Document, Error> {
    if !is_stdin(path) {
        return Document::open(path);
    }
    if io::stdin().is_terminal() {
        tell("unspin: reading from standard input; end with Ctrl-D");
    }
    let document = Document::read(io::stdin().lock(), Path::new("standard input"))?;
    Ok(Document { path: path.to_owned(), ..document })
}
