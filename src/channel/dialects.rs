//! Several spinners at once: which of them explains a document best.
//!
//! Each dialect has a channel of its own, and of each a document is scored as in [`swap_rate`](super::swap_rate), by the joined
//! [vocabulary](super::vocabulary) of all of them.

use std::fmt;
use std::sync::{Mutex, OnceLock};

use super::Channel;
use super::vocabulary::Vocabulary;

/// Opens channels, once.
type Open = Box<dyn FnOnce() -> Vec<Channel> + Send>;

/// The channels of all dialects, the commonest first. The others are opened when a text is first met that the commonest does not
/// surely explain: they cost more time than an article does.
pub struct Dialects {
    first: Vocabulary,
    /// How many there are in all.
    count: usize,
    open: Mutex<Option<Open>>,
    channels: OnceLock<Vec<Channel>>,
    channel: Channel,
    all: OnceLock<Vocabulary>,
}

impl fmt::Debug for Dialects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialects").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Dialects {
    /// The dialect of `first`, and `others` more, which `open` opens.
    ///
    /// # Panics
    ///
    /// Later, when `open` gives more or fewer than `others`.
    #[must_use]
    pub fn new(first: Channel, others: usize, open: impl FnOnce() -> Vec<Channel> + Send + 'static) -> Self {
        Self {
            first: Vocabulary::new([&first].into_iter()),
            count: others + 1,
            open: Mutex::new(Some(Box::new(open))),
            channels: OnceLock::new(),
            channel: first,
            all: OnceLock::new(),
        }
    }

    /// How many dialects there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The channel at this place, in the order given.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn channel(&self, place: usize) -> &Channel {
        match place.checked_sub(1) {
            None => &self.channel,
            Some(place) => &self.others()[place],
        }
    }

    /// All channels, in the order given; opens them.
    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        std::iter::once(&self.channel).chain(self.others())
    }

    fn others(&self) -> &[Channel] {
        self.channels.get_or_init(|| {
            let open = self.open.lock().ok().and_then(|mut open| open.take());
            let channels = open.map_or_else(Vec::new, |open| open());
            assert_eq!(channels.len() + 1, self.count, "as many dialects as were told");
            channels
        })
    }

    /// The vocabulary to count a text's words in first: that of all dialects where they are open, else that of the first.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        self.all.get().unwrap_or(&self.first)
    }

    /// The vocabulary of all dialects; opens them.
    #[must_use]
    pub fn whole_vocabulary(&self) -> &Vocabulary {
        if self.count == 1 { &self.first } else { self.all.get_or_init(|| Vocabulary::new(self.channels())) }
    }
}
