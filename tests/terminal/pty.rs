//! The program in a pseudo-terminal, and what a terminal would show of it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::binary::Place;

use super::picture;

/// How long to wait for what never comes: a test that fails, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the program wrote, and what is on the screen.
struct Output {
    bytes: Vec<u8>,
    parser: vt100::Parser,
}

/// A program that believes it has a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Arc<Mutex<Output>>,
    reader: Option<JoinHandle<()>>,
}

/// What a program left when it ended.
pub struct Left {
    /// Exit status; 1 after a signal.
    pub status: u32,
    /// The last screen.
    pub screen: String,
    /// All that it wrote.
    pub bytes: String,
}

/// Sends a signal to the process of this number.
pub fn kill(signal: &str, process: &str) {
    let status = Command::new("kill").args([signal, process.trim()]).status().expect("kill runs");
    assert!(status.success(), "{signal} {process}");
}

/// Rows and columns as the emulator takes them.
fn grid((columns, rows): (u16, u16)) -> (NonZeroU16, NonZeroU16) {
    let [rows, columns] = [rows, columns].map(|cells| NonZeroU16::new(cells).expect("a terminal has cells"));
    (rows, columns)
}

fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    /// Runs the program in a terminal of so many columns and rows.
    pub fn start(place: &Place, args: &[&str], columns_and_rows: (u16, u16)) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_unspin"));
        command.args(args);
        Self::run(place, command, columns_and_rows)
    }

    /// Runs a shell script there, with the program as `$UNSPIN`.
    pub fn start_shell(place: &Place, script: &str, columns_and_rows: (u16, u16)) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", script]);
        Self::run(place, command, columns_and_rows)
    }

    fn run(place: &Place, mut command: CommandBuilder, columns_and_rows: (u16, u16)) -> Self {
        let (rows, columns) = grid(columns_and_rows);
        command.cwd(place.path(""));
        for (name, value) in
            [("TERM", "xterm-256color"), ("LC_ALL", "C.UTF-8"), ("UNSPIN", env!("CARGO_BIN_EXE_unspin"))]
        {
            command.env(name, value);
        }
        command.env_remove("NO_COLOR");
        let pair = native_pty_system().openpty(size(columns_and_rows)).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        // Kept open by the child only, so that reading ends with it.
        drop(pair.slave);
        let mut source = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let output = Arc::new(Mutex::new(Output { bytes: Vec::new(), parser: vt100::Parser::new(rows, columns, 0) }));
        let shared = Arc::clone(&output);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Linux tells the end of a terminal by an error.
            while let Ok(count @ 1..) = source.read(&mut buffer) {
                let mut output = shared.lock().expect("no reader panics");
                output.bytes.extend_from_slice(&buffer[..count]);
                output.parser.process(&buffer[..count]);
            }
        });
        Self { child, master: pair.master, keys, output, reader: Some(reader) }
    }

    /// Presses keys, given as the bytes that a terminal sends.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("the program takes keys");
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.output.lock().expect("no reader panics").parser.screen().contents()
    }

    /// What is on the screen, as a picture.
    pub fn svg(&self) -> String {
        picture::svg(self.output.lock().expect("no reader panics").parser.screen())
    }

    /// Waits until `text` is on the screen, be it broken into lines.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.screen().replace('\n', "").contains(text) {
            assert!(begun.elapsed() < PATIENCE, "`{text}` does not come:\n{}", self.screen());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Whether the program has the alternate screen or pastes in brackets.
    pub fn is_taken_over(&self) -> bool {
        let output = self.output.lock().expect("no reader panics");
        output.parser.screen().alternate_screen() || output.parser.screen().bracketed_paste()
    }

    /// Changes the size of the terminal.
    pub fn resize(&mut self, columns_and_rows: (u16, u16)) {
        let (rows, columns) = grid(columns_and_rows);
        self.output.lock().expect("no reader panics").parser.set_size(rows, columns);
        self.master.resize(size(columns_and_rows)).expect("a terminal may be resized");
    }

    /// Sends the program a signal.
    pub fn kill(&self, signal: &str) {
        kill(signal, &self.child.process_id().expect("it runs").to_string());
    }

    /// Waits until the program ends by itself.
    #[track_caller]
    pub fn end(mut self) -> Left {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end:\n{}", self.screen());
            thread::sleep(Duration::from_millis(20));
        };
        self.reader.take().expect("it was not joined").join().expect("no reader panics");
        let bytes = String::from_utf8(self.output.lock().expect("no reader panics").bytes.clone()).expect("UTF-8");
        Left { status: status.exit_code(), screen: self.screen(), bytes }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended already, or that a failing test leaves behind.
        let _ = self.child.kill();
    }
}
