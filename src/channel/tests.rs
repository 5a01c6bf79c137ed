//! The channel on a table and a model of a few lines of our own.

use super::agreement::Agreement;
use super::candidates::{Candidate, Candidates, name};
use super::dialects::{Dialects, Open};
use super::document::{Reader, Word};
use super::vocabulary::Counts;
use super::{Channel, numbers, splitting};
use crate::language_model::{LanguageModel, Options, Trainer, WordId, word_hash};
use crate::substitution::Source;
use crate::swaps::source::normal_phrase;
use crate::swaps::{Dialect, Row, SwapTable};
use crate::text::tokens;

const TEXT: &str = "the harbor said the end of the list of items was near\nthe items said little of the harbor\n\
                    they paid for an online list\nobjects finish , combating and combatting were stated of late\n";

fn channel() -> Channel {
    channel_of(Dialect::AUTOBLOG)
}

fn channel_of(dialect: Dialect) -> Channel {
    let pairs = [
        ("borders", "edges", 0.5),
        ("finish of listing", "end of list", 0.9),
        ("inner port", "harbor", 0.4),
        ("mentioned", "said", 0.3),
        ("objects", "items", 0.9),
        ("on-line", "online", 0.5),
        ("port", "harbor", 0.5),
        ("stated", "said", 0.6),
    ];
    channel_with(TEXT, dialect, &pairs)
}

/// A model of `text` and a table of (spun, original, weight).
fn channel_with(text: &str, dialect: Dialect, pairs: &[(&str, &str, f32)]) -> Channel {
    let scratch = tempfile::tempfile;
    let options = Options { order: 3, cutoffs: vec![0], size: 1 << 20, min_count: 1, memory: 1 << 20 };
    let mut trainer = Trainer::new(options, &scratch).unwrap();
    trainer.read("test".as_ref(), text.as_bytes()).unwrap();
    let model = LanguageModel::open(trainer.train().unwrap().compile()).unwrap();
    let row = |&(spun, original, weight): &(&str, &str, f32)| Row {
        spun: spun.into(),
        original: original.into(),
        weight,
        dialect,
        note: String::new(),
    };
    let rows: Vec<Row> = pairs.iter().map(row).collect();
    Channel::new(model.into(), SwapTable::from_rows(dialect, &rows))
}

/// The words of a line, the glued ones split.
fn words(channel: &Channel, line: &str) -> Vec<Word> {
    let mut reader = Reader::new(channel.model(), channel.table());
    let cut: Vec<_> = tokens(line).collect();
    let mut words = Vec::new();
    reader.words(&cut, 0, &mut words);
    splitting::split(channel, &mut reader, line, &mut words);
    numbers::mark(channel, line, &mut words);
    words
}

/// The candidates of a line as (words of the text, original, source), the glued words split.
fn candidates(channel: &Channel, line: &str) -> Vec<(String, String, Source)> {
    let words = words(channel, line);
    let mut found = Candidates::default();
    found.find(channel, line, &words);
    assert_eq!(found.keys.len(), words.len());
    let shown = |c: &Candidate| {
        let spun = &line[words[c.start].span.start..words[c.end - 1].span.end];
        assert_eq!(c.edit == 0, c.source == Source::Exact, "only an exact entry is free");
        (spun.to_owned(), channel.table().original(c.original).text.to_owned(), c.source)
    };
    found.all.iter().map(shown).collect()
}

fn found(spun: &str, original: &str, source: Source) -> (String, String, Source) {
    (spun.to_owned(), original.to_owned(), source)
}

#[test]
fn a_number_is_a_spun_one_only_digit_by_digit() {
    let pairs = [("1,000,000", "a million", 0.5), ("1000's", "thousands", 0.5), ("one hundred", "100", 0.5)];
    let channel = channel_with("they paid 250\n", Dialect::AUTOBLOG, &pairs);
    assert_eq!(
        candidates(&channel, "1000\u{2019}s of 2000's and 1,000,000 items, 2,000,000 items"),
        [found("1000\u{2019}s", "thousands", Source::Exact), found("1,000,000", "a million", Source::Exact)]
    );
    let keys = |line: &str| {
        let mut found = Candidates::default();
        found.find(&channel, line, &words(&channel, line));
        found.keys.iter().map(Option::is_some).collect::<Vec<_>>()
    };
    assert_eq!(keys("100 of 200"), [true, false, false]);
    let (hundred, _) = channel.table().originals().find(|(_, original)| original.text == "100").unwrap();
    let shape = channel.model().word("000");
    assert_ne!(shape, WordId::UNKNOWN);
    assert_eq!(channel.words_of(hundred), [shape], "the language model knows numbers by their shape");
}

#[test]
fn exact_phrases_are_found_wherever_a_spinner_may_have_put_them() {
    let channel = channel();
    assert_eq!(
        candidates(&channel, "The Inner port stated"),
        [
            found("Inner port", "harbor", Source::Exact),
            found("port", "harbor", Source::Exact),
            found("stated", "said", Source::Exact)
        ]
    );
    assert_eq!(candidates(&channel, "STATED"), [], "words in capitals are left alone");
    let capital = candidates(&channel, "inner Port");
    assert_eq!(capital, [found("Port", "harbor", Source::Exact)], "a capital inside a phrase was not put in");
}

