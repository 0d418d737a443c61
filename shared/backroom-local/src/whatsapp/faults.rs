//! Sends and look-ups that go wrong on purpose, so that tests can see what the bot makes of it.

use std::collections::VecDeque;

/// How a send goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendFault {
    /// Refused with one of Meta's codes; nothing is sent.
    Refused {
        /// The HTTP status.
        http: u16,
        /// Meta's code, such as 130429.
        code: i64,
    },
    /// An HTTP status with a page instead of JSON, as from a proxy on the way; nothing is sent.
    Broken {
        /// The HTTP status.
        http: u16,
    },
    /// No answer ever, and nothing is sent.
    Silent,
    /// Sent, but the answer never comes.
    AnswerLost,
}

/// The faults to come, in order.
#[derive(Default)]
pub(super) struct Faults {
    sends: VecDeque<SendFault>,
    /// What look-ups of files are to say in place of the truth.
    pub(super) look_ups: VecDeque<serde_json::Value>,
}

impl Faults {
    pub(super) fn add(&mut self, count: usize, fault: SendFault) {
        self.sends.extend(std::iter::repeat_n(fault, count));
    }

    pub(super) fn take(&mut self) -> Option<SendFault> {
        self.sends.pop_front()
    }
}
