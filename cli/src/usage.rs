//! `backroom usage`: what each business's days have counted.

use std::process::ExitCode;

use anyhow::Context as _;
use backroom_core::business::{Business, zone};
use backroom_core::ids::BusinessId;
use backroom_core::usage::DayUsage;
use backroom_io::clock::Clock;
use backroom_io::store::Store;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use crate::books::{TableArgs, printable};

/// How far back it looks without `--since`.
const DAYS: i64 = 7;

/// Options of `backroom usage`.
#[derive(clap::Args)]
pub(crate) struct UsageArgs {
    /// The id of one business; without it, all of them
    business: Option<String>,
    /// The first day [default: six days ago]
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// The last day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// A line of JSON for each day
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Prints a line for each day on which somebody wrote.
///
/// # Errors
/// The folder is not there or in use, there is no such business, or the table can't be read.
pub(crate) fn run(args: &UsageArgs) -> anyhow::Result<ExitCode> {
    args.table
        .with_store(async |store: &Store| usage(args, store).await)?;
    Ok(ExitCode::SUCCESS)
}

async fn usage(args: &UsageArgs, store: &Store) -> anyhow::Result<()> {
    let now = Clock::system().now();
    if let Some(id) = &args.business {
        let found = store.load_business(&BusinessId::new(id)).await?;
        let business = found.context("there is no such business")?;
        return of_business(args, store, &business, now).await;
    }
    let mut pages = store.businesses();
    while let Some(ids) = pages.next().await? {
        for id in ids {
            if let Some(business) = store.load_business(&id).await? {
                of_business(args, store, &business, now).await?;
            }
        }
    }
    Ok(())
}

async fn of_business(
    args: &UsageArgs,
    store: &Store,
    business: &Business,
    now: Timestamp,
) -> anyhow::Result<()> {
    let zone = zone(&business.time_zone);
    let until = args
        .until
        .unwrap_or_else(|| now.to_zoned_datetime(zone).date());
    let since = args.since.unwrap_or(until - (DAYS - 1).days());
    for day in store.billed_between(&business.id, (since, until)).await? {
        print(args.json, business, &day);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
fn print(as_json: bool, business: &Business, day: &DayUsage) {
    let messages = day.messages + day.unrecorded;
    let people = day.members.len();
    if as_json {
        let mut line = json!({
            "business": business.id, "name": business.name, "day": day.day, "messages": messages, "people": people,
        });
        for (name, count) in day.meter.counts() {
            line[name] = json!(count);
        }
        println!("{line}");
        return;
    }
    let counts = day.meter.counts();
    let counted = counts.iter().filter(|(_, count)| *count != 0);
    let counted: Vec<String> = counted
        .map(|(name, count)| format!(", {count} {}", name.replace('_', " ")))
        .collect();
    println!(
        "{}  {}  {messages} messages, {people} people{}  {}",
        day.day,
        business.id,
        counted.concat(),
        printable(&business.name)
    );
}
