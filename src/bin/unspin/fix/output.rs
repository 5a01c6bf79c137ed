//! Where restored text goes: standard output, and telling paths apart.

use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};
use std::path::Path;

use unspin::Error;

use crate::inputs::DASH;
use crate::screen::{Screen, stdout_error};

/// Whether `path`, typed after `--output`, is standard output.
///
/// `/dev/stdout` opened anew would begin at the start of a file that the shell meant to append to.
pub fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == DASH || path == Path::new("/dev/stdout")
}

/// Whether both paths lead to the same file, or would once it is made; devices may be shared.
pub fn are_same(one: &Path, other: &Path) -> bool {
    let resolved = |path: &Path| match path.canonicalize() {
        Ok(resolved) => resolved.is_file().then_some(resolved),
        // Not there yet: its directory is.
        Err(_) => {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(parent.canonicalize().ok()?.join(path.file_name()?))
        }
    };
    one.as_os_str() != DASH && resolved(one).is_some_and(|path| Some(path) == resolved(other))
}

type Buffered = BufWriter<StdoutLock<'static>>;

/// Standard output, buffered; a reader that leaves early closes it, which is no error.
pub struct Stdout {
    out: Buffered,
    screen: Screen,
    closed: bool,
}

impl Stdout {
    /// Locks standard output.
    pub fn new(screen: Screen) -> Self {
        Self { out: BufWriter::new(io::stdout().lock()), screen, closed: false }
    }

    /// What it is.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Whether its reader has left: what is written now is lost.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Lets `print` write to it, and passes on what was written.
    pub fn write(&mut self, print: impl FnOnce(&mut Buffered) -> io::Result<()>) -> Result<(), Error> {
        if self.closed {
            return Ok(());
        }
        match print(&mut self.out).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            other => other.map_err(stdout_error),
        }
    }
}
