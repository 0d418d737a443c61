//! What no line of a log may tell.

use std::collections::BTreeSet;

use serde_json::Value;

/// So many digits in a row may be a phone's number.
const DIGITS: usize = 7;

/// Checks that no line holds a number that may be a phone's, or words of a person; how many lines there are.
///
/// # Panics
/// With the line that does, or one that is no JSON object.
#[expect(clippy::expect_used, reason = "it is a check of tests")]
pub fn assert_tells_nothing(log: &str, said: &BTreeSet<String>) -> usize {
    for line in log.lines() {
        let told: Value = serde_json::from_str(line).expect("a line is JSON");
        let Value::Object(mut told) = told else {
            panic!("{line}")
        };
        told.remove("timestamp");
        told.remove("_aws");
        let told = Value::Object(told).to_string();
        let mut parts = told.split(|c: char| !c.is_ascii_alphanumeric());
        let number =
            parts.find(|part| part.len() >= DIGITS && part.bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(number, None, "{told}");
        let heard = said.iter().find(|words| told.contains(words.as_str()));
        assert_eq!(heard, None, "{told}");
    }
    log.lines().count()
}
