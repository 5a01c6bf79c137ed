//! `unspin dict`, and spinners of the user's own through `--dialect` and `--dictionary`.

use crate::binary::{HONEST, Place, SPUN};

/// A thesaurus of our own, as a spinner keeps it.
const THESAURUS: &str = "\
children|juveniles
door|portal
garden|orchard plot
morning|forenoon
river|watercourse
street|thoroughfare|carriageway
teacher|pedagogue
window|casement
winter|hibernal season
";

/// What that spinner makes of a few lines of ours, and the lines.
const OWN: &str = "\
Every forenoon the juveniles walked down the thoroughfare to the school, past the watercourse and the mill. The pedagogue \
opened the casement, since the kitchen was full of smoke, and waited at the portal until the last of them had come. In the \
hibernal season they brought wood for the stove; in June they worked in the orchard plot behind the house.
";
const BEFORE: &str = "\
Every morning the children walked down the street to the school, past the river and the mill. The teacher opened the \
window, since the kitchen was full of smoke, and waited at the door until the last of them had come. In the winter they \
brought wood for the stove; in June they worked in the garden behind the house.
";

/// A paragraph of ours with tortured phrases.
const TORTURED: &str = "\
In this paper we apply counterfeit consciousness to the early detection of bosom peril. Profound learning has become the \
usual tool where colossal information is at hand, but few clinics have it. We therefore train a profound neural \
organization on four hundred images, and report the flag to commotion proportion.
";

const HEADER: &str = "spun\toriginal\tweight\tdialect\tnote\n";

#[test]
fn a_spinner_of_ones_own_is_imported_and_undone() {
    let place = Place::new();
    place.file("list.txt", THESAURUS);
    place.file("own.txt", OWN);
    let run = place.unspin(&["fix", "own.txt"]);
    assert_eq!(run.text(), OWN, "no built-in dialect knows it: {}", run.stderr);
    for table in ["own.tsv", "own.swaps"] {
        let run = place.unspin(&["dict", "import", "list.txt", "--dialect", "my-spinner", "-o", table]);
        assert_eq!((run.status, run.text()), (0, ""), "{run:?}");
        assert!(run.stderr.ends_with("thesaurus: 10 rows for the dialect my-spinner, 0 skipped\n"), "{}", run.stderr);
        let run = place.unspin(&["fix", "own.txt", "--dictionary", table]);
        assert_eq!(run.text(), BEFORE, "{table}: {}", run.stderr);
        assert!(run.stderr.contains("(my-spinner)"), "{}", run.stderr);
        let run = place.unspin(&["detect", "own.txt", "--dictionary", table, "--dialect", "my-spinner"]);
        assert!(run.text().ends_with(",my-spinner,spun\n"), "{}", run.text());
        let run = place.unspin(&["explain", "own.txt:1", "--dictionary", table]);
        assert!(run.text().contains("* morning "), "{}", run.text());
        let run = place.unspin(&["fix", "-q", "own.txt", "--dictionary", table, "--dialect", "autoblog"]);
        assert_eq!(run.text(), OWN, "another dialect was asked for");
    }
    place.file("before.txt", BEFORE);
    let run = place.unspin(&["eval", "own.txt", "before.txt", "--dictionary", "own.swaps"]);
    assert!(run.text().lines().any(|line| line == "undone 1.0"), "{}", run.text());
    assert!(String::from_utf8(place.read("own.tsv")).unwrap().starts_with(HEADER));
    assert_eq!(place.unspin(&["dict", "check", "own.tsv"]).status, 0);
}

#[test]
fn the_dialect_of_a_document_is_found_and_named() {
    let place = Place::new();
    for (name, text) in [("news.txt", SPUN), ("paper.txt", TORTURED), ("honest.txt", HONEST)] {
        place.file(name, text);
    }
    let run = place.unspin(&["detect", "news.txt", "paper.txt", "honest.txt"]);
    let ends = [",autoblog,spun", ",academic,spun", ",,honest"];
    assert!(run.text().lines().skip(1).zip(ends).all(|(line, end)| line.ends_with(end)), "{}", run.text());
    let run = place.unspin(&["fix", "paper.txt"]);
    for original in ["artificial intelligence", "breast cancer", "Deep learning", "big data", "deep neural network"] {
        assert!(run.text().contains(original), "{original}: {}", run.text());
    }
    let run = place.unspin(&["detect", "--dialect", "autoblog", "--dialect", "general", "paper.txt"]);
    assert!(run.text().ends_with(",,honest\n"), "{}", run.text());
}

