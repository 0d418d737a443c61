//! The events in `events/`, as `sam local invoke` gives them to the function.

use aws_lambda_events::sqs::SqsEvent;
use backroom_core::sweep::{Part, Step};

const STEP: &str = include_str!("../../../../events/usage-report-step.json");

#[tokio::test]
async fn a_step_that_was_written_down_is_taken() {
    let house = super::house::House::new().await;
    house.shop("Thandi's Spaza", "Africa/Johannesburg").await;
    let event: SqsEvent = serde_json::from_str(STEP).unwrap();
    let step = Step::read(event.records[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(step.part, Part::Page { after: None });
    let (answer, _) = usage_report::handle(&house.report, event).await;
    assert!(answer.batch_item_failures.is_empty());
    assert_eq!(house.steps().await.businesses, 1);
}

#[tokio::test]
async fn what_is_no_step_is_handed_back_until_it_is_given_up() {
    let house = super::house::House::new().await;
    let step = STEP.replace("reports\\\"", "paint\\\"");
    for (attempt, handed_back) in [("1", 1), ("4", 1), ("5", 0)] {
        let count = format!("\"ApproximateReceiveCount\": \"{attempt}\"");
        let event = step.replace("\"ApproximateReceiveCount\": \"1\"", &count);
        let event: SqsEvent = serde_json::from_str(&event).unwrap();
        let (answer, _) = usage_report::handle(&house.report, event).await;
        assert_eq!(answer.batch_item_failures.len(), handed_back);
    }
}
