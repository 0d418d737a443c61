//! Logs of the Lambdas: one JSON object a line on standard output, where CloudWatch picks it up. What the lines hold,
//! and what they never do, is in `docs/LOGGING.md`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fmt, io};

use tracing::{Event, Span, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::clock::Clock;
use crate::config::{LAMBDA_VERSION, Settings};
use crate::metrics;

/// Which lines are written when `BACKROOM_LOG` does not say. The AWS SDK and hyper tell of retries that succeed.
const FILTER: &str =
    "info,aws_config=warn,aws_smithy_runtime=warn,aws_sdk_dynamodb=warn,hyper_util=warn";

/// Starts the log of this function, by the filter in `BACKROOM_LOG` (such as `debug` or `info,processor=debug`). A
/// filter that can't be read is told of and left aside: logs are no reason not to start. A second call changes nothing.
pub fn init(settings: &Settings, service: &'static str) {
    let asked = settings.get("BACKROOM_LOG");
    let parsed = asked.map(str::parse::<Targets>);
    let unreadable = matches!(parsed, Some(Err(_)));
    let filter = parsed
        .and_then(Result::ok)
        .unwrap_or_else(|| FILTER.parse().expect("ours is a filter"));
    // An error means that a log has been started already, by a test or by the command line.
    let version = version(settings.get(LAMBDA_VERSION));
    let _ = writing(filter, service, version, io::stdout).try_init();
    if unreadable {
        tracing::warn!("BACKROOM_LOG is not a filter; logging at info");
    }
}

/// What [`init`] starts, with the lines going elsewhere: for tests of what is logged.
///
/// # Panics
/// If that is no filter.
pub fn subscriber<W>(
    filter: &str,
    service: &'static str,
    writer: W,
) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = filter.parse().expect("the test writes a filter");
    writing(filter, service, version(None), writer)
}

fn writing<W>(
    filter: Targets,
    service: &'static str,
    version: String,
    writer: W,
) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(writer)
        .map_event_format(|json| Lines {
            service,
            version,
            json,
        });
    // Filtered as a whole, so that what no line wants costs nothing.
    tracing_subscriber::registry().with(lines).with(filter)
}

/// The span of one invocation: each line in it says whether the process was started for it.
pub fn invocation() -> Span {
    static FIRST: AtomicBool = AtomicBool::new(true);
    let cold_start = FIRST.swap(false, Ordering::Relaxed);
    tracing::info_span!("invocation", cold_start)
}

/// Ours, and behind it Lambda's number of what is deployed.
fn version(lambda: Option<&str>) -> String {
    let ours = env!("CARGO_PKG_VERSION");
    lambda.map_or_else(|| ours.to_owned(), |lambda| format!("{ours}+{lambda}"))
}

/// The spans whose fields each line in them gets: the runtime's own, with the request's id, and ours.
const SPANS: [&str; 3] = ["Lambda runtime invoke", "invocation", "message"];

/// Lines that are kept in memory: for tests of what is logged.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// What was written so far.
    pub fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Log lines as JSON; metrics as CloudWatch reads them.
struct Lines<F> {
    service: &'static str,
    version: String,
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
        let mut line = String::new();
        self.json
            .format_event(context, Writer::new(&mut line), event)?;
        let (service, version) = (self.service, &self.version);
        write!(writer, r#"{{"function":"{service}","version":"{version}""#)?;
        let spans = context.event_scope().into_iter().flatten();
        for span in spans.filter(|span| SPANS.contains(&span.name())) {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                let fields = fields.trim_start_matches('{').trim_end_matches('}');
                // Where the line itself names its message, once is enough.
                let named = fields.split_once(':').map_or("", |(name, _)| name);
                if !line.contains(&format!("{named}:")) {
                    write!(writer, ",{fields}")?;
                }
            }
        }
        let own = line.strip_prefix('{').unwrap_or(&line);
        write!(writer, ",{own}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metric;

    /// The lines as JSON, without their times.
    fn check(act: impl FnOnce(), expected: &[serde_json::Value]) {
        let kept = Kept::default();
        let subscriber = subscriber("info", "webhook", kept.clone());
        tracing::subscriber::with_default(subscriber, act);
        let text = kept.text();
        let lines = text.lines().map(|line| {
            let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
            line.as_object_mut().unwrap().remove("timestamp");
            line.as_object_mut().unwrap().remove("version");
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
                "function": "webhook", "level": "WARN", "target": "backroom_io::log::tests", "codes": 2, "message": "told \"so\"\nand so",
            })],
        );
    }

    #[test]
    fn a_line_says_which_message_and_which_start_it_is_of() {
        let line = |message: &str| {
            serde_json::json!({
                "function": "webhook", "level": "INFO", "target": "backroom_io::log::tests", "message": message,
                "cold_start": message == "first", "message_digest": "d1",
            })
        };
        check(
            || {
                for message in ["first", "second"] {
                    let _invoked = invocation().entered();
                    let _about = tracing::info_span!("message", message_digest = "d1").entered();
                    let _other = tracing::info_span!("other", body = "words").entered();
                    if message == "first" {
                        tracing::info!("first");
                    } else {
                        tracing::info!(message_digest = "d1", "second");
                    }
                }
            },
            &[line("first"), line("second")],
        );
    }

    #[test]
    fn the_version_is_ours_and_lambdas() {
        let ours = env!("CARGO_PKG_VERSION");
        assert_eq!(version(None), ours);
        assert_eq!(version(Some("7")), format!("{ours}+7"));
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