#[test]
fn a_row_beside_a_built_in_table_changes_nothing_else() {
    let place = Place::new();
    for dialect in ["autoblog", "academic", "general"] {
        place.file(&format!("{dialect}.tsv"), format!("{HEADER}glimmerwood\tlarchwood\t0.5\t{dialect}\t\n"));
    }
    let compiled = ["dict", "compile", "autoblog.tsv", "-o", "autoblog.swaps"];
    assert_eq!(place.unspin(&compiled).status, 0);
    let own = ["autoblog.tsv", "academic.tsv", "general.tsv", "autoblog.swaps"];
    for (text, report) in [("article", "a.csv"), ("paper", "p.csv"), ("general", "g.csv")] {
        let text = crate::root().join(format!("fixtures/spun/{text}.txt"));
        let text = text.to_str().unwrap();
        let plain = place.unspin(&["fix", text, "--report", report]);
        let (plain, rows) = (plain.text().to_owned(), place.read(report));
        assert!(rows.iter().filter(|&&byte| byte == b'\n').count() > 5, "{report}");
        for table in own {
            let beside = place.unspin(&["fix", text, "--report", report, "--dictionary", table]);
            assert_eq!(beside.text(), plain, "{table}");
            assert_eq!(String::from_utf8(place.read(report)), String::from_utf8(rows.clone()), "{table}: {report}");
        }
    }
}

#[test]
fn dialects_and_dictionaries_that_do_not_fit_are_refused() {
    let place = Place::new();
    place.file("a.txt", HONEST);
    let run = place.unspin(&["fix", "a.txt", "--dialect", "martian"]);
    run.assert_failed(&["\"martian\"", "academic, autoblog, general", "--dictionary"]);
    let run = place.unspin(&["fix", "a.txt", "--dialect", "No Name"]);
    assert_eq!(run.status, 64, "{run:?}");
    assert!(run.stderr.contains("lower-case letters"), "{}", run.stderr);

    place.unspin(&["fix", "a.txt", "--dictionary", "missing.tsv"]).assert_failed(&["missing.tsv"]);
    place.file("bad.tsv", format!("{HEADER}b\ta\t2\tgeneral\t\n"));
    place.unspin(&["fix", "a.txt", "--dictionary", "bad.tsv"]).assert_failed(&["bad.tsv:2:", "above 0, at most 1"]);
    place.file("good.tsv", format!("{HEADER}b\ta\t0.5\tgeneral\t\n"));
    assert_eq!(place.unspin(&["dict", "compile", "good.tsv", "-o", "t.swaps"]).status, 0);
    let compiled = place.read("t.swaps");
    let mut other = compiled.clone();
    other[16] += 1;
    place.file("other.swaps", other);
    let run = place.unspin(&["fix", "a.txt", "--dictionary", "other.swaps"]);
    run.assert_failed(&["other.swaps", "format", "unspin dict compile"]);
    place.file("cut.swaps", &compiled[..compiled.len() - 1]);
    place.unspin(&["fix", "a.txt", "--dictionary", "cut.swaps"]).assert_failed(&["cut.swaps", "checksum"]);
}

#[test]
fn the_shipped_tables_pass_the_check_and_faults_are_told() {
    let run = crate::unspin(&[
        "dict",
        "check",
        "dictionaries/academic.tsv",
        "dictionaries/autoblog.tsv",
        "dictionaries/general.tsv",
        "dictionaries/keep.tsv",
    ]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    let place = Place::new();
    place.file("t.tsv", format!("{HEADER}b\ta\t1\tgeneral\t\nlake home\tlake house\t1\tMars\t\n"));
    place.file("u.tsv", format!("{HEADER}lake home\tlake house\t1\tgeneral\t\n"));
    place.file("keep.tsv", "phrase\treason\nLake Home\tname of a company\n");
    let run = place.unspin(&["dict", "check", "t.tsv", "keep.tsv", "u.tsv"]);
    assert_eq!(run.status, 1);
    let lines: Vec<&str> = run.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("t.tsv:3: the dialect \"Mars\" is no name; write"), "{lines:?}");
    assert!(lines[1].starts_with("keep.tsv:2: \"lake home\" is kept, but u.tsv:2 swaps"), "{lines:?}");
}

#[test]
fn phrases_are_looked_up_both_ways_in_all_dialects() {
    let place = Place::new();
    let run = place.unspin(&["dict", "lookup", "Counterfeit", "consciousness"]);
    assert!(run.text().starts_with("counterfeit consciousness: put in the place of\n  artificial intelligence "));
    assert!(run.text().contains(" academic "), "{}", run.text());
    let run = place.unspin(&["dict", "lookup", "house"]);
    assert!(run.text().contains("house: swapped for\n") && run.text().contains(" autoblog "), "{}", run.text());
    let run = place.unspin(&["dict", "lookup", "glimmerwood"]);
    assert_eq!((run.status, run.text().starts_with("glimmerwood: in no table")), (1, true));
    place.file("own.tsv", format!("{HEADER}glimmerwood\tforest\t0.5\town\twritten here\n"));
    let run = place.unspin(&["dict", "lookup", "glimmerwood", "--dictionary", "own.tsv"]);
    assert!(run.text().contains("forest ") && run.text().ends_with("own        written here\n"), "{}", run.text());
    assert_eq!(
        place.unspin(&["dict", "lookup", "glimmerwood", "--dictionary", "own.tsv", "--dialect", "general"]).status,
        1
    );
}

