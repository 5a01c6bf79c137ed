//! Figures as lines, as tables and as JSON.

use std::io::{self, Write};

use unspin::evaluation::{BINS, Calibration, Event, THRESHOLDS, Tally, Verdict};
use unspin::review::display::visible;

/// The verdicts on one line.
pub fn write_events(out: &mut impl Write, line: usize, events: &[Event]) -> io::Result<()> {
    writeln!(out, "line {line}")?;
    for Event { verdict, spun, output, originals } in events {
        let originals = originals.join(" | ");
        match verdict {
            Verdict::Restored => writeln!(out, "  OK     {spun} -> {output}"),
            Verdict::Missed => writeln!(out, "  MISSED {spun} ({originals})"),
            Verdict::Wrong => writeln!(out, "  WRONG  {spun} -> {output} ({originals})"),
            Verdict::Harm => writeln!(out, "  HARM   {spun} -> {output}"),
        }?;
    }
    Ok(())
}

/// Every figure on a line of its own.
pub fn write_lines(out: &mut impl Write, tally: &Tally) -> io::Result<()> {
    tally.named().iter().try_for_each(|(name, figure)| writeln!(out, "{name} {figure}"))
}

/// A row for each document and one for all.
pub fn write_table(out: &mut impl Write, documents: &[(String, Tally)], total: &Tally) -> io::Result<()> {
    let heads =
        ["edits", "restored", "missed", "wrong", "harm", "precision", "recall", "f05", "undone", "harm_per_1000"];
    let mut rows = vec![("document".to_owned(), heads.map(str::to_owned))];
    let row = |name: &str, tally: &Tally| {
        let share = |value: f64| format!("{value:.4}");
        let cells = [
            tally.edits.to_string(),
            tally.restored.to_string(),
            tally.missed.to_string(),
            tally.wrong.to_string(),
            tally.harm.to_string(),
            share(tally.precision()),
            share(tally.recall()),
            share(tally.f05()),
            share(tally.undone()),
            format!("{:.3}", tally.harm_per_1000()),
        ];
        (visible(name).into_owned(), cells)
    };
    rows.extend(documents.iter().map(|(name, tally)| row(name, tally)));
    rows.push(row("all", total));
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, cells) in rows {
        write!(out, "{name:width$}")?;
        for (cell, head) in cells.iter().zip(heads) {
            write!(out, "  {cell:>width$}", width = head.len().max(6))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The bins, the expected calibration error, and what stands above each threshold.
pub fn write_calibration(out: &mut impl Write, calibration: &Calibration) -> io::Result<()> {
    let share = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.4}"));
    writeln!(out, "confidence   count  mean_confidence  precision")?;
    for bin in calibration.bins() {
        let (from, to) = (bin.range.start(), bin.range.end());
        let (mean, precision) = (share(bin.mean_confidence), share(bin.precision));
        writeln!(out, "{from:.1} to {to:.1}  {:>6}  {mean:>15}  {precision:>9}", bin.count)?;
    }
    let (count, uncounted, swaps) = (calibration.count(), calibration.uncounted(), calibration.swaps());
    writeln!(out)?;
    writeln!(
        out,
        "expected_calibration_error {:.4}  ({BINS} bins of equal width, weighed by count; {count} substitutions, {uncounted} more count \
         neither way)",
        calibration.expected_error()
    )?;
    writeln!(out)?;
    writeln!(out, "at_least   count  precision  share_of_swaps  (of {swaps})")?;
    for threshold in THRESHOLDS.map(|threshold| calibration.at_least(threshold)) {
        let (precision, swaps) = (share(threshold.precision), share(threshold.share_of_swaps));
        writeln!(out, "{:<8}  {:>6}  {precision:>9}  {swaps:>14}", threshold.confidence, threshold.count)?;
    }
    Ok(())
}

/// A JSON object, its members in the order given and spaced as Python spaces them: the lines are compared with those of scripts.
pub fn object<'n>(members: impl IntoIterator<Item = (&'n str, String)>) -> String {
    // The names have nothing to escape.
    let members: Vec<String> = members.into_iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

/// A JSON array.
pub fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// The figures of every document and of all as one JSON object.
pub fn table_json(documents: &[(String, Tally)], total: &Tally) -> Vec<(&'static str, String)> {
    let documents = documents.iter().map(|(name, tally)| {
        let name = serde_json::to_string(name).expect("a string is JSON");
        object([("document", name)].into_iter().chain(tally.named()))
    });
    vec![("documents", array(documents)), ("total", object(total.named()))]
}

/// The calibration as a JSON object; what nothing stands behind is null.
pub fn calibration_json(calibration: &Calibration) -> String {
    let share = |value: Option<f64>| value.map_or("null".to_owned(), |value| format!("{value:.4}"));
    let bins = calibration.bins().into_iter().map(|bin| {
        object([
            ("from", format!("{:.1}", bin.range.start())),
            ("to", format!("{:.1}", bin.range.end())),
            ("count", bin.count.to_string()),
            ("mean_confidence", share(bin.mean_confidence)),
            ("precision", share(bin.precision)),
        ])
    });
    let thresholds = THRESHOLDS.map(|threshold| calibration.at_least(threshold)).into_iter().map(|above| {
        object([
            ("at_least", above.confidence.to_string()),
            ("count", above.count.to_string()),
            ("precision", share(above.precision)),
            ("share_of_swaps", share(above.share_of_swaps)),
        ])
    });
    object([
        ("substitutions", calibration.count().to_string()),
        ("uncounted", calibration.uncounted().to_string()),
        ("swaps", calibration.swaps().to_string()),
        ("expected_calibration_error", share(Some(calibration.expected_error()))),
        ("bins", array(bins)),
        ("thresholds", array(thresholds)),
    ])
}
