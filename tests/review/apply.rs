use std::fs;

use unspin::review::{Decision, Review};

use super::*;
use crate::bulk::corpus::{make, tree};

fn accept(_: usize) -> Decision {
    Decision::Accept
}

#[test]
fn all_accepted_is_what_fix_writes() {
    let place = reported();
    decide(&place, "subs.csv", accept);
    let count = read(&place, "subs.csv").rows().len();
    let to_stdout = place.unspin(&["apply", "subs.csv"]);
    assert_eq!((to_stdout.status, to_stdout.stdout), (0, place.read("fixed.txt")));
    assert_eq!(to_stdout.stderr, format!("applied {count}, rejected 0, undecided 0, refused 0\n"));
    succeeds(&place.unspin(&["apply", "subs.csv", "--out", "out"]));
    assert_eq!(place.read("out/a.txt"), place.read("fixed.txt"));
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
    succeeds(&place.unspin(&["apply", "subs.csv", "--in-place"]));
    assert_eq!(place.read("a.txt"), place.read("fixed.txt"));
    assert!(read(&place, "subs.remaining.csv").rows().is_empty());
    let again = place.unspin(&["apply", "subs.csv", "--in-place"]);
    assert_eq!((again.status, place.read("a.txt")), (0, place.read("fixed.txt")), "{again:?}");
}

