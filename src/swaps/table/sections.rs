//! The sections of a compiled table: found, checked, and shared without copying.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::{OriginalId, Posting};
use crate::Error;
use crate::swaps::format::{CHECKSUM_AT, HASH_AT, HEADER_BYTES, LENGTHS_AT, MAGIC, PARTS, Part, VERSION, VERSION_AT};
use crate::swaps::source::Dialect;

/// Part of a compiled table.
#[derive(Clone)]
pub(in crate::swaps) enum Section {
    /// Of one that is part of the program: found without going through the whole, time and again.
    Embedded(&'static [u8]),
    /// Of one that was read.
    Read(Arc<Vec<u8>>, Range<usize>),
}

impl AsRef<[u8]> for Section {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Read(all, range) => &all[range.clone()],
        }
    }
}

impl Section {
    /// Its numbers of so many bytes.
    #[inline]
    pub(super) fn column<const N: usize>(&self) -> &[[u8; N]] {
        self.as_ref().as_chunks().0
    }
}

/// A compiled table cut into its sections.
pub(super) struct Sections {
    hash: u64,
    sections: [Section; PARTS],
}

impl Sections {
    /// Cuts a table into its sections, and checks that they are what was compiled.
    pub(super) fn open(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        if !bytes.starts_with(MAGIC) {
            return Err(fault("not a compiled swap table"));
        }
        if bytes.len() < HEADER_BYTES {
            return Err(damaged("the header is cut short"));
        }
        let version = u32_at(&bytes, VERSION_AT);
        if version != VERSION {
            return Err(fault(&format!("compiled in format {version}, but this program reads format {VERSION}")));
        }
        if xxh3_64(&bytes[HEADER_BYTES..]) != u64_at(&bytes, CHECKSUM_AT) {
            return Err(damaged("the checksum does not fit"));
        }
        Self::cut(bytes)
    }

    /// Cuts a table into its sections; its header is taken for sound.
    pub(super) fn cut(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let hash = u64_at(&bytes, HASH_AT);
        let mut ranges = [const { 0..0 }; PARTS];
        let mut start = HEADER_BYTES;
        for (part, range) in ranges.iter_mut().enumerate() {
            *range = start..start + u32_at(&bytes, LENGTHS_AT + 4 * part) as usize;
            start = range.end;
        }
        if start != bytes.len() {
            return Err(damaged("the sections do not add up"));
        }
        let sections = match bytes {
            Cow::Borrowed(all) => ranges.map(|range| Section::Embedded(&all[range])),
            Cow::Owned(all) => {
                let all = Arc::new(all);
                ranges.map(|range| Section::Read(Arc::clone(&all), range))
            }
        };
        Ok(Self { hash, sections })
    }

    pub(super) fn source_hash(&self) -> u64 {
        self.hash
    }

    pub(super) fn part(&self, part: Part) -> &Section {
        &self.sections[part as usize]
    }

    pub(super) fn dialect(&self) -> Result<Dialect, Error> {
        let name = std::str::from_utf8(self.part(Part::Dialect).as_ref()).ok().and_then(|name| name.parse().ok());
        name.ok_or_else(|| damaged("its dialect is no name"))
    }

    pub(super) fn postings(&self) -> Vec<Posting> {
        let posting = |&[a, b, c, d, e, f, g, h]: &[u8; 8]| Posting {
            original: OriginalId(u32::from_le_bytes([a, b, c, d])),
            weight: f32::from_le_bytes([e, f, g, h]),
        };
        self.part(Part::Postings).column().iter().map(posting).collect()
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

fn fault(fault: &str) -> Error {
    Error::Artefact {
        artefact: "swap table".to_owned(),
        fault: fault.to_owned(),
        remedy:
            "compile it again from its TSV with this version of the program, `unspin dict compile` (a built-in one: \
                 `cargo build`)"
                .to_owned(),
    }
}

pub(super) fn damaged(how: &str) -> Error {
    fault(&format!("damaged: {how}"))
}
