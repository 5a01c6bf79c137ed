//! Properties that all readers share: without a substitution a file comes back as it was, and a substitution changes its words
//! and nothing else, however the file is cut and arrives.

use std::io::{self, Read};
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::substitution::{self, Substitution};

const STREAMED: [Format; 7] =
    [Format::Text, Format::Markdown, Format::Html, Format::Jsonl, Format::Csv, Format::Tsv, Format::Warc];

/// Replaces every `old` by `new` and keeps what it saw.
struct Replace<'p> {
    old: &'static str,
    new: &'static str,
    protection: &'p Protection,
    seen: Vec<(Option<u64>, Result<String, String>)>,
}

impl Visitor for Replace<'_> {
    fn text(&mut self, number: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        self.seen.push((number, Ok(text.as_str().to_owned())));
        assert_eq!(text.without_code().len(), text.as_str().len());
        if self.old.is_empty() {
            return Ok(());
        }
        let found = text.as_str().match_indices(self.old).map(|(at, spun)| Substitution {
            span: at..at + spun.len(),
            spun: spun.to_owned(),
            original: self.new.to_owned(),
            confidence: 1.0,
            gain: 1.0,
            source: substitution::Source::Exact,
            alternatives: Vec::new(),
        });
        // Whether they come one by one or all at once makes no difference.
        let guard = self.protection.guard(text);
        found.filter(|made| guard.allows(made)).for_each(|made| make(&[made]));
        Ok(())
    }

    fn fault(&mut self, number: Option<u64>, fault: &Fault) {
        self.seen.push((number, Err(fault.message.clone())));
    }
}

/// Gives its bytes a few at a time.
struct Drops(Vec<u8>, usize, usize);

impl Read for Drops {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.2.min(buffer.len()).min(self.0.len() - self.1);
        buffer[..length].copy_from_slice(&self.0[self.1..self.1 + length]);
        self.1 += length;
        Ok(length)
    }
}

type Rewritten = (Vec<u8>, Vec<(Option<u64>, Result<String, String>)>);

fn rewritten(
    bytes: &[u8],
    format: Format,
    options: &Options,
    drops: usize,
    (old, new): (&'static str, &'static str),
) -> Result<Rewritten, Error> {
    let reader = Box::new(Drops(bytes.to_vec(), 0, drops));
    let mut source = Source::read(reader, Path::new("x"), format, Compression::None, options)?;
    let protection = Protection::default();
    let mut visitor = Replace { old, new, protection: &protection, seen: Vec::new() };
    let mut out = Vec::new();
    while let Some(batch) = source.next_batch()? {
        batch.rewrite(&mut visitor, &mut out);
    }
    Ok((out, visitor.seen))
}

fn replaced(file: &str, format: Format) -> String {
    let (bytes, seen) =
        rewritten(file.as_bytes(), format, &Options::default(), 7, ("useless", "dead, \"gone\"")).unwrap();
    assert!(seen.iter().all(|(_, text)| text.is_ok()), "{seen:?}");
    String::from_utf8(bytes).unwrap()
}

#[test]
fn new_words_are_written_as_the_format_has_them() {
    let json = "{\"n\":1.50, \"text\" : \"a\\u00e9 \\/ useless\\n\\u00e9\"}\r\n{\"text\":null}\n";
    assert_eq!(replaced(json, Format::Jsonl), json.replace("useless", "dead, \\\"gone\\\""));
    let csv = "id,text\r\n1,\"so \"\"useless\"\" is\"\r\n2,useless\r\n";
    let expected = "id,text\r\n1,\"so \"\"dead, \"\"gone\"\"\"\" is\"\r\n2,\"dead, \"\"gone\"\"\"\r\n";
    assert_eq!(replaced(csv, Format::Csv), expected);
    let html = "<p title=useless>caf&eacute; <b>useless</b> <code>useless</code></p><!-- useless -->";
    assert_eq!(replaced(html, Format::Html), html.replacen("<b>useless", "<b>dead, \"gone\"", 1));
    let markdown = "useless `useless` [useless](useless) <b>useless</b>\n\n    useless\n";
    let expected = "dead, \"gone\" `useless` [useless](useless) <b>dead, \"gone\"</b>\n\n    useless\n";
    assert_eq!(replaced(markdown, Format::Markdown), expected);
}

