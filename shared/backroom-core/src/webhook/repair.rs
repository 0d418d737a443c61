//! Makes a body readable whose signature is good but whose text is not quite JSON: what can't stand in a text becomes
//! the replacement character, and all the rest is kept.

use std::borrow::Cow;

/// The body as text: invalid UTF-8 and escaped halves of surrogate pairs are replaced, a byte order mark and
/// unescaped control characters go. A good body is borrowed as it is.
pub(super) fn readable(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut text = String::from_utf8_lossy(body);
    if text.bytes().any(|byte| byte < b' ') {
        // Between values they are space anyway (or an error); inside a text JSON does not allow them.
        text = Cow::Owned(text.replace(|c: char| c < ' ', " "));
    }
    if text.contains("\\ud") || text.contains("\\uD") {
        text = Cow::Owned(without_half_pairs(&text));
    }
    text
}

/// Replaces each `\ud83d` or `\udc4d` that has no other half.
fn without_half_pairs(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        kept.push_str(&rest[..at]);
        let escape = &rest[at..];
        let taken = match unit(escape) {
            Some(0xd800..=0xdbff)
                if matches!(escape.get(6..).and_then(unit), Some(0xdc00..=0xdfff)) =>
            {
                kept.push_str(&escape[..12]);
                12
            }
            Some(0xd800..=0xdfff) => {
                kept.push_str("\\ufffd");
                6
            }
            // Any other escape: the backslash and what it escapes, which may be another backslash.
            Some(_) | None => {
                let escaped = escape.chars().nth(1).map_or(0, char::len_utf8);
                kept.push_str(&escape[..=escaped]);
                1 + escaped
            }
        };
        rest = &escape[taken..];
    }
    kept.push_str(rest);
    kept
}

/// The UTF-16 unit of the `\uXXXX` that the text begins with.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &[u8], expected: &str) {
        assert_eq!(readable(body), expected);
    }

    #[test]
    fn a_good_body_is_kept_as_it_is() {
        for body in [r#"{"t":"\u00e4 ä\n"}"#, r"\ud83d\udc4d", r"\\ud83d", ""] {
            check(body.as_bytes(), body);
        }
        assert!(matches!(readable(b"{\"t\":\"\\u00e4\"}"), Cow::Borrowed(_)));
    }

    #[test]
    fn half_pairs_are_replaced() {
        check(br"sold 3 \ud83d coke", r"sold 3 \ufffd coke");
        check(br"\udc4d\ud83d", r"\ufffd\ufffd");
        check(br"\uD83D\uD83D\uDC4D", r"\ufffd\uD83D\uDC4D");
        check(br"\\\ud83d", r"\\\ufffd");
        check(br"\ud83d\u0041", r"\ufffd\u0041");
        check(br"\ud83", r"\ud83");
        check(b"\\ud83d\\", "\\ufffd\\");
        check("\\ud83dé\\é".as_bytes(), "\\ufffdé\\é");
    }

    #[test]
    fn what_is_no_text_is_replaced() {
        check(b"caf\xe9!", "caf\u{fffd}!");
        check(b"a\0b\nc", "a b c");
        check(b"\xef\xbb\xbf{}", "{}");
    }
}
