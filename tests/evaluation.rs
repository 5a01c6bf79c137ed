use std::fs::{File, read_to_string};

use serde_json::Value;
use unspin::evaluation::{Tally, read_edits, score_line};

use crate::binary::{Place, Run};

/// Scores fixtures/eval, with its table of edits or without.
fn scored(with_edits: bool) -> Vec<String> {
    let read = |name| read_to_string(crate::root().join("fixtures/eval").join(name)).unwrap();
    let (spun, original, output) = (read("spun.txt"), read("original.txt"), read("output.txt"));
    let table = crate::root().join("fixtures/eval/edits.tsv");
    let edits = with_edits.then(|| read_edits(File::open(table).unwrap(), "edits.tsv").unwrap());
    let mut tally = Tally::default();
    for (line, ((spun, original), output)) in (1..).zip(spun.lines().zip(original.lines()).zip(output.lines())) {
        let edits = edits.as_ref().map(|edits| edits.get(&line).map_or(&[][..], Vec::as_slice));
        score_line(spun, original, edits, output, &mut tally, &mut |_| ());
    }
    tally.named().iter().map(|(name, figure)| format!("{name} {figure}")).collect()
}

// The figures of both tests were written by the Python script (built on difflib) that this scorer was ported from; it is not
// part of the repository.

#[test]
fn figures_from_word_differences() {
    let expected = "edits 23  restored 13  missed 1  wrong 9  harm 8  harm_words 12  kept_words 121  \
        errors_spun 39  errors_out 24  precision 0.4333  recall 0.5652  f05 0.4545  undone 0.3846  harm_per_1000_kept_words 99.174";
    assert_eq!(scored(false).join("  "), expected);
}

#[test]
fn figures_from_a_table_of_edits() {
    let expected = "edits 26  restored 18  missed 3  wrong 5  harm 7  harm_words 11  kept_words 118  \
        errors_spun 38  errors_out 21  precision 0.6  recall 0.6923  f05 0.6164  undone 0.4474  harm_per_1000_kept_words 93.22";
    assert_eq!(scored(true).join("  "), expected);
}

#[test]
fn the_command_prints_the_same_figures() {
    let fixture = |name: &str| format!("fixtures/eval/{name}");
    let (spun, original, output) = (fixture("spun.txt"), fixture("original.txt"), fixture("output.txt"));
    let mut arguments = vec!["eval", &spun, &original, "--output", &output];
    let pair = crate::unspin(&arguments);
    assert!(pair.status.success());
    assert_eq!(String::from_utf8(pair.stdout).unwrap(), scored(false).join("\n") + "\n");

    let edits = fixture("edits.tsv");
    arguments.extend(["--edits", &edits, "--json"]);
    let json: String = scored(true)
        .iter()
        .map(|figure| figure.split_once(' ').unwrap())
        .map(|(name, figure)| format!(", \"{name}\": {figure}"))
        .collect();
    assert_eq!(String::from_utf8(crate::unspin(&arguments).stdout).unwrap(), format!("{{{}}}\n", &json[2..]));
}

