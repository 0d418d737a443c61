//! [`WhatsAppError`]: why something was not said, by WhatsApp's own codes. Its messages hold no recipient and no words.

use serde_json::Value;

/// Why a call to WhatsApp did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum WhatsAppError {
    /// No connection: the request never left.
    #[error("WhatsApp could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// The request left and no answer came, or half of one: the message may have been sent.
    #[error("WhatsApp did not answer")]
    NoAnswer(#[source] reqwest::Error),
    /// WhatsApp said no.
    #[error("WhatsApp refused: {refusal:?} (code {code:?}, HTTP {status})")]
    Refused {
        /// What sort of no.
        refusal: Refusal,
        /// WhatsApp's code, if it gave one.
        code: Option<i64>,
        /// The HTTP status.
        status: u16,
    },
    /// No answer to an upload, or none with an id: nothing was sent, and the file may be uploaded again.
    #[error("WhatsApp did not say that it has the file")]
    NotUploaded(#[source] Option<reqwest::Error>),
    /// WhatsApp said yes, but gave no message id. The message has been sent.
    #[error("WhatsApp's answer has no message id")]
    NoId,
    /// The person has neither a phone number nor a user id.
    #[error("nobody to send to")]
    NoRecipient,
}

/// Sorts of no, by what can be done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Down for the moment: a retry helps.
    Unavailable,
    /// Too fast: a retry helps, after a moment.
    RateLimited,
    /// A limit is used up, or the number is in maintenance: a retry helps, after minutes.
    Later,
    /// Too many messages to this one person: a retry helps, after 1, 4, 16… seconds.
    PairRate,
    /// A gateway failed on the way back, so it is not known what became of the message.
    Unclear,
    /// More than 24 hours since the person wrote: only a template gets through.
    OutsideWindow,
    /// This person can't be reached, or does not want to be.
    Undeliverable,
    /// The template is not there, not approved, paused, or has other parameters.
    Template,
    /// The access token is missing, expired or revoked: the operator has to act.
    Token,
    /// The account or the number is not allowed to, restricted or unpaid: the operator has to act.
    Account,
    /// We sent something malformed: a fault in this code.
    Malformed,
    /// A code that is not in the table.
    Other,
}

impl WhatsAppError {
    /// From an error of the HTTP client. The address is taken out: it names the number.
    pub(super) fn unanswered(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_connect() || error.is_builder() {
            Self::Unreachable(error)
        } else {
            Self::NoAnswer(error)
        }
    }

    /// From an answer other than 2xx.
    pub(super) fn refused(status: u16, answer: &Value) -> Self {
        let code = answer["error"]["code"].as_i64();
        Self::Refused {
            refusal: code.map_or_else(|| by_status(status), by_code),
            code,
            status,
        }
    }

    /// The same of an upload, which may be done twice: where nobody knows what became of it, a retry helps.
    pub(super) fn of_upload(self) -> Self {
        match self {
            Self::NoAnswer(error) => Self::NotUploaded(Some(error)),
            Self::NoId => Self::NotUploaded(None),
            Self::Refused {
                refusal: Refusal::Unclear,
                code,
                status,
            } => Self::Refused {
                refusal: Refusal::Unavailable,
                code,
                status,
            },
            known @ (Self::Unreachable(_)
            | Self::Refused { .. }
            | Self::NotUploaded(_)
            | Self::NoRecipient) => known,
        }
    }

