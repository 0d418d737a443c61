//! The service account: its key, and whether a claim is signed with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};

/// Its address.
pub(super) const EMAIL: &str = "stock@pretend-backroom.iam.gserviceaccount.com";
/// Made for this and published with it: it opens nothing anywhere.
const KEY: &str = include_str!("key.pem");
const KEY_ID: &str = "pretend-key";
const SCOPE: &str = "https://www.googleapis.com/auth/spreadsheets";
/// By how many seconds clocks may differ.
const SKEW_S: i64 = 300;

pub(super) struct Account {
    public: Vec<u8>,
}

impl Account {
    pub(super) fn own() -> Self {
        let der = PrivatePkcs8KeyDer::from_pem_slice(KEY.as_bytes()).expect("our own key");
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).expect("our own key");
        Self {
            public: key.public_key().as_ref().to_vec(),
        }
    }

    /// As Google gives it.
    pub(super) fn key_file(&self, token_url: &str) -> String {
        let file = json!({
            "type": "service_account",
            "project_id": "pretend-backroom",
            "private_key_id": KEY_ID,
            "private_key": KEY,
            "client_email": EMAIL,
            "token_uri": token_url,
        });
        file.to_string()
    }

    /// Whether a request for a token has a claim that is ours; why not.
    pub(super) fn believes(&self, body: &[u8], now: i64) -> Result<(), &'static str> {
        let body = std::str::from_utf8(body).map_err(|_| "not a form")?;
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        let claim = body.strip_prefix(grant).ok_or("unsupported grant")?;
        let (signed, signature) = claim.rsplit_once('.').ok_or("not a JWT")?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "not a JWT")?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.public)
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| "Invalid JWT Signature.")?;
        let (head, claims) = signed.split_once('.').ok_or("not a JWT")?;
        let part = |part: &str| {
            let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| "not a JWT")?;
            serde_json::from_slice::<Value>(&json).map_err(|_| "not a JWT")
        };
        let (head, claims) = (part(head)?, part(claims)?);
        let at = |name: &str| claims[name].as_i64().unwrap_or(0);
        let whole = head["alg"] == "RS256"
            && head["kid"] == KEY_ID
            && claims["iss"] == EMAIL
            && claims["scope"] == SCOPE
            && claims["aud"]
                .as_str()
                .is_some_and(|url| url.ends_with("/google/token"));
        let of_now = (at("iat") - now).abs() <= SKEW_S && at("exp") - at("iat") <= 3600;
        match (whole, of_now) {
            (false, _) => Err("Invalid claims."),
            (_, false) => Err("Token must be a short-lived token and in a reasonable timeframe."),
            (true, true) => Ok(()),
        }
    }
}
