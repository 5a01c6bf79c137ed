//! A stand-in with the interface that the command line needs.

use std::borrow::Cow;

use crate::Error;

/// A language model.
pub struct LanguageModel;

impl LanguageModel {
    /// Opens a compiled model.
    ///
    /// # Errors
    ///
    /// Always: this is a stand-in.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let fault = format!("its {} bytes are not a language model", bytes.into().len());
        Err(Error::Artefact {
            artefact: "language model".to_owned(),
            fault,
            remedy: "make one with `unspin train`".to_owned(),
        })
    }
}
