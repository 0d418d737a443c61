//! Every call that leaves the process: queue, table, Gemini, WhatsApp, and the configuration that says where they are.
//!
//! Nothing here decides: values of [`backroom_core`] go in and come out. Clients are concrete types made once in
//! `main` from a config; tests point the same types at servers on loopback.

mod attempts;
pub mod aws;
mod chart;
pub mod clock;
pub mod config;
pub mod gemini;
pub mod google_sheet;
pub mod http;
pub mod log;
pub mod metrics;
pub mod queue;
pub mod sheet;
pub mod sheets;
pub mod store;
pub mod throttled;
pub mod whatsapp;
