//! A long page, cut into blocks while it is read, so that memory does not grow with it.
//!
//! lol_html reads it from the first byte to the last, once, and each block takes the text nodes in it along: where it was cut, and
//! whether in the middle of a script, makes no difference to what is a text node.

use super::begins_line;
use super::nodes::{Node, Nodes};
use crate::corpus::record::Fault;

/// Bytes after which a page is cut, between two paragraphs where there are some.
const BLOCK: usize = 1 << 20;

/// Bytes up to which a page, or what is left of one, is not cut.
const WINDOW: usize = 2 * BLOCK;

/// A page being read and cut.
pub(in crate::corpus) struct Page {
    nodes: Nodes,
    /// Text nodes that are in no block yet, by their place in the file; the last one may go on.
    found: Vec<Node>,
    /// Where in the file the next block begins, and how far it was read.
    start: usize,
    read: usize,
    /// Whether it was found to be long.
    is_cut: bool,
    fault: Option<Fault>,
}

/// The text nodes of a block, or why they are not known.
pub(in crate::corpus) type Block = Result<Vec<Node>, Fault>;

impl Page {
    pub(in crate::corpus) fn new() -> Self {
        Self { nodes: Nodes::new(), found: Vec::new(), start: 0, read: 0, is_cut: false, fault: None }
    }

    /// The length of the block that `buffer` begins with; `None` when it reaches to the end of the page.
    pub(in crate::corpus) fn end(&mut self, buffer: &[u8]) -> Option<usize> {
        if buffer.len() <= WINDOW {
            return None;
        }
        self.is_cut = true;
        let window = &buffer[..WINDOW];
        self.read_to(window, false);
        Some(self.cut(window))
    }

    /// The text nodes of the next block, `bytes`, which is the `last` one or not; `None` when the page is not cut.
    pub(in crate::corpus) fn take(&mut self, bytes: &[u8], last: bool) -> Option<Block> {
        if !self.is_cut {
            return None;
        }
        if last {
            self.read_to(bytes, true);
        }
        let (start, end) = (self.start, self.start + bytes.len());
        self.start = end;
        if let Some(fault) = &self.fault {
            return Some(Err(fault.clone()));
        }
        let behind = self.found.partition_point(|node| node.source.start < end);
        let rest = self.found.split_off(behind);
        let mut block = std::mem::replace(&mut self.found, rest);
        if let Some(last) = block.last_mut().filter(|last| last.source.end > end) {
            self.found.insert(0, Node { source: end..last.source.end, ..last.clone() });
            last.source.end = end;
        }
        for node in &mut block {
            node.source = node.source.start - start..node.source.end - start;
        }
        Some(Ok(block))
    }

    /// Reads what is new in `buffer`, which begins with the block.
    fn read_to(&mut self, buffer: &[u8], last: bool) {
        if self.fault.is_some() {
            return;
        }
        let mut read = self.nodes.read(&buffer[self.read - self.start..]);
        self.read = self.start + buffer.len();
        if last {
            read = read.and_then(|()| self.nodes.end());
        }
        self.nodes.take(&mut self.found);
        self.fault = read.err();
    }

    /// Where to cut: behind a text node that ends a paragraph; else at white space in the last one; anywhere where there is no prose.
    fn cut(&self, window: &[u8]) -> usize {
        let place = |at: usize| at - self.start;
        let ends_paragraph = |pair: &[Node]| {
            let (end, next) = (place(pair[0].source.end), place(pair[1].source.start));
            (end >= BLOCK && begins_line(&window[end..next])).then_some(end)
        };
        if let Some(end) = self.found.windows(2).find_map(ends_paragraph) {
            return end;
        }
        if let Some(last) = self.found.last().filter(|last| place(last.source.end) > BLOCK) {
            let from = place(last.source.start).max(BLOCK);
            let text = &window[from..place(last.source.end)];
            let behind = |blank: &[u8]| memchr::memmem::rfind(text, blank).map(|at| from + at + blank.len());
            if let Some(end) = [b"\n".as_slice(), b". ", b" "].into_iter().find_map(behind) {
                return end;
            }
        }
        // Not within a character.
        (BLOCK..WINDOW).rev().find(|&at| window[at] & 0xc0 != 0x80).unwrap_or(WINDOW)
    }
}
