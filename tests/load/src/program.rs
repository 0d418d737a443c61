//! The `backroom dev` that is measured: started in a folder of its own, watched through `/proc`, checked at the end.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::net::TcpStream;

use crate::http::Connection;
use crate::shops::APP_SECRET;

/// The kernel's clock ticks in a second, in which it counts CPU: fixed by Linux for programs, whatever its own are.
const TICKS_A_SECOND: f64 = 100.0;
/// A start that takes longer has failed.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// Between two tries to reach it; part of what a start seems to take.
const LOOK_EACH: Duration = Duration::from_micros(200);

/// A running `backroom dev`; killed with its value.
pub(crate) struct Program {
    path: PathBuf,
    folder: PathBuf,
    child: Child,
    pub(crate) address: SocketAddr,
    /// From its start to its first answer.
    pub(crate) healthy_after: Duration,
}

impl Program {
    /// Starts it on this folder and waits until it is healthy. Replies go to this WhatsApp, or stay with its own.
    pub(crate) async fn start(
        path: &Path,
        folder: &Path,
        seed: Option<&Path>,
        whatsapp: Option<SocketAddr>,
    ) -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = Command::new(path);
        command
            .args(["dev", "--port", &address.port().to_string(), "--data"])
            .arg(folder.join("data"))
            .args(["--aws-port", &free_port()?.to_string()])
            .env("WHATSAPP_APP_SECRET", APP_SECRET)
            .env("WHATSAPP_ACCESS_TOKEN", "load_access_token")
            .stdout(Stdio::null());
        if let Some(whatsapp) = whatsapp {
            command.env("WHATSAPP_API_URL", format!("http://{whatsapp}"));
        }
        if let Some(seed) = seed {
            command.arg("--seed").arg(seed);
        }
        let began = Instant::now();
        let child = command.spawn().context("the program can't be started")?;
        let mut program = Self {
            path: path.to_owned(),
            folder: folder.to_owned(),
            child,
            address,
            healthy_after: Duration::ZERO,
        };
        while !program.is_healthy().await {
            ensure!(began.elapsed() < STARTS_WITHIN, "it does not get healthy");
            if let Some(status) = program.child.try_wait()? {
                bail!("it ended at once: {status}");
            }
            tokio::time::sleep(LOOK_EACH).await;
        }
        program.healthy_after = began.elapsed();
        Ok(program)
    }

    async fn is_healthy(&self) -> bool {
        let ask = async {
            let mut connection = Connection::new(TcpStream::connect(self.address).await?);
            let request = b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
            connection.write(request).await?;
            let answer = connection.next().await?;
            std::io::Result::Ok(answer.is_some_and(|answer| answer.status() == 200))
        };
        ask.await.unwrap_or(false)
    }

    /// CPU seconds that it has used.
    pub(crate) fn cpu_s(&self) -> f64 {
        cpu_s(&self.child.id().to_string())
    }

    /// Memory that it holds now and that it held at most, in MB.
    pub(crate) fn rss_mb(&self) -> (f64, f64) {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let field = |name: &str| {
            let rest = status.split_once(name).map_or("", |(_, rest)| rest);
            let kb = rest.split_whitespace().next();
            kb.and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1000.0
        };
        (field("VmRSS:"), field("VmHWM:"))
    }

    /// Ends it as an operator does, and has it add up its books.
    pub(crate) fn stop_and_verify(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        let ended = self.child.wait()?;
        ensure!(ended.success(), "it ended with {ended}");
        let mut command = Command::new(&self.path);
        command
            .args(["verify", "--data"])
            .arg(self.folder.join("data"));
        let verified = command.output()?;
        ensure!(
            verified.status.success(),
            "the books do not add up: {}{}",
            String::from_utf8_lossy(&verified.stdout),
            String::from_utf8_lossy(&verified.stderr)
        );
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU seconds that a process has used, `self` for this one.
pub(crate) fn cpu_s(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Behind the name, which may hold spaces: state, parent, … the 12th and 13th are user's and system's ticks.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / TICKS_A_SECOND
}

fn free_port() -> std::io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
