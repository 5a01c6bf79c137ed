//! The reliability diagram: precision against confidence, and how many substitutions stand behind each bar.

use std::fmt::Write;

use super::calibration::{Bin, Calibration};

/// The plot of precision, in pixels: a square, below it the histogram of the same width.
const LEFT: f64 = 56.0;
const TOP: f64 = 52.0;
const SIDE: f64 = 320.0;
const GAP: f64 = 44.0;
const HISTOGRAM: f64 = 80.0;
const WIDTH: f64 = LEFT + SIDE + 24.0;
const HEIGHT: f64 = TOP + SIDE + GAP + HISTOGRAM + 48.0;

/// Colours for light and dark pages alike; the picture brings its own ground, since a page need not be as dark as the system.
const STYLE: &str = "\
.ground{fill:#fff}.bar{fill:#4a7ebb}.gap{fill:#c0504d;fill-opacity:.35}.ink{stroke:#333;fill:none}.grid{stroke:#ddd;fill:none}\
.mean{fill:#333}text{fill:#333;font:12px system-ui,sans-serif}.title{font-size:14px;font-weight:600}.count{font-size:10px}\
@media(prefers-color-scheme:dark){.ground{fill:#161616}.bar{fill:#6ea3e0}.gap{fill:#e58a80}.ink{stroke:#ccc}.grid{stroke:#3a3a3a}\
.mean{fill:#eee}text{fill:#ddd}}";

/// The reliability diagram of `calibration` as an SVG of its own, which asks for nothing outside itself.
///
/// Above: a bar for each [bin](Calibration::bins), as high as its precision; what it lacks to its mean confidence, or has beyond
/// it, is shaded; a dot where precision meets mean confidence, on the diagonal when it is calibrated (Niculescu-Mizil and Caruana
/// 2005). Below: how many substitutions each bin holds.
#[must_use]
pub fn reliability_diagram(calibration: &Calibration) -> String {
    let mut svg = String::new();
    draw(&mut svg, calibration).expect("a string takes everything");
    svg
}

