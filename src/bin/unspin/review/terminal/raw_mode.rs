//! The terminal taken over for a while, and given back whatever happens.

use std::io::{self, stdout};
use std::ops::{Deref, DerefMut};

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;

/// A terminal in raw mode, on its alternate screen, with pastes told from keys; all of it undone when dropped, and before the
/// message of a panic.
pub struct RawMode {
    terminal: DefaultTerminal,
}

impl RawMode {
    /// Takes the terminal over.
    ///
    /// # Errors
    ///
    /// When it refuses; it is then as it was.
    pub fn enter() -> io::Result<Self> {
        let entered = ratatui::try_init().and_then(|terminal| {
            execute!(stdout(), EnableBracketedPaste)?;
            Ok(Self { terminal })
        });
        entered.inspect_err(|_| drop(ratatui::try_restore()))
    }
}

impl Deref for RawMode {
    type Target = DefaultTerminal;

    fn deref(&self) -> &DefaultTerminal {
        &self.terminal
    }
}

impl DerefMut for RawMode {
    fn deref_mut(&mut self) -> &mut DefaultTerminal {
        &mut self.terminal
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing back.
        let _ = execute!(stdout(), DisableBracketedPaste);
        let _ = self.terminal.show_cursor();
        let _ = ratatui::try_restore();
    }
}
