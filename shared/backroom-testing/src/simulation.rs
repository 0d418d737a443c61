//! A simulation: many businesses for weeks, in trouble of every kind, on one thread, the same each time for the same seed.
//!
//! The webhook's and the processor's own code runs, with the real clients on the embedded table and queue. What is not real
//! is everything around them: time, the members, WhatsApp at both ends, the way to AWS, and the Lambda that runs the
//! processor. There:
//!
//! - webhooks come late, out of order, again at once and again after nine days, until they are answered with 200;
//! - a record of the queue comes again because a function failed or died, or was not deleted, or before it was done;
//! - calls of the table and the queue are throttled, conflict, fail, time out with nothing or with everything done, and are
//!   done after their caller has given up, with storms in which most of them do;
//! - WhatsApp refuses replies, does not answer, or answers something else;
//! - functions die at any await, and new ones know nothing.
//!
//! Meanwhile a [`referee`] compares each record that is written and each reply that is heard with a [`model`], and in the end
//! [`audit`] every balance, record and marker in the table. See `docs/adr` for what is not covered.

mod audit;
mod functions;
mod meta;
mod model;
mod phones;
mod planted;
mod referee;
mod way;
mod world;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use backroom_local::Local;
use backroom_local::queue::{QueueName, QueueSettings};

use functions::{Functions, VISIBILITY};
use meta::Meta;
use way::Way;
use world::World;

pub use planted::Planted;
pub use referee::Counts;

/// What to simulate.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Everything follows from it.
    pub seed: u64,
    /// How many messages are written.
    pub messages: usize,
    /// A bug to plant.
    pub planted: Option<Planted>,
    /// Whether a drift tells what led to it.
    pub tell: bool,
}

/// What came of it, if all is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// What happened.
    pub counts: Counts,
    /// How many businesses there were.
    pub businesses: usize,
    /// How long it took in there.
    pub simulated: Duration,
    /// A number for all that happened, in its order: the same for the same settings.
    pub trace: u64,
}

/// The first thing that was not as it should be.
#[derive(Debug, thiserror::Error)]
#[error("{what}\nAgain: just simulate SEED={seed} N={messages}")]
pub struct Drift {
    what: String,
    seed: u64,
    messages: usize,
}

/// Processes at once.
const PROCESSES: usize = 4;

/// Simulates.
///
/// # Errors
/// When a balance, a record or a reply is not what the model says.
///
/// # Panics
/// When it can't be set up.
pub fn simulate(settings: Settings) -> Result<Report, Drift> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(simulated(settings)).map_err(|what| Drift {
        what,
        seed: settings.seed,
        messages: settings.messages,
    })
}

async fn simulated(settings: Settings) -> Result<Report, String> {
    let businesses = (settings.messages / 2_500).clamp(2, 200);
    let world = World::new(settings, businesses);
    let queue = QueueSettings {
        visibility: VISIBILITY,
        ..QueueSettings::default()
    };
    let local = Local::in_step(queue, world.clock.clone())
        .await
        .expect("an embedded AWS");
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("graph");
    phones::serve(&world, &socket);
    let way = Way::new(local.aws.clone(), Arc::clone(&world));
    let functions = Functions::new(&world, way, local.aws.queues.clone(), &socket);
    let started = tokio::time::Instant::now();
    let everything = {
        let (world, local) = (Arc::clone(&world), local.clone());
        async move { live(&world, &local, &functions, businesses).await }
    };
    world.run(everything).await;
    let simulated = started.elapsed();
    if world.referee().wrong().is_none() {
        audit::audit(&world, &local, businesses).await;
    }
    let referee = world.referee();
    match referee.wrong() {
        Some(wrong) => Err(format!("{}{wrong}", referee.tale())),
        None => Ok(Report {
            counts: referee.counts,
            businesses,
            simulated,
            trace: referee.trace(),
        }),
    }
}

/// From the first message to the last reply.
async fn live(world: &Arc<World>, local: &Local, functions: &Functions, businesses: usize) {
    audit::found(world, local, businesses).await;
    let meta = Meta::new(world, functions.webhook(), businesses * meta::MEMBERS);
    for _ in 0..PROCESSES {
        world.spawn(functions.clone().work());
    }
    world.spawn(weather(Arc::clone(world)));
    let mut last = vec![Vec::new(); businesses];
    let mut business = 0;
    for message in 0..world.settings.messages {
        // They talk over each other, then one after the other, then nobody for days.
        match world.below(100_000) {
            0..40_000 => {}
            40_000..85_000 => world.pause(200).await,
            85_000..99_000 => world.pause(5_000).await,
            99_000..99_997 => world.pause(600_000).await,
            _ => world.pause(172_800_000).await,
        }
        if world.chance(3_000) {
            business = world.index(businesses);
        }
        meta.write(message, business, &mut last[business]);
        if world.referee().wrong().is_some() {
            break;
        }
    }
    world.calm.store(true, Ordering::Relaxed);
    while world.referee().wrong().is_none() {
        let depth = local.aws.queues.depth(QueueName::Messages).await;
        let depth = depth.expect("the queue in memory");
        if depth.visible + depth.in_flight == 0 && world.to_come.load(Ordering::Relaxed) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

/// Storms come and go.
async fn weather(world: Arc<World>) {
    while !world.calm.load(Ordering::Relaxed) {
        world.pause(3_600_000).await;
        world.weather.store(
            10 + u32::try_from(world.below(40)).unwrap_or(0),
            Ordering::Relaxed,
        );
        world.pause(60_000).await;
        world.weather.store(1, Ordering::Relaxed);
    }
}
