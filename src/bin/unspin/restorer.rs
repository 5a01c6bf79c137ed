//! The restorer, from the options.

use unspin::Error;
use unspin::restorer::Restorer;

use crate::args::RestorerArgs;

/// Builds the restorer that was asked for.
///
/// # Errors
///
/// When the language model cannot be read or is none.
pub fn build(args: &RestorerArgs, min_confidence: Option<f64>) -> Result<Restorer, Error> {
    let mut builder = Restorer::builder();
    if let Some(confidence) = min_confidence {
        builder = builder.min_confidence(confidence);
    }
    if let Some(path) = &args.model {
        // The language model has no reader yet.
        return Err(Error::Artefact {
            artefact: path.display().to_string(),
            fault: "language models cannot be read from files yet".to_owned(),
            remedy: "leave --model out".to_owned(),
        });
    }
    builder.build()
}
