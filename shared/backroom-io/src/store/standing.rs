//! Where a sender stands: asked once for every message, so made to cost little.
//!
//! One eventually consistent read of the identity that counts most (the business-scoped id if there is one) settles
//! it for nearly every member: what it may lack is only what came in the last moment. Whenever that answer is not "a
//! member of one business", or the message shows a second identity that the member was not seen with yet, it is read
//! again, strongly consistent: someone who joined by their last message is found by the next, and what follows a switch
//! goes to the business switched to.

use backroom_core::business::{Member, Person, Standing};
use backroom_core::ids::BusinessNumberId;
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;
use super::identity::{self, Shown};
use super::keys;
use super::transact::Transacted;

impl Store {
    /// Where the sender stands at this number of ours.
    ///
    /// If only one of two identities is known, the other is linked to the same person. If they belong to different
    /// people, the business-scoped id wins: a phone number can have passed on.
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
        for consistent in [false, true] {
            let found = self.get("find standing", first, consistent).await?;
            let found = identity::read_identity(first, found.as_ref())?;
            let Standing::Member(person) = &found.standing else {
                break;
            };
            let settled = found.knows_key(keys.get(1));
            if settled && (consistent || person.elsewhere.is_empty()) {
                return Ok(found.standing);
            }
        }
        let shown = self.identities(number, sender).await?;
        if let Some(person) = shown.person()
            && !shown.is_settled()
        {
            self.link(&shown, &person, (number, sender)).await?;
        }
        Ok(shown.standing())
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
        let shown = self.identities(number, sender).await?;
        if shown.person().is_some() || shown.is_empty() {
            return Ok(());
        }
        let actions = shown.write(&self.table, &Standing::Naming, now);
        // Should another call be quicker, it has settled more than this one would.
        self.transact("start naming", actions).await.map(drop)
    }

    /// Who somebody was in businesses that they have left: remembered for seven days.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn who_was(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
        now: Timestamp,
    ) -> Result<Vec<Member>, StoreError> {
        let shown = self.identities(number, sender).await?;
        Ok(shown.left(now))
    }

    /// Forgets which businesses somebody has left, who is in another one.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn forget_left(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let shown = self.identities(number, sender).await?;
        let actions = shown.forget_left(&self.table, now);
        if actions.is_empty() {
            return Ok(());
        }
        // Should another call be quicker, they are forgotten after seven days.
        self.transact("forget left", actions).await.map(drop)
    }

    /// Forgets the identities of somebody who is in no business.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn forget_stranger(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
    ) -> Result<(), StoreError> {
        let shown = self.identities(number, sender).await?;
        let actions = shown.clear_all(&self.table);
        if actions.is_empty() {
            return Ok(());
        }
        // Should another message be quicker, this one has come too early.
        self.transact("forget stranger", actions).await.map(drop)
    }

    /// Makes the sender's identities known to each other, and gives the person those that are nobody's. Should another
    /// call be quicker, the next message finds things in order.
    async fn link(
        &self,
        shown: &Shown,
        person: &Person,
        (number, sender): (&BusinessNumberId, &Sender),
    ) -> Result<(), StoreError> {
        // Who is in a business is not forgotten with time.
        let now = Timestamp::UNIX_EPOCH;
        let actions = if shown.has_another(person) {
            shown.note_another(&self.table, now).into_iter().collect()
        } else {
            let mut actions = shown.write(&self.table, &shown.standing(), now);
            actions.extend(self.follow(person, (number, sender)).await?);
            actions
        };
        match self.transact("link identity", actions).await? {
            Transacted::Applied | Transacted::Refused(_) => Ok(()),
        }
    }
}
