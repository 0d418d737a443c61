//! Webhooks that did not come from here: a script, a test or a load driver posts them, signed. The phone of whoever
//! they say is speaking shows them, and so can be answered, as if the person had typed them there.

use backroom_core::message::{Content, InboundMessage};
use backroom_core::webhook::{AppSecrets, decode};

use super::log::{Bubble, ChatLogError, Draft, Side, Tick};
use super::people::NewPerson;
use super::{BusinessNumber, PhoneEvent, PretendWhatsApp};

impl PretendWhatsApp {
    /// Notes the messages of a webhook that somebody else posts. Without a good signature nothing is noted; a message
    /// that is known is left as it is.
    pub fn overhear(&self, signature: Option<&[u8]>, body: &[u8]) {
        let secrets = AppSecrets::new([&self.inner.settings.app_secret]);
        if secrets.verify(signature, body).is_err() {
            return;
        }
        for message in decode(body).messages {
            if let Err(error) = self.note(&message) {
                // The webhook takes it all the same: only this phone does not show it.
                tracing::warn!(%error, message = message.id.digest(), "a message is not shown on the page");
            }
        }
    }

    fn note(&self, message: &InboundMessage) -> Result<(), ChatLogError> {
        let known = self.log().number(message.number.as_str())?.is_some();
        if !known {
            self.add_number(&BusinessNumber {
                id: message.number.clone(),
                digits: message.number.to_string(),
                name: "The Backroom".to_owned(),
            })?;
        }
        let from = &message.from;
        let person = self.add_person(NewPerson {
            name: from.profile_name.clone().unwrap_or_default(),
            phone: from.phone.clone(),
            user_id: from.user_id.clone(),
            number: Some(message.number.clone()),
        })?;
        let at = self.inner.clock.now();
        let mut log = self.log();
        if log.message(&person.id, &message.id)?.is_some() {
            return Ok(());
        }
        log.append(&Draft {
            person: &person.id,
            side: Side::Person,
            id: &message.id,
            at,
            quote: message.quoted.as_ref(),
            bubble: &bubble(&message.content),
            tick: Tick::Delivered,
            webhook: None,
        })?;
        drop(log);
        self.tell(PhoneEvent::Message { person: person.id });
        Ok(())
    }
}

/// The words, or in brackets what it is.
fn bubble(content: &Content) -> Bubble {
    if let Content::Text { body: words } | Content::Choice { title: words, .. } = content {
        Bubble::text(words)
    } else {
        Bubble::text(format!("[{}]", content.kind()))
    }
}
