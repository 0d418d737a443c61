//! Simulations of fixed seeds; that the same seed is the same simulation; and that a simulation finds what is wrong. `just
//! simulate SECONDS=60` tries fresh seeds.

use backroom_testing::simulation::{Planted, Settings, simulate};

const SEEDS: [u64; 4] = [1, 2, 3, 4];

fn settings(seed: u64, messages: usize) -> Settings {
    Settings {
        seed,
        messages,
        planted: None,
        tell: false,
    }
}

#[test]
fn whatever_goes_wrong_every_balance_record_and_reply_is_right() {
    for seed in SEEDS {
        let report = match simulate(settings(seed, 700)) {
            Ok(report) => report,
            Err(drift) => panic!("{drift}"),
        };
        let counts = report.counts;
        assert_eq!(counts.messages, 700);
        // It was no calm sea.
        assert!(counts.faults > 50 && counts.deaths > 3, "{report:?}");
        assert!(
            counts.delivered_again > 3 && counts.unsent > 3,
            "{report:?}"
        );
        assert!(counts.begun > counts.messages, "{report:?}");
        assert!(counts.changes > 300 && counts.refusals > 50, "{report:?}");
    }
}

#[test]
fn the_same_seed_is_the_same_simulation() {
    let [one, again, other] = [7, 7, 8].map(|seed| simulate(settings(seed, 300)));
    let [one, again, other] =
        [one, again, other].map(|report| report.map_err(|drift| drift.to_string()));
    assert_eq!(one, again);
    assert_ne!(
        one.map(|report| report.trace),
        other.map(|report| report.trace)
    );
}

#[test]
fn planted_bugs_are_found() {
    for planted in Planted::ALL {
        let found = SEEDS.into_iter().find_map(|seed| {
            let settings = Settings {
                planted: Some(planted),
                ..settings(seed, 700)
            };
            simulate(settings).err()
        });
        let found = found.unwrap_or_else(|| panic!("{planted:?} was not found"));
        let again = found.to_string();
        assert!(again.contains("just simulate SEED="), "{again}");
    }
}
