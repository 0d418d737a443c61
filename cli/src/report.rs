//! `backroom report`: what each client used, what that costs and brings, and who has outgrown their plan, as the operator is
//! sent it.

use std::process::ExitCode;

use anyhow::Context as _;
use backroom_core::operator::Survey;
use backroom_core::reply::operator as words;
use backroom_core::usage::{Due, Span};
use backroom_io::clock::Clock;
use backroom_io::config::{MoneyConfig, Settings};
use backroom_io::store::Store;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::books::TableArgs;

/// Options of `backroom report`.
#[derive(clap::Args)]
pub(crate) struct ReportArgs {
    /// The day, or a day of the week or month [default: yesterday]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// How much: a day, a week from Monday, or a month
    #[arg(long, value_enum, default_value = "day")]
    span: Days,
    /// One object of JSON, the clients in it
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// A row for each client, as comma-separated text
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Days {
    Day,
    Week,
    Month,
}

/// Prints it. Prices and rates are those of the environment, as the Lambda has them.
///
/// # Errors
/// The folder is not there or in use, a rate is none, or the table can't be read.
pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<ExitCode> {
    let settings = Settings::from_env();
    let money = MoneyConfig::read(&settings)?;
    let zone = settings
        .get("BACKROOM_TIME_ZONE")
        .unwrap_or("Africa/Johannesburg");
    let zone = TimeZone::get(zone).context("BACKROOM_TIME_ZONE is not a time zone")?;
    let today = Clock::system().now().to_zoned_datetime(zone.clone()).date();
    let span = match args.span {
        Days::Day => Span::Day,
        Days::Week => Span::Week,
        Days::Month => Span::Month,
    };
    let date = match args.date {
        Some(date) => date,
        None => today.yesterday()?,
    };
    let due = Due::about(span, date, &zone).context("there is no such day")?;
    let survey = args.table.with_store(async |store: &Store| {
        Ok(usage_report::survey(store, &due, &money, today).await?)
    })?;
    print(args, &due, &survey, &money.prices.currency);
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
fn print(args: &ReportArgs, due: &Due, survey: &Survey, currency: &str) {
    if args.csv {
        print!("{}", survey.to_csv());
    } else if args.json {
        let report = json!({
            "kind": due.kind(), "period": due.label(), "first": due.first, "last": due.last,
            "currency": currency, "all": survey.sum(), "uncounted": survey.uncounted,
            "gemini_today": survey.gemini_today, "gemini_daily_limit": survey.gemini_daily_limit,
            "warnings": survey.warnings(), "clients": survey.clients,
        });
        println!("{report}");
    } else {
        println!("{}", words::report(due, survey, currency).body);
    }
}
