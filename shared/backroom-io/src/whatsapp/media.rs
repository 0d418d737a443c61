//! A voice note or photo that somebody sent: looked up by its id, then fetched from the address that the look-up gives.
//!
//! That address wants our token too, and the token goes to nobody but WhatsApp: to the Graph API itself and to the
//! hosts that the configuration names. An address elsewhere is not called at all, and a redirect is not followed (see
//! [`crate::http::client`]).

use std::time::Duration;

use backroom_core::ids::BusinessNumberId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::{Refusal, WhatsApp, WhatsAppError};

/// The longest that looking up and fetching may take together: a person waits.
const IN_ALL: Duration = Duration::from_secs(5);

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// WhatsApp could not be asked about it.
    #[error(transparent)]
    NotAsked(WhatsAppError),
    /// WhatsApp has it no longer (an id is good for seven days), or never had it.
    #[error("the file is gone")]
    Gone,
    /// Larger than what was asked for. No more than that was read of it.
    #[error("the file is too large")]
    TooLarge,
    /// Where it lies, our token is not sent.
    #[error("the file is not at one of WhatsApp's hosts")]
    Elsewhere,
    /// WhatsApp has it and did not give all of it.
    #[error("the file was not given (HTTP {status:?})")]
    NotGiven {
        /// The HTTP status; without one, the connection failed.
        status: Option<u16>,
    },
    /// It is not what its digest says.
    #[error("the file is not what its digest says")]
    Altered,
}

impl WhatsApp {
    /// Fetches a file that somebody sent to this number of ours, of `most` bytes at the most.
    ///
    /// # Errors
    /// See [`MediaError`].
    pub async fn fetch(
        &self,
        number: &BusinessNumberId,
        media_id: &str,
        most: usize,
    ) -> Result<Vec<u8>, MediaError> {
        let deadline = Instant::now() + self.in_all.min(IN_ALL);
        let found = self.look_up(number, media_id, deadline).await?;
        if found["file_size"].as_u64() > Some(most as u64) {
            return Err(MediaError::TooLarge);
        }
        let address = found["url"].as_str().and_then(|url| Url::parse(url).ok());
        let address = address
            .filter(|address| self.is_whatsapp_s(address))
            .ok_or(MediaError::Elsewhere)?;
        let left = deadline.saturating_duration_since(Instant::now());
        let content = self.read(address, most, left).await?;
        if found["sha256"]
            .as_str()
            .is_some_and(|digest| !is_digest_of(digest, &content))
        {
            return Err(MediaError::Altered);
        }
        Ok(content)
    }

    /// Asking twice does no harm, so an answer that did not come is no more than a failure.
    async fn look_up(
        &self,
        number: &BusinessNumberId,
        media_id: &str,
        deadline: Instant,
    ) -> Result<Value, MediaError> {
        // It becomes part of a path.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if media_id.is_empty() || !media_id.bytes().all(plain) {
            return Err(MediaError::Gone);
        }
        let url = format!("{}/{media_id}?phone_number_id={number}", self.base);
        let found = self
            .repeated(deadline, |within| self.call(self.http.get(&url), within))
            .await;
        found.map_err(not_found)
    }

    /// The Graph API's own address, or a configured host over TLS.
    fn is_whatsapp_s(&self, address: &Url) -> bool {
        let is_graph = Url::parse(&self.base).is_ok_and(|graph| graph.origin() == address.origin());
        let is_media_host = address.scheme() == "https"
            && address.port().is_none()
            && address.host_str().is_some_and(|host| {
                let known = |known: &String| known.eq_ignore_ascii_case(host);
                self.media_hosts.iter().any(known)
            });
        is_graph || is_media_host
    }

    async fn read(
        &self,
        address: Url,
        most: usize,
        within: Duration,
    ) -> Result<Vec<u8>, MediaError> {
        let failed = |_: reqwest::Error| MediaError::NotGiven { status: None };
        let mut answer = self
            .http
            .get(address)
            .bearer_auth(self.token.expose())
            .timeout(within)
            .send()
            .await
            .map_err(failed)?;
        match answer.status().as_u16() {
            200 => {}
            404 | 410 => return Err(MediaError::Gone),
            status => {
                return Err(MediaError::NotGiven {
                    status: Some(status),
                });
            }
        }
        let mut content = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            if content.len() + part.len() > most {
                return Err(MediaError::TooLarge);
            }
            content.extend_from_slice(&part);
        }
        Ok(content)
    }
}

/// What an answer without an address means. Only what may be different later is a failure of WhatsApp's.
fn not_found(error: WhatsAppError) -> MediaError {
    match error {
        WhatsAppError::Refused {
            code: Some(33 | 100),
            ..
        }
        | WhatsAppError::Refused { status: 404, .. } => MediaError::Gone,
        WhatsAppError::Refused {
            refusal: Refusal::Malformed | Refusal::Other,
            status,
            ..
        } => MediaError::NotGiven {
            status: Some(status),
        },
        WhatsAppError::Refused { .. }
        | WhatsAppError::Unreachable(_)
        | WhatsAppError::NoAnswer(_)
        | WhatsAppError::NotUploaded(_)
        | WhatsAppError::NoId
        | WhatsAppError::NoRecipient => MediaError::NotAsked(error),
    }
}

/// WhatsApp writes digests in base64 in its webhooks and in hexadecimal where a file is looked up; both are taken.
fn is_digest_of(digest: &str, content: &[u8]) -> bool {
    let is = Sha256::digest(content);
    let hex: String = is.iter().map(|byte| format!("{byte:02x}")).collect();
    digest.eq_ignore_ascii_case(&hex) || digest == STANDARD.encode(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, UsageReportConfig};

    #[test]
    fn a_digest_is_known_in_both_spellings() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(is_digest_of(hex, b"abc") && is_digest_of(&hex.to_uppercase(), b"abc"));
        assert!(is_digest_of(
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
            b"abc"
        ));
        assert!(!is_digest_of(hex, b"abd") && !is_digest_of("", b""));
    }

    #[test]
    fn the_token_goes_to_whatsapp_s_hosts_alone() {
        let settings = Settings::new([
            ("WHATSAPP_ACCESS_TOKEN", "token"),
            ("BACKROOM_TABLE", "-"),
            ("BACKROOM_REPORT_QUEUE_URL", "-"),
        ]);
        let config = UsageReportConfig::read(&settings).unwrap().whatsapp;
        let whatsapp = WhatsApp::new(crate::http::client().unwrap(), &config);
        for (address, may) in [
            (
                "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
                true,
            ),
            ("https://LOOKASIDE.fbsbx.com:443/x", true),
            ("https://graph.facebook.com/x", true),
            ("http://lookaside.fbsbx.com/x", false),
            ("https://lookaside.fbsbx.com:8443/x", false),
            ("https://lookaside.fbsbx.com.evil.example/x", false),
            ("https://evil.example/lookaside.fbsbx.com", false),
            ("https://lookaside.fbsbx.com@evil.example/x", false),
            ("https://evil.fbsbx.com/x", false),
            ("http://graph.facebook.com/x", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("file:///etc/passwd", false),
        ] {
            let address_is = Url::parse(address).unwrap();
            assert_eq!(whatsapp.is_whatsapp_s(&address_is), may, "{address}");
        }
    }
}
