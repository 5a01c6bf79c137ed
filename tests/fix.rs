//! `unspin fix`: what it writes, where, and that nothing else changes.

use std::path::Path;

use unspin::review::{Review, Row, csv, source_hash};

use crate::binary::{HONEST, Place, Run, SPUN};

/// The number of substitutions in the summary of `document`.
#[track_caller]
fn substitutions(run: &Run, document: &str) -> usize {
    let line = run.stderr.lines().find_map(|line| line.strip_prefix(&format!("{document}: "))).expect("a summary line");
    line.split(' ').next().expect("a word").parse().expect("a number")
}

#[track_caller]
fn report(place: &Place, name: &str) -> Vec<Row> {
    Review::read(&place.read(name)[..], Path::new(name)).expect("a well-formed report").rows().to_vec()
}

fn applied(text: &str, rows: &[Row]) -> String {
    let mut restored = text.to_owned();
    rows.iter().rev().for_each(|row| restored.replace_range(row.span.clone(), &row.original));
    restored
}

#[test]
fn a_spun_text_is_restored_and_summed_up() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let run = place.unspin(&["fix", "a.txt"]);
    assert_eq!(run.status, 0, "{run:?}");
    for restored in ["said on Monday", "help people in the north", "illegal trade", "asked not to be identified"] {
        assert!(run.text().contains(restored), "{restored}: {}", run.text());
    }
    assert!(substitutions(&run, "a.txt") > 3);
    assert!(run.stderr.trim_end().ends_with(", spun (autoblog)"), "{}", run.stderr);
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
}

#[test]
fn honest_prose_is_left_alone() {
    let place = Place::new();
    place.file("a.txt", HONEST);
    let run = place.unspin(&["fix", "a.txt"]);
    assert_eq!((run.status, run.text()), (0, HONEST));
    assert_eq!(run.stderr, "a.txt: 0 substitutions, swap rate 0.00, honest\n");
}

#[test]
fn standard_input_is_read_with_and_without_a_dash() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let from_file = place.unspin(&["fix", "a.txt"]);
    for args in [&["fix"][..], &["fix", "-"]] {
        let run = place.unspin_with_input(args, SPUN.as_bytes());
        assert_eq!(run.stdout, from_file.stdout);
        assert_eq!(substitutions(&run, "standard input"), substitutions(&from_file, "a.txt"));
    }
}

#[test]
fn several_documents_are_written_one_after_the_other() {
    let place = Place::new();
    place.file("a.txt", HONEST);
    place.file("b.txt", SPUN);
    let [a, b] = ["a.txt", "b.txt"].map(|name| place.unspin(&["fix", name]).stdout);
    let both = place.unspin(&["fix", "a.txt", "b.txt", "a.txt"]);
    assert_eq!(both.stdout, [&a[..], &b, &a].concat());
    assert_eq!(both.stderr.lines().count(), 3);
}

#[test]
fn quiet_prints_no_summary() {
    let place = Place::new();
    assert_eq!(place.unspin_with_input(&["fix", "--quiet"], SPUN.as_bytes()).stderr, "");
}

#[test]
fn output_in_place_and_standard_output_agree() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let restored = place.unspin(&["fix", "a.txt"]).stdout;
    let to_file = place.unspin(&["fix", "a.txt", "-o", "b.txt"]);
    assert_eq!((to_file.status, to_file.text()), (0, ""));
    assert_eq!(place.read("b.txt"), restored);
    let dash = place.unspin(&["fix", "a.txt", "-o", "-"]);
    assert_eq!(dash.stdout, restored);
    let in_place = place.unspin(&["fix", "-i", "a.txt"]);
    assert_eq!((in_place.status, in_place.text()), (0, ""));
    assert_eq!(place.read("a.txt"), restored);
    assert_eq!(place.names(), ["a.txt", "b.txt"]);
}

#[test]
fn output_may_be_the_input() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let restored = place.unspin(&["fix", "a.txt"]).stdout;
    assert_eq!(place.unspin(&["fix", "a.txt", "-o", "./a.txt"]).status, 0);
    assert_eq!(place.read("a.txt"), restored);
}

