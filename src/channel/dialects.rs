//! Several spinners at once: which of them explains a document best.
//!
//! Each dialect has a channel of its own, and of each a document is scored as in [`swap_rate`](super::swap_rate), by the joined
//! [vocabulary](super::vocabulary) of all of them.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use super::Channel;
use super::vocabulary::Vocabulary;

/// Opens a channel, once.
pub type Open = Box<dyn FnOnce() -> Channel + Send>;

/// The channels of all dialects, the commonest first. Each is opened when a text is first met that it may explain; most texts are
/// honest by their words alone.
pub struct Dialects {
    channels: Vec<LazyLock<Channel, Open>>,
    all: OnceLock<Vocabulary>,
    /// The words of the first, where those of all are not known yet.
    first: OnceLock<Vocabulary>,
}

impl fmt::Debug for Dialects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialects").field("count", &self.count()).finish_non_exhaustive()
    }
}

impl Dialects {
    /// The dialects of these channels, which share a language model; `all` is the vocabulary of them all, where it is known already.
    #[must_use]
    pub fn new(channels: impl IntoIterator<Item = Open>, all: Option<Vocabulary>) -> Self {
        Self {
            channels: channels.into_iter().map(LazyLock::new).collect(),
            all: all.map_or_else(OnceLock::new, OnceLock::from),
            first: OnceLock::new(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.channels.len()
    }

    /// The channel at this place, in the order given; opens it.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn channel(&self, place: usize) -> &Channel {
        &self.channels[place]
    }

    /// All channels, in the order given; opens them.
    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        self.channels.iter().map(|channel| &**channel)
    }

    /// The vocabulary to count a text's words in first: that of all dialects where it is known, else that of the first.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        self.all.get().unwrap_or_else(|| self.first.get_or_init(|| vocabulary(self.channels().take(1))))
    }

    /// The vocabulary of all dialects; where it is not known, opens them.
    #[must_use]
    pub fn whole_vocabulary(&self) -> &Vocabulary {
        self.all.get_or_init(|| vocabulary(self.channels()))
    }
}

/// The joined vocabulary of channels that share a language model.
fn vocabulary<'c>(channels: impl Iterator<Item = &'c Channel>) -> Vocabulary {
    let channels: Vec<&Channel> = channels.collect();
    let model = channels.first().expect("a dialect that is wanted has a table").model();
    let tables: Vec<_> = channels.iter().map(|channel| (channel.table(), channel.lexicon())).collect();
    Vocabulary::new(model, &tables)
}
