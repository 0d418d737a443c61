//! What was read a moment ago: kept in the process, so that each message does not read it again.
//!
//! | Kept | How long | Good for |
//! |---|---|---|
//! | a business's profile | 30 s | its plan, settings, time zone |
//! | who a sender is | 30 s | help and greetings, and whether Gemini may be asked; *never* for what reads or writes stock |
//! | a business's items | 5 min | the names in help and examples, and which item a name is; never how much there is |
//!
//! What this process changes, it knows at once; what another one does, after that time. An answer about stock, and a change
//! of it, reads the stock and the sender's membership fresh: see ADR 0020.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use backroom_core::business::{Business, Person, Standing};
use backroom_core::ids::{BusinessId, BusinessNumberId, PhoneNumber, ScopedUserId};
use backroom_core::inventory::Item;
use backroom_core::message::InboundMessage;
use backroom_io::metrics::{self, Metric};
use backroom_io::store::StoreError;
use jiff::{SignedDuration, Timestamp};

use crate::Processor;

/// How long a profile counts, and who somebody is: a change that another process made may take so long to be seen.
const SHORT: SignedDuration = SignedDuration::from_secs(30);
/// How long a list of items counts.
const LONG: SignedDuration = SignedDuration::from_mins(5);
/// How many of each are kept; when there are more, all are forgotten.
const KEPT_MAX: usize = 1_000;

/// A sender with all identities that they showed.
type Who = (BusinessNumberId, Option<PhoneNumber>, Option<ScopedUserId>);
type Items = Arc<Vec<Item>>;

/// What is known.
#[derive(Debug)]
pub(crate) struct Known {
    profiles: Recent<BusinessId, Business>,
    people: Recent<Who, Person>,
    items: Recent<BusinessId, Items>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            profiles: Recent::new(SHORT),
            people: Recent::new(SHORT),
            items: Recent::new(LONG),
        }
    }
}

/// Things that were read, by their keys.
#[derive(Debug)]
struct Recent<K, V> {
    kept_for: SignedDuration,
    kept: Mutex<Kept<K, V>>,
    found: AtomicU64,
    missed: AtomicU64,
}

#[derive(Debug)]
struct Kept<K, V> {
    read: BTreeMap<K, (Timestamp, V)>,
    /// Counts what this process changed: what was read before that, and comes in after it, is not kept.
    changes: u64,
}

