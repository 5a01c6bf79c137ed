//! Two texts as a unified diff.

mod words;

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};

use super::display::visible;
use words::Piece;

/// Unchanged lines shown around each change.
const CONTEXT_LINES: usize = 3;

/// After this the diff stops looking for the shortest one; it stays a correct one.
const PATIENCE: Duration = Duration::from_secs(2);

const FILE: Style = Style::new().bold();
const HUNK: Style = AnsiColor::Cyan.on_default();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// How a diff is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether lines are coloured.
    pub colour: bool,
    /// Whether control characters are spelt out: right for a terminal, wrong for `patch`.
    pub visible: bool,
}

/// Writes the unified diff from `old` to `new`, both named `name`, to `out`; nothing at all when they are equal.
///
/// Lines end at line feeds only. With [`Look::default`] the output is one that `patch` applies.
///
/// # Errors
///
/// When `out` fails.
///
/// ```
/// let mut out = Vec::new();
/// unspin::review::diff::unified(&mut out, "a.txt", "one\nuseless\n", "one\ndead\n", Default::default())?;
/// assert_eq!(out, b"--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n one\n-useless\n+dead\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn unified(out: &mut impl Write, name: &str, old: &str, new: &str, look: Look) -> io::Result<()> {
    if old == new {
        return Ok(());
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    // A line break in a name would end the header line; a tab ends a name that holds blanks.
    let name = visible(name).replace('\n', "\\n") + if name.contains(char::is_whitespace) { "\t" } else { "" };
    let mut lines = Lines { out, look };
    lines.write_header(FILE, &format!("--- {name}"))?;
    lines.write_header(FILE, &format!("+++ {name}"))?;

    let deadline = Instant::now() + PATIENCE;
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(deadline));
    for hunk in group_diff_ops(ops, CONTEXT_LINES) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let old_range = range(first.old_range().start, last.old_range().end);
        let new_range = range(first.new_range().start, last.new_range().end);
        lines.write_header(HUNK, &format!("@@ -{old_range} +{new_range} @@"))?;
        for op in hunk {
            let (old, new) = (&old[op.old_range()], &new[op.new_range()]);
            if let DiffOp::Equal { .. } = op {
                old.iter().try_for_each(|line| lines.write(Style::new(), " ", line))?;
            } else if look.colour && old.len() == new.len() {
                // Substitutions keep to their line, so the lines correspond and the words that differ can be shown.
                let pairs: Vec<_> = old.iter().zip(new).map(|(old, new)| words::compared(old, new, deadline)).collect();
                pairs.iter().try_for_each(|(old, _)| lines.write_pieces(OLD, "-", old))?;
                pairs.iter().try_for_each(|(_, new)| lines.write_pieces(NEW, "+", new))?;
            } else {
                old.iter().try_for_each(|line| lines.write(OLD, "-", line))?;
                new.iter().try_for_each(|line| lines.write(NEW, "+", line))?;
            }
        }
    }
    Ok(())
}

/// A range of lines as hunk headers have it: counted from 1, the length left out when 1, and an empty one named by the
/// line before it.
fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    }
}

struct Lines<'w, W> {
    out: &'w mut W,
    look: Look,
}

impl<W: Write> Lines<'_, W> {
    /// A header line, which is no line of a text: no sign, no line feed of its own.
    fn write_header(&mut self, style: Style, line: &str) -> io::Result<()> {
        let style = if self.look.colour { style } else { Style::new() };
        writeln!(self.out, "{style}{line}{style:#}")
    }

    /// A line of a text, behind its sign.
    fn write(&mut self, style: Style, sign: &str, line: &str) -> io::Result<()> {
        self.write_pieces(style, sign, &[Piece { text: line, differs: false }])
    }

    fn write_pieces(&mut self, style: Style, sign: &str, pieces: &[Piece<'_>]) -> io::Result<()> {
        let style = if self.look.colour { style } else { Style::new() };
        write!(self.out, "{style}{sign}{style:#}")?;
        for &Piece { text, differs } in pieces {
            let text = if self.look.visible { visible(text) } else { Cow::Borrowed(text) };
            let text = text.strip_suffix('\n').unwrap_or(&text);
            let style = if differs { style.invert() } else { style };
            write!(self.out, "{style}{text}{style:#}")?;
        }
        let ends = pieces.last().is_some_and(|piece| piece.text.ends_with('\n'));
        self.out.write_all(if ends { b"\n" } else { b"\n\\ No newline at end of file\n" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str, look: Look) -> String {
        let mut out = Vec::new();
        unified(&mut out, "a b.txt", old, new, look).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn equal_texts_give_nothing() {
        assert_eq!(diff("one\n", "one\n", Look::default()), "");
    }

    #[test]
    fn a_missing_last_line_feed_is_told() {
        assert_eq!(
            diff("one\r\ntwo", "one\r\n2", Look::default()),
            "--- a b.txt\t\n+++ a b.txt\t\n@@ -1,2 +1,2 @@\n one\r\n-two\n\\ No newline at end of file\n+2\n\
             \\ No newline at end of file\n"
        );
    }

    #[test]
    fn far_changes_stand_in_hunks_of_their_own() {
        let old: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let new = old.replacen("1\n", "one\n", 1).replace("20\n", "twenty\n");
        let out = diff(&old, &new, Look::default());
        assert!(out.contains("@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -17,4 +17,4 @@\n 17\n"), "{out}");
        assert!(diff("", "1\n", Look::default()).contains("@@ -0,0 +1 @@\n+1\n"));
    }

    #[test]
    fn a_terminal_gets_colour_but_no_escape_of_the_document() {
        let out = diff("\x1b[2Jold\r\n", "new\n", Look { colour: true, visible: true });
        assert!(!out.contains("\x1b[2J") && out.contains("\\u{1b}[2Jold\r\x1b[0m\n"), "{out}");
        assert!(out.starts_with("\x1b[1m--- a b.txt"), "{out}");
    }

    #[test]
    fn words_that_differ_stand_out() {
        let out = diff("a useless tree\n", "a dead tree\n", Look { colour: true, visible: true });
        assert!(out.contains("\x1b[7m\x1b[31museless\x1b[0m\x1b[31m tree\x1b[0m\n"), "{out}");
        assert!(out.contains("\x1b[7m\x1b[32mdead\x1b[0m\x1b[32m tree\x1b[0m\n"), "{out}");
    }
}
