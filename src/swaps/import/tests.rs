//! Each format with rows of our own, and what is refused.

use super::*;
use crate::swaps::{lint, source};

fn options() -> Options<'static> {
    let frequency = &|phrase: &str| 1.0 / phrase.len() as f64;
    Options { dialect: "own".parse().unwrap(), swapped: 0.9, frequency }
}

#[track_caller]
fn imported(text: &str, format: Format) -> (Vec<String>, Vec<String>) {
    let imported = import(text.as_bytes(), "file", None, &options()).unwrap();
    assert_eq!(imported.format, format);
    let mut table = Vec::new();
    source::write(&mut table, &imported.rows).unwrap();
    assert!(lint::check(&table[..], "t.tsv").is_ok(), "what is imported is sound");
    let row = |row: &Row| format!("{} = {}: {:.3}", row.spun, row.original, row.weight);
    let skip = |skipped: &Skipped| format!("{}: {}", skipped.line, skipped.why);
    (imported.rows.iter().map(row).collect(), imported.skipped.iter().map(skip).collect())
}

#[test]
fn a_thesaurus_is_inverted_and_the_share_divided() {
    let text = "# ours\nboat|vessel|Boat|craft| \nship|vessel\r\n\n|lonely\nlonely\nyear|12 months|a b c d e f g h i\n";
    let (rows, skipped) = imported(text, Format::Thesaurus);
    assert_eq!(
        rows,
        ["12 months = year: 0.900", "craft = boat: 0.450", "vessel = boat: 0.450", "vessel = ship: 0.900"]
    );
    let begins =
        ["5: \"|lonely\": not a key", "6: \"lonely\": not a key", "7: \"a b c d e f g h i\" = \"year\": longer"];
    assert_eq!(skipped.len(), begins.len(), "{skipped:?}");
    assert!(skipped.iter().zip(begins).all(|(skipped, begin)| skipped.starts_with(begin)), "{skipped:?}");
}

#[test]
fn the_commonest_member_of_a_spintax_group_is_the_original() {
    let text = "The {boat|vessel|watercraft} {left|\n departed}.\nA {boat|vessel} {{tiny|small} one|x}.\n{very |} {alone} }{\n";
    let (rows, skipped) = imported(text, Format::Spintax);
    // Of two groups one has three members, the other two.
    let expected =
        ["departed = left: 0.500", "small = tiny: 0.500", "vessel = boat: 0.417", "watercraft = boat: 0.167"];
    assert_eq!(rows, expected);
    let begins =
        ["3: a group that holds", "4: {very |}: its empty", "4: {very |}: not two", "4: {alone}", "4: a } ", "4: a { "];
    assert_eq!(skipped.len(), begins.len(), "{skipped:?}");
    assert!(skipped.iter().zip(begins).all(|(skipped, begin)| skipped.starts_with(begin)), "{skipped:?}");
}

#[test]
fn columns_are_separated_by_what_the_first_line_holds() {
    let expected = ["craft = boat: 0.450", "vessel = boat: 0.450"];
    for text in [
        "vessel,boat\n\"craft\",boat\nvessel,boat\n",
        "vessel\tboat\ncraft\tboat\n",
        "Vessel;boat\ncraft;boat\n",
        "id,original,spun\n1,boat,vessel\n2,boat,craft\n",
        "\u{feff}spun,original\r\nvessel,boat\r\ncraft,boat\r\n",
    ] {
        assert_eq!(imported(text, Format::Columns).0, expected, "{text}");
    }
    let (rows, skipped) = imported("vessel,boat\n1,2,3\n\ncraft,boat\n!,boat\nthe 5000,boat\n", Format::Columns);
    assert_eq!(rows, expected);
    assert_eq!(skipped[0], "2: 3 columns instead of 2");
    assert!(skipped[1].starts_with("5: ") && skipped[2].contains("long numbers"), "{skipped:?}");
}

#[test]
fn of_fingerprints_what_is_safe_is_taken() {
    let text = r#""Fingerprint - Tortured Phrase","Expected Text","Nb Retrieved Papers"
"""leaf hut"" AND ""tree house""","tree house","3"
"(""twig hut"" OR ""twig cabin"") AND ""tree house""","tree house (TH)",0
bark home,tree house (garden house),1
"""moss bed""","lawn?",1
"""moss bed"" AND ""cold""","lawn",1
"""moss bed"" NOT ""forest""","lawn",1
"moss * bed","lawn",1
"moss bed","",1
"moss bed","(green) lawn",1
"lawn","lawn",1
"wet road","river / stream",2
"""moss (bed OR couch)""","lawn",1
"#;
    let (rows, skipped) = imported(text, Format::Fingerprints);
    let expected = [
        "bark home = garden house: 0.900",
        "bark home = tree house: 0.129",
        "leaf hut = tree house: 0.514",
        "twig cabin = tree house: 0.129",
        "twig hut = tree house: 0.129",
        "wet road = river: 0.900",
        "wet road = stream: 0.900",
    ];
    assert_eq!(rows, expected);
    let lines: Vec<&str> = skipped.iter().map(|skipped| skipped.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["5", "6", "7", "8", "9", "10", "11", "13"], "{skipped:?}");
    assert!(skipped[7].ends_with("parentheses within a phrase"), "{skipped:?}");
    assert!(skipped[0].ends_with("doubtful") && skipped[1].ends_with("several conditions"), "{skipped:?}");
}

#[test]
fn what_cannot_be_imported_is_refused() {
    let refused = |text: &[u8], format| import(text, "f", format, &options()).unwrap_err().to_string();
    let table = format!("{}\n", source::HEADER);
    assert!(refused(table.as_bytes(), None).contains("already"), "a table");
    assert!(refused(b"one word\na line\n", None).contains("--format"));
    assert!(refused(b"", None).contains("--format"));
    assert!(refused(b"a,b\n", Some(Format::Fingerprints)).contains("no column \"fingerprint\""));
    assert!(refused(b"a\xff,b\n", None).contains("no UTF-8"));
}
