//! `--seed FILE`: businesses with their members and opening stock, for demos and tests.
//!
//! The whole file is checked before anything is written. Loading it again changes nothing: a business, member or item
//! that is there stays as it is, also if it was changed meanwhile.

mod file;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use backroom_core::business::{Agreed, Business, Member, Role, Settings, Standing};
use backroom_core::catalogue::fold;
use backroom_core::ids::{BusinessId, BusinessNumberId, ItemId, MemberId, MessageId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{
    Decision, LedgerKey, LedgerRecord, Order, RecordKind, Stock, Target, decide,
};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use backroom_io::clock::Clock;
use backroom_io::store::{Commit, Committed, Founded, ITEMS_MAX, Store};
use backroom_local::whatsapp::{BusinessNumber, NewPerson, PretendWhatsApp};
use jiff::Timestamp;

/// What a file says.
#[derive(Debug)]
pub(crate) struct Seed {
    businesses: Vec<file::Business>,
}

/// What a business is founded with unless the file says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Founding {
    /// The number that anyone may write to.
    pub(crate) number: BusinessNumberId,
    /// IANA name.
    pub(crate) time_zone: String,
    /// ISO 4217.
    pub(crate) currency: String,
}

/// A business of the file with what follows from it.
struct Planned<'a> {
    from: &'a file::Business,
    business: Business,
    /// In the file's order; the founder is an owner.
    members: Vec<(Member, Sender)>,
    owns_number: bool,
}

impl Seed {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// It can't be read, or says something that can't be: with the line or the place in it.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let json = std::fs::read(path)
            .with_context(|| format!("the seed {} can't be read", path.display()))?;
        Self::parse(&json)
            .with_context(|| format!("nothing was loaded of the seed {}", path.display()))
    }

    fn parse(json: &[u8]) -> anyhow::Result<Self> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let file: file::File = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            match error.path().to_string() {
                place if place == "." => anyhow::anyhow!("{}", error.inner()),
                place => anyhow::anyhow!("{place}: {}", error.inner()),
            }
        })?;
        reader.end()?;
        file::check(&file)?;
        Ok(Self {
            businesses: file.businesses,
        })
    }

    /// Puts into the table, and onto the page, what is not there yet.
    ///
    /// # Errors
    /// Somebody is in another business already (then nothing is written), or the table can't be reached.
    pub(crate) async fn load(
        &self,
        store: &Store,
        founding: &Founding,
        phones: Option<&PretendWhatsApp>,
    ) -> anyhow::Result<()> {
        let planned = self.plan(founding);
        for plan in &planned {
            check_members(store, plan).await?;
        }
        let now = Clock::system().now();
        for plan in &planned {
            let name = &plan.business.name;
            load_business(store, plan, now)
                .await
                .with_context(|| format!("{name} can't be loaded"))?;
            if let Some(phones) = phones {
                show(phones, plan)?;
            }
        }
        Ok(())
    }

    fn plan(&self, founding: &Founding) -> Vec<Planned<'_>> {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for number in self
            .businesses
            .iter()
            .filter_map(|from| from.phone_number_id.as_ref())
        {
            *uses.entry(number.as_str()).or_default() += 1;
        }
        self.businesses
            .iter()
            .map(|from| {
                let number = from.phone_number_id.as_ref();
                let alone = number.is_some_and(|number| uses[number.as_str()] == 1);
                let number = number.map_or_else(
                    || founding.number.clone(),
                    |number| BusinessNumberId::new(number.as_str()),
                );
                plan(from, number, alone, founding)
            })
            .collect()
    }
}

fn plan<'a>(
    from: &'a file::Business,
    number: BusinessNumberId,
    alone: bool,
    founding: &Founding,
) -> Planned<'a> {
    let id = BusinessId::founded_by(&MessageId::new(format!(
        "seed/{number}/{}",
        from.name.as_str()
    )));
    let members = from.members.iter().map(|member| {
        let sender = member.sender();
        let identity = member.identity();
        let member = Member {
            id: MemberId::joined_by(&MessageId::new(format!("seed/{id}/{identity}"))),
            business: id.clone(),
            name: member.name.as_str().to_owned(),
            role: member.role,
        };
        (member, sender)
    });
    Planned {
        from,
        members: members.collect(),
        owns_number: alone && number != founding.number,
        business: Business {
            name: from.name.as_str().to_owned(),
            plan: from.plan,
            agreed: Agreed::default(),
            without_place: Vec::new(),
            number,
            time_zone: founding.time_zone.clone(),
            currency: founding.currency.clone(),
            settings: Settings::default(),
            id,
        },
    }
}

