//! The drill: a backup, restored into a new folder, adds up and has the same balances. And what is refused.

use std::path::Path;

use backroom_io::store::Store;
use backroom_local::Local;

use crate::machine::{Folder, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","members":[{"phone":"27820000001","name":"Thandi","role":"owner"}],
  "stock":[{"name":"coke","qty":50,"unit":"bottle"},{"name":"bread","qty":12}]}]}"#;

/// All rows of a folder's table, in order.
async fn rows(folder: &Path) -> Vec<String> {
    let local = Local::open(folder).await.unwrap();
    let mut pages = Store::new(local.aws.dynamodb(), local.table_name()).rows();
    let mut rows = Vec::new();
    while let Some(page) = pages.next_rows().await.unwrap() {
        rows.extend(page.iter().map(|row| row.to_json().unwrap().to_string()));
    }
    rows.sort();
    rows
}

/// A shop that has traded, and was stopped.
async fn traded() -> Folder {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    let dev = folder.start(&["--seed", &seed]);
    for (n, said) in [
        "sold 3 coke",
        "got 10 bread @ 12",
        "2 bread on credit for Zola @ 18",
        "undo",
    ]
    .iter()
    .enumerate()
    {
        assert!(dev.post("27820000001", &format!("wamid.{n}"), said).await);
    }
    assert!(dev.post("27820000001", "wamid.last", "sold 1 coke").await);
    dev.shows("thandi", "bread 22, coke 46 bottle").await;
    assert_eq!(dev.terminate(), Some(0));
    folder
}

#[tokio::test]
async fn a_backup_restored_into_a_new_folder_adds_up_and_has_the_same_balances() {
    let folder = traded().await;
    let path = |name: &str| folder.path().join(name);

    let backup = folder.run(&["backup", "shop.backup"]);
    assert_eq!(backup.status.code(), Some(0), "{}", words(&backup));
    let again = folder.run(&["backup", "shop.backup"]);
    assert!(
        words(&again).contains("is there already"),
        "{}",
        words(&again)
    );
    // Whatever happens to the first one afterwards.
    let before = rows(&path(".backroom")).await;
    let told = folder.run(&["verify", "--json"]).stdout;
    std::fs::remove_dir_all(path(".backroom")).unwrap();

    let restored = folder.run(&["restore", "shop.backup", "--data", "new"]);
    assert_eq!(restored.status.code(), Some(0), "{}", words(&restored));
    assert!(words(&restored).contains(&format!("{} rows restored", before.len())));
    assert_eq!(rows(&path("new")).await, before);
    let verified = folder.run(&["verify", "--data", "new", "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{}", words(&verified));
    assert_eq!(verified.stdout, told);

    let twice = folder.run(&["restore", "shop.backup", "--data", "new"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(
        words(&twice).contains("has something in it"),
        "{}",
        words(&twice)
    );
    let dev = folder.start(&["--data", "new"]);
    assert!(dev.post("27820000001", "wamid.after", "sold 6 coke").await);
    assert_eq!(dev.terminate(), Some(0));
}

#[tokio::test]
async fn of_a_backup_that_was_cut_off_nothing_is_restored() {
    let folder = traded().await;
    assert_eq!(folder.run(&["backup", "b"]).status.code(), Some(0));
    let file = folder.path().join("b");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 20]).unwrap();
    let refused = folder.run(&["restore", "b", "--data", "new"]);
    assert_eq!(refused.status.code(), Some(2), "{}", words(&refused));
    assert!(!folder.path().join("new").exists());
}
