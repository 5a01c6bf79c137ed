//! `--format`: a filter for pipes, record in, record out, each written as soon as it is done.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::documents::document_name;
use unspin::corpus::{Compression, Fault, Format, Make, Options, Source, Text, Visitor};
use unspin::restorer::Worker;

use crate::choice::Choice;
use crate::inputs::is_stdin;
use crate::screen::stdout_error;
use crate::tell;

/// Restores every record of the files at `paths` to standard output; fails if there was one that is broken.
///
/// # Errors
///
/// When an input or standard output fails.
pub fn run(
    paths: &[impl AsRef<Path>],
    format: Format,
    options: &Options,
    worker: &mut Worker<'_>,
    choice: &Choice,
) -> Result<ExitCode, Error> {
    if format == Format::Parquet {
        let fault = "Parquet is no stream of records; use `unspin bulk`".to_owned();
        return Err(Error::Document { path: "--format".into(), fault });
    }
    // A batch of one record is there as soon as its last byte is.
    let options = Options { batch: 1, ..options.clone() };
    let mut out = std::io::stdout().lock();
    let mut failed = false;
    for path in paths.iter().map(AsRef::as_ref) {
        let compression = Compression::of(path);
        let mut source = if is_stdin(path) {
            Source::read(Box::new(std::io::stdin()), Path::new("standard input"), format, compression, &options)?
        } else {
            Source::open(path, format, compression, &options)?
        };
        let mut pass = Pass { worker, choice, name: path.to_string_lossy().into_owned(), failed: false };
        while let Some(batch) = source.next_batch()? {
            let mut bytes = Vec::new();
            batch.rewrite(&mut pass, &mut bytes);
            out.write_all(&compression.compress(bytes)).and_then(|()| out.flush()).map_err(stdout_error)?;
        }
        failed |= pass.failed;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

struct Pass<'p, 'r> {
    worker: &'p mut Worker<'r>,
    choice: &'p Choice,
    name: String,
    failed: bool,
}

impl Visitor for Pass<'_, '_> {
    fn text(&mut self, _: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        let choice = self.choice.of(text);
        self.worker.suggest_in_parts(&text.without_code(), false, &mut |some| make(&choice.keep(some)));
        Ok(())
    }

    fn fault(&mut self, number: Option<u64>, fault: &Fault) {
        tell(&format!("unspin: {}: {}; passed through", document_name(&self.name, number), fault.message));
        self.failed |= !fault.skipped;
    }
}
