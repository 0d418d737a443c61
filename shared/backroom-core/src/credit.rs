//! The credit book: who took what without paying for it yet, and what they owe.
//!
//! A customer's balance is the sum of their entries, as an item's on hand is that of its movements: an entry stands in the
//! record of the message that made it, is never changed, and undo writes the opposite. Money is in minor units of the
//! business's currency; what is owed is positive, what was paid too much is negative.

use serde::{Deserialize, Serialize};

use crate::catalogue::fold;
use crate::ids::{CustomerId, MessageId};
use crate::intent::Line;
use crate::inventory::LedgerRecord;
use crate::money::Money;

/// The longest name of a customer, in characters.
pub const NAME_MAX: usize = 40;

/// What is said about the credit book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// "2 bread on credit for Thandi": sold, and owed.
    Sale {
        /// What: all of it sold.
        lines: Vec<Line>,
        /// To whom: the name as written.
        customer: String,
    },
    /// "Thandi paid 50".
    Paid {
        /// Who: the name as written.
        customer: String,
        /// How much; `None` is all that they owe.
        amount: Option<Money>,
    },
    /// "Thandi owes me 50": what the book does not know of, for no goods of this shop's ledger.
    Owes {
        /// Who: the name as written.
        customer: String,
        /// How much.
        amount: Money,
        /// Whether that comes to what they owe already: "Thandi owes me 50 more".
        more: bool,
    },
    /// "no, Thandi paid 60": what they paid last was another sum.
    Corrected {
        /// Who: the name as written.
        customer: String,
        /// How much it was.
        amount: Money,
    },
    /// "Thandi returned 1 bread on credit": goods that come back, off what they owe.
    Returned {
        /// What: all of it comes back.
        lines: Vec<Line>,
        /// Who brought it: the name as written.
        customer: String,
        /// Whether it was said that it comes off what they owe.
        off_debt: bool,
    },
    /// "rename customer Thandy to Thandi". Where both are in the book, the first joins the second.
    Rename {
        /// Who, as the book calls them.
        from: String,
        /// What they are to be called, or whom they join.
        to: String,
    },
    /// "forget customer Thandi": the name as written.
    Forget(String),
}

impl Credit {
    /// The same of the customer who was meant by the name.
    #[must_use]
    pub fn of(self, name: String) -> Self {
        match self {
            Self::Sale { lines, .. } => Self::Sale {
                lines,
                customer: name,
            },
            Self::Paid { amount, .. } => Self::Paid {
                customer: name,
                amount,
            },
            Self::Owes { amount, more, .. } => Self::Owes {
                customer: name,
                amount,
                more,
            },
            Self::Corrected { amount, .. } => Self::Corrected {
                customer: name,
                amount,
            },
            Self::Returned {
                lines, off_debt, ..
            } => Self::Returned {
                lines,
                customer: name,
                off_debt,
            },
            Self::Rename { to, .. } => Self::Rename { from: name, to },
            Self::Forget(_) => Self::Forget(name),
        }
    }
}

/// Somebody in the credit book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Stands for them in the ledger, also when their name is forgotten.
    pub id: CustomerId,
    /// Their name as it was first written.
    pub name: String,
    /// What they owe: the sum of their entries.
    pub balance: Money,
    /// Raised by one with every change: the condition of the next write. Zero is one that is not in the table yet.
    pub version: u64,
}

/// One row of the credit book, in a record of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditEntry {
    /// Whose.
    #[serde(rename = "c")]
    pub customer: CustomerId,
    /// Their name then, or their pseudonym once they are forgotten.
    #[serde(rename = "n")]
    pub name: String,
    /// What they owe more; less where it is negative.
    #[serde(rename = "a")]
    pub amount: Money,
    /// What they owe afterwards.
    #[serde(rename = "b")]
    pub balance: Money,
}

/// A name with capitals, where it was written without any: "mama joyce" is Mama Joyce.
fn capitalised(name: &str) -> String {
    if name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let mut first = true;
    let capital = |letter: char| {
        let begins = std::mem::replace(&mut first, letter == ' ');
        if begins {
            letter.to_uppercase().next().unwrap_or(letter)
        } else {
            letter
        }
    };
    name.chars().map(capital).collect()
}

impl Customer {
    /// Somebody new, made by this message: the same for each delivery of it.
    pub fn new(name: &str, message: &MessageId) -> Self {
        Self {
            id: CustomerId::made_by(message, &fold(name)),
            name: capitalised(name),
            balance: Money::ZERO,
            version: 0,
        }
    }

    /// The folded name, by which they are found.
    pub fn folded(&self) -> String {
        fold(&self.name)
    }

