//! `backroom misses`: what people said that the grammar did not know, for whoever teaches it.

use std::process::ExitCode;

use backroom_core::miss::Became;
use backroom_io::clock::Clock;
use backroom_io::store::{Missed, Store};
use jiff::civil::Date;
use jiff::{ToSpan as _, tz::TimeZone};

use crate::books::{TableArgs, printable};

/// How far back it looks without `--since`: as long as a phrase is kept.
const DAYS: i64 = 180;

/// Options of `backroom misses`.
#[derive(clap::Args)]
pub(crate) struct MissesArgs {
    /// Only phrases sent on this day or later [default: all that are kept, 180 days]
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// How many to list at the most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// A line of JSON for each phrase
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Prints a line for each phrase, the commonest first.
///
/// # Errors
/// The folder is not there or in use, or the table can't be read.
pub(crate) fn run(args: &MissesArgs) -> anyhow::Result<ExitCode> {
    let missed = args.table.with_store(async |store: &Store| {
        let now = Clock::system().now();
        let today = now.to_zoned_datetime(TimeZone::UTC).date();
        let since = args.since.unwrap_or(today - DAYS.days());
        Ok(store.misses_since(since, now).await?)
    })?;
    print(args, &missed)?;
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
fn print(args: &MissesArgs, missed: &[Missed]) -> anyhow::Result<()> {
    for missed in missed.iter().take(args.limit) {
        if args.json {
            println!("{}", serde_json::to_string(missed)?);
        } else {
            println!("{}", line(missed));
        }
    }
    if !args.json {
        let times: u64 = missed.iter().map(|missed| missed.times).sum();
        println!(
            "{} phrases that the grammar did not know, {times} times",
            missed.len()
        );
    }
    Ok(())
}

fn line(missed: &Missed) -> String {
    let became = match missed.became {
        Became::Change => "change",
        Became::Question => "question",
        Became::Other => "other",
        Became::Nothing => "nothing",
    };
    let text = printable(&missed.text.replace('\n', "⏎"));
    format!(
        "{:>5}  {}  {became:<8}  {text}",
        missed.times, missed.last_day
    )
}
