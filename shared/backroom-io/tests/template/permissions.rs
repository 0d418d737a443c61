//! Each function may do on AWS exactly what its code does: each SDK call that it can reach stands in its role, and its
//! role holds nothing that no call needs.

use std::collections::BTreeSet;

use crate::source::{Call, Function, functions, read};
use crate::yaml::lines;

/// What each of the SDK's calls needs. A transaction needs what its parts need.
const CALLS: [(&str, &str); 18] = [
    ("batch_get_item", "dynamodb:BatchGetItem"),
    ("batch_write_item", "dynamodb:BatchWriteItem"),
    ("change_message_visibility", "sqs:ChangeMessageVisibility"),
    ("create_table", "dynamodb:CreateTable"),
    ("delete_item", "dynamodb:DeleteItem"),
    ("delete_message", "sqs:DeleteMessage"),
    ("describe_table", "dynamodb:DescribeTable"),
    ("get_item", "dynamodb:GetItem"),
    ("get_queue_attributes", "sqs:GetQueueAttributes"),
    ("get_secret_value", "secretsmanager:GetSecretValue"),
    ("put_item", "dynamodb:PutItem"),
    ("query", "dynamodb:Query"),
    ("receive_message", "sqs:ReceiveMessage"),
    ("scan", "dynamodb:Scan"),
    ("send_message", "sqs:SendMessage"),
    ("send_message_batch", "sqs:SendMessage"),
    ("update_item", "dynamodb:UpdateItem"),
    ("update_time_to_live", "dynamodb:UpdateTimeToLive"),
];

/// What the parts of a transaction need.
const PARTS: [(&str, &str); 4] = [
    ("ConditionCheck", "dynamodb:ConditionCheckItem"),
    ("Delete", "dynamodb:DeleteItem"),
    ("Put", "dynamodb:PutItem"),
    ("Update", "dynamodb:UpdateItem"),
];

/// What Lambda does in the function's name, and no code of ours.
const BY_LAMBDA: [&str; 5] = [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
];

#[test]
fn the_webhook_may_do_what_its_code_does() {
    check("functions/webhook/src", "WebhookRole");
}

#[test]
fn the_api_may_do_what_its_code_does() {
    check("functions/api/src", "ApiRole");
}

/// What programs read through can change counts and nothing else, whatever it is made to do.
#[test]
fn the_api_may_write_only_where_counts_are() {
    let role = lines("Resources.ApiRole");
    let counts = r#"ForAllValues:StringLike: { "dynamodb:LeadingKeys": ["BUSINESS#*#USAGE"] }"#;
    let update = role
        .iter()
        .position(|line| line == "Action: dynamodb:UpdateItem");
    let update = update.expect("it counts its calls");
    assert_eq!(role[update + 3], counts);
    let keys = read("shared/backroom-io/src/store/keys.rs");
    assert!(keys.contains("format!(\"{}#USAGE\", business(of))"));
    assert!(keys.contains("format!(\"BUSINESS#{"));
}

#[test]
fn the_processor_may_do_what_its_code_does() {
    check("functions/processor/src", "ProcessorRole");
}

#[test]
fn the_usage_report_may_do_what_its_code_does() {
    check("functions/usage-report/src", "UsageReportRole");
}

#[test]
fn each_call_of_the_sdk_in_the_code_is_known_here() {
    let known: BTreeSet<&str> = CALLS.iter().map(|(call, _)| *call).collect();
    for function in functions("shared/backroom-io/src") {
        // What takes a table or a queue is a call, or a part of a transaction, which is made by a builder.
        for (at, _) in function.body.windows(3).enumerate().filter(|(_, three)| {
            three[0] == "."
                && matches!(
                    &*three[1],
                    "table_name" | "queue_url" | "set_transact_items"
                )
        }) {
            let call = function.body[..at]
                .iter()
                .rev()
                .find(|token| token.starts_with(char::is_alphabetic));
            let call = call.map_or("", String::as_str);
            let transaction = ["builder", "transact_write_items"].contains(&call);
            assert!(
                transaction || known.contains(call),
                "{call} in {} is not known",
                function.name
            );
        }
    }
}