#[test]
fn every_format_of_bulk_is_written_as_bulk_writes_it() {
    let place = Place::new();
    make(&place, 3);
    let utf16: Vec<u8> = format!("\u{feff}{SPUN}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.file("in/wide.txt", utf16);
    succeeds(&place.unspin(&["bulk", "in", "--out", "out", "--report", "found", "-q"]));
    decide(&place, "found/substitutions.csv", accept);
    succeeds(&place.unspin(&["apply", "found/substitutions.csv", "--out", "applied", "--root", "in"]));
    let (bulk, applied) = (tree(&place.path("out")), tree(&place.path("applied")));
    for name in [
        "spun.txt",
        "wide.txt",
        "note.md",
        "deep/page.html",
        "lines.jsonl",
        "lines.jsonl.gz",
        "rows.tsv",
        "pages.warc",
        "pages.warc.gz",
    ] {
        assert!(applied.contains_key(name), "{name}: {:?}", applied.keys());
    }
    for (name, bytes) in &applied {
        assert!(bulk[name] == *bytes, "{name}");
    }
    succeeds(&place.unspin(&["apply", "found/substitutions.csv", "--in-place", "-q"]));
    for (name, bytes) in tree(&place.path("in")) {
        assert!(bulk[&name] == bytes, "{name}");
    }
}

#[test]
fn what_remains_can_be_applied_later() {
    let place = reported();
    let other = Decision::Other("bank=notes,\u{201c}here\u{201d}".to_owned());
    decide(&place, "subs.csv", |row| match row % 3 {
        0 => other.clone(),
        1 => Decision::Undecided,
        _ => Decision::Reject,
    });
    let all = read(&place, "subs.csv");
    let run = place.unspin(&["apply", "subs.csv", "--out", "out", "--remaining", "left.csv"]);
    succeeds(&run);
    let undecided = all.tally().undecided;
    assert!(run.stderr.contains(&format!("undecided {undecided}, refused 0; what remains is in left.csv")), "{run:?}");
    let between = String::from_utf8(place.read("out/a.txt")).unwrap();
    let left = read(&place, "left.csv");
    assert_eq!(left.rows().len(), undecided);
    assert!(left.rows().iter().all(|row| row.stands_in(&between) && row.document == "out/a.txt"));
    succeeds(&place.unspin(&["apply", "left.csv", "--in-place", "--blank", "accept"]));
    let mut expected = SPUN.to_owned();
    for row in all.rows().iter().rev() {
        match &row.decision {
            Decision::Undecided => expected.replace_range(row.span.clone(), &row.original),
            Decision::Other(original) => expected.replace_range(row.span.clone(), original),
            _ => {}
        }
    }
    assert_eq!(String::from_utf8(place.read("out/a.txt")).unwrap(), expected);
}

#[test]
fn blank_verdicts_are_settled_by_confidence_when_asked() {
    let place = reported();
    let rows = read(&place, "subs.csv").rows().to_vec();
    let applied = |blank: &str| {
        let run = place.unspin(&["apply", "subs.csv", "--blank", blank]);
        succeeds(&run);
        run.stderr.split(',').next().unwrap().trim_start_matches("applied ").parse::<usize>().unwrap()
    };
    assert_eq!((applied("accept"), applied("reject")), (rows.len(), 0));
    assert_eq!(applied("0.9"), rows.iter().filter(|row| row.confidence >= 0.9).count());
    assert_eq!(place.unspin(&["apply", "subs.csv", "--blank", "maybe"]).status, 64);
}

#[test]
fn stale_rows_are_refused_and_found_again_when_asked() {
    let place = reported();
    decide(&place, "subs.csv", accept);
    let changed = format!("A line that was added.\n\n{SPUN}");
    place.file("a.txt", &changed);
    let refused = place.unspin(&["apply", "subs.csv", "--in-place"]);
    assert_eq!((refused.status, place.read("a.txt")), (1, changed.clone().into_bytes()));
    assert!(refused.stderr.contains("subs.csv: line 2: a.txt") && refused.stderr.contains("--rebase"), "{refused:?}");
    assert_eq!(read(&place, "subs.remaining.csv").rows(), read(&place, "subs.csv").rows());
    let rebased = place.unspin(&["apply", "subs.csv", "--in-place", "--rebase"]);
    succeeds(&rebased);
    let fixed = String::from_utf8(place.read("fixed.txt")).unwrap();
    assert_eq!(place.read("a.txt"), format!("A line that was added.\n\n{fixed}").into_bytes());
    assert_eq!(read(&place, "subs.remaining.csv").rows().len(), read(&place, "subs.csv").rows().len(), "as it was");
    assert!(read(&place, "subs.remaining-2.csv").rows().is_empty());
}

#[test]
fn rows_that_cannot_be_applied_are_refused_and_the_others_are_made() {
    let place = reported();
    decide(&place, "subs.csv", accept);
    let review = read(&place, "subs.csv");
    let mut rows = review.rows().to_vec();
    let mut wider = rows[1].clone();
    wider.span.end += 1;
    wider.spun = SPUN[wider.span.clone()].to_owned();
    let mut missing = rows[0].clone();
    missing.document = "gone.txt".to_owned();
    rows.extend([wider, missing]);
    let mut bytes = Vec::new();
    Review::new(rows.clone()).write(&mut bytes, "x".as_ref(), Default::default()).unwrap();
    place.file("more.csv", bytes);
    let run = place.unspin(&["apply", "more.csv", "--in-place"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains(", rejected 0, undecided 0, refused 3;"), "{}", run.stderr);
    assert!(run.stderr.contains("overlaps another row") && run.stderr.contains("gone.txt"), "{}", run.stderr);
    let after = String::from_utf8(place.read("a.txt")).unwrap();
    assert!(after.contains(&rows[0].original) && after != SPUN);
    let left = read(&place, "more.remaining.csv");
    assert_eq!(left.rows().len(), 3);
    assert!(left.rows().iter().filter(|row| row.document == "a.txt").all(|row| row.stands_in(&after)));
}

#[test]
fn nothing_changes_when_one_file_cannot_be_written() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    place.file("b.txt", SPUN);
    succeeds(&place.unspin(&["fix", "a.txt", "b.txt", "-q", "--report", "subs.csv"]));
    decide(&place, "subs.csv", accept);
    let mut permissions = fs::metadata(place.path("b.txt")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.path("b.txt"), permissions).unwrap();
    place.unspin(&["apply", "subs.csv", "--in-place"]).assert_failed(&["b.txt", "read-only"]);
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
    assert_eq!(place.names(), ["a.txt", "b.txt", "subs.csv"]);
}

#[test]
fn outputs_never_fall_on_inputs_or_each_other() {
    let place = reported();
    decide(&place, "subs.csv", accept);
    place.unspin(&["apply", "subs.csv", "--out", "."]).assert_failed(&["a.txt", "--out"]);
    place.unspin(&["apply", "subs.csv", "-i", "--remaining", "a.txt"]).assert_failed(&["a.txt", "another file"]);
    place.file("b.txt", SPUN);
    succeeds(&place.unspin(&["fix", "a.txt", "b.txt", "-q", "--report", "two.csv"]));
    place.unspin(&["apply", "two.csv"]).assert_failed(&["--out", "--in-place"]);
    succeeds(&place.unspin(&["fix", "a.txt", "./a.txt", "-q", "--report", "same.csv"]));
    place.unspin(&["apply", "same.csv", "-i"]).assert_failed(&["./a.txt", "the same file"]);
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
}

#[test]
fn what_was_read_from_standard_input_is_read_again() {
    let place = Place::new();
    let fixed = place.unspin_with_input(&["fix", "-q", "--report", "subs.csv"], SPUN.as_bytes());
    let run = place.unspin_with_input(&["apply", "subs.csv", "--blank", "accept"], SPUN.as_bytes());
    assert_eq!((run.status, run.stdout), (0, fixed.stdout));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written_as_bulk_writes_it() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let place = Place::new();
    fs::create_dir(place.path("in")).unwrap();
    let schema = parse_message_type("message m { repeated binary text (UTF8); }").unwrap();
    let file = fs::File::create(place.path("in/a.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    // Of the second row two texts are one, and the third has the same places.
    let changed = SPUN.replace("Monday", "Friday");
    let texts = [HONEST, SPUN, &changed, SPUN, SPUN].map(ByteArray::from);
    column.typed::<ByteArrayType>().write_batch(&texts, Some(&[1; 5]), Some(&[0, 0, 1, 1, 0])).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();

    succeeds(&place.unspin(&["bulk", "in", "--out", "out", "--report", "found", "-q"]));
    decide(&place, "found/substitutions.csv", accept);
    let run = place.unspin(&["apply", "found/substitutions.csv", "--in-place"]);
    succeeds(&run);
    assert!(run.stderr.contains("undecided 0, refused 0"), "{run:?}");
    assert!(place.read("in/a.parquet") == place.read("out/a.parquet"));
}
