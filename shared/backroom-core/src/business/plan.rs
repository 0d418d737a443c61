//! What a business pays for, and what it gets for it: one table, [`Plan::allowance`], which the operator can change for
//! each business ([`Agreed`]).

use serde::{Deserialize, Serialize};

use crate::business::{Member, Role};
use crate::money::Money;

/// As many as one likes.
pub const UNLIMITED: u32 = u32::MAX;

/// What a business pays for: each gives what those before it give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Nothing.
    #[default]
    Free,
    /// A little.
    Starter,
    /// What a shop with a team needs.
    Pro,
    /// By agreement.
    Enterprise,
}

/// How much a business may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Allowance {
    /// Messages of all its members in a day of its own.
    pub messages_a_day: u32,
    /// Messages of all its members in any hour.
    pub messages_an_hour: u32,
    /// Messages of one member in a day.
    pub member_messages_a_day: u32,
    /// Messages of one member in any hour.
    pub member_messages_an_hour: u32,
    /// Items in its stock, or [`UNLIMITED`].
    pub items: u32,
    /// Members who may change something, or [`UNLIMITED`].
    pub members: u32,
}

/// What not every plan has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Stock and history as a file.
    CsvExport,
    /// What sells, what does not, what to expect.
    Analytics,
    /// Other programs may ask and tell.
    Api,
    /// The last of the day's budget for Gemini, which others are not asked about any more.
    Priority,
    /// A WhatsApp number and a name of its own.
    OwnNumber,
}

/// What the operator agreed with one business, in place of what its plan says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agreed {
    /// See [`Allowance::messages_a_day`].
    pub messages_a_day: Option<u32>,
    /// See [`Allowance::messages_an_hour`].
    pub messages_an_hour: Option<u32>,
    /// See [`Allowance::items`].
    pub items: Option<u32>,
    /// See [`Allowance::members`].
    pub members: Option<u32>,
}

/// What the plans cost in a month. Prices age: they are the operator's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// ISO 4217.
    pub currency: String,
    /// Of [`Plan::Starter`].
    pub starter: Money,
    /// Of [`Plan::Pro`].
    pub pro: Money,
}

impl Plan {
    /// All, the cheapest first.
    pub const ALL: [Self; 4] = [Self::Free, Self::Starter, Self::Pro, Self::Enterprise];

    /// The table. The most that "unlimited" messages come to is a guard against a machine at the other end. Where a
    /// plan says nothing of one member, one may use up all; Enterprise's are agreed, and until then as good as endless.
    pub fn allowance(self) -> Allowance {
        let [day, hour, member_day, member_hour, items, members] = match self {
            Self::Free => [50, 50, 50, 50, 50, 1],
            Self::Starter => [200, 500, 150, 250, 500, 2],
            Self::Pro => [2_000, 500, 2_000, 500, UNLIMITED, 10],
            Self::Enterprise => [1_000_000, 100_000, 1_000_000, 100_000, UNLIMITED, UNLIMITED],
        };
        Allowance {
            messages_a_day: day,
            messages_an_hour: hour,
            member_messages_a_day: member_day,
            member_messages_an_hour: member_hour,
            items,
            members,
        }
    }

    /// Whether its messages a day are a guard rather than a limit that is told.
    pub fn is_guarded(self) -> bool {
        self >= Self::Pro
    }

    /// Whether it has this.
    pub fn has(self, feature: Feature) -> bool {
        self >= feature.least()
    }

    /// The next one up.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|plan| *plan > self)
    }

    /// The plan of this name, in capitals or not.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|plan| plan.name().eq_ignore_ascii_case(name))
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Starter => "Starter",
            Self::Pro => "Pro",
            Self::Enterprise => "Enterprise",
        }
    }
}

impl Feature {
    /// The least plan that has it.
    pub fn least(self) -> Plan {
        match self {
            Self::CsvExport => Plan::Starter,
            Self::Analytics | Self::Api | Self::Priority => Plan::Pro,
            Self::OwnNumber => Plan::Enterprise,
        }
    }
}

