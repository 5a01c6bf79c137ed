//! The journal beside a list under review: every key that decides something is on the disk before the next one is read, so
//! that nothing decided is lost, whatever ends the program.
//!
//! JSON Lines: `{"list":"xxh3:…"}` tells which rows it is about, then a line for each key, `{"decide":[["a.txt",10,17,"accept"]]}`
//! or `"undo"`. A last line without its line feed was being written when the program ended, and does not count.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use unspin::Error;
use unspin::review::{Row, source_hash, verdict};

use super::session::Entry;

/// A line of the journal.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    /// The list that the others are about.
    List(String),
    /// Document, start, end and verdict of each row that a key decided.
    Decide(Vec<(String, usize, usize, String)>),
    /// The last key that decided something was taken back.
    Undo,
}

/// A journal that is being kept. Locked: nobody else reviews the same list meanwhile.
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Bytes of whole lines.
    length: u64,
}

impl Journal {
    /// Opens the journal of the list at `list`, or begins one; returns what an earlier session decided and did not save.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, another session holds it, or it is about other rows than `rows`.
    pub fn open(list: &Path, rows: &[Row]) -> Result<(Self, Vec<Entry>), Error> {
        let path = beside(list);
        let io = |source| Error::Io { path: path.clone(), source };
        let mut file = loop {
            let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(io)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::Error(source)) => return Err(io(source)),
                Err(TryLockError::WouldBlock) => {
                    return Err(fault(&path, "another review of this list is under way; end it first"));
                }
            }
            // Another session may have ended, and removed it, before the lock was had.
            if path.exists() {
                break file;
            }
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        bytes.truncate(bytes.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1));
        let entries = entries(&bytes, rows).map_err(|what| fault(&path, &what))?;
        let mut journal = Self { file, length: bytes.len() as u64, path };
        journal.cut().map_err(|source| journal.io(source))?;
        if bytes.is_empty() {
            journal.write(&Line::List(fingerprint(rows)))?;
        }
        Ok((journal, entries))
    }

    /// Writes down what a key did, and waits for the disk.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the journal is then as it was before.
    pub fn append(&mut self, entry: &Entry, rows: &[Row]) -> Result<(), Error> {
        let cells = |(row, decision)| {
            let Row { document, span, .. }: &Row = &rows[row];
            (document.clone(), span.start, span.end, verdict::write(decision))
        };
        self.write(&match entry {
            Entry::Decide(changes) => {
                Line::Decide(changes.iter().map(|(row, decision)| cells((*row, decision))).collect())
            }
            Entry::Undo => Line::Undo,
        })
    }

    fn write(&mut self, line: &Line) -> Result<(), Error> {
        let mut bytes = serde_json::to_vec(line).expect("strings and numbers are always JSON");
        bytes.push(b'\n');
        match self.file.write_all(&bytes).and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Err(source) => {
                // Best effort: half a line is passed over when it is read.
                let _ = self.cut();
                Err(self.io(source))
            }
        }
    }

    /// Drops what stands behind the last whole line.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::End(0)).map(drop)
    }

    /// Removes it: its verdicts are saved, or there are none.
    ///
    /// # Errors
    ///
    /// When the directory refuses.
    pub fn remove(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|source| self.io(source))
    }

    fn io(&self, source: io::Error) -> Error {
        Error::Io { path: self.path.clone(), source }
    }
}

/// Where the journal of a list is.
pub fn beside(list: &Path) -> PathBuf {
    let mut path = list.as_os_str().to_owned();
    path.push(".journal");
    path.into()
}

/// Tells lists of rows apart, whatever their order and verdicts.
fn fingerprint(rows: &[Row]) -> String {
    let mut hashes: Vec<String> = rows
        .iter()
        .map(|row| {
            let Row { document, span, spun, original, source_hash: hash, .. } = row;
            source_hash(&format!("{document}\0{}\0{}\0{spun}\0{original}\0{hash}", span.start, span.end))
        })
        .collect();
    hashes.sort_unstable();
    source_hash(&hashes.concat())
}

