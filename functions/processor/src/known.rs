//! What was read of businesses a moment ago: kept in the process, so that each message does not read it again.
//!
//! What stock is on hand is never kept here: an answer about it, and a change of it, reads it fresh. What this process
//! changes, it knows at once; what another one does, after [`PROFILE_FOR`].

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use backroom_core::business::Business;
use backroom_core::ids::BusinessId;
use backroom_io::store::StoreError;
use jiff::{SignedDuration, Timestamp};

use crate::Processor;

/// How long a profile counts: a plan or setting that another process changed may take so long to be seen.
const PROFILE_FOR: SignedDuration = SignedDuration::from_secs(30);
/// How many are kept; when there are more, all are forgotten.
const PROFILES_MAX: usize = 1_000;

/// What is known.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Profiles>);

#[derive(Debug, Default)]
struct Profiles {
    read: BTreeMap<BusinessId, (Timestamp, Business)>,
    /// Counts what this process changed: what was read before that, and comes in after it, is not kept.
    changes: u64,
}

impl Known {
    fn profiles(&self) -> MutexGuard<'_, Profiles> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The business is so from now on.
    pub(crate) fn changed(&self, business: &Business, now: Timestamp) {
        let mut profiles = self.profiles();
        profiles.changes += 1;
        profiles.keep(business, now);
    }
}

impl Profiles {
    fn keep(&mut self, business: &Business, now: Timestamp) {
        if self.read.len() >= PROFILES_MAX {
            self.read.clear();
        }
        self.read
            .insert(business.id.clone(), (now, business.clone()));
    }
}

impl Processor {
    /// The business's profile, perhaps as it was a moment ago.
    pub(crate) async fn profile(&self, id: &BusinessId) -> Result<Option<Business>, StoreError> {
        let now = self.clock.now();
        let changes = {
            let profiles = self.known.profiles();
            if let Some((read, business)) = profiles.read.get(id)
                // A clock that went back says nothing about how old it is.
                && (SignedDuration::ZERO..PROFILE_FOR).contains(&now.duration_since(*read))
            {
                return Ok(Some(business.clone()));
            }
            profiles.changes
        };
        let business = self.store.load_business(id).await?;
        if let Some(business) = &business {
            let mut profiles = self.known.profiles();
            if profiles.changes == changes {
                profiles.keep(business, now);
            }
        }
        Ok(business)
    }
}
