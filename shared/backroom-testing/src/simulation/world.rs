//! What all parts of a simulation share: the dice, the time, the referee, and the loop that lets time pass only when
//! nothing can happen any more.
//!
//! Everything runs on one thread. Tokio's clock is paused: it jumps to the next timer when no task can go on. By itself it
//! would jump over what is under way on a socket too; so [`World::run`] first looks whether the sockets are quiet. They are
//! Unix sockets whose both ends are in this thread: what one end writes is there for the other at once, and the order of
//! events is the same each time.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use backroom_io::clock::Clock;
use futures::task::AtomicWaker;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::Settings;
use super::referee::Referee;

/// When each simulation begins: a Tuesday morning in South Africa.
const OPENING: Timestamp = Timestamp::constant(1_795_500_000, 0);
/// So many times around without a step of any part, and the sockets are quiet: a request and its answer are through in three.
const QUIET: u32 = 8;

pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) referee: Mutex<Referee>,
    /// How much trouble there is: a factor.
    pub(super) weather: AtomicU32,
    /// No more trouble: what is under way may end.
    pub(super) calm: AtomicBool,
    /// Deliveries that are still to come.
    pub(super) to_come: AtomicU64,
    dice: Mutex<fastrand::Rng>,
    started: Instant,
    steps: AtomicU64,
    stepped: AtomicWaker,
}

impl World {
    /// To be made within the runtime whose time it keeps.
    pub(super) fn new(settings: Settings, businesses: usize) -> Arc<Self> {
        // What the clients draw (how long to wait before a repetition) comes from the thread's own dice.
        fastrand::seed(settings.seed);
        Arc::new(Self {
            settings,
            clock: Clock::stopped_at(OPENING),
            referee: Mutex::new(Referee::of(businesses)),
            weather: AtomicU32::new(1),
            calm: AtomicBool::new(false),
            to_come: AtomicU64::new(0),
            dice: Mutex::new(fastrand::Rng::with_seed(settings.seed)),
            started: Instant::now(),
            steps: AtomicU64::new(0),
            stepped: AtomicWaker::new(),
        })
    }

    /// When it began.
    pub(super) fn opened(&self) -> Timestamp {
        OPENING
    }

    pub(super) fn referee(&self) -> MutexGuard<'_, Referee> {
        let mut referee = self.referee.lock().unwrap_or_else(PoisonError::into_inner);
        if self.settings.tell {
            referee.at(self.clock.now());
        }
        referee
    }

    fn dice(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number below this one.
    pub(super) fn below(&self, sides: u64) -> u64 {
        self.dice().u64(0..sides.max(1))
    }

    /// The same, as an index.
    pub(super) fn index(&self, sides: usize) -> usize {
        self.dice().usize(0..sides.max(1))
    }

    /// True so many times in ten thousand.
    pub(super) fn chance(&self, in_ten_thousand: u64) -> bool {
        self.below(10_000) < in_ten_thousand
    }

    /// True so many times in ten thousand, more often in bad weather and never in the end.
    pub(super) fn trouble(&self, in_ten_thousand: u64) -> bool {
        let weather = u64::from(self.weather.load(Ordering::Relaxed));
        !self.calm.load(Ordering::Relaxed) && self.chance((in_ten_thousand * weather).min(7_000))
    }

    /// Sleeps up to so many milliseconds; not at all if it comes to none.
    pub(super) async fn pause(&self, millis: u64) {
        let millis = self.below(millis + 1);
        if millis > 0 {
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
    }

    /// Starts a part.
    pub(super) fn spawn<T: Send + 'static>(
        self: &Arc<Self>,
        part: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        tokio::spawn(Watched {
            world: Arc::clone(self),
            part: Box::pin(part),
        })
    }

    /// A part takes a step: the shops' clock shows the time, and the sockets are not quiet.
    pub(super) fn step(&self) {
        let passed = SignedDuration::try_from(self.started.elapsed()).unwrap_or_default();
        self.clock.set(OPENING + passed);
        self.steps.fetch_add(1, Ordering::Relaxed);
        self.stepped.wake();
    }

    /// Runs a part to its end, and everything else beside it.
    pub(super) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        part: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let mut main = pin!(self.spawn(part));
        let (mut seen, mut quiet) = (0, 0);
        loop {
            if let Poll::Ready(done) = futures::poll!(&mut main) {
                return done.expect("a part does not panic");
            }
            let steps = self.steps.load(Ordering::Relaxed);
            if steps != seen {
                (seen, quiet) = (steps, 0);
            }
            if quiet < QUIET {
                quiet += 1;
                tokio::task::yield_now().await;
            } else {
                // Now time may pass.
                std::future::poll_fn(|context| {
                    self.stepped.register(context.waker());
                    match self.steps.load(Ordering::Relaxed) == seen {
                        true => Poll::Pending,
                        false => Poll::Ready(()),
                    }
                })
                .await;
            }
        }
    }
}

/// A part whose steps are counted.
struct Watched<T> {
    world: Arc<World>,
    part: Pin<Box<dyn Future<Output = T> + Send>>,
}

impl<T> Future for Watched<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.world.step();
        self.part.as_mut().poll(context)
    }
}

/// Something that may die: after so many polls it is dropped where it stands, and gives nothing.
pub(super) struct Mortal<F> {
    living: Option<Pin<Box<F>>>,
    polls_left: u64,
}

impl<F> Mortal<F> {
    pub(super) fn new(living: F, polls_left: u64) -> Self {
        Self {
            living: Some(Box::pin(living)),
            polls_left,
        }
    }
}

impl<F: Future> Future for Mortal<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls_left == 0 {
            self.living = None;
        }
        self.polls_left = self.polls_left.saturating_sub(1);
        match &mut self.living {
            Some(living) => living.as_mut().poll(context).map(Some),
            None => Poll::Ready(None),
        }
    }
}
