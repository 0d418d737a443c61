//! What the operator asks of a data folder besides: who is there, which form it has, other secrets.

use serde_json::Value;

use crate::machine::{Folder, words};

const SHOPS: &str = r#"{"businesses":[
  {"name":"Thandi's Spaza","members":[{"phone":"27820000001","name":"Thandi","role":"owner"},
     {"phone":"27820000002","name":"Sipho","role":"staff"}],"stock":[{"name":"coke","qty":50}]},
  {"name":"Kofi Solar","members":[{"phone":"27820000003","name":"Kofi","role":"owner"}]}]}"#;

fn stopped() -> Folder {
    let folder = Folder::new();
    let seed = folder.seed(SHOPS);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    folder
}

#[test]
fn businesses_are_listed_with_their_size_and_latest_day() {
    let folder = stopped();
    let listed = folder.run(&["tenants"]);
    let text = words(&listed);
    assert_eq!(listed.status.code(), Some(0), "{text}");
    assert!(text.contains("  2 members      1 items  last 20"), "{text}");
    assert!(
        text.contains("Kofi Solar") && text.contains("2 businesses"),
        "{text}"
    );
    let json = folder.run(&["tenants", "--json"]).stdout;
    let json = String::from_utf8(json).unwrap();
    let shops: Vec<Value> = json
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let thandis = shops
        .iter()
        .find(|shop| shop["name"] == "Thandi's Spaza")
        .unwrap();
    assert_eq!(
        (&thandis["members"], &thandis["items"]),
        (&2.into(), &1.into())
    );
    assert_eq!(thandis["plan"], "free");
}

#[test]
fn whether_all_answers_is_told() {
    let folder = stopped();
    let told = folder.run(&["health"]);
    let text = words(&told);
    assert_eq!(told.status.code(), Some(0), "{text}");
    for part in [
        "table",
        "form 2",
        "none within a day",
        "messages",
        "dead letters",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text.matches("about 0 in it").count(), 2, "{text}");
    std::fs::remove_file(folder.path().join(".backroom/table.sqlite")).unwrap();
    assert_eq!(folder.run(&["health"]).status.code(), Some(2));
}

#[test]
fn a_new_folder_has_todays_form_and_there_is_nothing_to_migrate() {
    let folder = stopped();
    let checked = folder.run(&["migrate", "--check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", words(&checked));
    let migrated = words(&folder.run(&["migrate"]));
    assert!(migrated.contains("nothing to do"), "{migrated}");
}

#[test]
fn secrets_are_rotated_in_the_folder_and_never_shown() {
    let folder = stopped();
    let kept = || -> Value {
        let file = folder.path().join(".backroom/secrets.json");
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    };
    let first = kept();
    let fresh = "0123456789abcdef0123456789abcdef";
    let rotated = folder.run_with(&["secrets", "rotate", "app-secret"], &format!("{fresh}\n"));
    let text = words(&rotated);
    assert_eq!(rotated.status.code(), Some(0), "{text}");
    assert!(!text.contains(fresh), "{text}");
    let second = kept();
    assert_eq!(second["WHATSAPP_APP_SECRET"], fresh);
    assert_eq!(
        second["WHATSAPP_APP_SECRET_PREVIOUS"],
        first["WHATSAPP_APP_SECRET"]
    );
    assert_eq!(
        second["WHATSAPP_ACCESS_TOKEN"],
        first["WHATSAPP_ACCESS_TOKEN"]
    );

    let forgotten = folder.run(&["secrets", "rotate", "forget-previous"]);
    assert_eq!(forgotten.status.code(), Some(0), "{}", words(&forgotten));
    assert!(kept().get("WHATSAPP_APP_SECRET_PREVIOUS").is_none());
    let token = folder.run(&["secrets", "rotate", "verify-token"]);
    let printed = String::from_utf8_lossy(&token.stdout).trim().to_owned();
    assert_eq!(kept()["WHATSAPP_VERIFY_TOKEN"], printed);

    let odd = folder.run_with(&["secrets", "rotate", "app-secret"], "short\n");
    assert_eq!(odd.status.code(), Some(2), "{}", words(&odd));
    assert_eq!(kept()["WHATSAPP_APP_SECRET"], fresh);
}
