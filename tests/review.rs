//! `unspin review`, `unspin apply` and `--rules`: decisions made, applied and replayed.

use std::path::Path;

use unspin::review::{Decision, Review};

use crate::binary::{HONEST, Place, Run, SPUN};

/// `unspin apply`: what it writes, and what it refuses.
mod apply;
/// Random documents and verdicts, through what spreadsheets do, applied.
mod round_trip;
/// `unspin review --pairs`, and rules that last.
mod rules;

#[track_caller]
fn succeeds(run: &Run) {
    assert_eq!(run.status, 0, "{run:?}");
}

#[track_caller]
fn read(place: &Place, name: &str) -> Review {
    Review::read(&place.read(name)[..], Path::new(name)).expect("a well-formed list")
}

/// Decides on each row of the CSV `name`.
fn decide(place: &Place, name: &str, mut decision: impl FnMut(usize) -> Decision) {
    let mut review = read(place, name);
    (0..review.rows().len()).for_each(|row| drop(review.decide(row, decision(row))));
    let mut bytes = Vec::new();
    review.write(&mut bytes, Path::new(name), review.layout()).unwrap();
    place.file(name, bytes);
}

/// A place with `a.txt`, spun, and its list `subs.csv`.
fn reported() -> Place {
    let place = Place::new();
    place.file("a.txt", SPUN);
    succeeds(&place.unspin(&["fix", "a.txt", "-q", "-o", "fixed.txt", "--report", "subs.csv"]));
    place
}

#[test]
fn every_form_of_a_report_has_the_same_rows() {
    let place = reported();
    let rows = read(&place, "subs.csv").rows().to_vec();
    for form in ["jsonl", "sarif"] {
        succeeds(&place.unspin(&["fix", "a.txt", "-q", "--report", form, "--report-format", form]));
    }
    let json = place.unspin(&["review", "subs.csv", "--format", "json"]);
    assert_eq!(json.stdout, place.read("jsonl"));
    let sarif = place.unspin(&["review", "subs.csv", "--format", "sarif"]);
    assert_eq!(sarif.stdout, place.read("sarif"));
    let objects: Vec<serde_json::Value> = json.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!((objects.len(), results.len()), (rows.len(), rows.len()));
    for ((row, object), result) in rows.iter().zip(&objects).zip(results) {
        assert_eq!((&object["spun"], &object["original"]), (&row.spun.as_str().into(), &row.original.as_str().into()));
        assert_eq!(object["start"], row.span.start);
        assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], row.line);
        assert_eq!(result["properties"]["original"], row.original.as_str());
    }
}

#[test]
fn bulk_reports_have_the_same_rows_in_every_form_and_count_pairs() {
    let place = Place::new();
    std::fs::create_dir(place.path("in")).unwrap();
    place.file("in/a.txt", SPUN);
    place.file("in/b.txt", SPUN);
    place.file("in/c.txt", HONEST);
    for form in ["csv", "jsonl", "sarif"] {
        succeeds(&place.unspin(&["bulk", "in", "--detect-only", "--report", form, "--report-format", form, "-q"]));
    }
    let review = read(&place, "csv/substitutions.csv");
    assert!(review.pairs().iter().all(|hits| hits.rows.len() % 2 == 0));
    let csv = String::from_utf8(place.read("csv/substitutions.csv")).unwrap();
    assert!(csv.lines().skip(1).all(|line| !line.ends_with(",1") && !line.ends_with(",0")), "{csv}");
    let shown = |format| place.unspin(&["review", "csv/substitutions.csv", "--format", format]).stdout;
    assert_eq!(shown("json"), place.read("jsonl/substitutions.jsonl"));
    assert_eq!(shown("sarif"), place.read("sarif/substitutions.sarif"));
}

#[test]
fn a_terminal_gets_no_control_character() {
    let place = Place::new();
    let name = "a\u{202e}.txt";
    place.file(name, format!("\x1b[2J\u{9b}31m {SPUN}"));
    succeeds(&place.unspin(&["fix", name, "-q", "--report", "subs.csv"]));
    for format in ["json", "sarif"] {
        let run = place.unspin(&["review", "subs.csv", "--format", format]);
        succeeds(&run);
        assert!(!run.text().contains(['\x1b', '\u{9b}', '\u{202e}']), "{format}");
    }
}

#[test]
fn a_byte_order_mark_is_written_when_asked_for() {
    let place = reported();
    succeeds(&place.unspin(&["fix", "a.txt", "-q", "--report", "marked.csv", "--bom"]));
    assert_eq!(place.read("marked.csv"), [&b"\xef\xbb\xbf"[..], &place.read("subs.csv")].concat());
    assert_eq!(read(&place, "marked.csv").rows(), read(&place, "subs.csv").rows());
}

#[test]
fn a_document_given_twice_is_reported_once() {
    let place = reported();
    succeeds(&place.unspin(&["fix", "a.txt", "a.txt", "-q", "--report", "twice.csv"]));
    assert_eq!(place.read("twice.csv"), place.read("subs.csv"));
}

#[test]
fn faults_name_their_row() {
    let place = reported();
    let csv = String::from_utf8(place.read("subs.csv")).unwrap();
    let second = csv.lines().nth(1).unwrap();
    for (list, words) in [
        (csv.replacen(second, &second.replace(",,", ",acept,"), 1), ["line 2", "`acept`"]),
        (format!("{csv}{second}\n"), [&format!("line {}: repeats line 2", csv.lines().count() + 1), "a.txt"]),
        (csv.replacen("spun", "spam", 1), ["line 1", "`spun` is missing"]),
    ] {
        place.file("bad.csv", list);
        for command in [&["review", "bad.csv", "--format", "json"][..], &["apply", "bad.csv"]] {
            place.unspin(command).assert_failed(&["bad.csv", words[0], words[1]]);
        }
    }
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
}
