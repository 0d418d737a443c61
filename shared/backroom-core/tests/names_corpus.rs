//! `corpus/names.txt`: which item a name means.

use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::ItemId;

const CORPUS: &str = include_str!("../corpus/names.txt");

/// A shop of the corpus. Its items are known by their names, so that answers read as the corpus is written.
fn shop(line: &str) -> Catalogue {
    let (_, items) = line.split_once(':').expect("a name before the items");
    let items = items.trim_end_matches(']').split(',').map(|item| {
        let mut names = item.split('=').map(str::trim);
        let name = names.next().expect("a first part");
        (ItemId::new(name), name, names.collect::<Vec<_>>())
    });
    Catalogue::new(items)
}

fn written(resolution: Resolution) -> String {
    match resolution {
        Resolution::Item(item) => item.to_string(),
        Resolution::Close(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            format!("ask: {}", items.join(" | "))
        }
        Resolution::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn each_name_means_what_the_corpus_says() {
    let mut catalogue = Catalogue::default();
    let mut failures = Vec::new();
    for line in CORPUS.lines() {
        if line.starts_with('[') {
            catalogue = shop(line);
        } else if let Some((said, expected)) = line.split_once("->") {
            let (said, expected) = (said.trim(), expected.trim());
            let got = written(catalogue.resolve(said));
            if got != expected {
                failures.push(format!("{said} -> {got}\n    expected {expected}"));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn an_item_is_found_by_its_own_name_whatever_stands_beside_it() {
    for line in CORPUS.lines().filter(|line| line.starts_with('[')) {
        let catalogue = shop(line);
        let (_, items) = line.split_once(':').expect("a name before the items");
        for item in items.trim_end_matches(']').split(',') {
            let name = item.split('=').next().unwrap().trim();
            for said in [name.to_owned(), name.to_uppercase(), fold(name)] {
                let expected = Resolution::Item(ItemId::new(name));
                assert_eq!(catalogue.resolve(&said), expected, "{said}");
            }
        }
    }
}
