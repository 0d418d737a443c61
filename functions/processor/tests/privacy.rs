//! A person's data: all of it is in the file they get, and none of it is left when they are forgotten.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};

use backroom_core::business::Role;
use backroom_core::ids::{ItemId, MemberId, MessageId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{
    Decision, LedgerKey, LedgerRecord, Order, RecordKind, Target, decide,
};
use backroom_core::privacy::Forgotten;
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_io::store::{Commit, Committed};
use backroom_local::faults::Fault;
use backroom_local::queue::QueueName;
use backroom_testing::Shop;
use jiff::{SignedDuration, Timestamp};

/// Two people with names that stand in nothing else.
async fn shop() -> Shop {
    let shop = Shop::open("Corner Shop", "coke 50 bottle, bread 10").await;
    shop.join("Xolani Q", Role::Staff).await;
    shop
}

/// Every row of the table as text, but for those whose time has come.
async fn rows(shop: &Shop) -> Vec<String> {
    let now = shop.clock.now().as_second();
    let client = shop.local.aws.dynamodb();
    let mut rows = Vec::new();
    let mut from = None;
    loop {
        let scan = client.scan().table_name(shop.local.table_name());
        let page = scan.set_exclusive_start_key(from).send().await.unwrap();
        for row in page.items() {
            let ends = row.get("expires_at").and_then(|at| at.as_n().ok());
            if ends.is_none_or(|at| at.parse::<i64>().unwrap() > now) {
                rows.push(format!("{row:?}"));
            }
        }
        from = page.last_evaluated_key;
        if from.is_none() {
            return rows;
        }
    }
}

/// Fails with each row that still tells of them.
async fn nothing_left(shop: &Shop, of: &[&str]) {
    let told: Vec<String> = rows(shop)
        .await
        .into_iter()
        .filter(|row| of.iter().any(|word| row.to_lowercase().contains(*word)))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Writes so many records of this member, one each ten minutes from now on. Each tenth sold a coke.
async fn fill(shop: &Shop, member: &MemberId, name: &str, records: usize) {
    let from = shop.clock.now();
    let after = |number: usize| SignedDuration::from_mins(10 * i64::try_from(number).unwrap());
    let coke = ItemId::new("coke");
    for first in (0..records).step_by(10) {
        let stock = shop
            .store
            .load_items(&shop.business, std::slice::from_ref(&coke));
        let sold = decide(&stock.await.unwrap(), &[one_coke(&coke)], true).unwrap();
        let write = async |number: usize| {
            let decision = if number == first {
                &sold
            } else {
                &Decision::default()
            };
            let sent_at = from + after(number);
            let record = LedgerRecord {
                happened_at: None,
                answers: None,
                sets: false,
                credit: Vec::new(),
                key: LedgerKey::of(&MessageId::new(format!("wamid.{number}")), sent_at),
                decided_at: sent_at,
                member: member.clone(),
                member_name: name.to_owned(),
                kind: RecordKind::Change,
                movements: decision.movements.clone(),
                reply: Reply::text("Only 9 bottles of Coke left, so 99 bottles can't go out."),
            };
            let commit = Commit {
                items: &decision.items,
                ..Commit::of(&shop.business, &record)
            };
            assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
        };
        let batch = first..records.min(first + 10);
        futures::future::join_all(batch.map(write)).await;
    }
    shop.clock.advance(after(records));
}

fn one_coke(coke: &ItemId) -> Order {
    Order {
        expires: None,
        target: Target::Item(coke.clone()),
        action: Action::Remove,
        quantity: Quantity::ONE,
        unit: None,
        price: None,
        together: None,
        reason: Reason::Sale,
    }
}

/// Who is called so.
async fn member(shop: &Shop, name: &str) -> MemberId {
    let members = shop.store.list_members(&shop.business).await.unwrap();
    let found = members.into_iter().find(|member| member.name == name);
    found.unwrap().id
}

fn table(shop: &Shop, name: &str) -> String {
    let heard = shop.heard(name).pop().unwrap();
    heard.file.unwrap().1
}

#[tokio::test]
async fn the_owner_gets_all_of_the_shop_and_a_member_only_their_own() {
    let shop = Shop::open("Corner Shop", "coke 50 bottle, bread 10, =1+1 mix 4").await;
    shop.join("Xolani Q", Role::Staff).await;
    shop.says("Thandi", "got 2 bread @ 9.50").await;
    shop.says("Xolani Q", "sold 3 coke").await;
    shop.says("Xolani Q", "undo").await;
    shop.says("Xolani Q", "sold 99 bread").await;
    shop.says("Thandi", "2 bread @ 18 on credit for Lindiwe")
        .await;
    shop.says("Thandi", "got 6 bread exp 30 nov").await;
    shop.says("Thandi", "export my data").await;
    let all = table(&shop, "Thandi");
    shop.says("Xolani Q", "export my data").await;
    let own = table(&shop, "Xolani Q");
    insta::assert_snapshot!(format!("{all}\n---\n{own}").replace('\r', ""));
}

#[tokio::test]
async fn a_sale_that_stands_again_is_not_told_as_undone() {
    let shop = Shop::open("Corner Shop", "coke 50").await;
    for said in ["sold 4 coke", "no, 5", "undo", "export my data"] {
        shop.says("Thandi", said).await;
    }
    let all = table(&shop, "Thandi");
    let kinds: Vec<&str> = all.lines().filter(|line| line.contains(",sold,")).collect();
    assert!(
        kinds[0].starts_with("movement,") && kinds[1].starts_with("undone movement,"),
        "{all}"
    );
}

#[tokio::test]
async fn nothing_is_left_of_who_is_forgotten_but_amounts() {
    let shop = shop().await;
    let person = shop.person("Xolani Q");
    let id = member(&shop, "Xolani Q").await;
    // All that may hold them: records, questions of theirs and about them, a stocktake, a role given, an invitation.
    shop.says("Xolani Q", "sold 3 coke").await;
    shop.says("Thandi", "make Xolani manager").await;
    shop.says("Thandi", "remove xolani").await;
    shop.presses("Thandi", "No").await;
    shop.says("Xolani Q", "start count").await;
    shop.says("Xolani Q", "invite").await;
    shop.says("Xolani Q", "sold 1 coek").await;
    shop.says("Xolani Q", "how many coke?").await;
    undated(&shop, &id, "Xolani Q").await;
    let stock = shop.stock().await;
    shop.says("Xolani Q", "delete my data").await;
    shop.presses("Xolani Q", "Delete my data").await;
    let (phone, user_id) = (person.phone.unwrap(), person.user_id.unwrap());
    let user_id = user_id.as_str().to_lowercase();
    nothing_left(&shop, &["xolani", phone.as_str(), &user_id]).await;
    assert_eq!(shop.stock().await, stock, "amounts stay");
    let today = shop.says("Thandi", "today").await;
    let pseudonym = format!(
        "Former member {} sold 3 bottles of Coke",
        &id.as_str()[1..5]
    );
    assert!(today.contains(&pseudonym), "{today}");
    adds_up(&shop, 4).await;
}

#[tokio::test]
async fn who_was_removed_can_be_forgotten_for_a_week() {
    let shop = shop().await;
    shop.says("Xolani Q", "sold 3 coke").await;
    shop.says("Thandi", "remove Xolani").await;
    shop.presses("Thandi", "Yes").await;
    shop.says("Xolani Q", "hi").await;
    shop.says("Xolani Q", "delete my data").await;
    nothing_left(&shop, &["xolani", "27820000002"]).await;
    assert_eq!(shop.stock().await, "bread 10, coke 47");
}

/// Their names are forgotten where they have left, whether they are somewhere else still or not.
#[tokio::test]
async fn who_left_several_shops_is_forgotten_in_all_of_them() {
    for stays in [true, false] {
        let mut shop = shop().await;
        let mut left = Vec::new();
        for name in ["Tavern", "Kiosk"] {
            shop = shop.with_business(name, "beer 20").await;
            shop.join("Xolani Q", Role::Staff).await;
            shop.says("Xolani Q", &format!("switch to {name}")).await;
            shop.says("Xolani Q", "sold 1 beer").await;
            leave(&shop, name).await;
            left.push(shop.business.to_string());
        }
        if !stays {
            leave(&shop, "Corner Shop").await;
        }
        let heard = shop.says("Xolani Q", "delete my data").await;
        assert!(
            heard.to_lowercase().contains("in any shop that you left"),
            "{heard}"
        );
        for row in rows(&shop).await {
            let of_left = left.iter().any(|left| row.contains(left));
            assert!(!of_left || !row.to_lowercase().contains("xolani"), "{row}");
        }
        if stays {
            shop.presses("Xolani Q", "Delete my data").await;
        }
        nothing_left(&shop, &["xolani", "27820000002"]).await;
    }
}

/// Somebody sells a coke with a message that does not say when it was sent.
async fn undated(shop: &Shop, member: &MemberId, name: &str) {
    let coke = ItemId::new("coke");
    let stock = shop
        .store
        .load_items(&shop.business, std::slice::from_ref(&coke));
    let sold = decide(&stock.await.unwrap(), &[one_coke(&coke)], true).unwrap();
    let record = LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
        key: LedgerKey::of(&MessageId::new("wamid.undated"), Timestamp::UNIX_EPOCH),
        decided_at: shop.clock.now(),
        member: member.clone(),
        member_name: name.to_owned(),
        kind: RecordKind::Change,
        movements: sold.movements.clone(),
        reply: Reply::text("Sold 1 bottle of Coke."),
    };
    let commit = Commit {
        items: &sold.items,
        ..Commit::of(&shop.business, &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
}

#[tokio::test]
async fn what_was_said_without_a_date_is_in_the_export() {
    let shop = shop().await;
    let id = member(&shop, "Xolani Q").await;
    undated(&shop, &id, "Xolani Q").await;
    shop.says("Thandi", "export my data").await;
    let all = table(&shop, "Thandi");
    assert!(all.contains("Xolani Q,coke,sold,1,bottle,-1,49"), "{all}");
    adds_up(&shop, 3).await;
}

async fn leave(shop: &Shop, name: &str) {
    shop.says("Xolani Q", "leave").await;
    let heard = shop.presses("Xolani Q", "Yes").await;
    assert!(
        heard.starts_with(&format!("You have left {name}")),
        "{heard}"
    );
}

#[tokio::test]
async fn nothing_is_left_of_a_customer_who_is_forgotten_but_what_they_owe() {
    let shop = shop().await;
    shop.says("Thandi", "2 coke @ 10 on credit for Mama Ntombi")
        .await;
    shop.says("Xolani Q", "mama ntombi paid 5").await;
    shop.says("Thandi", "what does Mama Ntombi owe?").await;
    shop.says("Thandi", "forget customer Mama Ntombi").await;
    shop.presses("Thandi", "Forget").await;
    nothing_left(&shop, &["ntombi"]).await;
    adds_up(&shop, 3).await;
    let owing = shop.says("Thandi", "who owes me").await;
    assert!(owing.contains("• Former customer"), "{owing}");
    assert!(owing.contains(": R15.00"), "{owing}");
    // What they paid can be taken back still, and they can come again as somebody new.
    let undone = shop.says("Xolani Q", "undo").await;
    assert!(undone.contains("owes R20.00"), "{undone}");
    let again = shop
        .says("Thandi", "1 coke @ 10 on credit for Mama Ntombi")
        .await;
    assert!(again.contains("Mama Ntombi owes R10.00"), "{again}");
    adds_up(&shop, 4).await;
}

/// A record in which two are named, that is made anew for both of them at the same time.
#[tokio::test]
async fn who_is_forgotten_beside_somebody_else_does_not_come_back() {
    let shop = shop().await;
    let id = member(&shop, "Xolani Q").await;
    for _ in 0..8 {
        shop.says("Xolani Q", "1 coke @ 10 on credit for Mama Ntombi")
            .await;
    }
    let (store, now) = (&shop.store, shop.clock.now());
    let customer = store.find_customer(&shop.business, "Mama Ntombi").await;
    let customer = customer.unwrap().unwrap();
    let member = Forgotten::Member(&id, "Xolani Q");
    let customer = Forgotten::Customer(&customer.id, &customer.name);
    let forget = |whom| store.forget(&shop.business, whom, None, (1_000, now));
    let (one, other) = tokio::join!(forget(member), forget(customer));
    assert_eq!((one.unwrap(), other.unwrap()), (None, None));
    let rows = rows(&shop).await;
    let records = rows.iter().filter(|row| row.contains("#LEDGER#"));
    for record in records.map(|row| row.to_lowercase()) {
        let named = record.contains("xolani") || record.contains("ntombi");
        assert!(!named, "{record}");
    }
    adds_up(&shop, 10).await;
}

#[tokio::test]
async fn nothing_is_left_of_a_shop_that_is_deleted() {
    let shop = shop().await;
    let before = rows(&shop).await.len();
    assert!(before > 5);
    let xolani = member(&shop, "Xolani Q").await;
    undated(&shop, &xolani, "Xolani Q").await;
    shop.says("Xolani Q", "sold 3 coke").await;
    shop.says("Thandi", "sold 1 coek").await;
    shop.presses("Thandi", "Coke").await;
    shop.says("Thandi", "how many coke?").await;
    shop.says("Thandi", "2 coke @ 10 on credit for Lindiwe")
        .await;
    shop.says("Thandi", "invite").await;
    let code = shop.heard("Thandi").pop().unwrap().body;
    let code = code.lines().last().unwrap().to_owned();
    shop.says("Thandi", "delete my shop").await;
    let heard = shop.presses("Thandi", "Delete the shop").await;
    assert!(heard.starts_with("Corner Shop is being deleted"), "{heard}");
    let left = rows(&shop).await;
    assert_eq!(left.len(), 2, "who was a member is told: {left:?}");
    let heard = shop.says("Xolani Q", "sold 1 coke").await;
    assert!(
        heard.starts_with("You're no longer in Corner Shop"),
        "{heard}"
    );
    let heard = shop.says("Lindiwe", &code).await;
    assert!(heard.starts_with("That code doesn't work"), "{heard}");
    shop.clock.advance(SignedDuration::from_hours(8 * 24));
    let id = shop.business.as_str().to_owned();
    nothing_left(&shop, &["thandi", &id, "27820000001"]).await;
    // Who was still to be forgotten there went with it.
    let now = shop.clock.now();
    let long_ago = now - SignedDuration::from_hours(500 * 24);
    let after = LedgerKey::of(&MessageId::new("wamid.long.ago"), long_ago);
    let whom = Forgotten::Member(&xolani, "Xolani Q");
    let forget = shop
        .store
        .forget(&shop.business, whom, Some(&after), (1_000, now));
    assert_eq!(forget.await.unwrap(), None);
}

#[tokio::test]
async fn a_large_business_is_erased_in_slices_through_crashes_and_what_stays_adds_up() {
    let shop = shop().await;
    let person = shop.person("Xolani Q");
    fill(&shop, &member(&shop, "Xolani Q").await, "Xolani Q", 10_000).await;
    shop.says("Xolani Q", "delete my data").await;
    let slices = crash(&shop, "UpdateItem", 1_000);
    shop.presses("Xolani Q", "Delete my data").await;
    recover(&shop).await;
    assert!(slices.load(Relaxed) >= 7, "slices: {slices:?}");
    let phone = person.phone.unwrap();
    nothing_left(&shop, &["xolani", phone.as_str()]).await;
    adds_up(&shop, 1_002).await;

    shop.says("Thandi", "delete my shop").await;
    let slices = crash(&shop, "BatchWriteItem", 100);
    shop.presses("Thandi", "Delete the shop").await;
    recover(&shop).await;
    assert!(slices.load(Relaxed) >= 7, "slices: {slices:?}");
    assert_eq!(rows(&shop).await, Vec::<String>::new());
}

/// From now on each so many of these calls is done without an answer, and each third slice dies when it has done its work
/// and is about to queue the next one. Counts the slices that were begun.
fn crash(shop: &Shop, operation: &'static str, each: usize) -> Arc<AtomicUsize> {
    let slices = Arc::new(AtomicUsize::new(0));
    let (mut calls, mut queued, begun) = (0, 0, slices.clone());
    shop.local.aws.faults.plan(move |call| {
        if call.operation() == "SendMessage" {
            queued += 1;
            // With all the tries that the SDK has.
            if queued % 9 >= 6 {
                return Some(Fault::NotSent);
            }
            begun.fetch_add(1, Relaxed);
            return None;
        }
        calls += usize::from(call.operation() == operation);
        (call.operation() == operation && calls % each == each - 1).then_some(Fault::AnswerLost)
    });
    slices
}

/// Time passes until the queue delivers again what failed, and all is done.
async fn recover(shop: &Shop) {
    for _ in 0..12 {
        shop.clock.advance(SignedDuration::from_mins(10));
        shop.settle().await;
    }
    shop.local.aws.faults.clear();
    let letters = shop.local.aws.queues.depth(QueueName::DeadLetters).await;
    assert_eq!(letters.unwrap().visible, 0);
}

/// The balances and chains of so many movements hold.
async fn adds_up(shop: &Shop, movements: usize) {
    let now = shop.clock.now();
    let verified = shop.store.verify(&shop.business, now, |_| ()).await;
    let verified = verified.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    assert_eq!(verified.movements, movements);
}

/// From now on: how many slices are queued, the longest time from one to the next, and the most calls to the table in it.
fn clocked(shop: &Shop) -> Arc<Mutex<Clocked>> {
    let clocked = Arc::new(Mutex::new(Clocked::default()));
    let (seen, mut last, mut calls) = (clocked.clone(), std::time::Instant::now(), 0);
    shop.local.aws.faults.plan(move |call| {
        calls += 1;
        if call.operation() == "SendMessage" {
            let mut clocked = seen.lock().unwrap();
            clocked.slices += 1;
            clocked.longest = clocked.longest.max(last.elapsed());
            clocked.most_calls = clocked.most_calls.max(calls);
            (last, calls) = (std::time::Instant::now(), 0);
        }
        None
    });
    clocked
}

#[derive(Debug, Default)]
struct Clocked {
    slices: usize,
    longest: std::time::Duration,
    most_calls: usize,
}

/// `cargo test --release -p processor --test privacy -- --ignored --nocapture`
#[tokio::test]
#[ignore = "takes minutes: a business of 100,000 records"]
#[expect(clippy::print_stdout, reason = "it measures")]
async fn a_business_of_a_hundred_thousand_records() {
    let shop = shop().await;
    fill(&shop, &member(&shop, "Xolani Q").await, "Xolani Q", 100_000).await;
    let started = std::time::Instant::now();
    shop.says("Thandi", "export my data").await;
    let files = shop
        .heard("Thandi")
        .into_iter()
        .filter_map(|heard| heard.file);
    let sizes: Vec<usize> = files.map(|(_, content)| content.len()).collect();
    println!("export: {sizes:?} bytes in {:?}", started.elapsed());
    shop.says("Xolani Q", "delete my data").await;
    let started = std::time::Instant::now();
    let slices = clocked(&shop);
    shop.presses("Xolani Q", "Delete my data").await;
    let took = started.elapsed();
    println!(
        "a member forgotten in {took:?}: {:?}",
        slices.lock().unwrap()
    );
    nothing_left(&shop, &["xolani", "27820000002"]).await;
    shop.says("Thandi", "delete my shop").await;
    let started = std::time::Instant::now();
    let slices = clocked(&shop);
    shop.presses("Thandi", "Delete the shop").await;
    let took = started.elapsed();
    println!(
        "the business deleted in {took:?}: {:?}",
        slices.lock().unwrap()
    );
    assert_eq!(rows(&shop).await, Vec::<String>::new());
}
