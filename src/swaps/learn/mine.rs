//! x
pub(super) fn mine(_: &mut [super::Pair]) {}
