//! The seed's JSON: each value is checked where it stands, so that what is wrong is told with its line.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::bail;
use backroom_core::business::{Plan, Role};
use backroom_core::catalogue::fold;
use backroom_core::ids::{PhoneNumber, ScopedUserId};
use backroom_core::message::Sender;
use backroom_core::quantity::Quantity;
use backroom_core::unit::Unit;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// The longest name, in characters.
const NAME_MAX: usize = 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) businesses: Vec<Business>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Business {
    pub(super) name: Name,
    #[serde(default)]
    pub(super) phone_number_id: Option<NumberId>,
    #[serde(default)]
    pub(super) plan: Plan,
    pub(super) members: Vec<Member>,
    #[serde(default)]
    pub(super) stock: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    #[serde(default)]
    phone: Option<Phone>,
    #[serde(default)]
    user_id: Option<UserId>,
    pub(super) name: Name,
    pub(super) role: Role,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) name: Name,
    pub(super) qty: Qty,
    #[serde(default)]
    unit: Option<Name>,
}

impl Member {
    pub(super) fn sender(&self) -> Sender {
        Sender {
            phone: self.phone.as_ref().map(|phone| PhoneNumber::new(&phone.0)),
            user_id: self.user_id.as_ref().map(|id| ScopedUserId::new(&id.0)),
            profile_name: None,
        }
    }

    /// What tells them from others: the user id, or without one the phone.
    pub(super) fn identity(&self) -> &str {
        let user_id = self.user_id.as_ref().map(|id| id.0.as_str());
        user_id
            .or(self.phone.as_ref().map(|phone| phone.0.as_str()))
            .unwrap_or_default()
    }

    fn identities(&self) -> impl Iterator<Item = &str> {
        let phone = self.phone.as_ref().map(|phone| phone.0.as_str());
        phone
            .into_iter()
            .chain(self.user_id.as_ref().map(|id| id.0.as_str()))
    }
}

impl Item {
    /// As the grammar would have it: "bottles" is "bottle".
    pub(super) fn unit(&self) -> Option<Unit> {
        let word = self.unit.as_ref()?.0.to_lowercase();
        Some(Unit::from_word(&word).unwrap_or_else(|| Unit::new(word)))
    }
}

/// What can only be seen of the whole.
pub(super) fn check(file: &File) -> anyhow::Result<()> {
    let mut people: BTreeMap<(Option<&str>, &str), &str> = BTreeMap::new();
    let mut names: BTreeMap<(Option<&str>, &str), ()> = BTreeMap::new();
    for (at, business) in file.businesses.iter().enumerate() {
        let number = business.phone_number_id.as_ref().map(NumberId::as_str);
        let name = business.name.as_str();
        if names.insert((number, name), ()).is_some() {
            bail!("businesses[{at}].name: {name} is there twice");
        }
        if !business
            .members
            .iter()
            .any(|member| member.role == Role::Owner)
        {
            bail!("businesses[{at}].members: {name} has no owner");
        }
        for (position, member) in business.members.iter().enumerate() {
            let place = format!("businesses[{at}].members[{position}]");
            if member.identities().next().is_none() {
                bail!(
                    "{place}: {} needs a phone or a user_id",
                    member.name.as_str()
                );
            }
            for identity in member.identities() {
                if let Some(other) = people.insert((number, identity), name) {
                    bail!("{place}: {identity} is in {other} already, at the same number");
                }
            }
        }
        let mut items = BTreeMap::new();
        for (position, item) in business.stock.iter().enumerate() {
            if let Some(other) = items.insert(fold(item.name.as_str()), item.name.as_str()) {
                let (place, name) = (
                    format!("businesses[{at}].stock[{position}]"),
                    item.name.as_str(),
                );
                bail!("{place}.name: {name} is the same item as {other}");
            }
        }
    }
    Ok(())
}

/// A text with something in it.
#[derive(Debug)]
pub(super) struct Name(String);

impl Name {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let name = text.trim();
        let length = name.chars().count();
        if length == 0 || length > NAME_MAX || name.chars().any(char::is_control) {
            return Err(D::Error::custom(format!(
                "a name of 1 to {NAME_MAX} characters is wanted"
            )));
        }
        Ok(Self(name.to_owned()))
    }
}

/// A `phone_number_id`, as text or number.
#[derive(Debug)]
pub(super) struct NumberId(String);

impl NumberId {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for NumberId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(TextOrNumber)?;
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if text.is_empty() || !plain {
            return Err(D::Error::custom(
                "a phone_number_id such as 105550000000001 is wanted",
            ));
        }
        Ok(Self(text))
    }
}

/// Digits without `+`.
#[derive(Debug)]
struct Phone(String);

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(TextOrNumber)?;
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
            .collect();
        let digits = digits.strip_prefix('+').unwrap_or(&digits);
        let number =
            (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !number {
            return Err(D::Error::custom(
                "an international phone number such as 27820000001 is wanted",
            ));
        }
        Ok(Self(digits.to_owned()))
    }
}

#[derive(Debug)]
struct UserId(String);

impl<'de> Deserialize<'de> for UserId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        let plain = id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
        if id.is_empty() || id.len() > 140 || !plain {
            return Err(D::Error::custom(
                "a user id such as ZA.4471200985512345678 is wanted",
            ));
        }
        Ok(Self(id))
    }
}

/// How much there is, as text or number.
#[derive(Debug)]
pub(super) struct Qty(pub(super) Quantity);

impl<'de> Deserialize<'de> for Qty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_any(TextOrNumber)?;
        match text.parse::<Quantity>() {
            Ok(quantity) if !quantity.is_negative() => Ok(Self(quantity)),
            _ => Err(D::Error::custom(format!(
                "a quantity such as 12 or 0.5 is wanted, not {text}"
            ))),
        }
    }
}

struct TextOrNumber;

impl Visitor<'_> for TextOrNumber {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.trim().to_owned())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    /// The shortest decimal that reads as this number, which is the one that was written.
    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }
}
