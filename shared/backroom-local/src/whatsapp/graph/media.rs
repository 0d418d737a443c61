//! Files: uploaded by the bot or sent by a person, looked up by id, downloaded from the address that the look-up gives.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{GraphError, admit, check_token, check_version};
use crate::whatsapp::{PretendWhatsApp, lock};

/// What may be uploaded. A CSV is not among them.
const ACCEPTED: [&str; 20] = [
    "application/msword",
    "application/pdf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "audio/aac",
    "audio/amr",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/plain",
    "video/3gpp",
    "video/3gp",
    "video/mp4",
];

pub(super) async fn upload(
    State(pretend): State<PretendWhatsApp>,
    Path((version, number)): Path<(String, String)>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let uploaded = match admit(&pretend, &version, &number, &headers) {
        Ok(_) => keep(&pretend, form).await,
        Err(error) => Err(error),
    };
    match uploaded {
        Ok(id) => Json(json!({"id": id})).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn keep(pretend: &PretendWhatsApp, mut form: Multipart) -> Result<String, GraphError> {
    let unreadable = |_| GraphError::code(131_053, "the form can't be read");
    let (mut product, mut declared, mut file) = (None, None, None);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("messaging_product") => product = Some(field.text().await.map_err(unreadable)?),
            Some("type") => declared = Some(field.text().await.map_err(unreadable)?),
            Some("file") => {
                let filename = field.file_name().unwrap_or("file").to_owned();
                let mime = field.content_type().map(String::from);
                file = Some((filename, mime, field.bytes().await.map_err(unreadable)?));
            }
            _ => {}
        }
    }
    super::outgoing::check_product(&json!({"messaging_product": product}))?;
    let (filename, mime, content) = file.ok_or_else(|| GraphError::missing("file"))?;
    let mime = mime.or(declared).unwrap_or_default();
    let bare = mime.split(';').next().unwrap_or_default().trim();
    if !ACCEPTED.contains(&bare) {
        return Err(GraphError::parameter(format!(
            "Param file must be a file with one of the following types: {}. Received file of type '{bare}'.",
            ACCEPTED.join(", ")
        )));
    }
    Ok(pretend.keep_media(&mime, &filename, &content)?)
}

pub(super) async fn look_up(
    State(pretend): State<PretendWhatsApp>,
    Path((version, media)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = check_version(&version)
        .and_then(|()| check_token(&pretend, &headers))
        .and_then(|()| Ok(pretend.log().media(&media)?))
        .and_then(|found| found.ok_or_else(|| GraphError::no_such_object(&media)));
    let (mime_type, content) = match found {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    // Hexadecimal here, base64 in the webhook.
    let digest = Sha256::digest(&content);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut found = json!({
        "messaging_product": "whatsapp",
        "url": format!("http://{host}/graph/media/{media}/content"),
        "mime_type": mime_type,
        "sha256": hex,
        "file_size": content.len(),
        "id": media,
    });
    if let Some(Value::Object(instead)) = lock(&pretend.inner.faults).look_ups.pop_front() {
        if instead.contains_key("error") {
            return (StatusCode::BAD_REQUEST, Json(Value::Object(instead))).into_response();
        }
        for (name, value) in instead {
            found[name] = value;
        }
    }
    Json(found).into_response()
}

/// The address needs the token too.
pub(super) async fn download(
    State(pretend): State<PretendWhatsApp>,
    Path(media): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = check_token(&pretend, &headers)
        .and_then(|()| Ok(pretend.log().media(&media)?))
        .and_then(|found| found.ok_or_else(|| GraphError::no_such_object(&media)));
    match found {
        Ok((mime_type, content)) => ([(header::CONTENT_TYPE, mime_type)], content).into_response(),
        Err(error) => error.into_response(),
    }
}
