//! Markdown: prose may be restored; code, links, images, HTML and front matter may not.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{between, utf8};
use crate::corpus::record::{Fault, Switches, Text};

/// The text of a Markdown file: the whole file, so that offsets are the file's; what is no prose is marked.
pub(in crate::corpus) fn text(bytes: &[u8]) -> Result<Text<'_>, Fault> {
    let text = utf8(bytes)?;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let (mut prose, mut code): (Vec<Range<usize>>, Vec<Range<usize>>) = Default::default();
    // How deep in links, images, code blocks and front matter.
    let mut depth = 0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => depth -= 1,
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_) | Tag::HtmlBlock) => {
                depth += 1;
                code.push(range);
            }
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock) => depth -= 1,
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::InlineHtml(_) => code.push(range),
            // Text that is written otherwise than it reads, as `&amp;` or `\*`, is left as it is written.
            Event::Text(read) if depth == 0 && text[range.clone()] == *read => prose.push(range),
            _ => {}
        }
    }
    prose.sort_by_key(|range| range.start);
    // A line break within a paragraph is crossed; everything else that is no prose stays.
    let is_break = |range: &Range<usize>| text[range.clone()].chars().all(char::is_whitespace);
    let untouched = between(&prose, text.len()).into_iter().filter(|range| !is_break(range)).collect();
    Ok(Text {
        code: disjoint(code),
        untouched,
        switches: Some(Switches { begins_off: false }),
        ..Text::plain(text, 0..bytes.len())
    })
}

/// `ranges` sorted, those that lie in others left out.
fn disjoint(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    ranges.retain(|range| {
        let is_new = range.start >= end;
        end = end.max(range.end);
        is_new
    });
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_prose_may_be_touched() {
        let source = "---\ntitle: dead\n---\n# Head *line*\n\nSome `dead code` and [a dead link](http://dead) here\n\
                      goes on.\n\n```sh\ndead\n```\n\n<div>dead</div>\n\n> quoted\n";
        let text = text(source.as_bytes()).unwrap();
        let mut touched = source.to_owned().into_bytes();
        for range in &text.untouched {
            touched[range.clone()].fill(b'_');
        }
        let touched = String::from_utf8(touched).unwrap();
        assert!(!touched.contains("dead"), "{touched}");
        for prose in ["Head ", "line", "Some ", " here\ngoes on.", "quoted"] {
            assert!(touched.contains(prose), "{prose}: {touched}");
        }
        let read = text.without_code();
        assert!(!read.contains("dead code") && read.contains("a dead link"), "{read}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(source in "[-#*`\\[\\]()<>&;!:\\\\ \na-cé\u{1f600}_~|$]{0,80}") {
            let text = text(source.as_bytes()).unwrap();
            prop_assert_eq!(text.without_code().len(), source.len());
        }
    }
}
