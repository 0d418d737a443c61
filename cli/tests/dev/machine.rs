//! A data folder, the binary running on it, and the world outside that calls it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use backroom_io::clock::Clock;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;

pub(crate) const SECRET: &str = "test_app_secret";
pub(crate) const VERIFY_TOKEN: &str = "test_verify_token";
pub(crate) const NUMBER: &str = "105550000000001";
/// Long enough for a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(120);

/// When all messages were sent, in seconds: now, as the shops are opened now, and the same whenever one of them comes again.
static SENT_AT: LazyLock<String> = LazyLock::new(|| Clock::system().now().as_second().to_string());

/// A folder that `backroom` works in.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a seed and names it.
    pub(crate) fn seed(&self, json: &str) -> String {
        let path = self.path().join("seed.json");
        std::fs::File::create(&path)
            .unwrap()
            .write_all(json.as_bytes())
            .unwrap();
        path.to_string_lossy().into_owned()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command to its end that reads this.
    pub(crate) fn run_with(&self, args: &[&str], input: &str) -> Output {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }

    /// Starts a command.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Starts `backroom dev` and waits until it says where it is.
    pub(crate) fn start(&self, args: &[&str]) -> Dev {
        let mut all = vec!["dev", "--port", "0", "--aws-port", "0"];
        all.extend(args);
        let mut child = self.command(&all).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .unwrap_or_else(|| panic!("no address in {line:?}"));
        Dev {
            url: url.to_owned(),
            child,
            http: backroom_io::http::client().unwrap(),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backroom"));
        command
            .args(args)
            .current_dir(self.path())
            .env_remove("AWS_ENDPOINT_URL")
            .env_remove("WHATSAPP_ACCESS_TOKEN")
            .env("WHATSAPP_APP_SECRET", SECRET)
            .env("WHATSAPP_VERIFY_TOKEN", VERIFY_TOKEN);
        command
    }
}

/// What the command wrote, both ways, for messages about it.
pub(crate) fn words(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A running `backroom dev`; killed with its value.
pub(crate) struct Dev {
    pub(crate) url: String,
    child: Child,
    pub(crate) http: reqwest::Client,
}

impl Dev {
    pub(crate) fn port(&self) -> &str {
        self.url.rsplit(':').next().unwrap()
    }

    /// `kill -9`, while others still hold it.
    pub(crate) fn kill(&self) {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-KILL", &id]).status().unwrap();
    }

    /// SIGTERM, and the exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not stop");
    }

    /// A text from somebody, signed, as Meta would post it; whether it was taken.
    pub(crate) async fn post(&self, phone: &str, id: &str, text: &str) -> bool {
        let body = json!({
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "27110000000", "phone_number_id": NUMBER},
                "contacts": [{"profile": {"name": "Somebody"}, "wa_id": phone}],
                "messages": [{
                    "from": phone, "id": id, "timestamp": *SENT_AT, "type": "text", "text": {"body": text},
                }],
            }}]}],
        })
        .to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        let hex: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let posted = self
            .http
            .post(format!("{}/webhook/whatsapp", self.url))
            .header("X-Hub-Signature-256", format!("sha256={hex}"))
            .body(body)
            .timeout(Duration::from_secs(30))
            .send()
            .await;
        posted.is_ok_and(|response| response.status() == 200)
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let response = self
            .http
            .get(format!("{}{path}", self.url))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// The stock that somebody's page shows: `coke 50 bottle, bread 12`.
    pub(crate) async fn stock(&self, person: &str) -> String {
        let (_, json) = self.get(&format!("/phone/{person}/stock")).await;
        let board: Value = serde_json::from_str(&json).unwrap();
        let Some(items) = board["stock"]["items"].as_array() else {
            return "no stock".to_owned();
        };
        let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
        let lines: Vec<_> = items
            .iter()
            .map(|item| {
                let line = format!(
                    "{} {} {}",
                    text(item, "name"),
                    text(item, "on_hand"),
                    text(item, "unit")
                );
                line.trim_end().to_owned()
            })
            .collect();
        lines.join(", ")
    }

    /// Waits until somebody's page shows this stock.
    pub(crate) async fn shows(&self, person: &str, stock: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.stock(person).await;
            if shown == stock {
                return;
            }
            assert!(Instant::now() < deadline, "{shown}, not {stock}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
