//! `--html`: the list as a page to read and judge in a browser.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;

use unspin::Error;
use unspin::corpus::atomic;
use unspin::review::Review;
use unspin::review::html::Report;

use crate::inputs::is_stdin;
use crate::tell;

/// Writes the list at `list` as a page to `path`.
///
/// # Errors
///
/// When the list cannot be read, or the page cannot be written.
pub fn write_list(list: &Path, path: &Path) -> Result<ExitCode, Error> {
    if is_same_file(list, path) {
        let fault = "--html would write over the list; name another file".to_owned();
        return Err(Error::Document { path: path.to_owned(), fault });
    }
    atomic::check(path)?;
    let review = super::open(list)?;
    let name = if is_stdin(list) { "standard input".into() } else { list.to_string_lossy() };
    write(path, &format!("Review of {name}"), &review, &HashMap::new())?;
    tell(&format!("{}: {} substitutions; open it in a browser", path.display(), review.rows().len()));
    Ok(ExitCode::SUCCESS)
}

/// Writes a page about `review`, with the whole `texts` that are known, to `path`.
///
/// # Errors
///
/// When it cannot be written.
pub fn write(path: &Path, title: &str, review: &Review, texts: &HashMap<String, String>) -> Result<(), Error> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let file = format!("{stem}-verdicts.csv");
    let mut page = Vec::new();
    Report { title, file: &file, review, texts }.write(&mut page).expect("memory takes everything");
    atomic::write(path, &page)
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
