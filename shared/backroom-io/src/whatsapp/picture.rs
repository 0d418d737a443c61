//! Pictures over replies.

use backroom_core::ids::BusinessNumberId;
use backroom_core::reply::{CAPTION_MAX, Reply};

use super::WhatsApp;
use super::upload::File;
use crate::chart;

impl WhatsApp {
    /// Uploads the reply's picture, if it has one; the id to send it under. A picture that can't be had is left out: the
    /// words say all.
    pub(super) async fn picture(&self, number: &BusinessNumberId, reply: &Reply) -> Option<String> {
        let chart = reply.chart.as_ref()?;
        let fits = reply.body.chars().count() <= CAPTION_MAX && reply.buttons.is_empty();
        let picture = chart::png(chart).filter(|_| fits)?;
        let file = File {
            name: "chart.png",
            kind: "image/png",
            content: &picture,
        };
        match self.upload(number, &file).await {
            Ok(media_id) => Some(media_id),
            Err(error) => {
                tracing::warn!(%error, "a chart could not be uploaded: the report goes without it");
                None
            }
        }
    }
}
