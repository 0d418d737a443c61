//! Metrics: each is a log line in CloudWatch's embedded metric format, so that counting costs no call.
//!
//! ```text
//! metrics::record(Metric::MessagesQueued, 3);
//! ```
//!
//! The only dimension is `Service`, the function's name: each further one multiplies what CloudWatch charges. What
//! else one wants to know of an event stands in the log line beside it.

use std::fmt;

use jiff::Timestamp;
use tracing::Event;
use tracing::field::{Field, Visit};

/// The events that [`crate::log`] writes as metrics.
pub(crate) const TARGET: &str = "backroom::metrics";

/// The namespace of all metrics in CloudWatch.
pub const NAMESPACE: &str = "Backroom";

/// What is measured. The names are a contract with the alarms and the dashboard in `infra/seeing.yaml`; a test compares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Messages that the queue took.
    MessagesQueued,
    /// Messages that the queue did not take; WhatsApp sends them again.
    MessagesNotQueued,
    /// Parts of signed payloads that could not be read.
    PartsUnreadable,
    /// Of these, the ones in which there may have been a message, which never comes again.
    MessagesLost,
    /// Webhook calls without a valid signature.
    SignaturesRefused,
    /// WhatsApp's errors about our number or app.
    AccountErrors,
    /// Replies that WhatsApp charges for.
    RepliesPaid,
    /// Replies that WhatsApp delivered for nothing.
    RepliesFree,
    /// Replies that WhatsApp took and could not deliver.
    RepliesFailed,
    /// Messages that failed and come again.
    MessagesFailed,
    /// Messages that were parked in the dead letters.
    MessagesParked,
    /// Members' messages that were not acted on since a limit was reached.
    MessagesOverLimit,
    /// Messages of strangers that were not answered since they sent so many.
    StrangersSilenced,
    /// From the phone to the reply. WhatsApp tells the first in whole seconds.
    PhoneToReply,
    /// Calls of Gemini that were answered.
    GeminiCalls,
    /// Calls of Gemini that failed.
    GeminiErrors,
    /// Of these, the ones that were refused since a quota of ours at Google is spent.
    GeminiQuotaErrors,
    /// Of these, the ones that were refused for the key, the billing, or what we ask: it stays so until somebody acts.
    GeminiRefused,
    /// Texts that those were about.
    GeminiTexts,
    /// Messages for which an earlier answer of Gemini was used.
    GeminiAnswersReused,
    /// Messages that Gemini was not asked about, since the day's budget is spent.
    GeminiOverBudget,
    /// Voice notes and photos that were put into words.
    MediaRead,
    /// Voice notes and photos that could not be.
    MediaNotRead,
    /// How often a business's profile was known from a moment ago.
    ProfilesKnown,
    /// How often it had to be read.
    ProfilesRead,
    /// How often a sender was known from a moment ago, where that is enough.
    PeopleKnown,
    /// How often they had to be looked up there.
    PeopleRead,
    /// How often the names of a business's items were known from a while ago, where that is enough.
    ItemListsKnown,
    /// How often they had to be read there.
    ItemListsRead,
    /// Replies that WhatsApp refuses, or took and did not deliver, until an operator acts: the access token, a permission,
    /// the number, the payment.
    OperatorNeeded,
    /// Probes of the operator's that got through to the table.
    ProbesAnswered,
    /// Reports that were sent to businesses.
    ReportsSent,
    /// Those that failed; what did not go out is tried again in the next hour.
    ReportsFailed,
    /// The operator's own report failed.
    OperatorReportsFailed,
    /// Steps of a sweep that failed again and again, and were let go.
    ReportStepsGivenUp,
    /// Ledgers that were recomputed at night.
    LedgersVerified,
    /// Of these, the ones that do not add up.
    LedgersUnsound,
    /// Ledgers that could not be recomputed.
    LedgersNotVerified,
    /// Sheets of shops that were written.
    SheetsWritten,
    /// Sheets that can't be written until their shop does something.
    SheetsRefused,
    /// Sheets that were not written: Google did not take them, our account was not let into Google, or the table failed.
    SheetsFailed,
    /// Calls of other programs with a key that is good.
    ApiCalls,
    /// Calls that were refused: no key, none of ours, one that is good no more, a plan without it, too many.
    ApiRefused,
    /// Calls that failed for our fault.
    ApiFailed,
}

