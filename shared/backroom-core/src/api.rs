//! Reading the stock with other programs: the key that a business has for it.
//!
//! No key is kept anywhere. It is made of the installation's secret, the business and how many keys it has had, so that it can
//! be told again to the owner, and checked before anything is read: see ADR 0025.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::ids::BusinessId;

/// How a key begins: whoever scans programs for keys that leaked may know ours.
const PREFIX: &str = "br_";
/// How long the part is that only we can make: 32 bytes in letters.
const PROOF_LENGTH: usize = 43;
/// The longest key that is looked at, in bytes.
const KEY_MAX: usize = 200;

/// What stands in the place of the key in a reply that is kept: the key itself is put in when the reply is sent, if
/// [`Reply::api_key`](crate::reply::Reply::api_key) says so.
pub const PLACE: &str = "[api key]";

/// What somebody wants with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiWish {
    /// "api key".
    Show,
    /// "new api key".
    Renew,
    /// "api off".
    Stop,
}

/// Whether a business has a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiAccess {
    /// Which of its keys is good: counted from one, and never again one that was.
    pub generation: u32,
    /// Whether it is.
    pub on: bool,
}

impl ApiAccess {
    /// With a key that none has been before.
    #[must_use]
    pub fn renewed(self) -> Self {
        Self {
            generation: self.generation.saturating_add(1),
            on: true,
        }
    }

    /// Without one.
    #[must_use]
    pub fn stopped(self) -> Self {
        Self { on: false, ..self }
    }

    /// Whether the key of this generation is good.
    pub fn is_good(self, generation: u32) -> bool {
        self.on && self.generation == generation
    }
}

/// What a key says, once it is known to be ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHolder {
    /// Whose it is.
    pub business: BusinessId,
    /// Which of its keys.
    pub generation: u32,
}

/// The secret that keys are made with; a second one while it is changed.
#[derive(Clone)]
pub struct ApiKeys {
    secrets: Vec<Hmac<Sha256>>,
}

impl ApiKeys {
    /// Made with the first secret, and checked with all of them; `None` without any.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let secrets: Vec<_> = secrets
            .into_iter()
            .filter_map(|secret| Hmac::new_from_slice(secret.as_bytes()).ok())
            .collect();
        (!secrets.is_empty()).then_some(Self { secrets })
    }

    /// The key.
    pub fn key(&self, holder: &KeyHolder) -> String {
        let proofs = self.secrets.iter().take(1);
        let proofs = proofs.map(|secret| signed(secret, holder).finalize().into_bytes());
        let proof: String = proofs
            .map(|proof| BASE64_URL_SAFE_NO_PAD.encode(proof))
            .collect();
        format!("{PREFIX}{}_{}_{proof}", holder.business, holder.generation)
    }

    /// Whose key it is, if it is one of ours; compared in constant time, and nothing is read for it.
    pub fn holder(&self, key: &str) -> Option<KeyHolder> {
        if key.len() > KEY_MAX || !key.is_ascii() {
            return None;
        }
        let rest = key.strip_prefix(PREFIX)?;
        let (said, proof) = rest.split_at_checked(rest.len().checked_sub(PROOF_LENGTH)?)?;
        let (business, generation) = said.strip_suffix('_')?.rsplit_once('_')?;
        let holder = KeyHolder {
            business: BusinessId::new(business),
            generation: generation.parse().ok()?,
        };
        // Of several ways to write the same, one is ours.
        let plain = !business.is_empty() && holder.generation.to_string() == generation;
        let proof = BASE64_URL_SAFE_NO_PAD.decode(proof).ok()?;
        let mut good = false;
        for secret in &self.secrets {
            good |= signed(secret, &holder).verify_slice(&proof).is_ok();
        }
        (good && plain).then_some(holder)
    }
}

/// Shows that there are some.
impl std::fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKeys(…)")
    }
}

fn signed(secret: &Hmac<Sha256>, holder: &KeyHolder) -> Hmac<Sha256> {
    let mut mac = secret.clone();
    // The generation is a number, so that what stands before its colon is the business, whatever that is called.
    mac.update(b"backroom api key 1:");
    mac.update(holder.business.as_str().as_bytes());
    mac.update(b":");
    mac.update(holder.generation.to_string().as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(secrets: &[&str]) -> ApiKeys {
        ApiKeys::new(secrets.iter().copied()).unwrap()
    }

    fn holder(business: &str, generation: u32) -> KeyHolder {
        KeyHolder {
            business: BusinessId::new(business),
            generation,
        }
    }

    #[test]
    fn a_key_says_whose_it_is_and_only_the_secret_makes_it() {
        let ours = keys(&["hush"]);
        for holder in [holder("b0123456789abcdef", 1), holder("our_shop", 40)] {
            let key = ours.key(&holder);
            assert_eq!(ours.holder(&key), Some(holder.clone()));
            assert_eq!(keys(&["other"]).holder(&key), None);
            assert_eq!(keys(&["new", "hush"]).holder(&key), Some(holder));
        }
        assert!(ApiKeys::new([]).is_none());
        assert_eq!(format!("{ours:?}"), "ApiKeys(…)");
    }

    #[test]
    fn a_key_with_anything_changed_is_none() {
        let ours = keys(&["hush"]);
        let key = ours.key(&holder("b1", 7));
        for at in 0..key.len() {
            for other in ["x", "_", "0", "="] {
                let mut changed = key.clone();
                changed.replace_range(at..=at, other);
                let found = ours.holder(&changed);
                // Two of the last letter's bits stand for nothing, and are not read as anything else.
                assert!(found.is_none() || changed == key, "{changed}");
            }
        }
        for odd in [
            "",
            "br_",
            "br__1_",
            &key[1..],
            &format!("{key}="),
            &format!("{key} "),
            &key.replace("_7_", "_07_"),
            &key.replace("_7_", "_+7_"),
            &key.replace("_7_", "_8_"),
            &key.replace("b1", "b2"),
            &"b".repeat(5_000),
            "br_ü_1_",
        ] {
            assert_eq!(ours.holder(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_key_that_was_replaced_or_ended_is_never_good_again() {
        let first = ApiAccess::default().renewed();
        assert!(first.is_good(1));
        let second = first.renewed();
        assert!(!second.is_good(1) && second.is_good(2));
        let again = second.stopped().renewed();
        assert!(!second.stopped().is_good(2));
        assert!(!again.is_good(2) && again.is_good(3));
    }
}
