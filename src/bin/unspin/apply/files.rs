//! The rows by the file they are of, and where each file goes.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use unspin::Error;
use unspin::corpus::documents::parse_document_name;
use unspin::review::Review;

use crate::inputs::{DASH, is_stdin};

/// Where documents go.
#[derive(Clone, Debug)]
pub enum Target {
    /// Over themselves.
    InPlace,
    /// To `out`, each at its place below `root`, which is the working directory when `None`.
    Tree { out: PathBuf, root: Option<PathBuf> },
    /// The only one to standard output.
    Stdout,
}

/// A file with rows.
#[derive(Debug)]
pub struct File {
    pub path: PathBuf,
    /// Where it goes; none for standard output.
    pub output: Option<PathBuf>,
    /// The rows of each of its records, as places in the review; `None` for a file that is one document.
    pub records: BTreeMap<Option<u64>, Vec<usize>>,
}

/// Every file with rows.
#[derive(Debug)]
pub struct Files {
    pub list: Vec<File>,
}

impl Files {
    /// The files of `review`, sorted by their paths.
    ///
    /// # Errors
    ///
    /// When two names lead to one file, a file has no place below the root, an output would fall on an input, or several files are to go to
    /// standard output.
    pub fn of(review: &Review, target: &Target) -> Result<Self, Error> {
        let mut files: BTreeMap<PathBuf, File> = BTreeMap::new();
        for document in review.documents() {
            let (path, number) = parse_document_name(&document.name);
            let file =
                files.entry(path.clone()).or_insert_with(|| File { path, output: None, records: BTreeMap::new() });
            file.records.insert(number, document.rows.clone());
        }
        let mut list: Vec<File> = files.into_values().collect();
        let fault = |path: &Path, fault: String| Err(Error::Document { path: path.to_owned(), fault });
        if let (Target::Stdout, [_, other, ..]) = (target, &list[..]) {
            return fault(
                &other.path,
                "is not the only document of the list; name a directory with --out, or write over them with --in-place"
                    .to_owned(),
            );
        }
        let mut seen: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        for file in &list {
            if let Ok(real) = file.path.canonicalize()
                && let Some(other) = seen.insert(real, file.path.clone())
            {
                return fault(
                    &file.path,
                    format!("is the same file as {}; take the rows from one report", other.display()),
                );
            }
        }
        for file in &mut list {
            let output = match target {
                Target::Stdout => continue,
                Target::InPlace => file.path.clone(),
                Target::Tree { out, root } => out.join(below(&file.path, root.as_deref())?),
            };
            if matches!(target, Target::Tree { .. }) && output.canonicalize().is_ok_and(|real| seen.contains_key(&real))
            {
                return fault(&output, "is a document itself; name another directory with --out".to_owned());
            }
            file.output = Some(output);
        }
        Ok(Self { list })
    }

    /// Whether `path`, where something else is to be written, is neither a document nor its output.
    ///
    /// # Errors
    ///
    /// When it is.
    pub fn check_other(&self, path: &Path) -> Result<(), Error> {
        let is_same = |other: &Path| {
            other == path || matches!((other.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b)
        };
        if self.list.iter().any(|file| is_same(&file.path) || file.output.as_deref().is_some_and(is_same)) {
            let fault = "is a document of the list; name another file".to_owned();
            return Err(Error::Document { path: path.to_owned(), fault });
        }
        Ok(())
    }
}

/// The place of `path` below `root`, or below the working directory.
fn below(path: &Path, root: Option<&Path>) -> Result<PathBuf, Error> {
    let fault = |fault: &str| Error::Document { path: path.to_owned(), fault: fault.to_owned() };
    if is_stdin(path) {
        return Err(fault("standard input has no place in a directory; leave --out"));
    }
    let plain = |path: &Path| {
        let parts: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
        let is_plain = parts.components().all(|part| matches!(part, Component::Normal(_)));
        (is_plain && !parts.as_os_str().is_empty() && path.as_os_str() != DASH).then_some(parts)
    };
    let relative = match root {
        // Where both are relative no link need be followed.
        None if path.is_relative() => plain(path),
        Some(root) if path.starts_with(root) => path.strip_prefix(root).ok().and_then(plain),
        _ => {
            let root = root.unwrap_or(Path::new("."));
            let real = |path: &Path| std::path::absolute(path).ok();
            real(path).zip(real(root)).and_then(|(path, root)| path.strip_prefix(root).ok().and_then(plain))
        }
    };
    relative.ok_or_else(|| fault("lies outside the working directory; name a directory above it with --root"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_below_the_root() {
        let below = |path: &str, root: Option<&str>| below(Path::new(path), root.map(Path::new)).ok();
        assert_eq!(below("in/./deep/a.txt", None), Some("in/deep/a.txt".into()));
        assert_eq!(below("in/deep/a.txt", Some("in")), Some("deep/a.txt".into()));
        assert_eq!(below("/data/in/a.txt", Some("/data")), Some("in/a.txt".into()));
        assert_eq!(below("in/a.txt", Some("./in")), Some("a.txt".into()));
        for (path, root) in [
            ("../a.txt", None),
            ("/data/a.txt", None),
            ("in/../../a.txt", None),
            ("in/a.txt", Some("out")),
            ("-", None),
        ] {
            assert_eq!(below(path, root), None, "{path}");
        }
    }
}
