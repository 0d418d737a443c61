//! What the SAM template and the code both say, they say alike; and what AWS would refuse or punish, the template avoids.

mod permissions;
mod seeing;
mod source;
mod yaml;

use std::collections::BTreeSet;

use backroom_core::retry::ATTEMPTS_MAX;
use backroom_io::config::{ApiConfig, ProcessorConfig, Settings, UsageReportConfig, WebhookConfig};
use backroom_io::store::create_table_request;

use crate::source::{read, shipped};
use crate::yaml::{block, number, under, value};

/// What the secret holds: these never stand in the template.
const SECRETS: [&str; 8] = [
    "BACKROOM_API_SECRET",
    "BACKROOM_API_SECRET_PREVIOUS",
    "GEMINI_API_KEY",
    "GOOGLE_SERVICE_ACCOUNT",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_APP_SECRET_PREVIOUS",
    "WHATSAPP_VERIFY_TOKEN",
];

const FUNCTIONS: [&str; 4] = [
    "WebhookFunction",
    "ApiFunction",
    "ProcessorFunction",
    "UsageReportFunction",
];

#[test]
fn a_record_stays_hidden_six_times_as_long_as_it_may_be_worked_on() {
    let visibility = number("MessageQueue.Properties.VisibilityTimeout");
    let timeout = number("ProcessorFunction.Properties.Timeout");
    assert!(
        visibility >= 6 * timeout,
        "{visibility} s hidden, {timeout} s of work"
    );
}

#[test]
fn both_queues_keep_groups_and_only_the_first_gives_up() {
    for queue in ["MessageQueue", "DeadLetterQueue"] {
        assert_eq!(value(&format!("{queue}.Properties.FifoQueue")), "true");
        assert_eq!(
            value(&format!("{queue}.Properties.SqsManagedSseEnabled")),
            "true"
        );
    }
    let redrive = "MessageQueue.Properties.RedrivePolicy";
    // The processor gives up before SQS does, on all of a batch that stood behind another: then there is a reason.
    let batch = number("ProcessorFunction.Properties.Events.Messages.Properties.BatchSize");
    let most = number(&format!("{redrive}.maxReceiveCount"));
    assert_eq!(most, u64::from(ATTEMPTS_MAX) + batch);
    assert_eq!(
        value(&format!("{redrive}.deadLetterTargetArn")),
        "!GetAtt DeadLetterQueue.Arn"
    );
}

#[test]
fn one_failed_record_does_not_bring_its_batch_back() {
    let source = "ProcessorFunction.Properties.Events.Messages.Properties";
    assert_eq!(
        value(&format!("{source}.FunctionResponseTypes")),
        "[ReportBatchItemFailures]"
    );
    assert_eq!(number(&format!("{source}.BatchSize")), 10);
}

#[test]
fn the_table_has_the_keys_that_the_code_asks_for() {
    let wanted = create_table_request("any");
    let schema: Vec<String> = wanted
        .key_schema()
        .iter()
        .map(|key| {
            let (name, kind) = (key.attribute_name(), key.key_type().as_str());
            format!("- {{ AttributeName: {name}, KeyType: {kind} }}")
        })
        .collect();
    assert_eq!(block("Table.Properties.KeySchema"), schema);
    let definitions: Vec<String> = wanted
        .attribute_definitions()
        .iter()
        .map(|attribute| {
            let (name, kind) = (attribute.attribute_name(), attribute.attribute_type());
            format!("- {{ AttributeName: {name}, AttributeType: {kind} }}")
        })
        .collect();
    assert_eq!(block("Table.Properties.AttributeDefinitions"), definitions);
    let expires = value("Table.Properties.TimeToLiveSpecification.AttributeName");
    assert!(
        read("shared/backroom-io/src/store/keys.rs")
            .contains(&format!("EXPIRES_AT: &str = \"{expires}\""))
    );
}

#[test]
fn the_books_outlive_the_stack() {
    assert_eq!(value("Table.DeletionPolicy"), "Retain");
    assert_eq!(value("Table.UpdateReplacePolicy"), "Retain");
    assert_eq!(value("Table.Properties.DeletionProtectionEnabled"), "true");
    let recovery = "Table.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled";
    assert_eq!(value(recovery), "true");
}

#[test]
fn a_backup_is_kept_no_longer_than_the_table_can_be_set_back() {
    let keeping = read("infra/keeping.yaml");
    let days = number("Table.Properties.PointInTimeRecoverySpecification.RecoveryPeriodInDays");
    let kept: Vec<&str> = keeping.split("DeleteAfterDays: ").skip(1).collect();
    assert_eq!(kept.len(), 2, "the backup and its copy");
    for kept in kept {
        // What docs/PRIVACY.md promises.
        assert!(kept.starts_with(&format!("{days} ")), "{kept}");
    }
}

