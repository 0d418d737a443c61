//! Files are uploaded first, which may be done twice, and then sent under the id that they were given. So an upload of which
//! nobody knows what became is done again, unlike a send.

use backroom_core::ids::{BusinessNumberId, short_hash};
use serde_json::Value;
use tokio::time::Instant;

use super::{WhatsApp, WhatsAppError};

/// A file to be sent.
pub(super) struct File<'a> {
    /// In letters, digits, dots and dashes.
    pub(super) name: &'a str,
    /// One of the MIME types that WhatsApp takes.
    pub(super) kind: &'static str,
    pub(super) content: &'a [u8],
}

impl WhatsApp {
    /// Uploads a file, which WhatsApp keeps for 30 days; the id it can be sent under. That has half of the time, so that the
    /// message has the other.
    pub(super) async fn upload(
        &self,
        number: &BusinessNumberId,
        file: &File<'_>,
    ) -> Result<String, WhatsAppError> {
        let until = Instant::now() + self.in_all / 2;
        let url = format!("{}/{number}/media", self.base);
        let (kind, form) = form(file);
        let upload = |within| {
            let request = self.http.post(&url).header("content-type", &kind);
            let request = request.body(form.clone());
            async move {
                let uploaded = self.call(request, within).await;
                let id = uploaded.and_then(|uploaded| media_id(&uploaded));
                id.map_err(WhatsAppError::of_upload)
            }
        };
        self.repeated(until, upload).await
    }
}

fn media_id(uploaded: &Value) -> Result<String, WhatsAppError> {
    let id = uploaded["id"].as_str().ok_or(WhatsAppError::NoId)?;
    Ok(id.to_owned())
}

/// The form that the API wants, and its type.
fn form(file: &File<'_>) -> (String, Vec<u8>) {
    let File {
        name,
        kind,
        content,
    } = file;
    // A line that does not stand in the file, since it is made from it.
    let all = String::from_utf8_lossy(content);
    let boundary = format!("backroom-{}", short_hash(&["form", &all]));
    let field = |name: &str, value: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let above = format!(
        "{}{}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {kind}\r\n\r\n",
        field("messaging_product", "whatsapp"),
        field("type", kind),
    );
    let below = format!("\r\n--{boundary}--\r\n");
    let form = [above.as_bytes(), content, below.as_bytes()].concat();
    (format!("multipart/form-data; boundary={boundary}"), form)
}
