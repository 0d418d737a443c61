//! Who came too late with what they planned stands in line: of one shop, one plans anew at a time. Each try that the table
//! refuses costs as much as one that it takes, and those of a batch that collided once would collide again.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use backroom_core::ids::BusinessId;
use tokio::sync::{Mutex, MutexGuard};

/// So many lines: more than a batch has messages. Shops that share one wait for each other now and then, no more.
const LINES: usize = 64;

/// The lines of this process. Other processes have their own: against those, a wait by chance has to do.
#[derive(Debug)]
pub(crate) struct Lines([Mutex<()>; LINES]);

impl Default for Lines {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Lines {
    /// Waits for this one's turn, in the order of arrival; it lasts until what is answered is dropped.
    pub(crate) async fn stand(&self, business: &BusinessId) -> MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        business.as_str().hash(&mut hasher);
        let line = usize::try_from(hasher.finish() % LINES as u64).unwrap_or_default();
        self.0[line].lock().await
    }
}
