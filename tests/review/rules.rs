use super::*;

/// The first pair of the list that is applied, as shown.
fn first_pair(place: &Place) -> (String, String) {
    let review = read(place, "subs.csv");
    let hits = &review.pairs()[0];
    (hits.spun.clone(), hits.original.clone())
}

/// The CSV of pairs, with `verdict` on the one that stands first.
fn judge_first(place: &Place, verdict: &str) {
    let csv = String::from_utf8(place.read("pairs.csv")).unwrap();
    let first = csv.lines().nth(1).unwrap();
    place.file("pairs.csv", csv.replacen(first, &format!("{first}{verdict}"), 1));
}

#[test]
fn one_verdict_settles_all_hits_of_a_pair() {
    let place = reported();
    let run = place.unspin(&["review", "--pairs", "subs.csv"]);
    succeeds(&run);
    let review = read(&place, "subs.csv");
    assert!(run.stderr.starts_with(&format!("pairs.csv: {} pairs of ", review.pairs().len())), "{}", run.stderr);
    let csv = String::from_utf8(place.read("pairs.csv")).unwrap();
    assert!(csv.starts_with("spun,original,count,mean_confidence,example_1,example_2,example_3,verdict\n"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + review.pairs().len());
    judge_first(&place, "accept");
    let hits = review.pairs()[0].rows.len();
    let run = place.unspin(&["apply", "subs.csv", "--pairs", "pairs.csv"]);
    succeeds(&run);
    assert!(run.stderr.starts_with(&format!("applied {hits}, rejected 0,")), "{}", run.stderr);
    place.unspin(&["review", "--pairs", "subs.csv"]).assert_failed(&["pairs.csv", "--output"]);
}

#[test]
fn rules_replay_on_new_data() {
    let place = reported();
    let (spun, original) = first_pair(&place);
    let made = |args: &[&str]| {
        let run = place.unspin(&[&["fix", "a.txt", "-q", "--report", "new.csv"], args].concat());
        succeeds(&run);
        let rows = read(&place, "new.csv").rows().to_vec();
        rows.into_iter().map(|row| (row.spun, row.original)).collect::<Vec<_>>()
    };
    let of_pair = |made: &[(String, String)]| {
        made.iter().filter(|(s, o)| s.eq_ignore_ascii_case(&spun) && o.eq_ignore_ascii_case(&original)).count()
    };
    let (all, none) = (made(&[]), made(&["--min-confidence", "1"]));
    assert!(of_pair(&all) > 0 && of_pair(&none) == 0);
    for (verdict, at_one, at_default) in [("accept", of_pair(&all), of_pair(&all)), ("reject", 0, 0)] {
        let _ = std::fs::remove_file(place.path("pairs.csv"));
        succeeds(&place.unspin(&["review", "--pairs", "subs.csv"]));
        judge_first(&place, verdict);
        let saved = ["apply", "subs.csv", "--pairs", "pairs.csv", "--save-rules", "rules.toml"];
        succeeds(&place.unspin(&saved));
        let rules = String::from_utf8(place.read("rules.toml")).unwrap();
        assert!(rules.contains(&format!("verdict = \"{verdict}\"")), "{rules}");
        assert_eq!(of_pair(&made(&["--rules", "rules.toml", "--min-confidence", "1"])), at_one, "{verdict}");
        let ruled = made(&["--rules", "rules.toml"]);
        assert_eq!(of_pair(&ruled), at_default, "{verdict}");
        assert!(ruled.len() >= all.len() - of_pair(&all), "the others are as they were");
    }
    std::fs::create_dir(place.path("in")).unwrap();
    place.file("in/b.txt", SPUN);
    succeeds(&place.unspin(&["bulk", "in", "--out", "out", "--report", "found", "--rules", "rules.toml", "-q"]));
    let fixed = place.unspin(&["fix", "a.txt", "-q", "--rules", "rules.toml"]);
    assert_eq!(place.read("out/b.txt"), fixed.stdout);
}

#[test]
fn rules_are_added_to_those_that_are_there() {
    let place = reported();
    let old = "[[rule]]\nspun = \"mammoth rodent\"\noriginal = \"capybara\"\nverdict = \"accept\"\n";
    place.file("rules.toml", old);
    succeeds(&place.unspin(&["apply", "subs.csv", "--save-rules", "rules.toml"]));
    let rules = String::from_utf8(place.read("rules.toml")).unwrap();
    assert!(rules.ends_with(old), "{rules}");
    place.file("rules.toml", old.replace("accept", "acept"));
    place.unspin(&["apply", "subs.csv", "--save-rules", "rules.toml"]).assert_failed(&["rules.toml", "`acept`"]);
    place.unspin(&["fix", "a.txt", "--rules", "rules.toml"]).assert_failed(&["rules.toml", "capybara"]);
    place.unspin(&["fix", "a.txt", "--rules", "none.toml"]).assert_failed(&["none.toml"]);
}
