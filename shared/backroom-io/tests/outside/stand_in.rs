//! A server on loopback that answers each request with the next of the answers it was given, and keeps the requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Answers with this status and body.
    Http(u16, String),
    /// Answers with this content type and body.
    As(&'static str, String),
    /// Answers that it is at this address.
    Redirect(String),
    /// Reads the request and keeps silent.
    Never,
    /// Reads the request and closes the connection.
    HangUp,
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::Http(status, body.to_string())
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Http(status, body.to_owned())
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) json: Value,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

pub(crate) struct StandIn {
    address: String,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    kept: Arc<Mutex<Vec<Request>>>,
}

impl StandIn {
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let answers = Arc::new(Mutex::new(answers.into_iter().collect::<VecDeque<_>>()));
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (next, requests) = (Arc::clone(&answers), Arc::clone(&kept));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&next), Arc::clone(&requests)));
            }
        });
        Self {
            address,
            answers,
            kept,
        }
    }

    /// One more answer, which may name the server's own address.
    pub(crate) fn then(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.kept.lock().unwrap().clone()
    }
}

/// One request a connection: plain HTTP by hand, since a server that hangs up at will is what is wanted.
async fn serve(
    mut stream: TcpStream,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<Request>>>,
) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    requests.lock().unwrap().push(request);
    let answer = answers.lock().unwrap().pop_front();
    match answer.expect("no more requests than answers") {
        Answer::Http(status, body) => send(&mut stream, status, "application/json", &body).await,
        Answer::As(kind, body) => send(&mut stream, 200, kind, &body).await,
        Answer::Redirect(to) => {
            let head = format!("HTTP/1.1 302 .\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
        }
        Answer::Never => std::future::pending().await,
        Answer::HangUp => {}
    }
}

async fn send(stream: &mut TcpStream, status: u16, kind: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status} .\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let request = Request {
                path: head.split(' ').nth(1)?.to_owned(),
                head: head.to_owned(),
                json: serde_json::from_str(body).unwrap_or(Value::Null),
            };
            let length = request
                .header("content-length")
                .and_then(|length| length.parse().ok());
            // In bytes: a picture is no text.
            if bytes.len() - head.len() - "\r\n\r\n".len() >= length.unwrap_or(0) {
                return Some(request);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}
