//! An address, read the way browsers read it, so that no spelling of a number slips by.

use std::net::IpAddr;

use url::{Host, Url};

use super::{Reach, address};

/// By these ports web servers are reached; others belong to services that might misread a request.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(super) https: bool,
    /// As it stands in `Host`, without the port.
    pub(super) host: String,
    /// Where the host is a number.
    pub(super) ip: Option<IpAddr>,
    pub(super) port: u16,
    pub(super) host_header: String,
    pub(super) path_and_query: String,
}

impl Target {
    /// Reads an address and judges what can be judged without asking for its name.
    pub(crate) fn parse(url: &str, reach: Reach) -> Result<Target, &'static str> {
        let url = Url::parse(url).map_err(|_| "it cannot be read as an address")?;
        let https = match url.scheme() {
            "https" => true,
            "http" if reach.http || reach.private => false,
            "http" => return Err("it has no TLS (http://); \"allow_http = true\" allows it"),
            _ => return Err("it must begin with https://"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds a name or a password");
        }
        let port = url.port_or_known_default().ok_or("it has no port")?;
        if !reach.private && !PORTS.contains(&port) {
            return Err("its port is none of 443, 8443, 80, 8080");
        }
        let (host, ip) = match url.host().ok_or("it names no server")? {
            Host::Domain(name) if !reach.private && is_local(name) => {
                return Err("it names this machine");
            }
            Host::Domain(name) => (name.to_owned(), None),
            Host::Ipv4(ip) => (ip.to_string(), Some(IpAddr::V4(ip))),
            Host::Ipv6(ip) => (format!("[{ip}]"), Some(IpAddr::V6(ip))),
        };
        if !reach.private && ip.is_some_and(|ip| !address::is_public(ip)) {
            return Err("it is not a public address; \"allow_private = true\" allows it");
        }
        let host_header = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.clone(),
        };
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path_and_query = format!("{}{query}", url.path());
        Ok(Target { https, host, ip, port, host_header, path_and_query })
    }
}

/// Names that never leave the machine, whatever a resolver says.
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or(name);
    name.is_empty() || last.eq_ignore_ascii_case("localhost") || last.eq_ignore_ascii_case("localdomain")
}
