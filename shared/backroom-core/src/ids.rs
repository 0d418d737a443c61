//! Typed identifiers. Those that come from WhatsApp hide themselves from logs; ours are made from the message that
//! caused the thing, so that the same message makes the same thing again.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);
        id!(@text $name);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    (private $(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);
        id!(@text $name);
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
    (@text $name:ident) => {
        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text, for keys and for the services that need it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

id! {
    /// A business (a tenant). Made by [`BusinessId::founded_by`].
    BusinessId
}
id! {
    /// One person's place in one business. Made by [`MemberId::joined_by`].
    MemberId
}
id! {
    /// An item within a business: the folded name it was created under (see [`crate::catalogue::fold`]). It stays
    /// when the item is renamed.
    ItemId
}
id! {
    /// Somebody in a business's credit book. Made by [`CustomerId::made_by`].
    CustomerId
}
id! {
    /// An open question, bound to the message that caused it. Travels in button ids.
    QuestionId
}
id! {
    /// The WhatsApp number of ours that a message came to: Meta's `phone_number_id`, not a phone number.
    BusinessNumberId
}
id! {private
    /// A person's phone number: digits in international form without `+`.
    PhoneNumber
}
id! {private
    /// A person's business-scoped user id, such as `ZA.4471…`. Not a phone number; at most about 131 characters.
    ScopedUserId
}
id! {private
    /// WhatsApp's message id (wamid). It encodes the sender's phone number: never logged; log [`MessageId::digest`].
    MessageId
}

impl MessageId {
    /// 32 hexadecimal digits that stand for this message in logs, keys and SQS ids (which take 128 characters).
    pub fn digest(&self) -> String {
        short_hash(&["message", &self.0])
    }
}

impl BusinessId {
    /// The business that this message founds: the same for each delivery of it.
    pub fn founded_by(message: &MessageId) -> Self {
        Self(format!("b{}", &short_hash(&["business", &message.0])[..16]))
    }
}

impl MemberId {
    /// The member that this message makes: the same for each delivery of it.
    pub fn joined_by(message: &MessageId) -> Self {
        Self(format!("m{}", &short_hash(&["member", &message.0])[..16]))
    }
}

impl CustomerId {
    /// The customer that this message makes under this folded name: the same for each delivery of it, and no one can
    /// tell the name from it.
    pub fn made_by(message: &MessageId, folded: &str) -> Self {
        Self(format!(
            "c{}",
            &short_hash(&["customer", &message.0, folded])[..16]
        ))
    }
}

impl QuestionId {
    /// The question that answers this message.
    pub fn asked_by(message: &MessageId) -> Self {
        Self(format!("q{}", &short_hash(&["question", &message.0])[..16]))
    }
}

/// The first 32 hexadecimal digits of the SHA-256 of the parts, each ended by a NUL so that no two lists collide.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let mut text = String::with_capacity(32);
    for byte in &hasher.finalize()[..16] {
        use fmt::Write as _;
        write!(text, "{byte:02x}").expect("writing to a String can't fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_a_person_is_not_printed() {
        let printed = format!(
            "{:?} {:?} {:?}",
            PhoneNumber::new("27820000001"),
            ScopedUserId::new("ZA.4471"),
            MessageId::new("wamid.HBgL")
        );
        assert_eq!(printed, "PhoneNumber(…) ScopedUserId(…) MessageId(…)");
    }

    #[test]
    fn the_same_message_founds_the_same_business() {
        let message = MessageId::new("wamid.1");
        assert_eq!(
            BusinessId::founded_by(&message),
            BusinessId::founded_by(&message)
        );
        assert_ne!(message.digest(), MessageId::new("wamid.2").digest());
    }
}
