//! `backroom import`: a shop that kept its stock elsewhere moves in.
//!
//! A list is read three times, never held: for its heading and how it writes numbers, to tell what would become of each
//! row, and with `--apply` to write it. What is written is opening balances in the ledger, like any other movement.

mod archive;
mod dump;
mod excel;
mod history;
mod pass;
mod report;
mod scan;
mod source;
mod text;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use backroom_core::business::{Business, Member, Role};
use backroom_core::catalogue::Catalogue;
use backroom_core::ids::{BusinessId, ItemId};
use backroom_core::import::Reading;
use backroom_core::import::number::Decimal;
use backroom_core::unit::Unit;
use backroom_io::clock::Clock;
use backroom_io::google_sheet::GOOGLE;
use backroom_io::store::Store;
use jiff::Timestamp;

use crate::books::{TableArgs, printable};
use crate::progress::Progress;
use pass::{CHUNK, Pass};
use report::{Spellings, Tally};
use scan::{NAMES_MAX, Scan};
use source::Source;

/// How many differences of a dump with itself are listed.
const DIFFERENCES: usize = 20;

/// Options of `backroom import`.
#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    /// A .csv, .tsv or .xlsx file, a plain pg_dump, or the link of a Google Sheet that anyone with it may see
    from: String,
    /// Write it; without this, only what would happen is told
    #[arg(long)]
    apply: bool,
    /// Into which business; not needed where there is only one
    #[arg(long, value_name = "ID")]
    business: Option<String>,
    /// The sheet of a workbook [default: the first], or the table of a dump [default: inventory]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// What numbers have before their fraction, where the list leaves it open
    #[arg(long, value_enum)]
    decimal: Option<DecimalArg>,
    /// What the list calls a unit, and which one that is: "pkt=pack". Can be repeated
    #[arg(long, value_name = "WORD=UNIT", value_parser = unit_named)]
    unit: Vec<(String, Unit)>,
    /// Items that the shop has already stay as they are
    #[arg(long)]
    only_new: bool,
    /// Write what has no problem, and leave the rest
    #[arg(long)]
    leave_problems: bool,
    /// More items than the business's plan has room for
    #[arg(long)]
    over_plan: bool,
    /// List every row
    #[arg(long)]
    all: bool,
    /// Where Google Sheets are
    #[arg(long, value_name = "URL", env = "GOOGLE_SHEETS_URL", default_value = GOOGLE)]
    google_sheets_url: String,
    #[command(flatten)]
    table: TableArgs,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum DecimalArg {
    Point,
    Comma,
}

fn unit_named(text: &str) -> Result<(String, Unit), String> {
    let (word, unit) = text.split_once('=').ok_or("say it as WORD=UNIT")?;
    let unit = Unit::from_word(&unit.trim().to_lowercase());
    let unit = unit.ok_or("that is not a unit that is known")?;
    Ok((word.trim().to_lowercase(), unit))
}

/// Tells what would become of each row, and with `--apply` does it.
///
/// # Errors
/// The list or the table can't be read, or the list can't be taken as it is; nothing is written then.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    args.table
        .with_store(async |store: &Store| import(args, store).await)
}

async fn import(args: &ImportArgs, store: &Store) -> anyhow::Result<ExitCode> {
    let business = business(args, store).await?;
    let owner = owner(store, &business.id).await?;
    let source = Source::open(&args.from, args.sheet.as_deref(), &args.google_sheets_url).await?;
    let scan = Scan::of(&source)?;
    let reading = reading(args, &scan);
    let import = Import {
        args,
        store,
        business: &business,
        owner: &owner,
        source: &source,
        scan: &scan,
        reading: &reading,
    };
    let shop = import.shop().await?;
    let began = store.find_import(&business.id, source.digest()).await?;
    let tally = import.tell(&shop, began).await?;
    if !args.apply {
        say(&format!(
            "{}. Nothing was written: --apply writes it.",
            tally.text()
        ));
        let sound = tally.problems == 0;
        return Ok(ExitCode::from(u8::from(!sound)));
    }
    import.check(&tally, shop.items)?;
    let tally = import.apply().await?;
    say(&format!("{}. Written.", tally.text()));
    Ok(ExitCode::SUCCESS)
}

async fn business(args: &ImportArgs, store: &Store) -> anyhow::Result<Business> {
    if let Some(id) = &args.business {
        let found = store.load_business(&BusinessId::new(id)).await?;
        return found.context("there is no such business");
    }
    let mut pages = store.businesses();
    let mut ids = Vec::new();
    while let Some(mut page) = pages.next().await? {
        ids.append(&mut page);
        if ids.len() > 1 {
            break;
        }
    }
    match ids.as_slice() {
        [] => bail!("there is no business yet: its owner says hi first"),
        [one] => store
            .load_business(one)
            .await?
            .context("there is no business"),
        _ => bail!(
            "there are several businesses: say which with --business ID (backroom tenants lists them)"
        ),
    }
}

