//! A shop whose members talk and hear: the real webhook, queue, processor and table, with a pretend WhatsApp at the
//! one end and, where a test wants trouble, faults below the AWS clients.
//!
//! ```no_run
//! # async fn example() {
//! let shop = backroom_testing::Shop::open("Thandi's Spaza", "coke 50 bottle").await;
//! assert_eq!(shop.says("Thandi", "sold 3 coke").await, "Sold 3 bottles of Coke. 47 bottles left.");
//! # }
//! ```

mod gemini;
pub mod log;
mod shop;
pub mod simulation;
mod stock;

pub use gemini::{PretendGemini, gemini_says};
pub use shop::{Heard, Shop, founding};
