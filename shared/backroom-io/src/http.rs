//! The HTTP client under WhatsApp and Gemini: one for the process, so that they share connections and the work of
//! reading the machine's certificates.

use std::time::Duration;

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
    // The first caller in the process wins; a second installation fails and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(2))
        .pool_idle_timeout(Duration::from_secs(50))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("the-backroom/", env!("CARGO_PKG_VERSION")))
}
