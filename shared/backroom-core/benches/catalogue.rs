//! How long a name takes to find its item among a thousand. The aim: at most 50 µs, close spelling included.

use backroom_core::catalogue::{Catalogue, fold};
use backroom_core::ids::ItemId;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// A thousand items of one to four words, as a large shop has them: a brand or a kind, a thing, often a size.
fn names() -> Vec<String> {
    let kinds = [
        "Albany",
        "Ace",
        "Brown",
        "White",
        "Red",
        "Green",
        "Tastic",
        "Clover",
        "Front",
        "Rear",
        "Spicy",
        "Sunlight",
        "Golden",
        "Heavy duty",
        "Lucky star",
        "Black",
        "Frozen",
        "Baby",
        "Sweet",
        "Sparkling",
    ];
    let things = [
        "bread",
        "maize meal",
        "rice",
        "milk",
        "brake pads",
        "chips",
        "soap",
        "tomatoes",
        "onions",
        "cold drink",
        "candles",
        "batteries",
        "cooking oil",
        "washing powder",
        "sugar",
        "beans",
        "pilchards",
        "matches",
        "tea bags",
        "biscuits",
        "dresses",
        "solar panels",
        "cable",
        "fuses",
        "bolts",
    ];
    let mut names = Vec::new();
    for kind in kinds {
        for thing in things {
            names.push(format!("{kind} {thing}"));
            names.push(format!("{kind} {thing} {}g", 25 * names.len()));
        }
    }
    names
}

fn shop() -> Catalogue {
    let items = names()
        .into_iter()
        .map(|name| (ItemId::new(fold(&name)), name, [] as [&str; 0]));
    Catalogue::new(items)
}

#[divan::bench(args = ["white bread", "bread white", "finely sliced red onions"])]
fn the_item_itself(bencher: Bencher<'_, '_>, name: &str) {
    let shop = shop();
    bencher.bench_local(|| shop.resolve(black_box(name)));
}

#[divan::bench(args = ["wite bred", "maizemeel", "tastik rise", "front brake pda", "sunlihgt wasing powdre", "bread", "nothing like it"])]
fn close_spelling(bencher: Bencher<'_, '_>, name: &str) {
    let shop = shop();
    bencher.bench_local(|| shop.resolve(black_box(name)));
}

#[divan::bench]
fn arranging_the_shop(bencher: Bencher<'_, '_>) {
    let names = names();
    bencher.bench_local(|| {
        let items = names
            .iter()
            .map(|name| (ItemId::new(name.as_str()), name, [] as [&str; 0]));
        Catalogue::new(items)
    });
}

#[divan::bench(args = ["coke", "2 Litres Coca-Cola", "Crème fraîche, finely whipped"])]
fn folding(bencher: Bencher<'_, '_>, name: &str) {
    bencher.bench_local(|| fold(black_box(name)));
}
