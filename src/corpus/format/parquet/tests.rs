use std::collections::BTreeMap;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::bloom_filter::Sbbf;
use parquet::data_type::{ByteArray, DoubleType, Int64Type};
use parquet::file::metadata::{KeyValue, PageIndexPolicy, ParquetMetaDataReader, SortingColumn};
use parquet::file::properties::WriterProperties;
use parquet::file::serialized_reader::ReadOptionsBuilder;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::reader::RowIter;
use parquet::schema::parser::parse_message_type;

use proptest::prelude::*;

use super::*;

const SCHEMA: &str = "message m { required int64 id; optional group a { optional binary text (UTF8); } \
                      repeated binary tags (UTF8); optional double score; }";

/// Two row groups: nulls in every place, a column that repeats; a page for every row, each chunk with all indexes.
fn make(path: &Path) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("a test".to_owned())
        .set_write_batch_size(1)
        .set_data_page_row_count_limit(1)
        .set_bloom_filter_enabled(true)
        .set_sorting_columns(Some(
            [0, 1, 3].map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false }).into(),
        ))
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
    rewrite_some(path, out, column, usize::MAX, edit)
}

/// Does so with the first `left` values, and leaves out the rows behind them.
fn rewrite_some(
    path: &Path,
    out: &Path,
    column: &str,
    mut left: usize,
    edit: impl Fn(&str) -> String,
) -> Result<Vec<u64>, Error> {
    let options = Options { column: column.to_owned(), batch: 8, ..Options::default() };
    let mut groups = Groups::open(File::open(path).unwrap(), path, &options)?;
    let mut rewriter = Rewriter::new(path, &options, File::create(out).unwrap())?;
    let mut numbers = Vec::new();
    while left > 0
        && let Some(mut batch) = groups.next_batch(path)?
    {
        batch.truncate(left);
        left = left.saturating_sub(batch.documents());
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for record in batch.records() {
            numbers.extend(record.number);
            bytes.extend(edit(&String::from_utf8_lossy(record.bytes)).bytes());
            ends.push(bytes.len());
        }
        rewriter.append(&batch, &bytes, &ends)?;
    }
    rewriter.finish()?;
    Ok(numbers)
}

/// The rows, read by means of the page index.
fn rows(path: &Path) -> String {
    let options = ReadOptionsBuilder::new().with_page_index().build();
    let file = SerializedFileReader::new_with_options(File::open(path).unwrap(), options).unwrap();
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
fn statistics_page_indexes_and_bloom_filters_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| directory.path().join(name));
    make(&old);
    // Longer, so that what follows lies elsewhere.
    rewrite(&old, &new, "a.text", |text| text.replace("useless", &"dead ".repeat(500))).unwrap();
    let read = |path: &Path| {
        let file = File::open(path).unwrap();
        let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Required);
        (reader.parse_and_finish(&file).unwrap(), file)
    };
    let ((old, old_file), (new, new_file)) = (read(&old), read(&new));
    for group in 0..2 {
        for column in 0..4 {
            let [before, after] = [&old, &new].map(|file| file.row_group(group).column(column));
            let [old_index, new_index] = [&old, &new].map(|file| file.page_index_for_row_group(group));
            let bloom = Sbbf::read_from_column_chunk(after, &new_file).unwrap().unwrap();
            if column == 1 {
                assert!(bloom.check(&"none") && !bloom.check(&"a useless man"));
                assert!(after.statistics().unwrap().max_bytes_opt().unwrap().starts_with(b"none"));
                continue;
            }
            assert_eq!(after.statistics(), before.statistics());
            assert_eq!(after.encodings().collect::<Vec<_>>(), before.encodings().collect::<Vec<_>>());
            assert!(new_index.column_index(column).is_some());
            assert_eq!(new_index.column_index(column), old_index.column_index(column));
            let moved = after.data_page_offset() - before.data_page_offset();
            let [old_pages, mut new_pages] =
                [&old_index, &new_index].map(|index| index.page_locations(column).unwrap().clone());
            assert!(old_pages.len() > 1);
            new_pages.iter_mut().for_each(|page| page.offset -= moved);
            assert_eq!(new_pages, old_pages);
            let old_bloom = Sbbf::read_from_column_chunk(before, &old_file).unwrap().unwrap();
            let bytes = |bloom: &Sbbf| {
                let mut bytes = Vec::new();
                bloom.write(&mut bytes).unwrap();
                bytes
            };
            assert_eq!(bytes(&bloom), bytes(&old_bloom));
        }
        let sorted = new.row_group(group).sorting_columns().unwrap();
        assert_eq!(sorted.iter().map(|column| column.column_idx).collect::<Vec<_>>(), [0], "the text may have changed");
    }
}

#[test]
fn of_a_trial_the_first_rows_are_written() {
    let directory = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| directory.path().join(name));
    make(&old);
    let all = rows(&old);
    let all: Vec<&str> = all.lines().collect();
    // Texts stand in rows 1, 3, 4 and 6, and tags in 1, 1, 3, 4, 4 and 6.
    for (column, left, expected) in
        [("a.text", 1, 1), ("a.text", 2, 3), ("a.text", 3, 4), ("a.text", 9, 6), ("tags", 1, 1), ("tags", 4, 4)]
    {
        rewrite_some(&old, &new, column, left, str::to_owned).unwrap();
        let some = rows(&new);
        assert_eq!(some.lines().collect::<Vec<_>>(), all[..expected], "{left} of {column}");
    }
}

proptest! {
    #[test]
    fn damaged_files_are_errors_or_other_values(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), text: bool) {
        let directory = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|name| directory.path().join(name));
        make(&old);
        let mut bytes = std::fs::read(&old).unwrap();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        std::fs::write(&old, &bytes).unwrap();
        let column = if text { "a.text" } else { "tags" };
        for left in [2, usize::MAX] {
            let _ = rewrite_some(&old, &new, column, left, str::to_owned);
        }
    }

    #[test]
    fn arbitrary_bytes_are_no_parquet(bytes: Vec<u8>, magic: bool) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        let bytes = if magic { [b"PAR1", &bytes[..], b"PAR1"].concat() } else { bytes };
        std::fs::write(&path, bytes).unwrap();
        prop_assert!(rewrite(&path, &directory.path().join("b"), "text", str::to_owned).is_err());
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
