//! The widget's files: in the binary where they were there when it was built, or read from a folder once at
//! start. Only the flat files of the script tag; nothing of the file system is ever served by name.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::forms::hex;

/// The script that pages load.
pub(crate) const SCRIPT: &str = "leadwell.js";

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// All files by name.
#[derive(Debug, Clone, Default)]
pub struct Assets(Arc<BTreeMap<String, Asset>>);

/// One file in its encodings.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    content_type: &'static str,
    immutable: bool,
    digest: String,
    raw: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// How a file travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

impl Assets {
    /// The files that were there when this binary was built.
    pub fn embedded() -> Assets {
        Assets::of(
            EMBEDDED.iter().map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes))).collect(),
        )
    }

    /// The files of a folder, read now.
    pub fn load(folder: &Path) -> std::io::Result<Assets> {
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("leadwell") && entry.file_type()?.is_file() {
                files.insert(name, Bytes::from(std::fs::read(entry.path())?));
            }
        }
        Ok(Assets::of(files))
    }

    /// Whether the script that pages load is among them.
    pub fn has_script(&self) -> bool {
        self.0.contains_key(SCRIPT)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    fn of(files: BTreeMap<String, Bytes>) -> Assets {
        let assets = files.iter().filter_map(|(name, raw)| {
            let content_type = match name.rsplit_once('.')?.1 {
                "js" => "text/javascript; charset=utf-8",
                "wasm" => "application/wasm",
                "css" => "text/css; charset=utf-8",
                "json" => "application/json",
                // Phone packs.
                "bin" => "application/octet-stream",
                _ => return None,
            };
            let asset = Asset {
                content_type,
                immutable: is_hashed(name),
                digest: hex(&Sha256::digest(raw))[..16].to_owned(),
                raw: raw.clone(),
                brotli: files.get(&format!("{name}.br")).cloned(),
                gzip: files.get(&format!("{name}.gz")).cloned(),
            };
            Some((name.clone(), asset))
        });
        Assets(Arc::new(assets.collect()))
    }
}

impl Asset {
    pub(crate) fn content_type(&self) -> &'static str {
        self.content_type
    }

    pub(crate) fn cache_control(&self) -> &'static str {
        if self.immutable { "public, max-age=31536000, immutable" } else { "public, max-age=300" }
    }

    /// The smallest that the client takes.
    pub(crate) fn best(&self, accepts: impl Fn(Encoding) -> bool) -> (Encoding, Bytes) {
        let brotli = self.brotli.iter().map(|bytes| (Encoding::Brotli, bytes));
        let gzip = self.gzip.iter().map(|bytes| (Encoding::Gzip, bytes));
        let found = brotli.chain(gzip).find(|(encoding, _)| accepts(*encoding));
        let (encoding, bytes) = found.unwrap_or((Encoding::Identity, &self.raw));
        (encoding, bytes.clone())
    }

    /// Another tag for each encoding, because the bytes are others.
    pub(crate) fn etag(&self, encoding: Encoding) -> String {
        match encoding.name() {
            Some(name) => format!("\"{}-{name}\"", self.digest),
            None => format!("\"{}\"", self.digest),
        }
    }
}

/// `leadwell-<12 hex digits>.js`, or with words before and behind the digits (`leadwell-words-<…>-de.json`): a
/// name that changes with its content.
fn is_hashed(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    stem.split('-').any(|part| part.len() == 12 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}
