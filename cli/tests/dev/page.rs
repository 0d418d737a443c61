//! The page, the webhook beside it, and `backroom say`.

use crate::machine::{Folder, VERIFY_TOKEN, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","plan":"free",
  "members":[{"phone":"27820000001","name":"Thandi","role":"owner"},{"user_id":"ZA.4471200985512345678","name":"Sipho","role":"staff"}],
  "stock":[{"name":"coke","qty":50,"unit":"bottles"},{"name":"maize meal","qty":"2.5","unit":"kg"}]}]}"#;

#[tokio::test]
async fn what_is_said_moves_the_stock_that_the_page_shows() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    let dev = folder.start(&["--seed", &seed]);
    assert_eq!(
        dev.stock("thandi").await,
        "coke 50 bottle, maize meal 2.5 kg"
    );
    let said = folder.run(&["say", "--port", dev.port(), "--as", "sipho", "sold 3 coke"]);
    assert!(words(&said).contains("47"), "{}", words(&said));
    assert_eq!(
        dev.stock("thandi").await,
        "coke 47 bottle, maize meal 2.5 kg"
    );
    let said = folder.run(&["say", "--port", dev.port(), "--as", "Nobody", "sold 3 coke"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(
        words(&said).contains("there are: Thandi, Sipho"),
        "{}",
        words(&said)
    );
}

#[tokio::test]
async fn who_says_something_that_is_not_answered_is_told_so() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    let dev = folder.start(&["--seed", &seed]);
    let say = |text: &str| words(&folder.run(&["say", "--port", dev.port(), text]));
    assert!(say("quiet on").contains("From now on I don't answer"));
    assert!(say("sold 3 coke").contains("(read, and not answered: quiet is on"));
    assert!(say("coke?").contains("47"));
    assert!(say("confirm with reactions").contains("\u{2705}"));
    assert!(say("sold 3 coke").contains("\u{2705}"));
    assert_eq!(
        dev.stock("thandi").await,
        "coke 44 bottle, maize meal 2.5 kg"
    );
}

#[tokio::test]
async fn who_posts_from_elsewhere_is_shown_and_answered_too() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    let dev = folder.start(&["--seed", &seed]);
    assert!(dev.post("27820000001", "wamid.1", "sold 5 coke").await);
    dev.shows("thandi", "coke 45 bottle, maize meal 2.5 kg")
        .await;
    let said = folder.run(&["say", "--port", dev.port(), "how many coke?"]);
    assert!(words(&said).contains("45"), "{}", words(&said));
    let (_, chat) = dev.get("/phone/thandi/messages").await;
    assert!(chat.contains("sold 5 coke"), "{chat}");
    assert!(!chat.contains("\"tick\":\"failed\""), "{chat}");
}

#[tokio::test]
async fn it_answers_meta_and_refuses_who_does_not_sign() {
    let folder = Folder::new();
    let dev = folder.start(&[]);
    assert_eq!(dev.get("/health").await.0, 200);
    let handshake = |token: &str| {
        format!("/webhook/whatsapp?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=42")
    };
    assert_eq!(
        dev.get(&handshake(VERIFY_TOKEN)).await,
        (200, "42".to_owned())
    );
    assert_eq!(dev.get(&handshake("guess")).await.0, 403);
    let unsigned = dev
        .http
        .post(format!("{}/webhook/whatsapp", dev.url))
        .body("{}")
        .send()
        .await;
    assert_eq!(unsigned.unwrap().status(), 401);
    let (status, page) = dev.get("/").await;
    assert_eq!(status, 200);
    assert!(page.contains("<html"), "{page}");
}

#[tokio::test]
async fn a_data_folder_has_one_dev_at_a_time() {
    let folder = Folder::new();
    let dev = folder.start(&[]);
    let second = folder.run(&["dev", "--port", "0"]);
    assert_eq!(second.status.code(), Some(2));
    assert!(
        words(&second).contains("another `backroom` is using the data folder"),
        "{}",
        words(&second)
    );
    let verify = folder.run(&["verify"]);
    assert_eq!(verify.status.code(), Some(2));
    let taken = folder.run(&["dev", "--data", "other", "--port", dev.port()]);
    assert!(
        words(&taken).contains("choose another with --port"),
        "{}",
        words(&taken)
    );
    assert_eq!(dev.terminate(), Some(0));
    assert_eq!(folder.start(&[]).terminate(), Some(0));
}

#[test]
fn the_help_names_options_and_environment() {
    let help = words(&Folder::new().run(&["--help"]));
    for name in [
        "--port",
        "--data",
        "--seed",
        "--aws-port",
        "WHATSAPP_ACCESS_TOKEN",
        "GEMINI_API_KEY",
        "AWS_ENDPOINT_URL",
        "say",
        "verify",
        "parse",
    ] {
        assert!(help.contains(name), "{name} is not in {help}");
    }
}

/// Google is pretended: what is kept in a sheet can be seen.
#[tokio::test]
async fn the_stock_is_kept_in_a_pretended_sheet() {
    const ID: &str = "my-own-pretended-sheet";
    let folder = Folder::new();
    let seed = folder.seed(&SHOP.replace("\"free\"", "\"pro\""));
    let dev = folder.start(&["--seed", &seed]);
    let link = format!("sheet https://docs.google.com/spreadsheets/d/{ID}/edit");
    let said = words(&folder.run(&["say", "--port", dev.port(), &link]));
    assert!(said.contains("tab called Backroom"), "{said}");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(120);
    loop {
        let (_, page) = dev.get(&format!("/sheet/{ID}")).await;
        if page.contains("maize meal") && page.contains("<td>50.0</td>") {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{page}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
