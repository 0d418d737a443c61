//! How well messages are understood: `just accuracy`, or
//! `cargo run --release -p backroom-core --example accuracy -- DIR [--show KIND] [--limit N] [--every N]`.
//!
//! DIR holds `t1.dev.jsonl`, `t2.dev.jsonl`, `t3.dev.jsonl` and `neg.dev.jsonl`: one JSON object a line with `text`, and
//! `gold` with the action and the items. First comes the table of the aims; below it each count that it is made of. KIND is
//! one of those counts ("t2 wrong: unit"); the messages behind it are then printed. With `--every 10` only each
//! tenth message is looked at. A name is right if it resolves to the gold name in a shop that stocks it and 299 others.
//! The shop messages are those of `corpus/shop_messages.txt`, or of the file that `--shop FILE` names.

#[path = "../tests/shop_messages/judge.rs"]
mod judge;
#[path = "accuracy/measure.rs"]
mod measure;
#[path = "accuracy/shop.rs"]
mod shop;
#[path = "accuracy/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

use backroom_core::parse::parse;
use measure::{Tally, Verdict};
use serde::Deserialize;
use shop::Names;
use table::{Counts, Times};

#[derive(Deserialize)]
struct Message {
    text: String,
    gold: Gold,
}

#[derive(Deserialize)]
struct Gold {
    action: String,
    #[serde(default)]
    items: Vec<GoldItem>,
}

#[derive(Deserialize)]
struct GoldItem {
    qty: f64,
    unit: Option<String>,
    name: String,
}

struct Options {
    folder: PathBuf,
    show: Option<String>,
    limit: usize,
    every: usize,
    shop: Option<PathBuf>,
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?.into();
    let mut options = Options {
        folder,
        show: None,
        limit: 40,
        every: 1,
        shop: None,
    };
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or("an option without its value")?;
        match option.as_str() {
            "--show" => options.show = Some(value),
            "--limit" => options.limit = value.parse()?,
            "--every" => options.every = value.parse()?,
            "--shop" => options.shop = Some(value.into()),
            _ => return Err(format!("no such option: {option}").into()),
        }
    }
    Ok(options)
}

fn read(options: &Options, file: &str) -> Result<Vec<Message>, Box<dyn Error>> {
    let text = fs::read_to_string(options.folder.join(file))?;
    let messages = text
        .lines()
        .step_by(options.every.max(1))
        .map(serde_json::from_str);
    Ok(messages.collect::<Result<_, _>>()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options()?;
    let mut output = io::stdout().lock();
    let t2 = read(&options, "t2.dev.jsonl")?;
    let t3 = read(&options, "t3.dev.jsonl")?;
    let gold_names = t2.iter().chain(&t3).flat_map(|message| &message.gold.items);
    let names = Names::new(gold_names.map(|item| item.name.as_str()));
    let t1 = read(&options, "t1.dev.jsonl")?;
    let neg = read(&options, "neg.dev.jsonl")?;
    let corpus = match &options.shop {
        Some(file) => fs::read_to_string(file)?,
        None => include_str!("../corpus/shop_messages.txt").to_owned(),
    };

    let with_shop = |message: &Message| measure::with_shop(message, &names);
    let counts = Counts {
        t1: count("t1", &t1, &options, &mut output, measure::word_for_word)?,
        t2: count("t2", &t2, &options, &mut output, with_shop)?,
        t3: count("t3", &t3, &options, &mut output, with_shop)?,
        neg: count("neg", &neg, &options, &mut output, measure::moves_nothing)?,
        shop: judge::measure(&corpus),
        times: times(
            [&t1, &t2, &t3, &neg]
                .into_iter()
                .flatten()
                .map(|message| message.text.as_str()),
            &names,
        ),
    };
    counts.print(&mut output)
}

/// The counts of each verdict; those of the kind that is to be shown are printed.
fn count(
    name: &'static str,
    messages: &[Message],
    options: &Options,
    output: &mut impl Write,
    judge: impl Fn(&Message) -> Vec<Verdict>,
) -> Result<table::Set, Box<dyn Error>> {
    let mut tally: Tally = BTreeMap::new();
    let mut shown = 0;
    for message in messages {
        for verdict in judge(message) {
            *tally.entry(verdict.kind).or_default() += 1;
            let kind = format!("{name} {}", verdict.kind);
            if options.show.as_deref() == Some(&kind) && shown < options.limit {
                shown += 1;
                writeln!(output, "{kind}: {:?} {}", message.text, verdict.detail)?;
            }
        }
    }
    Ok(table::Set {
        name,
        messages: messages.len(),
        tally,
    })
}

/// Median and 99th percentile of one parse, and of one look-up among 1,000 items.
fn times<'a>(texts: impl Iterator<Item = &'a str>, names: &Names) -> Times {
    let texts: Vec<&str> = texts.collect();
    let timed = |run: &dyn Fn(&str)| {
        let mut nanoseconds: Vec<u128> = texts
            .iter()
            .map(|text| {
                let start = Instant::now();
                run(text);
                start.elapsed().as_nanos()
            })
            .collect();
        nanoseconds.sort_unstable();
        let at = |share: usize| nanoseconds[nanoseconds.len() * share / 100] as f64 / 1000.0;
        (at(50), at(99))
    };
    let parse = timed(&|text| drop(std::hint::black_box(parse(text))));
    let shop = names.shop(&[], 1000, 0);
    let resolve = timed(&|text| drop(std::hint::black_box(shop.resolve(text))));
    Times { parse, resolve }
}
