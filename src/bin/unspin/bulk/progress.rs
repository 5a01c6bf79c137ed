//! What is seen meanwhile: a bar on a terminal, else a plain line now and then.

use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::Run;
use super::feed::End;
use super::work::{Counts, Done};
use crate::tell;

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(10);

/// How far a run is.
pub struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    total: u64,
    sizes: Vec<u64>,
    state: Mutex<State>,
}

struct State {
    counts: Counts,
    /// Bytes of the files that are done, and of the one that is being done.
    done: u64,
    begun: u64,
    started: Instant,
    told: Instant,
}

impl Progress {
    pub fn new(run: &Run) -> Self {
        let sizes: Vec<u64> = run.files.iter().map(|file| file.bytes).collect();
        let total = sizes.iter().sum();
        let bar = (!run.quiet && stderr().is_terminal()).then(|| {
            let style = "{bar:24} {bytes}/{total_bytes} {bytes_per_sec} {eta} left, {msg}";
            let style = ProgressStyle::with_template(style).expect("tested");
            ProgressBar::new(total).with_style(style)
        });
        let now = Instant::now();
        let state = State { counts: Counts::default(), done: 0, begun: 0, started: now, told: now };
        Self { bar, quiet: run.quiet, total, sizes, state: Mutex::new(state) }
    }

    /// A batch was written down.
    pub fn add(&self, done: &Done) {
        let mut state = self.state.lock().expect("no panic while counting");
        state.counts += done.findings.counts;
        state.begun += done.batch.bytes() as u64;
        self.show(&mut state);
    }

    /// A file came to its end.
    pub fn end(&self, file: usize, end: &End) {
        let mut state = self.state.lock().expect("no panic while counting");
        state.counts.failed += u64::from(matches!(end, End::Broken(_)));
        state.done += self.sizes[file];
        state.begun = 0;
        self.show(&mut state);
    }

    fn show(&self, state: &mut State) {
        // Of compressed files more bytes are read than they have; never show more than all.
        let bytes = (state.done + state.begun).min(self.total);
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            bar.set_message(message(&state.counts));
        } else if !self.quiet && state.told.elapsed() >= EVERY {
            state.told = Instant::now();
            tell(&line(bytes, self.total, state.started.elapsed(), &state.counts));
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn message(Counts { documents, substitutions, failed, .. }: &Counts) -> String {
    format!("{documents} documents, {substitutions} substitutions, {failed} failures")
}

/// A line for what is no terminal: how much of how many bytes is done, how fast, the time left, and the counts.
fn line(bytes: u64, total: u64, elapsed: Duration, counts: &Counts) -> String {
    let rate = bytes as f64 / elapsed.as_secs_f64();
    let left = if rate > 0.0 { (total - bytes) as f64 / rate } else { 0.0 };
    let [done, total, rate] = [bytes, total, rate as u64].map(HumanBytes);
    format!("{done} of {total}, {rate}/s, {left:.0} s left, {}", message(counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_all_that_the_bar_does() {
        let counts = Counts { documents: 7, substitutions: 12, failed: 1, ..Counts::default() };
        assert_eq!(
            line(2 << 20, 12 << 20, Duration::from_secs(4), &counts),
            "2.00 MiB of 12.00 MiB, 512.00 KiB/s, 20 s left, 7 documents, 12 substitutions, 1 failures"
        );
        assert!(line(0, 0, Duration::ZERO, &counts).contains(" 0 s left"));
    }
}
