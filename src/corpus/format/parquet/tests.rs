use std::collections::BTreeMap;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::record::reader::RowIter;
use parquet::schema::parser::parse_message_type;

use super::*;

const SCHEMA: &str = "message m { required int64 id; optional group a { optional binary text (UTF8); } \
                      repeated binary tags (UTF8); optional double score; }";

/// Two row groups: nulls in every place, a column that repeats.
fn make(path: &Path) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("a test".to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new("key".to_owned(), "value".to_owned())]));
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(properties.build())).unwrap();
    let texts = |values: &[&str]| values.iter().map(|value| ByteArray::from(*value)).collect::<Vec<_>>();
    for group in 0..2i64 {
        let mut rows = writer.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[group, 2, 3], None, None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let values = texts(&["a useless man", "none"]);
        column.typed::<ByteArrayType>().write_batch(&values, Some(&[2, 1, 2]), None).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let values = texts(&["useless", "x", "useless"]);
        column.typed::<ByteArrayType>().write_batch(&values, Some(&[1, 1, 0, 1]), Some(&[0, 1, 0, 0])).unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&[0.5], Some(&[0, 1, 0]), None).unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    writer.close().unwrap();
}

/// Rewrites the column, each value by `edit`; the numbers of the rows that were seen.
fn rewrite(path: &Path, out: &Path, column: &str, edit: impl Fn(&str) -> String) -> Result<Vec<u64>, Error> {
    let options = Options { column: column.to_owned(), batch: 8, ..Options::default() };
    let mut groups = Groups::open(File::open(path).unwrap(), path, &options)?;
    let mut rewriter = Rewriter::new(path, &options, File::create(out).unwrap())?;
    let mut numbers = Vec::new();
    while let Some(batch) = groups.next_batch(path)? {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for record in batch.records() {
            numbers.extend(record.number);
            bytes.extend(edit(std::str::from_utf8(record.bytes).unwrap()).bytes());
            ends.push(bytes.len());
        }
        rewriter.append(&batch, &bytes, &ends)?;
    }
    rewriter.finish()?;
    Ok(numbers)
}

fn rows(path: &Path) -> String {
    let file = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    RowIter::from_file(None, &file).unwrap().map(|row| format!("{}\n", row.unwrap())).collect()
}

#[test]
fn one_column_changes_and_all_else_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| directory.path().join(name));
    make(&old);
    for (column, expected) in [("a.text", vec![1, 3, 4, 6]), ("tags", vec![1, 1, 3, 4, 4, 6])] {
        let numbers = rewrite(&old, &new, column, |text| text.replace("useless", "dead")).unwrap();
        assert_eq!(numbers, expected);
        let place = if column == "tags" { "\"useless\"" } else { "useless man" };
        assert_eq!(rows(&new), rows(&old).replace(place, &place.replace("useless", "dead")), "{column}");
        let metadata = |path: &Path| {
            let file = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
            let file = file.metadata().clone();
            let keys: BTreeMap<_, _> = file
                .file_metadata()
                .key_value_metadata()
                .unwrap()
                .iter()
                .map(|key| (key.key.clone(), key.value.clone()))
                .collect();
            let groups: Vec<_> = file.row_groups().iter().map(|group| group.column(0).compressed_size()).collect();
            let codecs: Vec<_> = file.row_groups()[0].columns().iter().map(|column| column.compression()).collect();
            let schema = file.file_metadata().schema().clone();
            (keys, groups, codecs, schema, file.file_metadata().created_by().map(str::to_owned))
        };
        assert_eq!(metadata(&new), metadata(&old));
    }
}

#[test]
fn wrong_columns_and_broken_files_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| directory.path().join(name));
    make(&old);
    let fault = |column: &str| rewrite(&old, &new, column, str::to_owned).unwrap_err().to_string();
    assert!(fault("text").contains("`a.text`"));
    assert!(fault("id").contains("not text"));
    let bytes = std::fs::read(&old).unwrap();
    for cut in [0, 3, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&old, &bytes[..cut]).unwrap();
        assert!(rewrite(&old, &new, "a.text", str::to_owned).unwrap_err().to_string().contains("broken Parquet"));
    }
    // Damage within pages and headers is an error or other values, never a panic.
    for at in (4..bytes.len()).step_by(3) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&old, &damaged).unwrap();
        let options = Options { column: "a.text".to_owned(), ..Options::default() };
        if let Ok(mut groups) = Groups::open(File::open(&old).unwrap(), &old, &options) {
            while let Ok(Some(_)) = groups.next_batch(&old) {}
        }
    }
}
