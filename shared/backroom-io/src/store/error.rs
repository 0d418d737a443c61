//! [`StoreError`]: a call to the table failed. Ours to fix, never the shopkeeper's.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::aws::trouble;

/// Why a call to the table failed. Holds no key and no attribute of any record, so that it can stand in a log line.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Busy, throttled, timed out or out of reach: the same call may succeed later. After a time-out it may have
    /// succeeded already; each write here is safe to repeat.
    #[error("{operation}: the table is busy or out of reach ({code})")]
    Unavailable {
        /// What was asked.
        operation: &'static str,
        /// DynamoDB's code, or the kind of trouble on the way.
        code: String,
    },
    /// The table refused the call, and will again.
    #[error("{operation}: the table refused ({code})")]
    Refused {
        /// What was asked.
        operation: &'static str,
        /// DynamoDB's code.
        code: String,
    },
    /// A record is not what this code writes.
    #[error("a record can't be read: {kind}, {what}")]
    Corrupt {
        /// The kind of its key: "item", "ledger".
        kind: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The table is of a form that only newer code understands.
    #[error(
        "the table has form {version}, and this code understands up to {ours}: deploy a newer one"
    )]
    NewerSchema {
        /// The table's.
        version: u32,
        /// This code's, [`super::SCHEMA`].
        ours: u32,
    },
    /// The caller asks for something that must not be written.
    #[error("not to be written: {0}")]
    Unsound(&'static str),
    /// More items than fit into one transaction.
    #[error("{items} items in one commit, {most} at most")]
    TooManyItems {
        /// How many.
        items: usize,
        /// How many fit.
        most: usize,
    },
}

impl StoreError {
    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// From the SDK's error. Its text is left behind: a cancelled transaction's holds whole records.
    pub(super) fn from_sdk<E: ProvideErrorMetadata, R>(
        operation: &'static str,
        error: &SdkError<E, R>,
    ) -> Self {
        let code = trouble(error);
        let answered = matches!(error, SdkError::ServiceError(_));
        let refused =
            matches!(error, SdkError::ConstructionFailure(_)) || answered && !may_pass(&code);
        if refused {
            return Self::Refused { operation, code };
        }
        Self::Unavailable { operation, code }
    }
}

/// Whether trouble of this code passes by itself.
pub(super) fn may_pass(code: &str) -> bool {
    matches!(
        code,
        "InternalServerError"
            | "InternalFailure"
            | "LimitExceededException"
            | "ProvisionedThroughputExceeded"
            | "ProvisionedThroughputExceededException"
            | "ReplicatedWriteConflictException"
            | "RequestLimitExceeded"
            | "RequestTimeout"
            | "RequestTimeoutException"
            | "ServiceUnavailable"
            | "ServiceUnavailableException"
            | "Throttling"
            | "ThrottlingError"
            | "ThrottlingException"
            | "TransactionConflict"
            | "TransactionConflictException"
            | "TransactionInProgressException"
            | "ExpiredTokenException"
            | "no code"
    )
}