async fn owner(store: &Store, business: &BusinessId) -> anyhow::Result<Member> {
    let members = store.list_members(business).await?;
    let owner = members
        .into_iter()
        .find(|member| member.role == Role::Owner);
    owner.context("the business has no owner")
}

fn reading(args: &ImportArgs, scan: &Scan) -> Reading {
    let said = args.decimal.map(|decimal| match decimal {
        DecimalArg::Point => Decimal::Point,
        DecimalArg::Comma => Decimal::Comma,
    });
    Reading {
        columns: scan.columns,
        decimal: said.or(scan.decimal),
        units: args.unit.iter().cloned().collect(),
    }
}

#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
fn say(line: &str) {
    println!("{line}");
}

/// The shop as it is.
struct Shop {
    /// How many items it has.
    items: usize,
    /// Names of the list, and of the shop, up to [`NAMES_MAX`].
    names: Vec<(ItemId, String, Vec<String>)>,
}

/// What is imported, and into what.
struct Import<'a> {
    args: &'a ImportArgs,
    store: &'a Store,
    business: &'a Business,
    owner: &'a Member,
    source: &'a Source,
    scan: &'a Scan,
    reading: &'a Reading,
}

impl Import<'_> {
    async fn shop(&self) -> anyhow::Result<Shop> {
        let names = self.scan.names.iter();
        let names = names.map(|(id, (name, _))| (id.clone(), name.clone(), Vec::new()));
        let mut shop = Shop {
            items: 0,
            names: names.collect(),
        };
        let mut pages = self.store.item_pages(&self.business.id);
        while let Some(items) = pages.next().await? {
            shop.items += items.len();
            for item in items {
                if shop.names.len() < NAMES_MAX && !self.scan.names.contains_key(&item.id) {
                    shop.names.push((item.id, item.name, item.aliases));
                }
            }
        }
        Ok(shop)
    }

    fn pass(&self, applies: bool, began: Option<Timestamp>) -> Pass<'_> {
        Pass {
            store: self.store,
            business: &self.business.id,
            owner: self.owner,
            reading: self.reading,
            digest: self.source.digest(),
            began,
            only_new: self.args.only_new,
            applies,
            number: 0,
            seen: BTreeMap::new(),
        }
    }

    /// The first pass: nothing is written.
    async fn tell(&self, shop: &Shop, began: Option<Timestamp>) -> anyhow::Result<Tally> {
        say(&format!(
            "{} into {} ({})",
            self.args.from,
            printable(&self.business.name),
            self.business.id
        ));
        let spellings = Spellings {
            scan: self.scan,
            catalogue: Catalogue::new(shop.names.iter().cloned()),
        };
        let mut tally = Tally::listing(self.args.all);
        let mut pass = self.pass(false, began);
        let mut progress = Progress::of(self.scan.rows, "rows looked at");
        let mut chunks = self.source.chunks(self.scan.heading_line, CHUNK);
        while let Some(rows) = chunks.recv().await {
            let rows = rows?;
            for line in pass.take(&rows).await? {
                if let Some(text) = tally.add(&line, || spellings.like(&line)) {
                    progress.clear();
                    say(&text);
                }
            }
            progress.done(rows.len());
        }
        drop(progress);
        if tally.unlisted() > 0 {
            say(&format!(
                "         and {} more like these: --all lists them",
                tally.unlisted()
            ));
        }
        let differences = history::differences(self.source, self.scan)?;
        for line in differences.iter().take(DIFFERENCES) {
            say(&format!("         {line}"));
        }
        Ok(tally)
    }

    /// Whether it can be written as it is.
    fn check(&self, tally: &Tally, items: usize) -> anyhow::Result<()> {
        if tally.problems > 0 && !self.args.leave_problems {
            bail!(
                "{}; nothing was written: put the problems right, or leave them out with --leave-problems",
                tally.text()
            );
        }
        let most = usize::try_from(self.business.allowance().items).unwrap_or(usize::MAX);
        let after = items + tally.new;
        if tally.new > 0 && after > most && !self.args.over_plan {
            bail!(
                "the plan {} has room for {most} items, and the shop would have {after}; nothing was written: \
                 change its plan, or import it all the same with --over-plan",
                self.business.plan.name()
            );
        }
        Ok(())
    }

    /// The second pass.
    async fn apply(&self) -> anyhow::Result<Tally> {
        let now = Clock::system().now();
        let began = self
            .store
            .begin_import(&self.business.id, self.source.digest(), now)
            .await?;
        let mut tally = Tally::default();
        let mut pass = self.pass(true, Some(began));
        let mut progress = Progress::of(self.scan.rows, "rows written");
        let mut chunks = self.source.chunks(self.scan.heading_line, CHUNK);
        while let Some(rows) = chunks.recv().await {
            let rows = rows?;
            for line in pass.take(&rows).await? {
                tally.add(&line, || None);
            }
            progress.done(rows.len());
        }
        Ok(tally)
    }
}
