//! The thread that owns the queues. See [`crate::queue`] for why there is one.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use backroom_io::clock::Clock;
use tokio::sync::oneshot;

use super::groups::{Groups, Holding, Millis, Sequence};
use super::journal::{Added, Journal, read_receipt};
use super::{Changes, Depth, NewMessage, QueueError, QueueName, QueueSettings, Receipt, Sent};

/// Commands that one commit may cover.
const COMMANDS_MAX: usize = 256;

/// Where an answer goes.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, QueueError>>;

/// What the thread is asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    Send {
        queue: QueueName,
        messages: Vec<NewMessage>,
        reply: Reply<Vec<Sent>>,
    },
    Receive {
        queue: QueueName,
        most: usize,
        visibility: Duration,
        reply: Reply<Receipt>,
    },
    Delete {
        queue: QueueName,
        receipts: Vec<String>,
        reply: Reply<Vec<Result<(), QueueError>>>,
    },
    ChangeVisibility {
        queue: QueueName,
        receipt: String,
        visibility: Duration,
        reply: Reply<Result<(), QueueError>>,
    },
    Depth {
        queue: QueueName,
        reply: Reply<Depth>,
    },
}

/// An answer that waits for the commit, and is given its outcome.
type Answer = Box<dyn FnOnce(Result<(), QueueError>)>;

/// Where commands are handed in.
#[derive(Clone)]
pub(crate) enum Desk {
    /// To the thread.
    Thread(mpsc::Sender<Command>),
    /// To the worker itself, which does them at once.
    Here(Arc<Mutex<Worker>>, Clock, Arc<Changes>),
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// Takes a command; its answer comes by itself.
    pub(crate) fn take(&self, command: Command) -> Result<(), QueueError> {
        match self {
            Self::Thread(commands) => commands.send(command).map_err(|_| QueueError::Stopped),
            Self::Here(worker, clock, changed) => {
                let wakes = command.wakes_receivers_of();
                let mut worker = worker.lock().unwrap_or_else(PoisonError::into_inner);
                worker.serve(vec![command], clock.now().as_millisecond());
                if let Some(queue) = wakes {
                    changed[queue as usize].notify_one();
                }
                Ok(())
            }
        }
    }
}

pub(crate) struct Worker {
    journal: Journal,
    /// In the order of [`QueueName::ALL`].
    queues: [Groups; QueueName::ALL.len()],
    settings: QueueSettings,
}

/// A worker that has read what is in the journal.
fn worker(journal: Journal, settings: QueueSettings) -> Result<Worker, QueueError> {
    let mut worker = Worker {
        journal,
        queues: Default::default(),
        settings,
    };
    worker.read_from_disk().map_err(QueueError::Open)?;
    Ok(worker)
}

/// Starts no thread.
pub(crate) fn in_step(
    journal: Journal,
    settings: QueueSettings,
    clock: Clock,
    changed: Arc<Changes>,
) -> Result<Desk, QueueError> {
    let worker = Arc::new(Mutex::new(worker(journal, settings)?));
    Ok(Desk::Here(worker, clock, changed))
}

/// Starts the thread; it ends when the last sender of commands is gone.
pub(crate) fn start(
    journal: Journal,
    settings: QueueSettings,
    clock: Clock,
    changed: Arc<Changes>,
) -> Result<Desk, QueueError> {
    let mut worker = worker(journal, settings)?;
    let (sender, commands) = mpsc::channel();
    std::thread::Builder::new()
        .name("queue".to_owned())
        .spawn(move || {
            while let Ok(first) = commands.recv() {
                let rest = commands.try_iter().take(COMMANDS_MAX - 1);
                let gathered: Vec<_> = std::iter::once(first).chain(rest).collect();
                let wakes = gathered.iter().filter_map(Command::wakes_receivers_of);
                let wakes: Vec<QueueName> = wakes.collect();
                worker.serve(gathered, clock.now().as_millisecond());
                for queue in wakes {
                    changed[queue as usize].notify_one();
                }
            }
        })
        .map_err(QueueError::Thread)?;
    Ok(Desk::Thread(sender))
}

impl Command {
    /// Where there may be more to receive afterwards.
    fn wakes_receivers_of(&self) -> Option<QueueName> {
        match self {
            Self::Send { queue, .. }
            | Self::Delete { queue, .. }
            | Self::ChangeVisibility { queue, .. } => Some(*queue),
            Self::Receive { .. } | Self::Depth { .. } => None,
        }
    }

    /// Whether messages are forgotten.
    fn deletes(&self) -> bool {
        matches!(self, Self::Delete { .. })
    }

    /// Whether someone is promised that it outlives a power cut. A lost delete or count only means that a message
    /// comes again, which its receivers have to bear anyway.
    fn is_a_promise(&self) -> bool {
        matches!(self, Self::Send { .. })
    }
}

impl Worker {
    /// Does all of them in one transaction, then answers. If the disk refuses, none of them happened.
    fn serve(&mut self, commands: Vec<Command>, now: Millis) {
        let durable = commands.iter().any(Command::is_a_promise);
        let mut answers: Vec<Answer> = Vec::with_capacity(commands.len());
        let deletes = commands.iter().any(Command::deletes);
        let mut outcome = self.journal.begin(durable, deletes);
        for command in commands {
            // After a first refusal the others are only told.
            let doing = match outcome {
                Ok(()) => Some(&mut *self),
                Err(_) => None,
            };
            let (answer, done) = apply(doing, command, now);
            answers.push(answer);
            outcome = outcome.and(done);
        }
        let outcome = outcome
            .and_then(|()| self.journal.forget_old_ids(now))
            .and_then(|()| self.journal.commit())
            .map_err(Arc::new);
        if outcome.is_err() {
            self.journal.roll_back();
            if let Err(error) = self.read_from_disk() {
                tracing::error!(%error, "the queue can't be read again after a failed write");
            }
        }
        for answer in answers {
            answer(outcome.clone().map_err(QueueError::Write));
        }
    }

