//! Futures on the heap.

use std::pin::Pin;

/// What is to be done, on the heap and made there: of so many things that a message or an answer may ask for, neither the
/// future nor the stack of who awaits one of them has to hold them all. A build without optimisation has no room for that.
pub(crate) fn on_heap<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    Box::pin(make())
}
