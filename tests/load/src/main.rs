//! Signed traffic for a `backroom dev` in its release profile: how many messages a second are answered, how long a reply
//! takes, what it costs in CPU and memory; and at the end, whether each message counted exactly once.
//!
//! `just load` builds and runs it; `--help` tells the options. The driver is WhatsApp too: it calls the webhook as Meta
//! does and takes the replies at the address that `WHATSAPP_API_URL` names. Everything is on 127.0.0.1.

mod http;
mod program;
mod senders;
mod shops;
mod whatsapp;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser;

use program::{Program, cpu_s};
use senders::{Sender, Waited};
use shops::Shops;
use whatsapp::WhatsApp;

/// Sends signed messages to a `backroom dev` of its own and tells how it fares.
#[derive(Parser)]
struct Load {
    /// The program `backroom`
    program: PathBuf,
    /// People who text, each waiting for the reply before the next message
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    senders: u16,
    /// How many of them are in one shop
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    members: u16,
    /// Messages in all
    #[arg(long, default_value_t = 40_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    messages: u32,
    /// Ends with 1 if an aim is missed
    #[arg(long)]
    check: bool,
}

/// How often the start is measured.
const STARTS: usize = 7;
/// Messages before the measuring begins: caches are empty and memory grows at first.
const WARM_UP: usize = 2_000;
/// In how many parts the messages are sent, to see whether it gets slower or larger.
const PARTS: usize = 10;

/// What is aimed at: issue 6.
const AIMS: Figures = Figures {
    healthy_ms: 30.0,
    rate: 2_000.0,
    cpu_ms: 0.5,
    rss_mb: 40.0,
    growth_mb: 2.0,
};

/// What is aimed at, and what came of it.
struct Figures {
    healthy_ms: f64,
    /// Messages answered in a second.
    rate: f64,
    /// CPU of a message, from the webhook to the reply.
    cpu_ms: f64,
    /// The most that it held.
    rss_mb: f64,
    /// How much more it holds after the last part than after the first.
    growth_mb: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let load = Load::parse();
    match run(&load).await {
        Ok(figures) => {
            let missed = missed(&figures);
            for aim in &missed {
                say(&format!("MISSED: {aim}"));
            }
            if missed.is_empty() {
                say("All aims are met.");
            }
            ExitCode::from(u8::from(load.check && !missed.is_empty()))
        }
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn run(load: &Load) -> anyhow::Result<Figures> {
    let healthy_ms = starts(load).await?;
    let shops = Arc::new(Shops::new(load.senders.into(), load.members.into()));
    let folder = tempfile::tempdir()?;
    let seed = folder.path().join("seed.json");
    std::fs::write(&seed, shops.seed())?;
    let (whatsapp, ears) = WhatsApp::open(shops.senders()).await?;
    let whatsapp = Arc::new(whatsapp);
    Arc::clone(&whatsapp).serve();
    let address = Some(whatsapp.address);
    let program = Program::start(&load.program, folder.path(), Some(&seed), address).await?;
    let mut senders = Vec::new();
    for (number, hears) in ears.into_iter().enumerate() {
        senders.push(Sender::new(number, program.address, hears).await?);
    }
    let (_, idle_rss) = program.rss_mb();
    say(&format!(
        "healthy after {healthy_ms:.1} ms (median of {STARTS}); {idle_rss:.1} MB before the first message"
    ));
    let (senders, _) = part(senders, &shops, WARM_UP).await?;
    let mut traffic = Traffic::default();
    let senders = traffic.all(load, &program, senders, &shops).await?;
    let asked = once(senders, &shops).await?;
    let messages = WARM_UP + traffic.waited.len() + asked;
    ensure!(
        whatsapp.sent() == messages as u64,
        "{messages} messages got {} replies",
        whatsapp.sent()
    );
    let (_, rss_mb) = program.rss_mb();
    program.stop_and_verify()?;
    say(&format!(
        "each of {messages} messages was answered once, and the books add up"
    ));
    Ok(traffic.figures(healthy_ms, rss_mb))
}

/// The median time to a healthy answer, on a folder that has been used, in milliseconds.
async fn starts(load: &Load) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut all = Vec::new();
    for _ in 0..=STARTS {
        let program = Program::start(&load.program, folder.path(), None, None).await?;
        all.push(program.healthy_after);
    }
    // The first one made the folder.
    Ok(percentile(&mut all.split_off(1), 50))
}

/// Sends that many messages; the senders, and how long each message took.
async fn part(
    senders: Vec<Sender>,
    shops: &Arc<Shops>,
    messages: usize,
) -> anyhow::Result<(Vec<Sender>, Vec<Waited>)> {
    let begun = Arc::new(AtomicUsize::new(0));
    let selling: Vec<_> = senders
        .into_iter()
        .map(|sender| tokio::spawn(sender.sell(Arc::clone(shops), Arc::clone(&begun), messages)))
        .collect();
    let (mut senders, mut all) = (Vec::new(), Vec::with_capacity(messages));
    for sender in selling {
        let (sender, waited) = sender.await??;
        senders.push(sender);
        all.extend(waited);
    }
    ensure!(all.len() == messages, "{} of {messages}", all.len());
    ensure!(begun.load(Ordering::Relaxed) >= messages, "not all begun");
    Ok((senders, all))
}

/// What was seen while they sold.
#[derive(Default)]
struct Traffic {
    waited: Vec<Waited>,
    took: Duration,
    cpu_s: f64,
    /// After each part, in MB.
    rss: Vec<f64>,
}

impl Traffic {
    async fn all(
        &mut self,
        load: &Load,
        program: &Program,
        mut senders: Vec<Sender>,
        shops: &Arc<Shops>,
    ) -> anyhow::Result<Vec<Sender>> {
        say(
            "messages/s | to 200: p50, p99 ms | to reply: p50, p99 ms | CPU ms/message | driver's | RSS MB",
        );
        for _ in 0..PARTS {
            let messages = load.messages as usize / PARTS;
            let (cpu, own, began) = (program.cpu_s(), cpu_s("self"), Instant::now());
            let (sent, waited) = part(senders, shops, messages).await?;
            senders = sent;
            let (took, cpu) = (began.elapsed(), program.cpu_s() - cpu);
            let own = cpu_s("self") - own;
            self.took += took;
            self.cpu_s += cpu;
            self.rss.push(program.rss_mb().0);
            say_part(&waited, took, (cpu, own), program.rss_mb().0);
            self.waited.extend(waited);
        }
        Ok(senders)
    }

