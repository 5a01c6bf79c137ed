//! The chooser: which of the readings of a place its surroundings speak for.
//!
//! The lattice knows three words of context, and knows them by how often they were counted. The chooser adds to the cost of each
//! reading that is still open what its surroundings say, so that a path through the lattice has the probability of a conditional
//! random field (Lafferty, McCallum and Pereira 2001):
//!
//! ```text
//! P(path | text)  ∝  exp( share * ln P(words) + ln P(text | words) + sum over its readings of
//!                         ( the weights of their features + topic of the document . topic of the original ) )
//! ```
//!
//! A [feature](features) joins the original that a reading stands for with a word or two near the place, as they stand in the spun
//! text, as in context-sensitive spelling correction (Golding and Roth 1999); or says how a key that is left standing goes
//! with the document's swap rate. The [topic] says what the rest of the document speaks for. Weights, topics and the share of the
//! language model are learnt together, from honest text that was spun by our own tables, so that every right answer is known:
//! millions of them. Few weights matter, so they are kept in a table of two bytes each.
//!
//! | part | what it does |
//! |---|---|
//! | [`features`](mod@features) | surroundings and readings to features |
//! | [`topic`] | a document's words to a vector |
//! | [`learner`] | errors to weights, by stochastic gradient descent |
//! | [`compiled`] | the weights, read in place |

pub mod compiled;
pub mod features;
pub mod learner;
pub mod topic;

pub use compiled::Chooser;
pub use features::{Feature, Reading, Readings, Surroundings};
pub use learner::Learner;
pub use topic::{Bag, Topic};

use crate::language_model::Cost;

/// What weighs readings: weights that are compiled, or still being learnt.
pub trait Weigh {
    /// The share of the language model's costs, in 1024ths.
    fn share(&self) -> Cost;

    /// The topic of a document of these words.
    fn topic(&self, bag: &Bag) -> Topic;

    /// Asks the memory for what the [cost](Self::cost) of a reading will need, where that is worth the while.
    fn send_for(&self, _: Reading<'_>) {}

    /// What the surroundings cost a reading in a document on `topic`, milli-nats; below 0 where they speak for it.
    fn cost(&self, reading: Reading<'_>, topic: &Topic) -> Cost;
}
