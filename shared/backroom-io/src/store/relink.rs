//! A person has a new phone number or business-scoped id: their membership moves with them.

use backroom_core::ids::BusinessNumberId;
use backroom_core::message::Sender;

use super::Store;
use super::error::StoreError;
use super::identity;
use super::keys;
use super::members;
use super::standing::chosen;
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
    ) -> Result<Relinked, StoreError> {
        let old_keys = keys::identities(number, old);
        let new_keys = keys::identities(number, new);
        if old_keys.is_empty() || new_keys.is_empty() {
            return Ok(Relinked::Nothing);
        }
        let old_identities = self.read_identities(&old_keys).await?;
        let Some(member) = chosen(&old_identities) else {
            return Ok(Relinked::Nothing);
        };
        let mut actions = identity::join_all(&self.table, &new_keys, member);
        for (key, found) in old_keys.iter().zip(&old_identities) {
            let ours = found.as_ref().is_some_and(|found| found.is_of(member));
            if ours && !new_keys.contains(key) {
                actions.push(identity::leave(&self.table, key, member));
            }
        }
        actions.push(members::update_contact(&self.table, member, new));
        match self.transact("relink", actions).await? {
            Transacted::Applied => Ok(Relinked::Moved),
            Transacted::Refused(_) => Ok(Relinked::Taken),
        }
    }
}
