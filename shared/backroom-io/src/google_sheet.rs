//! A Google Sheet that anyone with its link may see, fetched as CSV: no key, no account.
//!
//! What somebody pasted is never called: the address is built anew from the ids in it. Google answers with redirects;
//! they are followed to Google's own hosts alone, and a private sheet (which may come as a page with status 200) is told
//! as that.

use std::io::Write;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, LOCATION};

/// Where sheets are, unless the configuration says otherwise.
pub const GOOGLE: &str = "https://docs.google.com";
/// How often Google may send us elsewhere.
const REDIRECTS_MAX: usize = 4;
/// How long one answer may take, its content included.
const WITHIN: Duration = Duration::from_secs(120);
/// The shortest and longest id that is taken for one.
const ID_LENGTHS: std::ops::RangeInclusive<usize> = 20..=200;

/// A sheet, by the ids in its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLink {
    id: String,
    /// Published to the web, rather than shared.
    published: bool,
    /// The number of the sheet in its workbook.
    gid: String,
}

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// Google wants to know who asks.
    #[error(
        "the sheet is private: share it as \"anyone with the link\", or save it as CSV and import that file"
    )]
    Private,
    /// There is none of that id, or no sheet of that number in it.
    #[error("there is no such sheet")]
    NotFound,
    /// Larger than what was asked for. No more than that was read of it.
    #[error("the sheet is larger than {0} bytes")]
    TooLarge(u64),
    /// It was not CSV that came.
    #[error("Google sent no CSV (HTTP {0})")]
    NotCsv(u16),
    /// A redirect to somebody else, or too many.
    #[error("Google sent us elsewhere")]
    Elsewhere,
    /// Google can't be reached, or fell silent.
    #[error("Google can't be reached")]
    Unreachable(#[source] reqwest::Error),
    /// What came can't be written.
    #[error("the sheet can't be kept")]
    NotKept(#[source] std::io::Error),
}

impl SheetLink {
    /// The sheet that a pasted link names; `None` if it is no link to a Google Sheet.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let is_google = url.scheme() == "https" && url.host_str() == Some("docs.google.com");
        let path = url
            .path()
            .strip_prefix("/spreadsheets/")
            .filter(|_| is_google)?;
        // Somebody with several accounts has "u/1/" in between.
        let path = match path.strip_prefix("u/") {
            Some(rest) => rest.split_once('/')?.1,
            None => path,
        };
        let path = path.strip_prefix("d/")?;
        let (published, path) = match path.strip_prefix("e/") {
            Some(rest) => (true, rest),
            None => (false, path),
        };
        let id = path.split('/').next()?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !ID_LENGTHS.contains(&id.len()) || !id.bytes().all(plain) {
            return None;
        }
        Some(Self {
            id: id.to_owned(),
            published,
            gid: gid(&url).unwrap_or_else(|| "0".to_owned()),
        })
    }

    /// Where it is to be had as CSV.
    fn address(&self, base: &Url) -> Result<Url, SheetError> {
        let Self { id, gid, .. } = self;
        let path = if self.published {
            format!("/spreadsheets/d/e/{id}/pub?gid={gid}&single=true&output=csv")
        } else {
            format!("/spreadsheets/d/{id}/export?format=csv&gid={gid}")
        };
        base.join(&path).map_err(|_| SheetError::Elsewhere)
    }
}

/// "gid=…" of the query or of the fragment.
fn gid(url: &Url) -> Option<String> {
    let parts = [url.query(), url.fragment()];
    let mut pairs = parts
        .into_iter()
        .flatten()
        .flat_map(|part| part.split(['&', '?']));
    let number = pairs.find_map(|pair| pair.strip_prefix("gid="))?;
    let plain = !number.is_empty() && number.len() <= 20;
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    (plain && digits).then(|| number.to_owned())
}

/// Writes a sheet as CSV, of `most` bytes at the most; `base` is where Google is.
///
/// # Errors
/// See [`SheetError`]. Something may have been written by then.
pub async fn download(
    http: &reqwest::Client,
    base: &Url,
    link: &SheetLink,
    most: u64,
    into: &mut impl Write,
) -> Result<(), SheetError> {
    let mut address = link.address(base)?;
    for _ in 0..=REDIRECTS_MAX {
        let answer = http
            .get(address.clone())
            .timeout(WITHIN)
            .send()
            .await
            .map_err(SheetError::Unreachable)?;
        if !answer.status().is_redirection() {
            return keep(answer, most, into).await;
        }
        let location = answer
            .headers()
            .get(LOCATION)
            .and_then(|to| to.to_str().ok());
        let next = location.and_then(|to| address.join(to).ok());
        address = next.ok_or(SheetError::Elsewhere)?;
        if address.host_str() == Some("accounts.google.com") {
            return Err(SheetError::Private);
        }
        if !is_google(&address, base) {
            return Err(SheetError::Elsewhere);
        }
    }
    Err(SheetError::Elsewhere)
}

