//! Keeps other web pages out: whatever the browser has open can send requests to this machine, but not from here.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// No script, style, font or picture from elsewhere, and no frame around the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Lets a request through that comes from the page itself or from a program on this machine.
pub(in crate::whatsapp) async fn only_this_page(request: Request, next: Next) -> Response {
    let mut response = if from_here(request.method(), request.headers()) {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "This page is for this machine only.\n",
        )
            .into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The host must be this machine's (a foreign name may be made to point here), the origin the page's own, and a post
/// JSON, which no foreign page can send without asking first.
fn from_here(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(header::HOST) else {
        return false;
    };
    let same_origin = match text(header::ORIGIN) {
        Some(origin) => origin
            .strip_prefix("http://")
            .is_some_and(|origin| origin.eq_ignore_ascii_case(host)),
        None => true,
    };
    let same_site = headers
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin" || site == "none");
    let safe = method == Method::GET || method == Method::HEAD;
    // Following a link to the page is no harm: it is the posts and the reads that a script could make.
    let json = text(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    let navigates = safe
        && headers
            .get("sec-fetch-mode")
            .is_some_and(|mode| mode == "navigate");
    is_this_machine(host) && same_origin && (same_site || navigates) && (safe || json)
}

/// Without the port.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|here| name.eq_ignore_ascii_case(here))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: Method, fields: &[(&'static str, &'static str)], let_in: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        assert_eq!(from_here(&method, &headers), let_in, "{method} {fields:?}");
    }

    const JSON: (&str, &str) = ("content-type", "application/json");

    #[test]
    fn the_page_and_programs_on_this_machine_are_let_in() {
        let host = ("host", "127.0.0.1:8080");
        check(Method::GET, &[("host", "localhost:8080")], true);
        check(Method::GET, &[("host", "[::1]:8080")], true);
        check(Method::POST, &[host, JSON], true);
        check(
            Method::POST,
            &[
                host,
                ("content-type", "application/json; charset=utf-8"),
                ("origin", "http://127.0.0.1:8080"),
                ("sec-fetch-site", "same-origin"),
            ],
            true,
        );
        check(
            Method::GET,
            &[
                host,
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
            ],
            true,
        );
    }

    #[test]
    fn a_foreign_page_is_kept_out() {
        let host = ("host", "127.0.0.1:8080");
        check(Method::POST, &[host], false);
        check(Method::POST, &[host, ("content-type", "text/plain")], false);
        check(
            Method::POST,
            &[host, JSON, ("origin", "http://evil.example")],
            false,
        );
        check(Method::POST, &[host, JSON, ("origin", "null")], false);
        check(
            Method::POST,
            &[host, JSON, ("sec-fetch-site", "same-site")],
            false,
        );
        check(
            Method::GET,
            &[host, ("sec-fetch-site", "cross-site")],
            false,
        );
        check(Method::GET, &[("host", "evil.example:8080")], false);
        check(Method::GET, &[("host", "127.0.0.1.evil.example")], false);
        check(Method::GET, &[], false);
    }
}
