//! Receipts: no call of the queue, and a log line only for failures and prices. And what is never in a log line.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backroom_core::ids::MessageId;
use backroom_core::task::{Queued, Task};
use backroom_core::webhook::decode;
use backroom_local::faults::Fault;

use super::*;

fn statuses(statuses: &[Value]) -> Vec<u8> {
    let value = json!({ "metadata": { "phone_number_id": "105" }, "statuses": statuses });
    json!({ "entry": [{ "changes": [{ "field": "messages", "value": value }] }] })
        .to_string()
        .into_bytes()
}

fn status(id: &str, status: &str) -> Value {
    json!({ "id": id, "status": status, "timestamp": "1795500003", "recipient_id": "27820000001" })
}

fn priced(id: &str, word: &str, kind: &str) -> Value {
    let mut status = status(id, word);
    status["pricing"] =
        json!({ "billable": true, "pricing_model": "PMP", "type": kind, "category": "service" });
    status
}

/// How many calls of the queue the receipts cost, and the lines they leave.
async fn check(receipts: &[Value], expected: &[Value]) {
    let door = Door::open().await;
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    door.local.aws.faults.plan(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        None
    });
    let logged = Logged::start();
    assert_eq!(door.post(&statuses(receipts)).await, StatusCode::OK);
    assert_eq!(calls.load(Ordering::Relaxed), 0);
    assert_eq!(logged.lines(), expected);
}

#[tokio::test]
async fn a_receipt_that_all_is_well_leaves_nothing() {
    let well =
        ["sent", "delivered", "read", "played", "warmed"].map(|word| status("wamid.A", word));
    check(&well, &[]).await;
}

#[tokio::test]
async fn a_failure_is_a_line_with_its_codes_and_a_count() {
    let mut first = status("wamid.A", "failed");
    first["errors"] = json!([{ "code": 131_047, "title": "Re-engagement message" }, { "code": 1 }]);
    let line = |id: &str, codes: &str| {
        let digest = MessageId::new(id).digest();
        json!({ "message": "reply not delivered", "reply_digest": digest, "codes": codes })
    };
    check(
        &[first, status("wamid.B", "failed")],
        &[
            line("wamid.A", "131047,1"),
            line("wamid.B", ""),
            json!({ "RepliesFailed": 2 }),
        ],
    )
    .await;
}

/// WhatsApp takes a reply with 200 and says a second later that the account is not paid.
#[tokio::test]
async fn a_failure_that_the_operator_has_to_end_is_counted_for_the_alarm() {
    let mut unpaid = status("wamid.A", "failed");
    unpaid["errors"] = json!([{ "code": 131_042, "title": "Business eligibility payment issue" }]);
    let digest = MessageId::new("wamid.A").digest();
    check(
        &[unpaid],
        &[
            json!({ "message": "reply not delivered", "reply_digest": digest, "codes": "131042" }),
            json!({ "RepliesFailed": 1 }),
            json!({ "OperatorNeeded": 1 }),
        ],
    )
    .await;
}

