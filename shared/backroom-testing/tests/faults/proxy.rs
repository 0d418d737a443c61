//! A proxy between a client and what it calls: it throttles, answers 5xx, dawdles and cuts connections, before the call
//! went on or after it was done.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What stands behind it: each says "too much" in its own words.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behind {
    Aws,
    Gemini,
    WhatsApp,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    Throttled,
    Failed,
    Slow(Duration),
    CutBefore,
    CutAfter,
}

/// Longer than the SDK waits for an attempt at a call of AWS: what became of it, nobody knows.
const FAR_TOO_SLOW: Duration = Duration::from_millis(2_300);
const SLOW: Duration = Duration::from_millis(40);

/// A proxy on a free port of this machine, for as long as the runtime runs. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    behind: Behind,
    to: SocketAddr,
    calm: AtomicBool,
    troubled: AtomicU64,
    passed: AtomicU64,
    random: Mutex<u64>,
}

impl Proxy {
    /// Before this address; the seed decides what happens to the first call, the second, and so on.
    pub(crate) async fn before(behind: Behind, to: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            shared: Arc::new(Shared {
                behind,
                to,
                calm: AtomicBool::new(false),
                troubled: AtomicU64::new(0),
                passed: AtomicU64::new(0),
                // Small seeds would roll small numbers at first.
                random: Mutex::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            }),
        };
        let shared = Arc::clone(&proxy.shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                // A connection that ends, by plan or not, is the client's to open anew.
                tokio::spawn(async move { shared.carry(client).await });
            }
        });
        proxy
    }

    /// From now on nothing goes wrong.
    pub(crate) fn calm(&self) {
        self.shared.calm.store(true, Ordering::Relaxed);
    }

    /// Calls that had trouble, and those that had none.
    pub(crate) fn carried(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.shared.troubled), read(&self.shared.passed))
    }
}

impl Shared {
    async fn carry(&self, mut client: TcpStream) -> std::io::Result<()> {
        let mut server = None;
        while let Some(request) = message(&mut client).await? {
            let trouble = self.trouble();
            match trouble {
                Some(Trouble::Throttled) => client.write_all(&self.throttled(&request)).await?,
                Some(Trouble::Failed) => client.write_all(&failed()).await?,
                Some(Trouble::CutBefore) => return Ok(()),
                Some(Trouble::Slow(_) | Trouble::CutAfter) | None => {
                    if let Some(Trouble::Slow(pause)) = trouble {
                        tokio::time::sleep(pause).await;
                    }
                    let answer = self.forward(&mut server, &request).await?;
                    if matches!(trouble, Some(Trouble::CutAfter)) {
                        return Ok(());
                    }
                    client.write_all(&answer).await?;
                }
            }
        }
        Ok(())
    }

    async fn forward(
        &self,
        to: &mut Option<TcpStream>,
        request: &[u8],
    ) -> std::io::Result<Vec<u8>> {
        let server = match to {
            Some(server) => server,
            None => to.insert(TcpStream::connect(self.to).await?),
        };
        server.write_all(request).await?;
        let answer = message(server).await?;
        answer.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }

    /// What the dice say: about every eighth call has trouble; of Gemini, which is called least, every third, and the first
    /// of all in any case: on a busy machine so many messages wait for each call that few are made.
    fn trouble(&self) -> Option<Trouble> {
        let sides = match self.behind {
            Behind::Gemini => 75,
            Behind::Aws | Behind::WhatsApp => 200,
        };
        let begun = &[&self.troubled, &self.passed];
        let first = begun.iter().all(|count| count.load(Ordering::Relaxed) == 0);
        let trouble = match self.roll() % sides {
            _ if self.calm.load(Ordering::Relaxed) => None,
            _ if first && matches!(self.behind, Behind::Gemini) => Some(Trouble::Throttled),
            0..5 => Some(Trouble::Throttled),
            5..10 => Some(Trouble::Failed),
            10..16 => Some(Trouble::Slow(SLOW)),
            16 => Some(Trouble::Slow(FAR_TOO_SLOW)),
            17..21 => Some(Trouble::CutBefore),
            21..25 => Some(Trouble::CutAfter),
            _ => None,
        };
        let count = if trouble.is_some() {
            &self.troubled
        } else {
            &self.passed
        };
        count.fetch_add(1, Ordering::Relaxed);
        trouble
    }

    /// Marsaglia's xorshift: the same seed, the same troubles.
    fn roll(&self) -> u64 {
        let mut random = self.random.lock().unwrap();
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        *random
    }

    fn throttled(&self, request: &[u8]) -> Vec<u8> {
        match self.behind {
            Behind::Aws if has(request, "AmazonSQS.") => answer(
                "400 Bad Request\r\nx-amzn-query-error: RequestThrottled;Sender",
                r#"{"__type":"com.amazonaws.sqs#RequestThrottled","message":"planned"}"#,
            ),
            Behind::Aws => answer(
                "400 Bad Request",
                r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"planned"}"#,
            ),
            Behind::Gemini => answer(
                "429 Too Many Requests",
                r#"{"error":{"code":429,"message":"planned","status":"RESOURCE_EXHAUSTED"}}"#,
            ),
            Behind::WhatsApp => answer(
                "400 Bad Request",
                r#"{"error":{"message":"planned","type":"OAuthException","code":130429}}"#,
            ),
        }
    }
}

fn failed() -> Vec<u8> {
    answer("503 Service Unavailable", "<html>planned</html>")
}

fn answer(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn has(request: &[u8], words: &str) -> bool {
    request
        .windows(words.len())
        .any(|window| window == words.as_bytes())
}

/// The next request or answer with its body; `None` once the other side has closed. Nobody here speaks ahead of an answer.
async fn message(from: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = end_of(&read)
            && read.len() >= end
        {
            return Ok(Some(read));
        }
        if from.read_buf(&mut read).await? == 0 {
            return Ok(None);
        }
    }
}

/// Where the message ends; `None` while its head is not all there.
fn end_of(read: &[u8]) -> Option<usize> {
    let head = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let lines = String::from_utf8_lossy(&read[..head]).to_lowercase();
    let length = lines
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    Some(head + 4 + length.map_or(0, |length| length.trim().parse().unwrap()))
}
