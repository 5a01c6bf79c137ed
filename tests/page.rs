//! `fix --html` and `review --html`: the file that is written, whatever a browser makes of it.

use crate::binary::{Place, SPUN};

#[test]
fn the_same_page_comes_every_time_and_nothing_else() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let plain = place.unspin(&["fix", "a.txt", "--report", "r.csv"]);
    let run = place.unspin(&["fix", "a.txt", "--html", "one.html"]);
    assert_eq!((run.status, &run.stdout, &run.stderr), (0, &plain.stdout, &plain.stderr));
    assert_eq!(place.unspin(&["fix", "a.txt", "a.txt", "--html", "two.html"]).status, 0);
    let [one, two] = ["one.html", "two.html"].map(|name| String::from_utf8(place.read(name)).unwrap());
    assert_eq!(one.replace("one-verdicts", "two-verdicts"), two, "a document given twice is shown once");
    assert_eq!(place.unspin(&["review", "r.csv", "--html", "three.html"]).text(), "");
    assert_eq!(place.names(), ["a.txt", "one.html", "r.csv", "three.html", "two.html"]);
    // Nothing in it is an address that a browser would ask for.
    for page in ["one.html", "three.html"] {
        let page = String::from_utf8(place.read(page)).unwrap();
        for asks in ["http:", "https:", "src=", "url(", "@import", "<link"] {
            assert!(!page.contains(asks), "{asks}");
        }
    }
}

#[test]
fn a_page_is_never_written_over_a_document() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    for args in [
        &["fix", "a.txt", "--html", "a.txt"][..],
        &["fix", "a.txt", "-o", "b.txt", "--html", "./b.txt"],
        &["fix", "a.txt", "--report", "r.csv", "--html", "r.csv"],
    ] {
        let run = place.unspin(args);
        assert!(run.status == 64 && run.stderr.contains("--html would write over"), "{run:?}");
    }
    place.unspin(&["fix", "a.txt", "--check", "--report", "r.csv"]);
    let list = place.read("r.csv");
    place.unspin(&["review", "r.csv", "--html", "r.csv"]).assert_failed(&["r.csv", "--html would write over the list"]);
    assert_eq!(place.read("r.csv"), list);
}

#[test]
fn faults_are_told_and_leave_no_page() {
    let place = Place::new();
    place.file("bad.csv", "document,line\na.txt,1\n");
    place.unspin(&["review", "bad.csv", "--html", "page.html"]).assert_failed(&["bad.csv", "line 1", "`start`"]);
    place.unspin(&["review", "none.csv", "--html", "page.html"]).assert_failed(&["none.csv"]);
    place.file("a.txt", SPUN);
    place.unspin(&["fix", "a.txt", "--html", "no/page.html"]).assert_failed(&["no"]);
    assert_eq!(place.names(), ["a.txt", "bad.csv"]);
}
