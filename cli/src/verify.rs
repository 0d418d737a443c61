//! `backroom verify`: does the ledger add up to the items?

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use backroom_core::ids::BusinessId;
use backroom_io::clock::Clock;
use backroom_io::store::{Store, Verification};
use backroom_local::Local;

use crate::folder::DataFolder;

/// Options of `backroom verify`.
#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    /// Data folder of a `backroom dev` that is stopped
    #[arg(long, value_name = "DIR", default_value = ".backroom")]
    data: PathBuf,
}

/// Prints a line for each business and each item that differs.
///
/// # Errors
/// The folder is not there or in use, or the table can't be read.
pub(crate) fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    if !args.data.join("table.sqlite").is_file() {
        bail!("there is no table in {}", args.data.display());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(verify(args))
}

async fn verify(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::open(&args.data)?;
    let local = Local::open(folder.path()).await?;
    let store = Store::new(local.aws.dynamodb(), local.table_name());
    let now = Clock::system().now();
    let mut sound = true;
    let mut table = vec![[
        "business".into(),
        "items".into(),
        "records".into(),
        "drift".into(),
    ]];
    let mut details = Vec::new();
    let mut pages = store.businesses();
    while let Some(ids) = pages.next().await? {
        for id in ids {
            let found = store.verify(&id, now).await?;
            sound &= found.drift.is_empty() && found.unsettled.is_empty();
            let name = store
                .load_business(&id)
                .await?
                .map_or_else(|| id.to_string(), |it| it.name);
            table.push([
                name.clone(),
                found.items.to_string(),
                found.records.to_string(),
                found.drift.len().to_string(),
            ]);
            details.extend(lines(&name, &id, &found));
        }
    }
    print(&table, &details, sound);
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// A line for each item that is not what its movements add up to.
fn lines(name: &str, id: &BusinessId, found: &Verification) -> Vec<String> {
    let quantity = |quantity: Option<backroom_core::quantity::Quantity>| {
        quantity.map_or_else(|| "nothing".to_owned(), |quantity| quantity.to_string())
    };
    let drift = found.drift.iter().map(|drift| {
        format!(
            "{name} ({id}), {}: the item says {}, its movements add up to {}",
            drift.item,
            quantity(drift.on_hand),
            quantity(drift.ledger),
        )
    });
    let unsettled = found.unsettled.iter();
    let unsettled =
        unsettled.map(|item| format!("{name} ({id}), {item}: changed while it was looked at"));
    drift.chain(unsettled).collect()
}

#[expect(clippy::print_stdout, reason = "the table is what the command is for")]
fn print(table: &[[String; 4]], details: &[String], sound: bool) {
    let width = |column: usize| {
        let cells = table.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3)];
    for [business, items, records, drift] in table {
        println!(
            "{business:<b$}  {items:>i$}  {records:>r$}  {drift:>d$}",
            b = widths[0],
            i = widths[1],
            r = widths[2],
            d = widths[3],
        );
    }
    for line in details {
        println!("{line}");
    }
    println!(
        "{}",
        if sound {
            "Every balance is the sum of its movements."
        } else {
            "The ledger does not add up."
        }
    );
}
