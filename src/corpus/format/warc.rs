//! WARC: the bodies of HTTP responses that are HTML or plain text, and what was made of them (`conversion` records, of which WET files
//! consist), with lengths and digests corrected.
//!
//! Bodies in a transfer or content encoding (chunked, gzip) are skipped and counted: to change them would be to encode them anew.

use std::ops::Range;

use data_encoding::{BASE32, HEXLOWER};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::html;
use crate::corpus::record::{Fault, Text};

/// What stands around the body of a WARC record and depends on it.
#[derive(Clone, Debug)]
pub(in crate::corpus) struct Envelope {
    /// Length of the WARC header, with its blank line.
    header: usize,
    /// Where the body begins.
    body: usize,
    /// Where the block ends.
    end: usize,
}

/// The length of the record that `buffer` begins with, its two line ends included; `None` when more is needed.
pub(super) fn end(buffer: &[u8]) -> Option<usize> {
    let header = blank_line(buffer)?;
    // A record without a length cannot be cut: the rest is one record, and a fault.
    let length: usize = field(&buffer[..header], "content-length")?.1.parse().ok()?;
    let end = header.checked_add(length)?.checked_add(4)?;
    (buffer.len() >= end).then_some(end)
}

/// Where the first blank line ends.
fn blank_line(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4)
}

/// The value of a header field, and where it stands; `name` in lower case.
fn field<'h>(header: &'h [u8], name: &str) -> Option<(Range<usize>, &'h str)> {
    let mut start = 0;
    while let Some(length) = memchr::memchr(b'\n', &header[start..]) {
        let line = header[start..start + length].trim_ascii_end();
        if let Some(colon) = memchr::memchr(b':', line)
            && line[..colon].eq_ignore_ascii_case(name.as_bytes())
        {
            let value = line[colon + 1..].trim_ascii_start();
            let from = start + line.len() - value.len();
            return Some((from..from + value.len(), std::str::from_utf8(value).ok()?));
        }
        start += length + 1;
    }
    None
}

/// The text of a record; none when it is no response with prose in it.
pub(in crate::corpus) fn text(bytes: &[u8]) -> Result<Option<(Text<'_>, Envelope)>, Fault> {
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    let whole = bytes.starts_with(b"WARC/").then(|| blank_line(bytes)).flatten();
    let (Some(header), Some(end)) = (whole, end(bytes)) else {
        return Err(Fault::failed("this is no whole WARC record; the file may have been cut short"));
    };
    let end = end - 4;
    let own = |name| field(&bytes[..header], name).map_or("", |(_, value)| value);
    // Where the body begins, and the fields that tell what it is.
    let (body, fields) = match own("warc-type") {
        "response" if own("content-type").starts_with("application/http") => {
            let Some(length) = blank_line(&bytes[header..end]) else { return Ok(None) };
            (header + length, &bytes[header..header + length])
        }
        "conversion" | "resource" => (header, &bytes[..header]),
        _ => return Ok(None),
    };
    let kind = field(fields, "content-type").map_or(String::new(), |(_, value)| value.to_ascii_lowercase());
    let is_html = kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml");
    if !is_html && !kind.starts_with("text/plain") {
        return Ok(None);
    }
    for name in ["transfer-encoding", "content-encoding"] {
        if let Some((_, value)) = field(fields, name).filter(|(_, value)| !value.eq_ignore_ascii_case("identity")) {
            return Err(Fault::skipped(format!("the body is encoded ({name}: {value}); only plain ones are restored")));
        }
    }
    let charset = kind.split_once("charset=").map_or("utf-8", |(_, name)| name.trim_matches(['"', ' ', ';']));
    if !matches!(charset, "utf-8" | "utf8" | "us-ascii") {
        return Err(Fault::skipped(format!("the page is in {charset}; only UTF-8 pages are restored inside WARC")));
    }
    let text = if is_html {
        html::text(&bytes[body..end], body)?
    } else {
        Text::plain(super::utf8(&bytes[body..end])?, body..end)
    };
    Ok(Some((text, Envelope { header, body, end })))
}

impl Envelope {
    /// Corrects lengths and digests of the record from `start` in `out` on, which was `old` bytes long before its body was changed.
    pub(in crate::corpus) fn correct(&self, old: usize, start: usize, out: &mut Vec<u8>) {
        let new = &out[start..];
        let body = &new[self.body..new.len() - (old - self.end)];
        let mut http = new[self.header..self.body].to_vec();
        replace(&mut http, "content-length", &body.len().to_string());
        let mut header = new[..self.header].to_vec();
        replace(&mut header, "content-length", &(http.len() + body.len()).to_string());
        for (name, block) in [("warc-block-digest", [&http, body]), ("warc-payload-digest", [&[], body])] {
            if let Some((_, digest)) = field(&header, name) {
                match redigest(digest, block) {
                    Some(digest) => replace(&mut header, name, &digest),
                    // Of an algorithm that is not known here; a wrong digest would be worse than none.
                    None => remove(&mut header, name),
                }
            }
        }
        out.splice(start..start + self.body, header.into_iter().chain(http));
    }
}

/// The digest of `parts`, one behind the other, by the algorithm and in the base of `digest`.
fn redigest(digest: &str, parts: [&[u8]; 2]) -> Option<String> {
    let (algorithm, value) = digest.split_once(':')?;
    let sum = match algorithm.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => sum::<Sha1>(parts),
        "sha256" | "sha-256" => sum::<Sha256>(parts),
        _ => return None,
    };
    let sum = if value.len() == 2 * sum.len() { HEXLOWER.encode(&sum) } else { BASE32.encode(&sum) };
    Some(format!("{algorithm}:{sum}"))
}

fn sum<D: Digest>(parts: [&[u8]; 2]) -> Vec<u8> {
    parts.into_iter().fold(D::new(), |digest, part| digest.chain_update(part)).finalize().to_vec()
}

fn replace(header: &mut Vec<u8>, name: &str, value: &str) {
    if let Some((range, _)) = field(header, name) {
        header.splice(range, value.bytes());
    }
}

fn remove(header: &mut Vec<u8>, name: &str) {
    if let Some((range, _)) = field(header, name) {
        let start = memchr::memrchr(b'\n', &header[..range.start]).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', &header[range.end..]).map_or(header.len(), |at| range.end + at + 1);
        header.drain(start..end);
    }
}