impl Metric {
    /// Its name in CloudWatch.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MessagesQueued => "MessagesQueued",
            Self::MessagesNotQueued => "MessagesNotQueued",
            Self::PartsUnreadable => "PartsUnreadable",
            Self::MessagesLost => "MessagesLost",
            Self::SignaturesRefused => "SignaturesRefused",
            Self::AccountErrors => "AccountErrors",
            Self::RepliesPaid => "RepliesPaid",
            Self::RepliesFree => "RepliesFree",
            Self::RepliesFailed => "RepliesFailed",
            Self::MessagesFailed => "MessagesFailed",
            Self::MessagesParked => "MessagesParked",
            Self::MessagesOverLimit => "MessagesOverLimit",
            Self::StrangersSilenced => "StrangersSilenced",
            Self::PhoneToReply => "PhoneToReply",
            Self::GeminiCalls => "GeminiCalls",
            Self::GeminiErrors => "GeminiErrors",
            Self::GeminiQuotaErrors => "GeminiQuotaErrors",
            Self::GeminiRefused => "GeminiRefused",
            Self::GeminiTexts => "GeminiTexts",
            Self::GeminiAnswersReused => "GeminiAnswersReused",
            Self::GeminiOverBudget => "GeminiOverBudget",
            Self::MediaRead => "MediaRead",
            Self::MediaNotRead => "MediaNotRead",
            Self::ProfilesKnown => "ProfilesKnown",
            Self::ProfilesRead => "ProfilesRead",
            Self::PeopleKnown => "PeopleKnown",
            Self::PeopleRead => "PeopleRead",
            Self::ItemListsKnown => "ItemListsKnown",
            Self::ItemListsRead => "ItemListsRead",
            Self::OperatorNeeded => "OperatorNeeded",
            Self::ProbesAnswered => "ProbesAnswered",
            Self::ReportsSent => "ReportsSent",
            Self::ReportsFailed => "ReportsFailed",
            Self::OperatorReportsFailed => "OperatorReportsFailed",
            Self::ReportStepsGivenUp => "ReportStepsGivenUp",
            Self::LedgersVerified => "LedgersVerified",
            Self::LedgersUnsound => "LedgersUnsound",
            Self::LedgersNotVerified => "LedgersNotVerified",
            Self::SheetsWritten => "SheetsWritten",
            Self::SheetsRefused => "SheetsRefused",
            Self::SheetsFailed => "SheetsFailed",
            Self::ApiCalls => "ApiCalls",
            Self::ApiRefused => "ApiRefused",
            Self::ApiFailed => "ApiFailed",
        }
    }

    /// Its unit, in CloudWatch's word.
    pub const fn unit(self) -> &'static str {
        if matches!(self, Self::PhoneToReply) {
            "Milliseconds"
        } else {
            "Count"
        }
    }
}

/// Records a value: a number of events, or milliseconds.
pub fn record(metric: Metric, value: u64) {
    tracing::info!(target: TARGET, metric = metric.name(), unit = metric.unit(), value);
}

/// Writes a metric's event as one line of CloudWatch's embedded metric format.
pub(crate) fn write_line(
    writer: &mut dyn fmt::Write,
    event: &Event<'_>,
    service: &str,
    now: Timestamp,
) -> fmt::Result {
    let mut fields = Fields::default();
    event.record(&mut fields);
    let Fields {
        metric,
        unit,
        value,
    } = fields;
    let milliseconds = now.as_millisecond();
    // All texts in it are words of ours: nothing has to be escaped.
    writeln!(
        writer,
        r#"{{"_aws":{{"Timestamp":{milliseconds},"CloudWatchMetrics":[{{"Namespace":"{NAMESPACE}","Dimensions":[["Service"]],"Metrics":[{{"Name":"{metric}","Unit":"{unit}"}}]}}]}},"Service":"{service}","{metric}":{value}}}"#
    )
}

#[derive(Default)]
struct Fields {
    metric: String,
    unit: String,
    value: u64,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "metric" => value.clone_into(&mut self.metric),
            "unit" => value.clone_into(&mut self.unit),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "value" {
            self.value = value;
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn fmt::Debug) {}
}
