//! The lattice against brute force: every path through short pieces, priced one by one.

use proptest::prelude::*;

use super::{Arcs, Lattice};
use crate::language_model::{Cost, LanguageModel, Options, Trainer, WordId};

const WORDS: [&str; 8] = ["the", "river", "rose", "fell", "after", "rain", "slowly", "nowhere"];

/// A trigram model of a few lines of our own.
fn model() -> LanguageModel {
    let text = "the river rose after the rain\nthe rain fell slowly\nslowly the river fell\nafter rain the river rose\n\
                the river fell after the rain fell\n";
    let scratch = tempfile::tempfile;
    let options = Options { order: 3, cutoffs: vec![0], size: 1 << 20, min_count: 1, memory: 1 << 20 };
    let mut trainer = Trainer::new(options, &scratch).unwrap();
    trainer.read("test".as_ref(), text.as_bytes()).unwrap();
    LanguageModel::open(trainer.train().unwrap().compile()).unwrap()
}

/// A piece: its words, and candidates (start, length, original, channel cost); copies cost `copying`.
#[derive(Clone, Debug)]
struct Piece {
    words: Vec<usize>,
    copying: Vec<Cost>,
    candidates: Vec<(usize, usize, Vec<usize>, Cost)>,
}

fn pieces() -> impl Strategy<Value = Piece> {
    let word = 0..WORDS.len();
    (1..7usize).prop_flat_map(move |length| {
        let candidate =
            (0..length, 1..4usize, prop::collection::vec(word.clone(), 1..4), 0..6000).prop_map(move |(s, l, o, c)| {
                let end = (s + l).min(length);
                (s, end - s, o, c)
            });
        (
            prop::collection::vec(word.clone(), length),
            prop::collection::vec(0..3000, length),
            prop::collection::vec(candidate, 0..7),
        )
            .prop_map(|(words, copying, mut candidates)| {
                candidates.sort();
                Piece { words, copying, candidates }
            })
    })
}

fn arcs(piece: &Piece, ids: &[WordId]) -> Arcs {
    let mut arcs = Arcs::default();
    arcs.reset(piece.words.len());
    for (place, &word) in piece.words.iter().enumerate() {
        arcs.push(place, place + 1, &[ids[word]], piece.copying[place]);
        for (start, length, original, cost) in &piece.candidates {
            if *start == place {
                let words: Vec<WordId> = original.iter().map(|&word| ids[word]).collect();
                arcs.push(place, place + length, &words, *cost);
            }
        }
    }
    arcs
}

/// What the language model asks for the words of `path`.
fn words_cost(model: &LanguageModel, arcs: &Arcs, path: &[u32]) -> Cost {
    let mut context = model.begin();
    let mut sum = 0;
    let words = path.iter().flat_map(|&index| arcs.words(&arcs.arcs[index as usize]));
    for &word in words.chain([&WordId::END]) {
        let (cost, next) = model.score(&context, word);
        sum += cost;
        context = next;
    }
    sum
}

