//! Which messages of a queue may be received now. Pure: no disk, and time is an argument.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A message's place in its queue.
pub(crate) type Sequence = i64;

/// Unix milliseconds.
pub(crate) type Millis = i64;

/// The messages of one queue, without their words.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    messages: BTreeMap<Sequence, Entry>,
    groups: BTreeMap<Arc<str>, Group>,
    /// The first message of each group that has none in flight: what may be received.
    free: BTreeSet<Sequence>,
    /// When each message in flight becomes visible again.
    in_flight: BTreeSet<(Millis, Sequence)>,
}

#[derive(Debug)]
struct Entry {
    group: Arc<str>,
    receives: u32,
    /// Set while it is in flight.
    until: Option<Millis>,
}

#[derive(Debug, Default)]
struct Group {
    messages: BTreeSet<Sequence>,
    in_flight: usize,
}

/// What a receipt is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holding {
    /// The message is in flight under this receipt.
    InFlight,
    /// It is visible again, or in flight under a newer receipt.
    Lost,
    /// It is deleted.
    Gone,
}

impl Groups {
    /// Adds a message behind all others of its group.
    pub(crate) fn add(&mut self, sequence: Sequence, group: &str, receives: u32) {
        let name = match self.groups.get_key_value(group) {
            Some((name, _)) => Arc::clone(name),
            None => Arc::from(group),
        };
        let group = self.groups.entry(Arc::clone(&name)).or_default();
        group.messages.insert(sequence);
        if group.in_flight == 0 && group.messages.first() == Some(&sequence) {
            self.free.insert(sequence);
        }
        let entry = Entry {
            group: name,
            receives,
            until: None,
        };
        self.messages.insert(sequence, entry);
    }

    /// Takes up to `most` messages, oldest first, each with how often it has been received now. They are in flight
    /// until `until`.
    pub(crate) fn take(&mut self, most: usize, now: Millis, until: Millis) -> Vec<(Sequence, u32)> {
        self.expire(now);
        let mut taken = Vec::new();
        // Within one receive a group may give several: the next of a group is free once the one before it is taken.
        let mut next_of_taken = BTreeSet::new();
        while taken.len() < most {
            let Some(sequence) = self.free.pop_first() else {
                break;
            };
            let Some(entry) = self.messages.get_mut(&sequence) else {
                continue;
            };
            entry.receives += 1;
            entry.until = Some(until);
            self.in_flight.insert((until, sequence));
            taken.push((sequence, entry.receives));
            next_of_taken.remove(&sequence);
            if let Some(group) = self.groups.get_mut(&entry.group) {
                group.in_flight += 1;
                if let Some(&next) = group.messages.range(sequence + 1..).next() {
                    self.free.insert(next);
                    next_of_taken.insert(next);
                }
            }
        }
        for sequence in next_of_taken {
            self.free.remove(&sequence);
        }
        taken
    }

    /// What a receipt for this message, received for the `receives`th time, is worth.
    pub(crate) fn holding(&mut self, sequence: Sequence, receives: u32, now: Millis) -> Holding {
        self.expire(now);
        match self.messages.get(&sequence) {
            None => Holding::Gone,
            Some(entry) if entry.until.is_some() && entry.receives == receives => Holding::InFlight,
            Some(_) => Holding::Lost,
        }
    }

    /// Forgets a message.
    pub(crate) fn remove(&mut self, sequence: Sequence) {
        self.land(sequence);
        let Some(entry) = self.messages.remove(&sequence) else {
            return;
        };
        self.free.remove(&sequence);
        let Some(group) = self.groups.get_mut(&entry.group) else {
            return;
        };
        group.messages.remove(&sequence);
        if group.messages.is_empty() {
            self.groups.remove(&entry.group);
        } else {
            self.free_first_of(&entry.group);
        }
    }

    /// Keeps a message in flight until then; if that is not after `now`, makes it visible.
    pub(crate) fn hold_until(&mut self, sequence: Sequence, now: Millis, until: Millis) {
        if until <= now {
            self.land(sequence);
            return;
        }
        let Some(entry) = self.messages.get_mut(&sequence) else {
            return;
        };
        if let Some(before) = entry.until.replace(until) {
            self.in_flight.remove(&(before, sequence));
            self.in_flight.insert((until, sequence));
        }
    }

    /// When the next message in flight becomes visible again.
    pub(crate) fn next_visible_at(&self) -> Option<Millis> {
        self.in_flight.first().map(|&(until, _)| until)
    }

    /// How many are visible, and how many in flight.
    pub(crate) fn depth(&mut self, now: Millis) -> (usize, usize) {
        self.expire(now);
        let in_flight = self.in_flight.len();
        (self.messages.len() - in_flight, in_flight)
    }

    /// Makes visible what has been in flight for too long.
    fn expire(&mut self, now: Millis) {
        while let Some(&(until, sequence)) = self.in_flight.first()
            && until <= now
        {
            self.land(sequence);
        }
    }

    /// Takes a message out of flight, if it is in flight.
    fn land(&mut self, sequence: Sequence) {
        let Some(entry) = self.messages.get_mut(&sequence) else {
            return;
        };
        let Some(until) = entry.until.take() else {
            return;
        };
        self.in_flight.remove(&(until, sequence));
        let name = Arc::clone(&entry.group);
        if let Some(group) = self.groups.get_mut(&name) {
            group.in_flight -= 1;
        }
        self.free_first_of(&name);
    }

