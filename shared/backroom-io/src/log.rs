//! Logs of the Lambdas: one JSON object a line on standard output, where CloudWatch picks it up.

use tracing_subscriber::EnvFilter;

use crate::config::Settings;

/// Which lines are written when `BACKROOM_LOG` does not say. The AWS SDK and hyper tell of retries that succeed.
const FILTER: &str =
    "info,aws_config=warn,aws_smithy_runtime=warn,aws_sdk_dynamodb=warn,hyper_util=warn";

/// Starts the log, by the filter in `BACKROOM_LOG` (such as `debug` or `info,processor=debug`). A filter that can't be
/// read is told of and left aside: logs are no reason not to start. A second call changes nothing.
pub fn init(settings: &Settings) {
    let asked = settings.get("BACKROOM_LOG");
    let parsed = asked.map(EnvFilter::try_new);
    let unreadable = matches!(parsed, Some(Err(_)));
    let filter = parsed
        .and_then(Result::ok)
        .unwrap_or_else(|| EnvFilter::new(FILTER));
    // An error means that a log has been started already, by a test or by the command line.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .try_init();
    if unreadable {
        tracing::warn!("BACKROOM_LOG is not a filter; logging at info");
    }
}
