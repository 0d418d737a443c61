//! `kill -9` in the middle of things.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::machine::{Dev, Folder, words};

const SENDERS: usize = 6;
const MESSAGES: usize = 30;

/// What is sold: two sellers share an item.
const ITEMS: [&str; SENDERS / 2] = ["bread", "coke", "milk"];

fn seed() -> String {
    let members: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let role = if sender == 0 { "owner" } else { "staff" };
            format!(r#"{{"phone":"2782000001{sender}","name":"Person{sender}","role":"{role}"}}"#)
        })
        .collect();
    let stock = ITEMS.map(|item| format!(r#"{{"name":"{item}","qty":1000}}"#));
    format!(
        r#"{{"businesses":[{{"name":"Shop","plan":"pro","members":[{}],"stock":[{}]}}]}}"#,
        members.join(","),
        stock.join(",")
    )
}

/// Each sender's messages in order, each until it is taken, or until the machine is gone; tells how many were taken.
async fn send(dev: Arc<Dev>, from: [usize; SENDERS], taken: Arc<AtomicUsize>) -> [usize; SENDERS] {
    let mut senders = Vec::new();
    for (sender, from) in from.into_iter().enumerate() {
        let (dev, taken) = (Arc::clone(&dev), Arc::clone(&taken));
        senders.push(tokio::spawn(async move {
            for message in from..MESSAGES {
                let (phone, id) = (
                    format!("2782000001{sender}"),
                    format!("wamid.{sender}.{message}"),
                );
                let text = format!("sold 1 {}", ITEMS[sender / 2]);
                if !dev.post(&phone, &id, &text).await {
                    return message;
                }
                taken.fetch_add(1, Ordering::SeqCst);
            }
            MESSAGES
        }));
    }
    let mut reached = [0; SENDERS];
    for (sender, handle) in senders.into_iter().enumerate() {
        reached[sender] = handle.await.unwrap();
    }
    reached
}

#[tokio::test]
async fn each_acknowledged_message_is_applied_exactly_once_whenever_it_is_killed() {
    let folder = Folder::new();
    let seed = folder.seed(&seed());
    let mut reached = [0; SENDERS];
    let taken = Arc::new(AtomicUsize::new(0));
    for kill_after in [20, 60, 110] {
        let dev = Arc::new(folder.start(&["--seed", &seed]));
        let sending = tokio::spawn(send(Arc::clone(&dev), reached, Arc::clone(&taken)));
        while taken.load(Ordering::SeqCst) < kill_after {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        dev.kill();
        // What was not acknowledged is sent again to the next one, as WhatsApp does.
        reached = sending.await.unwrap();
        // Gone for good, and with it its hold on the folder.
        drop(Arc::into_inner(dev));
    }
    let dev = Arc::new(folder.start(&["--seed", &seed]));
    let all = send(Arc::clone(&dev), reached, taken).await;
    assert_eq!(all, [MESSAGES; SENDERS]);
    // WhatsApp may repeat what it knows to be taken.
    assert!(dev.post("27820000010", "wamid.0.0", "sold 1 bread").await);
    let left = ITEMS
        .map(|item| format!("{item} {}", 1000 - 2 * MESSAGES))
        .join(", ");
    dev.shows("person0", &left).await;
    assert_eq!(Arc::into_inner(dev).unwrap().terminate(), Some(0));

    let verified = folder.run(&["verify", "--data", ".backroom"]);
    assert_eq!(verified.status.code(), Some(0), "{}", words(&verified));
    let dev = folder.start(&[]);
    assert_eq!(dev.stock("person0").await, left, "and it stays so");
}
