//! External sort of n-grams: more keys than fit in memory come out once each, ascending, with how often they were pushed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use rayon::slice::ParallelSliceMut;

use super::ngrams::Key;

/// Opens a new scratch file: empty, readable and writable, deleted when it is closed.
pub type Scratch<'s> = dyn Fn() -> io::Result<File> + 's;

const RECORD: usize = size_of::<Key>() + size_of::<u64>();
const BUFFER: usize = 1 << 20;

/// Collects keys; sorts and spills a run to a scratch file whenever its memory is full.
pub struct Sorter<'s> {
    buffer: Vec<Key>,
    capacity: usize,
    runs: Vec<File>,
    scratch: &'s Scratch<'s>,
}

impl<'s> Sorter<'s> {
    /// A sorter that keeps at most `memory` bytes of keys in memory.
    pub fn new(memory: usize, scratch: &'s Scratch<'s>) -> Self {
        Self { buffer: Vec::new(), capacity: (memory / size_of::<Key>()).max(1), runs: Vec::new(), scratch }
    }

    /// Adds one key.
    ///
    /// # Errors
    /// When a scratch file cannot be opened or written.
    #[inline]
    pub fn push(&mut self, key: Key) -> io::Result<()> {
        if self.buffer.len() == self.capacity {
            self.spill()?;
        }
        self.buffer.push(key);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.buffer.par_sort_unstable();
        let mut run = BufWriter::with_capacity(BUFFER, (self.scratch)()?);
        for same in self.buffer.chunk_by(|a, b| a == b) {
            run.write_all(&same[0].to_le_bytes())?;
            run.write_all(&(same.len() as u64).to_le_bytes())?;
        }
        self.runs.push(run.into_inner()?);
        self.buffer.clear();
        Ok(())
    }

    /// Sorts what is left in memory; the result can be read any number of times.
    #[must_use]
    pub fn finish(mut self) -> Sorted {
        self.buffer.par_sort_unstable();
        Sorted { memory: self.buffer, runs: self.runs }
    }
}

/// Sorted runs, merged while they are read.
#[derive(Debug)]
pub struct Sorted {
    memory: Vec<Key>,
    runs: Vec<File>,
}

impl Sorted {
    /// Calls `each` once for every distinct key, ascending, with how often it was pushed.
    ///
    /// # Errors
    /// When a scratch file cannot be read.
    pub fn for_each(&mut self, mut each: impl FnMut(Key, u64)) -> io::Result<()> {
        let mut memory = self.memory.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64));
        if self.runs.is_empty() {
            memory.for_each(|(key, count)| each(key, count));
            return Ok(());
        }
        let mut readers = Vec::with_capacity(self.runs.len());
        let mut heads = BinaryHeap::new();
        for (i, mut file) in self.runs.iter().enumerate() {
            file.rewind()?;
            let mut reader = BufReader::with_capacity(BUFFER, file);
            if let Some((key, count)) = read_record(&mut reader)? {
                heads.push(Reverse((key, i, count)));
            }
            readers.push(reader);
        }
        let in_memory = readers.len();
        if let Some((key, count)) = memory.next() {
            heads.push(Reverse((key, in_memory, count)));
        }
        let mut current: Option<(Key, u64)> = None;
        while let Some(Reverse((key, run, count))) = heads.pop() {
            let next = if run == in_memory { memory.next() } else { read_record(&mut readers[run])? };
            if let Some((key, count)) = next {
                heads.push(Reverse((key, run, count)));
            }
            match &mut current {
                Some((same, sum)) if *same == key => *sum += count,
                _ => {
                    if let Some((key, sum)) = current.replace((key, count)) {
                        each(key, sum);
                    }
                }
            }
        }
        if let Some((key, sum)) = current {
            each(key, sum);
        }
        Ok(())
    }
}

fn read_record(reader: &mut impl Read) -> io::Result<Option<(Key, u64)>> {
    let mut record = [0; RECORD];
    let (mut key, mut count) = ([0; 16], [0; 8]);
    match reader.read_exact(&mut record) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e),
    }
    key.copy_from_slice(&record[..16]);
    count.copy_from_slice(&record[16..]);
    Ok(Some((Key::from_le_bytes(key), u64::from_le_bytes(count))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn spilled_or_not_keys_come_out_counted_in_order(keys in prop::collection::vec(0u128..40, 0..200), memory in 1usize..64) {
            let scratch = || tempfile::tempfile();
            let mut sorter = Sorter::new(memory * size_of::<Key>(), &scratch);
            let mut expected = BTreeMap::new();
            for &key in &keys {
                sorter.push(key)?;
                *expected.entry(key).or_insert(0u64) += 1;
            }
            let mut sorted = sorter.finish();
            for _ in 0..2 {
                let mut found = Vec::new();
                sorted.for_each(|key, count| found.push((key, count)))?;
                prop_assert_eq!(&found, &expected.clone().into_iter().collect::<Vec<_>>());
            }
        }
    }
}
