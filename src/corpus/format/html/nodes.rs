//! The text nodes of a page that arrives in parts, found by lol_html.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use lol_html::html_content::TextType;
use lol_html::send::{HtmlRewriter, Settings};
use lol_html::{MemorySettings, doc_comments, doc_text, text};

use crate::corpus::escape::Escape;
use crate::corpus::protection::switch_in;
use crate::corpus::record::Fault;

/// Elements whose text is not prose.
const CODE: &str = "pre, code, kbd, samp, var, tt, textarea, svg, math, template, noscript, iframe";

/// Bytes that lol_html may hold back: those of a tag or comment that is yet to end.
const LONGEST_TAG: usize = 64 << 20;

/// A text node with prose, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::corpus) struct Node {
    pub(super) source: Range<usize>,
    pub(super) escape: Escape,
    /// Whether a comment before it switched restoring off.
    pub(super) off: bool,
}

/// lol_html, of which only what it finds is wanted: what it writes is dropped.
type Rewriter = HtmlRewriter<'static, fn(&[u8])>;

/// Reads a page part by part.
pub(super) struct Nodes {
    /// Gone when the page has ended.
    rewriter: Option<Rewriter>,
    found: Arc<Mutex<Found>>,
    off: bool,
}

/// What was found and not yet taken.
#[derive(Default)]
struct Found {
    texts: Vec<(Range<usize>, TextType)>,
    code: Vec<Range<usize>>,
    switches: Vec<(usize, bool)>,
}

impl Nodes {
    pub(super) fn new() -> Self {
        let found = Arc::<Mutex<Found>>::default();
        // Each handler has the lock for as long as it takes to write down one place.
        let note = |how: fn(&mut Found, Range<usize>, TextType)| {
            let found = Arc::clone(&found);
            move |range, kind| how(&mut found.lock().expect("no panic while noting"), range, kind)
        };
        let note_code = note(|found, range, _| found.code.push(range));
        let note_text = note(|found, range, kind| found.texts.push((range, kind)));
        let switches = Arc::clone(&found);
        let settings = Settings::new_send()
            .with_strict(false)
            .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(LONGEST_TAG))
            .append_element_content_handler(text!(CODE, move |chunk| {
                note_code(chunk.source_location().bytes(), chunk.text_type());
                Ok(())
            }))
            .append_document_content_handler(doc_text!(move |chunk| {
                note_text(chunk.source_location().bytes(), chunk.text_type());
                Ok(())
            }))
            .append_document_content_handler(doc_comments!(move |comment| {
                if let Some(off) = switch_in(&comment.text()) {
                    let at = comment.source_location().bytes().start;
                    switches.lock().expect("no panic while noting").switches.push((at, off));
                }
                Ok(())
            }));
        let nowhere: fn(&[u8]) = |_| {};
        Self { rewriter: Some(Rewriter::new(settings, nowhere)), found, off: false }
    }

    /// Reads the next `bytes` of the page.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let rewriter = self.rewriter.as_mut().expect("the page has not ended");
        rewriter.write(bytes).map_err(|error| Fault::failed(format!("the HTML cannot be read: {error}")))
    }

    /// Ends the page.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        let rewriter = self.rewriter.take().expect("a page ends once");
        rewriter.end().map_err(|error| Fault::failed(format!("the HTML cannot be read: {error}")))
    }

    /// Appends the text nodes with prose found since it was last asked to `nodes`, in order. One that was not whole then goes on.
    pub(super) fn take(&mut self, nodes: &mut Vec<Node>) {
        let mut found = self.found.lock().expect("no panic while noting");
        let Found { texts, code, switches } = &mut *found;
        code.sort_by_key(|range| range.start);
        let mut switches = switches.drain(..).peekable();
        for (source, kind) in texts.drain(..) {
            while let Some((_, off)) = switches.next_if(|(at, _)| *at < source.start) {
                self.off = off;
            }
            let is_prose = matches!(kind, TextType::Data | TextType::RCData);
            if source.is_empty() || !is_prose || lies_in(&source, code) {
                continue;
            }
            match nodes.last_mut() {
                // The parts of one text node.
                Some(last) if last.source.end == source.start => last.source.end = source.end,
                _ => nodes.push(Node { source, escape: Escape::Html, off: self.off }),
            }
        }
        if let Some((_, off)) = switches.last() {
            self.off = off;
        }
        code.clear();
    }
}

fn lies_in(range: &Range<usize>, sorted: &[Range<usize>]) -> bool {
    let at = sorted.partition_point(|other| other.end <= range.start);
    sorted.get(at).is_some_and(|other| other.start < range.end)
}
