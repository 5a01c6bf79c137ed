//! A spinner of our own making, whose swaps must come back exactly.

use super::*;

const ORIGINAL: &str = "\
The old man walked to the garden at the river.
She walked at night and sat at the well.
We met at noon at the garden gate.
The old garden was quiet at dawn.
He stood at the door at noon.
They sat at the old bridge, at ease.
";

const SPUN: &str = "\
The outdated man strolled to the backyard on the river.
She strolled at night and sat on the well.
We met at midday on the backyard gate.
The outdated backyard was quiet at dawn.
He stood on the door at noon.
They sat on the outdated bridge, at ease.
";

const EDITS: &str = "\
line\tchar\tspun\toriginal
1\t4\toutdated\told
1\t17\tstrolled\twalked
1\t33\tbackyard\tgarden
1\t42\ton the\tat the
2\t4\tstrolled\twalked
2\t30\ton the\tat the
3\t10\tmidday\tnoon
3\t17\ton the\tat the
3\t24\tbackyard\tgarden
4\t4\toutdated\told
4\t13\tbackyard\tgarden
5\t9\ton the\tat the
6\t9\ton the\tat the
6\t16\toutdated\told
";

fn pairs() -> Pairs {
    Pairs::read((SPUN.as_bytes(), "spun"), (ORIGINAL.as_bytes(), "original")).unwrap()
}

fn shown(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| format!("{} = {}: {}", row.spun, row.original, row.note)).collect()
}

const EXPECTED: [&str; 5] = [
    "backyard = garden: learnt 3/3",
    "midday = noon: learnt 1/2",
    "on the = at the: learnt 5/5",
    "outdated = old: learnt 3/3",
    "strolled = walked: learnt 2/2",
];

#[test]
fn given_swaps_are_counted() {
    let mut pairs = pairs();
    pairs.read_edits(EDITS.as_bytes(), "edits.tsv").unwrap();
    let rows = pairs.rows(Options::default());
    assert_eq!(shown(&rows), EXPECTED);
    assert!((rows[1].weight - 1.0 / 2.5).abs() < 1e-6, "{}", rows[1].weight);
    assert_eq!(pairs.rows(Options { min_count: 2, ..Options::default() }).len(), 4);
}

#[test]
fn a_table_is_improved_by_adding_up_counts() {
    let mut pairs = pairs();
    pairs.read_edits(EDITS.as_bytes(), "edits.tsv").unwrap();
    let options = Options::default();
    let once = pairs.rows(options);
    let twice = pairs.improve(once.clone(), options);
    let expected = EXPECTED.map(|row| {
        let (pair, counts) = row.split_once(": learnt ").unwrap();
        let (count, all) = counts.split_once('/').unwrap();
        let doubled = |number: &str| 2 * number.parse::<u32>().unwrap();
        format!("{pair}: learnt {}/{}", doubled(count), doubled(all))
    });
    assert_eq!(shown(&twice), expected);
    assert_eq!(shown(&pairs.improve(Vec::new(), options)), EXPECTED);

    let row = |spun: &str, original: &str, weight, note: &str| Row {
        spun: spun.into(),
        original: original.into(),
        weight,
        dialect: options.dialect,
        note: note.into(),
    };
    // Seen now, never seen, and known from counts but left standing here.
    let table = vec![
        row("aged", "old", 0.5, "written"),
        row("outdated", "old", 0.5, "written"),
        row("stream", "river", 0.9, "learnt 9/9"),
    ];
    let improved = pairs.improve(table, options);
    let of = |spun: &str| improved.iter().find(|row| row.spun == spun).unwrap();
    assert_eq!((of("outdated").note.as_str(), of("stream").note.as_str()), ("learnt 3/3", "learnt 9/10"));
    assert_eq!(of("aged").note, "written");
    assert!(of("aged").weight + of("outdated").weight < 1.0001, "written weights give way");
}

#[test]
fn swaps_are_found_with_the_function_words_of_their_keys() {
    let mut pairs = pairs();
    pairs.mine();
    assert_eq!(shown(&pairs.rows(Options::default())), EXPECTED);
}

#[test]
fn equal_texts_have_no_swaps() {
    let mut pairs = Pairs::read((ORIGINAL.as_bytes(), "a"), (ORIGINAL.as_bytes(), "b")).unwrap();
    pairs.mine();
    assert_eq!(pairs.rows(Options::default()), []);
}

#[test]
fn texts_and_edits_that_do_not_fit_are_refused() {
    let refused = Pairs::read((&b"one\n"[..], "a"), (&b"one\ntwo\n"[..], "b")).unwrap_err().to_string();
    assert!(refused.starts_with("1 spun lines but 2 original ones; align"), "{refused}");
    for (edits, begin) in [
        ("line\tchar\n", "e.tsv:1: the header is missing"),
        ("line\tchar\tspun\toriginal\n1\t4\told\n", "e.tsv:2: not four columns"),
        ("line\tchar\tspun\toriginal\n1\tx\told\tnew\n", "e.tsv:2: line or char is no number"),
        ("line\tchar\tspun\toriginal\n9\t4\told\tnew\n", "e.tsv:2: the texts have no such line"),
        ("line\tchar\tspun\toriginal\n1\t5\toutdated\told\n", "e.tsv:2: the edit does not fit its line"),
        ("line\tchar\tspun\toriginal\n1\t999\toutdated\told\n", "e.tsv:2: the edit does not fit its line"),
    ] {
        let refused = pairs().read_edits(edits.as_bytes(), "e.tsv").unwrap_err().to_string();
        assert!(refused.starts_with(begin), "{refused}");
    }
}

#[test]
fn rewritten_lines_are_given_up_without_harm() {
    let long = "alpha beta gamma delta ".repeat(20);
    let other = "one two three four five ".repeat(20);
    let mut pairs = Pairs::read((long.as_bytes(), "a"), (other.as_bytes(), "b")).unwrap();
    pairs.mine();
    assert!(pairs.lines()[0].edits.len() < 100);
    let mut pairs = Pairs::read((&b"\nwords here\n"[..], "a"), (&b"here\n\n"[..], "b")).unwrap();
    pairs.mine();
    assert_eq!(pairs.rows(Options::default()), []);
}
