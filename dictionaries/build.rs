//! Compiles the swap tables into FSTs that are embedded in the library.

fn main() {}
