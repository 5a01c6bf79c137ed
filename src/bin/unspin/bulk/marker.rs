//! What was done with a file: a marker beside the outputs, by which `--resume` knows it and from which the reports are made.
//!
//! A marker is one line of JSON, then the file's lines of `documents.csv`, of the substitutions and of `failures.csv`. It is
//! renamed into place after the output, so that where it stands the output is whole.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;
use unspin::Error;
use unspin::corpus::atomic::Staged;
use unspin::corpus::tree::Entry;

use super::feed::digest;
use super::work::{Counts, SPOOL};
use super::{Findings, Run};

/// The first line of a marker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Marker {
    bytes: u64,
    hash: u64,
    fingerprint: String,
    output_bytes: u64,
    pub counts: Counts,
    /// Lengths of the three parts that follow.
    lengths: [u64; 3],
}

/// Parts of a marker.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Documents,
    Substitutions,
    Failures,
}

/// Findings of a file in the making.
pub struct Ledger {
    parts: [SpooledTempFile; 3],
    pub counts: Counts,
}

impl Ledger {
    pub fn new(scratch: &Path) -> Self {
        let spool = || tempfile::spooled_tempfile_in(SPOOL, scratch);
        Self { parts: [spool(), spool(), spool()], counts: Counts::default() }
    }

    pub fn add(&mut self, findings: &mut Findings) -> std::io::Result<()> {
        if let Some(error) = findings.error.take() {
            return Err(error);
        }
        self.counts += findings.counts;
        let [documents, substitutions, failures] = &mut self.parts;
        documents.write_all(&findings.documents)?;
        failures.write_all(&findings.failures)?;
        findings.substitutions.rewind()?;
        std::io::copy(&mut findings.substitutions, substitutions).map(drop)
    }

    /// Writes the marker of `entry`, whose output is `output_bytes` long.
    pub fn finish(mut self, run: &Run, entry: &Entry, input: (u64, u64), output_bytes: u64) -> Result<(), Error> {
        let path = path(run, entry);
        let io = |source| Error::Io { path: path.clone(), source };
        let mut lengths = [0; 3];
        for (part, length) in self.parts.iter_mut().zip(&mut lengths) {
            *length = part.stream_position().map_err(io)?;
            part.rewind().map_err(io)?;
        }
        let marker = Marker {
            bytes: input.0,
            hash: input.1,
            fingerprint: run.fingerprint.clone(),
            output_bytes,
            counts: self.counts,
            lengths,
        };
        let mut staged = Staged::create(&run.scratch)?;
        let line = serde_json::to_string(&marker).expect("numbers and strings are JSON");
        writeln!(staged, "{line}").map_err(io)?;
        for part in &mut self.parts {
            std::io::copy(part, &mut staged).map_err(io)?;
        }
        // The output has reached the disk before; a marker that has not is seen by its length, and the file done anew.
        staged.persist_unsynced(&path)
    }
}

/// Where all markers are, in a tree as that of the files.
pub fn directory(run: &Run) -> PathBuf {
    run.state.join("done")
}

/// Where the marker of `entry` is.
fn path(run: &Run, entry: &Entry) -> PathBuf {
    let mut name = OsString::from(entry.relative.file_name().expect("a file has a name"));
    name.push(".done");
    directory(run).join(&entry.relative).with_file_name(name)
}

/// Takes away the marker of a file that is done anew.
pub fn remove(run: &Run, entry: &Entry) {
    let _ = std::fs::remove_file(path(run, entry));
}

/// Whether an earlier run finished `entry` as this one would.
pub fn is_finished(run: &Run, entry: &Entry) -> bool {
    let Ok((marker, _)) = open(run, entry) else { return false };
    let output = run.out.as_ref().map(|out| std::fs::metadata(out.join(&entry.relative)).map(|found| found.len()));
    marker.fingerprint == run.fingerprint
        && marker.bytes == entry.bytes
        && output.is_none_or(|length| length.is_ok_and(|length| length == marker.output_bytes))
        && digest(&entry.path).is_ok_and(|digest| digest == (marker.bytes, marker.hash))
}

/// The first line of the marker of `entry`, and the rest.
pub fn open(run: &Run, entry: &Entry) -> Result<(Marker, BufReader<File>), Error> {
    let path = path(run, entry);
    let io = |source| Error::Io { path: path.clone(), source };
    let mut reader = BufReader::new(File::open(&path).map_err(io)?);
    let mut line = String::new();
    reader.read_line(&mut line).map_err(io)?;
    let marker: Marker = serde_json::from_str(&line).map_err(|error| io(error.into()))?;
    let length = reader.get_ref().metadata().map_err(io)?.len();
    if length != line.len() as u64 + marker.lengths.iter().sum::<u64>() {
        return Err(io(std::io::Error::other("the marker is cut short; run again")));
    }
    Ok((marker, reader))
}

impl Marker {
    /// Whether there is anything in a part.
    pub fn has(&self, part: Part) -> bool {
        self.lengths[part as usize] > 0
    }

    /// A part of the marker that `reader` is in, just behind the first line.
    pub fn part(&self, part: Part, mut reader: BufReader<File>) -> std::io::Result<std::io::Take<BufReader<File>>> {
        let before: u64 = self.lengths[..part as usize].iter().sum();
        reader.seek_relative(i64::try_from(before).expect("a file is not that long"))?;
        Ok(reader.take(self.lengths[part as usize]))
    }
}