impl<K: Ord, V: Clone> Recent<K, V> {
    fn new(kept_for: SignedDuration) -> Self {
        let kept = Kept {
            read: BTreeMap::new(),
            changes: 0,
        };
        Self {
            kept_for,
            kept: Mutex::new(kept),
            found: AtomicU64::new(0),
            missed: AtomicU64::new(0),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept<K, V>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known; or else the state of changes, to keep what is read now.
    fn find(&self, key: &K, now: Timestamp) -> Result<V, u64> {
        let kept = self.kept();
        if let Some((read, value)) = kept.read.get(key)
            // A clock that went back says nothing about how old it is.
            && (SignedDuration::ZERO..self.kept_for).contains(&now.duration_since(*read))
        {
            self.found.fetch_add(1, Ordering::Relaxed);
            return Ok(value.clone());
        }
        self.missed.fetch_add(1, Ordering::Relaxed);
        Err(kept.changes)
    }

    fn changes(&self) -> u64 {
        self.kept().changes
    }

    /// Keeps what was read when there had been so many changes.
    fn keep(&self, key: K, value: V, now: Timestamp, changes: u64) {
        let mut kept = self.kept();
        if kept.changes != changes {
            return;
        }
        if kept.read.len() >= KEPT_MAX {
            kept.read.clear();
        }
        kept.read.insert(key, (now, value));
    }

    /// It is so from now on.
    fn changed(&self, key: K, value: V, now: Timestamp) {
        let changes = {
            let mut kept = self.kept();
            kept.changes += 1;
            kept.changes
        };
        self.keep(key, value, now, changes);
    }

    /// It may be otherwise from now on.
    fn forget(&self, forgets: impl Fn(&K) -> bool) {
        let mut kept = self.kept();
        kept.changes += 1;
        kept.read.retain(|key, _| !forgets(key));
    }

    /// How often something was known, and how often it had to be read, since this was asked last.
    fn report(&self, found: Metric, missed: Metric) {
        for (count, metric) in [(&self.found, found), (&self.missed, missed)] {
            let count = count.swap(0, Ordering::Relaxed);
            if count > 0 {
                metrics::record(metric, count);
            }
        }
    }
}

impl Known {
    /// The business is so from now on.
    pub(crate) fn changed(&self, business: &Business, now: Timestamp) {
        self.profiles
            .changed(business.id.clone(), business.clone(), now);
    }

    /// Somebody's place may be another from now on.
    pub(crate) fn people_changed(&self) {
        self.people.forget(|_| true);
    }

    /// The names of the business's items may be others from now on.
    pub(crate) fn items_changed(&self, business: &BusinessId) {
        self.items.forget(|of| of == business);
    }

    /// Counts how often something was known, since the last time.
    pub(crate) fn report(&self) {
        self.profiles
            .report(Metric::ProfilesKnown, Metric::ProfilesRead);
        self.people.report(Metric::PeopleKnown, Metric::PeopleRead);
        self.items
            .report(Metric::ItemListsKnown, Metric::ItemListsRead);
    }
}

fn who(message: &InboundMessage) -> Who {
    let from = &message.from;
    (
        message.number.clone(),
        from.phone.clone(),
        from.user_id.clone(),
    )
}

impl Processor {
    /// The business's profile, perhaps as it was a moment ago.
    pub(crate) async fn profile(&self, id: &BusinessId) -> Result<Option<Business>, StoreError> {
        let now = self.clock.now();
        let changes = match self.known.profiles.find(id, now) {
            Ok(business) => return Ok(Some(business)),
            Err(changes) => changes,
        };
        let business = self.store.load_business(id).await?;
        if let Some(business) = &business {
            let profiles = &self.known.profiles;
            profiles.keep(id.clone(), business.clone(), now, changes);
        }
        Ok(business)
    }

    /// Where the sender stands now.
    pub(crate) async fn standing(&self, message: &InboundMessage) -> Result<Standing, StoreError> {
        let (people, now) = (&self.known.people, self.clock.now());
        let changes = people.changes();
        let standing = self
            .store
            .find_standing(&message.number, &message.from)
            .await?;
        if let Standing::Member(person) = &standing
            // Who is in several may be in another one by now.
            && person.elsewhere.is_empty()
        {
            people.keep(who(message), person.clone(), now, changes);
        }
        Ok(standing)
    }

    /// Where the sender stands, perhaps as it was a moment ago: for what neither tells nor changes anything of a business.
    pub(crate) async fn standing_lately(
        &self,
        message: &InboundMessage,
    ) -> Result<Standing, StoreError> {
        match self.known.people.find(&who(message), self.clock.now()) {
            Ok(person) => Ok(Standing::Member(person)),
            Err(_) => self.standing(message).await,
        }
    }

    /// The business's items as they were a while ago, if they are known: for their names.
    pub(crate) fn items_known(&self, business: &BusinessId) -> Option<Items> {
        self.known.items.find(business, self.clock.now()).ok()
    }

    /// All items of the business as they are now, with those that were deleted.
    pub(crate) async fn all_items_now(
        &self,
        business: &BusinessId,
    ) -> Result<Vec<Item>, StoreError> {
        let (list, now) = (&self.known.items, self.clock.now());
        let changes = list.changes();
        let all = self.store.all_items(business, true).await?;
        let there = all.iter().filter(|item| !item.deleted).cloned();
        list.keep(business.clone(), Arc::new(there.collect()), now, changes);
        Ok(all)
    }

    /// The business's items, perhaps as they were a while ago: for their names.
    pub(crate) async fn items_lately(&self, business: &BusinessId) -> Result<Items, StoreError> {
        match self.items_known(business) {
            Some(items) => Ok(items),
            None => self.items_read(business).await,
        }
    }

    /// The business's items, read now, for their names; whoever needs these next finds them.
    pub(crate) async fn items_read(&self, business: &BusinessId) -> Result<Items, StoreError> {
        let (list, now) = (&self.known.items, self.clock.now());
        let changes = list.changes();
        let items = Arc::new(self.store.list_items(business, false).await?);
        list.keep(business.clone(), Arc::clone(&items), now, changes);
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let recent: Recent<&str, u8> = Recent::new(SHORT);
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let changes = recent.find(&"b", now).unwrap_err();
        recent.forget(|_| true);
        recent.keep("b", 1, now, changes);
        let changes = recent.find(&"b", now).unwrap_err();
        recent.keep("b", 2, now, changes);
        assert_eq!(recent.find(&"b", now), Ok(2));
        let later = now + SHORT;
        assert!(recent.find(&"b", later).is_err(), "it is too old");
        assert!(
            recent.find(&"b", now - SHORT).is_err(),
            "nobody knows how old it is"
        );
        recent.changed("b", 3, later);
        assert_eq!(recent.find(&"b", later), Ok(3));
    }
}
