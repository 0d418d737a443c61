//! `backroom` as people run it: the built binary, its data folder, its page and its webhook.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod api;
mod backup;
mod crash;
mod dead_letters;
mod import;
mod machine;
mod misses;
mod operator;
mod page;
mod plan;
mod seed;
mod verify;
