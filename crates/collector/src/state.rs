//! What every handler can reach.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::assets::Assets;
use crate::config::Origins;
use crate::deliveries::Destinations;
use crate::forms::FormSet;
use crate::models::Models;
use crate::store::{NewRecord, Put, Store, StoreError};

/// Requests that may be in work at once.
const AT_ONCE: usize = 1024;

/// The collector: its forms, its store, its files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Collector(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    forms: FormSet,
    models: Models,
    store: Arc<dyn Store>,
    origins: Origins,
    destinations: Destinations,
    admin: Option<TokenDigest>,
    assets: Assets,
    permits: Semaphore,
    file_room: Arc<Semaphore>,
}

impl Collector {
    /// A collector over this store; everything else has a default.
    pub fn builder(store: impl Store) -> CollectorBuilder {
        CollectorBuilder {
            store: Arc::new(store),
            forms: FormSet::default(),
            models: Models::default(),
            origins: Origins::List(Vec::new()),
            destinations: Destinations::default(),
            admin_token: None,
            assets: Assets::embedded(),
            at_once: AT_ONCE,
            file_memory: crate::files::MEMORY,
        }
    }

    /// The forms.
    pub fn forms(&self) -> &FormSet {
        &self.0.forms
    }

    pub(crate) fn models(&self) -> &Models {
        &self.0.models
    }

    /// The store.
    pub fn store(&self) -> &dyn Store {
        self.0.store.as_ref()
    }

    /// Where leads go.
    pub(crate) fn destinations(&self) -> &Destinations {
        &self.0.destinations
    }

    /// Stores records with the rows that send leads to their destinations, in one transaction.
    pub(crate) async fn put(&self, mut records: Vec<NewRecord>) -> Result<Vec<Put>, StoreError> {
        records.iter_mut().for_each(|record| self.0.destinations.address(record));
        let outcomes = self.0.store.put(records).await?;
        self.0.destinations.wake();
        Ok(outcomes)
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.0.assets
    }

    pub(crate) fn permits(&self) -> &Semaphore {
        &self.0.permits
    }

    /// Memory for files, in KiB.
    pub(crate) fn file_room(&self) -> &Arc<Semaphore> {
        &self.0.file_room
    }

    pub(crate) fn admin(&self) -> Option<&TokenDigest> {
        self.0.admin.as_ref()
    }
}

/// Puts a [`Collector`] together.
#[derive(Debug)]
pub struct CollectorBuilder {
    store: Arc<dyn Store>,
    forms: FormSet,
    models: Models,
    origins: Origins,
    destinations: Destinations,
    admin_token: Option<TokenDigest>,
    assets: Assets,
    at_once: usize,
    file_memory: usize,
}

impl CollectorBuilder {
    /// The forms (none by default).
    #[must_use]
    pub fn forms(mut self, forms: FormSet) -> Self {
        self.forms = forms;
        self
    }

    /// The stage models (the default alone by default).
    #[must_use]
    pub fn models(mut self, models: Models) -> Self {
        self.models = models;
        self
    }

    /// The pages that may call from a script (only those of the collector's own origin by default).
    #[must_use]
    pub fn origins(mut self, origins: Origins) -> Self {
        self.origins = origins;
        self
    }

    /// Where leads go (nowhere by default). [`Deliveries::start`](crate::Deliveries::start) brings them there.
    #[must_use]
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.destinations = destinations;
        self
    }

    /// The token of the dashboard. Without one there is no way in.
    #[must_use]
    pub fn admin_token(mut self, token: &str) -> Self {
        self.admin_token = Some(TokenDigest::of(token));
        self
    }

    /// The widget's files (those in the binary by default).
    #[must_use]
    pub fn assets(mut self, assets: Assets) -> Self {
        self.assets = assets;
        self
    }

    /// How many requests may be in work at once.
    #[must_use]
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = requests;
        self
    }

    /// How many bytes of memory the files of all posts may take at once (256 MiB by default). A post takes
    /// three times its size while it is read, and its size until it is stored; one that finds no room is told
    /// to come back.
    #[must_use]
    pub fn file_memory(mut self, bytes: usize) -> Self {
        self.file_memory = bytes;
        self
    }

    /// The collector.
    pub fn build(self) -> Collector {
        Collector(Arc::new(Inner {
            forms: self.forms,
            models: self.models,
            store: self.store,
            origins: self.origins,
            destinations: self.destinations,
            admin: self.admin_token,
            assets: self.assets,
            permits: Semaphore::new(self.at_once),
            file_room: Arc::new(Semaphore::new(self.file_memory / 1024)),
        }))
    }
}

/// The token's SHA-256: what is kept in memory and in the cookie, so neither gives the token away. Digests
/// have one length, so comparing them in constant time tells nothing of the token's.
#[derive(Clone)]
pub(crate) struct TokenDigest([u8; 32]);

impl TokenDigest {
    pub(crate) fn of(token: &str) -> TokenDigest {
        TokenDigest(Sha256::digest(token.as_bytes()).into())
    }

    pub(crate) fn is_of(&self, token: &str) -> bool {
        self.0.ct_eq(&TokenDigest::of(token).0).into()
    }

    /// What the cookie holds.
    pub(crate) fn cookie(&self) -> String {
        let mut salted = Sha256::new();
        salted.update(b"leadwell session");
        salted.update(self.0);
        crate::forms::hex(&salted.finalize())
    }

    pub(crate) fn is_cookie(&self, value: &str) -> bool {
        self.cookie().as_bytes().ct_eq(value.as_bytes()).into()
    }
}

impl std::fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenDigest")
    }
}
