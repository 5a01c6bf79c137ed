//! The line on standard error that sums up what was done to a document.

use std::fmt;

use unspin::corpus::Document;
use unspin::restorer::Detection;

use crate::inputs::is_stdin;

/// What was done to one document.
pub struct Summary {
    name: String,
    /// How many substitutions were made.
    pub substitutions: usize,
    detection: Detection,
}

impl Summary {
    /// Of `document`, in which so many `substitutions` were made.
    pub fn new(document: &Document, substitutions: usize, detection: &Detection) -> Self {
        let path = &document.path;
        let name = if is_stdin(path) { "standard input".to_owned() } else { path.to_string_lossy().into_owned() };
        Self { name, substitutions, detection: *detection }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, substitutions, detection } = self;
        let plural = if *substitutions == 1 { "" } else { "s" };
        write!(
            f,
            "{name}: {substitutions} substitution{plural}, swap rate {:.2}, {}",
            detection.swap_rate, detection.verdict
        )?;
        detection.dialect.map_or(Ok(()), |dialect| write!(f, " ({dialect})"))
    }
}
