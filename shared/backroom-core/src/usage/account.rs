//! [`Account`]: whom a message of ours is for, so that what WhatsApp charges for it is counted there.

use jiff::civil::Date;

use crate::ids::BusinessId;

/// How what travels with a message begins.
const PREFIX: &str = "account:";

/// The business and the day that a message of ours is counted with. It travels with the message to WhatsApp, and comes back
/// in each of its receipts: they name nobody but the person who got it, who may be in two businesses. Nothing but a count
/// is believed of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// Which.
    pub business: BusinessId,
    /// Of its own days, the one on which the message was counted.
    pub day: Date,
}

impl Account {
    /// What travels with the message.
    pub fn to_callback(&self) -> String {
        format!("{PREFIX}{}:{}", self.business, self.day)
    }

    /// Reads what [`Account::to_callback`] wrote; `None` for anything else.
    pub fn from_callback(callback: &str) -> Option<Self> {
        let (business, day) = callback.strip_prefix(PREFIX)?.rsplit_once(':')?;
        Some(Self {
            business: BusinessId::new(business),
            day: day.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_account_comes_back_as_it_left_and_nothing_else_is_one() {
        let account = Account {
            business: BusinessId::new("b0123456789abcdef"),
            day: date(2026, 11, 24),
        };
        let callback = account.to_callback();
        assert_eq!(callback, "account:b0123456789abcdef:2026-11-24");
        assert_eq!(Account::from_callback(&callback), Some(account));
        for odd in [
            "",
            "m1",
            "account:b1",
            "account:b1:",
            "account:b1:2026-13-01",
        ] {
            assert_eq!(Account::from_callback(odd), None, "{odd}");
        }
    }
}