#[test]
fn records_of_web_archives_get_new_lengths_and_digests() {
    use sha1::{Digest, Sha1};
    let digest = |bytes: &str| data_encoding::BASE32.encode(&Sha1::digest(bytes));
    let record = |body: &str| {
        let http = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let block = format!("{http}{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n\
             WARC-Block-Digest: sha1:{}\r\nWARC-Payload-Digest: sha1:{}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            digest(&block),
            digest(body),
            block.len()
        )
    };
    let info = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 7\r\n\r\nuseless\r\n\r\n";
    let file = |word: &str| format!("{info}{}{info}", record(&format!("<p>so {word} it is</p>")));
    assert_eq!(replaced(&file("useless"), Format::Warc), file("dead, \"gone\""));

    let cut = file("useless");
    let (bytes, seen) =
        rewritten(&cut.as_bytes()[..cut.len() - 9], Format::Warc, &Options::default(), 99, ("useless", "dead"))
            .unwrap();
    assert!(String::from_utf8(bytes).unwrap().ends_with("us"));
    assert!(seen.last().unwrap().1.as_ref().unwrap_err().contains("cut short"), "{seen:?}");
}

#[test]
fn bodies_of_web_archives_are_read_where_they_are_plain() {
    use sha2::{Digest, Sha256};
    let record = |kind: &str, fields: &str, body: &str| {
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(body));
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\n{fields}WARC-Block-Digest: sha256:{digest}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    };
    let wet = |word: &str| record("conversion", "Content-Type: text/plain\r\n", &format!("so {word} it is\n"));
    assert_eq!(replaced(&wet("useless"), Format::Warc), wet("dead, \"gone\""));
    let request = record("request", "Content-Type: application/http\r\n", "GET /useless HTTP/1.1\r\n\r\n");
    assert_eq!(replaced(&request, Format::Warc), request);

    for field in ["Transfer-Encoding: chunked", "Content-Encoding: gzip"] {
        let http = |kind: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{field}\r\n\r\n7\r\nuseless\r\n");
        let response = |kind| record("response", "Content-Type: application/http\r\n", &http(kind));
        let seen = |kind| {
            let (file, options) = (response(kind), Options::default());
            let (bytes, seen) = rewritten(file.as_bytes(), Format::Warc, &options, 99, ("useless", "dead")).unwrap();
            assert_eq!(bytes, file.as_bytes());
            seen
        };
        assert!(seen("text/html")[0].1.as_ref().unwrap_err().contains("encoded"));
        assert!(seen("image/png").is_empty());
    }
}

#[test]
fn long_records_pass_whatever_they_are() {
    let options = Options { max_document: 1000, batch: 100, ..Options::default() };
    let line = |length| format!("{{\"text\":\"{}\"}}\n", "useless ".repeat(length));
    let file = [line(2), line(500), line(2)].concat();
    for drops in [1, 64, 5000] {
        let (bytes, seen) = rewritten(file.as_bytes(), Format::Jsonl, &options, drops, ("useless", "dead")).unwrap();
        assert_eq!(
            bytes,
            [line(2).replace("useless", "dead"), line(500), line(2).replace("useless", "dead")].concat().into_bytes()
        );
        let numbers: Vec<_> = seen.iter().map(|(number, text)| (number.unwrap(), text.is_ok())).collect();
        assert_eq!(numbers, [(1, true), (2, false), (3, true)]);
    }
    for length in [1001, 4999, 5000, 5100] {
        let (bytes, seen) = rewritten(&vec![b'x'; length], Format::Html, &options, 64, ("", "")).unwrap();
        assert_eq!((bytes.len(), seen.len()), (length, 1));
    }
}

#[test]
fn restoring_stays_switched_off_from_block_to_block() {
    let paragraph = "so useless it is\n\n".repeat(20_000);
    let file = format!("{paragraph}# unspin:off\n{paragraph}{paragraph}# unspin:on\nuseless\n");
    let (bytes, seen) =
        rewritten(file.as_bytes(), Format::Text, &Options::default(), 9999, ("useless", "dead")).unwrap();
    assert!(seen.len() > 3);
    let expected =
        format!("{}# unspin:off\n{paragraph}{paragraph}# unspin:on\ndead\n", paragraph.replace("useless", "dead"));
    assert!(bytes == expected.into_bytes());
}

