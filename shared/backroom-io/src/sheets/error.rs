//! [`SheetsError`]: why a sheet was not written, by who can act on it. Google's words are in none: they may name the sheet.

use backroom_core::sheet::SheetTrouble;
use serde_json::Value;

/// Why a sheet was not written.
#[derive(Debug, thiserror::Error)]
pub enum SheetsError {
    /// It is not shared with the account, or only to be looked at: the shop has to act.
    #[error("the sheet is not shared with the account")]
    NotShared,
    /// There is none of that id: the shop has to act.
    #[error("there is no such sheet")]
    Gone,
    /// What was asked can't be done in that sheet: the shop has to act.
    #[error("Google does not let our tab be made or changed")]
    Refused,
    /// The key, the project or the API: the operator has to act.
    #[error("Google refuses the service account: {what} (HTTP {status})")]
    Account {
        /// The HTTP status.
        status: u16,
        /// Google's word for it, in capitals or an OAuth error.
        what: String,
    },
    /// Too many requests in a minute, or Google is not well: trying later helps.
    #[error("Google can't do it now (HTTP {0})")]
    Later(u16),
    /// No answer: trying later helps.
    #[error("Google did not answer")]
    Unanswered(#[source] reqwest::Error),
}

impl SheetsError {
    /// From an error of the HTTP client. The address is taken out: it names the sheet.
    pub(super) fn unanswered(error: reqwest::Error) -> Self {
        Self::Unanswered(error.without_url())
    }

    /// From an answer other than 200. That a sheet is not shared and that the API is switched off are both 403; only the
    /// second gives a reason of its own.
    pub(super) fn of(status: u16, body: &Value) -> Self {
        let error = &body["error"];
        let details = error["details"].as_array().into_iter().flatten();
        let reason = details
            .filter_map(|detail| detail["reason"].as_str())
            .next();
        match (status, reason) {
            (429 | 500..=599, _) => Self::Later(status),
            (403, None) => Self::NotShared,
            (404, _) => Self::Gone,
            (400, _) => Self::Refused,
            _ => Self::Account {
                status,
                what: plain(reason.or_else(|| error["status"].as_str())),
            },
        }
    }

    /// From an answer other than 200 where tokens are had.
    pub(super) fn no_token(status: u16, body: &Value) -> Self {
        match status {
            429 | 500..=599 => Self::Later(status),
            _ => Self::Account {
                status,
                what: plain(body["error"].as_str()),
            },
        }
    }

    /// Whether no other sheet would be taken either: the account, or how often it may ask.
    pub fn is_of_all(&self) -> bool {
        match self {
            Self::Account { .. } | Self::Later(429) => true,
            Self::NotShared | Self::Gone | Self::Refused | Self::Later(_) | Self::Unanswered(_) => {
                false
            }
        }
    }

    /// What is wrong, where the shop can mend it.
    pub fn trouble(&self) -> Option<SheetTrouble> {
        match self {
            Self::NotShared => Some(SheetTrouble::NotShared),
            Self::Gone => Some(SheetTrouble::Gone),
            Self::Refused => Some(SheetTrouble::Refused),
            Self::Account { .. } | Self::Later(_) | Self::Unanswered(_) => None,
        }
    }
}

/// A word of Google's, if it is one.
fn plain(word: Option<&str>) -> String {
    let fits = |word: &&str| {
        let plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        word.len() <= 64 && word.bytes().all(plain)
    };
    word.filter(fits).unwrap_or("no reason given").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What Google sends, as its documentation and people's reports show it.
    #[test]
    fn each_answer_is_sorted_by_who_can_act() {
        let not_shared = json!({"error": {"code": 403, "message": "The caller does not have permission",
            "status": "PERMISSION_DENIED"}});
        let switched_off = json!({"error": {"code": 403, "message": "Google Sheets API has not been used in project 1 …",
            "status": "PERMISSION_DENIED", "details": [
                {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
                {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
                    "domain": "googleapis.com"}]}});
        let gone = json!({"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}});
        let refused = json!({"error": {"code": 400, "message": "Invalid requests[0]…", "status": "INVALID_ARGUMENT"}});
        let quota = json!({"error": {"code": 429, "message": "Quota exceeded…", "status": "RESOURCE_EXHAUSTED"}});
        let expired = json!({"error": {"code": 401, "message": "…", "status": "UNAUTHENTICATED"}});
        for (status, body, told) in [
            (403, &not_shared, "the sheet is not shared with the account"),
            (
                403,
                &switched_off,
                "Google refuses the service account: SERVICE_DISABLED (HTTP 403)",
            ),
            (404, &gone, "there is no such sheet"),
            (
                400,
                &refused,
                "Google does not let our tab be made or changed",
            ),
            (429, &quota, "Google can't do it now (HTTP 429)"),
            (503, &Value::Null, "Google can't do it now (HTTP 503)"),
            (
                401,
                &expired,
                "Google refuses the service account: UNAUTHENTICATED (HTTP 401)",
            ),
        ] {
            assert_eq!(SheetsError::of(status, body).to_string(), told);
        }
        let grant =
            json!({"error": "invalid_grant", "error_description": "Invalid JWT Signature."});
        assert_eq!(
            SheetsError::no_token(400, &grant).to_string(),
            "Google refuses the service account: invalid_grant (HTTP 400)"
        );
    }
}
