//! What cannot be done is told in one line, with the right exit status, and harms nothing.

use crate::binary::{HONEST, Place, SPUN, finished};

#[test]
fn unreadable_documents_are_told_apart() {
    let place = Place::new();
    std::fs::create_dir(place.path("folder")).unwrap();
    place.file("nul.bin", b"one\0two");
    place.file("latin.txt", b"one\ncaf\xe9 two");
    place.file("odd.txt", b"\xff\xfea\0b");
    place.file("half.txt", b"\xfe\xff\xd8\x3d\0a");
    for (name, words) in [
        ("missing.txt", &["missing.txt", "No such file"][..]),
        ("folder", &["folder", "is a directory"]),
        ("nul.bin", &["nul.bin", "byte 3 is NUL"]),
        ("latin.txt", &["latin.txt", "line 2", "byte 7", "not UTF-8", "iconv"]),
        ("odd.txt", &["odd.txt", "half a code unit", "byte 4"]),
        ("half.txt", &["half.txt", "half a surrogate pair", "byte 2"]),
    ] {
        for command in [&["fix", name][..], &["detect", name], &["explain", &format!("{name}:1")], &["fix", "-i", name]]
        {
            let run = place.unspin(command);
            run.assert_failed(words);
            assert!(run.text().is_empty() || command[0] == "detect", "{run:?}");
        }
    }
    place.unspin_with_input(&["fix"], b"one\0").assert_failed(&["standard input", "byte 3 is NUL"]);
    assert_eq!(place.read("latin.txt"), b"one\ncaf\xe9 two");
}

#[test]
fn one_bad_document_does_not_stop_the_others() {
    let place = Place::new();
    place.file("a.txt", HONEST);
    place.file("b.txt", b"\xe9");
    place.file("c.txt", SPUN);
    let alone = place.unspin(&["fix", "c.txt"]);
    let run = place.unspin(&["fix", "a.txt", "b.txt", "missing.txt", "c.txt", "--report", "r.csv"]);
    assert_eq!(run.status, 1);
    assert_eq!(run.stdout, [HONEST.as_bytes(), &alone.stdout].concat());
    assert_eq!(run.stderr.lines().filter(|line| line.starts_with("unspin: ")).count(), 2, "{}", run.stderr);
    assert!(run.stderr.starts_with("unspin: missing.txt: "), "wrong paths come first: {}", run.stderr);
    assert!(place.names().contains(&"r.csv".to_owned()));

    let measured = place.unspin(&["detect", "b.txt", "a.txt"]);
    assert_eq!((measured.status, measured.text().lines().count()), (1, 2), "{measured:?}");
}

#[test]
fn wrong_usage_exits_with_64_and_does_nothing() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    place.file("b.txt", SPUN);
    for args in [
        &[][..],
        &["mend"],
        &["fix", "--frobnicate"],
        &["fix", "a.txt", "b.txt", "-o", "c.txt"],
        &["fix", "-i"],
        &["fix", "-i", "-"],
        &["fix", "-i", "a.txt", "-o", "c.txt"],
        &["fix", "-i", "a.txt", "--diff"],
        &["fix", "-i", "a.txt", "--check"],
        &["fix", "a.txt", "--min-confidence", "1.5"],
        &["fix", "a.txt", "--min-confidence", "NaN"],
        &["fix", "a.txt", "--color", "sometimes"],
        &["fix", "a.txt", "--report", "./a.txt"],
        &["fix", "a.txt", "-o", "c.txt", "--report", "./c.txt"],
        &["fix", "-", "-"],
        &["explain", "a.txt"],
        &["explain", "a.txt:0"],
    ] {
        let run = place.unspin(args);
        assert_eq!((run.status, run.text()), (64, ""), "{args:?}");
        assert!(run.stderr.contains("--help"), "{args:?}: {}", run.stderr);
    }
    assert_eq!(place.names(), ["a.txt", "b.txt"]);
    assert_eq!(place.read("a.txt"), SPUN.as_bytes());
}

