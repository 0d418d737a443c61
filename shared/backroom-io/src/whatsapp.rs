//! [`WhatsApp`]: what is said to people, through the Cloud API.
//!
//! There is no idempotency key on this API: what was sent twice is read twice. So a call is repeated only when WhatsApp
//! said that it did not take it, or when the request never left. After a time-out nobody knows; then it is not repeated
//! here and the error says so ([`WhatsAppError::may_have_been_sent`]). An upload says nothing to anybody: it is repeated then,
//! too.
//!
//! Recipients and words are in no log line and in no error.

mod body;
mod document;
mod error;
mod media;
mod pace;
mod picture;
mod upload;

use std::time::Duration;

use backroom_core::ids::{BusinessNumberId, MessageId};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use backroom_core::usage::Account;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::attempts::repeat;
use crate::config::{Secret, Template, WhatsAppConfig};
use crate::throttled;

pub use document::{Document, DocumentKind};
pub use error::{Refusal, WhatsAppError, needs_operator};
pub use media::MediaError;

/// The longest that one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(5);
/// The longest that sending may take with its repetitions, unless [`WhatsApp::within`] says otherwise.
const IN_ALL: Duration = Duration::from_secs(10);
/// The longest that the read receipt may take: nobody misses it.
const RECEIPT: Duration = Duration::from_secs(2);

/// An approved template, filled in.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'a> {
    /// Which.
    pub template: &'a Template,
    /// What fills its body, in order. Line breaks and runs of spaces become single spaces, since WhatsApp refuses them
    /// there.
    pub lines: &'a [&'a str],
    /// What its quick-reply button sends back when it is pressed, where it has one.
    pub opens: Option<&'a str>,
}

/// What the sender of a message sees of it before the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// That it was read.
    Read,
    /// That, and that an answer is being written.
    Typing,
}

/// The Cloud API. Cheap to clone.
#[derive(Clone, Debug)]
pub struct WhatsApp {
    http: reqwest::Client,
    /// Address and version, without a slash at the end.
    base: String,
    token: Secret,
    /// Hosts that files are fetched from with the token, besides the API's own.
    media_hosts: Vec<String>,
    in_all: Duration,
    /// What travels with each message and comes back in its receipts.
    callback: Option<String>,
}

impl WhatsApp {
    /// Uses the process's HTTP client, see [`crate::http::client`].
    pub fn new(http: reqwest::Client, config: &WhatsAppConfig) -> Self {
        Self {
            http,
            base: format!("{}/{}", config.api_url, config.api_version),
            token: config.access_token.clone(),
            media_hosts: config.media_hosts.clone(),
            in_all: IN_ALL,
            callback: None,
        }
    }

    /// The same, but what it sends is for this account, which its receipts name.
    #[must_use]
    pub fn on_account(&self, account: &Account) -> Self {
        Self {
            callback: Some(account.to_callback()),
            ..self.clone()
        }
    }

    /// The same, but sending may take this long with all its repetitions. WhatsApp wants pauses of 1, 4, 16… seconds
    /// where it was written to one person too often; they are kept as far as they fit.
    #[must_use]
    pub fn within(&self, in_all: Duration) -> Self {
        Self {
            in_all,
            ..self.clone()
        }
    }

    /// Sends a reply from this number of ours: text, text over buttons, or text under a picture; without the picture, if
    /// that can't be had. Gives WhatsApp's id of it.
    ///
    /// # Errors
    /// See [`WhatsAppError`].
    pub async fn send_reply(
        &self,
        number: &BusinessNumberId,
        to: &Sender,
        reply: &Reply,
    ) -> Result<MessageId, WhatsAppError> {
        let deadline = Instant::now() + self.in_all;
        let message = match self.picture(number, reply).await {
            Some(media_id) => body::picture(to, &media_id, &reply.body)?,
            None => body::reply(to, reply)?,
        };
        self.send_until(number, &message, deadline).await
    }

    /// Reacts to somebody's message with an emoji, in place of words. Gives WhatsApp's id of it.
    ///
    /// # Errors
    /// See [`WhatsAppError`].
    pub async fn react(
        &self,
        number: &BusinessNumberId,
        to: &Sender,
        message: &MessageId,
        emoji: &str,
    ) -> Result<MessageId, WhatsAppError> {
        self.send(number, &body::reaction(to, message, emoji)?)
            .await
    }

    /// Sends an approved template: the only thing that reaches a person who has not written for 24 hours.
    ///
    /// # Errors
    /// See [`WhatsAppError`].
    pub async fn send_template(
        &self,
        number: &BusinessNumberId,
        to: &Sender,
        filled: &Filled<'_>,
    ) -> Result<MessageId, WhatsAppError> {
        self.send(number, &body::template(to, filled)?).await
    }

    /// Marks the message as read, and perhaps shows that an answer is being written (until it comes, 25 seconds at
    /// most). One call, tried once.
    ///
    /// # Errors
    /// See [`WhatsAppError`]. Nothing is lost with it.
    pub async fn show(
        &self,
        number: &BusinessNumberId,
        message: &MessageId,
        what: Shown,
    ) -> Result<(), WhatsAppError> {
        self.post(number, &body::shown(message, what), RECEIPT)
            .await
            .map(|_| ())
    }

    async fn send(
        &self,
        number: &BusinessNumberId,
        body: &Value,
    ) -> Result<MessageId, WhatsAppError> {
        self.send_until(number, body, Instant::now() + self.in_all)
            .await
    }

    async fn send_until(
        &self,
        number: &BusinessNumberId,
        body: &Value,
        deadline: Instant,
    ) -> Result<MessageId, WhatsAppError> {
        let mut body = body.clone();
        if let Some(callback) = &self.callback {
            body["biz_opaque_callback_data"] = json!(callback);
        }
        let answer = self
            .repeated(deadline, |within| self.post(number, &body, within))
            .await?;
        sent_id(&answer)
    }

    /// Makes the call until it succeeds, an error comes that a repetition does not heal, or there is no time left.
    async fn repeated<Done, Call>(
        &self,
        until: Instant,
        call: impl Fn(Duration) -> Call,
    ) -> Result<Done, WhatsAppError>
    where
        Call: Future<Output = Result<Done, WhatsAppError>>,
    {
        repeat(until, |left| call(left.min(ATTEMPT)), pace::pause).await
    }

    async fn post(
        &self,
        number: &BusinessNumberId,
        body: &Value,
        within: Duration,
    ) -> Result<Value, WhatsAppError> {
        let request = self
            .http
            .post(format!("{}/{number}/messages", self.base))
            .json(body);
        self.call(request, within).await
    }

    /// One call of the API with our token; its answer.
    async fn call(
        &self,
        request: reqwest::RequestBuilder,
        within: Duration,
    ) -> Result<Value, WhatsAppError> {
        let answer = request
            .bearer_auth(self.token.expose())
            .timeout(within)
            .send()
            .await
            .map_err(WhatsAppError::unanswered)?;
        let status = answer.status().as_u16();
        let json = answer.bytes().await.map_err(WhatsAppError::unanswered)?;
        // What is not JSON is judged by its status alone.
        let json = serde_json::from_slice(&json).unwrap_or(Value::Null);
        if (200..300).contains(&status) {
            Ok(json)
        } else {
            let error = WhatsAppError::refused(status, &json);
            if error.is_throttled() {
                throttled::note();
            }
            Err(error)
        }
    }
}

fn sent_id(answer: &Value) -> Result<MessageId, WhatsAppError> {
    answer["messages"][0]["id"]
        .as_str()
        .map(MessageId::new)
        .ok_or(WhatsAppError::NoId)
}