#[test]
fn near_phrases_are_found_at_a_cost_and_never_over_an_exact_one() {
    let channel = channel();
    assert_eq!(candidates(&channel, "they staetd it"), [found("staetd", "said", Source::Misspelt)]);
    assert_eq!(candidates(&channel, "an inner-port"), [found("inner-port", "harbor", Source::Hyphenated)]);
    assert_eq!(candidates(&channel, "they were late"), []);
    assert_eq!(candidates(&channel, "Staetd"), [], "a name may be spelt as it likes");
    let exact = candidates(&channel, "stated");
    assert_eq!(exact, [found("stated", "said", Source::Exact)]);
}

#[test]
fn an_original_too_long_to_be_kept_is_none() {
    let endless = "h".repeat(70_000);
    let channel = channel_with(TEXT, Dialect::AUTOBLOG, &[("port", endless.as_str(), 0.5), ("port", "harbor", 0.4)]);
    assert_eq!(candidates(&channel, "the port"), [found("port", "harbor", Source::Exact)]);
}

#[test]
fn kept_phrases_are_never_touched() {
    let channel = channel();
    assert_eq!(candidates(&channel, "across borders"), [found("borders", "edges", Source::Exact)]);
    assert_eq!(candidates(&channel, "Doctors without Borders"), [], "in whatever casing");
    assert_eq!(candidates(&channel, "doctors without an borders").len(), 1, "only the whole phrase is kept");
}

#[test]
fn glued_words_are_split_and_their_phrases_found() {
    let channel = channel();
    assert_eq!(
        candidates(&channel, "the objectsfinish of listing"),
        [found("objects", "items", Source::Glued), found("finish of listing", "end of list", Source::Glued)]
    );
    assert_eq!(candidates(&channel, "the objectsfoo of listing"), [], "half of it is no word");
    assert_eq!(candidates(&channel, "the Objectsfinish of listing"), [], "a name may be spelt as it likes");
}

#[test]
fn what_was_an_abbreviation_goes_on_behind_it() {
    let pairs = [("the united states", "the U.S.", 0.5), ("the us", "the U.S.", 0.5), ("the port", "the harbor", 0.5)];
    let channel = channel_with("the united states led us to the port\n", Dialect::AUTOBLOG, &pairs);
    let exact = |spun: &str| found(spun, "the U.S.", Source::Exact);
    assert_eq!(
        candidates(&channel, "the united states-led of the us\u{2019}s"),
        [exact("the united states"), exact("the us")]
    );
    assert_eq!(candidates(&channel, "the port-led of the port's"), [], "a word with a hyphen is one word");
    let words = words(&channel, "the us-led");
    assert_eq!(words.iter().map(|word| word.span.clone()).collect::<Vec<_>>(), [0..3, 4..6, 6..7, 7..10]);
}

#[test]
fn a_number_spelled_out_in_part_is_known_by_what_it_is_glued_to() {
    let pairs = [
        ("%", "percent", 0.5),
        ("four", "4", 0.5),
        ("p.c", "percent", 0.4),
        ("percent", "%", 0.9),
        ("to two", "to 2", 0.5),
        ("zero", "0", 0.9),
    ];
    let channel = channel_with("four percent of zero went to two or 4 % of it\n", Dialect::AUTOBLOG, &pairs);
    let spelled = |line: &str| -> Vec<String> {
        let words = words(&channel, line);
        words.iter().filter(|word| word.spelled).map(|word| line[word.span.clone()].to_owned()).collect()
    };
    assert_eq!(
        spelled("a zero.6 rate, four,300 of it, 2.zero, zero.fourpercent"),
        ["zero", "four", "zero", "zero", "four", "percent"]
    );
    assert_eq!(spelled("16percent, 16 %"), ["percent", "%"]);
    assert_eq!(spelled("from it to two.4"), ["two"], "though not every two may be a 2");
    assert_eq!(spelled("four, zero. 16 percent of 4% or two.4, it.4 and four,zero"), [] as [&str; 0]);

    let percent = |spun: &str, original: &str| found(spun, original, Source::Exact);
    assert_eq!(candidates(&channel, "16 %"), [percent("%", "percent")], "a word has a space before it");
    assert_eq!(candidates(&channel, "16percent"), [percent("percent", "%")], "a sign has none");
    assert_eq!(candidates(&channel, "16% 16 percent"), []);
    assert_eq!(
        candidates(&channel, "it was 38 p.c. Of it"),
        [percent("p.c", "percent")],
        "the period is the sentence's"
    );
    assert_eq!(candidates(&channel, "of the U.S. or 38 p.c of it"), [percent("p.c", "percent")]);
}

