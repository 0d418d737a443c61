//! The people who hold the phones.

use backroom_core::ids::{BusinessNumberId, PhoneNumber, ScopedUserId, short_hash};
use serde::Serialize;

use super::log::ChatLogError;
use super::{PhoneEvent, PretendWhatsApp};

/// Someone with a phone. At least one identity is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// What the page's addresses call them: "thandi".
    pub id: String,
    /// The name on their profile.
    pub name: String,
    /// Their phone number, unless they hide it.
    pub phone: Option<PhoneNumber>,
    /// Their business-scoped user id.
    pub user_id: Option<ScopedUserId>,
    /// The number they write to.
    pub number: BusinessNumberId,
    /// The name at the top of their chat.
    pub chat_name: String,
}

/// A phone to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// The name on their profile.
    pub name: String,
    /// With neither identity, the next free number is given.
    pub phone: Option<PhoneNumber>,
    /// With a phone number and without this, one is made from the number.
    pub user_id: Option<ScopedUserId>,
    /// The number they write to; `None` for that of the settings.
    pub number: Option<BusinessNumberId>,
}

impl PretendWhatsApp {
    /// Everybody, in the order they came.
    ///
    /// # Errors
    /// When the chat log can't be read.
    pub fn people(&self) -> Result<Vec<Person>, ChatLogError> {
        self.log().people()
    }

    /// Adds a phone; the one that is there if the identity is known.
    ///
    /// # Errors
    /// When the chat log can't be written.
    pub fn add_person(&self, person: NewPerson) -> Result<Person, ChatLogError> {
        let mut log = self.log();
        let number = person
            .number
            .unwrap_or_else(|| self.inner.settings.number.id.clone());
        let phone = match (person.phone, &person.user_id) {
            (None, None) => Some(log.free_phone(&number)?),
            (phone, _) => phone,
        };
        let user_id = match (person.user_id, &phone) {
            (None, Some(phone)) => Some(scoped_id(&self.inner.settings.account, phone.as_str())),
            (user_id, _) => user_id,
        };
        if let Some(known) = log.find(&number, phone.as_ref(), user_id.as_ref())? {
            return Ok(known);
        }
        let name: String = person.name.trim().chars().take(NAME_MAX).collect();
        let name = if name.is_empty() {
            "Somebody".to_owned()
        } else {
            name
        };
        let added = log.add_person(
            &slug(&name),
            &name,
            phone.as_ref(),
            user_id.as_ref(),
            &number,
        )?;
        drop(log);
        self.tell(PhoneEvent::People);
        Ok(added)
    }

    /// Somebody to begin with, on a fresh data folder.
    ///
    /// # Errors
    /// When the chat log can't be read or written.
    pub fn ensure_someone(&self) -> Result<Person, ChatLogError> {
        if let Some(person) = self.people()?.into_iter().next() {
            return Ok(person);
        }
        self.add_person(NewPerson {
            name: "Thandi".into(),
            ..NewPerson::default()
        })
    }
}

/// WhatsApp's limit on a profile name, near enough.
const NAME_MAX: usize = 60;

/// A business-scoped id for somebody who hides their phone number. Like Meta's it differs between accounts.
pub(super) fn scoped_id(account: &str, of: &str) -> ScopedUserId {
    let hash = short_hash(&["user id", account, of]);
    let number = u64::from_str_radix(&hash[..15], 16).unwrap_or_default();
    ScopedUserId::new(format!("{}.{number:019}", country(of)))
}

/// The country of a number, as far as the shops here go.
fn country(digits: &str) -> &'static str {
    const COUNTRIES: [(&str, &str); 9] = [
        ("233", "GH"),
        ("234", "NG"),
        ("254", "KE"),
        ("256", "UG"),
        ("260", "ZM"),
        ("263", "ZW"),
        ("27", "ZA"),
        ("44", "GB"),
        ("1", "US"),
    ];
    COUNTRIES
        .iter()
        .find(|(prefix, _)| digits.starts_with(prefix))
        .map_or("ZA", |(_, country)| country)
}

/// A name for addresses.
fn slug(name: &str) -> String {
    let slug: String = name
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    if slug.is_empty() {
        "phone".into()
    } else {
        slug
    }
}
