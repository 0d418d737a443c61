//! `backroom say`: one message through a running `backroom dev`, and its reply.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

/// Options of `backroom say`.
#[derive(clap::Args)]
pub(crate) struct SayArgs {
    /// The message
    #[arg(required = true)]
    text: Vec<String>,
    /// Who says it: a name on the page [default: the first]
    #[arg(long = "as", value_name = "NAME")]
    person: Option<String>,
    /// Where `backroom dev` is
    #[arg(long, value_name = "PORT", default_value_t = 8000)]
    port: u16,
}

const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// How long after the two blue ticks a reply may still come: they go beside it.
const SILENT_AFTER: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(30);
const CALL_WITHIN: Duration = Duration::from_secs(5);

/// Says it, waits for the reply and prints that.
///
/// # Errors
/// No `dev` is there, nobody has that name, or no reply comes.
pub(crate) fn run(args: &SayArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let heard = runtime.block_on(say(args))?;
    print(&heard);
    Ok(ExitCode::SUCCESS)
}

struct Dev {
    http: reqwest::Client,
    base: String,
}

#[derive(Deserialize)]
struct People {
    people: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Said {
    id: String,
}

#[derive(Deserialize)]
struct Messages {
    messages: Vec<Message>,
    typing: bool,
}

#[derive(Deserialize)]
struct Message {
    id: String,
    seq: i64,
    side: String,
    tick: String,
    reaction: Option<String>,
    bubble: Bubble,
}

/// What came of a message.
enum Heard {
    Reply(Message),
    Reaction(String),
    /// It was read and done, and nothing is said about it.
    Nothing,
}

#[derive(Deserialize)]
struct Bubble {
    text: String,
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    title: String,
}

async fn say(args: &SayArgs) -> anyhow::Result<Heard> {
    let dev = Dev {
        http: backroom_io::http::client()?,
        base: format!("http://127.0.0.1:{}/phone", args.port),
    };
    let person = dev.person(args.person.as_deref()).await?;
    let said: Said = dev
        .call(
            &format!("{person}/say"),
            Some(json!({"text": args.text.join(" ")})),
        )
        .await?;
    let deadline = Instant::now() + ANSWER_WITHIN;
    let mut read_at = None;
    loop {
        let Messages { messages, typing } = dev.call(&format!("{person}/messages"), None).await?;
        let own = messages.iter().find(|message| message.id == said.id);
        let at = own.map(|own| own.seq);
        if let Some(emoji) = own.and_then(|own| own.reaction.clone()) {
            return Ok(Heard::Reaction(emoji));
        }
        if own.is_some_and(|own| own.tick == "read") {
            read_at.get_or_insert_with(Instant::now);
        }
        let reply = messages
            .into_iter()
            .find(|message| message.side == "business" && Some(message.seq) > at);
        if let Some(reply) = reply {
            return Ok(Heard::Reply(reply));
        }
        let silent = read_at.is_some_and(|at| at.elapsed() > SILENT_AFTER) && !typing;
        if silent || (read_at.is_some() && Instant::now() > deadline) {
            return Ok(Heard::Nothing);
        }
        if Instant::now() > deadline {
            bail!("no reply within {} seconds", ANSWER_WITHIN.as_secs());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

impl Dev {
    /// The id of the person of this name, or of the first.
    async fn person(&self, name: Option<&str>) -> anyhow::Result<String> {
        let People { people } = self.call("people", None).await?;
        let wanted = |person: &&Person| {
            name.is_none_or(|name| {
                person.name.eq_ignore_ascii_case(name) || person.id.eq_ignore_ascii_case(name)
            })
        };
        if let Some(person) = people.iter().find(wanted) {
            return Ok(person.id.clone());
        }
        let names: Vec<_> = people.into_iter().map(|person| person.name).collect();
        bail!(
            "nobody is called {}; there are: {}",
            name.unwrap_or("anything"),
            names.join(", ")
        )
    }

    async fn call<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<T> {
        let url = format!("{}/{path}", self.base);
        let request = match &body {
            Some(body) => self.http.post(&url).json(body),
            None => self.http.get(&url),
        };
        let response = request.timeout(CALL_WITHIN).send().await.with_context(|| {
            format!(
                "no `backroom dev` at {}; start one, or name its --port",
                self.base
            )
        })?;
        let status = response.status();
        if !status.is_success() {
            let words = response.text().await.unwrap_or_default();
            bail!("`backroom dev` answers {status}: {words}");
        }
        response
            .json()
            .await
            .context("`backroom dev` answers something else than expected")
    }
}

#[expect(clippy::print_stdout, reason = "the reply is what the command is for")]
fn print(heard: &Heard) {
    match heard {
        Heard::Reply(reply) => {
            println!("{}", reply.bubble.text);
            for choice in &reply.bubble.choices {
                println!("[{}]", choice.title);
            }
        }
        Heard::Reaction(emoji) => println!("{emoji}"),
        Heard::Nothing => println!("(read, and not answered: quiet is on, see: settings)"),
    }
}
