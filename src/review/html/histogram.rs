//! How many substitutions there are of each confidence, drawn as bars.

use std::io::{self, Write};

use crate::review::Row;

/// Bars of 0.05 each.
pub(super) const BINS: usize = 20;

/// Height of the tallest bar, and width of each, in units of the drawing.
pub(super) const HEIGHT: usize = 100;
const WIDTH: usize = 20;

/// Rows in each bin, the last of which takes a confidence of 1 too.
pub(super) fn bins(rows: &[Row]) -> [usize; BINS] {
    let mut bins = [0; BINS];
    for row in rows {
        let bin = row.confidence * BINS as f64;
        // Never out of range: a float that is negative or no number becomes 0.
        bins[(bin as usize).min(BINS - 1)] += 1;
    }
    bins
}

/// Writes the bars as SVG: those of all rows, and in front of them those of the rows shown, which the script changes.
pub(super) fn write(out: &mut impl Write, rows: &[Row]) -> io::Result<()> {
    let bins = bins(rows);
    let tallest = bins.iter().copied().max().unwrap_or(0).max(1);
    let width = BINS * WIDTH;
    write!(
        out,
        r#"<svg viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Histogram of confidence">"#
    )?;
    for (bin, count) in bins.into_iter().enumerate() {
        let (x, height) = (bin * WIDTH, (count * HEIGHT) as f64 / tallest as f64);
        let y = HEIGHT as f64 - height;
        let [from, to] = [bin, bin + 1].map(|edge| edge as f64 / BINS as f64);
        write!(out, "<g><title>{from:.2} to {to:.2}: {count}</title>")?;
        for class in ["all", "shown"] {
            let bar = WIDTH - 2;
            write!(out, r#"<rect class="{class}" x="{x}" y="{y:.2}" width="{bar}" height="{height:.2}"/>"#)?;
        }
        write!(out, "</g>")?;
    }
    write!(out, r#"<path class="axis" d="M0 {HEIGHT}H{width}"/></svg>"#)
}