fn entries(bytes: &[u8], rows: &[Row]) -> Result<Vec<Entry>, String> {
    const REMEDY: &str = "if it is of no use any more, delete it";
    let places: HashMap<_, _> =
        rows.iter().enumerate().map(|(at, row)| ((row.document.as_str(), row.span.start, row.span.end), at)).collect();
    let mut entries = Vec::new();
    for (number, line) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
        let fault = |what: &dyn std::fmt::Display| format!("line {}: {what}; {REMEDY}", number + 1);
        match serde_json::from_slice(line).map_err(|error| fault(&error))? {
            Line::List(list) if number == 0 && list == fingerprint(rows) => {}
            Line::List(_) => {
                return Err(format!(
                    "holds verdicts on another list of the same name; bring that list back to go on, or {REMEDY}"
                ));
            }
            _ if number == 0 => return Err(fault(&"a journal begins with its list")),
            Line::Undo => entries.push(Entry::Undo),
            Line::Decide(cells) => {
                let change = |(document, start, end, cell): (String, usize, usize, String)| {
                    let row = places
                        .get(&(document.as_str(), start, end))
                        .ok_or_else(|| fault(&"the list has no such row"))?;
                    Ok((*row, verdict::read(&cell).map_err(|error| fault(&error))?))
                };
                entries.push(Entry::Decide(cells.into_iter().map(change).collect::<Result<_, String>>()?));
            }
        }
    }
    Ok(entries)
}

fn fault(path: &Path, fault: &str) -> Error {
    Error::Document { path: path.to_owned(), fault: fault.to_owned() }
}

#[cfg(test)]
mod tests {
    use unspin::review::Decision;

    use super::super::session::tests::row;
    use super::*;

    fn rows() -> Vec<Row> {
        vec![row("a.txt", 10, "useless", "dead", 0.9), row("b.txt", 10, "useless", "dead", 0.9)]
    }

    fn keys() -> [Entry; 3] {
        let decide = |changes: &[(usize, Decision)]| Entry::Decide(changes.to_vec());
        [
            decide(&[(0, Decision::Accept), (1, Decision::Other("accept".to_owned()))]),
            Entry::Undo,
            decide(&[(1, Decision::Undecided)]),
        ]
    }

    /// A list that is not there, and a journal of it with [`keys`], closed.
    fn kept() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let list = directory.path().join("swaps.csv");
        let (mut journal, entries) = Journal::open(&list, &rows()).unwrap();
        assert_eq!(entries, []);
        keys().iter().for_each(|entry| journal.append(entry, &rows()).unwrap());
        (directory, list)
    }

    #[test]
    fn entries_come_back_whatever_the_order_of_the_rows() {
        let (_directory, list) = kept();
        assert_eq!(Journal::open(&list, &rows()).unwrap().1, keys());
        let mut sorted = rows();
        sorted.reverse();
        let (journal, entries) = Journal::open(&list, &sorted).unwrap();
        assert_eq!(entries[2], Entry::Decide(vec![(0, Decision::Undecided)]));
        journal.remove().unwrap();
        assert!(!beside(&list).exists());
    }

    #[test]
    fn half_a_line_is_dropped_and_written_over() {
        let (_directory, list) = kept();
        let whole = fs::read(beside(&list)).unwrap();
        for length in whole.len() - 20..whole.len() {
            fs::write(beside(&list), &whole[..length]).unwrap();
            let (mut journal, entries) = Journal::open(&list, &rows()).unwrap();
            assert_eq!(entries, keys()[..2], "{length}");
            journal.append(&keys()[2], &rows()).unwrap();
            drop(journal);
            assert_eq!(fs::read(beside(&list)).unwrap(), whole);
        }
    }

    #[test]
    fn a_journal_of_another_list_is_refused_and_kept() {
        let (_directory, list) = kept();
        let other = vec![row("a.txt", 10, "vain", "idle", 0.9)];
        let error = Journal::open(&list, &other).err().unwrap().to_string();
        assert!(error.contains("another list") && error.contains("delete it"), "{error}");
        assert_eq!(Journal::open(&list, &rows()).unwrap().1, keys());
        for (broken, told) in [("{}\n", "line 1"), ("\"undo\"\n", "begins with its list")] {
            fs::write(beside(&list), broken).unwrap();
            let error = Journal::open(&list, &rows()).err().unwrap().to_string();
            assert!(error.contains(told) && error.contains("swaps.csv.journal"), "{error}");
        }
    }

    #[test]
    fn one_review_at_a_time() {
        let (_directory, list) = kept();
        let _first = Journal::open(&list, &rows()).unwrap();
        let error = Journal::open(&list, &rows()).err().unwrap().to_string();
        assert!(error.contains("another review"), "{error}");
    }
}
