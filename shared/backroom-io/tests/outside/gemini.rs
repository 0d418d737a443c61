//! Gemini's client: what is sent, and what is done while Gemini is slow, busy or refuses.

use std::time::Duration;

use backroom_core::gemini::{GeminiAnswerError, Guess, Medium};
use backroom_core::intent::{Intent, Period, Query};
use backroom_io::config::{ProcessorConfig, Settings};
use backroom_io::gemini::{Gemini, GeminiError, Refusal, Tokens};
use serde_json::{Value, json};

use super::stand_in::{Answer, StandIn};

#[tokio::test]
async fn several_texts_are_asked_about_in_one_request() {
    let server = StandIn::start([answer(&json!([reading(1, "list"), reading(2, "other")]))]).await;
    let asked = gemini(&server)
        .ask(&["what is there", "hey"])
        .await
        .unwrap();
    let guesses = asked
        .readings
        .into_iter()
        .zip(["what is there", "hey"])
        .map(|(reading, text)| reading.unwrap().check(text));
    assert_eq!(
        guesses.collect::<Vec<_>>(),
        [
            Ok(Guess::Plain(Intent::Ask(Query::List))),
            Ok(Guess::Unrecognised)
        ]
    );
    assert_eq!(
        asked.tokens,
        Tokens {
            prompt: 400,
            cached: 100,
            output: 65
        }
    );
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        requests[0].path,
        "/v1beta/models/gemini-3.5-flash-lite:generateContent"
    );
    assert_eq!(requests[0].header("x-goog-api-key"), Some("hush"));
    assert_eq!(
        requests[0].json["contents"][0]["parts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn while_it_is_busy_it_is_asked_again() {
    let server = StandIn::start([
        refusal(503, json!({"status": "UNAVAILABLE"})),
        refusal(429, json!({"details": [{"retryDelay": "0.05s"}]})),
        answer(&json!([reading(1, "list")])),
    ])
    .await;
    let asked = patient(&server).ask(&["what is there"]).await.unwrap();
    assert!(asked.readings[0].is_ok());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_long_delay_and_a_spent_quota_are_not_waited_for() {
    let spent = json!([{"violations": [{"quotaId": "GenerateRequestsPerDayPerProject"}]}, {"retryDelay": "0.01s"}]);
    for details in [json!([{"retryDelay": "54s"}]), spent] {
        let server = StandIn::start([refusal(429, json!({"details": details}))]).await;
        gemini(&server).ask(&["what is there"]).await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{details}");
    }
}

#[tokio::test]
async fn a_bad_key_is_the_operators_and_is_not_tried_again() {
    let bad_key = json!({"status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]});
    let server = StandIn::start([refusal(400, bad_key)]).await;
    let gemini = gemini(&server);
    let error = gemini.ask(&["what is there"]).await.unwrap_err();
    assert!(
        matches!(
            error,
            GeminiError::Refused {
                refusal: Refusal::Account,
                ..
            }
        ),
        "{error:?}"
    );
    let error = gemini.clone().ask(&["what is there"]).await.unwrap_err();
    assert!(matches!(error, GeminiError::Resting), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn silence_ends_with_the_time_that_there_is() {
    for silent in [Answer::Never, Answer::HangUp] {
        let what = format!("{silent:?}");
        let server = StandIn::start([silent]).await;
        let gemini = gemini(&server).within(Duration::from_millis(300));
        let error = gemini.ask(&["what is there"]).await.unwrap_err();
        assert!(
            matches!(error, GeminiError::NoAnswer(_)),
            "{what}: {error:?}"
        );
        assert!(!format!("{error:?}").contains("what is there"));
    }
}

#[tokio::test]
async fn a_200_that_is_no_answer_is_believed_in_nothing() {
    let blocked = json!({"promptFeedback": {"blockReason": "SAFETY"}});
    for (answer, why) in [
        (Answer::text(200, "<html>"), GeminiAnswerError::Malformed),
        (Answer::json(200, blocked), GeminiAnswerError::Blocked),
    ] {
        let server = StandIn::start([answer]).await;
        let asked = gemini(&server).ask(&["what is there"]).await.unwrap();
        assert_eq!(asked.readings, [Err(why)]);
    }
}

#[tokio::test]
async fn a_free_question_goes_to_the_model_that_it_is_for() {
    let choice =
        json!({"queries": [{"ask": "sales", "names": [], "action": null, "period": "week"}]});
    let server = StandIn::start([said(&choice)]).await;
    let chosen = gemini(&server)
        .choose("gemini-3.8-flash", "what sells best?", &["Coke"])
        .await
        .unwrap();
    assert_eq!(
        chosen.choice.unwrap().check(&["Coke"]),
        Ok(vec![Query::Sales(Period::Week)])
    );
    assert_eq!(
        server.requests()[0].path,
        "/v1beta/models/gemini-3.8-flash:generateContent"
    );
}

#[tokio::test]
async fn a_model_that_is_gone_does_not_silence_the_other() {
    let gone = refusal(404, json!({"status": "NOT_FOUND"}));
    let server = StandIn::start([gone, answer(&json!([reading(1, "list")]))]).await;
    let gemini = gemini(&server);
    gemini
        .choose("gemini-gone", "what sells best?", &[])
        .await
        .unwrap_err();
    let again = gemini
        .choose("gemini-gone", "what sells best?", &[])
        .await
        .unwrap_err();
    assert!(matches!(again, GeminiError::Resting), "{again:?}");
    assert!(gemini.ask(&["what is there"]).await.is_ok());
}

#[tokio::test]
async fn recordings_that_get_no_answer_keep_no_words_from_being_read() {
    let broken = || refusal(503, json!({"status": "UNAVAILABLE"}));
    // Each is tried three times; four in a row begin a rest.
    let mut answers: Vec<Answer> = (0..12).map(|_| broken()).collect();
    answers.push(answer(&json!([reading(1, "list")])));
    let server = StandIn::start(answers).await;
    let gemini = patient(&server);
    let transcribe = || gemini.transcribe(Medium::Voice, "audio/ogg", b"ogg");
    for _ in 0..4 {
        transcribe().await.unwrap_err();
    }
    let again = transcribe().await.unwrap_err();
    assert!(matches!(again, GeminiError::Resting), "{again:?}");
    assert!(gemini.ask(&["what is there"]).await.is_ok());

    let malformed = || refusal(400, json!({"status": "INVALID_ARGUMENT"}));
    let server = StandIn::start((0..6).map(|_| malformed())).await;
    let gemini = patient(&server);
    for _ in 0..6 {
        let error = gemini.transcribe(Medium::Voice, "audio/ogg", b"no ogg");
        let error = error.await.unwrap_err();
        assert!(!matches!(error, GeminiError::Resting), "{error:?}");
    }
}

fn gemini(server: &StandIn) -> Gemini {
    let settings = Settings::new([
        ("BACKROOM_TABLE", "unused"),
        ("BACKROOM_QUEUE_URL", "unused"),
        ("BACKROOM_DEAD_LETTER_QUEUE_URL", "unused"),
        ("WHATSAPP_ACCESS_TOKEN", "unused"),
        ("GEMINI_API_KEY", "hush"),
        ("GEMINI_API_URL", &server.url()),
    ]);
    let config = ProcessorConfig::read(&settings).unwrap();
    Gemini::new(
        backroom_io::http::client().unwrap(),
        &config.gemini.unwrap(),
    )
}

/// With time enough for repetitions on a busy machine.
fn patient(server: &StandIn) -> Gemini {
    gemini(server).within(Duration::from_secs(60))
}

fn answer(readings: &Value) -> Answer {
    said(&json!({"messages": readings}))
}

fn said(what: &Value) -> Answer {
    let text = what.to_string();
    Answer::json(
        200,
        json!({
            "candidates": [{"finishReason": "STOP", "content": {"parts": [{"text": text}]}}],
            "usageMetadata": {
                "promptTokenCount": 400, "cachedContentTokenCount": 100,
                "candidatesTokenCount": 60, "thoughtsTokenCount": 5,
            },
        }),
    )
}

fn reading(n: u64, kind: &str) -> Value {
    json!({"n": n, "kind": kind, "lines": [], "names": [], "action": null, "period": null})
}

fn refusal(status: u16, error: Value) -> Answer {
    Answer::json(status, json!({"error": error}))
}
