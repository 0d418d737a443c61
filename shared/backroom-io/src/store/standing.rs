//! Where a sender stands: asked once for every message, so made to cost half a read unit.
//!
//! One eventually consistent read of the identity that counts most (the business-scoped id if there is one) settles
//! it for every known member: what it may lack is only what came in the last moment. Whenever that answer is not "a
//! member", or the message shows a second identity that the member was not seen with yet, all identities are read
//! again strongly consistent. So someone who joined by their last message is found by the next.

use backroom_core::business::{Member, Standing};
use backroom_core::ids::BusinessNumberId;
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, text};
use super::error::StoreError;
use super::identity::{self, Identity};
use super::keys::{self, Key};
use super::members;
use super::transact::Transacted;

impl Store {
    /// Where the sender stands at this number of ours.
    ///
    /// If only one of two identities is known, the other is linked to the same member. If they belong to different
    /// members, the business-scoped id wins: a phone number can have passed to another person.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_standing(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
    ) -> Result<Standing, StoreError> {
        let keys = keys::identities(number, sender);
        let Some(first) = keys.first() else {
            return Ok(Standing::Unknown);
        };
        let found = self.get("find standing", first, false).await?;
        if let Some(Identity::Member(member, known_with)) = read_if(found.as_ref())? {
            let second = keys.get(1).map(identity::seen_as);
            if second.is_none() || second == known_with {
                return Ok(Standing::Member(member));
            }
        }
        let identities = self.read_identities(&keys).await?;
        match chosen(&identities) {
            Some(member) => {
                self.link(&keys, &identities, member, sender).await?;
                Ok(Standing::Member(member.clone()))
            }
            None if identities.contains(&Some(Identity::Naming)) => Ok(Standing::Naming),
            None => Ok(Standing::Unknown),
        }
    }

    /// Remembers for seven days that the sender was asked what their business is called. Changes nothing for someone
    /// who is in a business by now.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn start_naming(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for key in keys::identities(number, sender) {
            let record = identity::naming(&key, now);
            let condition = Some("attribute_not_exists(business)");
            self.put_if("start naming", record, condition, Attributes::new())
                .await?;
        }
        Ok(())
    }

    /// Each identity, strongly consistent, in the order of the keys.
    pub(super) async fn read_identities(
        &self,
        keys: &[Key],
    ) -> Result<Vec<Option<Identity>>, StoreError> {
        let records = self.get_all("find standing", keys, true).await?;
        keys.iter()
            .map(|key| {
                let is_it = |record: &&Attributes| record.get(keys::PK) == Some(&text(&key.pk));
                read_if(records.iter().find(is_it))
            })
            .collect()
    }

    /// Makes the sender's second identity known to the first, and gives it to the member if it is nobody's. Should
    /// another call be quicker, the next message finds things in order.
    async fn link(
        &self,
        keys: &[Key],
        identities: &[Option<Identity>],
        member: &Member,
        sender: &Sender,
    ) -> Result<(), StoreError> {
        let [first, second] = keys else {
            return Ok(());
        };
        let others = match identities.get(1) {
            Some(Some(found @ Identity::Member(..))) => !found.is_of(member),
            _ => false,
        };
        let mut actions = vec![identity::join(&self.table, first, member, Some(second))];
        if !others {
            actions.push(identity::join(&self.table, second, member, Some(first)));
            actions.push(members::update_contact(&self.table, member, sender));
        }
        match self.transact("link identity", actions).await? {
            Transacted::Applied => Ok(()),
            Transacted::Refused(_) => Ok(()),
        }
    }
}

/// The member of the first identity that is a member's.
pub(super) fn chosen(identities: &[Option<Identity>]) -> Option<&Member> {
    identities
        .iter()
        .flatten()
        .find_map(|identity| match identity {
            Identity::Member(member, _) => Some(member),
            Identity::Naming => None,
        })
}

fn read_if(record: Option<&Attributes>) -> Result<Option<Identity>, StoreError> {
    record.map(identity::read).transpose()
}
