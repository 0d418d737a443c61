//! Which queues a tool of the operator's looks into.

use std::path::PathBuf;

use anyhow::bail;
use backroom_io::queue::Queue;
use backroom_io::{aws, http};
use backroom_local::Local;

use crate::folder::DataFolder;

/// Options that say where the queues are.
#[derive(clap::Args)]
pub(crate) struct QueueArgs {
    /// Data folder of a `backroom dev` that is stopped
    #[arg(long, value_name = "DIR", default_value = ".backroom", global = true)]
    data: PathBuf,
    /// The dead letters of a stack on AWS instead (its output DeadLetterQueueUrl), with the region and credentials of the
    /// environment
    #[arg(long, value_name = "URL", conflicts_with = "data", global = true)]
    dead_letter_queue_url: Option<String>,
    /// Where they are sent back to (its output MessageQueueUrl)
    #[arg(
        long,
        value_name = "URL",
        requires = "dead_letter_queue_url",
        global = true
    )]
    queue_url: Option<String>,
}

/// The queues.
pub(crate) struct Queues {
    /// What was given up on.
    pub(crate) dead_letters: Queue,
    /// What the processor takes from; nobody has said where it is.
    pub(crate) messages: Option<Queue>,
}

impl QueueArgs {
    /// Does something with the queues.
    ///
    /// # Errors
    /// The folder is not there or in use, or what is done fails.
    pub(crate) fn with_queues<T>(
        &self,
        work: impl AsyncFnOnce(&Queues) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            if let Some(url) = &self.dead_letter_queue_url {
                let sqs = aws::sqs(&aws::config(&http::client()?).await);
                let queues = Queues {
                    dead_letters: Queue::new(sqs.clone(), url),
                    messages: self.queue_url.as_ref().map(|url| Queue::new(sqs, url)),
                };
                return work(&queues).await;
            }
            if !self.data.join("queue.sqlite").is_file() {
                bail!("there is no queue in {}", self.data.display());
            }
            let folder = DataFolder::open(&self.data)?;
            let local = Local::open(folder.path()).await?;
            let queue = |url| Queue::new(local.aws.sqs(), url);
            let queues = Queues {
                dead_letters: queue(local.dead_letter_queue_url()),
                messages: Some(queue(local.queue_url())),
            };
            work(&queues).await
        })
    }
}
