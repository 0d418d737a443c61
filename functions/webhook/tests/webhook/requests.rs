//! Methods, the handshake, signatures.

use super::*;

fn get(path: &str) -> Request {
    http::Request::get(path).body(Body::Empty).unwrap()
}

#[tokio::test]
async fn only_a_subscription_with_the_token_gets_its_challenge_back() {
    let door = Door::open().await;
    for (query, expected) in [
        (
            "?hub.mode=subscribe&hub.verify_token=test_verify_token&hub.challenge=a%20%2Bb",
            Ok("a +b"),
        ),
        (
            "?hub.challenge=00012&hub.verify_token=test_verify_token&hub.mode=subscribe",
            Ok("00012"),
        ),
        (
            "?hub.mode=subscribe&hub.verify_token=test_verify_token&hub.challenge=",
            Ok(""),
        ),
        (
            "?hub.mode=subscribe&hub.verify_token=test_verify_token",
            Err(()),
        ),
        (
            "?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
            Err(()),
        ),
        ("?hub.mode=subscribe&hub.challenge=1", Err(())),
        (
            "?hub.mode=unsubscribe&hub.verify_token=test_verify_token&hub.challenge=1",
            Err(()),
        ),
        (
            "?hub.verify_token=test_verify_token&hub.challenge=1",
            Err(()),
        ),
        ("?%ff=%zz&&=", Err(())),
        ("", Err(())),
    ] {
        let answer = door
            .answers(get(&format!("/webhook/whatsapp{query}")))
            .await;
        match expected {
            Ok(challenge) => {
                assert_eq!(answer.status(), StatusCode::OK, "{query}");
                assert_eq!(answer.body().as_ref(), challenge.as_bytes(), "{query}");
                assert_eq!(
                    answer.headers()["content-type"],
                    "text/plain; charset=utf-8"
                );
            }
            Err(()) => {
                assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{query}");
                assert!(!answer.body().contains(&b'1'), "{query}");
            }
        }
    }
}

#[tokio::test]
async fn health_needs_nothing_and_other_methods_are_not_allowed() {
    let door = Door::open().await;
    assert_eq!(door.answers(get("/health")).await.status(), StatusCode::OK);
    assert_eq!(
        door.answers(get("/prod/health")).await.status(),
        StatusCode::OK
    );
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"] {
        let request = http::Request::builder()
            .method(method)
            .uri("/webhook/whatsapp");
        let answer = door.answers(request.body(Body::Empty).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.headers()["allow"], "GET, POST");
    }
}

#[tokio::test]
async fn without_a_valid_signature_nothing_is_read() {
    let door = Door::open().await;
    let logged = Logged::start();
    let body = payload(&[says(1, 1, "sold 3 coke")]);
    let good = sign(SECRET, &body);
    for (name, signature) in [
        ("x-other", good.clone()),
        (SIGNATURE_HEADER, String::new()),
        (SIGNATURE_HEADER, good[7..].to_owned()),
        (SIGNATURE_HEADER, sign("wrong", &body)),
        (SIGNATURE_HEADER, sign("", &body)),
        (SIGNATURE_HEADER, sign(SECRET, b"another body")),
    ] {
        let request = http::Request::post("/").header(name, signature);
        let request = request.body(Body::Binary(body.clone())).unwrap();
        assert_eq!(
            door.answers(request).await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
    assert!(door.queued().await.is_empty());
    let reasons = [
        "missing",
        "malformed",
        "malformed",
        "wrong",
        "wrong",
        "wrong",
    ];
    let expected = reasons.iter().flat_map(|reason| {
        [
            json!({ "message": "signature refused", "reason": reason }),
            json!({ "SignaturesRefused": 1 }),
        ]
    });
    assert_eq!(logged.lines(), expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn a_body_is_verified_as_it_came_whether_text_or_bytes() {
    let door = Door::open().await;
    let body = r#"{"entry":[{"changes":[{"value":{"metadata":{"phone_number_id":"1"},"messages":[{"from":"2","id":"3","type":"text","text":{"body":"\u00e4"}}]}}]}]}"#;
    for body in [
        Body::Text(body.to_owned()),
        Body::Binary(body.as_bytes().to_vec()),
    ] {
        let request = http::Request::post("/").header("X-HUB-SIGNATURE-256", sign(SECRET, &body));
        assert_eq!(
            door.answers(request.body(body).unwrap()).await.status(),
            StatusCode::OK
        );
    }
    assert_eq!(
        door.queued().await.len(),
        1,
        "the same message twice is queued once"
    );
    assert_eq!(door.post(b"").await, StatusCode::OK);
}

#[tokio::test]
async fn while_the_secret_is_changed_both_are_accepted() {
    let door = Door::with(&[
        ("WHATSAPP_APP_SECRET", "new"),
        ("WHATSAPP_APP_SECRET_PREVIOUS", "old"),
    ])
    .await;
    for (secret, status) in [
        ("new", StatusCode::OK),
        ("old", StatusCode::OK),
        (SECRET, StatusCode::UNAUTHORIZED),
    ] {
        let request = signed(secret, &payload(&[says(1, secret, "hi")]));
        assert_eq!(door.answers(request).await.status(), status, "{secret}");
    }
    assert_eq!(door.queued().await.len(), 2);
}
