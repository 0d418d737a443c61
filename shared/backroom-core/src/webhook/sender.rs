//! Who sent a message: a phone number, a business-scoped user id, or both, and the name on the profile.

use serde_json::Value;

use super::text;
use crate::ids::{PhoneNumber, ScopedUserId};
use crate::message::Sender;

/// The people listed beside the messages of a change.
pub(super) fn contacts(contacts: Option<&Value>) -> Vec<Sender> {
    let contacts = contacts.and_then(Value::as_array);
    contacts
        .into_iter()
        .flatten()
        .map(|contact| Sender {
            phone: phone(contact, "wa_id"),
            user_id: user_id(contact, "user_id"),
            profile_name: contact
                .get("profile")
                .and_then(|profile| text(profile, "name")),
        })
        .collect()
}

/// The sender of a message, with what is known of the same person from the contacts: WhatsApp tells the phone number
/// and the user id in different places. `None` if it names nobody.
pub(super) fn sender(message: &Value, contacts: &[Sender]) -> Option<Sender> {
    let named = Sender {
        phone: phone(message, "from"),
        user_id: user_id(message, "from_user_id").or_else(|| user_id(message, "from")),
        profile_name: None,
    };
    let Some(contact) = contacts.iter().find(|contact| is_same(contact, &named)) else {
        let nameless = named.phone.is_none() && named.user_id.is_none();
        return match contacts {
            // The only person there can be the only one meant.
            [only] if nameless && (only.phone.is_some() || only.user_id.is_some()) => {
                Some(only.clone())
            }
            _ if nameless => None,
            _ => Some(named),
        };
    };
    Some(Sender {
        phone: named.phone.or_else(|| contact.phone.clone()),
        user_id: named.user_id.or_else(|| contact.user_id.clone()),
        profile_name: contact.profile_name.clone(),
    })
}

/// Whether both are the same person. The user id decides where both have one: a phone number can change hands.
fn is_same(contact: &Sender, named: &Sender) -> bool {
    match (&contact.user_id, &named.user_id) {
        (Some(one), Some(other)) => one == other,
        _ => contact.phone.is_some() && contact.phone == named.phone,
    }
}

/// The phone number in that field: digits, perhaps after a `+`. A user id there is none: its digits would make
/// somebody else's number.
pub(super) fn phone(object: &Value, name: &str) -> Option<PhoneNumber> {
    let text = text(object, name)?;
    let digits = text.strip_prefix('+').unwrap_or(&text);
    let is_phone = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_phone.then(|| PhoneNumber::new(digits))
}

/// The business-scoped user id in that field, such as `ZA.4471…`.
pub(super) fn user_id(object: &Value, name: &str) -> Option<ScopedUserId> {
    text(object, name)
        .filter(|text| text.contains('.'))
        .map(ScopedUserId::new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The phone, user id and name that come out.
    fn check(
        message: Value,
        people: Value,
        expected: Option<(Option<&str>, Option<&str>, Option<&str>)>,
    ) {
        let found = sender(&message, &contacts(Some(&people)));
        let found = found.as_ref().map(|sender| {
            (
                sender.phone.as_ref().map(PhoneNumber::as_str),
                sender.user_id.as_ref().map(ScopedUserId::as_str),
                sender.profile_name.as_deref(),
            )
        });
        assert_eq!(found, expected, "{message}");
    }

    #[test]
    fn phone_and_user_id_meet_in_the_contact() {
        let thandi =
            json!([{ "wa_id": "2782", "user_id": "ZA.1", "profile": { "name": "Thandi" } }]);
        let both = Some((Some("2782"), Some("ZA.1"), Some("Thandi")));
        check(json!({ "from": "2782" }), thandi.clone(), both);
        check(json!({ "from_user_id": "ZA.1" }), thandi.clone(), both);
        check(
            json!({ "from": "2782", "from_user_id": "ZA.1" }),
            thandi.clone(),
            both,
        );
        check(json!({}), thandi, both);
    }

    #[test]
    fn somebody_else_lends_neither_name_nor_number() {
        let others = json!([
            { "wa_id": "2783", "user_id": "ZA.2", "profile": { "name": "Sipho" } },
            { "wa_id": "2782", "user_id": "ZA.9", "profile": { "name": "Old owner of the number" } },
        ]);
        check(
            json!({ "from": "2782", "from_user_id": "ZA.1" }),
            others.clone(),
            Some((Some("2782"), Some("ZA.1"), None)),
        );
        check(
            json!({ "from_user_id": "ZA.1" }),
            others.clone(),
            Some((None, Some("ZA.1"), None)),
        );
        check(json!({ "from": "" }), others, None);
    }

    #[test]
    fn a_user_id_is_never_taken_for_a_phone_number() {
        check(
            json!({ "from": "ZA.4471200985512345678" }),
            json!([]),
            Some((None, Some("ZA.4471200985512345678"), None)),
        );
        check(
            json!({ "from": "+27820000001" }),
            Value::Null,
            Some((Some("27820000001"), None, None)),
        );
        check(
            json!({ "from": 27820000001_u64 }),
            json!([5, {}]),
            Some((Some("27820000001"), None, None)),
        );
        check(json!({ "from": "?" }), json!({}), None);
    }
}
