//! A queue that throttles, breaks or loses its answer: nothing is lost and nothing is queued twice.

use backroom_core::message::Content;
use backroom_local::faults::Fault;

use super::*;

async fn words(door: &Door) -> Vec<String> {
    let queued = door.queued().await;
    let words = queued.into_iter().map(|message| {
        let Content::Text { body } = message.content else {
            panic!("a text was sent");
        };
        body
    });
    words.collect()
}

#[tokio::test]
async fn a_passing_fault_is_retried_and_not_noticed_by_whatsapp() {
    for fault in [
        Fault::Throttled,
        Fault::ServerError,
        Fault::NotSent,
        Fault::AnswerLost,
    ] {
        let door = Door::open().await;
        door.local
            .aws
            .faults
            .next_times("SendMessageBatch", fault, 1);
        let body = payload(&[says(1, 1, "a"), says(2, 2, "b"), says(1, 3, "c")]);
        assert_eq!(door.post(&body).await, StatusCode::OK, "{fault:?}");
        let mut queued = words(&door).await;
        queued.sort();
        assert_eq!(queued, ["a", "b", "c"], "{fault:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_queued_is_asked_for_again_and_then_queued_once() {
    let door = Door::open().await;
    let logged = Logged::start();
    // The second round, with each sender's second message, fails for good.
    let mut calls = 0;
    door.local.aws.faults.plan(move |_| {
        calls += 1;
        (calls > 1).then_some(Fault::ServerError)
    });
    let body = payload(&[says(1, 1, "a"), says(2, 2, "b"), says(1, 3, "c")]);
    assert_eq!(door.post(&body).await, StatusCode::SERVICE_UNAVAILABLE);
    let lines = logged.lines();
    assert_eq!(
        lines[0]["message"],
        "messages not queued; WhatsApp will send them again"
    );
    assert_eq!(
        (&lines[0]["not_queued"], &lines[0]["of"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(lines[1..], [json!({ "MessagesNotQueued": 1 })]);

    door.local.aws.faults.clear();
    assert_eq!(door.post(&body).await, StatusCode::OK);
    assert_eq!(words(&door).await, ["a", "b", "c"]);
    assert_eq!(door.post(&body).await, StatusCode::OK);
    assert!(
        words(&door).await.is_empty(),
        "taken already, within five minutes"
    );
}

#[tokio::test]
async fn a_queue_that_is_gone_answers_503_to_every_message() {
    let door = Door::open().await;
    door.local.aws.faults.plan(|_| Some(Fault::NotSent));
    for n in 0..2 {
        let body = payload(&[says(1, n, "a")]);
        assert_eq!(door.post(&body).await, StatusCode::SERVICE_UNAVAILABLE);
    }
    door.local.aws.faults.clear();
    assert!(words(&door).await.is_empty());
}
