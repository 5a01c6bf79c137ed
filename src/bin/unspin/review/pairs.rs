//! `--pairs`: each pair once, for one verdict on all its hits.

use std::path::Path;
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::atomic;
use unspin::review::Review;
use unspin::review::csv::Layout;
use unspin::review::rules::pairs_csv;

use crate::inputs::DASH;
use crate::screen::write_stdout;
use crate::tell;

/// Writes the pairs of `review` to `path`, laid out as the review was.
///
/// # Errors
///
/// When the file cannot be written.
pub fn run(review: &Review, path: &Path, bom: bool) -> Result<ExitCode, Error> {
    let layout = Layout { mark: bom || review.layout().mark, ..review.layout() };
    let mut bytes = Vec::new();
    pairs_csv::write(review, &mut bytes, path, layout)?;
    if path.as_os_str() == DASH {
        write_stdout(&bytes)?;
        return Ok(ExitCode::SUCCESS);
    }
    if path.exists() {
        let fault = "is there already, perhaps with verdicts; name another file with --output, or delete it";
        return Err(Error::Document { path: path.to_owned(), fault: fault.to_owned() });
    }
    atomic::write(path, &bytes)?;
    let (rows, pairs) = (review.rows().len(), review.pairs().len());
    tell(&format!("{}: {pairs} pairs of {rows} substitutions", path.display()));
    Ok(ExitCode::SUCCESS)
}
