//! A pair to measure on: a spun text, its original, and what is known about the two.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use unspin::Error;
use unspin::evaluation::{GoldEdit, read_documents, read_edits};

/// The files of a pair.
#[derive(Debug)]
pub struct Paths {
    pub spun: PathBuf,
    pub original: PathBuf,
    pub edits: Option<PathBuf>,
    pub docs: Option<PathBuf>,
}

impl Paths {
    /// Whether `path` is one of them, by whatever name.
    pub fn include(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        let tables = [&self.edits, &self.docs].into_iter().flatten();
        [&self.spun, &self.original]
            .into_iter()
            .chain(tables)
            .any(|own| own.canonicalize().is_ok_and(|own| own == path))
    }
}

/// A pair, read and found to correspond.
pub struct Pair {
    paths: Paths,
    spun: String,
    original: String,
    edits: Option<BTreeMap<usize, Vec<GoldEdit>>>,
    /// Lines of each document; lines of none are left as they are.
    pub documents: Vec<Range<usize>>,
}

impl Pair {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read or is malformed, or when they do not belong together.
    pub fn open(paths: Paths) -> Result<Self, Error> {
        let (spun, original) = (read(&paths.spun)?, read(&paths.original)?);
        let spun_lines = lines(&spun);
        same_length(&paths.original, &lines(&original), &paths.spun, &spun_lines)?;
        let edits = paths.edits.as_deref().map(|path| gold_edits(path, &paths.spun, &spun_lines)).transpose()?;
        let documents = match &paths.docs {
            Some(path) => read_documents(open(path)?, &path.to_string_lossy(), spun_lines.len())?,
            None => std::iter::once(0..spun_lines.len()).collect(),
        };
        Ok(Self { paths, spun, original, edits, documents })
    }

    /// The spun text, line by line.
    pub fn spun(&self) -> Vec<&str> {
        lines(&self.spun)
    }

    /// The original, as many lines.
    pub fn original(&self) -> Vec<&str> {
        lines(&self.original)
    }

    /// What the spinner did in a line, counted from 0; `None` where there is no table.
    pub fn edits(&self, line: usize) -> Option<&[GoldEdit]> {
        self.edits.as_ref().map(|edits| edits.get(&(line + 1)).map_or(&[][..], Vec::as_slice))
    }

    /// An output, cut into as many lines as the spun text, even where a repair left the last ones empty.
    ///
    /// # Errors
    ///
    /// When it has another number of lines; `path` is what it is then called.
    pub fn lines_of<'o>(&self, output: &'o str, path: &Path) -> Result<Vec<&'o str>, Error> {
        let spun = self.spun();
        let mut output_lines = lines(output);
        if output_lines.len() < spun.len() && output.matches('\n').count() >= spun.len() {
            output_lines.resize(spun.len(), "");
        }
        same_length(path, &output_lines, &self.paths.spun, &spun)?;
        Ok(output_lines)
    }
}

/// `NAME.docs.tsv` for `NAME.spun.txt` or `NAME.txt`, if it is there.
pub fn docs_beside(spun: &Path) -> Option<PathBuf> {
    let name = spun.file_name()?.to_str()?;
    let stem = name.strip_suffix(".txt")?;
    let beside = spun.with_file_name(format!("{}.docs.tsv", stem.strip_suffix(".spun").unwrap_or(stem)));
    beside.is_file().then_some(beside)
}

/// The text of a file.
///
/// # Errors
///
/// When it cannot be read or is not UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// The gold edits, each of which must stand in the spun text where it says.
fn gold_edits(path: &Path, spun_path: &Path, spun: &[&str]) -> Result<BTreeMap<usize, Vec<GoldEdit>>, Error> {
    let edits = read_edits(open(path)?, &path.to_string_lossy())?;
    for (&line, edits) in &edits {
        let stray = edits.iter().find(|edit| !spun.get(line - 1).is_some_and(|text| edit.fits(text)));
        if let Some(stray) = stray {
            return Err(Error::Row {
                file: spun_path.display().to_string(),
                line,
                fault: format!("no `{}` at character {} as {} says", stray.spun, stray.char_offset, path.display()),
                remedy: "give the table that was made with this text".to_owned(),
            });
        }
    }
    Ok(edits)
}

/// Lines as they are counted everywhere here: by LF alone, empty ones at the end left out.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end_matches('\n').split('\n').collect()
}

fn same_length(path: &Path, lines: &[&str], spun_path: &Path, spun: &[&str]) -> Result<(), Error> {
    if lines.len() == spun.len() {
        return Ok(());
    }
    Err(Error::Row {
        file: path.display().to_string(),
        line: lines.len().min(spun.len()) + 1,
        fault: format!("{} lines, but {} has {}", lines.len(), spun_path.display(), spun.len()),
        remedy: "give texts that correspond line by line".to_owned(),
    })
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}
