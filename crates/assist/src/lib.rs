//! What the widget loads for forms that can use it, and not before: phone numbers (feature `phone`), hints for
//! mistyped e-mail domains (`hint`), kinds of field that few forms have (`special`), and, once the journey may be kept,
//! the stages and the score (`stages`); what destinations speak, where a page names one
//! (`destination`; with those of services `services`). Each feature is an artefact of its own.
//!
//! Nothing here decides: a page in which these files never arrive takes the same leads.

#![no_std]

extern crate alloc;

#[cfg(feature = "destination")]
pub mod destination;
#[cfg(feature = "hint")]
pub mod hint;
#[cfg(feature = "phone")]
pub mod phone;
#[cfg(feature = "special")]
pub mod special;
#[cfg(feature = "stages")]
pub mod stages;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A panic is a trap: the host notices and goes on without help.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
