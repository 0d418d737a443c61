//! `backroom dead-letters`: the messages that were given up on, why, and back with them.

mod letter;

use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use backroom_io::clock::Clock;
use backroom_io::queue::DeadLetter;
use jiff::Timestamp;

use crate::queues::{QueueArgs, Queues};
use letter::{Letter, short};

/// How long a look keeps them from others. It gives them back as soon as it has seen them.
const LOOK: Duration = Duration::from_secs(60);
/// The same, while they are sent back or dropped one by one.
const WORK: Duration = Duration::from_secs(600);

/// Options of `backroom dead-letters`.
#[derive(clap::Args)]
pub(crate) struct DeadLettersArgs {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    queues: QueueArgs,
}

#[derive(clap::Subcommand)]
enum What {
    /// List them, each with why it is one; of one sender at most the first ten
    List {
        /// A line of JSON for each
        #[arg(long)]
        json: bool,
    },
    /// Show one of them
    Show {
        /// Its id, or how that begins
        id: String,
        /// Its content too: a person's words, name and number
        #[arg(long)]
        reveal: bool,
        /// As a line of JSON
        #[arg(long)]
        json: bool,
    },
    /// Send them back to the processor, each sender's in order; what was done before is only answered again
    Redrive(Which),
    /// Delete them for ever, unanswered
    Drop {
        #[command(flatten)]
        which: Which,
        /// Ask nothing
        #[arg(long)]
        yes: bool,
    },
}

#[derive(clap::Args)]
struct Which {
    /// Their ids, or how those begin
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// A line of JSON for each
    #[arg(long)]
    json: bool,
}