#[test]
fn the_words_of_a_text_tell_its_swap_rate() {
    let dialects = Dialects::new([Box::new(channel) as Open], None);
    let ratio = |line: &str| {
        let mut counts = Counts::default();
        dialects.vocabulary().count(normal_phrase(line).split(' ').map(word_hash), &mut counts);
        dialects.vocabulary().best(&mut counts, 1).unwrap()[0].estimate
    };
    let (spun, honest) = (ratio("the port stated objects"), ratio("the harbor said items"));
    assert!(spun.swap_rate > 0.9 && spun.log_likelihood_ratio > 1.0, "{spun:?}");
    assert!(honest.swap_rate < 0.1 && honest.log_likelihood_ratio < 0.1, "{honest:?}");
}

#[test]
fn a_spinner_of_ones_own_is_looked_for_in_parts_wherever_it_stands() {
    let own: Dialect = "own".parse().unwrap();
    let dialects =
        Dialects::new([Dialect::GENERAL, own].map(|dialect| Box::new(move || channel_of(dialect)) as Open), None);
    let (vocabulary, mut counts) = (dialects.whole_vocabulary(), Counts::default());
    let mut count =
        |piece: &str| vocabulary.count(normal_phrase(piece.trim_end()).split(' ').map(word_hash), &mut counts);
    count(&"mentioned objects inner port stated ".repeat(6));
    (0..40).for_each(|_| count("the harbor said items of the harbor"));
    let suspicions: Vec<_> = vocabulary.best(&mut counts, 2).unwrap().into_iter().map(|best| best.suspicion).collect();
    assert!(suspicions[0].is_some_and(|suspicion| suspicion.in_parts), "{suspicions:?}");
    counts.clear();
    (0..50).for_each(|_| vocabulary.count(["harbor", "said"].map(word_hash).into_iter().cycle().take(9), &mut counts));
    assert_eq!(vocabulary.best(&mut counts, 2).unwrap()[0].suspicion, None);
}

#[test]
fn the_occurrences_of_a_key_agree() {
    let channel = channel();
    let table = channel.table();
    let candidate = |spun: &str| {
        let phrase = table.phrase(spun);
        let posting = table.originals_of(&phrase)[0];
        (Candidate::new(0, 1, &posting, name(&phrase), 0, Source::Exact), table.original(posting.original).swapped)
    };
    let ((stated, swapped), (mentioned, _)) = (candidate("stated"), candidate("mentioned"));
    let share = 0.5;
    let alone = Agreement::default();
    let prior = alone.swap_cost(&stated, swapped, share, 0.0);
    assert_eq!(prior, super::cost(0.5 * 0.6));

    let mut alike = Agreement::default();
    alike.swapped(&stated, 1.0);
    alike.swapped(&stated, 1.0);
    assert!(alike.swap_cost(&stated, swapped, share, 1.0) < prior, "the other was swapped alike");
    assert!(alike.swap_cost(&mentioned, swapped, share, 0.0) > prior, "the others were swapped for another word");
    assert!(alike.copy_cost(stated.original, swapped, share, 0.0) > super::cost(1.0 - share * f64::from(swapped)));

    let mut own = Agreement::default();
    own.swapped(&stated, 1.0);
    let lonely = own.swap_cost(&stated, swapped, share, 1.0);
    assert!((lonely - prior).abs() < 50, "no occurrence is its own witness: {lonely} against {prior}");

    let mut left = Agreement::default();
    left.left(stated.original, swapped, 1.0);
    assert!(left.swap_cost(&stated, swapped, share, 0.0) > prior + 1000, "the key stands elsewhere");
    left.clear();
    assert!(left.is_empty());
    assert_eq!(left.swap_cost(&stated, swapped, share, 0.0), prior);
}

#[test]
fn one_phrase_over_and_over_is_a_narrow_witness() {
    let channel = channel();
    let swap = |agreement: &mut Agreement, spun: &str| {
        let phrase = channel.table().phrase(spun);
        let posting = channel.table().originals_of(&phrase)[0];
        agreement.swapped(&Candidate::new(0, 1, &posting, name(&phrase), 0, Source::Exact), 1.0);
    };
    let mut agreement = Agreement::default();
    assert_eq!(agreement.breadth(), 1.0);
    swap(&mut agreement, "stated");
    swap(&mut agreement, "objects");
    assert_eq!(agreement.breadth(), 1.0, "each says something else");
    agreement.clear();
    (0..10).for_each(|_| swap(&mut agreement, "stated"));
    assert!((agreement.breadth() - 10f64.powf(0.6) / 10.0).abs() < 1e-6);
}

#[test]
fn counts_move_the_share() {
    let mut agreement = Agreement::default();
    assert_eq!(agreement.share(0.4), 0.4);
    let channel = channel();
    let phrase = channel.table().phrase("stated");
    let posting = channel.table().originals_of(&phrase)[0];
    let candidate = Candidate::new(0, 1, &posting, name(&phrase), 0, Source::Exact);
    (0..10).for_each(|_| agreement.swapped(&candidate, 1.0));
    assert!((agreement.share(0.4) - 0.7).abs() < 1e-9);
}