#[test]
fn help_and_version_are_no_failures() {
    let place = Place::new();
    for args in [&["--help"][..], &["--version"], &["fix", "-h"], &["help", "detect"]] {
        let run = place.unspin(args);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{args:?}");
        assert!(!run.stdout.is_empty());
    }
    assert_eq!(place.unspin(&["--version"]).text(), concat!("unspin ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_line_that_is_not_there_is_told() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    place.unspin(&["explain", "a.txt:9"]).assert_failed(&["a.txt", "has 3 lines", "no line 9"]);
    assert_eq!(place.unspin(&["explain", "a.txt:3-9"]).status, 0);
}

#[test]
fn a_wrong_output_path_is_told_before_the_work() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    std::fs::create_dir(place.path("folder")).unwrap();
    for option in ["-o", "--report"] {
        let run = place.unspin(&["fix", "a.txt", option, "folder"]);
        run.assert_failed(&["folder", "is a directory"]);
        assert_eq!(run.text(), "");
        place.unspin(&["fix", "a.txt", option, "no/b.txt"]).assert_failed(&["no: ", "No such file"]);
    }
    assert_eq!(place.names(), ["a.txt", "folder"]);
}

#[test]
fn a_file_that_is_no_language_model_is_told() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    for command in ["fix", "detect"] {
        place.unspin(&[command, "a.txt", "--model", "a.txt"]).assert_failed(&["a.txt: ", "unspin train"]);
        place.unspin(&[command, "a.txt", "--model", "missing.lm"]).assert_failed(&["missing.lm", "No such file"]);
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, File, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_read_only_file_is_refused_and_stays() {
        let place = Place::new();
        let path = place.file("a.txt", SPUN);
        place.file("b.txt", SPUN);
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        place.unspin(&["fix", "-i", "a.txt"]).assert_failed(&["a.txt", "is read-only"]);
        place.unspin(&["fix", "b.txt", "-o", "a.txt"]).assert_failed(&["a.txt", "is read-only"]);
        assert_eq!(place.read("a.txt"), SPUN.as_bytes());
        let run = place.unspin(&["fix", "-i", "a.txt", "b.txt"]);
        run.assert_failed(&["a.txt", "is read-only"]);
        assert_ne!(place.read("b.txt"), SPUN.as_bytes(), "the other one is done");
    }

    #[test]
    fn a_full_disk_is_told() {
        let place = Place::new();
        place.file("a.txt", SPUN);
        for args in [&["fix", "-q", "a.txt"][..], &["fix", "--diff", "a.txt"], &["detect", "a.txt"], &["--help"]] {
            let mut command = place.command(args);
            command.stdout(File::options().write(true).open("/dev/full").unwrap());
            finished(command, b"").assert_failed(&["standard output", "No space left"]);
        }
        place.unspin(&["fix", "a.txt", "-o", "/dev/full"]).assert_failed(&["/dev/full", "No space left"]);
    }

    /// A limit on the size of files stands in for a full disk: the write of the temporary file fails half-way.
    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let place = Place::new();
        let long = SPUN.repeat(20);
        place.file("a.txt", &long);
        place.file("b.txt", "old");
        for args in ["-i a.txt", "a.txt -o b.txt", "a.txt --report b.txt"] {
            let script = format!("trap '' XFSZ; ulimit -f 8; exec \"$UNSPIN\" fix -q {args}");
            let run = finished(place.shell(&script), b"");
            run.assert_failed(&["File too large"]);
            assert!(!run.stderr.contains(".unspin-"), "{run:?}");
            assert_eq!(place.read("a.txt"), long.as_bytes());
            assert_eq!(place.read("b.txt"), b"old");
            assert_eq!(place.names(), ["a.txt", "b.txt"]);
        }
    }

    #[test]
    fn links_that_lead_nowhere_are_told() {
        let place = Place::new();
        place.file("a.txt", SPUN);
        symlink("gone.txt", place.path("dangling")).unwrap();
        symlink("circle", place.path("circle")).unwrap();
        place.unspin(&["fix", "dangling"]).assert_failed(&["dangling", "No such file"]);
        place.unspin(&["fix", "circle"]).assert_failed(&["circle", "symbolic links"]);
        place.unspin(&["fix", "a.txt", "-o", "circle"]).assert_failed(&["circle", "symbolic links"]);
    }
}