/// Lists, shows, sends back or drops dead letters.
///
/// # Errors
/// The folder is not there or in use, there is no such dead letter, or a queue can't be read or written.
pub(crate) fn run(args: &DeadLettersArgs) -> anyhow::Result<ExitCode> {
    args.queues.with_queues(async |queues: &Queues| {
        match &args.what {
            What::List { json } => list(queues, *json).await?,
            What::Show { id, reveal, json } => show(queues, id, *reveal, *json).await?,
            What::Redrive(which) => redrive(queues, which).await?,
            What::Drop { which, yes } => drop_them(queues, which, *yes).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(queues: &Queues, json: bool) -> anyhow::Result<()> {
    let letters = look(queues).await?;
    for letter in &letters {
        print(letter, json, false)?;
    }
    if !json {
        let all = queues.dead_letters.depth().await?;
        say(&ending(letters.len(), all));
    }
    Ok(())
}

/// "2 dead letters", or how many more there are.
fn ending(seen: usize, all: u64) -> String {
    let seen = u64::try_from(seen).unwrap_or(u64::MAX);
    let count = if seen == 1 {
        "1 dead letter".to_owned()
    } else {
        format!("{seen} dead letters")
    };
    if all > seen {
        format!("{count} of {all}: of one sender only the first ten can be seen")
    } else {
        count
    }
}

async fn show(queues: &Queues, id: &str, reveal: bool, json: bool) -> anyhow::Result<()> {
    let letters = look(queues).await?;
    for letter in meant(&letters, &[id.to_owned()])? {
        print(letter, json, reveal)?;
    }
    Ok(())
}

/// All that can be seen, given back at once.
async fn look(queues: &Queues) -> anyhow::Result<Vec<DeadLetter>> {
    let letters = queues.dead_letters.take(LOOK).await?;
    queues.dead_letters.give_back(&letters).await?;
    Ok(letters)
}

async fn redrive(queues: &Queues, which: &Which) -> anyhow::Result<()> {
    let back = queues.messages.as_ref();
    let back = back.context("where to? Say --queue-url, the stack's output MessageQueueUrl")?;
    let until = Clock::system().now();
    let done = each(queues, which, until, async |letter| {
        back.redrive(letter).await?;
        queues.dead_letters.discard(letter).await?;
        Ok(())
    });
    let done = done.await?;
    if !which.json {
        say(&format!("{done} sent back"));
    }
    Ok(())
}

async fn drop_them(queues: &Queues, which: &Which, yes: bool) -> anyhow::Result<()> {
    let until = Clock::system().now();
    if !yes {
        let letters = look(queues).await?;
        let count = if which.all {
            queues.dead_letters.depth().await?
        } else {
            let letters = meant(&letters, &which.ids)?;
            for letter in &letters {
                print(letter, false, false)?;
            }
            u64::try_from(letters.len()).unwrap_or(u64::MAX)
        };
        confirm(&format!("Delete {count} for ever, unanswered?"))?;
    }
    let done = each(queues, which, until, async |letter| {
        Ok(queues.dead_letters.discard(letter).await?)
    });
    let done = done.await?;
    if !which.json {
        say(&format!("{done} dropped"));
    }
    Ok(())
}

/// Does it to each that is meant, in order; all others are given back. How many that were. "All" are those that were here
/// by then: what comes later nobody has seen, or has just been sent back and failed again.
async fn each(
    queues: &Queues,
    which: &Which,
    until: Timestamp,
    work: impl AsyncFn(&DeadLetter) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let mut done = 0;
    loop {
        let letters = queues.dead_letters.take(WORK).await?;
        let chosen = if which.all {
            let here = |letter: &&DeadLetter| letter.since <= until.as_millisecond();
            Ok(letters.iter().filter(here).collect())
        } else {
            meant(&letters, &which.ids)
        };
        let result = async {
            let mut worked: BTreeSet<&str> = BTreeSet::new();
            for letter in chosen? {
                work(letter).await?;
                print(letter, which.json, false)?;
                worked.insert(&letter.id);
            }
            anyhow::Ok(worked)
        };
        let result = result.await;
        // After a failure all of them: what is gone is not given back, and none of a group may overtake another.
        let worked = result.as_ref().map(BTreeSet::clone).unwrap_or_default();
        let others = letters
            .iter()
            .filter(|letter| !worked.contains(&*letter.id));
        let others: Vec<DeadLetter> = others.cloned().collect();
        let given_back = queues.dead_letters.give_back(&others).await;
        let worked = result?.len();
        done += worked;
        given_back?;
        // Behind the first ten of a sender there may be more.
        if !which.all || worked == 0 {
            return Ok(done);
        }
    }
}

/// Those whose ids begin so, each once, in the order in which they lie there.
fn meant<'a>(letters: &'a [DeadLetter], ids: &[String]) -> anyhow::Result<Vec<&'a DeadLetter>> {
    for id in ids {
        let found = letters.iter().filter(|letter| letter.id.starts_with(&**id));
        match found.count() {
            0 => bail!("there is no dead letter {id} among those that can be seen"),
            1 => {}
            several => bail!("{several} dead letters begin with {id}"),
        }
    }
    let any = |letter: &&DeadLetter| ids.iter().any(|id| letter.id.starts_with(&**id));
    Ok(letters.iter().filter(any).collect())
}

/// Asks whoever sits at the terminal.
fn confirm(question: &str) -> anyhow::Result<()> {
    if !std::io::stdin().is_terminal() {
        bail!("{question} Say so with --yes");
    }
    let mut out = std::io::stderr();
    write!(out, "{question} Type \"drop\" to go on: ")?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if answer.trim() != "drop" {
        bail!("nothing was dropped");
    }
    Ok(())
}

fn print(letter: &DeadLetter, json: bool, reveal: bool) -> anyhow::Result<()> {
    let read = Letter::read(letter, reveal);
    if json {
        say(&serde_json::to_string(&read)?);
    } else {
        say(&read.line());
        if reveal {
            say(&letter.body);
        } else {
            say(&format!("{:8}  {}", "", short(&read.why)));
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the lines are what the command is for")]
fn say(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use backroom_io::queue::Queue;
    use backroom_local::Local;
    use backroom_local::queue::{NewMessage, QueueName};
    use jiff::SignedDuration;

    use super::*;

    async fn park(local: &Local, body: &str) -> anyhow::Result<()> {
        let letter = NewMessage {
            group: "g".to_owned(),
            deduplication_id: body.to_owned(),
            body: body.to_owned(),
            said: BTreeMap::default(),
        };
        let queues = &local.aws.queues;
        queues.send(QueueName::DeadLetters, vec![letter]).await?;
        Ok(())
    }

    #[tokio::test]
    async fn all_are_those_that_were_here_when_it_began() -> anyhow::Result<()> {
        let clock = Clock::stopped_at(Timestamp::from_second(1_800_000_000)?);
        let local = Local::in_memory_at(clock.clone()).await?;
        let dead_letters = Queue::new(local.aws.sqs(), local.dead_letter_queue_url());
        let queues = Queues {
            dead_letters,
            messages: None,
        };
        let all = Which {
            ids: Vec::new(),
            all: true,
            json: true,
        };
        for n in 0..12 {
            park(&local, &n.to_string()).await?;
        }
        let until = clock.now();
        clock.advance(SignedDuration::from_secs(1));

        // Each of them fails again.
        let done = each(&queues, &all, until, async |letter| {
            queues.dead_letters.discard(letter).await?;
            park(&local, &format!("again {}", letter.body)).await
        });
        let done = tokio::time::timeout(Duration::from_secs(60), done).await??;
        assert_eq!(done, 12);
        assert_eq!(queues.dead_letters.depth().await?, 12);
        Ok(())
    }
}
