//! A person has a new phone number or business-scoped id: their membership moves with them.

use backroom_core::business::Place;
use backroom_core::ids::BusinessNumberId;
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
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
        let old = self.identities(number, old).await?;
        let shown = self.identities(number, new).await?;
        let Some(person) = old.person().filter(|_| !shown.is_empty()) else {
            return Ok(Relinked::Nothing);
        };
        if shown.has_another(&person) {
            return Ok(Relinked::Taken);
        }
        let mut actions = shown.write(&self.table, &old.standing(), now);
        let left = old.without(&shown);
        for Place { member, .. } in person.places() {
            actions.push(members::update_contact(&self.table, member, new));
        }
        actions.extend(left.clear(&self.table, &person));
        match self.transact("relink", actions).await? {
            Transacted::Applied => Ok(Relinked::Moved),
            Transacted::Refused(_) => Ok(Relinked::Taken),
        }
    }
}
