//! `corpus/shop_messages.txt`: what shop people type, through the grammar and the names of their shop.

#![expect(
    clippy::print_stdout,
    reason = "shown with --nocapture: what is asked back"
)]

mod judge;

use judge::measure;

const CORPUS: &str = include_str!("../../corpus/shop_messages.txt");

/// At least so many in a hundred must be fully right (the aim is 97). No write may be wrong at all.
const RIGHT_AT_LEAST: usize = 96;

#[test]
fn shop_messages_are_understood() {
    let figures = measure(CORPUS);
    println!("{}", figures.summary());
    println!("\nasked back:\n{}", figures.asked.join("\n"));
    assert!(
        figures.wrong.is_empty(),
        "wrong writes:\n{}",
        figures.wrong.join("\n")
    );
    assert!(
        figures.right * 100 >= figures.all() * RIGHT_AT_LEAST,
        "{}:\n{}",
        figures.summary(),
        figures.asked.join("\n")
    );
}

/// `SHOP_MESSAGES=FILE cargo test -p backroom-core --test shop_messages -- --ignored --nocapture`
#[test]
#[ignore = "measures a file of your own"]
#[expect(
    clippy::disallowed_methods,
    reason = "which file, is said on the command line"
)]
fn shop_messages_of_a_file_are_measured() {
    let path = std::env::var("SHOP_MESSAGES").expect("SHOP_MESSAGES names a file");
    let figures = measure(&std::fs::read_to_string(path).expect("a file to read"));
    println!("asked back:\n{}", figures.asked.join("\n"));
    println!("\nwrong writes:\n{}", figures.wrong.join("\n"));
    println!("{}", figures.summary());
}
