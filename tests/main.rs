//! The tests of the whole, in one program.

mod bad_input;
mod binary;
mod detect;
mod fix;
