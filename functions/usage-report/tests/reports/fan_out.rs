//! Many businesses: a step for each handful, side by side, and nothing lost or said twice when something ends in the
//! middle.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use backroom_core::business::Reports;
use backroom_core::sweep::{Part, Purpose, Step};
use backroom_io::queue::Queue;
use backroom_local::faults::Fault;
use backroom_local::queue::QueueName;
use jiff::SignedDuration;
use tokio::sync::Notify;

use super::house::{House, Moves, at};

/// More than a page looks up.
const MANY: usize = 240;
/// How many reports can be cut off between their claim and their send: as many as are under way at once.
const AT_ONCE: usize = 4;
/// Longer than a step that was cut off stays hidden, and than SQS knows it again.
const HIDDEN: SignedDuration = SignedDuration::from_mins(11);

#[tokio::test]
async fn more_businesses_than_a_page_holds_are_all_told_once() {
    let house = crowd(MANY).await;
    let run = house.fires("2026-11-24T06:00:00Z").await;
    assert_eq!((run.businesses, run.sent), (MANY as u64, MANY as u64));
    assert_eq!(told(&house), (MANY, 1));
    assert_eq!(house.fires("2026-11-24T07:00:00Z").await.sent, 0);
}

#[tokio::test]
async fn a_step_that_has_no_time_left_leaves_the_rest_to_another() {
    let house = crowd(30).await;
    house.clock.set(at("2026-11-24T06:00:00Z"));
    usage_report::begin(&house.report, house.clock.now())
        .await
        .unwrap();
    let run = house.steps_within(Duration::ZERO).await;
    assert_eq!((run.businesses, run.sent), (30, 30));
    assert_eq!(told(&house), (30, 1));
}

/// The process dies at one of its calls of the table, whichever it is; what it had in hand comes again.
#[tokio::test]
async fn a_crash_in_the_middle_is_gone_on_from_and_nobody_is_told_twice() {
    for dies_at in [1, 2, 3, 10, 40, 90, 160] {
        let house = crowd(30).await;
        house.clock.set(at("2026-11-24T06:00:00Z"));
        usage_report::begin(&house.report, house.clock.now())
            .await
            .unwrap();
        let died = dies(&house, dies_at).await;
        house.local.aws.faults.clear();
        assert!(died, "there are more calls than {dies_at}");
        house.clock.advance(HIDDEN);
        house.steps().await;
        let (people, most) = told(&house);
        assert!(
            people + AT_ONCE >= 30 && most == 1,
            "died at call {dies_at}: {people} of 30 told, at most {most} times"
        );
    }
}

#[tokio::test]
async fn a_page_whose_next_steps_are_not_queued_comes_again() {
    let house = crowd(30).await;
    house.clock.set(at("2026-11-24T06:00:00Z"));
    usage_report::begin(&house.report, house.clock.now())
        .await
        .unwrap();
    let faults = &house.local.aws.faults;
    faults.plan(|call| (call.operation() == "SendMessageBatch").then_some(Fault::AnswerLost));
    assert_eq!(house.steps().await.sent, 30, "only the answer was lost");
    house.local.aws.faults.clear();
    house.clock.advance(HIDDEN);
    assert_eq!(house.steps().await.sent, 0);
    assert_eq!(told(&house), (30, 1));
    let depth = house.local.aws.queues.depth(QueueName::Reports).await;
    assert_eq!(depth.unwrap().visible, 0);
}

#[tokio::test]
async fn a_schedule_that_can_not_be_begun_claims_no_night() {
    let house = crowd(1).await;
    let now = at("2026-11-24T06:00:00Z");
    house.clock.set(now);
    let faults = &house.local.aws.faults;
    faults.plan(|call| (call.operation() == "SendMessageBatch").then_some(Fault::NotSent));
    usage_report::begin(&house.report, now).await.unwrap_err();
    house.local.aws.faults.clear();
    let run = house.fires("2026-11-24T06:05:00Z").await;
    assert_eq!((run.sent, run.verified), (1, 1));
}

