//! Bugs that are planted below the code, to show that a simulation finds them.

/// A bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// A message's record is put whether or not it is there.
    RecordWithoutCondition,
    /// An item is written whatever its version is.
    ItemWithoutVersion,
    /// What is undone is not marked as undone.
    UndoneWithoutMarker,
    /// A transaction leaves the items out.
    ItemNotWritten,
    /// A reply is said to be sent, and is not.
    ReplyNotSent,
    /// A message is gone from the queue once it is received.
    QueueForgets,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::RecordWithoutCondition,
        Self::ItemWithoutVersion,
        Self::UndoneWithoutMarker,
        Self::ItemNotWritten,
        Self::ReplyNotSent,
        Self::QueueForgets,
    ];
}
