//! The Graph API, as far as a bot uses it: messages, read receipts with the typing indicator, and media.

mod error;
mod media;
mod outgoing;

use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use backroom_core::ids::{BusinessNumberId, MessageId, PhoneNumber, ScopedUserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use self::error::GraphError;
pub(super) use self::error::status_error;
use self::outgoing::{Kind, Outgoing};
use super::delivery::{Receipt, final_tick};
use super::log::Draft;
use super::people::{NewPerson, Person};
use super::{BusinessNumber, PhoneEvent, PretendWhatsApp, SendFault, Side, lock, wamid};

/// Documents may have 100 MB; a pretend phone makes do with less.
const MEDIA_MAX: usize = 16 * 1024 * 1024;
/// How long the typing bubble stays without a reply.
const TYPING: SignedDuration = SignedDuration::from_secs(25);
/// How long after a person's message they may be written to without a template.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// Versions that have ended or do not exist yet are refused.
const VERSIONS: std::ops::RangeInclusive<u32> = 21..=26;

pub(super) fn routes() -> Router<PretendWhatsApp> {
    Router::new()
        .route("/graph/{version}/{id}/messages", post(messages))
        .route("/graph/{version}/{id}/media", post(media::upload))
        .route("/graph/{version}/{id}", get(media::look_up))
        .route("/graph/media/{id}/content", get(media::download))
        .layer(DefaultBodyLimit::max(MEDIA_MAX))
}

async fn messages(
    State(pretend): State<PretendWhatsApp>,
    Path((version, number)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let number = match admit(&pretend, &version, &number, &headers) {
        Ok(number) => number,
        Err(error) => return error.into_response(),
    };
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return GraphError::parameter("the body is not JSON").into_response();
    };
    if body["status"] == "read" {
        return pretend
            .read(&body)
            .unwrap_or_else(GraphError::into_response);
    }
    let fault = lock(&pretend.inner.faults).take();
    match fault {
        Some(SendFault::Refused { http, code }) => GraphError::injected(http, code).into_response(),
        Some(SendFault::Broken { http }) => {
            let status = StatusCode::from_u16(http).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, "<html><body>Bad gateway</body></html>").into_response()
        }
        Some(SendFault::Silent) => std::future::pending().await,
        Some(SendFault::AnswerLost) => {
            let _ = pretend.post(&number, &body);
            std::future::pending().await
        }
        None => match pretend.post(&number, &body) {
            Ok(answer) => axum::Json(answer).into_response(),
            Err(error) => error.into_response(),
        },
    }
}

/// The checks that come before the body: version, token, number.
fn admit(
    pretend: &PretendWhatsApp,
    version: &str,
    number: &str,
    headers: &HeaderMap,
) -> Result<BusinessNumber, GraphError> {
    check_version(version)?;
    check_token(pretend, headers)?;
    pretend
        .log()
        .number(number)?
        .ok_or_else(|| GraphError::no_such_object(number))
}

fn check_version(version: &str) -> Result<(), GraphError> {
    version
        .strip_prefix('v')
        .and_then(|version| version.strip_suffix(".0"))
        .and_then(|version| version.parse().ok())
        .filter(|version| VERSIONS.contains(version))
        .map(|_| ())
        .ok_or_else(GraphError::version)
}

fn check_token(pretend: &PretendWhatsApp, headers: &HeaderMap) -> Result<(), GraphError> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(GraphError::no_token)?;
    if token == pretend.inner.settings.access_token {
        Ok(())
    } else {
        Err(GraphError::bad_token())
    }
}

