//! The embedded AWS: through the SDK's own clients, and over HTTP as other processes reach it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod http;
mod queue;
mod table;