#[test]
fn the_report_holds_exactly_what_was_written() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    place.file("b.txt", HONEST);
    let run = place.unspin(&["fix", "a.txt", "b.txt", "--report", "r.csv"]);
    assert_eq!(run.status, 0, "{run:?}");
    let rows = report(&place, "r.csv");
    assert_eq!(rows.len(), substitutions(&run, "a.txt"));
    assert_eq!(run.text(), applied(SPUN, &rows) + HONEST);
    for row in &rows {
        assert!(row.stands_in(SPUN) && row.document == "a.txt" && row.source_hash == source_hash(SPUN), "{row:?}");
        assert_eq!(row.line, 1 + SPUN[..row.span.start].matches('\n').count());
        assert!(row.context.contains(&format!("[{}]", row.spun)), "{row:?}");
    }
}

#[test]
fn the_report_has_its_header_even_when_nothing_was_found() {
    let place = Place::new();
    place.file("a.txt", HONEST);
    assert_eq!(place.unspin(&["fix", "a.txt", "--report", "r.csv"]).status, 0);
    assert_eq!(place.read("r.csv"), (csv::COLUMNS.join(",") + "\n").as_bytes());
}

#[test]
fn a_minimum_confidence_is_kept() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let at = |confidence: &str| {
        let run = place.unspin(&["fix", "a.txt", "--report", "r.csv", "--min-confidence", confidence]);
        assert_eq!(run.status, 0, "{run:?}");
        report(&place, "r.csv")
    };
    let (all, none) = (at("0"), at("1"));
    assert!(none.len() < all.len());
    assert!(at("0.8").iter().all(|row| row.confidence >= 0.7999));
}

#[test]
fn check_tells_by_its_exit_status_and_writes_no_text() {
    let place = Place::new();
    place.file("spun.txt", SPUN);
    place.file("honest.txt", HONEST);
    for (files, status) in [(&["honest.txt"][..], 0), (&["spun.txt"], 2), (&["honest.txt", "spun.txt"], 2)] {
        let run = place.unspin(&[&["fix", "--check"], files].concat());
        assert_eq!((run.status, run.text()), (status, ""), "{files:?}");
    }
    let with_bad = place.unspin(&["fix", "--check", "spun.txt", "missing.txt"]);
    assert_eq!(with_bad.status, 1);
}

#[test]
fn patch_would_apply_the_diff() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let restored = place.unspin(&["fix", "a.txt"]);
    let run = place.unspin(&["fix", "--diff", "a.txt"]);
    assert_eq!(run.status, 0);
    assert!(run.text().starts_with("--- a.txt\n+++ a.txt\n@@ -1"), "{}", run.text());
    let side = |sign: &str| -> String {
        let lines = run.text().lines().skip(3).filter(|line| line.starts_with([' ', sign.chars().next().unwrap()]));
        lines.map(|line| line[1..].to_owned() + "\n").collect()
    };
    assert_eq!((side("-"), side("+")), (SPUN.to_owned(), restored.text().to_owned()));
    place.file("b.txt", HONEST);
    assert_eq!(place.unspin(&["fix", "--diff", "b.txt"]).text(), "");
}

#[test]
fn colour_goes_to_a_pipe_only_when_asked() {
    let place = Place::new();
    place.file("a.txt", format!("\x1b[2J\u{202e}{SPUN}"));
    let plain = place.unspin(&["fix", "a.txt"]);
    assert!(plain.text().starts_with("\x1b[2J\u{202e}"), "a pipe gets the document's own bytes");
    let mut forced = place.command(&["fix", "a.txt"]);
    forced.env("CLICOLOR_FORCE", "1");
    assert_eq!(crate::binary::finished(forced, b"").stdout, plain.stdout);

    let coloured = place.unspin(&["fix", "--color", "always", "a.txt"]);
    assert!(coloured.text().starts_with("\\u{1b}[2J\\u{202e}"), "{}", coloured.text());
    assert!(coloured.text().contains("\x1b[1m\x1b[32m"), "{}", coloured.text());
    let diff = place.unspin(&["fix", "--color", "always", "--diff", "a.txt"]);
    assert!(diff.text().contains("\x1b[32m") && !diff.text().contains("\x1b[2J"), "{}", diff.text());
}

#[test]
fn line_ends_are_kept() {
    let place = Place::new();
    let crlf = SPUN.replace('\n', "\r\n");
    place.file("a.txt", &crlf);
    let run = place.unspin(&["fix", "a.txt", "--report", "r.csv"]);
    assert_eq!(run.text().matches('\n').count(), SPUN.matches('\n').count());
    assert_eq!(run.text().matches("\r\n").count(), SPUN.matches('\n').count());
    assert_eq!(run.text(), applied(&crlf, &report(&place, "r.csv")));
}

