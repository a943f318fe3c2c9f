//! TLS against a server with a certificate of our own, which signs for nothing but this test.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig, crypto};

use super::{PATIENCE, PRIVATE, call, told};
use crate::outbound::Lost;

fn certificate() -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(include_bytes!("cert.pem")).unwrap()
}

/// Says 200 to whoever gets through the handshake.
async fn server() -> u16 {
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut bytes = [0; 4096];
            let Ok(1..) = stream.read(&mut bytes).await else { continue };
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.ok();
            stream.flush().await.ok();
        }
    });
    port
}

#[tokio::test]
async fn only_who_proves_the_name_is_spoken_to() {
    let port = server().await;
    let here = ["127.0.0.1"];
    let (mut trusting, _) = told(&here, &here);
    let mut roots = RootCertStore::empty();
    roots.add(certificate()).unwrap();
    trusting.tls = Arc::new(
        ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth(),
    );
    let reply =
        trusting.send(call(&format!("https://dest.example:{port}/")), PRIVATE, PATIENCE).await.unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (200, &b"ok"[..]));
    for name in ["other.example", "127.0.0.1"] {
        let answer = trusting.send(call(&format!("https://{name}:{port}/")), PRIVATE, PATIENCE).await;
        assert_eq!(answer.unwrap_err(), Lost::Tls, "{name}");
    }
    // What the system trusts does not include this.
    let (strict, _) = told(&here, &here);
    let answer = strict.send(call(&format!("https://dest.example:{port}/")), PRIVATE, PATIENCE).await;
    assert_eq!(answer.unwrap_err(), Lost::Tls);
}
