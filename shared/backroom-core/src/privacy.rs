//! A person's data: what is kept can be taken out as a file ([`export`]), and who leaves can be forgotten.
//!
//! Who is forgotten stays in the ledger as a number of movements by somebody: amounts, times and the member's id, which
//! is a hash and stands for nobody any more. Their name goes, and each kept answer in which it stands.

pub mod export;

use crate::credit::{self, CreditEntry};
use crate::ids::{CustomerId, MemberId};
use crate::inventory::LedgerRecord;
use crate::reply;

/// What somebody is called who has been forgotten.
pub fn pseudonym(member: &MemberId) -> String {
    let id = member.as_str();
    let end = id.char_indices().nth(5).map_or(id.len(), |(at, _)| at);
    format!("Former member {}", id.get(1..end).unwrap_or_default())
}

/// Who is to be forgotten, and their name.
#[derive(Clone, Copy)]
pub enum Forgotten<'a> {
    /// Somebody who was in the business.
    Member(&'a MemberId, &'a str),
    /// Somebody in its credit book.
    Customer(&'a CustomerId, &'a str),
}

/// The record without this person; `None` if they are not in it.
pub fn forgotten(record: &LedgerRecord, whom: Forgotten<'_>) -> Option<LedgerRecord> {
    let mut after = record.clone();
    let name = match whom {
        Forgotten::Member(member, name) => {
            if record.member == *member {
                after.member_name = pseudonym(member);
            }
            name
        }
        Forgotten::Customer(customer, name) => {
            let theirs = |entry: &&mut CreditEntry| entry.customer == *customer;
            for entry in after.credit.iter_mut().filter(theirs) {
                entry.name = credit::pseudonym(customer);
            }
            name
        }
    };
    let buttons = record.reply.buttons.iter().map(|button| &button.title);
    if buttons
        .chain([&record.reply.body])
        .any(|text| names(text, name))
    {
        after.reply = reply::privacy::about_somebody_forgotten();
    }
    (after != *record).then_some(after)
}

/// Whether the name stands in the text as words of its own, however it is written.
fn names(text: &str, name: &str) -> bool {
    let plain = |text: &str| -> String {
        let words = text.to_lowercase();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (text, name) = (plain(text), plain(name));
    let apart = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text.match_indices(&name).any(|(at, found)| {
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            apart(before.chars().next_back()) && apart(after.chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MessageId;
    use crate::inventory::{LedgerKey, RecordKind};
    use crate::reply::Reply;

    fn record(member: &str, name: &str, reply: Reply) -> LedgerRecord {
        let at = "2026-11-24T12:00:00Z".parse().unwrap();
        LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            key: LedgerKey::of(&MessageId::new("wamid.1"), at),
            decided_at: at,
            member: MemberId::new(member),
            member_name: name.to_owned(),
            kind: RecordKind::Refusal,
            movements: Vec::new(),
            credit: Vec::new(),
            reply,
        }
    }

    #[test]
    fn a_name_goes_from_the_record_and_from_what_was_said() {
        let sipho = MemberId::new("m0123456789abcdef");
        let own = record(sipho.as_str(), "Sipho", Reply::text("Sold 3 Coke. 9 left."));
        let gone = forgotten(&own, Forgotten::Member(&sipho, "Sipho")).unwrap();
        assert_eq!(gone.member_name, "Former member 0123");
        assert_eq!(gone.reply, own.reply);
        assert_eq!(
            forgotten(&gone, Forgotten::Member(&sipho, "Sipho")),
            None,
            "once"
        );

        let removal = record("m9", "Thandi", Reply::text("SIPHO's gone."));
        let gone = forgotten(&removal, Forgotten::Member(&sipho, "Sipho")).unwrap();
        assert_eq!(gone.member_name, "Thandi");
        assert!(!gone.reply.body.contains("SIPHO"));

        for other in ["Siphosethu is in.", "Got 3 siphons.", ""] {
            let record = record("m9", "Thandi", Reply::text(other));
            assert_eq!(
                forgotten(&record, Forgotten::Member(&sipho, "Sipho")),
                None,
                "{other}"
            );
        }
        let button = ("1:q1".to_owned(), "1. sipho".to_owned());
        let asked = record("m9", "Thandi", Reply::with_buttons("Which?", [button]));
        let gone = forgotten(&asked, Forgotten::Member(&sipho, "Sipho")).unwrap();
        assert!(gone.reply.buttons.is_empty());
    }
}
