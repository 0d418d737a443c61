//! A pretend Gemini: answers what it was told to, and keeps what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A Gemini on loopback. It takes what it was not told about for chat, hears nothing and chooses no query.
#[derive(Clone, Debug)]
pub struct PretendGemini {
    address: String,
    told: Arc<Mutex<Told>>,
    open: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Told {
    readings: BTreeMap<String, Value>,
    choice: Option<Value>,
    transcript: Option<Value>,
    /// Instead of anything else.
    answer: Option<(u16, Value)>,
    requests: Vec<Value>,
}

impl PretendGemini {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let gemini = Self {
            address: format!("http://{address}"),
            told: Arc::default(),
            open: watch::Sender::new(true),
        };
        let router = Router::new()
            .fallback(post(answer))
            .with_state(gemini.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        gemini
    }

    /// The environment that makes it the Gemini of [`crate::Shop::with_environment`].
    pub fn environment(&self) -> [(&str, &str); 2] {
        [
            ("GEMINI_API_KEY", "test-key"),
            ("GEMINI_API_URL", &self.address),
        ]
    }

    /// Says from now on that this text is of this kind; for a change, with these lines.
    pub fn reads(&self, text: &str, kind: &str, lines: &Value) {
        let reading =
            json!({"kind": kind, "lines": lines, "names": [], "action": null, "period": null});
        self.told().readings.insert(text.to_owned(), reading);
    }

    /// Chooses these queries from now on, whatever the question.
    pub fn chooses(&self, queries: &Value) {
        self.told().choice = Some(json!({"queries": queries}));
    }

    /// Makes these words of any recording or picture from now on.
    pub fn hears(&self, words: &str) {
        self.writes_down(&json!({"text": words, "unread": 0}));
    }

    /// Says this of any recording or picture from now on.
    pub fn writes_down(&self, transcript: &Value) {
        self.told().transcript = Some(transcript.clone());
    }

    /// Answers from now on with this status and body, whatever it is asked.
    pub fn answers(&self, status: u16, body: Value) {
        self.told().answer = Some((status, body));
    }

    /// Keeps its answers back from now on, until [`PretendGemini::release`].
    pub fn hold(&self) {
        self.open.send_replace(false);
    }

    /// Gives the answers that it kept back, and all others at once.
    pub fn release(&self) {
        self.open.send_replace(true);
    }

    /// The bodies of all requests so far.
    pub fn requests(&self) -> Vec<Value> {
        self.told().requests.clone()
    }

    /// The texts of each request so far.
    pub fn asked(&self) -> Vec<Vec<String>> {
        let texts = |request: &Value| {
            let texts = parts(request).into_iter();
            texts
                .filter_map(|part| part["text"].as_str().map(str::to_owned))
                .collect()
        };
        self.told().requests.iter().map(texts).collect()
    }

    /// The types of the files that it was sent so far.
    pub fn files(&self) -> Vec<String> {
        let told = self.told();
        let files = told.requests.iter().filter_map(file);
        files.map(str::to_owned).collect()
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().expect("nothing panics while it is held")
    }
}

/// A 200 answer whose text is this JSON.
pub fn gemini_says(what: &Value) -> Value {
    json!({
        "candidates": [{
            "index": 0,
            "finishReason": "STOP",
            "content": {"role": "model", "parts": [{"text": what.to_string()}]}
        }],
        "usageMetadata": {"promptTokenCount": 212, "candidatesTokenCount": 24}
    })
}

async fn answer(
    State(gemini): State<PretendGemini>,
    Json(request): Json<Value>,
) -> (StatusCode, Json<Value>) {
    gemini.told().requests.push(request.clone());
    let mut open = gemini.open.subscribe();
    open.wait_for(|open| *open)
        .await
        .expect("the sender is held");
    let told = gemini.told();
    let (status, body) = told
        .answer
        .clone()
        .unwrap_or_else(|| (200, gemini_says(&told.say(&request))));
    let status = StatusCode::from_u16(status).expect("a status");
    (status, Json(body))
}

impl Told {
    fn say(&self, request: &Value) -> Value {
        if file(request).is_some() {
            let nothing = json!({"text": null, "unread": 0});
            return self.transcript.clone().unwrap_or(nothing);
        }
        let parts = parts(request);
        if parts.iter().any(|part| part["items"].is_array()) {
            return self.choice.clone().unwrap_or(json!({"queries": []}));
        }
        let readings = parts.iter().map(|part| {
            let told = self.readings.get(part["text"].as_str().unwrap_or_default());
            let mut reading = told.cloned().unwrap_or_else(
                || json!({"kind": "other", "lines": [], "names": [], "action": null, "period": null}),
            );
            reading["n"] = part["n"].clone();
            reading
        });
        json!({"messages": readings.collect::<Vec<_>>()})
    }
}

/// The type of the file in a request.
fn file(request: &Value) -> Option<&str> {
    request["contents"][0]["parts"][0]["inlineData"]["mimeType"].as_str()
}

/// The JSON objects that a request is made of.
fn parts(request: &Value) -> Vec<Value> {
    let parts = request["contents"][0]["parts"].as_array();
    parts
        .into_iter()
        .flatten()
        .filter_map(|part| serde_json::from_str(part["text"].as_str()?).ok())
        .collect()
}