    /// Takes the disk's word for what is waiting; all of it becomes visible.
    fn read_from_disk(&mut self) -> rusqlite::Result<()> {
        for queue in QueueName::ALL {
            let mut groups = Groups::default();
            self.journal.waiting(queue, |sequence, group, receives| {
                groups.add(sequence, group, receives)
            })?;
            *self.groups(queue) = groups;
        }
        Ok(())
    }

    fn groups(&mut self, queue: QueueName) -> &mut Groups {
        &mut self.queues[queue as usize]
    }

    fn send(
        &mut self,
        queue: QueueName,
        messages: &[NewMessage],
        now: Millis,
    ) -> rusqlite::Result<Vec<Sent>> {
        let mut all = Vec::with_capacity(messages.len());
        for message in messages {
            all.push(match self.journal.add(queue, message, now)? {
                Added::Duplicate(first) => first,
                Added::New(sent, sequence) => {
                    self.groups(queue).add(sequence, &message.group, 0);
                    sent
                }
            });
        }
        Ok(all)
    }

    fn receive(
        &mut self,
        queue: QueueName,
        most: usize,
        visibility: Duration,
        now: Millis,
    ) -> rusqlite::Result<Receipt> {
        let until = now.saturating_add(millis(visibility));
        let mut messages = Vec::new();
        loop {
            let taken = self.groups(queue).take(most - messages.len(), now, until);
            if taken.is_empty() {
                break;
            }
            for (sequence, receives) in taken {
                if queue.gives_up() && receives > self.settings.receives_max {
                    self.give_up(sequence, queue)?;
                } else {
                    messages.push(self.journal.receive(sequence, receives, now)?);
                }
            }
        }
        Ok(Receipt {
            messages,
            next_visible_at: self.groups(queue).next_visible_at(),
        })
    }

    fn give_up(&mut self, sequence: Sequence, queue: QueueName) -> rusqlite::Result<()> {
        let (moved, group) = self.journal.move_to_dead_letters(sequence, queue)?;
        self.groups(queue).remove(sequence);
        self.groups(QueueName::DeadLetters).add(moved, &group, 0);
        Ok(())
    }

    fn delete(
        &mut self,
        queue: QueueName,
        receipt: &str,
        now: Millis,
    ) -> rusqlite::Result<Result<(), QueueError>> {
        let Some((sequence, receives)) = read_receipt(receipt) else {
            return Ok(Err(QueueError::InvalidReceipt));
        };
        Ok(match self.groups(queue).holding(sequence, receives, now) {
            Holding::Gone => Ok(()),
            Holding::Lost => Err(QueueError::ExpiredReceipt),
            Holding::InFlight => {
                self.journal.delete(sequence)?;
                self.groups(queue).remove(sequence);
                Ok(())
            }
        })
    }

    fn change_visibility(
        &mut self,
        queue: QueueName,
        receipt: &str,
        visibility: Duration,
        now: Millis,
    ) -> Result<(), QueueError> {
        let (sequence, receives) = read_receipt(receipt).ok_or(QueueError::InvalidReceipt)?;
        let groups = self.groups(queue);
        match groups.holding(sequence, receives, now) {
            Holding::InFlight => {
                groups.hold_until(sequence, now, now.saturating_add(millis(visibility)));
                Ok(())
            }
            Holding::Lost | Holding::Gone => Err(QueueError::ExpiredReceipt),
        }
    }
}

/// Does one command, or only prepares to tell its sender that it was not done.
fn apply(
    worker: Option<&mut Worker>,
    command: Command,
    now: Millis,
) -> (Answer, rusqlite::Result<()>) {
    match command {
        Command::Send {
            queue,
            messages,
            reply,
        } => finish(
            reply,
            worker.map(|worker| worker.send(queue, &messages, now)),
        ),
        Command::Receive {
            queue,
            most,
            visibility,
            reply,
        } => finish(
            reply,
            worker.map(|worker| worker.receive(queue, most, visibility, now)),
        ),
        Command::Delete {
            queue,
            receipts,
            reply,
        } => finish(
            reply,
            worker.map(|worker| {
                let each = receipts.iter();
                each.map(|receipt| worker.delete(queue, receipt, now))
                    .collect()
            }),
        ),
        Command::ChangeVisibility {
            queue,
            receipt,
            visibility,
            reply,
        } => finish(
            reply,
            worker.map(|worker| Ok(worker.change_visibility(queue, &receipt, visibility, now))),
        ),
        Command::Depth { queue, reply } => finish(
            reply,
            worker.map(|worker| {
                let (visible, in_flight) = worker.groups(queue).depth(now);
                Ok(Depth { visible, in_flight })
            }),
        ),
    }
}

/// The answer to give once the outcome of the commit is known, and whether the disk took this part of it.
fn finish<T: 'static>(
    reply: Reply<T>,
    done: Option<rusqlite::Result<T>>,
) -> (Answer, rusqlite::Result<()>) {
    let (value, outcome) = match done {
        Some(Ok(value)) => (Some(value), Ok(())),
        Some(Err(error)) => (None, Err(error)),
        None => (None, Ok(())),
    };
    let answer = move |committed: Result<(), QueueError>| {
        let answer = committed.and_then(|()| value.ok_or(QueueError::Stopped));
        // A caller that was cancelled no longer listens.
        let _ = reply.send(answer);
    };
    (Box::new(answer), outcome)
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}
