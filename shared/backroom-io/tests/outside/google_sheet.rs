//! A Google Sheet, fetched by its link.

use backroom_io::google_sheet::{SheetError, SheetLink, download};
use backroom_io::http;
use reqwest::Url;

use super::stand_in::{Answer, StandIn};

const LINK: &str = "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit#gid=7";
const CSV: &str = "Item,Qty\nCoke,24\n";

async fn fetch(server: &StandIn, most: u64) -> Result<String, SheetError> {
    let base = Url::parse(&server.url()).unwrap();
    let link = SheetLink::parse(LINK).unwrap();
    let mut content = Vec::new();
    download(&http::client().unwrap(), &base, &link, most, &mut content).await?;
    Ok(String::from_utf8(content).unwrap())
}

#[tokio::test]
async fn a_shared_sheet_is_fetched_where_google_says_it_is() {
    let server = StandIn::start([]).await;
    server.then(Answer::Redirect(format!("{}/elsewhere", server.url())));
    server.then(Answer::As("text/csv; charset=utf-8", CSV.to_owned()));
    assert_eq!(fetch(&server, 1000).await.unwrap(), CSV);
    let paths: Vec<String> = server
        .requests()
        .into_iter()
        .map(|sent| sent.path)
        .collect();
    assert_eq!(
        paths,
        [
            "/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/export?format=csv&gid=7",
            "/elsewhere"
        ]
    );
}

#[tokio::test]
async fn a_private_sheet_is_told_as_that_however_google_says_it() {
    for answer in [
        Answer::As(
            "text/html; charset=utf-8",
            "<html>Sign in</html>".to_owned(),
        ),
        Answer::Redirect("https://accounts.google.com/ServiceLogin".to_owned()),
        Answer::text(401, ""),
        Answer::text(403, ""),
    ] {
        let server = StandIn::start([answer]).await;
        let error = fetch(&server, 1000).await.unwrap_err();
        assert!(matches!(error, SheetError::Private), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_sheet_is_refused() {
    let others = StandIn::start([]).await;
    let server = StandIn::start([Answer::Redirect(others.url())]).await;
    assert!(matches!(
        fetch(&server, 1000).await,
        Err(SheetError::Elsewhere)
    ));
    assert!(others.requests().is_empty());

    let server = StandIn::start([]).await;
    for _ in 0..5 {
        server.then(Answer::Redirect(server.url()));
    }
    assert!(matches!(
        fetch(&server, 1000).await,
        Err(SheetError::Elsewhere)
    ));

    let server = StandIn::start([Answer::As("text/csv", CSV.to_owned())]).await;
    assert!(matches!(
        fetch(&server, 5).await,
        Err(SheetError::TooLarge(5))
    ));

    let server = StandIn::start([Answer::text(404, ""), Answer::text(500, "")]).await;
    assert!(matches!(
        fetch(&server, 1000).await,
        Err(SheetError::NotFound)
    ));
    assert!(matches!(
        fetch(&server, 1000).await,
        Err(SheetError::NotCsv(500))
    ));
}
