//! What a million messages cost on AWS: calls and units counted here through the real handlers, times the price list in
//! `prices.json`. The table that comes of it stands in `docs/performance.md`, and has to be this one.
//!
//! What can't be counted here is in `prices.json` too: how long a function is busy, most of which it waits (SQS 10 ms,
//! the table 20, WhatsApp 200), and how many receipts WhatsApp sends for a reply.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lambda_events::sqs::SqsEvent;
use backroom_core::business::Role;
use backroom_io::store::Consumption;
use backroom_testing::Shop;
use serde_json::Value;

/// What AWS may cost for a million messages with the function's own URL as the door, receipts left aside: even where each
/// message comes alone. The page says what receipts add.
const USD_MAX: f64 = 5.0;
/// Ten messages of a shop's day: six changes, one of them of two lines, three questions and a word of thanks.
const DAY: [&str; 10] = [
    "sold 3 coke",
    "how many coke?",
    "got 10 bread @ 12",
    "sold 1 bread @ 18",
    "sold 2 coke, 1 bread",
    "stock",
    "sold 1 milk",
    "thanks",
    "how many milk?",
    "broke 1 milk",
];

/// What was counted, of some messages.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    messages: f64,
    replies: f64,
    sent_calls: f64,
    batches: f64,
    read: f64,
    written: f64,
}

/// Two people trade, one message after the other or both at the same time.
async fn counted(texts: &[&str], together: bool) -> Counted {
    let stock = "coke 5000, bread 5000, milk 5000, fanta 5000, rice 5000, soap 5000";
    let shop = Shop::open("Thandi's Spaza", stock).await;
    shop.join("Sipho", Role::Staff).await;
    for name in ["Thandi", "Sipho"] {
        shop.says(name, "hello").await;
    }
    let calls = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&calls);
    shop.local.aws.faults.plan(move |call| {
        if call.target.starts_with("AmazonSQS.") {
            count.fetch_add(1, Ordering::Relaxed);
        }
        None
    });
    let heard = || shop.heard("Thandi").len() + shop.heard("Sipho").len();
    let (before, replies) = (shop.store.consumed(), heard());
    let mut batches = 0;
    for text in texts {
        for name in ["Thandi", "Sipho"] {
            shop.queue(name, &own(text, name));
            if !together || name == "Sipho" {
                batches += worked_off(&shop).await;
            }
        }
    }
    let used: Consumption = shop.store.consumed().since(before);
    Counted {
        messages: (texts.len() * 2) as f64,
        replies: (heard() - replies) as f64,
        sent_calls: calls.load(Ordering::Relaxed) as f64,
        batches: batches as f64,
        read: used.read_halves as f64 / 2.0,
        written: used.write_halves as f64 / 2.0,
    }
}

/// The text, about what this person sells: two sales of one item at the same moment may have to be decided anew.
fn own(text: &str, name: &str) -> String {
    if name == "Thandi" {
        return text.to_owned();
    }
    let others = [("coke", "fanta"), ("bread", "rice"), ("milk", "soap")];
    others.iter().fold(text.to_owned(), |text, (one, other)| {
        text.replace(one, other)
    })
}

/// Delivers what was said and has it processed; how many batches that took.
async fn worked_off(shop: &Shop) -> usize {
    shop.take_webhooks().await;
    let batches = AtomicU64::new(0);
    let handler = async |event: SqsEvent| {
        batches.fetch_add(1, Ordering::Relaxed);
        shop.handle(event).await
    };
    shop.local.poller.drain(handler).await;
    usize::try_from(batches.into_inner()).unwrap_or(usize::MAX)
}

/// Dollars for a million messages, by what they are for.
struct Priced {
    table: f64,
    queue: f64,
    functions: f64,
    receipts: f64,
    api: f64,
}

/// People trade one after the other, and WhatsApp charges for each reply: what counting that takes, receipt for receipt.
async fn counting_charges(texts: &[&str]) -> Counted {
    let shop = Shop::open("Thandi's Spaza", "coke 5000").await;
    shop.says("Thandi", "hello").await;
    shop.whatsapp.charge();
    let calls = Arc::new(AtomicU64::new(0));
    let (mut used, mut batches) = ((0, 0), 0);
    for text in texts {
        shop.queue("Thandi", text);
        // Its message first, then what came of the receipts of its reply.
        worked_off(&shop).await;
        let count = Arc::clone(&calls);
        shop.local.aws.faults.plan(move |call| {
            if call.target.starts_with("AmazonSQS.") {
                count.fetch_add(1, Ordering::Relaxed);
            }
            None
        });
        let before = shop.store.consumed();
        batches += worked_off(&shop).await;
        let since = shop.store.consumed().since(before);
        used = (used.0 + since.read_halves, used.1 + since.write_halves);
        shop.local.aws.faults.clear();
    }
    Counted {
        messages: texts.len() as f64,
        replies: 0.0,
        sent_calls: calls.load(Ordering::Relaxed) as f64,
        batches: batches as f64,
        read: used.0 as f64 / 2.0,
        written: used.1 as f64 / 2.0,
    }
}