/// Paragraphs of a page, some with code and comments in them, `bytes` and more of them.
fn long_page(bytes: usize) -> String {
    const PARTS: [&str; 7] = [
        "<p>so <b>useless</b> it is &amp; so useless",
        "<pre>useless <i>useless</i></pre>",
        "<p>in one line useless useless, \u{e9}",
        "<script>if (a < b) 'useless'</script>",
        "<!-- unspin:off --><p>useless</p><!-- unspin:on -->",
        "<img alt=useless src='data:",
        "'>useless",
    ];
    let (mut page, mut at) = (String::new(), 0);
    while page.len() < bytes {
        page.push_str(PARTS[at % PARTS.len()]);
        if at % 7 == 5 {
            page.push_str(&"A".repeat(at % 1000));
        }
        page.push('\n');
        at += 1;
    }
    page
}

#[test]
fn long_pages_are_cut_and_read_as_if_they_were_not() {
    // Two are cut, and one is not.
    for (bytes, blocks) in [(5 << 20, 3..6), (3 << 20, 2..4), (1 << 20, 1..2)] {
        let page = long_page(bytes);
        let change = ("useless", "dead, \"gone\"");
        let (out, seen) = rewritten(page.as_bytes(), Format::Html, &Options::default(), 77_777, change).unwrap();
        assert!(blocks.contains(&seen.len()), "{}", seen.len());
        assert_eq!(seen[0].0, (blocks.end > 2).then_some(1));
        let whole = format::html::text(page.as_bytes(), 0).unwrap();
        let texts: Vec<String> = seen.into_iter().map(|(_, text)| text.unwrap()).collect();
        assert!(texts.join("\n\n").split_whitespace().eq(whole.as_str().split_whitespace()));
        let expected: String = page
            .split_inclusive('\n')
            .map(|line| match line {
                _ if ["<pre", "<scr", "<!--", "<img"].iter().any(|start| line.starts_with(start)) => line.to_owned(),
                _ => line.replace(change.0, change.1),
            })
            .collect();
        assert!(String::from_utf8(out).unwrap() == expected);
        // However it arrives.
        let one = Options { batch: 1, ..Options::default() };
        let (again, _) = rewritten(page.as_bytes(), Format::Html, &one, 1 << 16, change).unwrap();
        assert!(again == expected.into_bytes());
    }
}

#[test]
fn pages_without_places_to_cut_are_cut_all_the_same() {
    let one_node = format!("<p>{}", "so useless ".repeat(500_000));
    let no_blanks = format!("<p>{} useless", "\u{e9}\u{e9}&amp;".repeat(500_000));
    let no_prose = format!("<script>{}</script><p>useless", "useless ".repeat(500_000));
    let open_tag = format!("<p>useless<img alt='{}'>", "useless ".repeat(500_000));
    for (page, made) in [(one_node, 500_000), (no_blanks, 1), (no_prose, 1), (open_tag, 1)] {
        let (out, seen) =
            rewritten(page.as_bytes(), Format::Html, &Options::default(), 99_999, ("useless", "dead")).unwrap();
        assert!(seen.len() > 1 && seen.iter().all(|(_, text)| text.is_ok()));
        let out = String::from_utf8(out).unwrap();
        assert_eq!((page.len() - out.len()) / 3, made);
    }
}

/// Makes what [`Replace`] does and finds out too late that it should not have.
struct Failing<'p>(Replace<'p>);

impl Visitor for Failing<'_> {
    fn text(&mut self, number: Option<u64>, text: &Text<'_>, make: Make<'_>) -> Result<(), Fault> {
        self.0.text(number, text, make)?;
        if text.as_str().contains("late") { Err(Fault::failed("too late")) } else { Ok(()) }
    }

    fn fault(&mut self, number: Option<u64>, fault: &Fault) {
        self.0.fault(number, fault);
    }
}

