//! What stands behind the question mark, and the marks by which a list goes on.

use backroom_core::ids::ItemId;
use backroom_core::inventory::LedgerKey;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;

use crate::answer::Refusal;

/// How many things a page has, if nothing is said, and at the most.
const PAGE: usize = 100;
const PAGE_MAX: usize = 250;
/// The longest value that is read, in bytes: an item's name has far fewer.
const VALUE_MAX: usize = 600;

/// Names and values, each name once.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads it.
    pub(crate) fn read(query: &str) -> Result<Self, Refusal> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if value.len() > VALUE_MAX {
                return Err(Refusal::Query("A value is too long."));
            }
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::Query("A name stands there twice."));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    /// Whether there is nothing but these: what is misspelt would otherwise be answered as if it were not there.
    pub(crate) fn allow(&self, names: &[&str]) -> Result<(), Refusal> {
        let known = |(name, _): &(String, String)| names.contains(&name.as_str());
        if self.0.iter().all(known) {
            Ok(())
        } else {
            Err(Refusal::Query("There is a name that is not known here."))
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// How many things are wanted.
    pub(crate) fn limit(&self) -> Result<usize, Refusal> {
        let Some(limit) = self.get("limit") else {
            return Ok(PAGE);
        };
        let limit = limit
            .parse()
            .ok()
            .filter(|limit| (1..=PAGE_MAX).contains(limit));
        limit.ok_or(Refusal::Query("limit is a number from 1 to 250."))
    }

    /// The moment of this name.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let moment = self.get(name).map(str::parse).transpose();
        moment.map_err(|_| {
            Refusal::Query(
                "from and to are moments such as 2026-11-30T08:00:00Z (a + is written %2B).",
            )
        })
    }
}

/// An item's id as programs see it: it fits into a path, whatever the item is called.
pub(crate) fn item_id(id: &ItemId) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(id.as_str())
}

/// The item of such an id; `None` if it is none that we gave out.
pub(crate) fn read_item_id(id: &str) -> Option<ItemId> {
    let read = read_text(id).filter(|read| !read.is_empty())?;
    Some(ItemId::new(read))
}

/// Where a list of movements is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The record.
    pub(crate) key: LedgerKey,
    /// Which of its movements, from zero.
    pub(crate) at: usize,
}

impl Place {
    /// As programs see it.
    pub(crate) fn id(&self) -> String {
        let Self { key, at } = self;
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}#{}#{at}", key.sent_at, key.digest))
    }

    /// The place of such an id; `None` if it is none that we gave out.
    pub(crate) fn read(id: &str) -> Option<Self> {
        let text = read_text(id)?;
        let mut parts = text.split('#');
        let (sent_at, digest, at) = (parts.next()?, parts.next()?, parts.next()?);
        let hexadecimal = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        let plain = parts.next().is_none() && hexadecimal && (1..=64).contains(&digest.len());
        let place = Self {
            key: LedgerKey {
                sent_at: sent_at.parse().ok()?,
                digest: digest.to_owned(),
            },
            at: at.parse().ok()?,
        };
        // Of several ways to write the same, one is ours.
        (plain && place.id() == id).then_some(place)
    }
}

fn read_text(encoded: &str) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(encoded).ok()?;
    String::from_utf8(bytes).ok()
}