/// Lambda runs a schedule's call again that ended in the middle.
#[tokio::test]
async fn a_schedule_that_dies_before_it_has_queued_has_not_had_its_night() {
    let house = crowd(1).await;
    let now = at("2026-11-24T06:00:00Z");
    house.clock.set(now);
    let reached = Arc::new(Notify::new());
    let tell = Arc::clone(&reached);
    house.local.aws.faults.plan(move |call| {
        (call.operation() == "SendMessageBatch").then(|| {
            tell.notify_one();
            Fault::Slow(Duration::from_secs(3_600))
        })
    });
    tokio::select! {
        biased;
        () = reached.notified() => {}
        begun = usage_report::begin(&house.report, now) => panic!("{begun:?}"),
    }
    house.local.aws.faults.clear();
    let run = house.fires("2026-11-24T06:05:00Z").await;
    assert_eq!((run.sent, run.verified), (1, 1));
}

#[tokio::test]
async fn a_step_that_ends_the_function_each_time_is_taken_apart_and_then_given_up() {
    for many in [3, 1] {
        let house = crowd(many).await;
        house.clock.set(at("2026-11-24T06:00:00Z"));
        let ids = house.store.businesses().next().await.unwrap().unwrap();
        let step = Step::first(
            Purpose::Reports,
            Part::Businesses { ids },
            house.clock.now(),
        );
        let queue = Queue::new(house.local.aws.sqs(), house.local.report_queue_url());
        queue.send_steps(&[step]).await.unwrap();
        let queues = &house.local.aws.queues;
        let received = async || {
            let received = queues.receive(QueueName::Reports, 10, None).await;
            received.unwrap().messages.len()
        };
        for _ in 0..5 {
            assert_eq!(received().await, 1);
            // As long as a step may take nobody else has it.
            house.clock.advance(SignedDuration::from_mins(4));
            assert_eq!(received().await, 0);
            house.clock.advance(HIDDEN);
        }
        let sent = if many == 1 { 0 } else { many };
        assert_eq!(house.steps().await.sent, sent as u64);
        let depth = queues.depth(QueueName::Reports).await.unwrap();
        assert_eq!((depth.visible, depth.in_flight), (0, 0));
    }
}

/// So many businesses with an owner who wrote, and who sold something on Monday 23 November.
async fn crowd(count: usize) -> House {
    let house = House::new().await;
    for n in 0..count {
        let name = format!("Shop {n}");
        let shop = house
            .empty_shop(&name, "Africa/Johannesburg", Reports::Daily)
            .await;
        let got = Moves::got(3, "coke");
        house
            .moves(&shop, "owner", "2026-11-23T08:00:00Z", got)
            .await;
        house.writes(&shop.phone, "2026-11-23T08:00:00Z");
    }
    house
}

/// How many people were told, and how often the one who was told most.
fn told(house: &House) -> (usize, usize) {
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for (person, message) in house.whatsapp.sent().unwrap() {
        if message.failed.is_none() {
            *told.entry(person.id).or_default() += 1;
        }
    }
    (told.len(), told.values().copied().max().unwrap_or(0))
}

/// Takes steps until the table is called for the nth time, and ends there: false if it is not called so often.
async fn dies(house: &House, at_call: usize) -> bool {
    let calls = Arc::new(AtomicUsize::new(0));
    let reached = Arc::new(Notify::new());
    let tell = Arc::clone(&reached);
    house.local.aws.faults.plan(move |call| {
        let last = call.target.starts_with("DynamoDB")
            && calls.fetch_add(1, Ordering::Relaxed) + 1 == at_call;
        last.then(|| {
            tell.notify_one();
            Fault::Slow(Duration::from_secs(3_600))
        })
    });
    tokio::select! {
        biased;
        () = reached.notified() => true,
        _ = house.steps() => false,
    }
}
