//! Whatever a signed webhook call holds, it is decoded, and each message in it comes off the queue as it went on.
#![no_main]

use backroom_core::message::{Content, InboundMessage};
use backroom_core::webhook::decode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    for message in decode(body).messages {
        let queued = message.to_queue_body();
        let mut read = InboundMessage::from_queue_body(&queued).expect("what was queued is read");
        // What we don't know is carried for whoever looks at it; the last digit of a long decimal may be lost.
        if let (Content::Unknown { raw, .. }, Content::Unknown { raw: sent, .. }) =
            (&mut read.content, &message.content)
        {
            raw.clone_from(sent);
        }
        assert_eq!(read, message, "{queued}");
    }
});