#[test]
fn texts_that_do_not_correspond_are_refused() {
    let refused = crate::unspin(&["eval", "fixtures/eval/spun.txt", "fixtures/eval/edits.tsv"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty());
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(message.contains("30 lines, but fixtures/eval/spun.txt has 12"), "{message}");
}

/// Copies a spun fixture, with its original and its table, under the names that it is to have in a folder of pairs.
fn pair(place: &Place, fixture: &str, spun: &str, original: &str, edits: &str) {
    for (from, to) in [("txt", spun), ("original.txt", original), ("edits.tsv", edits)] {
        let text = read_to_string(crate::root().join(format!("fixtures/spun/{fixture}.{from}"))).unwrap();
        place.file(to, text);
    }
}

fn json(run: &Run) -> Value {
    assert_eq!(run.status, 0, "{run:?}");
    serde_json::from_str(run.text()).unwrap()
}

#[test]
fn a_folder_of_pairs_has_a_row_for_each_and_one_for_all() {
    let place = Place::new();
    std::fs::create_dir(place.path("pairs")).unwrap();
    pair(&place, "advice", "pairs/one.txt", "pairs/one.original.txt", "pairs/one.edits.tsv");
    pair(&place, "paper", "pairs/two.spun.txt", "pairs/two.orig.txt", "pairs/two.edits.tsv");
    // Two documents, not one: the table beside the text counts.
    place.file("pairs/two.docs.tsv", "doc\tfirst_line\tlast_line\na\t1\t4\nb\t6\t11\n");
    place.file("pairs/notes.md", "nothing of this");

    let folder = json(&place.unspin(&["eval", "pairs", "--json"]));
    let documents = folder["documents"].as_array().unwrap();
    let alone = [
        place.unspin(&["eval", "pairs/one.txt", "pairs/one.original.txt", "--edits", "pairs/one.edits.tsv", "--json"]),
        place.unspin(&["eval", "pairs/two.spun.txt", "pairs/two.orig.txt", "--edits", "pairs/two.edits.tsv", "--json"]),
    ];
    assert_eq!(documents.len(), 2);
    for ((document, alone), name) in documents.iter().zip(&alone).zip(["one", "two"]) {
        let mut expected = json(alone);
        expected["document"] = name.into();
        assert_eq!(*document, expected);
    }
    for count in ["edits", "restored", "missed", "wrong", "harm", "kept_words", "errors_spun", "errors_out"] {
        let sum: u64 = documents.iter().map(|document| document[count].as_u64().unwrap()).sum();
        assert_eq!(folder["total"][count], sum, "{count}");
    }

    let table = place.unspin(&["eval", "pairs"]);
    let rows: Vec<Vec<&str>> = table.text().lines().map(|line| line.split_whitespace().collect()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(names, ["document", "one", "two", "all"]);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    let undone = rows[0].iter().position(|head| *head == "undone").unwrap();
    let figure: f64 = rows[3][undone].parse().unwrap();
    assert!((figure - folder["total"]["undone"].as_f64().unwrap()).abs() < 1e-9);
}

#[test]
fn files_without_their_partners_are_named() {
    let place = Place::new();
    for name in ["a.spun.txt", "b.original.txt", "c.edits.tsv", "d.txt", "d.orig.txt", "d.original.txt"] {
        place.file(name, "A line.\n");
    }
    let run = place.unspin(&["eval", "."]);
    assert_eq!((run.status, run.text()), (1, ""));
    for fault in [
        "a.spun.txt: has no original beside it; name it a.orig.txt or a.original.txt",
        "b.original.txt: has no spun text beside it; name it b.spun.txt or b.txt",
        "c.edits.tsv: has no texts beside it",
        "d.original.txt: is a second text beside ./d.orig.txt",
    ] {
        assert!(run.stderr.contains(fault), "{fault}:\n{}", run.stderr);
    }
    assert_eq!(run.stderr.lines().count(), 4, "{}", run.stderr);

    std::fs::create_dir(place.path("empty")).unwrap();
    place.unspin(&["eval", "empty"]).assert_failed(&["empty: has no pairs", "NAME.spun.txt"]);
    place.unspin(&["eval", "nowhere"]).assert_failed(&["nowhere", "No such file"]);
    for wrong in [&["eval", "a.spun.txt"][..], &["eval", ".", "d.txt"], &["eval", ".", "--edits", "c.edits.tsv"]] {
        assert_eq!(place.unspin(wrong).status, 64, "{wrong:?}");
    }
}

#[test]
fn confidences_are_held_against_what_was_right() {
    let place = Place::new();
    pair(&place, "article", "a.txt", "a.original.txt", "a.edits.tsv");
    let eval = |more: &[&str]| place.unspin(&[&["eval", ".", "--json"], more].concat());
    let figures = json(&eval(&["--calibration", "--plot", "reliability.svg"]));
    let calibration = &figures["calibration"];
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(number(&calibration["swaps"]), 228.0);

    // The bins hold all that is judged, and make the error.
    let bins = calibration["bins"].as_array().unwrap();
    let filled: Vec<&Value> = bins.iter().filter(|bin| number(&bin["count"]) > 0.0).collect();
    let count: f64 = bins.iter().map(|bin| number(&bin["count"])).sum();
    let gap =
        |bin: &&Value| number(&bin["count"]) * (number(&bin["precision"]) - number(&bin["mean_confidence"])).abs();
    let error = filled.iter().map(gap).sum::<f64>() / count;
    assert_eq!((bins.len(), count), (10, number(&calibration["substitutions"])));
    assert!((error - number(&calibration["expected_calibration_error"])).abs() < 2e-4, "{error} {calibration}");
    for bin in &filled {
        let mean = number(&bin["mean_confidence"]);
        assert!(number(&bin["from"]) <= mean && mean <= number(&bin["to"]), "{bin}");
    }

    // What is at or above a confidence undoes what the scorer says is undone when only that is made.
    for above in calibration["thresholds"].as_array().unwrap() {
        let made = json(&eval(&["--min-confidence", &above["at_least"].to_string()]));
        let restored = number(&above["share_of_swaps"]) * number(&calibration["swaps"]);
        assert!((restored - number(&made["total"]["restored"])).abs() < 0.1, "{above}: {}", made["total"]);
    }
    // Those too unsure to be made are judged as well, and the figures are those without a calibration.
    let mut plain = json(&eval(&[]));
    plain["calibration"] = calibration.clone();
    assert_eq!(figures, plain);
    let [all, sure] = ["0", "0.95"].map(|least| json(&eval(&["--min-confidence", least])));
    assert!(number(&all["total"]["missed"]) < number(&sure["total"]["missed"]), "all are sure: {all}");
    assert_eq!(json(&eval(&["--min-confidence", "0.95", "--calibration"]))["calibration"], *calibration);

    let svg = String::from_utf8(place.read("reliability.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    assert_eq!(svg.matches("class=\"mean\"").count(), filled.len());
    let printed = place.unspin(&["eval", ".", "--calibration"]);
    for words in ["0.9 to 1.0", "expected_calibration_error 0.", "10 bins of equal width", "\n0.95  "] {
        assert!(printed.text().contains(words), "no `{words}`:\n{}", printed.text());
    }
}

#[test]
fn a_plot_that_cannot_be_written_is_told_before_the_work() {
    let place = Place::new();
    pair(&place, "paper", "a.txt", "a.orig.txt", "a.edits.tsv");
    let run = place.unspin(&["eval", ".", "--calibration", "--plot", "no/such.svg"]);
    run.assert_failed(&["no", "No such file"]);
    assert_eq!(run.text(), "");
    let run = place.unspin(&["eval", ".", "--calibration", "--plot", ".."]);
    assert_eq!((run.status, run.text()), (1, ""), "{run:?}");
    let run = place.unspin(&["eval", ".", "--calibration", "--plot", "./a.edits.tsv"]);
    run.assert_failed(&["a.edits.tsv", "is one of the files to measure on"]);
    assert!(place.read("a.edits.tsv").starts_with(b"line\tchar"));
    for wrong in [&["--plot", "a.svg"][..], &["--calibration", "--output", "a.txt"]] {
        assert_eq!(place.unspin(&[&["eval", "a.txt", "a.orig.txt"], wrong].concat()).status, 64, "{wrong:?}");
    }
    assert_eq!(place.names(), ["a.edits.tsv", "a.orig.txt", "a.txt"]);
}
