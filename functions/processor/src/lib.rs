//! The processor: takes each queued message, understands it, moves the stock once, and answers.
//!
//! Read on in [`process`]: the flow of a message, from queue to reply. `batch.rs` above it takes SQS's batches apart,
//! the files below it are the steps.

mod account;
mod alert;
mod answered;
mod api;
mod asking;
mod batch;
mod budget;
mod burst;
mod change;
mod commit;
mod confirm;
mod credit;
mod day;
mod expiry;
mod export;
mod failure;
mod fix;
mod free_question;
mod heap;
mod history;
mod incomplete;
mod items;
mod known;
mod limit;
mod line;
mod list;
mod manage;
mod media;
mod meter;
mod miss;
mod named;
mod newcomer;
mod note;
mod packs;
mod past;
mod place;
mod plainly;
mod plan;
mod privacy;
mod process;
mod question;
mod sent;
mod setting;
mod settle;
mod sheet;
mod starter;
mod stocktake;
mod table;
mod takings;
mod task;
mod team;
mod turn;
mod understand;
mod undo;
mod which;
mod withdrawn;

use backroom_core::business::zone;
use backroom_io::clock::Clock;
use backroom_io::config::ProcessorConfig;
use backroom_io::gemini::Gemini;
use backroom_io::queue::Queue;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use jiff::Timestamp;
use jiff::civil::Date;

pub use batch::{handle, handle_within};
pub use failure::Failure;

/// What the processor works with: made once, at the start of the process.
#[derive(Debug)]
pub struct Processor {
    config: ProcessorConfig,
    store: Store,
    queue: Queue,
    dead_letters: Queue,
    /// The usage report's, where sheets are kept.
    report_queue: Option<Queue>,
    whatsapp: WhatsApp,
    gemini: Option<Gemini>,
    clock: Clock,
    sent: sent::Sent,
    known: known::Known,
    days: limit::Days,
    meters: meter::Meters,
    lines: line::Lines,
}

impl Processor {
    /// With these clients, the queue that messages come from among them; without Gemini, what the grammar does not know is answered with what it does know.
    pub fn new(
        config: ProcessorConfig,
        store: Store,
        (queue, dead_letters): (Queue, Queue),
        whatsapp: WhatsApp,
        gemini: Option<Gemini>,
        clock: Clock,
    ) -> Self {
        Self {
            config,
            store,
            queue,
            dead_letters,
            report_queue: None,
            whatsapp,
            gemini,
            clock,
            sent: sent::Sent::default(),
            known: known::Known::default(),
            days: limit::Days::default(),
            meters: meter::Meters::default(),
            lines: line::Lines::default(),
        }
    }

    /// The same, which has sheets written by what takes from this queue.
    #[must_use]
    pub fn with_report_queue(self, report_queue: Option<Queue>) -> Self {
        Self {
            report_queue,
            ..self
        }
    }

    /// The day in the deployment's time zone, for what is counted by day.
    fn day_of(&self, now: Timestamp) -> Date {
        let zone = zone(&self.config.time_zone);
        now.to_zoned_datetime(zone).date()
    }
}
