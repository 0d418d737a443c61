//! JSON lines in, JSON lines out, in order and in constant memory.

use std::io::{self, BufRead, BufReader, Read, Write};

use backroom_core::parse::parse;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Items;
use super::json;

/// The longest line that is read: 16 times what a WhatsApp message with each character escaped takes.
const LINE_MAX: u64 = 1 << 20;

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    text: String,
}

/// Answers each line with one line. What is not a message is answered with an error; blank lines are passed over.
pub(super) fn run(
    mut input: BufReader<impl Read>,
    output: &mut impl Write,
    items: Option<&Items>,
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == LINE_MAX && line.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
            writeln!(output, r#"{{"id":null,"error":"line too long"}}"#)?;
            continue;
        }
        answer(&line, output, items)?;
        if input.buffer().is_empty() {
            output.flush()?; // the sender may be waiting for it
        }
    }
}

fn answer(line: &[u8], output: &mut impl Write, items: Option<&Items>) -> io::Result<()> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    if line.trim_ascii().is_empty() {
        return Ok(());
    }
    match serde_json::from_slice::<Message<'_>>(line) {
        Ok(message) => {
            let parsed = parse(&message.text);
            let answer = json::Answer::new(message.id, &parsed, items);
            serde_json::to_writer(&mut *output, &answer)?;
        }
        Err(error) => {
            let failure = json::Failure {
                id: id_of(line),
                error: error.to_string(),
            };
            serde_json::to_writer(&mut *output, &failure)?;
        }
    }
    output.write_all(b"\n")
}

/// The id of a line that is JSON but no message.
fn id_of(line: &[u8]) -> Option<&RawValue> {
    #[derive(Deserialize)]
    struct Id<'a> {
        #[serde(borrow, default)]
        id: Option<&'a RawValue>,
    }
    serde_json::from_slice::<Id<'_>>(line).ok()?.id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(input: &[u8]) -> Vec<String> {
        let mut output = Vec::new();
        run(BufReader::new(input), &mut output, None).unwrap();
        let output = String::from_utf8(output).unwrap();
        output.lines().map(str::to_owned).collect()
    }

    #[test]
    fn each_line_is_answered_in_order_with_its_own_id() {
        let answers = answers(
            b"{\"id\":12345678901234567890123,\"text\":\"?\"}\r\n\n{\"text\":\"?\",\"id\":\"b\"}\n",
        );
        assert_eq!(answers.len(), 2);
        assert!(answers[0].starts_with(r#"{"id":12345678901234567890123,"kind":"#));
        assert!(answers[1].starts_with(r#"{"id":"b","kind":"#));
    }

    #[test]
    fn what_is_no_message_is_answered_with_an_error_and_the_rest_goes_on() {
        let input =
            b"not json\n{\"id\":7}\n{\"id\":8,\"text\":5}\n\xff\xfe\n[]\n{\"id\":9,\"text\":\"?\"}";
        let answers = answers(input);
        assert_eq!(answers.len(), 6);
        assert!(answers[0].starts_with(r#"{"id":null,"error":"#));
        assert!(answers[1].starts_with(r#"{"id":7,"error":"#));
        assert!(answers[2].starts_with(r#"{"id":8,"error":"#));
        assert!(answers[3].starts_with(r#"{"id":null,"error":"#));
        assert!(answers[4].starts_with(r#"{"id":null,"error":"#));
        assert!(answers[5].starts_with(r#"{"id":9,"kind":"#));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let mut input = vec![b'x'; 3 << 20];
        input.extend(b"\n{\"id\":1,\"text\":\"?\"}\n");
        let answers = answers(&input);
        assert_eq!(answers[0], r#"{"id":null,"error":"line too long"}"#);
        assert!(answers[1].starts_with(r#"{"id":1,"#));
    }
}
