use proptest::prelude::*;

use crate::review::row::tests::row;
use crate::review::{Decision, Pair, Review};
use crate::substitution::Alternative;

use super::*;

fn written(rows: &[Row]) -> String {
    let mut bytes = Vec::new();
    Review::new(rows.to_vec()).write(&mut bytes, Path::new("x.csv"), Layout::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn parsed(csv: &str) -> Result<Vec<Row>, Error> {
    Ok(Review::read(csv.as_bytes(), Path::new("x.csv"))?.rows().to_vec())
}

#[test]
fn the_form_is_the_documented_one() {
    let header =
        "document,line,start,end,spun,original,confidence,gain,alternatives,context,source_hash,verdict,pair_count\n";
    assert_eq!(written(&[]), header);
    assert_eq!(
        written(&[row("useless", "dead")]),
        header.to_owned()
            + "letter.txt,3,10,17,useless,dead,0.9876,-1.250,vain=0.012,\"…They left [useless] men, and women.\",\
               xxh3:0011223344556677,,1\n"
    );
}

#[test]
fn what_spreadsheets_do_to_it_is_understood() {
    let csv = written(&[Row { context: "[useless]".to_owned(), ..row("useless", "dead") }]);
    let saved = format!("\u{feff}{}", csv.replace(',', ";").replace('\n', "\r\n"));
    assert_eq!(parsed(&saved).unwrap(), parsed(&csv).unwrap());
    let moved = csv.replacen("document,line", "line,document", 1).replacen("letter.txt,3", "3,letter.txt", 1);
    assert_eq!(parsed(&moved).unwrap(), parsed(&csv).unwrap());
}

#[test]
fn faults_are_named_with_their_line() {
    let fault = |csv: &str| match parsed(csv) {
        Err(Error::SubstitutionCsv { line, fault, .. }) => (line, fault),
        other => panic!("{other:?}"),
    };
    let good = written(&[row("useless", "dead"), Row { span: 20..27, ..row("useless", "dead") }]);
    assert_eq!(fault(&good.replacen(",gain,", ",profit,", 1)).0, 1);
    assert!(fault("").1.contains("`document`"));
    let (line, what) = fault(&good.replace("0.9876", "high"));
    assert!(line == 2 && what.contains("confidence `high`"), "{line}: {what}");
    let second = good.rfind(",20,27,").unwrap();
    assert_eq!(fault(&format!("{},27,20,{}", &good[..second], &good[second + 7..])).0, 3);
    assert_eq!(fault(&good.replacen("letter.txt,3,", "letter.txt,", 1)).0, 2);
    let (line, what) = fault(&good.replacen(",dead,", ",,", 1));
    assert!(line == 2 && what.contains("original is blank"), "{line}: {what}");
    let (line, what) = fault(&good.replacen("\nletter.txt", "\n", 2));
    assert!(line == 2 && what.contains("no document"), "{line}: {what}");
    let (line, what) = fault(&good.replace(",,1", ",acept,1").replace(",,2", ",acept,2"));
    assert!(line == 2 && what.contains("`acept`"), "{line}: {what}");
}

#[test]
fn rows_that_repeat_or_contradict_others_are_named() {
    let fault = |rows: [Row; 2]| match parsed(&written(&rows)) {
        Err(Error::SubstitutionCsv { line: 3, fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    let one = row("useless", "dead");
    assert!(fault([one.clone(), one.clone()]).starts_with("repeats line 2 (bytes 10 to 17 of letter.txt)"));
    assert!(fault([one.clone(), Row { decision: Decision::Reject, ..one }]).starts_with("contradicts line 2"));
}

#[test]
fn numbers_are_read_as_spreadsheets_write_them() {
    let csv = written(&[Row { context: "…[useless]".to_owned(), ..row("useless", "dead") }]).replace(',', ";");
    let german = csv.replace("0.9876", "0,9876").replace("-1.250", "-1,25").replace(";10;17;", ";10,0;17.00;");
    assert_ne!(german, csv);
    assert_eq!(parsed(&german).unwrap(), parsed(&csv).unwrap());
    assert!(parsed(&csv.replace(";10;", ";10.5;")).is_err());
}

#[test]
fn a_record_that_was_cut_short_is_no_row() {
    let record = ::csv::StringRecord::from(cells(&row("useless", "dead"), 0)[..12].to_vec());
    assert!(Stored::new(&record).is_none());
    let whole = ::csv::StringRecord::from(cells(&row("useless", "dead"), 0).to_vec());
    assert_eq!(Stored::new(&whole).map(|stored| stored.place()), Some(["letter.txt", "10", "xxh3:0011223344556677"]));
}

fn text() -> impl Strategy<Value = String> {
    "'?[=+@\t\r-]?[a ,;\"'\n\r|=é]{1,6}"
}

proptest! {
    #[test]
    fn rows_come_back(
        texts in prop::collection::vec(text(), 5),
        (line, start, length) in (1..9usize, 0..99usize, 0..99usize),
        (confidence, gain, other) in (0..10_000u32, -9999..9999i32, 0..1000u32),
        decision in 0..4u8,
    ) {
        let row = Row {
            document: format!("d{}", texts[0]),
            line,
            span: start..start + length,
            spun: texts[1].clone(),
            original: texts[2].clone(),
            confidence: f64::from(confidence) / 10_000.0,
            gain: f64::from(gain) / 1000.0,
            alternatives: vec![Alternative { original: texts[3].clone(), confidence: f64::from(other) / 1000.0 }],
            context: texts[4].clone(),
            source_hash: "xxh3:0011223344556677".to_owned(),
            decision: match decision {
                0 => Decision::Undecided,
                1 => Decision::Accept,
                2 => Decision::Reject,
                _ => Decision::Other(texts[2].clone()),
            },
        };
        prop_assert_eq!(parsed(&written(std::slice::from_ref(&row))).unwrap(), std::slice::from_ref(&row));

        let record = ::csv::StringRecord::from(cells(&row, 0).to_vec());
        let stored = Stored::new(&record).unwrap();
        prop_assert_eq!(stored.row().unwrap(), row.clone());
        prop_assert_eq!(stored.pair(), Pair::of(&row.spun, &row.original));
        let mut passed_on = Writer::new(Vec::new(), Path::new("x.csv"), Layout::default(), &[]).unwrap();
        passed_on.pass_on(&stored, 1).unwrap();
        prop_assert_eq!(String::from_utf8(passed_on.finish().unwrap()).unwrap(), written(&[row]));
    }
}
