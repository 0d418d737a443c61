//! What the operator's report says: how much The Backroom was used, what that costs and brings, and what to look at.

use super::money::money;
use super::report::{LINE_MOST, line as items, when};
use super::{CAPTION_MAX, Reply, count, echo};
use crate::operator::{Client, Micros, Survey, Warning};
use crate::usage::{Due, SLOW_AFTER};

/// The operator's report, short enough to stand under a file.
pub fn report(due: &Due, survey: &Survey, currency: &str) -> Reply {
    let mut paragraphs = vec![
        format!("The Backroom, {}", when(due)),
        used(survey),
        earned(survey, currency),
    ];
    paragraphs.extend(named(survey, currency));
    paragraphs.extend(warned(survey));
    Reply::text(super::fit(paragraphs.join("\n\n"), CAPTION_MAX))
}

/// The same in one line, for a template.
pub fn line(due: &Due, survey: &Survey, currency: &str) -> String {
    let mut parts = vec![used(survey), earned(survey, currency)];
    parts.extend(warned(survey));
    super::fit(format!("{}: {}", when(due), parts.join(" ")), LINE_MOST)
}

/// "3 businesses, 2 active. 14 messages, 2 people."
fn used(survey: &Survey) -> String {
    let sum = survey.sum();
    let mut words = format!(
        "{}, {} active. {}, {}.",
        count(sum.businesses, "business", "businesses"),
        sum.active,
        count(sum.messages, "message", "messages"),
        count(sum.people, "person", "people"),
    );
    if survey.uncounted > 0 {
        words.push_str(&format!(" {} could not be counted.", survey.uncounted));
    }
    words
}

/// "Cost about $0.78 (152 replies, 102 of them charged for, 34 texts to Gemini), plans bring $3.50."
fn earned(survey: &Survey, currency: &str) -> String {
    let sum = survey.sum();
    let money = |amount: Micros| money(amount.to_money(), currency);
    let counted = |number: i64| u64::try_from(number).unwrap_or(0);
    format!(
        "Cost about {} ({}, {} of them charged for, {} to Gemini), plans bring {}.",
        money(sum.cost),
        count(
            counted(sum.meter.replies + sum.meter.templates),
            "reply",
            "replies"
        ),
        counted(sum.meter.paid),
        count(counted(sum.meter.gemini_texts), "text", "texts"),
        money(sum.income),
    )
}

/// Who costs most, who costs more than they bring, and who should pay more.
fn named(survey: &Survey, currency: &str) -> Vec<String> {
    let money = |amount: Micros| money(amount.to_money(), currency);
    let costs = survey.clients.iter().filter(|client| client.cost.0 > 0);
    let dearest = costs.map(|client| format!("{} {}", echo(&client.name), money(client.cost)));
    let outgrown = survey.outgrown().map(|client| {
        let (name, plan) = (echo(&client.name), client.plan.name());
        format!("{name} ({plan}, {})", why(client))
    });
    let lines = [
        items("Cost most", dearest.collect()),
        items("Have outgrown their plan", outgrown.collect()),
    ];
    lines.into_iter().flatten().collect()
}

/// Why a client has outgrown their plan.
fn why(client: &Client) -> String {
    let refused = u64::try_from(client.meter.refused).unwrap_or(0);
    let (busiest, most) = (client.busiest_day, client.messages_a_day);
    if refused > 0 {
        count(refused, "message refused", "messages refused")
    } else if client.near_its_limit() {
        format!("{busiest} of {most} messages on a day")
    } else {
        let people = client.without_place as u64;
        count(people, "person without a place", "people without a place")
    }
}

fn warned(survey: &Survey) -> Option<String> {
    let words = survey.warnings().into_iter().map(|warning| match warning {
        Warning::GeminiNearItsLimit(asked, limit) => {
            format!("Gemini was asked about {asked} of {limit} texts today")
        }
        Warning::Errors(percent) => format!("{percent} attempts in 100 messages failed"),
        Warning::Slow(percent) => format!(
            "{percent} of 100 messages were answered after more than {} seconds",
            SLOW_AFTER.as_secs()
        ),
        Warning::Throttled(calls) => count(calls, "call was throttled", "calls were throttled"),
        Warning::Refused(refused) => {
            format!(
                "{} over a limit",
                count(refused, "message was", "messages were")
            )
        }
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| format!("Look at: {}.", words.join("; ")))
}
