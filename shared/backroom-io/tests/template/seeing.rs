//! What the alarms and the dashboard look at is what the code records, and each alarm says what to do.

use std::collections::BTreeSet;

use crate::source::read;

/// The functions that record, with their sources.
const RECORDED_BY: [(&str, &str); 4] = [
    ("api", "functions/api/src"),
    ("processor", "functions/processor/src"),
    ("usage-report", "functions/usage-report/src"),
    ("webhook", "functions/webhook/src"),
];

#[test]
fn each_metric_that_is_looked_at_is_recorded_by_that_function() {
    let looked_at = looked_at();
    assert!(looked_at.len() > 15, "{looked_at:?}");
    let recorded: BTreeSet<(String, String)> = RECORDED_BY
        .iter()
        .flat_map(|(service, sources)| {
            recorded(sources)
                .into_iter()
                .map(|name| (name, (*service).to_owned()))
        })
        .collect();
    let unknown: Vec<_> = looked_at.difference(&recorded).collect();
    assert!(unknown.is_empty(), "nothing records {unknown:?}");
    let unseen: Vec<_> = recorded.difference(&looked_at).collect();
    assert!(unseen.is_empty(), "nobody looks at {unseen:?}");
}

#[test]
fn each_alarm_says_where_it_is_told_what_to_do() {
    let runbook = read("docs/runbook.md");
    let paragraphs: BTreeSet<String> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|title| title.to_lowercase().replace(' ', "-"))
        .collect();
    let seeing = read("infra/seeing.yaml");
    let alarms = seeing.matches("Type: AWS::CloudWatch::Alarm").count();
    let mut told = BTreeSet::new();
    for alarm in seeing.split("Type: AWS::CloudWatch::Alarm").skip(1) {
        let (_, link) = alarm
            .split_once("docs/runbook.md#")
            .expect("an alarm without a paragraph");
        let link: String = link.chars().take_while(|c| !c.is_whitespace()).collect();
        assert!(paragraphs.contains(&link), "the runbook has no {link}");
        told.insert(link);
    }
    // And one is told of by an event.
    let keeping = read("infra/keeping.yaml");
    let rest = keeping.split("docs/runbook.md#").skip(1);
    told.extend(rest.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
    assert!(
        alarms > 10 && told == paragraphs,
        "{told:?} of {paragraphs:?}"
    );
}

/// Our metrics, with the functions, that an alarm or a widget of the dashboard names.
fn looked_at() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let seeing = read("infra/seeing.yaml");
    let lines: Vec<&str> = seeing.lines().map(str::trim).collect();
    for (at, line) in lines.iter().enumerate() {
        if *line == "Namespace: Backroom" {
            let name = lines[at + 1]
                .strip_prefix("MetricName: ")
                .expect("its name is next");
            let service = lines[at + 2].strip_prefix("Dimensions: [{ Name: Service, Value: ");
            let service = service
                .and_then(|rest| rest.split_once(' '))
                .expect("then its function");
            found.insert((name.to_owned(), service.0.to_owned()));
        }
        let parts: Vec<&str> = line.split('"').collect();
        if let ["[ ", "Backroom", _, name, _, "Service", _, service, ..] = parts[..] {
            found.insert((name.to_owned(), service.to_owned()));
        }
    }
    found
}

/// The names of the metrics that a function's own sources record.
fn recorded(sources: &str) -> BTreeSet<String> {
    let known = read("shared/backroom-io/src/metrics.rs");
    let mut names = BTreeSet::new();
    for function in crate::source::functions(sources) {
        let metrics = function.body.windows(4);
        for four in metrics.filter(|four| four[0] == "Metric" && four[1] == ":" && four[2] == ":") {
            let name = known.split(&format!("Self::{} => \"", four[3])).nth(1);
            let name = name
                .and_then(|rest| rest.split('"').next())
                .expect("each has a name");
            names.insert(name.to_owned());
        }
    }
    names
}
