//! The built program, run as a user runs it: in a directory of its own, standard input empty unless given.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, thread};

/// A news item of our own, as a spinner leaves it.
pub const SPUN: &str = "\
The authorities stated on Monday that it could proceed to assist individuals within the north of the nation, the place \
the final assault left not less than 4 families with out cash. Officers instructed employees that the brand new \
coverage was a part of a marketing campaign to cease unlawful commerce, however a number of teams requested for extra \
proof.

Though the price range is small, authorized specialists stated the settlement might nonetheless be handed earlier than \
the tip of the 12 months. Many individuals right here say that they want greater than phrases. \u{201c}We've got \
misplaced our properties, and no person has instructed us the place to go,\u{201d} stated one of many residents, who \
requested to not be recognized as a result of she works for the nation's largest firm.
";

/// An item of our own that no spinner has seen.
pub const HONEST: &str = "\
The library in our street opens at nine, and by five past nine every chair beside the window is taken. Most of the \
readers are retired and come for the papers; a few are students who have run out of coffee at home. Last winter the \
heating failed for three weeks, and the librarian lent out blankets along with the books. When the boiler was mended at \
last, half of the blankets never came back, which she says is the best proof she knows that people were comfortable.
";

/// A directory to run in, removed afterwards.
pub struct Place {
    directory: tempfile::TempDir,
}

/// What a run left.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Run {
    /// Standard output as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("UTF-8 on standard output")
    }

    /// Asserts that it failed with status 1 and one line that holds all of `words`.
    #[track_caller]
    pub fn assert_failed(&self, words: &[&str]) {
        assert_eq!(self.status, 1, "{self:?}");
        assert_eq!(self.stderr.lines().filter(|line| line.starts_with("unspin: ")).count(), 1, "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing: {self:?}");
        }
    }
}

impl Place {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a temporary directory") }
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).expect("a file in the temporary directory");
        path
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("a file that was written")
    }

    /// Names of the files there, sorted, hidden ones included.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory.path()).expect("the temporary directory");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program, yet to be run there.
    pub fn command(&self, args: &[&str]) -> Command {
        self.prepare(Command::new(env!("CARGO_BIN_EXE_unspin")), args)
    }

    /// A shell script with the program as `$UNSPIN`, yet to be run there.
    pub fn shell(&self, script: &str) -> Command {
        self.prepare(Command::new("sh"), &["-c", script])
    }

    fn prepare(&self, mut command: Command, args: &[&str]) -> Command {
        command.args(args).current_dir(self.directory.path()).env("UNSPIN", env!("CARGO_BIN_EXE_unspin"));
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn unspin(&self, args: &[&str]) -> Run {
        finished(self.command(args), b"")
    }

    pub fn unspin_with_input(&self, args: &[&str], input: &[u8]) -> Run {
        finished(self.command(args), input)
    }
}

/// Runs to the end, `input` on standard input.
pub fn finished(mut command: Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // In a thread of its own: the program may write before it has read everything. It may also end without reading.
    let feeder = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the feeder ends");
    Run {
        status: output.status.code().expect("an exit status, not a signal"),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}
