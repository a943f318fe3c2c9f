//! One connection to one address that was judged.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use super::{Lost, Target};

/// A stream, with or without TLS.
pub(super) type Stream = Box<dyn Both>;

pub(super) trait Both: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

/// TLS by the certificates that this system trusts.
pub(super) fn config() -> Result<Arc<ClientConfig>, tokio_rustls::rustls::Error> {
    let mut roots = RootCertStore::empty();
    let (trusted, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if trusted == 0 {
        tracing::warn!("this system trusts no certificates, so no destination can be reached by https");
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

/// A connection to this very address, which is asked to prove the target's name.
pub(super) async fn connect(
    address: SocketAddr,
    target: &Target,
    config: &Arc<ClientConfig>,
) -> Result<Stream, Lost> {
    let stream = TcpStream::connect(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut => Lost::Slow,
        _ => Lost::Refused,
    })?;
    // Small requests, each waited for.
    stream.set_nodelay(true).map_err(|_| Lost::Broken)?;
    if !target.https {
        return Ok(Box::new(stream));
    }
    let name = match target.ip {
        Some(ip) => ServerName::IpAddress(ip.into()),
        None => ServerName::try_from(target.host.clone()).map_err(|_| Lost::Tls)?,
    };
    let stream = TlsConnector::from(Arc::clone(config)).connect(name, stream).await;
    Ok(Box::new(stream.map_err(|_| Lost::Tls)?))
}
