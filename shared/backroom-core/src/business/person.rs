//! A person and the businesses they are in: one, or several between which they switch.

use jiff::Timestamp;

use super::{Member, Role};
use crate::ids::BusinessId;

/// How many businesses one person can be in.
pub const PLACES_MAX: usize = 10;

/// Where a sender stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In a business, or in several.
    Member(Person),
    /// Taken out of the business they spoke to last, and not told yet.
    Removed {
        /// What that business is called.
        from: String,
        /// What they are still in.
        still: Option<Person>,
    },
    /// Welcomed, and asked what the business is called.
    Naming,
    /// Never seen here.
    Unknown,
}

/// Somebody who is in at least one business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Where what they say goes.
    pub here: Place,
    /// The other businesses they are in.
    pub elsewhere: Vec<Place>,
}

/// A person's place in a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Who they are there.
    pub member: Member,
    /// When they joined or last switched to it, by WhatsApp's clock; the beginning of time for who was in no other before.
    pub since: Timestamp,
}

impl Person {
    /// In this place and no other.
    pub fn only(here: Place) -> Self {
        Self {
            here,
            elsewhere: Vec::new(),
        }
    }

    /// All their places, where they are first.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.here).chain(&self.elsewhere)
    }

    /// Their place in this business.
    pub fn place(&self, business: &BusinessId) -> Option<&Place> {
        self.places()
            .find(|place| place.member.business == *business)
    }

    /// Where a message of that moment was meant to go: the business they were in then. `None` for a message from before
    /// they were in any of them, or from so long ago that it can't be told: a place knows when they came there last, so
    /// only the one before this is known to have been theirs from then until now.
    pub fn at(&self, sent_at: Timestamp) -> Option<&Place> {
        [Some(&self.here), self.before()]
            .into_iter()
            .flatten()
            .find(|place| place.since <= sent_at)
    }

    /// Where they were before they were here.
    fn before(&self) -> Option<&Place> {
        self.elsewhere.iter().max_by_key(|place| place.since)
    }

    /// With this place, which is where they are now.
    #[must_use]
    pub fn joined(self, here: Place) -> Self {
        let mut elsewhere = self.elsewhere;
        elsewhere.push(self.here);
        elsewhere.retain(|place| place.member.business != here.member.business);
        Self { here, elsewhere }
    }

    /// In this one of their businesses since then; `None` if they are not in it.
    #[must_use]
    pub fn switched(self, to: &BusinessId, since: Timestamp) -> Option<Self> {
        let member = self.place(to)?.member.clone();
        Some(self.joined(Place { member, since }))
    }

    /// Without their place in this business. Where that was where they are, they are now where they were before. What they
    /// said in it before they left is for none of the others.
    #[must_use]
    pub fn left(self, business: &BusinessId, since: Timestamp) -> Option<Self> {
        let is_it = |place: &Place| place.member.business == *business;
        let (was_here, was_before) = (is_it(&self.here), self.before().is_some_and(is_it));
        let Self {
            mut here,
            mut elsewhere,
        } = self;
        elsewhere.retain(|place| !is_it(place));
        if was_here {
            let last = (0..elsewhere.len()).max_by_key(|at| elsewhere[*at].since)?;
            let member = elsewhere.remove(last).member;
            here = Place { member, since };
        }
        if was_here || was_before {
            for place in &mut elsewhere {
                place.since = place.since.max(here.since);
            }
        }
        Some(Self { here, elsewhere })
    }

    /// With this role in that business.
    #[must_use]
    pub fn appointed(mut self, business: &BusinessId, role: Role) -> Self {
        for place in std::iter::once(&mut self.here).chain(&mut self.elsewhere) {
            if place.member.business == *business {
                place.member.role = role;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MemberId;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn place(business: &str, since: i64) -> Place {
        Place {
            member: Member {
                id: MemberId::new(format!("m-{business}")),
                business: BusinessId::new(business),
                name: "Thandi".to_owned(),
                role: Role::Owner,
            },
            since: second(since),
        }
    }

    fn meant(person: &Person, sent_at: i64) -> Option<&str> {
        let place = person.at(second(sent_at));
        place.map(|place| place.member.business.as_str())
    }

    #[test]
    fn a_message_goes_where_its_sender_was_when_it_was_sent() {
        let spaza = Person::only(place("spaza", 10));
        assert_eq!(meant(&spaza, 9), None);
        assert_eq!(meant(&spaza, 10), Some("spaza"));
        let both = spaza.joined(place("tavern", 20));
        assert_eq!(meant(&both, 19), Some("spaza"));
        assert_eq!(meant(&both, 20), Some("tavern"));
        let back = both
            .switched(&BusinessId::new("spaza"), second(30))
            .unwrap();
        assert_eq!(meant(&back, 25), Some("tavern"));
        assert_eq!(meant(&back, 30), Some("spaza"));
        assert_eq!(meant(&back, 15), None, "nobody knows any more");
        assert_eq!(back.switched(&BusinessId::new("other"), second(40)), None);
    }

    #[test]
    fn what_was_said_in_a_place_that_is_not_known_any_more_is_for_no_other() {
        let three = Person::only(place("cafe", 0))
            .joined(place("spaza", 20))
            .joined(place("tavern", 30));
        let back = three
            .clone()
            .switched(&BusinessId::new("spaza"), second(40));
        let back = back.unwrap();
        for (sent_at, business) in [(25, None), (30, Some("tavern")), (40, Some("spaza"))] {
            assert_eq!(meant(&back, sent_at), business, "at {sent_at}");
        }
        // Left where they are, and where they were before.
        let gone = three.clone().left(&BusinessId::new("tavern"), second(40));
        let gone = gone.unwrap();
        for (sent_at, business) in [(5, None), (25, None), (35, None), (40, Some("spaza"))] {
            assert_eq!(meant(&gone, sent_at), business, "at {sent_at}");
        }
        let gone = three.left(&BusinessId::new("spaza"), second(40)).unwrap();
        for (sent_at, business) in [(5, None), (25, None), (30, Some("tavern"))] {
            assert_eq!(meant(&gone, sent_at), business, "at {sent_at}");
        }
        // They are still where they were before, however often that is.
        let gone = gone.left(&BusinessId::new("tavern"), second(50));
        assert_eq!(gone, Some(Person::only(place("cafe", 50))));
    }

    #[test]
    fn who_leaves_is_where_they_were_before() {
        let spaza = BusinessId::new("spaza");
        let person = Person::only(place("spaza", 10))
            .joined(place("tavern", 20))
            .joined(place("cafe", 30));
        let stays = person.clone().left(&spaza, second(40)).unwrap();
        assert_eq!(stays.here, place("cafe", 30));
        let goes = stays.left(&BusinessId::new("cafe"), second(40)).unwrap();
        assert_eq!(goes, Person::only(place("tavern", 40)));
        assert_eq!(goes.left(&BusinessId::new("tavern"), second(50)), None);
    }
}
