//! A person has a new phone number or business-scoped id: their membership moves with them.

use backroom_core::business::Place;
use backroom_core::ids::BusinessNumberId;
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::invite::ATTEMPTS_MAX;
use super::members;
use super::transact::Transacted;

/// What came of moving a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relinked {
    /// The new identities are the member's, the old ones nobody's.
    Moved,
    /// There is nothing to move: the old ones are nobody's (any more).
    Nothing,
    /// A new identity belongs to somebody else: nothing has moved.
    Taken,
}

impl Store {
    /// Moves a membership from the old identities to the new ones. Repeating it changes nothing; an identity of
    /// another member is never taken over. An old identity that stands among the new ones stays.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn relink(
        &self,
        number: &BusinessNumberId,
        old: &Sender,
        new: &Sender,
        now: Timestamp,
    ) -> Result<Relinked, StoreError> {
        for _ in 0..ATTEMPTS_MAX {
            let held = self.identities(number, old).await?;
            let shown = self.identities(number, new).await?;
            let Some(person) = held.person().filter(|_| !shown.is_empty()) else {
                return Ok(Relinked::Nothing);
            };
            if shown.has_another(&person) {
                return Ok(Relinked::Taken);
            }
            let mut actions = shown.write(&self.table, &held.standing(), now);
            for Place { member, .. } in person.places() {
                actions.push(members::update_contact(&self.table, member, new));
            }
            actions.extend(held.without(&shown).clear(&self.table, &person));
            if let Transacted::Applied = self.transact("relink", actions).await? {
                return Ok(Relinked::Moved);
            }
            // They wrote to us from the new number at the same moment: whose it is by now, the next look says.
        }
        Err(StoreError::Unavailable {
            operation: "relink",
            code: "the identities kept changing".to_owned(),
        })
    }
}