    fn free_first_of(&mut self, name: &Arc<str>) {
        if let Some(group) = self.groups.get(name)
            && group.in_flight == 0
            && let Some(&first) = group.messages.first()
        {
            self.free.insert(first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds messages 1, 2, 3… to the groups that the letters name.
    fn groups(letters: &str) -> Groups {
        let mut groups = Groups::default();
        for (position, letter) in letters.chars().enumerate() {
            groups.add(position as Sequence + 1, &letter.to_string(), 0);
        }
        groups
    }

    fn take(groups: &mut Groups, most: usize, now: Millis) -> Vec<Sequence> {
        let taken = groups.take(most, now, now + 100);
        taken.into_iter().map(|(sequence, _)| sequence).collect()
    }

    #[test]
    fn a_receive_gives_the_oldest_of_all_groups_in_order() {
        assert_eq!(take(&mut groups("aabac"), 10, 0), [1, 2, 3, 4, 5]);
        assert_eq!(take(&mut groups("aabac"), 2, 0), [1, 2]);
    }

    #[test]
    fn a_group_with_a_message_in_flight_gives_no_more() {
        let mut queue = groups("aabab");
        assert_eq!(take(&mut queue, 1, 0), [1]);
        assert_eq!(take(&mut queue, 10, 1), [3, 5], "only the other group");
        assert_eq!(take(&mut queue, 10, 2), [0; 0]);
        queue.remove(1);
        assert_eq!(take(&mut queue, 10, 3), [2, 4]);
    }

    #[test]
    fn a_message_that_was_not_deleted_comes_again_before_the_later_ones() {
        let mut queue = groups("aaa");
        assert_eq!(take(&mut queue, 2, 0), [1, 2]);
        queue.remove(2);
        assert_eq!(take(&mut queue, 10, 99), [0; 0]);
        assert_eq!(queue.take(10, 100, 200), [(1, 2), (3, 1)]);
    }

    #[test]
    fn a_group_waits_for_all_of_its_messages_in_flight() {
        let mut queue = groups("aaa");
        take(&mut queue, 2, 0);
        queue.hold_until(1, 50, 50);
        assert_eq!(take(&mut queue, 10, 60), [0; 0], "2 is still in flight");
        assert_eq!(take(&mut queue, 10, 100), [1, 2, 3]);
    }

    #[test]
    fn a_receipt_is_worth_nothing_once_the_message_is_visible_again() {
        let mut queue = groups("a");
        assert_eq!(queue.take(1, 0, 100), [(1, 1)]);
        assert_eq!(queue.holding(1, 1, 99), Holding::InFlight);
        assert_eq!(queue.holding(1, 1, 100), Holding::Lost);
        assert_eq!(queue.take(1, 100, 200), [(1, 2)]);
        assert_eq!(queue.holding(1, 1, 101), Holding::Lost);
        assert_eq!(queue.holding(1, 2, 101), Holding::InFlight);
        queue.remove(1);
        assert_eq!(queue.holding(1, 2, 101), Holding::Gone);
    }

    #[test]
    fn holding_longer_keeps_it_invisible_longer() {
        let mut queue = groups("a");
        take(&mut queue, 1, 0);
        queue.hold_until(1, 50, 500);
        assert_eq!(queue.next_visible_at(), Some(500));
        assert_eq!(take(&mut queue, 1, 499), [0; 0]);
        assert_eq!(queue.depth(499), (0, 1));
        assert_eq!(take(&mut queue, 1, 500), [1]);
    }

    proptest::proptest! {
        /// Whatever is taken, deleted and left to expire: of a group, no message is received while an earlier one of
        /// it is still there and not in the same receive.
        #[test]
        fn no_message_overtakes_an_earlier_one_of_its_group(
            letters in "[a-d]{1,40}",
            steps in proptest::collection::vec((1..12_usize, proptest::bits::u8::ANY), 1..60),
        ) {
            let mut queue = groups(&letters);
            let group_of = |sequence: Sequence| letters.as_bytes()[sequence as usize - 1];
            let mut left: BTreeSet<Sequence> = (1..=letters.len() as Sequence).collect();
            let mut now = 0;
            for (most, deleted) in steps {
                now += 40;
                let taken = take(&mut queue, most, now);
                for (position, sequence) in taken.iter().enumerate() {
                    let earlier: Vec<_> = left
                        .range(..sequence)
                        .filter(|&&other| group_of(other) == group_of(*sequence))
                        .collect();
                    for other in earlier {
                        proptest::prop_assert!(taken[..position].contains(other));
                    }
                }
                for (position, sequence) in taken.iter().enumerate() {
                    if deleted & (1 << (position % 8)) != 0 {
                        queue.remove(*sequence);
                        left.remove(sequence);
                    }
                }
            }
            while !left.is_empty() {
                now += 100;
                let taken = take(&mut queue, 10, now);
                proptest::prop_assert!(!taken.is_empty(), "stuck with {left:?}");
                for sequence in taken {
                    queue.remove(sequence);
                    left.remove(&sequence);
                }
            }
            proptest::prop_assert_eq!(queue.depth(now), (0, 0));
        }
    }
}
