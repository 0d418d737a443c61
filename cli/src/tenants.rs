//! `backroom tenants`: the businesses, how large they are, and whether they are still there.

use std::process::ExitCode;

use backroom_core::business::Plan;
use backroom_core::ids::BusinessId;
use backroom_io::clock::Clock;
use backroom_io::store::Store;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::books::{TableArgs, printable};

/// WhatsApp's clock, which dates the records, may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);

/// Options of `backroom tenants`.
#[derive(clap::Args)]
pub(crate) struct TenantsArgs {
    /// A line of JSON for each business
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// What is told of one.
#[derive(Serialize)]
struct Tenant {
    business: BusinessId,
    name: String,
    plan: Plan,
    members: usize,
    items: usize,
    /// When the latest message was sent that the ledger has.
    last_record: Option<Timestamp>,
}

/// Prints a line for each business, as soon as it is known.
///
/// # Errors
/// The folder is not there or in use, or the table can't be read.
#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
pub(crate) fn run(args: &TenantsArgs) -> anyhow::Result<ExitCode> {
    args.table.with_store(async |store: &Store| {
        let mut count = 0;
        let mut pages = store.businesses();
        while let Some(ids) = pages.next().await? {
            for id in ids {
                // One that is being deleted has no profile any more.
                let Some(tenant) = look_at(store, id).await? else {
                    continue;
                };
                count += 1;
                if args.json {
                    println!("{}", serde_json::to_string(&tenant)?);
                } else {
                    println!("{}", line(&tenant));
                }
            }
        }
        if !args.json {
            println!(
                "{count} {}",
                if count == 1 { "business" } else { "businesses" }
            );
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn look_at(store: &Store, id: BusinessId) -> anyhow::Result<Option<Tenant>> {
    let Some(business) = store.load_business(&id).await? else {
        return Ok(None);
    };
    let until = Clock::system().now() + AHEAD;
    let latest = store.latest_records(&id, until, 1).await?;
    Ok(Some(Tenant {
        name: business.name,
        plan: business.plan,
        members: store.list_contacts(&id).await?.len(),
        items: store.list_items(&id, false).await?.len(),
        last_record: latest.first().map(|kept| kept.record.key.sent_at),
        business: id,
    }))
}

fn line(tenant: &Tenant) -> String {
    let last = tenant.last_record.map_or_else(
        || "never".to_owned(),
        |at| at.strftime("%Y-%m-%d").to_string(),
    );
    let name = printable(&tenant.name);
    format!(
        "{}  {:<10}  {:>3} members  {:>5} items  last {last:<10}  {name}",
        tenant.business,
        tenant.plan.name(),
        tenant.members,
        tenant.items
    )
}
