//! The language model: `score(context, word)` gives a cost and the next context.
