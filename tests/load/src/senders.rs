//! People who text: each says something, waits for the reply, and goes on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::http::Connection;
use crate::shops::{Shops, request};
use crate::whatsapp::Reply;

/// A reply that takes longer is lost.
const REPLY_WITHIN: Duration = Duration::from_secs(60);

/// One person with a phone.
pub(crate) struct Sender {
    pub(crate) number: usize,
    connection: Connection,
    hears: UnboundedReceiver<Reply>,
    said: usize,
}

/// How long it took, from the message's leaving.
#[derive(Clone, Copy)]
pub(crate) struct Waited {
    /// Until the webhook answered 200.
    pub(crate) taken: Duration,
    /// Until the reply was there.
    pub(crate) replied: Duration,
}

impl Sender {
    pub(crate) async fn new(
        number: usize,
        to: SocketAddr,
        hears: UnboundedReceiver<Reply>,
    ) -> std::io::Result<Self> {
        Ok(Self {
            number,
            connection: Connection::new(TcpStream::connect(to).await?),
            hears,
            said: 0,
        })
    }

    /// Says it and waits for the reply.
    pub(crate) async fn says(&mut self, text: &str) -> anyhow::Result<(Waited, String)> {
        let id = format!("wamid.load.{}.{}", self.number, self.said);
        self.said += 1;
        let request = request(self.number, &id, text);
        let began = Instant::now();
        self.connection.write(&request).await?;
        let answer = self.connection.next().await?;
        let status = answer.map_or(0, |answer| answer.status());
        ensure!(status == 200, "the webhook answered {status}");
        let taken = began.elapsed();
        let reply = tokio::time::timeout(REPLY_WITHIN, self.hears.recv()).await;
        let Some(reply) = reply.context("a reply did not come")? else {
            bail!("nobody can reply any more");
        };
        let replied = reply.at.duration_since(began);
        Ok((Waited { taken, replied }, reply.words))
    }

    /// Sells, one message after the other, until all senders together have sent `messages`.
    pub(crate) async fn sell(
        mut self,
        shops: Arc<Shops>,
        begun: Arc<AtomicUsize>,
        messages: usize,
    ) -> anyhow::Result<(Self, Vec<Waited>)> {
        let mut all = Vec::new();
        while begun.fetch_add(1, Ordering::Relaxed) < messages {
            let (item, text) = shops.sale(self.number, self.said);
            let (waited, reply) = self.says(&text).await?;
            ensure!(reply.starts_with("Sold 1 "), "{text:?} got {reply:?}");
            shops.note(self.number, item);
            all.push(waited);
        }
        Ok((self, all))
    }
}
