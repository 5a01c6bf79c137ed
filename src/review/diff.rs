//! Two texts as a unified diff.

use std::borrow::Cow;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};

use super::display::visible;

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
    lines.write(FILE, "--- ", &name)?;
    lines.write(FILE, "+++ ", &name)?;

    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + PATIENCE));
    for hunk in group_diff_ops(ops, CONTEXT_LINES) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        let old_range = range(first.old_range().start, last.old_range().end);
        let new_range = range(first.new_range().start, last.new_range().end);
        lines.write(HUNK, "", &format!("@@ -{old_range} +{new_range} @@"))?;
        for op in hunk {
            let unchanged = matches!(op, DiffOp::Equal { .. });
            for line in &old[op.old_range()] {
                if unchanged { lines.write(Style::new(), " ", line) } else { lines.write(OLD, "-", line) }?;
            }
            for line in if unchanged { &[][..] } else { &new[op.new_range()] } {
                lines.write(NEW, "+", line)?;
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
    fn write(&mut self, style: Style, sign: &str, line: &str) -> io::Result<()> {
        let line = if self.look.visible { visible(line) } else { Cow::Borrowed(line) };
        let (body, end) = match line.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            // A line of a text always ends in a line feed but for the last one; headers are no lines of a text.
            None if matches!(sign, " " | "-" | "+") => (&*line, "\n\\ No newline at end of file\n"),
            None => (&*line, "\n"),
        };
        if self.look.colour && style != Style::new() {
            write!(self.out, "{style}{sign}{body}{style:#}{end}")
        } else {
            write!(self.out, "{sign}{body}{end}")
        }
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
        let out = diff("\x1b[2Jold\n", "new\n", Look { colour: true, visible: true });
        assert!(out.contains("\x1b[31m-\\u{1b}[2Jold\x1b[0m\n\x1b[32m+new\x1b[0m\n"), "{out}");
    }
}
