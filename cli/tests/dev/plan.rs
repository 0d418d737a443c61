//! `backroom plan` while nothing runs.

use serde_json::{Value, json};

use crate::machine::{Folder, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","members":[{"phone":"27820000001","name":"Thandi","role":"owner"},
  {"phone":"27820000002","name":"Sipho","role":"staff"}],"stock":[{"name":"coke","qty":50},{"name":"bread","qty":5}]}]}"#;

#[test]
fn an_operator_gives_a_business_another_plan_and_limits_of_its_own() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    let line = |args: &[&str]| -> Value {
        let output = folder.run(&[args, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", words(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let shop = line(&["tenants"]);
    assert_eq!((&shop["name"], &shop["items"]), (&json!("Shop"), &json!(2)));
    let id = shop["business"].as_str().unwrap();

    let free = line(&["plan", id, "--set", "free", "--items", "60"]);
    assert_eq!(free["plan"], "free");
    assert_eq!(free["allowance"]["items"], 60);
    assert_eq!(free["without_place"].as_array().unwrap().len(), 1);
    let shown = words(&folder.run(&["plan", id]));
    assert_eq!(
        shown,
        format!(
            "Shop ({id}) is on Free\n  \
             messages a day    50\n  \
             messages an hour  50\n  \
             items             2 of 60 (agreed)\n  \
             members           2 of 1\n  \
             only ask          1 members\n"
        )
    );
    let pro = line(&["plan", id, "--set", "pro", "--items", "plan"]);
    assert_eq!(pro["without_place"], json!([]));
    assert_eq!(pro["agreed"]["items"], Value::Null);

    for wrong in [
        &["plan", id, "--set", "gold"][..],
        &["plan", "b-nobody"],
        &["plan"],
    ] {
        assert_eq!(folder.run(wrong).status.code(), Some(2));
    }
}
