//! `bench page`: the landing page with the tag and without. The browser work is a program of the tests' own;
//! the folders for comparisons with other forms are written here.

use crate::{dist, repo, sh};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::Path;

#[derive(Args)]
pub(crate) struct Options {
    /// Pairs of cold loads, one with the tag and one without
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Load over a slow mobile connection (150 ms, 1.6 Mbit/s), as Chromium emulates it
    #[arg(long)]
    slow_network: bool,
    /// Measure www/dist as it is
    #[arg(long)]
    no_build: bool,
    /// Write the folders for comparisons, measure nothing
    #[arg(long)]
    folders_only: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if !options.no_build {
        dist::run()?;
    }
    let folder = repo::target().join("bench");
    write(&repo::path("tests/peers"), &repo::dist(), &folder)?;
    println!("pages for comparisons: {0}/leadwell, {0}/plain", folder.display());
    if options.folders_only {
        return Ok(());
    }
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "--package", "leadwell-tests", "--bin", "bench_page", "--"]);
    cargo.args(["--runs", &options.runs.to_string()]);
    if options.slow_network {
        cargo.arg("--slow-network");
    }
    sh::run(&mut cargo)
}

/// Writes `leadwell`, the page with the tag and what the tag loads; `leadwell-inline`, the same with the script in the
/// page; and `plain`, the same page without it.
fn write(page: &Path, dist: &Path, to: &Path) -> Result<()> {
    let read = |name| dist::read_text(&page.join(name));
    let html = read("index.html")?;
    let tagged = to.join("leadwell");
    dist::fresh_folder(&tagged)?;
    put(&tagged.join("index.html"), &html)?;
    put(&tagged.join("bench.json"), &read("bench.json")?)?;
    let inline = to.join("leadwell-inline");
    dist::fresh_folder(&inline)?;
    put(
        &inline.join("bench.json"),
        &read("bench.json")?.replace("the script tag", "the script in the page,"),
    )?;
    for entry in fs::read_dir(dist).with_context(|| format!("{} is missing", dist.display()))? {
        let entry = entry?;
        // The tag's own files lie flat, beside the folder of the npm package.
        if entry.file_type()?.is_file() {
            for folder in [&tagged, &inline] {
                fs::copy(entry.path(), folder.join(entry.file_name()))?;
            }
        }
    }
    if !tagged.join("leadwell.js").exists() {
        bail!("{} has no leadwell.js: run `cargo xtask dist`", dist.display());
    }
    put(&inline.join("index.html"), &inlined(&html, &dist::read_text(&dist.join("leadwell.js"))?)?)?;
    let plain = to.join("plain");
    dist::fresh_folder(&plain)?;
    put(&plain.join("index.html"), &without_tag(&html)?)?;
    // Without us it is the browser that posts the form.
    put(
        &plain.join("bench.json"),
        "{\n  \"title\": \"the same page without the tag\",\n  \"lead\": \"^/f/demo$\"\n}\n",
    )
}

fn put(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// The script at the end of the page, where the form stands before it.
fn inlined(html: &str, script: &str) -> Result<String> {
    let page = without_tag(html)?;
    let (before, after) = page.split_once("</body>").context("the page has no end")?;
    let tag = "<script data-collector=\"/\" data-destination=\"webhook:/lead\" data-site=\"example-works\" data-consent=\"granted\">";
    Ok(format!("{before}{tag}{script}</script>\n</body>{after}"))
}

fn without_tag(html: &str) -> Result<String> {
    const TAG: &str = "<script async src=\"leadwell.js\"";
    let (before, rest) = html.split_once(TAG).context("the page has no script tag")?;
    let (_, after) = rest.split_once("</script>\n").context("the script tag has no end")?;
    if after.contains("<script") {
        bail!("the page has another script");
    }
    Ok(format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_folders_differ_by_the_tag() {
        let dir = tempfile::tempdir().expect("a folder");
        let (dist, to) = (dir.path().join("dist"), dir.path().join("bench"));
        fs::create_dir_all(dist.join("sdk")).expect("a folder");
        for name in ["leadwell.js", "leadwell.js.br", "leadwell-0123456789ab.wasm"] {
            fs::write(dist.join(name), name).expect("written");
        }
        write(&repo::path("tests/peers"), &dist, &to).expect("written");
        let read = |name: &str| fs::read_to_string(to.join(name)).expect(name);
        let (tagged, plain) = (read("leadwell/index.html"), read("plain/index.html"));
        let added: Vec<_> = tagged.lines().filter(|line| !plain.contains(*line)).collect();
        assert_eq!(added.len(), 1, "{added:?}");
        assert!(added[0].contains("leadwell.js") && plain.contains("<form"));
        assert_eq!(read("leadwell/leadwell.js.br"), "leadwell.js.br");
        assert!(read("leadwell-inline/index.html").contains(">leadwell.js</script>"));
        assert!(!to.join("leadwell/sdk").exists());
        for folder in ["leadwell", "leadwell-inline", "plain"] {
            let text = read(&format!("{folder}/bench.json"));
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        }
    }

    #[test]
    fn a_page_without_the_tag_is_refused() {
        assert!(without_tag("<p>hello</p>").is_err());
    }
}