impl Priced {
    fn of(counted: Counted, prices: &Value) -> Self {
        let price = |name: &str| {
            prices["usd_a_million"][name]
                .as_f64()
                .expect("it is there, as the test reads it")
        };
        let busy = |name: &str| {
            prices["assumed_ms"][name]
                .as_f64()
                .expect("it is there, as the test reads it")
        };
        let receipts = prices["receipts_of_a_reply"]
            .as_f64()
            .expect("it is there, as the test reads it");
        let invoked = |function: &str, name: &str| {
            let gb_s = memory_gb(function) * busy(name) / 1000.0;
            price("lambda_request") + gb_s * price("lambda_arm64_gb_second")
        };
        let each = |number: f64| number / counted.messages;
        let (webhook, processor) = ("WebhookFunction", "ProcessorFunction");
        let requests = each(counted.sent_calls) + each(counted.batches) * 2.0;
        let receipts = each(counted.replies) * receipts;
        Self {
            table: each(counted.written) * price("dynamodb_write_unit")
                + each(counted.read) * price("dynamodb_read_unit"),
            queue: requests * price("sqs_fifo_request"),
            functions: invoked(webhook, "of_the_webhook")
                + each(counted.batches) * invoked(processor, "of_the_processor"),
            receipts: receipts * invoked(webhook, "of_the_webhook_for_a_receipt"),
            api: (1.0 + receipts) * price("http_api_request"),
        }
    }

    /// As [`Priced::of`], of what comes beside messages: the webhook is called for the receipt in any case.
    fn of_charges(counted: Counted, prices: &Value) -> Self {
        let all = Self::of(counted, prices);
        let busy = |name: &str| prices["assumed_ms"][name].as_f64();
        let (Some(usual), Some(short)) = (
            busy("of_the_processor"),
            busy("of_the_processor_for_a_receipt"),
        ) else {
            panic!("they are there, as the test reads them");
        };
        let second = prices["usd_a_million"]["lambda_arm64_gb_second"].as_f64();
        let second = second.expect("it is there, as the test reads it");
        let batches = counted.batches / counted.messages;
        let less = batches * memory_gb("ProcessorFunction") * (usual - short) / 1000.0 * second;
        let once = Self::of(
            Counted {
                batches: 0.0,
                sent_calls: 0.0,
                read: 0.0,
                written: 0.0,
                ..counted
            },
            prices,
        );
        Self {
            functions: all.functions - once.functions - less,
            api: 0.0,
            ..all
        }
    }

    fn without_receipts(&self) -> f64 {
        self.table + self.queue + self.functions
    }

    fn row(&self, name: &str) -> String {
        let url = self.without_receipts() + self.receipts;
        format!(
            "| {name} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | **{url:.2}** | {:.2} |\n",
            self.table,
            self.queue,
            self.functions,
            self.without_receipts(),
            self.receipts,
            url + self.api,
        )
    }
}

/// What the template gives a function.
fn memory_gb(function: &str) -> f64 {
    let template = include_str!("../../../template.yaml");
    let (_, its) = template
        .split_once(&format!("\n  {function}:\n"))
        .expect("it is there, as the test reads it");
    let (_, size) = its
        .split_once("MemorySize: ")
        .expect("it is there, as the test reads it");
    let line = size
        .lines()
        .next()
        .expect("it is there, as the test reads it");
    // Where it depends on a switch, on what it is while that is off: the last of the two.
    let megabytes = line
        .trim_end_matches(']')
        .rsplit(' ')
        .next()
        .expect("it is there, as the test reads it");
    megabytes
        .parse::<f64>()
        .expect("it is there, as the test reads it")
        / 1024.0
}

#[tokio::test]
async fn a_million_messages_cost_what_the_page_says_and_no_more_than_five_dollars() {
    let prices: Value = serde_json::from_str(include_str!("prices.json")).unwrap();
    let priced =
        async |texts: &[&str], together| Priced::of(counted(texts, together).await, &prices);
    let alone = priced(&DAY, false).await;
    let rows = [
        priced(&["sold 3 coke"; 10], false)
            .await
            .row("a sale, one at a time"),
        priced(&["how many coke?"; 10], false)
            .await
            .row("a question, one at a time"),
        alone.row("a shop's day, one at a time"),
        priced(&DAY, true).await.row("a shop's day, two at a time"),
        Priced::of_charges(counting_charges(&["sold 3 coke"; 10]).await, &prices)
            .row("beside, each reply that WhatsApp charges for"),
    ]
    .concat();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/performance.md");
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains(&rows),
        "docs/performance.md has to say\n{rows}"
    );
    assert!(page.contains(prices["as_of"].as_str().unwrap()));
    assert!(
        alone.without_receipts() <= USD_MAX,
        "{}",
        alone.row("a day")
    );
}
