//! `just simulate SEED=7 N=20000`: one simulation. `just simulate SECONDS=60`: fresh seeds, one after another, for so long.
//! `TELL=1` tells what led to a drift; `PLANT=1` plants the first of the known bugs.

#![expect(clippy::print_stdout, reason = "a command prints")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use backroom_testing::simulation::{Planted, Settings, simulate};

/// Messages of a simulation unless `N` says otherwise.
const MESSAGES: usize = 5_000;

fn main() -> ExitCode {
    let number = |name: &str| {
        let mut arguments = std::env::args().skip(1);
        let text = arguments.find_map(|argument| {
            argument
                .strip_prefix(name)?
                .strip_prefix('=')
                .map(str::to_owned)
        });
        text.map(|text| {
            text.parse::<u64>()
                .unwrap_or_else(|_| panic!("{name} is a number"))
        })
    };
    let messages = number("N").map_or(MESSAGES, |n| {
        usize::try_from(n).expect("a number of messages")
    });
    let planted =
        number("PLANT").map(|plant| Planted::ALL[usize::try_from(plant).expect("small") - 1]);
    let tell = number("TELL") == Some(1);
    let begun = Instant::now();
    let seconds = number("SECONDS").map(Duration::from_secs);
    let mut seed = number("SEED").unwrap_or_else(|| fastrand::u64(0..1_000_000_000));
    loop {
        let started = Instant::now();
        match simulate(Settings {
            seed,
            messages,
            planted,
            tell,
        }) {
            Ok(report) => {
                let took = started.elapsed();
                let rate = report.counts.messages as f64 / took.as_secs_f64();
                println!("seed {seed}: {report:?} in {took:.1?}, {rate:.0} messages a second");
            }
            Err(drift) => {
                println!("{drift}");
                return ExitCode::FAILURE;
            }
        }
        match seconds {
            Some(seconds) if begun.elapsed() < seconds => seed = fastrand::u64(0..1_000_000_000),
            _ => return ExitCode::SUCCESS,
        }
    }
}