#[test]
fn every_encoding_comes_back_as_it_was() {
    let place = Place::new();
    let restored = place.unspin_with_input(&["fix"], SPUN.as_bytes()).text().to_owned();
    let little = |text: &str| [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let big = |text: &str| [b"\xfe\xff".to_vec(), text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat();
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (name, encode) in [("le", &little as &dyn Fn(&str) -> Vec<u8>), ("be", &big), ("bom", &marked)] {
        place.file(name, encode(SPUN));
        let run = place.unspin(&["fix", name]);
        assert_eq!(run.status, 0, "{name}: {}", run.stderr);
        assert!(run.stdout == encode(&restored), "{name}");
        assert_eq!(place.unspin(&["fix", "-i", name]).status, 0);
        assert!(place.read(name) == encode(&restored), "{name}");
    }
}

#[test]
fn an_empty_file_is_fine() {
    let place = Place::new();
    for contents in [&b""[..], b"\xff\xfe"] {
        place.file("a.txt", contents);
        let run = place.unspin(&["fix", "a.txt"]);
        assert_eq!((run.status, &run.stdout[..]), (0, contents), "{}", run.stderr);
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::process::Stdio;

    use super::*;
    use crate::binary::finished;

    #[test]
    fn links_are_written_through_and_modes_kept() {
        let place = Place::new();
        let target = place.file("target.txt", SPUN);
        fs::set_permissions(&target, Permissions::from_mode(0o750)).unwrap();
        symlink("target.txt", place.path("link.txt")).unwrap();
        assert_eq!(place.unspin(&["fix", "-i", "link.txt"]).status, 0);
        assert!(fs::symlink_metadata(place.path("link.txt")).unwrap().is_symlink());
        assert_ne!(place.read("target.txt"), SPUN.as_bytes());
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o7777, 0o750);
    }

    #[test]
    fn a_document_without_substitutions_is_not_written() {
        let place = Place::new();
        let path = place.file("a.txt", HONEST);
        let before = fs::metadata(&path).unwrap().ino();
        assert_eq!(place.unspin(&["fix", "-i", "a.txt"]).status, 0);
        assert_eq!(fs::metadata(&path).unwrap().ino(), before);
    }

    #[test]
    fn a_reader_that_leaves_early_is_no_failure() {
        let place = Place::new();
        place.file("a.txt", HONEST.repeat(400));
        let run = finished(place.shell("(\"$UNSPIN\" fix -q a.txt a.txt; echo $? >status) | head -c 10"), b"");
        assert_eq!((run.text(), run.stderr.as_str()), (&HONEST[..10], ""));
        assert_eq!(place.read("status"), b"0\n");
    }

    #[test]
    fn a_pipe_is_read_and_written_as_such() {
        let place = Place::new();
        place.file("a.txt", SPUN);
        let script =
            "mkfifo in out && (cat a.txt >in & cat out >got & \"$UNSPIN\" fix -q in -o out; wait) && test -p out";
        let run = finished(place.shell(script), b"");
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        assert_eq!(place.read("got"), place.unspin(&["fix", "a.txt"]).stdout);
    }

    #[test]
    fn devices_stay_devices() {
        let place = Place::new();
        place.file("a.txt", SPUN);
        let run = place.unspin(&["fix", "a.txt", "-o", "/dev/null"]);
        assert_eq!((run.status, run.text()), (0, ""), "{}", run.stderr);
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn standard_output_by_name_is_appended_to() {
        let place = Place::new();
        place.file("a.txt", HONEST);
        let run = finished(place.shell("echo before >b; \"$UNSPIN\" fix a.txt -o /dev/stdout >>b"), b"");
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert_eq!(place.read("b"), format!("before\n{HONEST}").as_bytes());
    }

    #[test]
    fn names_cannot_play_with_the_terminal() {
        let place = Place::new();
        place.file("a\x1b[2J.txt", HONEST);
        let mut command = place.command(&["fix", "a\x1b[2J.txt"]);
        command.stdout(Stdio::null());
        assert!(finished(command, b"").stderr.starts_with("a\\u{1b}[2J.txt: 0 sub"));
    }
}
