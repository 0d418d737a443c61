//! The log's messages.

use backroom_core::ids::MessageId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use super::{Bubble, ChatLog, ChatLogError, ChatMessage, Side, Tick};
use crate::whatsapp::people::Person;

/// A message to be appended.
pub(in crate::whatsapp) struct Draft<'a> {
    pub(in crate::whatsapp) person: &'a str,
    pub(in crate::whatsapp) side: Side,
    pub(in crate::whatsapp) id: &'a MessageId,
    pub(in crate::whatsapp) at: Timestamp,
    pub(in crate::whatsapp) quote: Option<&'a MessageId>,
    pub(in crate::whatsapp) bubble: &'a Bubble,
    pub(in crate::whatsapp) tick: Tick,
    /// What the webhook is to be told; `None` for what the bot sends.
    pub(in crate::whatsapp) webhook: Option<&'a Value>,
}

/// A person's message that the webhook has not taken yet.
pub(in crate::whatsapp) struct Waiting {
    pub(in crate::whatsapp) person: Person,
    pub(in crate::whatsapp) id: MessageId,
    pub(in crate::whatsapp) webhook: Value,
}

const NEXT_REV: &str = "(SELECT coalesce(max(rev), 0) + 1 FROM message)";
const MESSAGE: &str =
    "SELECT id, seq, rev, side, at, quote, bubble, tick, reaction, failed FROM message";

fn message(row: &Row<'_>) -> Result<ChatMessage, ChatLogError> {
    let side: String = row.get(3)?;
    let at: String = row.get(4)?;
    let bubble: String = row.get(6)?;
    Ok(ChatMessage {
        id: MessageId::new(row.get::<_, String>(0)?),
        seq: row.get(1)?,
        rev: row.get(2)?,
        side: if side == "person" {
            Side::Person
        } else {
            Side::Business
        },
        at: at.parse().unwrap_or(Timestamp::UNIX_EPOCH),
        quote: row.get::<_, Option<String>>(5)?.map(MessageId::new),
        bubble: serde_json::from_str(&bubble)?,
        tick: match row.get(7)? {
            0 => Tick::Sent,
            1 => Tick::Delivered,
            2 => Tick::Read,
            _ => Tick::Failed,
        },
        reaction: row.get(8)?,
        failed: row.get(9)?,
    })
}

impl ChatLog {
    /// The place that the next message will have.
    pub(in crate::whatsapp) fn next_seq(&self) -> Result<i64, ChatLogError> {
        Ok(self.connection.query_row(
            "SELECT coalesce(max(seq), 0) + 1 FROM message",
            [],
            |row| row.get(0),
        )?)
    }

