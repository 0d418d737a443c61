//! What went wrong with a call to AWS, in words for a log line.

use std::error::Error;

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// AWS's code, or the kind of trouble on the way. Nothing of the answer: it may hold records, or a secret.
pub(crate) fn trouble<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::TimeoutError(_) => "timed out".to_owned(),
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(connector) => format!("no connection: {}", innermost(connector)),
            None => "no connection".to_owned(),
        },
        SdkError::ResponseError(_) => "unreadable answer".to_owned(),
        SdkError::ConstructionFailure(_) => "request can't be built".to_owned(),
        SdkError::ServiceError(service) => service.err().code().unwrap_or("no code").to_owned(),
        _ => "unknown".to_owned(),
    }
}

/// The first cause: "connection refused" rather than "dispatch failure".
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
