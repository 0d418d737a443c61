//! `backroom misses` after people have talked.

use crate::machine::{Folder, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","members":[{"phone":"27820000001","name":"Thandi","role":"owner"}],
  "stock":[{"name":"coke","qty":50}]}]}"#;

#[test]
fn what_people_said_is_listed_commonest_first() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    let dev = folder.start(&["--seed", &seed]);
    for said in [
        "the ouma is happy today hey",
        "wena 3 coke walked off hey",
        "sold 3 coke",
        "wena 12 coke walked off hey",
    ] {
        let said = folder.run(&["say", "--port", dev.port(), said]);
        assert_eq!(said.status.code(), Some(0), "{}", words(&said));
    }
    let busy = folder.run(&["misses"]);
    assert_eq!(busy.status.code(), Some(2), "{}", words(&busy));
    assert_eq!(dev.terminate(), Some(0));

    let listed = words(&folder.run(&["misses"]));
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 3, "{listed}");
    assert!(lines[0].starts_with("    2  "), "{listed}");
    assert!(
        lines[0].ends_with("  nothing   wena 3 coke walked off hey"),
        "{listed}"
    );
    assert!(
        lines[1].ends_with("the ouma is happy today hey"),
        "{listed}"
    );
    assert_eq!(lines[2], "2 phrases that the grammar did not know, 3 times");

    let json = folder.run(&["misses", "--json", "--limit", "1", "--since", "2026-01-01"]);
    let line: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(line["text"], "wena 3 coke walked off hey");
    assert_eq!(line["times"], 2);
    assert_eq!(line["became"], "nothing");
    let none = words(&folder.run(&["misses", "--since", "2999-01-01"]));
    assert_eq!(none, "0 phrases that the grammar did not know, 0 times\n");
}
