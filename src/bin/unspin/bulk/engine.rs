//! Threads, and results back in order.
//!
//! Each thread takes the next job, does it, and puts the result in its place; whoever completes the row writes it down. So
//! many jobs may be under way and no more, which bounds memory. What is written depends on the order of jobs alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

use unspin::Error;
use unspin::corpus::Compression;
use unspin::restorer::Restorer;

use super::Run;
use super::feed::{End, Feed, Job};
use super::output::Output;
use super::progress::Progress;
use super::work::{self, Done};

/// Jobs under way per thread: enough that nobody waits for a slow document, few enough for memory.
const AHEAD: usize = 6;

/// Bytes under way per thread above which no more are read: long documents are done a few at a time, whatever memory they take.
const BYTES_AHEAD: usize = 16 << 20;

/// How a run ended.
pub enum Ended {
    /// All files are finished; how many.
    Done { markers: usize },
    /// Ctrl-C.
    Interrupted { finished: usize },
    /// A failure under `--strict`.
    Strict { failure: String },
}

enum Outcome {
    Records(Done),
    End(End),
}

struct Order<'r> {
    /// Jobs taken, and of these written down.
    taken: u64,
    written: u64,
    /// Bytes of the records taken and not yet written down.
    bytes: usize,
    waiting: BTreeMap<u64, (usize, Outcome)>,
    open: Option<Output<'r>>,
    finished: usize,
    error: Option<Error>,
    failure: Option<String>,
}

impl Order<'_> {
    /// Whether no more is to be taken for now.
    fn is_full(&self, threads: usize) -> bool {
        let under_way = self.taken - self.written;
        under_way >= (AHEAD * threads) as u64 || under_way > 0 && self.bytes > BYTES_AHEAD * threads
    }
}

struct Shared<'r> {
    run: &'r Run,
    feed: Mutex<Feed<'r>>,
    order: Mutex<Order<'r>>,
    room: Condvar,
    stop: AtomicBool,
    progress: Progress,
}

/// Set by Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Does the run.
pub fn run(run: &Run, restorer: &Restorer) -> Result<Ended, Error> {
    // The first Ctrl-C lets the documents in hand go; the second ends at once.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "asked for twice")]
            std::process::exit(super::INTERRUPTED.into());
        }
    });
    let order = Order {
        taken: 0,
        written: 0,
        bytes: 0,
        waiting: BTreeMap::new(),
        open: None,
        finished: 0,
        error: None,
        failure: None,
    };
    let shared = Shared {
        run,
        feed: Mutex::new(Feed::new(run)),
        order: Mutex::new(order),
        room: Condvar::new(),
        stop: AtomicBool::new(false),
        progress: Progress::new(run),
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(run.threads)
        .build()
        .map_err(|error| Error::Io { path: "threads".into(), source: std::io::Error::other(error) })?;
    pool.broadcast(|_| shared.work(restorer));
    shared.progress.finish();
    let order = shared.order.into_inner().expect("no thread panicked");
    match (order.error, order.failure) {
        (Some(error), _) => Err(error),
        (None, Some(failure)) => Ok(Ended::Strict { failure }),
        (None, None) if INTERRUPTED.load(Ordering::SeqCst) => Ok(Ended::Interrupted { finished: order.finished }),
        (None, None) => Ok(Ended::Done { markers: order.finished }),
    }
}

impl<'r> Shared<'r> {
    fn work(&self, restorer: &Restorer) {
        let mut worker = restorer.worker();
        while let Some((number, file, job)) = self.take() {
            let entry = &self.run.files[file];
            let outcome = match job {
                Job::End(end) => Outcome::End(end),
                Job::Records(batch) => {
                    let compression = match entry.kind {
                        Some((unspin::corpus::Format::Parquet, _)) | None => Compression::None,
                        Some((_, compression)) => compression,
                    };
                    let name = entry.path.to_string_lossy();
                    Outcome::Records(work::restore(self.run, restorer, &mut worker, &name, compression, batch))
                }
            };
            if let Err(error) = self.put(number, file, outcome) {
                self.order.lock().expect("no panic in order").error.get_or_insert(error);
                self.stop();
            }
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst) || INTERRUPTED.load(Ordering::SeqCst)
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        self.room.notify_all();
    }

    /// The next job, once there is room for its result.
    fn take(&self) -> Option<(u64, usize, Job)> {
        // Who waits for room has the feed, so that nobody passes by.
        let mut feed = self.feed.lock().expect("no panic while reading");
        let mut order = self.order.lock().expect("no panic in order");
        while order.is_full(self.run.threads) && !self.stopped() {
            let wait = std::time::Duration::from_millis(100);
            order = self.room.wait_timeout(order, wait).expect("no panic in order").0;
        }
        if self.stopped() {
            return None;
        }
        order.taken += 1;
        drop(order);
        let job = feed.next();
        let mut order = self.order.lock().expect("no panic in order");
        match &job {
            Some((_, _, Job::Records(batch))) => order.bytes += batch.bytes(),
            Some((_, _, Job::End(_))) => {}
            None => order.taken -= 1,
        }
        job
    }

    /// Puts a result in its place, and writes down all that is complete.
    fn put(&self, number: u64, file: usize, outcome: Outcome) -> Result<(), Error> {
        let mut ends = Vec::new();
        let mut order = self.order.lock().expect("no panic in order");
        order.waiting.insert(number, (file, outcome));
        while !self.stop.load(Ordering::SeqCst) {
            let next = order.written;
            let Some((file, outcome)) = order.waiting.remove(&next) else { break };
            match outcome {
                Outcome::Records(mut done) => {
                    if order.open.is_none() {
                        order.open = Some(Output::create(self.run, file, None)?);
                    }
                    order.open.as_mut().expect("made above").append(&mut done)?;
                    order.bytes -= done.batch.bytes();
                    self.progress.add(&done);
                    if self.run.strict
                        && let Some(failure) = done.findings.first_failure
                    {
                        order.failure = Some(failure);
                        self.stop();
                    }
                }
                Outcome::End(end) => {
                    if let (true, End::Broken(error)) = (self.run.strict, &end) {
                        order.failure = Some(error.to_string());
                        self.stop();
                        break;
                    }
                    let output = match order.open.take() {
                        Some(output) => output,
                        None => Output::create(self.run, file, Some(&end))?,
                    };
                    self.progress.end(file, &end);
                    ends.push((output, end));
                }
            }
            order.written += 1;
        }
        drop(order);
        self.room.notify_all();
        // The disk is waited for while the others go on.
        for (output, end) in ends {
            output.finish(end)?;
            self.order.lock().expect("no panic in order").finished += 1;
        }
        Ok(())
    }
}