#[tokio::test]
async fn prices_are_counted_by_class_and_once_a_reply() {
    let line = |replies: u64, price: &str| json!({ "message": "replies priced", "replies": replies, "category": "service", "price": price });
    check(
        &[
            priced("wamid.A", "sent", "regular"),
            priced("wamid.A", "delivered", "regular"),
            status("wamid.A", "read"),
            priced("wamid.B", "read", "regular"),
            priced("wamid.C", "delivered", "free_customer_service"),
        ],
        &[
            line(1, "free_customer_service"),
            json!({ "RepliesFree": 1 }),
            line(2, "regular"),
            json!({ "RepliesPaid": 2 }),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_charged_to_a_business_is_queued_once_and_nothing_else_of_receipts() {
    let door = Door::open().await;
    let of = |mut status: Value| {
        status["biz_opaque_callback_data"] = json!("account:b1:2026-11-24");
        status
    };
    let receipts = [
        of(priced("wamid.A", "sent", "regular")),
        of(priced("wamid.A", "delivered", "regular")),
        of(priced("wamid.A", "read", "regular")),
        of(priced("wamid.B", "read", "regular")),
        of(priced("wamid.C", "delivered", "free_customer_service")),
        of(status("wamid.D", "delivered")),
        priced("wamid.E", "delivered", "regular"),
    ];
    for _ in 0..2 {
        assert_eq!(door.post(&statuses(&receipts)).await, StatusCode::OK);
    }
    let (groups, tasks) = queued(&door).await;
    let expected =
        ["wamid.A", "wamid.B"].map(|id| counting(&of(priced(id, "delivered", "regular"))));
    assert_eq!(tasks, expected);
    let Queued::Task(first) = &tasks[0] else {
        panic!("a task");
    };
    assert_eq!(first.business.as_str(), "b1");
    assert_ne!(groups[0], groups[1]);
}

/// The task that counts what this receipt is charged for.
fn counting(receipt: &Value) -> Queued {
    let delivery = decode(&statuses(std::slice::from_ref(receipt)));
    Queued::Task(Box::new(Task::counting(&delivery.receipts[0]).unwrap()))
}

fn charged(id: &str) -> Value {
    let mut receipt = priced(id, "delivered", "regular");
    receipt["biz_opaque_callback_data"] = json!("account:b1:2026-11-24");
    receipt
}

#[tokio::test]
async fn many_charges_are_few_calls_of_the_queue() {
    let door = Door::open().await;
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    door.local.aws.faults.plan(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        None
    });
    let receipts: Vec<Value> = (0..12).map(|n| charged(&format!("wamid.{n}"))).collect();
    assert_eq!(door.post(&statuses(&receipts)).await, StatusCode::OK);
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    let depth = door.local.aws.queues.depth(QueueName::Messages).await;
    assert_eq!(depth.unwrap().visible, 12);
}

/// WhatsApp sends it again until it is taken: what a call tells of counts once.
#[tokio::test]
async fn what_comes_again_since_it_was_not_queued_is_counted_once() {
    let door = Door::open().await;
    let logged = Logged::start();
    let faults = &door.local.aws.faults;
    faults.plan(|_| Some(Fault::NotSent));
    let body = statuses(&[charged("wamid.A"), status("wamid.B", "failed"), json!({})]);
    for _ in 0..2 {
        assert_eq!(door.post(&body).await, StatusCode::SERVICE_UNAVAILABLE);
    }
    faults.clear();
    assert_eq!(door.post(&body).await, StatusCode::OK);
    let lines = logged.lines();
    for metric in ["RepliesPaid", "RepliesFailed", "PartsUnreadable"] {
        let counted = lines.iter().filter(|line| line.get(metric).is_some());
        assert_eq!(counted.count(), 1, "{metric}: {lines:?}");
    }
}

/// What the webhook has queued, ten at most, and in which groups.
async fn queued(door: &Door) -> (Vec<String>, Vec<Queued>) {
    let queues = &door.local.aws.queues;
    let received = queues.receive(QueueName::Messages, 10, None).await.unwrap();
    let messages = received.messages.into_iter();
    messages
        .map(|message| (message.group, Queued::read(&message.body).unwrap()))
        .unzip()
}

#[tokio::test]
async fn a_charge_that_is_not_queued_comes_again() {
    let door = Door::open().await;
    let faults = &door.local.aws.faults;
    faults.plan(|_| Some(Fault::ServerError));
    let body = statuses(&[charged("wamid.A")]);
    assert_eq!(door.post(&body).await, StatusCode::SERVICE_UNAVAILABLE);
    faults.clear();
    assert_eq!(door.post(&body).await, StatusCode::OK);
    let (_, tasks) = queued(&door).await;
    assert_eq!(tasks, [counting(&charged("wamid.A"))]);
}

#[tokio::test]
async fn no_line_names_a_person_or_quotes_their_words() {
    let door = Door::open().await;
    let logged = Logged::with("trace");
    let secrets = [
        "27820000001",
        "ZA.4471",
        "Thandi",
        "three coke",
        "wamid.SECRET",
    ];
    let mut failed = priced("wamid.SECRET", "failed", "call 27820000001");
    failed["errors"] = json!([{ "code": 131_026, "message": "to 27820000001", "error_data": { "details": "Thandi" } }]);
    let value = json!({
        "metadata": { "phone_number_id": "105", "display_phone_number": "27820000001" },
        "contacts": [{ "wa_id": "27820000001", "user_id": "ZA.4471", "profile": { "name": "Thandi" } }],
        "messages": [
            says("27820000001", "SECRET", "sold three coke"),
            { "from": "27820000001", "id": "wamid.SECRET2", "type": "Thandi", "Thandi": "three coke" },
            { "from": "Thandi", "id": "wamid.SECRET" },
            "three coke",
        ],
        "statuses": [failed, { "id": "wamid.SECRET" }, priced("wamid.SECRET", "read", "call 27820000001")],
        "errors": [{ "code": 131_000, "message": "27820000001" }],
    });
    let body = json!({ "entry": [{ "changes": [{ "field": "messages", "value": value }] }, "three coke"] });
    let body = body.to_string();
    assert_eq!(door.post(body.as_bytes()).await, StatusCode::OK);
    door.local.aws.faults.plan(|_| Some(Fault::ServerError));
    assert_eq!(
        door.post(body.as_bytes()).await,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let refused = http::Request::post("/").body(Body::Text(body)).unwrap();
    assert_eq!(
        door.answers(refused).await.status(),
        StatusCode::UNAUTHORIZED
    );

    let lines = logged.lines();
    assert!(lines.len() > 12, "{lines:?}");
    for line in lines {
        let line = line.to_string();
        assert!(
            !secrets.iter().any(|secret| line.contains(secret)),
            "{line}"
        );
    }
}
