//! Access tokens of a service account: a claim that its key has signed (RFC 7523) is given for one, which is good for an
//! hour.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::SheetsError;
use crate::config::{Secret, ServiceAccount};

/// The right to change the sheets that are shared with the account, and no file besides.
const SCOPE: &str = "https://www.googleapis.com/auth/spreadsheets";
/// How long a claim is good, in seconds: the most that Google takes.
const CLAIM_S: i64 = 3600;
/// So long before its end a token is taken for ended, in seconds.
const SPARE_S: i64 = 60;
/// Before the claim in what asks for a token.
const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";

/// The account's key is no private RSA key in PEM (PKCS #8). Nothing of it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("GOOGLE_SERVICE_ACCOUNT: its private_key is no RSA key in PEM")]
pub struct KeyError;

/// The account's tokens. Clones share the one that is good.
#[derive(Clone)]
pub(super) struct Tokens {
    account: ServiceAccount,
    key: Arc<RsaKeyPair>,
    good: Arc<Mutex<Option<(Secret, Timestamp)>>>,
}

impl Tokens {
    pub(super) fn new(account: &ServiceAccount) -> Result<Self, KeyError> {
        let pem = account.private_key.expose().as_bytes();
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(|_| KeyError)?;
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| KeyError)?;
        Ok(Self {
            account: account.clone(),
            key: Arc::new(key),
            good: Arc::default(),
        })
    }

    /// The one that is good, or a new one. Who comes meanwhile waits for it.
    pub(super) async fn get(
        &self,
        http: &reqwest::Client,
        within: Duration,
        now: Timestamp,
    ) -> Result<Secret, SheetsError> {
        let mut good = self.good.lock().await;
        if let Some((token, until)) = good.as_ref()
            && now < *until
        {
            return Ok(token.clone());
        }
        let (token, lasts) = self.ask(http, within, now).await?;
        let until = Timestamp::from_second(now.as_second().saturating_add(lasts - SPARE_S));
        *good = until.ok().map(|until| (token.clone(), until));
        Ok(token)
    }

    pub(super) async fn forget(&self) {
        *self.good.lock().await = None;
    }

    /// A new token, and for how many seconds it is good.
    async fn ask(
        &self,
        http: &reqwest::Client,
        within: Duration,
        now: Timestamp,
    ) -> Result<(Secret, i64), SheetsError> {
        let claim = self.claim(now);
        let answer = http
            .post(&self.account.token_url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("{GRANT}{claim}"))
            .timeout(within)
            .send()
            .await
            .map_err(SheetsError::unanswered)?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(SheetsError::unanswered)?;
        let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        match body["access_token"].as_str() {
            Some(token) if status == 200 => {
                let lasts = body["expires_in"].as_i64().unwrap_or(SPARE_S);
                Ok((Secret::new(token.to_owned()), lasts))
            }
            _ => Err(SheetsError::no_token(status, &body)),
        }
    }

    /// Who we are and what we want, signed: head, claims and signature, each in base 64.
    fn claim(&self, now: Timestamp) -> String {
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let ServiceAccount {
            email,
            key_id,
            token_url,
            ..
        } = &self.account;
        let now = now.as_second();
        let head = part(json!({ "alg": "RS256", "typ": "JWT", "kid": key_id }));
        let claims = part(json!({
            "iss": email,
            "scope": SCOPE,
            "aud": token_url,
            "iat": now,
            "exp": now + CLAIM_S,
        }));
        let signed = format!("{head}.{claims}");
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .expect("the signature has the length of the modulus");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Prints nothing of them.
impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}
