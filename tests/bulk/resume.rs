//! Interrupted and killed runs, and going on.

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::corpus::{make, tree};
use super::{fs, succeeds};
use crate::binary::Place;

#[test]
fn finished_files_are_skipped_until_something_changes() {
    let place = Place::new();
    make(&place, 2);
    let run = ["bulk", "in", "--out", "out", "--report", "report", "--resume", "-q"];
    succeeds(&place.unspin(&run));
    let (out, report) = (tree(&place.path("out")), tree(&place.path("report")));
    let time = |name| fs::metadata(place.path(name)).unwrap().modified().unwrap();
    let before = time("out/spun.txt");
    sleep(Duration::from_millis(20));
    succeeds(&place.unspin(&run));
    assert_eq!(time("out/spun.txt"), before, "skipped");
    assert_eq!((tree(&place.path("out")), tree(&place.path("report"))), (out, report));

    succeeds(&place.unspin(&[&run[..], &["--min-confidence", "0.999"]].concat()));
    let with_options = time("out/spun.txt");
    assert!(with_options > before, "other options");
    sleep(Duration::from_millis(20));
    let input = place.path("in/spun.txt");
    // Of the same length.
    let changed = fs::read_to_string(&input).unwrap().replacen("Monday", "Sunday", 1);
    fs::write(&input, &changed).unwrap();
    succeeds(&place.unspin(&[&run[..], &["--min-confidence", "0.999"]].concat()));
    assert!(time("out/spun.txt") > with_options, "another input");
    fs::remove_file(place.path("out/spun.txt")).unwrap();
    succeeds(&place.unspin(&[&run[..], &["--min-confidence", "0.999"]].concat()));
    assert!(fs::read_to_string(place.path("out/spun.txt")).unwrap().contains("Sunday"));
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let place = Place::new();
    make(&place, 60);
    succeeds(&place.unspin(&["bulk", "in", "--out", "quiet", "--report", "quiet-report", "-q"]));
    let (out, report) = (tree(&place.path("quiet")), tree(&place.path("quiet-report")));
    let run = ["bulk", "in", "--out", "out", "--report", "report", "--resume", "-q", "--threads", "2"];
    let mut finished_at = None;
    for attempt in 0..60u64 {
        let mut child = place.command(&run).stdout(Stdio::null()).spawn().unwrap();
        // Later and later, and at odd moments.
        sleep(Duration::from_millis(15 + attempt * 7 + attempt * attempt % 11));
        let ended = child.try_wait().unwrap();
        // On Unix this is SIGKILL: nothing is cleaned up.
        let _ = child.kill();
        child.wait().unwrap();
        if place.path("out").exists() {
            for (name, bytes) in tree(&place.path("out")) {
                assert!(bytes == out[&name], "{name} is visible and not whole");
            }
        }
        if ended.is_some() {
            finished_at = Some(attempt);
            break;
        }
    }
    assert!(finished_at.is_none_or(|attempt| attempt >= 3), "it was never killed: {finished_at:?}");
    succeeds(&place.unspin(&run));
    assert_eq!(tree(&place.path("out")), out);
    for (name, bytes) in tree(&place.path("report")) {
        let (found, expected) = (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&report[&name]));
        let differing = found.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert!(found == expected, "{name}: {differing:?}");
    }
    let left: Vec<_> = fs::read_dir(place.path("out/.unspin")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("begun")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_to_go_on() {
    let place = Place::new();
    make(&place, 2000);
    let child = place.command(&["bulk", "in", "--out", "out", "--threads", "1"]).spawn().unwrap();
    // Until a file is finished.
    while fs::read_dir(place.path("out/.unspin/done")).map_or(true, |mut done| done.next().is_none()) {
        sleep(Duration::from_millis(5));
    }
    let signal = format!("kill -INT {}", child.id());
    assert!(place.shell(&signal).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--resume"), "{output:?}");
    let left: Vec<_> = fs::read_dir(place.path("out/.unspin")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("begun")), "{left:?}");
}
