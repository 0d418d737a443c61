//! Whatever Gemini answers, each text that was asked about gets one guess, and one that can be acted on; and a free
//! question gets queries about the business's own items only.
//!
//! An input is the texts (or the names of the items), one a line, an empty line, and what Gemini says: all of an answer's
//! body, or its words.
#![no_main]

use backroom_core::catalogue::fold;
use backroom_core::gemini::{Guess, Medium, decode, decode_choice, decode_transcript};
use backroom_core::intent::{Action, Intent, Query};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|input: &str| {
    let Some((texts, said)) = input.split_once("\n\n") else {
        return;
    };
    let texts: Vec<&str> = texts.lines().collect();
    if let Ok(body) = serde_json::from_str(said) {
        check(&body, &texts);
    }
    let parts = json!([{"text": said}]);
    let candidate = json!({"finishReason": "STOP", "content": {"role": "model", "parts": parts}});
    check(&json!({"candidates": [candidate]}), &texts);
});

fn check(body: &Value, texts: &[&str]) {
    if let Ok(Some(transcript)) = decode_transcript(Medium::Voice, body) {
        assert!(!transcript.words.trim().is_empty());
    }
    if let Ok(queries) = decode_choice(body).and_then(|choice| choice.check(texts)) {
        for query in queries {
            if let Query::Check { names } = query {
                let is_item = |name: &String| texts.iter().any(|item| fold(item) == fold(name));
                assert!(names.iter().all(is_item), "{names:?}");
            }
        }
    }
    let readings = decode(body, texts.len());
    assert_eq!(readings.len(), texts.len());
    for (reading, text) in readings.into_iter().zip(texts) {
        let guess = reading.and_then(|reading| reading.check(text));
        let Ok(Guess::Plain(intent) | Guess::AskFirst(intent)) = guess else {
            continue;
        };
        let beyond = matches!(
            intent,
            Intent::Manage(_) | Intent::Answer(_) | Intent::Note(_)
        );
        assert!(!beyond, "out of Gemini's reach: {intent:?}");
        let Intent::Change(lines) = intent else {
            continue;
        };
        assert!(!lines.is_empty());
        for line in lines {
            let least = i64::from(line.action != Action::Set);
            assert!(line.quantity.millionths() >= least, "{line:?}");
            assert!(!line.name.trim().is_empty(), "{line:?}");
        }
    }
}