    pub(in crate::whatsapp) fn append(&mut self, draft: &Draft<'_>) -> Result<(), ChatLogError> {
        self.connection.execute(
            &format!(
                "INSERT INTO message (rev, person, side, id, at, quote, bubble, tick, webhook)
                 VALUES ({NEXT_REV}, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
            ),
            params![
                draft.person,
                match draft.side {
                    Side::Person => "person",
                    Side::Business => "business",
                },
                draft.id.as_str(),
                draft.at.to_string(),
                draft.quote.map(MessageId::as_str),
                serde_json::to_string(draft.bubble)?,
                draft.tick as i64,
                draft.webhook.map(serde_json::to_string).transpose()?,
            ],
        )?;
        Ok(())
    }

    /// A person's messages that are new or changed since the cursor, in order.
    pub(in crate::whatsapp) fn messages(
        &self,
        person: &str,
        after: i64,
    ) -> Result<Vec<ChatMessage>, ChatLogError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{MESSAGE} WHERE person = ?1 AND rev > ?2 ORDER BY seq"
        ))?;
        let mut rows = statement.query(params![person, after])?;
        let mut messages = Vec::new();
        while let Some(row) = rows.next()? {
            messages.push(message(row)?);
        }
        Ok(messages)
    }

    pub(in crate::whatsapp) fn message(
        &self,
        person: &str,
        id: &MessageId,
    ) -> Result<Option<ChatMessage>, ChatLogError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{MESSAGE} WHERE person = ?1 AND id = ?2"))?;
        let mut rows = statement.query(params![person, id.as_str()])?;
        rows.next()?.map(message).transpose()
    }

    pub(in crate::whatsapp) fn sent(&self) -> Result<Vec<(Person, ChatMessage)>, ChatLogError> {
        let mut sent = Vec::new();
        for person in self.people()? {
            let messages = self.messages(&person.id, 0)?;
            sent.extend(
                messages
                    .into_iter()
                    .filter(|message| message.side == Side::Business)
                    .map(|message| (person.clone(), message)),
            );
        }
        sent.sort_by_key(|(_, message)| message.seq);
        Ok(sent)
    }

    /// The oldest message of each person that the webhook has not taken.
    pub(in crate::whatsapp) fn waiting(&self) -> Result<Vec<Waiting>, ChatLogError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT person, id, webhook FROM message WHERE webhook IS NOT NULL
             AND seq IN (SELECT min(seq) FROM message WHERE webhook IS NOT NULL GROUP BY person) ORDER BY seq",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
            ))
        })?;
        let mut waiting = Vec::new();
        for row in rows {
            let (person, id, webhook) = row?;
            waiting.push(Waiting {
                person: self.person(&person)?.ok_or(ChatLogError::NoSuchPerson)?,
                id: MessageId::new(id),
                webhook: serde_json::from_str(&webhook)?,
            });
        }
        Ok(waiting)
    }

    /// The webhook has taken it.
    pub(in crate::whatsapp) fn taken(&mut self, id: &MessageId) -> Result<(), ChatLogError> {
        self.connection.execute(
            &format!(
                "UPDATE message SET webhook = NULL, tick = max(tick, ?2), rev = {NEXT_REV} WHERE id = ?1"
            ),
            params![id.as_str(), Tick::Delivered as i64],
        )?;
        Ok(())
    }

    /// The bot has read this message, and so all that the person wrote before it. Answers whose it is.
    pub(in crate::whatsapp) fn read_up_to(
        &mut self,
        id: &MessageId,
    ) -> Result<Option<String>, ChatLogError> {
        let found: Option<(String, i64)> = self
            .connection
            .query_row(
                "SELECT person, seq FROM message WHERE id = ?1 AND side = 'person'",
                [id.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((person, seq)) = found else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT seq FROM message WHERE person = ?1 AND side = 'person' AND seq <= ?2 AND tick < ?3",
        )?;
        let unread = statement
            .query_map(params![person, seq, Tick::Read as i64], |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        drop(statement);
        for seq in unread {
            self.connection.execute(
                &format!("UPDATE message SET tick = ?2, rev = {NEXT_REV} WHERE seq = ?1"),
                params![seq, Tick::Read as i64],
            )?;
        }
        Ok(Some(person))
    }

    /// The bot's message got this far, or failed with WhatsApp's code.
    pub(in crate::whatsapp) fn got(
        &mut self,
        id: &MessageId,
        tick: Tick,
        failed: Option<i64>,
    ) -> Result<(), ChatLogError> {
        self.connection.execute(
            &format!("UPDATE message SET tick = ?2, failed = ?3, rev = {NEXT_REV} WHERE id = ?1"),
            params![id.as_str(), tick as i64, failed],
        )?;
        Ok(())
    }

    /// The other side puts an emoji on a message, or takes it away.
    pub(in crate::whatsapp) fn react(
        &mut self,
        id: &MessageId,
        emoji: Option<&str>,
    ) -> Result<(), ChatLogError> {
        self.connection.execute(
            &format!("UPDATE message SET reaction = ?2, rev = {NEXT_REV} WHERE id = ?1"),
            params![id.as_str(), emoji],
        )?;
        Ok(())
    }

    /// When the person last wrote: the customer-service window is open for 24 hours from then.
    pub(in crate::whatsapp) fn last_wrote(
        &self,
        person: &str,
    ) -> Result<Option<Timestamp>, ChatLogError> {
        let at: Option<String> = self
            .connection
            .query_row(
                "SELECT at FROM message WHERE person = ?1 AND side = 'person' ORDER BY seq DESC LIMIT 1",
                [person],
                |row| row.get(0),
            )
            .optional()?;
        Ok(at.and_then(|at| at.parse().ok()))
    }
}
