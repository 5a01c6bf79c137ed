//! The restorer, from the options.

use std::path::Path;

use unspin::Error;
use unspin::chooser::Chooser;
use unspin::language_model::LanguageModel;
use unspin::restorer::Restorer;

use crate::args::RestorerArgs;
use crate::dictionary::Dictionary;

/// Builds the restorer that was asked for.
///
/// # Errors
///
/// When the language model, the chooser or a dictionary cannot be read or is none, and when no table has a dialect asked for.
pub fn build(args: &RestorerArgs, min_confidence: Option<f64>) -> Result<Restorer, Error> {
    let mut builder = Restorer::builder();
    if let Some(confidence) = min_confidence {
        builder = builder.min_confidence(confidence);
    }
    if let Some(path) = &args.model {
        builder = builder.language_model(open(path, LanguageModel::open)?);
    }
    if let Some(path) = &args.chooser {
        builder = builder.chooser(Some(open(path, Chooser::open)?));
    }
    for &dialect in &args.dialects {
        builder = builder.dialect(dialect);
    }
    for path in &args.dictionaries {
        builder = match Dictionary::open(path)? {
            Dictionary::Source(rows) => builder.dictionary(rows),
            Dictionary::Compiled(table) => builder.swap_table(*table),
        };
    }
    builder.build()
}

/// What `open` makes of the bytes of the file at `path`.
fn open<T>(path: &Path, open: impl FnOnce(Vec<u8>) -> Result<T, Error>) -> Result<T, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    open(bytes).map_err(|error| match error {
        // The library does not know the file's name.
        Error::Artefact { fault, remedy, .. } => {
            Error::Artefact { artefact: path.display().to_string(), fault, remedy }
        }
        other => other,
    })
}