impl PretendWhatsApp {
    /// A read receipt, perhaps with the typing indicator.
    fn read(&self, body: &Value) -> Result<Response, GraphError> {
        outgoing::check_product(body)?;
        let id = body["message_id"]
            .as_str()
            .ok_or_else(|| GraphError::missing("message_id"))?;
        let person = self
            .log()
            .read_up_to(&MessageId::new(id))?
            .ok_or_else(|| GraphError::parameter("message_id is of no message that came"))?;
        self.tell(PhoneEvent::Message {
            person: person.clone(),
        });
        if !body["typing_indicator"].is_null() {
            let until = self.inner.clock.now() + TYPING;
            lock(&self.inner.typing).insert(person.clone(), until);
            self.tell(PhoneEvent::Typing { person, on: true });
        }
        Ok(axum::Json(json!({"success": true})).into_response())
    }

    /// Validates, delivers to the phone, and answers as Meta does.
    fn post(&self, number: &BusinessNumber, body: &Value) -> Result<Value, GraphError> {
        let outgoing = outgoing::read(body)?;
        if outgoing.phone.as_deref() == Some(number.digits.as_str()) {
            return Err(GraphError::code(
                131_021,
                "sender and recipient are the same number",
            ));
        }
        let person = self.recipient(number, &outgoing)?;
        let at = self.inner.clock.now();
        let (id, failed) = self.deliver_to_phone(&person, &outgoing, at)?;
        if self.inner.settings.receipts {
            lock(&self.inner.receipts).push(Receipt {
                number: number.id.clone(),
                person: person.clone(),
                id: id.clone(),
                at,
                callback: outgoing.callback,
                failed,
                paid: self.inner.charges.load(Ordering::Relaxed),
                category: match outgoing.kind {
                    Kind::Template => "utility",
                    Kind::Session | Kind::Reaction { .. } => "service",
                },
            });
            self.inner.wake.notify_one();
        }
        let mut contact = json!({"input": outgoing.input});
        if let Some(phone) = &person.phone {
            contact["wa_id"] = json!(phone);
        }
        if outgoing.phone.is_none() {
            contact["user_id"] = json!(person.user_id);
        }
        Ok(json!({
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": id}],
        }))
    }

    /// Whom it goes to. Somebody who never wrote gets a phone here too: an operator who only receives reports.
    fn recipient(
        &self,
        number: &BusinessNumber,
        outgoing: &Outgoing,
    ) -> Result<Person, GraphError> {
        let phone = outgoing.phone.as_deref().map(PhoneNumber::new);
        let user_id = outgoing.user_id.as_deref().map(ScopedUserId::new);
        let number = BusinessNumberId::new(number.id.as_str());
        if let Some(known) = self.log().find(&number, phone.as_ref(), user_id.as_ref())? {
            return Ok(known);
        }
        Ok(self.add_person(NewPerson {
            name: outgoing.input.clone(),
            phone,
            user_id,
            number: Some(number),
        })?)
    }

    fn deliver_to_phone(
        &self,
        person: &Person,
        outgoing: &Outgoing,
        at: Timestamp,
    ) -> Result<(MessageId, Option<i64>), GraphError> {
        let mut log = self.log();
        let id = wamid::to_person(person, at, log.next_seq()?);
        if let Kind::Reaction { to, emoji } = &outgoing.kind {
            log.react(to, emoji.as_deref())?;
        } else {
            let open = outgoing.kind == Kind::Template
                || log
                    .last_wrote(&person.id)?
                    .is_some_and(|wrote| at.duration_since(wrote) <= WINDOW);
            let failed = (!open).then_some(131_047);
            log.append(&Draft {
                person: &person.id,
                side: Side::Business,
                id: &id,
                at,
                quote: outgoing.quote.as_ref(),
                bubble: &outgoing.bubble,
                tick: final_tick(failed),
                webhook: None,
            })?;
            if let Some(code) = failed {
                log.got(&id, final_tick(failed), Some(code))?;
                return Ok((id, failed));
            }
        }
        drop(log);
        let person = person.id.clone();
        if lock(&self.inner.typing).remove(&person).is_some() {
            self.tell(PhoneEvent::Typing {
                person: person.clone(),
                on: false,
            });
        }
        self.tell(PhoneEvent::Message { person });
        self.tell(PhoneEvent::Stock);
        Ok((id, None))
    }
}