/// Google's own hosts over TLS, or where the configuration says that Google is.
fn is_google(address: &Url, base: &Url) -> bool {
    let host = address.host_str().unwrap_or_default();
    let known = host == "docs.google.com" || host.ends_with(".googleusercontent.com");
    let over_tls = address.scheme() == "https" && address.port().is_none();
    (known && over_tls) || address.origin() == base.origin()
}

async fn keep(
    mut answer: reqwest::Response,
    most: u64,
    into: &mut impl Write,
) -> Result<(), SheetError> {
    let status = answer.status().as_u16();
    let kind = answer.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match status {
        200 if kind.starts_with("text/csv") => {}
        200 if kind.starts_with("text/html") => return Err(SheetError::Private),
        401 | 403 => return Err(SheetError::Private),
        400 | 404 | 410 => return Err(SheetError::NotFound),
        _ => return Err(SheetError::NotCsv(status)),
    }
    let mut read: u64 = 0;
    while let Some(part) = answer.chunk().await.map_err(SheetError::Unreachable)? {
        read += part.len() as u64;
        if read > most {
            return Err(SheetError::TooLarge(most));
        }
        into.write_all(&part).map_err(SheetError::NotKept)?;
    }
    into.flush().map_err(SheetError::NotKept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms";

    fn address(link: &str) -> Option<String> {
        let base = Url::parse(GOOGLE).unwrap();
        let link = SheetLink::parse(link)?;
        link.address(&base).ok().map(|url| url.to_string())
    }

    #[test]
    fn the_address_is_built_anew_from_the_link() {
        let shared =
            |gid: &str| format!("{GOOGLE}/spreadsheets/d/{ID}/export?format=csv&gid={gid}");
        for (link, expected) in [
            (
                format!("{GOOGLE}/spreadsheets/d/{ID}/edit#gid=7"),
                shared("7"),
            ),
            (
                format!(" {GOOGLE}/spreadsheets/d/{ID}/edit?usp=sharing "),
                shared("0"),
            ),
            (
                format!("{GOOGLE}/spreadsheets/u/1/d/{ID}/edit?gid=12#gid=12"),
                shared("12"),
            ),
            (
                format!("{GOOGLE}/spreadsheets/d/{ID}/edit#gid=7;rm"),
                shared("0"),
            ),
            (
                format!("{GOOGLE}/spreadsheets/d/e/2PACX-{ID}/pubhtml?gid=3&single=true"),
                format!("{GOOGLE}/spreadsheets/d/e/2PACX-{ID}/pub?gid=3&single=true&output=csv"),
            ),
        ] {
            assert_eq!(address(&link), Some(expected), "{link}");
        }
        for link in [
            "https://docs.google.com/spreadsheets/d/short/edit".to_owned(),
            format!("http://docs.google.com/spreadsheets/d/{ID}/edit"),
            format!("https://docs.google.com.evil.example/spreadsheets/d/{ID}/edit"),
            format!("https://docs.google.com@evil.example/spreadsheets/d/{ID}/edit"),
            format!("https://docs.google.com/document/d/{ID}/edit"),
            format!("https://docs.google.com/spreadsheets/d/{ID}%2f..%2fx/edit"),
            "stock.csv".to_owned(),
        ] {
            assert_eq!(address(&link), None, "{link}");
        }
    }

    #[test]
    fn a_redirect_is_followed_to_google_alone() {
        let base = Url::parse(GOOGLE).unwrap();
        for (to, may) in [
            ("https://doc-0s-sheets.googleusercontent.com/export/x", true),
            ("https://docs.google.com/spreadsheets/x", true),
            ("http://doc-0s-sheets.googleusercontent.com/x", false),
            ("https://googleusercontent.com.evil.example/x", false),
            ("https://evilgoogleusercontent.com/x", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_google(&Url::parse(to).unwrap(), &base), may, "{to}");
        }
    }
}
