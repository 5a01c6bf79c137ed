//! Asking for memory before it is needed: the one place with unsafe code.

/// Asks for the cache line that `value` begins in, and does not wait for it.
///
/// Much of the time on spun text goes into waiting for tables of many megabytes, a line here and a line there. Who knows early which
/// lines it will read asks for them all, does something else, and finds them in the cache: restoring spun text takes a seventh less time
/// so. (A load whose value nobody uses, which would be safe, holds up what stands behind it, and gains half as much.)
#[inline]
#[allow(unsafe_code)]
pub(crate) fn prefetch<T: ?Sized>(value: &T) {
    let address = std::ptr::from_ref(value).cast::<i8>();
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has SSE, and a prefetch reads nothing that the program could see, whatever the address.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(address);
    }
    // Elsewhere there is no stable intrinsic yet: the processor is left to itself.
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
