//! Whom the HTTP client trusts: whoever a root of the machine vouches for, and nobody else.

use std::error::Error as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

/// For `localhost`, until 2126, by a root that no machine knows.
const CERTIFICATE: &[u8] = include_bytes!("tls/localhost.pem");
const KEY: &[u8] = include_bytes!("tls/localhost.key");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/outside/tls/root.pem");

#[tokio::test]
async fn a_certificate_that_no_root_of_the_machine_vouches_for_is_refused() {
    let refused = call("localhost").await.unwrap_err();
    assert!(refused.contains("UnknownIssuer"), "{refused}");
}

/// The roots are those of the machine, so another machine is needed: this program again, in another environment.
#[test]
fn one_that_a_root_vouches_for_is_taken_for_the_host_it_names() {
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "tls::where_the_root_is_known"])
        .env("SSL_CERT_FILE", ROOT)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(
        again.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[tokio::test]
#[ignore = "it needs the environment that the test above gives it"]
async fn where_the_root_is_known() {
    assert_eq!(call("localhost").await.unwrap(), 200);
    let refused = call("127.0.0.1").await.unwrap_err();
    assert!(refused.contains("NotValidForName"), "{refused}");
}

/// Calls a server that has the certificate by this name; its status, or the last cause of the failure.
async fn call(host: &str) -> Result<u16, String> {
    let port = serve_once().port();
    let client = backroom_io::http::client().unwrap();
    match client.get(format!("https://{host}:{port}/")).send().await {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) => {
            let mut cause = error.source();
            while let Some(deeper) = cause.and_then(|cause| cause.source()) {
                cause = Some(deeper);
            }
            Err(format!("{:?}", cause.unwrap_or(&error)))
        }
    }
}

/// A server that answers one call.
fn serve_once() -> SocketAddr {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut tls = ServerConnection::new(Arc::new(config)).map_err(std::io::Error::other)?;
        let mut tls = rustls::Stream::new(&mut tls, &mut stream);
        // A small request comes in one piece, and a client that refuses us sends none.
        std::io::Read::read(&mut tls, &mut [0; 4096])?;
        std::io::Write::write_all(&mut tls, b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    });
    address
}
