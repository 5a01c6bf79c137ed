//! Cutting a stream into records: where does the one that begins here end?
//!
//! A cutter sees a buffer that begins with a record and grows until the record's end is found; it remembers how far it has
//! looked, so that a long record is looked through once.

use super::html::{Block, Page};

/// Bytes after which plain text is cut, at the end of a paragraph where there is one.
pub(in crate::corpus) const BLOCK: usize = 256 << 10;

/// What ends a record.
enum End {
    File,
    Block,
    /// A block of a page, whose text nodes are found on the way.
    Page(Box<Page>),
    Line,
    /// A line end outside quotes; the delimiter, and whether the buffer was left inside quotes.
    Row {
        delimiter: u8,
        quoted: bool,
    },
    Warc,
}

/// Finds the ends of records.
pub(in crate::corpus) struct Cutter {
    end: End,
    looked: usize,
}

impl Cutter {
    fn new(end: End) -> Self {
        Self { end, looked: 0 }
    }

    pub(in crate::corpus) fn files() -> Self {
        Self::new(End::File)
    }

    pub(in crate::corpus) fn blocks() -> Self {
        Self::new(End::Block)
    }

    pub(in crate::corpus) fn pages() -> Self {
        Self::new(End::Page(Box::new(Page::new())))
    }

    pub(in crate::corpus) fn lines() -> Self {
        Self::new(End::Line)
    }

    pub(in crate::corpus) fn rows(delimiter: u8) -> Self {
        Self::new(End::Row { delimiter, quoted: false })
    }

    pub(in crate::corpus) fn warc() -> Self {
        Self::new(End::Warc)
    }

    /// The length of the record that `buffer` begins with; `None` when it does not end there. `last` when nothing follows the
    /// buffer, which must then not be empty.
    pub(in crate::corpus) fn next(&mut self, buffer: &[u8], last: bool) -> Option<usize> {
        let found = match &mut self.end {
            End::File => None,
            End::Block => block(buffer, last),
            End::Page(page) => page.end(buffer),
            End::Line => memchr::memchr(b'\n', &buffer[self.looked..]).map(|at| self.looked + at + 1),
            End::Row { delimiter, quoted } => row(buffer, &mut self.looked, *delimiter, quoted),
            End::Warc => super::warc::end(buffer),
        };
        if found.is_some() {
            self.looked = 0;
        } else if !matches!(self.end, End::Row { .. }) {
            self.looked = buffer.len();
        }
        found.or_else(|| {
            last.then(|| {
                self.looked = 0;
                buffer.len()
            })
        })
    }

    /// Tells that the first `length` bytes of the buffer were taken away though the record goes on.
    pub(in crate::corpus) fn forget(&mut self, length: usize) {
        self.looked = self.looked.saturating_sub(length);
        if matches!(self.end, End::Page(_)) {
            // It is passed through to its end.
            self.end = End::File;
        }
    }

    /// The text nodes of the record `bytes`, which was cut from a page, the `last` of it or not; `None` for any other.
    pub(in crate::corpus) fn take_page(&mut self, bytes: &[u8], last: bool) -> Option<Block> {
        match &mut self.end {
            End::Page(page) => page.take(bytes, last),
            _ => None,
        }
    }
}

/// Cuts behind the last paragraph of a block, or its last line, sentence or word; never far from its end, so that no block is
/// small.
fn block(buffer: &[u8], last: bool) -> Option<usize> {
    if buffer.len() <= BLOCK {
        // A file of one block is one document.
        return None;
    }
    let half = BLOCK / 2;
    let window = &buffer[half..BLOCK];
    let behind = |separator: &[u8]| memchr::memmem::rfind(window, separator).map(|at| half + at + separator.len());
    let cut = [b"\n\n".as_slice(), b"\n\r\n", b"\n", b". ", b" "].into_iter().find_map(behind);
    cut.or_else(|| memchr::memchr2(b' ', b'\n', &buffer[BLOCK..]).map(|at| BLOCK + at + 1))
        .or(last.then_some(buffer.len()))
}

fn row(buffer: &[u8], looked: &mut usize, delimiter: u8, quoted: &mut bool) -> Option<usize> {
    loop {
        let rest = &buffer[*looked..];
        if *quoted {
            // A doubled quote ends the quotes and begins them again, which comes to the same.
            let Some(at) = memchr::memchr(b'"', rest) else {
                *looked = buffer.len();
                return None;
            };
            *looked += at + 1;
            *quoted = false;
            if rest.get(at + 1) == Some(&b'"') {
                *looked += 1;
                *quoted = true;
            } else if at + 1 == rest.len() {
                // Whether it is doubled is not known yet.
                *looked -= 1;
                *quoted = true;
                return None;
            }
            continue;
        }
        let Some(at) = memchr::memchr2(b'"', b'\n', rest) else {
            *looked = buffer.len();
            return None;
        };
        let place = *looked + at;
        if buffer[place] == b'\n' {
            return Some(place + 1);
        }
        // Elsewhere than at the start of a field a quote is a character like others.
        *quoted = place == 0 || buffer[place - 1] == delimiter;
        *looked = place + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(mut cutter: Cutter, bytes: &[u8], step: usize) -> Vec<&[u8]> {
        let (mut start, mut end, mut records) = (0, 0, Vec::new());
        while start < bytes.len() {
            match (start < end).then(|| cutter.next(&bytes[start..end], end == bytes.len())).flatten() {
                Some(length) => {
                    records.push(&bytes[start..start + length]);
                    start += length;
                }
                None => end = (end + step).min(bytes.len()),
            }
        }
        records
    }

    #[test]
    fn rows_may_hold_line_ends() {
        let rows = cut(Cutter::rows(b','), b"a,\"b\n\"\"c\"\n\"\"\n5\" disk,\"\nx\"\ny", 1);
        let rows: Vec<_> = rows.into_iter().map(|row| std::str::from_utf8(row).unwrap()).collect();
        assert_eq!(rows, ["a,\"b\n\"\"c\"\n", "\"\"\n", "5\" disk,\"\nx\"\n", "y"]);
    }

    #[test]
    fn blocks_end_with_paragraphs_or_else_with_words() {
        let text = "A few words of a paragraph.\n\n".repeat(40_000);
        let blocks = cut(Cutter::blocks(), text.as_bytes(), 10_000);
        assert!(blocks.len() > 3 && blocks.iter().all(|block| block.ends_with(b"\n\n") && block.len() <= BLOCK));
        let line = "word ".repeat(200_000);
        let blocks = cut(Cutter::blocks(), line.as_bytes(), 10_000);
        assert!(blocks.iter().rev().skip(1).all(|block| block.ends_with(b" ") && block.len() > BLOCK / 2));
        assert_eq!(blocks.concat(), line.as_bytes());
    }

    proptest! {
        #[test]
        fn rows_are_cut_alike_however_they_arrive(bytes in "[a\",\n]{0,40}", step in 1..9usize) {
            let all = cut(Cutter::rows(b','), bytes.as_bytes(), 100);
            prop_assert_eq!(all.concat(), bytes.as_bytes());
            prop_assert_eq!(cut(Cutter::rows(b','), bytes.as_bytes(), step), all);
        }
    }
}
