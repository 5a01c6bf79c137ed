//! The corpus of these tests: every format, honest and spun.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use crate::binary::{HONEST, Place, SPUN};

/// Writes the corpus to `in`, `size` documents in each file of many.
pub fn make(place: &Place, size: usize) {
    fs::create_dir_all(place.path("in/deep")).unwrap();
    place.file("in/spun.txt", SPUN);
    place.file("in/honest.txt", HONEST);
    place.file("in/honest.bin", b"\0\x01 of no known format");
    place.file("in/honest-empty.txt", "");
    place.file("in/note.md", format!("# Note\n\n{SPUN}\n```\ncease unlawful commerce\n```\n"));
    let paragraphs = SPUN.trim_end().replace("\n\n", "</p>\n<p class='useless'>");
    place.file("in/deep/page.html", format!("<!DOCTYPE html><body><p>{paragraphs}</p><pre>cease</pre></body>"));
    let texts = || (0..size).map(|at| if at % 2 == 1 || at == 0 { SPUN } else { HONEST });
    let lines: String = texts()
        .enumerate()
        .map(|(at, text)| {
            format!("{{\"n\":1.50,  \"text\" :{}, \"at\":{at}}}\r\n", serde_json::to_string(text).unwrap())
        })
        .collect();
    place.file("in/lines.jsonl", format!("\n{lines}"));
    let honest: String = (0..size).map(|_| format!("{}\n", serde_json::json!({ "text": HONEST }))).collect();
    for (name, text) in [("lines", &lines), ("honest", &honest)] {
        // Two members, two frames: as `cat a.gz b.gz` makes them.
        let (one, two) = text.split_at(text.find('\n').unwrap() + 1);
        place.file(&format!("in/{name}.jsonl.gz"), [gzip(one), gzip(two)].concat());
        let frame = |text: &str| zstd::bulk::compress(text.as_bytes(), 19).unwrap();
        place.file(&format!("in/{name}.jsonl.zst"), [frame(one), frame(two)].concat());
    }
    for (name, delimiter) in [("rows.csv", b','), ("rows.tsv", b'\t')] {
        let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        csv.write_record(["id", "text", "of \"what\""]).unwrap();
        texts().for_each(|text| csv.write_record(["1", text, "a,b"]).unwrap());
        place.file(&format!("in/{name}"), csv.into_inner().unwrap());
    }
    for (name, text) in [("pages", SPUN), ("honest", HONEST)] {
        let archive = [warc(text), warc(HONEST)];
        place.file(&format!("in/{name}.warc"), archive.concat());
        place.file(&format!("in/{name}.warc.gz"), archive.map(|record| gzip(&record)).concat());
    }
    #[cfg(feature = "parquet")]
    {
        parquet(&place.path("in/rows.parquet"), &texts().collect::<Vec<_>>());
        parquet(&place.path("in/honest.parquet"), &vec![HONEST; size]);
    }
}

/// A WARC record of a page.
pub fn warc(text: &str) -> String {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
    let header = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n";
    format!("{header}Content-Length: {}\r\n\r\n{http}{text}\r\n\r\n", http.len() + text.len())
}

/// Writes a Parquet file with `texts` in its column `text`, and another column.
#[cfg(feature = "parquet")]
pub fn parquet(path: &Path, texts: &[&str]) {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = parse_message_type("message m { required int64 id; optional binary text (UTF8); }").unwrap();
    let mut writer =
        SerializedFileWriter::new(fs::File::create(path).unwrap(), schema.into(), Default::default()).unwrap();
    for texts in texts.chunks(7) {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let numbers: Vec<i64> = (0..texts.len() as i64).collect();
        column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let values: Vec<_> = texts.iter().map(|text| ByteArray::from(*text)).collect();
        column.typed::<ByteArrayType>().write_batch(&values, Some(&vec![1; values.len()]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// The rows of a Parquet file, as text.
#[cfg(feature = "parquet")]
fn rows(bytes: &[u8]) -> Vec<u8> {
    use parquet::file::reader::SerializedFileReader;
    use parquet::record::reader::RowIter;

    let file = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap();
    RowIter::from_file(None, &file).unwrap().flat_map(|row| format!("{}\n", row.unwrap()).into_bytes()).collect()
}

pub fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Every file below `directory` but the state of a run.
pub fn tree(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(below) = directories.pop() {
        for entry in fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !name.starts_with(".unspin") {
                    directories.push(path);
                }
            } else {
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The contents of a file, decompressed.
pub fn plain(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    #[cfg(feature = "parquet")]
    if name.ends_with(".parquet") {
        return rows(bytes);
    }
    if name.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
        return plain;
    }
    if name.ends_with(".zst") {
        return zstd::stream::decode_all(bytes).unwrap();
    }
    bytes.to_vec()
}

/// `file` with `old` replaced by `new`, in any of the ways in which a format writes a text.
pub fn with(file: &[u8], old: &str, new: &str) -> Vec<u8> {
    let Ok(text) = String::from_utf8(file.to_vec()) else { return file.to_vec() };
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let html = |text: &str| text.trim_end().replace("\n\n", "</p>\n<p class='useless'>");
    let text = text.replace(&json(old), &json(new)).replace(&html(old), &html(new));
    text.replace(&warc(old), &warc(new)).replace(old, new).into_bytes()
}
