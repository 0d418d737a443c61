//! The usage report: sends each business that wants it the summary of its day before (on a Monday of its week before, on
//! the first of its month before), in the morning of its own time zone, and the operator a total; and recomputes each
//! ledger at night.
//!
//! The schedule fires each hour and only queues the first steps of a *sweep* ([`backroom_core::sweep`]); this function
//! takes them from its own queue, and more of it run side by side. See
//! `docs/adr/0016-reports-fan-out-through-a-queue-of-their-own.md`.
//!
//! Each report is sent at most once for its period, however often the schedule fires: who is about to send it first
//! *claims* it in the table. A claim is given back only if the message certainly did not go out. Whoever is cut off
//! between the claim and the send, or does not learn what became of the message, leaves the claim: that report is lost,
//! which is better than saying it twice.
//!
//! And it keeps the stock of shops that wish so in a Google Sheet of theirs: see
//! `docs/adr/0024-a-shops-sheet-is-written-by-the-hour.md`.

mod business;
mod operator;
mod schedule;
mod sending;
mod sheets;
mod step;
mod verify;

use backroom_io::clock::Clock;
use backroom_io::config::UsageReportConfig;
use backroom_io::queue::{Queue, QueueError};
use backroom_io::sheets::Sheets;
use backroom_io::store::{Store, StoreError};
use backroom_io::whatsapp::WhatsApp;

pub use operator::survey;
pub use schedule::begin;
pub use step::{handle, handle_within};

/// How many businesses one step of the reports sees to at once.
const AT_ONCE: usize = 4;

/// What the report is made with.
#[derive(Clone, Debug)]
pub struct UsageReport {
    config: UsageReportConfig,
    store: Store,
    queue: Queue,
    whatsapp: WhatsApp,
    clock: Clock,
    has_button: sending::HasButton,
    sheets: Option<Sheets>,
}

impl UsageReport {
    /// From its clients; the queue is that of its own steps.
    pub fn new(
        config: UsageReportConfig,
        store: Store,
        queue: Queue,
        whatsapp: WhatsApp,
        clock: Clock,
    ) -> Self {
        Self {
            config,
            store,
            queue,
            whatsapp,
            clock,
            has_button: sending::HasButton::default(),
            sheets: None,
        }
    }

    /// The same, which also keeps shops' stock in sheets of theirs.
    #[must_use]
    pub fn with_sheets(self, sheets: Option<Sheets>) -> Self {
        Self { sheets, ..self }
    }
}

/// What some steps did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Businesses that were looked at for their report.
    pub businesses: u64,
    /// Reports sent, the operator's among them.
    pub sent: u64,
    /// Reports about which there was nothing to say.
    pub nothing: u64,
    /// Reports that wait until their reader writes: only then they may be written to.
    pub waiting: u64,
    /// Reports that failed; each has its own log line. Those that did not go out are tried again by the next sweep.
    pub failed: u64,
    /// Ledgers that were recomputed.
    pub verified: u64,
    /// Of these, the ones that do not add up; each has its own log line.
    pub unsound: u64,
    /// Ledgers that could not be recomputed; each has its own log line.
    pub not_verified: u64,
    /// Sheets that were written.
    pub sheets: u64,
    /// Sheets that can't be written until their shop does something, which it was told.
    pub sheets_refused: u64,
    /// Sheets that were not written, since Google did not take them or not let us in, or what they are written from could not
    /// be read; each has its own log line, and the next hour tries again.
    pub sheets_failed: u64,
}

/// What became of one report, or one ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was sent, or is being sent, by another step; or there is none to send.
    NotDue,
    Sent,
    Nothing,
    Waiting,
    Failed,
    Sound,
    Unsound,
    NotVerified,
    SheetWritten,
    SheetRefused,
    SheetFailed,
    /// And Google takes no others now.
    GoogleTakesNone,
}

/// Why a step, or something of it, could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The table.
    #[error("the table: {0}")]
    Store(#[from] StoreError),
    /// The next steps could not be queued.
    #[error("the queue: {0}")]
    Queue(#[from] QueueError),
    /// A business is in a time zone that is not known.
    #[error("the time zone is not known")]
    TimeZone,
}

impl Run {
    fn note(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::NotDue => {}
            Outcome::Sent => self.sent += 1,
            Outcome::Nothing => self.nothing += 1,
            Outcome::Waiting => self.waiting += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Sound => self.verified += 1,
            Outcome::Unsound => {
                self.verified += 1;
                self.unsound += 1;
            }
            Outcome::NotVerified => self.not_verified += 1,
            Outcome::SheetWritten => self.sheets += 1,
            Outcome::SheetRefused => self.sheets_refused += 1,
            Outcome::SheetFailed | Outcome::GoogleTakesNone => self.sheets_failed += 1,
        }
    }

    /// Adds what other steps did.
    pub fn add(&mut self, other: &Self) {
        self.businesses += other.businesses;
        self.sent += other.sent;
        self.nothing += other.nothing;
        self.waiting += other.waiting;
        self.failed += other.failed;
        self.verified += other.verified;
        self.unsound += other.unsound;
        self.not_verified += other.not_verified;
        self.sheets += other.sheets;
        self.sheets_refused += other.sheets_refused;
        self.sheets_failed += other.sheets_failed;
    }
}