/// Every path as its arcs and its cost.
fn all_paths(model: &LanguageModel, arcs: &Arcs) -> Vec<(Vec<u32>, Cost)> {
    let mut open = vec![(0u32, Vec::new())];
    let mut done = Vec::new();
    while let Some((place, path)) = open.pop() {
        if place == arcs.length {
            let mut context = model.begin();
            let mut cost = 0;
            for &index in &path {
                let arc: &super::Arc = &arcs.arcs[index as usize];
                cost += arc.channel;
                for &word in arcs.words(arc) {
                    let (words, next) = model.score(&context, word);
                    cost += words;
                    context = next;
                }
            }
            cost += model.score(&context, WordId::END).0;
            done.push((path, cost));
            continue;
        }
        for (index, arc) in arcs.arcs.iter().enumerate().filter(|(_, arc)| arc.start == place) {
            let mut longer: Vec<u32> = path.clone();
            longer.push(index as u32);
            open.push((arc.end, longer));
        }
    }
    done
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_lattice_equals_brute_force(piece in pieces()) {
        let model = model();
        let ids: Vec<WordId> = WORDS.iter().map(|word| model.word(word)).collect();
        let arcs = arcs(&piece, &ids);
        let paths = all_paths(&model, &arcs);
        let mut lattice = Lattice::default();
        lattice.build(&model, &arcs, model.begin(), Some(WordId::END), 1024);
        lattice.weigh(&arcs, 1024);
        lattice.find_path(&arcs);

        let best = paths.iter().map(|&(_, cost)| cost).min().unwrap();
        prop_assert_eq!(lattice.best(), best);
        let found = paths.iter().find(|(path, _)| path == lattice.path());
        prop_assert_eq!(found.map(|&(_, cost)| cost), Some(best), "the path told has the cost told");

        let plain = paths.iter().find(|(path, _)| path.iter().all(|&arc| {
            arcs.arcs.iter().position(|other| other.start == arcs.arcs[arc as usize].start) == Some(arc as usize)
        }));
        let channel: Cost = plain.unwrap().0.iter().map(|&arc| arcs.arcs[arc as usize].channel).sum();
        prop_assert_eq!(plain.map(|&(_, cost)| cost - channel), Some(lattice.plain()));

        let weight = |cost: Cost| (-f64::from(cost - best) / 1000.0).exp();
        let total: f64 = paths.iter().map(|&(_, cost)| weight(cost)).sum();
        prop_assert!((lattice.log_probability() - (total.ln() - f64::from(best) / 1000.0)).abs() < 1e-6);
        for (arc, &posterior) in lattice.posteriors().iter().enumerate() {
            let with: f64 =
                paths.iter().filter(|(path, _)| path.contains(&(arc as u32))).map(|&(_, cost)| weight(cost)).sum();
            prop_assert!((posterior - with / total).abs() < 1e-6, "arc {arc}: {posterior} against {}", with / total);
        }

        let posteriors = lattice.posteriors().to_vec();
        lattice.find_exact_floors(&arcs);
        prop_assert!(lattice.sum(&arcs));
        for (exact, posterior) in lattice.posteriors().iter().zip(posteriors) {
            prop_assert!((exact - posterior).abs() < 1e-9, "the sums do not hang on the floors");
        }

        let mean: f64 =
            paths.iter().map(|(path, cost)| weight(*cost) * f64::from(words_cost(&model, &arcs, path))).sum::<f64>() / total;
        for (path, _) in &paths {
            let gradient = lattice.language_model_gradient(path);
            let expected = (mean - f64::from(words_cost(&model, &arcs, path))) / 1000.0;
            prop_assert!(gradient.is_some_and(|found| (found - expected).abs() < 1e-4), "{gradient:?} for {expected}");
        }
        prop_assert_eq!(lattice.language_model_gradient(&[u32::MAX]), None);
    }

    #[test]
    fn what_is_pruned_has_no_part_in_what_follows(piece in pieces(), least in 0.0..0.6) {
        let model = model();
        let ids: Vec<WordId> = WORDS.iter().map(|word| model.word(word)).collect();
        let mut arcs = arcs(&piece, &ids);
        let mut lattice = Lattice::default();
        lattice.build(&model, &arcs, model.begin(), Some(WordId::END), 1024);
        lattice.weigh(&arcs, 1024);
        let copies: Vec<bool> = (0..arcs.arcs.len())
            .map(|arc| arc == 0 || arcs.arcs[arc - 1].start != arcs.arcs[arc].start)
            .collect();
        let kept: Vec<bool> = lattice.posteriors().iter().zip(&copies).map(|(p, copy)| *copy || *p >= least).collect();
        lattice.prune(least, |arc| copies[arc]);
        arcs.arcs.iter_mut().zip(&copies).filter(|(_, copy)| **copy).for_each(|(arc, _)| arc.channel += 700);
        lattice.weigh(&arcs, 1024);
        lattice.find_path(&arcs);

        let mut paths = all_paths(&model, &arcs);
        paths.retain(|(path, _)| path.iter().all(|&arc| kept[arc as usize]));
        let best = paths.iter().map(|&(_, cost)| cost).min().unwrap();
        prop_assert_eq!(lattice.best(), best);
        let weight = |cost: Cost| (-f64::from(cost - best) / 1000.0).exp();
        let total: f64 = paths.iter().map(|&(_, cost)| weight(cost)).sum();
        for (arc, &posterior) in lattice.posteriors().iter().enumerate() {
            let with: f64 =
                paths.iter().filter(|(path, _)| path.contains(&(arc as u32))).map(|&(_, cost)| weight(cost)).sum();
            prop_assert!((posterior - with / total).abs() < 1e-6, "arc {arc}: {posterior} against {}", with / total);
        }
    }
}

#[test]
fn weighing_again_follows_the_changed_costs() {
    let model = model();
    let ids: Vec<WordId> = WORDS.iter().map(|word| model.word(word)).collect();
    let mut arcs = Arcs::default();
    arcs.reset(1);
    arcs.push(0, 1, &[ids[1]], 0);
    arcs.push(0, 1, &[ids[5]], 20_000);
    let mut lattice = Lattice::default();
    lattice.build(&model, &arcs, model.begin(), None, 1024);
    lattice.weigh(&arcs, 1024);
    lattice.find_path(&arcs);
    assert_eq!(lattice.path(), [0]);
    (arcs.arcs[0].channel, arcs.arcs[1].channel) = (20_000, 0);
    lattice.weigh(&arcs, 1024);
    lattice.find_path(&arcs);
    assert_eq!(lattice.path(), [1]);
    assert!(lattice.posteriors()[1] > 0.99);
}

#[test]
fn an_empty_piece_has_an_empty_path() {
    let model = model();
    let mut lattice = Lattice::default();
    let arcs = Arcs::default();
    lattice.build(&model, &arcs, model.begin(), None, 1024);
    lattice.weigh(&arcs, 1024);
    lattice.find_path(&arcs);
    assert_eq!((lattice.best(), lattice.path()), (0, &[][..]));
}
