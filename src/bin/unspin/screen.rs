//! Standard output: whether it is a screen, whether it wants colour, and text in colour.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use unspin::Error;
use unspin::review::diff::Look;
use unspin::review::display::visible;
use unspin::substitution::Substitution;

use crate::args::Colour;

/// How words that were substituted look.
const CHANGED: Style = AnsiColor::Green.on_default().bold();

/// What standard output is, and how it is to be written to.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    terminal: bool,
    colour: bool,
}

impl Screen {
    /// Looks at standard output and the environment.
    pub fn new(colour: Colour) -> Self {
        let terminal = io::stdout().is_terminal();
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            // A pipe never gets colour unasked, whatever CLICOLOR_FORCE says: it would become part of the text.
            Colour::Auto => terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        };
        Self { terminal, colour }
    }

    /// Whether text is shown to a person, so that its control characters are spelt out and bytes need not be kept.
    pub fn is_shown(self) -> bool {
        self.terminal || self.colour
    }

    /// How diffs are written.
    pub fn look(self) -> Look {
        Look { colour: self.colour, visible: self.is_shown() }
    }

    /// Writes `text` with its substitutions made, and coloured where colour is wanted.
    pub fn write_restored(self, out: &mut impl Write, text: &str, substitutions: &[Substitution]) -> io::Result<()> {
        let style = if self.colour { CHANGED } else { Style::new() };
        let mut copied = 0;
        for Substitution { span, original, .. } in substitutions {
            write!(out, "{}{style}{}{style:#}", visible(&text[copied..span.start]), visible(original))?;
            copied = span.end;
        }
        write!(out, "{}", visible(&text[copied..]))?;
        // So that the summary, or the shell's prompt, has a line of its own.
        if self.terminal && !text.is_empty() && !text.ends_with('\n') { writeln!(out) } else { Ok(()) }
    }
}

/// Writes `bytes` to standard output: as they are, but with control characters spelt out where a person reads them.
///
/// # Errors
///
/// When standard output fails.
pub fn write_stdout(bytes: &[u8]) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    let shown = shown(bytes, out.is_terminal());
    out.write_all(&shown).and_then(|()| out.flush()).map_err(stdout_error)
}

fn shown(bytes: &[u8], terminal: bool) -> Cow<'_, [u8]> {
    if !terminal {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(visible(&String::from_utf8_lossy(bytes)).into_owned().into_bytes())
}

/// An error of standard output.
pub fn stdout_error(source: io::Error) -> Error {
    Error::Io { path: PathBuf::from("standard output"), source }
}

#[cfg(test)]
mod tests {
    use unspin::substitution::{Source, apply};

    use super::*;

    #[test]
    fn changed_words_are_coloured_and_escapes_are_not_passed_on() {
        let text = "A\x1b[2J useless\u{202e} tree";
        let substitution = Substitution {
            span: 6..13,
            spun: "useless".to_owned(),
            original: "dead".to_owned(),
            confidence: 1.0,
            gain: 1.0,
            source: Source::Exact,
            alternatives: Vec::new(),
        };
        let shown = |colour| {
            let mut out = Vec::new();
            let screen = Screen { terminal: true, colour };
            screen.write_restored(&mut out, text, std::slice::from_ref(&substitution)).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown(true), "A\\u{1b}[2J \x1b[1m\x1b[32mdead\x1b[0m\\u{202e} tree\n");
        assert_eq!(shown(false), visible(&apply(text, std::slice::from_ref(&substitution))) + "\n");
    }

    #[test]
    fn a_terminal_gets_no_control_character() {
        assert_eq!(&*shown(b"a\x1b[2J\xff\n", true), "a\\u{1b}[2J\u{fffd}\n".as_bytes());
        assert_eq!(&*shown(b"a\x1b[2J\xff\n", false), b"a\x1b[2J\xff\n");
    }
}
