//! The sections of a compiled table: found, checked, and shared without copying.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::{OriginalId, Posting};
use crate::Error;
use crate::swaps::compile::{HEADER_BYTES, MAGIC, POSTING_BYTES, SECTIONS, VERSION};
use crate::swaps::source::Dialect;

/// Part of a compiled table.
#[derive(Clone)]
pub(in crate::swaps) struct Section {
    all: Arc<Cow<'static, [u8]>>,
    range: Range<usize>,
}

impl AsRef<[u8]> for Section {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        &self.all[self.range.clone()]
    }
}

/// A compiled table cut into its sections.
pub(super) struct Sections {
    hash: u64,
    sections: [Section; SECTIONS],
}

impl Sections {
    pub(super) fn open(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let long = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        if !bytes.starts_with(MAGIC) {
            return Err(fault("not a compiled swap table"));
        }
        if bytes.len() < HEADER_BYTES {
            return Err(damaged("the header is cut short"));
        }
        let version = number(MAGIC.len());
        if version != VERSION {
            return Err(fault(&format!("compiled in format {version}, but this program reads format {VERSION}")));
        }
        let (hash, checksum) = (long(MAGIC.len() + 4), long(MAGIC.len() + 12));
        if xxh3_64(&bytes[HEADER_BYTES..]) != checksum {
            return Err(damaged("the checksum does not fit"));
        }
        let mut ranges = [const { 0..0 }; SECTIONS];
        let mut start = HEADER_BYTES;
        for (at, range) in ranges.iter_mut().enumerate() {
            let end = start + number(HEADER_BYTES - 4 * SECTIONS + 4 * at) as usize;
            *range = start..end;
            start = end;
        }
        if start != bytes.len() {
            return Err(damaged("the sections do not add up"));
        }
        let all = Arc::new(bytes);
        Ok(Self { hash, sections: ranges.map(|range| Section { all: Arc::clone(&all), range }) })
    }

    pub(super) fn source_hash(&self) -> u64 {
        self.hash
    }

    pub(super) fn words(&self) -> Section {
        self.sections[0].clone()
    }

    pub(super) fn spun(&self) -> Section {
        self.sections[1].clone()
    }

    pub(super) fn keys(&self) -> Section {
        self.sections[2].clone()
    }

    pub(super) fn spun_beginnings(&self) -> Section {
        self.sections[6].clone()
    }

    pub(super) fn key_beginnings(&self) -> Section {
        self.sections[7].clone()
    }

    pub(super) fn spun_endings(&self) -> Section {
        self.sections[8].clone()
    }

    pub(super) fn key_endings(&self) -> Section {
        self.sections[9].clone()
    }

    pub(super) fn dialect(&self) -> Result<Dialect, Error> {
        let name = std::str::from_utf8(self.sections[5].as_ref()).ok().and_then(|name| name.parse().ok());
        name.ok_or_else(|| damaged("its dialect is no name"))
    }

    pub(super) fn postings(&self, originals: usize) -> Result<Vec<Posting>, Error> {
        let mut postings = Vec::with_capacity(self.sections[3].as_ref().len() / POSTING_BYTES);
        for posting in self.sections[3].as_ref().chunks_exact(POSTING_BYTES) {
            let original = u32::from_le_bytes(posting[..4].try_into().expect("four bytes"));
            let weight = f32::from_le_bytes(posting[4..].try_into().expect("four bytes"));
            if original as usize >= originals {
                return Err(damaged("a posting names no original"));
            }
            postings.push(Posting { original: OriginalId(original), weight });
        }
        Ok(postings)
    }

    /// Where the text of each original begins, and the share of it that is swapped.
    pub(super) fn originals(&self) -> Result<(Vec<u32>, Vec<f32>), Error> {
        let (mut texts, mut swapped) = (Vec::new(), Vec::new());
        let all = self.sections[4].as_ref();
        let mut at = 0;
        while let Some(&[a, b, c, d, ..]) = all.get(at..at + HEAD) {
            let Some(text) = all.get(at + HEAD..).and_then(|behind| behind.get(..length_of_text(all, at + HEAD)))
            else {
                break;
            };
            std::str::from_utf8(text).map_err(|_| damaged("an original is no UTF-8"))?;
            texts.push((at + HEAD) as u32);
            swapped.push(f32::from_le_bytes([a, b, c, d]));
            at += HEAD + text.len();
        }
        if at == all.len() { Ok((texts, swapped)) } else { Err(damaged("the originals are cut short")) }
    }

    /// The text of the original that begins at the byte `at`.
    pub(super) fn text(&self, at: u32) -> &str {
        let (all, at) = (self.sections[4].as_ref(), at as usize);
        std::str::from_utf8(&all[at..at + length_of_text(all, at)]).expect("checked when it was opened")
    }
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

/// Bytes of what stands before the text of an original: the share swapped, and the length of the text.
const HEAD: usize = 6;

/// The length of the text that begins at the byte `at`, from the two bytes before it.
fn length_of_text(all: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([all[at - 2], all[at - 1]]))
}
