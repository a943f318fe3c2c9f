//! Names to addresses.

use std::io;
use std::net::IpAddr;

/// Who is asked for the addresses of a name.
#[derive(Clone)]
pub(crate) enum Names {
    /// The system.
    System,
    /// A test.
    #[cfg(test)]
    Told(std::sync::Arc<dyn Resolving>),
}

/// What a test answers.
#[cfg(test)]
pub(crate) trait Resolving: Send + Sync {
    fn resolve(&self, name: &str) -> Vec<IpAddr>;
}

impl Names {
    pub(super) async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match self {
            // The port plays no part.
            Names::System => Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()),
            #[cfg(test)]
            Names::Told(told) => Ok(told.resolve(name)),
        }
    }
}
