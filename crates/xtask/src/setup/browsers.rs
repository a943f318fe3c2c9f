//! The three browsers that the tests drive, from Debian's packages.

use crate::sh;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// A program the tests start and the package that brings it.
const NEEDED: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("xvfb-run", "xvfb"),
    ("xauth", "xauth"),
];

pub(crate) fn install() -> Result<()> {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(program, _)| sh::which(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !Path::new("/etc/debian_version").exists() || sh::which("apt-get").is_none() {
        bail!("install for the browser tests what Debian calls: {packages} (or run with --no-browsers)");
    }
    if sh::ask(sh::command("id").arg("-u")).as_deref() != Some("0") {
        bail!("run as root: apt-get install --no-install-recommends {packages} (or run with --no-browsers)");
    }
    sh::run(sh::command("apt-get").args(["update", "-qq"])).context("cannot read Debian's package lists")?;
    let mut apt = sh::command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt.args(["install", "-qq", "-y", "--no-install-recommends"]).args(missing);
    sh::run(&mut apt).context("cannot install the browsers")
}
