//! Files that people send: fetched whole, and with our token from WhatsApp alone.

use backroom_core::ids::BusinessNumberId;
use backroom_io::config::{Settings, UsageReportConfig};
use backroom_io::whatsapp::{MediaError, WhatsApp};
use serde_json::{Value, json};

use super::stand_in::{Answer, StandIn};

const CONTENT: &str = "OggS and more";
const DIGEST: &str = "f3734ebcc6f3e5d99ecb9cae9e5f5b0a";

#[tokio::test]
async fn a_file_is_looked_up_and_fetched_with_the_token() {
    let server = StandIn::start([]).await;
    server.then(found(&server, &json!({"file_size": CONTENT.len()})));
    server.then(Answer::text(200, CONTENT));
    assert_eq!(fetch(&server).await.unwrap(), CONTENT.as_bytes());
    let requests = server.requests();
    assert_eq!(
        requests[0].path,
        "/v26.0/1100000000000003?phone_number_id=1055"
    );
    assert_eq!(requests[1].path, "/content");
    for request in requests {
        assert_eq!(request.header("authorization"), Some("Bearer token"));
    }
}

#[tokio::test]
async fn an_address_elsewhere_is_not_even_called() {
    let elsewhere = StandIn::start([]).await;
    for address in [
        format!("{}/content", elsewhere.url()),
        "no address".to_owned(),
    ] {
        let server = StandIn::start([Answer::json(200, json!({"url": address}))]).await;
        let error = fetch(&server).await.unwrap_err();
        assert!(
            matches!(error, MediaError::Elsewhere),
            "{address}: {error:?}"
        );
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_takes_the_token_nowhere() {
    let elsewhere = StandIn::start([]).await;
    let server = StandIn::start([]).await;
    server.then(found(&server, &json!({})));
    server.then(Answer::Redirect(format!("{}/content", elsewhere.url())));
    let error = fetch(&server).await.unwrap_err();
    assert!(
        matches!(error, MediaError::NotGiven { status: Some(302) }),
        "{error:?}"
    );
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn what_is_too_large_is_not_read_to_its_end() {
    let announced = StandIn::start([]).await;
    announced.then(found(&announced, &json!({"file_size": 1_000_001})));
    let error = fetch(&announced).await.unwrap_err();
    assert!(matches!(error, MediaError::TooLarge), "{error:?}");
    assert_eq!(announced.requests().len(), 1);

    let understated = StandIn::start([]).await;
    understated.then(found(&understated, &json!({"file_size": 12})));
    understated.then(Answer::text(200, &"x".repeat(1_000_001)));
    let error = fetch(&understated).await.unwrap_err();
    assert!(matches!(error, MediaError::TooLarge), "{error:?}");
}

#[tokio::test]
async fn another_file_than_the_one_announced_is_refused() {
    let server = StandIn::start([]).await;
    server.then(found(&server, &json!({"sha256": DIGEST.repeat(2)})));
    server.then(Answer::text(200, CONTENT));
    let error = fetch(&server).await.unwrap_err();
    assert!(matches!(error, MediaError::Altered), "{error:?}");
}

#[tokio::test]
async fn what_whatsapp_has_no_longer_is_gone() {
    let unknown = json!({"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}});
    let server = StandIn::start([Answer::json(400, unknown)]).await;
    assert!(matches!(fetch(&server).await, Err(MediaError::Gone)));

    let server = StandIn::start([]).await;
    server.then(found(&server, &json!({})));
    server.then(Answer::text(404, ""));
    assert!(matches!(fetch(&server).await, Err(MediaError::Gone)));

    let server = StandIn::start([]).await;
    let odd = whatsapp(&server)
        .fetch(&number(), "../1055/messages", 9)
        .await;
    assert!(matches!(odd, Err(MediaError::Gone)));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_look_up_that_fails_for_the_moment_is_repeated() {
    let server = StandIn::start([Answer::json(503, json!({"error": {"code": 2}}))]).await;
    server.then(found(&server, &json!({})));
    server.then(Answer::text(200, CONTENT));
    assert_eq!(fetch(&server).await.unwrap(), CONTENT.as_bytes());

    let server = StandIn::start([Answer::json(401, json!({"error": {"code": 190}}))]).await;
    let error = fetch(&server).await.unwrap_err();
    let MediaError::NotAsked(error) = error else {
        panic!("{error:?}");
    };
    assert!(error.needs_operator());
}

#[tokio::test]
async fn a_look_up_that_stays_refused_is_not_waited_for() {
    let refused = json!({"error": {"code": 131_052, "message": "Media download error"}});
    let server = StandIn::start([Answer::json(400, refused)]).await;
    let error = fetch(&server).await.unwrap_err();
    assert!(
        matches!(error, MediaError::NotGiven { status: Some(400) }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_file_that_breaks_off_is_not_given() {
    for (answer, status) in [(Answer::HangUp, None), (Answer::text(500, ""), Some(500))] {
        let server = StandIn::start([]).await;
        server.then(found(&server, &json!({})));
        server.then(answer);
        let error = fetch(&server).await.unwrap_err();
        assert!(
            matches!(error, MediaError::NotGiven { status: is } if is == status),
            "{error:?}"
        );
    }
}

/// What a look-up says, with these fields too.
fn found(server: &StandIn, more: &Value) -> Answer {
    let mut found = json!({"url": format!("{}/content", server.url()), "mime_type": "audio/ogg"});
    for (name, value) in more.as_object().unwrap() {
        found[name] = value.clone();
    }
    Answer::json(200, found)
}

async fn fetch(server: &StandIn) -> Result<Vec<u8>, MediaError> {
    whatsapp(server)
        .fetch(&number(), "1100000000000003", 1_000_000)
        .await
}

fn whatsapp(server: &StandIn) -> WhatsApp {
    let settings = Settings::new([
        ("BACKROOM_TABLE", "unused"),
        ("BACKROOM_REPORT_QUEUE_URL", "unused"),
        ("WHATSAPP_ACCESS_TOKEN", "token"),
        ("WHATSAPP_API_URL", &server.url()),
    ]);
    let config = UsageReportConfig::read(&settings).unwrap();
    WhatsApp::new(backroom_io::http::client().unwrap(), &config.whatsapp)
}

fn number() -> BusinessNumberId {
    BusinessNumberId::new("1055")
}
