//! The Graph API, as far as a bot needs it to reply: each reply goes to the sender who waits for it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::http::Connection;
use crate::shops::sender_of;

/// A reply, and when it came.
pub(crate) struct Reply {
    pub(crate) at: Instant,
    pub(crate) words: String,
}

/// Where each sender hears.
pub(crate) type Ears = Vec<mpsc::UnboundedReceiver<Reply>>;

/// WhatsApp, as the driver pretends it.
pub(crate) struct WhatsApp {
    pub(crate) address: SocketAddr,
    listener: TcpListener,
    mouths: Vec<mpsc::UnboundedSender<Reply>>,
    sent: AtomicU64,
}

impl WhatsApp {
    /// On a free port of this machine, for so many senders.
    pub(crate) async fn open(senders: usize) -> std::io::Result<(Self, Ears)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (mouths, ears) = (0..senders).map(|_| mpsc::unbounded_channel()).unzip();
        let whatsapp = Self {
            address: listener.local_addr()?,
            listener,
            mouths,
            sent: AtomicU64::new(0),
        };
        Ok((whatsapp, ears))
    }

    /// How many replies were sent in all.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Answers for as long as the runtime runs.
    pub(crate) fn serve(self: Arc<Self>) {
        tokio::spawn(async move {
            while let Ok((stream, _)) = self.listener.accept().await {
                let whatsapp = Arc::clone(&self);
                // A connection that breaks is the bot's to open anew.
                tokio::spawn(async move { whatsapp.converse(Connection::new(stream)).await });
            }
        });
    }

    async fn converse(&self, mut connection: Connection) -> std::io::Result<()> {
        while let Some(request) = connection.next().await? {
            let at = Instant::now();
            let body = self.answer(request.body, at);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
            let answer = format!("{head}{}\r\n\r\n{body}", body.len());
            connection.write(answer.as_bytes()).await?;
        }
        Ok(())
    }

    fn answer(&self, body: &[u8], at: Instant) -> String {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        if asked["status"] == "read" {
            return r#"{"success":true}"#.to_owned();
        }
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        let to = asked["to"].as_str().and_then(sender_of);
        if let Some(mouth) = to.and_then(|sender| self.mouths.get(sender)) {
            let words = asked["text"]["body"].as_str();
            let words = words.or(asked["interactive"]["body"]["text"].as_str());
            let words = words.unwrap_or_default().to_owned();
            // Who no longer listens has given up waiting, and said so.
            let _ = mouth.send(Reply { at, words });
        }
        format!(
            r#"{{"messaging_product":"whatsapp","messages":[{{"id":"wamid.reply.{number}"}}]}}"#
        )
    }
}
