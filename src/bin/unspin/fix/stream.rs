//! Restoring a document of which nothing but the text is wanted: it is written as it is restored, and what a long text was restored
//! by is never held all at once.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use unspin::Error;
use unspin::corpus::{Document, Text, atomic, encode_part};
use unspin::restorer::Worker;
use unspin::substitution::Splice;

use super::output::Stdout;
use super::summary::Summary;
use crate::choice::Choice;

/// Where the restored text goes.
#[derive(Clone, Copy)]
pub enum Target<'p> {
    /// Nowhere: it is only asked whether anything would change.
    Nowhere,
    /// To this file, even where nothing changes.
    File(&'p Path),
    /// Over the document, where anything changes: else its time of change stays.
    Over,
    /// To standard output.
    Stdout,
}

/// Restores `document`; `None` when nobody reads standard output any more.
///
/// # Errors
///
/// When the text cannot be written.
pub fn restore(
    worker: &mut Worker<'_>,
    choice: &Choice,
    document: &Document,
    target: Target<'_>,
    stdout: &mut Stdout,
) -> Result<Option<Summary>, Error> {
    let mut summary = None;
    let mut write = |out: &mut dyn Write, unchanged: bool| -> io::Result<bool> {
        let (written, result) = write(worker, choice, document, unchanged, out);
        let changed = written.substitutions > 0;
        summary = Some(written);
        result.map(|()| changed || unchanged)
    };
    let buffered = |out: &mut dyn Write, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<bool>| {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        let written = write(&mut out)?;
        out.flush().map(|()| written)
    };
    match target {
        Target::Nowhere => drop(write(&mut io::sink(), false)),
        Target::File(path) => atomic::write_with(path, |out| buffered(out, &mut |out| write(out, true)))?,
        Target::Over => atomic::write_with(&document.path, |out| buffered(out, &mut |out| write(out, false)))?,
        Target::Stdout => stdout.write(|out| write(out, true).map(drop))?,
    }
    Ok(summary)
}

/// Writes the restored text, where nothing changes only if `unchanged` is to be written, too.
fn write(
    worker: &mut Worker<'_>,
    choice: &Choice,
    document: &Document,
    unchanged: bool,
    out: &mut dyn Write,
) -> (Summary, io::Result<()>) {
    let text = Text::whole(&document.text);
    let choice = choice.of(&text);
    let mut splice = Splice::new(&document.text);
    let (mut substitutions, mut begun, mut result) = (0, false, Ok(()));
    let mut put = |part: &str| {
        if result.is_ok() && !begun {
            result = out.write_all(document.encoding.mark());
            begun = true;
        }
        if result.is_ok() {
            result = out.write_all(&encode_part(part, document.encoding));
        }
    };
    let detection = worker.suggest_in_parts(&document.text, false, &mut |some| {
        let some = choice.keep(some);
        substitutions += some.len();
        splice.make(&some, &mut put);
    });
    if unchanged || substitutions > 0 {
        splice.finish(&mut put);
    }
    (Summary::new(document, substitutions, &detection), result)
}
