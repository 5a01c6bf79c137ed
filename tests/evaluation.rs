use std::fs::{File, read_to_string};

use unspin::evaluation::{Tally, read_edits, score_line};

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
