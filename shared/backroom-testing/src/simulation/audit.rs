//! Before a simulation and after it: founds the businesses, and compares all that is in the table with the books.

use std::sync::Arc;

use backroom_core::business::{Agreed, Business, Member, Plan, Role, Settings};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId, MessageId, PhoneNumber};
use backroom_core::inventory::{LedgerKey, LedgerRecord, RecordKind};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use backroom_io::store::Store;
use backroom_local::Local;
use backroom_local::queue::QueueName;
use jiff::SignedDuration;

use super::meta::{MEMBERS, NUMBER, phone_of};
use super::world::World;

/// Of messages.
const UNLIMITED: u32 = 1_000_000_000;
const ROLES: [Role; MEMBERS] = [
    Role::Owner,
    Role::Manager,
    Role::Staff,
    Role::Staff,
    Role::Viewer,
];

fn founding(business: usize) -> MessageId {
    MessageId::new(format!("wamid.founding.{business}"))
}

fn id(business: usize) -> BusinessId {
    BusinessId::founded_by(&founding(business))
}

fn store(local: &Local) -> Store {
    Store::new(local.aws.dynamodb(), local.table_name())
}

/// Founds them, with their members.
pub(super) async fn found(world: &Arc<World>, local: &Local, businesses: usize) {
    let store = store(local);
    for number in 0..businesses {
        let message = founding(number);
        let business = Business {
            id: id(number),
            name: format!("Shop {number}"),
            plan: Plan::Enterprise,
            // Nobody is told to be silent here.
            agreed: Agreed {
                messages_a_day: Some(UNLIMITED),
                messages_an_hour: Some(UNLIMITED),
                ..Agreed::default()
            },
            without_place: Vec::new(),
            number: BusinessNumberId::new(NUMBER),
            time_zone: "Africa/Johannesburg".into(),
            currency: "ZAR".into(),
            settings: Settings::default(),
        };
        for (place, role) in ROLES.into_iter().enumerate() {
            let person = number * MEMBERS + place;
            let sender = Sender {
                phone: Some(PhoneNumber::new(phone_of(person))),
                user_id: None,
                profile_name: Some(format!("Member {person}")),
            };
            let member = Member {
                id: MemberId::joined_by(&MessageId::new(format!("wamid.joined.{person}"))),
                business: business.id.clone(),
                name: format!("Member {person}"),
                role,
            };
            if role == Role::Owner {
                let record = LedgerRecord {
                    happened_at: None,
                    answers: None,
                    sets: false,
                    credit: Vec::new(),
                    key: LedgerKey::of(&message, world.clock.now()),
                    decided_at: world.clock.now(),
                    member: member.id.clone(),
                    member_name: member.name.clone(),
                    kind: RecordKind::Refusal,
                    movements: Vec::new(),
                    reply: Reply::text("Welcome"),
                };
                let founded = store
                    .found_business(&business, &member, &business.number, &sender, &record)
                    .await;
                founded.expect("a table without trouble");
            } else {
                let added = store.add_member(&member, &business.number, &sender).await;
                added.expect("a table without trouble");
            }
        }
    }
}

/// Tells the referee what is not in the table as it should be: balances, records and their number, markers, chains,
/// answers, dead letters.
pub(super) async fn audit(world: &Arc<World>, local: &Local, businesses: usize) {
    let store = store(local);
    for number in 0..businesses {
        audit_business(world, &store, number).await;
    }
    let dead = local
        .aws
        .queues
        .depth(QueueName::DeadLetters)
        .await
        .expect("the queue in memory");
    let mut referee = world.referee();
    if dead.visible + dead.in_flight > 0 {
        referee.object(format!("{} dead letters", dead.visible + dead.in_flight));
    }
    let unanswered: Vec<usize> = referee.unanswered().take(5).collect();
    if !unanswered.is_empty() {
        referee.object(format!("no answer to messages {unanswered:?}"));
    }
}

async fn audit_business(world: &World, store: &Store, number: usize) {
    let id = id(number);
    let items = store
        .list_items(&id, true)
        .await
        .expect("a table without trouble");
    {
        let mut referee = world.referee();
        let right = referee.books[number].stock();
        let there = items
            .iter()
            .map(|item| (item.name.as_str(), item.on_hand.to_string()))
            .collect();
        if right != there {
            referee.object(format!("shop {number} has {there:?}; right is {right:?}"));
        }
    }
    let now = world.clock.now() + SignedDuration::from_hours(48);
    let founded = world.opened() - SignedDuration::from_hours(48);
    let mut pages = store.records_between(&id, founded, now, true);
    let mut records = 0;
    while let Some(page) = pages.next().await.expect("a table without trouble") {
        let mut referee = world.referee();
        for kept in &page {
            let record = &kept.record;
            let moved = record.movements.iter().map(|moved| {
                (
                    moved.name.clone(),
                    moved.delta.to_string(),
                    moved.on_hand.to_string(),
                )
            });
            let moved: Vec<_> = moved.collect();
            let said = referee.stands(&record.key.digest, &record.reply.body, &moved, kept.undone);
            records += usize::from(said);
        }
    }
    {
        let mut referee = world.referee();
        let right = referee.kept_of(number);
        if records != right {
            referee.object(format!(
                "shop {number} has {records} records; right is {right}"
            ));
        }
    }
    let verified = store
        .verify(&id, now, |_| ())
        .await
        .expect("a table without trouble");
    if !verified.is_sound() {
        world
            .referee()
            .object(format!("shop {number} does not verify: {verified:?}"));
    }
}
