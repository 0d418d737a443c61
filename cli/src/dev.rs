//! `backroom dev`: everything on one machine. The handlers are those that Lambda runs; what stands around them is
//! [`backroom_local`].

mod board;
mod parts;
mod routes;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use backroom_io::clock::Clock;
use backroom_io::config::Settings;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::folder::DataFolder;
use crate::seed::Seed;
use parts::Parts;

/// Options of `backroom dev`.
#[derive(clap::Args)]
pub(crate) struct DevArgs {
    /// Port of the page, the webhook and the pretend Graph API on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8000)]
    port: u16,
    /// Folder for all that is kept: table, queue, chats, secrets
    #[arg(long, value_name = "DIR", default_value = ".backroom")]
    data: PathBuf,
    /// JSON file with businesses, members and stock to load; what is there already stays as it is
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Port of DynamoDB, SQS and Secrets Manager on 127.0.0.1, for `sam local invoke`: whoever is on this machine reads
    /// and writes all there [default: the one after --port; for a real WhatsApp number none, and never with its secrets]
    #[arg(long, value_name = "PORT")]
    aws_port: Option<u16>,
    #[command(flatten)]
    endpoints: Endpoints,
}

/// The AWS SDK reads these itself; here it only counts whether one is set.
#[derive(clap::Args)]
struct Endpoints {
    #[arg(long, env = "AWS_ENDPOINT_URL", hide = true)]
    aws_endpoint_url: Option<String>,
    #[arg(long, env = "AWS_ENDPOINT_URL_DYNAMODB", hide = true)]
    aws_endpoint_url_dynamodb: Option<String>,
}

/// The part of `--help` about the environment.
pub(crate) const ENVIRONMENT: &str = "\
Addresses:
  /                   the page: phones, and the stock beside them
  /webhook/whatsapp   the webhook, as Meta would call it
  /health             200 once it serves
  /v1/items and so on the API with which programs read a shop's stock; its owner says: api key
  /sheet/ID           the pretend Google Sheet of that id, once something was written into it; beside phones only