impl Agreed {
    /// A plan's allowance with what was agreed in its place. One member may do what the plan lets one, and as much as
    /// the business at the most; where the business was given more than its plan, one member may do half of it.
    pub fn on(self, plan: Plan) -> Allowance {
        let table = plan.allowance();
        let day = self.messages_a_day.unwrap_or(table.messages_a_day);
        let hour = self.messages_an_hour.unwrap_or(table.messages_an_hour);
        let one = |of_plan: u32, of_business: u32| of_plan.max(of_business / 2).min(of_business);
        Allowance {
            messages_a_day: day,
            messages_an_hour: hour,
            member_messages_a_day: one(table.member_messages_a_day, day),
            member_messages_an_hour: one(table.member_messages_an_hour, hour),
            items: self.items.unwrap_or(table.items),
            members: self.members.unwrap_or(table.members),
        }
    }
}

impl Prices {
    /// What a plan costs in a month; `None` where it is agreed with each business.
    pub fn of(&self, plan: Plan) -> Option<Money> {
        match plan {
            Plan::Free => Some(Money::ZERO),
            Plan::Starter => Some(self.starter),
            Plan::Pro => Some(self.pro),
            Plan::Enterprise => None,
        }
    }
}

/// Those of the members whom a plan has no place for, so that they only ask: the newest, owners last of all. `members`
/// are in the order in which they came.
pub fn without_place<'a>(
    members: impl IntoIterator<Item = &'a Member>,
    allowance: &Allowance,
) -> Vec<&'a Member> {
    let (owners, others): (Vec<_>, Vec<_>) = members
        .into_iter()
        .filter(|member| member.role.takes_place())
        .partition(|member| member.role == Role::Owner);
    let places = usize::try_from(allowance.members).unwrap_or(usize::MAX);
    owners
        .into_iter()
        .chain(others)
        .skip(places.max(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{BusinessId, MemberId};

    #[test]
    fn nobody_gets_less_for_more() {
        for plan in Plan::ALL {
            let Some(next) = plan.next() else { continue };
            let (less, more) = (plan.allowance(), next.allowance());
            assert!(less.messages_a_day <= more.messages_a_day);
            assert!(less.messages_an_hour <= more.messages_an_hour);
            assert!(less.member_messages_a_day <= more.member_messages_a_day);
            assert!(less.member_messages_an_hour <= more.member_messages_an_hour);
            assert!(less.items <= more.items && less.members <= more.members);
        }
        assert!(!Plan::Free.has(Feature::CsvExport) && Plan::Pro.has(Feature::CsvExport));
        assert!(!Plan::Pro.has(Feature::OwnNumber));
    }

    #[test]
    fn what_was_agreed_stands_in_the_place_of_the_table() {
        let agreed = Agreed {
            messages_a_day: Some(1_000),
            items: Some(60),
            ..Agreed::default()
        };
        let allowance = agreed.on(Plan::Starter);
        assert_eq!(allowance.messages_a_day, 1_000);
        assert_eq!(allowance.member_messages_a_day, 500, "half of it");
        assert_eq!((allowance.items, allowance.members), (60, 2));
        let less = Agreed {
            messages_a_day: Some(10),
            ..Agreed::default()
        };
        assert_eq!(less.on(Plan::Pro).member_messages_a_day, 10);
        assert_eq!(Agreed::default().on(Plan::Free), Plan::Free.allowance());
    }

    #[test]
    fn the_newest_have_no_place_and_an_owner_always_has() {
        let member = |name: &str, role| Member {
            id: MemberId::new(name),
            business: BusinessId::new("b"),
            name: name.to_owned(),
            role,
        };
        let members = [
            member("Sipho", Role::Staff),
            member("Vusi", Role::Viewer),
            member("Thandi", Role::Owner),
            member("Zanele", Role::Manager),
        ];
        let names = |plan: Plan| {
            let out = without_place(&members, &plan.allowance());
            out.iter()
                .map(|member| member.name.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(Plan::Free),
            ["Sipho", "Zanele"],
            "a viewer only asks anyway"
        );
        assert_eq!(names(Plan::Starter), ["Zanele"]);
        assert!(names(Plan::Pro).is_empty());
        let none = Agreed {
            members: Some(0),
            ..Agreed::default()
        };
        assert_eq!(without_place(&members, &none.on(Plan::Free)).len(), 2);
    }
}
