//! [`Gemini`]: one POST, with a time limit; what it is asked and what is believed of its answer is
//! [`backroom_core::gemini`]'s.
//!
//! A person waits for the answer, so everything together takes six seconds at the most. While a model is down, or the
//! day's quota is spent, it is not asked at all ([`GeminiError::Resting`]) and people are answered at once that they
//! were not understood. Texts are in no log line and in no error.

mod error;
mod rest;
mod transcribe;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backroom_core::gemini::{self, Choice, GeminiAnswerError, Reading};
use serde_json::Value;
use tokio::time::Instant;

use crate::attempts::{jittered, repeat};
use crate::config::GeminiConfig;
use crate::throttled;

pub use error::{GeminiError, Refusal};
use rest::Rest;
pub use transcribe::Transcribed;

/// The longest that a question may take, repetitions included.
const IN_ALL: Duration = Duration::from_secs(6);
/// How often a question is repeated at the most.
const REPETITIONS: u32 = 2;

/// The Gemini API. Cheap to clone; clones share the knowledge that it is down.
#[derive(Clone, Debug)]
pub struct Gemini {
    http: reqwest::Client,
    config: GeminiConfig,
    /// By model, and apart for voice notes and photos: a long or broken one keeps nobody's words from being read.
    rests: Arc<Mutex<BTreeMap<(String, About), Rest>>>,
    in_all: Duration,
}

/// What a model is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Words.
    Words,
    /// A voice note or photo.
    Medium,
}

/// What came of asking about some texts.
#[derive(Clone, Debug)]
pub struct Asked {
    /// For each text in order: what is said about it, or why nothing is.
    pub readings: Vec<Result<Reading, GeminiAnswerError>>,
    /// What it is billed for.
    pub tokens: Tokens,
}

/// What came of a free question.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The queries that answer it, or why there are none.
    pub choice: Result<Choice, GeminiAnswerError>,
    /// What it is billed for.
    pub tokens: Tokens,
}

/// Counts of tokens, as billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// All that was sent, cached or not.
    pub prompt: u64,
    /// What of it came from the cache, at a tenth of the price.
    pub cached: u64,
    /// What was answered, thoughts included.
    pub output: u64,
}

impl Gemini {
    /// Uses the process's HTTP client, see [`crate::http::client`].
    pub fn new(http: reqwest::Client, config: &GeminiConfig) -> Self {
        Self {
            http,
            config: config.clone(),
            rests: Arc::default(),
            in_all: IN_ALL,
        }
    }

    /// What it was made with.
    pub fn config(&self) -> &GeminiConfig {
        &self.config
    }

    /// The same, but a question may take this long.
    #[must_use]
    pub fn within(&self, in_all: Duration) -> Self {
        Self {
            in_all,
            ..self.clone()
        }
    }

    /// Asks what the texts mean, in one request. At most [`gemini::TEXTS_MOST`]; leave out those that
    /// [`gemini::may_ask`] says are not worth it.
    ///
    /// # Errors
    /// If there is no answer at all. An answer that is not believed is no error here: see [`Asked::readings`].
    pub async fn ask(&self, texts: &[&str]) -> Result<Asked, GeminiError> {
        let model = &self.config.model;
        let of = (model.as_str(), About::Words);
        let answer = self.answer(of, || gemini::prompt(texts)).await?;
        Ok(Asked {
            readings: gemini::decode(&answer, texts.len()),
            tokens: tokens(&answer),
        })
    }

    /// Asks this model which of our queries answer a free question about a business that has these items.
    ///
    /// # Errors
    /// If there is no answer at all.
    pub async fn choose(
        &self,
        model: &str,
        question: &str,
        items: &[&str],
    ) -> Result<Chosen, GeminiError> {
        let of = (model, About::Words);
        let answer = self.answer(of, || gemini::choose(question, items)).await?;
        Ok(Chosen {
            choice: gemini::decode_choice(&answer),
            tokens: tokens(&answer),
        })
    }

    /// Whether this model is left alone now with questions about that: one would be [`GeminiError::Resting`].
    pub fn is_resting(&self, of: (&str, About)) -> bool {
        self.with_rest(of, |rest| rest.is_resting(Instant::now()))
    }

    /// The answer to a question, which is put into words only if it is asked.
    async fn answer(
        &self,
        of: (&str, About),
        question: impl FnOnce() -> Value,
    ) -> Result<Value, GeminiError> {
        if self.is_resting(of) {
            return Err(GeminiError::Resting);
        }
        let question = question();
        let post = |left| self.post(of.0, &question, left);
        let answer = repeat(Instant::now() + self.in_all, post, pause).await;
        let error = answer.as_ref().err();
        // What is wrong with one recording says nothing about the next.
        let of_this_alone =
            of.1 == About::Medium && error.is_some_and(GeminiError::is_of_the_question);
        if !of_this_alone {
            self.with_rest(of, |rest| rest.note(error, Instant::now()));
        }
        answer
    }

    async fn post(
        &self,
        model: &str,
        question: &Value,
        within: Duration,
    ) -> Result<Value, GeminiError> {
        let base = &self.config.api_url;
        let answer = self
            .http
            .post(format!("{base}/v1beta/models/{model}:generateContent"))
            .header("x-goog-api-key", self.config.api_key.expose())
            .timeout(within)
            .json(question)
            .send()
            .await
            .map_err(GeminiError::unanswered)?;
        let status = answer.status().as_u16();
        let json = answer.bytes().await.map_err(GeminiError::unanswered)?;
        let json = serde_json::from_slice(&json).unwrap_or(Value::Null);
        match status {
            200 => Ok(json),
            _ => {
                let error = GeminiError::refused(status, &json);
                if error.is_quota() {
                    throttled::note();
                }
                Err(error)
            }
        }
    }

    fn with_rest<T>(&self, of: (&str, About), act: impl FnOnce(&mut Rest) -> T) -> T {
        let mut rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        let (model, about) = of;
        act(rests.entry((model.to_owned(), about)).or_default())
    }
}

/// The pause before the next attempt; `None` if another would not help, or there is not enough time left.
fn pause(error: &GeminiError, attempt: u32, left: Duration) -> Option<Duration> {
    if attempt >= REPETITIONS || !error.is_transient() {
        return None;
    }
    let drawn = jittered(Duration::from_millis(300), attempt);
    let pause = error.retry_after().unwrap_or(drawn);
    (pause < left).then_some(pause)
}

fn tokens(answer: &Value) -> Tokens {
    let usage = &answer["usageMetadata"];
    let count = |name: &str| usage[name].as_u64().unwrap_or(0);
    Tokens {
        prompt: count("promptTokenCount"),
        cached: count("cachedContentTokenCount"),
        output: count("candidatesTokenCount") + count("thoughtsTokenCount"),
    }
}
