//! Writing a file so that it is either the old one or the new one, whatever happens in between.
//!
//! The new contents go to a temporary file in the same directory, reach the disk, get the old file's mode and owner, and
//! are renamed over it. A full disk, a crash or a signal leaves the old file as it was. What is not a regular file, such as
//! `/dev/null` or a named pipe, is written directly: renaming over it would replace the device by a file.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Error;

/// Links followed before a chain of them is taken for a circle, as in Linux.
const MAX_LINKS: usize = 40;

/// Makes `bytes` the contents of the file at `path`; a symbolic link is written through.
///
/// # Errors
///
/// Those of [`check`], and when writing fails: the old file is then as it was and no temporary file is left.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_with(path, |out| out.write_all(bytes).map(|()| true))
}

/// As [`write()`], with contents that `fill` writes piece by piece; where it gives `false`, the old file stays as it was.
///
/// # Errors
///
/// As [`write()`].
pub fn write_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<bool>) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    match Target::of(path)? {
        Target::Stream => {
            // Appending, since an inherited descriptor such as /dev/fd/3 may stand behind what others wrote.
            let mut file = OpenOptions::new().append(true).open(path).map_err(io)?;
            fill(&mut file).and_then(|_| file.flush()).map_err(io)
        }
        Target::File { path: target, old } => replace(&target, old.as_ref(), fill).map_err(io),
    }
}

/// Whether [`write()`] could begin, found out without writing, so that a wrong path is known before the work is done.
///
/// # Errors
///
/// When `path` is a directory or read-only, or its directory is missing or may not be written to.
pub fn check(path: &Path) -> Result<(), Error> {
    let Target::File { path: target, .. } = Target::of(path)? else { return Ok(()) };
    let in_directory = |source| Error::Io { path: directory(&target).to_owned(), source };
    temporary_file(&target).map_err(in_directory)?;
    Ok(())
}

/// A file in the making, under a name of its own until it is whole.
#[derive(Debug)]
pub struct Staged {
    file: io::BufWriter<tempfile::NamedTempFile>,
    length: u64,
}

impl Staged {
    /// Begins a file in `directory`, which must be on the file system of where it is to go.
    ///
    /// # Errors
    ///
    /// When no file can be made there.
    pub fn create(directory: &Path) -> Result<Self, Error> {
        let file = temporary_file(&directory.join("staged"))
            .map_err(|source| Error::Io { path: directory.to_owned(), source })?;
        Ok(Self { file: io::BufWriter::with_capacity(1 << 16, file), length: 0 })
    }

    /// How many bytes were written to it.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Lets the finished file, once it has reached the disk, appear at `target`, in place of what may be there.
    ///
    /// # Errors
    ///
    /// When the disk refuses; what was at `target` is then as it was.
    pub fn persist(self, target: &Path) -> Result<(), Error> {
        self.appear(target, true)
    }

    /// As [`Staged::persist`] without waiting for the disk: after a crash of the system the file may be there and not whole, so
    /// its reader must be able to tell.
    ///
    /// # Errors
    ///
    /// As [`Staged::persist`].
    pub fn persist_unsynced(self, target: &Path) -> Result<(), Error> {
        self.appear(target, false)
    }

    /// Begins what is to replace the file at `path`, of its mode and owner, or to be a new one there; a symbolic link is written
    /// through. Returns where it is to go.
    ///
    /// # Errors
    ///
    /// Those of [`check`], and for a device or a pipe, which cannot be replaced.
    pub fn replacing(path: &Path) -> Result<(Self, PathBuf), Error> {
        let Target::File { path: target, old } = Target::of(path)? else {
            let fault = "is no regular file and cannot be replaced; name another directory with --out".to_owned();
            return Err(Error::Document { path: path.to_owned(), fault });
        };
        let staged = Self::create(directory(&target))?;
        if let Some(old) = old {
            let file = staged.file.get_ref().as_file();
            keep_owner(file, &old);
            file.set_permissions(old.permissions()).map_err(|source| Error::Io { path: target.clone(), source })?;
        }
        Ok((staged, target))
    }

    /// Waits until the file has reached the disk, and closes it, to appear at `target` later.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn ready(self, target: PathBuf) -> Result<Ready, Error> {
        let io = |source| Error::Io { path: target.clone(), source };
        let file = self.file.into_inner().map_err(|error| io(error.into_error()))?;
        file.as_file().sync_all().map_err(io)?;
        Ok(Ready { file: file.into_temp_path(), target })
    }

    fn appear(self, target: &Path, synced: bool) -> Result<(), Error> {
        let io = |source| Error::Io { path: target.to_owned(), source };
        let file = self.file.into_inner().map_err(|error| io(error.into_error()))?;
        if synced {
            file.as_file().sync_all().map_err(io)?;
        }
        file.persist(target).map_err(|error| io(error.error))?;
        Ok(())
    }
}

