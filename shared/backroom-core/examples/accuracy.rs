//! How well messages are understood: `just accuracy`, or
//! `cargo run --release -p backroom-core --example accuracy -- DIR [--show KIND] [--limit N] [--every N]`.
//!
//! DIR holds `t1.dev.jsonl`, `t2.dev.jsonl`, `t3.dev.jsonl` and `neg.dev.jsonl`: one JSON object a line with `text`, and
//! `gold` with the action and the items. KIND is one of the counts in the table ("t2 wrong"); the messages behind it
//! are then printed. With `--every 10` only each
//! tenth message is looked at. A name is right if it resolves to the gold name in a shop that stocks it and 299 others.

#[path = "accuracy/measure.rs"]
mod measure;
#[path = "accuracy/shop.rs"]
mod shop;

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
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?.into();
    let mut options = Options {
        folder,
        show: None,
        limit: 40,
        every: 1,
    };
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or("an option without its value")?;
        match option.as_str() {
            "--show" => options.show = Some(value),
            "--limit" => options.limit = value.parse()?,
            "--every" => options.every = value.parse()?,
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

    let judge_t2 = |message: &Message| measure::with_shop(message, &names);
    let judge_t3 = |message: &Message| measure::with_shop(message, &names);
    run("t1", &t1, &options, &mut output, measure::word_for_word)?;
    run("t2", &t2, &options, &mut output, judge_t2)?;
    run("t3", &t3, &options, &mut output, judge_t3)?;
    run("neg", &neg, &options, &mut output, measure::moves_nothing)?;
    let all = t1.iter().chain(&t2).chain(&t3).chain(&neg);
    time(
        all.map(|message| message.text.as_str()),
        &names,
        &mut output,
    )
}

fn run(
    name: &str,
    messages: &[Message],
    options: &Options,
    output: &mut impl Write,
    judge: impl Fn(&Message) -> Vec<Verdict>,
) -> Result<(), Box<dyn Error>> {
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
    writeln!(output, "{name}: {} messages", messages.len())?;
    for (kind, count) in tally {
        let share = 100.0 * f64::from(count) / messages.len() as f64;
        writeln!(output, "  {kind:<34} {count:>6}  {share:>6.2} %")?;
    }
    Ok(())
}

/// Median and 99th percentile of one parse, and of one look-up among 1,000 items.
fn time<'a>(
    texts: impl Iterator<Item = &'a str>,
    names: &Names,
    output: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
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
        format!("median {:.2} µs, p99 {:.2} µs", at(50), at(99))
    };
    writeln!(output, "time, {} messages", texts.len())?;
    let parsing = timed(&|text| drop(std::hint::black_box(parse(text))));
    writeln!(output, "  parse                              {parsing}")?;
    let shop = names.shop(&[], 1000, 0);
    let resolving = timed(&|text| drop(std::hint::black_box(shop.resolve(text))));
    writeln!(output, "  the text as a name, 1,000 items    {resolving}")?;
    Ok(())
}