    /// The same under another name.
    #[must_use]
    pub fn called(&self, name: &str) -> Self {
        Self {
            name: capitalised(name),
            version: 0,
            ..self.clone()
        }
    }

    /// Who they are once they are forgotten.
    #[must_use]
    pub fn forgotten(&self) -> Self {
        Self {
            name: pseudonym(&self.id),
            version: 0,
            ..self.clone()
        }
    }

    /// They owe so much more, or less: the entry, and the customer as they will be. `None` past [`Money::MAX`].
    pub fn enter(&self, amount: Money) -> Option<(CreditEntry, Self)> {
        let after = Self {
            balance: self.balance.checked_add(amount)?,
            ..self.clone()
        };
        let entry = CreditEntry {
            customer: self.id.clone(),
            name: self.name.clone(),
            amount,
            balance: after.balance,
        };
        Some((entry, after))
    }
}

/// What a customer is called who has been forgotten.
pub fn pseudonym(customer: &CustomerId) -> String {
    let id = customer.as_str();
    format!("Former customer {}", id.get(1..7).unwrap_or(id))
}

/// What each customer's entries in these records come to, the other way: an entry for each, whose balance means nothing.
/// `None` past [`Money::MAX`].
pub fn reversed(records: &[&LedgerRecord]) -> Option<Vec<CreditEntry>> {
    let mut back: Vec<CreditEntry> = Vec::new();
    for entry in records.iter().flat_map(|record| &record.credit) {
        let amount = entry.amount.negated();
        match back
            .iter_mut()
            .find(|known| known.customer == entry.customer)
        {
            Some(known) => known.amount = known.amount.checked_add(amount)?,
            None => back.push(CreditEntry {
                amount,
                ..entry.clone()
            }),
        }
    }
    Some(back)
}

/// Names in the book of which this may be short, or that are spelled much like it, at most three.
pub fn meant<'a>(name: &str, customers: &'a [Customer]) -> Vec<&'a Customer> {
    let said = fold(name);
    let short = |customer: &&Customer| {
        let folded = customer.folded();
        let long = said.chars().count() >= SHORT_MIN;
        long && folded.split(' ').any(|word| word.starts_with(&said))
    };
    let mut found = near(name, customers);
    for customer in customers.iter().filter(short) {
        if !found.iter().any(|known| known.id == customer.id) {
            found.push(customer);
        }
    }
    found.truncate(3);
    found
}

/// Fewer letters than these are short for anybody.
const SHORT_MIN: usize = 3;

/// Names in the book that are spelled much like this one, at most three.
pub fn near<'a>(name: &str, customers: &'a [Customer]) -> Vec<&'a Customer> {
    use crate::catalogue::{Catalogue, Resolution};
    use crate::ids::ItemId;
    let names = customers.iter().map(|customer| {
        let folded = customer.folded();
        (ItemId::new(folded), &*customer.name, &[] as &[String])
    });
    let found = match Catalogue::new(names).resolve(name) {
        Resolution::Item(id) => vec![id],
        Resolution::Close(near) => near,
        Resolution::Unknown => Vec::new(),
    };
    let customer = |id: &ItemId| {
        let same = |customer: &&Customer| customer.folded() == id.as_str();
        customers.iter().find(same)
    };
    found.iter().filter_map(customer).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_is_the_sum_of_its_entries() {
        let thandi = Customer::new("Thandi", &MessageId::new("wamid.1"));
        let (took, thandi) = thandi.enter(Money(3_600)).unwrap();
        let (paid, thandi) = thandi.enter(Money(-5_000)).unwrap();
        assert_eq!((took.balance, paid.balance), (Money(3_600), Money(-1_400)));
        assert_eq!(thandi.balance, Money(-1_400));
        assert!(thandi.enter(Money(-Money::MAX.0)).is_none());
    }

    #[test]
    fn a_name_that_is_spelled_alike_is_near() {
        let customer = |name: &str| Customer::new(name, &MessageId::new(name));
        let book = ["Thandi", "Sipho", "Mama Zola"].map(customer);
        let near = |name: &str| -> Vec<String> {
            super::near(name, &book)
                .iter()
                .map(|customer| customer.name.clone())
                .collect()
        };
        assert_eq!(near("thandy"), ["Thandi"]);
        let meant = |name: &str| -> Vec<String> {
            let found = super::meant(name, &book);
            found.iter().map(|customer| customer.name.clone()).collect()
        };
        assert_eq!(meant("thandy"), ["Thandi"]);
        assert_eq!(meant("zola"), ["Mama Zola"]);
        assert_eq!(meant("sip"), ["Sipho"]);
        assert!(meant("ma").is_empty());
        assert!(near("bongani").is_empty());
    }
}
