//! From the rows as written to the rows in use: lemma rows in all their forms, and learnt rows before written ones.
//!
//! A row whose note ends in `, noun`, `, verb` or `, adjective` is a lemma row: `battle` for `fight`, noted `written, verb`,
//! also says `battles` for `fights`, `battled` for `fought` and `battling` for `fighting`. Both sides agree in form.
//!
//! A row whose note begins with `learnt` was counted. Where it and another row say the same, the counted one stands; what
//! counted rows leave over of an original is all that the others can have. A row that spells a form out beats one made from
//! a lemma.

use std::collections::{HashMap, HashSet};

use super::source::{LONGEST, Row, normal_phrase};
use crate::text::inflection::{PartOfSpeech, forms};

/// What other rows get of an original whose counted rows leave nothing over.
const LEAST_ROOM: f32 = 0.001;

impl Row {
    /// The part of speech of a lemma row: what its note ends in, behind a comma.
    #[must_use]
    pub fn lemma(&self) -> Option<PartOfSpeech> {
        self.note.rsplit_once(',').and_then(|(_, last)| PartOfSpeech::named(last.trim()))
    }

    /// Whether the row was counted in texts.
    #[must_use]
    pub fn is_learnt(&self) -> bool {
        self.note.starts_with("learnt")
    }

    /// The counts that the note of a learnt row holds: how often the original was swapped for this phrase, and how often it stood to
    /// be swapped.
    #[must_use]
    pub fn counts(&self) -> Option<(u32, u32)> {
        let counts = self.note.strip_prefix("learnt ")?.split([' ', ',', ';']).next()?;
        let (count, all) = counts.split_once('/')?;
        Some((count.parse().ok()?, all.parse().ok()?))
    }
}

/// The rows that `rows` stand for, in a fixed order: those given, as far as no counted row says the same, then the forms of
/// the lemma rows, as far as no row spells them out.
///
/// The weights of an original's rows that were not counted are lowered together until all its rows sum to 1 at most. Rows of
/// different dialects know nothing of each other. A form longer than 8 words is left out.
#[must_use]
pub fn expand<'r>(rows: &'r [Row]) -> Vec<Row> {
    // How counted rows write each original.
    let mut learnt = HashMap::new();
    let mut said = HashSet::new();
    for row in rows.iter().filter(|row| row.is_learnt()) {
        let original = normal_phrase(&row.original);
        learnt.entry((&row.dialect, original.clone())).or_insert(row.original.as_str());
        said.insert((&row.dialect, row.spun.clone(), original));
    }
    // An original with two casings has a row for each.
    let said_by = |row: &'r Row| (&row.dialect, row.spun.clone(), normal_phrase(&row.original));
    let written = rows.iter().filter(|row| !row.is_learnt() && !said.contains(&said_by(row)));
    let mut expanded: Vec<Row> = written.clone().cloned().collect();
    let written: Vec<_> = written.map(said_by).collect();
    said.extend(written);
    for row in rows {
        let Some(part) = row.lemma() else { continue };
        let source = row.note.rsplit_once(',').map_or("", |(source, _)| source);
        for (spun, original) in forms(&row.spun, part).iter().zip(forms(&row.original, part)).skip(1) {
            let (spun, normal) = (normal_phrase(spun), normal_phrase(&original));
            let fits = |phrase: &str| phrase.split(' ').count() <= LONGEST;
            if spun != normal && fits(&spun) && fits(&normal) && said.insert((&row.dialect, spun.clone(), normal)) {
                expanded.push(Row { spun, original, note: format!("{source}, of {}", row.original), ..row.clone() });
            }
        }
    }
    for row in &mut expanded {
        if let Some(&surface) = learnt.get(&(&row.dialect, normal_phrase(&row.original))) {
            surface.clone_into(&mut row.original);
        }
    }
    let counted = rows.iter().filter(|row| row.is_learnt());
    share(counted.cloned().chain(expanded).collect())
}

