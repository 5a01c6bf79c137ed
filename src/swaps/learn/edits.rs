//! Swaps that are given: a table of line, character offset, spun phrase and original.

use std::io::Read;

use super::{Edit, Pair};
use crate::Error;
use crate::swaps::source::read_text;

const HEADER: &str = "line\tchar\tspun\toriginal";

/// Reads the swaps into `lines`, replacing those known before.
pub(super) fn read(lines: &mut [Pair], mut reader: impl Read, file: &str) -> Result<(), Error> {
    let text = read_text(&mut reader, file).map_err(|mut faults| Error::from(faults.swap_remove(0)))?;
    let mut rows: Vec<(usize, usize, usize, &str, &str)> = Vec::new();
    let fault = |row: usize, fault: &str, remedy: &str| Error::Row {
        file: file.to_owned(),
        line: row,
        fault: fault.to_owned(),
        remedy: remedy.to_owned(),
    };
    if text.lines().next() != Some(HEADER) {
        return Err(fault(1, "the header is missing", "begin the file with line, char, spun, original"));
    }
    for (row, at) in text.lines().zip(1..).skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [line, char, spun, original] = fields[..] else {
            return Err(fault(at, "not four columns", "separate line, char, spun and original by single tabs"));
        };
        let (Ok(line), Ok(char)) = (line.parse::<usize>(), char.parse::<usize>()) else {
            return Err(fault(at, "line or char is no number", "write the line from 1 and the character from 0"));
        };
        if line == 0 || line > lines.len() {
            return Err(fault(at, "the texts have no such line", "check that the edits belong to these texts"));
        }
        rows.push((line, char, at, spun, original));
    }
    rows.sort_unstable();
    lines.iter_mut().for_each(|pair| pair.edits.clear());
    let mut of_line = rows.iter().peekable();
    while let Some(&&(line, ..)) = of_line.peek() {
        let pair = &mut lines[line - 1];
        // Both lines are walked together: what lies between two swaps is the same in both.
        let (mut spun_at, mut original_at, mut chars_at) = (0, 0, 0);
        while let Some(&(_, char, at, spun, original)) = of_line.next_if(|row| row.0 == line) {
            let misfit = || fault(at, "the edit does not fit its line", "check that the edits belong to these texts");
            let ahead = char.checked_sub(chars_at).ok_or_else(misfit)?;
            let gap = pair.spun[spun_at..].char_indices().map(|(i, _)| i).chain([pair.spun.len() - spun_at]).nth(ahead);
            let gap = gap.ok_or_else(misfit)?;
            let (start, original_start) = (spun_at + gap, original_at + gap);
            let same = pair.original.as_bytes().get(original_at..original_start)
                == Some(&pair.spun.as_bytes()[spun_at..start]);
            let fits = pair.spun[start..].starts_with(spun)
                && pair.original.get(original_start..).is_some_and(|rest| rest.starts_with(original));
            if !same || !fits {
                return Err(misfit());
            }
            (spun_at, original_at) = (start + spun.len(), original_start + original.len());
            chars_at = char + spun.chars().count();
            pair.edits.push(Edit { spun: start..spun_at, original: original_start..original_at });
        }
    }
    Ok(())
}
