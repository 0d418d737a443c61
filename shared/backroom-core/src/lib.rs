//! The rules of The Backroom: pure functions from words and stock to movements and replies.
//!
//! The modules are declared in the order in which a message meets them: WhatsApp's payload is verified and
//! decoded ([`webhook`], [`message`]), its words are understood ([`parse`] gives an [`intent`]), the names in it are
//! found among the shop's items ([`catalogue`]), the movements are decided ([`inventory`]) and the answer is put into
//! words ([`reply`]).
//!
//! Nothing here awaits, reads a clock, the environment or the network, or draws a random number: time and ids are
//! arguments. `Cargo.toml` lists no crate that could.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::panic, clippy::float_arithmetic)
)]

pub mod ids;

pub mod message;
pub mod webhook;

pub mod intent;
pub mod money;
pub mod quantity;
pub mod unit;

pub mod credit;
pub mod expiry;
pub mod gemini;
pub mod miss;
pub mod parse;

pub mod catalogue;

pub mod business;
pub mod import;
pub mod inventory;
pub mod question;

pub mod api;
pub mod export;
pub mod limit;
pub mod privacy;
pub mod reorder;
pub mod retry;
pub mod sheet;
pub mod sweep;
pub mod task;

pub mod chart;
pub mod reply;

pub mod operator;
pub mod starter;
pub mod stocktake;
pub mod takings;
pub mod trends;
pub mod usage;