    /// Whether the same call may succeed later and can't say anything twice.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::NotUploaded(_) => true,
            Self::Refused { refusal, .. } => matches!(
                refusal,
                Refusal::Unavailable | Refusal::RateLimited | Refusal::Later | Refusal::PairRate
            ),
            Self::NoAnswer(_) | Self::NoId | Self::NoRecipient => false,
        }
    }

    /// Whether we called or wrote too often.
    pub fn is_throttled(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                refusal: Refusal::RateLimited | Refusal::Later | Refusal::PairRate,
                ..
            } | Self::Refused { status: 429, .. }
        )
    }

    /// Whether the person may have got the message all the same.
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::NoId => true,
            Self::Refused { refusal, .. } => *refusal == Refusal::Unclear,
            Self::Unreachable(_) | Self::NotUploaded(_) | Self::NoRecipient => false,
        }
    }

    /// Whether nothing will get through until the operator does something.
    pub fn needs_operator(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                refusal: Refusal::Token | Refusal::Account,
                ..
            }
        )
    }

    /// What sort of no it was, if WhatsApp said no.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(*refusal),
            Self::Unreachable(_)
            | Self::NoAnswer(_)
            | Self::NotUploaded(_)
            | Self::NoId
            | Self::NoRecipient => None,
        }
    }
}

/// Whether a code, of a refusal or of a receipt, means that nothing gets through until the operator does something.
pub fn needs_operator(code: i64) -> bool {
    matches!(by_code(code), Refusal::Token | Refusal::Account)
}

/// WhatsApp's table of codes, as of November 2026. Its texts and subcodes change; the codes do not.
fn by_code(code: i64) -> Refusal {
    match code {
        1 | 2 | 131_000 | 131_016 | 133_004 => Refusal::Unavailable,
        130_429 => Refusal::RateLimited,
        4 | 80_007 | 131_057 | 132_069 => Refusal::Later,
        131_056 => Refusal::PairRate,
        131_047 => Refusal::OutsideWindow,
        130_472 | 131_021 | 131_026 | 131_030 | 131_049 | 131_050 | 131_062 | 131_063 | 137_000 => {
            Refusal::Undeliverable
        }
        132_000..=132_068 => Refusal::Template,
        0 | 190 => Refusal::Token,
        3
        | 10
        | 200..=299
        | 368
        | 130_497
        | 131_005
        | 131_031
        | 131_037
        | 131_042
        | 131_045
        | 131_048
        | 133_010 => Refusal::Account,
        33 | 100 | 131_008 | 131_009 | 131_051 | 131_052 | 131_053 => Refusal::Malformed,
        _ => Refusal::Other,
    }
}

/// An answer without a code comes from something in front of WhatsApp.
fn by_status(status: u16) -> Refusal {
    match status {
        429 | 503 => Refusal::Unavailable,
        401 => Refusal::Token,
        403 => Refusal::Account,
        500..=599 => Refusal::Unclear,
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_code_is_sorted_by_what_can_be_done() {
        for (code, refusal, transient, operator) in [
            (131_000, Refusal::Unavailable, true, false),
            (130_429, Refusal::RateLimited, true, false),
            (80_007, Refusal::Later, true, false),
            (131_056, Refusal::PairRate, true, false),
            (131_047, Refusal::OutsideWindow, false, false),
            (131_026, Refusal::Undeliverable, false, false),
            (132_001, Refusal::Template, false, false),
            (190, Refusal::Token, false, true),
            (131_042, Refusal::Account, false, true),
            (131_048, Refusal::Account, false, true),
            (100, Refusal::Malformed, false, false),
            (999_999, Refusal::Other, false, false),
        ] {
            let error = WhatsAppError::refused(400, &json!({"error": {"code": code}}));
            assert_eq!(error.refusal(), Some(refusal), "{code}");
            assert_eq!(error.is_transient(), transient, "{code}");
            assert_eq!(error.needs_operator(), operator, "{code}");
            assert_eq!(needs_operator(code), operator, "{code}");
            assert!(!error.may_have_been_sent(), "{code}");
        }
    }

    #[test]
    fn an_answer_without_a_code_is_judged_by_its_status() {
        for (status, refusal) in [
            (503, Refusal::Unavailable),
            (502, Refusal::Unclear),
            (401, Refusal::Token),
            (404, Refusal::Other),
        ] {
            let error = WhatsAppError::refused(status, &Value::Null);
            assert_eq!(error.refusal(), Some(refusal), "{status}");
        }
    }
}
