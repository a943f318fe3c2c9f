//! Files are compressed when they are built, as hard as it goes, so that no server does it at each request.

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path`, and beside it `path.br` and `path.gz`. A file that has them already is left alone:
/// the collector takes these files into its binary, and cargo would build it anew.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let variants = [("", bytes.to_vec()), (".br", brotli(bytes)?), (".gz", gzip(bytes)?)];
    for (ending, bytes) in variants {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        keep(&PathBuf::from(name), &bytes)?;
    }
    Ok(())
}

/// Writes what no compression makes smaller.
pub(crate) fn keep(file: &Path, bytes: &[u8]) -> Result<()> {
    if !fs::read(file).is_ok_and(|old| old == bytes) {
        fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Brotli, quality 11, window 22.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params).context("brotli")?;
    Ok(out)
}

/// Gzip, level 9, without a time, so that the same input gives the same bytes.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn each_form_gives_the_bytes_back() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("a.js");
        let text = "let a = 1; ".repeat(100);
        write(&file, text.as_bytes()).expect("written");

        let read = |name: &str| fs::read(dir.path().join(name)).expect(name);
        assert_eq!(read("a.js"), text.as_bytes());
        assert_eq!(unbrotli(&read("a.js.br")), text.as_bytes());
        let mut unzipped = String::new();
        flate2::read::GzDecoder::new(&read("a.js.gz")[..]).read_to_string(&mut unzipped).expect("gzip");
        assert_eq!(unzipped, text);
        assert!(read("a.js.br").len() < text.len() / 10 && read("a.js.gz").len() < text.len() / 10);
    }

    fn unbrotli(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out).expect("brotli");
        out
    }
}