/// Lowers the weights that were not counted to what the counted ones of the same original leave over.
fn share(mut rows: Vec<Row>) -> Vec<Row> {
    let mut sums: HashMap<(String, String), (f32, f32)> = HashMap::new();
    let key = |row: &Row| (row.dialect.to_string(), row.original.clone());
    for row in &rows {
        let (counted, other) = sums.entry(key(row)).or_default();
        *(if row.is_learnt() { counted } else { other }) += row.weight;
    }
    for row in rows.iter_mut().filter(|row| !row.is_learnt()) {
        let (counted, other) = sums[&key(row)];
        let room = (1.0 - counted).max(LEAST_ROOM);
        if other > room {
            row.weight *= room / other;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swaps::source;

    fn rows(table: &str) -> Vec<Row> {
        source::read(format!("{}\n{table}", source::HEADER).as_bytes(), "t.tsv").unwrap()
    }

    fn pairs(rows: &[Row]) -> Vec<(&str, &str)> {
        rows.iter().map(|row| (row.spun.as_str(), row.original.as_str())).collect()
    }

    #[test]
    fn counts_stand_in_notes() {
        let counts = |note: &str| Row { note: note.to_owned(), ..rows("a\tb\t0.5\tautoblog\t\n")[0].clone() }.counts();
        assert_eq!(counts("learnt 37/40"), Some((37, 40)));
        assert_eq!(counts("learnt 37/40, written before"), Some((37, 40)));
        for none in ["written", "learnt", "learnt 3", "learnt a/b", ""] {
            assert_eq!(counts(none), None, "{none}");
        }
    }

    #[test]
    fn lemma_rows_carry_to_every_form() {
        let all = expand(&rows("battle\tfight\t0.5\tautoblog\twritten, verb\n"));
        assert_eq!(
            pairs(&all),
            [("battle", "fight"), ("battles", "fights"), ("battled", "fought"), ("battling", "fighting")]
        );
        assert_eq!(all[1].note, "written, of fight");
        let all = expand(&rows("youngster\tchild\t0.5\tautoblog\twritten, noun\n"));
        assert_eq!(
            pairs(&all),
            [
                ("youngster", "child"),
                ("youngsters", "children"),
                ("youngster's", "child's"),
                ("youngsters '", "children's")
            ]
        );
        let all = expand(&rows("huge\tbig\t0.5\tautoblog\twritten, adjective\n"));
        assert_eq!(pairs(&all), [("huge", "big"), ("huger", "bigger"), ("hugest", "biggest")]);
        let plain = rows("huge\tbig\t0.5\tautoblog\twritten\n");
        assert_eq!(expand(&plain), plain);
    }

    #[test]
    fn rows_that_spell_a_form_out_beat_the_forms_of_a_lemma() {
        let all =
            expand(&rows("battle\tfight\t0.5\tautoblog\twritten, verb\nbattled\tfought\t0.25\tautoblog\tlearnt 1/4\n"));
        let fought: Vec<&Row> = all.iter().filter(|row| row.original == "fought").collect();
        assert_eq!(fought.len(), 1);
        assert_eq!((fought[0].weight, fought[0].note.as_str()), (0.25, "learnt 1/4"));
    }

    #[test]
    fn written_rows_share_what_counted_rows_leave_over() {
        let all = expand(&rows(
            "a\tKey\t0.75\tautoblog\tlearnt 3/4\na\tkey\t0.9\tautoblog\twritten\nb\tkey\t0.5\tautoblog\twritten\n\
             c\tkey\t0.5\tautoblog\twritten\nd\tkey\t0.5\tgeneral\twritten\n",
        ));
        assert_eq!(pairs(&all), [("a", "Key"), ("b", "Key"), ("c", "Key"), ("d", "key")]);
        assert_eq!(all.iter().map(|row| row.weight).collect::<Vec<_>>(), [0.75, 0.125, 0.125, 0.5]);
    }
}
