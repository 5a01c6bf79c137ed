//! The files of a corpus: those named, and those in the directories named, in one order whatever the file system's.

use std::fs;
use std::path::{Path, PathBuf};

use super::compression::Compression;
use super::format::Format;
use crate::Error;

/// Name of the directory in which a run over a corpus keeps what it needs to go on; part of no corpus.
pub const STATE: &str = ".unspin";

/// A file of a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is: the path given, joined by what lies below it.
    pub path: PathBuf,
    /// Where it belongs in the output tree.
    pub relative: PathBuf,
    /// What it is; `None` for a file in a directory whose format is not known.
    pub kind: Option<(Format, Compression)>,
    /// Its size.
    pub bytes: u64,
}

/// Every file of `paths`, sorted by its place in the output. A directory gives what lies below it, links to directories and the
/// directories `without` aside; a file gives itself. `format` is that of all files named and of those in directories whose
/// name tells none.
///
/// # Errors
///
/// When a path is missing or unreadable, a file named has no format that is known, or two files would have the same output.
pub fn walk(paths: &[PathBuf], without: &[PathBuf], format: Option<Format>) -> Result<Vec<Entry>, Error> {
    let without: Vec<_> = without.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut entries = Vec::new();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|source| Error::Io { path: path.clone(), source })?;
        if metadata.is_dir() {
            below(path, Path::new(""), &without, format, &mut entries)?;
            continue;
        }
        let kind = kind(path, format).ok_or_else(|| Error::Document {
            path: path.clone(),
            fault: "the name tells no format that is known; name one with --format".to_owned(),
        })?;
        let relative = PathBuf::from(path.file_name().expect("a file has a name"));
        entries.push(Entry { path: path.clone(), relative, kind: Some(kind), bytes: metadata.len() });
    }
    entries.sort_by(|one, other| one.relative.cmp(&other.relative));
    if let Some(pair) = entries.windows(2).find(|pair| pair[0].relative == pair[1].relative) {
        let fault = format!("has the same place in the output as {}; clean them one by one", pair[0].path.display());
        return Err(Error::Document { path: pair[1].path.clone(), fault });
    }
    Ok(entries)
}

fn kind(path: &Path, format: Option<Format>) -> Option<(Format, Compression)> {
    match format {
        Some(format) => Some((format, Compression::of(path))),
        None => Format::of(path),
    }
}

fn below(
    root: &Path,
    relative: &Path,
    without: &[PathBuf],
    format: Option<Format>,
    entries: &mut Vec<Entry>,
) -> Result<(), Error> {
    let directory = if relative.as_os_str().is_empty() { root.to_owned() } else { root.join(relative) };
    let io = |source| Error::Io { path: directory.clone(), source };
    if directory.canonicalize().is_ok_and(|path| without.contains(&path)) {
        return Ok(());
    }
    for entry in fs::read_dir(&directory).map_err(io)? {
        let entry = entry.map_err(io)?;
        let relative = relative.join(entry.file_name());
        if entry.file_type().map_err(io)?.is_dir() {
            if entry.file_name() == STATE {
                continue;
            }
            below(root, &relative, without, format, entries)?;
            continue;
        }
        let path = root.join(&relative);
        // A link that leads nowhere, a pipe or a link to a directory is no file of the corpus.
        if let Ok(metadata) = fs::metadata(&path)
            && metadata.is_file()
        {
            let kind = kind(&path, format);
            entries.push(Entry { path, relative, kind, bytes: metadata.len() });
        }
    }
    Ok(())
}
