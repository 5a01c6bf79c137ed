/// Whole spun documents with the share of the damage that must be undone at least, and the words of kept text that may be
/// harmed at most. The figures are a floor, a little below what is reached: raise them with the restorer.
const DOCUMENTS: [(&str, f64, u64); 2] = [("article", 0.90, 8), ("advice", 0.72, 12)];

#[test]
fn most_of_the_damage_is_undone() {
    for (name, undone_at_least, harm_at_most) in DOCUMENTS {
        let [spun, original, edits] =
            ["txt", "original.txt", "edits.tsv"].map(|extension| format!("fixtures/spun/{name}.{extension}"));
        let output = crate::unspin(&["eval", &spun, &original, "--edits", &edits]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let figures = String::from_utf8(output.stdout).unwrap();
        let figure = |name: &str| {
            let mut values = figures.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            values.next().unwrap_or_else(|| panic!("no {name} in {figures}")).to_owned()
        };
        let (undone, harm) = (figure("undone").parse::<f64>().unwrap(), figure("harm_words").parse::<u64>().unwrap());
        assert!(undone >= undone_at_least, "{name}: {undone} undone, not {undone_at_least}\n{figures}");
        assert!(harm <= harm_at_most, "{name}: {harm} words harmed, more than {harm_at_most}\n{figures}");
    }
}

#[test]
fn restoring_twice_changes_nothing_more() {
    let once = crate::unspin(&["fix", "fixtures/spun/article.txt"]).stdout;
    let scratch = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("article.restored.txt");
    std::fs::write(&scratch, &once).unwrap();
    let twice = crate::unspin(&["fix", scratch.to_str().unwrap()]).stdout;
    assert!(!once.is_empty());
    assert_eq!(String::from_utf8(twice).unwrap(), String::from_utf8(once).unwrap());
}