Environment (the names that the Lambdas use too):
  WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID
                      with both, replies go to the real WhatsApp and the page has no phones
  WHATSAPP_API_URL    where the Graph API is [default: the pretend one; with credentials https://graph.facebook.com]
  WHATSAPP_APP_SECRET, WHATSAPP_APP_SECRET_PREVIOUS
                      what signs webhooks [default: made for the data folder, in secrets.json there]
  WHATSAPP_VERIFY_TOKEN
                      what Meta shows in the handshake [default: made for the data folder]
  WHATSAPP_API_VERSION
                      [default: v26.0]
  BACKROOM_API_SECRET, BACKROOM_API_SECRET_PREVIOUS, BACKROOM_API_URL
                      what keys for the API are made with, and where owners are told that it is
                      [default: made for the data folder; with phones here, else they are told to ask]
  GEMINI_API_KEY      asks Gemini about what the grammar does not know; without it nothing is asked
  GEMINI_API_URL, GEMINI_MODEL
                      where Gemini is, and which [default: Google's, gemini-3.5-flash-lite]
  GEMINI_QUESTION_MODEL
                      a stronger one for free questions, such as gemini-3.8-flash [default: none is asked]
  GEMINI_DAILY_LIMIT, GEMINI_DAILY_LIMIT_PER_BUSINESS
                      about how many texts it may be asked in a day [default: 5000, 100]
  GEMINI_PRIORITY_PERCENT
                      how much of that, in a hundred, is kept for plans with priority [default: 20]
  BACKROOM_VOICE_NOTES, BACKROOM_PHOTOS
                      on: Gemini writes down voice notes, or photos of delivery notes [default: off]
  BACKROOM_VOICE_NOTE_KB, BACKROOM_PHOTO_KB
                      the largest that is read, in thousands of bytes [default: 1000, 5000]
  GOOGLE_SERVICE_ACCOUNT
                      the key file (JSON) of who writes shops' stock into their Google Sheets [default: with phones, a
                      pretend Google; else none]
  GOOGLE_SHEETS_API_URL, GOOGLE_SHEETS_API_VERSION
                      where that is [default: Google's, v4]
  WHATSAPP_MEDIA_HOSTS
                      hosts besides the Graph API's that get the token for files [default: lookaside.fbsbx.com]
  AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB
                      the table is there (BACKROOM_TABLE, default backroom) instead of in the data folder;
                      the queue stays in this process
  BACKROOM_OPERATOR_PHONE
                      who gets the daily total of all businesses
  BACKROOM_TIME_ZONE, BACKROOM_CURRENCY
                      of new businesses [default: Africa/Johannesburg, ZAR]
  BACKROOM_NEW_PLAN   the plan of new businesses [default: pro]
  BACKROOM_PLAN_CURRENCY, BACKROOM_PRICE_STARTER, BACKROOM_PRICE_PRO
                      what plans cost in a month [default: USD, 5, 15]
  BACKROOM_RATE_REPLY, BACKROOM_RATE_TOKENS_ASKED, BACKROOM_RATE_TOKENS_ANSWERED, BACKROOM_RATE_WRITE_UNITS
                      what a paid reply, and a million of the others, cost you, for the operator's report
  BACKROOM_UPGRADE_URL
                      what the word upgrade is answered with [default: ask whoever gave you this number]
  BACKROOM_REPORT_TEMPLATE, BACKROOM_REPORT_TEMPLATE_LANGUAGE
                      for reports to those who have not written for a day
  BACKROOM_VERIFY_NIGHTS
                      each ledger is recomputed one night in so many; 0 is never [default: 1]
  BACKROOM_ALERT_TEMPLATE, BACKROOM_ALERT_TEMPLATE_LANGUAGE
                      tells owners what a colleague's sale made low
  BACKROOM_LOG        which log lines, such as info or processor=debug [default: warn]";

/// How often expired items are deleted, and how often it is asked whether a report is due.
const HOUR: Duration = Duration::from_secs(60 * 60);
/// How long open connections may hold up the end.
const GRACE: Duration = Duration::from_secs(2);

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// It can't start: the configuration, the data folder, the seed or the ports.
pub(crate) fn run(args: &DevArgs) -> anyhow::Result<ExitCode> {
    let settings = Settings::from_env();
    start_log(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime can't be started")?;
    let served = runtime.block_on(serve(args, settings));
    // What still runs on other threads does not hold up the end: all that counts is on disk.
    runtime.shutdown_timeout(GRACE);
    served.map(|()| ExitCode::SUCCESS)
}

async fn serve(args: &DevArgs, settings: Settings) -> anyhow::Result<()> {
    // First of all, so that a signal during the start is not lost.
    let stop = stop_signal()?;
    let seed = args.seed.as_deref().map(Seed::read).transpose()?;
    let folder = DataFolder::open(&args.data)?;
    let page = listen(args.port).await?;
    let real = parts::is_for_real_phones(&settings)?;
    let aws = listen_for_aws(args, real).await?;
    let address = page.local_addr()?;
    let outside_table = args.endpoints.aws_endpoint_url.is_some()
        || args.endpoints.aws_endpoint_url_dynamodb.is_some();
    let parts = Parts::build(&folder, settings, address, outside_table).await?;
    if let Some(seed) = &seed {
        seed.load(&parts.store, &parts.founding, parts.phones.as_ref())
            .await?;
    }
    parts.start_phones()?;
    let work = tokio::spawn(work(parts.clone(), stop.clone()));
    if let Some(aws) = aws {
        let router = parts.local.aws.clone().router();
        tokio::spawn(async move { axum::serve(aws, router).await });
    }
    greet(address, parts.phones.is_some(), &args.data);
    let serving = axum::serve(page, routes::all(&parts))
        .with_graceful_shutdown(stopped(stop.clone()))
        .into_future();
    tokio::select! {
        served = serving => served.context("the page can't be served")?,
        // Pages keep a connection open for news; they do not hold up the end.
        () = async { stopped(stop).await; tokio::time::sleep(GRACE).await } => {}
    }
    work.await.context("the work in the background ended badly")
}

/// All that goes on beside the requests, until the stop; then what has begun is finished.
async fn work(parts: Parts, stop: watch::Receiver<bool>) {
    let processor = Arc::clone(&parts.processor);
    let handler = move |event| {
        let processor = Arc::clone(&processor);
        async move { processor::handle(&processor, event).await }
    };
    let polling = parts.local.poller.run(handler, stopped(stop.clone()));
    let reports = Arc::clone(&parts.reports);
    let steps = move |event| {
        let reports = Arc::clone(&reports);
        async move { usage_report::handle(&reports, event).await.0 }
    };
    let reporting = parts.local.report_poller.run(steps, stopped(stop.clone()));
    let hourly = async {
        tokio::select! {
            () = every_hour(&parts) => {}
            () = stopped(stop) => {}
        }
    };
    tokio::join!(polling, reporting, hourly);
}

async fn every_hour(parts: &Parts) {
    let mut hours = tokio::time::interval(HOUR);
    hours.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        hours.tick().await;
        if let Err(error) = parts.local.aws.table.sweep().await {
            tracing::error!(%error, "expired items can't be deleted; trying again in an hour");
        }
        if let Err(error) = usage_report::begin(&parts.reports, Clock::system().now()).await {
            tracing::error!(%error, "the reports could not be begun; trying again in an hour");
        }
    }
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
        .with_context(|| format!("port {port} can't be had; choose another with --port"))
}

/// Only a port that was asked for has to be had: most never need it. It asks nobody who they are, so what real shops keep
/// is not behind it unless somebody wants that.
async fn listen_for_aws(args: &DevArgs, real: bool) -> anyhow::Result<Option<TcpListener>> {
    if real && args.aws_port.is_none() {
        return Ok(None);
    }
    let default = if args.port == 0 {
        0
    } else {
        args.port.wrapping_add(1)
    };
    let port = args.aws_port.unwrap_or(default);
    match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Ok(listener) => Ok(Some(listener)),
        Err(error) if args.aws_port.is_none() => {
            tracing::warn!(port, %error, "no DynamoDB and SQS for other processes; choose a port with --aws-port");
            Ok(None)
        }
        Err(error) => Err(error)
            .with_context(|| format!("port {port} can't be had; choose another with --aws-port")),
    }
}

/// Turns true at the first Ctrl-C or SIGTERM; at the second the process ends at once.
fn stop_signal() -> anyhow::Result<watch::Receiver<bool>> {
    let (stop, stopped) = watch::channel(false);
    #[cfg(unix)]
    let mut terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).context("signals can't be heard")?
    };
    tokio::spawn(async move {
        loop {
            #[cfg(unix)]
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            #[cfg(not(unix))]
            let _ = tokio::signal::ctrl_c().await;
            if stop.send_replace(true) {
                std::process::exit(130);
            }
        }
    });
    Ok(stopped)
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // If the sender is gone there will be no signal to wait for either.
    let _ = stop.wait_for(|stop| *stop).await;
}

fn start_log(settings: &Settings) {
    let asked = settings.get("BACKROOM_LOG").unwrap_or("warn");
    let warnings = Targets::new().with_default(LevelFilter::WARN);
    let filter: Targets = asked.parse().unwrap_or(warnings);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .compact();
    tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .init();
}

/// The one line that says where it is; whoever does not read it is no reason to stop.
fn greet(address: SocketAddr, phones: bool, data: &Path) {
    let what = if phones {
        "text it there"
    } else {
        "it answers on WhatsApp"
    };
    let _ = writeln!(
        std::io::stdout(),
        "The Backroom is open at http://{address} ({what}; all is kept in {})",
        data.display()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_real_shops_keep_is_behind_a_port_only_if_that_is_asked_for() {
        let args = |aws_port| DevArgs {
            port: 0,
            data: PathBuf::new(),
            seed: None,
            aws_port,
            endpoints: Endpoints {
                aws_endpoint_url: None,
                aws_endpoint_url_dynamodb: None,
            },
        };
        let open = async |aws_port, real| {
            let listener = listen_for_aws(&args(aws_port), real).await;
            listener.unwrap().is_some()
        };
        assert!(open(None, false).await && open(Some(0), true).await);
        assert!(!open(None, true).await);
    }
}
