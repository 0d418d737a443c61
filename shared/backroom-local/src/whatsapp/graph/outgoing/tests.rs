//! What the real API takes and what it refuses, with which code.

use serde_json::{Value, json};

use super::{Kind, read};

/// The code of the refusal; zero where it is taken.
#[track_caller]
fn check(what: &str, part: Value, code: i64) {
    let mut body = json!({"messaging_product": "whatsapp", "to": "+27820000001"});
    for (name, value) in part.as_object().unwrap() {
        body[name] = value.clone();
    }
    let refused = read(&body).map_or_else(|error| error.number(), |_| 0);
    assert_eq!(refused, code, "{what}");
}

fn text(length: usize) -> Value {
    json!({"type": "text", "text": {"body": "é".repeat(length)}})
}

fn buttons(titles: &[&str]) -> Value {
    let buttons: Vec<Value> = (0..)
        .zip(titles)
        .map(
            |(n, title)| json!({"type": "reply", "reply": {"id": format!("b{n}"), "title": title}}),
        )
        .collect();
    json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Which?"},
        "action": {"buttons": buttons}}})
}

fn list(sections: &[usize], title: Option<&str>) -> Value {
    let sections: Vec<Value> = (0..)
        .zip(sections)
        .map(|(s, rows)| {
            let rows: Vec<Value> = (0..*rows)
                .map(|r| json!({"id": format!("{s}.{r}"), "title": "Coke"}))
                .collect();
            json!({"title": title, "rows": rows})
        })
        .collect();
    json!({"type": "interactive", "interactive": {"type": "list", "body": {"text": "Which?"},
        "action": {"button": "Choose", "sections": sections}}})
}

#[test]
fn lengths_are_in_characters_and_end_where_they_end() {
    check("a text of 4096", text(4096), 0);
    check("a text of 4097", text(4097), 131_009);
    check("an empty text", text(0), 131_008);
    check("a title of 20", buttons(&[&"é".repeat(20)]), 0);
    check("a title of 21", buttons(&[&"é".repeat(21)]), 131_009);
    let mut long = buttons(&["Yes"]);
    long["interactive"]["body"]["text"] = json!("é".repeat(1025));
    check("a body of 1025 over buttons", long, 131_009);
    let mut long = buttons(&["Yes"]);
    long["interactive"]["action"]["buttons"][0]["reply"]["id"] = json!("i".repeat(257));
    check("a button id of 257", long, 131_009);
    let mut long = text(3);
    long["biz_opaque_callback_data"] = json!("x".repeat(513));
    check("callback data of 513", long, 131_009);
}

#[test]
fn buttons_are_one_to_three_and_unlike() {
    check("three", buttons(&["Yes", "No", "Maybe"]), 0);
    check("none", buttons(&[]), 131_009);
    check("four", buttons(&["1", "2", "3", "4"]), 131_009);
    check("two alike", buttons(&["Yes", "Yes"]), 131_009);
    check("without a title", buttons(&[""]), 131_008);
}

#[test]
fn lists_have_ten_rows_in_all_and_titles_where_there_are_several() {
    check("ten rows", list(&[10], None), 0);
    check("eleven rows", list(&[11], None), 131_009);
    check(
        "eleven rows in two sections",
        list(&[6, 5], Some("Items")),
        131_009,
    );
    check("two sections without titles", list(&[2, 2], None), 131_008);
    check("a title of 25", list(&[1], Some(&"x".repeat(25))), 131_009);
    check("no rows", list(&[0], None), 131_009);
    check("no sections", list(&[], None), 131_009);
}

#[test]
fn the_receiver_is_a_number_or_a_scoped_id() {
    let to = |to: &str| json!({"to": to, "text": {"body": "hi"}});
    let recipient = |id: &str| json!({"to": null, "recipient": id, "text": {"body": "hi"}});
    check("with plus and spaces", to("+27 82 000-0001"), 0);
    check("digits", to("27820000001"), 0);
    check(
        "a scoped id as a number",
        to("ZA.4471200985512345678"),
        131_009,
    );
    check("too short", to("123"), 131_009);
    check("nobody", to(""), 100);
    check("a scoped id", recipient("ZA.4471200985512345678"), 0);
    check("a number as a scoped id", recipient("27820000001"), 131_009);
    let both = json!({"messaging_product": "whatsapp", "to": "+27820000001", "recipient": "ZA.1",
        "text": {"body": "hi"}});
    let sent = read(&both).unwrap();
    assert_eq!(sent.phone.as_deref(), Some("27820000001"), "`to` wins");
    assert_eq!(sent.user_id, None);
}

#[test]
fn what_is_missing_or_unknown_is_refused() {
    check(
        "no product",
        json!({"messaging_product": null, "text": {"body": "hi"}}),
        100,
    );
    check(
        "another product",
        json!({"messaging_product": "sms", "text": {"body": "hi"}}),
        100,
    );
    check("a type without its part", json!({"type": "text"}), 100);
    check("an unknown type", json!({"type": "poll", "poll": {}}), 100);
    check(
        "an unknown interactive type",
        json!({"type": "interactive", "interactive": {"type": "poll", "body": {"text": "?"}, "action": {}}}),
        131_009,
    );
    check(
        "a document from nowhere",
        json!({"type": "document", "document": {"caption": "x"}}),
        131_008,
    );
    check(
        "a document",
        json!({"type": "document", "document": {"id": "1", "filename": "stock.csv"}}),
        0,
    );
}

#[test]
fn templates_need_a_name_and_a_language_and_take_no_new_lines() {
    let template = |text: &str| {
        json!({"type": "template", "template": {"name": "daily_report", "language": {"code": "en"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": text}]}]}})
    };
    check("filled in", template("143 sold"), 0);
    check("with a new line", template("143\nsold"), 132_018);
    check("with nothing", template(""), 131_008);
    let mut no_language = template("143 sold");
    no_language["template"]["language"] = Value::Null;
    check("without a language", no_language, 131_008);
}

#[test]
fn a_reaction_is_no_message_of_its_own() {
    let body = json!({"messaging_product": "whatsapp", "to": "27820000001", "type": "reaction",
        "reaction": {"message_id": "wamid.1", "emoji": ""}});
    let Kind::Reaction { emoji, .. } = read(&body).unwrap().kind else {
        panic!("not a reaction");
    };
    assert_eq!(emoji, None, "an empty emoji takes it away");
}
