//! Puts the widget's files into the binary, if they are there. They are made by another build (WASM), so the
//! collector also builds without them and then says so at its start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let dist = root.join("www/dist");
    println!("cargo::rerun-if-changed=build.rs");
    // A watched path that is missing makes every build start again, so watch the nearest that is there.
    let watched = [dist.clone(), root.join("www"), root].into_iter().find(|path| path.is_dir());
    if let Some(path) = watched.filter(|path| path.ends_with("dist") || path.ends_with("www")) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let mut source = "/// The widget's files by name.\nstatic EMBEDDED: &[(&str, &[u8])] = &[\n".to_owned();
    for path in files(&dist) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = path.canonicalize()?;
        writeln!(source, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
            .map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("assets.rs");
    fs::write(out, source)
}

/// The flat files of the script tag, in order; the SDK in its folder is not served.
fn files(dist: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dist)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("leadwell")))
        .collect();
    paths.sort();
    paths
}