    fn figures(&self, healthy_ms: f64, rss_mb: f64) -> Figures {
        let messages = self.waited.len() as f64;
        let growth_mb = match self.rss.as_slice() {
            [first, .., last] => last - first,
            [] | [_] => 0.0,
        };
        say("in all:");
        let figures = Figures {
            healthy_ms,
            rate: messages / self.took.as_secs_f64(),
            cpu_ms: self.cpu_s * 1000.0 / messages,
            rss_mb,
            growth_mb,
        };
        say(&format!(
            "{:.0} messages/s, {:.3} ms of CPU a message, at most {rss_mb:.1} MB, {growth_mb:+.1} MB from the first part to the last",
            figures.rate, figures.cpu_ms
        ));
        figures
    }
}

fn say_part(waited: &[Waited], took: Duration, (cpu, own): (f64, f64), rss_mb: f64) {
    let messages = waited.len() as f64;
    let mut taken: Vec<_> = waited.iter().map(|waited| waited.taken).collect();
    let mut replied: Vec<_> = waited.iter().map(|waited| waited.replied).collect();
    say(&format!(
        "{:10.0} | {:13.1}, {:7.1} | {:15.1}, {:7.1} | {:14.3} | {:8.3} | {rss_mb:6.1}",
        messages / took.as_secs_f64(),
        percentile(&mut taken, 50),
        percentile(&mut taken, 99),
        percentile(&mut replied, 50),
        percentile(&mut replied, 99),
        cpu * 1000.0 / messages,
        own * 1000.0 / messages,
    ));
}

/// In milliseconds.
fn percentile(all: &mut [Duration], percent: usize) -> f64 {
    all.sort_unstable();
    let at = (all.len() * percent / 100).min(all.len().saturating_sub(1));
    all.get(at)
        .map_or(0.0, |found| found.as_secs_f64() * 1000.0)
}

/// Asks how many of each item are left; how many questions that were.
async fn once(mut senders: Vec<Sender>, shops: &Shops) -> anyhow::Result<usize> {
    let mut asked = 0;
    for (sender, question, left) in shops.questions() {
        let (_, answer) = senders[sender].says(&question).await?;
        let digits: String = answer.chars().filter(char::is_ascii_digit).collect();
        let found: u64 = digits.parse().with_context(|| answer.clone())?;
        ensure!(
            found == left,
            "{question:?} got {answer:?}, and {left} must be left"
        );
        asked += 1;
    }
    Ok(asked)
}

fn missed(found: &Figures) -> Vec<String> {
    let most = |what: &str, figure: f64, aim: f64| {
        (figure > aim).then(|| format!("{what}: {figure:.2}, at most {aim}"))
    };
    let least = (found.rate < AIMS.rate)
        .then(|| format!("messages/s: {:.0}, at least {}", found.rate, AIMS.rate));
    [
        most("ms until healthy", found.healthy_ms, AIMS.healthy_ms),
        least,
        most("ms of CPU a message", found.cpu_ms, AIMS.cpu_ms),
        most("MB at most", found.rss_mb, AIMS.rss_mb),
        most("MB more at the end", found.growth_mb, AIMS.growth_mb),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A line of the result; whoever closed the pipe does not want it.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
