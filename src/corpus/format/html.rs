//! HTML: text nodes may be restored; tags, attributes, scripts, styles and code may not.
//!
//! lol_html only tells where the text is. What is written is the page's own bytes with words replaced, so that nothing is
//! tidied on the way.

//!
//! | module | purpose |
//! |---|---|
//! | [`nodes`] | the text nodes of a page that arrives in parts |
//! | [`page`] | a long page, cut into blocks while it is read |

mod nodes;
mod page;

use std::borrow::Cow;

pub(in crate::corpus) use page::{Block, Page};

use super::utf8;
use crate::corpus::record::{Fault, Segment, Text};
use nodes::{Node, Nodes};

/// Elements that begin no new line: the text goes on through them.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "script", "small", "span", "strike", "strong",
    "style", "sub", "sup", "time", "u", "var", "wbr",
];

/// Between two blocks of text.
const GAP: &str = "\n\n";

/// Bytes of a page that are read at a time, so that what is noted of them is not much.
const PART: usize = 1 << 20;

/// The text of a page that begins in its record at byte `start`: its text nodes, blank lines between blocks.
pub(in crate::corpus) fn text(bytes: &[u8], start: usize) -> Result<Text<'_>, Fault> {
    let html = utf8(bytes)?;
    let (mut reader, mut nodes) = (Nodes::new(), Vec::new());
    for part in bytes.chunks(PART) {
        reader.read(part)?;
        reader.take(&mut nodes);
    }
    reader.end()?;
    reader.take(&mut nodes);
    Ok(joined(html, &nodes, start))
}

/// The text of a part of a page.
pub(in crate::corpus) fn block<'b>(bytes: &'b [u8], block: &Block) -> Result<Text<'b>, Fault> {
    let nodes = block.as_ref().map_err(Fault::clone)?;
    Ok(joined(utf8(bytes)?, nodes, 0))
}

fn joined<'b>(html: &'b str, nodes: &[Node], start: usize) -> Text<'b> {
    let mut text = Text { text: Cow::Borrowed(""), ..super::empty() };
    text.segments = Vec::with_capacity(nodes.len());
    let mut decoded = String::with_capacity(nodes.iter().map(|node| node.source.len()).sum());
    let mut last = 0;
    for Node { source, escape, off } in nodes {
        if begins_line(&html.as_bytes()[last..source.start]) && !decoded.is_empty() {
            decoded.push_str(GAP);
        }
        let from = decoded.len();
        escape.decode_into(&html[source.clone()], &mut decoded).expect("HTML decodes");
        if *off {
            text.untouched.push(from..decoded.len());
        }
        last = source.end;
        let source = start + source.start..start + source.end;
        text.segments.push(Segment { text: from..decoded.len(), source, escape: *escape });
    }
    text.text = Cow::Owned(decoded);
    text
}

/// Whether the tags between two text nodes begin a new line.
fn begins_line(tags: &[u8]) -> bool {
    let mut rest = tags;
    while let Some(at) = memchr::memchr(b'<', rest) {
        let tag = &rest[at + 1..];
        let tag = tag.strip_prefix(b"/").unwrap_or(tag);
        let length = tag.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(tag.len());
        // What is no ASCII is no name of a tag.
        let name = String::from_utf8_lossy(&tag[..length]).to_ascii_lowercase();
        if !name.is_empty() && INLINE.binary_search(&name.as_str()).is_err() {
            return true;
        }
        rest = tag;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(html: &str) -> String {
        let text = text(html.as_bytes(), 0).unwrap();
        for Segment { text: range, source, escape } in &text.segments {
            assert_eq!(escape.decode(&html[source.clone()]).unwrap(), text.as_str()[range.clone()]);
        }
        text.as_str().to_owned()
    }

    #[test]
    fn inline_names_are_sorted() {
        assert!(INLINE.is_sorted());
    }

    #[test]
    fn text_nodes_are_read_and_nothing_else() {
        let html = "<!DOCTYPE html><title>Head</title><style>p{}</style><script>if (a<b) x</script>\
                    <p title='no'>One <b>t</b>wo &amp; don&#8217;t <code>not this</code>.<p>Three<br>four\
                    <pre>no <i>no</i></pre><textarea>no</textarea>";
        assert_eq!(read(html), "Head\n\nOne two & don’t .\n\nThree\n\nfour");
    }

    #[test]
    fn comments_switch_restoring_off() {
        let html = "<p>yes</p><!-- unspin:off --><p>no</p><!-- unspin:on --><p>yes</p>";
        let text = text(html.as_bytes(), 0).unwrap();
        let off: Vec<_> = text.untouched.iter().map(|range| &text.as_str()[range.clone()]).collect();
        assert_eq!(off, ["no"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(html in "[<>/!&;'\"=a-d \n-é\u{1f600}]{0,80}") {
            read(&html);
        }

        #[test]
        fn pages_of_odd_tags_are_read(parts in prop::collection::vec(0..12usize, 0..20)) {
            const PARTS: [&str; 12] = ["<p>", "</p>", "<pre>", "</pre>", "<script>", "</script>", "<!--", "-->", "a ", "&amp;", "<svg>", "é"];
            read(&parts.into_iter().map(|part| PARTS[part]).collect::<String>());
        }
    }
}
