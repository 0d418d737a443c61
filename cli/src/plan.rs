//! `backroom plan`: what a business pays for, shown and set. Going down takes nothing away: what is over the new plan stays,
//! and whoever has no place in it only asks.

use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use backroom_core::business::{
    Agreed, Allowance, Business, Member, Plan, UNLIMITED, without_place,
};
use backroom_core::ids::{BusinessId, MemberId};
use backroom_io::store::Store;
use serde::Serialize;

use crate::books::{TableArgs, printable};

/// Options of `backroom plan`.
#[derive(clap::Args)]
pub(crate) struct PlanArgs {
    /// The id of a business; `backroom tenants` lists them
    business: String,
    /// The plan it gets: free, starter, pro or enterprise
    #[arg(long, value_name = "PLAN", value_parser = plan)]
    set: Option<Plan>,
    /// Messages in a day, in place of what its plan says; "unlimited", or "plan" for what its plan says
    #[arg(long, value_name = "N", value_parser = most)]
    messages_a_day: Option<Most>,
    /// Messages in an hour, likewise
    #[arg(long, value_name = "N", value_parser = most)]
    messages_an_hour: Option<Most>,
    /// Items, likewise
    #[arg(long, value_name = "N", value_parser = most)]
    items: Option<Most>,
    /// Members who may change something, likewise
    #[arg(long, value_name = "N", value_parser = most)]
    members: Option<Most>,
    /// A line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// What was said of a limit: a number, or that the plan says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Most(Option<u32>);

fn plan(said: &str) -> Result<Plan, String> {
    Plan::named(said).ok_or_else(|| "it is free, starter, pro or enterprise".to_owned())
}

fn most(said: &str) -> Result<Most, String> {
    match said {
        "plan" => Ok(Most(None)),
        "unlimited" => Ok(Most(Some(UNLIMITED))),
        number => match number.parse() {
            Ok(number) => Ok(Most(Some(number))),
            Err(_) => Err("it is a number, unlimited, or plan".to_owned()),
        },
    }
}

/// Prints what it has and may do.
///
/// # Errors
/// The folder is not there or in use, there is no such business, or the table can't be read or written.
pub(crate) fn run(args: &PlanArgs) -> anyhow::Result<ExitCode> {
    args.table
        .with_store(async |store: &Store| show(args, store).await)?;
    Ok(ExitCode::SUCCESS)
}

async fn show(args: &PlanArgs, store: &Store) -> anyhow::Result<()> {
    let id = &BusinessId::new(&args.business);
    let found = store.load_business(id).await?;
    let before = found.context("there is no such business")?;
    let members = store.list_members(id).await?;
    let mut after = Business {
        plan: args.set.unwrap_or(before.plan),
        agreed: args.agreed(before.agreed),
        ..before.clone()
    };
    if (after.plan, after.agreed) != (before.plan, before.agreed) {
        let out = without_place(&members, &after.allowance());
        after.without_place = out.iter().map(|member| member.id.clone()).collect();
        ensure!(store.set_plan(&after).await?, "the business is gone");
    }
    let line = Line::of(&after, &members, store).await?;
    if args.json {
        line.print_json()?;
    } else {
        line.print();
    }
    Ok(())
}

impl PlanArgs {
    fn agreed(&self, before: Agreed) -> Agreed {
        let or = |said: Option<Most>, before| said.map_or(before, |Most(most)| most);
        Agreed {
            messages_a_day: or(self.messages_a_day, before.messages_a_day),
            messages_an_hour: or(self.messages_an_hour, before.messages_an_hour),
            items: or(self.items, before.items),
            members: or(self.members, before.members),
        }
    }
}

/// What is told of a business.
#[derive(Serialize)]
struct Line<'a> {
    business: &'a BusinessId,
    name: &'a str,
    plan: Plan,
    /// What was agreed in place of what the plan says.
    agreed: Agreed,
    /// What both come to; 4294967295 is without limit.
    allowance: Allowance,
    /// Items in stock.
    items: usize,
    /// Members who may change something.
    members: usize,
    /// Those of them who only ask, since the plan has no place for them.
    without_place: &'a [MemberId],
}

impl<'a> Line<'a> {
    async fn of(business: &'a Business, members: &[Member], store: &Store) -> anyhow::Result<Self> {
        let items = store.list_items(&business.id, false).await?;
        Ok(Self {
            business: &business.id,
            name: &business.name,
            plan: business.plan,
            agreed: business.agreed,
            allowance: business.allowance(),
            items: items.len(),
            members: members.iter().filter(|one| one.role.takes_place()).count(),
            without_place: &business.without_place,
        })
    }
}

#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
impl Line<'_> {
    fn print_json(&self) -> anyhow::Result<()> {
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }

    fn print(&self) {
        let allowance = &self.allowance;
        let (name, plan) = (printable(self.name), self.plan.name());
        println!("{name} ({}) is on {plan}", self.business);
        for (what, used, most, agreed) in [
            (
                "messages a day",
                None,
                allowance.messages_a_day,
                self.agreed.messages_a_day,
            ),
            (
                "messages an hour",
                None,
                allowance.messages_an_hour,
                self.agreed.messages_an_hour,
            ),
            (
                "items",
                Some(self.items),
                allowance.items,
                self.agreed.items,
            ),
            (
                "members",
                Some(self.members),
                allowance.members,
                self.agreed.members,
            ),
        ] {
            let most = if most == UNLIMITED {
                "unlimited".to_owned()
            } else {
                most.to_string()
            };
            let used = used.map_or_else(String::new, |used| format!("{used} of "));
            let agreed = agreed.map_or("", |_| " (agreed)");
            println!("  {what:<16}  {used}{most}{agreed}");
        }
        if !self.without_place.is_empty() {
            println!("  only ask          {} members", self.without_place.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_or_what_the_plan_says() {
        assert_eq!(most("60"), Ok(Most(Some(60))));
        assert_eq!(most("unlimited"), Ok(Most(Some(UNLIMITED))));
        assert_eq!(most("plan"), Ok(Most(None)));
        assert!(most("many").is_err() && most("-1").is_err());
        assert_eq!(plan("PRO"), Ok(Plan::Pro));
        assert!(plan("gold").is_err());
    }
}
