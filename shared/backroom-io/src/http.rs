//! The HTTP client under the AWS clients, WhatsApp and Gemini: one for the process, so that they share connections and the
//! work of reading the machine's certificates.

mod roots;

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::ring;

use roots::Roots;

/// The longest that a connection which is opened ahead may take; who needs it sooner opens another.
const OPENED_WITHIN: Duration = Duration::from_secs(2);

/// Makes the process's client. Cheap to clone; a clone shares its connections.
///
/// Each call sets its own time-out. It follows no redirect (a token must not travel to another host) and takes no
/// proxy from the environment.
///
/// # Errors
/// If TLS can't be set up, which is a fault of the machine.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    builder().build()
}

/// What [`client`] is made of, for a client that goes another way.
pub fn builder() -> reqwest::ClientBuilder {
    let provider = Arc::new(ring::default_provider());
    let tls = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .dangerous() // as rustls calls any verifier that is not its own: this one only reads the roots later
        .with_custom_certificate_verifier(Arc::new(Roots::of_the_machine(provider)))
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(Duration::from_secs(2))
        .pool_idle_timeout(Duration::from_secs(50))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("the-backroom/", env!("CARGO_PKG_VERSION")))
}

/// Opens connections to these addresses, so that the first call of each need not wait for one: at the start of a Lambda,
/// beside the call for the secrets. Whether it works out is nobody's concern; the call itself will tell.
///
/// To be called within a tokio runtime.
pub fn open(client: &reqwest::Client, addresses: impl IntoIterator<Item = String>) {
    for address in addresses {
        let request = client.get(address).timeout(OPENED_WITHIN);
        tokio::spawn(async move {
            if let Ok(answer) = request.send().await {
                // Only read to its end is it free for the next call.
                let _ = answer.bytes().await;
            }
        });
    }
}
