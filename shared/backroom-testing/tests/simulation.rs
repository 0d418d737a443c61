//! Simulations of fixed seeds; that the same seed is the same simulation; and that a simulation finds what is wrong. `just
//! simulate SECONDS=60` tries fresh seeds.

use backroom_testing::simulation::{Counts, Planted, Settings, simulate};

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
    let counts = SEEDS.map(|seed| match simulate(settings(seed, 700)) {
        Ok(report) => report.counts,
        Err(drift) => panic!("{drift}"),
    });
    assert!(counts.iter().all(|counts| counts.messages == 700));
    // It was no calm sea.
    let in_all = |of: fn(&Counts) -> u64| counts.iter().map(of).sum::<u64>();
    let seen = [
        in_all(|counts| counts.faults),
        in_all(|counts| counts.deaths),
        in_all(|counts| counts.delivered_again),
        in_all(|counts| counts.unsent),
        in_all(|counts| counts.begun - counts.messages),
        in_all(|counts| counts.changes),
        in_all(|counts| counts.refusals),
    ];
    let at_least = [200, 10, 40, 20, 50, 1_200, 200];
    assert!(
        seen.iter().zip(at_least).all(|(seen, least)| *seen > least),
        "{seen:?}"
    );
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
