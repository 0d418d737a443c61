//! The commit: once, whole, and never on stale stock.

use backroom_core::ids::{ItemId, MessageId, QuestionId};
use backroom_core::intent::Action::{Add, Remove};
use backroom_core::inventory::{Decision, LedgerRecord, Mark, RecordKind, Stock, reverse};
use backroom_core::question::{Asks, Question};
use backroom_io::store::{Alias, Commit, Committed, ITEMS_MAX, StoreError};

use crate::support::{Fault, Shop, at, key, new_item, refusal, shop, shop_with_retries};

#[tokio::test]
async fn the_same_message_twice_changes_stock_once_and_gets_the_first_reply() {
    let shop = shop().await;
    shop.says("in", Add, 10, "Coke").await;
    assert_eq!(shop.says("out", Remove, 3, "Coke").await, "7 Coke left.");
    assert_eq!(shop.says("out", Remove, 3, "Coke").await, "7 Coke left.");
    assert_eq!(shop.on_hand("coke").await, "7");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_redelivered_message_gets_its_first_reply_although_the_stock_has_moved_since() {
    let shop = shop().await;
    shop.says("in", Add, 10, "Coke").await;
    let stale = shop.decide(Remove, 3, "Coke").await;
    shop.says("out", Remove, 3, "Coke").await;
    shop.says("more", Add, 20, "Coke").await;
    let record = shop.record("out", &stale);
    let commit = Commit {
        items: &stale.items,
        ..Commit::of(shop.id(), &record)
    };
    let kept = already(shop.store.commit(&commit).await.unwrap());
    assert_eq!(kept, record, "the record comes back as it was written");
    assert_eq!(shop.on_hand("coke").await, "27");
}

#[tokio::test]
async fn a_repetition_is_seen_even_if_the_table_tells_only_of_the_moved_item() {
    let shop = shop().await;
    shop.says("in", Add, 10, "Coke").await;
    let stale = shop.decide(Remove, 3, "Coke").await;
    shop.says("out", Remove, 3, "Coke").await;
    let record = shop.record("out", &stale);
    let commit = Commit {
        items: &stale.items,
        ..Commit::of(shop.id(), &record)
    };
    shop.faults.next(
        "TransactWriteItems",
        Fault::Cancelled(&["None", "ConditionalCheckFailed"]),
    );
    assert!(matches!(
        shop.store.commit(&commit).await.unwrap(),
        Committed::Already(_)
    ));
}

#[tokio::test]
async fn of_two_sellers_of_the_last_item_one_is_told_that_the_stock_changed() {
    let shop = shop().await;
    shop.says("in", Add, 1, "Coke").await;
    let first = shop.decide(Remove, 1, "Coke").await;
    let second = shop.decide(Remove, 1, "Coke").await;
    assert_eq!(commit(&shop, "first", &first).await, Committed::Done);
    assert_eq!(
        commit(&shop, "second", &second).await,
        Committed::StockChanged
    );
    assert_eq!(shop.says("second", Remove, 1, "Coke").await, "Not enough.");
    assert_eq!(shop.on_hand("coke").await, "0");
    shop.assert_sound().await;
}

#[tokio::test]
async fn many_sellers_at_once_lose_nothing() {
    let shop = shop().await;
    shop.says("in", Add, 12, "Coke").await;
    let messages: Vec<String> = (0..16).map(|seller| format!("out {seller}")).collect();
    let sold = messages
        .iter()
        .map(|message| shop.says(message, Remove, 1, "Coke"));
    let replies = futures_in_turns(sold).await;
    let refused = replies
        .iter()
        .filter(|reply| *reply == "Not enough.")
        .count();
    assert_eq!(refused, 4);
    assert_eq!(shop.on_hand("coke").await, "0");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refusal_is_kept_and_answered_the_same_though_stock_arrived_in_between() {
    let shop = shop().await;
    shop.says("in", Add, 1, "Coke").await;
    assert_eq!(shop.says("out", Remove, 5, "Coke").await, "Not enough.");
    shop.says("more", Add, 20, "Coke").await;
    assert_eq!(shop.says("out", Remove, 5, "Coke").await, "Not enough.");
    assert_eq!(shop.on_hand("coke").await, "21");
}

#[tokio::test]
async fn two_first_receipts_of_a_new_item_add_up() {
    let shop = shop().await;
    let first = shop.decide(Add, 5, "Fanta").await;
    let second = shop.decide(Add, 7, "Fanta").await;
    assert_eq!(commit(&shop, "first", &first).await, Committed::Done);
    assert_eq!(
        commit(&shop, "second", &second).await,
        Committed::StockChanged
    );
    assert_eq!(shop.says("second", Add, 7, "Fanta").await, "12 Fanta left.");
}

#[tokio::test]
async fn a_record_is_undone_once() {
    let shop = shop().await;
    shop.says("in", Add, 10, "Coke").await;
    let received = shop
        .store
        .find_record(shop.id(), &key("in", at(0)))
        .await
        .unwrap()
        .unwrap();
    for (message, expected) in [
        ("undo", Committed::Done),
        ("undo again", Committed::AlreadyUndone),
    ] {
        let stock = load(&shop, "coke").await;
        let decision = reverse(&stock, &[&received], true).unwrap();
        let mut record = shop.record(message, &decision);
        record.kind = RecordKind::Undo {
            of: vec![received.key.clone()],
        };
        let undoes = [Mark::first(&received.key)];
        let commit = Commit {
            items: &decision.items,
            undoes: &undoes,
            ..Commit::of(shop.id(), &record)
        };
        assert_eq!(
            shop.store.commit(&commit).await.unwrap(),
            expected,
            "{message}"
        );
    }
    assert_eq!(shop.on_hand("coke").await, "0");
    let latest = shop
        .store
        .latest_records(shop.id(), at(0), 10)
        .await
        .unwrap();
    let undone: Vec<_> = latest
        .iter()
        .map(|kept| (kept.record.kind.clone(), kept.undone))
        .collect();
    assert!(undone.contains(&(RecordKind::Change, true)), "{undone:?}");
    assert!(
        undone.contains(&(
            RecordKind::Undo {
                of: vec![received.key]
            },
            false
        )),
        "{undone:?}"
    );
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_question_is_answered_once_and_a_new_one_takes_its_place() {
    let shop = shop().await;
    let (store, member) = (&shop.store, &shop.owner.id);
    store
        .ask(shop.id(), member, &question("first"))
        .await
        .unwrap();
    let id = QuestionId::new("first");
    let next = question("second");
    let record = refusal(&shop.owner, "yes", at(1), "Which way?");
    let commit = Commit {
        closes: Some(&id),
        opens: Some(&next),
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(store.commit(&commit).await.unwrap(), Committed::Done);
    assert!(matches!(
        store.commit(&commit).await.unwrap(),
        Committed::Already(_)
    ));
    assert_eq!(
        store.find_question(shop.id(), member, at(2)).await.unwrap(),
        Some(next)
    );

    let late = refusal(&shop.owner, "yes again", at(3), "");
    let commit = Commit {
        closes: Some(&id),
        ..Commit::of(shop.id(), &late)
    };
    assert_eq!(
        store.commit(&commit).await.unwrap(),
        Committed::QuestionGone
    );
}

#[tokio::test]
async fn a_learnt_alias_finds_its_item() {
    let shop = shop().await;
    let decision = shop.decide(Add, 10, "Coca-Cola").await;
    let learns = [Alias {
        folded: "coke".to_owned(),
        item: decision.items[0].id.clone(),
    }];
    let record = shop.record("in", &decision);
    let commit = Commit {
        items: &decision.items,
        learns: &learns,
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    assert_eq!(
        shop.says("out", Remove, 3, "coke").await,
        "7 Coca-Cola left."
    );
    let both = [ItemId::new("coke"), decision.items[0].id.clone()];
    let stock = shop.store.load_items(shop.id(), &both).await.unwrap();
    assert_eq!(
        stock.iter().count(),
        1,
        "an item asked for by two names is read once"
    );
    let aliases = |item: &backroom_core::inventory::Item| item.aliases.clone();
    let listed = shop.store.list_items(shop.id(), true).await.unwrap();
    assert_eq!(listed.iter().map(aliases).collect::<Vec<_>>(), [["coke"]]);

    // Learnt from a message that moves nothing, it is no less a name of the item.
    let learns = [Alias {
        folded: "cola".to_owned(),
        item: listed[0].id.clone(),
    }];
    let record = refusal(&shop.owner, "cola is coke", at(0), "Right.");
    let commit = Commit {
        learns: &learns,
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    assert_eq!(
        shop.says("out too", Remove, 3, "cola").await,
        "4 Coca-Cola left."
    );
    let listed = shop.store.list_items(shop.id(), true).await.unwrap();
    assert_eq!(
        listed.iter().map(aliases).collect::<Vec<_>>(),
        [["coke", "cola"]]
    );
}

#[tokio::test]
async fn a_commit_of_more_than_a_transaction_holds_is_refused_before_it_is_sent() {
    let shop = shop().await;
    let items: Vec<_> = (0..=ITEMS_MAX)
        .map(|n| new_item(&format!("item {n}")))
        .collect();
    let record = refusal(&shop.owner, "long", at(0), "");
    let commit = Commit {
        items: &items,
        ..Commit::of(shop.id(), &record)
    };
    let error = shop.store.commit(&commit).await.unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::TooManyItems {
                items: 91,
                most: 90
            }
        ),
        "{error:?}"
    );
    assert!(!error.is_transient());
    let commit = Commit {
        items: &items[..ITEMS_MAX],
        ..commit
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    assert_eq!(
        shop.store.list_items(shop.id(), true).await.unwrap().len(),
        ITEMS_MAX
    );
}

#[tokio::test]
async fn movements_that_do_not_add_up_are_not_written() {
    let shop = shop().await;
    let sound = shop.decide(Add, 10, "Coke").await;
    let mut wrong_balance = sound.clone();
    wrong_balance.items[0].on_hand = backroom_core::quantity::Quantity::ONE;
    let no_item = Decision {
        items: Vec::new(),
        ..sound.clone()
    };
    let no_movement = Decision {
        movements: Vec::new(),
        ..sound.clone()
    };
    let mut item_twice = sound.clone();
    item_twice.items.push(sound.items[0].clone());
    for decision in [wrong_balance, no_item, no_movement, item_twice] {
        let record = shop.record("in", &decision);
        let commit = Commit {
            items: &decision.items,
            ..Commit::of(shop.id(), &record)
        };
        let error = shop.store.commit(&commit).await.unwrap_err();
        assert!(matches!(error, StoreError::Unsound(_)), "{error:?}");
    }
    assert_eq!(shop.on_hand("coke").await, "none");
}

#[tokio::test]
async fn after_a_lost_answer_the_redelivered_message_gets_the_reply_that_was_written() {
    let shop = shop().await;
    shop.says("in", Add, 10, "Coke").await;
    let decision = shop.decide(Remove, 3, "Coke").await;
    let record = shop.record("out", &decision);
    let commit = Commit {
        items: &decision.items,
        ..Commit::of(shop.id(), &record)
    };
    shop.faults.next("TransactWriteItems", Fault::LostAnswer);
    let error = shop.store.commit(&commit).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");

    let again = shop.decide(Remove, 3, "Coke").await;
    let mut later = shop.record("out", &again);
    later.decided_at = at(90);
    let commit = Commit {
        items: &again.items,
        ..Commit::of(shop.id(), &later)
    };
    assert_eq!(already(shop.store.commit(&commit).await.unwrap()), record);
    assert_eq!(shop.on_hand("coke").await, "7");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_client_that_repeats_by_itself_after_a_lost_answer_changes_stock_once() {
    let shop = shop_with_retries().await;
    shop.faults.next("TransactWriteItems", Fault::LostAnswer);
    assert_eq!(shop.says("in", Add, 10, "Coke").await, "10 Coke left.");
    assert_eq!(shop.faults.left(), 0, "the answer was lost");
    shop.faults.next("PutItem", Fault::LostAnswer);
    assert_eq!(shop.says("out", Remove, 99, "Coke").await, "Not enough.");
    assert_eq!(shop.faults.left(), 0, "the answer was lost");
    assert_eq!(shop.on_hand("coke").await, "10");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_commit_waits_for_others_that_are_in_its_way() {
    let shop = shop().await;
    shop.faults.next(
        "TransactWriteItems",
        Fault::Cancelled(&["None", "TransactionConflict"]),
    );
    shop.faults.next(
        "TransactWriteItems",
        Fault::Cancelled(&["ThrottlingError", "None"]),
    );
    shop.faults.next(
        "TransactWriteItems",
        Fault::Refused("TransactionInProgressException"),
    );
    assert_eq!(shop.says("in", Add, 10, "Coke").await, "10 Coke left.");
    assert_eq!(shop.faults.left(), 0);
}

#[tokio::test]
async fn a_commit_that_stays_blocked_is_a_passing_failure_with_nothing_written() {
    let shop = shop().await;
    let decision = shop.decide(Add, 10, "Coke").await;
    let record = shop.record("in", &decision);
    let commit = Commit {
        items: &decision.items,
        ..Commit::of(shop.id(), &record)
    };
    for _ in 0..4 {
        shop.faults.next(
            "TransactWriteItems",
            Fault::Cancelled(&["None", "TransactionConflict"]),
        );
    }
    let error = shop.store.commit(&commit).await.unwrap_err();
    assert!(error.is_transient());
    assert_eq!(
        error.to_string(),
        "commit: the table is busy or out of reach (TransactionConflict)"
    );
    assert_eq!(shop.on_hand("coke").await, "none");
}

#[tokio::test]
async fn trouble_that_passes_is_told_from_trouble_that_stays() {
    let shop = shop().await;
    let decision = shop.decide(Add, 10, "Coke").await;
    let record = shop.record("in", &decision);
    let commit = Commit {
        items: &decision.items,
        ..Commit::of(shop.id(), &record)
    };
    for (fault, is_transient) in [
        (Fault::NoConnection, true),
        (Fault::Cancelled(&["None", "ValidationError"]), false),
        (Fault::Refused("ValidationException"), false),
        (Fault::Refused("AccessDeniedException"), false),
        (
            Fault::Refused("IdempotentParameterMismatchException"),
            false,
        ),
    ] {
        shop.faults.next("TransactWriteItems", fault.clone());
        let error = shop.store.commit(&commit).await.unwrap_err();
        assert_eq!(error.is_transient(), is_transient, "{fault:?}: {error}");
    }
    shop.faults.next(
        "PutItem",
        Fault::Refused("ProvisionedThroughputExceededException"),
    );
    let error = shop
        .store
        .commit(&Commit::of(shop.id(), &refused(&shop)))
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error}");
}

async fn commit(shop: &Shop, message: &str, decision: &Decision) -> Committed {
    let record = shop.record(message, decision);
    let commit = Commit {
        items: &decision.items,
        ..Commit::of(shop.id(), &record)
    };
    shop.store.commit(&commit).await.unwrap()
}

async fn load(shop: &Shop, name: &str) -> Stock {
    shop.store
        .load_items(shop.id(), &[ItemId::new(name)])
        .await
        .unwrap()
}

fn refused(shop: &Shop) -> backroom_core::inventory::LedgerRecord {
    refusal(&shop.owner, "refused", at(0), "")
}

fn question(id: &str) -> Question {
    Question {
        id: QuestionId::new(id),
        about: MessageId::new("wamid.1"),
        expires_at: at(3600),
        asks: Asks::HowMany {
            action: backroom_core::intent::Action::Remove,
            reason: backroom_core::intent::Reason::Sale,
            name: "coke".to_owned(),
        },
    }
}

/// All of them at once, on this thread.
async fn futures_in_turns<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures::future::join_all(all).await
}

/// The record that was there, without the hashes that it got when it was written.
fn already(committed: Committed) -> LedgerRecord {
    let Committed::Already(mut kept) = committed else {
        panic!("not seen as a repetition: {committed:?}");
    };
    for movement in &mut kept.movements {
        assert!(movement.previous.take().is_some());
    }
    *kept
}
