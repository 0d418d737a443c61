//! [`SheetsConfig`]: how Google Sheets is reached, and as whom.

use serde::Deserialize;

use super::Secret;
use super::read::Reader;

const ACCOUNT: &str = "GOOGLE_SERVICE_ACCOUNT";

/// How Google Sheets is reached.
#[derive(Clone, Debug)]
pub struct SheetsConfig {
    /// Without a slash at the end.
    pub api_url: String,
    /// Such as `v4`.
    pub api_version: String,
    /// As whom.
    pub account: ServiceAccount,
}

/// A service account of the operator's project at Google: a user without a person, that sheets are shared with.
#[derive(Clone, Debug)]
pub struct ServiceAccount {
    /// Its address.
    pub email: String,
    /// Google's name of the key.
    pub key_id: String,
    /// The key, in PEM.
    pub private_key: Secret,
    /// Where tokens are had.
    pub token_url: String,
}

/// What we use of the key file that Google gives.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
    #[serde(default)]
    private_key_id: String,
    token_uri: String,
}

impl SheetsConfig {
    pub(super) fn from(reader: &mut Reader<'_>) -> Option<Self> {
        // All of it is checked even where no account says that it is used.
        let api_url = reader.url("GOOGLE_SHEETS_API_URL", "https://sheets.googleapis.com");
        let api_version = reader.or("GOOGLE_SHEETS_API_VERSION", "v4");
        let version = api_version.strip_prefix('v').is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        reader.check(
            version,
            "GOOGLE_SHEETS_API_VERSION",
            "is not a version such as v4",
        );
        let account = ServiceAccount::read(&reader.optional(ACCOUNT)?);
        reader.check(
            account.is_some(),
            ACCOUNT,
            "is not the key file of a service account",
        );
        Some(Self {
            api_url,
            api_version,
            account: account?,
        })
    }
}

impl ServiceAccount {
    /// What is in a key file, as JSON. Whether the key is one is seen when it is first used.
    fn read(json: &str) -> Option<Self> {
        let file: KeyFile = serde_json::from_str(json).ok()?;
        let url = reqwest::Url::parse(&file.token_uri).ok()?;
        let usable = matches!(url.scheme(), "http" | "https") && file.client_email.contains('@');
        usable.then(|| Self {
            email: file.client_email,
            key_id: file.private_key_id,
            private_key: Secret::new(file.private_key),
            token_url: file.token_uri,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, UsageReportConfig};

    const COMPLETE: [(&str, &str); 3] = [
        ("BACKROOM_TABLE", "t"),
        ("BACKROOM_REPORT_QUEUE_URL", "https://queue"),
        ("WHATSAPP_ACCESS_TOKEN", "token"),
    ];

    #[test]
    fn a_key_file_makes_an_account_and_prints_no_key() {
        let file = r#"{"type":"service_account","client_email":"a@b.iam.gserviceaccount.com","private_key":"hush",
            "private_key_id":"k1","token_uri":"https://oauth2.googleapis.com/token"}"#;
        let settings = Settings::new(COMPLETE).or("GOOGLE_SERVICE_ACCOUNT", file);
        let config = UsageReportConfig::read(&settings).unwrap();
        let sheets = config.sheets.unwrap();
        assert_eq!(sheets.account.email, "a@b.iam.gserviceaccount.com");
        assert_eq!(sheets.api_url, "https://sheets.googleapis.com");
        assert!(!format!("{sheets:?}").contains("hush"));
        let none = UsageReportConfig::read(&Settings::new(COMPLETE)).unwrap();
        assert!(none.sheets.is_none());
    }

    #[test]
    fn what_is_no_key_file_is_said_so_and_not_shown() {
        let settings = Settings::new(COMPLETE)
            .or("GOOGLE_SERVICE_ACCOUNT", "hush")
            .or("GOOGLE_SHEETS_API_VERSION", "../v4");
        let error = UsageReportConfig::read(&settings).unwrap_err().to_string();
        assert_eq!(
            error,
            "configuration: GOOGLE_SHEETS_API_VERSION is not a version such as v4; \
             GOOGLE_SERVICE_ACCOUNT is not the key file of a service account"
        );
    }
}
