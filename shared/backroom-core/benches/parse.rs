//! How long a message takes to understand. The aim: 2 µs for an ordinary one, 10 µs for nearly all.

use backroom_core::parse::parse;
use divan::{Bencher, black_box};

fn main() {
    // The lexicon is read with the first message; that is not what is measured.
    parse("sold 3 coke");
    divan::main();
}

#[divan::bench(args = [
    "sold 3 coke",
    "got 50 bottles of coke @ R18 each",
    "10 kg white rice sold",
    "customer bought 2 tsp chopped garlic, to serve",
    "sold 3 coke, 2 bread and got 10 milk",
    "threw away 1 1/2 kg tomatoes, peeled and finely chopped (about 3 cups)",
    "how many coke do we have left?",
    "thanks boss",
    "could you please tell me what the weather will be like in durban tomorrow",
])]
fn message(bencher: Bencher, text: &str) {
    bencher.bench(|| parse(black_box(text)));
}

/// As many lines as one message may carry.
#[divan::bench]
fn ninety_lines(bencher: Bencher) {
    let text = format!("received\n{}", "- 12 x 2l coke @ R18\n".repeat(90));
    bencher.bench(|| parse(black_box(&text)));
}

/// Hostile: as long as a message may be, and nothing but numbers and separators.
#[divan::bench(args = ["1,", "3 x ", "(", "sold ", "a ", "1/2-", "½", "-"])]
fn worst(bencher: Bencher, piece: &str) {
    let text = piece.repeat(4096 / piece.chars().count());
    bencher.bench(|| parse(black_box(&text)));
}