#[test]
fn tables_are_counted() {
    let place = Place::new();
    let run = place.unspin(&["dict", "stats"]);
    let headings: Vec<&str> = run.text().split("\n\n").filter_map(|part| Some(part.lines().next()?.trim())).collect();
    assert_eq!(headings, ["academic", "autoblog", "general"]);
    place.file("own.tsv", format!("{HEADER}boat\tship\t0.5\town\twritten\nship\tboat\t0.5\town\tlearnt 1/2\n"));
    let run = place.unspin(&["dict", "stats", "own.tsv"]);
    let figure = |name: &str| {
        let line = run.text().lines().find_map(|line| line.trim().strip_prefix(name)).unwrap_or_default();
        line.trim().to_owned()
    };
    let figures =
        ["rows learnt", "rows written", "originals per spun phrase", "two-way pairs", "spun phrases of 1 word"];
    assert_eq!(figures.map(figure), ["1", "1", "1.00", "1", "2"], "{}", run.text());
}

#[test]
fn what_cannot_be_imported_is_reported_by_line() {
    let place = Place::new();
    place.file("list.csv", "vessel,boat\none,two,three\n");
    let run = place.unspin(&["dict", "import", "list.csv"]);
    assert_eq!(run.status, 0);
    assert!(run.text().ends_with("\nvessel\tboat\t0.98\town\timported csv\n"), "{}", run.text());
    assert!(run.stderr.starts_with("list.csv:2: skipped: 3 columns"), "{}", run.stderr);
    place.file("text.txt", "The {vessel|boat} left.\n");
    let run = place.unspin(&["dict", "import", "text.txt", "--dialect", "own"]);
    assert!(run.text().contains("vessel\tboat\t0.5\t"), "the commoner one is the original: {}", run.text());
    place.file("prose.txt", "Nothing of the kind\n");
    place.unspin(&["dict", "import", "prose.txt"]).assert_failed(&["prose.txt:1", "--format"]);
    let run = place.unspin(&["dict", "import", "prose.txt", "--format", "thesaurus"]);
    assert_eq!((run.status, run.text()), (1, ""), "no row is left");
}

#[test]
fn a_compiled_table_holds_one_dialect() {
    let place = Place::new();
    place.file("two.tsv", format!("{HEADER}a\tb\t0.5\tone\t\nc\td\t0.5\ttwo\t\n"));
    let run = place.unspin(&["dict", "compile", "two.tsv", "-o", "t.swaps"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("one, two; choose one with --dialect"), "{}", run.stderr);
    assert_eq!(place.unspin(&["dict", "compile", "two.tsv", "-o", "t.swaps", "--dialect", "two"]).status, 0);
    assert!(place.unspin(&["dict", "lookup", "c", "--dictionary", "t.swaps"]).text().contains(" two"));
    assert_eq!(place.unspin(&["dict", "compile", "two.tsv", "-o", "t.swaps", "--dialect", "three"]).status, 1);
}

#[test]
fn compiled_tables_compile_again_and_keep_what_was_counted() {
    let place = Place::new();
    place.file("a.tsv", format!("{HEADER}vessel\tship\t0.3\tone\tlearnt 3/9\n"));
    place.file("b.tsv", format!("{HEADER}juveniles\tchildren\t0.5\tone\t\n"));
    for (from, to) in [(&["a.tsv", "b.tsv"], "ab.swaps"), (&["ab.swaps", "ab.swaps"], "again.swaps")] {
        let run = place.unspin(&[&["dict", "compile"], &from[..], &["-o", to]].concat());
        assert_eq!(run.status, 0, "{run:?}");
    }
    let behind_hashes = |name| place.read(name).split_off(36);
    assert_eq!(behind_hashes("again.swaps"), behind_hashes("ab.swaps"));
}

#[test]
fn a_table_is_learnt_and_improved() {
    let place = Place::new();
    place.file("spun.txt", "The vessel left.\nA vessel came.\n");
    place.file("before.txt", "The boat left.\nA boat came.\n");
    let learn = |more: &[&str]| {
        let command = ["dict", "learn", "spun.txt", "before.txt", "--dialect", "own"];
        let run = place.unspin(&[&command, more].concat());
        assert_eq!(run.status, 0, "{run:?}");
        run.text().to_owned()
    };
    assert!(learn(&[]).ends_with("\nvessel\tboat\t0.8\town\tlearnt 2/2\n"));
    learn(&["-o", "table.tsv"]);
    assert!(learn(&["--improve", "table.tsv"]).ends_with("\nvessel\tboat\t0.8889\town\tlearnt 4/4\n"));
}
