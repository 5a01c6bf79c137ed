//! `unspin bulk`: whole corpora through the real binary.

use std::fs;
use std::path::Path;

use crate::binary::{HONEST, Place, Run, SPUN};

/// Restoring arbitrary text.
mod arbitrary;
/// Broken files and documents.
mod broken;
/// The corpus of these tests: every format, honest and spun.
pub mod corpus;
/// What is never touched, and what the user says to leave alone.
mod protected;
/// Interrupted and killed runs, and going on.
mod resume;
/// The same bytes whatever the number of threads.
mod threads;

use corpus::{make, tree};

#[track_caller]
fn succeeds(run: &Run) {
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn every_format_is_restored_and_only_the_words_change() {
    let place = Place::new();
    make(&place, 3);
    succeeds(&place.unspin(&["bulk", "in", "--out", "out", "--report", "report"]));
    let (before, after) = (tree(&place.path("in")), tree(&place.path("out")));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let restored = String::from_utf8(place.unspin_with_input(&["fix", "-q"], SPUN.as_bytes()).stdout).unwrap();
    assert_ne!(restored, SPUN);
    for name in before.keys() {
        let (old, new) = (corpus::plain(name, &before[name]), corpus::plain(name, &after[name]));
        // What was spun is restored, and the rest of the file is what it was.
        assert_eq!(corpus::with(&old, SPUN, &restored), new, "{name}");
        assert_eq!(name.starts_with("honest"), old == new, "{name}");
        if old == new {
            assert_eq!(before[name], after[name], "{name}");
        }
    }
    let substitutions = String::from_utf8(place.read("report/substitutions.csv")).unwrap();
    assert!(substitutions.contains("in/lines.jsonl#2,"), "{substitutions}");
    let documents = String::from_utf8(place.read("report/documents.csv")).unwrap();
    assert!(
        documents.lines().any(|line| line.starts_with("in/deep/page.html,") && line.contains(",spun,")),
        "{documents}"
    );
}

#[test]
fn shards_make_the_whole() {
    let place = Place::new();
    make(&place, 2);
    succeeds(&place.unspin(&["bulk", "in", "--out", "whole", "-q"]));
    for shard in ["1/3", "2/3", "3/3"] {
        succeeds(&place.unspin(&["bulk", "in", "--out", "parts", "--shard", shard, "-q"]));
    }
    assert_eq!(tree(&place.path("whole")), tree(&place.path("parts")));
}

#[test]
fn detecting_writes_the_report_only() {
    let place = Place::new();
    make(&place, 2);
    succeeds(&place.unspin(&["bulk", "in", "--detect-only", "--report", "report", "-q"]));
    assert_eq!(place.names(), ["in", "report"]);
    let names: Vec<_> = tree(&place.path("report")).into_keys().collect();
    assert_eq!(names, ["documents.csv", "failures.csv", "substitutions.csv", "summary.json"]);
}

#[test]
fn trials_stop_early_and_dry_runs_write_nothing() {
    let place = Place::new();
    make(&place, 5);
    let dry = place.unspin(&["bulk", "in", "--out", "out", "--dry-run"]);
    succeeds(&dry);
    assert!(dry.text().contains("in/lines.jsonl.gz ("), "{dry:?}");
    assert_eq!(place.names(), ["in"]);
    succeeds(&place.unspin(&["bulk", "in/lines.jsonl", "--out", "out", "--limit", "3", "-q"]));
    assert_eq!(fs::read_to_string(place.path("out/lines.jsonl")).unwrap().lines().count(), 3);
}

#[test]
fn findings_may_be_lines_of_json() {
    let place = Place::new();
    make(&place, 2);
    succeeds(&place.unspin(&["bulk", "in", "--detect-only", "--report", "r", "--report-format", "jsonl", "-q"]));
    let lines = String::from_utf8(place.read("r/substitutions.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert!(first["spun"].is_string() && first["start"].is_u64(), "{first}");
}

#[test]
fn inputs_are_never_written_over() {
    let place = Place::new();
    make(&place, 1);
    let run = place.unspin(&["bulk", "in", "--out", "in"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("--out"), "{run:?}");
    place.file("a.txt", SPUN);
    let run = place.unspin(&["bulk", "a.txt", "--out", "."]);
    run.assert_failed(&["a.txt", "--out"]);
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
    // An output below the input is not read as a part of it.
    succeeds(&place.unspin(&["bulk", "in", "--out", "in/out", "-q"]));
    let first = tree(&place.path("in/out"));
    succeeds(&place.unspin(&["bulk", "in", "--out", "in/out", "-q"]));
    assert_eq!(first, tree(&place.path("in/out")));
}

#[test]
fn a_filter_answers_line_by_line() {
    use std::io::{BufRead, BufReader, Write};
    let place = Place::new();
    let mut child = place.command(&["fix", "--format", "jsonl", "--text-key", "a.b"]);
    let mut child = child.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for text in [SPUN, HONEST, SPUN] {
        let line = serde_json::json!({ "a": { "b": text }, "n": 1.50 }).to_string();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
        // The answer comes before the next question is put.
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["a"]["b"] == text, text == HONEST);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_filter_passes_on_what_it_cannot_read() {
    let place = Place::new();
    let input = "not json\n{\"body\":1}\n{\"text\":null}\n";
    let run = place.unspin_with_input(&["fix", "--format", "jsonl"], input.as_bytes());
    assert_eq!((run.status, run.text()), (1, input), "{run:?}");
    assert!(run.stderr.contains("-#1: ") && run.stderr.contains("-#2: "), "{run:?}");
}

#[test]
fn other_encodings_come_back_as_they_were() {
    let place = Place::new();
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(SPUN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    place.file("wide.txt", &utf16);
    succeeds(&place.unspin(&["bulk", "wide.txt", "--out", "out", "-q"]));
    let units: Vec<_> =
        place.read("out/wide.txt").chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let restored = place.unspin_with_input(&["fix", "-q"], SPUN.as_bytes());
    assert_eq!(String::from_utf16(&units).unwrap().trim_start_matches('\u{feff}'), restored.text());

    let latin = b"Caf\xe9. ".repeat(30);
    place.file("latin.txt", &latin);
    let run = place.unspin(&["bulk", "latin.txt", "--out", "out"]);
    succeeds(&run);
    assert!(run.stderr.contains("1 skipped"), "{run:?}");
    assert_eq!(place.read("out/latin.txt"), latin);
    let run = place.unspin(&["bulk", "latin.txt", "--out", "out", "--encoding", "windows-1252"]);
    assert!(run.stderr.contains("0 skipped"), "{run:?}");
    assert_eq!(place.read("out/latin.txt"), latin);
}

#[test]
fn the_tree_of_state_is_not_read_as_input() {
    let place = Place::new();
    make(&place, 1);
    succeeds(&place.unspin(&["bulk", "in", "--out", "out", "-q"]));
    succeeds(&place.unspin(&["bulk", "out", "--out", "again", "-q"]));
    assert!(!Path::new(&place.path("again/.unspin/done/.unspin")).exists());
    assert_eq!(tree(&place.path("out")).len(), tree(&place.path("again")).len());
}
