//! The chooser: which of the readings of a place its surroundings speak for.
//!
//! The lattice knows three words of context, and knows them by how often they were counted. The chooser is a log-linear model beside
//! it (a softmax over the readings that begin at one place), as in context-sensitive spelling correction (Golding and Roth 1999;
//! Wilcox-O'Hearn, Hirst and Budanitsky 2008):
//!
//! ```text
//! P(reading | surroundings)  ∝  exp( share * ln P(reading | lattice)  +  sum of the weights of its features )
//! ```
//!
//! A feature joins the original that a reading stands for with a word or two near the place, as they stand in the spun text. The
//! weights are learnt from honest text that was spun by our own tables, so that every right answer is known: millions of them.
//! Few weights matter, so they are kept in a table of two bytes each.
//!
//! | part | what it does |
//! |---|---|
//! | [`features`](mod@features) | surroundings and readings to features |
//! | [`learner`] | examples to weights, by stochastic gradient descent |
//! | [`compiled`] | the weights, read in place |

pub mod compiled;
pub mod features;
pub mod learner;

pub use compiled::Chooser;
pub use features::{Feature, Surroundings};
pub use learner::{Learner, Reading};
