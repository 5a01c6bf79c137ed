//! `unspin detect` and `unspin explain`: what is measured and why, for programs and for people.

use crate::binary::{HONEST, Place, SPUN};

const HEADER: &str = "document,words,swap_rate,log_likelihood_ratio,dialect,verdict";

#[test]
fn spun_and_honest_documents_are_told_apart() {
    let place = Place::new();
    place.file("spun.txt", SPUN);
    place.file("honest, too.txt", HONEST);
    let run = place.unspin(&["detect", "spun.txt", "honest, too.txt"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let lines: Vec<_> = run.text().lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, HEADER));
    assert!(lines[1].starts_with("spun.txt,") && lines[1].ends_with(",autoblog,spun"), "{}", lines[1]);
    assert!(lines[2].starts_with("\"honest, too.txt\",") && lines[2].ends_with(",,honest"), "{}", lines[2]);
}

#[test]
fn json_holds_the_same() {
    let place = Place::new();
    place.file("=a.txt", SPUN);
    let csv = place.unspin(&["detect", "=a.txt"]);
    let cells: Vec<_> = csv.text().lines().nth(1).expect("a row").split(',').collect();
    assert_eq!(cells[0], "'=a.txt", "a spreadsheet would run the name");
    let json: serde_json::Value =
        serde_json::from_slice(&place.unspin(&["detect", "--json", "=a.txt"]).stdout).unwrap();
    assert_eq!(json["document"], "=a.txt");
    assert_eq!(json["words"].to_string(), cells[1]);
    assert_eq!(format!("{:.4}", json["swap_rate"].as_f64().unwrap()), cells[2]);
    assert_eq!(format!("{:.2}", json["log_likelihood_ratio"].as_f64().unwrap()), cells[3]);
    assert_eq!(json["dialect"], cells[4]);
    assert_eq!(json["verdict"], cells[5]);
    place.file("honest.txt", HONEST);
    let honest: serde_json::Value =
        serde_json::from_slice(&place.unspin(&["detect", "--json", "honest.txt"]).stdout).unwrap();
    assert!(honest["dialect"].is_null(), "{honest}");
}

#[test]
fn an_explanation_keeps_to_its_lines_and_marks_what_fix_does() {
    let place = Place::new();
    place.file("a.txt", SPUN);
    let run = place.unspin(&["explain", "a.txt:1"]);
    assert_eq!(run.status, 0, "{run:?}");
    let mut headings = run.text().lines().filter(|line| line.starts_with("line "));
    assert!(headings.clone().count() > 3 && headings.all(|line| line.starts_with("line 1, ")), "{}", run.text());
    let chosen = run.text().lines().filter(|line| line.starts_with("  * "));
    assert!(chosen.clone().any(|line| line.contains(" said ")), "{}", run.text());
    assert!(place.unspin(&["explain", "a.txt:2"]).text().is_empty(), "the second line is blank");
    assert!(place.unspin(&["explain", "a.txt:3"]).text().starts_with("line 3, "));
}