fn draw(svg: &mut String, calibration: &Calibration) -> std::fmt::Result {
    let bins = calibration.bins();
    let error = calibration.expected_error();
    writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="title description">"#
    )?;
    writeln!(svg, r#"<title id="title">Reliability diagram</title>"#)?;
    writeln!(svg, r#"<desc id="description">{}</desc>"#, described(&bins))?;
    writeln!(svg, "<style>{STYLE}</style>")?;
    writeln!(svg, r#"<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>"#)?;
    writeln!(svg, r#"<text class="title" x="{LEFT}" y="22">How often a substitution is right</text>"#)?;
    let count = calibration.count();
    writeln!(svg, r#"<text x="{LEFT}" y="40">{count} substitutions, expected calibration error {error:.4}</text>"#)?;
    precision(svg, &bins)?;
    histogram(svg, &bins)?;
    writeln!(svg, "</svg>")
}

/// Pixels from the left for a confidence.
fn across(confidence: f64) -> f64 {
    LEFT + SIDE * confidence
}

/// Pixels from the top for a precision.
fn down(precision: f64) -> f64 {
    TOP + SIDE * (1.0 - precision)
}

fn precision(svg: &mut String, bins: &[Bin]) -> std::fmt::Result {
    for step in 0..=5 {
        let share = f64::from(step) / 5.0;
        let (x, y) = (across(share), down(share));
        let (right, bottom) = (across(1.0), down(0.0));
        writeln!(svg, r#"<path class="grid" d="M{LEFT} {y:.1}H{right}M{x:.1} {TOP}V{bottom}"/>"#)?;
        writeln!(svg, r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{share:.1}</text>"#, LEFT - 8.0, y + 4.0)?;
        writeln!(svg, r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{share:.1}</text>"#, bottom + 16.0)?;
    }
    for bin in bins {
        let (Some(precision), Some(mean)) = (bin.precision, bin.mean_confidence) else { continue };
        bar(svg, "bar", bin, down(precision), down(0.0))?;
        bar(svg, "gap", bin, down(precision.max(mean)), down(precision.min(mean)))?;
    }
    let (x, y, right, bottom) = (LEFT, TOP, across(1.0), down(0.0));
    writeln!(svg, r#"<path class="ink" d="M{x} {y}V{bottom}H{right}"/>"#)?;
    writeln!(svg, r#"<path class="ink" stroke-dasharray="5 4" d="M{x} {bottom}L{right} {y}"/>"#)?;
    for bin in bins {
        let (Some(precision), Some(mean)) = (bin.precision, bin.mean_confidence) else { continue };
        writeln!(svg, r#"<circle class="mean" cx="{:.1}" cy="{:.1}" r="3"/>"#, across(mean), down(precision))?;
    }
    let middle = TOP + SIDE / 2.0;
    writeln!(
        svg,
        r#"<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">precision</text>"#
    )
}

fn histogram(svg: &mut String, bins: &[Bin]) -> std::fmt::Result {
    let top = TOP + SIDE + GAP;
    let bottom = top + HISTOGRAM;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
    for bin in bins {
        if bin.count > 0 {
            // A single substitution among thousands is still seen.
            let height = (HISTOGRAM * bin.count as f64 / most).max(1.0);
            bar(svg, "bar", bin, bottom - height, bottom)?;
            let middle = f64::midpoint(across(*bin.range.start()), across(*bin.range.end()));
            let y = bottom - height - 3.0;
            writeln!(
                svg,
                r#"<text class="count" x="{middle:.1}" y="{y:.1}" text-anchor="middle">{}</text>"#,
                bin.count
            )?;
        }
    }
    writeln!(svg, r#"<path class="ink" d="M{LEFT} {bottom}H{}"/>"#, across(1.0))?;
    let middle = top + HISTOGRAM / 2.0;
    writeln!(
        svg,
        r#"<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">count</text>"#
    )?;
    writeln!(svg, r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">confidence</text>"#, across(0.5), bottom + 24.0)
}

/// A bar of the bin's width, from one height to another.
fn bar(svg: &mut String, class: &str, bin: &Bin, top: f64, bottom: f64) -> std::fmt::Result {
    let (left, right) = (across(*bin.range.start()) + 1.0, across(*bin.range.end()) - 1.0);
    let (width, height) = (right - left, bottom - top);
    writeln!(svg, r#"<rect class="{class}" x="{left:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}"/>"#)
}

/// The same in words, for those who do not see it.
fn described(bins: &[Bin]) -> String {
    let told = bins.iter().filter_map(|bin| {
        let (from, to) = (bin.range.start(), bin.range.end());
        Some(format!("confidence {from:.1} to {to:.1}: {} substitutions, precision {:.4}", bin.count, bin.precision?))
    });
    told.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_the_precision() {
        let mut calibration = Calibration::default();
        // Half right at 0.95: a bar of half the side, a gap of 0.45 of it above, a dot at the mean.
        calibration.right(0.95, 1);
        calibration.wrong(0.95);
        let svg = reliability_diagram(&calibration);
        assert!(svg.contains(r#"class="bar" x="345.0" y="212.0" width="30.0" height="160.0""#), "{svg}");
        assert!(svg.contains(r#"class="gap" x="345.0" y="68.0" width="30.0" height="144.0""#), "{svg}");
        assert!(svg.contains(r#"cx="360.0" cy="212.0""#), "{svg}");
        assert!(svg.contains("confidence 0.9 to 1.0: 2 substitutions, precision 0.5000"));
        assert!(svg.contains("2 substitutions, expected calibration error 0.4500"));
    }

    #[test]
    fn nothing_to_draw_is_drawn_without_bars() {
        let svg = reliability_diagram(&Calibration::default());
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert!(!svg.contains("NaN") && !svg.contains(r#"class="bar""#));
    }
}
