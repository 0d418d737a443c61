//! A business, its members, and what each may do.

mod person;
mod plan;
mod role;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::api::ApiAccess;
use crate::ids::{BusinessId, BusinessNumberId, MemberId};
use crate::sheet::KeptSheet;

pub use person::{PLACES_MAX, Person, Place, Standing};
pub use plan::{Agreed, Allowance, Feature, Plan, Prices, UNLIMITED, without_place};
pub use role::{Right, Role};

/// The time zone of that IANA name. It was looked up when it was set; where it is not known any more, days are UTC's.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// A business: the tenant to which everything belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// Its id.
    pub id: BusinessId,
    /// What its members call it.
    pub name: String,
    /// What it pays for.
    pub plan: Plan,
    /// What the operator agreed with it beside that.
    #[serde(default)]
    pub agreed: Agreed,
    /// Members whom it has no place for, as of when its plan last changed: they only ask.
    #[serde(default)]
    pub without_place: Vec<MemberId>,
    /// The WhatsApp number it is reached through, for reports.
    pub number: BusinessNumberId,
    /// IANA name, such as `Africa/Johannesburg`: for days, weeks and reports.
    pub time_zone: String,
    /// ISO 4217 code of the money in its prices.
    pub currency: String,
    /// What the owner has set.
    pub settings: Settings,
}

impl Business {
    /// How much it may do.
    pub fn allowance(&self) -> Allowance {
        self.agreed.on(self.plan)
    }
}

/// What an owner can set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether stock may go below zero, with the shortfall shown in the reply.
    pub oversell: bool,
    /// How often the business wants its report.
    pub reports: Reports,
    /// How changes that went well are confirmed.
    pub confirm: Confirm,
    /// The Google Sheet in which its stock is kept, if it keeps one.
    pub sheet: Option<KeptSheet>,
    /// When it wants no reports.
    pub quiet_hours: QuietHours,
    /// Whether other programs may read its stock, and with which key.
    pub api: ApiAccess,
}

/// Hours of a business's day in which it is sent no report: from the first until the second, over midnight if that is earlier.
/// None, where both are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// The first, 0 to 23.
    pub from: i8,
    /// The first that is not quiet any more, 0 to 23.
    pub until: i8,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { from: 20, until: 7 }
    }
}

impl QuietHours {
    /// No hour.
    pub const NONE: Self = Self { from: 0, until: 0 };

    /// Between two full hours; 24 is midnight. `None` for what is no hour.
    pub fn new(from: i8, until: i8) -> Option<Self> {
        let hour = |hour: i8| (0..=24).contains(&hour).then_some(hour % 24);
        Some(Self {
            from: hour(from)?,
            until: hour(until)?,
        })
    }

    /// Whether this hour is one of them.
    pub fn has(self, hour: i8) -> bool {
        if self.from <= self.until {
            (self.from..self.until).contains(&hour)
        } else {
            hour >= self.from || hour < self.until
        }
    }
}

/// How a business wants changes that went well to be confirmed. What did not go well is always answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirm {
    /// In words, each.
    #[default]
    Words,
    /// By a reaction to the message.
    Reaction,
    /// In words with the first change of an hour, those of the hour before with it.
    Digest,
    /// Not at all.
    Silence,
}

impl Confirm {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Reaction => "reaction",
            Self::Digest => "digest",
            Self::Silence => "silence",
        }
    }
}

/// How often a business wants its report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reports {
    /// Never.
    #[default]
    Off,
    /// Each day; the week's on a Monday, the month's on the first.
    Daily,
    /// On a Monday; the month's on the first.
    Weekly,
    /// On the first.
    Monthly,
}

impl Reports {
    /// As it is set: "reports weekly".
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }
}

/// Someone's place in a business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their id within the business.
    pub id: MemberId,
    /// The business.
    pub business: BusinessId,
    /// What colleagues call them; from their profile when they joined.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// An open invitation to join a business. Whoever sends its code first joins; it is used once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// What the newcomer sends: in capitals.
    pub code: String,
    /// The business to join.
    pub business: BusinessId,
    /// Its name when the invitation was made, for the welcome.
    pub business_name: String,
    /// What the newcomer will be.
    pub role: Role,
    /// Who invited.
    pub invited_by: MemberId,
    /// After this the code is refused.
    pub expires_at: Timestamp,
}
