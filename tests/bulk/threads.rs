//! The same output, reports and exit status whatever the number of threads.

use proptest::prelude::*;

use super::corpus::{gzip, make, tree};
use super::{HONEST, Place, SPUN, fs};

/// What a run over `in` with so many threads leaves: its status, its words, its outputs and its reports.
fn outcome(place: &Place, threads: usize, more: &[&str]) -> impl PartialEq + std::fmt::Debug + use<> {
    let (out, report) = (format!("out{threads}"), format!("report{threads}"));
    let threads = threads.to_string();
    let mut args = vec!["bulk", "in", "--report", &report, "--threads", &threads, "-q"];
    if !more.contains(&"--detect-only") {
        args.extend(["--out", &out]);
    }
    args.extend(more);
    let run = place.unspin(&args);
    let read = |name: &str| if place.path(name).exists() { tree(&place.path(name)) } else { Default::default() };
    (run.status, run.stderr.replace(&report, "report"), read(&out), read(&report))
}

#[test]
fn threads_change_nothing() {
    let place = Place::new();
    make(&place, 40);
    place.file("in/broken.jsonl", "{\"text\": \n");
    let outputs = ["1", "2", "5"].map(|threads| {
        let (out, report) = (format!("out{threads}"), format!("report{threads}"));
        let run = place.unspin(&["bulk", "in", "--out", &out, "--report", &report, "--threads", threads, "-q"]);
        (run.status, tree(&place.path(out)), tree(&place.path(report)))
    });
    assert_eq!(outputs[0].0, 1);
    assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2]);
}

/// A document: honest, spun, without text, broken, or long.
fn line(kind: usize) -> String {
    let json = |text: &str| serde_json::json!({ "text": text }).to_string();
    match kind {
        0 | 1 => json(HONEST),
        2 | 3 => json(SPUN),
        4 => "{\"text\":null}".to_owned(),
        5 => "{\"text\": broken".to_owned(),
        _ => json(&SPUN.repeat(kind * 7)),
    }
}

/// The file number `at` of documents of these kinds.
fn file(place: &Place, at: usize, form: usize, kinds: &[usize]) {
    let texts = || kinds.iter().map(|&kind| if kind % 2 == 0 { HONEST } else { SPUN });
    let lines = || kinds.iter().map(|&kind| line(kind) + "\n").collect::<String>();
    let name = |extension: &str| format!("in/{at}.{extension}");
    match form {
        0 => drop(place.file(&name("jsonl"), lines())),
        1 => drop(place.file(&name("jsonl.gz"), gzip(&lines()))),
        // Cut short.
        2 => drop(place.file(&name("jsonl.gz"), &gzip(&lines())[..20])),
        3 => drop(place.file(&name("txt"), texts().collect::<Vec<_>>().join("\n\n").repeat(1 + 40 * (at % 3)))),
        4 => drop(place.file(&name("html"), texts().map(|text| format!("<p>{text}</p>")).collect::<String>())),
        5 => drop(place.file(
            &name("csv"),
            texts().fold("text\n".to_owned(), |csv, text| csv + &format!("\"{}\"\n", text.replace('"', "\"\""))),
        )),
        6 => drop(place.file(&name("warc"), texts().map(super::corpus::warc).collect::<String>())),
        7 => drop(place.file(&name("dat"), [0, 1, 2])),
        #[cfg(feature = "parquet")]
        8 => super::corpus::parquet(&place.path(name("parquet")), &texts().collect::<Vec<_>>()),
        _ => drop(place.file(&name("md"), texts().collect::<String>())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn threads_change_nothing_whatever_the_corpus(
        files in prop::collection::vec((0..10usize, prop::collection::vec(0..9usize, 0..40)), 1..8),
        threads in 2..9usize,
        options in 0..5usize,
    ) {
        const OPTIONS: [&[&str]; 5] =
            [&[], &["--strict"], &["--limit", "9"], &["--detect-only"], &["--max-document", "9K", "--report-format", "jsonl"]];
        let place = Place::new();
        fs::create_dir(place.path("in")).unwrap();
        for (at, (form, kinds)) in files.iter().enumerate() {
            file(&place, at, *form, kinds);
        }
        prop_assert_eq!(outcome(&place, 1, OPTIONS[options]), outcome(&place, threads, OPTIONS[options]));
    }
}
