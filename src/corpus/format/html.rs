//! HTML: text nodes may be restored; tags, attributes, scripts, styles and code may not.
//!
//! lol_html only tells where the text is. What is written is the page's own bytes with words replaced, so that nothing is
//! tidied on the way.

use std::borrow::Cow;
use std::ops::Range;

use lol_html::html_content::TextType;
use lol_html::{HtmlRewriter, Settings, doc_comments, doc_text, text};

use super::utf8;
use crate::corpus::escape::Escape;
use crate::corpus::protection::switch_in;
use crate::corpus::record::{Fault, Segment, Text};

/// Elements whose text is not prose.
const CODE: &str = "pre, code, kbd, samp, var, tt, textarea, svg, math, template, noscript, iframe";

/// Elements that begin no new line: the text goes on through them.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "script", "small", "span", "strike", "strong",
    "style", "sub", "sup", "time", "u", "var", "wbr",
];

/// Between two blocks of text.
const GAP: &str = "\n\n";

/// The text of a page that begins in its record at byte `start`: its text nodes, blank lines between blocks.
pub(in crate::corpus) fn text(bytes: &[u8], start: usize) -> Result<Text<'_>, Fault> {
    let html = utf8(bytes)?;
    let nodes = nodes(html)?;
    let mut text = Text { text: Cow::Borrowed(""), ..super::empty() };
    text.segments.clear();
    let mut decoded = String::new();
    let mut last = 0;
    for Node { source, escape, off } in nodes {
        let part = escape.decode(&html[source.clone()]).expect("HTML decodes");
        if begins_line(&html[last..source.start]) && !decoded.is_empty() {
            decoded.push_str(GAP);
        }
        let from = decoded.len();
        decoded.push_str(&part);
        if off {
            text.untouched.push(from..decoded.len());
        }
        last = source.end;
        let source = start + source.start..start + source.end;
        text.segments.push(Segment { text: from..decoded.len(), source, escape });
    }
    text.text = Cow::Owned(decoded);
    Ok(text)
}

struct Node {
    source: Range<usize>,
    escape: Escape,
    /// Whether a comment before it switched restoring off.
    off: bool,
}

/// The text nodes with prose, in order.
fn nodes(html: &str) -> Result<Vec<Node>, Fault> {
    let (mut texts, mut code, mut switches) = (Vec::new(), Vec::new(), Vec::new());
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(text!(CODE, |chunk| {
            code.push(chunk.source_location().bytes());
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            texts.push((chunk.source_location().bytes(), chunk.text_type()));
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            if let Some(off) = switch_in(&comment.text()) {
                switches.push((comment.source_location().bytes().start, off));
            }
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter
        .write(html.as_bytes())
        .and_then(|()| rewriter.end())
        .map_err(|error| Fault::failed(format!("the HTML cannot be read: {error}")))?;

    code.sort_by_key(|range| range.start);
    texts.retain(|(range, _)| !range.is_empty() && !lies_in(range, &code));
    let mut nodes: Vec<Node> = Vec::new();
    for (source, kind) in texts {
        let escape = match kind {
            TextType::Data | TextType::RCData => Escape::Html,
            _ => continue,
        };
        let off =
            switches[..switches.partition_point(|(at, _)| *at < source.start)].last().is_some_and(|(_, off)| *off);
        match nodes.last_mut() {
            // The parts of one text node.
            Some(last) if last.source.end == source.start => last.source.end = source.end,
            _ => nodes.push(Node { source, escape, off }),
        }
    }
    Ok(nodes)
}

fn lies_in(range: &Range<usize>, sorted: &[Range<usize>]) -> bool {
    let at = sorted.partition_point(|other| other.end <= range.start);
    sorted.get(at).is_some_and(|other| other.start < range.end)
}

/// Whether the tags between two text nodes begin a new line.
fn begins_line(tags: &str) -> bool {
    let mut rest = tags;
    while let Some((_, tag)) = rest.split_once('<') {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag[..length].to_ascii_lowercase();
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
