//! Who may do what: one table, [`Right::least`], asked through [`Role::may`] and [`Role::appoints`].

use serde::{Deserialize, Serialize};

/// What a member is: each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Only asks.
    Viewer,
    /// Moves stock.
    Staff,
    /// Runs the shop from day to day.
    Manager,
    /// Decides about the shop itself. A business always has one.
    Owner,
}

/// Something that not every member may do. Whoever is in may ask about the stock and leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Moves stock, and undoes their own changes.
    MoveStock,
    /// Undoes what others did.
    UndoOthers,
    /// Sees what others sold, what was earned and what the stock is worth.
    SeeMoney,
    /// Says what things sell for.
    SetPrices,
    /// Renames, merges and deletes items, and says what they are kept in.
    ChangeItems,
    /// Has the stock kept in a sheet of theirs, which shows what [`Right::SeeMoney`] does.
    KeepSheet,
    /// Invites, removes and gives roles: see [`Role::appoints`] for whom.
    ChangeTeam,
    /// Changes the business's name and settings.
    ChangeSettings,
    /// Takes a copy of all that the business keeps; others get what is kept of themselves.
    ExportAll,
    /// Has the key with which other programs read all that the business keeps of its stock.
    HoldApiKey,
    /// Deletes the business: see also that they must be its only owner.
    Close,
}

impl Right {
    /// The table: the least that one has to be.
    pub fn least(self) -> Role {
        match self {
            Self::MoveStock => Role::Staff,
            Self::UndoOthers
            | Self::SeeMoney
            | Self::SetPrices
            | Self::ChangeItems
            | Self::KeepSheet
            | Self::ChangeTeam => Role::Manager,
            Self::ChangeSettings | Self::ExportAll | Self::HoldApiKey | Self::Close => Role::Owner,
        }
    }
}

impl Role {
    /// Whether they may do this.
    pub fn may(self, right: Right) -> bool {
        self >= right.least()
    }

    /// Whether they may change something, so that a plan has to have a place for them.
    pub fn takes_place(self) -> bool {
        self > Self::Viewer
    }

    /// Whether they may make somebody this, and change or remove somebody who is this: an owner everybody, a manager
    /// those below.
    pub fn appoints(self, other: Self) -> bool {
        self.may(Right::ChangeTeam) && (self == Self::Owner || other < self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_appoints_above_themselves() {
        use Role::{Manager, Owner, Staff, Viewer};
        let appoints =
            |role: Role| [Viewer, Staff, Manager, Owner].map(|other| role.appoints(other));
        assert_eq!(appoints(Owner), [true; 4]);
        assert_eq!(appoints(Manager), [true, true, false, false]);
        assert_eq!(appoints(Staff), [false; 4]);
        assert_eq!(appoints(Viewer), [false; 4]);
    }
}
