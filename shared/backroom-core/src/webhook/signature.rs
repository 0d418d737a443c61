//! `X-Hub-Signature-256`: the HMAC-SHA256 of the raw body under the app secret; and the verify token of the handshake.
//!
//! What is signed is the bytes on the wire. WhatsApp writes `ä` as `\u00e4`; a body that was parsed and written again
//! has another signature.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header that holds the signature; header names have no case.
pub const SIGNATURE_HEADER: &str = "x-hub-signature-256";

const PREFIX: &str = "sha256=";

/// The app secrets that are accepted: the present one and, while it is being changed, the one before.
#[derive(Clone)]
pub struct AppSecrets(Vec<Hmac<Sha256>>);

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// There is no signature.
    Missing,
    /// It is not `sha256=` and 64 hexadecimal digits.
    Malformed,
    /// It was made with another secret or over another body.
    Wrong,
}

impl SignatureError {
    /// The reason in one word, for a log line.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Wrong => "wrong",
        }
    }
}

impl AppSecrets {
    /// Takes the secrets as they stand in Meta's dashboard: their characters are the key, not what they would be in
    /// hexadecimal. Empty ones are left out: an empty secret would let anybody sign.
    pub fn new<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let secrets = secrets.into_iter();
        Self(
            secrets
                .filter(|secret| !secret.as_ref().is_empty())
                .map(|secret| keyed(secret.as_ref()))
                .collect(),
        )
    }

    /// Whether the header's signature was made over these bytes with one of the secrets. The comparison takes as
    /// long for a nearly right signature as for a wrong one.
    pub fn verify(&self, header: Option<&[u8]>, body: &[u8]) -> Result<(), SignatureError> {
        let header = header.ok_or(SignatureError::Missing)?;
        let signature = from_header(header).ok_or(SignatureError::Malformed)?;
        for secret in &self.0 {
            let mut mac = secret.clone();
            mac.update(body);
            if mac.verify_slice(&signature).is_ok() {
                return Ok(());
            }
        }
        Err(SignatureError::Wrong)
    }
}

/// Prints none of them.
impl fmt::Debug for AppSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppSecrets({})", self.0.len())
    }
}

/// The header value that WhatsApp would send with this body: for whatever stands in for it.
pub fn sign(secret: &str, body: &[u8]) -> String {
    use fmt::Write as _;
    let mut mac = keyed(secret);
    mac.update(body);
    let mut header = PREFIX.to_owned();
    for byte in mac.finalize().into_bytes() {
        write!(header, "{byte:02x}").expect("writing to a String can't fail");
    }
    header
}

/// The token that WhatsApp shows in the handshake, as typed into Meta's dashboard.
#[derive(Clone)]
pub struct VerifyToken(String);

impl VerifyToken {
    /// Takes the token as it is. An empty one matches nothing.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// Whether this is the token, compared in constant time.
    pub fn matches(&self, given: &str) -> bool {
        // Two MACs under one key are compared, so that neither content nor length of the token shows in the time.
        let tag = |token: &str| {
            let mut mac = keyed("verify token");
            mac.update(token.as_bytes());
            mac
        };
        !self.0.is_empty()
            && tag(&self.0)
                .verify_slice(&tag(given).finalize().into_bytes())
                .is_ok()
    }
}

/// Does not print it.
impl fmt::Debug for VerifyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyToken(…)")
    }
}

fn keyed(secret: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length")
}

fn from_header(header: &[u8]) -> Option<[u8; 32]> {
    let digits = header.strip_prefix(PREFIX.as_bytes())?;
    let mut signature = [0; 32];
    if digits.len() != 2 * signature.len() {
        return None;
    }
    for (byte, pair) in signature.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "test_app_secret";
    const ESCAPED: &[u8] = br#"{"t":"\u00e4\ud83d\udc4d"}"#;

    fn check(secrets: &[&str], header: &str, body: &[u8]) -> Result<(), SignatureError> {
        AppSecrets::new(secrets).verify(Some(header.as_bytes()), body)
    }

    #[test]
    fn published_signatures_are_made_and_accepted() {
        let vectors: [(&[u8], &str); 3] = [
            (
                br#"{"object":"whatsapp_business_account","entry":[]}"#,
                "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
            ),
            (
                ESCAPED,
                "sha256=3a0ce74ed5c237698aa3b47651e9162b6558e1e7e482a9cbb7ca38489bdd82b3",
            ),
            (
                r#"{"t":"ä👍"}"#.as_bytes(),
                "sha256=e274841274fb0b02f2567e2e9ade0ada9facd6d875778a0e08e138a877df2e09",
            ),
        ];
        for (body, header) in vectors {
            assert_eq!(sign(SECRET, body), header);
            assert_eq!(check(&[SECRET], header, body), Ok(()));
        }
    }

    #[test]
    fn a_body_that_was_written_again_has_another_signature() {
        let parsed: serde_json::Value = serde_json::from_slice(ESCAPED).unwrap();
        let rewritten = serde_json::to_vec(&parsed).unwrap();
        assert_eq!(
            check(&[SECRET], &sign(SECRET, ESCAPED), &rewritten),
            Err(SignatureError::Wrong)
        );
    }

    #[test]
    fn while_the_secret_is_changed_both_are_accepted_and_no_third() {
        let (new, old) = ("new_secret", "old_secret");
        for secret in [new, old] {
            assert_eq!(check(&[new, old], &sign(secret, b"{}"), b"{}"), Ok(()));
        }
        for secret in ["older_secret", ""] {
            assert_eq!(
                check(&[new, old, ""], &sign(secret, b"{}"), b"{}"),
                Err(SignatureError::Wrong)
            );
        }
        assert_eq!(
            check(&[], &sign("", b"{}"), b"{}"),
            Err(SignatureError::Wrong)
        );
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let good = sign(SECRET, b"{}");
        let other = sign(SECRET, b"[]");
        let long = format!("{good}00");
        for (header, why) in [
            ("", SignatureError::Malformed),
            ("sha256=", SignatureError::Malformed),
            (&good[7..], SignatureError::Malformed),
            (&good[..good.len() - 1], SignatureError::Malformed),
            (&long, SignatureError::Malformed),
            (&good.replace("sha256", "sha1"), SignatureError::Malformed),
            (&good.replace('a', "é"), SignatureError::Malformed),
            (&other, SignatureError::Wrong),
        ] {
            assert_eq!(check(&[SECRET], header, b"{}"), Err(why), "{header}");
        }
        assert_eq!(
            AppSecrets::new([SECRET]).verify(None, b"{}"),
            Err(SignatureError::Missing)
        );
    }

    #[test]
    fn only_the_verify_token_itself_matches() {
        let token = VerifyToken::new("test_verify_token");
        assert!(token.matches("test_verify_token"));
        for given in [
            "",
            "test_verify_toke",
            "test_verify_token\0",
            "test_verify_token ",
        ] {
            assert!(!token.matches(given), "{given:?}");
        }
        assert!(!VerifyToken::new("").matches(""));
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!(
            "{:?} {:?}",
            AppSecrets::new([SECRET]),
            VerifyToken::new("tok")
        );
        assert_eq!(printed, "AppSecrets(1) VerifyToken(…)");
    }
}