/// What `scripts/canary` puts into the template belongs to the functions that messages meet, and its alarms are there.
#[test]
fn a_canary_is_called_back_by_alarms_that_are_there() {
    let (template, seeing) = (read("template.yaml"), read("infra/seeing.yaml"));
    let called: Vec<&str> = template
        .lines()
        .filter_map(|line| line.split_once("canary| DeploymentPreference: "))
        .filter_map(|(_, preference)| preference.split_once("Seeing.Outputs."))
        .filter_map(|(_, alarm)| alarm.split_once(']').map(|(alarm, _)| alarm))
        .collect();
    assert_eq!(called, ["WebhookCrashes", "ProcessorCrashes"]);
    for alarm in called {
        assert!(
            seeing.contains(&format!("Value: !Ref {alarm} }}")),
            "{alarm}"
        );
    }
}

#[test]
fn every_setting_that_the_code_reads_is_in_the_template_and_the_other_way_round() {
    let read: BTreeSet<String> = [
        "config.rs",
        "config/api.rs",
        "config/google.rs",
        "config/rates.rs",
        "config/read.rs",
        "config/settings.rs",
        "log.rs",
    ]
    .iter()
    .flat_map(|file| names(shipped(&read(&format!("shared/backroom-io/src/{file}")))))
    .collect();
    let given: BTreeSet<String> = FUNCTIONS
        .iter()
        .flat_map(|function| variables(function))
        // Those are for the SDK and for a layer.
        .filter(|name| !name.starts_with("AWS_") && !name.starts_with("OPENTELEMETRY_"))
        .collect();
    let secret: BTreeSet<String> = SECRETS.iter().map(|name| (*name).to_owned()).collect();
    assert!(given.is_disjoint(&secret), "a secret in plain sight");
    assert_eq!(read, &given | &secret);
}

#[test]
fn each_function_starts_with_what_the_template_gives_it() {
    WebhookConfig::read(&settings("WebhookFunction")).unwrap();
    ApiConfig::read(&settings("ApiFunction")).unwrap();
    ProcessorConfig::read(&settings("ProcessorFunction")).unwrap();
    let report = UsageReportConfig::read(&settings("UsageReportFunction")).unwrap();
    assert!(report.operator.is_some() && report.template.is_some());
}

#[test]
fn a_start_without_the_app_secret_fails() {
    let without: Vec<(String, &str)> = variables("WebhookFunction")
        .into_iter()
        .map(|name| (name, "x"))
        .collect();
    assert!(WebhookConfig::read(&Settings::new(without)).is_err());
}

/// What a function finds when it starts: its variables of the template and the secrets.
fn settings(function: &str) -> Settings {
    let given = variables(function);
    Settings::new(
        given
            .iter()
            .map(String::as_str)
            .chain(SECRETS)
            .map(|name| (name, plausible(name))),
    )
}

fn plausible(name: &str) -> &'static str {
    match name {
        "BACKROOM_CURRENCY" | "BACKROOM_PLAN_CURRENCY" => "ZAR",
        "BACKROOM_NEW_PLAN" => "free",
        "BACKROOM_PRICE_PRO" | "BACKROOM_PRICE_STARTER" => "4.99",
        "BACKROOM_RATE_REPLY"
        | "BACKROOM_RATE_TOKENS_ANSWERED"
        | "BACKROOM_RATE_TOKENS_ASKED"
        | "BACKROOM_RATE_WRITE_UNITS" => "0.0076",
        "BACKROOM_VERIFY_NIGHTS" => "1",
        "BACKROOM_PHOTOS" | "BACKROOM_VOICE_NOTES" => "on",
        "BACKROOM_PHOTO_KB" | "BACKROOM_VOICE_NOTE_KB" => "1000",
        "BACKROOM_OPERATOR_PHONE" => "27820000009",
        "BACKROOM_TIME_ZONE" => "Africa/Johannesburg",
        "GEMINI_DAILY_LIMIT" | "GEMINI_DAILY_LIMIT_PER_BUSINESS" | "GEMINI_PRIORITY_PERCENT" => "1",
        "BACKROOM_API_URL" | "BACKROOM_UPGRADE_URL" | "GEMINI_API_URL" | "WHATSAPP_API_URL" => {
            "https://example.com"
        }
        "GOOGLE_SERVICE_ACCOUNT" => {
            r#"{"client_email":"a@b","private_key":"x","token_uri":"https://example.com"}"#
        }
        "GOOGLE_SHEETS_API_URL" => "https://example.com",
        "GOOGLE_SHEETS_API_VERSION" => "v4",
        "WHATSAPP_API_VERSION" => "v26.0",
        _ => "x",
    }
}

/// The names of a function's variables, those of `Globals` among them.
fn variables(function: &str) -> Vec<String> {
    let globals = under(
        &read("template.yaml"),
        "Globals.Function.Environment.Variables",
    );
    let own = block(&format!("{function}.Properties.Environment.Variables"));
    globals
        .iter()
        .chain(&own)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':').map(|(name, _)| name.to_owned()))
        .collect()
}

/// The names of our variables that stand in quotes in a source.
fn names(source: &str) -> BTreeSet<String> {
    source
        .split('"')
        .filter(|text| {
            ["BACKROOM_", "GEMINI_", "GOOGLE_", "WHATSAPP_"]
                .iter()
                .any(|prefix| text.starts_with(prefix) && text.len() > prefix.len())
        })
        .filter(|text| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        .map(str::to_owned)
        .collect()
}
