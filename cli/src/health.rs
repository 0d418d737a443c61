//! `backroom health`: whether the table and the queues answer, what they hold, and when a probe got through. It costs a read
//! unit and a request to each queue, and writes nothing.

use std::path::PathBuf;
use std::process::ExitCode;

use backroom_io::clock::Clock;
use backroom_io::queue::Queue;
use backroom_io::store::Store;
use backroom_io::{aws, http};
use backroom_local::Local;

use crate::folder::DataFolder;

/// Options of `backroom health`.
#[derive(clap::Args)]
pub(crate) struct HealthArgs {
    /// Data folder of a `backroom dev` that is stopped
    #[arg(long, value_name = "DIR", default_value = ".backroom")]
    data: PathBuf,
    /// The table of a stack on AWS instead (its output TableName), with the region and credentials of the environment
    #[arg(long, value_name = "NAME", conflicts_with = "data", requires_all = ["queue_url", "dead_letter_queue_url"])]
    table: Option<String>,
    /// Its queue (output MessageQueueUrl)
    #[arg(long, value_name = "URL", requires = "table")]
    queue_url: Option<String>,
    /// Its dead letters (output DeadLetterQueueUrl)
    #[arg(long, value_name = "URL", requires = "table")]
    dead_letter_queue_url: Option<String>,
}

/// What is asked.
struct Asked {
    store: Store,
    messages: Queue,
    dead_letters: Queue,
}

/// Prints a line for each; 1 if one of them does not answer.
///
/// # Errors
/// The folder is not there or in use.
#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
pub(crate) fn run(args: &HealthArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (asked, _held) = open(args).await?;
        let mut well = true;
        for (what, answer) in [
            ("table", table(&asked.store).await),
            ("probe", probe(&asked.store).await),
            ("messages", waiting(&asked.messages).await),
            ("dead letters", waiting(&asked.dead_letters).await),
        ] {
            let said = answer.unwrap_or_else(|error| {
                well = false;
                format!("NO ANSWER: {error:#}")
            });
            println!("{what:<13} {said}");
        }
        Ok(ExitCode::from(u8::from(!well)))
    })
}

/// The clients; and the folder, which is held as long as they are used.
async fn open(args: &HealthArgs) -> anyhow::Result<(Asked, Option<DataFolder>)> {
    if let (Some(table), Some(messages), Some(dead_letters)) =
        (&args.table, &args.queue_url, &args.dead_letter_queue_url)
    {
        let config = aws::config(&http::client()?).await;
        let sqs = aws::sqs(&config);
        let asked = Asked {
            store: Store::new(aws::dynamodb(&config), table),
            messages: Queue::new(sqs.clone(), messages),
            dead_letters: Queue::new(sqs, dead_letters),
        };
        return Ok((asked, None));
    }
    if !args.data.join("table.sqlite").is_file() {
        anyhow::bail!("there is no table in {}", args.data.display());
    }
    let folder = DataFolder::open(&args.data)?;
    let local = Local::open(folder.path()).await?;
    let queue = |url| Queue::new(local.aws.sqs(), url);
    let asked = Asked {
        store: Store::new(local.aws.dynamodb(), local.table_name()),
        messages: queue(local.queue_url()),
        dead_letters: queue(local.dead_letter_queue_url()),
    };
    Ok((asked, Some(folder)))
}

async fn table(store: &Store) -> anyhow::Result<String> {
    let form = store.check_schema().await?;
    Ok(format!("answers; its records have form {form}"))
}

async fn probe(store: &Store) -> anyhow::Result<String> {
    let Some(at) = store.last_probe().await? else {
        return Ok("none within a day; Probe=on sends some".to_owned());
    };
    let minutes = Clock::system().now().duration_since(at).as_mins();
    Ok(format!("got through {minutes} min ago"))
}

async fn waiting(queue: &Queue) -> anyhow::Result<String> {
    let depth = queue.depth().await?;
    Ok(format!("answers; about {depth} in it"))
}