/// A finished file that is yet to appear: many of them can wait, since none is held open.
#[derive(Debug)]
pub struct Ready {
    file: tempfile::TempPath,
    target: PathBuf,
}

impl Ready {
    /// Lets the file appear.
    ///
    /// # Errors
    ///
    /// When the disk refuses; what was there is then as it was.
    pub fn appear(self) -> Result<(), Error> {
        let target = self.target;
        self.file.persist(&target).map_err(|error| Error::Io { path: target, source: error.error })
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

enum Target {
    /// A device, a pipe, or an open descriptor.
    Stream,
    /// A regular file, links resolved; `old` when it exists.
    File { path: PathBuf, old: Option<Metadata> },
}

impl Target {
    fn of(path: &Path) -> Result<Self, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        if ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc"].iter().any(|stream| path.starts_with(stream)) {
            return Ok(Self::Stream);
        }
        let old = match fs::metadata(path) {
            Ok(old) if old.is_dir() => return Err(Error::Directory { path: path.to_owned() }),
            Ok(old) if !old.is_file() => return Ok(Self::Stream),
            // The mode decides, not whether this process could: root is allowed everything.
            Ok(old) if old.permissions().readonly() => return Err(Error::ReadOnly { path: path.to_owned() }),
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(io(error)),
        };
        Ok(Self::File { path: resolve(path).map_err(io)?, old })
    }
}

/// Follows symbolic links by hand, since the last one may point to a file that is yet to be made.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = directory(&path).join(next),
            // Not a link, or nothing there.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

fn temporary_file(target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".unspin-");
    // A new file gets the mode every program gives: read and write for all, less the umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The error of a temporary file names that file, which nobody has asked for.
    let directory = directory(target);
    builder.tempfile_in(directory).map_err(|error| fs::metadata(directory).err().unwrap_or(error.kind().into()))
}

fn replace(
    target: &Path,
    old: Option<&Metadata>,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<bool>,
) -> io::Result<()> {
    let mut new = temporary_file(target)?;
    if let Some(old) = old {
        // Before the first byte: the text of a private file is never readable for others.
        keep_owner(new.as_file(), old);
        new.as_file().set_permissions(old.permissions())?;
    }
    // To the bare file, whose errors do not name it.
    if !fill(new.as_file_mut())? {
        return Ok(());
    }
    new.as_file().sync_all()?;
    new.persist(target).map_err(|error| error.error)?;
    // Best effort: the rename itself reaches the disk with its directory, which not every file system can sync.
    if let Ok(directory) = File::open(directory(target)) {
        let _ = directory.sync_all();
    }
    Ok(())
}

/// Best effort: only root may give files away, and for everybody else the owner is the same already.
#[cfg(unix)]
fn keep_owner(new: &File, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(new, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_mode_is_kept_and_nothing_is_left_behind() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o640);
        assert_eq!(names(directory.path()), ["a.txt"]);
    }

    #[test]
    fn links_are_written_through_even_when_they_dangle() {
        let directory = tempfile::tempdir().unwrap();
        let [target, link, second] = ["target", "link", "second"].map(|name| directory.path().join(name));
        symlink("target", &link).unwrap();
        symlink("link", &second).unwrap();
        for contents in ["made", "replaced"] {
            write(&second, contents.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), contents);
            assert!(fs::symlink_metadata(&second).unwrap().is_symlink());
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
    }

    #[test]
    fn a_circle_of_links_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let [one, two] = ["one", "two"].map(|name| directory.path().join(name));
        symlink(&two, &one).unwrap();
        symlink(&one, &two).unwrap();
        assert!(matches!(write(&one, b""), Err(Error::Io { .. })));
    }

    #[test]
    fn read_only_files_and_directories_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(check(&path), Err(Error::ReadOnly { .. })));
        assert!(matches!(write(&path, b"new"), Err(Error::ReadOnly { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert!(matches!(check(directory.path()), Err(Error::Directory { .. })));
        assert!(matches!(check(&directory.path().join("no/a.txt")), Err(Error::Io { .. })));
    }

    #[test]
    fn a_file_that_is_ready_appears_when_told_to() {
        let directory = tempfile::tempdir().unwrap();
        let [path, link] = ["a.txt", "link"].map(|name| directory.path().join(name));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.txt", &link).unwrap();
        let ready = |contents: &[u8]| {
            let (mut staged, target) = Staged::replacing(&link).unwrap();
            staged.write_all(contents).unwrap();
            staged.ready(target).unwrap()
        };
        drop(ready(b"dropped"));
        assert_eq!((fs::read(&path).unwrap(), names(directory.path()).len()), (b"old".to_vec(), 2));
        ready(b"new").appear().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(matches!(Staged::replacing(Path::new("/dev/null")), Err(Error::Document { .. })));
    }

    #[test]
    fn devices_are_written_to_and_stay_devices() {
        write(Path::new("/dev/null"), b"gone").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        assert!(matches!(write(Path::new("/dev/full"), b"x"), Err(Error::Io { .. })));
    }
}
