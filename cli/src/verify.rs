//! `backroom verify`: does the ledger add up to the items, and is every chain whole?

use std::process::ExitCode;

use anyhow::Context as _;
use backroom_core::ids::BusinessId;
use backroom_core::inventory::{Break, Verification, Worth};
use backroom_core::quantity::Quantity;
use backroom_io::clock::Clock;
use backroom_io::store::Store;
use serde::Serialize;

use crate::books::{TableArgs, printable};
use crate::progress::Progress;

/// Options of `backroom verify`.
#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    /// The id of one business; without it, all of them
    business: Option<String>,
    /// All businesses, which is what happens anyway without an id
    #[arg(long, conflicts_with = "business")]
    all: bool,
    /// A line of JSON for each business
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// Prints a line for each business and each item that differs, as soon as it is known.
///
/// # Errors
/// The folder is not there or in use, there is no such business, or the table can't be read.
pub(crate) fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    args.table
        .with_store(async |store: &Store| verify(args, store).await)
}

async fn verify(args: &VerifyArgs, store: &Store) -> anyhow::Result<ExitCode> {
    let mut totals = Totals::default();
    if let Some(id) = &args.business {
        let id = BusinessId::new(id);
        let name = name(store, &id)
            .await?
            .context("there is no such business")?;
        let mut progress = Progress::of(1, "businesses");
        let looked_at = look_at(store, &id, &mut progress).await?;
        totals.add(&id, &name, &looked_at, args.json)?;
    } else {
        let mut progress = Progress::of(count(store).await?, "businesses");
        let mut pages = store.businesses();
        while let Some(ids) = pages.next().await? {
            for id in ids {
                let looked_at = look_at(store, &id, &mut progress).await?;
                let name = name(store, &id).await?.unwrap_or_default();
                totals.add(&id, &name, &looked_at, args.json)?;
            }
        }
    }
    if !args.json {
        totals.print();
    }
    Ok(if totals.sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

async fn look_at(
    store: &Store,
    id: &BusinessId,
    progress: &mut Progress,
) -> anyhow::Result<LookedAt> {
    let now = Clock::system().now();
    let found = store
        .verify(id, now, |records| progress.read(records))
        .await?;
    let closing = !is_right(&found) && store.is_closing(id).await?;
    progress.next();
    Ok(LookedAt { found, closing })
}

/// What was found of a business, and whether it does not add up because it is being deleted: half of it need not.
struct LookedAt {
    found: Verification,
    closing: bool,
}

fn is_right(found: &Verification) -> bool {
    found.is_sound() && found.unsettled.is_empty() && found.credit_unsettled.is_empty()
}

/// How many businesses there are; only a progress bar wants to know.
async fn count(store: &Store) -> anyhow::Result<usize> {
    let mut count = 0;
    if Progress::is_seen() {
        let mut pages = store.businesses();
        while let Some(ids) = pages.next().await? {
            count += ids.len();
        }
    }
    Ok(count)
}

async fn name(store: &Store, id: &BusinessId) -> anyhow::Result<Option<String>> {
    Ok(store.load_business(id).await?.map(|business| business.name))
}

/// What was found in all that was looked at.
struct Totals {
    businesses: usize,
    records: usize,
    sound: bool,
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            businesses: 0,
            records: 0,
            sound: true,
        }
    }
}

/// A line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    business: &'a BusinessId,
    name: &'a str,
    /// It is being deleted: what differs is no fault.
    closing: bool,
    #[serde(flatten)]
    found: &'a Verification,
}

#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
impl Totals {
    fn add(
        &mut self,
        business: &BusinessId,
        name: &str,
        LookedAt { found, closing }: &LookedAt,
        json: bool,
    ) -> anyhow::Result<()> {
        self.businesses += 1;
        self.records += found.records;
        self.sound &= *closing || is_right(found);
        if json {
            let line = Line {
                business,
                name,
                closing: *closing,
                found,
            };
            println!("{}", serde_json::to_string(&line)?);
        } else if *closing {
            println!("{} ({business}): is being deleted", printable(name));
        } else {
            println!("{} ({business}): {}", printable(name), summary(found));
            for detail in details(found) {
                println!("  {detail}");
            }
        }
        Ok(())
    }

    fn print(&self) {
        println!(
            "{} {}, {} records. {}",
            self.businesses,
            if self.businesses == 1 {
                "business"
            } else {
                "businesses"
            },
            self.records,
            if self.sound {
                "Every balance and cost is the sum of its movements, and every chain is whole."
            } else {
                "The ledger does not add up."
            }
        );
    }
}

fn summary(found: &Verification) -> String {
    let mut words = format!("{} items, {} records", found.items, found.records);
    if found.without_hash > 0 {
        words += &format!(
            ", {} of {} movements from before there were hashes",
            found.without_hash, found.movements
        );
    }
    words
}

/// A line for each item that is not what its movements say.
fn details(found: &Verification) -> impl Iterator<Item = String> {
    let quantity = |quantity: Option<Quantity>| {
        quantity.map_or_else(|| "nothing".to_owned(), |quantity| quantity.to_string())
    };
    let drift = found.drift.iter().map(move |drift| {
        format!(
            "{}: the item says {}, its movements add up to {}",
            drift.item,
            quantity(drift.on_hand),
            quantity(drift.ledger),
        )
    });
    let cost_drift = found.cost_drift.iter().map(|drift| {
        let cost = |worth: Worth| {
            let Worth { quantity, cost } = worth;
            format!("{quantity} for {}", cost.decimal())
        };
        let ledger = drift.ledger.map_or_else(|| "nothing".to_owned(), cost);
        format!(
            "{}: the item says that it holds {}, its movements add up to {ledger}",
            drift.item,
            cost(drift.worth)
        )
    });
    let batch_drift = found.batch_drift.iter();
    let batch_drift =
        batch_drift.map(|item| format!("{item}: its batches are not those of its movements"));
    let owing = found.credit_drift.iter();
    let owing = owing.map(|id| format!("customer {id}: the balance is not the sum of the entries"));
    let moved = found.credit_unsettled.iter();
    let moved = moved.map(|id| format!("customer {id}: changed while they were looked at"));
    let broken = found.broken.iter().map(|broken| {
        let place = match &broken.place {
            Break::At(key) => format!(
                "the movement of record {}#{} does not fit onto the one before it",
                key.sent_at, key.digest
            ),
            Break::End => "its last movement is another".to_owned(),
            Break::LooseEnds => "its chain has too many loose ends".to_owned(),
        };
        format!("{}: {place}", broken.item)
    });
    let unsettled = found.unsettled.iter();
    let unsettled = unsettled.map(|item| format!("{item}: changed while it was looked at"));
    drift
        .chain(cost_drift)
        .chain(batch_drift)
        .chain(broken)
        .chain(owing)
        .chain(unsettled)
        .chain(moved)
}