#[test]
fn what_fails_when_some_was_made_is_passed_through() {
    let file = "{\"text\":\"so useless\"}\n{\"text\":\"useless and too late\"}\n{\"text\":\"useless\"}\n";
    for mark in ["", "\u{feff}"] {
        // With a mark, as UTF-16.
        let bytes: Vec<u8> = match mark {
            "" => file.as_bytes().to_vec(),
            _ => mark.encode_utf16().chain(file.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        };
        let reader = Box::new(io::Cursor::new(bytes));
        let mut source =
            Source::read(reader, Path::new("x"), Format::Jsonl, Compression::None, &Options::default()).unwrap();
        let protection = Protection::default();
        let mut visitor = Failing(Replace { old: "useless", new: "dead", protection: &protection, seen: Vec::new() });
        let mut out = Vec::new();
        while let Some(batch) = source.next_batch().unwrap() {
            batch.rewrite(&mut visitor, &mut out);
        }
        let out = match mark {
            "" => String::from_utf8(out).unwrap(),
            _ => encoding_rs::UTF_16LE.decode(&out).0.into_owned(),
        };
        let expected = file.replace("so useless", "so dead").replace("\"useless\"", "\"dead\"");
        assert_eq!(out, expected);
        assert!(visitor.0.seen.contains(&(Some(2), Err("too late".to_owned()))));
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0..7usize, drops in 1..99usize) {
        for batch in [1, 50, 4096] {
            let options = Options { batch, max_document: 100, ..Options::default() };
            // What cannot be decoded is an error; what can comes back.
            if let Ok((out, _)) = rewritten(&bytes, STREAMED[which], &options, drops, ("", "")) {
                prop_assert_eq!(&out, &bytes);
            }
        }
    }

    #[test]
    fn likely_bytes_come_back_and_are_read_alike(
        file in "(WARC/1\\.0\r\n|Content-Length: 3\r\n\r\n|\\{\"text\":\"|\\\\u00e9|\"\\}|\"|,|\t|\n|text|useless |<p>|</pre>|<!--|`|é|\u{feff}){0,30}",
        which in 0..7usize,
        drops in 1..99usize,
        word in 0..2usize,
    ) {
        let word = [("", ""), ("useless", "a")][word];
        let whole = rewritten(file.as_bytes(), STREAMED[which], &Options::default(), 1 << 20, word);
        let parts = rewritten(file.as_bytes(), STREAMED[which], &Options { batch: 1, ..Options::default() }, drops, word);
        match (whole, parts) {
            (Ok((whole, seen)), Ok((parts, seen_in_parts))) => {
                prop_assert_eq!(&whole, &parts);
                prop_assert_eq!(seen, seen_in_parts);
                if word.0.is_empty() {
                    prop_assert_eq!(whole, file.into_bytes());
                }
            }
            (whole, parts) => prop_assert_eq!(whole.is_err(), parts.is_err()),
        }
    }

    #[test]
    fn compressed_files_of_arbitrary_bytes_are_errors_or_texts(bytes: Vec<u8>, zstd: bool, valid: bool) {
        let compression = if zstd { Compression::Zstd } else { Compression::Gzip };
        let file = if valid { compression.compress(bytes.clone()) } else { bytes.clone() };
        let mut read = Vec::new();
        let source = Source::read(Box::new(io::Cursor::new(file)), Path::new("x"), Format::Jsonl, compression, &Options::default());
        if let Ok(mut source) = source {
            while let Ok(Some(batch)) = source.next_batch() {
                batch.records().for_each(|record| read.extend_from_slice(record.bytes));
            }
        }
        if valid && std::str::from_utf8(&bytes).is_ok() && !bytes.starts_with(b"\xef\xbb\xbf") {
            prop_assert_eq!(read, bytes);
        }
    }
}

#[test]
fn lines_are_those_of_the_file_where_it_is_one_document() {
    let lines = |bytes: &[u8], format: Format, words: [&str; 3]| {
        let (bytes, options) = (bytes.to_vec(), Options::default());
        let reader = Box::new(io::Cursor::new(bytes));
        let mut source = Source::read(reader, Path::new("x"), format, Compression::None, &options).unwrap();
        let batch = source.next_batch().unwrap().unwrap();
        let record = batch.records().last().unwrap();
        let text = record.text.unwrap().unwrap();
        let mut lines = text.lines();
        words.map(|word| lines.line(text.as_str().find(word).unwrap()))
    };
    let words = ["one", "two", "three"];
    assert_eq!(lines(b"one\ntwo\n\nthree", Format::Text, words), [1, 2, 4]);
    let html = b"<!DOCTYPE html>\n<body\nid=a>\n<p>one &amp;\ntwo</p>\n<hr>\n<p>and <b>three</b></p>";
    assert_eq!(lines(html, Format::Html, words), [4, 5, 7]);
    assert_eq!(lines(br#"{"text":"one\ntwo\nthree"}"#, Format::Jsonl, words), [1, 2, 3]);
}
