//! Broken files and documents.

use super::corpus::{gzip, tree};
use super::{HONEST, Place, SPUN, succeeds};

/// Runs over the one file `name` and returns what `failures.csv` says.
#[track_caller]
fn failures(place: &Place, name: &str, more: &[&str]) -> String {
    let run = place.unspin(&[&["bulk", name, "--out", "out", "--report", "report", "-q"], more].concat());
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("failures.csv"), "{run:?}");
    assert_eq!(place.read(name), place.read(&format!("out/{name}")), "passed through");
    String::from_utf8(place.read("report/failures.csv")).unwrap()
}

fn lines() -> String {
    (0..3000).map(|at| format!("{}\n", serde_json::json!({ "text": HONEST, "at": at * 7919 }))).collect()
}

#[test]
fn compressed_files_that_are_cut_short() {
    let place = Place::new();
    let whole = gzip(&lines());
    place.file("a.jsonl.gz", &whole[..whole.len() - 20]);
    let said = failures(&place, "a.jsonl.gz", &[]);
    assert!(said.contains("a.jsonl.gz,failed,") && said.contains("gzip") && said.contains("cut short"), "{said}");

    let whole = zstd::bulk::compress(lines().as_bytes(), 3).unwrap();
    place.file("a.jsonl.zst", &whole[..whole.len() - 20]);
    let said = failures(&place, "a.jsonl.zst", &[]);
    assert!(said.contains("Zstandard") && said.contains("cut short"), "{said}");

    place.file("b.jsonl.gz", "no gzip");
    assert!(failures(&place, "b.jsonl.gz", &[]).contains("broken gzip"));
}

#[test]
fn decompression_bombs() {
    let place = Place::new();
    place.file("bomb.txt.zst", zstd::bulk::compress(&vec![b' '; 8 << 20], 3).unwrap());
    let said = failures(&place, "bomb.txt.zst", &["--max-ratio", "100"]);
    assert!(said.contains("--max-ratio"), "{said}");
    // As the message says.
    succeeds(&place.unspin(&["bulk", "bomb.txt.zst", "--out", "out", "--max-ratio", "1000000"]));
}

#[test]
fn one_bad_line_is_passed_through_and_the_others_are_restored() {
    let place = Place::new();
    let line = |text: &str| serde_json::json!({ "text": text }).to_string();
    let bad = ["{\"text\":\"cut", "[]", "{}", "{\"text\":7}", "\u{7f}", "{\"text\":\"\\ud800\"}"];
    place.file("a.jsonl", format!("{}\n{}\n{}\n", line(SPUN), bad.join("\n"), line(SPUN)));
    let run = place.unspin(&["bulk", "a.jsonl", "--out", "out", "--report", "report", "-q"]);
    assert_eq!(run.status, 1, "{run:?}");
    let out = String::from_utf8(place.read("out/a.jsonl")).unwrap();
    let out: Vec<_> = out.lines().collect();
    assert_eq!(out[1..7], bad);
    assert!(out[0] == out[7] && out[0] != line(SPUN), "{out:?}");
    let said = String::from_utf8(place.read("report/failures.csv")).unwrap();
    assert_eq!(said.lines().skip(1).count(), bad.len(), "{said}");
    assert!(said.contains("a.jsonl#4,failed,") && said.contains("--text-key"), "{said}");

    let strict = place.unspin(&["bulk", "a.jsonl", "--out", "strict", "--strict"]);
    strict.assert_failed(&["a.jsonl#2", "--strict"]);
    assert!(tree(&place.path("strict")).is_empty());
}

#[test]
fn a_column_that_is_missing() {
    let place = Place::new();
    place.file("a.csv", format!("id,body\n1,\"{HONEST}\"\n"));
    assert!(failures(&place, "a.csv", &[]).contains("no column `text`"));
    succeeds(&place.unspin(&["bulk", "a.csv", "--out", "out", "--column", "body"]));
}

#[cfg(feature = "parquet")]
#[test]
fn broken_parquet_does_not_stop_the_others() {
    let place = Place::new();
    std::fs::create_dir(place.path("in")).unwrap();
    super::corpus::parquet(&place.path("in/whole.parquet"), &[SPUN; 9]);
    let whole = place.read("in/whole.parquet");
    place.file("in/cut.parquet", &whole[..whole.len() - 9]);
    // Damage that only shows in the pages: the first one of the text column, behind its header.
    let mut damaged = whole.clone();
    let at = whole.windows(20).position(|bytes| bytes == &SPUN.as_bytes()[..20]).unwrap();
    damaged[at - 4..at].copy_from_slice(&[0xff; 4]);
    place.file("in/damaged.parquet", &damaged);
    let run = place.unspin(&["bulk", "in", "--out", "out", "--report", "report", "-q"]);
    assert_eq!(run.status, 1, "{run:?}");
    let said = String::from_utf8(place.read("report/failures.csv")).unwrap();
    for name in ["cut", "damaged"] {
        assert!(said.contains(&format!("in/{name}.parquet,failed,broken Parquet")), "{said}");
        let [old, new] = ["in", "out"].map(|directory| place.read(&format!("{directory}/{name}.parquet")));
        assert!(old == new, "{name} is passed through");
    }
    assert!(place.read("out/whole.parquet") != whole);
    let run = place.unspin(&["bulk", "in/whole.parquet", "--out", "out", "--column", "body"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(place.read("out/whole.parquet") == whole);
    assert!(String::from_utf8(place.read("out/.unspin/failures.csv")).unwrap().contains("no column `body`"));
}

#[test]
fn documents_that_are_too_long_are_passed_through_and_counted() {
    let place = Place::new();
    let long = SPUN.repeat(200);
    let lines: String = [SPUN, &long, SPUN].map(|text| format!("{}\n", serde_json::json!({ "text": text }))).concat();
    place.file("a.jsonl", &lines);
    let run = place.unspin(&["bulk", "a.jsonl", "--out", "out", "--report", "report", "--max-document", "20K"]);
    succeeds(&run);
    assert!(run.stderr.contains("1 skipped"), "{run:?}");
    let out = String::from_utf8(place.read("out/a.jsonl")).unwrap();
    let changed: Vec<_> = out.lines().zip(lines.lines()).map(|(new, old)| new != old).collect();
    assert_eq!(changed, [true, false, true]);
    let said = String::from_utf8(place.read("report/failures.csv")).unwrap();
    assert!(said.contains("a.jsonl#2,skipped,"), "{said}");
}
