//! Logs of the Lambdas: one JSON object a line on standard output, where CloudWatch picks it up. What the lines hold,
//! and what they never do, is in `docs/LOGGING.md`.

use std::fmt;

use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::clock::Clock;
use crate::config::Settings;
use crate::metrics;

/// Which lines are written when `BACKROOM_LOG` does not say. The AWS SDK and hyper tell of retries that succeed.
const FILTER: &str =
    "info,aws_config=warn,aws_smithy_runtime=warn,aws_sdk_dynamodb=warn,hyper_util=warn";

/// Starts the log of this function, by the filter in `BACKROOM_LOG` (such as `debug` or `info,processor=debug`). A
/// filter that can't be read is told of and left aside: logs are no reason not to start. A second call changes nothing.
pub fn init(settings: &Settings, service: &'static str) {
    let asked = settings.get("BACKROOM_LOG");
    let parsed = asked.map(EnvFilter::try_new);
    let unreadable = matches!(parsed, Some(Err(_)));
    let filter = parsed
        .and_then(Result::ok)
        .unwrap_or_else(|| EnvFilter::new(FILTER));
    // An error means that a log has been started already, by a test or by the command line.
    let _ = subscriber(filter, service, std::io::stdout).try_init();
    if unreadable {
        tracing::warn!("BACKROOM_LOG is not a filter; logging at info");
    }
}

/// What [`init`] starts, with the lines going elsewhere: for tests of what is logged.
pub fn subscriber<W>(
    filter: EnvFilter,
    service: &'static str,
    writer: W,
) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(writer)
        .map_event_format(|json| Lines { service, json })
        .with_env_filter(filter)
        .finish()
}

/// Log lines as JSON; metrics as CloudWatch reads them.
struct Lines<F> {
    service: &'static str,
    json: F,
}

impl<S, N, F> FormatEvent<S, N> for Lines<F>
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() == metrics::TARGET {
            let now = Clock::system().now();
            return metrics::write_line(&mut writer, event, self.service, now);
        }
        self.json.format_event(context, writer, event)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::metrics::Metric;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines as JSON, without their times.
    fn check(act: impl FnOnce(), expected: &[serde_json::Value]) {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = subscriber(EnvFilter::new("info"), "webhook", move || writer.clone());
        tracing::subscriber::with_default(subscriber, act);
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| {
            let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
            line.as_object_mut().unwrap().remove("timestamp");
            if let Some(aws) = line.get_mut("_aws").and_then(|aws| aws.as_object_mut()) {
                assert!(aws.remove("Timestamp").unwrap().as_i64().unwrap() > 1_700_000_000_000);
            }
            line
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_line_is_one_flat_json_object() {
        check(
            || {
                tracing::debug!("not written");
                tracing::warn!(codes = 2, "told \"so\"\nand so");
            },
            &[serde_json::json!({
                "level": "WARN", "target": "backroom_io::log::tests", "codes": 2, "message": "told \"so\"\nand so",
            })],
        );
    }

    #[test]
    fn a_metric_is_a_line_that_cloudwatch_counts() {
        let line = |name: &str, unit: &str, value: u64| {
            serde_json::json!({
                "_aws": { "CloudWatchMetrics": [{
                    "Namespace": "Backroom",
                    "Dimensions": [["Service"]],
                    "Metrics": [{ "Name": name, "Unit": unit }],
                }] },
                "Service": "webhook",
                name: value,
            })
        };
        check(
            || {
                metrics::record(Metric::RepliesPaid, 3);
                metrics::record(Metric::PhoneToReply, 812);
            },
            &[
                line("RepliesPaid", "Count", 3),
                line("PhoneToReply", "Milliseconds", 812),
            ],
        );
    }
}
