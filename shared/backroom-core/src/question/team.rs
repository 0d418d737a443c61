//! Questions about members and businesses. They hold ids and no names: who is forgotten is forgotten here too.

use serde::{Deserialize, Serialize};

use crate::business::Role;
use crate::ids::{BusinessId, MemberId};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamQuestion {
    /// "Which Sipho?": one of these, at most three.
    WhichMember {
        /// In the order of the buttons.
        choices: Vec<MemberId>,
        /// What is to be done with them.
        deed: Deed,
    },
    /// "Remove Sipho?": a yes does it.
    Sure {
        /// With whom.
        member: MemberId,
        /// What.
        deed: Deed,
    },
    /// "Delete your data from Thandi's Spaza?"
    Forget,
    /// "Delete all of Thandi's Spaza?"
    Close,
    /// "Forget Thandi?", of the credit book.
    ForgetCustomer {
        /// As the book calls them.
        name: String,
    },
    /// "Which shop?": one of these, at most three.
    WhichBusiness {
        /// In the order of the buttons.
        choices: Vec<BusinessId>,
    },
}

/// What is done with a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// They get this role.
    Appoint(Role),
    /// They are taken out of the business; if it is themselves, they leave.
    Remove,
}