/// Nobody may be in another business at the same number.
async fn check_members(store: &Store, plan: &Planned<'_>) -> anyhow::Result<()> {
    for (member, sender) in &plan.members {
        let standing = store.find_standing(&plan.business.number, sender).await?;
        if let Standing::Member(person) = standing
            && person.place(&plan.business.id).is_none()
        {
            bail!(
                "nothing was loaded of the seed: {} of {} is in another business at the same number already; \
                 use a fresh data folder (--data)",
                member.name,
                plan.business.name
            );
        }
    }
    Ok(())
}

async fn load_business(store: &Store, plan: &Planned<'_>, now: Timestamp) -> anyhow::Result<()> {
    let id = &plan.business.id;
    let number = &plan.business.number;
    let founder = plan
        .members
        .iter()
        .find(|(member, _)| member.role == Role::Owner)
        .context("a business needs an owner")?;
    if store.load_business(id).await?.is_none() {
        let message = MessageId::new(format!("seed/{id}"));
        let record = record(&message, &founder.0, now, RecordKind::Refusal);
        let founded = store
            .found_business(&plan.business, &founder.0, number, &founder.1, &record)
            .await?;
        match founded {
            Founded::Done | Founded::Already(_) => {}
            Founded::NumberOwned => bail!("its WhatsApp number belongs to another business"),
        }
    }
    if plan.owns_number && !store.own_number(id, number).await? {
        bail!("its WhatsApp number belongs to another business");
    }
    let there = store.list_members(id).await?;
    for (member, sender) in &plan.members {
        if there.iter().all(|other| other.id != member.id) {
            let added = store.add_member(member, number, sender).await?;
            if !added {
                bail!("{} is in the business as somebody else", member.name);
            }
        }
    }
    load_stock(store, plan, &founder.0, now).await
}

/// The opening stock of the items that are not there yet, as ledger records.
async fn load_stock(
    store: &Store,
    plan: &Planned<'_>,
    founder: &Member,
    now: Timestamp,
) -> anyhow::Result<()> {
    let id = &plan.business.id;
    let stock = Stock::new(store.list_items(id, true).await?);
    let orders: Vec<Order> = plan
        .from
        .stock
        .iter()
        .map(file::Item::order)
        .filter(|order| matches!(&order.target, Target::New(item, _) if stock.get(item).is_none()))
        .collect();
    for orders in orders.chunks(ITEMS_MAX) {
        let Ok(Decision { movements, items }) = decide(&Stock::default(), orders, false) else {
            bail!("its stock can't be");
        };
        let first = items.first().map_or("", |item| item.id.as_str());
        let message = MessageId::new(format!("seed/{id}/stock/{first}"));
        let record = LedgerRecord {
            movements,
            ..record(&message, founder, now, RecordKind::Opening)
        };
        let commit = Commit {
            items: &items,
            ..Commit::of(id, &record)
        };
        match store.commit(&commit).await? {
            Committed::Done | Committed::Already(_) => {}
            Committed::StockChanged
            | Committed::AlreadyUndone
            | Committed::QuestionGone
            | Committed::NameTaken => {
                bail!("its stock changed while it was loaded; start again")
            }
        }
    }
    Ok(())
}

fn record(id: &MessageId, by: &Member, now: Timestamp, kind: RecordKind) -> LedgerRecord {
    let sent_at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
        key: LedgerKey::of(id, sent_at),
        decided_at: now,
        member: by.id.clone(),
        member_name: by.name.clone(),
        kind,
        movements: Vec::new(),
        reply: Reply::text("Opening stock."),
    }
}

/// A phone for each member, to the business's number.
fn show(phones: &PretendWhatsApp, plan: &Planned<'_>) -> anyhow::Result<()> {
    let number = &plan.business.number;
    if plan.owns_number {
        phones.add_number(&BusinessNumber {
            id: number.clone(),
            digits: number.as_str().to_owned(),
            name: plan.business.name.clone(),
        })?;
    }
    for (member, sender) in &plan.members {
        phones.add_person(NewPerson {
            name: member.name.clone(),
            phone: sender.phone.clone(),
            user_id: sender.user_id.clone(),
            number: Some(number.clone()),
        })?;
    }
    Ok(())
}

impl file::Item {
    fn order(&self) -> Order {
        let name = self.name.as_str();
        Order {
            expires: None,
            target: Target::New(ItemId::new(fold(name)), name.to_owned()),
            action: Action::Set,
            quantity: self.qty.0,
            unit: self.unit(),
            price: None,
            together: None,
            reason: Reason::Count,
        }
    }
}
