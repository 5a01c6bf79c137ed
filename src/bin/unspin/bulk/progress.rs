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
        let Counts { documents, substitutions, failed, .. } = state.counts;
        let message = || format!("{documents} documents, {substitutions} substitutions, {failed} failures");
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            bar.set_message(message());
        } else if !self.quiet && state.told.elapsed() >= EVERY {
            state.told = Instant::now();
            let seconds = state.started.elapsed().as_secs_f64();
            let rate = bytes as f64 / seconds;
            let left = if rate > 0.0 { (self.total - bytes) as f64 / rate } else { 0.0 };
            tell(&format!(
                "{} of {}, {}/s, {left:.0} s left, {}",
                HumanBytes(bytes),
                HumanBytes(self.total),
                HumanBytes(rate as u64),
                message()
            ));
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
