//! The collector: takes leads over HTTP, answers once they are durable, shows them.
//!
//! [`app`] is the whole server as one service, without a socket; [`serve`] puts it behind a listener;
//! [`Collector::builder`] puts its state together. The binary `leadwell` does no more than read the
//! configuration and call these.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use leadwell_collector::{Collector, FormSet, SqliteStore, app, serve};
//!
//! let forms = FormSet::parse([("contact", r#"{"form":"contact","fields":[{"name":"email","kind":"email"}]}"#)])
//!     .map_err(|errors| errors.join("\n"))?;
//! let store = SqliteStore::open("leadwell.db")?;
//! let collector = Collector::builder(store).forms(forms).admin_token("…").build();
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! serve(listener, app(collector), std::future::pending()).await?;
//! # Ok(())
//! # }
//! ```

mod admin;
pub mod assess;
mod assets;
mod channels;
pub mod check;
mod clock;
pub mod config;
mod context;
mod correct;
pub mod deliveries;
mod error;
mod files;
mod forms;
mod http;
mod ingest;
mod models;
pub mod netlify;
pub mod outbound;
mod pages;
mod parts;
pub mod replay;
mod serve;
mod state;
pub mod store;
mod time;

pub use assets::Assets;
pub use config::{Config, Origins};
pub use deliveries::{Deliveries, Destinations};
pub use error::ApiError;
pub use forms::{Form, FormSet};
pub use http::app;
pub use models::Models;
pub use serve::serve;
pub use state::{Collector, CollectorBuilder};
pub use store::SqliteStore;
