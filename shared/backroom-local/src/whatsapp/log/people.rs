//! The log's people, numbers and files.

use backroom_core::ids::{BusinessNumberId, PhoneNumber, ScopedUserId};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{ChatLog, ChatLogError};
use crate::whatsapp::BusinessNumber;
use crate::whatsapp::people::Person;

const PERSON: &str = "SELECT person.id, person.name, phone, user_id, number, number.name
    FROM person JOIN number ON number.id = person.number";

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        phone: row.get::<_, Option<String>>(2)?.map(PhoneNumber::new),
        user_id: row.get::<_, Option<String>>(3)?.map(ScopedUserId::new),
        number: BusinessNumberId::new(row.get::<_, String>(4)?),
        chat_name: row.get(5)?,
    })
}

impl ChatLog {
    pub(in crate::whatsapp) fn add_number(
        &mut self,
        number: &BusinessNumber,
    ) -> Result<(), ChatLogError> {
        self.connection.execute(
            "INSERT INTO number (id, digits, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET digits = ?2, name = ?3",
            params![number.id.as_str(), number.digits, number.name],
        )?;
        Ok(())
    }

    pub(in crate::whatsapp) fn number(
        &self,
        id: &str,
    ) -> Result<Option<BusinessNumber>, ChatLogError> {
        Ok(self
            .connection
            .query_row(
                "SELECT id, digits, name FROM number WHERE id = ?1",
                [id],
                |row| {
                    Ok(BusinessNumber {
                        id: BusinessNumberId::new(row.get::<_, String>(0)?),
                        digits: row.get(1)?,
                        name: row.get(2)?,
                    })
                },
            )
            .optional()?)
    }

    pub(in crate::whatsapp) fn people(&self) -> Result<Vec<Person>, ChatLogError> {
        let mut statement = self.connection.prepare(&format!("{PERSON} ORDER BY ord"))?;
        let people = statement.query_map([], person)?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    /// By id, or by name where that is one person's.
    pub(in crate::whatsapp) fn person(&self, name: &str) -> Result<Option<Person>, ChatLogError> {
        Ok(self
            .connection
            .query_row(
                &format!(
                    "{PERSON} WHERE person.id = ?1 OR person.name = ?1 COLLATE NOCASE
                     ORDER BY person.id = ?1 DESC, ord"
                ),
                [name],
                person,
            )
            .optional()?)
    }

    /// By either identity.
    pub(in crate::whatsapp) fn find(
        &self,
        number: &BusinessNumberId,
        phone: Option<&PhoneNumber>,
        user_id: Option<&ScopedUserId>,
    ) -> Result<Option<Person>, ChatLogError> {
        Ok(self
            .connection
            .query_row(
                &format!(
                    "{PERSON} WHERE number = ?1 AND (phone = ?2 OR user_id = ?3) ORDER BY ord"
                ),
                params![
                    number.as_str(),
                    phone.map(PhoneNumber::as_str),
                    user_id.map(ScopedUserId::as_str)
                ],
                person,
            )
            .optional()?)
    }

    /// The first number that nobody has, counting from 27820000001.
    pub(in crate::whatsapp) fn free_phone(
        &self,
        number: &BusinessNumberId,
    ) -> Result<PhoneNumber, ChatLogError> {
        let taken: Vec<String> = self
            .people()?
            .into_iter()
            .filter(|person| person.number == *number)
            .filter_map(|person| person.phone.map(|phone| phone.as_str().to_owned()))
            .collect();
        let free = (27_820_000_001_u64..)
            .map(|digits| digits.to_string())
            .find(|digits| !taken.contains(digits))
            .expect("there are more numbers than people");
        Ok(PhoneNumber::new(free))
    }

    pub(in crate::whatsapp) fn add_person(
        &mut self,
        slug: &str,
        name: &str,
        phone: Option<&PhoneNumber>,
        user_id: Option<&ScopedUserId>,
        number: &BusinessNumberId,
    ) -> Result<Person, ChatLogError> {
        let taken = self.people()?;
        let id = std::iter::once(slug.to_owned())
            .chain((2..).map(|n| format!("{slug}-{n}")))
            .find(|id| taken.iter().all(|person| person.id != *id))
            .expect("there are more names than people");
        self.connection.execute(
            "INSERT INTO person (id, name, phone, user_id, number) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                id,
                name,
                phone.map(PhoneNumber::as_str),
                user_id.map(ScopedUserId::as_str),
                number.as_str()
            ],
        )?;
        self.person(&id)?.ok_or(ChatLogError::NoSuchPerson)
    }

    pub(in crate::whatsapp) fn keep_media(
        &mut self,
        id: &str,
        mime_type: &str,
        filename: &str,
        content: &[u8],
    ) -> Result<(), ChatLogError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO media (id, mime_type, filename, content) VALUES (?1, ?2, ?3, ?4)",
            params![id, mime_type, filename, content],
        )?;
        Ok(())
    }

    /// MIME type and content.
    pub(in crate::whatsapp) fn media(
        &self,
        id: &str,
    ) -> Result<Option<(String, Vec<u8>)>, ChatLogError> {
        Ok(self
            .connection
            .query_row(
                "SELECT mime_type, content FROM media WHERE id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?)
    }
}