fn check(sources: &str, role: &str) {
    let used = reached_from(&functions(sources));
    let given = given_to(role);
    assert!(!used.is_empty() && !given.is_empty());
    let missing: Vec<_> = used
        .iter()
        .filter(|action| !given.contains(**action))
        .collect();
    let idle: Vec<_> = given
        .iter()
        .filter(|action| !used.contains(action.as_str()))
        .collect();
    assert!(
        missing.is_empty() && idle.is_empty(),
        "{role} lacks {missing:?}, and no code needs {idle:?}"
    );
}

/// The actions of all calls that these functions lead to, by way of `backroom-io`.
fn reached_from(roots: &[Function]) -> BTreeSet<&'static str> {
    let io = functions("shared/backroom-io/src");
    let mut reached: Vec<&Function> = Vec::new();
    // A method of a client of ours; all else that a function calls is its own or another's.
    let calls = roots.iter().flat_map(Function::calls);
    let clients = calls.filter_map(|call| match call {
        Call::Method { of, name } => Some((client(of)?, name)),
        Call::In { .. } | Call::Free { .. } => None,
    });
    let mut ahead: Vec<&Function> = clients
        .flat_map(|(of, name)| methods(&io, of, name))
        .collect();
    while let Some(function) = ahead.pop() {
        if reached.iter().any(|known| std::ptr::eq(*known, function)) {
            continue;
        }
        reached.push(function);
        for call in function.calls() {
            ahead.extend(called(&io, function, &call));
        }
        // What makes an iterator is taken to be for going through it.
        let made = function.makes();
        ahead.extend(
            io.iter()
                .filter(|method| made.contains(method.owner.as_str())),
        );
    }
    reached.into_iter().flat_map(actions_of).collect()
}

/// The type behind a name that the functions give to a client of ours.
fn client(name: &str) -> Option<&'static str> {
    Some(match name {
        "dead_letters" | "queue" | "report_queue" => "Queue",
        "settings" => "Settings",
        "store" => "Store",
        _ => return None,
    })
}

/// The functions that a call may mean.
fn called<'a>(io: &'a [Function], from: &Function, call: &Call<'_>) -> Vec<&'a Function> {
    match *call {
        Call::Method { of: "self", name } => methods(io, &from.owner, name).collect(),
        Call::Method { of, name } => match client(of) {
            Some(owner) => methods(io, owner, name).collect(),
            // Of something else: which, nobody says, but it is not the store itself, and near by.
            None => {
                let near = io
                    .iter()
                    .filter(|other| other.module == from.module && other.name == name);
                near.filter(|other| !["", "Store"].contains(&other.owner.as_str()))
                    .collect()
            }
        },
        Call::In { of: "Self", name } => methods(io, &from.owner, name).collect(),
        Call::In { of, name } if of.starts_with(char::is_uppercase) => {
            methods(io, of, name).collect()
        }
        Call::In { name, .. } | Call::Free { name } => methods(io, "", name).collect(),
    }
}

fn methods<'a>(io: &'a [Function], owner: &str, name: &str) -> impl Iterator<Item = &'a Function> {
    io.iter()
        .filter(move |function| function.owner == owner && function.name == name)
}

fn actions_of(function: &Function) -> impl Iterator<Item = &'static str> {
    let calls = CALLS.iter().filter(|(call, _)| {
        let mut four = function.body.windows(4);
        four.any(|four| four[0] == "." && four[1] == *call && four[2] == "(" && four[3] == ")")
    });
    let parts = PARTS.iter().filter(|(part, _)| {
        let mut four = function.body.windows(4);
        four.any(|four| {
            four[0] == *part && four[1] == ":" && four[2] == ":" && four[3] == "builder"
        })
    });
    calls.chain(parts).map(|(_, action)| *action)
}

/// The actions that stand in a role, without those that Lambda itself needs.
fn given_to(role: &str) -> BTreeSet<String> {
    let mut given = BTreeSet::new();
    for line in lines(&format!("Resources.{role}")) {
        let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '*');
        let words = words.filter(|word| is_action(word) && *word != "dynamodb:LeadingKeys");
        given.extend(words.map(str::to_owned));
    }
    assert!(
        given.iter().all(|action| !action.contains('*')),
        "{role} allows {given:?}"
    );
    given.retain(|action| !BY_LAMBDA.contains(&action.as_str()));
    given
}

fn is_action(word: &str) -> bool {
    ["dynamodb:", "logs:", "secretsmanager:", "sqs:"]
        .iter()
        .any(|service| word.starts_with(service))
}
