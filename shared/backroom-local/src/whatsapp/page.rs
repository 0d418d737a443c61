//! The chat page. Its files are in the binary; there is no build step.

use axum::Router;
use axum::http::header;
use axum::routing::{MethodRouter, get};

use super::PretendWhatsApp;

pub(super) fn routes() -> Router<PretendWhatsApp> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    Router::new()
        .route(
            "/",
            file("text/html; charset=utf-8", include_str!("page/phone.html")),
        )
        .route(
            "/phone.css",
            file("text/css; charset=utf-8", include_str!("page/phone.css")),
        )
        .route("/phone.js", file(SCRIPT, include_str!("page/phone.js")))
        .route("/chat.js", file(SCRIPT, include_str!("page/chat.js")))
        .route("/bubble.js", file(SCRIPT, include_str!("page/bubble.js")))
        .route("/stock.js", file(SCRIPT, include_str!("page/stock.js")))
}

fn file(kind: &'static str, content: &'static str) -> MethodRouter<PretendWhatsApp> {
    get(move || async move { ([(header::CONTENT_TYPE, kind)], content) })
}
